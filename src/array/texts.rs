//! Arrays of texts, made of texts and taken apart into them.

use super::AnyArray;
use crate::character::Char;
use ndarray::{Array2, ArrayD, Axis};
use std::fmt::Display;

impl AnyArray {
    /// An array of texts: of type `U1`, with an axis of characters behind the one along which the texts are. It has room
    /// for the longest of them.
    ///
    /// ```
    /// use fusexpr::{AnyArray, eval, vars};
    ///
    /// let name = AnyArray::from_texts(&["Anna", "Bo", "Ann"]);
    /// assert_eq!(name.shape(), [3, 4]);
    /// let found = eval::<bool>("startswith(name, \"Ann\") and name != \"Ann\"", &vars! { name })?;
    /// assert_eq!(found.as_slice(), Some(&[true, false, false][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn from_texts<S: AsRef<str>>(texts: &[S]) -> Self {
        let width = texts.iter().map(|text| text.as_ref().chars().count()).max().unwrap_or(0).max(1);
        let mut characters = Array2::<Char>::default((texts.len(), width));
        for (mut row, text) in characters.outer_iter_mut().zip(texts) {
            for (place, character) in row.iter_mut().zip(text.as_ref().chars()) {
                *place = Char(character.into());
            }
        }
        characters.into()
    }

    /// The texts of an array of texts, in C order, without the NUL that they are filled up with; none of an array of
    /// another type.
    ///
    /// ```
    /// use fusexpr::{Expr, AnyArray, vars};
    ///
    /// let (name, age) = (AnyArray::from_texts(&["Anna", "Bo"]), [31, 2]);
    /// let shown = Expr::parse("where(age < 18, \"a child\", name)")?.eval_any(&vars! { name, age })?;
    /// assert_eq!(shown.to_texts(), Some(vec!["Anna".to_owned(), "a child".to_owned()]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_texts(&self) -> Option<Vec<String>> {
        match self {
            AnyArray::S1(bytes) => Some(joined(bytes)),
            AnyArray::U1(characters) => Some(joined(characters)),
            _ => None,
        }
    }
}

/// The characters along the last axis, joined.
fn joined<C: Display + Default + PartialEq>(characters: &ArrayD<C>) -> Vec<String> {
    let Some(last) = characters.ndim().checked_sub(1) else { return characters.iter().map(C::to_string).collect() };
    let text = |row: ndarray::ArrayView1<'_, C>| {
        let length = row.iter().rposition(|character| *character != C::default()).map_or(0, |last| last + 1);
        row.iter().take(length).map(C::to_string).collect()
    };
    characters.lanes(Axis(last)).into_iter().map(text).collect()
}
