//! Programs as the interpreter sees them, and what walks over them.

use fusexpr::DType;
use num_bigint::BigInt;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Int(BigInt),
    Float(f64),
    Bool(bool),
    /// `pi e tau inf nan`
    Constant(&'static str),
    Name(String),
    Unary(&'static str, Box<Node>),
    Binary(&'static str, Box<Node>, Box<Node>),
    Comparison(Box<Node>, Vec<(&'static str, Node)>),
    Membership {
        item: Box<Node>,
        list: Vec<Node>,
        negated: bool,
    },
    Conditional {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
    /// An operation of the table, by any of its names.
    Call(&'static str, Vec<Node>),
    Field(Box<Node>, &'static str),
    Index(Box<Node>, Vec<Item>),
    /// A function of whole arrays.
    Whole(&'static str, Vec<Argument>),
}

/// An argument of a function of whole arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub parameter: &'static str,
    pub by_keyword: bool,
    pub value: Given,
}

/// What stands for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Value(Node),
    Text(&'static str),
    Type(DType),
    Nothing,
    Tuple(Vec<Node>),
}

/// An item of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    At(Node),
    Range {
        start: Option<Node>,
        stop: Option<Node>,
        step: Option<Node>,
    },
    /// `...`
    Rest,
    NewAxis,
}

/// Where a statement's value goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Name(String),
    Part(String, Vec<Item>),
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// None for the bare expression at the end.
    pub target: Option<Target>,
    /// The operator of `name op= value`.
    pub augmented: Option<&'static str>,
    pub value: Node,
    pub ending: Ending,
}

/// What stands between a statement and the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    Line,
    Semicolon,
    Comment,
    BlankLine,
}

impl Node {
    pub fn int(value: i64) -> Node {
        Node::Int(value.into())
    }

    pub fn name(name: &str) -> Node {
        Node::Name(name.to_owned())
    }

    /// All nodes directly below this one, also those in items and arguments.
    pub fn children(&self) -> Vec<&Node> {
        match self {
            Node::Int(_) | Node::Float(_) | Node::Bool(_) | Node::Constant(_) | Node::Name(_) => Vec::new(),
            Node::Unary(_, x) | Node::Field(x, _) => vec![x],
            Node::Binary(_, x, y) => vec![x, y],
            Node::Comparison(first, rest) => std::iter::once(&**first).chain(rest.iter().map(|(_, x)| x)).collect(),
            Node::Membership { item, list, .. } => std::iter::once(&**item).chain(list).collect(),
            Node::Conditional { condition, then, otherwise } => vec![then, condition, otherwise],
            Node::Call(_, operands) => operands.iter().collect(),
            Node::Index(x, items) => std::iter::once(&**x).chain(items.iter().flat_map(Item::children)).collect(),
            Node::Whole(_, arguments) => arguments.iter().flat_map(|argument| argument.value.children()).collect(),
        }
    }

    /// As [`Node::children`], to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Node> {
        match self {
            Node::Int(_) | Node::Float(_) | Node::Bool(_) | Node::Constant(_) | Node::Name(_) => Vec::new(),
            Node::Unary(_, x) | Node::Field(x, _) => vec![x],
            Node::Binary(_, x, y) => vec![x, y],
            Node::Comparison(first, rest) => {
                std::iter::once(&mut **first).chain(rest.iter_mut().map(|(_, x)| x)).collect()
            }
            Node::Membership { item, list, .. } => std::iter::once(&mut **item).chain(list).collect(),
            Node::Conditional { condition, then, otherwise } => vec![then, condition, otherwise],
            Node::Call(_, operands) => operands.iter_mut().collect(),
            Node::Index(x, items) => {
                std::iter::once(&mut **x).chain(items.iter_mut().flat_map(Item::children_mut)).collect()
            }
            Node::Whole(_, arguments) => {
                arguments.iter_mut().flat_map(|argument| argument.value.children_mut()).collect()
            }
        }
    }

    /// This node and all below it.
    pub fn all(&self) -> Vec<&Node> {
        std::iter::once(self).chain(self.children().into_iter().flat_map(Node::all)).collect()
    }

    /// Whether the name is read.
    pub fn reads(&self, name: &str) -> bool {
        self.all().iter().any(|node| matches!(node, Node::Name(known) if known == name))
    }
}

impl Given {
    fn children(&self) -> Vec<&Node> {
        match self {
            Given::Value(node) => vec![node],
            Given::Tuple(nodes) => nodes.iter().collect(),
            Given::Text(_) | Given::Type(_) | Given::Nothing => Vec::new(),
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Node> {
        match self {
            Given::Value(node) => vec![node],
            Given::Tuple(nodes) => nodes.iter_mut().collect(),
            Given::Text(_) | Given::Type(_) | Given::Nothing => Vec::new(),
        }
    }
}

impl Item {
    /// `start:stop:step` of literals.
    pub fn range(start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Self {
        Item::Range { start: start.map(Node::int), stop: stop.map(Node::int), step: step.map(Node::int) }
    }

    fn children(&self) -> Vec<&Node> {
        match self {
            Item::At(at) => vec![at],
            Item::Range { start, stop, step } => [start, stop, step].into_iter().flatten().collect(),
            Item::Rest | Item::NewAxis => Vec::new(),
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Node> {
        match self {
            Item::At(at) => vec![at],
            Item::Range { start, stop, step } => [start, stop, step].into_iter().flatten().collect(),
            Item::Rest | Item::NewAxis => Vec::new(),
        }
    }
}

impl Target {
    pub fn name(&self) -> &str {
        match self {
            Target::Name(name) | Target::Part(name, _) => name,
        }
    }
}

impl Statement {
    pub fn new(target: Option<Target>, value: Node) -> Self {
        Statement { target, augmented: None, value, ending: Ending::Line }
    }

    /// What stands for the target's value before the statement.
    pub fn old_value(&self) -> Option<Node> {
        match self.target.as_ref()? {
            Target::Name(name) => Some(Node::name(name)),
            Target::Part(name, items) => Some(Node::Index(Box::new(Node::name(name)), items.clone())),
        }
    }

    /// All nodes that the statement holds, those of a target's index too.
    pub fn nodes(&self) -> Vec<&Node> {
        let items = match &self.target {
            Some(Target::Part(_, items)) => &items[..],
            _ => &[],
        };
        let of_target = items.iter().flat_map(Item::children).flat_map(Node::all);
        of_target.chain(self.value.all()).collect()
    }

    /// The outermost nodes of the statement, to be changed.
    pub fn roots_mut(&mut self) -> Vec<&mut Node> {
        let items = match &mut self.target {
            Some(Target::Part(_, items)) => &mut items[..],
            _ => &mut [],
        };
        items.iter_mut().flat_map(Item::children_mut).chain(std::iter::once(&mut self.value)).collect()
    }

    /// Whether the statement reads a name's value as it was before.
    pub fn reads(&self, name: &str) -> bool {
        let old = match &self.target {
            Some(Target::Part(target, _)) => target == name,
            Some(Target::Name(target)) => self.augmented.is_some() && target == name,
            None => false,
        };
        old || self.nodes().iter().any(|node| matches!(node, Node::Name(known) if known == name))
    }
}
