//! Arrays that need not be in memory, read and written some rows at a time.

use crate::element::DType;
use crate::error::CallbackError;

/// An array in C order whose rows can be read, wherever they are.
///
/// A row is everything at one place of the first axis.
pub trait ReadRows: Send {
    /// The type of the elements. It is asked for once a call.
    fn dtype(&self) -> DType;

    /// The shape, of one axis at least; the first length is how many rows there are. It is asked for once a call.
    fn shape(&self) -> &[usize];

    /// Fills `rows`, as long as some whole rows, with those from `first` on, in the byte order of this machine. A
    /// `bool` is a byte 0 or 1; any other is an error of the call.
    ///
    /// # Errors
    /// In one line, what is wrong, and where.
    fn read_rows(&mut self, first: usize, rows: &mut [u8]) -> Result<(), CallbackError>;
}

/// Where the rows of a result go, in their order.
pub trait WriteRows: Send {
    /// Writes the next rows, in the byte order of this machine.
    ///
    /// # Errors
    /// In one line, what is wrong, and where.
    fn write_rows(&mut self, rows: &[u8]) -> Result<(), CallbackError>;

    /// Ends, once all rows have been written.
    ///
    /// # Errors
    /// In one line, what is wrong, and where.
    fn finish(self: Box<Self>) -> Result<(), CallbackError>;
}
