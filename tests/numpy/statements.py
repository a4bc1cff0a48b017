"""NumPy's side of a program: runs its statements in NumPy, each right-hand side completely before it is written.

Python parses the text. `roll`, `arange` and `linspace` are NumPy's own, `shift` is made of `numpy.pad`, and `index` of
the shape that a first look at the right-hand side gives.
"""

import ast
import copy
import warnings

import numpy as np

from reference import NAMESPACE, Elementwise

PAD_MODES = {"nearest": "edge", "reflect": "symmetric", "mirror": "reflect", "wrap": "wrap"}
"""SciPy's names, which the language takes, and NumPy's."""


def axis_of(x, axis):
    """An axis by number; it may be left out if there is but one."""
    if axis is None and x.ndim != 1:
        raise ValueError("which axis?")
    return 0 if axis is None else axis


def roll(x, k, axis=None):
    return np.roll(x, k, axis_of(x, axis))


def shift(x, k, axis=None, mode="constant", value=0):
    """Element i along the axis is x[i - k]."""
    axis = axis_of(x, axis)
    if k == 0 or x.shape[axis] == 0:
        return x.copy()
    widths = [(0, 0)] * x.ndim
    widths[axis] = (k, 0) if k > 0 else (0, -k)
    if mode == "constant":
        padded = np.pad(x, widths, constant_values=value)
    else:
        padded = np.pad(x, widths, mode=PAD_MODES[mode])
    start = 0 if k > 0 else -k
    return np.take(padded, range(start, start + x.shape[axis]), axis)


def arange(*numbers, **named):
    """Of integers i64 everywhere, which is not so on all systems."""
    are_integers = all(isinstance(x, (int, np.integer)) for x in [*numbers, *named.values()])
    return np.arange(*numbers, **named, dtype=np.int64 if are_integers else None)


def zeros(*shape):
    return np.zeros(shape[0] if len(shape) == 1 else shape)


def ones(*shape):
    return np.ones(shape[0] if len(shape) == 1 else shape)


def full(*arguments):
    """The value comes last; an integer is i64 everywhere."""
    *shape, value = arguments
    dtype = np.int64 if type(value) is int else None
    return np.full(shape[0] if len(shape) == 1 else shape, value, dtype)


MOVES = {
    "roll": roll,
    "shift": shift,
    "arange": arange,
    "linspace": np.linspace,
    "zeros": zeros,
    "ones": ones,
    "full": full,
    "take": np.take,
    "choose": np.choose,
    "select": np.select,
    "searchsorted": np.searchsorted,
    "digitize": np.digitize,
    "interp": np.interp,
    "newaxis": None,
}


def index_in(shape):
    """`index` in a right-hand side of a shape; of none, one number."""

    def index(axis):
        if shape is None:
            return np.zeros((), np.int64)
        axis = range(len(shape))[axis]
        return np.arange(shape[axis]).reshape([-1 if i == axis else 1 for i in range(len(shape))])

    return index


def is_weak(value):
    return type(value) in (bool, int, float)  # a numpy.float64 is a float, too


def write(array, value):
    """Writes into an array or a view, if the language allows the cast."""
    with np.errstate(over="ignore"):
        if is_weak(value):
            kinds = "biuf"
            kind = {bool: "b", int: "i", float: "f"}[type(value)]
            if kinds.index(kind) > kinds.index(array.dtype.kind):
                raise TypeError(f"{value} into {array.dtype}")
            value = np.array(value, array.dtype)  # raises OverflowError for an integer that does not fit
        np.copyto(array, value, casting="same_kind")


class Run:
    """The names of a program while it runs."""

    def __init__(self, operands, outputs):
        self.values = dict(operands)
        self.arrays = {name: array.copy() for name, array in outputs.items()}
        self.result = None

    def value(self, node, shape):
        tree = Elementwise().visit(ast.Expression(copy.deepcopy(node)))
        code = compile(ast.fix_missing_locations(tree), "program", "eval")
        names = NAMESPACE | MOVES | {"index": index_in(shape)} | self.arrays | self.values
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return eval(code, names)

    def assign(self, target, node):
        if isinstance(target, ast.Name):
            array = self.arrays.get(target.id)
            shape = np.shape(self.value(node, None)) if array is None else array.shape
            value = self.value(node, shape)
            if array is not None:
                write(array, value)
            # A view would show what is written into its array later.
            self.values[target.id] = value.copy() if isinstance(value, np.ndarray) else value
        else:
            array = self.arrays[target.value.id]
            place = self.value(target.slice, None)
            place = place if isinstance(place, tuple) else (place,)
            if ... not in place:
                place = (*place, ...)  # so that one element is a view, too
            region = array[place]
            write(region, self.value(node, region.shape))
            self.values.pop(target.value.id, None)

    def statement(self, node, shape):
        if isinstance(node, ast.Expr):
            self.result = self.value(node.value, shape or np.shape(self.value(node.value, None)))
        elif isinstance(node, ast.AugAssign):
            old = copy.deepcopy(node.target)
            old.ctx = ast.Load()
            self.assign(node.target, ast.BinOp(old, node.op, node.value))
        else:
            self.assign(node.targets[0], node.value)


def run(text, operands, outputs, shape=None):
    """The value of the bare expression at the end, if any, and the outputs by name."""
    program = Run(operands, outputs)
    for node in ast.parse(text).body:
        program.statement(node, shape)
    return program.result, program.arrays
