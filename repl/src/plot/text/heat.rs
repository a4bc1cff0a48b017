//! Heat maps of half blocks or, without colours, of characters that are the darker the larger the value is.

use super::frame::{self, Frame};
use super::page::{Ink, Page};
use crate::plot::axis::{Range, Scale, Ticks};
use crate::plot::colour;
use crate::plot::figure::{Entry, heat_notes};
use crate::plot::reduce::grid::{Grid, Size};

/// Characters by how much of their cell is ink.
const SHADES: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];
/// Columns of the bar of colours.
const BAR: usize = 2;

pub fn draw(entry: &Entry<'_>, size: (usize, usize), color: bool) -> Result<Page, String> {
    let sides = entry.sides()?;
    let magnitude = entry.summary.most.abs().max(entry.summary.least.abs());
    let (down, across) = (Range::of_indices(sides.0), Range::of_indices(sides.1));
    let left = down.ticks(frame::most_down(size.1), Scale::Whole);
    // The bar's numbers are of the means, which are not known before the size is: the elements' are about as long.
    let values = Range::around(entry.summary.least, entry.summary.most);
    let scale = entry.scale_of_means();
    let ticks = values.ticks(frame::most_down(size.1), scale);
    let right = ticks.width().max(6) + BAR + 4;
    let mut footer = frame::legend(std::slice::from_ref(entry), size, |_| (String::new(), Ink::default()));
    let frame = Frame::new(size, &left, right, footer.len() + 1 + usize::from(ticks.offset.is_some()));

    let pixels = if color { 2 } else { 1 };
    let room = Size { height: frame.height * pixels, width: frame.width };
    let fitting = Size::fitting(sides, room, pixels as f64 / 2.0);
    let mut grid = Grid::of(entry.values, fitting.height, fitting.width, magnitude)?;
    // Elements of different sizes would look like different elements.
    let (tall, wide) = (fitting.height / grid.rows, fitting.width / grid.columns);
    let (height, width) = (tall * grid.rows, wide * grid.columns);
    let frame = Frame { height: height.div_ceil(pixels), width, ..frame };
    grid.range = grid.range.rounded(most_on_bar(&frame), scale);

    let mut page = Page::new(size);
    let row = |index: f64| ((down.place(index) * height as f64) as usize / pixels).min(frame.height - 1);
    let column = |index: f64| ((across.place(index) * width as f64) as usize).min(width - 1);
    frame.draw_left(&mut page, &left, row);
    frame.draw_below(&mut page, &across.ticks(frame::most_across(width), Scale::Whole), column);
    for (row, column) in (0..frame.height).flat_map(|row| (0..width).map(move |column| (row, column))) {
        let place = |pixel: usize| (pixel < height).then(|| grid.place(pixel / tall, column / wide));
        let pixels = if color { [place(2 * row), place(2 * row + 1)] } else { [place(row), None] };
        put(&mut page, row, frame.left + column, pixels, color);
    }
    let ticks = grid.range.ticks(most_on_bar(&frame), scale);
    draw_bar(&mut page, &frame, grid.range, &ticks, color);
    footer.extend(frame::offset_note(&ticks, "numbers of colours", size.0));
    let notes = heat_notes(sides, &grid, if color { "grey" } else { "?" });
    footer.push(frame::plain(&notes, size.0));
    frame::write_lines(&mut page, frame.height + 2, &footer);
    Ok(page)
}

/// Puts the pixels of one character: two, one above the other, or one.
fn put(page: &mut Page, row: usize, column: usize, pixels: [Option<Option<f64>>; 2], color: bool) {
    if color {
        let [front, back] = pixels.map(|pixel| pixel.map(colour::heat));
        page.put(row, column, '▀', Ink { front, back });
    } else if let Some(place) = pixels[0] {
        let shade = place.map_or('?', |place| SHADES[((place * SHADES.len() as f64) as usize).min(SHADES.len() - 1)]);
        page.put(row, column, shade, Ink::default());
    }
}

/// How many numbers the bar has room for.
fn most_on_bar(frame: &Frame) -> usize {
    (frame.height / 2).clamp(2, 8)
}

/// Draws the bar of colours with its numbers to the right of the map.
fn draw_bar(page: &mut Page, frame: &Frame, range: Range, ticks: &Ticks, color: bool) {
    let start = frame.left + frame.width + 2;
    let height = frame.height * if color { 2 } else { 1 };
    // The middle of a pixel.
    let place = |pixel: usize| Some(Some(1.0 - (pixel as f64 + 0.5) / height as f64));
    for row in 0..frame.height {
        let pixels = if color { [place(2 * row), place(2 * row + 1)] } else { [place(row), None] };
        (0..BAR).for_each(|column| put(page, row, start + column, pixels, color));
    }
    for (value, text) in &ticks.marks {
        let row = ((1.0 - range.place(*value)) * frame.height as f64) as usize;
        page.write_at(row.min(frame.height - 1), start + BAR + 1, text, Ink::default());
    }
}
