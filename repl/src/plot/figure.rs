//! What is to be drawn, or in one line why nothing can be, and what is said below it.

use super::axis::{Scale, short};
use super::colour::SERIES;
use super::reduce::bins::Bins;
use super::reduce::grid::Grid;
use super::values::{Summary, counting_axes, squeezed, with_array};
use crate::data::signature;
use fusexpr::{AnyArray, DType};

/// One thing to draw.
pub struct Series<'a> {
    pub label: &'a str,
    pub values: &'a AnyArray,
}

/// The way to draw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Arrays with one axis as lines, one with two axes as a heat map.
    Plot,
    /// How often values occur, whatever the axes.
    Histogram,
}

/// A series that can be drawn.
pub struct Entry<'a> {
    /// On one line.
    pub label: String,
    pub values: &'a AnyArray,
    pub summary: Summary,
}

/// A drawing before it has a size.
pub enum Figure<'a> {
    Lines(Vec<Entry<'a>>),
    Heat(Entry<'a>),
    Bars(Vec<Entry<'a>>),
}

impl<'a> Figure<'a> {
    /// Looks at shapes and values.
    ///
    /// # Errors
    /// In one line, what cannot be drawn and what to do.
    pub fn of(kind: Kind, series: &[Series<'a>]) -> Result<Self, String> {
        if series.is_empty() {
            return Err("there is nothing to plot".to_string());
        }
        if series.len() > SERIES.len() {
            return Err(format!("{} series cannot be told apart: plot {} at a time", series.len(), SERIES.len()));
        }
        let mut entries = series.iter().map(Entry::of).collect::<Result<Vec<_>, _>>()?;
        if let Some(entry) = entries.first().filter(|_| entries.iter().all(|entry| entry.summary.finite == 0)) {
            return Err(format!("`{}` has no finite element: {}", entry.name(), entry.left_out()));
        }
        if kind == Kind::Histogram {
            return common_scale(&entries).map(|_| Self::Bars(entries));
        }
        if let Some(entry) = entries.iter().find(|entry| entry.axes() > 2) {
            let (name, shape) = (entry.name(), entry.signature());
            let part = if is_name(&name) { format!("`{name}[0]`") } else { "with `[0]` behind it".to_string() };
            return Err(format!(
                "`{name}` is {shape}, and a plot shows one or two axes: take a part, for instance {part}, or a histogram"
            ));
        }
        let heat = entries.iter().position(|entry| entry.axes() == 2);
        match heat {
            Some(index) if entries.len() == 1 => Ok(Self::Heat(entries.swap_remove(index))),
            Some(index) => Err(format!(
                "`{}` has two axes and makes a heat map, which does not go with others: plot it alone",
                entries[index].name()
            )),
            None => common_scale(&entries).map(|_| Self::Lines(entries)),
        }
    }
}

impl<'a> Entry<'a> {
    fn of(series: &Series<'a>) -> Result<Self, String> {
        if series.values.dtype().is_text() {
            let (label, shown) = (one_line(series.label), signature(series.values.dtype(), series.values.shape()));
            return Err(format!(
                "`{label}` is {shown}, and texts cannot be plotted; plot numbers, such as their lengths"
            ));
        }
        let summary = with_array!(series.values, array => Summary::of(array.view()))?;
        let label = match series.values.dtype().kind() {
            fusexpr::Kind::Complex => format!("abs({})", one_line(series.label)),
            _ => one_line(series.label),
        };
        let entry = Self { label, values: series.values, summary };
        let name = entry.name();
        match series.values.len() {
            0 => Err(format!("`{name}` has no elements: {}", entry.signature())),
            1 => Err(format!(
                "`{name}` is one value, and a plot takes at least two: print it, or plot the array it is of"
            )),
            _ => Ok(entry),
        }
    }

    /// The label, not too long for a sentence.
    fn name(&self) -> String {
        const LONGEST: usize = 40;
        match self.label.char_indices().nth(LONGEST) {
            Some((cut, _)) => format!("{}…", &self.label[..cut]),
            None => self.label.clone(),
        }
    }

    /// What the elements are by their type.
    pub fn scale(&self) -> Scale {
        match self.values.dtype() {
            DType::Datetime64(unit) => Scale::Dates(unit),
            dtype if matches!(dtype.kind(), fusexpr::Kind::Float | fusexpr::Kind::Complex) => Scale::Real,
            _ => Scale::Whole,
        }
    }

    /// What means of the elements are.
    pub fn scale_of_means(&self) -> Scale {
        match self.scale() {
            Scale::Whole => Scale::Real,
            scale => scale,
        }
    }

    fn axes(&self) -> usize {
        counting_axes(self.values.shape())
    }

    /// The lengths of the two axes that count.
    pub fn sides(&self) -> Result<(usize, usize), String> {
        with_array!(self.values, array => {
            let array = squeezed(array.view());
            (array.shape()[0], array.shape()[1])
        })
    }

    /// Type and shape.
    pub fn signature(&self) -> String {
        signature(self.values.dtype(), self.values.shape())
    }

    /// The ends of the values, and what is not drawn.
    pub fn description(&self) -> String {
        let scale = self.scale();
        let ends = match self.summary {
            Summary { finite: 0, .. } => "nothing".to_string(),
            Summary { least, most, .. } if least == most => format!("all {}", scale.short(least)),
            Summary { least, most, .. } if scale.short(least) == scale.short(most) => {
                format!("{} to {}", scale.exact(least), scale.exact(most))
            }
            Summary { least, most, .. } => format!("{} to {}", scale.short(least), scale.short(most)),
        };
        let left_out = self.left_out();
        let gap = if left_out.is_empty() { "" } else { ", without " };
        format!("{ends}{gap}{left_out}")
    }

    /// How many elements are not finite; empty if all are.
    fn left_out(&self) -> String {
        let no_number =
            if matches!(self.values.dtype(), DType::Datetime64(_) | DType::Timedelta64(_)) { "NaT" } else { "NaN" };
        let counts = [(self.summary.nan, no_number), (self.summary.infinite, "infinite")];
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// What the elements of all entries are, on one axis.
///
/// # Errors
/// In one line, if some are dates and others are not, or they are of different units.
pub fn common_scale(entries: &[Entry<'_>]) -> Result<Scale, String> {
    let first = entries.first().map_or(Scale::Real, Entry::scale);
    let is_date = |scale| matches!(scale, Scale::Dates(_));
    match entries.iter().find(|entry| entry.scale() != first) {
        None => Ok(first),
        Some(other) if is_date(first) || is_date(other.scale()) => Err(format!(
            "`{}` is {} and `{}` is {}, which do not go on one axis: plot them apart, or convert one",
            entries[0].name(),
            entries[0].values.dtype(),
            other.name(),
            other.values.dtype()
        )),
        Some(_) => Ok(Scale::Real),
    }
}

/// A text on one line, without characters that make a terminal or a viewer do something or that no SVG may have.
pub fn one_line(text: &str) -> String {
    let is_order = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    let words = text.split(|c: char| c.is_whitespace() || c.is_control() || is_order(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What is said below a heat map of two sides; `mark` is how a cell without a value looks.
pub fn heat_notes(sides: (usize, usize), grid: &Grid, mark: &str) -> String {
    let block = (sides.0.div_ceil(grid.rows), sides.1.div_ceil(grid.columns));
    let means = (block != (1, 1)).then(|| format!("each pixel is the mean of up to {}×{} elements", block.0, block.1));
    let empty = grid.is_partly_empty().then(|| format!("{mark}: no finite element"));
    means.into_iter().chain(empty).collect::<Vec<_>>().join("; ")
}

/// What is said below a histogram.
pub fn bins_note(bins: &Bins) -> String {
    let width = short(bins.width());
    match bins.count {
        1 => "1 bin".to_string(),
        count if let Scale::Dates(unit) = bins.scale => format!("{count} bins of {width} {}", unit.plural()),
        count if bins.is_whole && bins.width() == 1.0 => format!("{count} bins, one for each whole number"),
        count if bins.is_whole => format!("{count} bins of {width} whole numbers"),
        count => format!("{count} bins of {width}"),
    }
}
