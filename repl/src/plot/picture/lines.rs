//! Lines.

use super::frame;
use super::sheet::{Anchor, Sheet};
use crate::plot::axis::{Range, Scale};
use crate::plot::colour::SERIES;
use crate::plot::figure::{Entry, common_scale};
use crate::plot::reduce::line::reduce;
use crate::plot::values::Summary;
use plotters::prelude::DrawingBackend;

pub fn draw<B: DrawingBackend>(sheet: &mut Sheet<B>, entries: &[Entry<'_>], title: &str) -> Result<(), String> {
    /// The thickness of a line.
    const THICK: f64 = 2.0;
    let all = entries.iter().fold(Summary::NONE, |all, entry| all.and(entry.summary));
    let length = entries.iter().map(|entry| entry.values.len()).max().unwrap_or(0);
    let across = Range { low: 0.0, high: (length - 1) as f64 };
    let (most, scale) = (frame::most_down(sheet.height), common_scale(entries)?);
    let up = Range::around(all.least, all.most).rounded(most, scale);
    let left = up.ticks(most, scale);
    let area = frame::around(sheet, title, entries, &left)?;
    let below = across.ticks(frame::most_across(area.width), Scale::Whole);

    // The thickest part of a line at the edge is within the axes.
    let x = |index: f64| area.left + THICK + across.place(index) * (area.width - 2.0 * THICK);
    let y = |value: f64| area.bottom() - THICK - up.place(value) * (area.height - 2.0 * THICK);
    let places = |ticks: &[(f64, String)], place: &dyn Fn(f64) -> f64| {
        ticks.iter().map(|(value, _)| place(*value)).collect::<Vec<_>>()
    };
    frame::grid(sheet, area, &places(&below.marks, &x), &places(&left.marks, &y))?;
    for (entry, colour) in entries.iter().zip(SERIES) {
        for piece in reduce(entry.values, length, area.width as usize)? {
            let points: Vec<_> = piece.iter().map(|(index, value)| (x(*index), y(*value))).collect();
            match points[..] {
                [point] => sheet.dot(point, colour, THICK)?,
                _ => sheet.line(&points, colour, THICK)?,
            }
        }
    }
    frame::axes(sheet, area)?;
    frame::numbers_beside(sheet, &left, area.left, Anchor::End, y)?;
    frame::numbers_below(sheet, &below, area.bottom(), x)?;
    frame::note(sheet, entries, String::new(), &[(&left, "numbers on the left")])
}
