//! A page of characters, each with its colours.

use crate::plot::colour::Colour;
use unicode_width::UnicodeWidthChar;

/// Characters in rows and columns, blank at first.
pub struct Page {
    columns: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, PartialEq)]
struct Cell {
    /// None where the character on the left takes two columns.
    symbol: Option<char>,
    ink: Ink,
}

/// The colours of a character; the terminal's own where there are none.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Ink {
    pub front: Option<Colour>,
    pub back: Option<Colour>,
}

impl Ink {
    pub fn front(colour: Colour) -> Self {
        Self { front: Some(colour), back: None }
    }
}

const BLANK: Cell = Cell { symbol: Some(' '), ink: Ink { front: None, back: None } };

impl Page {
    pub fn new(size: (usize, usize)) -> Self {
        Self { columns: size.0, cells: vec![BLANK; size.0 * size.1] }
    }

    /// Puts one character of one column; what is beyond the page is left out.
    pub fn put(&mut self, row: usize, column: usize, symbol: char, ink: Ink) {
        self.set(row, column, Cell { symbol: Some(symbol), ink });
    }

    /// Writes a text to the right of a place; gives the column behind it.
    pub fn write_at(&mut self, row: usize, mut column: usize, text: &str, ink: Ink) -> usize {
        for symbol in text.chars() {
            let width = symbol.width().unwrap_or(0);
            if width > 0 && column + width <= self.columns {
                self.put(row, column, symbol, ink);
                if width == 2 {
                    self.set(row, column + 1, Cell { symbol: None, ink });
                }
            }
            column += width;
        }
        column
    }

    fn set(&mut self, row: usize, column: usize, cell: Cell) {
        if column < self.columns
            && let Some(place) = self.cells.get_mut(row * self.columns + column)
        {
            *place = cell;
        }
    }

    /// The rows as lines, without blanks at their ends, and without empty lines at the end of all.
    pub fn write(&self, color: bool) -> String {
        let mut text = String::new();
        for row in self.cells.chunks(self.columns) {
            let end = row.iter().rposition(|cell| *cell != BLANK).map_or(0, |last| last + 1);
            let mut ink = Ink::default();
            for cell in &row[..end] {
                if color && cell.ink != ink {
                    ink = cell.ink;
                    text.push_str(&escape(ink));
                }
                text.extend(cell.symbol);
            }
            if ink != Ink::default() {
                text.push_str(&escape(Ink::default()));
            }
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// What makes a terminal use some colours and no others.
fn escape(ink: Ink) -> String {
    let colour = |code: u8, colour: Option<Colour>| {
        colour.map_or(String::new(), |[red, green, blue]| format!(";{code};2;{red};{green};{blue}"))
    };
    format!("\x1b[0{}{}m", colour(38, ink.front), colour(48, ink.back))
}
