"""Makes texts.txt: texts of bytes (`S`) and of characters (`U`), with the values of NumPy 2.

A literal of the language takes the type of the texts beside it; NumPy's side has one of that type.
"""

import itertools

import numpy as np

from casefile import File
from reference import NAMESPACE

FILE = File("texts.py")
LETTERS = [
    "", "a", "b", "ab", "ba", "aa", "abc", "abd", "ab\0", "a\0b", "\0", "\0a", "abcabc", "bcabca", "abcdefgh",
    "abcdefgi", "abcdefghi", " a", "a ", "A", "zebra", "~",
]
ACCENTS = ["é", "e\u0301", "ü", "üb", "日本", "日本語", "\U0001f600", "\U0010ffff", "a\u20ac", "\u0100", "\xff", "ÿ"]
BYTES = ["\xff", "\x80", "\x7f", "a\x80", "a\x7f"]  # as bytes of these numbers
WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]
NAMESPACE |= {
    "contains": lambda x, y: np.strings.find(x, y) >= 0,
    "startswith": np.strings.startswith,
    "endswith": np.strings.endswith,
    "len": np.strings.str_len,
}


def texts(kind, width):
    """All texts of at most so many characters, and the longer ones cut off."""
    name = f"{kind}{width}"
    values = LETTERS + (ACCENTS if kind == "U" else BYTES)
    if kind == "S":
        values = [value.encode("latin-1") for value in values]
    return FILE.array(name, name, [value[:width] for value in values])


def compared():
    for kind in "SU":
        FILE.section(f"Comparison of {kind}: every width with itself, and with the next ones")
        for first, second in itertools.product(WIDTHS, WIDTHS):
            if first == second or abs(WIDTHS.index(first) - WIDTHS.index(second)) == 3:
                a, b = texts(kind, first), texts(kind, second)
                FILE.each("a == b; a != b; a < b; a <= b; a > b; a >= b", a=a.newaxis(1), b=b)


def searched():
    for kind in "SU":
        FILE.section(f"Search in {kind}")
        for first, second in itertools.product([1, 2, 4, 9], [1, 2, 3, 5]):
            a, b = texts(kind, first), texts(kind, second)
            FILE.each("contains(a, b); startswith(a, b); endswith(a, b)", a=a.newaxis(1), b=b)
        FILE.section(f"Lengths of {kind}")
        for width in WIDTHS:
            FILE.each("len(a); len(a) * 2 + 1", a=texts(kind, width))


def literals():
    for kind in "SU":
        FILE.section(f"Literals beside {kind}")
        mark = "b" if kind == "S" else ""
        words = ["", "a", "ab", "abc", "abcdefgh", "abcdefghi", "zebra"]
        words += ["é", "日本", "\U0001f600"] if kind == "U" else []
        for word, width in itertools.product(words, [1, 3, 8, 9]):
            a = texts(kind, width)
            for text in [
                "a == {}", "{} != a", "a < {}", "a <= {}", "{} < a", "a >= {}", "contains(a, {})", "startswith(a, {})",
                "endswith(a, {})", "startswith({}, a)",
            ]:
                FILE.case(text.format(f'"{word}"'), text.format(f'{mark}"{word}"'), a=a)
        for words in [("a",), ("ab", "abc"), ("", "zebra", "b", "~")]:
            listed = [", ".join(f'{mark}"{word}"' for word in words) + "," for mark in ["", mark]]
            a = texts(kind, 5)
            FILE.case(f"a in ({listed[0]})", f"a in ({listed[1]})", a=a)
            FILE.case(f"a not in ({listed[0]})", f"a not in ({listed[1]})", a=a)


def chosen():
    for kind in "SU":
        FILE.section(f"Choice among {kind}: as wide as the wider one")
        for first, second in itertools.product([1, 3, 8], [2, 3, 9]):
            a, b = texts(kind, first), texts(kind, second)
            FILE.each("where(a < b, a, b); b if a == b else a; a if len(a) > 1 else b", a=a, b=b)
        FILE.case("where(a < b, a, b)", a=texts(kind, 3).newaxis(1), b=texts(kind, 2))


def viewed():
    for kind in "SU":
        FILE.section(f"Views of {kind}")
        a, b = texts(kind, 9), texts(kind, 8)
        some = [(0, 20, 2), (2, 22, 2), (5, 15, -1)]
        for first, second in itertools.product(some, some):
            FILE.each("a == b; a < b; startswith(a, b)", a=a.slice(first), b=b.slice(second))
        FILE.each("a[::-1] == a; a[1:] < a[:-1]; a[3] == a; a[None, 3:5] != a[:, None]; a[::3]", a=a)
        FILE.case("a[-1]", "a[-1, ...]", a=a)
        a, b = a.slice((4, 4, 1)), b.slice((4, 4, 1))
        FILE.each("a == b; a < b; contains(a, b); where(a == b, a, b); len(a)", a=a, b=b)


def main():
    FILE.make("texts.txt", [compared, searched, literals, chosen, viewed])


if __name__ == "__main__":
    main()
