"""Makes reference.txt: python3 reference.py (needs mpmath).

Lines are `function x y hi lo exponent`: the true value is (hi + lo) * 2^exponent to 106 bits and more, from values of
120 digits. Points: those of hard_cases.txt, neighbourhoods of the places where functions change their ways, and random
ones over the function's range.
"""

import math
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 120
FOLDER = pathlib.Path(__file__).parent
COUNT = 120
NORMAL = (1e-280, 1e290)


def logaddexp(x, y):
    less, greater = min(x, y), max(x, y)
    return greater + mpmath.log1p(mpmath.exp(less - greater))


def lgamma(x):
    return mpmath.log(abs(mpmath.gamma(x))) if x < 1e4 else mpmath.re(mpmath.loggamma(x))


def sinc(x):
    return mpmath.sinpi(x) / (mpmath.pi * x)


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


# Function, and the ranges of x to take random points from.
ANGLES = [(-7, 7), (-1e3, 1e3), (-1e9, 1e9), "all"]
POSITIVE = [(0.5, 2), (0.999, 1.001), (0, 1e3), "positive"]
UNIT = [(-1, 1), (0.999, 1), (-0.01, 0.01), "small"]
WIDE = [(-1, 1), (-30, 30), "small", "all"]
ONE = {
    "sqrt": (mpmath.sqrt, POSITIVE),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), ["all", (-1000, 1000)]),
    "exp": (mpmath.exp, [(-745, 709), (-1, 1), (-0.01, 0.01), (-750, -700), "small"]),
    "exp2": (lambda x: mpf(2) ** x, [(-1075, 1024), (-1, 1), (-1080, -1020), "small"]),
    "expm1": (mpmath.expm1, [(-40, 709), (-1, 1), (-0.4, 0.4), "small"]),
    "log": (mpmath.log, POSITIVE),
    "log2": (lambda x: mpmath.log(x) / mpmath.log(2), POSITIVE),
    "log10": (lambda x: mpmath.log(x) / mpmath.log(10), POSITIVE),
    "log1p": (mpmath.log1p, [(-1, 1), (-0.5, 0.5), (0, 1e5), "small", "positive"]),
    "sin": (mpmath.sin, ANGLES),
    "cos": (mpmath.cos, ANGLES),
    "tan": (mpmath.tan, ANGLES),
    "arcsin": (mpmath.asin, UNIT),
    "arccos": (mpmath.acos, UNIT),
    "arctan": (mpmath.atan, WIDE),
    "degrees": (lambda x: x * 180 / mpmath.pi, ["small", (-1000, 1000)]),
    "radians": (lambda x: x * mpmath.pi / 180, ["small", (-1000, 1000)]),
    "sinh": (mpmath.sinh, [(-710, 710), (-1, 1), (-0.4, 0.4), "small"]),
    "cosh": (mpmath.cosh, [(-710, 710), (-1, 1), (-0.4, 0.4), "small"]),
    "tanh": (mpmath.tanh, [(-20, 20), (-1, 1), (-0.4, 0.4), "small"]),
    "arcsinh": (mpmath.asinh, WIDE),
    "arccosh": (mpmath.acosh, [(1, 2), (1, 1.001), (1, 1000), "above 1"]),
    "arctanh": (mpmath.atanh, UNIT),
    "sigmoid": (sigmoid, [(-745, 40), (-1, 1), (-40, 40), "small"]),
    "sinc": (sinc, [(-1, 1), (-20, 20), (-1e6, 1e6), "small"]),
    "erf": (mpmath.erf, [(-6, 6), (-1, 1), (2.9, 3.1), "small"]),
    "erfc": (mpmath.erfc, [(-6, 27), (-1, 1), (2.9, 3.1), (26, 28)]),
    "gamma": (mpmath.gamma, [(-30, 30), (0, 171), (-184, -170), (0, 3), "small"]),
    "lgamma": (lgamma, [(-30, 30), (0.5, 3), (0, 1000), (-6, -2), "small", "positive"]),
}
def ndtr(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def erfcinv(x):
    """By Newton's method on the logarithm, from the first terms of the asymptotic series."""
    if not 0 < x < 2:
        raise ValueError
    if x > 1:
        return -erfcinv(2 - x)
    if x > 0.5:
        return mpmath.erfinv(1 - x)
    w = mpmath.sqrt(-mpmath.log(x))
    z = w - mpmath.log(w * mpmath.sqrt(mpmath.pi)) / (2 * w) if x < 1e-3 else mpf("0.8")
    for _ in range(200):
        value = mpmath.erfc(z)
        step = (mpmath.log(value) - mpmath.log(x)) * value * mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(z * z)
        z += step
        if abs(step) < mpf(10) ** -100:
            return z
    raise ValueError


def erfinv(y):
    return erfcinv(1 - y) if y > 0 else -erfcinv(1 + y)


def logit(x):
    if not 0 < x < 1:
        raise ValueError
    return mpmath.log(x / (1 - x))


def bessel(order):
    def value(x):
        if abs(x) > 1e5:
            raise ValueError
        return mpmath.besseli(order, x)
    return value


# Those that came later have a generator of their own, which leaves the points of the others as they are.
LATER = {
    "exp10": (lambda x: mpf(10) ** x, [(-324, 308), (-1, 1), (-0.01, 0.01), "small"]),
    "logit": (logit, [(0, 1), (0.49, 0.51), (0, 1e-3), "small"]),
    "ndtr": (ndtr, [(-38, 8), (-1, 1), (-4, 4), "small"]),
    "gelu": (lambda x: x * ndtr(x), [(-38, 8), (-1, 1), (-4, 4), "small"]),
    "erfinv": (erfinv, [(-1, 1), (0.999, 1), (-0.5, 0.5), (-0.01, 0.01)]),
    "erfcinv": (erfcinv, [(0, 2), (0, 1e-3), (0.4, 0.6), "small"]),
    "ndtri": (lambda p: -mpmath.sqrt(2) * erfcinv(2 * p), [(0, 1), (0, 1e-3), (0.2, 0.3), "small"]),
    "digamma": (mpmath.digamma, [(-30, 30), (0, 3), (1.46, 1.463), (0, 1000), "positive"]),
    "i0": (bessel(0), [(-713, 713), (-10, 10), (0, 3.5), (38, 42)]),
    "i1": (bessel(1), [(-713, 713), (-10, 10), (0, 3.5), (38, 42), "small"]),
    "softplus": (lambda x: logaddexp(x, mpf(0)), [(-745, 40), (-1, 1), (-30, 30)]),
}
LATER_OF_TWO = {
    "log_to_base": lambda x, y: mpmath.log(x) / mpmath.log(y),
}
TWO = {
    "pow": lambda x, y: x**y,
    "arctan2": mpmath.atan2,
    "hypot": mpmath.hypot,
    "logaddexp": logaddexp,
}


def point(generator, interval):
    significand, sign = generator.uniform(1, 2), generator.choice((-1, 1))
    match interval:
        case "all":
            return sign * math.ldexp(significand, generator.randint(-1022, 1022))
        case "positive":
            return math.ldexp(significand, generator.randint(-1070, 1022))
        case "small":
            return sign * math.ldexp(significand, generator.randint(-1070 if generator.random() < 0.2 else -60, -1))
        case "above 1":
            return math.ldexp(significand, generator.randint(0, 1022))
        case low, high:
            return generator.uniform(low, high)


def places(name):
    """Points that every function has, and neighbours of the zeros of the logarithm of gamma."""
    found = [k * math.pi / 4 for k in (1, 2, 3, 4, 5, 6, 7, 8, 100, 10**6)] + [1e22, 1e300, 2.0**1023]
    found += [n / 2 for n in range(1, 8)] + [math.log(2) * n for n in (1, 2, 10)] + [5e-324, 1e-310, 2.2250738585072014e-308]
    found += [math.nextafter(1, 0), math.nextafter(1, 2), 1 - 2**-30, 1 + 2**-30]
    if name == "lgamma":
        for zero in (-2.4570247382208006, -2.7476826467274127, -3.14358088834998, -3.955294284858598, -4.039361839740537,
                     -4.991544640560048, -5.008218168249484, -9.99999972442663, -10.000000275553001, 1.0, 2.0):
            for steps in (-1000000, -1000, -1, 0, 1, 1000, 1000000):
                found.append(zero + steps * math.ulp(zero))
    return found + [-x for x in found]


def pair(name, generator):
    kind = generator.randint(0, 4)
    if name == "pow":
        x = math.ldexp(generator.uniform(1, 2), generator.randint(-1070, 1022))
        if kind == 0:
            return x, generator.uniform(-1074, 1024) / math.log2(x)
        if kind == 1:
            return x, generator.choice((1023.999, -1073.0, 1e-3, 1e-12)) / math.log2(x)
        if kind == 2:
            x = 1 + generator.uniform(-1, 1) * 2.0 ** generator.randint(-50, -1)
            return x, generator.uniform(-1074, 1024) / math.log2(x)
        if kind == 3:
            return generator.choice((-1, 1)) * generator.uniform(0, 10), float(generator.randint(-300, 300))
        return generator.uniform(0, 10), generator.uniform(-20, 20)
    if name == "logaddexp":
        x = generator.uniform(-40, 40) if kind else -generator.uniform(0, 5)
        if kind == 0:
            return x, math.log(-math.expm1(x)) + 2.0 ** -generator.randint(1, 16)
        return x, generator.choice((0.0, x, -x, x + generator.uniform(-800, 800), generator.uniform(-3, 3)))
    x, y = (point(generator, "all") for _ in range(2))
    if kind == 0:
        return x, y
    if kind == 1:
        return generator.uniform(-10, 10), generator.uniform(-10, 10)
    if kind == 2:
        return x, max(min(x * generator.uniform(0.5, 2), 1e307), -1e307)
    return x, math.ldexp(x, generator.choice((-1, 1)) * generator.randint(0, 80)) if abs(x) < 1e280 else y


def line(name, x, y, value):
    if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value) or value == 0:
        return None
    exponent = 0
    if not NORMAL[0] < abs(value) < NORMAL[1]:
        exponent = int(mpmath.floor(mpmath.log(abs(value), 2)))
        value = mpmath.ldexp(value, -exponent)
    if abs(exponent) > 5000:
        return None
    hi = float(value)
    return f"{name} {x!r} {y!r} {hi!r} {float(value - mpf(hi))!r} {exponent}"


def main():
    generator = random.Random(20)
    hard = [entry.split() for entry in (FOLDER / "hard_cases.txt").read_text().splitlines() if entry[:1] != "#"]
    lines = []
    for name, (function, ranges) in ONE.items():
        points = [float(x) for function, x, *_ in hard if function == name] + places(name)
        points += [point(generator, ranges[i % len(ranges)]) for i in range(COUNT)]
        for x in points:
            try:
                lines.append(line(name, x, 0.0, function(mpf(x))))
            except (ValueError, ZeroDivisionError, OverflowError):
                pass  # outside the domain
    for name, function in TWO.items():
        points = [tuple(map(float, entry[1:])) for entry in hard if entry[0] == name]
        points += [pair(name, generator) for _ in range(2 * COUNT)]
        for x, y in points:
            try:
                lines.append(line(name, x, y, function(mpf(x), mpf(y))))
            except (ValueError, ZeroDivisionError, OverflowError):
                pass
    generator = random.Random(21)
    for name, (function, ranges) in LATER.items():
        for x in places(name) + [point(generator, ranges[i % len(ranges)]) for i in range(COUNT)]:
            try:
                lines.append(line(name, x, 0.0, function(mpf(x))))
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                pass  # outside the domain
    for name, function in LATER_OF_TWO.items():
        for _ in range(2 * COUNT):
            x, y = (abs(number) for number in pair("hypot", generator))
            if 1 not in (x, y):
                lines.append(line(name, x, y, function(mpf(x), mpf(y))))
    text = "# Made by reference.py: function x y hi lo exponent.\n"
    (FOLDER / "reference.txt").write_text(text + "\n".join(entry for entry in lines if entry) + "\n")


main()
