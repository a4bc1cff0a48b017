//! A histogram: how many bins, and how many elements are in each.
//!
//! The number of bins is that of NumPy's `bins="auto"`: the width is the lesser of Sturges' and of Freedman and
//! Diaconis' (not less than half of the square root rule's), and whole for integers. NumPy sorts for the quartiles;
//! here they are read off a finer histogram, which knows them to 1/65536 of the range, far better than a drawing shows,
//! without a copy of the elements.

use crate::plot::axis::{Range, Scale};
use crate::plot::figure::{Entry, common_scale};
use crate::plot::values::{Number, Summary, with_array};
use fusexpr::AnyArray;
use ndarray::ArrayViewD;

/// Bins of equal width.
#[derive(Clone, Copy, Debug)]
pub struct Bins {
    pub range: Range,
    pub count: usize,
    /// Whether each holds equally many whole numbers, and nothing between them is to be expected.
    pub is_whole: bool,
    pub scale: Scale,
}

impl Bins {
    /// As many as suit the elements of all entries, at most `most`.
    pub fn of(entries: &[Entry<'_>], most: usize) -> Result<Self, String> {
        let all = entries.iter().fold(Summary::NONE, |all, entry| all.and(entry.summary));
        let ends = Range::around(all.least, all.most);
        let is_constant = all.least == all.most;
        let share = if is_constant { 1.0 } else { share(entries, ends, &all)? };
        let scale = common_scale(entries)?;
        if scale != Scale::Real {
            // Each whole number has its place in the middle of one that is as wide as all.
            let span = all.most - all.least + 1.0;
            let width = (share * (all.most - all.least)).ceil().max((span / most as f64).ceil());
            let count = (span / width).ceil().min(most as f64);
            let low = all.least - 0.5;
            let range = Range { low, high: low + count * width };
            return Ok(Self { range, count: count as usize, is_whole: true, scale });
        }
        Ok(Self { range: ends, count: ((1.0 / share).ceil() as usize).clamp(1, most), is_whole: false, scale })
    }

    /// About as many bins, each of which takes equally many of `columns`: their number and width. Bins of whole
    /// numbers cannot be changed.
    pub fn fitting(self, columns: usize) -> (Self, usize) {
        if self.is_whole {
            return (self, columns / self.count);
        }
        let width = ((columns as f64 / self.count as f64).round() as usize).max(1);
        (Self { count: columns / width, ..self }, width)
    }

    /// The width of a bin.
    pub fn width(&self) -> f64 {
        self.range.high / self.count as f64 - self.range.low / self.count as f64
    }

    /// How many finite elements each bin holds; an element between two is the upper one's.
    pub fn tally(&self, array: &AnyArray) -> Result<Vec<u64>, String> {
        tally(array, self.range, self.count)
    }
}

/// The share of the range that a bin should have.
fn share(entries: &[Entry<'_>], range: Range, all: &Summary) -> Result<f64, String> {
    let mut counts = vec![0; FINE];
    for entry in entries {
        counts.iter_mut().zip(tally(entry.values, range, FINE)?).for_each(|(sum, count)| *sum += count);
    }
    let count = all.finite as f64;
    let quartiles = quantile(&counts, count * 0.75) - quantile(&counts, count * 0.25);
    let freedman_diaconis = 2.0 * quartiles / count.cbrt();
    let least = 0.5 / count.sqrt();
    let sturges = 1.0 / (count.log2() + 1.0);
    Ok(freedman_diaconis.max(least).min(sturges))
}

/// Bins of the histogram that quartiles are read off.
const FINE: usize = 1 << 16;

/// The place up to which there are `rank` elements.
fn quantile(counts: &[u64], rank: f64) -> f64 {
    let mut below = 0.0;
    for (bin, count) in counts.iter().enumerate() {
        let count = *count as f64;
        if count > 0.0 && below + count >= rank {
            return (bin as f64 + (rank - below) / count) / counts.len() as f64;
        }
        below += count;
    }
    1.0
}

fn tally(array: &AnyArray, range: Range, count: usize) -> Result<Vec<u64>, String> {
    with_array!(array, array => each(array.view(), range, count))
}

fn each<T: Number>(array: ArrayViewD<'_, T>, range: Range, count: usize) -> Vec<u64> {
    let scale = count as f64;
    array.fold(vec![0; count], |mut counts, element| {
        let value = element.number();
        if value.is_finite() {
            counts[((range.place(value) * scale) as usize).min(count - 1)] += 1;
        }
        counts
    })
}
