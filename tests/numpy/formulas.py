"""Makes formulas.txt: functions made of operations, and special functions, with the values of NumPy and SciPy.

To regenerate, with NumPy 2, SciPy and mpmath (no random numbers: the same file every time):

    python3 tests/numpy/formulas.py

casefile.py explains the form of the file. What is not rounded is NumPy's to the bit. Special functions are mpmath's,
rounded, with the dtype that NumPy's functions of floats give; SciPy, whose values must be near, lacks some types. Sums of
exponentials are computed in long double.
"""

import mpmath
import numpy as np
import scipy.special

import reference
from casefile import File, encode_array, values_of
from reference import DTYPES, FLOATS, evaluate, names_in, short_name

mpmath.mp.dps = 60
FILE = File("formulas.py")


def given(text, ulp, compute, **operands):
    """A case whose values `compute` gives, of the operands' arrays; `ulp` may be a tolerance's text."""
    operands = {name: operand for name, operand in operands.items() if name in names_in(text)}
    with np.errstate(all="ignore"):
        result = np.asarray(compute(*values_of(operands).values()))
    FILE.write_head(text, operands)
    tolerance = ulp if isinstance(ulp, str) else f"{ulp} ulp" if ulp else "exact"
    FILE.lines.append(
        f"  -> {short_name(result.dtype)} {list(result.shape)} {tolerance}: {encode_array(result)}".rstrip()
    )


def float_type(*arrays):
    return np.result_type(*(np.result_type(x, np.float16) for x in arrays))


def special(function):
    """A function of mpmath on arrays, rounded to the type that a function of floats has; SciPy's value where it fails."""

    def apply(*arrays):
        dtype = float_type(*arrays)

        def one(*numbers):
            return float(function(*(mpmath.mpf(float(x)) for x in numbers)))

        return np.vectorize(one, otypes=[float])(*arrays).astype(dtype)

    return apply


def ndtr(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def erfcinv(x):
    if x > 1:
        return -erfcinv(2 - x)
    if x > 0.5:
        return mpmath.erfinv(1 - x)
    return mpmath.findroot(lambda z: mpmath.log(mpmath.erfc(z)) - mpmath.log(x), scipy.special.erfcinv(float(x)))


def ndtri(p):
    return -mpmath.sqrt(2) * erfcinv(2 * p)


def erfinv(y):
    return mpmath.sign(y) * erfcinv(1 - abs(y)) if abs(y) > 0.5 else mpmath.erfinv(y)


ONE = {
    "exp10": (lambda x: mpmath.power(10, x), [-300.5, -2, -0.25, 0, 0.3, 1, 4, 22, 200.125], lambda x: 10.0**x),
    "logit": (lambda x: mpmath.log(x / (1 - x)), [1e-5, 0.1, 0.25, 0.4999, 0.5, 0.51, 0.75, 0.99], scipy.special.logit),
    "ndtr": (ndtr, [-30, -5.5, -1, -0.6, -0.25, 0, 0.5, 0.7, 2, 8], scipy.special.ndtr),
    "gelu": (lambda x: x * ndtr(x), [-30, -5.5, -1, -0.6, -0.25, 0, 0.5, 0.7, 2, 8], None),
    "erfinv": (erfinv, [-0.999, -0.75, -0.5, -0.1, 0, 1e-5, 0.3, 0.501, 0.9], scipy.special.erfinv),
    "erfcinv": (erfcinv, [1e-5, 0.1, 0.499, 0.5, 0.9, 1, 1.25, 1.5, 1.75, 1.99], scipy.special.erfcinv),
    "ndtri": (ndtri, [1e-5, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 0.8, 0.999], scipy.special.ndtri),
    "digamma": (mpmath.digamma, [0.001, 0.5, 1, 1.25, 1.75, 2, 2.75, 3, 10, 1000, -0.25, -1.5, -2.75], scipy.special.psi),
    "i0": (lambda x: mpmath.besseli(0, x), [-4, 0, 0.5, 2.5, 3, 5, 9, 10, 11], scipy.special.i0),
    "i1": (lambda x: mpmath.besseli(1, x), [-4, 0, 0.5, 2.5, 3, 5, 9, 10, 11], scipy.special.i1),
    "psi": (mpmath.digamma, [0.5, 3], scipy.special.psi),
}
ENDS = {
    "exp10": ([np.inf, -np.inf, np.nan, 400, -400], [np.inf, 0, np.nan, np.inf, 0]),
    "logit": ([0, 1, -1, 2, np.nan], [-np.inf, np.inf, np.nan, np.nan, np.nan]),
    "ndtr": ([np.inf, -np.inf, np.nan, -50, 50], [1, 0, np.nan, 0, 1]),
    "gelu": ([np.inf, -np.inf, np.nan, -50, 50, -0.0], [np.inf, -0.0, np.nan, -0.0, 50, -0.0]),
    "erfinv": ([1, -1, 2, np.nan], [np.inf, -np.inf, np.nan, np.nan]),
    "erfcinv": ([0, 2, 3, -1, np.nan], [np.inf, -np.inf, np.nan, np.nan, np.nan]),
    "ndtri": ([0, 1, 2, -1, np.nan], [-np.inf, np.inf, np.nan, np.nan, np.nan]),
    "digamma": ([0.0, -0.0, np.inf, -3, np.nan, -np.inf], [-np.inf, np.inf, np.inf, np.nan, np.nan, np.nan]),
    "i0": ([np.inf, -np.inf, np.nan, 0], [np.inf, np.inf, np.nan, 1]),
    "i1": ([np.inf, -np.inf, np.nan, -0.0], [np.inf, -np.inf, np.nan, -0.0]),
}


def special_functions():
    FILE.section("Special functions: mpmath's values")
    for name, (function, points, scipys) in ONE.items():
        for dtype in FLOATS:
            limit = {"f16": 4.5, "f32": 37}.get(dtype, np.inf) if name == "exp10" else np.inf
            x = FILE.array(f"{name}_{dtype}", dtype, [x for x in points if abs(x) <= limit])
            if scipys is not None and dtype == "f64":
                assert np.allclose(scipys(x.array), special(function)(x.array), rtol=1e-12), name
            given(f"{name}(x)", 4 if name in ("digamma", "psi") else 2, special(function), x=x)
        for dtype in FLOATS if name in ENDS else []:
            ends, results = ENDS[name]
            x, result = FILE.array(f"{name}_ends_{dtype}", dtype, ends), np.array(results, reference.numpy_dtype(dtype))
            given(f"{name}(x)", 0, lambda x, result=result: result, x=x)
    FILE.section("Special functions of integers and truth values: the narrowest float that holds them")
    for dtype in DTYPES:
        a = FILE.array(f"positive_{dtype}", dtype, [1, 1] if dtype == "bool" else [1, 2, 3])
        for name in ["exp10", "ndtr", "gelu", "digamma", "i0", "i1"]:
            given(f"{name}(a)", 4, special(ONE[name][0]), a=a)
    FILE.section("Logarithms to a base")
    for dtype in FLOATS:
        x = FILE.array(f"powers_{dtype}", dtype, [1, 2, 8, 1000, 243, 0.125, 0.75, 1.5])
        base = FILE.array(f"bases_{dtype}", dtype, [2, 10, 3, 0.5])
        logarithm = special(lambda x, base: mpmath.log(x) / mpmath.log(base))
        given("log(x, base)", 1, logarithm, x=x.slice((1, 8, 1)).newaxis(1), base=base)
        given("log(x, 10)", 1, lambda x, f=logarithm: f(x, x.dtype.type(10)), x=x)
        ends = FILE.array(f"log_ends_{dtype}", dtype, [0, -1, np.inf, np.nan])
        given("log(x, 2)", 0, lambda x: np.log2(x), x=ends)
    given("log(i, j)", 1, special(lambda x, y: mpmath.log(x) / mpmath.log(y)), i=FILE.array("i", "i32", [8, 9]),
          j=FILE.array("j", "u8", [2, 3]))


def pieces():
    FILE.section("Pieces of floats")
    for dtype in FLOATS:
        big = float(np.finfo(reference.numpy_dtype(dtype)).max)
        small = float(np.finfo(reference.numpy_dtype(dtype)).smallest_subnormal)
        x = FILE.array(
            f"pieces_{dtype}", dtype, [0.0, -0.0, 1, 0.5, -3.75, 7.5, -123.25, big, -big, small, -small * 5, 0.999, np.nan]
        )
        FILE.case("mantissa(x)", "frexp(x)[0]", x=x)
        FILE.case("exponent(x)", "frexp(x)[1]", x=x)
        FILE.case("frac(x)", "modf(x)[0]", x=x)
        FILE.case("frac(y)", "modf(y)[0]", y=FILE.array(f"infinities_{dtype}", dtype, [np.inf, -np.inf]))
        n = FILE.array("counts", "i32", [0, 1, -1, 5, -12, -30, 200, -200, 3000, -3000])
        FILE.case("ldexp(x, n)", x=x.newaxis(1), n=n)
        FILE.case("ldexp(x, 3)", x=x)
    for dtype in ["i8", "u16", "i64"]:
        a = FILE.array(f"few_{dtype}", dtype, [0, 1, 5, 100])
        FILE.case("mantissa(a)", "frexp(a)[0]", a=a)
        FILE.case("exponent(a)", "frexp(a)[1]", a=a)
        FILE.case("ldexp(a, 2)", a=a)
        FILE.case("frac(a)", "modf(a)[0]", a=a)
    FILE.refused("ldexp(x, 1.5)", x=x)
    m = FILE.array("m", "bool", [0, 0, 1, 1])
    k = FILE.array("k", "bool", [0, 1, 0, 1])
    FILE.case("logical_xor(m, k)", m=m, k=k)


def closeness():
    FILE.section("Closeness and equality")
    for dtype in ["f16", "f32", "f64"]:
        x = FILE.array(f"close_{dtype}", dtype, [1, 1.0001, 1.00001, -2, 0, 1e-9, np.nan, np.inf, -np.inf])
        FILE.each("isclose(x, y); isclose(x, y, equal_nan=True); isclose(x, y, 0.01); isclose(x, y, atol=0.5)",
                  x=x.newaxis(1), y=x)
        FILE.each("isclose(x, y, rtol=0, atol=0); isclose(x, 1); isclose(1.0, x)", x=x, y=x)
        FILE.each("allclose(x, x); allclose(x, x, equal_nan=True); array_equal(x, x); array_equal(x, x, equal_nan=True)",
                  x=x)
        FILE.each("allclose(x, x + 1e-9, equal_nan=True); allclose(x, x + 1)", x=x.slice((0, 5, 1)))
    a = FILE.array("small_integers", "i8", [-128, -1, 0, 5, 127])
    b = FILE.array("large_integers", "i64", [-(2**63), 2**62, 0, 5, 127])
    FILE.each("isclose(a, b); isclose(b, a); isclose(a, a + 1, atol=1); allclose(a, a); array_equal(a, b)", a=a, b=b)
    FILE.each("array_equal(a, b); allclose(a, 5); isclose(a, 5.00001)", a=a, b=b.slice((0, 4, 1)))
    z = FILE.array("complex_close", "c128", [1 + 1j, 1 + 1.000001j, complex(np.nan, 1), complex(np.inf, 0)])
    FILE.each("isclose(z, w); isclose(z, w, equal_nan=True); array_equal(z, z); allclose(z, z, equal_nan=True)",
              z=z.newaxis(1), w=z)
    m = FILE.array("truth_close", "bool", [0, 1])
    FILE.each("isclose(m, k); array_equal(m, k)", m=m, k=FILE.array("truth_far", "bool", [1, 1]))
    FILE.case("array_equal(a, b)", a=FILE.array("flat", "f64", [1, 2, 3, 4]), b=FILE.array("table", "f64", [[1, 2], [3, 4]]))
    FILE.each("allclose(e, e); array_equal(e, e)", e=FILE.array("nothing", "f64", []))
    FILE.section("Numbers in place of NaN and infinities")
    for dtype in ["f16", "f32", "f64", "i8", "bool"]:
        numbers = [1, 0] if dtype in ("i8", "bool") else [1, np.nan, np.inf, -np.inf, -0.0]
        x = FILE.array(f"holes_{dtype}", dtype, numbers)
        FILE.each("nan_to_num(x); nan_to_num(x, nan=-1.0); nan_to_num(x, posinf=5, neginf=-5.5); nan_to_num(x, nan=nan)",
                  x=x)
    z = FILE.array("complex_holes", "c64", [complex(np.nan, np.inf), complex(-np.inf, 2), 1 + 2j])
    FILE.each("nan_to_num(z); nan_to_num(z, nan=3, posinf=7)", z=z)


def ranges():
    FILE.section("Ranges with one end")
    for dtype in DTYPES:
        values = [0, 1] if dtype == "bool" else [0, 1, 5, 100]
        x = FILE.array(f"range_{dtype}", dtype, values)
        for numpy in ["x, min=1", "x, max=1", "x, 1, 2", "x, None, 1", "x, 1, None", "x, min=1, max=2"]:
            if dtype == "bool":
                continue
            FILE.case(f"clip({numpy})", x=x)
        if dtype in ("u8", "i8", "u64"):
            FILE.each("clip(x, min=-1); clip(x, max=2**70); clip(x, -5, 300)", x=x)
    FILE.each("clip(x, min=2.5); clip(x, max=y)", x=FILE.array("range_i32", "i32", [0, 1, 5, 100]),
              y=FILE.array("limit_f32", "f32", [0.5, 2, 7, np.nan]))
    FILE.case("relu(x)", "maximum(x, 0)", x=FILE.array("signs", "f32", [-1, 0.0, 2, np.nan, -np.inf]))
    FILE.case("relu(i)", "maximum(i, 0)", i=FILE.array("signs_i16", "i16", [-1, 0, 2]))


def formulas():
    FILE.section("Formulas")
    for dtype in ["f32", "f64"]:
        x = FILE.array(f"factors_{dtype}", dtype, [0.0, -0.0, 1.5, -2, np.inf])
        y = FILE.array(f"arguments_{dtype}", dtype, [0.0, 0.3, 1, 4, np.inf, np.nan, -0.5])
        for name, log in [("xlogy", np.log), ("xlog1py", np.log1p)]:
            given(f"{name}(x, y)", 4, lambda x, y, log=log: np.where(
                (x == 0) & ~np.isnan(y), x.dtype.type(0), x.astype(np.longdouble) * log(y.astype(np.longdouble))
            ).astype(x.dtype), x=x.newaxis(1), y=y)
        given("softplus(y)", 2, lambda y: np.logaddexp(y.astype(np.longdouble), 0).astype(y.dtype), y=y)
    i, j = FILE.array("bases_i8", "i8", [-3, 2, 7]), FILE.array("powers_i8", "i8", [-2, 3, 0])
    FILE.case("float_power(i, j)", i=i.newaxis(1), j=j, ulp=1)
    FILE.case("float_power(f, 0.5)", f=FILE.array("roots", "f32", [4, 2.25, 0.1]), ulp=1)
    FILE.case("float_power(z, 2)", z=FILE.array("squares", "c64", [1 + 1j, 2 - 0.5j]), ulp=2)
    assert np.array_equal(scipy.special.xlogy([0, 0, 2], [0, np.nan, 3]), [0, np.nan, 2 * np.log(3)], equal_nan=True)

    FILE.section("Exponentials by their sum, in long double")
    wide = np.longdouble

    def logsumexp(x, axis=None, keepdims=False):
        return scipy.special.logsumexp(x.astype(wide), axis=axis, keepdims=keepdims).astype(x.dtype)

    def softmax(x, axis=None):
        e = np.exp(x.astype(wide) - x.max(axis=axis, keepdims=True))
        return (e / e.sum(axis=axis, keepdims=True)).astype(x.dtype)

    def log_softmax(x, axis=None):
        below = x.astype(wide) - x.max(axis=axis, keepdims=True)
        return (below - np.log(np.exp(below).sum(axis=axis, keepdims=True))).astype(x.dtype)

    for dtype in ["f32", "f64"]:
        x = FILE.array(f"logits_{dtype}", dtype, [[0.5, -1, 3, 3], [100, 90.5, -1000, 99], [-2, -2, -2, -2.5]])
        for axis in [None, 0, 1, -1, (0, 1)]:
            given(f"softmax(x, axis={axis})", 8, lambda x, axis=axis: softmax(x, axis), x=x)
            # Where the result is near 0 its terms cancel.
            sizes = np.maximum(1, np.abs(log_softmax(x.array, axis))).ravel() * 4 * np.finfo(x.array.dtype).eps
            within = "within " + " ".join(repr(float(size)) for size in sizes)
            given(f"log_softmax(x, axis={axis})", within, lambda x, axis=axis: log_softmax(x, axis), x=x)
            given(f"logsumexp(x, axis={axis})", 4, lambda x, axis=axis: logsumexp(x, axis), x=x)
            given(f"logsumexp(x, axis={axis}, keepdims=True)", 4, lambda x, axis=axis: logsumexp(x, axis, True), x=x)
        ends = FILE.array(f"ends_{dtype}", dtype, [[np.inf, 1, 2], [-np.inf, -np.inf, -np.inf], [1, np.nan, 2], [-np.inf, 0, 0]])
        given("logsumexp(x, axis=1)", 1, lambda x: np.array(
            [np.inf, -np.inf, np.nan, np.log(x.dtype.type(2))], x.dtype), x=ends)
    assert scipy.special.logsumexp([np.inf, 1]) == np.inf and scipy.special.logsumexp([-np.inf, -np.inf]) == -np.inf

    FILE.section("Averages")
    x = FILE.array("averaged", "f64", [[1, 2.5, -3], [4, 0.125, 8]])
    w = FILE.array("weights", "f64", [[1, 2, 1], [0, 4, 3]])
    for call in ["x", "x, axis=0", "x, axis=1, keepdims=True", "x, weights=w", "x, axis=0, weights=w", "x, 1, w",
                 "x, axis=1, weights=v", "x, axis=0, weights=u", "x, axis=-1, weights=v, keepdims=True", "i, weights=v",
                 "f, weights=v", "f, weights=g", "i", "f"]:
        FILE.case(f"average({call})", x=x, w=w, ulp=0, v=FILE.array("three", "f64", [1, 2, 5]), u=FILE.array("two", "f64", [3, 1]),
                  i=FILE.array("averaged_i32", "i32", [1, 2, 7]), f=FILE.array("averaged_f32", "f32", [1, 2, 8]),
                  g=FILE.array("weights_f32", "f32", [1, 0.5, 2.5]))
    FILE.section("The least and the greatest up to each")
    for dtype in DTYPES:
        x = FILE.array(f"running_{dtype}", dtype, [[0, 1], [1, 0]] if dtype == "bool" else [[3, 1, 4, 1, 5], [2, 7, 1, 8, 2]])
        for axis in [0, 1, -1]:
            FILE.case(f"cummin(x, axis={axis})", f"minimum.accumulate(x, axis={axis})", x=x)
            FILE.case(f"cummax(x, axis={axis})", f"maximum.accumulate(x, axis={axis})", x=x)
    x = FILE.array("running_nan", "f64", [1, -2, np.nan, -5])
    FILE.case("cummin(x)", "minimum.accumulate(x)", x=x)
    FILE.case("cummax(x)", "maximum.accumulate(x)", x=x)


def main():
    names = "isclose allclose array_equal nan_to_num float_power average frexp modf ldexp logical_xor log2 clip".split()
    reference.NAMESPACE.update({name: getattr(np, name) for name in names})
    reference.NAMESPACE.update(psi=scipy.special.psi)
    assert evaluate("1", {}) == 1
    FILE.make("formulas.txt", [special_functions, pieces, closeness, ranges, formulas])


if __name__ == "__main__":
    main()
