"""The coefficients of ../gamma.rs: python3 gamma.py (needs mpmath; it takes a second).

Polynomials interpolate at Chebyshev nodes; quotients of polynomials are least-squares fits, weighted towards the
greatest errors. After each name stands the greatest relative error with rounded coefficients, as a power of two.
"""

from mpmath import (
    cos, exp, log, loggamma, lu_solve, matrix, mp, mpf, nstr, pi, polyval, qr_solve, rgamma, sin, sqrt,
)

mp.dps = 50


def nodes(low, high, count):
    low, high = mpf(low), mpf(high)
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (k + mpf(1) / 2) / count) for k in range(count)]


def rounded(x):
    return mpf(float(x))


def literal(x):
    return repr(float(x)).replace("e-0", "e-")


def show(name, coefficients, error):
    print(f"{name} ({len(coefficients)}): 2^{nstr(log(error, 2), 4)}")
    print("    " + ", ".join(literal(c) for c in coefficients))


def polynomial(name, function, low, high, degree):
    xs = nodes(low, high, degree + 1)
    solution = lu_solve(matrix([[x**j for j in range(degree + 1)] for x in xs]), matrix([function(x) for x in xs]))
    coefficients = list(solution)
    short = [rounded(c) for c in coefficients][::-1]
    error = max(abs(polyval(short, x) / function(x) - 1) for x in nodes(low, high, 150))
    show(name, coefficients, error)
    return coefficients


def quotient(name, function, low, high, above, below, origin):
    xs = nodes(low, high, 3 * (above + below + 2))
    values = [function(x) for x in xs]
    divisors = [mpf(1)] * len(xs)
    weights = [mpf(1)] * len(xs)
    for _ in range(8):
        scales = [w / abs(d * v) for w, d, v in zip(weights, divisors, values)]
        rows = [
            [s * (x - origin) ** j for j in range(above + 1)]
            + [-s * v * (x - origin) ** j for j in range(1, below + 1)]
            for s, x, v in zip(scales, xs, values)
        ]
        solution = qr_solve(matrix(rows), matrix([s * v for s, v in zip(scales, values)]))[0]
        top = list(solution[: above + 1])
        bottom = [mpf(1)] + list(solution[above + 1 :])
        divisors = [polyval(bottom[::-1], x - origin) for x in xs]
        errors = [abs(polyval(top[::-1], x - origin) / d / v - 1) for x, d, v in zip(xs, divisors, values)]
        weights = [w * sqrt(e / max(errors) + mpf(1) / 20) for w, e in zip(weights, errors)]
    short_top, short_bottom = ([rounded(c) for c in list][::-1] for list in (top, bottom))
    error = max(
        abs(polyval(short_top, x - origin) / polyval(short_bottom, x - origin) / function(x) - 1)
        for x in nodes(low, high, 150)
    )
    show(name + " above", top, error)
    show(name + " below", bottom, error)


def log_stirling(square):
    """log(gamma(z)) - (z - 1/2) log(z) + z - log(2 pi) / 2, times z, from 1 / z^2."""
    z = 1 / sqrt(square)
    return (loggamma(z) - (z - mpf(1) / 2) * log(z) + z - log(2 * pi) / 2) * z


def stirling(u):
    """The same from 1 / z."""
    return log_stirling(u * u)


def log_gamma_without_zeros(z):
    return loggamma(z) / ((z - 1) * (z - 2))


def log_gamma_rest(z):
    """What the function above is more than at 2, over z - 2."""
    return (log_gamma_without_zeros(z) - (1 - mp.euler)) / (z - 2)


def sine(square):
    """(sin(pi f) / (pi f) - 1) / f^2 from f^2."""
    f = sqrt(square)
    return (sin(pi * f) / (pi * f) - 1) / square


def log_series(square):
    """(2 atanh(s) - 2 s) / s^3 from s^2; as log((1 + s) / (1 - s)) = 2 atanh(s)."""
    s = sqrt(square)
    return (log((1 + s) / (1 - s)) - 2 * s) / s**3


def log_series_rest(square):
    """What the function above is more than 2 / 3, over s^2."""
    return (log_series(square) - mpf(2) / 3) / square


tiny = mpf(10) ** -10
def constant(name, value):
    print(name, literal(value), literal(value - rounded(value)))


constant("log(2 pi) / 2 - 1 / 2", (log(2 * pi) - 1) / 2)
constant("1 - euler", 1 - mp.euler)
polynomial("STIRLING", stirling, mpf(1) / 171, 1, 21)
polynomial("STIRLING_SHORT", stirling, mpf(1) / 60, 1, 10)
widest = (3 - sqrt(mpf(8))) ** 2  # s^2 where the significand is sqrt(2)
polynomial("LOG", log_series, tiny, widest, 6)
polynomial("LOG_REST", log_series_rest, tiny, widest, 6)
polynomial("LOG_SHORT", log_series, tiny, widest, 3)
polynomial("SINE", sine, tiny, 0.25, 7)
polynomial("SINE_SHORT", sine, tiny, 0.25, 4)
polynomial("LOG_STIRLING", log_stirling, tiny, 1 / mpf(2.75) ** 2, 12)
polynomial("LOG_STIRLING_SHORT", log_stirling, tiny, 1 / mpf(2.75) ** 2, 4)
quotient("LOG_GAMMA", log_gamma_rest, 0.85, 2.75, 7, 8, mpf(0.5))
quotient("LOG_GAMMA_SHORT", log_gamma_without_zeros, 0.85, 2.75, 3, 4, mpf(1))

# One over gamma for the zeros of log(gamma), in double-double as far as that matters.
degree = 26
xs = nodes(-0.5, 0.5, degree + 1)
rows = [[x**j for j in range(degree + 1)] for x in xs]
reciprocal = lu_solve(matrix(rows), matrix([rgamma(x + mpf(1.5)) for x in xs]))
error = max(abs(polyval(list(reciprocal)[::-1], x) - rgamma(x + mpf(1.5))) for x in nodes(-0.5, 0.5, 150))
print("RECIPROCAL", nstr(log(error, 2), 4))
for c in reciprocal:
    print(f"    ({literal(c)}, {literal(c - rounded(c))}),")
