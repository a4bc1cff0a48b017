//! Matches the free names of an expression with the operands that were given, and the level with the processor.

use crate::array::{Operand, Vars};
use crate::compile::InputType;
use crate::compile::signature::constant;
use crate::error::{BindError, Error, nearest};
use crate::level::Level;
use crate::ops::operation_named;
use crate::options::Options;
use crate::syntax::{Span, Tree};

/// The level to run at.
pub fn level(options: &Options) -> Result<Level, Error> {
    let level = options.level.unwrap_or_else(Level::detect);
    if level.is_available() { Ok(level) } else { Err(Error::bind(BindError::LevelUnavailable { level }, None)) }
}

/// The operands that were given, and the one that is the output itself.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// By name.
    pub vars: &'a Vars<'a>,
    /// The name of the output's own elements, for an update in place.
    pub target: Option<(&'a str, &'a Operand<'a>)>,
}

/// Where the operand of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the variables, at this position.
    Variable(usize),
    /// It is the output.
    Target,
    /// Nowhere: the name is a constant's.
    Constant,
}

impl<'a> Given<'a> {
    fn place(&self, name: &str) -> Option<Place> {
        match self.target {
            Some((target, _)) if target == name => Some(Place::Target),
            _ => self.vars.position(name).map(Place::Variable),
        }
    }

    /// The operand at a place.
    pub fn at(&self, place: Place) -> Option<&'a Operand<'a>> {
        match place {
            Place::Variable(position) => Some(self.vars.at(position)),
            Place::Target => self.target.map(|(_, operand)| operand),
            Place::Constant => None,
        }
    }

    /// The operand of a name.
    pub fn get(&self, name: &str) -> Option<&'a Operand<'a>> {
        self.place(name).and_then(|place| self.at(place))
    }
}

/// What stands behind a name that an operand was given for.
fn type_of(operand: &Operand<'_>) -> InputType {
    match (operand.is_value(), operand.shape()) {
        (true, _) => InputType::Weak(operand.dtype()),
        (false, []) => InputType::ZeroDimensional(operand.dtype()),
        (false, _) => InputType::Array(operand.dtype()),
    }
}

/// Where the operands of the free names are, and their types, into `names`.
pub fn resolve(tree: &Tree, given: Given<'_>, names: &mut Names) -> Result<(), Error> {
    names.places.clear();
    names.types.clear();
    for (name, span) in tree.names() {
        let (place, input_type) = match given.place(name) {
            Some(place) => (place, type_of(given.at(place).expect("the place is an operand's"))),
            None if constant(name).is_some() => (Place::Constant, InputType::Constant),
            None => {
                let target = given.target.map(|(name, _)| name);
                return Err(unknown_variable(name, span, given.vars.names().chain(target)));
            }
        };
        names.places.push(place);
        names.types.push(input_type);
    }
    Ok(())
}

/// What stands behind the free names of an expression, in their order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Where it is.
    pub places: Vec<Place>,
    /// Of what type.
    pub types: Vec<InputType>,
}

/// The error for a name that is no variable.
pub fn unknown_variable<'n>(name: &str, span: Span, known: impl Iterator<Item = &'n str>) -> Error {
    let error = Error::bind(BindError::UnknownVariable { name: name.to_owned() }, Some(span));
    if let Some(near) = nearest(name, known.chain(["pi", "tau", "inf", "nan"])) {
        return error.with_help(format!("did you mean `{near}`?"));
    }
    let function = (1..=crate::ops::MAX_OPERANDS).find_map(|arity| operation_named(name, arity));
    match function {
        Some(op) => error.with_help(format!("`{name}` is a function: write `{}`", op.signature())),
        None => error.with_help(format!("give it a value: `{name}: …` among the variables")),
    }
}

/// Whether the name to be updated in place stands in the expression, and where; an error if it is given twice.
pub fn target_position(tree: &Tree, vars: &Vars<'_>, target: &str) -> Result<Option<usize>, Error> {
    if vars.get(target).is_some() {
        return Err(Error::bind(BindError::TargetGivenTwice { name: target.to_owned() }, None)
            .with_help("leave it out: the output's own elements stand for it"));
    }
    Ok(tree.names().position(|(name, _)| name == target))
}
