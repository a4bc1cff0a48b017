"""Writes print.txt: arrays, and the text that NumPy 2.4 prints for them.

    python3 print.py > print.txt

A case is a line `> dtype [shape] values…`, or `> dtype [shape] ramp start step` for start + step*i, followed by what
`print(array)` writes.
"""

import numpy as np

NAMES = {
    "bool": "?", "i8": "i1", "i16": "i2", "i32": "i4", "i64": "i8",
    "u8": "u1", "u16": "u2", "u32": "u4", "u64": "u8", "f32": "f4", "f64": "f8",
}


def parse(word, dtype):
    if "64[" in dtype:
        return np.iinfo("i8").min if word == "NaT" else int(word)
    if dtype == "bool":
        return word == "true"
    return np.dtype(NAMES[dtype]).type(float(word) if dtype[0] == "f" else int(word))


def case(dtype, shape, words):
    numpy_type = np.dtype(NAMES.get(dtype, dtype))
    n = int(np.prod(shape))
    parts = words.split()
    if parts[:1] == ["ramp"]:
        start, step = map(float, parts[1:])
        array = (start + np.arange(n) * step).astype("i8" if "64[" in dtype else numpy_type)
        array = array.view(numpy_type) if "64[" in dtype else array
    else:
        values = [parse(word, dtype) for word in parts]
        array = np.array(values, "i8").view(numpy_type) if "64[" in dtype else np.array(values, numpy_type)
    print("> {} [{}] {}".format(dtype, ",".join(map(str, shape)), words).rstrip())
    print(array.reshape(shape))


for dtype, words in {
    "bool": "true false", "i8": "-128 127", "i16": "-32768 32767", "i32": "-2147483648 0",
    "i64": "-9223372036854775808 9223372036854775807", "u8": "0 255", "u16": "65535 1", "u32": "4294967295 7",
    "u64": "18446744073709551615 0", "f32": "0.1 1.5", "f64": "0.1 1.5",
}.items():
    for word in words.split():
        case(dtype, (), word)
    case(dtype, (2,), words)
    case(dtype, (2, 1), words)

# One float alone: full precision, an exponent below 1e-4 and from 1e16 on (f32: from 1e6 on).
for word in ("0.0 -0.0 nan inf -inf 1.0 1e-4 0.00012345678901234567 9.9999e-5 1e15 1e16 123456789.123456789 5e-324 "
             "1.7976931348623157e308 5.684341886080802e-14 9007199254740992.0 1e-100 0.3333333333333333").split():
    case("f64", (), word)
for word in "0.0 -0.0 nan -inf 999999.0 1e6 1e-4 0.0001001 1e-45 3.4028235e38 0.33333334 16777216.0 62272.0625".split():
    case("f32", (), word)

# Floats: the choice of the exponent form, digits, padding, what is not finite.
for words in (
    "0.0", "-0.0", "nan", "inf", "-inf", "nan inf", "-inf 0.0", "1.0 2.0 3.0", "1.0 -2.0 3.25", "0.1 0.2 0.30000000000000004",
    "1.0 nan", "1.5 inf -inf nan", "-1.5 inf", "-1.5 -inf", "100.25 nan 3.0", "1e-5 1.0", "1e-4 0.1", "1e-4 0.10001",
    "0.0001 0.00012345678901", "99999999.0 100000.0", "100000000.0", "123456789.0 1.0", "1.0 1000.0", "1.0 1000.1", "1.0 999.9999999999",
    "0.0 1000000.0", "0.0 1e8", "1e300 1e-300", "1e300 nan 1.5", "1e-310 5e-324", "1e100 -inf", "-1e-5 -inf nan", "3.141592653589793 2.718281828459045",
    "0.123456789 1.0", "0.12345678949999 0.5", "0.000000005 0.5", "1.000000005e10 1.5", "0.99999999999 0.5", "9.99999999999e9 1.5",
    "1e5 1e-5 -0.0", "12345.678 -0.001", "0.5 0.25 0.125 0.0625 0.03125", "2.5e-8 1.0 3.0", "1e16 1.0", "-0.0 0.0 -0.0",
):
    case("f64", (len(words.split()),), words)
for words in (
    "0.1 0.2 0.3", "0.1 1e-5", "999999.0 1000.5", "1000000.0 1000.5", "16777216.0", "3.4028235e38 1e-45", "1.2621775e-29 1.5",
    "62272.0625 1.5", "0.0001 0.001", "0.33333334 0.6666667 nan", "1e-5 -inf", "0.1 100.0", "0.1 100.1",
):
    case("f32", (len(words.split()),), words)

# Integers and truth values: one width for all.
case("i64", (4,), "-1 10 -100 1000")
case("i8", (3, 3), "-128 0 1 2 3 4 5 6 127")
case("u64", (3,), "18446744073709551615 0 1")
case("i64", (2,), "-9223372036854775808 9223372036854775807")
case("bool", (2, 2), "true false false false")

# Long lines.
for count in (17, 18, 19, 37, 38, 100):
    case("i64", (count,), "ramp 100 1")
    case("f64", (count,), "ramp 0 0.5")
case("bool", (40,), " ".join(["true", "false", "false", "true"] * 10))
case("f64", (2, 12), "ramp -3 0.25")
case("f64", (2, 13), "ramp 0 123456.789")
case("i32", (2, 2, 30), "ramp -60 1")
case("f64", (5, 15, 2), "ramp 0 0.125")
case("f64", (12,), "ramp 1 1e-9")

# Ranks, and axes without elements.
for shape in ((0,), (0, 3), (3, 0), (2, 0, 2), (1, 1, 1, 1)):
    case("f64", shape, "2.5" if np.prod(shape) else "")
case("i64", (2, 3, 4), "ramp 0 1")
case("i64", (2, 1, 3, 2), "ramp -6 1")
case("f64", (2, 2, 2, 2), "ramp -1 0.125")
case("u8", (1, 2, 1, 2, 1), "1 2 3 4")

# More than 1000 elements: the edges.
case("i64", (1000,), "ramp 0 1")
case("i64", (1001,), "ramp 0 1")
case("f64", (1001,), "ramp 0 0.001")
case("f64", (100000,), "ramp 1 1")
case("bool", (2000,), "ramp 0 1")
case("f64", (1000, 1000), "ramp 0 0.001")
case("f32", (1000, 1000), "ramp 0 0.001")
case("i16", (2, 501), "ramp 0 1")
case("i16", (501, 2), "ramp 0 1")
case("i32", (6, 7, 30), "ramp -9 1")
case("f64", (7, 6, 30), "ramp 0 0.1")
case("i32", (2, 8, 8, 9), "ramp 0 1")
case("f64", (7, 7, 7, 7), "ramp -1000 1")
case("f64", (3, 400), "ramp 0 1e7")

# Dates and lengths of time, of all units.
for unit in "Y M W D h m s ms us ns ps fs as".split():
    for word in "0 -1 1 123456 -123456 NaT".split():
        case(f"datetime64[{unit}]", (), word)
        case(f"timedelta64[{unit}]", (), word)
    case(f"datetime64[{unit}]", (3,), "1 NaT -20")
    case(f"timedelta64[{unit}]", (3,), "1 NaT -20")
    case(f"datetime64[{unit}]", (2, 2), "0 1 2 3")
case("timedelta64[s]", (2, 2), "0 1 -2 3")
case("datetime64[D]", (20,), "ramp 19800 40")
case("timedelta64[D]", (40,), "ramp -5 1")
