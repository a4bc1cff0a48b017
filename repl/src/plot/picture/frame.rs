//! What is around a drawing: title and legend above, axes with their numbers, notes below.

use super::sheet::{Anchor, Area, BLACK, Font, GREY, LIGHT, Sheet};
use crate::plot::axis::Ticks;
use crate::plot::colour::SERIES;
use crate::plot::figure::{Entry, one_line};
use plotters::prelude::DrawingBackend;

const MARGIN: f64 = 24.0;
const TITLE: Font = Font { size: 17.0, colour: BLACK };
const LEGEND: Font = Font { size: 12.5, colour: BLACK };
const NUMBERS: Font = Font { size: 12.0, colour: BLACK };
const NOTES: Font = Font { size: 11.0, colour: GREY };
/// From a line of text to the next.
const LINE: f64 = 20.0;
/// From the axis to its numbers.
const GAP: f64 = 8.0;

/// Writes what is above, and gives the room that is left for the drawing, without that for its numbers, `left` being
/// those beside it, and for a note.
pub fn around<B: DrawingBackend>(
    sheet: &mut Sheet<B>,
    title: &str,
    entries: &[Entry<'_>],
    left: &Ticks,
) -> Result<Area, String> {
    let mut top = MARGIN;
    if !title.is_empty() {
        let line = sheet.cut(&one_line(title), sheet.width - 2.0 * MARGIN, TITLE.size)?;
        sheet.text(&line, (sheet.width / 2.0, top + 14.0), Anchor::Middle, TITLE)?;
        top += 33.0;
    }
    if entries.len() > 1 {
        top = legend(sheet, entries, top)?;
    }
    let mut widest: f64 = 0.0;
    for (_, text) in &left.marks {
        widest = widest.max(sheet.text_width(text, NUMBERS.size)?);
    }
    let left = MARGIN + widest + GAP;
    // Half of the last number below is beyond the drawing.
    let bottom = sheet.height - MARGIN - NOTES.size - LINE - GAP;
    Ok(Area { left, top, width: sheet.width - left - MARGIN - 12.0, height: bottom - top })
}

/// Writes the line at the bottom: what a single series is, what the drawing has to say, and what is to be added to the
/// numbers of its axes.
pub fn note<B: DrawingBackend>(
    sheet: &mut Sheet<B>,
    entries: &[Entry<'_>],
    own: String,
    axes: &[(&Ticks, &str)],
) -> Result<(), String> {
    let single = entries.iter().filter(|_| entries.len() == 1).map(about);
    let offset =
        |(ticks, place): &(&Ticks, &str)| ticks.offset.as_ref().map(|offset| format!("{place}: plus {offset}"));
    let notes = single.chain([own]).chain(axes.iter().filter_map(offset)).filter(|note| !note.is_empty());
    let line = sheet.cut(&notes.collect::<Vec<_>>().join("; "), sheet.width - 2.0 * MARGIN, NOTES.size)?;
    sheet.text(&line, (MARGIN, sheet.height - MARGIN + 10.0), Anchor::Start, NOTES)
}

/// Writes the legend, as many series on a line as there is room for; where it ends.
fn legend<B: DrawingBackend>(sheet: &mut Sheet<B>, entries: &[Entry<'_>], top: f64) -> Result<f64, String> {
    const SWATCH: f64 = 22.0;
    const APART: f64 = 26.0;
    let (mut x, mut y) = (MARGIN, top + 6.0);
    for (entry, colour) in entries.iter().zip(SERIES) {
        let room = sheet.width - 2.0 * MARGIN - SWATCH - GAP;
        let description = about(entry);
        let label = sheet.cut(&entry.label, room / 2.0, LEGEND.size)?;
        let text = sheet.cut(&format!("{label}: {description}"), room, LEGEND.size)?;
        let width = SWATCH + GAP + sheet.text_width(&text, LEGEND.size)?;
        if x > MARGIN && x + width > sheet.width - MARGIN {
            (x, y) = (MARGIN, y + LINE);
        }
        sheet.line(&[(x, y - 4.0), (x + SWATCH, y - 4.0)], colour, 3.0)?;
        sheet.text(&text, (x + SWATCH + GAP, y), Anchor::Start, LEGEND)?;
        x += width + APART;
    }
    Ok(y + LINE)
}

/// What there is to say of a series.
fn about(entry: &Entry<'_>) -> String {
    format!("{}, {}", entry.signature(), entry.description())
}

/// How many numbers an axis of this length has room for.
pub fn most_across(width: f64) -> usize {
    (width / 90.0) as usize
}

/// The same of an upright one.
pub fn most_down(height: f64) -> usize {
    (height / 50.0) as usize
}

/// The lines across the drawing at round places, which lie behind it.
pub fn grid<B: DrawingBackend>(sheet: &mut Sheet<B>, area: Area, xs: &[f64], ys: &[f64]) -> Result<(), String> {
    for x in xs {
        sheet.line(&[(*x, area.top), (*x, area.bottom())], LIGHT, 1.0)?;
    }
    for y in ys {
        sheet.line(&[(area.left, *y), (area.right(), *y)], LIGHT, 1.0)?;
    }
    Ok(())
}

/// Axes to the left and below.
pub fn axes<B: DrawingBackend>(sheet: &mut Sheet<B>, area: Area) -> Result<(), String> {
    let corner = (area.left, area.bottom());
    sheet.line(&[(area.left, area.top), corner, (area.right(), area.bottom())], BLACK, 1.0)
}

/// Numbers to the left, or right, of an upright axis at `x`.
pub fn numbers_beside<B: DrawingBackend>(
    sheet: &mut Sheet<B>,
    ticks: &Ticks,
    x: f64,
    anchor: Anchor,
    y: impl Fn(f64) -> f64,
) -> Result<(), String> {
    let away = if matches!(anchor, Anchor::End) { -1.0 } else { 1.0 };
    for (value, text) in &ticks.marks {
        let y = y(*value);
        sheet.line(&[(x, y), (x + 4.0 * away, y)], BLACK, 1.0)?;
        sheet.text(text, (x + GAP * away, y + 4.4), anchor, NUMBERS)?;
    }
    Ok(())
}

/// Numbers below an axis at `y`.
pub fn numbers_below<B: DrawingBackend>(
    sheet: &mut Sheet<B>,
    ticks: &Ticks,
    y: f64,
    x: impl Fn(f64) -> f64,
) -> Result<(), String> {
    for (value, text) in &ticks.marks {
        let x = x(*value);
        sheet.line(&[(x, y), (x, y + 4.0)], BLACK, 1.0)?;
        sheet.text(text, (x, y + GAP + NUMBERS.size), Anchor::Middle, NUMBERS)?;
    }
    Ok(())
}
