//! Random expressions over what can be read, out of all operations of the table.

use super::draw::{Drawer, Part};
use super::fit::cast;
use crate::oracle::program::Node;
use crate::oracle::typed::Refusal;
use crate::oracle::whole;
use crate::oracle::whole::drawn;
use crate::oracle::{Scope, times, types};
use fusexpr::{DType, Operation, array_functions, operations};

const RELATIONS: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];
const ARITHMETIC: [&str; 5] = ["+", "-", "*", "/", "**"];

impl Drawer {
    /// An expression of at most some depth.
    pub fn expression(&mut self, depth: usize) -> Part {
        if depth == 0 || self.is_refused {
            return self.leaf();
        }
        let x = self.expression(depth - 1);
        let drawn = match self.random.below(40) {
            0..=9 => {
                let symbol = self.pick(&ARITHMETIC);
                let y = self.operand(depth - 1);
                Some(self.operation_by_symbol(symbol, vec![x.clone(), y]))
            }
            10..=22 => {
                let all: Vec<Operation> = operations().collect();
                let operation = self.pick(&all);
                Some(self.operation(operation, x.clone(), depth))
            }
            23 | 24 => Some(self.chain(x.clone(), depth)),
            25 => Some(self.membership(x.clone())),
            26 => Some(self.conditional(x.clone(), depth)),
            27 => {
                let field = self.pick(&["real", "imag"]);
                self.built(&|mut parts| Node::Field(Box::new(parts.remove(0)), field), std::slice::from_ref(&x))
            }
            28..=31 if !x.1.shape.is_empty() => {
                let items = self.items(&x.1.shape.clone());
                self.built(&|mut parts| Node::Index(Box::new(parts.remove(0)), items.clone()), std::slice::from_ref(&x))
            }
            _ => {
                let all: Vec<_> = drawn().collect();
                let function = match self.random.below(3) {
                    0 => all[self.random.below(2)], // roll and shift
                    _ => self.pick(&all),
                };
                self.whole(function, x.clone())
            }
        };
        drawn.unwrap_or(x)
    }

    /// Another operand: of the same depth now and then, a leaf mostly.
    fn operand(&mut self, depth: usize) -> Part {
        match self.random.below(3) {
            0 => self.expression(depth),
            1 if self.chance(2) => self.literal(),
            _ => self.leaf(),
        }
    }

    pub fn leaf(&mut self) -> Part {
        match self.random.below(14) {
            0 => self.literal(),
            1 if !self.is_refused => {
                let all: Vec<_> = drawn().filter(|function| function.required().all(|name| name != "x")).collect();
                let function = self.pick(&all);
                let name = self.named();
                self.whole(function, name.clone()).unwrap_or(name)
            }
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Part {
        let name = self.pick(&self.readable.clone());
        let typed = self.memory.get(&name).expect("it can be read").clone();
        (Node::Name(name), typed)
    }

    pub fn literal(&mut self) -> Part {
        let big = [63, 127, 128, 255, 256, 65_535, 1 << 31, 1 << 40, i64::MAX];
        let node = match self.random.below(16) {
            0..=5 => Node::int(self.random.below(8) as i64),
            6 => Node::int(self.pick(&big)),
            7 => Node::int(-self.pick(&big)),
            8 => Node::Int(
                self.pick(&["18446744073709551615", "9223372036854775808", "100000000000000000000000"])
                    .parse()
                    .expect("digits"),
            ),
            9 => Node::Bool(self.chance(2)),
            10 => Node::Constant(self.pick(&["pi", "e", "tau", "inf", "nan"])),
            _ => Node::Float(self.pick(&[0.0, 0.5, 1.0, 2.5, 1e-3, 3.25e7, 1e300, 0.1, 123.456, -1.5])),
        };
        let typed = self.value_of(&node).expect("it is a literal");
        (node, typed)
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Nodes of parts.

    /// A node of parts with its value, if it has one.
    pub fn value_with(&mut self, build: &dyn Fn(Vec<Node>) -> Node, parts: &[Part]) -> Result<Part, Refusal> {
        // The values of the parts are known: names stand for them, and nothing is computed twice.
        let names: Vec<String> = (0..parts.len()).map(|i| format!("@{i}")).collect();
        for (name, (_, typed)) in names.iter().zip(parts) {
            self.memory.give(name, typed.clone());
        }
        let node = build(names.into_iter().map(Node::Name).collect());
        let value = self.at.value(&node, &Scope { memory: &self.memory, frame: None })?;
        Ok((build(parts.iter().map(|(node, _)| node.clone()).collect()), value))
    }

    /// A node of parts, if it has a value; now and then one that has none, which ends the program.
    pub fn built(&mut self, build: &dyn Fn(Vec<Node>) -> Node, parts: &[Part]) -> Option<Part> {
        match self.value_with(build, parts) {
            Ok(part) => Some(part),
            Err(Refusal::Unspecified) => None,
            Err(Refusal::Refused(_)) if !self.chance(40) => None,
            Err(_) => {
                self.is_refused = true;
                Some((build(parts.iter().map(|(node, _)| node.clone()).collect()), parts[0].1.clone()))
            }
        }
    }

    /// A node of operands that are made to fit: cut to the same lengths, and cast if their types are refused.
    pub fn combined(&mut self, build: &dyn Fn(Vec<Node>) -> Node, parts: Vec<Part>) -> Part {
        let parts = if self.chance(60) { parts } else { self.cut_to_meet(parts) };
        if let Some(part) = self.built(build, &parts) {
            return part;
        }
        for cast in ["i32", "bool", "f64"] {
            let mut converted = Vec::new();
            for part in &parts {
                match self.value_with(&|parts| Node::Call(cast, parts), std::slice::from_ref(part)) {
                    Ok(part) => converted.push(part),
                    Err(_) => return parts[0].clone(),
                }
            }
            if let Ok(part) = self.value_with(build, &converted) {
                return part;
            }
        }
        parts[0].clone()
    }

    fn operation_by_symbol(&mut self, symbol: &'static str, parts: Vec<Part>) -> Part {
        self.combined(
            &|mut parts| {
                let last = Box::new(parts.pop().expect("there is one"));
                match parts.pop() {
                    None => Node::Unary(symbol, last),
                    Some(first) if RELATIONS.contains(&symbol) => {
                        Node::Comparison(Box::new(first), vec![(symbol, *last)])
                    }
                    Some(first) => Node::Binary(symbol, Box::new(first), last),
                }
            },
            parts,
        )
    }

    /// An operation of the table by any of its names, over operands of any type or of one that it computes in.
    fn operation(&mut self, operation: Operation, x: Part, depth: usize) -> Part {
        let arity = operation.parameters().len();
        let mut parts = vec![x];
        while parts.len() < arity {
            parts.push(self.operand(depth - 1));
        }
        let types: Vec<DType> = operation.types().collect();
        let dtype = self.pick(&types);
        let is_decimals = |i: usize| matches!(operation.name(), "round" | "ldexp") && i == 1;
        for i in 0..arity {
            if is_decimals(i) {
                // Powers of ten beyond 10^22 are not defined to the bit.
                let places = Node::int(self.random.below(24) as i64 - 4);
                parts[i] = (places.clone(), self.value_of(&places).expect("it is a literal"));
            } else if self.chance(2) && parts[i].1.dtype != operation.parameter(i, dtype) {
                let wanted = operation.parameter(i, dtype);
                if let Ok(part) = self.value_with(&|mut parts| cast(parts.remove(0), wanted), &[parts[i].clone()]) {
                    parts[i] = part;
                }
            }
        }
        let names: Vec<&'static str> =
            std::iter::once(operation.name()).chain(operation.aliases().iter().copied()).collect();
        let name = self.pick(&names);
        let is_symbol = !name.starts_with(|c: char| c.is_alphabetic()) || ["and", "or", "not"].contains(&name);
        if is_symbol {
            return self.operation_by_symbol(name, parts);
        }
        self.combined(&|parts| Node::Call(name, parts), parts)
    }

    fn chain(&mut self, x: Part, depth: usize) -> Part {
        let mut parts = vec![x];
        let mut relations = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            parts.push(self.operand(depth - 1));
            relations.push(self.pick(&RELATIONS));
        }
        self.combined(
            &|parts| {
                let mut parts = parts.into_iter();
                let first = Box::new(parts.next().expect("there is one"));
                Node::Comparison(first, relations.iter().copied().zip(parts).collect())
            },
            parts,
        )
    }

    fn membership(&mut self, x: Part) -> Part {
        let mut list = Vec::new();
        for _ in 0..self.random.below(4) {
            list.push(match self.random.below(24) {
                0 => self.named().0,
                1..=6 => Node::Unary("-", Box::new(Node::int(self.random.below(8) as i64))),
                _ => self.literal().0,
            });
        }
        let negated = self.chance(2);
        let build =
            |mut parts: Vec<Node>| Node::Membership { item: Box::new(parts.remove(0)), list: list.clone(), negated };
        self.built(&build, std::slice::from_ref(&x)).unwrap_or(x)
    }

    fn conditional(&mut self, x: Part, depth: usize) -> Part {
        let (y, z) = (self.operand(depth - 1), self.operand(depth - 1));
        let is_bool = x.1.dtype == DType::Bool;
        let condition = if is_bool { x } else { self.operation_by_symbol("!=", vec![x, y.clone()]) };
        self.combined(
            &|mut parts| {
                let otherwise = Box::new(parts.pop().expect("there are three"));
                let then = Box::new(parts.pop().expect("there are three"));
                Node::Conditional { condition: Box::new(parts.pop().expect("there are three")), then, otherwise }
            },
            vec![condition, y, z],
        )
    }
}

/// All that the tests must know of an operation or function before it can be drawn; what they do not know stops them.
pub fn check_that_all_are_known() {
    for operation in operations() {
        let (name, arity) = (operation.name(), operation.parameters().len());
        let is_of_times = operation.types().all(times::is_time);
        assert!(
            is_of_times || types::domain(name).is_some(),
            "tests/oracle/types.rs has no domain for {}",
            operation.signature()
        );
        let reference = crate::common::references::reference(name, arity);
        assert!(reference.is_some(), "tests/common/references.rs has no reference for {}", operation.signature());
    }
    for function in array_functions() {
        let name = function.name();
        let is_known = whole::is_known(name) || whole::ELSEWHERE.contains(&name);
        assert!(is_known, "tests/oracle/whole.rs does not have {}", function.signature());
    }
    for dtype in DType::ALL.iter().filter(|dtype| !dtype.is_text()) {
        let is_known = types::ORDER.contains(dtype) || times::is_time(*dtype);
        assert!(is_known, "tests/oracle/types.rs does not have {dtype}");
    }
}
