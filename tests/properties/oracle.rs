//! The engine against the naive interpreter, and fused against one operation at a time.

use crate::common::arrays::{Array, Layout, difference, elements};
use super::check;
use super::interpret::{Refusal, Typed, interpret};
use super::repair::repair;
use super::scene::{Variable, VariableSpec, dtype, options, shape, variable, vars_without};
use super::tree::{NAMES, Tree, tree};
use crate::common::{Value, available_levels, with_type};
use fusexpr::{AnyArray, Casting, DType, Error, Expr, Options};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::cell::Cell;

/// Where the result goes.
#[derive(Clone, Debug)]
enum Target {
    /// A new array of the result's type.
    Fresh,
    /// A new array of this type.
    FreshAs(DType),
    /// An array of the caller's.
    Given { dtype: Option<DType>, layout: u64, extra_axis: bool, misfit: bool },
    /// The variable of this number, if it is an array.
    InPlace(usize),
}

fn target() -> impl Strategy<Value = Target> {
    let layout = prop_oneof![1 => Just(0), 3 => any::<u64>()];
    let dtype_or_own = prop_oneof![2 => Just(None), 1 => dtype().prop_map(Some)];
    let rare = || prop::bool::weighted(0.03);
    prop_oneof![
        4 => Just(Target::Fresh),
        2 => dtype().prop_map(Target::FreshAs),
        4 => (dtype_or_own, layout, prop::bool::weighted(0.1), rare()).prop_map(|(dtype, layout, extra_axis, misfit)| {
            Target::Given { dtype, layout, extra_axis, misfit }
        }),
        3 => (0_usize..4).prop_map(Target::InPlace),
    ]
}

#[derive(Clone, Debug)]
struct Case {
    tree: Tree,
    repaired: bool,
    all_parentheses: bool,
    shape: Vec<usize>,
    variables: Vec<VariableSpec>,
    casting: Casting,
    options: Options,
    target: Target,
}

fn case() -> impl Strategy<Value = Case> {
    let casting = prop_oneof![6 => Just(Casting::SameKind), 2 => Just(Casting::Unsafe), 1 => Just(Casting::Safe)];
    (
        tree(),
        prop::bool::weighted(0.9),
        any::<bool>(),
        shape(),
        prop::collection::vec(variable(), 1..5),
        casting,
        options(),
        target(),
    )
        .prop_map(|(tree, repaired, all_parentheses, shape, variables, casting, options, target)| Case {
            tree,
            repaired,
            all_parentheses,
            shape,
            variables,
            casting,
            options: options.casting(casting),
            target,
        })
}

/// How many cases went which way, so that a generator that makes only refusals is noticed.
#[derive(Default)]
struct Counts {
    compared: Cell<usize>,
    refused: Cell<usize>,
    inexact: Cell<usize>,
}

fn count(counter: &Cell<usize>) {
    counter.set(counter.get() + 1);
}

#[test]
fn the_engine_agrees_with_the_interpreter() {
    const CASES: u32 = 20_000;
    let counts = Counts::default();
    check(CASES, case(), |case| run(&case, &counts));
    let Counts { compared, refused, inexact } = &counts;
    println!("{} compared, {} refused by both, {} inexact", compared.get(), refused.get(), inexact.get());
    assert!(compared.get() > CASES as usize / 2, "most cases should have a result");
    assert!(refused.get() > CASES as usize / 50, "some cases should have none");
}

/// The patterns that the compiler may turn into one instruction, over arrays and scalars in every mixture.
#[test]
fn fused_patterns_agree_with_the_interpreter() {
    let variable = |i| Box::new(Tree::Variable(i));
    let mut trees = Vec::new();
    for first in ["+", "-", "*"] {
        let inner = || Box::new(Tree::Binary(first, variable(0), variable(1)));
        for second in ["+", "-", "*"] {
            trees.push(Tree::Binary(second, inner(), variable(2)));
            trees.push(Tree::Binary(second, variable(2), inner()));
        }
        for relation in ["<", "<=", ">", ">=", "==", "!="] {
            let condition = || Tree::Comparison(variable(2), vec![(relation, Tree::Variable(3))]);
            let (inner, x) = (|| *inner(), || Tree::Variable(2));
            trees.push(Tree::Call("where", vec![condition(), inner(), x()]));
            trees.push(Tree::Call("where", vec![condition(), x(), inner()]));
            trees.push(Tree::Call("where", vec![condition(), Tree::Variable(0), Tree::Variable(1)]));
        }
    }
    let counts = Counts::default();
    for (tree, dtype) in trees.iter().flat_map(|tree| [DType::F32, DType::F64, DType::I32].map(|dtype| (tree, dtype))) {
        for (scalars, level) in (0..16).flat_map(|scalars| available_levels().into_iter().map(move |l| (scalars, l))) {
            let variable = |i: usize| VariableSpec::Array {
                dtype,
                dropped: scalars >> i & 1,
                ones: 0,
                misfit: false,
                layout: 0,
                values: 1 + i as u64,
            };
            let case = Case {
                tree: tree.clone(),
                repaired: false,
                all_parentheses: false,
                shape: vec![515],
                variables: (0..4).map(variable).collect(),
                casting: Casting::SameKind,
                options: Options::new().level(level).block_len(256),
                target: Target::Fresh,
            };
            run(&case, &counts).unwrap_or_else(|failure| panic!("level {level}, scalars {scalars:04b}: {failure}"));
        }
    }
    assert_eq!(counts.compared.get(), trees.len() * 3 * 16 * available_levels().len());
}

fn run(case: &Case, counts: &Counts) -> Result<(), TestCaseError> {
    let in_place = match case.target {
        Target::InPlace(i) => Some(i % case.variables.len()),
        _ => None,
    };
    let specs = case.variables.iter().enumerate();
    let variables: Vec<Variable> = specs.map(|(i, v)| v.build(&case.shape, in_place != Some(i))).collect();
    let typed: Vec<Typed> = variables.iter().map(Variable::typed).collect();
    let tree = if case.repaired { repair(&case.tree, &typed) } else { case.tree.clone() };
    let text = tree.text(variables.len(), case.all_parentheses);
    let fail = |reason: String| {
        let types: Vec<_> = typed.iter().zip(NAMES).map(describe).collect();
        TestCaseError::fail(format!("{text}\n  {}\n  {reason}", types.join(", ")))
    };
    let expr = Expr::parse(&text).map_err(|error| fail(error.to_string()))?.with(case.options.clone());
    let expected = interpret(&tree, &typed);

    let in_place = in_place.and_then(|i| match &variables[i] {
        Variable::Array(array) => Some((i, array)),
        _ => None,
    });
    let outcome = match (&case.target, in_place) {
        (_, Some((i, array))) => {
            let mut array = array.clone();
            let write = |array: &mut Array| {
                expr.evaluate_in_place(NAMES[i], &vars_without(&variables, Some(i)), array.output())
            };
            written(&mut array, write, expected.clone(), case.casting)
        }
        (Target::FreshAs(dtype), _) => {
            let vars = vars_without(&variables, None);
            let got = with_type!(*dtype, T => expr.eval::<T>(&vars).map(AnyArray::from));
            let expected = expected.clone().and_then(|value| value.cast_into(*dtype, case.casting));
            fresh(got, expected)
        }
        (Target::Given { dtype, layout, extra_axis, misfit }, _) => {
            let result = expected.clone().unwrap_or_else(|_| typed[0].clone());
            let mut shape = result.shape.clone();
            if *extra_axis {
                shape.insert(0, 2);
            }
            if *misfit && let Some(first) = shape.first_mut() {
                *first += 1;
            }
            let dtype = dtype.unwrap_or(result.dtype);
            let mut array = Array::random(dtype, Layout::new(&shape, *layout, false), 5);
            let write = |array: &mut Array| expr.evaluate(&vars_without(&variables, None), array.output());
            written(&mut array, write, expected.clone(), case.casting)
        }
        _ => {
            let vars = vars_without(&variables, None);
            let value = expr.eval_any(&vars);
            unfused(value.as_ref(), expr.eval_unfused(&vars)).and_then(|()| fresh(value, expected.clone()))
        }
    };
    match outcome {
        Ok(Outcome::Compared) => count(&counts.compared),
        Ok(Outcome::Refused) => count(&counts.refused),
        Ok(Outcome::Inexact) => count(&counts.inexact),
        Err(reason) => return Err(fail(reason)),
    }
    Ok(())
}

fn describe((value, name): (&Typed, &str)) -> String {
    let weak = if value.weak { " by value" } else { "" };
    let elements = &value.elements[..value.elements.len().min(3)];
    format!("{name}: {}{weak} {:?} {elements:?}", value.dtype, value.shape)
}

enum Outcome {
    Compared,
    Refused,
    Inexact,
}

/// Compares what one operation after the other gives with the value itself, exact or not.
fn unfused(value: Result<&AnyArray, &Error>, unfused: Result<AnyArray, Error>) -> Result<(), String> {
    match (value, unfused) {
        (Ok(value), Ok(unfused)) => match difference(&elements(&unfused), &elements(value)) {
            Some(difference) => Err(format!("one operation at a time: {difference}")),
            None => Ok(()),
        },
        (Err(_), Err(_)) => Ok(()),
        (value, unfused) => Err(format!("one operation at a time it is {unfused:?} instead of {value:?}")),
    }
}

/// Compares a new array with what the interpreter expects.
fn fresh(got: Result<AnyArray, Error>, expected: Result<Typed, Refusal>) -> Result<Outcome, String> {
    match (got, expected) {
        (Err(_), Err(_)) => Ok(Outcome::Refused),
        (Err(error), Ok(_)) => Err(format!("the engine refuses it: {error}")),
        (Ok(_), Err(reason)) => Err(format!("the engine accepts what should be refused: {reason:?}")),
        (Ok(array), Ok(expected)) => {
            if (array.dtype(), array.shape()) != (expected.dtype, &expected.shape) {
                let got = (array.dtype(), array.shape());
                return Err(format!("the result is {got:?} instead of {:?}", (expected.dtype, expected.shape)));
            }
            if !expected.exact {
                return Ok(Outcome::Inexact);
            }
            difference(&elements(&array), &expected.elements).map_or(Ok(Outcome::Compared), Err)
        }
    }
}

/// Evaluates into an array and compares all of it with what the interpreter expects: the elements around the array
/// must stay as they are, and all of them if the expression is refused.
fn written(
    array: &mut Array,
    evaluate: impl FnOnce(&mut Array) -> Result<(), Error>,
    expected: Result<Typed, Refusal>,
    casting: Casting,
) -> Result<Outcome, String> {
    let mut target = array.clone();
    let exact = expected.as_ref().map_or(true, |value| value.exact);
    let values: Result<Vec<Value>, Refusal> =
        expected.and_then(|value| value.written(array.dtype(), array.shape(), casting));
    if let Ok(values) = &values {
        target.write(values);
    }
    match (evaluate(array), &values) {
        (Err(error), Ok(_)) => return Err(format!("the engine refuses it: {error}")),
        (Ok(()), Err(reason)) => return Err(format!("the engine accepts what should be refused: {reason:?}")),
        (Ok(()), Ok(_)) if !exact => return Ok(Outcome::Inexact),
        _ => {}
    }
    let outcome = if values.is_ok() { Outcome::Compared } else { Outcome::Refused };
    let into = format!("into {} {:?} under {casting}", array.dtype(), array.shape());
    difference(&array.all_elements(), &target.all_elements()).map_or(Ok(outcome), |d| Err(format!("{into}: {d}")))
}
