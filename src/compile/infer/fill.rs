//! ArrayGraph made of nothing but a shape: zeros, ones, one value, random numbers.
//!
//! One value everywhere is an array of that shape with all of it replaced, which comes down to the value: nothing is
//! read or counted. A random number is a function of its place in the array and of the seed, so that any element can be
//! computed alone, and blocks, threads and levels cannot matter: the place is a state of the generator SplitMix64
//! (Steele, Lea and Flood, 2014), and the number its output there, made by operations of the table. The seed goes
//! through the same function first, since the sequences of near seeds would overlap.

use super::arrange::Given;
use crate::compile::array_graph::Pick;
use crate::compile::graph::{Axes, NodeId};
use crate::compile::infer::{Infer, Value};
use crate::element::{DType, Scalar};
use crate::error::{CompileError, Error};
use crate::ops::{ArrayFunction, Op};
use crate::shape;
use crate::span::Span;
use crate::syntax::{Argument, Node};

/// From one state of the generator to the next: the golden ratio's fraction of 2**64, made odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// The output of a state: twice the exclusive or with itself shifted by so many bits, times so much…
const MIXES: [(u64, u64); 2] = [(30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)];
/// … and the exclusive or with itself shifted by so many bits.
const LAST_MIX: u64 = 31;
/// Bits that an f64 has no room for.
const DROPPED_BITS: u64 = 11;

impl Infer<'_> {
    /// The value of a call of a function that takes a shape.
    pub(super) fn fill(
        &mut self,
        function: ArrayFunction,
        arguments: &[Argument],
        span: Span,
    ) -> Result<NodeId, Error> {
        let (given, shape) = self.shape_and_rest(function, arguments, span)?;
        let dtype = self.asked_type(&given)?;
        let number =
            |value: i64, dtype: Option<DType>| Scalar::from_integer(&value.into(), dtype.unwrap_or(DType::F64));
        let value = match function {
            ArrayFunction::Random => return self.random(&given, &shape),
            ArrayFunction::Full => {
                let value = self.needed(&given, 1)?;
                let dtype = dtype.unwrap_or(self.dtype(value));
                self.convert(Value { weak: false, ..value }, dtype)?
            }
            ArrayFunction::Ones => self.arrays.constant(number(1, dtype).expect("every type has a 1")),
            _ => self.arrays.constant(number(0, dtype).expect("every type has a 0")),
        };
        self.everywhere(value, &shape, span)
    }

    /// The shape, and the arguments of the other parameters. All that stands without a keyword is a length, except the
    /// last of them where a parameter without a default follows.
    fn shape_and_rest(
        &self,
        function: ArrayFunction,
        arguments: &[Argument],
        span: Span,
    ) -> Result<(Given, Vec<usize>), Error> {
        let parameters = function.parameters();
        let names = parameters.iter().map(|parameter| parameter.name);
        let (by_keyword, by_place): (Vec<Argument>, Vec<Argument>) =
            arguments.iter().cloned().partition(|argument| argument.keyword.is_some());
        let mut lengths: Vec<_> = by_place.iter().map(|argument| argument.value).collect();
        let mut given = self.matched(names, &by_keyword, || function.signature())?;
        let last = parameters.iter().skip(1).position(|parameter| parameter.default.is_none());
        if let Some(last) = last.map(|last| last + 1).filter(|&last| given[last].is_none() && lengths.len() > 1) {
            given[last] = lengths.pop();
        }
        let missing = parameters.iter().zip(&given).find(|(parameter, argument)| {
            let is_shape = parameter.name == parameters[0].name;
            parameter.default.is_none() && argument.is_none() && (!is_shape || lengths.is_empty())
        });
        if let Some((parameter, _)) = missing {
            let (signature, parameter) = (function.signature(), parameter.name.to_owned());
            return Err(Error::compile(CompileError::MissingArgument { signature, parameter }, span));
        }
        match (given[0], lengths.first()) {
            (None, _) => {}
            (Some(shape), None) => lengths.push(shape),
            (Some(shape), Some(_)) => {
                let (signature, parameter) = (function.signature(), parameters[0].name.to_owned());
                let kind = CompileError::RepeatedArgument { signature, parameter };
                return Err(Error::compile(kind, self.tree.span(shape)));
            }
        }
        if let [alone] = lengths[..]
            && let Node::Tuple(all) = self.tree.node(alone)
        {
            lengths = all.to_vec();
        }
        if lengths.len() > Axes::MOST {
            return Err(Error::compile(CompileError::TooManyAxes { rank: lengths.len() }, span));
        }
        let out_of_range = |span| Error::compile(CompileError::LengthOutOfRange, span);
        let mut shape = Vec::with_capacity(lengths.len());
        for id in lengths {
            if let Node::Text(_) | Node::None | Node::Tuple(_) = self.tree.node(id) {
                return Err(self.not_a_value(id));
            }
            let length = self.integer(self.value(id), "a length")?;
            shape.push(usize::try_from(length).map_err(|_| out_of_range(self.tree.span(id)))?);
        }
        shape::checked_len(&shape, 1).ok_or_else(|| out_of_range(span))?;
        Ok((Given { function, arguments: given, span }, shape))
    }

    /// An array of a shape with this value everywhere.
    fn everywhere(&mut self, value: NodeId, shape: &[usize], span: Span) -> Result<NodeId, Error> {
        if !shape::fits(self.arrays.shape(value), shape) {
            let (result, part) = (shape::display(self.arrays.shape(value)), shape::display(shape));
            return Err(Error::bind(crate::error::BindError::PartShape { result, part }, Some(span)));
        }
        let dtype = self.arrays.graph.dtype(value);
        let places = self.places_of_all(shape, span)?;
        let any = self.convert(places, dtype)?;
        let whole = shape.iter().map(|&count| Pick::Range { start: 0, step: 1, count });
        Ok(self.arrays.replaced(any, whole.collect(), value))
    }

    /// The place of each element along some axes of a shape, in C order.
    pub(super) fn place_numbers(&mut self, axes: &[usize], shape: &[usize], span: Span) -> Result<Value, Error> {
        let strong = |node| Value { node, weak: false, span, name: None };
        let mut sum: Option<Value> = None;
        let mut stride = 1_i64;
        for &axis in axes.iter().rev() {
            let mut along = strong(self.arrays.places(axis, shape));
            if stride != 1 {
                let stride = strong(self.arrays.constant(stride.into()));
                along = self.apply(Op::Multiply, &[along, stride], span)?;
            }
            sum = Some(match sum {
                None => along,
                Some(sum) => self.apply(Op::Add, &[along, sum], span)?,
            });
            stride = stride.saturating_mul(shape[axis] as i64);
        }
        Ok(sum.unwrap_or_else(|| strong(self.arrays.constant(0_i64.into()))))
    }

    /// The place of each element in an array of a shape, in C order.
    fn places_of_all(&mut self, shape: &[usize], span: Span) -> Result<Value, Error> {
        let axes: Vec<usize> = (0..shape.len()).collect();
        self.place_numbers(&axes, shape, span)
    }

    /// Multiples of 2**-53 in [0, 1), each as likely as the others.
    fn random(&mut self, given: &Given, shape: &[usize]) -> Result<NodeId, Error> {
        let span = given.span;
        let seed = match self.argument(given, 1)? {
            Some(seed) => self.integer(seed, "a seed")?,
            None => 0,
        };
        let step = self.u64(STEP, span);
        let seed = self.u64(seed as u64, span);
        let seed = self.apply(Op::Add, &[seed, step], span)?;
        let seed = self.mixed(seed, span)?;
        let places = self.places_of_all(shape, span)?;
        let places = Value { node: self.convert(places, DType::U64)?, ..places };
        let way = self.apply(Op::Multiply, &[places, step], span)?;
        let first = self.apply(Op::Add, &[seed, step], span)?;
        let state = self.apply(Op::Add, &[way, first], span)?;
        let bits = self.mixed(state, span)?;
        let dropped = self.u64(DROPPED_BITS, span);
        let bits = self.apply(Op::ShiftRight, &[bits, dropped], span)?;
        let float = Value { node: self.convert(bits, DType::F64)?, ..bits };
        let unit = self.constant((0.5_f64.powi(53)).into(), span);
        Ok(self.apply(Op::Multiply, &[float, unit], span)?.node)
    }

    /// The output of a state.
    fn mixed(&mut self, mut state: Value, span: Span) -> Result<Value, Error> {
        for (bits, factor) in MIXES {
            state = self.xor_shifted(state, bits, span)?;
            let factor = self.u64(factor, span);
            state = self.apply(Op::Multiply, &[state, factor], span)?;
        }
        self.xor_shifted(state, LAST_MIX, span)
    }

    /// The exclusive or of a value and the same shifted to the right.
    fn xor_shifted(&mut self, value: Value, bits: u64, span: Span) -> Result<Value, Error> {
        let bits = self.u64(bits, span);
        let shifted = self.apply(Op::ShiftRight, &[value, bits], span)?;
        self.apply(Op::BitXor, &[value, shifted], span)
    }

    fn u64(&mut self, value: u64, span: Span) -> Value {
        Value { weak: false, ..self.constant(value.into(), span) }
    }
}
