//! A canvas of braille characters, two by four dots each.

/// Dots that are set or not.
pub struct Dots {
    columns: usize,
    /// A character each, as what it is beyond the empty one.
    cells: Vec<u8>,
}

/// Dots of a character from left to right.
pub const ACROSS: usize = 2;
/// Dots of a character from top to bottom.
pub const DOWN: usize = 4;

impl Dots {
    /// Columns and rows of characters.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, cells: vec![0; columns * rows] }
    }

    pub fn set(&mut self, x: usize, y: usize) {
        /// How braille numbers its dots: six first, and two below them later.
        const BITS: [[u8; ACROSS]; DOWN] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        if x < self.columns * ACROSS
            && let Some(cell) = self.cells.get_mut(y / DOWN * self.columns + x / ACROSS)
        {
            *cell |= BITS[y % DOWN][x % ACROSS];
        }
    }

    /// Sets the dots from one place to another: one in each column or, if it is steep, in each row.
    pub fn line(&mut self, from: (usize, usize), to: (usize, usize)) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |from: usize, to: usize, step: usize| (from * (steps - step) + to * step + steps / 2) / steps;
        for step in 0..=steps {
            self.set(between(from.0, to.0, step), between(from.1, to.1, step));
        }
    }

    /// The dots of a character.
    pub fn cell(&self, row: usize, column: usize) -> u8 {
        self.cells[row * self.columns + column]
    }
}

/// The character with some dots.
pub fn symbol(dots: u8) -> char {
    char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ')
}
