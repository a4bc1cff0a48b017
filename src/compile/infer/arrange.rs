//! Shifts and sequences.

use crate::compile::array_graph::{Mode, Pick, Shift};
use crate::compile::graph;
use crate::compile::infer::{Infer, Value};
use crate::element::{DType, Kind, Scalar, promote_all};
use crate::error::{CompileError, Error, ErrorKind, nearest};
use crate::ops::{ArrayFunction, Op, array_function_named};
use crate::shape;
use crate::span::Span;
use crate::syntax::{Argument, Node, NodeId};

/// Whether a node's value depends on the shape that its statement has.
pub(super) fn asks_for_shape(node: &Node) -> bool {
    matches!(node, Node::Call { function, .. } if array_function_named(function) == Some(ArrayFunction::Index))
}

/// The arguments of a call, by parameter.
pub(super) struct Given {
    pub function: ArrayFunction,
    pub arguments: Vec<Option<NodeId>>,
    pub span: Span,
}

pub(super) const ONE_AXIS: &str = "one axis is given by its number, `axis=0`";

/// The error of a reduction that was taken for a function of two operands, `max(x, y)`, with the way to write that.
fn as_of_two(function: ArrayFunction, arguments: &[Argument], error: Error) -> Error {
    let values = arguments.iter().filter(|argument| argument.keyword.is_none()).count();
    let is_meant = match error.kind() {
        ErrorKind::Compile(CompileError::NotAValue { found }) => values > 1 || *found == "a tuple",
        ErrorKind::Compile(
            CompileError::NotAnInteger { .. }
            | CompileError::AxisOutOfRange { .. }
            | CompileError::NotTrueOrFalse
            | CompileError::WrongArgumentCount { .. },
        ) => values > 1,
        _ => false,
    };
    let help = match function {
        _ if !is_meant => return error,
        ArrayFunction::Min => {
            "the lesser of two values is `minimum(x, y)`; of one array, along an axis, `min(x, axis=0)`"
        }
        ArrayFunction::Max => {
            "the greater of two values is `maximum(x, y)`; of one array, along an axis, `max(x, axis=0)`"
        }
        ArrayFunction::NanMin => "the lesser of two values that is not NaN is `fmin(x, y)`",
        ArrayFunction::NanMax => "the greater of two values that is not NaN is `fmax(x, y)`",
        ArrayFunction::Sum => "the sum of two values is `x + y`; of one array, along an axis, `sum(x, axis=0)`",
        ArrayFunction::Prod => "the product of two values is `x*y`; of one array, along an axis, `prod(x, axis=0)`",
        ArrayFunction::Mean => "the mean of two values is `(x + y)/2`; of one array, along an axis, `mean(x, axis=0)`",
        ArrayFunction::Any => "either of two conditions is `m or x > 0`; of one array, along an axis, `any(x, axis=0)`",
        ArrayFunction::All => "both of two conditions are `m and x > 0`; of one array, along an axis, `all(x, axis=0)`",
        _ => return error,
    };
    error.with_help(help)
}

impl Infer<'_> {
    /// The value of a call of a function of arrays.
    pub(super) fn arrange(
        &mut self,
        function: ArrayFunction,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Value, Error> {
        let parameters = function.parameters();
        if function.takes_shape() {
            let node = self.fill(function, arguments, span)?;
            return Ok(Value { node, weak: false, span, name: None });
        }
        let names = parameters.iter().map(|parameter| parameter.name);
        self.check_keywords(names.clone(), arguments, || function.signature())?;
        let needed = parameters.iter().filter(|parameter| parameter.default.is_none()).count();
        if arguments.len() < needed || arguments.len() > parameters.len() {
            let expected = match (needed, parameters.len()) {
                (1, 1) => "1 argument".to_owned(),
                (least, most) => format!("{least} to {most} arguments"),
            };
            let kind =
                CompileError::WrongArgumentCount { signature: function.signature(), expected, given: arguments.len() };
            return Err(as_of_two(function, arguments, Error::compile(kind, span)));
        }
        let mut given = self.matched(names, arguments, || function.signature())?;
        if function == ArrayFunction::Arange && arguments.len() == 1 && given[1].is_none() {
            given.swap(0, 1); // alone it is where to stop
        }
        let given = Given { function, arguments: given, span };
        let node = match function {
            ArrayFunction::Roll => self.roll(&given)?,
            ArrayFunction::Shift => self.shift(&given)?,
            ArrayFunction::Arange => self.arange(&given)?,
            ArrayFunction::Linspace => self.linspace(&given)?,
            ArrayFunction::Index => self.index_along(&given)?,
            _ => self.reduce(&given).map_err(|error| as_of_two(function, arguments, error))?,
        };
        Ok(Value { node, weak: false, span, name: None })
    }

    /// The argument of a parameter that must be a value.
    pub(super) fn argument(&self, given: &Given, parameter: usize) -> Result<Option<Value>, Error> {
        let Some(id) = given.arguments[parameter] else {
            let parameter = given.function.parameters()[parameter];
            if parameter.default.is_some() {
                return Ok(None);
            }
            let kind = CompileError::MissingArgument {
                signature: given.function.signature(),
                parameter: parameter.name.to_owned(),
            };
            return Err(Error::compile(kind, given.span));
        };
        match self.tree.node(id) {
            Node::Text(_) | Node::None | Node::Tuple(_) => {
                let error = self.not_a_value(id);
                Err(match given.function.parameters()[parameter].name {
                    "axis" => error.with_help(ONE_AXIS),
                    "shift" => error.with_help("one axis at a time: `roll(roll(x, 1, axis=0), 2, axis=-1)`"),
                    _ => error,
                })
            }
            _ => Ok(Some(self.value(id))),
        }
    }

    pub(super) fn needed(&self, given: &Given, parameter: usize) -> Result<Value, Error> {
        Ok(self.argument(given, parameter)?.expect("the parameter has no default"))
    }

    fn roll(&mut self, given: &Given) -> Result<graph::NodeId, Error> {
        let x = self.needed(given, 0)?;
        if self.is_unsized(x) {
            return Ok(x.node);
        }
        let x = self.strengthen(x)?;
        let (axis, by) = self.axis_and_distance(given, x)?;
        let Some(length) = self.arrays.shape(x.node).get(axis).copied().filter(|&length| length > 0) else {
            return Ok(x.node);
        };
        let by = by.rem_euclid(length as i128) as isize;
        let zero = self.arrays.constant(false.into());
        Ok(self.arrays.moved(x.node, Shift { axis, by, mode: Mode::Wrap }, zero))
    }

    fn shift(&mut self, given: &Given) -> Result<graph::NodeId, Error> {
        let mut x = self.needed(given, 0)?;
        if self.is_unsized(x) {
            return Ok(x.node);
        }
        let (axis, by) = self.axis_and_distance(given, x)?;
        let mode = self.mode(given)?;
        x = self.strengthen(x)?;
        let mut value = self.arrays.constant(false.into());
        if mode == Mode::Constant {
            let zero = self.constant(false.into(), given.span);
            let entering = self.argument(given, 4)?.unwrap_or(zero);
            if !self.arrays.shape(entering.node).is_empty() {
                let shape = shape::display(self.arrays.shape(entering.node));
                return Err(Error::compile(CompileError::NotOneValue { shape }, entering.span));
            }
            let dtype = self.dtype(x);
            value = match entering.weak && dtype == DType::Bool {
                true => self.convert(entering, dtype)?, // 0 and 1 are truth values here
                false => self.cast(entering, dtype)?,
            };
        }
        let length = self.arrays.shape(x.node).get(axis).copied().unwrap_or(0) as i128;
        if length == 0 {
            return Ok(x.node);
        }
        let by = match mode {
            // Beyond the axis all is alike.
            Mode::Constant | Mode::Nearest => by.clamp(-length, length),
            Mode::Wrap => by.rem_euclid(length),
            Mode::Reflect => by.rem_euclid(2 * length),
            Mode::Mirror => by.rem_euclid((2 * length - 2).max(1)),
        };
        Ok(self.arrays.moved(x.node, Shift { axis, by: by as isize, mode }, value))
    }

    /// The axis of a shift, and how far.
    fn axis_and_distance(&mut self, given: &Given, x: Value) -> Result<(usize, i128), Error> {
        let by = self.integer(self.needed(given, 1)?, "the distance of a shift")?;
        Ok((self.axis_of(given, 2, x)?, by))
    }

    /// The axis that a parameter gives, which may be left out where there is only one.
    pub(super) fn axis_of(&mut self, given: &Given, parameter: usize, x: Value) -> Result<usize, Error> {
        let rank = self.arrays.shape(x.node).len();
        let axis = match self.argument(given, parameter)? {
            Some(axis) => self.axis(axis, rank)?,
            None if rank <= 1 => 0,
            None => {
                let kind = CompileError::MissingArgument {
                    signature: given.function.signature(),
                    parameter: "axis".to_owned(),
                };
                return Err(Error::compile(kind, given.span).with_help(format!("the array has {rank} axes: say which")));
            }
        };
        if rank == 0 {
            return Err(Error::compile(CompileError::AxisOutOfRange { axis: axis.to_string(), rank }, x.span));
        }
        Ok(axis)
    }

    pub(super) fn axis(&self, axis: Value, rank: usize) -> Result<usize, Error> {
        let given = self.integer(axis, "an axis")?;
        let from_end = if given < 0 { given + rank as i128 } else { given };
        match usize::try_from(from_end) {
            Ok(axis) if axis < rank => Ok(axis),
            _ => Err(Error::compile(CompileError::AxisOutOfRange { axis: given.to_string(), rank }, axis.span)),
        }
    }

    fn mode(&self, given: &Given) -> Result<Mode, Error> {
        let Some(id) = given.arguments[3] else { return Ok(Mode::Constant) };
        let Node::Text(text) = self.tree.node(id) else {
            return Err(Error::compile(CompileError::UnknownMode { name: "…".to_owned() }, self.tree.span(id))
                .with_help(
                    "a mode is written in quotes: \"constant\", \"nearest\", \"reflect\", \"mirror\" or \"wrap\"",
                ));
        };
        match Mode::ALL.iter().find(|(_, name)| *name == &**text) {
            Some((mode, _)) => Ok(*mode),
            None => {
                let error = Error::compile(CompileError::UnknownMode { name: text.to_string() }, self.tree.span(id));
                Err(error.with_help(match nearest(text, Mode::ALL.iter().map(|(_, name)| *name)) {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => "the modes are constant, nearest, reflect, mirror and wrap".to_owned(),
                }))
            }
        }
    }

    /// The numbers from `start` to before `stop`: integers if all three are, else floats, as start + i * step.
    fn arange(&mut self, given: &Given) -> Result<graph::NodeId, Error> {
        let (zero, one) = (self.literal(0, given.span), self.literal(1, given.span));
        let start = self.argument(given, 0)?.unwrap_or(zero);
        let stop = self.needed(given, 1)?;
        let step = self.argument(given, 2)?.unwrap_or(one);
        let are_integers = [start, stop, step].iter().all(|&x| self.dtype(x).kind() != Kind::Float);
        if are_integers {
            let [first, last, apart] = [start, stop, step].map(|x| self.integer(x, "an argument of `arange`"));
            let (first, last, apart) = (first?, last?, apart?);
            if apart == 0 {
                return Err(Error::compile(CompileError::ZeroStep, step.span));
            }
            let span = if apart > 0 { last - first } else { first - last };
            let length = if span <= 0 { 0 } else { (span - 1) / apart.abs() + 1 };
            let too_long = |_| Error::compile(CompileError::LengthOutOfRange, given.span);
            let length = isize::try_from(length).map_err(too_long)? as usize;
            let final_one = first + (length as i128 - 1).max(0) * apart;
            let dtype = self.type_of_integers([start, stop, step], [first, final_one], given.span)?;
            return self.progression(start, step, dtype, length, given.span);
        }
        let [first, last, apart] = [start, stop, step].map(|x| self.float(x));
        let (first, last, apart) = (first?, last?, apart?);
        if apart == 0.0 {
            return Err(Error::compile(CompileError::ZeroStep, step.span));
        }
        let length = self.length(((last - first) / apart).ceil().max(0.0), given.span)?;
        // NumPy goes by the difference of the first two numbers, rounded.
        let apart = (first + apart) - first;
        let start = self.constant(first.into(), start.span);
        let step = self.constant(apart.into(), step.span);
        self.progression(start, step, DType::F64, length, given.span)
    }

    /// The type of integers made of some arguments: that of those which have one, else i64, or u64 where only that
    /// holds the first and the last; these must fit.
    fn type_of_integers(&self, arguments: [Value; 3], ends: [i128; 2], span: Span) -> Result<DType, Error> {
        let holds = |dtype, end: i128| Scalar::from_integer(&end.into(), dtype).is_some();
        let typed = arguments.iter().filter(|argument| !argument.weak).map(|&argument| self.dtype(argument));
        let dtype = promote_all(typed).unwrap_or_else(|| match ends.iter().all(|&end| holds(DType::U64, end)) {
            true if ends.iter().any(|&end| !holds(DType::I64, end)) => DType::U64,
            _ => DType::I64,
        });
        match ends.into_iter().find(|&end| !holds(dtype, end)) {
            None => Ok(dtype),
            Some(end) => {
                let kind = CompileError::IntegerDoesNotFit { value: end.to_string(), dtype };
                Err(Error::compile(kind, span).with_help("make an argument a float"))
            }
        }
    }

    /// A length that memory could address bytes of.
    fn length(&self, length: f64, span: Span) -> Result<usize, Error> {
        if length < isize::MAX as f64 {
            return Ok(length as usize);
        }
        Err(Error::compile(CompileError::LengthOutOfRange, span))
    }

    /// start + i * step, in a type.
    fn progression(
        &mut self,
        start: Value,
        step: Value,
        dtype: DType,
        length: usize,
        span: Span,
    ) -> Result<graph::NodeId, Error> {
        let count = Value { node: self.arrays.count(length), weak: false, span, name: None };
        let mut of_type = |value: Value| Ok(Value { node: self.convert(value, dtype)?, weak: false, ..value });
        let [start, step, count] = [of_type(start)?, of_type(step)?, of_type(count)?];
        let one = Scalar::from_integer(&1.into(), dtype);
        // Not so for floats: -0.0 + 0.0 is 0.0.
        let zero = Scalar::from_integer(&0.into(), dtype).filter(|_| dtype.is_integer());
        let mut value = count;
        if self.arrays.graph.as_constant(step.node) != one {
            value = self.apply(Op::Multiply, &[value, step], span)?;
        }
        if self.arrays.graph.as_constant(start.node) != zero || zero.is_none() {
            value = self.apply(Op::Add, &[value, start], span)?;
        }
        Ok(value.node)
    }

    /// NumPy's: i * ((stop - start) / (n - 1)) + start, and the last one is `stop` itself.
    fn linspace(&mut self, given: &Given) -> Result<graph::NodeId, Error> {
        let span = given.span;
        let f64_of = |infer: &mut Self, value: Value| {
            if !infer.arrays.shape(value.node).is_empty() {
                let shape = shape::display(infer.arrays.shape(value.node));
                return Err(Error::compile(CompileError::NotOneValue { shape }, value.span));
            }
            Ok(Value { node: infer.convert(value, DType::F64)?, weak: false, ..value })
        };
        let start = self.needed(given, 0)?;
        let start = f64_of(self, start)?;
        let stop = self.needed(given, 1)?;
        let stop = f64_of(self, stop)?;
        let n = match self.argument(given, 2)? {
            Some(n) => self.integer(n, "the number of elements")?,
            None => 50,
        };
        if n < 0 {
            return Err(Error::compile(CompileError::LengthOutOfRange, span));
        }
        let length = self.length(n as f64, span)?;
        let parts = self.constant(((n - 1).max(1) as f64).into(), span);
        let delta = self.apply(Op::Subtract, &[stop, start], span)?;
        let step = self.apply(Op::Divide, &[delta, parts], span)?;
        let zero = self.constant(0.0.into(), span);
        let count = Value { node: self.arrays.count(length), weak: false, span, name: None };
        let count = Value { node: self.convert(count, DType::F64)?, ..count };
        let by_step = self.apply(Op::Multiply, &[count, step], span)?;
        let is_known = self.arrays.graph.as_constant(step.node).and_then(|step| step.get::<f64>());
        let along = match is_known {
            Some(step) if step != 0.0 => by_step,
            _ => {
                // A step that is lost to underflow: each number is a fraction of the whole instead.
                let fraction = self.apply(Op::Divide, &[count, parts], span)?;
                let by_fraction = self.apply(Op::Multiply, &[fraction, delta], span)?;
                let is_lost = self.apply(Op::Equal, &[step, zero], span)?;
                self.apply(Op::Where, &[is_lost, by_fraction, by_step], span)?
            }
        };
        let all = self.apply(Op::Add, &[along, start], span)?;
        if length < 2 {
            return Ok(all.node);
        }
        Ok(self.arrays.replaced(all.node, [Pick::At(length - 1)].into(), stop.node))
    }

    /// The place along an axis, of length 1 along the others.
    fn index_along(&mut self, given: &Given) -> Result<graph::NodeId, Error> {
        let axis = self.needed(given, 0)?;
        let Some(shape) = self.statement_shape.clone() else {
            return Ok(self.arrays.constant(0_i64.into()));
        };
        let axis = self.axis(axis, shape.len())?;
        Ok(self.arrays.places(axis, &shape))
    }

    /// The value of a float that must be known now.
    pub(super) fn float(&mut self, value: Value) -> Result<f64, Error> {
        let node = self.convert(Value { weak: false, ..value }, DType::F64)?;
        let constant = self.arrays.graph.as_constant(node).and_then(|constant| constant.get::<f64>());
        match constant {
            Some(value) if value.is_finite() => Ok(value),
            Some(_) => Err(Error::compile(CompileError::LengthOutOfRange, value.span)),
            None => Err(Error::compile(CompileError::NotAConstant, value.span)
                .with_help("give it by value: `x: 0.5` among the variables")),
        }
    }
}
