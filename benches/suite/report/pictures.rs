//! Curves: figures against sizes, operations or threads, a panel an expression.

use crate::row::{Contestant, Row, Unit};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::error::Error;
use std::ops::Range;
use std::path::Path;

/// A picture of the rows of a question.
pub struct Picture {
    /// The question, and the name of the file.
    pub question: &'static str,
    /// What it shows.
    pub title: &'static str,
    across: Across,
    up: &'static str,
}

/// What the horizontal axis is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Across {
    Elements,
    Threads,
    Operations,
}

/// All of them.
pub const PICTURES: &[Picture] = &[
    Picture { question: "sizes", title: "ns an element against size", across: Across::Elements, up: "ns an element" },
    Picture {
        question: "threads",
        title: "ns an element against threads",
        across: Across::Threads,
        up: "ns an element",
    },
    Picture {
        question: "programs",
        title: "ns an element against the number of operations",
        across: Across::Operations,
        up: "ns an element",
    },
    Picture {
        question: "compile",
        title: "ns until the first result against the number of operations",
        across: Across::Operations,
        up: "ns",
    },
];

/// The size of a panel, and the height of the legend below all of them.
const PANEL: (u32, u32) = (420, 330);
const LEGEND: u32 = 30;

/// The font of all pictures.
pub const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// The colour of a contestant.
fn colour(contestant: Contestant) -> RGBColor {
    match contestant {
        Contestant::Hand => RGBColor(0x22, 0x22, 0x22),
        Contestant::Ndarray => RGBColor(0xb0, 0x7a, 0x20),
        Contestant::Azip => RGBColor(0x8a, 0x5f, 0xbf),
        Contestant::Kernels => RGBColor(0x4a, 0x90, 0xc2),
        Contestant::Native => RGBColor(0xc8, 0x32, 0x32),
    }
}

impl Picture {
    /// Draws the picture into a folder, unless no expression has two rows.
    pub fn draw(&self, folder: &Path, rows: &[&Row], unit: Unit) -> Result<bool, Box<dyn Error>> {
        let mut panels: Vec<(&str, Vec<&Row>)> = Vec::new();
        for row in rows {
            match panels.iter_mut().find(|(name, _)| *name == row.name) {
                Some((_, rows)) => rows.push(row),
                None => panels.push((&row.name, vec![row])),
            }
        }
        panels.retain(|(_, rows)| rows.len() > 1);
        if panels.is_empty() {
            return Ok(false);
        }
        let file = folder.join(self.question).with_extension("svg");
        let paper = paper(&file, (PANEL.0 * panels.len() as u32, PANEL.1 + LEGEND))?;
        let (upper, lower) = paper.split_vertically(PANEL.1);
        for (area, (name, rows)) in upper.split_evenly((1, panels.len())).iter().zip(&panels) {
            self.panel(area, name, rows, unit)?;
        }
        let is_there = |contestant: &Contestant| rows.iter().any(|row| row.figure(*contestant, unit).is_some());
        for (place, contestant) in Contestant::ALL.into_iter().filter(is_there).enumerate() {
            let x = 60 + 80 * place as i32;
            lower.draw(&PathElement::new([(x, 10), (x + 14, 10)], colour(contestant).stroke_width(2)))?;
            lower.draw(&Text::new(contestant.name(), (x + 18, 5), (FONT, 12)))?;
        }
        paper.present()?;
        Ok(true)
    }

    fn panel(
        &self,
        area: &DrawingArea<SVGBackend<'_>, Shift>,
        name: &str,
        rows: &[&Row],
        unit: Unit,
    ) -> Result<(), Box<dyn Error>> {
        let at = |row: &Row| match self.across {
            Across::Elements => row.elements as f64,
            Across::Threads => row.threads as f64,
            Across::Operations => row.drawn as f64,
        };
        let curve = |contestant| -> Vec<(f64, f64)> {
            rows.iter().filter_map(|row| Some((at(row), row.figure(contestant, unit)?))).collect()
        };
        let curves = Contestant::ALL.map(|contestant| (contestant, curve(contestant)));
        let points = || curves.iter().flat_map(|(_, points)| points);
        let across = around(points().map(|(x, _)| *x));
        let up = around(points().map(|(_, y)| *y));
        let mut chart = ChartBuilder::on(area)
            .caption(name, (FONT, 15))
            .margin(10)
            .x_label_area_size(38)
            .y_label_area_size(56)
            .build_cartesian_2d(across.log_scale(), up.log_scale())?;
        let labels = |value: &f64| short(*value);
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .label_style((FONT, 12))
            .x_desc(match self.across {
                Across::Elements => "elements",
                Across::Threads => "threads",
                Across::Operations => "operations",
            })
            .y_desc(self.up)
            .x_label_formatter(&labels)
            .y_label_formatter(&labels)
            .draw()?;
        for (contestant, points) in curves.into_iter().filter(|(_, points)| !points.is_empty()) {
            chart.draw_series(LineSeries::new(points, colour(contestant).stroke_width(2)).point_size(3))?;
        }
        Ok(())
    }
}

/// A white sheet.
pub fn paper(file: &Path, size: (u32, u32)) -> Result<DrawingArea<SVGBackend<'_>, Shift>, Box<dyn Error>> {
    // The binary asks for a plotters that measures texts by a font, and cargo builds one for all.
    plotters::style::register_font(FONT, FontStyle::Normal, dejavu::sans::regular())
        .map_err(|_| "the font is damaged")?;
    let paper = SVGBackend::new(file, size).into_drawing_area();
    paper.fill(&WHITE)?;
    Ok(paper)
}

/// A range around values, with some room.
pub fn around(values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
    let (least, most) = values.fold((f64::INFINITY, 0.0_f64), |(least, most), x| (least.min(x), most.max(x)));
    least / 1.3..most * 1.3
}

/// A number with few digits.
pub fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", value / 1e6),
        1e3.. => format!("{}k", value / 1e3),
        _ => format!("{}", (value * 1e4).round() / 1e4),
    }
}
