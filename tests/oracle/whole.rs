//! Functions of whole arrays: which argument stands for what, and the sequences and constant arrays among them.

use super::program::{Argument, Given, Node};
use super::typed::{Known, Refusal, Typed, broadcast, check_size};
use super::types::is_float;
use super::{Interpreter, Scope, formulas, moves, reduce, times};
use crate::common::Value;
use fusexpr::{DType, TimeUnit};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The arguments of a call.
pub struct Call<'c> {
    pub at: &'c Interpreter,
    scope: &'c Scope<'c>,
    arguments: &'c [Argument],
    /// Whether `keepdims` is true, whatever is given.
    keeps_axes: bool,
}

/// The functions that the interpreter has; one of the engine's that is missing here stops the tests.
pub const NAMES: [&str; 37] = [
    "roll",
    "shift",
    "arange",
    "linspace",
    "index",
    "zeros",
    "ones",
    "full",
    "random",
    "sum",
    "prod",
    "min",
    "max",
    "ptp",
    "mean",
    "var",
    "std",
    "any",
    "all",
    "argmin",
    "argmax",
    "count_nonzero",
    "norm",
    "dot",
    "nansum",
    "nanprod",
    "nanmin",
    "nanmax",
    "nanmean",
    "nanvar",
    "nanstd",
    "nanargmin",
    "nanargmax",
    "cumsum",
    "cumprod",
    "datetime64",
    "timedelta64",
];

/// Those that it has not, and that are not drawn: other tests hold them against references of their own.
pub const ELSEWHERE: &[&str] = &[
    // `texts.rs`
    "contains",
    "startswith",
    "endswith",
    "len",
    // `corpus.rs`, `spelling.rs`
    "size",
    "ndim",
    "astype",
    "array",
    "asarray",
    "full_like",
    // `shapes.rs`
    "transpose",
    "swapaxes",
    "moveaxis",
    "flip",
    "flipud",
    "fliplr",
    "rot90",
    "squeeze",
    "expand_dims",
    "atleast_1d",
    "atleast_2d",
    "broadcast_to",
    "reshape",
    "ravel",
    "flatten",
    "repeat",
    "tile",
    "concatenate",
    "stack",
    "hstack",
    "vstack",
    "column_stack",
    "diff",
    // `numpy/programs.py`
    "take",
    "choose",
    "select",
    "searchsorted",
    "digitize",
    "interp",
];

/// The functions that are drawn.
pub fn drawn() -> impl Iterator<Item = fusexpr::ArrayFunction> {
    fusexpr::array_functions().filter(|function| !ELSEWHERE.contains(&function.name()))
}

thread_local! {
    static CALLED: RefCell<BTreeSet<String>> = RefCell::default();
}

/// Which functions have been called.
pub fn called() -> BTreeSet<String> {
    CALLED.with_borrow(BTreeSet::clone)
}

/// The value of a call.
pub fn call(at: &Interpreter, scope: &Scope, name: &str, arguments: &[Argument]) -> Result<Typed, Refusal> {
    CALLED.with_borrow_mut(|called| called.insert(name.to_owned()));
    let call = Call { at, scope, arguments, keeps_axes: false };
    match name {
        "roll" => {
            let x = call.value("x")?.strong()?;
            moves::roll(&x, call.integer("shift")?, call.optional_integer("axis")?)
        }
        "shift" => call.shift(),
        "arange" => call.arange(),
        "linspace" => call.linspace(),
        "index" => match scope.frame {
            Some(frame) => position(call.integer("axis")?, frame),
            None => Ok(Typed::array(DType::I64, Vec::new(), vec![Value::Int(0)])),
        },
        "zeros" | "ones" => {
            let dtype = call.dtype()?.unwrap_or(DType::F64);
            let value = Value::Int(i128::from(name == "ones")).cast(dtype);
            let shape = call.shape()?;
            let elements = vec![value; shape.iter().product()];
            Ok(Typed { moved: true, ..Typed::array(dtype, shape, elements) })
        }
        "full" => call.full(),
        "datetime64" => call.time(DType::Datetime64),
        "timedelta64" => call.time(DType::Timedelta64),
        "random" => {
            let shape = call.shape()?;
            let seed = call.optional_integer("seed")?.unwrap_or(0);
            let elements = (0..shape.iter().product::<usize>()).map(|i| random(seed as u64, i as u64)).collect();
            Ok(Typed::array(DType::F64, shape, elements))
        }
        name if formulas::NAMES.contains(&name) => formulas::call(name, &call),
        _ => reduce::call(name, &call),
    }
}

/// Whether the interpreter has a function.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || formulas::NAMES.contains(&name)
}

impl<'c> Call<'c> {
    /// A call that gives nothing.
    pub fn without_arguments(&self) -> Call<'c> {
        Call { at: self.at, scope: self.scope, arguments: &[], keeps_axes: false }
    }

    /// The same call with `keepdims=True`.
    pub fn keeping_axes(&self) -> Call<'c> {
        Call { at: self.at, scope: self.scope, arguments: self.arguments, keeps_axes: true }
    }

    /// Whether an argument is given, and not as `None`.
    pub fn has(&self, parameter: &str) -> bool {
        self.given(parameter).is_some_and(|given| !matches!(given, Given::Nothing))
    }

    fn given(&self, parameter: &str) -> Option<&Given> {
        self.arguments.iter().find(|argument| argument.parameter == parameter).map(|argument| &argument.value)
    }

    /// The value of an argument that must be there.
    pub fn value(&self, parameter: &str) -> Result<Typed, Refusal> {
        self.optional_value(parameter)?.ok_or_else(|| format!("no {parameter}").into())
    }

    pub fn optional_value(&self, parameter: &str) -> Result<Option<Typed>, Refusal> {
        match self.given(parameter) {
            None | Some(Given::Nothing) => Ok(None),
            Some(Given::Value(node)) => self.at.value(node, self.scope).map(Some),
            Some(_) => Err(format!("{parameter} is no value").into()),
        }
    }

    fn integer(&self, parameter: &str) -> Result<i128, Refusal> {
        self.value(parameter)?.static_integer()
    }

    pub fn optional_integer(&self, parameter: &str) -> Result<Option<i128>, Refusal> {
        self.optional_value(parameter)?.map(|value| value.static_integer()).transpose()
    }

    /// The type asked for.
    pub fn dtype(&self) -> Result<Option<DType>, Refusal> {
        match self.given("dtype") {
            None | Some(Given::Nothing) => Ok(None),
            Some(Given::Type(dtype)) => Ok(Some(*dtype)),
            Some(_) => Err("the type is no type".into()),
        }
    }

    /// The axes asked for; whether they were given as a list.
    pub fn axes(&self) -> Result<Option<(Vec<i128>, bool)>, Refusal> {
        let integer = |node: &Node| self.at.value(node, self.scope)?.static_integer();
        match self.given("axis") {
            None | Some(Given::Nothing) => Ok(None),
            Some(Given::Value(node)) => Ok(Some((vec![integer(node)?], false))),
            Some(Given::Tuple(nodes)) => Ok(Some((nodes.iter().map(integer).collect::<Result<_, _>>()?, true))),
            Some(_) => Err("the axis is none".into()),
        }
    }

    pub fn keepdims(&self) -> Result<bool, Refusal> {
        if self.keeps_axes { Ok(true) } else { self.flag("keepdims") }
    }

    /// True or false; false where it is not given.
    pub fn flag(&self, parameter: &str) -> Result<bool, Refusal> {
        match self.given(parameter) {
            None => Ok(false),
            Some(Given::Value(Node::Bool(flag))) => Ok(*flag),
            Some(_) => Err(format!("{parameter} is neither true nor false").into()),
        }
    }

    /// A float that must be known.
    pub fn optional_float(&self, parameter: &str) -> Result<Option<f64>, Refusal> {
        let Some(value) = self.optional_value(parameter)? else { return Ok(None) };
        match value.converted(DType::F64)?.elements[..] {
            _ if value.known == Known::InRun => Err("not known".into()),
            [Value::F64(value)] if value.is_finite() => Ok(Some(value)),
            _ => Err("not finite".into()),
        }
    }

    fn shape(&self) -> Result<Vec<usize>, Refusal> {
        let lengths = self.arguments.iter().filter(|argument| argument.parameter == "shape");
        let nodes: Vec<&Node> = lengths
            .flat_map(|argument| match &argument.value {
                Given::Value(node) => vec![node],
                Given::Tuple(nodes) => nodes.iter().collect(),
                _ => Vec::new(),
            })
            .collect();
        let length = |node: &&Node| {
            let length = self.at.value(node, self.scope)?.static_integer()?;
            usize::try_from(length).map_err(|_| Refusal::from("a negative length"))
        };
        let shape: Vec<usize> = nodes.iter().map(length).collect::<Result<_, _>>()?;
        check_size(&shape).map(|()| shape)
    }

    fn shift(&self) -> Result<Typed, Refusal> {
        let x = self.value("x")?.strong()?;
        let mode = match self.given("mode") {
            None => "constant",
            Some(Given::Text(mode)) => mode,
            Some(_) => return Err("no mode".into()),
        };
        let value = match self.optional_value("value")? {
            Some(value) if mode == "constant" && !value.shape.is_empty() => return Err("not one value".into()),
            Some(value) if mode == "constant" => Some(match value.weak && x.dtype == DType::Bool {
                true => value.converted(DType::Bool)?, // 0 and 1 are truth values here
                false => value.cast_into(x.dtype, self.at.casting)?,
            }),
            None if matches!(x.dtype, DType::Datetime64(_)) => {
                Some(Typed::array(x.dtype, Vec::new(), vec![Value::Datetime(times::NAT)]))
            }
            _ => None,
        };
        moves::shift(&x, self.integer("shift")?, self.optional_integer("axis")?, mode, value.as_ref())
    }

    /// A value as dates or lengths of time of a unit.
    fn time(&self, of: fn(TimeUnit) -> DType) -> Result<Typed, Refusal> {
        let x = self.value("x")?;
        let unit = match self.given("unit") {
            Some(Given::Text(text)) => Some(text.parse().map_err(|_| "no unit")?),
            Some(_) => return Err("no unit".into()),
            None => None,
        };
        let own = of(TimeUnit::Generic).name() == x.dtype.name();
        let dtype = if own && unit.is_none() { x.dtype } else { of(unit.unwrap_or(TimeUnit::Generic)) };
        Ok(Typed { weak: false, ..x.converted(dtype)? })
    }

    fn full(&self) -> Result<Typed, Refusal> {
        let value = self.value("value")?;
        let shape = self.shape()?;
        let full = match self.dtype()? {
            None => value.strong()?,
            Some(dtype) => Typed { weak: false, ..value.converted(dtype)? },
        };
        if broadcast(&full.shape, &shape).as_deref() != Some(&shape) {
            return Err("the value does not fit the shape".into());
        }
        Ok(Typed { moved: true, known: Known::InRun, ..full.stretched(&shape) })
    }

    /// From `start` to before `stop`: integers if all three are.
    fn arange(&self) -> Result<Typed, Refusal> {
        let three = [self.optional_value("start")?, Some(self.value("stop")?), self.optional_value("step")?];
        if three.iter().flatten().any(|x| is_float(x.dtype)) {
            let start = self.optional_float("start")?.unwrap_or(0.0);
            let stop = self.optional_float("stop")?.expect("it is there");
            return float_arange(start, stop, self.optional_float("step")?.unwrap_or(1.0));
        }
        let number = |x: &Option<Typed>, otherwise| x.as_ref().map_or(Ok(otherwise), Typed::static_integer);
        let (start, stop, step) = (number(&three[0], 0)?, number(&three[1], 0)?, number(&three[2], 1)?);
        if step == 0 {
            return Err("a step of zero".into());
        }
        if [start, stop, step].iter().any(|&x| i64::try_from(x).is_err()) {
            return Err(Refusal::Unspecified);
        }
        check_size(&[((stop - start) / step).max(0) as usize])?;
        let mut elements = Vec::new();
        let mut value = start;
        while if step > 0 { value < stop } else { value > stop } {
            elements.push(Value::Int(value));
            value += step;
        }
        Ok(Typed::array(DType::I64, vec![elements.len()], elements))
    }

    /// NumPy's: i * ((stop - start) / (n - 1)) + start, and the last one is `stop` itself.
    fn linspace(&self) -> Result<Typed, Refusal> {
        let end = |parameter| -> Result<(f64, bool), Refusal> {
            let value = self.value(parameter)?;
            if !value.shape.is_empty() {
                return Err("not one value".into());
            }
            let is_open = value.slack.as_ref().is_some_and(|slack| slack[0] > 0.0);
            match value.converted(DType::F64)?.elements[..] {
                [Value::F64(value)] => Ok((value, is_open)),
                _ => unreachable!("it is one float"),
            }
        };
        let ((start, start_is_open), (stop, stop_is_open)) = (end("start")?, end("stop")?);
        let length = self.optional_integer("n")?.unwrap_or(50);
        let length = usize::try_from(length).map_err(|_| "a negative length")?;
        check_size(&[length])?;
        let parts = (length.max(2) - 1) as f64;
        let delta = stop - start;
        let step = delta / parts;
        let element = |i: usize| match i + 1 == length && i > 0 {
            true => Value::F64(stop),
            false if step == 0.0 => Value::F64(i as f64 / parts * delta + start),
            false => Value::F64(i as f64 * step + start),
        };
        let elements = (0..length).map(element).collect();
        let all = Typed { moved: true, ..Typed::array(DType::F64, vec![length], elements) };
        Ok(if start_is_open || stop_is_open { all.unknown() } else { all })
    }
}

fn float_arange(start: f64, stop: f64, step: f64) -> Result<Typed, Refusal> {
    if step == 0.0 {
        return Err("a step of zero".into());
    }
    let length = ((stop - start) / step).ceil().max(0.0) as usize;
    check_size(&[length])?;
    // NumPy goes by the difference of the first two numbers.
    let apart = (start + step) - start;
    let elements = (0..length).map(|i| Value::F64(i as f64 * apart + start)).collect();
    Ok(Typed::array(DType::F64, vec![length], elements))
}

/// `index(axis)` in a frame of a shape: 1 long along the other axes.
fn position(axis: i128, frame: &[usize]) -> Result<Typed, Refusal> {
    let axis = moves::axis_of(Some(axis), frame.len())?;
    let mut shape = vec![1; frame.len()];
    shape[axis] = frame[axis];
    Ok(Typed::array(DType::I64, shape, (0..frame[axis]).map(|i| Value::Int(i as i128)).collect()))
}

/// Element `i` of `random(…, seed)`: SplitMix64, started at what it makes of the seed.
fn random(seed: u64, i: u64) -> Value {
    let mut generator =
        crate::common::Random(crate::common::Random(seed).next().wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    Value::F64((generator.next() >> 11) as f64 * 0.5_f64.powi(53))
}
