//! Words that other languages have for statements and operators, and the modules that names are looked up in there.

use super::row::{ForeignRow, help_for};

const BLOCKS: &str = "there are no blocks; each statement is an expression, or a name and its value, `y = x`";
const CHOICE: &str = "a choice is written `x if m else y`, or `where(m, x, y)`";
const LOOP: &str = "operators and functions take all elements at once: `x + y`, `sum(x)`; `arange(3)` counts";
const FUNCTION: &str = "no functions are declared; an expression is a formula of its variables";
const RESULT: &str = "the last statement is the result, if it is an expression alone: `x + y`";
const NAMING: &str = "a name is given a value by `y = x`, and takes the type of the value";

/// Words that begin a statement.
const STATEMENTS: &[ForeignRow] = &[
    (
        "import from using include require use library",
        "nothing is imported: functions are called by their name, `sqrt(x)`",
    ),
    ("def function func fn fun lambda sub proc", FUNCTION),
    ("class struct enum interface type", "there are numbers and arrays of them, and no other types to declare"),
    ("for foreach while do loop repeat until break continue goto", LOOP),
    ("if elif elseif elsif else switch case match when then unless select", CHOICE),
    ("return yield print println printf echo puts disp display console", RESULT),
    ("pass begin end endif endfor try except catch finally with async await nop", BLOCKS),
    (
        "raise throw assert",
        "a condition over all elements is `all(x > 0)`; the calling program decides what follows from it",
    ),
    (
        "let var const auto int double float long short bool char string val dim global nonlocal local static mut set",
        NAMING,
    ),
    ("del delete clear unset", "names are those of the program that evaluates this; leave out what is not needed"),
];

/// Those that are no name in Python either, and so meant as a statement even where one stands alone.
const RESERVED: &str = "import from def lambda class for while break continue return yield pass try except finally with \
                        async await raise assert global nonlocal del elif";

/// Words between two operands.
const INFIXES: &[ForeignRow] = &[
    ("and AND", "both of two conditions are `m and x > 0`, in small letters"),
    ("or OR", "either of two conditions is `m or x > 0`, in small letters"),
    ("in IN", "what is one of some values is found by `x in (1, 2)`, in small letters"),
    ("not NOT", "what is none of some values is found by `x not in (1, 2)`, in small letters"),
    ("if IF", "a choice is written `x if m else y`"),
    ("xor", "an exclusive or is written `^`"),
    ("is", "equality is written `x == y`; missing values are NaN, and found by `isnan(x)`"),
    ("mod rem", "a remainder is written `x % y`"),
    ("div", "a quotient rounded down is written `x // y`"),
    ("eq equals", "equality is written `x == y`"),
    ("ne neq", "what differs is found by `x != y`"),
    ("lt", "less is written `x < y`"),
    ("gt", "greater is written `x > y`"),
    ("le lte", "at most is written `x <= y`"),
    ("ge gte", "at least is written `x >= y`"),
    ("between", "within bounds is written `1 <= x < 3`"),
    ("like", "texts are not compared"),
    ("then", CHOICE),
    ("for", LOOP),
    ("as", "a value is converted by the name of a type, `f32(x)`"),
    ("where", "elements are chosen by `where(m, x, y)`"),
];

/// Words before an operand.
const PREFIXES: &[ForeignRow] = &[
    ("not NOT", "the opposite of a condition is `not m`, in small letters"),
    ("lambda", FUNCTION),
    ("new await yield", "values are written as they are, `x + y`"),
    ("if IF", CHOICE),
];

/// Where other languages keep their functions, but for the modules that are read past.
const MODULES: &str = "cp cupy jnp jax torch tf scipy special linalg stats fft ndimage random Math pd";

#[cfg(test)]
pub(super) const TABLES: &[&[ForeignRow]] = &[STATEMENTS, INFIXES, PREFIXES];

/// The help for a word that begins a statement.
pub fn statement_word(word: &str) -> Option<&'static str> {
    help_for(STATEMENTS, word)
}

/// The same for a word that was meant as no name.
pub fn reserved_word(word: &str) -> Option<&'static str> {
    statement_word(word).filter(|_| RESERVED.split(' ').any(|reserved| reserved == word))
}

/// The help for a word that stands between two operands, where no name can.
pub fn infix_word(word: &str) -> Option<&'static str> {
    help_for(INFIXES, word)
}

/// The help for a word before an operand.
pub fn prefix_word(word: &str) -> Option<&'static str> {
    help_for(PREFIXES, word)
}

/// Whether a name before a point is a module of Python.
pub fn is_module(name: &str) -> bool {
    MODULES.split(' ').any(|module| module == name)
}
