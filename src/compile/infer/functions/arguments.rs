//! The arguments of a call, each read as what its parameter takes.
//!
//! A function asks for an argument by the parameter, and gets what was given or the default that the parameter
//! declares. (By position, a parameter put into a row would silently move all that are read after it.)

use super::declaration::{Declaration, Parameter, Takes};
use crate::compile::array_graph::Mode;
use crate::compile::graph::Axes;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::compile::infer::lookup::IndexMode;
use crate::element::DType;
use crate::error::{CompileError, Error, nearest};
use crate::ops::conversion_named;
use crate::shape;
use crate::span::Span;
use crate::syntax::{Argument, SyntaxId, SyntaxNode};
use crate::time::TimeUnit;

const ONE_AXIS: &str = "one axis is given by its number, `axis=0`";

/// The arguments of a call.
pub(super) struct Arguments {
    pub function: &'static Declaration,
    pub span: Span,
    /// By parameter.
    arguments: Vec<Option<SyntaxId>>,
    /// The lengths of axes, as many as there are.
    lengths: Vec<SyntaxId>,
}

/// The axes that a reduction goes along.
pub(super) struct ReducedAxes {
    /// In ascending order.
    pub axes: Vec<usize>,
    /// Whether they were given as a tuple.
    pub is_list: bool,
}

impl Arguments {
    /// Matches arguments with parameters.
    pub fn new(
        infer: &Infer<'_>,
        function: &'static Declaration,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Self, Error> {
        if function.repeated().is_some() {
            return Self::with_lengths(infer, function, arguments, span);
        }
        let signature = || function.signature();
        infer.check_keywords(function.names(), arguments, signature)?;
        let needed = function.parameters.iter().filter(|parameter| parameter.is_required()).count();
        if arguments.len() < needed || arguments.len() > function.parameters.len() {
            let expected = match (needed, function.parameters.len()) {
                (1, 1) => "1 argument".to_owned(),
                (least, most) => format!("{least} to {most} arguments"),
            };
            let kind = CompileError::WrongArgumentCount { signature: signature(), expected, given: arguments.len() };
            return Err(Error::compile(kind, span));
        }
        let is_keyword =
            |argument: &Argument, name: &str| argument.keyword.as_ref().is_some_and(|(keyword, _)| **keyword == *name);
        let by_place = arguments.iter().filter(|argument| argument.keyword.is_none()).count();
        let has_keyword = |name: &str| arguments.iter().any(|argument| is_keyword(argument, name));
        let first_place = function.first_place(by_place, has_keyword);
        let arguments = infer.matched(function.names(), first_place, arguments, signature)?;
        Ok(Self { function, span, arguments, lengths: Vec::new() })
    }

    /// Matches the arguments of a function whose first parameter is the lengths of axes. All that stands without a
    /// keyword is a length, except the last of them where a parameter without a default follows.
    fn with_lengths(
        infer: &Infer<'_>,
        function: &'static Declaration,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Self, Error> {
        let parameters = function.parameters;
        let (by_keyword, by_place): (Vec<Argument>, Vec<Argument>) =
            arguments.iter().cloned().partition(|argument| argument.keyword.is_some());
        let mut lengths: Vec<_> = by_place.iter().map(|argument| argument.value).collect();
        let mut given = infer.matched(function.names(), 0, &by_keyword, || function.signature())?;
        let last = parameters.iter().rposition(|parameter| parameter.is_required() && !parameter.is_repeated());
        if let Some(last) = last.filter(|&last| given[last].is_none() && lengths.len() > 1) {
            given[last] = lengths.pop();
        }
        let is_missing = |(parameter, argument): &(&Parameter, &Option<SyntaxId>)| {
            let has_lengths = parameter.is_repeated() && !lengths.is_empty();
            parameter.is_required() && argument.is_none() && !has_lengths
        };
        let missing = parameters.iter().zip(&given).find(is_missing).map(|(parameter, _)| parameter);
        if let Some(parameter) = missing {
            return Err(missing_argument(function, parameter, span));
        }
        match (given[0], lengths.first()) {
            (None, _) => {}
            (Some(shape), None) => lengths.push(shape),
            (Some(shape), Some(_)) => {
                let (signature, parameter) = (function.signature(), parameters[0].name.to_owned());
                let kind = CompileError::RepeatedArgument { signature, parameter };
                return Err(Error::compile(kind, infer.tree.span(shape)));
            }
        }
        if let [alone] = lengths[..]
            && let SyntaxNode::Tuple(all) = infer.tree.node(alone)
        {
            lengths = all.to_vec();
        }
        Ok(Self { function, span, arguments: given, lengths })
    }

    /// What was given for a parameter.
    fn argument(&self, parameter: &Parameter) -> Option<SyntaxId> {
        let place = self.function.names().position(|name| name == parameter.name);
        self.arguments[place.expect("the function declares the parameters that it reads")]
    }

    /// The same, with `None` taken for what is left out.
    fn argument_or_none(&self, infer: &Infer<'_>, parameter: &Parameter) -> Option<SyntaxId> {
        self.argument(parameter).filter(|&id| !matches!(infer.tree.node(id), SyntaxNode::None))
    }

    /// The value of an argument.
    pub fn value(&self, infer: &mut Infer<'_>, parameter: &Parameter) -> Result<TypedNode, Error> {
        match self.argument(parameter) {
            Some(id) => self.as_value(infer, parameter, id),
            None => Ok(infer.literal(self.default_of(parameter)?, self.span)),
        }
    }

    /// The text that an argument is, if it is one, and its place.
    pub fn text<'t>(&self, infer: &Infer<'t>, parameter: &Parameter) -> Option<(&'t str, Span)> {
        let id = self.argument(parameter)?;
        match infer.tree.node(id) {
            SyntaxNode::Text(text) => Some((text, infer.tree.span(id))),
            _ => None,
        }
    }

    /// The unit of time asked for, if one was.
    pub fn unit(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Option<TimeUnit>, Error> {
        let Some(id) = self.argument_or_none(infer, parameter) else { return Ok(None) };
        let unknown =
            |name: &str| Error::compile(CompileError::UnknownUnit { name: name.to_owned() }, infer.tree.span(id));
        let Some((text, _)) = self.text(infer, parameter) else {
            return Err(unknown("…").with_help("a unit is written in quotes, for instance \"s\""));
        };
        let known = || TimeUnit::ALL.iter().map(|unit| unit.plural());
        text.parse().map(Some).map_err(|_| match nearest(text, known()) {
            Some(name) => unknown(text).with_help(format!("did you mean \"{name}\"?")),
            None => unknown(text).with_help("the units are Y M W D h m s ms us ns ps fs as"),
        })
    }

    /// An argument that must be a value.
    fn as_value(&self, infer: &Infer<'_>, parameter: &Parameter, id: SyntaxId) -> Result<TypedNode, Error> {
        match infer.tree.node(id) {
            SyntaxNode::Text(_) | SyntaxNode::Bytes(_) | SyntaxNode::None | SyntaxNode::Tuple(_) => {
                let error = infer.not_a_value(id);
                Err(match parameter.takes {
                    Takes::Axis | Takes::StatementAxis => error.with_help(ONE_AXIS),
                    Takes::Distance => error.with_help("one axis at a time: `roll(roll(x, 1, axis=0), 2, axis=-1)`"),
                    _ => error,
                })
            }
            _ => match infer.value(id) {
                x if infer.dtype(x).is_text() => {
                    Err(infer.refused_texts(&format!("`{}`", self.function.name), &[x], self.span))
                }
                x => Ok(x),
            },
        }
    }

    /// An argument that may be a text.
    pub fn text_value(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<TypedNode, Error> {
        match self.argument(parameter) {
            Some(id) => match infer.tree.node(id) {
                SyntaxNode::None | SyntaxNode::Tuple(_) => Err(infer.not_a_value(id)),
                _ => Ok(infer.value(id)),
            },
            None => Err(missing_argument(self.function, parameter, self.span)),
        }
    }

    /// What stands for an argument that is left out.
    fn default_of(&self, parameter: &Parameter) -> Result<i64, Error> {
        parameter.takes.default_integer().ok_or_else(|| missing_argument(self.function, parameter, self.span))
    }

    /// An integer that must be known.
    pub fn integer(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<i128, Error> {
        let Some(id) = self.argument(parameter) else { return self.default_of(parameter).map(i128::from) };
        let value = self.as_value(infer, parameter, id)?;
        let what = match parameter.takes {
            Takes::Integer { what, .. } => what,
            Takes::Distance => "the distance of a shift",
            _ => unreachable!("the parameter takes an integer"),
        };
        infer.integer(value, what)
    }

    /// A float that must be known.
    pub fn float(&self, infer: &mut Infer<'_>, parameter: &Parameter) -> Result<f64, Error> {
        let Some(id) = self.argument(parameter) else {
            return self.default_of(parameter).map(|default| default as f64);
        };
        let value = self.as_value(infer, parameter, id)?;
        infer.float(value)
    }

    /// One axis of the operand, which may be left out where there is only one.
    pub fn axis(&self, infer: &Infer<'_>, parameter: &Parameter, x: TypedNode) -> Result<usize, Error> {
        let rank = infer.arrays.shape(x.node).len();
        let axis = match self.argument_or_none(infer, parameter) {
            Some(id) => infer.axis(self.as_value(infer, parameter, id)?, rank)?,
            None if rank <= 1 => 0,
            None => {
                return Err(missing_argument(self.function, parameter, self.span)
                    .with_help(format!("the array has {rank} axes: say which")));
            }
        };
        if rank == 0 {
            return Err(Error::compile(CompileError::AxisOutOfRange { axis: axis.to_string(), rank }, x.span));
        }
        Ok(axis)
    }

    /// The axes of the operand that are reduced: all, unless some are given.
    pub fn axes(&self, infer: &Infer<'_>, parameter: &Parameter, x: TypedNode) -> Result<ReducedAxes, Error> {
        let rank = infer.arrays.shape(x.node).len();
        let Some(id) = self.argument_or_none(infer, parameter) else {
            return Ok(ReducedAxes { axes: (0..rank).collect(), is_list: false });
        };
        match infer.tree.node(id) {
            SyntaxNode::Text(_) | SyntaxNode::Bytes(_) => Err(infer.not_a_value(id).with_help(ONE_AXIS)),
            SyntaxNode::Tuple(items) => {
                let mut axes = Vec::with_capacity(items.len());
                for &item in items {
                    let axis = infer.axis(infer.value(item), rank)?;
                    if axes.contains(&axis) {
                        return Err(Error::compile(CompileError::RepeatedAxis { axis }, infer.tree.span(id)));
                    }
                    axes.push(axis);
                }
                axes.sort_unstable();
                Ok(ReducedAxes { axes, is_list: true })
            }
            _ => Ok(ReducedAxes { axes: vec![infer.axis(infer.value(id), rank)?], is_list: false }),
        }
    }

    /// True or false; false unless given.
    pub fn flag(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<bool, Error> {
        let Some(id) = self.argument(parameter) else { return Ok(false) };
        let value = infer.value(id);
        let constant = infer.arrays.graph.as_constant(value.node);
        let constant = constant.and_then(|value| value.as_integer()).map(|value| value != 0);
        let known = infer.known_integer(value).map(|value| !value.is_zero());
        match known.or(constant) {
            Some(flag) if matches!(infer.tree.node(id), SyntaxNode::Bool(_) | SyntaxNode::Name(_)) => Ok(flag),
            _ => Err(Error::compile(CompileError::NotTrueOrFalse, infer.tree.span(id))),
        }
    }

    /// How an array goes on beyond its edges.
    pub fn mode(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Mode, Error> {
        let Some(id) = self.argument(parameter) else {
            return match parameter.takes {
                Takes::Mode { default } => Ok(default),
                _ => unreachable!("the parameter takes a mode"),
            };
        };
        let SyntaxNode::Text(text) = infer.tree.node(id) else {
            return Err(Error::compile(CompileError::UnknownMode { name: "…".to_owned() }, infer.tree.span(id))
                .with_help(
                    "a mode is written in quotes: \"constant\", \"nearest\", \"reflect\", \"mirror\" or \"wrap\"",
                ));
        };
        match Mode::ALL.iter().find(|(_, name)| *name == &**text) {
            Some((mode, _)) => Ok(*mode),
            None => {
                let error = Error::compile(CompileError::UnknownMode { name: text.to_string() }, infer.tree.span(id));
                Err(error.with_help(match nearest(text, Mode::ALL.iter().map(|(_, name)| *name)) {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => "the modes are constant, nearest, reflect, mirror and wrap".to_owned(),
                }))
            }
        }
    }

    /// What becomes of indices that are no places of their axis.
    pub fn index_mode(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<IndexMode, Error> {
        let Some(id) = self.argument(parameter) else { return Ok(IndexMode::Raise) };
        let unknown =
            |name: &str| Error::compile(CompileError::UnknownMode { name: name.to_owned() }, infer.tree.span(id));
        let SyntaxNode::Text(text) = infer.tree.node(id) else { return Err(unknown("…")) };
        let found = IndexMode::ALL.iter().find(|(_, name)| *name == &**text).map(|(mode, _)| *mode);
        found.ok_or_else(|| unknown(text).with_help("the modes are \"raise\", \"clip\" and \"wrap\""))
    }

    /// The type asked for, if one was.
    pub fn dtype(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Option<DType>, Error> {
        let Some(id) = self.argument_or_none(infer, parameter) else { return Ok(None) };
        let unknown =
            |name: &str| Error::compile(CompileError::UnknownType { name: name.to_owned() }, infer.tree.span(id));
        let SyntaxNode::Text(text) = infer.tree.node(id) else {
            return Err(unknown("…").with_help("write the name of a type, `dtype=f64`"));
        };
        text.parse().map(Some).map_err(|_| {
            let types: Vec<_> = DType::ALL.iter().map(|dtype| dtype.name()).collect();
            unknown(text).with_help(match conversion_named(text) {
                Some(dtype) => format!("write `dtype={dtype}`"),
                None => format!("the types are {}", types.join(" ")),
            })
        })
    }

    /// The shape that the lengths give.
    pub fn shape(&self, infer: &Infer<'_>) -> Result<Vec<usize>, Error> {
        if self.lengths.len() > Axes::MOST {
            return Err(Error::compile(CompileError::TooManyAxes { rank: self.lengths.len() }, self.span));
        }
        let out_of_range = |span| Error::compile(CompileError::LengthOutOfRange, span);
        let mut shape = Vec::with_capacity(self.lengths.len());
        for &id in &self.lengths {
            if let SyntaxNode::Text(_) | SyntaxNode::Bytes(_) | SyntaxNode::None | SyntaxNode::Tuple(_) =
                infer.tree.node(id)
            {
                return Err(infer.not_a_value(id));
            }
            let length = infer.integer(infer.value(id), "a length")?;
            shape.push(usize::try_from(length).map_err(|_| out_of_range(infer.tree.span(id)))?);
        }
        shape::checked_len(&shape, 1).ok_or_else(|| out_of_range(self.span))?;
        Ok(shape)
    }
}

fn missing_argument(function: &Declaration, parameter: &Parameter, span: Span) -> Error {
    let kind = CompileError::MissingArgument { signature: function.signature(), parameter: parameter.name.to_owned() };
    Error::compile(kind, span)
}
