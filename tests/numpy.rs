//! Agreement with NumPy: every case of `numpy/cases.txt`, `numpy/complex.txt`, `numpy/times.txt`, `numpy/programs.txt`
//! and `numpy/reductions.txt`, which `numpy/generate.py`, `numpy/complex.py`, `numpy/times.py`, `numpy/programs.py` and
//! `numpy/reductions.py` make; `numpy/casefile.py` explains the form.
//!
//! All cases run before the test fails, so that one report shows what they have in common. Elements are compared as
//! bits: the sign of a zero counts, the payload of a NaN does not. A tolerance is for rounding only and never excuses
//! another zero, infinity or NaN.

use fusexpr::{
    AnyArray, AsOperand, DType, Datetime, Element, Error, Expr, Kind, Operand, Outputs, Scalar, Timedelta, Vars, c64,
    c128, f16,
};
use ndarray::{ArrayD, ArrayViewD, Axis, Slice};
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn every_case_agrees_with_numpy() {
    check(include_str!("numpy/cases.txt"), 4000);
}

#[test]
fn every_case_of_complex_numbers_agrees_with_numpy() {
    check(include_str!("numpy/complex.txt"), 400);
}

#[test]
fn every_program_agrees_with_numpy() {
    check(include_str!("numpy/programs.txt"), 500);
}

#[test]
fn every_reduction_agrees_with_numpy() {
    check(include_str!("numpy/reductions.txt"), 1800);
}

#[test]
fn every_date_agrees_with_numpy() {
    check(include_str!("numpy/times.txt"), 3500);
}

/// Runs all cases of a file, of which there must be at least so many.
fn check(file: &str, least: usize) {
    let suite = Suite::read(file);
    let failures: Vec<String> = suite.cases.iter().filter_map(|case| case.run(&suite.arrays).err()).collect();
    assert!(suite.cases.len() >= least, "only {} cases were found", suite.cases.len());
    assert!(failures.is_empty(), "{} of {} cases fail\n\n{}", failures.len(), suite.cases.len(), failures.join("\n"));
}

// ---------------------------------------------------------------------------------------------------------------
// Values whose type is known at run time, as bits.

/// An element as a word: integers are sign-extended, floats are their bits, a complex number those of its
/// imaginary part before the 64 of its real one.
trait Word: Element {
    fn from_word(word: u128) -> Self;
    fn to_word(self) -> u128;
}

macro_rules! words {
    ($($type:ty: $from:expr, $to:expr;)*) => {$(
        impl Word for $type {
            fn from_word(word: u128) -> Self {
                $from(word)
            }

            fn to_word(self) -> u128 {
                $to(self)
            }
        }
    )*};
}

words! {
    bool: |word| word != 0, |x| x as u128;
    i8: |word| word as i8, |x| x as u128;
    i16: |word| word as i16, |x| x as u128;
    i32: |word| word as i32, |x| x as u128;
    i64: |word| word as i64, |x| x as u128;
    u8: |word| word as u8, |x| x as u128;
    u16: |word| word as u16, |x| x as u128;
    u32: |word| word as u32, |x| x as u128;
    u64: |word| word as u64, |x| x as u128;
    f16: |word| f16::from_bits(word as u16), |x: f16| x.to_bits() as u128;
    f32: |word| f32::from_bits(word as u32), |x: f32| x.to_bits() as u128;
    f64: |word| f64::from_bits(word as u64), |x: f64| x.to_bits() as u128;
    c64: |word| c64::new(f32::from_word(word), f32::from_word(word >> 64)),
        |x: c64| x.re.to_word() | x.im.to_word() << 64;
    c128: |word| c128::new(f64::from_word(word & u128::from(u64::MAX)), f64::from_word(word >> 64)),
        |x: c128| x.re.to_word() | x.im.to_word() << 64;
    Datetime: |word| Datetime(word as i64), |x: Datetime| x.0 as u128;
    Timedelta: |word| Timedelta(word as i64), |x: Timedelta| x.0 as u128;
}

/// Runs an expression with `$T` standing for the Rust type behind a [`DType`].
macro_rules! with_type {
    ($dtype:expr, $T:ident => $body:expr) => {
        fusexpr::for_each_element!(with_type! { @ $dtype, $T => $body; })
    };
    (@ $dtype:expr, $T:ident => $body:expr; $($variant:ident = $type:ty { $($facts:tt)* })*) => {
        match $dtype {
            $(DType::$variant { .. } => { type $T = $type; $body })*
            other => panic!("no case should have the type {other}"),
        }
    };
}

/// Elements in row-major order.
struct Values {
    dtype: DType,
    shape: Vec<usize>,
    words: Vec<u128>,
}

impl Values {
    fn of<T: Word>(dtype: DType, view: &ArrayViewD<T>) -> Self {
        Self { dtype, shape: view.shape().to_vec(), words: view.iter().map(|x| x.to_word()).collect() }
    }

    fn of_any(array: &AnyArray) -> Self {
        with_type!(array.dtype(), T => Values::of(array.dtype(), &typed::<T>(array)))
    }

    fn to_any(&self) -> AnyArray {
        with_type!(self.dtype, T => {
            let elements = self.words.iter().map(|&word| T::from_word(word)).collect();
            let array = ArrayD::from_shape_vec(&self.shape[..], elements).expect("a value for every element");
            AnyArray::from(array).view(self.dtype).expect("the elements are of the type")
        })
    }

    /// Reads values as the file writes them.
    fn read(dtype: DType, shape: Vec<usize>, text: &str) -> Self {
        let float = matches!(dtype.kind(), Kind::Float | Kind::Complex);
        let word = |text: &str| {
            if float {
                u128::from_str_radix(text, 16).expect("the bits of a float")
            } else {
                text.parse::<i128>().expect("an integer") as u128
            }
        };
        let words: Vec<u128> = text.split_whitespace().map(word).collect();
        assert_eq!(words.len(), shape.iter().product::<usize>(), "a value for every element: {text}");
        Self { dtype, shape, words }
    }

    /// An element for people.
    fn show(&self, i: usize) -> String {
        with_type!(self.dtype, T => format!("{:?}", T::from_word(self.words[i])))
    }

    /// The element that meets element `i` of a result of shape `result` when the shapes are broadcast.
    fn show_under(&self, result: &[usize], mut i: usize) -> String {
        let mut position = 0;
        let mut stride = 1;
        for (back, &length) in result.iter().rev().enumerate() {
            let coordinate = i % length;
            i /= length;
            if let Some(axis) = self.shape.len().checked_sub(back + 1) {
                position += if self.shape[axis] == 1 { 0 } else { coordinate * stride };
                stride *= self.shape[axis];
            }
        }
        self.show(position)
    }

    /// All elements, or the first of many.
    fn show_all(&self) -> String {
        const SHOWN: usize = 16;
        let shown: Vec<String> = (0..self.words.len().min(SHOWN)).map(|i| self.show(i)).collect();
        let more = if self.words.len() > SHOWN { " …" } else { "" };
        format!("{} {:?}: {}{more}", self.dtype, self.shape, shown.join(" "))
    }

    /// Whether element `i` is as expected, up to a tolerance.
    fn agrees(&self, expected: &Values, i: usize, tolerance: &Tolerance) -> bool {
        let (words, ulp) = ((self.words[i], expected.words[i]), tolerance.ulp().into());
        let same = match self.dtype {
            DType::F16 => floats_agree(words.0, words.1, ulp, 1 << 15, 0x7c00),
            DType::F32 => floats_agree(words.0, words.1, ulp, 1 << 31, 0x7f80_0000),
            DType::F64 => floats_agree(words.0, words.1, ulp, 1 << 63, 0x7ff0_0000_0000_0000),
            DType::C64 => complex_agree(words.0, words.1, tolerance, 1 << 31, 0x7f80_0000),
            DType::C128 => complex_agree(words.0, words.1, tolerance, 1 << 63, 0x7ff0_0000_0000_0000),
            _ => words.0 == words.1,
        };
        let bound = tolerance.bound(i);
        same || bound > 0.0 && (self.number(i) - expected.number(i)).abs() <= bound
    }

    /// A float as f64, which holds those of every type.
    fn number(&self, i: usize) -> f64 {
        match self.dtype {
            DType::F16 => f16::from_word(self.words[i]).to_f32().into(),
            DType::F32 => f32::from_word(self.words[i]).into(),
            DType::F64 => f64::from_word(self.words[i]),
            other => panic!("only floats are compared within bounds, not {other}"),
        }
    }
}

/// How far a float may be from the one that is expected.
enum Tolerance {
    Ulp(u64),
    /// For each element, or for all of them.
    Within(Vec<f64>),
}

impl Tolerance {
    fn read(text: &str) -> Self {
        if let Some(bounds) = text.strip_prefix("within ") {
            return Tolerance::Within(bounds.split(' ').map(|bound| bound.parse().expect("a bound")).collect());
        }
        let ulp = if text == "exact" { "0" } else { text.strip_suffix(" ulp").expect("a tolerance") };
        Tolerance::Ulp(ulp.parse().expect("a number of ULP"))
    }

    fn ulp(&self) -> u64 {
        if let Tolerance::Ulp(ulp) = *self { ulp } else { 0 }
    }

    fn bound(&self, i: usize) -> f64 {
        match self {
            Tolerance::Ulp(_) => 0.0,
            Tolerance::Within(bounds) => bounds[i % bounds.len()],
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tolerance::Ulp(ulp) => write!(f, "{ulp} ULP"),
            Tolerance::Within(_) => f.write_str("their bounds"),
        }
    }
}

/// Each part, where the unit of an error is that of the larger part.
fn complex_agree(found: u128, expected: u128, tolerance: &Tolerance, sign: u128, infinity: u128) -> bool {
    const PART: u128 = (1 << 64) - 1;
    let ulp = u128::from(tolerance.ulp());
    let number = |word: u128| match sign {
        0x8000_0000 => f64::from(f32::from_word(word)),
        _ => f64::from_word(word),
    };
    let epsilon = if sign == 0x8000_0000 { f64::from(f32::EPSILON) } else { f64::EPSILON };
    let parts = |word: u128| [word & PART, word >> 64];
    let size = parts(expected).map(|part| number(part).abs()).into_iter().fold(0.0, f64::max);
    parts(found).into_iter().zip(parts(expected)).all(|(found, expected)| {
        let near = ulp > 0 && size < f64::INFINITY && {
            let distance = (number(found) - number(expected)).abs();
            distance <= ulp as f64 * epsilon * size && number(expected) != 0.0
        };
        floats_agree(found, expected, ulp, sign, infinity) || near
    })
}

/// As integers, the sizes of finite floats count the floats between them; zero, infinity and NaN stand at the ends.
fn floats_agree(found: u128, expected: u128, tolerance: u128, sign: u128, infinity: u128) -> bool {
    let size = |word: u128| word & (sign - 1);
    let finite = |word: u128| (1..infinity).contains(&size(word));
    let both_nan = size(found) > infinity && size(expected) > infinity;
    let near = finite(found)
        && finite(expected)
        && found & sign == expected & sign
        && size(found).abs_diff(size(expected)) <= tolerance;
    found == expected || both_nan || near
}

/// The array behind an [`AnyArray`] that is known to hold `T`.
fn typed<T: Element>(array: &AnyArray) -> ArrayViewD<'_, T> {
    array.get::<T>().expect("the type is the array's own").view()
}

// ---------------------------------------------------------------------------------------------------------------
// The file.

struct Suite<'text> {
    arrays: HashMap<&'text str, AnyArray>,
    cases: Vec<Case<'text>>,
}

struct Case<'text> {
    line: usize,
    expression: &'text str,
    bindings: Vec<(&'text str, Binding<'text>)>,
    /// The outputs, and the arrays with the elements they have before.
    outputs: Vec<(&'text str, &'text str)>,
    outcome: Outcome<'text>,
}

enum Binding<'text> {
    View { array: &'text str, steps: Vec<Step> },
    Weak(Values),
}

/// A step from an array to a view of it.
enum Step {
    Slice(Vec<Slice>),
    Axes(Vec<usize>),
    NewAxis(usize),
    Broadcast(Vec<usize>),
}

enum Outcome<'text> {
    Value(Expected),
    /// What the outputs hold afterwards.
    Outputs(Vec<(&'text str, Expected)>),
    Refused,
    /// The line with the outcome has not been read yet.
    Missing,
}

struct Expected {
    values: Values,
    tolerance: Tolerance,
}

impl<'text> Suite<'text> {
    fn read(text: &'text str) -> Self {
        let mut suite = Suite { arrays: HashMap::new(), cases: Vec::new() };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            if let Some(array) = line.strip_prefix("array ") {
                let (name, values) = array.split_once(' ').expect("a name and values");
                suite.arrays.insert(name, read_values(values).0.to_any());
            } else if let Some(outcome) = line.strip_prefix("  -> ") {
                suite.cases.last_mut().expect("an outcome belongs to a case").outcome.read(outcome);
            } else if let Some((name, array)) = line.trim_start().split_once(" <- ") {
                suite.cases.last_mut().expect("an output belongs to a case").outputs.push((name, array));
            } else if let Some(binding) = line.strip_prefix("  ") {
                let (name, value) = binding.split_once(" = ").expect("a name and an operand");
                let case = suite.cases.last_mut().expect("an operand belongs to a case");
                case.bindings.push((name, Binding::read(value)));
            } else {
                let (bindings, outputs, outcome) = (Vec::new(), Vec::new(), Outcome::Missing);
                suite.cases.push(Case { line: number + 1, expression: line, bindings, outputs, outcome });
            }
        }
        suite
    }
}

impl<'text> Binding<'text> {
    fn read(text: &'text str) -> Self {
        let mut words = text.split_whitespace();
        let array = words.next().expect("an operand");
        if array == "weak" {
            let dtype = words.next().expect("a type").parse().expect("a type");
            return Binding::Weak(Values::read(dtype, Vec::new(), words.next().expect("a value")));
        }
        let mut steps = Vec::new();
        while let (Some(name), Some(parameters)) = (words.next(), words.next()) {
            steps.push(Step::read(name, parameters));
        }
        Binding::View { array, steps }
    }
}

impl Step {
    fn read(name: &str, parameters: &str) -> Self {
        let numbers = || parameters.split(',').map(|number| number.parse().expect("a number")).collect();
        match name {
            "slice" => Step::Slice(parameters.split(',').map(read_slice).collect()),
            "axes" => Step::Axes(numbers()),
            "newaxis" => Step::NewAxis(parameters.parse().expect("an axis")),
            "broadcast" => Step::Broadcast(numbers()),
            _ => panic!("there is no step {name}"),
        }
    }
}

fn read_slice(text: &str) -> Slice {
    let numbers: Vec<isize> = text.split(':').map(|number| number.parse().expect("a number")).collect();
    Slice::new(numbers[0], Some(numbers[1]), numbers[2])
}

impl<'text> Outcome<'text> {
    /// Reads one more line of the outcome.
    fn read(&mut self, text: &'text str) {
        let output = text.split_once(": ").filter(|(name, _)| !name.contains(' '));
        match (self, output) {
            (Outcome::Outputs(outputs), Some((name, expected))) => outputs.push((name, Expected::read(expected))),
            (outcome, Some((name, expected))) => *outcome = Outcome::Outputs(vec![(name, Expected::read(expected))]),
            (outcome, None) if text == "error" => *outcome = Outcome::Refused,
            (outcome, None) => *outcome = Outcome::Value(Expected::read(text)),
        }
    }
}

impl Expected {
    fn read(text: &str) -> Self {
        let (values, tolerance) = read_values(text);
        Self { values, tolerance: Tolerance::read(tolerance) }
    }
}

/// Reads `DTYPE [SHAPE] VALUES` or `DTYPE [SHAPE] NOTE: VALUES`.
fn read_values(text: &str) -> (Values, &str) {
    let (dtype, rest) = text.split_once(" [").expect("a type and a shape");
    let (shape, rest) = rest.split_once(']').expect("the end of the shape");
    let (note, values) = rest.split_once(':').unwrap_or(("", rest));
    let lengths = shape.split(", ").filter(|length| !length.is_empty());
    let shape = lengths.map(|length| length.parse().expect("a length")).collect();
    (Values::read(dtype.parse().expect("a type"), shape, values), note.trim())
}

// ---------------------------------------------------------------------------------------------------------------
// Running a case.

/// A view of which the last step repeats elements; `ndarray` can only lend such a view.
struct Repeated<'a, T> {
    view: ArrayViewD<'a, T>,
    shape: Vec<usize>,
}

impl<T: Element> AsOperand for Repeated<'_, T> {
    fn as_operand(&self) -> Operand<'_> {
        Operand::from(self.repeat())
    }
}

impl<T> Repeated<'_, T> {
    fn repeat(&self) -> ArrayViewD<'_, T> {
        self.view.broadcast(&self.shape[..]).expect("a shape to broadcast to")
    }
}

/// A view whose elements are seen as those of a type: the unit of dates is a part of the array that it is a view of.
struct OfType<V>(V, DType);

impl<V: AsOperand> AsOperand for OfType<V> {
    fn as_operand(&self) -> Operand<'_> {
        self.0.as_operand().view(self.1).expect("the elements are of the type")
    }
}

/// The view that steps lead to, and its elements.
fn take_steps<'a, T: Word>(array: &'a AnyArray, steps: &[Step]) -> (Box<dyn AsOperand + 'a>, Values) {
    let dtype = array.dtype();
    let mut view = typed::<T>(array);
    for step in steps {
        match step {
            Step::Slice(slices) => {
                for (axis, &slice) in slices.iter().enumerate() {
                    view.slice_axis_inplace(Axis(axis), slice);
                }
            }
            Step::Axes(order) => view = view.permuted_axes(&order[..]),
            Step::NewAxis(axis) => view = view.insert_axis(Axis(*axis)),
            Step::Broadcast(shape) => {
                let repeated = Repeated { view, shape: shape.clone() };
                let values = Values::of(dtype, &repeated.repeat());
                return (Box::new(OfType(repeated, dtype)), values);
            }
        }
    }
    let values = Values::of(dtype, &view);
    (Box::new(OfType(view, dtype)), values)
}

impl Case<'_> {
    /// What the outputs hold after the run, in the order of the outcome; or the value, if there are none.
    fn evaluate(&self, vars: &Vars<'_>, arrays: &HashMap<&str, AnyArray>) -> Result<Vec<Values>, Error> {
        let expr = Expr::parse(&self.expression.replace("\\n", "\n"))?;
        if self.outputs.is_empty() {
            return expr.eval_any(vars).map(|value| vec![Values::of_any(&value)]);
        }
        let mut results: Vec<AnyArray> = self.outputs.iter().map(|(_, array)| arrays[array].clone()).collect();
        let mut outputs = Outputs::new();
        for ((name, _), array) in self.outputs.iter().zip(&mut results) {
            outputs.insert(*name, array);
        }
        expr.run(vars, &mut outputs)?;
        drop(outputs);
        Ok(results.iter().map(Values::of_any).collect())
    }

    /// Evaluates the expression; what differs from the expectation is the error.
    fn run(&self, arrays: &HashMap<&str, AnyArray>) -> Result<(), String> {
        let operands: Vec<(&str, Box<dyn AsOperand + '_>, Values)> = self
            .bindings
            .iter()
            .map(|(name, binding)| {
                let (operand, values) = match binding {
                    Binding::View { array, steps } => {
                        let array = &arrays[array];
                        with_type!(array.dtype(), T => take_steps::<T>(array, steps))
                    }
                    Binding::Weak(value) => {
                        let scalar = with_type!(value.dtype, T => Scalar::from(T::from_word(value.words[0])));
                        (Box::new(scalar) as Box<dyn AsOperand>, Values::of_any(&value.to_any()))
                    }
                };
                (*name, operand, values)
            })
            .collect();
        let mut vars = Vars::new();
        for (name, operand, _) in &operands {
            vars.insert(*name, &**operand);
        }

        let evaluated = catch_unwind(AssertUnwindSafe(|| self.evaluate(&vars, arrays)));
        let difference = match (&self.outcome, evaluated) {
            (Outcome::Missing, _) => "the file gives no outcome".to_owned(),
            (_, Err(_)) => "panicked".to_owned(),
            (Outcome::Refused, Ok(Err(_))) => return Ok(()),
            (Outcome::Refused, Ok(Ok(found))) => format!("expected an error\nfound {}", found[0].show_all()),
            (_, Ok(Err(error))) => format!("found the error\n{error:?}"),
            (Outcome::Value(expected), Ok(Ok(found))) => {
                let operands = operands.iter().map(|(name, _, values)| (*name, values));
                match compare(&found[0], expected, operands) {
                    None => return Ok(()),
                    Some(difference) => difference,
                }
            }
            (Outcome::Outputs(expected), Ok(Ok(found))) => {
                let differences = expected.iter().zip(&found).filter_map(|((name, expected), found)| {
                    compare(found, expected, std::iter::empty()).map(|difference| format!("{name}: {difference}"))
                });
                match differences.collect::<Vec<_>>() {
                    differences if differences.is_empty() => return Ok(()),
                    differences => differences.join("\n"),
                }
            }
        };

        let mut report = format!("line {}: {}\n", self.line, self.expression);
        for ((name, binding), (_, _, values)) in self.bindings.iter().zip(&operands) {
            let weak = if matches!(binding, Binding::Weak(_)) { "weak " } else { "" };
            let _ = writeln!(report, "    {name} = {weak}{}", values.show_all());
        }
        for line in difference.lines() {
            let _ = writeln!(report, "    {line}");
        }
        Err(report)
    }
}

/// Says how values differ from those expected, with the operands' elements at the first few places.
fn compare<'a>(
    found: &Values,
    Expected { values: expected, tolerance }: &Expected,
    operands: impl Iterator<Item = (&'a str, &'a Values)> + Clone,
) -> Option<String> {
    const SHOWN: usize = 6;
    if (found.dtype, &found.shape) != (expected.dtype, &expected.shape) {
        return Some(format!("expected {}\nfound    {}", expected.show_all(), found.show_all()));
    }
    let wrong: Vec<usize> = (0..expected.words.len()).filter(|&i| !found.agrees(expected, i, tolerance)).collect();
    if wrong.is_empty() {
        return None;
    }
    let mut report = format!(
        "{} of {} elements of {} {:?} differ by more than {tolerance}\n",
        wrong.len(),
        expected.words.len(),
        expected.dtype,
        expected.shape
    );
    for &i in wrong.iter().take(SHOWN) {
        let _ = write!(report, "    element {i}: expected {}, found {}", expected.show(i), found.show(i));
        for (k, (name, values)) in operands.clone().enumerate() {
            let before = if k == 0 { ", where " } else { ", " };
            let _ = write!(report, "{before}{name} = {}", values.show_under(&expected.shape, i));
        }
        report.push('\n');
    }
    if wrong.len() > SHOWN {
        let _ = writeln!(report, "    … and {} more", wrong.len() - SHOWN);
    }
    Some(report)
}
