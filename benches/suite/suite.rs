//! What the questions are asked with, and the rows that they gave.

use crate::arguments::Arguments;
use crate::contest::Contest;
use crate::data::Answer;
use crate::print;
use crate::questions::Question;
use crate::rounds::Effort;
use crate::row::{Row, Unit};
use fusexpr::{Level, Threads};

/// A run of the suite.
pub struct Suite {
    /// The level that everything is compiled for.
    pub level: Level,
    /// How much is measured.
    pub effort: Effort,
    /// What the names of rows are to contain.
    pub filter: String,
    /// Whether sizes are small.
    pub quick: bool,
    /// The name of the question that is being asked.
    pub question: &'static str,
    unit: Unit,
    rows: Vec<Row>,
}

impl Suite {
    /// Asks the questions, and prints each row as it comes.
    pub fn ask(arguments: &Arguments) -> Vec<Row> {
        let Arguments { quick, level, ref filter, .. } = *arguments;
        let effort = Effort::new(quick);
        let (question, unit, filter) = ("", Unit::Element, filter.clone());
        let mut suite = Self { level, effort, filter, quick, question, unit, rows: Vec::new() };
        for &&Question { name, about, unit, ask, .. } in &arguments.questions {
            (suite.question, suite.unit) = (name, unit);
            println!("\n{name}: {about}");
            print::headings();
            let asked = suite.rows.len();
            ask(&mut suite);
            print::summary(&suite.rows[asked..].iter().collect::<Vec<_>>()).iter().for_each(|line| println!("{line}"));
        }
        suite.rows
    }

    /// A contest, if its row is asked for.
    pub fn contest<'c, T: Answer>(&self, name: &str, elements: usize, threads: Threads) -> Option<Contest<'c, T>> {
        Contest::new(self, name, elements, threads)
    }

    /// Holds a contest.
    pub fn hold<T: Answer>(&mut self, contest: Contest<'_, T>) {
        self.add(contest.measured());
    }

    /// Prints a row and keeps it.
    pub fn add(&mut self, row: Row) {
        print::row(&row, self.unit);
        self.rows.push(row);
    }

    /// A length, or in a quick run a small one.
    pub fn len(&self, full: usize) -> usize {
        if self.quick { full.min(64 << 10) } else { full }
    }

    /// The length of a square's side, or in a quick run of a small one's.
    pub fn side(&self, full: usize) -> usize {
        if self.quick { full.min(128) } else { full }
    }
}
