//! The nearest name to one that is not known.

/// The candidate that `name` was most likely meant to be, if one is near enough.
///
/// The distance is Damerau-Levenshtein's, since a swapped pair of letters is one slip; a third of the name's
/// length may be wrong, and case alone never counts. Among equals, a letter too many is likelier than a wrong one.
///
/// ```
/// assert_eq!(fusexpr::nearest("widht", ["height", "width"]), Some("width"));
/// assert_eq!(fusexpr::nearest("depth", ["height", "width"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const COMPARED: usize = 64; // a longer name is no slip of another, and the distance is quadratic
    if name.len() > COMPARED {
        return None;
    }
    let lower = name.to_lowercase();
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 2 * COMPARED)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, candidate)| (*distance, !name.starts_with(candidate)))
        .map(|(_, candidate)| candidate)
}
