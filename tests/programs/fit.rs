//! Makes random programs right: shapes that can be broadcast, axes that exist, types that may be written.
//!
//! Random choices hardly ever fit each other. Where two lengths differ, both operands are sliced to the shorter; where
//! a type may not be written, the value is cast; a name that nothing reads becomes an output. The interpreter is at
//! hand while this is done, so that every choice is made with the operands' shapes and types known.

use crate::common::arrays::{Array, Layout};
use super::compare::{Case, Destination};
use super::generate::{End, Loose, LooseArray, LooseOutput, LooseStatement, LooseTarget, Position};
use super::interpret::Typed;
use super::memory::Memory;
use super::program::{Item, Line, Node, Statement, Static, Target};
use fusexpr::{Casting, DType};
use std::collections::{BTreeMap, BTreeSet};

struct Fitter<'l> {
    loose: &'l Loose,
    memory: Memory,
    /// What can be read: variables, own elements of outputs, names bound so far.
    readable: Vec<String>,
    /// Names that the program has bound, with what is to become of them.
    bound: BTreeMap<String, &'l LooseOutput>,
    /// Bound names that must be outputs of their value's type and shape, as elements were assigned.
    whole_arrays: BTreeSet<String>,
    /// Names whose value no statement has read.
    unread: BTreeSet<String>,
    /// Names that were bound once, to a value without `index`.
    simple: BTreeSet<String>,
    assigned: BTreeSet<String>,
}

/// Makes a program right.
pub fn fit(loose: &Loose) -> Case {
    let build =
        |(name, spec): (&str, &LooseArray), may_repeat| (name.to_owned(), spec.build(&loose.common, may_repeat));
    let mut inputs: Vec<_> = ["a", "b", "c"].into_iter().zip(&loose.inputs).map(|x| build(x, true)).collect();
    let mut owned: Vec<_> = ["u", "v"].into_iter().zip(&loose.owned).map(|x| build(x, false)).collect();
    let updatable = match loose.ending {
        End::Outputs => owned.len(),
        End::InPlace => 1,
        End::Fresh | End::Given => 0,
    };
    inputs.extend(owned.split_off(updatable));

    let mut fitter = Fitter {
        loose,
        memory: Memory::default(),
        readable: inputs.iter().chain(&owned).map(|(name, _)| name.clone()).collect(),
        bound: BTreeMap::new(),
        whole_arrays: BTreeSet::new(),
        unread: BTreeSet::new(),
        simple: BTreeSet::new(),
        assigned: BTreeSet::new(),
    };
    for (name, array) in &inputs {
        fitter.memory.give(name, Typed::of(array));
    }
    for (name, array) in &owned {
        fitter.memory.lend(name, Typed::of(array));
    }
    let mut program = Vec::new();
    for (i, statement) in loose.statements.iter().enumerate() {
        let is_last = i + 1 == loose.statements.len();
        program.push(match loose.ending {
            End::Outputs => fitter.statement(i, statement),
            _ if is_last => fitter.bare_expression(statement),
            _ => fitter.temporary(i, statement),
        });
    }
    if loose.ending != End::Outputs {
        program = without_unread(program);
    }

    let destination = match loose.ending {
        End::Outputs => Destination::Outputs,
        End::Fresh => Destination::Fresh,
        End::InPlace => {
            let (name, array) = owned.pop().expect("an array can be updated");
            Destination::InPlace(name, array)
        }
        End::Given => {
            let last = program.last().expect("a program has a statement");
            let value = fitter.memory.value(&last.value, None).expect("the program was fitted");
            let output = &loose.statements.last().expect("a program has a statement").output;
            Destination::Given(output.build(&value, false))
        }
    };
    let (mut outputs, unchanged): (Vec<_>, Vec<_>) =
        owned.into_iter().partition(|(name, _)| fitter.assigned.contains(name));
    inputs.extend(unchanged);
    if loose.ending == End::Outputs {
        outputs.extend(fitter.made_outputs());
    }
    Case { program, inputs, outputs, destination }
}

impl LooseArray {
    fn build(&self, common: &[usize], may_repeat: bool) -> Array {
        // An array has an axis at least, so that there is something to index.
        let mut shape = common[self.dropped.min(common.len() - 1)..].to_vec();
        for (i, length) in shape.iter_mut().enumerate() {
            if self.ones >> i & 1 == 1 {
                *length = 1;
            }
        }
        Array::random(self.dtype, Layout::new(&shape, self.layout, may_repeat), self.values)
    }
}

impl LooseOutput {
    /// An array for a value, of another type or with an axis more if that is allowed.
    fn build(&self, value: &Typed, extra_axis: bool) -> Array {
        let types = [DType::F64, DType::F32, DType::I64, DType::I32];
        let fits = |dtype: &DType| value.cast_into(*dtype, Casting::SameKind).is_ok();
        let allowed: Vec<DType> = std::iter::once(value.dtype).chain(types.into_iter().filter(fits)).collect();
        let mut shape = value.shape.clone();
        if extra_axis && self.extra_axis {
            shape.insert(0, 2);
        }
        Array::random(allowed[self.dtype % allowed.len()], Layout::new(&shape, self.layout, false), 5)
    }
}

impl<'l> Fitter<'l> {
    // -----------------------------------------------------------------------------------------------------------
    // Statements.

    fn statement(&mut self, number: usize, loose: &'l LooseStatement) -> Statement {
        let target = match &loose.target {
            LooseTarget::New => None,
            LooseTarget::Whole(which) => {
                // A value that nothing reads before it is replaced may be refused.
                let names = self.readable.iter().filter(|name| self.is_ours(name) && !self.unread.contains(*name));
                pick(names, *which).map(|name| Target::Name(name.clone()))
            }
            LooseTarget::Part(which, items) => {
                let names = self.readable.iter().filter(|name| self.is_array(name));
                pick(names, *which).cloned().map(|name| {
                    let value = self.memory.get(&name).expect("the name can be read").clone();
                    if self.memory.array(&name).is_none() {
                        self.memory.lend(&name, value.clone());
                        self.whole_arrays.insert(name.clone());
                    }
                    Target::Part(name, fit_items(items, &value.shape))
                })
            }
        };
        let Some(target) = target else { return self.temporary(number, loose) };

        let old =
            Statement { target: Some(target.clone()), augmented: Some("+"), value: Node::Int(0), ending: loose.ending };
        let old = match old.whole_value() {
            Node::Apply(_, operands) => self.memory.value(&operands[0], None).expect("the target can be read"),
            _ => unreachable!("the statement is augmented"),
        };
        let is_array = self.memory.array(target.name()).is_some();
        // A temporary keeps its shape, so that an output can take its place.
        let augmented = if is_array { loose.augmented } else { loose.augmented.or(Some("+")) };
        let (mut value, typed) = self.fit_to(self.fit(&loose.value), &old.shape);
        // What an output keeps must have the output's shape, or it would matter whether that is the value's.
        if augmented.is_none() && matches!(target, Target::Name(_)) && typed.shape != old.shape {
            let zero = Node::Apply("*", vec![Node::Name(target.name().to_owned()), Node::Int(0)]);
            (value, _) = self.fit(&Node::Apply("+", vec![value, zero]));
        }
        value = self.with_position(value, loose.position, old.shape.len());
        if is_array {
            let typed = self.memory.value(&value, Some(&old.shape)).expect("the value was fitted");
            value = cast_to(value, &typed, old.dtype);
        }
        self.run(Statement { target: Some(target), augmented, value, ending: loose.ending })
    }

    /// Whether the program may assign to a name.
    fn is_ours(&self, name: &str) -> bool {
        self.bound.contains_key(name) || self.memory.array(name).is_some()
    }

    /// Whether elements of a name may be assigned: it stands for an array of its own type and shape.
    fn is_array(&self, name: &str) -> bool {
        let value = self.memory.get(name).expect("the name can be read");
        match self.memory.array(name) {
            Some(array) => (array.dtype, &array.shape) == (value.dtype, &value.shape),
            None => self.bound.contains_key(name),
        }
    }

    fn temporary(&mut self, number: usize, loose: &'l LooseStatement) -> Statement {
        let (value, typed) = self.strong(&loose.value);
        let value = self.with_position(value, loose.position, typed.shape.len());
        let name = format!("t{number}");
        if loose.position.is_none() {
            self.simple.insert(name.clone());
        }
        self.bound.insert(name.clone(), &loose.output);
        self.readable.push(name.clone());
        self.run(Statement { target: Some(Target::Name(name)), augmented: None, value, ending: loose.ending })
    }

    /// The expression at the end, which reads all that nothing has read yet.
    fn bare_expression(&mut self, loose: &LooseStatement) -> Statement {
        let (mut value, mut typed) = self.strong(&loose.value);
        for name in self.unread.iter().filter(|name| !value.reads(name)).cloned().collect::<Vec<_>>() {
            (value, typed) = self.fit(&Node::Apply("+", vec![value, Node::Name(name)]));
        }
        let target = self.memory.array("u").map(|array| (array.shape.clone(), array.dtype));
        if let Some((shape, dtype)) = target {
            (value, _) = self.fit_to((value, typed), &shape);
            value = self.with_position(value, loose.position, shape.len());
            let typed = self.memory.value(&value, Some(&shape)).expect("the value was fitted");
            value = cast_to(value, &typed, dtype);
        } else {
            value = self.with_position(value, loose.position, typed.shape.len());
        }
        Statement { target: None, augmented: None, value, ending: loose.ending }
    }

    /// Keeps account of a statement and runs it.
    fn run(&mut self, statement: Statement) -> Statement {
        let value = statement.whole_value();
        self.unread.retain(|name| !value.reads(name));
        if let Some(target) = &statement.target {
            let name = target.name().to_owned();
            if matches!(target, Target::Name(_)) {
                self.unread.insert(name.clone());
            }
            if !self.assigned.insert(name.clone()) {
                self.simple.remove(&name);
            }
        }
        self.memory.execute(&statement, None).unwrap_or_else(|reason| panic!("{reason:?} in {statement:?}"));
        statement
    }

    /// The outputs that the program makes out of nothing.
    fn made_outputs(&self) -> Vec<(String, Array)> {
        let is_output = |name: &String, output: &LooseOutput| {
            output.kept || self.unread.contains(name) || self.whole_arrays.contains(name)
        };
        let made = self.bound.iter().filter(|&(name, output)| is_output(name, output));
        made.map(|(name, output)| {
            let array = match self.memory.array(name) {
                Some(array) => Array::random(array.dtype, Layout::new(&array.shape, output.layout, false), 5),
                None => {
                    let value = self.memory.get(name).expect("the name was bound");
                    output.build(value, self.unread.contains(name) && self.simple.contains(name))
                }
            };
            (name.clone(), array)
        })
        .collect()
    }

    // -----------------------------------------------------------------------------------------------------------
    // Expressions.

    /// A fitted expression that is not a mere constant.
    fn strong(&self, node: &Node) -> (Node, Typed) {
        match self.fit(node) {
            (node, typed) if typed.constant => self.fit(&Node::Apply("+", vec![node, Node::Pick(0)])),
            strong => strong,
        }
    }

    fn fit(&self, node: &Node) -> (Node, Typed) {
        let fitted = match node {
            Node::Pick(which) => Node::Name(self.readable[which % self.readable.len()].clone()),
            Node::Line(line) => self.fit_line(line),
            Node::Apply(name, operands) => {
                let operands = cut_to_meet(operands.iter().map(|x| self.fit(x)).collect());
                Node::Apply(name, operands)
            }
            Node::Index(x, items) => match self.fit(x) {
                (x, typed) if typed.constant => return (x, typed),
                (x, typed) => Node::Index(Box::new(x), fit_items(items, &typed.shape)),
            },
            Node::Roll { x, by, axis } => match self.fit(x) {
                (x, typed) if typed.shape.is_empty() => return (x, typed),
                (x, typed) => Node::Roll { x: Box::new(x), by: *by, axis: fit_axis(*axis, typed.shape.len()) },
            },
            Node::Shift { x, by, axis, mode, value } => match self.fit(x) {
                (x, typed) if typed.shape.is_empty() => return (x, typed),
                (x, typed) => {
                    let is_float = matches!(typed.dtype, DType::F32 | DType::F64);
                    // Of an integer array, what comes in is an integer; the cast turns NaN to 0.
                    let value = if is_float { *value } else { (*value as i64) as f64 };
                    let axis = fit_axis(*axis, typed.shape.len());
                    Node::Shift { x: Box::new(x), by: *by, axis, mode: *mode, value }
                }
            },
            fitted => fitted.clone(),
        };
        let typed = self.memory.value(&fitted, None).unwrap_or_else(|reason| panic!("{reason:?} in {fitted:?}"));
        (fitted, typed)
    }

    fn fit_line(&self, line: &Line) -> Node {
        let last = *self.loose.common.last().expect("the common shape has an axis");
        let length = line.length.unwrap_or(last) as i64;
        let Line { kind, start, step, spelling, .. } = *line;
        let number = |value| Static { value, spelling };
        match kind {
            0 => Node::Arange(match (start, step) {
                (0, 1) => vec![number(length)],
                (_, 1) => vec![number(start), number(start + length)],
                _ => vec![number(start), number(start + step * length), Static::new(step)],
            }),
            1 => {
                // Halves and quarters, so that every element is exact; the end is beyond the last element.
                let (start, step) = (start as f64 * 0.5, step as f64 * 0.25);
                Node::FloatArange([start, start + step * (length as f64 - 0.5), step])
            }
            _ => Node::Linspace(start as f64, (start + step) as f64, number(length)),
        }
    }

    /// A value made no larger than a shape, of lengths that can be broadcast to it.
    fn fit_to(&self, (node, typed): (Node, Typed), shape: &[usize]) -> (Node, Typed) {
        let Some(extra) = typed.shape.len().checked_sub(shape.len()) else {
            let offset = shape.len() - typed.shape.len();
            return self.fit_axes((node, typed), &[], &shape[offset..]);
        };
        let leading = typed.shape[..extra].to_vec();
        self.fit_axes((node, typed), &leading, shape)
    }

    fn fit_axes(&self, (node, typed): (Node, Typed), leading: &[usize], shape: &[usize]) -> (Node, Typed) {
        let own = &typed.shape[leading.len()..];
        let hopeless = |(&own, &length): (&usize, &usize)| own == 0 && length != 0;
        if leading.contains(&0) || own.iter().zip(shape).any(hopeless) {
            return self.fit(&Node::Int(1));
        }
        let cut = |(&own, &length): (&usize, &usize)| match own {
            own if own == length || own == 1 => Item::range(None, None, None),
            own if own > length => Item::range(None, Some(length as i64), None),
            _ => Item::range(Some(0), Some(1), None),
        };
        let items = leading.iter().map(|_| Item::At(Static::new(0))).chain(own.iter().zip(shape).map(cut)).collect();
        self.fit(&cut_with(node, items))
    }

    /// A value with the index of its elements in it, for a frame of some rank.
    fn with_position(&self, value: Node, position: Option<Position>, rank: usize) -> Node {
        let along = |axis: i64| match rank as i64 {
            0 => Node::Int(1),
            rank => Node::Position(axis.rem_euclid(2 * rank) - rank),
        };
        match position {
            None => value,
            Some(Position::Added(axis)) => Node::Apply("+", vec![value, along(axis)]),
            Some(Position::Multiplied(axis)) => Node::Apply("*", vec![value, along(axis)]),
            Some(Position::Compared(x, y)) => {
                let condition = Node::Apply(">", vec![along(x), along(y)]);
                Node::Apply("where", vec![condition, value.clone(), Node::Apply("-", vec![value])])
            }
        }
    }
}

fn pick<'n>(names: impl Iterator<Item = &'n String>, which: usize) -> Option<&'n String> {
    let names: Vec<&String> = names.collect();
    (!names.is_empty()).then(|| names[which % names.len()])
}

/// Leaves out the temporaries that do not go into the expression at the end.
fn without_unread(program: Vec<Statement>) -> Vec<Statement> {
    let mut kept: Vec<Statement> = Vec::new();
    for statement in program.into_iter().rev() {
        let is_read = |target: &Target| kept.iter().any(|later| later.value.reads(target.name()));
        if statement.target.as_ref().is_none_or(is_read) {
            kept.insert(0, statement);
        }
    }
    kept
}

/// The value in a type that may be written into the array's.
fn cast_to(value: Node, typed: &Typed, dtype: DType) -> Node {
    match typed.cast_into(dtype, Casting::SameKind) {
        Ok(_) => value,
        Err(_) => Node::Apply(dtype.name(), vec![value]),
    }
}

fn fit_axis(axis: Option<i64>, rank: usize) -> Option<i64> {
    let rank = rank as i64;
    match axis {
        None if rank == 1 => None,
        axis => Some(axis.unwrap_or(0).rem_euclid(2 * rank) - rank),
    }
}

/// An index that exists: no more items than axes, no position in an axis without elements, one `...`.
fn fit_items(items: &[Item], shape: &[usize]) -> Vec<Item> {
    const MOST_NEW_AXES: usize = 2;
    let is_taking = |item: &Item| matches!(item, Item::At(_) | Item::Range { .. });
    let mut fitted: Vec<Item> = Vec::new();
    let (mut taken, mut has_rest, mut new_axes) = (0, false, 0);
    for item in items {
        let keep = match item {
            Item::Rest => !std::mem::replace(&mut has_rest, true),
            Item::NewAxis => {
                new_axes += 1;
                new_axes <= MOST_NEW_AXES
            }
            _ => {
                taken += 1;
                taken <= shape.len()
            }
        };
        if keep {
            fitted.push(item.clone());
        }
    }
    // Which axis an item takes: counted from the front before `...`, from the back behind it.
    let before_rest = fitted.iter().position(|item| matches!(item, Item::Rest)).unwrap_or(fitted.len());
    let behind = fitted[before_rest..].iter().filter(|item| is_taking(item)).count();
    let mut axis = 0;
    for (i, item) in fitted.iter_mut().enumerate() {
        if i == before_rest {
            axis = shape.len() - behind;
        }
        if !is_taking(item) {
            continue;
        }
        if let Item::At(at) = item {
            match shape[axis] as i64 {
                0 => *item = Item::range(None, None, None),
                length => at.value = at.value.rem_euclid(2 * length) - length,
            }
        }
        axis += 1;
    }
    if fitted.is_empty() { vec![Item::Rest] } else { fitted }
}

/// `node[items]`, or the node itself if nothing is left out.
fn cut_with(node: Node, items: Vec<Item>) -> Node {
    let is_whole = |item: &Item| matches!(item, Item::Range { start: None, stop: None, step: None });
    if items.iter().all(is_whole) { node } else { Node::Index(Box::new(node), items) }
}

/// Operands of which none is longer along an axis than another, but for those of length 1.
fn cut_to_meet(operands: Vec<(Node, Typed)>) -> Vec<Node> {
    let rank = operands.iter().map(|(_, typed)| typed.shape.len()).max().unwrap_or(0);
    let length = |typed: &Typed, back: usize| typed.shape.iter().rev().nth(back).copied().unwrap_or(1);
    let shortest: Vec<Option<usize>> = (0..rank)
        .map(|back| operands.iter().map(|(_, typed)| length(typed, back)).filter(|&length| length != 1).min())
        .collect();
    let cut = |(node, typed): (Node, Typed)| {
        let item = |axis: usize| {
            let own = typed.shape[axis];
            match shortest[typed.shape.len() - 1 - axis] {
                Some(shortest) if own != 1 && own > shortest => Item::range(None, Some(shortest as i64), None),
                _ => Item::range(None, None, None),
            }
        };
        cut_with(node, (0..typed.shape.len()).map(item).collect())
    };
    operands.into_iter().map(cut).collect()
}
