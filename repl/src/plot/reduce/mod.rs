//! Brings the elements down to what a drawing of some columns and rows can show.
//!
//! * [`mod@line`]: four elements for each column, between which nothing of the line is lost;
//! * [`grid`]: means of rectangles of elements, one for each cell of a heat map;
//! * [`bins`]: how many elements are in each bin of a histogram.

pub mod bins;
pub mod grid;
pub mod line;
