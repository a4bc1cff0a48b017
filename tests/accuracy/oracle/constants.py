"""Makes the oracle's constants: python3 constants.py | rustfmt --config-path ../../.. > constants.rs (needs mpmath)."""

from mpmath import (
    bernoulli, euler, findroot, floor, gamma, ln, log, mp, mpf, pi, polygamma, sqrt, zeta)

mp.prec = 2000


def parts(value, count):
    """The value as a sum of floats."""
    found = []
    for _ in range(count):
        part = float(value)
        found.append(part)
        value -= mpf(part)
    return found


def double(value):
    hi, lo = parts(value, 2)
    return f"dd({hi!r}, {lo!r})"


def constant(name, doc, value):
    print(f"/// {doc}\npub const {name}: DoubleDouble = {double(value)};")


def static(name, doc, values):
    print(f"/// {doc}\npub static {name}: [DoubleDouble; {len(values)}] = [")
    for value in values:
        print(f"    {double(value)},")
    print("];")


def root(x):
    """A zero of the logarithm of |gamma| next to x, to all digits."""
    def value(x):
        return log(abs(gamma(x)))
    return findroot(value, x, tol=mpf(2) ** -1500, maxsteps=200)


def zeros():
    """The zeros below -2, as long as they are not next to a pole."""
    found = []
    for n in range(2, 19):
        # |gamma| is 1 at about 1 / n! from -n; it dips below 1 on one side of each pole.
        for pole, direction in ((-n, 1), (-n, -1)):
            low, high = mpf(10) ** -25, mpf(1) / 2
            def value(distance):
                return log(abs(gamma(pole + direction * distance)))
            if value(high) > 0:
                continue
            for _ in range(200):
                middle = sqrt(low * high)
                low, high = (middle, high) if value(middle) > 0 else (low, middle)
            found.append(root(pole + direction * low))
    return found


DIGAMMA_ZERO = findroot(lambda x: polygamma(0, x), mpf("1.4616321449683623412626595423"), tol=mpf(2) ** -1500, maxsteps=200)

print("//! Constants to twice the precision of f64, and more where arguments are reduced.")
print("//!\n//! Made by `constants.py`.")
print("#![allow(clippy::approx_constant, clippy::type_complexity)]\n")
print("use super::double_double::{DoubleDouble, dd, polynomial};\n")
print("/// c[0] + x (c[1] + x (c[2] + ...)).")
print("pub fn polynomial_of(x: DoubleDouble, coefficients: &[DoubleDouble]) -> DoubleDouble {")
print("    polynomial(x, coefficients.iter().copied())\n}\n")
constant("PI", "The ratio of a circle's circumference to its diameter.", pi)
constant("HALF_PI", "A quarter of a circle.", pi / 2)
constant("DEGREES", "Degrees a radian.", 180 / pi)
constant("RADIANS", "Radians a degree.", pi / 180)
constant("LN_2", "The natural logarithm of 2.", ln(2))
print(f"/// What it lacks.\npub const LN_2_LOW: f64 = {parts(ln(2), 3)[2]!r};")
constant("INVERSE_LN_2", "1 / ln 2.", 1 / ln(2))
constant("INVERSE_LN_10", "1 / ln 10.", 1 / ln(10))
constant("SQRT_PI", "The square root of pi.", sqrt(pi))
constant("TWO_OVER_SQRT_PI", "2 over the square root of pi.", 2 / sqrt(pi))
constant("HALF_LOG_TWO_PI", "Half of the logarithm of 2 pi.", ln(2 * pi) / 2)
constant("EULER", "Euler's constant.", euler)
print("/// The bits of 2/pi after the point, the first 64 first.\npub static TWO_OVER_PI: [u64; 24] = [")
for i in range(24):
    print(f"    0x{int(floor(2 / pi * mpf(2) ** (64 * (i + 1)))) % 2**64:016x},")
print("];")
factorial = [mpf(1)]
for n in range(1, 33):
    factorial.append(factorial[-1] * n)
static("INVERSE_FACTORIALS", "1 / n!.", [1 / f for f in factorial])
static("INVERSE_ODD", "1 / (2n + 1).", [mpf(1) / (2 * n + 1) for n in range(80)])
static("BERNOULLI", "Stirling's coefficients, B(2k) / (2k (2k - 1)).",
       [bernoulli(2 * k) / (2 * k * (2 * k - 1)) for k in range(1, 16)])
static("ZETA", "zeta(k) from k = 2.", [zeta(k) for k in range(2, 58)])
points = zeros()
print("/// Zeros of the logarithm of |gamma| below -2, in three parts each; its derivatives there, divided by 1!, 2! and 3!.")
print(f"pub static LGAMMA_ZEROS: [([f64; 3], DoubleDouble, DoubleDouble, f64); {len(points)}] = [")
mp.prec = 400
for point in points:
    first, second, third = polygamma(0, point), polygamma(1, point) / 2, polygamma(2, point) / 6
    print(f"    ({parts(point, 3)!r}, {double(first)}, {double(second)}, {float(third)!r}),")
print("];")
static("DIGAMMA_ROOT", "The positive zero of digamma, in two numbers, and four terms of its Taylor series there.", [
    DIGAMMA_ZERO, DIGAMMA_ZERO - sum(map(mpf, parts(DIGAMMA_ZERO, 2))),
    *(polygamma(n, DIGAMMA_ZERO) / gamma(n + 1) for n in range(1, 5))])
