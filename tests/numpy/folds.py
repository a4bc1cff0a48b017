"""Reductions of bounded arrays: NumPy's value, the exact one, and what any order of the operations may make of it.

Float16 is computed in float32, and the result is rounded once. NumPy does so in means and along an axis of neighbours;
elsewhere its sums and products, and all its variances and norms, are rounded on the way, as the layout will have it.
"""

import math
from fractions import Fraction

import numpy as np

from bounded import Bounded, certain, each, half_epsilon, quiet, sqrt


def axes_of(x, axis):
    return tuple(range(x.ndim)) if axis is None else tuple(axis) if isinstance(axis, tuple) else (axis,)


def cells_of(x, axis):
    """For each element of the result the terms that it is made of: NumPy's value, the exact one, its bound."""
    axes = axes_of(x, axis)
    ends = tuple(range(x.ndim - len(axes), x.ndim))

    def rows(array):
        moved = np.moveaxis(array, axes, ends)
        kept = moved.shape[: x.ndim - len(axes)]
        return moved.reshape(math.prod(kept), math.prod(moved.shape[len(kept) :]))

    columns = [rows(array) for array in (x.own, x.exact, x.bound)]
    return [list(zip(*(column[i] for column in columns), strict=True)) for i in range(len(columns[0]))]


def reduced(x, axis, own, cell):
    """A reduction whose elements `cell` analyses, given the terms' exact values and bounds."""
    own = np.asarray(own)
    results = []
    for value, terms in zip(own.ravel(), cells_of(x, axis), strict=True):
        finite = [(exact, bound) for _, exact, bound in terms if exact == exact]
        results.append(cell(finite) if np.isfinite(value) else (math.nan, Fraction(0)))
    columns = [np.array([result[i] for result in results], object).reshape(own.shape) for i in range(2)]
    return Bounded.checked(own, *columns, slack=half_epsilon(own.dtype))


def grid_of(x):
    """The largest power of two that a fraction is a multiple of."""
    return Fraction(x.numerator & -x.numerator, x.denominator) if x else None


def sum_of(terms, u):
    """The exact sum, and the bound for any order."""
    total, size = sum((x for x, _ in terms), Fraction(0)), sum((abs(x) + b for x, b in terms), Fraction(0))
    bound = sum((b for _, b in terms), Fraction(0))
    grid = min((grid_of(x) for x, _ in terms if x), default=Fraction(1))
    if bound == 0 and size <= grid / u:
        return total, bound
    return total, bound + min(max(len(terms) - 1, 0), 32) * u * size


def product_of(terms, u):
    exact = math.prod((x for x, _ in terms), start=Fraction(1))
    largest = math.prod((abs(x) + b for x, b in terms), start=Fraction(1))
    if largest == abs(exact) and abs(exact.numerator) // (exact.numerator & -exact.numerator or 1) * u <= 1:
        return exact, Fraction(0)  # no partial product has more digits than the whole one
    return exact, largest * (1 + u) ** max(len(terms) - 1, 0) - abs(exact)


def mean_of(terms, u):
    total, bound = sum_of(terms, u)
    mean, bound = total / len(terms), bound / len(terms)
    return mean, bound and bound + u * (abs(mean) + bound)


def variance_of(terms, u, ddof):
    mean, error = mean_of(terms, u)
    error = error + u * abs(mean)
    squares = []
    for x, bound in terms:
        difference = abs(x - mean)
        spread = bound + error + u * (difference + bound + error)
        squares.append((difference**2, 2 * difference * spread + spread**2 + u * (difference + spread) ** 2))
    total, bound = sum_of(squares, u)
    count = max(len(terms) - ddof, 0)
    variance, bound = total / count, bound / count
    return variance, bound + u * (variance + bound)


def float_reduction(function, cell):
    """A reduction of floats, of which integers have but one value."""

    def apply(x, axis=None, dtype=None, keepdims=False, **options):
        x = x if isinstance(x, Bounded) else Bounded(x)
        given = {} if dtype is None else {"dtype": dtype.dtype}
        own = np.asarray(quiet(function, x.own, axis=axis, keepdims=keepdims, **given, **options))
        if own.dtype.kind != "f":
            return certain(function)(x, axis=axis, keepdims=keepdims, **given, **options)
        u = half_epsilon(own.dtype)
        return reduced(x.astype(own.dtype), axis, own, lambda terms: cell(terms, u, **options))

    return apply


def deviation(variance):
    return lambda x, **options: sqrt(variance(x, **options))


def extreme(function):
    def apply(x, axis=None, keepdims=False):
        own = np.asarray(quiet(function, x.own, axis=axis, keepdims=keepdims))
        if x.is_certain():
            return Bounded(own)
        choose = max if "max" in function.__name__ else min
        return reduced(x, axis, own, lambda terms: (choose(x for x, _ in terms), max(b for _, b in terms)))

    return apply


def norm(x, axis=None, keepdims=False):
    return sqrt(reduce_sum(x * x, axis=axis, keepdims=keepdims))


def dot(x, y):
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError("two arrays of one axis are needed")
    own = np.asarray(quiet(np.dot, x.own, y.own))
    if own.dtype.kind != "f":
        return certain(np.dot)(x, y)
    u = half_epsilon(own.dtype)
    x, y = x.astype(own.dtype), y.astype(own.dtype)
    # NumPy's products may be rounded together with the sum: each is exact, or errs by its own rounding.
    exact = each(lambda x, y: x * y, x.exact, y.exact)
    bound = each(lambda x: Fraction(0) if x != x or abs(x.numerator) * u <= 1 else u * abs(x), exact)
    products = Bounded(quiet(np.multiply, x.own, y.own), exact, bound)
    return reduced(products, None, own, lambda terms: sum_of(terms, u))


def scan(function, cell):
    """A running reduction along one axis; each element is analysed as the reduction of those up to it."""

    def apply(x, axis=None, dtype=None):
        if axis is None and x.ndim != 1:
            raise ValueError("which axis?")
        axis = 0 if axis is None else axis
        own = np.asarray(quiet(function, x.own, axis=axis, dtype=dtype and dtype.dtype))
        if own.dtype.kind != "f":
            return certain(function)(x, axis=axis, dtype=dtype and dtype.dtype)
        x = x.astype(own.dtype)
        u = half_epsilon(own.dtype)
        exact, bound = np.empty(own.shape, object), np.empty(own.shape, object)
        rows = [np.moveaxis(array, axis, -1) for array in (own, x.exact, x.bound, exact, bound)]
        for place in np.ndindex(rows[0].shape):
            row, i = place[:-1], place[-1]
            terms = list(zip(rows[1][row][: i + 1], rows[2][row][: i + 1], strict=True))
            finite = np.isfinite(rows[0][place]) and all(x == x for x, _ in terms)
            rows[3][place], rows[4][place] = cell(terms, u) if finite else (math.nan, Fraction(0))
        return Bounded.checked(own, exact, bound, slack=u)

    return apply


def half_in_single(reduction):
    """The reduction, with float16 computed in float32 and rounded at the end."""
    half, single = np.dtype(np.float16), np.dtype(np.float32)

    def apply(*arguments, **options):
        types = [x.dtype for x in arguments if isinstance(x, Bounded)]
        given = options.get("dtype")
        result = given.dtype if given else np.result_type(*types) if types else None
        if result != half:
            return reduction(*arguments, **options)
        options.pop("dtype", None)
        arguments = [x.astype(half).astype(single) if isinstance(x, Bounded) else x for x in arguments]
        return reduction(*arguments, **options).astype(half)

    return apply


reduce_sum = float_reduction(np.sum, sum_of)
variance, nan_variance = (
    float_reduction(function, lambda terms, u, ddof=0: variance_of(terms, u, ddof)) for function in (np.var, np.nanvar)
)
REDUCTIONS = {
    name: half_in_single(function)
    for name, function in {
        "sum": reduce_sum,
        "prod": float_reduction(np.prod, product_of),
        "mean": float_reduction(np.mean, mean_of),
        "var": variance,
        "std": deviation(variance),
        "nansum": float_reduction(np.nansum, sum_of),
        "nanprod": float_reduction(np.nanprod, product_of),
        "nanmean": float_reduction(np.nanmean, mean_of),
        "nanvar": nan_variance,
        "nanstd": deviation(nan_variance),
        "cumsum": scan(np.cumsum, sum_of),
        "cumprod": scan(np.cumprod, product_of),
        "norm": norm,
        "dot": dot,
    }.items()
}
"""Those that the order of the operations shows in, by name."""
