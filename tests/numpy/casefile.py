"""The form of cases.txt, complex.txt, programs.txt and reductions.txt.

Lines `array NAME DTYPE [SHAPE] VALUES` define the inputs. A line that is not indented is a case's expression; below it
`NAME = ARRAY STEPS…` binds an operand, the steps (`slice`, `axes`, `newaxis`, `broadcast`) making a view of the array,
and `NAME = weak DTYPE VALUE` a scalar by value. `-> DTYPE [SHAPE] TOLERANCE: VALUES`, or `-> error`, is the outcome.
`NAME <- ARRAY` is an output with the elements it has before the program runs, and there is an outcome
`-> NAME: DTYPE [SHAPE] TOLERANCE: VALUES` for each. In an expression `\\n` stands for a line break.
Floats stand as their bits in hexadecimal, a complex number as those of its imaginary part before the 64 of its real one,
integers in decimal, bool as 0 and 1, dates and lengths of time as their numbers of units. Texts are arrays of
characters with one axis more, as in the language, and these stand as their numbers. The tolerance is `exact`,
`N ulp` or `within BOUND…`: how far each element, or any if there is one bound for all, may be from its value; an
ULP of a complex number is one of its larger part.
"""

import ast
import pathlib

import numpy as np

from reference import evaluate, evaluate_rounded_once, names_in, numpy_dtype, short_name


def encode_value(value):
    value = np.asarray(value)
    if value.dtype.kind == "f":
        # The sign and payload of a NaN mean nothing: one spelling keeps the file the same everywhere.
        value = np.where(np.isnan(value), np.abs(value.dtype.type(np.nan)), value)
        return format(int(value.view(f"u{value.dtype.itemsize}")), "x")
    if value.dtype.kind == "c":
        real, imag = (int(encode_value(part), 16) for part in (value.real, value.imag))
        return format(imag << 64 | real, "x")
    if value.dtype.kind in "mM":
        value = value.view("i8")
    return str(int(value))


def encode_array(array):
    return " ".join(map(encode_value, array.ravel()))


def characters(array):
    """An array of texts as the numbers of their characters, along one axis more; any other as it is."""
    if array.dtype.kind not in "SU":
        return array
    number = np.dtype("u1" if array.dtype.kind == "S" else "u4")
    width = array.dtype.itemsize // number.itemsize
    return np.frombuffer(array.tobytes(), number).reshape((*array.shape, width))


def described(array):
    """Type and shape, and the elements."""
    numbers = characters(array)
    return f"{short_name(array.dtype)} {list(numbers.shape)}", encode_array(numbers)


class Operand:
    """A named array, or a view of it, with the steps that lead to the view."""

    def __init__(self, name, array, steps=""):
        self.name, self.array, self.steps = name, array, steps

    def step(self, array, text):
        return Operand(self.name, array, f"{self.steps} {text}")

    def slice(self, *axes):
        """Elements from `low` to before `high` of each axis, every `step`-th; from the last one if `step` < 0."""
        array = self.array
        for axis, (low, high, step) in enumerate(axes):
            before = (slice(None),) * axis
            array = array[(*before, slice(low, high))][(*before, slice(None, None, step))]
        return self.step(array, "slice " + ",".join(f"{low}:{high}:{step}" for low, high, step in axes))

    def axes(self, *order):
        return self.step(self.array.transpose(order), "axes " + ",".join(map(str, order)))

    def newaxis(self, axis):
        return self.step(np.expand_dims(self.array, axis), f"newaxis {axis}")

    def broadcast(self, *shape):
        return self.step(np.broadcast_to(self.array, shape), "broadcast " + ",".join(map(str, shape)))

    def __str__(self):
        return self.name + self.steps


def values_of(operands):
    return {name: operand.array if isinstance(operand, Operand) else operand for name, operand in operands.items()}


def named(text, operands):
    """The operands that a program names, so that a list of programs can share them."""
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    return {name: operand for name, operand in operands.items() if name in names}


class File:
    """The arrays and cases."""

    def __init__(self, maker="generate.py"):
        self.maker = maker
        self.arrays = {}
        self.lines = []
        self.count = 0

    def array(self, name, dtype, values, shape=None):
        """Defines an array, or finds it again."""
        array = np.array(values, numpy_dtype(dtype))
        if shape is not None:
            array = array.reshape(shape)
        assert name not in self.arrays or self.arrays[name].tobytes() == array.tobytes(), name
        self.arrays[name] = array
        return Operand(name, array)

    def section(self, title):
        self.lines += ["", f"# {title}", ""]

    def write_head(self, text, operands):
        text = text.replace("\n", "\\n")
        assert not text.startswith(("#", " ", "array "))
        self.count += 1
        self.lines.append(text)
        for name, operand in operands.items():
            if isinstance(operand, Operand):
                self.lines.append(f"  {name} = {operand}")
            else:
                value = np.asarray(operand)
                self.lines.append(f"  {name} = weak {short_name(value.dtype)} {encode_value(value)}")

    def case(self, text, numpy=None, ulp=0, **operands):
        """A case; `numpy` is the text for NumPy where it is another one, `ulp` the tolerance of a float result.

        Operands that the expression does not name are left out, so that a list of expressions can share them.
        """
        numpy = numpy or text
        operands = {name: operand for name, operand in operands.items() if name in names_in(numpy)}
        values = values_of(operands)
        result = evaluate(numpy, values)
        if result.dtype.kind not in "fc":
            ulp = 0
        elif result.dtype.kind == "c" or any(np.iscomplexobj(x) for x in values.values()):
            pass  # complex functions are compared with NumPy's own
        elif ulp:
            result, ulp = evaluate_rounded_once(numpy, values, result, ulp)
        self.write_head(text, operands)
        tolerance = f"{ulp} ulp" if ulp else "exact"
        kind, elements = described(result)
        self.lines.append(f"  -> {kind} {tolerance}: {elements}".rstrip())

    def each(self, texts, **options):
        """A case for each of the expressions between semicolons."""
        for text in texts.split(";"):
            self.case(text.strip(), **options)

    def refused(self, text, **operands):
        """A case that NumPy refuses, as the language does."""
        try:
            evaluate(text, values_of(operands))
        except (TypeError, ValueError, OverflowError):
            self.write_head(text, operands)
            self.lines.append("  -> error")
        else:
            raise AssertionError(f"NumPy does evaluate {text}")

    def __str__(self):
        head = f"# {self.count} cases with the values of NumPy {np.__version__}.\n"
        head += f"# Made by `python3 tests/numpy/{self.maker}`; casefile.py explains the form.\n\n"
        arrays = "".join(
            f"array {name} {' '.join(described(array))}".rstrip() + "\n" for name, array in self.arrays.items()
        )
        return head + arrays + "\n".join(self.lines) + "\n"

    def make(self, name, parts):
        """Writes what the parts add to a file beside this one."""
        for part in parts:
            part()
        path = pathlib.Path(__file__).with_name(name)
        path.write_text(str(self), encoding="utf-8")
        print(f"{self.count} cases, {path.stat().st_size} bytes")


class Programs(File):
    """Cases that are programs.

    A subclass says how one is run (`run`), what it raises where NumPy refuses it (`refusals`), and how a value is to be
    compared (`outcome`).
    """

    def value(self, text, **operands):
        """A program that ends in an expression."""
        operands = named(text, operands)
        result, _ = self.run(text, values_of(operands), {})
        self.write_head(text, operands)
        self.outcome("", result)

    def values(self, texts, **operands):
        """Programs that end in an expression, a line each."""
        for text in filter(None, map(str.strip, texts.splitlines())):
            self.value(text, **operands)

    def program(self, text, outputs, **operands):
        """A program with outputs: a name, and the array with what it holds before."""
        operands = named(text, operands)
        _, after = self.run(text, values_of(operands), values_of(outputs))
        self.write_head(text, operands)
        for name, operand in outputs.items():
            self.lines.append(f"  {name} <- {operand.name}")
        for name, array in after.items():
            self.outcome(f"{name}: ", array)

    def refused(self, text, **operands):
        """A program that NumPy refuses, as the language does."""
        operands = named(text, operands)
        try:
            self.run(text, values_of(operands), {})
        except self.refusals:
            self.write_head(text, operands)
            self.lines.append("  -> error")
        else:
            raise AssertionError(f"NumPy does evaluate {text}")
