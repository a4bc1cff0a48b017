"""Makes complex.txt: expressions of complex numbers with the dtype, shape and values that NumPy gives for them.

    python3 tests/numpy/complex.py

As generate.py, whose comment says more. Sums, products and quotients are exact. Functions are compared with NumPy's,
which are the C library's, within 16 units of the larger part. Not taken from NumPy: the order of complex numbers, which
the language does not have; signs of zeros that C99 leaves open; quotients that over- or underflow on the way.
"""

import itertools

import numpy as np

from casefile import File
from reference import COMPLEX, DTYPES, FLOATS, NAMESPACE

FILE = File("complex.py")
case, each, refused, section = FILE.case, FILE.each, FILE.refused, FILE.section

NAMESPACE.update({name: getattr(np, name) for name in """
    sum prod mean var std any all count_nonzero cumsum cumprod dot nansum nanprod nanmean nanvar nanstd
    """.split()} | {"norm": lambda x, axis=None: np.sqrt(np.sum(np.abs(x) ** 2, axis=axis))})

ULP = 16
ANALYTIC = """
    sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh
    """.split()


def pairs(parts):
    return [complex(x, y) for x, y in itertools.product(parts, parts)]


def edges(dtype):
    values = [0, complex(0, -0.0), complex(-0.0, 0), 1, -1, 1j, -2j, 3 + 4j, -0.1 + 0.3j, 1e10 - 1e12j, 1e-10j - 3e-12]
    inf, nan = np.inf, np.nan
    values += [complex(inf, 1), complex(-2, -inf), complex(nan, 2), complex(0, nan), complex(inf, nan)]
    return FILE.array(f"edges_{dtype}", dtype, values)


def ordinary(dtype):
    """Numbers of both signs and several sizes, on the axes, next to the branch points and off them."""
    values = pairs([-7.25, -1, -0.3, 0.0, 0.001, 0.5, 1, 2.5, 20])
    values += [1 + 1e-6j, -1 - 1e-6j, 1e-6 + 1j, 1 + 2j, 0.6 + 0.8j]
    return FILE.array(f"ordinary_{dtype}", dtype, [z for z in values if z != 0])


def special(dtype):
    """What is on the axes, with both signs of zeros, and what is not finite."""
    return FILE.array(f"special_{dtype}", dtype, pairs([-np.inf, -2, -0.5, -0.0, 0.0, 0.5, 2, np.inf, np.nan]))


def operators():
    section("Operators")
    for dtype in COMPLEX:
        row = edges(dtype)
        column = row.newaxis(1)
        each("a + b; a - b; a / b; a == b; a != b; where(a == b, a, b)", a=column, b=row)
        each("a * b; square(a)", a=column, b=row, ulp=2)  # which NumPy rounds once or twice, by the processor
        each("-a; +a; conj(a); abs(a) == 5.0; sign(a); isnan(a); isinf(a); isfinite(a)", a=row)
        each("real(a); imag(a); a.real; a.imag; ones_like(a); zeros_like(a); copy(a); bool(a)", a=row)
        case("abs(a)", a=row, ulp=2)
        case("angle(a)", a=row, ulp=2)
        case("reciprocal(a)", a=ordinary(dtype), ulp=4)
        each("round(a); rint(a); round(a, 2); round(a, -1)", a=ordinary(dtype))
        a = ordinary(dtype)
        each("a ** 2; a ** 3; a ** 4; a ** 7; a ** 13; a ** -1; a ** -2; a ** 0; a ** 1", a=a, ulp=ULP)
        each("a ** 0.5; a ** 1.5; a ** -0.5; a ** (1 + 2j); 2 ** a; 2j ** a", a=a, ulp=256)
        case("a ** b", a=a, b=FILE.array(f"counts_{dtype}", dtype, [0, 1, 2, 3, 5, -1, -3, 8]).newaxis(1), ulp=ULP)
        for op in ["//", "%", "&", "|", "^", "<<", ">>"]:
            refused(f"a {op} b", a=row, b=row)
        for function in ["floor", "ceil", "trunc", "cbrt", "degrees", "radians", "signbit", "~"]:
            refused(f"{function}(a)", a=row)
        for function in ["hypot", "arctan2", "copysign", "nextafter", "fmod", "heaviside", "logaddexp"]:
            refused(f"{function}(a, a)", a=row)


def promotion():
    section("Promotion")
    for dtype in COMPLEX:
        z = FILE.array(f"four_{dtype}", dtype, [1 + 2j, -3j, 0.5, 2 - 1j])
        for other in DTYPES + COMPLEX:
            x = FILE.array(f"four_{other}_beside", other, [0, 1, 1, 0])
            c = FILE.array("truth", "bool", [1, 0, 0, 1])
            each("z + x; x - z; z * x; x / z; z == x; where(c, z, x)", z=z, x=x, c=c)
            each("c64(x); c128(x); complex64(x); complex128(x); complex(x)", x=x)
        each("z + 1; 2 - z; z * 2.5; z * 2j; 1j / z; z + True; z == 1; z * pi; z + s", z=z, s=2.5)
        each("z + s; s * z; z + t", z=z, s=1 + 2j, t=3)
        for other in ["i8", "u16", "i64", "f32", "f64", "bool"]:
            case(f"{other}(real(z))", z=z)
    section("Literals are weak")
    for dtype in DTYPES:
        a = FILE.array(f"counting_{dtype}", dtype, [0, 1, 0, 1] if dtype == "bool" else [0, 1, 2, 3])
        each("a * 2j; 1j + a; a - 1.5j; 2j - a; a / 2j; a == 1j; a * (1 + 2j); where(a == 1, a, 2j)", a=a)
        case("a * s", a=a, s=0.5 - 1j)
        each("a.real; a.imag; real(a); conj(abs(a))", a=a)
    each("2j; 1 + 2j; 2j * 2j; (1 + 2j) * (3 - 1j); (1 + 2j) / (3 - 4j); 1j ** 2; -2j; 1e3j; 0.5J; 2j == 2j")
    case("abs(3 + 4j)")
    for dtype in FLOATS[1:]:
        x = FILE.array(f"parts_{dtype}", dtype, [0, 1.5, -3, np.inf, np.nan])
        y = FILE.array(f"finite_{dtype}", dtype, [0, 1.5, -3])
        case("y.real + 1j * y", y=y)
        case("complex(y, y)", "y + 1j * y", y=y)
        case("complex(x, 2.5)", "x + 2.5j", x=x)


def functions():
    section("Functions")
    for dtype in COMPLEX:
        for name in ANALYTIC:
            # NumPy's own log1p is off near 0.
            is_far = [name != "log1p" or abs(z) > 0.1 for z in ordinary(dtype).array]
            is_off = [z.real and z.imag and abs(z - 1) > 0.1 and abs(z + 1) > 0.1 for z in ordinary(dtype).array]
            off = [z for z, off, far in zip(ordinary(dtype).array, is_off, is_far, strict=True) if off and far]
            case(f"{name}(a)", a=FILE.array(f"off_{name if name == 'log1p' else ''}{dtype}", dtype, off), ulp=ULP)
        case("sinc(a)", a=FILE.array(f"small_{dtype}", dtype, pairs([-1.5, -0.3, 0.25, 1])), ulp=64)
    section("Special values")
    for name in ANALYTIC:
        points = [z for z in special("c128").array if is_settled(name, z)]
        case(f"{name}(a)", a=FILE.array(f"special_{name}", "c128", points), ulp=ULP)


def is_settled(name, z):
    """Whether C99 says which value a function has, with all signs, and NumPy has it."""
    x, y = z.real, z.imag
    if name in ("exp2", "expm1", "log1p"):
        return np.isfinite(x) and np.isfinite(y) and not (x == 0 and y == 0)
    if name in ("sin", "tan", "arcsin", "arctan", "cos"):
        x, y = y, x  # those of the hyperbolic function
    match name.removeprefix("arc"):
        case "exp":
            return not (np.isinf(x) and not np.isfinite(y))
        case "sinh" | "sin" | "cosh" | "cos" if not name.startswith("arc"):
            return np.isfinite(y) and not (np.isnan(x) and y == 0)
        case "tanh" | "tan":
            return np.isfinite(x) and np.isfinite(y)
        case "log2" | "log10" | "log":
            return True
        case "sqrt":
            return not (x == -np.inf and np.isnan(y))
    return not (np.isnan(x) or np.isnan(y))


def reductions():
    section("Reductions")
    for dtype in COMPLEX:
        z = FILE.array(f"block_{dtype}", dtype, [complex(k % 7 - 3, (5 * k) % 11 - 4.5) / 4 for k in range(24)], (4, 6))
        each("sum(z); prod(z); mean(z); sum(z, axis=0); sum(z, axis=1); mean(z, axis=0); prod(z, axis=1)", z=z, ulp=ULP)
        each("var(z); std(z); var(z, axis=0); std(z, axis=1); var(z, ddof=1); norm(z); norm(z, axis=0)", z=z, ulp=ULP)
        each("any(z); all(z); count_nonzero(z); any(z, axis=0); all(z, axis=1); count_nonzero(z, axis=1)", z=z)
        each("cumsum(z, axis=0); cumprod(z, axis=1)", z=z, ulp=ULP)
        v = FILE.array(f"vector_{dtype}", dtype, [1 + 2j, -3j, 0.5, 2 - 1j, complex(np.nan, 1), 3])
        each("nansum(v); nanprod(v); nanmean(v); nanvar(v); nanstd(v); sum(v)", v=v, ulp=ULP)
        w = v.slice((0, 4, 1))
        each("dot(w, w); dot(w, conj(w)); sum(w * conj(w)); cumsum(w); cumprod(w); mean(w) + w", w=w, ulp=ULP)
        each("sum(w); prod(w); any(w); var(w); mean(w, axis=None)", w=w, ulp=ULP)


def main():
    FILE.make("complex.txt", [operators, promotion, functions, reductions])


if __name__ == "__main__":
    main()
