//! Programs as the interpreter sees them.

/// An expression.
#[derive(Clone, Debug)]
pub enum Node {
    Int(i64),
    Float(f64),
    Name(String),
    /// An operator or function that works element by element.
    Apply(&'static str, Vec<Node>),
    Index(Box<Node>, Vec<Item>),
    Roll {
        x: Box<Node>,
        by: Static,
        /// Left out for one axis.
        axis: Option<i64>,
    },
    Shift {
        x: Box<Node>,
        by: Static,
        axis: Option<i64>,
        mode: Mode,
        /// What comes in at the edge in mode `constant`.
        value: f64,
    },
    /// `arange` of one to three integers.
    Arange(Vec<Static>),
    /// `arange` of start, stop and step.
    FloatArange([f64; 3]),
    Linspace(f64, f64, Static),
    /// `index(axis)`
    Position(i64),
    /// Any readable name, until the program is fitted.
    Pick(usize),
    /// A generator, until the program is fitted.
    Line(Line),
}

/// A generator that is still to be given a length.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub kind: usize,
    pub start: i64,
    pub step: i64,
    /// The length, or that of the operands' last axis.
    pub length: Option<usize>,
    pub spelling: Spelling,
}

/// An item of an index.
#[derive(Clone, Debug)]
pub enum Item {
    At(Static),
    Range {
        start: Option<Static>,
        stop: Option<Static>,
        step: Option<Static>,
    },
    /// `...`
    Rest,
    NewAxis,
}

/// An integer that has to be known before the program runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Static {
    pub value: i64,
    pub spelling: Spelling,
}

/// How a static integer stands in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spelling {
    Literal,
    /// As a sum.
    Computed,
    /// As a variable given by value.
    Named,
}

/// What `shift` takes for elements beyond the edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// `constant` left out of the call.
    Default,
    Constant,
    Nearest,
    Reflect,
    Mirror,
    Wrap,
}

/// Where a statement's value goes.
#[derive(Clone, Debug)]
pub enum Target {
    Name(String),
    Part(String, Vec<Item>),
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// None for the bare expression at the end.
    pub target: Option<Target>,
    /// The operator of `name op= value`.
    pub augmented: Option<&'static str>,
    pub value: Node,
    pub ending: Ending,
}

/// What stands between a statement and the next.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    Line,
    Semicolon,
    Comment,
    BlankLine,
}

impl Static {
    pub fn new(value: i64) -> Self {
        Self { value, spelling: Spelling::Literal }
    }
}

impl Mode {
    pub const ALL: [Mode; 6] = [Mode::Default, Mode::Constant, Mode::Nearest, Mode::Reflect, Mode::Mirror, Mode::Wrap];

    pub fn name(self) -> Option<&'static str> {
        match self {
            Mode::Default => None,
            Mode::Constant => Some("constant"),
            Mode::Nearest => Some("nearest"),
            Mode::Reflect => Some("reflect"),
            Mode::Mirror => Some("mirror"),
            Mode::Wrap => Some("wrap"),
        }
    }
}

impl Item {
    pub fn range(start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Self {
        Item::Range { start: start.map(Static::new), stop: stop.map(Static::new), step: step.map(Static::new) }
    }

    /// The static integers in it.
    pub fn statics(&self) -> Vec<Static> {
        match self {
            Item::At(at) => vec![*at],
            Item::Range { start, stop, step } => [start, stop, step].into_iter().filter_map(|x| *x).collect(),
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

impl Node {
    /// The operands.
    pub fn operands(&self) -> Vec<&Node> {
        match self {
            Node::Apply(_, operands) => operands.iter().collect(),
            Node::Index(x, _) | Node::Roll { x, .. } | Node::Shift { x, .. } => vec![x],
            _ => Vec::new(),
        }
    }

    /// The static integers of the node itself.
    fn own_statics(&self) -> Vec<Static> {
        match self {
            Node::Index(_, items) => items.iter().flat_map(Item::statics).collect(),
            Node::Roll { by, .. } | Node::Shift { by, .. } => vec![*by],
            Node::Arange(numbers) => numbers.clone(),
            Node::Linspace(_, _, length) => vec![*length],
            _ => Vec::new(),
        }
    }

    /// All nodes, this one first.
    pub fn all(&self) -> Vec<&Node> {
        std::iter::once(self).chain(self.operands().into_iter().flat_map(Node::all)).collect()
    }

    /// Whether the name is read.
    pub fn reads(&self, name: &str) -> bool {
        self.all().iter().any(|node| matches!(node, Node::Name(known) if known == name))
    }
}

impl Statement {
    /// The value with the operator of an augmented assignment applied.
    pub fn whole_value(&self) -> Node {
        let old = match &self.target {
            Some(Target::Name(name)) => Node::Name(name.clone()),
            Some(Target::Part(name, items)) => Node::Index(Box::new(Node::Name(name.clone())), items.clone()),
            None => return self.value.clone(),
        };
        match self.augmented {
            Some(operator) => Node::Apply(operator, vec![old, self.value.clone()]),
            None => self.value.clone(),
        }
    }

    /// The static integers, also those of the target.
    pub fn statics(&self) -> Vec<Static> {
        let mut statics: Vec<Static> = self.value.all().into_iter().flat_map(Node::own_statics).collect();
        if let Some(Target::Part(_, items)) = &self.target {
            statics.extend(items.iter().flat_map(Item::statics));
        }
        statics
    }
}
