//! The syntax tree: an arena in which every node stands after its operands.
//!
//! That order is what the parser produces anyway (it reduces bottom-up), and it is what keeps all later
//! passes free of recursion: a pass is a loop over the arena, so a sum of 100,000 terms is as deep for the
//! stack as a sum of two. A boxed tree was rejected for its recursive drop alone.

use crate::error::{Error, SyntaxError};
use crate::integer::Integer;
use crate::span::Span;
use crate::syntax::Operator;
use std::collections::HashMap;
use std::fmt;

/// Index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SyntaxId(u32);

impl SyntaxId {
    /// Position in [`Tree::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a name (of a variable, a constant such as `pi`, or a value bound by a statement) in [`Tree::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameId(u32);

impl NameId {
    /// The name at a position of [`Tree::names`].
    pub fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    /// Position in [`Tree::names`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The attribute of a module that stands for a new axis: `np.newaxis`.
pub const NEW_AXIS: &str = "newaxis";

/// One piece of the expression.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxNode {
    /// `42`
    Integer(Integer),
    /// `1.5`
    Float(f64),
    /// `2j`
    Imaginary(f64),
    /// `True`
    Bool(bool),
    /// `x`, `pi`
    Name(NameId),
    /// `-x`, `not x`
    Unary(Operator, SyntaxId),
    /// `x + y`, `x and y`
    Binary(Operator, SyntaxId, SyntaxId),
    /// `a < b <= c`
    Comparison(SyntaxId, Box<[(Operator, SyntaxId)]>),
    /// `x in (1, 2)`
    Membership {
        /// `x`
        item: SyntaxId,
        /// `(1, 2)`
        list: Box<[SyntaxId]>,
        /// Whether it was `not in`.
        negated: bool,
    },
    /// `x if c else y`
    Conditional {
        /// `c`
        condition: SyntaxId,
        /// `x`
        then: SyntaxId,
        /// `y`
        otherwise: SyntaxId,
    },
    /// `f(x, decimals=2)`, `x.f(decimals=2)`
    Call {
        /// `f`
        function: Box<str>,
        /// Where `f` stands.
        function_span: Span,
        /// What stands before the point: an array, or a module of another language.
        receiver: Option<SyntaxId>,
        /// `x, decimals=2`
        arguments: Box<[Argument]>,
    },
    /// `x.real`
    Field(SyntaxId, Box<str>),
    /// `x[1:-1, 0]`
    Index(SyntaxId, Box<[Subscript]>),
    /// `[[1, 2], [3, 4]]`
    Array {
        /// `[1, 2]`, `[3, 4]`
        items: Box<[SyntaxId]>,
        /// Whether it is a row of an array around it.
        is_row: bool,
    },
    /// `"wrap"`
    Text(Box<str>),
    /// `f64` of `dtype=f64`
    Word(Box<str>),
    /// `b"wrap"`
    Bytes(Box<str>),
    /// `None`
    None,
    /// `(0, 1)`
    Tuple(Box<[SyntaxId]>),
}

impl SyntaxNode {
    /// The operands, in the order of the source.
    pub fn operands(&self) -> Vec<SyntaxId> {
        match self {
            SyntaxNode::Integer(_)
            | SyntaxNode::Float(_)
            | SyntaxNode::Imaginary(_)
            | SyntaxNode::Bool(_)
            | SyntaxNode::Name(_) => Vec::new(),
            SyntaxNode::Text(_) | SyntaxNode::Word(_) | SyntaxNode::Bytes(_) | SyntaxNode::None => Vec::new(),
            SyntaxNode::Tuple(items) | SyntaxNode::Array { items, .. } => items.to_vec(),
            SyntaxNode::Index(x, subscripts) => {
                std::iter::once(*x).chain(subscripts.iter().flat_map(Subscript::operands)).collect()
            }
            SyntaxNode::Unary(_, x) | SyntaxNode::Field(x, _) => vec![*x],
            SyntaxNode::Binary(_, x, y) => vec![*x, *y],
            SyntaxNode::Comparison(first, rest) => {
                std::iter::once(*first).chain(rest.iter().map(|(_, x)| *x)).collect()
            }
            SyntaxNode::Membership { item, list, .. } => std::iter::once(*item).chain(list.iter().copied()).collect(),
            SyntaxNode::Conditional { condition, then, otherwise } => vec![*then, *condition, *otherwise],
            SyntaxNode::Call { receiver, arguments, .. } => {
                receiver.iter().copied().chain(arguments.iter().map(|argument| argument.value)).collect()
            }
        }
    }
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The keyword, where one was given.
    pub keyword: Option<(Box<str>, Span)>,
    /// The value.
    pub value: SyntaxId,
}

/// One place between the brackets of `x[…]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Subscript {
    /// `i`
    At(SyntaxId, Span),
    /// `start:stop:step`
    Slice {
        /// `start`
        start: Option<SyntaxId>,
        /// `stop`
        stop: Option<SyntaxId>,
        /// `step`
        step: Option<SyntaxId>,
        /// Where it stands.
        span: Span,
    },
    /// `...`
    Ellipsis(Span),
    /// `None`
    NewAxis(Span),
}

impl Subscript {
    /// The bounds that are given, in the order of the source.
    pub fn operands(&self) -> impl Iterator<Item = SyntaxId> {
        let bounds = match self {
            Subscript::At(place, _) => [Some(*place), None, None],
            Subscript::Slice { start, stop, step, .. } => [*start, *stop, *step],
            Subscript::Ellipsis(_) | Subscript::NewAxis(_) => [None; 3],
        };
        bounds.into_iter().flatten()
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Subscript::At(_, span) | Subscript::Ellipsis(span) | Subscript::NewAxis(span) => *span,
            Subscript::Slice { span, .. } => *span,
        }
    }
}

/// What a statement assigns to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The name.
    pub name: NameId,
    /// The node that was written, a [`SyntaxNode::Name`], or a [`SyntaxNode::Index`] or [`SyntaxNode::Field`] of one.
    pub node: SyntaxId,
    /// Whether it is `name[…]`, a part of the array of that name, or `name.real` or `name.imag`, a part of each
    /// element.
    pub is_part: bool,
}

/// One statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statement {
    /// What is assigned to; none for the expression that is the program's result.
    pub target: Option<Target>,
    /// The operator of an augmented assignment, `+` of `+=`.
    pub operator: Option<Operator>,
    /// The right-hand side.
    pub value: SyntaxId,
    /// Where it stands.
    pub span: Span,
    /// Its nodes.
    begin: usize,
    end: usize,
}

/// A name of the program.
#[derive(Clone, Debug)]
pub struct Name {
    /// The name.
    pub text: Box<str>,
    /// Where it stands first.
    pub span: Span,
    /// Whether it is read before any statement has bound it, and so stands for something of the caller's.
    pub is_free: bool,
    /// Where it is first assigned to.
    pub assigned: Option<Span>,
}

/// A parsed program.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<(SyntaxNode, Span)>,
    names: Vec<Name>,
    interned: HashMap<Box<str>, NameId>,
    statements: Vec<Statement>,
}

impl Tree {
    /// Adds a node whose operands are in the tree already.
    pub fn push(&mut self, node: SyntaxNode, span: Span) -> SyntaxId {
        self.nodes.push((node, span));
        SyntaxId((self.nodes.len() - 1) as u32)
    }

    /// Adds a use of a name.
    pub fn push_name(&mut self, name: &str, span: Span) -> SyntaxId {
        let id = match self.interned.get(name) {
            Some(&id) => id,
            None => {
                let id = NameId(self.names.len() as u32);
                self.names.push(Name { text: name.into(), span, is_free: false, assigned: None });
                self.interned.insert(name.into(), id);
                id
            }
        };
        self.push(SyntaxNode::Name(id), span)
    }

    /// Takes a name for the word that it is: that of an element type.
    pub fn name_to_word(&mut self, node: SyntaxId) {
        if let SyntaxNode::Name(name) = self.nodes[node.index()].0 {
            self.nodes[node.index()].0 = SyntaxNode::Word(self.name(name).into());
        }
    }

    /// Adds an array that is written out; what of its items are lists themselves are its rows.
    pub fn push_array(&mut self, items: Vec<SyntaxId>, span: Span) -> SyntaxId {
        for item in &items {
            if let SyntaxNode::Array { is_row, .. } = &mut self.nodes[item.index()].0 {
                *is_row = true;
            }
        }
        self.push(SyntaxNode::Array { items: items.into(), is_row: false }, span)
    }

    /// Adds the statement that is an expression alone.
    pub fn push_result(&mut self, value: SyntaxId, span: Span) {
        self.end_statement(None, None, value, span);
    }

    /// Adds `target = value`, or `target operator= value`.
    pub fn push_assignment(
        &mut self,
        target: SyntaxId,
        operator: Option<Operator>,
        value: SyntaxId,
        span: Span,
    ) -> Result<(), Error> {
        let name_of = |node: SyntaxId| match self.node(node) {
            SyntaxNode::Name(name) => Some(*name),
            _ => None,
        };
        let (name, is_part) = match self.node(target) {
            SyntaxNode::Name(name) => (Some(*name), false),
            SyntaxNode::Index(array, _) => (name_of(*array), true),
            SyntaxNode::Field(array, field) if matches!(&**field, "real" | "imag") => (name_of(*array), true),
            _ => (None, false),
        };
        let Some(name) = name else {
            return Err(Error::syntax(SyntaxError::InvalidTarget, self.span(target))
                .with_help("assign to a name or to a part of one, `name[…]`; `==` compares"));
        };
        self.end_statement(Some(Target { name, node: target, is_part }), operator, value, span);
        Ok(())
    }

    fn end_statement(&mut self, target: Option<Target>, operator: Option<Operator>, value: SyntaxId, span: Span) {
        let begin = self.statements.last().map_or(0, |statement| statement.end);
        let overwritten = target.filter(|target| !target.is_part && operator.is_none()).map(|target| target.node);
        for i in begin..self.nodes.len() {
            if let SyntaxNode::Name(name) = self.nodes[i].0
                && overwritten != Some(SyntaxId(i as u32))
            {
                let name = &mut self.names[name.index()];
                name.is_free |= name.assigned.is_none();
            }
        }
        if let Some(target) = target {
            let place = self.span(target.node);
            self.names[target.name.index()].assigned.get_or_insert(place);
        }
        self.statements.push(Statement { target, operator, value, span, begin, end: self.nodes.len() });
    }

    /// All nodes, operands before their users.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (SyntaxId, &SyntaxNode, Span)> {
        self.nodes.iter().enumerate().map(|(i, (node, span))| (SyntaxId(i as u32), node, *span))
    }

    /// The statements, in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The nodes of a statement, operands before their users.
    pub fn nodes_of(&self, statement: &Statement) -> impl Iterator<Item = (SyntaxId, &SyntaxNode, Span)> {
        let begin = statement.begin;
        let nodes = self.nodes[begin..statement.end].iter().enumerate();
        nodes.map(move |(i, (node, span))| (SyntaxId((begin + i) as u32), node, *span))
    }

    /// Where the expression that is the program's result stands, if it has one.
    pub fn result(&self) -> Option<Span> {
        self.statements.last().filter(|last| last.target.is_none()).map(|last| last.span)
    }

    /// A node.
    pub fn node(&self, id: SyntaxId) -> &SyntaxNode {
        &self.nodes[id.index()].0
    }

    /// Where a node stands in the source.
    pub fn span(&self, id: SyntaxId) -> Span {
        self.nodes[id.index()].1
    }

    /// The names in order of first use.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// A name.
    pub fn name(&self, id: NameId) -> &str {
        &self.names[id.index()].text
    }

    /// The position of a name.
    pub fn find(&self, name: &str) -> Option<NameId> {
        self.interned.get(name).copied()
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// What stands before each bound of a subscript in the outline.
fn labels_of(subscript: &Subscript) -> Vec<String> {
    let labels: &[(&str, bool)] = match subscript {
        Subscript::At(..) => &[("at ", true)],
        Subscript::Slice { start, stop, step, .. } => {
            &[("from ", start.is_some()), ("to ", stop.is_some()), ("step ", step.is_some())]
        }
        Subscript::Ellipsis(_) | Subscript::NewAxis(_) => &[],
    };
    labels.iter().filter(|(_, given)| *given).map(|(label, _)| (*label).to_owned()).collect()
}

/// Levels below this one are shown as `…`, so that printing stays linear for chains of any depth.
const SHOWN_DEPTH: usize = 60;

impl fmt::Display for Tree {
    /// An outline, one node a line; a statement's target stands above its value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for statement in &self.statements {
            let mut depth = 0;
            if let Some(target) = statement.target {
                let operator = statement.operator.map_or("", Operator::symbol);
                if target.is_part {
                    writeln!(f, "{operator}=")?;
                    self.outline(f, target.node, 1)?;
                } else {
                    writeln!(f, "{} {operator}=", self.name(target.name))?;
                }
                depth = 1;
            }
            self.outline(f, statement.value, depth)?;
        }
        Ok(())
    }
}

impl Tree {
    /// A node without its operands, as it stands in the outline.
    pub fn label(&self, node: &SyntaxNode) -> String {
        match node {
            SyntaxNode::Integer(value) => value.to_string(),
            SyntaxNode::Float(value) => format!("{value:?}"),
            SyntaxNode::Imaginary(value) => format!("{value:?}j"),
            SyntaxNode::Bool(value) => value.to_string(),
            SyntaxNode::Name(name) => self.name(*name).to_owned(),
            SyntaxNode::Unary(operator, _) => format!("{} (unary)", operator.symbol()),
            SyntaxNode::Binary(operator, ..) => operator.symbol().to_owned(),
            SyntaxNode::Comparison(_, rest) => {
                let symbols: Vec<_> = rest.iter().map(|(operator, _)| operator.symbol()).collect();
                symbols.join(" ")
            }
            SyntaxNode::Membership { negated, .. } => if *negated { "not in" } else { "in" }.to_owned(),
            SyntaxNode::Conditional { .. } => "if else".to_owned(),
            SyntaxNode::Call { function, .. } => format!("{function}()"),
            SyntaxNode::Field(_, field) => format!(".{field}"),
            SyntaxNode::Array { .. } => "[]".to_owned(),
            SyntaxNode::Text(text) => format!("{text:?}"),
            SyntaxNode::Word(text) => text.to_string(),
            SyntaxNode::Bytes(text) => format!("b{text:?}"),
            SyntaxNode::None => "None".to_owned(),
            SyntaxNode::Tuple(_) => "()".to_owned(),
            SyntaxNode::Index(..) => "[]".to_owned(),
        }
    }

    fn outline(&self, f: &mut fmt::Formatter<'_>, root: SyntaxId, depth: usize) -> fmt::Result {
        let mut open = vec![(root, depth, String::new())];
        while let Some((id, depth, label)) = open.pop() {
            write!(f, "{:indent$}{label}", "", indent = 2 * depth)?;
            let mut labels: Vec<String> = Vec::new();
            writeln!(f, "{}", self.label(self.node(id)))?;
            match self.node(id) {
                SyntaxNode::Conditional { .. } => labels = ["", "if ", "else "].map(str::to_owned).to_vec(),
                SyntaxNode::Call { receiver, arguments, .. } => {
                    let keyword =
                        |a: &Argument| a.keyword.as_ref().map_or(String::new(), |(text, _)| format!("{text}="));
                    let receiver = receiver.iter().map(|_| String::new());
                    labels = receiver.chain(arguments.iter().map(keyword)).collect();
                }
                SyntaxNode::Index(_, subscripts) => {
                    labels = std::iter::once(String::new()).chain(subscripts.iter().flat_map(labels_of)).collect();
                }
                _ => {}
            }
            let operands = self.node(id).operands();
            labels.resize(operands.len(), String::new());
            if depth + 1 == SHOWN_DEPTH && !operands.is_empty() {
                writeln!(f, "{:indent$}…", "", indent = 2 * SHOWN_DEPTH)?;
            } else {
                open.extend(operands.into_iter().zip(labels).rev().map(|(x, label)| (x, depth + 1, label)));
            }
        }
        Ok(())
    }
}
