//! Lines of braille characters.

use super::dots::{ACROSS, DOWN, Dots};
use super::frame::{self, Frame};
use super::layers;
use super::page::Page;
use crate::plot::axis::{Range, Scale};
use crate::plot::figure::{Entry, common_scale};
use crate::plot::reduce::line::reduce;
use crate::plot::values::Summary;

pub fn draw(entries: &[Entry<'_>], size: (usize, usize), color: bool) -> Result<Page, String> {
    let all = entries.iter().fold(Summary::NONE, |all, entry| all.and(entry.summary));
    let length = entries.iter().map(|entry| entry.values.len()).max().unwrap_or(0);
    let across = Range { low: 0.0, high: (length - 1) as f64 };
    let (most, scale) = (frame::most_down(size.1), common_scale(entries)?);
    let up = Range::around(all.least, all.most).rounded(most, scale);
    let left = up.ticks(most, scale);
    let mut footer = layers::legend(entries, size, color);
    footer.extend(frame::offset_note(&left, "numbers on the left", size.0));
    let frame = Frame::new(size, &left, 1, footer.len());

    let (width, height) = (frame.width * ACROSS, frame.height * DOWN);
    let x = |index: f64| (across.place(index) * (width - 1) as f64).round() as usize;
    let y = |value: f64| ((1.0 - up.place(value)) * (height - 1) as f64).round() as usize;
    let mut layers = Vec::new();
    for entry in entries {
        let mut dots = Dots::new(frame.width, frame.height);
        for piece in reduce(entry.values, length, width)? {
            let points: Vec<_> = piece.iter().map(|(index, value)| (x(*index), y(*value))).collect();
            dots.set(points[0].0, points[0].1);
            points.windows(2).for_each(|ends| dots.line(ends[0], ends[1]));
        }
        layers.push(dots);
    }

    let mut page = Page::new(size);
    frame.draw_left(&mut page, &left, |value| y(value) / DOWN);
    frame
        .draw_below(&mut page, &across.ticks(frame::most_across(frame.width), Scale::Whole), |index| x(index) / ACROSS);
    layers::lay(&mut page, &frame, &layers, color);
    frame::write_lines(&mut page, frame.height + 2, &footer);
    Ok(page)
}
