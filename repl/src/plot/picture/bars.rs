//! Histograms: one as filled bars, several as outlines over one another.

use super::frame;
use super::sheet::{Anchor, Area, Sheet};
use crate::plot::axis::{Range, Scale};
use crate::plot::colour::SERIES;
use crate::plot::figure::{Entry, bins_note};
use crate::plot::reduce::bins::Bins;
use plotters::prelude::DrawingBackend;

pub fn draw<B: DrawingBackend>(sheet: &mut Sheet<B>, entries: &[Entry<'_>], title: &str) -> Result<(), String> {
    /// Narrower bars would be lines.
    const MOST_BINS: usize = 200;
    let bins = Bins::of(entries, MOST_BINS)?;
    let tallies = entries.iter().map(|entry| bins.tally(entry.values)).collect::<Result<Vec<_>, _>>()?;
    let most = tallies.iter().flatten().max().copied().unwrap_or(0);
    let ticks = frame::most_down(sheet.height);
    let up = Range { low: 0.0, high: most as f64 }.rounded(ticks, Scale::Whole);
    let left = up.ticks(ticks, Scale::Whole);
    let below = bins.range.ticks(bins.scale.across(frame::most_across(sheet.width) - 1), bins.scale);
    let area = frame::around(sheet, title, entries, &left)?;

    let x = |value: f64| area.left + bins.range.place(value) * area.width;
    let y = |count: f64| area.bottom() - up.place(count) * area.height;
    frame::grid(sheet, area, &[], &left.marks.iter().map(|(count, _)| y(*count)).collect::<Vec<_>>())?;
    let edge = |bin: usize| area.left + bin as f64 * area.width / bins.count as f64;
    if let [tally] = &tallies[..] {
        // A gap tells bars apart where they are wide enough.
        let gap = if edge(1) - edge(0) > 5.0 { 0.5 } else { 0.0 };
        for (bin, count) in tally.iter().enumerate().filter(|(_, count)| **count > 0) {
            let top = y(*count as f64).min(area.bottom() - 1.0);
            let (left, right) = (edge(bin) + gap, edge(bin + 1) - gap);
            sheet.fill(Area { left, top, width: right - left, height: area.bottom() - top }, SERIES[0])?;
        }
    } else {
        let outlines = tallies.iter().map(|tally| {
            let steps = tally.iter().enumerate();
            let steps = steps.flat_map(|(bin, count)| [edge(bin), edge(bin + 1)].map(|x| (x, y(*count as f64))));
            let ends = [area.left, area.right()].map(|x| (x, area.bottom()));
            std::iter::once(ends[0]).chain(steps).chain([ends[1]]).collect::<Vec<_>>()
        });
        let outlines: Vec<_> = outlines.zip(SERIES).collect();
        for (outline, colour) in &outlines {
            sheet.tint(outline, *colour)?;
        }
        for (outline, colour) in &outlines {
            sheet.line(outline, *colour, 2.0)?;
        }
    }
    frame::axes(sheet, area)?;
    frame::numbers_beside(sheet, &left, area.left, Anchor::End, y)?;
    frame::numbers_below(sheet, &below, area.bottom(), x)?;
    frame::note(sheet, entries, bins_note(&bins), &[(&below, "numbers below")])
}
