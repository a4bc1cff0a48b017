"""Writes names.txt: the functions, classes and methods of NumPy, SciPy and Python's own modules of mathematics.

    pip install numpy scipy
    python tests/words/names.py > tests/words/names.txt
"""

import cmath
import math
import statistics

import numpy
import scipy.ndimage
import scipy.special

MODULES = [
    numpy, numpy.fft, numpy.linalg, numpy.random, scipy.ndimage, scipy.special, math, cmath, statistics,
]


def names(module):
    for name in dir(module):
        member = getattr(module, name)
        is_exception = isinstance(member, type) and issubclass(member, Exception)
        if callable(member) and not name.startswith("_") and not is_exception:
            yield name


def main():
    methods = (name for name in dir(numpy.ndarray) if not name.startswith("_"))
    everything = {name for module in MODULES for name in names(module)} | set(methods)
    print("\n".join(sorted(everything)))


main()
