"""The cases of functions: special values of each, powers, rounding, casts, choices."""

import numpy as np

from operands import FILE, ULP, case, counting, each, edges, mixed, nonzero, refused, section
from operands import special, ten, truth
from reference import DTYPES, FLOATS, INTEGERS, NUMPY_NAMES, SIGNED, numpy_dtype


UNARY_FLOAT = """
    sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh
    arctanh degrees radians sigmoid sinc erf erfc gamma lgamma
    """.split()
UNARY_ANY = "abs floor ceil trunc real imag copy ones_like zeros_like isnan isinf isfinite".split()
UNARY_NUMBERS = ["square", "conj"]
BINARY_ANY = ["minimum", "maximum", "fmin", "fmax"]


def functions():
    section("Float functions: the result's type for every operand type")
    for name in UNARY_FLOAT:
        for dtype in DTYPES:
            # sin(pi x) of an integer is 0, but NumPy's is not.
            a = counting(dtype) if name != "sinc" else FILE.array(f"zero_{dtype}", dtype, [0])
            case(f"{name}(a)", a=a, ulp=tolerance(name))
    for dtype in DTYPES:
        a, b = counting(dtype), mixed(dtype)
        for name in "arctan2 hypot copysign nextafter logaddexp heaviside".split():
            case(f"{name}(a, b)", a=a, b=b, ulp=tolerance(name))
        case("angle(a)", a=b, ulp=2)
        case("signbit(a)", a=b)
        case("hypot(a, 2)", a=a, ulp=2)
        case("copysign(a, -1.5)", a=a)

    section("Float functions of special values")
    for dtype in FLOATS:
        x = special(dtype)
        # Only here are NumPy's sinc and Python's lgamma near the true value.
        sinc_x = FILE.array(f"sinc_{dtype}", dtype, [0.0, -0.0, ten(dtype, -30), 0.125, -0.25, 0.5, 0.75, np.nan])
        near_one = [0.0, -0.0, ten(dtype, -30), 0.001, 0.3, 0.5, 1, 2, 2.5, 3.7, -0.5, -1, -3.5]
        lgamma_x = FILE.array(f"lgamma_{dtype}", dtype, [*near_one, 20.25, 85, ten(dtype, 10), np.inf, -np.inf, np.nan])
        for name in UNARY_FLOAT + ["angle"]:
            case(f"{name}(x)", x={"sinc": sinc_x, "lgamma": lgamma_x}.get(name, x), ulp=tolerance(name))
        case("signbit(x)", x=x)
        pair = edges(dtype)
        for name in "arctan2 hypot copysign nextafter logaddexp heaviside power fmod remainder".split():
            case(f"{name}(x, y)", x=pair.newaxis(1), y=pair, ulp=tolerance(name))
        gamma_x = FILE.array(f"gamma_{dtype}", dtype, [-3, -2.5, -1, -0.5, 0.25, 1, 2, 4.5, 5, 30, 34, 35.5])
        case("gamma(x)", x=gamma_x, ulp=16)
    case("exp(x)", x=FILE.array("exp_ends", "f64", [709.7, 709.79, -708.3, -740, -745.1, -746, 1e-17, -1e-17]), ulp=2)
    case("exp(x)", x=FILE.array("exp_ends_single", "f32", [88.7, 88.8, -87.3, -100, -103.9, -104.1, 1e-9]), ulp=2)
    case("exp(x)", x=FILE.array("exp_ends_half", "f16", [11.086, 11.094, -9.71, -16.6, -17.3, -17.4, 1e-3]), ulp=2)
    case("gamma(x)", x=FILE.array("gamma_ends_half", "f16", [8, 9, 9.2, 9.3, 1e-4, 1e-5, -9.5, -12.5]), ulp=16)
    case("sinc(x)", x=FILE.array("infinities", "f64", [np.inf, -np.inf]))

    x = FILE.array("fused_x", "f64", [1 + 2.0**-52, 0.1, 1e308, np.inf, np.nan, -0.0])
    y = FILE.array("fused_y", "f64", [1 - 2.0**-52, 10.0, 2.0, 0.0, 1.0, 0.0])
    z = FILE.array("fused_z", "f64", [-1.0, -1.0, -1.5e308, 1.0, 1.0, -0.0])
    case("fma(x, y, z)", x=x, y=y, z=z)
    case("x * y + z", x=x, y=y, z=z)
    x = FILE.array("fused_x_single", "f32", [1 + 2.0**-20, 3.0, np.inf])
    y = FILE.array("fused_y_single", "f32", [1 - 2.0**-20, 0.5, 1.0])
    case("fma(x, y, -1)", x=x, y=y)
    case("x * y - 1", x=x, y=y)
    # The first product is halfway between two float16 values, and float32 cannot represent its sum with 2**-24.
    x = FILE.array("fused_x_half", "f16", [683 / 1024, 1 + 2.0**-10, 3.0, 300, np.inf])
    y = FILE.array("fused_y_half", "f16", [1.5, 1 - 2.0**-10, 0.5, 300, 1.0])
    z = FILE.array("fused_z_half", "f16", [2.0**-24, -1.0, 2.0**-10, -30000, -1.0])
    case("fma(x, y, z)", x=x, y=y, z=z)
    case("x * y + z", x=x, y=y, z=z)

    section("Functions that keep the operand's type")
    for dtype in DTYPES:
        a = edges(dtype)
        for name in UNARY_ANY + UNARY_NUMBERS:
            case(f"{name}(a)", a=a)
        (refused if dtype == "bool" else case)("sign(a)", a=a)
        case("reciprocal(a)", a=edges(dtype) if dtype in FLOATS else nonzero(dtype))
        for name in ["round", "rint", "fix"]:
            case(f"{name}(a)", a=a)
        for name in BINARY_ANY:
            # The lesser of two zeros of different sign is either.
            extremes = [-np.inf, -2.5, 0.0, 1, 3, np.inf, np.nan]
            b = FILE.array(f"extremes_{dtype}", dtype, extremes) if dtype in FLOATS else a
            case(f"{name}(a, b)", a=b.newaxis(1), b=b)
        case("clip(a, b, c)", a=b.newaxis(1), b=counting(dtype), c=counting(dtype).slice((0, 4, -1)))
        case("where(c, a, b)", a=mixed(dtype), b=counting(dtype), c=truth())
        case("fmod(a, b)", a=a.newaxis(1), b=a)
        if dtype in INTEGERS:
            case("gcd(a, b)", a=a.newaxis(1), b=a)
            case("lcm(a, b)", a=a.newaxis(1), b=a)
            case("gcd(a, 6)", a=a)
        if dtype not in FLOATS:
            case("bit_count(a)", a=a)
        else:
            refused("gcd(a, b)", a=a, b=a)
            refused("bit_count(a)", a=a)

    section("Named forms and aliases")
    a, b = counting("i32"), nonzero("i32").slice((1, 5, 1))
    for name in "add subtract multiply divide true_divide floor_divide remainder mod fmod power pow".split():
        case(f"{name}(b, a)", a=a, b=b)
    for name in """
        bitwise_and bitwise_or bitwise_xor left_shift right_shift less less_equal equal not_equal
        """.split():
        case(f"{name}(a, b)", a=a, b=b)
    for name in "positive negative absolute invert bitwise_not bitwise_count conjugate sgn fix".split():
        case(f"{name}(b)", b=b)
    case("rint(a)", a=b)
    t, s = FILE.array("left", "bool", [0, 0, 1, 1]), FILE.array("right", "bool", [0, 1, 0, 1])
    each("logical_and(t, s); logical_or(t, s); logical_not(t)", t=t, s=s)
    x = FILE.array("unit", "f64", [-0.9, -0.25, 0.5, 0.75])
    for name in ["fabs", "rint", "fix"]:
        case(f"{name}(x * 3)", x=x)
    for name in "asin acos atan asinh atanh rad2deg deg2rad expit".split():
        case(f"{name}(x)", x=x, ulp=4 if name == "expit" else 2)
    y = FILE.array("above_one", "f64", [1.0, 1.1, 2.5, 100.0])
    case("acosh(y)", y=y, ulp=2)
    case("ln(y)", y=y, ulp=2)
    case("atan2(x, x)", x=x, ulp=2)
    case("tgamma(a + 1)", a=a, ulp=16, numpy="gamma(a + 1)")
    case("gammaln(a + 1)", a=a, ulp=16, numpy="lgamma(a + 1)")


def tolerance(name):
    exact = ["sqrt", "copysign", "nextafter", "heaviside", "fmod", "remainder"]
    return 0 if name in exact else ULP.get(name, 2)


def powers():
    section("Powers with constant exponents")
    for dtype in FLOATS:
        bases = [-np.inf, -2.5, -1, -0.0, 0.0, ten(dtype, -20), 0.1, 1, 1.5, ten(dtype, 20), np.inf, np.nan]
        x = FILE.array(f"bases_{dtype}", dtype, bases)
        case("x**2", x=x)
        case("x**1", x=x)
        case("x**0", x=x)
        for exponent in "3 4 7 -1 -2 -3 10 64 2.5 1/3 -1.5 0.0 1e10 inf -inf nan".split():
            case(f"x**({exponent})", f"power(x, full_like(x, {dtype}({exponent})))", x=x, ulp=2)
        # NumPy takes the square root for an array to the power 0.5, which C's pow at -inf and -0.0 is not.
        case("x**0.5", "power(x, full_like(x, 0.5))", x=x, ulp=2)
        case("x**-0.5", "power(x, full_like(x, -0.5))", x=x, ulp=2)
        case("x**n", x=x.newaxis(1), n=FILE.array("exponents", "i16", [-3, -2, -1, 0, 1, 2, 3]), ulp=2)
        case("1**x", x=x, ulp=2)
        case("(-1)**x", x=x, ulp=2)
    for dtype in INTEGERS:
        each("a**0; a**1; a**2; a**3; a**5; a**20; 3**(a & 7)", a=edges(dtype))
        case("a**2.0", a=edges(dtype), ulp=2)
        refused("a**-1", a=edges(dtype))


def rounding():
    section("Rounding: halves go to even")
    for dtype in FLOATS:
        below_half = np.nextafter(numpy_dtype(dtype).type(0.5), 0)
        largest_half = 2.0 ** np.finfo(numpy_dtype(dtype)).nmant - 0.5
        halves = [-2.5, -1.5, -0.5, -0.4, -0.0, 0.4, 0.5, 1.5, 2.5, 3.5, below_half, largest_half, ten(dtype, 30)]
        x = FILE.array(f"halves_{dtype}", dtype, [*halves, np.inf, np.nan])
        for name in "round floor ceil trunc rint fix".split():
            case(f"{name}(x)", x=x)
        fractions = [0.125, 0.375, 2.675, 1.005, -1.235, 12345.678, 55.0, ten(dtype, 10), -0.001, 250.0, np.inf, np.nan]
        x = FILE.array(f"decimals_{dtype}", dtype, fractions)
        for decimals in [0, 1, 2, 3, 5, -1, -2, -3, -20]:
            # NumPy multiplies by the power of ten in float16, where the product of many finite numbers is infinite.
            numpy = f"f16(round(f32(x), {decimals}))" if dtype == "f16" else None
            case(f"round(x, {decimals})", numpy, x=x)
    x = FILE.array("huge", "f64", [1e308, -1.5e300, 1e20, 2.5e-310, 123.456])
    for decimals in [10, 22, 23, 30, 300, -22, -23, -300]:
        case(f"round(x, {decimals})", x=x)
    for dtype in INTEGERS:
        values = [5, 14, 15, 16, 25, 35, 99, 101] + ([-5, -14, -15, -25, -101] if dtype in SIGNED else [])
        a = FILE.array(f"tens_{dtype}", dtype, values)
        for decimals in [0, 2, -1, -2, -3, -20]:
            case(f"round(a, {decimals})", a=a)


def casts():
    section("Casts")
    for source in DTYPES:
        for target in DTYPES:
            a = edges(source)
            if source in FLOATS and target in INTEGERS:
                values = [0.0, -0.0, 0.9, 1.5, 100.99] + ([-0.9, -1.5, -100.99] if target in SIGNED else [-0.5])
                a = FILE.array(f"truncated_{source}_{'signed' if target in SIGNED else 'unsigned'}", source, values)
            case(f"{target}(a)", a=a)
            if source == "i16":
                case(f"{NUMPY_NAMES[target]}(a) + 1", a=counting(source))
    odd = [2**24 + 1, 2**24 + 3, 2**53 + 1, 2**53 + 3, -(2**53) - 1, 2**62 + 2**38 + 1, 2**63 - 1]
    odd = FILE.array("odd_i64", "i64", odd)
    case("f32(l)", l=odd)
    case("f64(l)", l=odd)
    case("f32(f64(l))", l=odd)
    case("f32(u)", u=FILE.array("odd_u64", "u64", [2**63 + 2**39 + 1, 2**64 - 1, 2**40 + 2**16 + 1]))
    halfway = [1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, 3.4028235677973366e38]
    case("f32(x)", x=FILE.array("narrowed", "f64", [1e39, 1e-40, 1e-46, 0.1, *halfway]))
    # Values halfway between two float16 values, or so near to it that float32 rounds to it, and the ends of the range.
    halfway = [1 + 2.0**-11, 1 + 2.0**-11 + 2.0**-40, 1 + 3 * 2.0**-11, 65519.99, 65520, 2.0**-25, 2.0**-25 + 2.0**-60]
    for dtype in ["f32", "f64"]:
        values = [*halfway, 0.1, -1e-5, 1e-8, 1e5, -np.inf, np.nan]
        case("f16(x)", x=FILE.array(f"narrowed_to_half_{dtype}", dtype, values))
    case("f16(l)", l=FILE.array("odd_i32", "i32", [2049, 2051, -2049, 65519, 65520, -65520, 16777217, -2147483648]))
    case("f16(u)", u=FILE.array("odd_u16", "u16", [2049, 2051, 4098, 4102, 65519, 65520, 65535]))
    case("u8(i8(a))", a=edges("i32"))
    case("int(x) + float(a)", x=FILE.array("plain", "f32", [1.5, -2.5]), a=FILE.array("plain_a", "i8", [1, -2]))
    case("u8(200) + i8(-3)")
    case("i32(2.9) * a", a=counting("i8"))


def choice():
    section("Choice and membership")
    x = FILE.array("choice_x", "f64", [np.nan, -np.inf, -1.5, -0.0, 0.0, 2.0, np.inf])
    a = FILE.array("choice_a", "i32", [-3, -1, 0, 1, 2, 7, 2147483647])
    each("""
        where(x > 0, x, -x); x if x == x else 0; where(isnan(x), 0.0, x); where(x < 0, -1, where(x > 0, 1, 0));
        sqrt(x) if x >= 0 else nan; clip(x, -1, 1); clip(x, 1, -1); clip(x, nan, 1); clip(x, -inf, 0.5);
        x in (2, 2.5, -1.5); x not in (inf, 0); x in (nan, 2); x in (0,); x in [2.0, -0.0]; -1 <= x < 2; x != x;
        isnan(x) or isinf(x); isfinite(x) and not signbit(x); abs(x) if x < 0 else x
        """, x=x)
    each("""
        a in (1, 7, -3); a not in (1, 7); a in (1 + 1, 2**3 - 1); a in (2147483647,); a in (0.5, 1.0); a % 2 == 1;
        0 < a < 5; -3 <= a <= a * 2 < 9; clip(a, 0, 5); clip(a, 5, 0); where(a > 0, a, 0.5); where(a > 0, 1, 0);
        1.5 if a > 0 else 2; where(a, 1, 2); a in ()
        """, a=a)
    case("a in (True, False)", a=counting("bool"))
    case("where(c, x, a)", c=FILE.array("choice_c", "bool", [1, 0, 1, 0, 1, 0, 1]), x=x, a=a)
    case("where(c, x, 1)", c=FILE.array("always", "bool", True), x=x)
    case("where(True, x, a)", x=x, a=a)
