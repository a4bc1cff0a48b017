"""The coefficients of ../digamma.rs: python3 digamma.py, with mpmath. Takes a few seconds."""

import mpmath as mp

from fit import fit

ROOT = mp.findroot(mp.digamma, mp.mpf("1.4616321449683623412626595423"))


def near(t):
    """digamma(1 + w) / (1 + w - root) from t = (w - 0.7) / (w + 2)."""
    x = 1 + (mp.mpf("0.7") + 2 * t) / (1 - t)
    return mp.digamma(x) / (x - ROOT) if abs(x - ROOT) > 1e-30 else mp.psi(1, ROOT)


def far(v):
    """(log(x) - 1 / (2 x) - digamma(x)) x^2 from v = 1 / x^2."""
    if v < 1e-30:
        return mp.mpf(1) / 12
    x = 1 / mp.sqrt(v)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) / v


hi = float(ROOT)
print("ROOT:", repr(hi), repr(float(ROOT - hi)))
less = ROOT - 1
print("ROOT - 1:", repr(float(less)), repr(float(less - float(less))))
fit("NEAR", near, -mp.mpf("0.7") / 2, (mp.mpf("1.75") - mp.mpf("0.7")) / mp.mpf("3.75"), 18)
fit("FAR", far, 0, 1 / mp.mpf("2.75") ** 2, 14)
