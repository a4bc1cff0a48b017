"""The expressions, each as fusexpr, numexpr, numba and NumPy write it.

A row makes its arrays and gives, for each of the four, a function without arguments that writes into the same output;
one that a peer cannot compute is left out.
"""

import math
import re

import numpy as np

ELEMENTWISE = [
    # text of fusexpr, numexpr and NumPy, and the element in Python for numba where that is another
    ("a*b+c", None),
    ("2*a+3*b", None),
    ("((.25*a+.75)*a-1.5)*a-2", None),
    ("a+b+c+a*b+b*c+a*c+a*b*c", None),
    ("sqrt(a**2+b**2)", "sqrt(a*a+b*b)"),
    ("where(a>b,a-b,b-a)", "a-b if a>b else b-a"),
    ("(a>0.5)&(b<0.5)|(c>0.2)", None),
    ("a/b", None),
    ("exp(a)", None),
    ("log(a)", None),
    ("sin(a)**2+cos(b)**2", "sin(a)*sin(a)+cos(b)*cos(b)"),
    ("a**b", None),
    ("tanh(a)", None),
    ("exp(-a*a/2)/2.5066282746310002*b+c", None),
]

DIFFUSION = (
    "next = grid + 0.1*(roll(grid, 1, axis=0) + roll(grid, -1, axis=0)"
    " + roll(grid, 1, axis=1) + roll(grid, -1, axis=1) - 4*grid)"
)
LAPLACE = "next[1:-1, 1:-1] = ((u[:-2, 1:-1] + u[2:, 1:-1])*0.01 + (u[1:-1, :-2] + u[1:-1, 2:])*0.02) * 16.0"
SOFTMAX = "e = exp(x - max(x, axis=1, keepdims=True)); e / sum(e, axis=1, keepdims=True)"


class Setup:
    """Peers that are there, and how they are asked."""

    def __init__(self, library, numexpr, numba, dtype, threads):
        self.library, self.numexpr, self.numba = library, numexpr, numba
        self.dtype, self.threads = np.dtype(dtype), threads
        self.random = np.random.default_rng(1)

    def array(self, *shape):
        """Numbers of 0.01 to 1.01."""
        return (self.random.random(shape) + 0.01).astype(self.dtype)

    def fused(self, text, operands, outputs):
        """The library by kernels and by machine code."""
        return {
            tier: self.library.expression(text, operands, outputs, tier, self.threads) for tier in ("kernels", "native")
        }

    def by_numexpr(self, text, operands, out):
        """numexpr without the search for what it compiled before, which takes longer than a small array."""
        if self.numexpr is None:
            return {}
        self.numexpr.set_num_threads(self.threads)
        self.numexpr.evaluate(text, local_dict=operands, out=out, casting="same_kind")
        # It is what was evaluated last: no other row is set up before this one has been measured. numexpr does not keep
        # the output alive.
        return {"numexpr": lambda out=out: self.numexpr.re_evaluate(local_dict=operands)}

    def by_numba(self, source, arguments, fastmath=False):
        """A loop in Python, `def loop(…)`, that numba compiles; `prange` is a loop over threads."""
        if self.numba is None:
            return {}
        names = {"prange": self.numba.prange, "range": range, "F": self.dtype.type, "min": min, "max": max}
        names |= {name: getattr(math, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tanh", "inf")}
        exec(source, names)
        parallel = self.threads > 1
        if parallel:
            self.numba.set_num_threads(self.threads)
        loop = self.numba.njit(names["loop"], parallel=parallel, fastmath=fastmath, error_model="numpy")
        return {"numba": lambda: loop(*arguments)}


def elementwise(setup, text, element, n):
    """One pass over three arrays."""
    a, b, c = (setup.array(n) for _ in range(3))
    operands = {"a": a, "b": b, "c": c}
    used = {name: array for name, array in operands.items() if re.search(rf"\b{name}\b", text)}
    out = np.zeros(n, bool if "&" in text else setup.dtype)
    names = {name: getattr(np, name) for name in ("sqrt", "where", "exp", "log", "sin", "cos", "tanh")}
    code = compile(text, "row", "eval")

    def numpy():
        out[...] = eval(code, names, operands)

    # In f32 a literal is a number of that type, as it is in the library and in NumPy.
    element = re.sub(r"(?<![\w.])(\d*\.?\d+)", r"F(\1)", element or text)
    element = re.sub(r"\b([abc])\b", r"\1[i]", element)
    loop = f"def loop(a, b, c, out):\n    for i in prange(out.size):\n        out[i] = {element}\n"
    contestants = setup.fused(text, used, {"out": out}) | setup.by_numexpr(text, used, out)
    contestants |= setup.by_numba(loop, (a, b, c, out)) | {"numpy": numpy}
    return contestants, out, n


def dot(setup, n):
    """A sum of products; numba may add in any order."""
    a, b, out = setup.array(n), setup.array(n), np.zeros((), setup.dtype)

    def numpy():
        out[...] = np.sum(a * b)

    loop = "def loop(a, b, out):\n    s = F(0)\n    for i in prange(a.size):\n        s += a[i]*b[i]\n    out[0] = s\n"
    contestants = setup.fused("sum(a*b)", {"a": a, "b": b}, {"out": out})
    contestants |= setup.by_numexpr("sum(a*b)", {"a": a, "b": b}, out)
    contestants |= setup.by_numba(loop, (a, b, out.reshape(1)), fastmath=True) | {"numpy": numpy}
    return contestants, out, n


def axis_sum(setup, axis, n):
    """Sums of columns or rows; numba's loops go along memory."""
    x, out = setup.array(n, n), np.zeros(n, setup.dtype)
    text = f"sum(x, axis={axis})"
    rows = (
        "def loop(x, out):\n    for i in prange(x.shape[0]):\n        s = F(0)\n"
        "        for j in range(x.shape[1]):\n            s += x[i, j]\n        out[i] = s\n"
    )
    columns = (
        "def loop(x, out):\n    n, block = x.shape[1], 512\n    for k in prange((n + block - 1)//block):\n"
        "        first, end = k*block, min(n, (k + 1)*block)\n        out[first:end] = 0\n"
        "        for i in range(x.shape[0]):\n            for j in range(first, end):\n                out[j] += x[i, j]\n"
    )
    contestants = setup.fused(text, {"x": x}, {"out": out}) | setup.by_numexpr(text, {"x": x}, out)
    contestants |= setup.by_numba(rows if axis else columns, (x, out), fastmath=True)
    return contestants | {"numpy": lambda: np.sum(x, axis=axis, out=out)}, out, n * n


def standardized(setup, n):
    """Mean and deviation first, then a pass with both."""
    x, out = setup.array(n), np.zeros(n, setup.dtype)

    def numpy():
        np.subtract(x, x.mean(), out=out)
        np.divide(out, x.std(), out=out)

    loop = (
        "def loop(x, out):\n    n, s, q = x.size, F(0), F(0)\n    for i in prange(n):\n        s += x[i]\n"
        "    mean = F(s/n)\n    for i in prange(n):\n        q += (x[i] - mean)*(x[i] - mean)\n"
        "    deviation = F(sqrt(q/n))\n    for i in prange(n):\n        out[i] = (x[i] - mean)/deviation\n"
    )
    contestants = setup.fused("(x - mean(x))/std(x)", {"x": x}, {"out": out})
    return contestants | setup.by_numba(loop, (x, out), fastmath=True) | {"numpy": numpy}, out, n


def softmax(setup, n):
    """Softmax of rows."""
    x, out = setup.array(n, n), np.zeros((n, n), setup.dtype)

    def numpy():
        np.subtract(x, x.max(axis=1, keepdims=True), out=out)
        np.exp(out, out=out)
        np.divide(out, out.sum(axis=1, keepdims=True), out=out)

    loop = (
        "def loop(x, out):\n    for i in prange(x.shape[0]):\n        m, s = x[i, 0], F(0)\n"
        "        for j in range(x.shape[1]):\n            m = max(m, x[i, j])\n"
        "        for j in range(x.shape[1]):\n            out[i, j] = exp(x[i, j] - m)\n            s += out[i, j]\n"
        "        for j in range(x.shape[1]):\n            out[i, j] /= s\n"
    )
    contestants = setup.fused(SOFTMAX, {"x": x}, {"out": out})
    return contestants | setup.by_numba(loop, (x, out), fastmath=True) | {"numpy": numpy}, out, n * n


def broadcast(setup, n):
    """Functions of a row and of a column."""
    x, y, out = setup.array(n), setup.array(n, 1), np.zeros((n, n), setup.dtype)
    text = "sin(x**2)+cos(y**2)"
    loop = (
        "def loop(x, y, out):\n    for i in prange(out.shape[0]):\n        for j in range(out.shape[1]):\n"
        "            out[i, j] = sin(x[j]*x[j]) + cos(y[i, 0]*y[i, 0])\n"
    )
    contestants = setup.fused(text, {"x": x, "y": y}, {"out": out}) | setup.by_numexpr(text, {"x": x, "y": y}, out)
    contestants |= setup.by_numba(loop, (x, y, out))
    return contestants | {"numpy": lambda: np.add(np.sin(x**2), np.cos(y**2), out=out)}, out, n * n


def diffusion(setup, n):
    """A periodic five-point step."""
    grid, out = setup.array(n, n), np.zeros((n, n), setup.dtype)

    def numpy():
        rolled = np.roll(grid, 1, 0) + np.roll(grid, -1, 0) + np.roll(grid, 1, 1) + np.roll(grid, -1, 1)
        out[...] = grid + setup.dtype.type(0.1) * (rolled - 4 * grid)

    at = "g[i, j] + F(0.1)*(g[u, j] + g[d, j] + g[i, l] + g[i, r] - F(4)*g[i, j])"
    loop = (
        "def loop(g, out):\n    n, m = g.shape\n    for i in prange(n):\n"
        "        u, d = (i - 1 if i > 0 else n - 1), (i + 1 if i < n - 1 else 0)\n"
        f"        j, l, r = 0, m - 1, 1\n        out[i, j] = {at}\n"
        f"        for j in range(1, m - 1):\n            l, r = j - 1, j + 1\n            out[i, j] = {at}\n"
        f"        j, l, r = m - 1, m - 2, 0\n        out[i, j] = {at}\n"
    )
    contestants = setup.fused(DIFFUSION, {"grid": grid}, {"next": out})
    return contestants | setup.by_numba(loop, (grid, out)) | {"numpy": numpy}, out, n * n


def laplace(setup, n):
    """Jacobi's step for Laplace's equation; the border stays."""
    u, out = setup.array(n, n), np.zeros((n, n), setup.dtype)
    x, y, s = (setup.dtype.type(value) for value in (0.02, 0.01, 16.0))
    around = {"up": u[:-2, 1:-1], "down": u[2:, 1:-1], "left": u[1:-1, :-2], "right": u[1:-1, 2:]}

    def numpy():
        out[1:-1, 1:-1] = ((u[:-2, 1:-1] + u[2:, 1:-1]) * y + (u[1:-1, :-2] + u[1:-1, 2:]) * x) * s

    loop = (
        "def loop(u, out):\n    n, m = u.shape\n    for i in prange(1, n - 1):\n        for j in range(1, m - 1):\n"
        "            out[i, j] = ((u[i-1, j] + u[i+1, j])*F(0.01) + (u[i, j-1] + u[i, j+1])*F(0.02))*F(16)\n"
    )
    contestants = setup.fused(LAPLACE, {"u": u}, {"next": out})
    contestants |= setup.by_numexpr(
        "((up+down)*y+(left+right)*x)*s", around | {"x": x, "y": y, "s": s}, out[1:-1, 1:-1]
    )
    return contestants | setup.by_numba(loop, (u, out)) | {"numpy": numpy}, out, n * n


def table(sizes, sides):
    """All rows: a name, a size as it is shown, and the function that sets the row up."""
    for n in sizes:
        for text, element in ELEMENTWISE:
            yield text, str(n), lambda s, text=text, element=element, n=n: elementwise(s, text, element, n)
        yield "sum(a*b)", str(n), lambda s, n=n: dot(s, n)
        yield "(x - mean(x))/std(x)", str(n), lambda s, n=n: standardized(s, n)
    for n in sides:
        yield "sum(x, axis=0)", f"{n}²", lambda s, n=n: axis_sum(s, 0, n)
        yield "sum(x, axis=1)", f"{n}²", lambda s, n=n: axis_sum(s, 1, n)
        yield "softmax", f"{n}²", lambda s, n=n: softmax(s, n)
        yield "sin(x**2)+cos(y**2)", f"{n}²", lambda s, n=n: broadcast(s, n)
        yield "diffusion", f"{n}²", lambda s, n=n: diffusion(s, n)
        yield "Laplace", f"{n}²", lambda s, n=n: laplace(s, n)
