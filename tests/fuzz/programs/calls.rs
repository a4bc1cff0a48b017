//! Random calls of functions of whole arrays, one for each that there is.

use super::draw::{Drawer, Part};
use crate::oracle::program::{Argument, Given, Node};
use fusexpr::{ArrayFunction, DType, TimeUnit};

/// An argument without a keyword.
pub fn by_place(parameter: &'static str, value: Node) -> Argument {
    Argument { parameter, by_keyword: false, value: Given::Value(value) }
}

fn by_keyword(parameter: &'static str, value: Given) -> Argument {
    Argument { parameter, by_keyword: true, value }
}

impl Drawer {
    /// A call of a function over a value; none where nothing that fits was found.
    pub fn whole(&mut self, function: ArrayFunction, x: Part) -> Option<Part> {
        let name = function.name();
        match name {
            "roll" | "shift" => self.moved(name, x),
            "arange" | "linspace" | "zeros" | "ones" | "full" | "random" => Some(self.sequence(name)),
            "index" => Some(x), // stands where the statement's shape is known
            "datetime64" | "timedelta64" => self.time(name, x),
            "dot" => self.dot(x),
            "isclose" | "allclose" | "array_equal" | "float_power" | "xlogy" | "xlog1py" => {
                Some(self.of_two(name, function, x))
            }
            "nan_to_num" | "relu" | "softplus" | "clip" => Some(self.of_one(name, x)),
            _ => self.reduction(name, function, x),
        }
    }

    /// A function of the elements of two values.
    fn of_two(&mut self, name: &'static str, function: ArrayFunction, x: Part) -> Part {
        let y = self.leaf();
        let mut rest = Vec::new();
        if function.keywords().any(|keyword| keyword == "equal_nan") && self.chance(2) {
            rest.push(by_keyword("equal_nan", Given::Value(Node::Bool(self.chance(2)))));
        }
        if function.keywords().any(|keyword| keyword == "rtol") && self.chance(2) {
            let parameter = self.pick(&["rtol", "atol"]);
            rest.push(by_keyword(
                parameter,
                Given::Value(self.pick(&[Node::Float(0.5), Node::Float(0.0), Node::int(1)])),
            ));
        }
        self.combined(
            &|mut parts| {
                let y = by_place("y", parts.pop().expect("there are two"));
                let mut arguments = vec![by_place("x", parts.pop().expect("there are two")), y];
                arguments.extend(rest.clone());
                Node::Whole(name, arguments)
            },
            vec![x, y],
        )
    }

    /// A function of the elements of one value, with perhaps one more.
    fn of_one(&mut self, name: &'static str, x: Part) -> Part {
        let parameters: &[&'static str] = match name {
            "nan_to_num" => &["nan", "posinf", "neginf"],
            "clip" => &["min", "max"],
            _ => &[],
        };
        let mut rest = Vec::new();
        for &parameter in parameters {
            if self.chance(2) {
                let (value, _) = self.literal();
                let is_none = parameter != "nan" && self.chance(6);
                rest.push(by_keyword(parameter, if is_none { Given::Nothing } else { Given::Value(value) }));
            }
        }
        let build = |mut parts: Vec<Node>| {
            let mut arguments = vec![by_place("x", parts.remove(0))];
            arguments.extend(rest.clone());
            Node::Whole(name, arguments)
        };
        self.built(&build, std::slice::from_ref(&x)).unwrap_or(x)
    }

    /// A value as dates or lengths of time.
    fn time(&mut self, name: &'static str, x: Part) -> Option<Part> {
        let unit = by_place("unit", Node::int(0));
        let unit = Argument { value: Given::Text(self.pick(TimeUnit::ALL).symbol()), ..unit };
        let has_unit = !self.chance(8);
        self.built(
            &|mut parts| {
                let x = by_place("x", parts.remove(0));
                Node::Whole(name, if has_unit { vec![x, unit.clone()] } else { vec![x] })
            },
            &[x],
        )
    }

    /// An axis of a value, positive or negative; now and then none of its.
    fn axis(&mut self, rank: usize) -> i64 {
        match rank as i64 {
            rank if rank == 0 || self.chance(80) => rank + self.random.below(3) as i64,
            rank => self.random.below(2 * rank as usize) as i64 - rank,
        }
    }

    fn moved(&mut self, name: &'static str, x: Part) -> Option<Part> {
        let rank = x.1.shape.len();
        if rank == 0 {
            return None;
        }
        let by = match self.random.below(16) {
            0..=11 => self.random.below(7) as i64 - 3,
            12..=14 => self.random.below(41) as i64 - 20,
            _ => self.random.below(200_000) as i64 - 100_000,
        };
        let mut rest = vec![by_place("shift", self.static_integer(by))];
        if rank > 1 && !self.chance(40) || self.chance(2) {
            let axis = self.axis(rank);
            let axis = self.static_integer(axis);
            rest.push(if self.chance(3) { by_place("axis", axis) } else { by_keyword("axis", Given::Value(axis)) });
        }
        let mut parts = vec![x];
        if name == "shift" {
            if !self.chance(4) {
                let mode = self.pick(&["constant", "nearest", "reflect", "mirror", "wrap"]);
                rest.push(by_keyword("mode", Given::Text(mode)));
            }
            if self.chance(3) {
                parts.push(self.edge_value());
            }
        }
        self.built(
            &|mut parts| {
                let value = (parts.len() > 1).then(|| parts.pop().expect("there is one"));
                let mut arguments = vec![by_place("x", parts.pop().expect("there is one"))];
                arguments.extend(rest.clone());
                arguments.extend(value.map(|value| by_keyword("value", Given::Value(value))));
                Node::Whole(name, arguments)
            },
            &parts,
        )
    }

    /// What comes in at an edge: one value.
    fn edge_value(&mut self) -> Part {
        let literals =
            [Node::int(0), Node::int(1), Node::int(-2), Node::Float(2.5), Node::Constant("nan"), Node::Bool(true)];
        let literal = self.pick(&literals);
        let typed = self.value_of(&literal).expect("it is a literal");
        if self.chance(2) {
            return (literal, typed);
        }
        let leaf = self.leaf();
        if leaf.1.shape.is_empty() {
            return leaf;
        }
        let maximum = self.built(&|mut parts| Node::Whole("any", vec![by_place("x", parts.remove(0))]), &[leaf]);
        maximum.unwrap_or((literal, typed))
    }

    /// The length of a sequence: that of the operands' last axis mostly.
    fn length(&mut self) -> i64 {
        match self.common.last().copied() {
            Some(last) if !self.chance(4) => last as i64,
            _ => self.random.below(7) as i64,
        }
    }

    fn sequence(&mut self, name: &'static str) -> Part {
        let length = self.length();
        let arguments = match name {
            "arange" => self.arange(length),
            "linspace" => {
                let ends = [0.0, 1.0, -3.0, 2.5, 0.1, 1e300];
                let mut arguments = vec![
                    by_place("start", Node::Float(self.pick(&ends))),
                    by_place("stop", Node::Float(self.pick(&ends))),
                ];
                let n = self.static_integer(length);
                arguments.push(if self.chance(3) { by_keyword("n", Given::Value(n)) } else { by_place("n", n) });
                arguments
            }
            _ => self.filled(name),
        };
        let node = Node::Whole(name, arguments);
        match self.value_of(&node) {
            Ok(typed) => (node, typed),
            Err(_) => self.leaf(),
        }
    }

    fn arange(&mut self, length: i64) -> Vec<Argument> {
        let (start, step) = (self.random.below(7) as i64 - 3, self.pick(&[1, 1, 2, 3, -1, -2]));
        if self.chance(3) {
            // Of floats: the end is beyond the last element.
            let (start, step) = (start as f64 * 0.5, step as f64 * self.pick(&[0.25, 0.1]));
            let stop = start + step * (length as f64 - 0.5);
            let numbers = [("start", start), ("stop", stop), ("step", step)];
            return numbers.map(|(parameter, value)| by_place(parameter, Node::Float(value))).into();
        }
        let number = |drawer: &mut Self, parameter, value| by_place(parameter, drawer.static_integer(value));
        match self.random.below(3) {
            0 => vec![number(self, "stop", length)],
            1 => vec![number(self, "start", start), number(self, "stop", start + length)],
            _ => {
                let stop = start + step * length;
                vec![number(self, "start", start), number(self, "stop", stop), number(self, "step", step)]
            }
        }
    }

    /// The arguments of what is made of a shape alone.
    fn filled(&mut self, name: &'static str) -> Vec<Argument> {
        let from = self.random.below(self.common.len() + 1);
        let mut lengths: Vec<Node> = Vec::new();
        for axis in from..self.common.len() {
            let length = if self.chance(5) { 1 } else { self.common[axis] as i64 };
            lengths.push(self.static_integer(length));
        }
        let as_tuple = lengths.is_empty() || self.chance(2);
        let mut arguments: Vec<Argument> = match as_tuple {
            true => vec![Argument { parameter: "shape", by_keyword: false, value: Given::Tuple(lengths) }],
            false => lengths.into_iter().map(|length| by_place("shape", length)).collect(),
        };
        if name == "full" {
            let value = self.literal();
            arguments.push(if self.chance(2) {
                by_place("value", value.0)
            } else {
                by_keyword("value", Given::Value(value.0))
            });
        }
        if name == "random" && self.chance(2) {
            let seed = self.random.below(1000) as i64 - 10;
            arguments.push(by_keyword("seed", Given::Value(Node::int(seed))));
        }
        if name != "random" && self.chance(2) {
            arguments.push(by_keyword("dtype", Given::Type(self.dtype())));
        }
        arguments
    }

    fn dot(&mut self, x: Part) -> Option<Part> {
        let y = self.leaf();
        let vector = |drawer: &mut Self, part: Part| {
            let rank = part.1.shape.len();
            let items = (1..rank).map(|_| crate::oracle::program::Item::At(Node::int(-1))).collect::<Vec<_>>();
            match rank {
                0 => None,
                1 => Some(part),
                _ => drawer.built(&|mut parts| Node::Index(Box::new(parts.remove(0)), items.clone()), &[part]),
            }
        };
        let (x, y) = (vector(self, x)?, vector(self, y)?);
        let parts = self.cut_to_meet(vec![x, y]);
        self.built(
            &|mut parts| {
                let y = parts.pop().expect("there are two");
                Node::Whole("dot", vec![by_place("x", parts.pop().expect("there are two")), by_place("y", y)])
            },
            &parts,
        )
    }

    /// A reduction, with what its parameters allow.
    fn reduction(&mut self, name: &'static str, function: ArrayFunction, x: Part) -> Option<Part> {
        let rank = x.1.shape.len();
        let keywords: Vec<&'static str> = function.keywords().collect();
        let is_scan = name.starts_with("cum");
        let mut rest = Vec::new();
        let needs_axis = is_scan && rank != 1;
        if needs_axis || !self.chance(3) {
            let axis = match self.random.below(4) {
                0 if !is_scan => Given::Nothing,
                1 if !is_scan && !name.contains("arg") || self.chance(60) => {
                    let mut axes = Vec::new();
                    for _ in 0..1 + self.random.below(3) {
                        let axis = self.axis(rank);
                        let is_new = !axes.contains(&axis.rem_euclid(rank.max(1) as i64));
                        if is_new || self.chance(40) {
                            axes.push(axis.rem_euclid(rank.max(1) as i64));
                        }
                    }
                    Given::Tuple(axes.into_iter().map(Node::int).collect())
                }
                _ => {
                    let axis = self.axis(rank);
                    Given::Value(self.static_integer(axis))
                }
            };
            rest.push(by_keyword("axis", axis));
        }
        if keywords.contains(&"keepdims") && self.chance(2) {
            let keepdims = !self.chance(4);
            rest.push(by_keyword("keepdims", Given::Value(Node::Bool(keepdims))));
        }
        if keywords.contains(&"ddof") && self.chance(2) {
            let ddof = self.pick(&[Node::int(0), Node::int(1), Node::int(2), Node::int(-1), Node::Float(1.5)]);
            rest.push(by_keyword("ddof", Given::Value(ddof)));
        }
        if keywords.contains(&"dtype") && self.chance(4) {
            let dtype = self.pick(&[DType::F64, DType::F32, DType::I64, DType::I32, DType::U8, DType::Bool]);
            rest.push(by_keyword("dtype", Given::Type(dtype)));
        }
        self.built(
            &|mut parts| {
                let mut arguments = vec![by_place("x", parts.remove(0))];
                arguments.extend(rest.clone());
                Node::Whole(name, arguments)
            },
            &[x],
        )
    }
}
