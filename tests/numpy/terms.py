"""The operands of reductions, and the file that their cases go into."""

import numpy as np

from bounded_programs import Reductions

WITHOUT_HALF = ["bool", "i8", "i32", "i64", "u8", "u64", "f32", "f64"]
DTYPES = WITHOUT_HALF + ["f16"]

FILE = Reductions("reductions.py")
section, value, values, program, refused = FILE.section, FILE.value, FILE.values, FILE.program, FILE.refused


def terms(dtype, *shape):
    """Terms of both signs, none of them zero; floats are no short binary fractions, so that their sums are rounded."""
    numbers = [7 * 5**i % 103 - 51 for i in range(int(np.prod(shape)))]  # 5 generates all residues
    numbers = [x if x else 17 for x in numbers]
    if dtype == "bool":
        numbers = [x % 3 > 0 for x in numbers]
    elif dtype.startswith("u"):
        numbers = [abs(x) for x in numbers]
    elif dtype.startswith("f"):
        numbers = [x / 10 for x in numbers]
    return FILE.array(f"terms_{dtype}_{'x'.join(map(str, shape))}", dtype, numbers, shape)


def ties(dtype, *shape):
    """Few different small numbers, zero among them: the least and the largest stand at several places."""
    numbers = [7 * 5**i % 103 % 4 for i in range(int(np.prod(shape)))]
    numbers = [x - 2 * (not dtype.startswith(("u", "b"))) for x in numbers]
    if dtype == "bool":
        numbers = [x % 2 for x in numbers]
    return FILE.array(f"ties_{dtype}_{'x'.join(map(str, shape))}", dtype, numbers, shape)
