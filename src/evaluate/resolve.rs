//! Matches the names of a program with the operands and outputs that were given, and the level with the processor.

use crate::array::{Operand, Output, Outputs, Source, Vars};
use crate::compile::graph::Axes;
use crate::compile::signature::{ANY_LENGTH, constant};
use crate::compile::{InputType, Needs, OutputSlot, OutputType};
use crate::element::DType;
use crate::error::{BindError, CompileError, Error, ErrorKind, foreign, nearest, suggest};
use crate::level::Level;
use crate::ops::{array_function_named, conversion_named, operation_named};
use crate::options::Options;
use crate::span::Span;
use crate::syntax::{NameId, Tree};

/// The level to run at.
pub fn level(options: &Options) -> Result<Level, Error> {
    let default = || Level::asked_for().map_err(|reason| Error::bind(BindError::UnknownLevel { reason }, None));
    let level = options.level.map_or_else(default, Ok)?;
    if level.is_available() { Ok(level) } else { Err(Error::bind(BindError::LevelUnavailable { level }, None)) }
}

/// What the value of a final expression is called where outputs have names.
pub const RESULT: &str = "out";

/// What was given for a call.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The operands by name.
    pub vars: &'a Vars<'a>,
    /// The outputs.
    pub targets: Targets<'a>,
    /// Whether each operation is to be a pass of its own.
    pub is_unfused: bool,
    /// Whether what is given by value is compiled in.
    pub knows_values: bool,
}

impl<'a> Given<'a> {
    /// For an evaluation as it should be.
    pub fn new(vars: &'a Vars<'a>, targets: Targets<'a>) -> Self {
        Self { vars, targets, is_unfused: false, knows_values: false }
    }
}

/// Where results go.
#[derive(Clone, Copy)]
pub enum Targets<'a> {
    /// The result into a new array, of this type or its own.
    New(Option<DType>),
    /// All that the program leaves into new arrays, of this type or their own.
    All(Option<DType>),
    /// The result into this array, which may have a name for its own elements.
    Result(&'a Output<'a>, Option<&'a str>),
    /// What is assigned to names into arrays of these names.
    Named(&'a Outputs<'a>),
}

impl<'a> Targets<'a> {
    /// The outputs that there are.
    pub fn outputs(self) -> &'a [Output<'a>] {
        match self {
            Targets::New(_) | Targets::All(_) => &[],
            Targets::Result(output, _) => std::slice::from_ref(output),
            Targets::Named(outputs) => outputs.outputs(),
        }
    }

    /// Which of the outputs has a name.
    fn position(self, name: &str) -> Option<usize> {
        match self {
            Targets::New(_) | Targets::All(_) => None,
            Targets::Result(_, own) => own.filter(|own| *own == name).map(|_| 0),
            Targets::Named(outputs) => outputs.names().position(|known| known == name),
        }
    }

    /// Which of the outputs has elements that are an operand under a further name.
    fn alias(self, name: &str) -> Option<usize> {
        self.outputs().iter().position(|output| output.is_known_as(name))
    }

    /// Which of the outputs has the very elements of an operand.
    fn same(self, operand: &Operand<'_>) -> Option<usize> {
        self.outputs().iter().position(|output| output.is_same(operand))
    }

    /// The names of the outputs, in their order.
    fn names(self) -> impl Iterator<Item = &'a str> {
        let (own, named) = match self {
            Targets::New(_) | Targets::All(_) => (None, None),
            Targets::Result(_, own) => (own, None),
            Targets::Named(outputs) => (None, Some(outputs.names())),
        };
        let aliases = self.outputs().iter().flat_map(Output::aliases);
        own.into_iter().chain(named.into_iter().flatten()).chain(aliases)
    }
}

/// What stands behind the names of a program, in their order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Where an operand is among the variables.
    pub places: Vec<Option<usize>>,
    /// Of what type.
    pub types: Vec<InputType>,
    /// The outputs.
    pub slots: Vec<OutputSlot>,
    /// The lengths of all axes, of operands and then of outputs; for a plain program what stands for them.
    pub lengths: Vec<usize>,
    /// The lengths that numbers stand for in a plain program of several outputs, in the order of the numbers.
    alike: Vec<usize>,
}

impl Names {
    /// The operands of a program, with the positions of their names.
    pub fn operands<'a>(&'a self, vars: &'a Vars<'a>) -> impl Iterator<Item = (usize, &'a Operand<'a>)> + Clone {
        let places = self.places.iter().zip(&self.types).enumerate();
        places.filter_map(|(name, (place, input))| match input {
            InputType::Array(..) | InputType::ZeroDimensional(_) => Some((name, vars.at((*place)?))),
            _ => None,
        })
    }
}

/// Fails if outputs share memory with each other.
pub fn check_apart(names: &Names, tree: &Tree, outputs: &[Output<'_>]) -> Result<(), Error> {
    for (i, output) in outputs.iter().enumerate().filter(|(_, output)| output.is_pointer()) {
        if let Some(other) = outputs[..i].iter().position(|other| other.may_share_with(output)) {
            let [first, second] =
                [other, i].map(|i| names.slots[i].name.map_or(RESULT, |name| &*tree.names()[name].text).to_owned());
            return Err(Error::bind(BindError::OverlappingOutputs { first, second }, None));
        }
    }
    Ok(())
}

/// Finds what stands behind the names of a program, into `names`.
pub fn resolve(tree: &Tree, needs: &Needs, given: Given<'_>, is_plain: bool, names: &mut Names) -> Result<(), Error> {
    let Given { vars, targets, .. } = given;
    names.places.clear();
    names.types.clear();
    names.lengths.clear();
    names.alike.clear();
    slots(tree, needs, given, &mut names.slots)?;
    let may_assign_all = matches!(targets, Targets::All(_));
    let has_several = names.slots.len() > 1;
    let add_lengths = |lengths: &mut Vec<usize>, alike: &mut Vec<usize>, shape: &[usize], name: &str| {
        if shape.len() > Axes::MOST {
            let kind = BindError::TooManyAxes { name: name.to_owned(), rank: shape.len() };
            return Err(Error::bind(kind, None));
        }
        let stands_for = |&length: &usize| match length {
            _ if !is_plain => length,
            1 => 1,
            _ if !has_several => ANY_LENGTH,
            _ => ANY_LENGTH + place_among(alike, length),
        };
        lengths.extend(shape.iter().map(stands_for));
        Ok(())
    };
    for (i, name) in tree.names().iter().enumerate() {
        let text = &*name.text;
        let place = vars.position(text);
        let output = targets.position(text);
        let alias = targets.alias(text);
        if alias.is_some() && (place.is_some() || output.is_some()) {
            return Err(given_twice(text));
        }
        if let (Some(assigned), Some(_), None, false) = (name.assigned, place, output, may_assign_all) {
            return Err(Error::bind(BindError::AssignedVariable { name: text.to_owned() }, Some(assigned))
                .with_help("supply it as an output too, or choose another name"));
        }
        let same = place.and_then(|place| targets.same(vars.at(place))).filter(|_| !needs.statics[i]);
        let input = match (place, same.or(output).or(alias)) {
            _ if !name.is_free => InputType::Bound,
            (Some(_), Some(output)) if same.is_some() => InputType::Output(output),
            (Some(place), _) => {
                let operand = vars.at(place);
                let input = type_of(operand, needs.statics[i] || given.knows_values);
                if let InputType::Array(..) = input {
                    add_lengths(&mut names.lengths, &mut names.alike, operand.shape(), text)?;
                }
                input
            }
            (None, Some(output)) => InputType::Output(output),
            (None, None) if constant(text).is_some() => InputType::Constant,
            (None, None) if name.assigned.is_some() => {
                return Err(read_too_soon(text, name.span));
            }
            (None, None) => {
                let bound = tree.names().iter().filter(|name| name.assigned.is_some()).map(|name| &*name.text);
                let known = vars.names().chain(targets.names()).chain(bound);
                return Err(unknown_variable(text, name.span, known));
            }
        };
        names.places.push(place);
        names.types.push(input);
    }
    for output in targets.outputs() {
        add_lengths(&mut names.lengths, &mut names.alike, output.shape(), "out")?;
    }
    Ok(())
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
pub fn type_of(operand: &Operand<'_>, is_static: bool) -> InputType {
    match (operand.source(), operand.shape()) {
        (Source::Value(value), _) if is_static => InputType::Static(*value),
        (Source::Value(_), _) => InputType::Weak(operand.dtype()),
        (_, []) => InputType::ZeroDimensional(operand.dtype()),
        (_, shape) => InputType::Array(operand.dtype(), shape.len()),
    }
}

/// The outputs, and the names whose values they take.
fn slots(tree: &Tree, needs: &Needs, given: Given<'_>, slots: &mut Vec<OutputSlot>) -> Result<(), Error> {
    let Given { vars, targets, .. } = given;
    slots.clear();
    let array = |output: &Output<'_>| OutputType::Array(output.dtype(), output.shape().len());
    let no_result = || {
        let last = tree.statements().last().map(|statement| statement.span);
        Error::bind(BindError::NoResult, last)
            .with_help("end it with an expression, or call `run` with outputs by name")
    };
    match targets {
        Targets::New(dtype) => {
            tree.result().ok_or_else(no_result)?;
            slots.push(OutputSlot { name: None, output: OutputType::New(dtype) });
        }
        Targets::All(dtype) => {
            let output = OutputType::New(dtype);
            for (i, name) in tree.names().iter().enumerate() {
                if name.assigned.is_some() && (needs.is_left[i] || vars.get(&name.text).is_some()) {
                    slots.push(OutputSlot { name: Some(i), output });
                    if let Some(result) = tree.result().filter(|_| *name.text == *RESULT) {
                        return Err(Error::bind(BindError::LostResult, Some(result))
                            .with_help(format!("`{RESULT}` is its name: assign to another name above")));
                    }
                }
            }
            if tree.result().is_some() {
                slots.push(OutputSlot { name: None, output });
            }
        }
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
                let Some(name) = assigned(tree, text) else {
                    let known = tree.names().iter().filter(|name| name.assigned.is_some()).map(|name| &*name.text);
                    let error = Error::bind(BindError::UnassignedOutput { name: text.to_owned() }, None);
                    return Err(match nearest(text, known) {
                        Some(near) => error.with_help(format!("did you mean `{near}`?")),
                        None => error,
                    });
                };
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

/// The name, if it is assigned to.
fn assigned(tree: &Tree, text: &str) -> Option<NameId> {
    tree.find(text).filter(|name| tree.names()[name.index()].assigned.is_some())
}

fn read_too_soon(name: &str, span: Span) -> Error {
    Error::bind(BindError::ReadBeforeAssigned { name: name.to_owned() }, Some(span))
        .with_help(format!("give `{name}` a value among the variables, or supply an output of this name"))
}

/// The error for a name of an output's own elements that is a variable's, too.
pub fn given_twice(name: &str) -> Error {
    Error::bind(BindError::TargetGivenTwice { name: name.to_owned() }, None)
        .with_help("leave it out: the output's own elements stand for it")
}

/// The error for a name that is no variable.
pub fn unknown_variable<'n>(name: &str, span: Span, known: impl Iterator<Item = &'n str>) -> Error {
    let error = Error::bind(BindError::UnknownVariable { name: name.to_owned() }, Some(span));
    if let Some(dtype) = conversion_named(name) {
        return error
            .with_help(format!("`{name}` is a type: `dtype={dtype}` asks for it, `{dtype}(x)` converts to it"));
    }
    let function = (1..=crate::ops::MAX_OPERANDS).find_map(|arity| operation_named(name, arity));
    let function = function.map(|op| op.signature());
    if let Some(signature) = function.or_else(|| array_function_named(name).map(|function| function.signature())) {
        return error.with_help(format!("`{name}` is a function: write `{signature}`"));
    }
    if foreign::is_module(name) {
        return error.with_help(format!("names stand alone, without `{name}.`: `pi`, `sqrt(x)`, `dtype=f32`"));
    }
    // The caller's own names are likelier than words of other languages, and those than constants.
    let slip_of = |near: &str| format!("did you mean `{near}`?");
    let constants = ["pi", "tau", "inf", "nan"].into_iter().filter(|_| foreign::function(name).is_none());
    let help = nearest(name, known)
        .map(slip_of)
        .or_else(|| foreign::value(name).or_else(|| foreign::reserved_word(name)).map(str::to_owned))
        .or_else(|| nearest(name, constants).map(slip_of));
    error.with_help(help.unwrap_or_else(|| format!("give it a value: `{name}: …` among the variables")))
}

/// The same error, with better help if what was called is a variable: the compiler knows only those that are read.
pub fn with_called_variable(error: Error, vars: &Vars<'_>) -> Error {
    match error.kind() {
        ErrorKind::Compile(CompileError::UnknownFunction { name }) if vars.get(name).is_some() => {
            let help = suggest::for_called_variable(name);
            error.with_help(help)
        }
        _ => error,
    }
}
