//! Heat maps with their bar of colours.

use super::frame;
use super::sheet::{Anchor, Area, Sheet};
use crate::plot::axis::{Range, Scale};
use crate::plot::colour;
use crate::plot::figure::{Entry, heat_notes};
use crate::plot::reduce::grid::{Grid, Size};
use plotters::prelude::DrawingBackend;

/// Width of the bar of colours.
const BAR: f64 = 20.0;
/// From the map to the bar.
const APART: f64 = 18.0;
/// Room for the bar's numbers.
const NUMBERS: f64 = 64.0;

pub fn draw<B: DrawingBackend>(sheet: &mut Sheet<B>, entry: &Entry<'_>, title: &str) -> Result<(), String> {
    let sides = entry.sides()?;
    let magnitude = entry.summary.most.abs().max(entry.summary.least.abs());
    let (down, across) = (Range::of_indices(sides.0), Range::of_indices(sides.1));
    let left = down.ticks(frame::most_down(sheet.height), Scale::Whole);
    let entries = std::slice::from_ref(entry);
    let room = frame::around(sheet, title, entries, &left)?;
    let size = Size { height: room.height as usize, width: (room.width - APART - BAR - NUMBERS) as usize };
    let size = Size::fitting(sides, size, 1.0);
    let mut grid = Grid::of(entry.values, size.height, size.width, magnitude)?;
    let spare = room.width - APART - BAR - NUMBERS - size.width as f64;
    let area = Area {
        left: room.left + spare / 2.0,
        top: room.top + (room.height - size.height as f64) / 2.0,
        width: size.width as f64,
        height: size.height as f64,
    };

    frame::numbers_beside(sheet, &left, area.left, Anchor::End, |row| area.top + down.place(row) * area.height)?;
    let below = across.ticks(frame::most_across(area.width).max(3), Scale::Whole);
    frame::numbers_below(sheet, &below, area.bottom(), |column| area.left + across.place(column) * area.width)?;

    let most = frame::most_down(area.height).max(3);
    grid.range = grid.range.rounded(most, entry.scale_of_means());
    let cells = (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| (row, column)));
    let pixels = cells.flat_map(|(row, column)| colour::heat(grid.place(row, column))).collect();
    sheet.raster(area, grid.columns, pixels);
    const SHADES: usize = 256;
    let bar = Area { left: area.right() + APART, width: BAR, ..area };
    let shade = |shade: usize| colour::heat(Some(1.0 - shade as f64 / (SHADES - 1) as f64));
    sheet.raster(bar, 1, (0..SHADES).flat_map(shade).collect());
    let ticks = grid.range.ticks(most, entry.scale_of_means());
    frame::numbers_beside(sheet, &ticks, bar.right(), Anchor::Start, |value| {
        bar.bottom() - grid.range.place(value) * bar.height
    })?;
    frame::note(sheet, entries, heat_notes(sides, &grid, "grey"), &[(&ticks, "numbers of colours")])
}
