"""The coefficients of ../modified_bessel.rs: python3 modified_bessel.py, with mpmath. Takes some seconds."""

import mpmath as mp

from fit import fit


def small(order):
    """What follows 1 + a / (order + 1) in the series, over a^2, from a = x^2 / 4."""

    def value(a):
        if a < 1e-20:
            return mp.mpf(1) / (4 if order == 0 else 12)
        return (mp.besseli(order, 2 * mp.sqrt(a)) / mp.sqrt(a) ** order - 1 - a / (order + 1)) / a**2

    return value


def scaled(order, x):
    return mp.besseli(order, x) * mp.exp(-x) * mp.sqrt(x)


def middle(order):
    """exp(-x) sqrt(x) I(x) from (x - 5) / (x + 5)."""
    return lambda t: scaled(order, 5 * (1 + t) / (1 - t))


def far(order):
    """The same from 1 / x."""
    return lambda u: scaled(order, 1 / u) if u > 1e-30 else 1 / mp.sqrt(2 * mp.pi)


for order in (0, 1):
    fit(f"SMALL of I{order}", small(order), 0, mp.mpf(9) / 4, 10)
    fit(f"MIDDLE of I{order}", middle(order), mp.mpf(-2) / 8, mp.mpf(4) / 14, 18)
    fit(f"FAR of I{order}", far(order), 0, mp.mpf(1) / 9, 22)
