//! A program and all that it runs on, as a description that can be printed and made smaller.

use super::program::{Node, Statement};
use super::text::text;
use super::typed::{Known, Typed};
use crate::common::Value;
use crate::common::arrays::{Array, Layout, Mood};
use fusexpr::{Casting, DType, Level, Operand, Options, Threads};

/// A program, its operands, and how it is evaluated.
#[derive(Clone, Debug)]
pub struct Case {
    pub program: Vec<Statement>,
    pub all_parentheses: bool,
    pub variables: Vec<(String, Variable)>,
    pub destination: Destination,
    pub casting: Casting,
    pub level: Option<Level>,
    pub contract: bool,
    /// Ways of evaluation that must all give the same.
    pub ways: Vec<Way>,
}

/// An array, described.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    pub dtype: DType,
    pub shape: Vec<usize>,
    /// The seed of its layout; 0 is C order.
    pub layout: u64,
    pub may_repeat: bool,
    pub mood: Mood,
    pub values: u64,
}

/// What a name is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Variable {
    Array(Spec),
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    /// An integer that decides where elements are, and is compiled in.
    Static(i64),
}

/// Where results go.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// A new array of the result's type.
    Fresh,
    /// A new array of a type.
    FreshAs(DType),
    /// An array of the caller's.
    Given(Spec),
    /// The array of a name that the program reads.
    InPlace(String, Spec),
    /// Arrays by name.
    Outputs(Vec<(String, Spec)>),
    /// New arrays for all that the program leaves, of a type or their own.
    All(Option<DType>),
}

/// A way of evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    pub threads: Threads,
    pub block: Option<usize>,
}

impl Way {
    pub fn options(self) -> Options {
        self.block.into_iter().fold(Options::new().threads(self.threads), Options::block_len)
    }
}

impl Spec {
    pub fn build(&self) -> Array {
        Array::of(self.dtype, Layout::new(&self.shape, self.layout, self.may_repeat), self.mood, self.values)
    }

    fn describe(&self) -> String {
        let layout = match self.layout {
            0 => "C order".to_owned(),
            _ => format!("{:?}", Layout::new(&self.shape, self.layout, self.may_repeat)),
        };
        let elements = self.build().values();
        let shown: Vec<String> = elements.iter().take(24).map(number).collect();
        let more = if elements.len() > shown.len() { " …" } else { "" };
        format!("{}{:?} [{}{more}], {layout}", self.dtype, self.shape, shown.join(" "))
    }
}

fn number(value: &Value) -> String {
    match value {
        Value::Bool(x) => x.to_string(),
        Value::Int(x) => x.to_string(),
        Value::F16(x) => format!("{x:?}"),
        Value::F32(x) => format!("{x:?}"),
        Value::F64(x) => format!("{x:?}"),
        Value::C64(x) => format!("{x:?}"),
        Value::C128(x) => format!("{x:?}"),
        Value::Datetime(x) | Value::Timedelta(x) if *x == i64::MIN => "NaT".to_owned(),
        Value::Datetime(x) | Value::Timedelta(x) => x.to_string(),
    }
}

/// The array as the interpreter reads it.
pub fn typed(array: &Array) -> Typed {
    Typed::array(array.dtype(), array.shape().to_vec(), array.values())
}

impl Variable {
    pub fn typed(&self) -> Typed {
        let by_value = |value: Typed| Typed { known: Known::Given, ..value };
        match *self {
            Variable::Array(ref spec) => typed(&spec.build()),
            Variable::Bool(x) => by_value(Typed::literal(DType::Bool, Value::Bool(x))),
            Variable::Signed(x) => by_value(Typed::weak_integer(x.into())),
            Variable::Unsigned(x) => by_value(Typed::weak_integer(x.into())),
            Variable::Float(x) => by_value(Typed::literal(DType::F64, Value::F64(x))),
            Variable::Static(x) => Typed::weak_integer(x.into()),
        }
    }

    /// The operand, if it is one by value.
    pub fn by_value(&self) -> Option<Operand<'static>> {
        Some(match *self {
            Variable::Array(_) => return None,
            Variable::Bool(x) => Operand::from(x),
            Variable::Signed(x) | Variable::Static(x) => Operand::from(x),
            Variable::Unsigned(x) => Operand::from(x),
            Variable::Float(x) => Operand::from(x),
        })
    }
}

impl Case {
    pub fn text(&self) -> String {
        text(&self.program, self.all_parentheses)
    }

    pub fn options(&self, way: Way) -> Options {
        let options = way.options().casting(self.casting).contract(self.contract);
        self.level.into_iter().fold(options, Options::level)
    }

    /// How many statements and nodes it has.
    pub fn size(&self) -> usize {
        let nodes = self.program.iter().map(|statement| 1 + statement.nodes().len()).sum::<usize>();
        let elements: usize = self.arrays().map(|spec| spec.shape.iter().product::<usize>() + spec.shape.len()).sum();
        100 * nodes + elements
    }

    /// The descriptions of all arrays.
    pub fn arrays(&self) -> impl Iterator<Item = &Spec> {
        let variables = self.variables.iter().filter_map(|(_, variable)| match variable {
            Variable::Array(spec) => Some(spec),
            _ => None,
        });
        let of_destination: Vec<&Spec> = match &self.destination {
            Destination::Given(spec) | Destination::InPlace(_, spec) => vec![spec],
            Destination::Outputs(outputs) => outputs.iter().map(|(_, spec)| spec).collect(),
            _ => Vec::new(),
        };
        variables.chain(of_destination)
    }

    /// The same, to be changed.
    pub fn arrays_mut(&mut self) -> impl Iterator<Item = &mut Spec> {
        let variables = self.variables.iter_mut().filter_map(|(_, variable)| match variable {
            Variable::Array(spec) => Some(spec),
            _ => None,
        });
        let of_destination: Vec<&mut Spec> = match &mut self.destination {
            Destination::Given(spec) | Destination::InPlace(_, spec) => vec![spec],
            Destination::Outputs(outputs) => outputs.iter_mut().map(|(_, spec)| spec).collect(),
            _ => Vec::new(),
        };
        variables.chain(of_destination)
    }

    /// Whether a name stands anywhere in the program.
    pub fn names(&self, name: &str) -> bool {
        let is_target = |statement: &Statement| statement.target.as_ref().is_some_and(|target| target.name() == name);
        let is_read = |node: &&Node| matches!(node, Node::Name(known) if known == name);
        self.program.iter().any(|statement| is_target(statement) || statement.nodes().iter().any(is_read))
    }

    /// What there is to know of it, for a reader.
    pub fn describe(&self) -> String {
        let mut lines = vec![self.text().lines().map(|line| format!("  {line}\n")).collect::<String>()];
        for (name, variable) in &self.variables {
            lines.push(match variable {
                Variable::Array(spec) => format!("  {name} = {}\n", spec.describe()),
                other => format!("  {name} = {other:?} by value\n"),
            });
        }
        lines.push(match &self.destination {
            Destination::Given(spec) => format!("  into {}\n", spec.describe()),
            Destination::InPlace(name, spec) => format!("  in place of {name} = {}\n", spec.describe()),
            Destination::Outputs(outputs) => {
                outputs.iter().map(|(name, spec)| format!("  output {name} = {}\n", spec.describe())).collect()
            }
            other => format!("  as {other:?}\n"),
        });
        let Self { casting, level, contract, .. } = self;
        lines.push(format!("  casting {casting}, level {level:?}, contract {contract}, {:?}", self.ways));
        lines.concat()
    }
}
