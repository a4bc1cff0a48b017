//! What has been measured of one expression over arrays of one size.

use crate::rounds::{median, ratio};

/// Who computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contestant {
    /// The loop that one would write for the expression alone, compiled for the level; with threads, in bands that rayon
    /// hands out. Its functions are those of the standard library.
    Hand,
    /// The operators of ndarray, with their temporaries, for the level of the target, on one thread.
    Ndarray,
    /// One loop over ndarray's `azip!`, for the level of the target, on one thread.
    Azip,
    /// The library, by kernels alone.
    Kernels,
    /// The library, by machine code wherever there is any.
    Native,
}

impl Contestant {
    /// All of them, in the order of their columns.
    pub const ALL: [Contestant; 5] =
        [Contestant::Hand, Contestant::Ndarray, Contestant::Azip, Contestant::Kernels, Contestant::Native];

    /// The heading of the column.
    pub fn name(self) -> &'static str {
        match self {
            Contestant::Hand => "hand loop",
            Contestant::Ndarray => "ndarray",
            Contestant::Azip => "azip!",
            Contestant::Kernels => "kernels",
            Contestant::Native => "native",
        }
    }
}

/// What the figures of a question are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// ns an element.
    Element,
    /// The time of a run.
    Run,
    /// MiB of memory.
    Mebibytes,
}

/// What is computed for each element, and what memory has to give for it at least.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Bytes read and written, each once.
    pub bytes: f64,
    /// Arithmetic operations, comparisons and choices.
    pub operations: f64,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name of the question.
    pub question: &'static str,
    /// What is computed, often the expression itself.
    pub name: String,
    /// The type of the operands.
    pub dtype: String,
    /// The size, as it is shown.
    pub size: String,
    /// Elements, which a figure by the element is divided by.
    pub elements: usize,
    /// How many threads there are for it.
    pub threads: usize,
    /// How many operations the program has, where it was drawn to have so many.
    pub drawn: usize,
    /// What there is to do, where it is plain arithmetic.
    pub work: Option<Work>,
    /// ns a run, or MiB, of each round.
    pub samples: Vec<(Contestant, Vec<f64>)>,
}

impl Row {
    /// The samples of a contestant, if it took part.
    fn of(&self, contestant: Contestant) -> Option<&[f64]> {
        self.samples.iter().find(|(other, _)| *other == contestant).map(|(_, samples)| samples.as_slice())
    }

    /// The median of a contestant: of a run, or of an element.
    pub fn figure(&self, contestant: Contestant, unit: Unit) -> Option<f64> {
        let divisor = if unit == Unit::Element { self.elements as f64 } else { 1.0 };
        self.of(contestant).map(|samples| median(samples) / divisor)
    }

    /// How many times longer a contestant takes than the loop.
    pub fn to_hand(&self, contestant: Contestant) -> Option<f64> {
        Some(ratio(self.of(contestant)?, self.of(Contestant::Hand)?))
    }

    /// The row's cells, as text.
    pub fn cells(&self, unit: Unit) -> Vec<String> {
        let figure = |contestant| self.figure(contestant, unit).map_or(String::new(), |figure| shown(figure, unit));
        let what = [self.name.clone(), self.dtype.clone(), self.size.clone(), self.threads.to_string()];
        let to_hand = self.to_hand(Contestant::Native).map_or(String::new(), |ratio| format!("{ratio:.2}"));
        what.into_iter().chain(Contestant::ALL.map(figure)).chain([to_hand]).collect()
    }

    /// The headings over the cells.
    pub fn headings() -> Vec<&'static str> {
        let what = ["expression", "type", "size", "threads"];
        what.into_iter().chain(Contestant::ALL.map(Contestant::name)).chain(["native / hand"]).collect()
    }
}

/// A figure with three digits or so.
fn shown(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Element if figure < 10.0 => format!("{figure:.3}"),
        Unit::Element => format!("{figure:.1}"),
        Unit::Run => match figure {
            ..1e3 => format!("{figure:.0} ns"),
            1e3..1e6 => format!("{:.3} µs", figure / 1e3),
            _ => format!("{:.3} ms", figure / 1e6),
        },
        Unit::Mebibytes => format!("{figure:.1}"),
    }
}

/// The name of a number of elements.
pub fn size_name(len: usize) -> String {
    match len {
        len if len >= 1 << 20 && len.is_multiple_of(1 << 20) => format!("{} Mi", len >> 20),
        len if len >= 1 << 10 && len.is_multiple_of(1 << 10) => format!("{} Ki", len >> 10),
        len => len.to_string(),
    }
}
