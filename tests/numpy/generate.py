"""Makes cases.txt: expressions of the language with the dtype, shape and values that NumPy gives for them.

To regenerate, with NumPy 2 on x86-64 (no random numbers: the same file every time):

    python3 tests/numpy/generate.py

Every case is one text for both sides, read by reference.py for NumPy; where NumPy's side must be another text, the case
gives it. casefile.py explains the form of the file.

Values with a tolerance are computed in long double and rounded once, after a look that NumPy's own type agrees to
4 ULP: its vector loops differ by that much from one processor to the next. Float16 is computed in float32, where the
tolerance is one of float32: unless the value is that near to the middle of two float16, the case is exact.

Not taken from NumPy, because the language differs on purpose or NumPy leaves it open: negative exponents in integer
data, floats cast to integers out of range, weak integers that do not fit, which of two zeros of different sign is the
lesser, the reciprocal of the integer 0, float16 rounded to decimals, where NumPy's powers of ten are float16 and
overflow (here it is computed in float32, as all else).
"""

import math

import numpy as np

from functions import casts, choice, functions, powers, rounding
from operands import FILE, PAIRS, ULP, case, counting, each, edges, limits, mixed, nonzero, refused, section
from operands import truth
from reference import DTYPES, FLOATS, INTEGERS, SIGNED, UNSIGNED


def operators():
    section("Operators: every type with itself, all pairs of its edge values")
    for dtype in DTYPES:
        row = edges(dtype)
        column = row.newaxis(1)
        for op in ["+", "-", "*", "/", "//", "%", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^"]:
            text = f"a {op} b"
            if (op == "-" and dtype == "bool") or (op in "&|^" and dtype in FLOATS):
                refused(text, a=column, b=row)
            else:
                case(text, a=column, b=row)

        if dtype in FLOATS:
            case("a ** b", a=column, b=row, ulp=2)
            refused("a << b", a=column, b=row)
            refused("a >> b", a=column, b=row)
        else:
            exponents = [0, 1] if dtype == "bool" else [0, 1, 2, 3, 5, 13, 64]
            case("a ** b", a=column, b=FILE.array(f"exponents_{dtype}", dtype, exponents))
            counts = [0, 1] if dtype == "bool" else [0, 1, 3, 7, 8, 15, 16, 31, 32, 63, 64, 100]
            counts += [-1, limits(dtype)[0]] if dtype in SIGNED else []
            counts = FILE.array(f"counts_{dtype}", dtype, counts)
            case("a << b", a=column, b=counts)
            case("a >> b", a=column, b=counts)

        for op in ["-", "+"]:
            (refused if dtype == "bool" else case)(f"{op}a", a=row)
        (refused if dtype in FLOATS else case)("~a", a=row)

    section("The operators on bool that have names")
    a, b = FILE.array("left", "bool", [0, 0, 1, 1]), FILE.array("right", "bool", [0, 1, 0, 1])
    each("a and b; a or b; not a; not not a; a and not b; a if b else not a", a=a, b=b)


def promotion():
    section("Promotion: every pair of types")
    for x, y in PAIRS:
        a, b = mixed(x), mixed(y)
        each("a + b; b - a; a * b; a / b; a // b; b % a; a < b; a == b; b >= a", a=a, b=b)
        case("b if c else a", a=a, b=b, c=truth())
        case("minimum(a, b)", a=a, b=b)
        case("a ** b", a=a, b=counting(y), ulp=2)
        for text in ["a & b", "a << b"]:
            floats = x in FLOATS or y in FLOATS
            without_common_integer = {x, y} & {"u64"} and {x, y} & set(SIGNED)
            (refused if floats or without_common_integer else case)(text, a=a, b=b)

    section("Promotion in float functions: only as wide as the operands need")
    for x, y in PAIRS:
        a, b = mixed(x), mixed(y)
        case("copysign(a, b)", a=a, b=b)
        case("arctan2(b, a)", a=a, b=b, ulp=2)
    case("hypot(a, b)", a=mixed("i16"), b=mixed("u16"), ulp=2)
    case("logaddexp(a, b)", a=counting("u16"), b=counting("i8"), ulp=4)
    case("fma(a, b, c)", a=counting("i16"), b=counting("f32"), c=counting("f32"))
    case("fma(a, b, c)", a=counting("i16"), b=counting("i32"), c=counting("f32"))

    section("Promotion of three operands, and step by step")
    a, b, c = counting("u8"), counting("i8"), counting("f32")
    case("where(a > 1, b, c)", a=a, b=b, c=c)
    case("clip(a, b, c)", a=a, b=b, c=c)
    case("clip(i, u, c)", i=counting("i16"), u=counting("u16"), c=c)
    case("clip(c, 0.5, 2)", c=c)
    case("clip(a, 0.5, 2)", a=a)
    case("clip(a, 1, 2)", a=a)
    case("a + b + c", a=a, b=b, c=c)
    case("a + (b + c)", a=a, b=b, c=c)
    case("a * b / c", a=a, b=b, c=nonzero("f32").slice((0, 1, 1)))
    case("i + f - l", i=counting("i32"), f=counting("f32"), l=counting("i64"))
    case("u + l", u=counting("u64"), l=counting("i64"))
    case("u // l", u=edges("u64").newaxis(1), l=edges("i64"))
    case("u % l", u=edges("u64").newaxis(1), l=edges("i64"))

    section("Comparisons between u64 and signed types are exact, between integers and floats in floats")
    u = FILE.array("large_u64", "u64", [0, 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1])
    l = FILE.array("large_i64", "i64", [-(2**63), -1, 0, 1, 2**53, 2**53 + 1, 2**63 - 2, 2**63 - 1])
    for op in ["<", "<=", ">", ">=", "==", "!="]:
        case(f"u {op} l", u=u.newaxis(1), l=l)
        case(f"l {op} u", u=u.newaxis(1), l=l)
    case("u > i", u=u.newaxis(1), i=edges("i8"))
    case("i == u", u=u.newaxis(1), i=edges("i32"))
    case("l < u < l + 2", u=u.newaxis(1), l=l)
    case("u == f", u=u.newaxis(1), f=edges("f64"))
    case("l < f", l=l.newaxis(1), f=edges("f32"))
    case("f == d", f=edges("f32"), d=edges("f64"))
    case("u == 18446744073709551615", u=u)
    case("l >= -9223372036854775807 - 1", l=l)


def weak():
    section("Literals are weak: they take the array's type unless their kind is higher")
    for dtype in DTYPES:
        each("""
            a + 1; 2 - a; a * 2.5; a / 2; 1 / a; a // 2; a % 3; a > 1; a == 1.5; a + True; a * False;
            minimum(a, 2); maximum(0.5, a); where(c, a, 1); where(c, 2.5, a); True if c else a; a * pi; a + inf;
            a + (1 + 1); a * (1 / 2); a + (3 > 2); a // 0.5; a - 1.0 + 1
            """, a=counting(dtype), c=truth())
        case("2 ** a", a=counting(dtype), ulp=2)
        # For `a ** 2` NumPy calls square, and that of bool is i8.
        case("a ** 2", "power(a, 2)", a=counting(dtype))
        if dtype not in FLOATS:
            each("a & 1; 2 | a; a ^ True; a << 2; 8 >> a", a=counting(dtype))
        if dtype in SIGNED:
            case("a * -1", a=edges(dtype))
            case("-a ** 2 % -3", a=edges(dtype))
            case(f"a + -{limits(dtype)[1] + 1}" if dtype != "i64" else "a + (-9223372036854775807 - 1)", a=edges(dtype))
        if dtype in INTEGERS:
            case(f"a + {limits(dtype)[1]}" if dtype != "u64" else "a + 0xffffffffffffffff", a=edges(dtype))

    section("Quotients are floats, whatever the literal's size")
    case("a / 300", a=edges("i8"))
    case("a / -1", a=edges("u8"))
    case("70000 / a", a=nonzero("u16"))
    case("a / 1000.5", a=edges("i8"))

    section("Literals and constants in f32 and f16 arithmetic are rounded to its type first")
    f = FILE.array("tenths", "f32", [0.1, 0.2, 0.3, -0.7])
    each("""
        f * 0.1; f == 0.1; f + 16777217; f * 1e300; f + 1e-50; f * 18446744073709551615; f * e; f < 0.3
        """, f=f)
    h = FILE.array("tenths_half", "f16", [0.1, 0.2, 0.3, -0.7])
    each("""
        h * 0.1; h == 0.1; h + 2049; h * 1e5; h + 1e-10; h * 65519; h * e; h < 0.3; h * abs(-2); h * (0.1 + 0.2);
        h * f64(0.1); h * f32(0.1); h * f16(0.1)
        """, h=h)
    case("f * sqrt(2.0)", f=f, ulp=2)  # a function's result is strong
    case("f * abs(-2)", f=f)
    case("f * -(2.5)", f=f)
    case("f * (0.1 + 0.2)", f=f)
    case("f * f64(0.1)", f=f)
    case("f * f32(0.1)", f=f)

    section("Scalars given by value are weak, too")
    for dtype in DTYPES:
        a = counting(dtype)
        case("a + s", a=a, s=1)
        case("s * a", a=a, s=2.5)
        case("a + s", a=a, s=True)
        case("a * s + t", a=a, s=2, t=0.1)
        case("where(c, a, s)", a=a, c=truth(), s=3)
    case("s + t", s=2, t=3)
    case("s / t", s=1, t=4)
    case("s // t", s=-7, t=2)
    case("s % t", s=-7.5, t=2)
    case("s * t", s=3, t=0.5)
    case("s < t", s=3, t=3.5)
    case("s + t", "add(s, t)", s=True, t=True)  # Python's own bool would be counted
    case("u + s", u=edges("u64"), s=2**63)
    case("f * s", f=f, s=2**63)
    case("round(x, s)", x=counting("f64"), s=1)
    case("a + s * t", a=f, s=0.1, t=0.2)
    case("a ** s", a=f, s=2, ulp=1)
    case("a * s", a=f, s=np.nan)

    section("Arrays without axes are strong")
    zero_d = {dtype: FILE.array(f"scalar_{dtype}", dtype, 1 if dtype == "bool" else 2) for dtype in DTYPES}
    for dtype in DTYPES:
        for other in ["bool", "u8", "i16", "i64", "f16", "f32", "f64"]:
            case("a + z", a=counting(dtype), z=zero_d[other])
    case("y * z", y=zero_d["f32"], z=zero_d["i8"])
    case("y // 3", y=zero_d["i16"])
    case("z + 0.5", z=zero_d["f32"])
    case("z", z=zero_d["u16"])


def precedence():
    section("Precedence and associativity")
    a = FILE.array("small_a", "i64", [1, 2, 3, -4, 5])
    b = FILE.array("small_b", "i64", [2, -3, 5, 7, 1])
    c = FILE.array("small_c", "i64", [3, 1, 2, 2, 0])
    each("""
        a + b * c; a - b - c; a - (b - c); a // b // c; a * b // c; a // b * c; a % b % c; a % b * c; a / b / c;
        a / (b / c); -a + b; -a * b; a - -b; a - - - b; +-+a; ~-a; -~a; ~a & b; ~(a & b); a & b == c; (a & b) == c;
        a << 1 + 1; (a << 1) + 1; a + 1 << 2; 64 >> c << 1; 64 >> (c << 1); a << c & 6; a ** 2 + b ** 2; -a ** 2;
        (-a) ** 2; a ** c ** 2; (a ** c) ** 2; 2 ** c ** 2; 2 ** 3 ** 2; (2 ** 3) ** 2; -2 ** 2; ~a ** 2; a * b ** c;
        a ** c * b; a ** c % b; a < b + c; a + b > c; a < b == (b > a); a < b < c; a < b > c; a <= b <= c < 9;
        a == b != c; c < a == b; not a == b; not a < b < c; not a > b or b > c and c > a;
        (not a > b or b > c) and c > a; a > b and b > c or c > a; a > b or not b > c; not not a > b;
        a > b == (not b > c); a if b > c else c; a + 1 if b > c else c - 1; a if a > b else b if b > c else c;
        (a if a > b else b) if b > c else c; (a if a > b else b) * c; a in (1, 2) and b > c; not a in (1, 2);
        a not in (1, 2); a + 1 in (2, 6); a in (1, 2) if b > 0 else c > 0; a > b & c; (a > b) & (b > c);
        1 - a if 1 < b else 1 + a; -(a + b) // -(b - c); -a // b; -(a // b); -a % b; a - b % c; a+b*-c; 2*-a**2;
        a* -b**c; (((a)))+(b); a & b << 1; a | b ^ c & a; (a | b) ^ c; a ^ b | c; a | b == c; a > b | c;
        (a > b) | (b > c) ^ (c > a); a << 1 | b
        """, a=a, b=b, c=c)

    p = FILE.array("small_p", "f64", [0.5, -1.5, 2.25, 3.0])
    q = FILE.array("small_q", "f64", [2.0, 0.25, -3.0, 1.0])
    each("-p ** -q; p ** -q ** 2; -p ** 2 ** -1.0; 2 ** -p; 2.0 ** p ** 2; (-p) ** 2; p ** 3 * q", p=p, q=q, ulp=2)
    each("""
        p - q - p; p / q * p; p * q / p; p // q % p; p + q * p - q / p; -p // q; -p % q; p - (q - p);
        p if p > q else -q; abs(-p)**2; p*(q+1)/(q-4); 1/p/q; (p + q) + p; p + (q + p)
        """, p=p, q=q)


def literals():
    section("Literals and constants")
    for text in """
        0 1 42 1_000 1_000_000 0xff 0XFF 0xdead_beef 0x_ff 0o17 0O7 0b1011 0B_1 0b1111_0000 00 9223372036854775807
        1.5 .5 2. 1e3 1E3 1e-3 1e+3 1_0.2_5 1_0e1_0 0.1 1e308 1e400 1e-400 4.9e-324 2.2250738585072011e-308 0e0
        00.5 1.e2 .5e-1 123456789012345678901234567890. 9007199254740993.0 0.30000000000000004
        True False true false pi e tau inf nan -inf -0.0 -1 +1 ~0 --1 1+1
        7//2 -7//2 7//-2 -7%3 7%-3 1/3 2**10 0.1+0.2 1.5//0.2 1<<10 1e16+1 5&3 5|3 5^3 1<2 1<2<2
        2**0.5 -2**2 7.5%-2 1==1.0 True&False
        """.split():
        case(text, ulp=2 if "**0.5" in text else 0)
    case("True + True", "add(True, True)")
    a = counting("f64")
    each("""
        a*1_000.000_1; a+0x10; a-0b11; a*.5e1; a/1e-3; a*2.; a+0o17; a if True else 0; pi*a**2; a+tau-2*pi; e+a
        """, a=a)
    case("a\t+ 1 # a comment", a=a)
    case("`a`  +1", "a + 1", a=a)
    case("größe * 2", größe=a)
    case("sum + 1", sum=a)
    case("pi + 1", pi=a)  # a variable of that name comes first
    case("sin + 1", sin=a)  # functions and variables do not get in each other's way


def formulas():
    section("Formulas: whole expressions, rounded operation by operation")
    x = FILE.array("formula_x", "f64", [-3.7, -0.3, 0.1, 0.7, 1.9, 42.0, 1e-8, 1e8])
    y = FILE.array("formula_y", "f64", [0.2, 1.3, -5.1, 0.7, 1e3, -0.01, 1e8, 3.0])
    single = {"x": FILE.array("formula_x_single", "f32", x.array), "y": FILE.array("formula_y_single", "f32", y.array)}
    texts = """
        x*y + x; x*y - x; x - x*y; x*y*x; (x + y)*x; x + y + x; x + y - 1; 1 - (x + y); (x - y)*x; x - y + x;
        x - y - x; x - (y - x); 2*x + 3*y; x**2 + y**2; sqrt(x*x + y*y); (x - y)/(x + y); ((2*x + 3)*x - 4)*x + 5;
        x*x*x - 2*x*y + y*y; (x + y)*(x - y) - (x*x - y*y); abs(x - y) < 1e-6; x if x > y else y*2;
        x*y if x < y else x + y; 0.25*x**2 + 0.75*y**2 - 1.5*x*y - 2; x/3 - y//3 + x%3; -(x - y)*-(y - x);
        1/(1 + x*x); (x > 0) & (y > 0) | (x < -1); (x > 0) + (y > 0) + 0.5; x*0 + y*1 - 0; x - x + y; (x + 1) - 1;
        x*2/2; x/x
        """
    each(texts, x=x, y=y)
    each(texts, **single)
    half = FILE.array("formula_x_half", "f16", [-3.7, -0.3, 0.1, 0.7, 1.9, 42.0, 1e-4, 1e4])
    each(texts, x=half, y=FILE.array("formula_y_half", "f16", [0.2, 1.3, -5.1, 0.7, 1e3, -0.01, 1e4, 3.0]))
    i = FILE.array("formula_i", "i32", [-9, -1, 0, 4, 2147483647])
    j = FILE.array("formula_j", "u8", [3, 250, 255, 0, 2])
    each("""
        i*i + j*j; i // j + i % j - i; (i // j) * j + i % j; (i + j) * (i - j); j*j + 1; i & 0xff | j << 4; i*0.5 + j;
        i/j > 1; j - i*i; -j; ~j + 1; i % 4 == j % 4; (i ^ j) & 15; i - j - i; f32(j)*0.1; f16(j)*0.1 + j
        """, i=i, j=j)


def identities():
    section("What must not be simplified away, and what may")
    for dtype in FLOATS:
        each("""
            x + 0; 0 + x; x - 0; 0 - x; -(0 - x); x * 1; x * 0; x / 1; 0 / x; x - x; x / x; x * -1; -x * -1; x // 1;
            x % 1; x == x; x <= x; not x < 0; x >= 0; x + x; 2 * x; x / 2; x * 0.5; x / 3; x * (1 / 3); 1 / (1 / x);
            sqrt(x) * sqrt(x); abs(-x); -abs(x); --x; floor(x) - x; fmin(x, x); maximum(x, nan); fmax(x, nan);
            where(x > 0, x, x); 1 + x - 1; x * 3 / 3; (x + 0.1) + 0.2; x + (0.1 + 0.2); x * 2 * 3; copysign(0, x);
            signbit(-x); x < nan; x != nan; x + 1e30 - 1e30
            """, x=edges(dtype))
    each("""
        a + 0; a * 0; a * 1; a // 1; a % 1; a // a; a % a; a - a; ~~a; --a; a ^ a; a & -1; a | 0; a << 0; a >> 0;
        a * 8; a // 8; a % 8; a * 8 // 8; a + 1 - 1; a < a + 1; abs(-a); a / a; a / 1; 0 // a; a * 2 * 3; a << 2 << 3;
        a >> 2 >> 31; a ** 1; 0 ** (a & 1)
        """, a=edges("i32"))
    t = FILE.array("left", "bool", [0, 0, 1, 1])
    each("""
        t and True; t or True; t and False; t or t; t ^ t; t == True; t + t; t * t; ~t; t & ~t; t + t + 1;
        t if t else not t
        """, t=t)


def long_expressions():
    section("Expressions with many operations, operands and values alive at once")
    x = FILE.array("formula_x", "f64", [-3.7, -0.3, 0.1, 0.7, 1.9, 42.0, 1e-8, 1e8])
    y = FILE.array("formula_y", "f64", [0.2, 1.3, -5.1, 0.7, 1e3, -0.01, 1e8, 3.0])
    horner = "1"
    for k in range(2, 25):
        horner = f"({horner})*x + {k}/{k + 1}"
    case(horner, x=x)

    def tree(depth, k=1):
        if depth == 0:
            return f"(x*{k} - y)"
        return f"({tree(depth - 1, 2 * k)} {'+-*'[k % 3]} {tree(depth - 1, 2 * k + 1)})"

    case(tree(5), x=x, y=y)
    case(" + ".join(f"x*{k}" for k in range(40)), x=x)
    case(" - ".join(f"(x - {k})" for k in range(40)), x=x)
    case("-" * 101 + "x", x=x)
    case("(" * 60 + "x" + " + y)" * 60, x=x, y=y)
    case(" if x < y else ".join(f"x + {k}" for k in range(12)), x=x, y=y)
    case(" < ".join(["x", "y", "x + 10", "y + 20", "x*x + 1000"]), x=x, y=y)
    names = [f"v{k}" for k in range(20)]
    many = {name: FILE.array(f"many_{dtype}", dtype, [1, 0, 1]) for name, dtype in zip(names, 2 * DTYPES, strict=False)}
    case(" + ".join(names), **many)
    case(" + ".join(reversed(names)), **many)
    case(" + ".join(f"{name}*{name}" for name in names), **many)


def shapes():
    section("Broadcasting")

    def ramp(dtype, *shape):
        name = f"ramp_{dtype}_" + ("x".join(map(str, shape)) or "0d")
        size = math.prod(shape)
        return FILE.array(name, dtype, [(k * 7 + 3) % 11 - (0 if dtype in UNSIGNED else 5) for k in range(size)], shape)

    pairs = [
        ((), ()), ((), (3,)), ((1,), ()), ((1,), (4,)), ((3, 1), (1, 4)), ((3, 1), (4,)), ((3, 4), (4,)),
        ((3, 4), (3, 1)), ((3, 4), ()), ((2, 3, 4), (3, 1)), ((2, 1, 4), (3, 1)), ((2, 3, 4), (2, 1, 1)),
        ((1, 1, 1), (2, 2)), ((1, 3), (1, 1)), ((2, 1, 3, 1), (2, 1, 2)), ((1, 2, 1, 2, 1), (2, 1, 2, 1, 3)),
        ((2, 2, 2, 2, 2), (2, 1, 1)), ((1, 1, 1, 1, 1), ()), ((0,), ()), ((0,), (1,)), ((0,), (0,)),
        ((0, 3), (1, 3)), ((0, 3), (3,)), ((2, 1, 0), (1, 3, 1)), ((0, 1), (1, 0)), ((3, 0), (0,)),
        ((1, 0, 1, 2, 1), (2, 1, 3, 1, 1)),
    ]
    for x, y in pairs:
        case("a * 10 + b", a=ramp("i32", *x), b=ramp("i32", *y))
        case("b - a / 4", a=ramp("f32", *x), b=ramp("u8", *y))
    case("a * 10 + b - c", a=ramp("i64", 3, 1), b=ramp("i64", 4), c=ramp("i64"))
    case("where(a > 0, b, c)", a=ramp("f64", 2, 1, 1), b=ramp("f64", 3, 1), c=ramp("f64", 4))
    case("(a + b) * (c + d)", a=ramp("f64", 4, 1, 1, 1), b=ramp("f64", 3, 1, 1), c=ramp("f64", 2, 1), d=ramp("f64", 2))
    case("a + 1 if c else b", a=ramp("f64", 3, 1), b=ramp("f64", 4), c=FILE.array("single_truth", "bool", True))
    case("a", a=ramp("f64", 2, 3, 4))
    case("a + 1", a=ramp("f64", 0, 5))
    case("-a", a=ramp("i16"))
    case("a + a*a", a=ramp("i8", 5, 1))
    case("sin(a) + exp(b)", a=ramp("f64", 0, 1), b=ramp("f64", 3))
    for x, y in [((2,), (3,)), ((2, 3), (2,)), ((3, 1), (2, 2)), ((0,), (2,)), ((2, 3, 4), (3, 3)), ((0, 2), (0, 3))]:
        refused("a + b", a=ramp("f64", *x), b=ramp("f64", *y))

    section("More elements than a block holds")
    case("a + b * 3", a=ramp("i8", 17, 1, 17), b=ramp("i8", 17, 1))
    case("a * 0.5 < b", a=ramp("f64", 70, 1), b=ramp("f64", 70))
    case("a > b or a * b == -10", a=ramp("f32", 1, 90), b=ramp("f32", 50, 1))
    case("u8(a + b) & 7", a=ramp("u8", 33, 40), b=ramp("i32", 40))

    section("Views: transposed, stepped, reversed, repeated by stride 0")
    for dtype in ["f64", "f32", "f16", "u8", "i16", "bool"]:
        if dtype == "bool":
            plane = FILE.array("plane_bool", "bool", [k % 3 == 0 for k in range(24)], (4, 6))
        else:
            plane = ramp(dtype, 4, 6)
        block = ramp("f64", 2, 3, 4)
        case("a + b", a=plane, b=plane.slice((0, 4, -1), (0, 6, 1)))
        case("a + b", a=plane.axes(1, 0), b=plane.slice((0, 4, 1), (0, 6, -1)).axes(1, 0))
        case("a * b", a=plane.slice((0, 4, 2), (0, 6, 3)), b=plane.slice((1, 4, 2), (1, 6, 3)))
        case("a * b", a=plane.slice((0, 4, -2), (0, 6, -2)), b=plane.slice((0, 2, 1), (0, 3, 1)))
        case("a + b * 2", a=plane.slice((0, 4, 1), (2, 3, 1)), b=plane.slice((1, 2, 1), (0, 6, -1)))
        case("a + b", a=plane.slice((1, 2, 1), (0, 6, 2)).broadcast(4, 3), b=plane.slice((0, 4, -1), (0, 3, 1)))
        case("a + b", a=plane.slice((0, 4, 1), (5, 6, 1)).broadcast(4, 6), b=plane.axes(0, 1))
        case("a < b", a=plane.axes(1, 0).slice((0, 6, -1), (0, 4, 2)), b=plane.slice((0, 2, 1), (0, 6, 1)).axes(1, 0))
        case(
            "where(c > 0, a, a * 0.5)",
            a=plane.slice((0, 4, 1), (0, 6, -2)),
            c=block.slice((0, 1, 1), (0, 1, 1), (0, 4, -1)).axes(2, 1, 0).slice((0, 4, 1), (0, 1, 1), (0, 1, 1)),
        )
    case("a - b", a=block.axes(2, 0, 1), b=block.axes(2, 0, 1).slice((0, 4, -1), (0, 2, -1), (0, 3, -1)))
    case("a - b", a=block.axes(1, 2, 0), b=block.axes(1, 2, 0).slice((0, 3, 1), (0, 4, -1), (0, 2, 1)))
    case(
        "a * b + 1",
        a=block.newaxis(0),
        b=block.axes(0, 2, 1).newaxis(3).slice((0, 2, 1), (1, 2, 1), (0, 3, -1), (0, 1, 1)),
    )
    case("a + a", a=block.slice((0, 2, 1), (1, 1, 1), (0, 4, -1)))
    line = ramp("f64", 40)
    case("a + b", a=line, b=line.slice((0, 40, -1)))
    case("a - b", a=line.slice((0, 39, 1)), b=line.slice((1, 40, 1)))
    case("a - b", a=line.slice((0, 40, 3)), b=line.slice((0, 40, -3)))
    five = ramp("i32", 2, 1, 2, 3, 2)
    case(
        "a * b",
        a=five.axes(4, 3, 2, 1, 0),
        b=five.axes(4, 3, 2, 1, 0)
        .slice((0, 2, -1), (0, 3, 2), (0, 2, 1), (0, 1, 1), (0, 1, 1))
        .slice((0, 2, 1), (0, 1, 1), (0, 2, -1), (0, 1, 1), (0, 1, 1)),
    )


def refusals():
    section("What NumPy refuses, too")
    for dtype in INTEGERS:
        low, high = limits(dtype)
        if dtype != "u64":
            for text in [
                f"a + {high + 1}",
                f"{high + 1} * a",
                f"a // {high + 1}",
                f"a & {high + 1}",
                f"minimum(a, {high + 1})",
            ]:
                refused(text, a=counting(dtype))
        if dtype in UNSIGNED:
            refused("a + -1", a=counting(dtype))
            refused("-1 * a", a=counting(dtype))
            refused("a + s", a=counting(dtype), s=-1)
        elif dtype != "i64":
            refused(f"a + -{-low + 1}", a=counting(dtype))
    refused("a | 1", a=counting("f32"))
    refused("a << 1", a=counting("f64"))
    refused("a & b", a=counting("i8"), b=counting("f16"))
    refused("a & 1.5", a=counting("i32"))
    refused("a << 1.0", a=counting("i32"))
    refused("~1.5")
    refused("-a", a=counting("bool"))
    refused("a - True", a=counting("bool"))
    refused("a ^ b", a=counting("u64"), b=counting("i8"))
    refused("gcd(a, b)", a=counting("u64"), b=counting("i64"))
    refused("a + b", a=counting("f64"), b=mixed("f64").slice((0, 3, 1)))


def main():
    parts = [
        operators, promotion, weak, precedence, literals, functions, powers, rounding, casts, choice, formulas,
        identities, long_expressions, shapes, refusals,
    ]
    FILE.make("cases.txt", parts)


if __name__ == "__main__":
    main()
