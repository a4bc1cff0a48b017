//! The roofline: how close rows come to what the machine can do.

use super::ceilings::Ceilings;
use super::pictures::{FONT, paper, short};
use crate::row::{Contestant, Row, Unit, Work};
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// What the pictures show.
pub const ABOUT: &str = "A point is a row of plain arithmetic in f64, by machine code: the operations that it does a \
                         second, against the operations that it does for each byte it has to read or write, each byte once. The \
                         lines are what a loop over three arrays gets from memory and from the second-level cache, and \
                         the additions and multiplications that are done in registers, each rounded.";

/// The questions that ask again for expressions of other ones, at other sizes.
const AGAIN: [&str; 3] = ["sizes", "threads", "calls"];

/// Draws the rows that have so many threads, unless there are none.
pub fn draw(file: &Path, rows: &[Row], ceilings: &Ceilings, threads: usize) -> Result<bool, Box<dyn Error>> {
    let points: Vec<(f64, f64, &Row)> = rows
        .iter()
        .filter(|row| row.threads == threads && row.dtype == "f64" && !AGAIN.contains(&row.question))
        .filter_map(|row| {
            let Work { bytes, operations } = row.work?;
            Some((operations / bytes, operations / row.figure(Contestant::Native, Unit::Element)?, row))
        })
        .collect();
    if points.is_empty() {
        return Ok(false);
    }
    let most = points.iter().fold(10.0_f64, |most, (x, _, _)| most.max(*x));
    let least = points.iter().fold(f64::INFINITY, |least, (_, y, _)| least.min(*y));
    let paper = paper(file, (900, 520))?;
    let (across, up) = (0.02..most * 2.0, least / 2.0..ceilings.peak * 3.0);
    let mut chart = ChartBuilder::on(&paper)
        .margin(14)
        .x_label_area_size(42)
        .y_label_area_size(62)
        .build_cartesian_2d(across.clone().log_scale(), up.log_scale())?;
    let labels = |value: &f64| short(*value);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .label_style((FONT, 12))
        .x_desc("operations a byte")
        .y_desc("milliard operations a second")
        .x_label_formatter(&labels)
        .y_label_formatter(&labels)
        .draw()?;
    let Ceilings { memory, cache, peak, .. } = *ceilings;
    for (name, bandwidth, colour) in [("from memory", memory, RED), ("from cache", cache, BLUE)] {
        let ridge = peak / bandwidth;
        let roof = [(across.start, across.start * bandwidth), (ridge, peak), (across.end, peak)];
        chart
            .draw_series(LineSeries::new(roof, colour.stroke_width(2)))?
            .label(format!("{name}: {bandwidth:.1} GB/s, {peak:.1} milliard operations a second"))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    chart.draw_series(points.iter().map(|(x, y, _)| Circle::new((*x, *y), 3, BLACK.filled())))?;
    // A name that would cover another one is left out.
    let mut named: Vec<(i32, i32, i32)> = Vec::new();
    for (x, y, row) in points {
        let ((left, top), name) = (chart.backend_coord(&(x, y)), format!("{} {}", row.name, row.size));
        let right = left + 6 * name.chars().count() as i32;
        if named.iter().all(|&(l, t, r)| right < l || r < left || (top - t).abs() > 9) {
            chart.draw_series([EmptyElement::at((x, y)) + Text::new(name, (5, -4), (FONT, 10))])?;
            named.push((left, top, right));
        }
    }
    chart.configure_series_labels().label_font((FONT, 12)).position(SeriesLabelPosition::LowerRight).draw()?;
    paper.present()?;
    Ok(true)
}
