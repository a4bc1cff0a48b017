"""The operands of the cases: edge values, special values and plain ones of every type, and the file they go into."""

import math

import numpy as np

from casefile import File
from reference import DTYPES, INTEGERS, SIGNED, UNSIGNED, numpy_dtype

PAIRS = [(x, y) for i, x in enumerate(DTYPES) for y in DTYPES[i + 1 :]]

ULP = {"logaddexp": 4, "sigmoid": 4, "sinc": 4, "erf": 4, "erfc": 4, "gamma": 16, "lgamma": 16}
"""Tolerances of the functions; 2 is the usual one."""

FILE = File()
case, each, refused, section = FILE.case, FILE.each, FILE.refused, FILE.section


def limits(dtype):
    info = np.iinfo(numpy_dtype(dtype))
    return int(info.min), int(info.max)


def ten(dtype, exponent):
    """A power of ten, or the one that the type does hold if it is too large or too small for it."""
    info = np.finfo(numpy_dtype(dtype))
    least, most = (int(math.log10(x)) for x in (info.smallest_normal, info.max))
    return float(f"1e{min(max(exponent, least), most)}")


def edges(dtype):
    """The values where something changes: limits, both signs, zeros, NaN."""
    if dtype == "bool":
        values = [False, True]
    elif dtype in SIGNED:
        low, high = limits(dtype)
        values = [low, low + 1, -7, -2, -1, 0, 1, 3, 7, high]
    elif dtype in UNSIGNED:
        _, high = limits(dtype)
        values = [0, 1, 2, 3, 7, 100, high // 2 + 1, high - 1, high]
    else:
        info = np.finfo(numpy_dtype(dtype))
        values = [-np.inf, -2.5, -1, -0.0, 0.0, info.smallest_subnormal, 0.1, 1, 3, info.max, np.inf, np.nan]
    return FILE.array(f"edges_{dtype}", dtype, values)


def special(dtype):
    """Floats of every kind and size."""
    info = np.finfo(numpy_dtype(dtype))
    tiny, small, large = info.smallest_subnormal, info.smallest_normal, info.max
    positive = [0.0, tiny, small, 0.001, 0.3, 0.5, 1, 1.5, 2.5, 3.7, 10, 85, ten(dtype, 5), ten(dtype, 10)]
    positive += [large, np.inf]
    return FILE.array(f"special_{dtype}", dtype, [*positive, *(-x for x in positive), np.nan])


def counting(dtype):
    """0, 1, 2, 3; for bool false and true in turns."""
    return FILE.array(f"counting_{dtype}", dtype, [0, 1, 0, 1] if dtype == "bool" else [0, 1, 2, 3])


def mixed(dtype):
    """Four values that show which type was computed in."""
    if dtype == "bool":
        values = [False, True, True, False]
    elif dtype in INTEGERS:
        low, high = limits(dtype)
        values = [100, high, low, 3]
    else:
        values = [-2.5, 0.1, 3, ten(dtype, 9)]
    return FILE.array(f"mixed_{dtype}", dtype, values)


def nonzero(dtype):
    values = [-3, -2, -1, 1, 2, 3] if dtype in SIGNED else [True] if dtype == "bool" else [1, 2, 3]
    return FILE.array(f"nonzero_{dtype}", dtype, values)


def truth():
    return FILE.array("truth", "bool", [True, False, False, True])
