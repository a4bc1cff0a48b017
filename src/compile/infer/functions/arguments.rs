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
use crate::error::{CompileError, Error, foreign, nearest};
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
    /// The lengths of axes, as many as there are, or a list of them.
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
        let is_keyword = |argument: &Argument, name: &str| {
            argument
                .keyword
                .as_ref()
                .is_some_and(|(keyword, _)| foreign::parameter(keyword, function.names()) == Some(name))
        };
        let by_place = arguments.iter().filter(|argument| argument.keyword.is_none()).count();
        let has_keyword = |name: &str| arguments.iter().any(|argument| is_keyword(argument, name));
        let first_place = function.first_place(by_place, has_keyword);
        let arguments = infer.matched(function.names(), first_place, arguments, signature)?;
        Ok(Self { function, span, arguments, lengths: Vec::new() })
    }

    /// Matches the arguments of a function of which one parameter is the lengths of axes, or as many numbers. All that
    /// stands without a keyword from there on is one of them, except the last where a parameter without a default
    /// follows, or that of a type.
    fn with_lengths(
        infer: &Infer<'_>,
        function: &'static Declaration,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Self, Error> {
        let parameters = function.parameters;
        let repeated = function.repeated().expect("there is such a parameter");
        let (by_keyword, by_place): (Vec<Argument>, Vec<Argument>) =
            arguments.iter().cloned().partition(|argument| argument.keyword.is_some());
        let (before, rest) = by_place.split_at(repeated.min(by_place.len()));
        let first: Vec<Argument> = before.iter().chain(&by_keyword).cloned().collect();
        let mut given = infer.matched(function.names(), 0, &first, || function.signature())?;
        let mut lengths: Vec<_> = rest.iter().map(|argument| argument.value).collect();
        let of_type = parameters.iter().position(|parameter| matches!(parameter.takes, Takes::Type));
        if let Some(of_type) = of_type.filter(|&of_type| given[of_type].is_none() && lengths.len() > 1) {
            given[of_type] = lengths.pop_if(|last| infer.is_type(*last));
        }
        let last = parameters.iter().rposition(Parameter::is_required).filter(|&last| last > repeated);
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
        match (given[repeated], lengths.first()) {
            (None, _) => {}
            (Some(shape), None) => lengths.push(shape),
            (Some(shape), Some(_)) => {
                let (signature, parameter) = (function.signature(), parameters[repeated].name.to_owned());
                let kind = CompileError::RepeatedArgument { signature, parameter };
                return Err(Error::compile(kind, infer.tree.span(shape)));
            }
        }
        if let [alone] = lengths[..] {
            match infer.tree.node(alone) {
                SyntaxNode::Tuple(all) => lengths = all.to_vec(),
                SyntaxNode::None if !parameters[repeated].is_required() => lengths.clear(),
                _ => {}
            }
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
            None => match parameter.takes {
                Takes::Real { default } => Ok(infer.constant(default.into(), self.span)),
                _ => Ok(infer.literal(self.default_of(parameter)?, self.span)),
            },
        }
    }

    /// The value of an argument that may be left out, if it is given.
    pub fn optional(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Option<TypedNode>, Error> {
        let given = self.argument_or_none(infer, parameter);
        given.map(|id| self.as_value(infer, parameter, id)).transpose()
    }

    /// The truth values that say which elements count, if not all do.
    pub fn condition(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Option<TypedNode>, Error> {
        let Some(id) = self.argument(parameter) else { return Ok(None) };
        let condition = self.as_value(infer, parameter, id)?;
        let dtype = infer.dtype(condition);
        if dtype != DType::Bool {
            return Err(Error::compile(CompileError::NotBool { operator: "where", dtype }, condition.span)
                .with_help("compare first, for instance `where=x > 0`"));
        }
        let holds = infer.arrays.graph.as_constant(condition.node) == Some(true.into());
        Ok(Some(condition).filter(|_| !holds))
    }

    /// The condition by which an array is indexed that is an argument, `x > 0` of `x[x > 0]`.
    pub fn chosen(&self, infer: &Infer<'_>, parameter: &Parameter) -> Option<TypedNode> {
        self.argument(parameter).and_then(|id| infer.chosen.get(&id)).copied()
    }

    /// Whether an argument is given.
    pub fn is_given(&self, infer: &Infer<'_>, parameter: &Parameter) -> bool {
        self.argument_or_none(infer, parameter).is_some()
    }

    /// The value of an argument that may be written as a list, in brackets of either kind.
    pub fn list(&self, infer: &mut Infer<'_>, parameter: &Parameter) -> Result<TypedNode, Error> {
        match self.argument(parameter).map(|id| (id, infer.tree.node(id), infer.tree.span(id))) {
            Some((id, SyntaxNode::Tuple(items), span)) => infer.written_array(id, items, false, span),
            _ => self.value(infer, parameter),
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
        let is_text = matches!(infer.tree.node(id), SyntaxNode::Text(_) | SyntaxNode::Bytes(_));
        match is_text || !infer.is_value(id) {
            true => {
                let error = infer.not_a_value(id);
                Err(match parameter.takes {
                    Takes::Axis | Takes::StatementAxis => error.with_help(ONE_AXIS),
                    Takes::Distance => error.with_help("one axis at a time: `roll(roll(x, 1, axis=0), 2, axis=-1)`"),
                    _ => error,
                })
            }
            false => match infer.value(id) {
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
            Some(id) if infer.is_value(id) => Ok(infer.value(id)),
            Some(id) => Err(infer.not_a_value(id)),
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
        self.axes_of(infer, parameter, infer.arrays.shape(x.node).len())
    }

    /// The same for an operand of so many axes.
    pub fn axes_of(&self, infer: &Infer<'_>, parameter: &Parameter, rank: usize) -> Result<ReducedAxes, Error> {
        let Some(id) = self.argument_or_none(infer, parameter) else {
            return Ok(ReducedAxes { axes: (0..rank).collect(), is_list: false });
        };
        match infer.tree.node(id) {
            SyntaxNode::Text(_) | SyntaxNode::Bytes(_) => Err(infer.not_a_value(id).with_help(ONE_AXIS)),
            _ if infer.words.contains(&id) => Err(infer.not_a_value(id).with_help(ONE_AXIS)),
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
            Some(flag)
                if matches!(infer.tree.node(id), SyntaxNode::Bool(_) | SyntaxNode::Name(_)) && infer.is_value(id) =>
            {
                Ok(flag)
            }
            _ => Err(Error::compile(CompileError::NotTrueOrFalse, infer.tree.span(id))),
        }
    }

    /// How an array goes on beyond its edges.
    pub fn mode(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Mode, Error> {
        self.word(infer, parameter).map(|place| Mode::ALL[place])
    }

    /// What becomes of indices that are no places of their axis.
    pub fn index_mode(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<IndexMode, Error> {
        self.word(infer, parameter).map(|place| IndexMode::ALL[place])
    }

    /// Which of the parameter's words is given.
    pub fn word(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<usize, Error> {
        let Takes::Word(words) = parameter.takes else { unreachable!("the parameter takes a word") };
        let Some(id) = self.argument(parameter) else { return Ok(0) };
        let text = match infer.tree.node(id) {
            SyntaxNode::Text(text) => &**text,
            _ => "…",
        };
        words.iter().position(|word| *word == text).ok_or_else(|| {
            let (function, parameter) = (self.function.name, parameter.name);
            let kind = CompileError::UnknownWord { function, parameter, word: text.to_owned() };
            Error::compile(kind, infer.tree.span(id)).with_help(match nearest(text, words.iter().copied()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => {
                    let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
                    format!("it is written in quotes, and one of {}", words.join(" "))
                }
            })
        })
    }

    /// The type asked for, if one was.
    pub fn dtype(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<Option<DType>, Error> {
        let Some(id) = self.argument_or_none(infer, parameter) else { return Ok(None) };
        infer.type_at(id).map(Some)
    }

    /// A type that must be given.
    pub fn asked_type(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<DType, Error> {
        let id = self.argument(parameter).ok_or_else(|| missing_argument(self.function, parameter, self.span))?;
        infer.type_at(id)
    }

    /// The numbers that are given one by one or as a list, each a `what`.
    pub fn numbers(&self, infer: &Infer<'_>, what: &'static str) -> Result<Vec<(i128, Span)>, Error> {
        let mut values = Vec::with_capacity(self.lengths.len());
        for &id in &self.lengths {
            let value = infer.value(id);
            if matches!(infer.tree.node(id), SyntaxNode::Text(_) | SyntaxNode::Bytes(_)) || !infer.is_value(id) {
                return Err(infer.not_a_value(id));
            }
            match infer.written.get(&value.node) {
                // A list, or the shape of an array.
                Some(list) if self.lengths.len() == 1 && list.shape.len() == 1 => values.extend(&list.elements),
                _ => values.push(value),
            }
        }
        values.into_iter().map(|value| Ok((infer.integer(value, what)?, value.span))).collect()
    }

    /// The shape that the lengths give.
    pub fn shape(&self, infer: &Infer<'_>) -> Result<Vec<usize>, Error> {
        let lengths = self.numbers(infer, "a length")?;
        if lengths.len() > Axes::MOST {
            return Err(Error::compile(CompileError::TooManyAxes { rank: lengths.len() }, self.span));
        }
        let out_of_range = |span| Error::compile(CompileError::LengthOutOfRange, span);
        let lengths =
            lengths.into_iter().map(|(length, place)| usize::try_from(length).map_err(|_| out_of_range(place)));
        let shape: Vec<usize> = lengths.collect::<Result<_, _>>()?;
        shape::checked_len(&shape, 1).ok_or_else(|| out_of_range(self.span))?;
        Ok(shape)
    }

    /// Some axes of so many, in the order that they are given in.
    pub fn ordered_axes(&self, infer: &Infer<'_>, parameter: &Parameter, rank: usize) -> Result<Vec<usize>, Error> {
        let id = self.argument(parameter).ok_or_else(|| missing_argument(self.function, parameter, self.span))?;
        let items = match infer.tree.node(id) {
            SyntaxNode::Tuple(items) | SyntaxNode::Array { items, .. } => items.to_vec(),
            _ => vec![id],
        };
        let mut axes = Vec::with_capacity(items.len());
        for item in items {
            let axis = infer.axis(self.as_value(infer, parameter, item)?, rank)?;
            if axes.contains(&axis) {
                return Err(Error::compile(CompileError::RepeatedAxis { axis }, infer.tree.span(id)));
            }
            axes.push(axis);
        }
        Ok(axes)
    }

    /// How many numbers an argument is.
    pub fn count_of(&self, infer: &Infer<'_>, parameter: &Parameter) -> Result<usize, Error> {
        let id = self.argument(parameter).ok_or_else(|| missing_argument(self.function, parameter, self.span))?;
        Ok(match infer.tree.node(id) {
            SyntaxNode::Tuple(items) | SyntaxNode::Array { items, .. } => items.len(),
            _ => 1,
        })
    }

    /// One axis of so many, or the one that the parameter declares.
    pub fn axis_of(&self, infer: &mut Infer<'_>, parameter: &Parameter, rank: usize) -> Result<usize, Error> {
        let axis = self.value(infer, parameter)?;
        infer.axis(axis, rank)
    }

    /// The arrays of a list.
    pub fn arrays(&self, infer: &mut Infer<'_>, parameter: &Parameter) -> Result<Vec<TypedNode>, Error> {
        let id = self.argument(parameter).ok_or_else(|| missing_argument(self.function, parameter, self.span))?;
        let tree = infer.tree;
        let (SyntaxNode::Tuple(items) | SyntaxNode::Array { items, .. }) = tree.node(id) else {
            let error = Error::compile(CompileError::NotAList, tree.span(id));
            return Err(error.with_help(format!("write the arrays in brackets, `{}((x, y))`", self.function.name)));
        };
        let mut arrays = Vec::with_capacity(items.len());
        for &item in items {
            let array = match tree.node(item) {
                SyntaxNode::Array { items, .. } => infer.written_array(item, items, false, tree.span(item))?,
                _ => self.as_value(infer, parameter, item)?,
            };
            arrays.push(infer.strengthen(array)?);
        }
        Ok(arrays)
    }
}

fn missing_argument(function: &Declaration, parameter: &Parameter, span: Span) -> Error {
    let kind = CompileError::MissingArgument { signature: function.signature(), parameter: parameter.name.to_owned() };
    Error::compile(kind, span)
}
