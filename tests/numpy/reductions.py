"""Makes reductions.txt: sums, extremes and their relatives, with the values and shapes that NumPy gives.

To regenerate, with NumPy 2 (no random numbers: the same file every time):

    python3 tests/numpy/reductions.py

bounded.py and folds.py compute the values: exactly, and with a bound where the order of the additions shows.
casefile.py explains the form of the file. Integers, truth values, extremes, places and counts are compared exactly, and
so are sums that are exact in every order.

Not here: the sign of the least of 0 and -0, which depends on the order, and where the least element is if there are
NaNs only, for which NumPy looks at the data before it refuses. Sums of float16 and their relatives are those that NumPy
computes in float32, rounded once; its own are rounded on the way here and there (folds.py).
"""

import itertools

import numpy as np

from folds import axes_of
from reduced_expressions import operands_of_any_kind, programs
from reference import numpy_dtype
from terms import DTYPES, FILE, WITHOUT_HALF, refused, section, terms, ties, value, values

FOLDS = ["sum", "prod", "mean", "var", "std"]
EXTREMES = ["min", "max"]
PLACES = ["argmin", "argmax"]
TRUTHS = ["any", "all", "count_nonzero"]
WITHOUT_NAN = ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmin", "nanmax"]
PLACES_WITHOUT_NAN = ["nanargmin", "nanargmax"]
ALL = FOLDS + EXTREMES + PLACES + TRUTHS + WITHOUT_NAN + PLACES_WITHOUT_NAN + ["norm"]
AXES = ["", "axis=None", "axis=0", "axis=1", "axis=-1", "axis=(0, 1)", "axis=(2, 0)", "axis=(-1, -2)", "axis=(0, 1, 2)"]
AXES_OF_PLACES = ["", "axis=None", "axis=0", "axis=1", "axis=-1", "axis=-3", "axis=2"]


def call(function, *arguments):
    return f"{function}({', '.join(filter(None, arguments))})"


def axes_for(function):
    return AXES_OF_PLACES if "arg" in function else AXES


def types_and_axes():
    section("Every reduction, type and form of axis=")
    for i, function in enumerate(ALL):
        forms = axes_for(function)
        for j, dtype in enumerate(DTYPES):
            x = terms(dtype, 2, 3, 4)
            if function == "norm" and dtype in ("i8", "u8"):
                x = ties(dtype, 2, 3, 4)  # whose squares the type holds
            for k in range(2):
                form = forms[(3 * i + 5 * j + 4 * k) % len(forms)]
                keepdims = "keepdims=True" if (i + j + k) % 3 == 0 else "keepdims=False" if (i + j + k) % 7 == 0 else ""
                value(call(function, "x", form, keepdims), x=x)

    section("Every form of axis=, with and without the axes")
    for function in ["sum", "max", "argmin", "var", "count_nonzero"]:
        for form, keepdims in itertools.product(axes_for(function), ["", "keepdims=True"]):
            value(call(function, "x", form, keepdims), x=terms("f64", 2, 3, 4))
    values(
        """
        sum(x, 0)
        sum(x, -1)
        sum(x, (0, 2))
        sum(x, axis=(1,))
        sum(x, axis=(1))
        mean(x, keepdims=False, axis=1)
        max(x, axis=k)
        max(x, axis=k - 1)
        min(x, axis=-(1 + 1))
        sum(x, axis=(k, 0))
        argmax(x, axis=k)
        sum(keepdims=True, axis=0, x=x)
        """,
        x=terms("f32", 2, 3, 4),
        k=1,
    )

    section("Ties: the first place; zeros")
    for dtype in DTYPES:
        x = ties(dtype, 3, 4)
        values("argmin(x)\nargmax(x)\nargmax(x, axis=0)\nargmin(x, axis=1)\ncount_nonzero(x, axis=0)", x=x)
        values("all(x, axis=1)\nany(x, axis=0)\nprod(x, axis=1)\nsum(x)\nvar(x, axis=0)", x=x)

    section("Arrays of one element, and without axes")
    for function in ALL:
        value(f"{function}(x)", x=FILE.array("single", "f64", [-2.5]))
        value(f"{function}(x)", x=FILE.array("point", "f32", 0.3, ()))
    values("sum(x, keepdims=True)\nmax(x, keepdims=True)\nsum(x) + x", x=FILE.array("point", "f32", 0.3, ()))
    values("sum(m, axis=1)\nargmin(m, axis=1)\nstd(m, axis=1)\nmean(m, axis=0)", m=terms("f64", 5, 1))


def limits():
    section("The limits of the integer types")
    for dtype in DTYPES[1:6]:
        info = np.iinfo(numpy_dtype(dtype))
        x = FILE.array(f"limits_{dtype}", dtype, [info.max, info.max, info.min, 1, info.max, info.min, 3, 0])
        values("sum(x)\nprod(x[:3])\nmin(x)\nmax(x)\nargmin(x)\nargmax(x)\ncumsum(x)\nany(x)\nall(x)", x=x)
        values("mean(x)\nsum(x, dtype=f64)\nsum(x, dtype=u8)\nmax(x) - min(x)\nnanmax(x)", x=x)

    section("dtype=")
    f, d, i, b = terms("f32", 3, 4), terms("f64", 3, 4), terms("i32", 3, 4), terms("bool", 3, 4)
    values(
        """
        sum(f, dtype=f64)
        sum(f, axis=0, dtype=f64)
        sum(f, axis=-1, dtype=float64)
        sum(f, dtype=f32)
        mean(f, dtype=f64)
        mean(f, axis=1, keepdims=True, dtype=f64)
        prod(f, axis=0, dtype=f64)
        sum(f * f, dtype=f64)
        f - mean(f, dtype=f64)
        nansum(f, dtype=f64)
        nanmean(f, axis=0, dtype=f64)
        cumsum(f, axis=1, dtype=f64)
        sum(d, dtype=f32)
        sum(d, dtype=i64)
        sum(i, dtype=f64)
        sum(i, dtype=f32)
        sum(i, axis=0, dtype=i32)
        sum(i, axis=0, dtype=i8)
        sum(i * i, dtype=i16)
        sum(i, axis=1, dtype=u8)
        prod(i, dtype=i32)
        prod(i, axis=0, dtype=f64)
        mean(i, dtype=f32)
        sum(b, dtype=i8)
        sum(b, axis=0, dtype=u32)
        sum(b, dtype=f32)
        mean(b, axis=1, dtype=f32)
        """,
        f=f,
        d=d,
        i=i,
        b=b,
    )
    h = terms("f16", 3, 4)
    values(
        """
        sum(h, dtype=f32)
        sum(h, axis=0, dtype=f64)
        mean(h, axis=1, dtype=f64)
        prod(h, axis=0, dtype=f32)
        cumsum(h, axis=1, dtype=f32)
        sum(f, dtype=f16)
        sum(f, axis=0, dtype=float16)
        mean(d, axis=1, keepdims=True, dtype=f16)
        prod(h, axis=0, dtype=f16)
        cumsum(d, axis=0, dtype=f16)
        sum(i, dtype=f16)
        mean(i, axis=0, dtype=f16)
        sum(b, dtype=f16)
        f - mean(f, dtype=f16)
        """,
        f=f,
        d=d,
        i=i,
        b=b,
        h=h,
    )
    section("ddof=")
    for function in ["var", "std", "nanvar", "nanstd"]:
        for ddof in [0, 1, 2, -1, 3, 4, 7]:
            value(f"{function}(x, axis=0, ddof={ddof})", x=terms("f64", 3, 4))
        values(f"{function}(x, ddof=1)\n{function}(x, axis=1, ddof=n, keepdims=True)", x=terms("i32", 3, 4), n=2)


def empties():
    section("Over nothing")
    for shape, forms in {
        (0,): ["", "axis=0"],
        (0, 3): ["", "axis=0", "axis=1"],
        (3, 0): ["", "axis=0", "axis=-1"],
        (2, 0, 3): ["axis=(0, 1)", "axis=(0, 2)", "axis=1"],
    }.items():
        for k, function in enumerate("sum prod mean var any all count_nonzero nansum nanmean norm".split()):
            in_turn = WITHOUT_HALF[(k + len(shape)) % len(WITHOUT_HALF)]
            for dtype in ["f64" if function in ("mean", "var", "norm") else in_turn, "f16"]:
                x = FILE.array(f"empty_{dtype}_{'x'.join(map(str, shape))}", dtype, [], shape)
                for form in forms:
                    value(call(function, "x", form, "keepdims=True" if k % 3 == 2 else ""), x=x)
        x = FILE.array(f"empty_f32_{'x'.join(map(str, shape))}", "f32", [], shape)
        for function in ["min", "argmax", "nanmax", "nanargmin"]:
            for form in forms:
                if "arg" in function and "(" in form:
                    continue
                axes = axes_of(x.array, eval(form.removeprefix("axis=") or "None"))
                lengths = [shape[axis] for axis in axes]
                (refused if 0 in lengths else value)(call(function, "x", form), x=x)
    x = FILE.array("empty_f32_0", "f32", [], (0,))
    values("cumsum(x)\ncumprod(x)\nx - sum(x)\nsum(x * 2 + 1)\ndot(x, x)\nmean(x, keepdims=True) + x", x=x)
    values("sum(m[:, 3:], axis=1)\nprod(m[5:], axis=0)\nm - sum(m[:0])", m=terms("f64", 3, 3))


def special_values():
    section("NaN, infinities, zeros of both signs")
    for dtype in ["f16", "f32", "f64"]:
        nan, inf = np.nan, np.inf
        holes = FILE.array(f"holes_{dtype}", dtype, [[1.5, nan, -2.1, 4], [nan, nan, 0.3, -7], [2.5, 0.7, nan, 1.1]])
        for function in ALL:
            if function not in PLACES_WITHOUT_NAN:
                value(call(function, "x", "axis=0"), x=holes)
            value(call(function, "x", "axis=1", "keepdims=True"), x=holes)
            value(f"{function}(x)", x=holes)
        endless = FILE.array(f"endless_{dtype}", dtype, [[1, inf, 3], [-inf, 2, inf], [4, -5, -inf], [nan, inf, 0.5]])
        for function in ALL:
            value(call(function, "x", "axis=1"), x=endless)
        nothing = FILE.array(f"nothing_{dtype}", dtype, [nan] * 5)
        for function in WITHOUT_NAN + ["sum", "max", "argmax", "count_nonzero", "all"]:
            value(f"{function}(x)", x=nothing)
        zeros = FILE.array(f"zeros_{dtype}", dtype, [-0.0] * 6, (2, 3))
        values("sum(x)\nsum(x, axis=0)\nmean(x, axis=1)\nprod(x)\nprod(x, axis=0)\nmin(x)\nmax(x, axis=0)", x=zeros)
        values("cumsum(x, axis=1)\ncumprod(x, axis=0)\nany(x)\ncount_nonzero(x)\nargmin(x)", x=zeros)
        values("nansum(x)\nnorm(x)", x=zeros)
        big = float(np.finfo(numpy_dtype(dtype)).max)
        large = FILE.array(f"large_{dtype}", dtype, [big, -big, 1.0])
        values("max(x)\nmin(x)\nargmin(x)\nmax(abs(x))\nmin(x[:2])\nsum(x[::2] * inf)", x=large)
    tiny = FILE.array("tiny", "f64", [5e-324, -1e-310, 3e-312, 2.2250738585072014e-308])
    values("sum(x)\nmin(x)\nargmax(x)\ncount_nonzero(x)\nany(x)\ncumsum(x)", x=tiny)


def layouts():
    section("Views: every layout of the same elements")
    wide = terms("f64", 6, 8)
    tall = terms("i32", 4, 6)
    views = [
        (wide.axes(1, 0), "f64 transposed"),
        (wide.slice((0, 6, 2), (1, 8, 3)), "f64 every second row, every third column"),
        (wide.slice((0, 6, -1), (0, 8, -1)), "f64 backwards"),
        (wide.slice((1, 5, -2), (0, 8, 1)), "f64 rows backwards"),
        (tall.axes(1, 0).slice((0, 6, 1), (0, 4, -1)), "i32 transposed, backwards"),
        (terms("f32", 3).broadcast(4, 3), "f32 repeated rows"),
        (terms("f32", 3, 1).broadcast(3, 5), "f32 repeated columns"),
        (terms("f16", 4, 6).axes(1, 0).slice((0, 6, -2), (0, 4, 1)), "f16 transposed, every second row backwards"),
        (terms("bool", 2, 3, 4).axes(2, 0, 1).slice((0, 4, -1), (0, 2, 1), (0, 3, 2)), "bool"),
    ]
    for view, title in views:
        section(f"  {title}")
        values("sum(x)\nsum(x, axis=0)\nmean(x, axis=-1)\nmax(x, axis=0)\nargmin(x, axis=1)\nargmax(x)", x=view)
        values("prod(x, axis=0)\ncumsum(x, axis=0)\nstd(x, axis=-1, keepdims=True)\nany(x, axis=1)", x=view)
        value("x - min(x, axis=0)" if view.array.dtype != bool else "x ^ all(x, axis=0)", x=view)
    line = terms("f64", 12)
    values("sum(x)\nargmax(x)\ncumsum(x)\ndot(x, x)\nvar(x)", x=line.slice((1, 12, -3)))
    values("sum(x, axis=1)\nargmax(x)\nmean(x)", x=line.newaxis(0).slice((0, 1, 1), (0, 12, 5)))


def running():
    section("Running sums and products")
    for dtype in DTYPES:
        values("cumsum(x)\ncumprod(x)", x=terms(dtype, 7))
        values("cumsum(x, axis=0)\ncumsum(x, axis=1)\ncumprod(x, axis=-1)", x=terms(dtype, 3, 4))
    x = terms("f64", 2, 3, 4)
    values("cumsum(x, axis=1)\ncumsum(x, axis=-3)\ncumprod(x, axis=2)\ncumsum(x * x - 1, axis=1)", x=x)
    x = terms("f32", 6)
    values("cumsum(x)[::-1]\ncumsum(x[::-1])[::-1]\nx / cumsum(x)\ncumsum(x, axis=0)\ncumsum(cumsum(x))", x=x)
    values("cumsum(x) - x\nroll(cumsum(x), 1)\ncumsum(arange(6) * x)", x=terms("i64", 6))

    section("dot: NumPy's type, which is the operands' common one")
    for dtype in DTYPES:
        value("dot(x, y)", x=terms(dtype, 7), y=ties(dtype, 7))
    value("dot(x, y)", x=terms("f32", 7), y=terms("f64", 7))
    value("dot(x, y)", x=terms("i32", 7), y=terms("f32", 7))
    value("dot(x, y)", x=terms("f16", 7), y=terms("f32", 7))
    value("dot(x, y)", x=terms("f16", 7), y=terms("u8", 7))
    value("dot(x, y)", x=terms("i8", 7), y=terms("u8", 7))
    value("dot(x, y)", x=terms("f64", 7).slice((0, 7, -1)), y=terms("f64", 14).slice((0, 14, 2)))
    value("dot(x, x) - sum(x * x)", x=terms("i64", 7))


def refusals():
    section("What NumPy refuses, too; without an axis, it runs through all of an array")
    x, m = terms("f64", 5), terms("f64", 3, 4)
    for text in """
        sum(m, axis=2)
        sum(m, axis=-3)
        sum(m, axis=(0, 2))
        sum(m, axis=(0, 0))
        sum(m, axis=(0, -2))
        sum(m, axis=(1, 0, 1))
        sum(m, axis=1.0)
        sum(m, axis=half)
        mean(m, axis=5)
        argmin(m, axis=(0, 1))
        argmax(m, axis=2)
        nanargmax(m, axis=(0, 1))
        sum(m, axes=0)
        sum(m, axis="rows")
        sum(m, ddof=1)
        min(m, dtype=f64)
        max(m, ddof=1)
        argmin(m, dtype=i32)
        cumsum(m)
        cumprod(m)
        cumsum(m, axis=2)
        cumsum(x, axis=1)
        dot(x, x[1:])
        dot(x, x, x)
        dot(x)
        sum()
        m + sum(m, axis=1)
        m - mean(m, axis=1, keepdims=True)[:2]
        sum(x + m)
        max(m[:0], axis=0)
        min(x[5:])
        argmin(x[5:])
        """.strip().splitlines():
        refused(text.strip(), x=x, m=m, half=0.5)


def peak_to_peak():
    section("The greatest less the least: every type and form of axis=, and what wraps")
    for j, dtype in enumerate(DTYPES[1:]):
        x = terms(dtype, 2, 3, 4)
        for k in range(3):
            value(call("ptp", "x", AXES[(2 * j + 3 * k) % len(AXES)], "keepdims=True" if (j + k) % 3 == 0 else ""), x=x)
    for dtype in DTYPES[1:6]:
        info = np.iinfo(numpy_dtype(dtype))
        value("ptp(x)", x=FILE.array(f"ends_{dtype}", dtype, [1, info.min, 3, info.max]))
    for dtype in ["f32", "f64"]:
        big = float(np.finfo(numpy_dtype(dtype)).max)
        x = FILE.array(f"far_{dtype}", dtype, [[1.5, np.nan, 2], [np.inf, -3.25, 8], [0.1, 0.3, -7.7], [-big, 1, big]])
        values("ptp(x)\nptp(x, axis=1)\nptp(x[2])\nptp(x[2:3], axis=0)\nx[2] / ptp(x[2])\nptp(x[0, 0])", x=x)
    values("ptp(x, 1)\nptp(x * x, axis=-1)\n(x - min(x)) / ptp(x)\nptp(x, axis=(0, 2))", x=terms("f64", 2, 3, 4))
    value("ptp(x, axis=1)", x=FILE.array("no_rows", "f64", [], (0, 3)))
    refused("ptp(x, axis=0)", x=FILE.array("no_rows", "f64", [], (0, 3)))
    refused("ptp(x)", x=terms("bool", 2, 3, 4))
    refused("ptp(x, axis=(1, 1))", x=terms("f64", 2, 3, 4))


def main():
    parts = [
        types_and_axes, limits, empties, special_values, layouts, operands_of_any_kind, running, programs, refusals,
        peak_to_peak,
    ]
    FILE.make("reductions.txt", parts)


if __name__ == "__main__":
    main()
