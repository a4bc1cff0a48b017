"""Makes times.txt: dates and lengths of time, with the values of NumPy 2.

Elements stand as their numbers of units; NaT is the least number of 64 bits. Numbers are chosen so that no conversion
between the units at hand leaves 64 bits, where NumPy goes through the fields of a calendar and wraps elsewhere.
"""

import itertools

import numpy as np

from casefile import File
from reference import NAMESPACE

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAT = np.iinfo(np.int64).min
# Seconds that a unit has, of years and months roughly.
SECONDS = dict(zip(UNITS, [31556952, 2629746, 604800, 86400, 3600, 60, 1, *(1000.0**-k for k in range(1, 7))], strict=True))
FILE = File("times.py")


def of_kind(kind, name):
    """`datetime64(x, unit)`, `timedelta64(x, unit)`."""

    def make(x, unit=None):
        if isinstance(x, str):
            return np.asarray(getattr(np, name)(x, unit) if unit else getattr(np, name)(x))
        x = np.asarray(x)
        return x.astype(f"{kind}8[{unit}]") if unit else x.astype(f"{kind}8") if x.dtype.kind != kind else x

    return make


def part(of):
    """A number that is read off dates; of NaT the least one."""
    return lambda x: np.where(np.isnat(x), NAT, of(np.asarray(x)))


def in_unit(x, unit):
    return x.astype(f"M8[{unit}]")


def number(x, unit):
    return in_unit(x, unit).astype("i8")


NAMESPACE |= {
    "datetime64": of_kind("M", "datetime64"),
    "timedelta64": of_kind("m", "timedelta64"),
    "isnat": np.isnat,
    "year": part(lambda x: number(x, "Y") + 1970),
    "month": part(lambda x: number(x, "M") % 12 + 1),
    "day": part(lambda x: (in_unit(x, "D") - in_unit(in_unit(x, "M"), "D")).astype("i8") + 1),
    "hour": part(lambda x: number(x, "h") % 24),
    "minute": part(lambda x: number(x, "m") % 60),
    "second": part(lambda x: number(x, "s") % 60),
    "weekday": part(lambda x: (number(x, "D") + 3) % 7),
} | {
    name: getattr(np, name)
    for name in "sum min max ptp mean any all argmin argmax count_nonzero cumsum nanmin nanmax nansum nanargmin".split()
}


def times(kind, unit, values, name=""):
    """An array of dates (`M`) or lengths of time (`m`); None is NaT."""
    long = {"M": "datetime64", "m": "timedelta64"}[kind]
    numbers = np.array([NAT if value is None else value for value in values], "i8")
    return FILE.array(f"{long}_{unit}{name}", f"{long}[{unit}]", numbers)


def dates(unit, name="", start=0):
    """Dates that are no more than 200 years from 1970, and as near as the shortest unit asks for."""
    span = min(200 * 31556952, 5e8 * SECONDS[unit]) if SECONDS[unit] < 1e-9 else 200 * 31556952
    steps = [-1.0, -0.37, -1e-6, 0.0, 1e-6, 0.1501 + start, 0.5, 0.99]
    return times("M", unit, [int(step * span / SECONDS[unit]) for step in steps] + [None, -1, 1], name)


def spans(unit, name=""):
    return times("m", unit, [-100, -13, -1, 0, 1, 2, 7, 60, 99, None, 12], name)


def others(unit):
    """Divisors of both signs, and none."""
    return times("m", unit, [7, -5, 2, 3, 0, -2, None, 13, -99, 5, 0], "_divisors")


def attempt(text, **operands):
    """A case, with a value or refused as NumPy has it."""
    try:
        FILE.case(text, **operands)
    except (TypeError, ValueError, OverflowError):
        FILE.refused(text, **operands)


def is_short(unit):
    return SECONDS[unit] < 1e-9


def pairs():
    FILE.section("Two units: the one in common, or none")
    for x, y in itertools.product(UNITS, UNITS):
        # A date in a short unit is near 1970, and a long one is not: their difference would leave 64 bits.
        if not is_short(x) and not is_short(y):
            for text in ["a - b", "a < b", "a == b", "minimum(a, b)"]:
                attempt(text, a=dates(x), b=dates(y, "_later", 0.01))
        for text in ["a + b", "a - b", "a <= b", "a != b", "fmax(a, b)", "a / b", "a // b", "a % b"]:
            attempt(text, a=spans(x), b=others(y))
        if not is_short(x):
            for text in ["a + b", "a - b", "b + a"]:
                attempt(text, a=dates(x), b=spans(y))


def conversions():
    FILE.section("From one unit to another")
    for x, y in itertools.product(UNITS, UNITS):
        if not is_short(x) and not is_short(y):
            attempt(f'datetime64(a, "{y}")', a=dates(x))
        if not {"Y", "M"} & {x, y} or {x, y} <= {"Y", "M"}:
            attempt(f'timedelta64(a, "{y}")', a=spans(x))
    for unit in ["ns", "ps", "fs", "as"]:
        attempt(f'datetime64(a, "{unit}")', a=times("M", "ns", [-3, 0, 5, None], "_few"))
        attempt('datetime64(a, "s")', a=times("M", unit, [-3, 0, 5, None, 10**17, -(10**17)], "_many"))


def parts():
    FILE.section("What is read off a date")
    for unit in UNITS:
        for name in "year month day hour minute second weekday".split():
            attempt(f"{name}(a)", a=dates(unit))
    far = times("M", "D", [-719529, -719528, -719162, -1, 0, 58, 59, 60, 10956, 11016, 11017, 47540, 47541, 2932896, -10**7], "_far")
    FILE.each('year(a); month(a); day(a); weekday(a); datetime64(a, "M"); datetime64(datetime64(a, "M"), "D")', a=far)


def numbers():
    FILE.section("Beside numbers")
    seconds = spans("s")
    day = dates("D")
    for dtype in ["bool", "i8", "u8", "i32", "i64", "u64", "f16", "f32", "f64"]:
        values = [1, 2, 3, 0, 1, 0, 5, 100, 7, 2, 0] if dtype in ["bool", "u8", "u64"] else [1, -2, 3, 0, -1, 0, 5, 100, -7, 2, 0]
        if dtype[0] == "f":
            values = [0.5, -2.5, 3, 0, -0.1, np.nan, np.inf, 100, -7.25, 2, -0.0]
        n = FILE.array(f"numbers_{dtype}", dtype, values)
        for text in [
            "a + n", "n + a", "a - n", "n - a", "a * n", "n * a", "a / n", "n / a", "a // n", "a % n", "a < n", "equal(n, a)",
            "minimum(a, n)", "fmax(n, a)", "where(n > 1, a, n)", "a ** n", "a & n", "arctan2(a, n)",
        ]:
            attempt(text, a=seconds, n=n)
        for text in ["d + n", "n + d", "d - n", "n - d", "d * n", "d / n", "d < n", "equal(d, n)", "maximum(d, n)"]:
            attempt(text, d=day, n=n)
        FILE.each(f'{dtype}(a); {dtype}(d)' if dtype[0] not in "f" or dtype != "f16" else f"{dtype}(a)", a=seconds, d=day)
        FILE.each('timedelta64(n, "h"); datetime64(n, "h"); timedelta64(n)', n=n)
    FILE.each("a + 5; 5 + a; a - 5; 5 - a; a * 3; a * 2.5; a / 4; a / 2.5; a // 4; a < 5; a == 7; minimum(a, 2)", a=seconds)
    FILE.each("d + 5; 5 + d; d - 5; d == d; d != d; d < d; d >= d; isnat(d); isnan(d); isfinite(d); isinf(d)", d=day)
    for text in ["5 - d", "d < 5", "d * 2", "-d", "abs(d)", "+d", "sign(d)", "d + d", "a * a", "d // a", "d % a", "not_equal(d, a)",
                 "a < 2.5", "a + 0.5", "0.5 - a", "d + 0.5", "2 / a", "a % 3", "sqrt(a)", "exp(d)", "floor(a)", "round(a)",
                 "a ** 2", "~a", "a | a", "not a", "gcd(a, a)", "fmod(a, a)", "hypot(a, a)", "square(a)"]:
        attempt(text, a=seconds, d=day)


def alone():
    FILE.section("One operand")
    ends = times("m", "s", [NAT, NAT + 1, -(2**62), 2**62, 2**63 - 1, 0, -1], "_ends")
    for a in [spans("ms"), ends]:
        FILE.each("-a; +a; abs(a); sign(a); isnat(a); isnan(a); isinf(a); isfinite(a); ones_like(a); zeros_like(a)", a=a)
        FILE.each("copy(a); a.real; a.imag; a + a; a - a; a * 2; a * 3; a == a; a * 1.5; a / 0.5; a / a; a // a; a % a", a=a)
    d = dates("h")
    FILE.each("ones_like(d); zeros_like(d); copy(d); clip(d, d - 5, d + 5); fmin(d, d + 1); d if d > d - 1 else d + 1", d=d)
    FILE.each("clip(a, b, c)", a=spans("m"), b=times("m", "s", [-600], "_low"), c=times("m", "h", [1], "_high"))


def folds():
    FILE.section("Reductions")
    for kind, make in [("m", spans), ("M", dates)]:
        for unit in ["M", "D", "s", "ns"]:
            with_nat = make(unit)
            without = with_nat.slice((0, 8, 1))
            table = FILE.array(f"{kind}_table_{unit}", without.array.dtype.name, without.array.astype("i8"), (2, 4))
            for name in "sum min max ptp mean any all argmin argmax count_nonzero cumsum nanmin nanmax nansum nanargmin".split():
                for operand in [with_nat, without, with_nat.slice((0, 0, 1))]:
                    attempt(f"{name}(a)", a=operand)
                attempt(f"{name}(a, axis=0)", a=table)
                attempt(f"{name}(a, axis=-1)", a=table)
    for name in ["prod", "var", "std", "cumprod"]:
        NAMESPACE[name] = getattr(np, name)
        FILE.refused(f"{name}(a)", a=spans("s"))
        FILE.refused(f"{name}(a)", a=dates("s"))
    FILE.each("mean(a); mean(-a); sum(a) / 3", a=times("m", "s", [1, 2, 4, 4, 9], "_uneven"))


def texts():
    FILE.section("Texts")
    for text in """2024 2024-05 2024-05-01 2024-05-01T12 2024-05-01T12:34 2024-05-01T12:34:56 2024-05-01T12:34:56.7
        2024-05-01T12:34:56.789 2024-05-01T12:34:56.7891 2024-05-01T12:34:56.789123456 1970-01-01T00:00:01.000000000001
        NaT nat -0001 -0001-02-03 +2024 20240501 24 024 12024-05-01 99999999 0000-01-01 1969-12-31T23:59:59.999
        2024-05-01T12:34:56Z 1600-02-29 2000-02-29 9999-12-31T23:59:59 0001-01-01 1677-09-21T00:12:43.145224193
        2024-5-1 2024-13-01 2024-00-01 2024-02-30 2023-02-29 1900-02-29 2024-05-00 2024-05-32 2024-05-01T24:00
        2024-05-01T12:60 2024-05-01T12:34:60 2024-05-01T 2024- 2024-05-01T1 2024-05-01T1234 2024-05-01x x2024 NAT-""".split():
        attempt(f'datetime64("{text}")')
    attempt('datetime64("2024-05-01 12:34")')
    attempt('datetime64("")')
    for text, unit in itertools.product(["2024", "2024-05", "2024-05-02", "2024-05-01T12:34:56.789", "1969-12-31T23:59"], UNITS[:10]):
        FILE.case(f'datetime64("{text}", "{unit}")')
    FILE.case('timedelta64("NaT", "s")')
    FILE.case('timedelta64("NaT")')
    attempt('timedelta64("5", "q")')


def main():
    FILE.make("times.txt", [pairs, conversions, parts, numbers, alone, folds, texts])


if __name__ == "__main__":
    main()
