//! Names that stand for no value: modules of Python before a point, which are read past, and types given as arguments.
//!
//! Whether `np` is a module shows only once it is known that no variable has the name, so the tree has a name there as
//! anywhere. A name can be such a word if it is never assigned to and stands nowhere but where a word may; any other use
//! makes it a variable, which is missing or not. (A lexer that drops `np.` would drop a variable's name, too.)

use crate::element::{DType, Kind};
use crate::ops::conversion_named;
use crate::syntax::{NameId, SyntaxId, SyntaxNode, Tree};

/// The modules whose functions, constants and types are called by their names alone here.
pub const MODULES: &[&str] = &["np", "numpy", "math", "cmath", "xp"];
/// The modules within them.
const INNER: &[&str] = &["linalg", "random", "fft"];

/// What stands behind the point of an array, and what it gives.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("real", "The real parts."),
    ("imag", "The imaginary parts."),
    ("T", "The array with its axes backwards."),
    ("shape", "The lengths of all axes, which may be taken one by one: `x.shape[0]`."),
    ("size", "How many elements there are."),
    ("ndim", "How many axes there are."),
    ("dtype", "The type, where one is asked for: `zeros(3, dtype=x.dtype)`."),
];

/// The attributes of arrays, each with what it gives.
///
/// ```
/// assert!(fusexpr::attributes().any(|(name, doc)| name == "size" && doc == "How many elements there are."));
/// ```
pub fn attributes() -> impl Iterator<Item = (&'static str, &'static str)> {
    ATTRIBUTES.iter().copied()
}

/// The type that a name stands for; no text of NumPy's such as `f8`, which is a name of anything.
pub fn type_named(name: &str) -> Option<DType> {
    conversion_named(name).or_else(|| name.parse().ok())
}

/// Which names may be words, by position.
pub fn words(tree: &Tree) -> Vec<bool> {
    let mut uses = vec![0_usize; tree.names().len()];
    let mut as_words = uses.clone();
    let mut counts_as_word = |id: SyntaxId, may_be: fn(&str) -> bool| {
        if let SyntaxNode::Name(name) = tree.node(id)
            && may_be(tree.name(*name))
        {
            as_words[name.index()] += 1;
        }
    };
    let is_module = |name: &str| MODULES.contains(&name);
    for (_, node, _) in tree.nodes() {
        match node {
            SyntaxNode::Name(name) => uses[name.index()] += 1,
            SyntaxNode::Field(x, _) => counts_as_word(*x, is_module),
            SyntaxNode::Call { receiver, arguments, .. } => {
                receiver.iter().for_each(|receiver| counts_as_word(*receiver, is_module));
                arguments.iter().for_each(|argument| counts_as_word(argument.value, |name| type_named(name).is_some()));
            }
            _ => {}
        }
    }
    let names = tree.names().iter().enumerate();
    names.map(|(i, name)| name.assigned.is_none() && as_words[i] > 0 && as_words[i] == uses[i]).collect()
}

/// Whether a node is a module, of which names are looked up behind the point; `is_word` says which names are words.
pub fn is_module(tree: &Tree, mut id: SyntaxId, is_word: impl Fn(NameId) -> bool) -> bool {
    loop {
        match tree.node(id) {
            SyntaxNode::Name(name) => return MODULES.contains(&tree.name(*name)) && is_word(*name),
            SyntaxNode::Field(x, inner) if INNER.contains(&&**inner) => id = *x,
            _ => return false,
        }
    }
}

/// The type that a text in quotes names: by its name, or as NumPy's codes do, `"f8"`, `"<i4"`, `"?"`. Without a sign of
/// byte order `"i8"` is a name of one type here and the code of another, so it is none.
pub fn type_written(text: &str) -> Option<DType> {
    let code = text.strip_prefix(['<', '>', '=', '|']);
    if code.is_none()
        && !is_ambiguous(text)
        && let Some(dtype) = type_named(text)
    {
        return Some(dtype);
    }
    if is_ambiguous(text) {
        return None;
    }
    let code = code.unwrap_or(text);
    if let Some((_, dtype)) = CHARACTERS.iter().find(|(character, _)| *character == code) {
        return Some(*dtype);
    }
    let (kind, bytes) = code.split_at_checked(1)?;
    let (bytes, unit) = match bytes.split_once('[') {
        Some((bytes, _)) => (bytes, Some(&code[1 + bytes.len()..])),
        None => (bytes, None),
    };
    match DType::ALL.iter().find(|dtype| code_of(dtype.kind()) == kind && bytes == dtype.size().to_string()) {
        Some(dtype) if dtype.is_time() => format!("{}{}", dtype.name(), unit.unwrap_or_default()).parse().ok(),
        dtype => dtype.copied().filter(|_| unit.is_none()),
    }
}

/// Whether a text is the name of one type here and NumPy's code of another.
pub fn is_ambiguous(text: &str) -> bool {
    matches!(text, "i8" | "u8")
}

/// The codes of one character that are typed.
const CHARACTERS: &[(&str, DType)] = &[
    ("?", DType::Bool),
    ("e", DType::F16),
    ("f", DType::F32),
    ("d", DType::F64),
    ("F", DType::C64),
    ("D", DType::C128),
];

/// The character of a kind in NumPy's codes.
fn code_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "b",
        Kind::Signed => "i",
        Kind::Unsigned => "u",
        Kind::Float => "f",
        Kind::Complex => "c",
        Kind::Timedelta => "m",
        Kind::Datetime => "M",
        Kind::Bytes => "S",
        Kind::Text => "U",
    }
}
