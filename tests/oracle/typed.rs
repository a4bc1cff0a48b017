//! The values of the interpreter, and how they are converted and stretched.

use super::times;
use super::types::{is_complex, is_float, is_signed, kind, result_type};
use super::weak::{nearest_f32, nearest_f64};
use crate::common::Value;
use fusexpr::{Casting, DType};
use num_bigint::BigInt;

/// A value of a program.
#[derive(Clone, Debug)]
pub struct Typed {
    pub dtype: DType,
    /// Whether it takes the type of what it meets.
    pub weak: bool,
    pub known: Known,
    pub shape: Vec<usize>,
    pub elements: Vec<Value>,
    /// The number that a weak integer is; its element stands for it where that has a type.
    pub integer: Option<BigInt>,
    /// By how much each element may differ from the engine's, which the language leaves open; none if they are equal.
    /// An infinite one says that nothing is known of the element.
    pub slack: Option<Vec<f64>>,
    /// Whether its elements come from other places than those of the arrays it is made of. What is added up of these is
    /// added in pieces.
    pub moved: bool,
}

/// From when on a value is known. What is made of several is known with the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// It is made of elements of arrays.
    InRun,
    /// It is made of what is given by value, and counts as a constant, but is compiled in only where that is asked for.
    Given,
    InText,
}

/// Why a program has no value.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The language has none for it, for this reason.
    Refused(#[allow(dead_code)] String), // shown by `Debug`
    /// The language does not say, or not clearly enough, what happens.
    Unspecified,
    /// An operation that was evaluated by itself is wrong: a fault of the engine.
    Fault(String),
}

impl From<&str> for Refusal {
    fn from(reason: &str) -> Self {
        Refusal::Refused(reason.to_owned())
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Refusal::Refused(reason)
    }
}

impl Typed {
    /// An array, or another value that keeps its type.
    pub fn array(dtype: DType, shape: Vec<usize>, elements: Vec<Value>) -> Self {
        Self { dtype, weak: false, known: Known::InRun, shape, elements, integer: None, slack: None, moved: false }
    }

    /// A constant as it stands in the text.
    pub fn literal(dtype: DType, value: Value) -> Self {
        let integer = match value {
            Value::Int(value) => Some(value.into()),
            _ => None,
        };
        Self { weak: true, known: Known::InText, integer, ..Self::array(dtype, Vec::new(), vec![value]) }
    }

    /// An integer as it stands in the text.
    pub fn weak_integer(value: BigInt) -> Self {
        let element = Value::Int(i128::try_from(&value).unwrap_or_default());
        Self { integer: Some(value), ..Self::literal(DType::I64, element) }
    }

    /// The number that it is, if it is a weak integer or truth value.
    pub fn integer(&self) -> Option<BigInt> {
        match self.elements[..] {
            _ if !self.weak => None,
            [Value::Bool(value)] => Some(u8::from(value).into()),
            _ => self.integer.clone(),
        }
    }

    /// The integer that must be known when the program is compiled.
    pub fn static_integer(&self) -> Result<i128, Refusal> {
        match (&self.integer, &self.elements[..]) {
            (_, _) if self.known == Known::InRun || kind(self.dtype) != 1 => Err("not an integer that is known".into()),
            (Some(value), _) => i128::try_from(value).map_err(|_| Refusal::Unspecified),
            (None, [Value::Int(value)]) => Ok(*value),
            _ => Err("not an integer that is known".into()),
        }
    }

    /// The same without a weak type: the type that a value of its kind has by itself.
    pub fn strong(&self) -> Result<Self, Refusal> {
        let Some(integer) = &self.integer else { return Ok(Self { weak: false, ..self.clone() }) };
        let value = i128::try_from(integer).map_err(|_| "an integer that fits no type")?;
        let dtype = [DType::I64, DType::U64].into_iter().find(|&dtype| holds(dtype, value));
        let dtype = dtype.ok_or("an integer that fits no type")?;
        Ok(Self { dtype, weak: false, integer: None, elements: vec![Value::Int(value)], ..self.clone() })
    }

    /// As a type that it is cast to: a weak integer wraps, as integers of a type do.
    pub fn cast(&self, dtype: DType) -> Result<Self, Refusal> {
        let Some(value) = self.integer.as_ref().filter(|_| kind(dtype) == 1) else { return self.converted(dtype) };
        let low_bits = i128::try_from(value & BigInt::from(u64::MAX)).expect("it has 64 bits");
        Ok(Self { dtype, integer: None, elements: vec![Value::Int(low_bits).cast(dtype)], ..self.clone() })
    }

    /// As another type, where it meets that or is converted: a weak integer must fit an integer type, and becomes the
    /// nearest float of a float type.
    pub fn converted(&self, dtype: DType) -> Result<Self, Refusal> {
        if self.dtype != dtype && (times::is_time(self.dtype) || times::is_time(dtype)) {
            return times::converted(self, dtype);
        }
        let elements = match &self.integer {
            Some(value) if is_float(dtype) => {
                let nearest = match dtype {
                    // Rounded twice only where f16 is exact, or infinite.
                    DType::F16 | DType::F32 => Value::F32(nearest_f32(value)).cast(dtype),
                    _ => Value::F64(nearest_f64(value)),
                };
                if matches!(nearest.cast(DType::F64), Value::F64(x) if x.is_infinite()) {
                    return Err("an integer beyond all floats".into());
                }
                vec![nearest]
            }
            Some(value) if is_complex(dtype) => match nearest_f64(value) {
                x if x.is_infinite() || dtype == DType::C64 && nearest_f32(value).is_infinite() => {
                    return Err("an integer beyond all complex numbers".into());
                }
                _ if dtype == DType::C64 => vec![Value::F32(nearest_f32(value)).cast(dtype)],
                x => vec![Value::F64(x).cast(dtype)],
            },
            Some(value) if dtype == DType::Bool => vec![Value::Bool(value.bits() > 0)],
            Some(value) => match i128::try_from(value) {
                Ok(value) if holds(dtype, value) => vec![Value::Int(value)],
                _ => return Err(format!("{value} does not fit {dtype}").into()),
            },
            None => self.elements.iter().map(|x| x.cast(dtype)).collect(),
        };
        let slack = if dtype == self.dtype { self.slack.clone() } else { self.unknown_where_open() };
        Ok(Self { dtype, integer: None, elements, slack, ..self.clone() })
    }

    /// Nothing is known of what is made of elements that are not known exactly.
    pub fn unknown_where_open(&self) -> Option<Vec<f64>> {
        let unknown = |&slack: &f64| if slack > 0.0 { f64::INFINITY } else { 0.0 };
        self.slack.as_ref().map(|slack| slack.iter().map(unknown).collect())
    }

    /// The same elements with nothing known of any.
    pub fn unknown(self) -> Self {
        let slack = Some(vec![f64::INFINITY; self.elements.len()]);
        Self { slack, ..self }
    }

    /// The elements at some places, in another shape; none stands for a value.
    pub fn picked(&self, shape: Vec<usize>, places: &[Option<usize>], value: Value) -> Self {
        let elements = places.iter().map(|place| place.map_or(value, |place| self.elements[place])).collect();
        let of = |slack: &Vec<f64>| places.iter().map(|place| place.map_or(0.0, |place| slack[place])).collect();
        let slack = self.slack.as_ref().map(of);
        Self { slack, moved: true, ..Self::array(self.dtype, shape, elements) }
    }

    /// Stretched to a shape that this one's can be broadcast to.
    pub fn stretched(&self, shape: &[usize]) -> Self {
        if self.shape == shape {
            return self.clone();
        }
        let places: Vec<usize> = (0..shape.iter().product()).map(|i| place_in(&self.shape, shape, i)).collect();
        let elements = places.iter().map(|&place| self.elements[place]).collect();
        let slack = self.slack.as_ref().map(|slack| places.iter().map(|&place| slack[place]).collect());
        Self { shape: shape.to_vec(), elements, slack, ..self.clone() }
    }

    /// What an output of a type and shape receives.
    pub fn written(&self, dtype: DType, shape: &[usize], casting: Casting) -> Result<Self, Refusal> {
        let converted = self.cast_into(dtype, casting)?;
        if broadcast(&self.shape, shape).as_deref() != Some(shape) {
            return Err("the output's shape does not fit".into());
        }
        Ok(converted.stretched(shape))
    }

    /// Whether a weak number may become a value of a type of dates or lengths of time.
    fn fits_weakly(&self, dtype: DType) -> bool {
        matches!(dtype, DType::Timedelta64(_)) && kind(self.dtype) <= 1
    }

    /// As the type of an output.
    pub fn cast_into(&self, dtype: DType, casting: Casting) -> Result<Self, Refusal> {
        let is_number = !times::is_time(self.dtype) && !times::is_time(dtype);
        let takes_weak = self.weak && if is_number { kind(self.dtype) <= kind(dtype) } else { self.fits_weakly(dtype) };
        if takes_weak {
            return Ok(Self { weak: false, ..self.converted(dtype)? });
        }
        let strong = self.strong()?;
        if !is_number {
            return match times::can_cast(strong.dtype, dtype, casting) {
                true => strong.converted(dtype),
                false => Err(format!("no cast from {} to {dtype} under {casting}", self.dtype).into()),
            };
        }
        let safe = result_type(strong.dtype, dtype) == dtype;
        let loses_sign = is_signed(strong.dtype) && kind(dtype) == 1 && !is_signed(dtype);
        let allowed = match casting {
            Casting::No | Casting::Equiv => strong.dtype == dtype,
            Casting::Safe => safe,
            Casting::SameKind => safe || (kind(strong.dtype) <= kind(dtype) && !loses_sign),
            Casting::Unsafe => true,
        };
        if !allowed {
            return Err(format!("no cast from {} to {dtype} under {casting}", self.dtype).into());
        }
        strong.converted(dtype)
    }
}

/// From when on what is made of all of them is known.
pub fn known_of_all(operands: &[Typed]) -> Known {
    operands.iter().map(|x| x.known).min().expect("operations have operands")
}

/// What is beyond this many elements is not interpreted, as it would take too long.
const MOST_ELEMENTS: usize = 200_000;

/// Whether an array of a shape is small enough to be interpreted.
pub fn check_size(shape: &[usize]) -> Result<(), Refusal> {
    let length = shape.iter().try_fold(1_usize, |length, &axis| length.checked_mul(axis));
    if length.is_some_and(|length| length <= MOST_ELEMENTS) { Ok(()) } else { Err(Refusal::Unspecified) }
}

/// Whether a type holds an integer.
pub fn holds(dtype: DType, value: i128) -> bool {
    matches!(Value::Int(value).cast(dtype), Value::Int(cast) if cast == value)
}

/// Where the element at a place of a shape is in an array that is broadcast to it.
fn place_in(own: &[usize], shape: &[usize], mut place: usize) -> usize {
    let offset = shape.len() - own.len();
    let (mut position, mut stride) = (0, 1);
    for axis in (0..shape.len()).rev() {
        let along = place % shape[axis];
        place /= shape[axis];
        if axis >= offset {
            position += if own[axis - offset] == 1 { 0 } else { along * stride };
            stride *= own[axis - offset];
        }
    }
    position
}

/// The shape that two have in common.
pub fn broadcast(x: &[usize], y: &[usize]) -> Option<Vec<usize>> {
    let rank = x.len().max(y.len());
    let axis = |shape: &[usize], i: usize| if i + shape.len() < rank { 1 } else { shape[i + shape.len() - rank] };
    let common = |i| match (axis(x, i), axis(y, i)) {
        (1, length) | (length, 1) => Some(length),
        (length, other) => (length == other).then_some(length),
    };
    (0..rank).map(common).collect()
}
