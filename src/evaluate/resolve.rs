//! Matches the names of a program with the operands and outputs that were given: the one way to a [`Signature`].
//!
//! Every use of a program (evaluation, streaming, explanation, profile, types of results) comes by here, so all of them
//! agree on what is an output, in which order outputs stand, and what is refused. What is found is written into
//! [`Names`], which a thread keeps from call to call. The signature is compared as a whole with those of the programs
//! that are kept. A call that is repeated does not come by here: what is looked at here has to be in its description
//! ([`describe`](super::describe)), of which no more than where the names stand ([`Place::find`]) is shared.

use super::unknown::{read_too_soon, unknown_output, unknown_variable};
use crate::array::{Operand, Output, Outputs, Source, Vars};
use crate::compile::graph::Axes;
use crate::compile::signature::{ANY_LENGTH, constant};
use crate::compile::{InputType, Needs, OutputSlot, OutputType, Signature};
use crate::element::DType;
use crate::error::{BindError, Error};
use crate::level::Level;
use crate::options::{Options, Threads};
use crate::span::Span;
use crate::syntax::{Name, NameId, Tree};
use crate::tier::Tier;

/// What the value of a final expression is called where outputs have names.
pub const RESULT: &str = "out";

/// What a caller gives, and asks for.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The operands by name.
    pub vars: &'a Vars<'a>,
    /// The outputs.
    pub targets: Targets<'a>,
    /// Whether numbers given by value are compiled in.
    pub knows_values: bool,
    /// Whether lengths are compiled in also if the program only broadcasts, and would serve arrays of any lengths.
    pub knows_lengths: bool,
}

impl<'a> Request<'a> {
    /// A request that leaves values and lengths open wherever the program allows it.
    pub fn new(vars: &'a Vars<'a>, targets: Targets<'a>) -> Self {
        Self { vars, targets, knows_values: false, knows_lengths: false }
    }

    /// Calls `attempt` without the numbers that are given by value, so that what it finds holds for other numbers too.
    /// If there are such numbers and it fails, or finds nothing because one of them does not fit where it is used, it
    /// is called once more with the numbers known.
    pub fn attempt<T>(self, mut attempt: impl FnMut(Self) -> Result<Option<T>, Error>) -> Result<T, Error> {
        match attempt(self) {
            Ok(Some(found)) => Ok(found),
            Err(error) if !self.vars.has_values() => Err(error),
            _ => {
                let found = attempt(Self { knows_values: true, ..self })?;
                Ok(found.expect("the compiler has refused values that do not fit"))
            }
        }
    }
}

/// Where results go.
#[derive(Clone, Copy)]
pub enum Targets<'a> {
    /// The result into a new array, of this type or its own.
    New(Option<DType>),
    /// All that the program leaves into new arrays, of this type or their own.
    All(Option<DType>),
    /// All that the program leaves: what is assigned to operands into these operands, the rest into new arrays. It is
    /// for explanations and profiles, which write to none of the caller's arrays, so types and shapes are all there is.
    Updates,
    /// The result into this array, which may have a name for its own elements.
    Result(&'a Output<'a>, Option<&'a str>),
    /// What is assigned to names into arrays of these names.
    Named(&'a Outputs<'a>),
}

impl<'a> Targets<'a> {
    /// The outputs that there are.
    pub fn outputs(self) -> &'a [Output<'a>] {
        match self {
            Targets::New(_) | Targets::All(_) | Targets::Updates => &[],
            Targets::Result(output, _) => std::slice::from_ref(output),
            Targets::Named(outputs) => outputs.outputs(),
        }
    }

    /// Which of the outputs has elements that are an operand under a further name.
    fn alias(self, name: &str) -> Option<usize> {
        self.outputs().iter().position(|output| output.is_known_as(name))
    }

    /// Which of the outputs has the very elements of an operand.
    #[inline]
    fn same(self, operand: &Operand<'_>) -> Option<usize> {
        self.outputs().iter().position(|output| output.is_same(operand))
    }

    /// The names of the outputs, in their order, and the further names of their elements.
    fn names(self) -> impl Iterator<Item = &'a str> {
        let (own, named) = match self {
            Targets::New(_) | Targets::All(_) | Targets::Updates => (None, None),
            Targets::Result(_, own) => (own, None),
            Targets::Named(outputs) => (None, Some(outputs.names())),
        };
        let aliases = self.outputs().iter().flat_map(Output::aliases);
        own.into_iter().chain(named.into_iter().flatten()).chain(aliases)
    }
}

/// Where a name is found among what was given.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The place of its operand among the variables.
    pub operand: Option<usize>,
    /// The output whose very elements that operand is.
    pub same: Option<usize>,
    /// Whether the name stands for that operand, where there is one.
    stands_for_operand: bool,
}

impl Place {
    /// Finds a name; `is_static` if it decides where elements are.
    #[inline]
    pub fn find(name: &Name, is_static: bool, request: &Request<'_>) -> Self {
        let &Request { vars, targets, .. } = request;
        let operand = vars.position(&name.text);
        // An operand that is updated, or has the very elements of an output, is that output.
        let same = operand.filter(|_| !is_static).and_then(|place| targets.same(vars.at(place)));
        let is_updated = matches!(targets, Targets::Updates) && name.assigned.is_some();
        Place { operand, same, stands_for_operand: name.is_free && same.is_none() && !is_updated }
    }

    /// The operand that the name stands for, if it does.
    #[inline]
    pub fn operand<'a>(self, vars: &'a Vars<'a>) -> Option<&'a Operand<'a>> {
        self.operand.filter(|_| self.stands_for_operand).map(|place| vars.at(place))
    }
}

/// What stands behind the names of a program.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Where they are found.
    places: Vec<Place>,
    /// What the program is to be compiled for.
    pub signature: Signature,
    /// For each name, the output of that name whose elements are there before the program runs.
    own: Vec<Option<usize>>,
    /// The lengths that numbers stand for in a plain program of several outputs, in the order of the numbers.
    alike: Vec<usize>,
}

impl Names {
    /// The operand of the name at a position; a program asks for no other names than those of operands.
    pub fn operand<'a>(&self, vars: &'a Vars<'a>, name: usize) -> &'a Operand<'a> {
        vars.at(self.places[name].operand.expect("the name was resolved to an operand"))
    }

    /// The operands by the position of the name; none for a name that does not stand for one.
    pub fn operands<'a>(&self, vars: &'a Vars<'a>) -> impl Iterator<Item = Option<&'a Operand<'a>>> {
        self.places.iter().map(|place| place.operand(vars))
    }

    /// The names of the outputs, in their order.
    pub fn outputs<'t>(&self, tree: &'t Tree) -> impl ExactSizeIterator<Item = &'t str> {
        output_names(&self.signature.outputs, tree)
    }

    /// Finds the outputs whose elements are there before the program runs.
    fn find_own(&mut self, tree: &Tree, targets: Targets<'_>) {
        self.own.clear();
        self.own.resize(tree.names().len(), None);
        for (position, slot) in self.signature.outputs.iter().enumerate() {
            if let (Some(name), OutputType::Array(..)) = (slot.name, slot.output) {
                self.own[name] = Some(position);
            }
        }
        // The name of an output that takes the result may be read only.
        if let Targets::Result(_, Some(own)) = targets
            && let Some(name) = tree.find(own)
        {
            self.own[name.index()] = Some(0);
        }
    }

    /// Adds the lengths of an array, or the numbers that stand for them.
    fn add_lengths(&mut self, shape: &[usize], name: &str, span: Option<Span>) -> Result<(), Error> {
        if shape.len() > Axes::MOST {
            let kind = BindError::TooManyAxes { name: name.to_owned(), rank: shape.len() };
            return Err(Error::bind(kind, span));
        }
        let Self { signature, alike, .. } = self;
        let has_several = signature.outputs.len() > 1;
        signature.lengths.extend(shape.iter().map(|&length| match length {
            _ if signature.is_sized => length,
            1 => 1,
            _ if !has_several => ANY_LENGTH,
            _ => ANY_LENGTH + place_among(alike, length),
        }));
        Ok(())
    }
}

/// The names of outputs, in their order.
pub fn output_names<'t>(slots: &[OutputSlot], tree: &'t Tree) -> impl ExactSizeIterator<Item = &'t str> {
    slots.iter().map(|slot| slot.name.map_or(RESULT, |name| &*tree.names()[name].text))
}

/// Fails if outputs share memory with each other.
#[inline]
pub fn check_apart(slots: &[OutputSlot], tree: &Tree, outputs: &[Output<'_>]) -> Result<(), Error> {
    if outputs.len() < 2 {
        return Ok(());
    }
    for (i, output) in outputs.iter().enumerate().filter(|(_, output)| output.is_pointer()) {
        if let Some(other) = outputs[..i].iter().position(|other| other.may_share_with(output)) {
            let name = |i: usize| output_names(slots, tree).nth(i).unwrap_or(RESULT).to_owned();
            return Err(Error::bind(BindError::OverlappingOutputs { first: name(other), second: name(i) }, None));
        }
    }
    Ok(())
}

/// The error for a name of an output's own elements that is a variable's, too.
pub fn given_twice(name: &str) -> Error {
    Error::bind(BindError::TargetGivenTwice { name: name.to_owned() }, None)
        .with_help("leave it out: the output's own elements stand for it")
}

/// Whether the bytes of texts stand side by side, unless it is an array of something else.
fn are_bytes_in_rows(dtype: DType, mut strides: impl DoubleEndedIterator<Item = isize>) -> bool {
    dtype != DType::S1 || strides.next_back().is_none_or(|stride| stride == 1)
}

/// Finds the operand, output or constant behind each name of a program, and writes what it finds into `names`.
pub fn resolve(
    tree: &Tree,
    needs: &Needs,
    options: &Options,
    request: Request<'_>,
    names: &mut Names,
) -> Result<(), Error> {
    let Request { vars, targets, .. } = request;
    names.places.clear();
    let names_and_needs = tree.names().iter().zip(&needs.statics);
    names.places.extend(names_and_needs.map(|(name, is_static)| Place::find(name, *is_static, &request)));
    names.alike.clear();
    let signature = &mut names.signature;
    signature.inputs.clear();
    signature.lengths.clear();
    let operands = || names.places.iter().filter_map(|place| place.operand(vars));
    let has_texts = operands().any(|operand| operand.dtype().is_text())
        || targets.outputs().iter().any(|output| output.dtype().is_text());
    signature.has_bytes_in_rows = !has_texts
        || operands().all(|operand| are_bytes_in_rows(operand.dtype(), operand.strides()))
            && targets
                .outputs()
                .iter()
                .all(|output| are_bytes_in_rows(output.dtype(), output.geometry().strides().iter()));
    signature.is_sized = request.knows_lengths || !needs.is_plain || has_texts;
    (signature.casting, signature.contract, signature.is_unfused) =
        (options.casting, options.contract, options.unfused);
    signature.level = checked(options)?;
    slots(tree, needs, request, &mut signature.outputs)?;
    names.find_own(tree, targets);
    for (i, name) in tree.names().iter().enumerate() {
        let input = input(tree, needs, request, i, names)?;
        if let (InputType::Array(..), Some(place)) = (input, names.places[i].operand) {
            names.add_lengths(vars.at(place).shape(), &name.text, Some(name.span))?;
        }
        names.signature.inputs.push(input);
    }
    for output in targets.outputs() {
        names.add_lengths(output.shape(), RESULT, None)?;
    }
    if let Targets::Updates = targets {
        for (i, name) in tree.names().iter().enumerate() {
            if let (Some(_), Some(place)) = (names.own[i], names.places[i].operand) {
                names.add_lengths(vars.at(place).shape(), &name.text, Some(name.span))?;
            }
        }
    }
    Ok(())
}

/// What stands behind the name at a `position` of the tree's names.
fn input(tree: &Tree, needs: &Needs, request: Request<'_>, position: usize, names: &Names) -> Result<InputType, Error> {
    let Request { vars, targets, .. } = request;
    let Name { text, span, is_free, assigned } = &tree.names()[position];
    let output = names.own[position];
    let Place { operand, same, stands_for_operand } = names.places[position];
    let operand = operand.map(|place| vars.at(place));
    let alias = targets.alias(text);
    if alias.is_some() && (operand.is_some() || output.is_some()) {
        return Err(given_twice(text));
    }
    if let (Some(assigned), Some(operand), None) = (assigned, operand, output)
        && !matches!(targets, Targets::All(_))
    {
        let error = Error::bind(BindError::AssignedVariable { name: text.to_string() }, Some(*assigned));
        return Err(match (targets, operand.is_value()) {
            (Targets::Updates, true) => error.with_help("give an array to be updated, or choose another name"),
            _ => error.with_help("supply it as an output too, or choose another name"),
        });
    }
    // An operand that is not an output hides what an output of its name holds.
    let own = same.or(output.filter(|_| operand.is_none() || matches!(targets, Targets::Updates))).or(alias);
    debug_assert_eq!(stands_for_operand, *is_free && own.filter(|_| operand.is_some()).is_none());
    Ok(match (own, operand) {
        _ if !is_free => InputType::Bound,
        (Some(output), _) => InputType::Output(output),
        (None, Some(operand)) => type_of(operand, needs.statics[position] || request.knows_values),
        (None, None) if constant(text).is_some() => InputType::Constant,
        (None, None) if assigned.is_some() => return Err(read_too_soon(text, *span)),
        (None, None) => {
            let bound = tree.names().iter().filter(|name| name.assigned.is_some()).map(|name| &*name.text);
            return Err(unknown_variable(text, *span, vars.names().chain(targets.names()).chain(bound)));
        }
    })
}

/// The place of a length among those met before; a new one becomes the last.
fn place_among(lengths: &mut Vec<usize>, length: usize) -> usize {
    lengths.iter().position(|&other| other == length).unwrap_or_else(|| {
        lengths.push(length);
        lengths.len() - 1
    })
}

/// What stands behind a name that an operand was given for; a value is compiled in if `is_static`.
#[inline]
fn type_of(operand: &Operand<'_>, is_static: bool) -> InputType {
    match (operand.source(), operand.shape()) {
        (Source::Value(value), _) if is_static => InputType::Static(*value),
        (Source::Value(_), _) => InputType::Weak(operand.dtype()),
        (_, []) => InputType::ZeroDimensional(operand.dtype()),
        (_, shape) => InputType::Array(operand.dtype(), shape.len()),
    }
}

/// The outputs, and the names whose values they take; the result comes last.
fn slots(tree: &Tree, needs: &Needs, request: Request<'_>, slots: &mut Vec<OutputSlot>) -> Result<(), Error> {
    slots.clear();
    let array = |output: &Output<'_>| OutputType::Array(output.dtype(), output.shape().len());
    let no_result = || {
        let last = tree.statements().last().map(|statement| statement.span);
        Error::bind(BindError::NoResult, last)
            .with_help("end it with an expression, or call `run` with outputs by name")
    };
    match request.targets {
        Targets::New(dtype) => {
            tree.result().ok_or_else(no_result)?;
            slots.push(OutputSlot { name: None, output: OutputType::New(dtype) });
        }
        Targets::All(dtype) => all_slots(tree, needs, request.vars, dtype, false, slots)?,
        Targets::Updates => all_slots(tree, needs, request.vars, None, true, slots)?,
        Targets::Result(output, own) => {
            let assigned = own.and_then(|own| assigned(tree, own));
            let name = match (tree.result(), assigned) {
                (Some(_), None) => None,
                (Some(result), Some(_)) => return Err(Error::bind(BindError::LostResult, Some(result))),
                (None, Some(name)) => Some(name.index()),
                (None, None) => return Err(no_result()),
            };
            slots.push(OutputSlot { name, output: array(output) });
        }
        Targets::Named(outputs) => {
            for (text, output) in outputs.names().zip(outputs.outputs()) {
                let name = assigned(tree, text).ok_or_else(|| unknown_output(tree, text))?;
                slots.push(OutputSlot { name: Some(name.index()), output: array(output) });
            }
            if let Some(result) = tree.result() {
                return Err(Error::bind(BindError::LostResult, Some(result))
                    .with_help("assign it to the name of an output, or use `evaluate` or `eval`"));
            }
        }
    }
    Ok(())
}

/// The outputs of all that a program leaves; those of operands are the operands themselves if they are `updated`.
fn all_slots(
    tree: &Tree,
    needs: &Needs,
    vars: &Vars<'_>,
    dtype: Option<DType>,
    updated: bool,
    slots: &mut Vec<OutputSlot>,
) -> Result<(), Error> {
    let assigned = tree.names().iter().enumerate().filter(|(_, name)| name.assigned.is_some());
    for (i, name) in assigned {
        let output = match vars.get(&name.text) {
            Some(operand) if updated && operand.is_value() => continue, // refused as an input
            Some(operand) if updated => OutputType::Array(operand.dtype(), operand.shape().len()),
            Some(_) => OutputType::New(dtype),
            None if needs.is_left[i] => OutputType::New(dtype),
            None => continue,
        };
        if let Some(result) = tree.result().filter(|_| *name.text == *RESULT) {
            return Err(Error::bind(BindError::LostResult, Some(result))
                .with_help(format!("`{RESULT}` is its name: assign to another name above")));
        }
        slots.push(OutputSlot { name: Some(i), output });
    }
    if tree.result().is_some() {
        slots.push(OutputSlot { name: None, output: OutputType::New(dtype) });
    }
    Ok(())
}

/// The name, if it is assigned to.
fn assigned(tree: &Tree, text: &str) -> Option<NameId> {
    tree.find(text).filter(|name| tree.names()[name.index()].assigned.is_some())
}

/// The level to run at, of options that can be followed.
fn checked(options: &Options) -> Result<Level, Error> {
    if options.threads == Threads::Exactly(0) {
        return Err(Error::bind(BindError::NoThreads, None)
            .with_help("`Threads::Serial` evaluates on the calling thread alone"));
    }
    if let Some(elements) = options.block_len.filter(|elements| !Options::BLOCK_LENGTHS.contains(elements)) {
        return Err(Error::bind(BindError::BlockLength { elements }, None)
            .with_help("without `block_len` blocks are as long as suits the caches"));
    }
    if let Err(error) = Tier::asked_for() {
        return Err(Error::bind(BindError::UnknownTier { reason: error.to_string() }, None));
    }
    let default =
        || Level::asked_for().map_err(|error| Error::bind(BindError::UnknownLevel { reason: error.to_string() }, None));
    let level = options.level.map_or_else(default, Ok)?;
    if level.is_available() { Ok(level) } else { Err(Error::bind(BindError::LevelUnavailable { level }, None)) }
}
