"""NumPy's side of a case: evaluates the text of an expression in NumPy.

Python parses the text, so precedence and associativity are those of Python's own parser. `Elementwise` rewrites the
few forms that Python would not apply element by element: `and or not`, `if else`, chained comparisons and `in`.
Functions that NumPy lacks come from `math`, applied to each element.
"""

import ast
import math
import warnings
from fractions import Fraction

import numpy as np

BOOL = ["bool"]
SIGNED = ["i8", "i16", "i32", "i64"]
UNSIGNED = ["u8", "u16", "u32", "u64"]
INTEGERS = SIGNED + UNSIGNED
FLOATS = ["f16", "f32", "f64"]
COMPLEX = ["c64", "c128"]
DTYPES = BOOL + INTEGERS + FLOATS
NUMPY_NAMES = {
    "bool": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
    "f16": "float16", "f32": "float32", "f64": "float64", "c64": "complex64", "c128": "complex128",
}


def numpy_dtype(dtype):
    return np.dtype(NUMPY_NAMES.get(dtype, dtype))


def short_name(dtype):
    if dtype.kind in "SU":
        return f"{dtype.kind}1"
    if dtype.kind in "mM":
        return dtype.name
    return next(short for short, long in NUMPY_NAMES.items() if np.dtype(long) == dtype)


def like_numpy(function):
    """A function of `math` on arrays: the result has the type that NumPy's float functions give."""

    def apply(x):
        x = np.asarray(x)
        return np.vectorize(function, otypes=[float])(x).astype(np.result_type(x, np.float16))

    return apply


def gamma(x):
    """math.gamma, with C99's values where Python raises an exception."""
    if x == 0:
        return math.copysign(math.inf, x)
    if x == -math.inf or (x < 0 and x == math.floor(x)):
        return math.nan
    try:
        return math.gamma(x)
    except OverflowError:
        return math.copysign(math.inf, x)


def lgamma(x):
    """math.lgamma, with C99's values where Python raises an exception."""
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):
        return math.inf


def fma(x, y, z):
    """x * y + z, rounded once; float16 is computed in float32, as in NumPy's own functions."""
    dtype = np.result_type(x, y, z, np.float16)
    computed = np.result_type(dtype, np.float32)

    def one(x, y, z):
        if not all(map(math.isfinite, (x, y, z))):
            return x * y + z
        exact = Fraction(x) * Fraction(y) + Fraction(z)
        if exact == 0:
            return x * y + z  # nothing was rounded, and this has a sign
        nearest = computed.type(float(exact))
        assert computed == np.float64 or Fraction(float(exact)) == exact, "rounded twice"
        return nearest

    return np.vectorize(one, otypes=[computed])(x, y, z).astype(dtype)


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    x = np.asarray(x) + np.float16(0)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def pair(real, imag=None):
    """The complex number of two parts; of one, the conversion."""
    if imag is None:
        return np.asarray(real).astype(complex)
    dtype = np.result_type(real, imag, np.float32)
    return np.asarray(real).astype(dtype) + dtype.type(0) * 1j + 1j * np.asarray(imag).astype(dtype)


def cast(dtype):
    return lambda x: np.asarray(x).astype(numpy_dtype(dtype))


OWN_NAMES = """
    sqrt cbrt square reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh
    arcsinh arccosh arctanh arctan2 hypot power fmod copysign nextafter floor ceil trunc round minimum maximum fmin
    fmax clip where isnan isinf isfinite signbit degrees radians logaddexp sinc heaviside gcd lcm ones_like
    zeros_like copy conj real imag angle abs absolute sign positive negative add subtract multiply divide
    true_divide floor_divide remainder mod fix rint bitwise_and bitwise_or bitwise_xor invert bitwise_not left_shift
    right_shift bitwise_count less less_equal equal not_equal logical_and logical_or logical_not conjugate rad2deg
    deg2rad asin acos atan asinh acosh atanh atan2 pow isin full_like
    """.split()

NAMESPACE = (
    {name: getattr(np, name) for name in OWN_NAMES}
    | {
        "ln": np.log, "sgn": np.sign, "fabs": np.abs, "select": np.where, "bit_count": np.bitwise_count,
        "sigmoid": sigmoid, "expit": sigmoid, "fma": fma,
        "erf": like_numpy(math.erf), "erfc": like_numpy(math.erfc),
        "gamma": like_numpy(gamma), "tgamma": like_numpy(gamma),
        "lgamma": like_numpy(lgamma), "gammaln": like_numpy(lgamma),
        "pi": np.pi, "e": np.e, "tau": math.tau, "inf": np.inf, "nan": np.nan, "true": True, "false": False,
        "int": cast("i64"), "float": cast("f64"), "complex": pair,
    }
    | {short: cast(short) for short in DTYPES + COMPLEX}
    | {long: cast(short) for short, long in NUMPY_NAMES.items()}
)

NO_LONG_DOUBLE = ["erf(", "erfc(", "gamma(", "lgamma("]  # Python has them for doubles only


class Elementwise(ast.NodeTransformer):
    """Python's syntax tree with NumPy's functions in place of the forms that look at a whole array's truth."""

    @staticmethod
    def call(name, *arguments):
        return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])

    def chain(self, name, values):
        result = values[0]
        for value in values[1:]:
            result = self.call(name, result, value)
        return result

    def visit_BoolOp(self, node):
        self.generic_visit(node)
        return self.chain("logical_and" if isinstance(node.op, ast.And) else "logical_or", node.values)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return self.call("logical_not", node.operand) if isinstance(node.op, ast.Not) else node

    def visit_IfExp(self, node):
        self.generic_visit(node)
        return self.call("where", node.test, node.body, node.orelse)

    def visit_Compare(self, node):
        self.generic_visit(node)
        links = []
        for x, op, y in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            if isinstance(op, ast.In):
                links.append(self.call("isin", x, y))
            elif isinstance(op, ast.NotIn):
                links.append(self.call("logical_not", self.call("isin", x, y)))
            else:
                links.append(ast.Compare(x, [op], [y]))
        return self.chain("logical_and", links)


def names_in(text):
    """The names of variables and functions in an expression."""
    return {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}


def evaluate(text, operands):
    """What NumPy makes of an expression of the language."""
    tree = ast.fix_missing_locations(Elementwise().visit(ast.parse(text, mode="eval")))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.asarray(eval(compile(tree, text, "eval"), NAMESPACE, operands))


def evaluate_rounded_once(text, operands, own, ulp):
    """The same in long double, as values of the dtype of NumPy's `own` result, with which it must agree.

    For expressions of one inexact operation: what precedes it is not rounded here. Also returns the tolerance in ULP of
    that dtype: `ulp`, except for float16.
    """
    assert np.finfo(np.longdouble).nmant >= 63, "long double is no wider than double here"
    widest = np.float64 if any(name in text for name in NO_LONG_DOUBLE) else np.longdouble
    wide = {n: x.astype(widest) if isinstance(x, np.ndarray) else x for n, x in operands.items()}
    exact = evaluate(text, wide)
    with np.errstate(all="ignore"):
        values = exact.astype(own.dtype)
        near = np.abs(values - own) <= 4 * np.spacing(np.abs(values))
    same = (values == own) | (np.isnan(values) & np.isnan(own))
    assert np.all(same | near), f"{text}: {own} is not near {values}"
    return values, tolerance_of_half(exact, ulp) if own.dtype == np.float16 else ulp


def tolerance_of_half(exact, ulp):
    """The tolerance, 0 or 1 ULP, of a float16 that is rounded from a float32 within `ulp` ULP of the exact value.

    The error of the float32 matters only near the midpoint of two float16 values.
    """
    with np.errstate(all="ignore"):
        error = np.where(np.isfinite(exact), ulp * np.finfo(np.float32).eps * np.abs(exact), 0)
        ends = [(exact + sign * error).astype(np.float16) for sign in (-1, 1)]
    return 0 if np.array_equal(*ends, equal_nan=True) else 1
