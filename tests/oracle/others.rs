//! The other ways to have a program: one operation at a time, row by row, explained.

use super::case::{Case, Destination, Variable, Way};
use super::compare::{Left, arrays, same, vars};
use crate::common::arrays::elements;
use crate::common::{Sample, Value};
use fusexpr::inspect::{Spec, Updates};
use fusexpr::{AnyArray, BindError, CallbackError, DType, ErrorKind, Expr, ReadRows, Stream, Threads};

/// One operation at a time, and row by row: the same bits.
pub fn in_other_ways(case: &Case, source: &str, left: &Left<AnyArray>) -> Result<(), String> {
    let expr = || Expr::parse(source).expect("it was parsed before").with(case.options(case.ways[0]));
    let arrays = arrays(case);
    let vars = vars(case, &arrays);
    match &case.destination {
        Destination::Fresh if !case.contract => {
            let expr = expr().with(case.options(case.ways[0]).unfused(true));
            let unfused = expr.eval_any(&vars).map_err(|error| format!("one operation at a time: {error}"))?;
            same(&elements(&unfused), &elements(&left[0].1))
                .then_some(())
                .ok_or_else(|| "one operation at a time it is another one".to_owned())
        }
        Destination::All(None) => by_rows(case, &expr(), left),
        _ => Ok(()),
    }
}

/// An array as a file would have it.
struct Rows {
    dtype: DType,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl ReadRows for Rows {
    fn dtype(&self) -> DType {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn read_rows(&mut self, first: usize, rows: &mut [u8]) -> Result<(), CallbackError> {
        let size = self.shape[1..].iter().product::<usize>() * self.dtype.size();
        rows.copy_from_slice(&self.bytes[first * size..][..rows.len()]);
        Ok(())
    }
}

fn by_rows(case: &Case, expr: &Expr, left: &Left<AnyArray>) -> Result<(), String> {
    let (mut sources, mut others) = (Vec::new(), Vec::new());
    for (name, array) in arrays(case) {
        match array.shape() {
            [] => others.push((name, array)),
            shape => {
                let bytes = array.values().into_iter().flat_map(|value| bytes(value, array.dtype())).collect();
                sources.push((name, Rows { dtype: array.dtype(), shape: shape.to_vec(), bytes }));
            }
        }
    }
    let vars = vars(case, &others);
    let stream = sources.iter_mut().fold(Stream::new(), |stream, (name, rows)| stream.source(*name, rows));
    match expr.stream(&vars, stream) {
        Ok(outputs) => {
            let agrees = |((name, x), (expected, y)): (&(String, AnyArray), &(Option<String>, AnyArray))| {
                name == expected.as_deref().unwrap_or("out")
                    && x.shape() == y.shape()
                    && same(&elements(x), &elements(y))
            };
            let agree = outputs.len() == left.len() && outputs.iter().zip(left).all(agrees);
            if agree { Ok(()) } else { Err("row by row it is another one".to_owned()) }
        }
        Err(error) if matches!(error.kind(), ErrorKind::Bind(BindError::NotByRows { .. })) => Ok(()),
        Err(error) => Err(format!("row by row it is refused: {}", error.report())),
    }
}

fn bytes(value: Value, dtype: DType) -> Vec<u8> {
    macro_rules! bytes {
        ($($variant:ident = $type:ty { $family:ident $($facts:tt)* })*) => {
            match dtype {
                $(DType::$variant { .. } => bytes!(@ $family <$type as Sample>::convert(value)),)*
                other => panic!("the tests do not know the type {other}"),
            }
        };
        (@ Bool $element:expr) => { vec![u8::from($element)] };
        (@ Complex $element:expr) => { [$element.re.to_ne_bytes(), $element.im.to_ne_bytes()].concat() };
        (@ Datetime $element:expr) => { $element.0.to_ne_bytes().to_vec() };
        (@ Timedelta $element:expr) => { $element.0.to_ne_bytes().to_vec() };
        (@ Bytes $element:expr) => { $element.0.to_ne_bytes().to_vec() };
        (@ Text $element:expr) => { $element.0.to_ne_bytes().to_vec() };
        (@ $family:ident $element:expr) => { $element.to_ne_bytes().to_vec() };
    }
    fusexpr::for_each_element!(bytes! {})
}

/// What explains the program has all its forms, and the types and shapes of results are known without arrays.
pub fn explained(case: &Case, source: &str, left: &Left<AnyArray>) -> Result<(), String> {
    if !matches!(case.destination, Destination::Fresh | Destination::All(None)) {
        return Ok(());
    }
    let spec = |(name, variable): &'_ (String, Variable)| {
        let spec = match variable {
            Variable::Array(spec) => Spec::Array { dtype: spec.dtype, shape: spec.shape.clone() },
            Variable::Bool(x) => Spec::Scalar((*x).into()),
            Variable::Signed(x) | Variable::Static(x) => Spec::Scalar((*x).into()),
            Variable::Unsigned(x) => Spec::Scalar((*x).into()),
            Variable::Float(x) => Spec::Scalar((*x).into()),
        };
        (name.clone(), spec)
    };
    let specs: Vec<_> = case.variables.iter().map(spec).collect();
    let specs: Vec<_> = specs.iter().map(|(name, spec)| (name.as_str(), spec.clone())).collect();
    let expr = Expr::parse(source)
        .expect("it was parsed before")
        .with(case.options(Way { threads: Threads::Serial, block: None }));
    let explanation =
        expr.explain(&specs, Updates::IntoNew).map_err(|error| format!("it is not explained: {}", error.report()))?;
    let texts = [explanation.to_string(), explanation.to_json(), explanation.to_dot()];
    if texts.iter().any(String::is_empty) {
        return Err("the explanation is empty".to_owned());
    }
    let types = expr.result_types(&specs).map_err(|error| format!("its results have no types: {}", error.report()))?;
    let kind = |dtype: DType, shape: &[usize]| Spec::Array { dtype, shape: shape.to_vec() };
    let shown = explanation.outputs().map(|(name, dtype, shape)| (name.to_owned(), kind(dtype, shape)));
    if !shown.eq(types.iter().cloned()) {
        return Err(format!("other outputs are explained than there are results, {types:?}"));
    }
    // The result stands last, and may be all that was asked for.
    let known = &types[types.len() - left.len().min(types.len())..];
    let is_known = |((name, array), known): (&(Option<String>, AnyArray), &(String, Spec))| {
        (name.as_deref().unwrap_or("out"), kind(array.dtype(), array.shape())) == (&*known.0, known.1.clone())
    };
    match left.len() == known.len() && left.iter().zip(known).all(is_known) {
        true => Ok(()),
        false => Err(format!("its results are not {types:?}")),
    }
}
