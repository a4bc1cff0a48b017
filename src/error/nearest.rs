//! The nearest name to one that is not known.
//!
//! A suggestion is made for likely slips of the hand only. The nearest name at any distance, which was tried first,
//! offers another function for one that is missing (`mean` for `median`), and that is worse than no help.

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
