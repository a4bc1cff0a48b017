//! A line of any length as one that looks the same in a number of columns.
//!
//! Of the elements that fall into a column, the first, the least, the largest and the last are kept, each at its own
//! place: drawn in these columns, the line through those covers the pixels that the line through all would (Jugel et
//! al., "M4", VLDB 2014). Every n-th element, or a mean of n, would make a hum out of a high tone, or nothing.
//!
//! Elements that are not finite break the line. Within a column there is no room for a gap; there they are left out.

use crate::plot::values::{Number, squeezed, with_array};
use fusexpr::AnyArray;
use ndarray::{ArrayView1, Axis, Ix1, Slice};

/// A point: the index of an element and its value.
pub type Point = (f64, f64);

/// The unbroken pieces of the line through the elements of an array with one axis that counts, as columns show it that
/// `length` elements are spread over, the first in the middle of the first column, the last in the middle of the last.
pub fn reduce(array: &AnyArray, length: usize, columns: usize) -> Result<Vec<Vec<Point>>, String> {
    with_array!(array, array => {
        let line = squeezed(array.view()).into_dimensionality::<Ix1>().map_err(|error| error.to_string())?;
        pieces(line, length, columns)
    })
}

fn pieces<T: Number>(line: ArrayView1<'_, T>, length: usize, columns: usize) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut is_broken = true;
    for column in 0..columns {
        let (start, end) = (start(column, length, columns), start(column + 1, length, columns).min(line.len()));
        if start >= end {
            continue;
        }
        let column = Column::of(line.slice_axis(Axis(0), Slice::from(start..end)), start);
        if let Some(points) = column.points {
            if is_broken || column.is_broken_before {
                pieces.push(Vec::new());
            }
            if let Some(piece) = pieces.last_mut() {
                let mut points = [points.first, points.least, points.most, points.last];
                points.sort_by(|a, b| a.0.total_cmp(&b.0));
                piece.extend(points);
                piece.dedup();
            }
            is_broken = column.is_broken_after;
        } else {
            is_broken = true;
        }
    }
    pieces
}

/// The first element of a column: the first one from whose place the column is the nearest.
fn start(column: usize, length: usize, columns: usize) -> usize {
    let (steps, gaps) = ((columns.max(2) - 1) as u128, (length.max(2) - 1) as u128);
    let doubled = (2 * column as u128).saturating_sub(1) * gaps;
    doubled.div_ceil(2 * steps) as usize
}

/// What is kept of a column.
struct Column {
    points: Option<Points>,
    is_broken_before: bool,
    is_broken_after: bool,
}

struct Points {
    first: Point,
    least: Point,
    most: Point,
    last: Point,
}

impl Column {
    fn of<T: Number>(elements: ArrayView1<'_, T>, start: usize) -> Self {
        let mut column = Self { points: None, is_broken_before: false, is_broken_after: false };
        let (mut least, mut most) = ((0, f64::INFINITY), (0, f64::NEG_INFINITY));
        let (mut first, mut last) = (None, (0, 0.0));
        for (index, element) in elements.iter().enumerate() {
            let value = element.number();
            if !value.is_finite() {
                column.is_broken_before |= first.is_none();
                column.is_broken_after = true;
                continue;
            }
            column.is_broken_after = false;
            last = (index, value);
            first = first.or(Some(last));
            if value < least.1 {
                least = last;
            }
            if value > most.1 {
                most = last;
            }
        }
        let point = |(index, value): (usize, f64)| ((start + index) as f64, value);
        column.points = first.map(|first| Points {
            first: point(first),
            least: point(least),
            most: point(most),
            last: point(last),
        });
        column
    }
}
