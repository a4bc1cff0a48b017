//! Draws arrays: lines, heat maps and histograms, with characters or as a picture.
//!
//! A drawing is made in three steps. [`figure`] says what is to be drawn, or in one line why nothing can be; `reduce`
//! brings the elements down to what the columns or pixels can show, in one pass over an array of any length; `text` and
//! `picture` put that on a page. The two share everything but the page: axes with their round numbers ([`axis`]),
//! colours ([`colour`]), what is said below the drawing ([`figure`]). [`command`] is `fusexpr plot`.

mod axis;
mod calendar;
mod colour;
pub mod command;
mod figure;
mod picture;
mod reduce;
mod text;
mod values;

pub use command::terminal_size;
pub use figure::{Kind, Series};
pub use picture::{Format, picture};
pub use text::text;
