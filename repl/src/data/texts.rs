//! Texts, as NumPy and files count them: one element a text.
//!
//! In the library an array of texts has an axis of characters more, the last one. What is shown to users, and what is
//! in files, has the texts as elements, and how many characters each has room for in the name of the type: `U5[3]` is
//! an array of type `U1` and shape `[3, 5]`.

use super::out_of_memory;
use fusexpr::{AnyArray, Byte, Char, DType};
use ndarray::Array2;
use std::collections::TryReserveError;

/// Bytes that the characters of a column may take in any case, and for each byte of its texts: the longest text
/// decides how much room all have, and one file may have a single long one.
const ROOM: u64 = 64 << 20;
const ROOM_A_BYTE: u64 = 1 << 10;

/// The axes that the elements are counted along: of texts all but that of their characters.
pub fn axes_of_elements(dtype: DType, shape: &[usize]) -> &[usize] {
    match (dtype.is_text(), shape) {
        (true, [outer @ .., _]) => outer,
        _ => shape,
    }
}

/// The name of the type, with the width of texts in it.
pub fn type_name(dtype: DType, shape: &[usize]) -> String {
    match (dtype, shape) {
        (DType::S1, [.., width]) => format!("S{width}"),
        (DType::U1, [.., width]) => format!("U{width}"),
        _ => dtype.to_string(),
    }
}

/// The type and the width of texts that a name such as `S8` stands for.
pub fn named(name: &str) -> Option<(DType, usize)> {
    let (dtype, width) = match name.split_at_checked(1)? {
        ("S", width) => (DType::S1, width),
        ("U", width) => (DType::U1, width),
        _ => return None,
    };
    let is_number = !width.is_empty() && width.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| width.parse().ok().map(|width| (dtype, width))).flatten()
}

/// The texts of a column while they are read.
#[derive(Default)]
pub struct Texts {
    /// One after the other.
    joined: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The characters of the longest.
    width: usize,
}

impl Texts {
    /// So many empty ones.
    pub fn empty(count: usize) -> Result<Self, TryReserveError> {
        let mut texts = Self::default();
        texts.ends.try_reserve(count)?;
        texts.ends.resize(count, 0);
        Ok(texts)
    }

    pub fn push(&mut self, text: &str) -> Result<(), TryReserveError> {
        self.joined.try_reserve(text.len())?;
        self.ends.try_reserve(1)?;
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
        self.width = self.width.max(text.chars().count());
        Ok(())
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.joined[start..end])
    }

    /// The texts as an array, each with room for the longest.
    pub fn array(&self) -> Result<AnyArray, String> {
        let (rows, width) = (self.ends.len(), self.width.max(1));
        let size = (rows as u64).saturating_mul(width as u64).saturating_mul(size_of::<Char>() as u64);
        let accepted = ROOM.saturating_add((self.joined.len() as u64).saturating_mul(ROOM_A_BYTE));
        if size > accepted {
            return Err(format!(
                "{rows} texts, of which the longest has {width} characters: with room for as many in each they take {size} \
                 bytes, and only {accepted} are accepted for texts of {} bytes",
                self.joined.len()
            ));
        }
        let mut characters = Vec::new();
        characters.try_reserve_exact(rows * width).map_err(out_of_memory)?;
        for text in self.iter() {
            let filled = characters.len() + width;
            characters.extend(text.chars().map(|character| Char(character.into())));
            characters.resize(filled, Char::default());
        }
        let array = Array2::from_shape_vec((rows, width), characters).map_err(|error| error.to_string())?;
        Ok(array.into())
    }
}

/// Texts of so many bytes each, one after the other, as an array.
pub fn of_bytes(bytes: Vec<u8>, width: usize) -> Result<AnyArray, String> {
    let rows = bytes.len().checked_div(width).unwrap_or(0);
    let bytes = bytes.into_iter().map(Byte).collect();
    Ok(Array2::from_shape_vec((rows, width), bytes).map_err(|error| error.to_string())?.into())
}

/// The text of a row of a column, without the NUL that it is filled up with.
pub fn in_row(column: &AnyArray, row: usize) -> Result<String, String> {
    let not_utf_8 = || format!("the text of row {row} is not UTF-8");
    match column {
        AnyArray::S1(bytes) => {
            let bytes: Vec<u8> = bytes.index_axis(ndarray::Axis(0), row).iter().map(|byte| byte.0).collect();
            let text = String::from_utf8(bytes).map_err(|_| not_utf_8())?;
            Ok(text.trim_end_matches('\0').to_string())
        }
        AnyArray::U1(characters) => {
            let characters = characters.index_axis(ndarray::Axis(0), row);
            let text: Option<String> = characters.iter().map(|character| char::from_u32(character.0)).collect();
            Ok(text.ok_or_else(not_utf_8)?.trim_end_matches('\0').to_string())
        }
        other => Err(format!("{} arrays have no texts", other.dtype())),
    }
}
