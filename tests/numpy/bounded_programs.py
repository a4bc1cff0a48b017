"""Runs programs over bounded arrays, each right-hand side completely before it is written, and makes cases of them."""

import ast
import copy
import math

import numpy as np

import folds
from bounded import Bounded, Type, arange, certain, exp, log, roll, sqrt, where
from casefile import Programs, encode_array
from reference import DTYPES, NUMPY_NAMES, Elementwise, short_name

NAMES = (
    {
        "sqrt": sqrt,
        "exp": exp,
        "log": log,
        "abs": abs,
        "roll": roll,
        "where": where,
        "arange": arange,
        "pi": math.pi,
        "inf": math.inf,
        "nan": math.nan,
    }
    | folds.REDUCTIONS
    | {name: folds.extreme(getattr(np, name)) for name in ["min", "max", "nanmin", "nanmax"]}
    | {
        name: certain(getattr(np, name))
        for name in """any all argmin argmax nanargmin nanargmax count_nonzero isnan isfinite logical_and logical_or
        logical_not minimum maximum fmin fmax floor sign ptp""".split()
    }
    | {short: Type(short) for short in DTYPES}
    | {long: Type(short) for short, long in NUMPY_NAMES.items()}
)


def run(text, operands, outputs):
    """The value of the bare expression at the end, if any, and the outputs by name."""
    outputs = {name: Bounded(array.copy()) for name, array in outputs.items()}
    values = {name: Bounded(x) if isinstance(x, np.ndarray) else x for name, x in operands.items()}
    result = None

    def value(node):
        tree = ast.fix_missing_locations(Elementwise().visit(ast.Expression(copy.deepcopy(node))))
        return eval(compile(tree, "program", "eval"), NAMES | outputs | values)

    for node in ast.parse(text).body:
        if isinstance(node, ast.Expr):
            result = value(node.value)
            continue
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        right = node.value
        if isinstance(node, ast.AugAssign):
            old = copy.deepcopy(target)
            old.ctx = ast.Load()
            right = ast.BinOp(old, node.op, right)
        assigned = value(right)
        if isinstance(target, ast.Subscript):
            place = value(target.slice)
            outputs[target.value.id].write(place, assigned)
        elif target.id in outputs:
            outputs[target.id].write(..., assigned)
        else:
            # A view would show what is written into its array later.
            values[target.id] = assigned.copy() if isinstance(assigned, Bounded) else assigned
    return result, outputs


class Reductions(Programs):
    """Cases with bounded values."""

    run = staticmethod(run)
    refusals = (TypeError, ValueError, IndexError)  # AxisError is both of the last

    def outcome(self, prefix, value):
        value = value if isinstance(value, Bounded) else Bounded(value)
        values, bounds = value.expected()
        tolerance = "exact"
        if bounds is not None and bounds.size and any(bounds.ravel()):
            texts = [bound_text(bound) for bound in bounds.ravel()]
            tolerance = "within " + (texts[0] if len(set(texts)) == 1 else " ".join(texts))
        head = f"  -> {prefix}{short_name(values.dtype)} {list(values.shape)} {tolerance}:"
        self.lines.append(f"{head} {encode_array(values)}".rstrip())


def bound_text(bound):
    """Three digits, not below the bound."""
    return "0" if bound == 0 else f"{float(bound) * 1.01:.2e}"
