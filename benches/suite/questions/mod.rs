//! The questions: what is asked of the library, and the expressions that answer it.
//!
//! A question is a row of [`QUESTIONS`] and a function that holds contests; a picture of its rows is a row of
//! `report::pictures`.

pub mod broadcasting;
pub mod calls;
pub mod cases;
pub mod complex;
pub mod elementwise;
pub mod functions;
pub mod layouts;
pub mod memory;
pub mod programs;
pub mod random;
pub mod reductions;
pub mod stencils;

use crate::row::Unit;
use crate::suite::Suite;

/// A group of rows.
pub struct Question {
    /// Its name on the command line.
    pub name: &'static str,
    /// What its figures are, in a sentence.
    pub about: &'static str,
    /// What they are counted in.
    pub unit: Unit,
    /// How many rows a document lists, those furthest behind the loop, if not all.
    pub listed: Option<usize>,
    /// Holds its contests.
    pub ask: fn(&mut Suite),
}

/// All of them, in the order they are asked.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "elementwise",
        about: "ns an element over arrays in the second-level cache, and from memory on all threads.",
        unit: Unit::Element,
        listed: None,
        ask: elementwise::elementwise,
    },
    Question {
        name: "sizes",
        about: "ns an element on one thread, from arrays in the first-level cache to arrays in memory.",
        unit: Unit::Element,
        listed: None,
        ask: elementwise::sizes,
    },
    Question {
        name: "threads",
        about: "ns an element from memory, on one thread after the other.",
        unit: Unit::Element,
        listed: None,
        ask: elementwise::threads,
    },
    Question {
        name: "random",
        about: "ns an element of arithmetic drawn by a seed, 5 to 40 operations over 2 to 8 operands of 32 Ki elements, \
                beside the loop that `rustc` makes of it.",
        unit: Unit::Element,
        listed: Some(10),
        ask: random::random,
    },
    Question {
        name: "functions",
        about: "ns an element of functions over 16 Ki elements on one thread. The loop calls the standard library's (`libm`'s \
                where it has none), an element at a time; of rows with `rare` every hundredth element is infinite, NaN, \
                zero, very large or very small.",
        unit: Unit::Element,
        listed: None,
        ask: functions::functions,
    },
    Question {
        name: "complex",
        about: "ns an element of complex numbers of two f64, on one thread. The loop computes functions by formulas of the \
                standard library's.",
        unit: Unit::Element,
        listed: None,
        ask: complex::complex_numbers,
    },
    Question {
        name: "layouts",
        about: "ns an element of `2*a+3*b` over arrays whose elements do not lie side by side.",
        unit: Unit::Element,
        listed: None,
        ask: layouts::layouts,
    },
    Question {
        name: "broadcasting",
        about: "ns an element of squares made of a row and a column. The loop computes functions of either once, before it.",
        unit: Unit::Element,
        listed: None,
        ask: broadcasting::broadcasting,
    },
    Question {
        name: "reductions",
        about: "The time of a run. Loops add in 32 lanes; the exponentials of the loop for softmax are the library's.",
        unit: Unit::Run,
        listed: None,
        ask: reductions::reductions,
    },
    Question {
        name: "stencils",
        about: "The time of a step over a square grid. The edges of the loops are peeled off.",
        unit: Unit::Run,
        listed: None,
        ask: stencils::stencils,
    },
    Question {
        name: "programs",
        about: "ns an element of programs: one with two outputs, and drawn ones of many operations over eight operands.",
        unit: Unit::Element,
        listed: None,
        ask: programs::programs,
    },
    Question {
        name: "calls",
        about: "The time of a call on small arrays of f64, on one thread.",
        unit: Unit::Run,
        listed: None,
        ask: calls::calls,
    },
    Question {
        name: "compile",
        about: "The time to parse and compile a drawn program and to evaluate it on ten elements, once.",
        unit: Unit::Run,
        listed: None,
        ask: programs::compile,
    },
    Question {
        name: "memory",
        about: "MiB that an evaluation takes beyond its operands and its result, at its peak.",
        unit: Unit::Mebibytes,
        listed: None,
        ask: memory::memory,
    },
];
