//! Drawings made of characters.
//!
//! Lines are made of braille characters, eight dots each; heat maps of half blocks, two pixels each; bars of blocks
//! that are filled by eighths. Everything is put on a [`page`] of characters with colours, which writes itself with or
//! without these. Crates that plot on terminals were no help: they know neither heat maps nor axes with round numbers,
//! and what is left is the canvas of braille characters, forty lines in [`dots`].

mod bars;
mod dots;
mod frame;
mod heat;
mod layers;
mod lines;
mod page;

use super::figure::{Figure, Kind, Series};

/// Draws with characters; `size` is columns and rows; without `color` no escape sequences are written.
///
/// # Errors
/// In one line, why there is no drawing.
pub fn text(kind: Kind, series: &[Series<'_>], size: (usize, usize), color: bool) -> Result<String, String> {
    const LEAST: (usize, usize) = (30, 10);
    const MOST: (usize, usize) = (1000, 1000);
    if size.0 < LEAST.0 || size.1 < LEAST.1 || size.0 > MOST.0 || size.1 > MOST.1 {
        return Err(format!(
            "a plot of {}x{} characters cannot be drawn: it takes {}x{} to {}x{}",
            size.0, size.1, LEAST.0, LEAST.1, MOST.0, MOST.1
        ));
    }
    let page = match Figure::of(kind, series)? {
        Figure::Lines(entries) => lines::draw(&entries, size, color),
        Figure::Heat(entry) => heat::draw(&entry, size, color),
        Figure::Bars(entries) => bars::draw(&entries, size, color),
    }?;
    Ok(page.write(color))
}
