"""Arrays that know how far from their exact values a computation in floats may be.

NumPy's own sums are no reference for others, as each order of the additions rounds differently. A `Bounded` array holds
three things for each element: NumPy's value, the exact one as a fraction, and a bound of the distance between the exact
one and any that the language allows. They go through an expression together (a running error analysis):

- an operation that is correctly rounded, on operands without an error, has but one result: NumPy's, with bound 0;
- a sum of n terms errs by at most `min(n - 1, 32) u sum(|terms|)`, where u is half of epsilon. `n - 1` holds for every
  order. The cap, 16 epsilon, is what a tree promises: runs of some ten terms in a lane, and a level for each doubling;
- a sum whose partial sums are all representable (small integers) errs in no order at all: bound 0;
- errors of operands are carried on.

So integers, truth values, extremes and their places are exact, and so is all that is made of sums of small integers. A
variance is taken apart into mean, differences and squares, as by NumPy; its bound leaves no room for the difference of
two large sums. NumPy's own value must be within the bound, or the file is not written.
"""

import math
import warnings
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from reference import numpy_dtype

DIGITS = Context(prec=60)
SMALLEST = Fraction(1, 2**1000)  # what digits beyond those may do


def half_epsilon(dtype):
    return Fraction(float(np.finfo(dtype).eps)) / 2


def each(function, *arrays):
    """The function of each element, as an array of objects, also where there are no axes."""
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=object)


def fraction(x):
    return Fraction(x) if math.isfinite(x) else math.nan


def to_decimal(x):
    return DIGITS.divide(Decimal(x.numerator), Decimal(x.denominator))


class Bounded:
    """NumPy's values, the exact ones, and a bound for each."""

    __array_ufunc__ = None  # the operators below, also where an array stands to the left

    def __init__(self, own, exact=None, bound=None):
        self.own = np.asarray(own)
        self.exact = each(fraction, self.own) if exact is None else np.asarray(exact, dtype=object)
        self.bound = each(lambda _: Fraction(0), self.own) if bound is None else np.asarray(bound, dtype=object)

    @classmethod
    def rounded(cls, own, exact, bound):
        """What is correctly rounded once, after errors of this bound."""
        own = np.asarray(own)
        if own.dtype.kind != "f":
            assert not np.any(bound != 0), "an error would decide"
            return cls(own)
        u = half_epsilon(own.dtype)
        further = each(lambda x, b: b if b == 0 or x != x else b + u * (abs(x) + b), exact, bound)
        return cls.checked(own, exact, further, slack=u)

    @classmethod
    def checked(cls, own, exact, bound, slack=0):
        """NumPy's value where the bound is 0 or the value is not finite, the exact one elsewhere."""
        own = np.asarray(own)

        def one(own, exact, bound):
            if not math.isfinite(own):
                return math.nan, Fraction(0)
            distance = abs(Fraction(own) - exact)
            allowed = bound + slack * abs(exact) + (SMALLEST if slack else 0)
            assert distance <= allowed, (own, float(exact), float(bound))
            return (Fraction(own), bound) if bound == 0 else (exact, bound)

        pairs = [one(*cell) for cell in zip(own.ravel().tolist(), exact.ravel(), bound.ravel(), strict=True)]
        columns = [np.empty(len(pairs), object), np.empty(len(pairs), object)]
        for i, pair in enumerate(pairs):
            columns[0][i], columns[1][i] = pair
        return cls(own, *(column.reshape(own.shape) for column in columns))

    shape = property(lambda self: self.own.shape)
    ndim = property(lambda self: self.own.ndim)
    dtype = property(lambda self: self.own.dtype)

    def is_certain(self):
        return not np.any(self.bound != 0)

    def of_each(self, function):
        """The same rearrangement of all three arrays."""
        return Bounded(function(self.own), function(self.exact), function(self.bound))

    def copy(self):
        return self.of_each(np.copy)

    def astype(self, dtype):
        dtype = np.dtype(dtype)
        return self if dtype == self.dtype else Bounded.rounded(quiet(self.own.astype, dtype), self.exact, self.bound)

    def __getitem__(self, index):
        return self.of_each(lambda array: array[index])

    def write(self, index, value):
        """Assigns to elements."""
        value = value if isinstance(value, Bounded) else Bounded(np.asarray(value).astype(self.dtype))
        assert np.can_cast(value.dtype, self.dtype, "same_kind"), (value.dtype, self.dtype)
        value = value.astype(self.dtype)
        for mine, other in [(self.own, value.own), (self.exact, value.exact), (self.bound, value.bound)]:
            mine[index] = other

    def expected(self):
        """The values for the file, and bounds of the distance from these."""
        if self.dtype.kind != "f" or self.is_certain():
            return self.own, None
        with np.errstate(all="ignore"):
            nearest = each(lambda x: float(x), self.exact).astype(float).astype(self.dtype)
        values = np.where(np.isfinite(self.own) & (self.bound != 0).astype(bool), nearest, self.own)
        bounds = each(
            lambda value, x, bound: bound and bound + abs(Fraction(value) - x), values, self.exact, self.bound
        )
        return values, bounds

    def __add__(self, other):
        return add(self, other)

    def __radd__(self, other):
        return add(other, self)

    def __sub__(self, other):
        return subtract(self, other)

    def __rsub__(self, other):
        return subtract(other, self)

    def __mul__(self, other):
        return multiply(self, other)

    def __rmul__(self, other):
        return multiply(other, self)

    def __truediv__(self, other):
        return divide(self, other)

    def __rtruediv__(self, other):
        return divide(other, self)

    def __pow__(self, exponent):
        assert exponent == 2, "only squares are analysed"
        return multiply(self, self)

    def __neg__(self):
        return Bounded(-self.own, -self.exact, self.bound)

    def __abs__(self):
        return Bounded(np.abs(self.own), each(abs, self.exact), self.bound)

    def __lt__(self, other):
        return comparison(np.less)(self, other)

    def __le__(self, other):
        return comparison(np.less_equal)(self, other)

    def __gt__(self, other):
        return comparison(np.greater)(self, other)

    def __ge__(self, other):
        return comparison(np.greater_equal)(self, other)

    def __eq__(self, other):
        return comparison(np.equal)(self, other)

    def __ne__(self, other):
        return comparison(np.not_equal)(self, other)

    def __and__(self, other):
        return certain(np.bitwise_and)(self, other)

    def __or__(self, other):
        return certain(np.bitwise_or)(self, other)

    def __xor__(self, other):
        return certain(np.bitwise_xor)(self, other)

    def __invert__(self):
        return certain(np.invert)(self)

    def __mod__(self, other):
        return certain(np.remainder)(self, other)

    __hash__ = None


def quiet(function, *arguments, **options):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments, **options)


def own_of(x):
    return x.own if isinstance(x, Bounded) else x


def lift(x, dtype):
    """An operand, which may be a number by value, in the type that is computed in."""
    return x.astype(dtype) if isinstance(x, Bounded) else Bounded(np.asarray(x, dtype))


def certain(function):
    """A function that has one result and takes operands without errors only."""

    def apply(*operands, **options):
        assert all(x.is_certain() for x in operands if isinstance(x, Bounded)), f"an error would decide {function}"
        return Bounded(quiet(function, *map(own_of, operands), **options))

    return apply


def comparison(function):
    """A comparison that no error decides."""

    def apply(x, y):
        own = quiet(function, own_of(x), own_of(y))
        dtype = np.result_type(own_of(x), own_of(y))
        if dtype.kind == "f":
            x, y = lift(x, dtype), lift(y, dtype)

            def is_far(x, y, a, b):
                return a == b == 0 or x != x or y != y or abs(x - y) > a + b

            far = each(is_far, x.exact, y.exact, x.bound, y.bound)
            assert np.all(far), f"an error would decide {function}"
        return Bounded(own)

    return apply


def correctly_rounded(function, exact, spread):
    """A function of two numbers; `spread` is what their errors may do to its value."""

    def apply(x, y):
        own = np.asarray(quiet(function, own_of(x), own_of(y)))
        if own.dtype.kind != "f":
            return certain(function)(x, y)
        x, y = lift(x, own.dtype), lift(y, own.dtype)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = each(exact, x.exact, y.exact)
            return Bounded.rounded(own, value, each(spread, x.exact, y.exact, x.bound, y.bound))

    return apply


def quotient(x, y):
    return x / y if y != 0 else math.nan


def spread_of_quotient(x, y, a, b):
    if a == b == 0 or y == 0 or y != y:
        return Fraction(0)
    assert abs(y) > b, "the divisor may be zero"
    return (a + abs(x / y) * b) / (abs(y) - b)


add = correctly_rounded(np.add, lambda x, y: x + y, lambda x, y, a, b: a + b)
subtract = correctly_rounded(np.subtract, lambda x, y: x - y, lambda x, y, a, b: a + b)
multiply = correctly_rounded(
    np.multiply, lambda x, y: x * y, lambda x, y, a, b: abs(x) * b + abs(y) * a + a * b if a or b else Fraction(0)
)
divide = correctly_rounded(np.divide, quotient, spread_of_quotient)


def root(x):
    return x if x != x else Fraction(to_decimal(x).sqrt(DIGITS)) if x > 0 else Fraction(0)


def sqrt(x):
    own = np.asarray(quiet(np.sqrt, x.own))
    x = x.astype(own.dtype)
    spread = each(lambda x, b: root(x + b) - root(x - b) if b else Fraction(0), x.exact, x.bound)
    return Bounded.rounded(own, each(root, x.exact), spread)


def elementary(function, exact, slope):
    """A function within one ULP; `slope` is its largest one between two numbers."""

    def apply(x):
        own = np.asarray(quiet(function, x.own))
        x = x.astype(own.dtype)
        ulp = 2 * half_epsilon(own.dtype)
        value = each(lambda x: x if x != x else Fraction(exact(to_decimal(x))), x.exact)
        spread = each(
            lambda x, b: b * Fraction(slope(to_decimal(x - b), to_decimal(x + b))) if b else b, x.exact, x.bound
        )
        # NumPy's functions are allowed some ULP themselves, so that theirs is not checked against one.
        bound = each(lambda y, e: e if y != y else e + ulp * (abs(y) + e), value, spread)
        return Bounded(own, value, bound)

    return apply


exp = elementary(np.exp, lambda x: x.exp(DIGITS), lambda low, high: high.exp(DIGITS))
log = elementary(np.log, lambda x: x.ln(DIGITS), lambda low, high: 1 / low)


class Type:
    """The name of a type: a cast, or the value of `dtype=`."""

    def __init__(self, name):
        self.dtype = numpy_dtype(name)

    def __call__(self, x):
        return x.astype(self.dtype) if isinstance(x, Bounded) else Bounded(np.asarray(x, self.dtype))


def roll(x, k, axis=None):
    assert axis is not None or x.ndim == 1
    return x.of_each(lambda array: np.roll(array, k, 0 if axis is None else axis))


def where(condition, x, y):
    condition = own_of(condition)
    own = np.where(condition, own_of(x), own_of(y))
    x, y = lift(x, own.dtype), lift(y, own.dtype)
    return Bounded(own, np.where(condition, x.exact, y.exact), np.where(condition, x.bound, y.bound))


def arange(*numbers):
    return Bounded(np.arange(*numbers, dtype=np.int64 if all(isinstance(x, int) for x in numbers) else None))
