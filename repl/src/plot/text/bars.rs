//! Histograms: one as bars that are filled by eighths of a character, several as outlines.

use super::dots::{ACROSS, DOWN, Dots};
use super::frame::{self, Frame};
use super::layers;
use super::page::{Ink, Page};
use crate::plot::axis::{Range, Scale};
use crate::plot::colour::SERIES;
use crate::plot::figure::{Entry, bins_note};
use crate::plot::reduce::bins::Bins;

pub fn draw(entries: &[Entry<'_>], size: (usize, usize), color: bool) -> Result<Page, String> {
    let mut footer = layers::legend(entries, size, color);
    // How wide the drawing can be depends on the counts' digits, and these on the bins, which depend on the width.
    let digits = entries.iter().map(|entry| entry.summary.finite).max().unwrap_or(0).to_string().len().min(7);
    let (bins, wide) = Bins::of(entries, size.0 - digits - 3)?.fitting(size.0 - digits - 3);
    let tallies = entries.iter().map(|entry| bins.tally(entry.values)).collect::<Result<Vec<_>, _>>()?;
    let most = tallies.iter().flatten().max().copied().unwrap_or(0);
    let ticks = frame::most_down(size.1);
    let up = Range { low: 0.0, high: most as f64 }.rounded(ticks, Scale::Whole);
    let left = up.ticks(ticks, Scale::Whole);
    let width = bins.count * wide;
    let below = bins.range.ticks(bins.scale.across(frame::most_across(width)), bins.scale);
    footer.push(frame::plain(&bins_note(&bins), size.0));
    footer.extend(frame::offset_note(&below, "numbers below", size.0));
    let frame = Frame { width, ..Frame::new(size, &left, 0, footer.len()) };

    let mut page = Page::new(size);
    frame.draw_left(&mut page, &left, |count| {
        (((1.0 - up.place(count)) * frame.height as f64) as usize).min(frame.height - 1)
    });
    frame.draw_below(&mut page, &below, |value| ((bins.range.place(value) * width as f64) as usize).min(width - 1));
    match &tallies[..] {
        [tally] => fill(&mut page, &frame, tally, wide, bins.is_whole && wide > 2, &up),
        _ => outline(&mut page, &frame, &tallies, wide, &up, color),
    }
    frame::write_lines(&mut page, frame.height + 2, &footer);
    Ok(page)
}

/// Bars of blocks, between whole numbers with gaps; what is there at all can be seen.
fn fill(page: &mut Page, frame: &Frame, tally: &[u64], wide: usize, has_gaps: bool, up: &Range) {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const EIGHTHS: usize = BLOCKS.len();
    for column in (0..frame.width).filter(|column| !has_gaps || column % wide < wide - 1) {
        let count = tally[column / wide];
        let height = up.place(count as f64) * (frame.height * EIGHTHS) as f64;
        let eighths = (height.round() as usize).max(usize::from(count > 0));
        for row in 0..eighths.div_ceil(EIGHTHS) {
            let filled = (eighths - row * EIGHTHS).min(EIGHTHS);
            let ink = Ink::front(SERIES[0]);
            page.put(frame.height - 1 - row, frame.left + column, BLOCKS[filled - 1], ink);
        }
    }
}

/// Steps up and down, all over one another.
fn outline(page: &mut Page, frame: &Frame, tallies: &[Vec<u64>], wide: usize, up: &Range, color: bool) {
    let bottom = frame.height * DOWN - 1;
    let outline = |tally: &Vec<u64>| {
        let mut dots = Dots::new(frame.width, frame.height);
        let mut before = bottom;
        for (bin, count) in tally.iter().enumerate() {
            let y = bottom - (up.place(*count as f64) * bottom as f64).round() as usize;
            let (start, end) = (bin * wide * ACROSS, (bin + 1) * wide * ACROSS - 1);
            dots.line((start, before), (start, y));
            dots.line((start, y), (end, y));
            before = y;
        }
        dots.line((frame.width * ACROSS - 1, before), (frame.width * ACROSS - 1, bottom));
        dots
    };
    let layers: Vec<Dots> = tallies.iter().map(outline).collect();
    layers::lay(page, frame, &layers, color);
}
