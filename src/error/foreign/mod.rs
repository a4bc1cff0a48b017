//! What other languages have and this one has not, with the way to write it here.
//!
//! People type what they know from NumPy, SciPy, C, MATLAB, R and word processors. Each row of these tables is a
//! spelling, or some of the same meaning, and the line of help that is shown for it. [`signs`] and [`words`] are looked
//! up where a text is rejected, [`names`] where no variable, function, attribute or parameter has a name; a name in the
//! table never gets a suggestion by its letters, since `median` is no slip of `mean`.

mod names;
mod row;
mod signs;
mod words;

pub use names::{attribute, function, keyword, parameter, value};
pub use signs::sign_at;
pub use words::{infix_word, is_module, prefix_word, reserved_word, statement_word};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_spelling_has_one_row() {
        for rows in names::TABLES.iter().chain(words::TABLES).chain(signs::TABLES) {
            let mut seen = HashSet::new();
            for (spellings, help) in rows.iter() {
                for spelling in spellings.split(' ') {
                    assert!(!spelling.is_empty(), "two blanks in the row of {help}");
                    assert!(seen.insert(spelling), "{spelling} stands in two rows");
                }
            }
        }
    }
}
