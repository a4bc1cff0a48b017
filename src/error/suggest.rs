//! What was meant: the nearest name to one that is not known, or the way to write here what others call by that name.
//!
//! A suggestion is made for likely slips of the hand only. The nearest name at any distance, which was tried first,
//! offers another function for one that is missing (`mean` for `median`), and that is worse than no help.

use super::foreign;
use crate::ops::{array_functions, function_names};

/// The candidate that `name` was most likely meant to be, if one differs by no more than a slip of the hand.
///
/// Likely slips are capitals, two letters in exchanged places, one letter too many, too few or wrong in a name of four
/// letters or more, two in names of eight or more that begin alike, and a name that was not written to its end, if only
/// one candidate begins so. Digits are no letters: `x3` is not meant where there are `x1` and `x2`.
///
/// ```
/// use fusexpr::syntax::nearest;
///
/// assert_eq!(nearest("widht", ["height", "width"]), Some("width"));
/// assert_eq!(nearest("temp", ["time", "temperature"]), Some("temperature"));
/// assert_eq!(nearest("depth", ["height", "width"]), None);
/// assert_eq!(nearest("x3", ["x1", "x2"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const COMPARED: usize = 64; // a longer name is no slip of another, and the distance is quadratic
    if name.len() > COMPARED {
        return None;
    }
    let lower = name.to_lowercase();
    let mut slips: Vec<(usize, bool, &str)> = Vec::new();
    let mut completed: Vec<&str> = Vec::new();
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= 2 * COMPARED) {
        let meant = candidate.to_lowercase();
        if let Some(distance) = slip(&lower, &meant) {
            slips.push((distance, !lower.starts_with(&meant), candidate));
        } else if lower.chars().count() >= SHORTEST_START && meant.starts_with(&lower) {
            completed.push(candidate);
        }
    }
    match (slips.into_iter().min(), &completed[..]) {
        (Some((.., candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// The least letters of a name that was not written to its end.
const SHORTEST_START: usize = 3;

/// How many slips lie between a name and what it may be meant for, if no more than are likely.
///
/// The distance is Damerau-Levenshtein's, since a swapped pair of letters is one slip.
fn slip(name: &str, meant: &str) -> Option<usize> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let distance = strsim::damerau_levenshtein(name, meant);
    let (length, other) = (name.chars().count(), meant.chars().count());
    let is_swap = distance == 1 && length == other && {
        let (mut letters, mut others): (Vec<char>, Vec<char>) = (name.chars().collect(), meant.chars().collect());
        letters.sort_unstable();
        others.sort_unstable();
        letters == others
    };
    let is_likely = match distance {
        0 => true,
        1 => is_swap && length > 2 || length.max(other) >= 4,
        2 => length.min(other) >= 8 && name.chars().next() == meant.chars().next(),
        _ => false,
    };
    (is_likely && digits(name) == digits(meant)).then_some(distance)
}

/// The help for a call of a function that is not there.
pub fn for_function(name: &str) -> Option<String> {
    let word = foreign::statement_word(name).or(foreign::prefix_word(name)).or(foreign::infix_word(name));
    match foreign::function(name).or(word).filter(|_| !is_function(name)) {
        Some(help) => Some(help.to_owned()),
        None => nearest(name, functions()).map(|near| format!("did you mean `{near}`?")),
    }
}

fn functions() -> impl Iterator<Item = &'static str> {
    let operations = function_names().filter(|name| !["and", "or", "not"].contains(name));
    operations.chain(array_functions().map(|known| known.name()))
}

/// How to write here what a function of another language or library does, or why that is not possible, if the name is a
/// well-known one.
///
/// ```
/// assert_eq!(fusexpr::syntax::written_here("ptp"), Some("it is written `max(x) - min(x)`"));
/// assert_eq!(fusexpr::syntax::written_here("sqrt"), None);
/// ```
pub fn written_here(name: &str) -> Option<&'static str> {
    foreign::function(name).filter(|_| !is_function(name))
}

/// The help for an attribute that is not there.
pub fn for_attribute(name: &str) -> Option<String> {
    if let Some(help) = foreign::attribute(name) {
        return Some(help.to_owned());
    }
    if let Some(near) = nearest(name, ["real", "imag"]) {
        return Some(format!("did you mean `.{near}`?"));
    }
    match foreign::function(name) {
        _ if is_function(name) => Some(format!("functions are called with the array in brackets, `{name}(x)`")),
        help => help.map(str::to_owned),
    }
}

/// Whether a function has this name, capitals apart.
pub fn is_function(name: &str) -> bool {
    functions().any(|function| function.eq_ignore_ascii_case(name))
}

/// The help for a call of what is no function but a variable.
pub fn for_called_variable(name: &str) -> String {
    format!("`{name}` is a variable: `{name}[0]` is its first element, `{name}*(…)` a product")
}
