//! Several series in one drawing: by their colours or, where there are none, by letters on them.

use super::dots::{Dots, symbol};
use super::frame::{self, Frame};
use super::page::{Ink, Page};
use crate::plot::colour::SERIES;
use crate::plot::figure::Entry;

/// Lays the lines over one another, the last on top: a character has one colour.
pub fn lay(page: &mut Page, frame: &Frame, layers: &[Dots], color: bool) {
    for (row, column) in cells(frame) {
        let dots = layers.iter().fold(0, |dots, layer| dots | layer.cell(row, column));
        let top = layers.iter().rposition(|layer| layer.cell(row, column) != 0);
        if let Some(index) = top {
            page.put(row, frame.left + column, symbol(dots), Ink::front(SERIES[index]));
        }
    }
    if !color && layers.len() > 1 {
        write_letters(page, frame, layers);
    }
}

fn cells(frame: &Frame) -> impl Iterator<Item = (usize, usize)> {
    let (width, height) = (frame.width, frame.height);
    (0..height).flat_map(move |row| (0..width).map(move |column| (row, column)))
}

/// What each series is, and how it is told from the others.
pub fn legend(entries: &[Entry<'_>], size: (usize, usize), color: bool) -> Vec<frame::Line> {
    if entries.len() == 1 {
        return frame::legend(entries, size, |_| (String::new(), Ink::default()));
    }
    if color {
        return frame::legend(entries, size, |index| ("━━ ".to_string(), Ink::front(SERIES[index])));
    }
    let mut lines = frame::legend(entries, size, |index| (format!("{} ", letter(index)), Ink::default()));
    lines.push(frame::plain("(the letters stand on the lines)", size.0));
    lines
}

fn letter(index: usize) -> char {
    (b'a'..=b'z').nth(index).map_or('?', char::from)
}

/// Writes letters on the lines, every now and then, so that they can be told apart without colours.
fn write_letters(page: &mut Page, frame: &Frame, layers: &[Dots]) {
    const APART: usize = 18;
    let mut taken = vec![false; frame.width * frame.height];
    for (index, layer) in layers.iter().enumerate() {
        let others = |row, column| layers.iter().filter(|layer| layer.cell(row, column) != 0).count();
        for start in (0..frame.width).step_by(APART) {
            // Where the line is alone, if there is such a place; each has its turn in a different part of the stretch.
            let turn = start + (2 * index + 1) * APART / (2 * layers.len());
            let columns = start..(start + APART).min(frame.width);
            let places = columns.flat_map(|column| (0..frame.height).map(move |row| (row, column)));
            let free =
                places.filter(|(row, column)| layer.cell(*row, *column) != 0 && !taken[row * frame.width + column]);
            let best = free.min_by_key(|(row, column)| (others(*row, *column), column.abs_diff(turn)));
            if let Some((row, column)) = best {
                taken[row * frame.width + column] = true;
                page.put(row, frame.left + column, letter(index), Ink::default());
            }
        }
    }
}
