//! Every fused instruction against what it is made of.
//!
//! The rows below the line in the table say in their documentation which expression of their operands they do, so each
//! is tried as it is written there, over arrays and scalars in every mixture, and a row that is new is tried by itself.
//! For one mixture at least the program must show the instruction: it has kernels for those that are worth it. What
//! the program gives is compared with the same program evaluated one operation at a time, to the bit; a row that rounds
//! once, with the standard library's `mul_add`.

use crate::Way;
use crate::common::arrays::{Array, Layout, elements};
use crate::common::{Random, Value};
use fusexpr::inspect::{Spec, Updates};
use fusexpr::{DType, Expr, Level, Vars};

const ROWS: &str = include_str!("../../src/ops/rows.rs");

/// Several blocks, the last of which ends in the middle of a vector.
const LENGTH: usize = 515;
const BLOCK: usize = 256;

/// A row of the table that the compiler alone uses.
struct Row {
    mnemonic: &'static str,
    parameters: Vec<&'static str>,
    /// A statement for each result.
    program: String,
    is_contracted: bool,
    /// The types that it is computed in.
    types: &'static [DType],
}

fn rows() -> Vec<Row> {
    const FUSED: usize = 2; // after operations and their meanings
    let fused = ROWS.split("\n    ---\n").nth(FUSED).expect("the table has fused rows");
    let rows = fused.split("/// ").skip(1);
    rows.map(|text| row(text).unwrap_or_else(|| panic!("{text:?} is no fused row"))).collect()
}

/// Reads `x * y + z` and below it `MultiplyAdd = multiply_add product(x, y, z) in Functions Then(Multiply, Add)`.
fn row(text: &'static str) -> Option<Row> {
    let (meaning, declaration) = text.split_once('\n')?;
    let (expression, is_contracted) = match meaning.strip_suffix(", contracted") {
        Some(expression) => (expression, true),
        None => (meaning, false),
    };
    let (_, declared) = declaration.split_once(" = ")?;
    let (mnemonic, shape) = declared.split_once(' ')?;
    let (_, parameters) = shape.split_once('(')?;
    let (parameters, rest) = parameters.split_once(')')?;
    let (_, domain) = rest.split_once("in ")?;
    let results = expression.split(" and ").enumerate();
    let program: Vec<String> = results.map(|(i, result)| format!("result{i} = {result}")).collect();
    let parameters = parameters.split(", ").collect();
    // f16 is computed in f32.
    let types: &[DType] = match domain.split_whitespace().next()? {
        "Functions" => &[DType::F32, DType::F64, DType::C64, DType::C128],
        _ => &[DType::F32, DType::F64],
    };
    Some(Row { mnemonic, parameters, program: program.join("; "), is_contracted, types })
}

/// The shapes of a row's operands; those whose bit is set in `scalars` are arrays without axes.
fn shapes(row: &Row, scalars: usize) -> impl Iterator<Item = (&'static str, &'static [usize])> {
    let shape = move |i: usize| -> &[usize] { if scalars >> i & 1 == 1 { &[] } else { &[LENGTH] } };
    row.parameters.iter().enumerate().map(move |(i, &name)| (name, shape(i)))
}

/// The operands of a row. Every other element, and every scalar, is a number from 1 to 2 with all its digits, of which
/// sums and products are rounded.
fn operands(row: &Row, dtype: DType, scalars: usize) -> Vec<(&'static str, Array)> {
    let mut seeds = Random(3);
    let operand = |(name, shape)| {
        let mut array = Array::random(dtype, Layout::new(shape, 0, false), seeds.next());
        let mut values = array.values();
        for value in values.iter_mut().step_by(2) {
            *value = Value::F64(1.0 + (seeds.next() >> 12) as f64 / (1_u64 << 52) as f64);
        }
        array.write(&values);
        (name, array)
    };
    shapes(row, scalars).map(operand).collect()
}

fn vars<'a>(operands: &'a [(&'static str, Array)]) -> Vars<'a> {
    operands.iter().fold(Vars::new(), |vars, (name, array)| vars.with(*name, array.operand()))
}

fn parsed(row: &Row, way: Way) -> Expr {
    let expr = Expr::parse(&row.program).unwrap_or_else(|error| panic!("{}: {error}", row.program));
    expr.with(way.options().block_len(BLOCK).contract(row.is_contracted))
}

/// Whether the program for such operands has the instruction.
fn is_reached(row: &Row, expr: &Expr, dtype: DType, scalars: usize) -> bool {
    let spec = |(name, shape): (_, &[usize])| (name, Spec::Array { dtype, shape: shape.to_vec() });
    let specs: Vec<_> = shapes(row, scalars).map(spec).collect();
    let explanation =
        expr.explain(&specs, Updates::IntoNew).unwrap_or_else(|error| panic!("{}: {error}", row.program)).to_string();
    let instruction = format!("{}.{dtype}", row.mnemonic);
    explanation.lines().any(|line| line.split_whitespace().next() == Some(instruction.as_str()))
}

/// The elements of all results, one result after the other.
fn values(results: Result<Vec<(String, fusexpr::AnyArray)>, fusexpr::Error>) -> Vec<Value> {
    let results = results.unwrap_or_else(|error| panic!("{error}"));
    results.iter().flat_map(|(_, array)| elements(array)).collect()
}

fn compare(row: &Row, what: &str, got: &[Value], expected: &[Value]) {
    assert_eq!(got.len(), expected.len(), "{} {what}", row.mnemonic);
    for (i, (x, y)) in got.iter().zip(expected).enumerate() {
        assert!(x.is_same(*y), "{} {what}: element {i} is {x:?} instead of {y:?}", row.mnemonic);
    }
}

/// All fused instructions but those that round once.
pub fn agrees_with_its_parts(way: Way) {
    let rows: Vec<Row> = rows().into_iter().filter(|row| !row.is_contracted).collect();
    assert!(rows.len() >= 25, "only {} fused instructions were found", rows.len());
    for (row, dtype) in rows.iter().flat_map(|row| row.types.iter().map(move |&dtype| (row, dtype))) {
        let expr = parsed(row, way);
        let unfused = parsed(row, way).with(way.options().unfused(true));
        let mut reached = 0;
        for scalars in 0..1 << row.parameters.len() {
            reached += usize::from(is_reached(row, &expr, dtype, scalars));
            let operands = operands(row, dtype, scalars);
            let (fused, apart) = (expr.eval_all(&vars(&operands)), unfused.eval_all(&vars(&operands)));
            compare(row, &format!("in {dtype}, scalars {scalars:b}"), &values(fused), &values(apart));
        }
        assert!(reached > 0, "`{}` in {dtype} never has {}", row.program, row.mnemonic);
    }
}

/// What a row gives for one element: rounded after the product and after the sum, and rounded once.
fn twice_and_once(row: &Row, operands: &[Value]) -> (Value, Value) {
    macro_rules! of {
        ($variant:ident, $x:expr, $y:expr, $z:expr) => {{
            let (x, y, z) = ($x, $y, $z);
            let (twice, once) = match row.mnemonic {
                "contracted_multiply_add" => (x * y + z, x.mul_add(y, z)),
                "contracted_multiply_subtract" => (x * y - z, x.mul_add(y, -z)),
                "contracted_subtract_product" => (z - x * y, (-x).mul_add(y, z)),
                other => panic!("there is no reference for {other}"),
            };
            (Value::$variant(twice), Value::$variant(once))
        }};
    }
    match *operands {
        [Value::F32(x), Value::F32(y), Value::F32(z)] => of!(F32, x, y, z),
        [Value::F64(x), Value::F64(y), Value::F64(z)] => of!(F64, x, y, z),
        _ => panic!("there is no reference for {operands:?}"),
    }
}

/// The instructions that round once, where the level has them; and that without leave nothing is rounded once.
pub fn rounds_once_with_leave(way: Way) {
    let has_fused_multiply_add = way.level > Level::Base || cfg!(target_arch = "aarch64");
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.is_contracted).collect();
    assert!(rows.len() >= 3, "only {} contracted instructions were found", rows.len());
    for (row, dtype) in rows.iter().flat_map(|row| row.types.iter().map(move |&dtype| (row, dtype))) {
        let expr = parsed(row, way);
        let strict = parsed(row, way).with(way.options());
        for scalars in 0..1 << row.parameters.len() {
            // A product of scalars is computed once, apart from the elements, and rounded then.
            let is_contracted = scalars & 0b11 != 0b11;
            let (program, mnemonic) = (&row.program, row.mnemonic);
            assert_eq!(is_reached(row, &expr, dtype, scalars), is_contracted, "{mnemonic}: `{program}`, {scalars:b}");
            assert!(!is_reached(row, &strict, dtype, scalars), "`{program}` is contracted without leave");
            let operands = operands(row, dtype, scalars);
            let columns: Vec<Vec<Value>> = operands.iter().map(|(_, array)| array.values()).collect();
            let length = columns.iter().map(Vec::len).max().expect("there are operands");
            let tuple = |i| columns.iter().map(|column| column[i % column.len()]).collect::<Vec<_>>();
            let (twice, once): (Vec<_>, Vec<_>) = (0..length).map(|i| twice_and_once(row, &tuple(i))).unzip();
            let differ = twice.iter().zip(&once).filter(|(x, y)| !x.is_same(**y)).count();
            assert!(differ > 50 || scalars == 0b111, "rounding once makes a difference for {differ} elements only");

            let what = format!("in {dtype}, scalars {scalars:b}");
            let expected = if has_fused_multiply_add && is_contracted { &once } else { &twice };
            compare(row, &what, &values(expr.eval_all(&vars(&operands))), expected);
            compare(row, &format!("{what}, without leave"), &values(strict.eval_all(&vars(&operands))), &twice);
        }
    }
}
