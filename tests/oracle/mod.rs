//! The naive interpreter that the engine is compared with: statement after statement, one node after the other, one
//! element after the other, every intermediate an array of its own.
//!
//! It follows the definition of the language and shares nothing with the engine: types come from explicit tables
//! ([`types`]), values of single operations from [`references`](crate::common::references), integers of the text from a
//! crate for big ones ([`weak`]). What the language leaves open within a bound, [`alone`] measures. A [`case`] is a
//! program with all that it runs on, and [`compare`] has engine and interpreter run it side by side.

mod alone;
pub mod case;
pub mod compare;
pub mod elementwise;
#[path = "../reductions/exact.rs"]
#[allow(dead_code)] // distances
mod exact;
pub mod memory;
mod moves;
mod others;
pub mod program;
#[path = "../conformance/compare.rs"]
mod promise;
mod reduce;
pub mod text;
pub mod times;
pub mod typed;
pub mod types;
mod weak;
pub mod whole;

use crate::common::Value;
use fusexpr::{Casting, DType, Level};
use memory::Memory;
use program::{Item, Node};
use std::f64::consts;
use typed::{Known, Refusal, Typed};

/// How programs are interpreted.
#[derive(Clone, Copy, Debug)]
pub struct Interpreter {
    pub casting: Casting,
    /// The level whose functions of floats are asked for their last bits.
    pub level: Option<Level>,
}

/// What an expression sees.
pub struct Scope<'s> {
    pub memory: &'s Memory,
    /// The shape of the statement; without it, `index` is as if it were one number.
    pub frame: Option<&'s [usize]>,
}

impl Interpreter {
    /// The value of an expression.
    pub fn value(&self, node: &Node, scope: &Scope) -> Result<Typed, Refusal> {
        let value = |x: &Node| self.value(x, scope);
        match node {
            Node::Int(x) => Ok(Typed::weak_integer(x.clone())),
            Node::Float(x) => Ok(Typed::literal(DType::F64, Value::F64(*x))),
            Node::Bool(x) => Ok(Typed::literal(DType::Bool, Value::Bool(*x))),
            Node::Constant(name) => Ok(Typed::literal(DType::F64, Value::F64(constant(name)))),
            Node::Name(name) => scope.memory.get(name).cloned().ok_or_else(|| format!("no variable {name}").into()),
            Node::Unary(symbol, x) => elementwise::operator(self, symbol, &[value(x)?]),
            Node::Binary(symbol, x, y) => elementwise::operator(self, symbol, &[value(x)?, value(y)?]),
            Node::Comparison(first, rest) => self.comparison(value(first)?, rest, scope),
            Node::Membership { item, list, negated } => self.membership(&value(item)?, list, *negated, scope),
            Node::Conditional { condition, then, otherwise } => {
                elementwise::call(self, "where", &[value(condition)?, value(then)?, value(otherwise)?])
            }
            Node::Call(name, operands) => {
                let operands = operands.iter().map(value).collect::<Result<Vec<_>, _>>()?;
                elementwise::call(self, name, &operands)
            }
            Node::Field(x, name) => elementwise::call(self, name, &[value(x)?]),
            Node::Index(x, items) => moves::index(&value(x)?, items, |x| value(x)?.static_integer()),
            Node::Whole(name, arguments) => whole::call(self, scope, name, arguments),
        }
    }

    /// The shape and the places of a part.
    pub fn part(&self, shape: &[usize], items: &[Item], scope: &Scope) -> Result<(Vec<usize>, Vec<usize>), Refusal> {
        moves::select(shape, items, |x| self.value(x, scope)?.static_integer())
    }

    /// `a < b <= c` is `a < b and b <= c`.
    fn comparison(&self, first: Typed, rest: &[(&'static str, Node)], scope: &Scope) -> Result<Typed, Refusal> {
        let mut left = first;
        let mut all = None;
        for (symbol, right) in rest {
            let right = self.value(right, scope)?;
            let one = elementwise::operator(self, symbol, &[left, right.clone()])?;
            all = Some(match all {
                None => one,
                Some(all) => elementwise::operator(self, "and", &[all, one])?,
            });
            left = right;
        }
        Ok(all.expect("a comparison has an operator"))
    }

    /// `x in (a, b)` is `x == a or x == b`.
    fn membership(&self, item: &Typed, list: &[Node], negated: bool, scope: &Scope) -> Result<Typed, Refusal> {
        let nothing = Typed { known: item.known, ..Typed::literal(DType::Bool, Value::Bool(false)) };
        let mut any = Typed { weak: item.weak, ..nothing.stretched(&item.shape) };
        for element in list {
            let element = self.value(element, scope)?;
            if element.known == Known::InRun {
                return Err("a list holds constants".into());
            }
            let one = elementwise::operator(self, "==", &[item.clone(), element])?;
            any = elementwise::operator(self, "or", &[any, one])?;
        }
        if negated { elementwise::operator(self, "not", &[any]) } else { Ok(any) }
    }
}

fn constant(name: &str) -> f64 {
    match name {
        "pi" => consts::PI,
        "e" => consts::E,
        "tau" => consts::TAU,
        "inf" => f64::INFINITY,
        "nan" => f64::NAN,
        other => unreachable!("{other} is no constant"),
    }
}
