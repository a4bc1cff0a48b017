//! Expressions that nobody tuned for: arithmetic drawn by a seed, each written twice, as a text for the library and as
//! the body of a loop in Rust.
//!
//! The build script draws them and has the loops compiled; so the loops are what `rustc` makes of the same arithmetic.
//! `FUSEXPR_BENCH_SEED` chooses others.

use crate::generator::Generator;
use std::fmt::Write;

/// How many are drawn.
const COUNT: usize = 200;
/// The seed if none is asked for.
const SEED: u64 = 20_261_128;
/// How many operations and operands there may be.
const OPERATIONS: [usize; 2] = [5, 40];
const OPERANDS: [usize; 2] = [2, 8];

/// An expression.
pub struct Drawn {
    /// As the library reads it.
    pub text: String,
    /// As Rust does.
    pub rust: String,
    /// How many operations there are.
    pub operations: usize,
    /// How many operands there are, `x0` and so on.
    pub operands: usize,
    /// Whether it is computed in f32.
    pub is_single: bool,
}

/// Draws the expressions of a seed; of every two, one is computed in f32.
pub fn draw(seed: Option<&str>) -> Vec<Drawn> {
    let seed = seed.map_or(SEED, |seed| seed.parse().expect("FUSEXPR_BENCH_SEED is a number"));
    let mut numbers = Generator(seed);
    let drawn = (0..COUNT).map(|i| {
        let [operations, operands] =
            [OPERATIONS, OPERANDS].map(|[least, most]| least + numbers.below(most + 1 - least));
        let is_single = i % 2 == 1;
        let mut drawer = Drawer { numbers: &mut numbers, operands, read: 0, done: 0, is_single };
        let (text, rust) = drawer.expression(operations);
        Drawn { text, rust, operations: drawer.done, operands: drawer.read, is_single }
    });
    drawn.collect()
}

/// The loops and their table, in Rust.
pub fn source(drawn: &[Drawn]) -> String {
    let (mut table, mut loops) = (String::new(), String::new());
    for (i, Drawn { text, rust, operations, operands, is_single }) in drawn.iter().enumerate() {
        let (kind, dtype) = if *is_single { ("Single", "f32") } else { ("Double", "f64") };
        let hand = format!("Hand::{kind}(loop_{i})");
        writeln!(
            table,
            "    DrawnLoop {{ text: {text:?}, operations: {operations}, operands: {operands}, hand: {hand} }},"
        )
        .expect("a text takes more");
        let names: String = (0..*operands).map(|operand| format!("x{operand}, ")).collect();
        let views: String = (0..*operands).map(|operand| format!("&x[{operand}][..out.len()], ")).collect();
        let elements: String = (0..*operands).map(|operand| format!("x{operand}[i], ")).collect();
        writeln!(
            loops,
            "at_levels! {{\n    pub fn loop_{i}(x: &[&[{dtype}]], out: &mut [{dtype}]) {{\n        \
             let ({names}) = ({views});\n        for i in 0..out.len() {{\n            \
             let ({names}) = ({elements});\n            out[i] = {rust};\n        }}\n    }}\n}}"
        )
        .expect("a text takes more");
    }
    format!("pub const LOOPS: &[DrawnLoop] = &[\n{table}];\n\n{loops}")
}

struct Drawer<'d> {
    numbers: &'d mut Generator,
    operands: usize,
    /// The operands that have been read.
    read: usize,
    /// Operations so far.
    done: usize,
    is_single: bool,
}

impl Drawer<'_> {
    /// An expression of so many operations, or one more.
    fn expression(&mut self, operations: usize) -> (String, String) {
        if operations == 0 {
            return self.leaf();
        }
        self.done += 1;
        let rest = operations - 1;
        match self.numbers.below(20) {
            0 => self.unary(rest, |x| (format!("(-{x})"), format!("(-{x})"))),
            1 => self.unary(rest, |x| (format!("abs({x})"), format!("{x}.abs()"))),
            2 => self.unary(rest, |x| (format!("sqrt(abs({x}))"), format!("{x}.abs().sqrt()"))),
            3 if rest >= 3 => {
                self.done += 1;
                let [(x, x_rust), (y, y_rust), (z, z_rust), (w, w_rust)] = self.parts(rest - 1);
                (
                    format!("where({x} < {y}, {z}, {w})"),
                    format!("(if {x_rust} < {y_rust} {{ {z_rust} }} else {{ {w_rust} }})"),
                )
            }
            4 => self.binary(rest, '/'),
            5..=9 => self.binary(rest, '-'),
            10..=14 => self.binary(rest, '*'),
            _ => self.binary(rest, '+'),
        }
    }

    fn unary(&mut self, rest: usize, of: impl Fn(&str) -> (String, String)) -> (String, String) {
        let (text, rust) = self.expression(rest);
        (of(&text).0, of(&rust).1)
    }

    /// A binary operation; now and then its second operand is a number.
    fn binary(&mut self, rest: usize, symbol: char) -> (String, String) {
        let ((x, x_rust), (y, y_rust)) = match self.numbers.below(6) {
            0 => (self.expression(rest), self.number()),
            _ => self.parts(rest).into(),
        };
        (format!("({x} {symbol} {y})"), format!("({x_rust} {symbol} {y_rust})"))
    }

    /// Expressions of so many operations in all.
    fn parts<const N: usize>(&mut self, operations: usize) -> [(String, String); N] {
        let mut left = operations;
        std::array::from_fn(|i| {
            let share = if i == N - 1 { left } else { self.numbers.below(left + 1) };
            left -= share;
            self.expression(share)
        })
    }

    /// An operand, each of them once first.
    fn leaf(&mut self) -> (String, String) {
        let operand = if self.read < self.operands { self.read } else { self.numbers.below(self.operands) };
        self.read = self.read.max(operand + 1);
        (format!("x{operand}"), format!("x{operand}"))
    }

    fn number(&mut self) -> (String, String) {
        let number = (1 + self.numbers.below(40)) as f64 / 8.0;
        let dtype = if self.is_single { "f32" } else { "f64" };
        (format!("{number:?}"), format!("{number:?}_{dtype}"))
    }
}
