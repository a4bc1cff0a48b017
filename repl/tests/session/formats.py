"""Writes formats.txt: the transcript of a session that sets how arrays are shown, with what NumPy 2.4 shows.

    python3 formats.py > formats.txt
"""

import numpy as np

NAMESPACE = {
    "arange": np.arange, "linspace": np.linspace, "sqrt": np.sqrt, "exp": np.exp, "nan": np.nan, "inf": np.inf,
    "f32": lambda x: np.asarray(x, "f4"), "u8": lambda x: np.asarray(x, "u1"),
}
TYPES = {"bool": "bool", "int64": "i64", "uint8": "u8", "float32": "f32", "float64": "f64"}
EXPRESSIONS = [
    "linspace(0, 1, 7)",
    "linspace(0, 1, 7) - 0.5",
    "sqrt(arange(30))",
    "f32(sqrt(arange(12)))",
    "exp(arange(12) * 3.0)",
    "exp(-linspace(0, 9, 5))",
    "linspace(0, 1, 6) * 1e-7",
    "linspace(1, 2, 3) * nan",
    "linspace(-1, 1, 4) * inf",
    "arange(40)",
    "u8(arange(9))",
    "arange(30) > 14",
    "arange(4)[:, None] * linspace(0, 1, 5)",
    "arange(9)[:, None] + arange(12) / 8",
    "arange(3)[:, None, None] - arange(2)[:, None] * linspace(0, 1, 9)",
]
SETTINGS = [
    {"precision": 3}, {"precision": 0}, {"precision": 1}, {"precision": 17}, {"linewidth": 40}, {"linewidth": 20},
    {"linewidth": 200}, {"threshold": 5}, {"threshold": 0}, {"threshold": 20, "precision": 2, "linewidth": 30},
]
DEFAULTS = {"precision": 8, "threshold": 1000, "linewidth": 75}

for settings in SETTINGS:
    np.set_printoptions(**(DEFAULTS | settings))
    for name, value in (DEFAULTS | settings).items():
        print(f"> :set {name} {value}")
    for expression in EXPRESSIONS:
        value = eval(expression, NAMESPACE)
        print(f"> {expression}")
        print(value)
        print(TYPES[value.dtype.name] + "[" + ",".join(map(str, value.shape)) + "]")
