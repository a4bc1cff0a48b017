//! Axes to the left and below, and the lines of text under them.

use super::page::{Ink, Page};
use crate::plot::axis::Ticks;
use crate::plot::figure::Entry;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Where the drawing is on the page: from the top, right of the axis.
#[derive(Clone, Copy)]
pub struct Frame {
    pub left: usize,
    pub width: usize,
    pub height: usize,
}

impl Frame {
    /// The room that labels of the left axis and `below` lines leave, and `right` columns.
    pub fn new(size: (usize, usize), left: &Ticks, right: usize, below: usize) -> Self {
        let left = left.width() + 2;
        Self { left, width: size.0.saturating_sub(left + right), height: size.1.saturating_sub(below + 2) }
    }

    /// Draws the left axis; each tick has its row.
    pub fn draw_left(&self, page: &mut Page, ticks: &Ticks, row: impl Fn(f64) -> usize) {
        for row in 0..self.height {
            page.put(row, self.left - 1, '│', Ink::default());
        }
        for (value, text) in &ticks.marks {
            let row = row(*value);
            page.put(row, self.left - 1, '┤', Ink::default());
            page.write_at(row, self.left - 2 - text.chars().count(), text, Ink::default());
        }
    }

    /// Draws the axis below; each tick has its column, counted from the left of the drawing.
    pub fn draw_below(&self, page: &mut Page, ticks: &Ticks, column: impl Fn(f64) -> usize) {
        page.put(self.height, self.left - 1, '└', Ink::default());
        for column in 0..self.width {
            page.put(self.height, self.left + column, '─', Ink::default());
        }
        let mut free = 0;
        for (value, text) in &ticks.marks {
            let (center, length) = (self.left + column(*value), text.chars().count());
            let start = center.saturating_sub(length / 2).min((self.left + self.width).saturating_sub(length));
            // A label that would touch its neighbour is left out, with its tick.
            if start >= free {
                page.put(self.height, center, '┬', Ink::default());
                page.write_at(self.height + 1, start, text, Ink::default());
                free = start + length + 1;
            }
        }
    }
}

/// The most labels that an axis of so many columns has room for.
pub fn most_across(columns: usize) -> usize {
    (columns / 10).clamp(3, 10)
}

/// The most labels that an axis of so many rows has room for.
pub fn most_down(rows: usize) -> usize {
    (rows / 3).clamp(3, 8)
}

/// A line of text below the drawing.
pub type Line = Vec<(String, Ink)>;

/// Writes lines from a row on.
pub fn write_lines(page: &mut Page, row: usize, lines: &[Line]) {
    for (row, line) in (row..).zip(lines) {
        line.iter().fold(0, |column, (text, ink)| page.write_at(row, column, text, *ink));
    }
}

/// What each series is, in at most a third of the rows: with its type and values where there is room.
pub fn legend(entries: &[Entry<'_>], size: (usize, usize), mark: impl Fn(usize) -> (String, Ink)) -> Vec<Line> {
    let most = size.1 / 3;
    let item = |index: usize, text: String| {
        let mark = mark(index);
        let width = size.0 - mark.0.width();
        vec![mark, (cut(&text, width), Ink::default())]
    };
    let long = entries.iter().enumerate().map(|(index, entry)| {
        // Where there is little room, what the values are counts more than what they are called, or their type.
        const LEAST: usize = 12;
        const SHORTEST: usize = 5;
        let room = |text: &str| size.0.saturating_sub(mark(index).0.width() + text.width() + 2);
        let signature = format!("{}, ", entry.signature());
        let values = entry.description();
        let signature = if room(&values) < signature.len() + LEAST.min(entry.label.width()) { "" } else { &signature };
        let text = format!("{signature}{values}");
        item(index, format!("{}: {text}", cut(&entry.label, room(&text).max(SHORTEST))))
    });
    let lines = packed(long, size.0);
    if lines.len() <= most {
        return lines;
    }
    let short = entries.iter().enumerate().map(|(index, entry)| item(index, cut(&entry.label, size.0 / most)));
    let mut lines = packed(short, size.0);
    lines.truncate(most);
    lines
}

/// Items side by side, as many on a line as it has room for.
fn packed(items: impl Iterator<Item = Line>, width: usize) -> Vec<Line> {
    const GAP: &str = "   ";
    let length = |line: &Line| line.iter().map(|(text, _)| text.width()).sum::<usize>();
    let mut lines: Vec<Line> = Vec::new();
    for item in items {
        match lines.last_mut().filter(|line| length(line) + GAP.len() + length(&item) <= width) {
            Some(line) => {
                line.push((GAP.to_string(), Ink::default()));
                line.extend(item);
            }
            None => lines.push(item),
        }
    }
    lines
}

/// A line of plain text.
pub fn plain(text: &str, width: usize) -> Line {
    vec![(cut(text, width), Ink::default())]
}

/// What is to be added to the numbers of an axis.
pub fn offset_note(ticks: &Ticks, place: &str, width: usize) -> Option<Line> {
    ticks.offset.as_ref().map(|offset| plain(&format!("{place}: plus {offset}"), width))
}

/// The beginning of a text, with an ellipsis if there is more.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut left = width.saturating_sub(1);
    let fits = |symbol: &char| {
        let width = symbol.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
