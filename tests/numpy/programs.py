"""Makes programs.txt: slices, moves along an axis, generators and statements, with the values that NumPy gives.

To regenerate, with NumPy 2 (no random numbers: the same file every time):

    python3 tests/numpy/programs.py

statements.py runs the programs; casefile.py explains the form of the file. Where SciPy is installed, `shift` is
compared with `scipy.ndimage.shift`, whose names of the modes the language takes.

Not taken from NumPy: what an output keeps for later statements if its shape is another than its value's, and
generators by floats that are not exact, for which NumPy says nothing of their length.
"""

import numpy as np

import statements
from casefile import Programs, encode_array
from reference import short_name


class Plain(Programs):
    """Cases with the values of NumPy as they are."""

    run = staticmethod(statements.run)
    refusals = (TypeError, ValueError, IndexError, KeyError, OverflowError, ZeroDivisionError)

    def outcome(self, prefix, value):
        value = np.asarray(value)
        shape = str(list(value.shape))
        self.lines.append(f"  -> {prefix}{short_name(value.dtype)} {shape} exact: {encode_array(value)}".rstrip())


FILE = Plain("programs.py")
section, value, values, program, refused = FILE.section, FILE.value, FILE.values, FILE.program, FILE.refused


def ramp(dtype, *shape):
    """Numbers of no regular distance, so that no two displacements look alike."""
    size = int(np.prod(shape))
    elements = [7 * 5**i % 103 - 50 for i in range(size)]  # 5 generates all residues
    return FILE.array(f"ramp_{dtype}_{'x'.join(map(str, shape))}", dtype, elements, shape)


def slices():
    section("Slices of one axis: bounds and steps of both signs, beyond the ends")
    x = ramp("f64", 6)
    bounds = ["", "0", "1", "4", "6", "9", "-1", "-3", "-6", "-8"]
    for step in ["", ":2", ":-1", ":-2"]:
        for start in bounds[::2] if step else bounds:
            for stop in bounds[1::2] if step else bounds[::3]:
                value(f"x[{start}:{stop}{step}]", x=x)
    values("x[0]\nx[5]\nx[-1]\nx[-6]\nx[...]\nx[:]\nx[::7]\nx[::-7]\nx[None]\nx[:, None]\nx[..., None]", x=x)
    values("x[None, 2:4, None]\nx[newaxis, ::-1]\nx[2][...]\nx[1:][1:][::2]\nx[::-1][::-1]\nx[0, ...]", x=x)

    section("Slices of several axes")
    m = ramp("i32", 3, 4)
    c = ramp("f32", 2, 3, 4)
    values(
        """
        m[0]
        m[-1, :]
        m[:, 1]
        m[1, 2]
        m[::-1, ::2]
        m[1:, :-1]
        m[..., 0]
        m[None, ..., 0]
        m[:, None, 1:3]
        m[2:1]
        m[:, 4:]
        m[1:] - m[:-1]
        m[:, 1:] * m[:, :-1]
        m[0] + m[:, :1]
        m[1][2] - m[1, 2]
        (m * m)[1:, ::-1]
        -m[0, 1:]
        m[:, 0][:, None] * m[0]
        """,
        m=m,
    )
    values(
        """
        c[0]
        c[..., 1]
        c[1, ..., -1]
        c[:, 1]
        c[:, :, None, ::-2]
        c[::-1, ::-1, ::-1]
        c[0, 1:, 1:] + c[1, :-1, :-1]
        c[-1, -1, -1]
        c[0] * c[1, 0] - c[:, :, :1]
        minimum(c[:, 1:], c[:, :-1])[..., ::2]
        where(c[0] > 0, c[1], 0.5)[1]
        """,
        c=c,
    )
    section("Slices of views")
    values("m[1:, 1]\nm[::-1][0]\nm[..., 1:] - m[..., :-1]", m=m.axes(1, 0))
    values("m[1:, 1]\nm[::-1][0]\nm[..., 1:] - m[..., :-1]", m=m.slice((0, 3, -1), (0, 4, 2)))
    values("m[1:, 1]\nm[::-1][0]", m=ramp("f64", 4).broadcast(3, 4))

    section("Bounds that are computed, or given by value")
    values("x[n:]\nx[:n]\nx[n]\nx[::n]\nx[n:m]\nx[m:n]\nx[2*2 - 1:2 + 3]\nx[-(1 + 1)]\nx[7 // 2]", x=x, n=2, m=-1)

    section("Indices that NumPy refuses, too")
    for text in ["x[6]", "x[-7]", "x[0, 0]", "x[::0]", "x[..., ...]", "x[1.5]", "x[:2.0]", "x[n]", "x[1:] + x[:-2]"]:
        refused(text, x=x, n=1.5)


def moves():
    section("roll")
    x, m, c = ramp("f64", 5), ramp("i64", 3, 4), ramp("f32", 2, 3, 4)
    for k in [0, 1, -1, 2, 5, -7, 13, 1000003]:
        value(f"roll(x, {k})", x=x)
        value(f"roll(m, {k}, axis=0)", m=m)
        value(f"roll(m, {k}, axis=-1)", m=m)
    values(
        """
        roll(x, k)
        roll(x, 1, axis=None)
        roll(x, k - 1 + 1)
        roll(x[1:], 1) - x[1:]
        roll(x * 2 - 1, -1)
        roll(roll(x, 1), -1)
        roll(x, 1)[1:]
        roll(x[::-1], 1)[::-1]
        roll(x, 1) - 2 * x + roll(x, -1)
        """,
        x=x,
        k=2,
    )
    values("roll(c, 1, axis=1)\nroll(c[0], 1, axis=1)\nroll(roll(c, 1, axis=0), -1, axis=2)", c=c)
    values("roll(m, 1, axis=0) - roll(m, 1, axis=1)\nroll(m[:, :1], 1, axis=1) + m", m=m)
    value("roll(m > 0, 1, axis=0)", m=m)
    value("roll(x, 1)", x=FILE.array("empty", "f64", [], (0,)))
    value("roll(x, 3, axis=0)", x=FILE.array("empty_row", "f64", [], (2, 0)))
    refused("roll(m, 1)", m=m)
    refused("roll(m, 1, axis=2)", m=m)

    section("shift: each mode, less and further than the axis is long")
    for mode in ["constant", "nearest", "reflect", "mirror", "wrap"]:
        for k in [0, 1, -1, 2, -3, 5, -5, 7, -11, 23]:
            text = f'shift(x, {k}, mode="{mode}")'
            value(text, x=x)
            compare_with_scipy(text, x.array, k, mode)
        one = FILE.array("one", "f64", [4.0])
        value(f'shift(x, 1, mode="{mode}")', x=one)
        value(f'shift(x, -3, mode="{mode}")', x=one)
        two = FILE.array("two", "i32", [3, 8])
        value(f'shift(x, 1, mode="{mode}")', x=two)
        value(f'shift(x, -4, mode="{mode}")', x=two)
        for axis in [0, 1, -1]:
            value(f'shift(m, 2, axis={axis}, mode="{mode}")', m=m)
            value(f'shift(m, -1, axis={axis}, mode="{mode}")', m=m)
        value(f'shift(c, 1, axis=1, mode="{mode}") - c', c=c)
        value(f'shift(x[::2], 1, mode="{mode}") + x[::-2]', x=x)
        value(f'shift(shift(x * x, 1, mode="{mode}"), -2, mode="{mode}")[1:]', x=x)
    values(
        """
        shift(x, 1)
        shift(x, -1, value=2.5)
        shift(x, 2, value=-1)
        shift(x, 9, value=nan)
        shift(x, k, mode="constant", value=7)
        shift(x, k)
        shift(x > 0, 1)
        """,
        x=x,
        k=-2,
    )
    for dtype in ["bool", "i8", "u16", "f16", "f32"]:
        values("shift(x, 1)\nshift(x, -2, value=1)", x=FILE.array(f"bits_{dtype}", dtype, [1, 0, 1, 1, 0]))
    refused("shift(m, 1)", m=m)
    refused('shift(x, 1, mode="edge")', x=x)


def compare_with_scipy(text, x, k, mode):
    try:
        from scipy import ndimage
    except ImportError:
        return
    own, _ = statements.run(text, {"x": x}, {})
    name = {"wrap": "grid-wrap", "constant": "grid-constant"}.get(mode, mode)
    assert np.array_equal(own, ndimage.shift(x, k, order=0, mode=name)), text


def lookups():
    section("Elements at the places that arrays of integers say")
    x, m, c = ramp("f64", 6), ramp("i32", 3, 4), ramp("f32", 2, 3, 4)
    i = FILE.array("places_i64", "i64", [3, 0, -1, 5, -6, 2])
    u = FILE.array("places_u8", "u8", [2, 0, 1])
    j = FILE.array("places_i32", "i32", [0, 1, -1, 0], (2, 2))
    none = FILE.array("places_none", "i64", [], (0,))
    values(
        """
        x[i]
        x[i] * 2 + i
        x[i][1:] - x[i][:-1]
        x[::-1][i]
        x[2:][i % 4]
        (x * x - 1)[i]
        roll(x, 2)[i]
        x[i[i]]
        x[none]
        sum(x[i] > 0)
        where(x[i] > x, i, -1)
        x[i[:, None] * 0 + i[None, :3]]
        x[u]
        take(x, i)
        take(x, i * 3, mode="clip")
        take(x, i * 3, mode="wrap")
        """,
        x=x,
        i=i,
        u=u,
        none=none,
    )
    values(
        """
        m[u]
        m[:, u]
        m[u, u]
        m[u, 1]
        m[1, u]
        m[u[:, None], u]
        m[u, ::-1]
        m[::-1, u]
        m[u][:, 1:]
        m[j]
        m[None, u]
        m[u, None]
        m[..., u]
        take(m, u)
        take(m, u, axis=0)
        take(m, j, axis=1)
        take(m, u * 7, axis=-1, mode="wrap")
        (m + m[u])[u]
        """,
        m=m,
        u=u,
        j=j,
    )
    values(
        """
        c[j]
        c[:, j]
        c[..., j]
        c[j, :, j]
        c[:, u, u]
        c[0, u]
        c[0, :, u]
        c[j, 1, 2]
        c[1, :, 2][u]
        c[j, None, 1]
        c[:, u[:, None], u[None, :]]
        c[j, ..., 0]
        """,
        c=c,
        j=j,
        u=u,
    )
    section("Tables that do not lie in a row")
    values("m[u]\nm[:, u]\nm[u, u]\ntake(m, u)", m=m.axes(1, 0), u=u)
    values("m[u]\nm[:, u]\ntake(m, u)", m=m.slice((0, 3, -1), (0, 4, 2)), u=FILE.array("places_two", "i16", [1, 0]))
    values("m[u]\ntake(m, u)", m=ramp("f64", 4).broadcast(3, 4), u=u)

    section("Places that there are none of")
    for text in ["x[i]", "x[i - 9]", "m[i]", "m[:, i]", "take(x, i)", "x[i * 1.5]", "m[i, i, i]", "x[:0][i]"]:
        refused(text, x=x, m=m, i=FILE.array("beyond", "i64", [1, 2, 6]))

    section("Elements of what is written")
    for text in ["y = y[i]", "y = y[i] + y", "y = 2*y\nz = y[i]", "y[1:] = y[i[1:]]"]:
        program(text, {"y": x, "z": ramp("f64", 6)} if "z" in text else {"y": x}, i=i)


def generators():
    section("arange")
    values(
        """
        arange(5)
        arange(0)
        arange(-3)
        arange(2, 7)
        arange(7, 2)
        arange(0, 10, 3)
        arange(0, 9, 3)
        arange(10, 0, -3)
        arange(-5, 5, 4)
        arange(5.0)
        arange(4.5)
        arange(1, 3.5)
        arange(0.0, 1.0, 0.25)
        arange(0, 1, 0.3)
        arange(1.0, -1.0, -0.5)
        arange(0.5, 0.5)
        arange(2 + 3)
        arange(4)[1:]
        arange(12)[::-5]
        arange(5, step=2)
        arange(2, stop=7)
        arange(start=2, stop=7, step=3)
        arange(stop=4)
        arange(0.5, step=0.2)
        roll(arange(5), 2)
        arange(3)[:, None] * arange(4)
        arange(5) / 2
        arange(4) + 0.5
        """
    )
    x = ramp("f32", 4)
    values("x + arange(4)\nx * arange(4.0)\narange(n) - m\nf32(arange(4)) * x", x=x, n=3, m=2)
    value("i + arange(4)", i=ramp("i16", 4))
    values("h + arange(4)\nh * f16(arange(4)) / 3\nlinspace(0, 1, 4) * h", h=ramp("f16", 4))
    refused("arange(0, 5, 0)")
    refused("arange(start=5)")
    refused("arange(step=2)")
    refused("arange(5, start=1)")
    refused("x + arange(5)", x=x)

    section("linspace")
    values(
        """
        linspace(0, 1, 5)
        linspace(0, 1, 7)
        linspace(-1.5, 2, 8)
        linspace(3, -3, 4)
        linspace(0.1, 0.7, 11)
        linspace(2, 3, 1)
        linspace(2, 3, 0)
        linspace(2, 3, 2)
        linspace(1, 1, 3)
        linspace(0, 1, 5)[-1]
        linspace(0, 1, 3)[:, None] - linspace(0, 1, 4)
        linspace(-1e300, 1e300, 3)
        roll(linspace(0, 1, 5), 1)
        """
    )
    values("x * linspace(0, 1, 4)\nx + linspace(a, b, n)", x=x, a=0.5, b=-2, n=4)
    refused("linspace(0, 1, -1)")

    section("zeros ones full")
    values(
        """
        zeros(3)
        zeros(2, 3)
        zeros((2, 3))
        zeros((3,))
        zeros(0)
        ones(2, 0, 3)
        ones(1, 1)
        full(3, 7)
        full((2, 2), 0.5)
        full(2, 2, -1)
        full(3, True)
        full((2, 3), arange(3))
        full((2, 3), 1 / 3)[1, ::-1]
        zeros(2, 3) + arange(3)
        ones(3)[:, None] * arange(4)
        roll(ones(4) * arange(4), 1)
        ones(4) / 0.1
        """
    )
    values("x * ones(4)\nfull(4, c) * x\nzeros(n, n + 2) + x[0]\nfull((n,), x[1])", x=x, c=3, n=2)
    refused("zeros(-1)")
    refused("ones(2.5)")
    refused("full((2, 3), x)", x=x)
    refused("zeros(x)", x=x)

    section("index")
    m = ramp("i64", 3, 4)
    values(
        """
        m + index(0)
        m * 10 + index(1)
        where(index(0) > index(1), m, 0)
        m + index(-2) - index(-1)
        m[0] + index(0)
        where((index(0) + index(1)) % 2 == 0, m, -m)
        roll(m + index(1), 1, axis=1)
        """,
        m=m,
    )
    value("x + index(0)", x=x)


def statement_programs():
    section("Programs that end in an expression")
    g = ramp("f64", 3, 4)
    values(
        """
        d = g[1:] - g[:-1]; d * d
        t = g * 2; t = t + 1; t[..., 1:] - g[..., :-1]
        t = g; t += 1; t *= t; t - g
        lap = roll(g, 1, axis=0) + roll(g, -1, axis=0) - 2*g; g + 0.25*lap
        t = 2; g * t
        a = g[0]; b = g[:, :1]; a * b
        """,
        g=g,
    )
    value("\n# two lines\nt = g + 1  # a comment\n\nt * t", g=g)

    section("Programs with outputs")
    u, v, i = ramp("f64", 6), ramp("f32", 6), ramp("i32", 6)
    x = FILE.array("x", "f64", [0.5, 1.25, -2, 8, 0.1, 3])
    for text in [
        "u = x + 1",
        "u = u + x",
        "u += x",
        "u = roll(u, 1)",
        "u += roll(u, -2)",
        'u = u - shift(u, 1, mode="reflect")',
        'u = u - shift(u, -1, mode="mirror")',
        "u[:] = u[::-1]",
        "u = u[::-1]",
        "u = u - u[0]",
        "u -= u[-1]",
        "u[1:-1] = u[2:] - 2*u[1:-1] + u[:-2]",
        "u[1:] = u[:-1]",
        "u[:-1] = u[1:]",
        "u[1:] += u[:-1]",
        "u[::2] = u[1::2]",
        "u[1::2] = u[::-2]",
        "u[0] = u[1]; u[-1] = u[-2]; u[1:-1] = u[2:] + u[:-2]",
        "u[0] = 0; u[-1] = 0; u = u + roll(u, 1)",
        "u[2] = 7",
        "u[2] *= 7",
        "u[n:] = x[:-n]",
        "u[3:3] = 1",
        "u[...] = x; u[1] = 0; u *= 2",
        "t = u; u = x; u = u - t",
        "t = u[::-1]; u[0] = 100; u = u + t",
        "u = index(0)",
        "u[1:4] = index(0)",
        "u = linspace(0, 1, 6) + arange(6)",
        "u = 1",
        "u = u[:1]",
    ]:
        program(text, {"u": u}, x=x, n=2)
    for text in [
        "u = x * 2; v = u + 1",
        "u = v; v = u",
        "t = u; u = v; v = t",
        "u = roll(v, 1); v = roll(u, 1)",
        "v = x * 0.1; u = v * 10",
        "v[:] = x * 0.1; u = v * 10",
        "v[1:] = x[1:] * 0.1; u = v * 10",
        "u[1:] = v[:-1]; v[:-1] = u[1:]; u *= v",
        "u += v; v -= u",
        "lap = roll(u, 1) + roll(u, -1) - 2*u\nu = u + 0.25*lap\nv = abs(lap)",
    ]:
        program(text, {"u": u, "v": v}, x=x)
    for text in [
        "i = i * 2 + 1",
        "i[1:] = i[:-1]",
        "i += arange(6)",
        "i[0] = 5; i[1:] //= i[0]",
        "i **= 2",
        "i <<= 1",
        "i[::2] ^= 3",
    ]:
        program(text, {"i": i})
    h = ramp("f16", 6)
    for text in [
        "h = x * 0.1",
        "h += x",
        "h = h * 0.1 + h",
        "h[1:] = h[:-1] / 3",
        "h[::2] = h[::-2]; h -= roll(h, 1) * 0.3",
        "t = h * 1e4; h = t / 2",
        "h = 1e5",
    ]:
        program(text, {"h": h}, x=x)
    for text in ["h = u / 3; u = h * 3", "u += h; h -= u * 0.1", "h[1:] = x[1:] * 0.1; u = h * 10"]:
        program(text, {"h": h, "u": u}, x=x)
    m = ramp("f64", 3, 4)
    for text in [
        "m = m - m[0]",
        "m = m - m[:, -1:]",
        "m[0] = m[-1]; m[:, 0] = m[:, -1]",
        "m[1:-1, 1:-1] = m[:-2, 1:-1] + m[2:, 1:-1] - m[1:-1, :-2]",
        "m[:, ::-1] = m",
        "m = m[::-1, ::-1]",
        "m[1:, 1:] = m[:-1, :-1]",
        "m[:, 1:] = index(0) * 10 + index(1)",
        "m[..., 1] = x[:3]",
        "m[:, None] = m[:, None] + 1",
        "m += roll(m, 1, axis=0) - roll(m, 1, axis=1)",
        "m[0] = row; m[1] = m[0] * 2; m[2] = m[1] - m[0]",
    ]:
        program(text, {"m": m}, x=x, row=FILE.array("row", "f32", [1, 2, 3, 4]))


def searches():
    section("Places in sorted arrays, of every length, side and type")
    numbers = [-9, -3, -3, 0, 1, 1, 1, 4, 8, 8, 100]
    wanted = [-50, -9, -4, -3, -2, 0, 1, 2, 4, 5, 8, 9, 100, 101]
    for dtype in ["i8", "i64", "f16", "f32", "f64"]:
        v = FILE.array(f"wanted_{dtype}", dtype, wanted)
        for length in [0, 1, 2, 3, 5, 8, 11] if dtype == "f64" else [11]:
            a = FILE.array(f"sorted_{dtype}_{length}", dtype, numbers[:length])
            for side in ["", ', side="right"']:
                value(f"searchsorted(a, v{side})", a=a, v=v)
    special = FILE.array("sorted_special", "f64", [-np.inf, -1, 0.5, np.inf, np.nan, np.nan])
    strange = FILE.array("wanted_special", "f64", [np.nan, np.inf, -np.inf, 0.5, 1, -2])
    values('searchsorted(a, v)\nsearchsorted(a, v, side="right")\nsearchsorted(a, v, "left")', a=special, v=strange)
    a, v = FILE.array("sorted_f64_11", "f64", numbers), FILE.array("wanted_i64", "i64", wanted)
    m = FILE.array("wanted_of_two_axes", "f32", [-4, 1, 2, 8.5, 200, -3], (2, 3))
    values(
        """
        searchsorted(a, v)
        searchsorted(a, m)
        searchsorted(a, m.T, side="right")
        searchsorted(a, 4)
        searchsorted(a[::2], v)
        searchsorted(a, a)
        digitize(v, a)
        digitize(v, a, right=True)
        digitize(v, a[::-1])
        digitize(v, a[::-1], right=True)
        digitize(m, a[:1])
        digitize(m, [0.0, 1.0, 2.5, 4.0])
        digitize(m, a) + 1
        a[clip(searchsorted(a, m) - 1, 0, 10)]
        sum(digitize(v, a) == 3)
        """,
        a=a,
        v=v,
        m=m,
    )
    refused("searchsorted(m, v)", m=m, v=v)
    refused('searchsorted(a, v, side="up")', a=a, v=v)

    section("Lines through points")
    xp, fp = FILE.array("places_of_points", "f64", [-2, -1, 0.5, 3, 4]), FILE.array("heights", "f64", [3, -1, 7, 7, 0.25])
    x = FILE.array("between_points", "f64", [-3, -2, -1.5, -1, 0, 0.5, 1, 2.75, 3, 3.5, 4, 5, np.nan, np.inf, -np.inf])
    values(
        """
        interp(x, xp, fp)
        interp(x, xp, fp, left=-9)
        interp(x, xp, fp, right=nan)
        interp(x, xp, fp, -1, 1)
        interp(x[:4][:, None] + x[4:7], xp, fp)
        interp(x, xp[:1], fp[:1])
        interp(x, xp[:2], fp[:2]) * 2
        interp(1, xp, fp)
        interp(x, [0.0, 1.0, 2.0], [10, 20, 40])
        """,
        x=x,
        xp=xp,
        fp=fp,
    )
    steep = FILE.array("steep_heights", "f64", [np.inf, 1, -np.inf, 3, 3])
    value("interp(x, xp, fp)", x=x, xp=xp, fp=steep)
    refused("interp(x, xp, fp[1:])", x=x, xp=xp, fp=fp)
    refused("interp(x, xp[:0], fp[:0])", x=x, xp=xp, fp=fp)


def choices():
    section("Choices among arrays")
    x, y, m = ramp("f64", 6), ramp("i32", 6), ramp("f32", 2, 6)
    i = FILE.array("numbers_of_choices", "i64", [0, 1, 2, 0, 2, 1])
    far = FILE.array("numbers_beyond", "i64", [0, 1, 2, 3, -1, 7])
    b = FILE.array("flags_of_choices", "bool", [1, 0, 0, 1, 1, 0])
    values(
        """
        select([x > 0], [x])
        select([x > 0, y > 0], [x, y])
        select([x > 0, y > 0], [x, y], -1)
        select([x > 20, x > 0], [1, 2], default=0.5)
        select((x > 20, b), (x, m), nan)
        select([b, m > 0], [i, y])
        choose(i, [x, y, -x])
        choose(i, (x, 1, y))
        choose(i, [x, m, y])
        choose(b, [x, -x])
        choose(far, [x, y, -x], mode="clip")
        choose(far, [x, y, -x], mode="wrap")
        choose(0, [x, y])
        """,
        x=x,
        y=y,
        m=m,
        i=i,
        far=far,
        b=b,
    )
    refused("choose(far, [x, y, -x])", x=x, y=y, far=far)
    refused("select([x > 0, x < 0], [x])", x=x)
    refused("select([x], [x])", x=x)


def main():
    FILE.make("programs.txt", [slices, moves, lookups, searches, choices, generators, statement_programs])


if __name__ == "__main__":
    main()
