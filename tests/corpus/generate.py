"""Writes what NumPy gives for each line of the corpus, and the operands, into the files that `corpus.rs` reads.

    python tests/corpus/generate.py

A line of a `.txt` file of this folder that begins a line is a program, as people type it; the indented line behind it
is NumPy's answer: type, shape, elements in C order. The programs stay as they are, the answers are written anew.
"""

import math
import pathlib
import warnings

import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20240607)


def band(low, high):
    return rng.uniform(low, high, (4, 5)).astype(np.float32)


def with_gaps(array, places):
    array = array.copy()
    array[list(places)] = np.nan
    return array


OPERANDS = {
    # Remote sensing.
    "red": band(0.02, 0.3), "nir": band(0.1, 0.6), "green": band(0.02, 0.3), "blue": band(0.01, 0.2),
    "swir": band(0.05, 0.4), "swir2": band(0.05, 0.4), "ndvi_map": band(-0.3, 0.9), "radiance": band(5, 12),
    "dn": rng.integers(7000, 30000, (4, 5), dtype=np.uint16), "qa": rng.integers(0, 256, (4, 5), dtype=np.uint16),
    "cloud": rng.random((4, 5)) < 0.3,
    # Physics.
    "m": rng.uniform(0.5, 4, 6), "v": rng.uniform(1, 30, 6), "z": rng.uniform(0, 5, 6),
    "t": np.linspace(0.05, 1.1, 8), "T": rng.uniform(200, 400, 6), "E": rng.uniform(1e-21, 1e-20, 6),
    "nu": rng.uniform(3e14, 8e14, 6), "u": rng.normal(0, 1, (5, 6)), "omega": 12.5, "phi": 0.25, "A": 1.5, "G": 6.674e-11,
    "tau_c": 0.4, "x0": 2.0, "v0": 5, "radius": 0.75,
    # Finance.
    "price": np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.02, 12))), 4), "volume": rng.integers(500, 3000, 12),
    "returns": rng.normal(0.001, 0.02, 12), "weights": np.array([0.4, 0.3, 0.2, 0.1]),
    "spot": rng.uniform(80, 120, 5), "strike": 100.0, "rate": 0.03, "sigma": 0.2, "years": 2, "principal": 1000,
    "cash": np.array([-1000.0, 300, 400, 500]), "with_gaps": with_gaps(rng.uniform(1, 9, 8), (2, 5)),
    # Images.
    "img": rng.integers(0, 256, (6, 7, 3), dtype=np.uint8), "gray": np.round(rng.uniform(0, 255, (6, 7)), 3),
    "mask": rng.random((6, 7)) < 0.4,
    # Statistics.
    "w": rng.uniform(0.1, 2, 6), "data": rng.normal(0.5, 1.5, (6, 4)), "mu": 0.3, "sd": 1.25,
    "labels": np.array([1, 0, 1, 1, 0, 0]), "p": rng.uniform(0.05, 0.95, 6), "missing": with_gaps(rng.normal(1, 2, 9), (1, 7)),
    "x": rng.normal(0, 1.2, 6), "y": rng.normal(0.4, 1, 6),
}

NAMES = {"np": np, "numpy": np, "xp": np, "math": math}


def shown(value):
    value = np.asarray(value)
    elements = [repr(element) for element in value.ravel().tolist()]
    shape = "x".join(map(str, value.shape)) or "-"
    return f"{value.dtype} {shape} {' '.join(elements)}".rstrip()


def answer(program):
    names = {**NAMES, **OPERANDS}
    *statements, last = program.split(";")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for statement in statements:
            exec(statement.strip(), names)
        return shown(eval(last.strip(), names))


def main():
    lines = []
    for name, value in OPERANDS.items():
        kind = "value" if isinstance(value, (int, float)) else "array"
        lines.append(f"{name} {kind} {shown(value)}")
    (HERE / "operands.data").write_text("\n".join(lines) + "\n")
    for path in sorted(HERE.glob("*.txt")):
        out = []
        for line in path.read_text().splitlines():
            if line.startswith(" ") or not line:
                continue
            out.append(line)
            if not line.startswith("#"):
                out.append(f"    {answer(line)}")
        path.write_text("\n".join(out) + "\n")


main()
