//! What was meant by a name that is not known: the nearest one there is, or the way to write here what others call by
//! it.
//!
//! Here all functions are known. The parser knows none, and is told which words are by who calls it.

use super::functions::array_functions;
use crate::compile::words::attributes;
use crate::error::{foreign, nearest};
use crate::ops::function_names;

/// The help for a call of a function that is not there.
pub fn for_function(name: &str) -> Option<String> {
    let word = foreign::statement_word(name).or(foreign::prefix_word(name)).or(foreign::infix_word(name));
    match foreign::function(name).or(word).filter(|_| !is_function(name)) {
        Some(help) => Some(help.to_owned()),
        None => nearest(name, functions()).map(|near| format!("did you mean `{near}`?")),
    }
}

/// The names that can be called, aliases included.
fn functions() -> impl Iterator<Item = &'static str> {
    let operations = function_names().filter(|name| !["and", "or", "not"].contains(name));
    operations.chain(array_functions().map(|known| known.name()))
}

/// How to write here what a function of another language or library does, or why that is not possible, if the name is a
/// well-known one.
///
/// ```
/// assert_eq!(fusexpr::written_here("rms"), Some("it is written `sqrt(mean(x**2))`"));
/// assert_eq!(fusexpr::written_here("sqrt"), None);
/// ```
pub fn written_here(name: &str) -> Option<&'static str> {
    foreign::function(name).filter(|_| !is_function(name))
}

/// The help for what is in no module.
pub fn for_name(name: &str) -> Option<String> {
    if let Some(help) = foreign::value(name) {
        return Some(help.to_owned());
    }
    match for_function(name) {
        _ if is_function(name) => Some(format!("functions are called: `{name}(x)`")),
        help => help,
    }
}

/// The help for an attribute that is not there.
pub fn for_attribute(name: &str) -> Option<String> {
    if let Some(help) = foreign::attribute(name) {
        return Some(help.to_owned());
    }
    if let Some(near) = nearest(name, attributes().map(|(name, _)| name)) {
        return Some(format!("did you mean `.{near}`?"));
    }
    match foreign::function(name) {
        _ if is_function(name) => Some(format!("functions are called: `{name}(x)` or `x.{name}()`")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_that_is_here_is_called_foreign() {
        let foreign: Vec<_> = functions().filter(|name| foreign::function(name).is_some()).collect();
        assert!(foreign.is_empty(), "{foreign:?} can be called");
    }
}
