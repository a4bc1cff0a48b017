"""Fits by Chebyshev's expansion, for the scripts beside this one; with mpmath."""

import mpmath as mp

mp.mp.prec = 240


def fit(name, function, low, high, terms):
    """Prints the coefficients of a polynomial of so many terms, rounded to f64, and the greatest error before that."""
    polynomial, error = mp.chebyfit(function, [mp.mpf(low), mp.mpf(high)], terms, error=True)
    print(f"{name}: greatest error 2 ^ {mp.nstr(mp.log(error, 2), 4)}")
    for coefficient in reversed(polynomial):
        print(f"    {float(coefficient)!r},")
