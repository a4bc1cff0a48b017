"""The coefficients of ../inverse_normal.rs: python3 inverse_normal.py, with numpy and mpmath.

Takes a few seconds. The fits are least squares at Chebyshev's nodes, in relative error, which is printed after each
list; one step of the inverse series of three terms follows, so that six digits are enough.
"""

import mpmath as mp
import numpy as np

mp.mp.prec = 100


def erfcinv(x):
    """By Newton's method, from the first terms of the asymptotic series."""
    x = mp.mpf(x)
    z = mp.sqrt(-mp.log(x)) if x < 0.1 else mp.mpf(0.5)
    for _ in range(60):
        step = (mp.erfc(z) - x) * mp.sqrt(mp.pi) / 2 * mp.exp(z * z)
        z += step
        if abs(step) < mp.mpf(10) ** -25:
            break
    return z


def fit(name, low, high, degree, value):
    nodes = np.cos(np.pi * (np.arange(400) + 0.5) / 400)
    x = (low + high) / 2 + (high - low) / 2 * nodes
    y = np.array([float(value(v)) for v in x])
    powers = np.vander(x, degree + 1, increasing=True)
    coefficients = np.linalg.lstsq(powers / y[:, None], np.ones(len(x)), rcond=None)[0]
    error = np.max(np.abs(powers @ coefficients / y - 1))
    print(f"{name}: greatest error 2 ^ {np.log2(error):.1f}")
    for c in coefficients:
        print(f"    {float(c)!r},")


def centre(square):
    """erfinv(y) / y from the square of y."""
    y = mp.sqrt(square)
    return mp.erfinv(y) / y


def tail(t):
    """erfcinv(x) / w, where w = sqrt(-log(x)), from t = (w - 2) / (w + 2)."""
    w = 2 * (1 + t) / (1 - t)
    return erfcinv(mp.exp(-mp.mpf(w) ** 2)) / w


fit("CENTRE", 1e-12, 0.25, 4, centre)
w = [0.8325, 27.4]
fit("TAIL", (w[0] - 2) / (w[0] + 2), (w[1] - 2) / (w[1] + 2), 10, tail)
