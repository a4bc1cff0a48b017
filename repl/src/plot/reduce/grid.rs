//! An array with two axes as a grid of cells, each the mean of the elements in it.
//!
//! A mean is what an eye sees from afar. Taking one element of each cell would be quicker, and show patterns that are
//! not there.

use crate::plot::axis::Range;
use crate::plot::values::{Number, squeezed, with_array};
use fusexpr::AnyArray;
use ndarray::{ArrayView2, Ix2};

/// How large a heat map is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub height: usize,
    pub width: usize,
}

impl Size {
    /// The largest within some room that shows elements as squares; long arrays are squeezed to one by four.
    /// `aspect` is the width of a pixel by its height.
    pub fn fitting(shape: (usize, usize), room: Size, aspect: f64) -> Self {
        const LONGEST: f64 = 4.0;
        let ratio = (shape.1 as f64 / shape.0 as f64).clamp(1.0 / LONGEST, LONGEST);
        let height = (room.height as f64).min(room.width as f64 * aspect / ratio);
        let width = height * ratio / aspect;
        let pixels = |length: f64, most: usize| (length.round() as usize).clamp(1, most);
        Self { height: pixels(height, room.height), width: pixels(width, room.width) }
    }
}

/// Means of elements.
pub struct Grid {
    pub rows: usize,
    pub columns: usize,
    /// Row by row; `None` where no element is finite.
    means: Vec<Option<f64>>,
    /// From the least mean to the largest.
    pub range: Range,
}

impl Grid {
    /// Reduces an array with two axes that count to at most that many rows and columns. `most` is the largest
    /// magnitude there is: sums of such numbers might not be finite.
    pub fn of(array: &AnyArray, rows: usize, columns: usize, most: f64) -> Result<Self, String> {
        with_array!(array, array => {
            let array = squeezed(array.view()).into_dimensionality::<Ix2>().map_err(|error| error.to_string())?;
            let (rows, columns) = (rows.min(array.nrows()), columns.min(array.ncols()));
            let sums = Sums { scale: if most > 1e280 { 1e-40 } else { 1.0 } };
            // The order that goes along the memory is several times as fast.
            let is_across = array.strides()[0].unsigned_abs() < array.strides()[1].unsigned_abs();
            let means = if is_across {
                transposed(&sums.means(array.reversed_axes(), columns, rows), rows)
            } else {
                sums.means(array, rows, columns)
            };
            Self::new(rows, columns, means)
        })
    }

    fn new(rows: usize, columns: usize, means: Vec<Option<f64>>) -> Self {
        let ends = means
            .iter()
            .flatten()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, mean| (ends.0.min(*mean), ends.1.max(*mean)));
        Self { rows, columns, means, range: Range::around(ends.0, ends.1) }
    }

    /// Where the mean of a cell is in the range of all.
    pub fn place(&self, row: usize, column: usize) -> Option<f64> {
        self.means[row * self.columns + column].map(|mean| self.range.place(mean))
    }

    /// Whether some cell has no finite element.
    pub fn is_partly_empty(&self) -> bool {
        self.means.contains(&None)
    }
}

/// Means by way of sums.
struct Sums {
    scale: f64,
}

impl Sums {
    /// The means of cells, row by row; cell `i` of `n` takes the elements from `i × length / n` on.
    fn means<T: Number>(&self, array: ArrayView2<'_, T>, rows: usize, columns: usize) -> Vec<Option<f64>> {
        let starts: Vec<usize> = (0..=columns).map(|column| column * array.ncols() / columns).collect();
        let mut means = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            let mut cells = vec![(0.0, 0_u64); columns];
            for line in (row * array.nrows() / rows)..((row + 1) * array.nrows() / rows) {
                let line = array.row(line);
                let mut elements = line.iter();
                for (cell, ends) in cells.iter_mut().zip(starts.windows(2)) {
                    for value in elements.by_ref().take(ends[1] - ends[0]).map(|element| element.number()) {
                        if value.is_finite() {
                            cell.0 += value * self.scale;
                            cell.1 += 1;
                        }
                    }
                }
            }
            means.extend(cells.iter().map(|(sum, count)| (*count > 0).then(|| sum / *count as f64 / self.scale)));
        }
        means
    }
}

/// The rows of a grid as its columns.
fn transposed(means: &[Option<f64>], rows: usize) -> Vec<Option<f64>> {
    (0..rows).flat_map(|row| means.iter().skip(row).step_by(rows).copied()).collect()
}
