"""The cases of reductions of what is computed on the way, in what is computed further, and in programs."""

import numpy as np

from terms import FILE, program, section, terms, values


def operands_of_any_kind():
    x, y = terms("f64", 3, 4), FILE.array("other", "f64", [k / 7 - 0.8 for k in range(12)], (3, 4))
    i, f, row, column = terms("i32", 3, 4), terms("f32", 3, 4), terms("f64", 4), terms("f64", 3, 1)
    m = terms("bool", 3, 4)
    section("Reductions of what is computed on the way")
    values(
        """
        sum(x*y, axis=0)
        sum(x*y)
        sum(x*y + 1, axis=1)
        sum((x - y)**2)
        sum(abs(x - y), axis=-1)
        sqrt(sum(x*x))
        sqrt(mean((x - y)**2))
        max(abs(x - y))
        min(x + y, axis=0)
        argmax(x * y, axis=1)
        argmin(abs(x))
        sum(x + row, axis=0)
        sum(row * column)
        sum(row * column, axis=0)
        max(row - column, axis=1, keepdims=True)
        sum(x + f)
        sum(f * 2.5, axis=1)
        sum(i * x, axis=0)
        sum(i + 1)
        mean(i / 2)
        sum(i % 7, axis=0)
        any(x > y)
        all(x > y, axis=0)
        count_nonzero(x > 0)
        count_nonzero(x > y, axis=1)
        sum(x > 0)
        mean(x > 0)
        sum(not m, axis=0)
        any(isnan(x))
        sum(x if m else y)
        sum(where(m, x, 0), axis=0)
        sum(where(m, x, 0)) / count_nonzero(m)
        sum(where(m, x, 0), axis=1) / count_nonzero(m, axis=1)
        max(where(m, x, -inf), axis=0)
        sum(f64(f))
        sum(f32(x), axis=0)
        sum(-x, axis=1)
        dot(x[0], y[1])
        dot(row, x[1] - y[1])
        dot(x[:, 0], y[:, 1])
        norm(x - y)
        norm(x - y, axis=1)
        norm(row)
        """,
        x=x,
        y=y,
        i=i,
        f=f,
        row=row,
        column=column,
        m=m,
    )
    section("Reductions within elementwise operations")
    values(
        """
        x - mean(x)
        x - mean(x, axis=0)
        x - mean(x, axis=1, keepdims=True)
        x / sum(x)
        x / sum(x, axis=-1, keepdims=True)
        (x - mean(x)) / std(x)
        (x - mean(x, axis=0)) / std(x, axis=0)
        (f - mean(f)) / std(f)
        mean((x - mean(x))**2)
        mean((x - mean(x, axis=0))**2, axis=0)
        sqrt(mean((x - mean(x))**2))
        mean((x - mean(x)) * (y - mean(y))) / (std(x) * std(y))
        max(x) - min(x)
        (x - min(x)) / (max(x) - min(x))
        (x - min(x, axis=0)) / (max(x, axis=0) - min(x, axis=0))
        exp(x - max(x, axis=-1, keepdims=True)) / sum(exp(x - max(x, axis=-1, keepdims=True)), axis=-1, keepdims=True)
        exp(f - max(f)) / sum(exp(f - max(f)))
        max(x, axis=0) + log(sum(exp(x - max(x, axis=0)), axis=0))
        x / norm(x)
        x / norm(x, axis=1)[:, None]
        sum(x, axis=0) * sum(y, axis=1)[:, None]
        sum(x) + sum(y)
        sum(x, axis=0) + sum(x, axis=0)
        sum(x) * row
        x * (x > mean(f))
        where(x > max(y), x, y)
        where(m, x, max(x[:, 1:]))
        where(i > mean(i), i, 0)
        where(any(m, axis=0), x, y)
        (x == max(x)) | (y == min(y))
        x[1] - sum(x[2])
        sum(x, axis=1) + arange(3)
        i - sum(i)
        i * max(i, axis=0)
        f * sum(i)
        f + max(f)
        i + count_nonzero(m)
        i - min(i, axis=1)[:, None] + argmin(i)
        x + argmax(x, axis=0)
        sum(x)**2
        -sum(x, axis=1)
        """,
        x=x,
        y=y,
        i=i,
        f=f,
        row=row,
        m=m,
    )
    section("Reductions of f16, before and within elementwise operations")
    values(
        """
        sum(h * h, axis=0)
        sum(h * 2.5, axis=1)
        sum(x * h)
        sum(f * h, axis=0)
        max(abs(h - 1), axis=0)
        argmax(h * h, axis=1)
        count_nonzero(h > 0)
        mean(h > 0)
        sum(where(m, h, 0), axis=0)
        max(where(m, h, -inf), axis=0)
        sum(f16(x), axis=0)
        norm(h - 1)
        norm(h, axis=1)
        dot(h[0], h[1] - 1)
        h - mean(h)
        h - mean(h, axis=1, keepdims=True)
        h / sum(h, axis=0)
        (h - mean(h)) / std(h)
        (h - min(h)) / (max(h) - min(h))
        exp(h - max(h)) / sum(exp(h - max(h)))
        where(h > mean(h), h, 0)
        h * sum(i)
        h + max(h) + count_nonzero(m)
        x - mean(h)
        sum(sum(h, axis=0))
        sum(h, axis=0) * sum(h, axis=1)[:3, None]
        max(cumsum(h, axis=1), axis=0)
        roll(sum(h, axis=0), 1)
        """,
        x=x,
        f=f,
        h=terms("f16", 3, 4),
        i=i,
        m=m,
    )
    section("Reductions of reductions")
    values(
        """
        sum(sum(x, axis=0))
        sum(sum(x, axis=1, keepdims=True) * x)
        max(sum(x, axis=0))
        min(max(x, axis=1))
        sum(max(i, axis=0)) - max(sum(i, axis=0))
        argmax(sum(i, axis=1))
        mean(mean(x, axis=0) * row)
        sum(x - mean(x, axis=0), axis=0)
        sum((x - mean(x)) / std(x))
        var(sum(x, axis=1))
        sum(cumsum(x, axis=0), axis=1)
        cumsum(sum(x, axis=0))
        max(cumsum(i, axis=1), axis=0)
        """,
        x=x,
        i=i,
        row=row,
    )
    section("Slices, moves and sequences")
    values(
        """
        sum(x[1:])
        sum(x[1:, ::2], axis=0)
        sum(x[::-1], axis=0)
        sum(x[:, 1:] - x[:, :-1], axis=1)
        max(x[0])
        mean(x[:, 0])
        sum(x[:, None] * y[None], axis=-1)
        sum(x[:, None] * y[None], axis=(0, 2))
        sum(x, axis=0)[1:]
        sum(x, axis=0)[None] * x
        sum(x, axis=1, keepdims=True)[0]
        argmax(x[:, ::-1], axis=1)
        sum(roll(x, 1, axis=0))
        sum(x * roll(x, 1, axis=1), axis=1)
        max(abs(roll(x, 1, axis=0) - x))
        roll(x, 1, axis=0) - mean(x)
        roll(sum(x, axis=0), 1)
        sum(arange(100))
        sum(arange(1000) * 0.1)
        sum(arange(10)[::3])
        mean(arange(101) / 10)
        sum(1 / (arange(5000) + 1.0))
        max(arange(4) * x, axis=0)
        argmax(arange(7) % 4)
        prod(arange(1, 21))
        sum(arange(20000) % 7 == 3)
        dot(arange(4), arange(4))
        dot(arange(4), x[0])
        x + sum(arange(4))
        """,
        x=x,
        y=y,
    )
    section("Long ones")
    values(
        """
        sum(arange(100000) * 0.001)
        sum(f32(arange(30000)) / 7)
        mean((arange(40000) % 1000) * 0.1)
        sum(1 / (f16(arange(2000)) + 1))
        mean(f16(arange(30000) % 1000))
        var(f16(arange(30000) % 1000))
        norm(f16(arange(5000) % 1000))
        cumsum(f16(arange(4000) % 2))[::400]
        sum((arange(300)[:, None] + arange(200)) * 0.01, axis=0)[:3]
        sum((arange(300)[:, None] + arange(200)) * 0.01, axis=1)[-3:]
        sum(arange(300)[:, None] * arange(200))
        max((arange(50000) * 7919) % 50021)
        argmax((arange(50000) * 7919) % 50021)
        argmin((arange(50000) * 7919 + 3) % 50021)
        count_nonzero((arange(50000) * 7919) % 3)
        """
    )


def programs():
    g = terms("f64", 3, 4)
    x = terms("f64", 4)
    section("Programs that end in an expression")
    values(
        """
        m = mean(g, axis=0); g - m
        m = mean(g); s = std(g); (g - m) / s
        s = sum(g, axis=1, keepdims=True); g / s
        t = g * 2; t -= min(t); t
        t = g - mean(g, axis=0); sum(t * t, axis=0)
        top = max(g, axis=1); low = min(g, axis=1); top - low
        e = exp(g - max(g, axis=-1, keepdims=True)); e / sum(e, axis=-1, keepdims=True)
        n = count_nonzero(g > 0); sum(where(g > 0, g, 0)) / n
        a = g[0]; b = g[1]; dot(a, b) / (norm(a) * norm(b))
        s = 0; s += sum(g); s += sum(g * g); s
        lap = roll(g, 1, axis=0) + roll(g, -1, axis=0) - 2*g; max(abs(lap))
        """,
        g=g,
    )
    section("Programs with outputs")
    grid, row = FILE.array("zeros_3x4", "f64", np.zeros((3, 4))), FILE.array("zeros_4", "f64", np.zeros(4))
    one = FILE.array("zero_f64", "f64", 0.0, ())
    count = FILE.array("zero_i64", "i64", 0, ())
    u = FILE.array("start", "f64", [k * k / 3 - k for k in range(12)], (3, 4))
    for text, outputs in [
        ("m = mean(g, axis=0); y = g - m", {"y": grid}),
        ("m = mean(g, axis=0); y = g - m", {"y": grid, "m": row}),
        ("y = g * 2; s = sum(y)", {"y": grid, "s": one}),
        ("y = g * 2; s = sum(y); n = count_nonzero(y > 0)", {"y": grid, "s": one, "n": count}),
        ("s = sum(g); low = min(g); high = max(g); at = argmax(g)", {"s": one, "low": one, "high": one, "at": count}),
        ("next = g * 0.5 + 1; err = sum((next - g)**2)", {"next": grid, "err": one}),
        ("u = u - mean(u)", {"u": u}),
        ("u -= mean(u, axis=0)", {"u": u}),
        ("u /= sum(u, axis=1, keepdims=True)", {"u": u}),
        ("u = u / max(abs(u)); s = sum(u)", {"u": u, "s": one}),
        ("s = sum(u); u = u * 0; t = sum(u)", {"u": u, "s": one, "t": one}),
        ("u[1:-1] = u[1:-1] - mean(u[1:-1])", {"u": u}),
        ("u[0] = max(u, axis=0)", {"u": u}),
        ("u[0] = sum(u, axis=0); u[1] = sum(u, axis=0)", {"u": u}),
        ("u[:, 0] = sum(u, axis=1)", {"u": u}),
        ("u = cumsum(u, axis=0)", {"u": u}),
        ("u = cumsum(u, axis=1) - u; r = sum(u, axis=0)", {"u": u, "r": row}),
        ("old = u; u = (u + roll(u, 1, axis=0)) / 2; err = max(abs(u - old))", {"u": u, "err": one}),
        ("r = max(g, axis=0); s = sum(r)", {"r": row, "s": one}),
        ("r = x - mean(x); y = g * r", {"r": row, "y": grid}),
        ("y = sum(g, axis=0)", {"y": grid}),
        ("y = sum(g)", {"y": grid}),
        ("y = g > mean(g)", {"y": FILE.array("unset", "bool", [False] * 12, (3, 4))}),
        ("s = sum(f)", {"s": one}),
        ("s += sum(g)", {"s": one}),
    ]:
        program(text, outputs, g=g, x=x, f=terms("f32", 3, 4))
