"""Makes complex.txt: python3 complex.py (needs mpmath).

Lines are `function re im re.hi re.lo im.hi im.lo` of z and of the true value, whose parts are hi + lo to 106 bits, from
values of 400 digits. Points: random ones of several sizes, on and next to the axes, the unit circle and the branch
points, and where parts of the result are small beside the other.
"""

import math
import pathlib
import random
import struct

import mpmath
from mpmath import mp, mpc, mpf

mp.dps = 400
FOLDER = pathlib.Path(__file__).parent
COUNT = 80


def sinc(z):
    return mpmath.sinpi(z) / (mpmath.pi * z)


# Function, and the largest size of the real and the imaginary part at which it is tried; 0 stands for any.
FUNCTIONS = {
    "sqrt": (mpmath.sqrt, 0, 0),
    "exp": (mpmath.exp, 705, 1e6),
    "exp2": (lambda z: mpmath.exp(z * mpmath.log(2)), 1020, 1e6),
    "expm1": (lambda z: mpmath.exp(z) - 1, 705, 1e6),
    "log": (mpmath.log, 0, 0),
    "log2": (lambda z: mpmath.log(z) / mpmath.log(2), 0, 0),
    "log10": (lambda z: mpmath.log(z) / mpmath.log(10), 0, 0),
    "log1p": (lambda z: mpmath.log(1 + z), 0, 0),
    "sin": (mpmath.sin, 1e6, 705),
    "cos": (mpmath.cos, 1e6, 705),
    "tan": (mpmath.tan, 1e6, 300),
    "arcsin": (mpmath.asin, 0, 0),
    "arccos": (mpmath.acos, 0, 0),
    "arctan": (mpmath.atan, 0, 0),
    "sinh": (mpmath.sinh, 705, 1e6),
    "cosh": (mpmath.cosh, 705, 1e6),
    "tanh": (mpmath.tanh, 300, 1e6),
    "arcsinh": (mpmath.asinh, 0, 0),
    "arccosh": (mpmath.acosh, 0, 0),
    "arctanh": (mpmath.atanh, 0, 0),
    "square": (lambda z: z * z, 1e150, 1e150),
    "reciprocal": (lambda z: 1 / z, 1e150, 1e150),
    "sinc": (sinc, 1e3, 200),
}


def part(generator, most):
    """A number of a size up to some other, or of any."""
    sign = generator.choice((-1, 1))
    kind = generator.randint(0, 3)
    if kind == 0:
        return sign * generator.uniform(0, 2)
    if kind == 1:
        return sign * generator.uniform(0, min(most, 50) if most else 50)
    if kind == 2:
        return sign * math.ldexp(generator.uniform(1, 2), generator.randint(-60, 3))
    if most:
        return sign * generator.uniform(0, most)
    return sign * math.ldexp(generator.uniform(1, 2), generator.randint(-300, 300))


def on_circle(generator):
    """A number next to the unit circle."""
    angle = generator.uniform(-math.pi, math.pi) * 2.0 ** -generator.choice((0, 0, 1, 4, 10, 20))
    size = 1 + generator.choice((0, 2**-50, -(2**-40), 2**-30, -(2**-10)))
    return complex(size * math.cos(angle), size * math.sin(angle))


def points(generator, name, along, across):
    for _ in range(COUNT):
        yield complex(part(generator, along), part(generator, across))
    for _ in range(COUNT // 4):
        yield on_circle(generator)
        yield on_circle(generator) - (1 if name == "log1p" else 0)
        near = 2.0 ** -generator.randint(1, 60)
        yield complex(generator.choice((-1, 1)) * (1 + generator.uniform(-near, near)), generator.uniform(-near, near))
        yield complex(generator.uniform(-near, near), generator.choice((-1, 1)) * (1 + generator.uniform(-near, near)))
        yield complex(part(generator, along), 2.0 ** -generator.randint(1, 200))
        yield complex(2.0 ** -generator.randint(1, 200), part(generator, across))
    multiple = [k * math.pi / 2 for k in (1, 2, 3, 4, 5, 100, 1001)]
    for angle in multiple:
        yield complex(generator.uniform(-3, 3), angle)
        yield complex(angle, generator.uniform(-3, 3))


def parts(value):
    for one in (value.real, value.imag):
        hi = float(one)
        lo = float(one - mpf(hi)) if math.isfinite(hi) else 0.0
        yield from (hi, lo)


def narrowed(z):
    """The nearest number whose parts are f32, if they have one."""
    if max(abs(z.real), abs(z.imag)) > 3e38:
        return z
    return complex(*struct.unpack("ff", struct.pack("ff", z.real, z.imag)))


def is_usable(value):
    return all(one == 0 or 1e-290 < abs(one) < 1e300 for one in (value.real, value.imag))


def main():
    generator = random.Random(30)
    lines = ["# Made by complex.py: function re im re.hi re.lo im.hi im.lo."]
    for name, (function, along, across) in FUNCTIONS.items():
        for i, z in enumerate(points(generator, name, along, across)):
            z = narrowed(z) if i % 2 else z
            if z.imag == 0 or z.real == 0:
                continue  # branch cuts are tested by their signs
            value = mpc(function(mpc(z)))
            if is_usable(value):
                lines.append(" ".join([name, repr(z.real), repr(z.imag), *map(repr, parts(value))]))
    (FOLDER / "complex.txt").write_text("\n".join(lines) + "\n")


main()
