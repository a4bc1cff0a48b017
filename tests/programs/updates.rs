//! Updates that read what they write: all of an array, several outputs, views of any strides, elements of any type.
//!
//! Every program runs over views of many layouts (contiguous, permuted, strided, reversed), in every way of
//! evaluation, against the interpreter.

use super::oracle::case::{Case, Destination, Spec, Way};
use super::oracle::compare::{Outcome, compare};
use super::oracle::program::{Argument, Given, Item, Node, Statement, Target};
use super::ways;
use crate::common::arrays::Mood;
use fusexpr::{Casting, DType, Threads};

// ---------------------------------------------------------------------------------------------------------------
// Short names to build programs with.

fn name(name: &str) -> Node {
    Node::name(name)
}

fn add(x: Node, y: Node) -> Node {
    Node::Binary("+", Box::new(x), Box::new(y))
}

fn subtract(x: Node, y: Node) -> Node {
    Node::Binary("-", Box::new(x), Box::new(y))
}

fn double(x: Node) -> Node {
    Node::Binary("*", Box::new(Node::int(2)), Box::new(x))
}

fn index<const N: usize>(x: Node, items: [Item; N]) -> Node {
    Node::Index(Box::new(x), items.to_vec())
}

fn argument(parameter: &'static str, value: Given) -> Argument {
    Argument { parameter, by_keyword: parameter != "x" && parameter != "shift", value }
}

fn moved(x: Node, by: i64, axis: usize) -> Vec<Argument> {
    let numbers = [("x", x), ("shift", Node::int(by)), ("axis", Node::int(axis as i64))];
    numbers.map(|(parameter, value)| argument(parameter, Given::Value(value))).into()
}

fn roll(x: Node, by: i64, axis: usize) -> Node {
    Node::Whole("roll", moved(x, by, axis))
}

/// A shift; one without a mode is constant.
fn shift(x: Node, by: i64, axis: usize, mode: Option<&'static str>) -> Node {
    let mut arguments = moved(x, by, axis);
    arguments.extend(mode.map(|mode| argument("mode", Given::Text(mode))));
    arguments.push(argument("value", Given::Value(Node::int(3))));
    Node::Whole("shift", arguments)
}

fn at(position: i64) -> Item {
    Item::At(Node::int(position))
}

fn range(start: impl Into<Option<i64>>, stop: impl Into<Option<i64>>, step: impl Into<Option<i64>>) -> Item {
    Item::range(start.into(), stop.into(), step.into())
}

fn statement(target: Target, augmented: Option<&'static str>, value: Node) -> Statement {
    Statement { augmented, ..Statement::new(Some(target), value) }
}

fn assign(target: &str, value: Node) -> Statement {
    statement(Target::Name(target.to_owned()), None, value)
}

fn assign_part<const N: usize>(target: &str, items: [Item; N], value: Node) -> Statement {
    statement(Target::Part(target.to_owned(), items.to_vec()), None, value)
}

// ---------------------------------------------------------------------------------------------------------------
// Running them.

const LAYOUTS: u64 = 6;

const MODES: [Option<&str>; 6] =
    [None, Some("constant"), Some("nearest"), Some("reflect"), Some("mirror"), Some("wrap")];

/// Runs a program over outputs of types and shapes, in layouts of all kinds.
fn check(program: &[Statement], outputs: &[(&str, DType, &[usize])]) {
    check_in(program, outputs, 0..LAYOUTS, &ways());
}

fn check_in(program: &[Statement], outputs: &[(&str, DType, &[usize])], layouts: std::ops::Range<u64>, ways: &[Way]) {
    for layout in layouts {
        let array = |(i, &(name, dtype, shape)): (usize, &(&str, DType, &[usize]))| {
            // Layout 0 is the contiguous one.
            let layout = if layout == 0 { 0 } else { 10 * layout + i as u64 };
            let (shape, values) = (shape.to_vec(), 7 + i as u64);
            (name.to_owned(), Spec { dtype, shape, layout, may_repeat: false, mood: Mood::Wild, values })
        };
        let case = Case {
            program: program.to_vec(),
            all_parentheses: false,
            variables: Vec::new(),
            destination: Destination::Outputs(outputs.iter().enumerate().map(array).collect()),
            casting: Casting::SameKind,
            level: None,
            contract: false,
            ways: ways.to_vec(),
        };
        let outcome = compare(&case).unwrap_or_else(|failure| panic!("{failure}\n{}", case.describe()));
        assert_eq!(outcome, Outcome::Compared, "{}", case.describe());
    }
}

/// Runs a program that updates `u`, also with an array of many blocks.
fn check_u(program: &[Statement], shape: &[usize]) {
    check(program, &[("u", DType::F64, shape)]);
}

fn two_threads() -> [Way; 2] {
    [None, Some(256)].map(|block| Way { threads: Threads::Exactly(2), block })
}

const SHAPES: [&[usize]; 6] = [&[9], &[1], &[4, 5], &[5, 1], &[3, 2, 4], &[2, 0]];

// ---------------------------------------------------------------------------------------------------------------
// All of an array.

#[test]
fn all_of_an_array_from_itself_rolled() {
    for (shape, by) in SHAPES.into_iter().flat_map(|shape| (-3..=3).map(move |by| (shape, by))) {
        for axis in 0..shape.len() {
            let rolled = roll(name("u"), by, axis);
            check_u(&[assign("u", add(name("u"), rolled.clone()))], shape);
            check_u(&[assign("u", rolled.clone())], shape);
            check_u(&[statement(Target::Name("u".to_owned()), Some("-"), rolled)], shape);
        }
    }
}

#[test]
fn all_of_an_array_from_itself_shifted_in_every_mode() {
    for (shape, mode) in SHAPES.into_iter().flat_map(|shape| MODES.map(|mode| (shape, mode))) {
        for (axis, by) in (0..shape.len()).flat_map(|axis| [-11, -2, -1, 0, 1, 3, 12].map(|by| (axis, by))) {
            let shifted = shift(name("u"), by, axis, mode);
            check_u(&[assign("u", subtract(double(name("u")), shifted))], shape);
        }
    }
}

#[test]
fn diffusion_over_many_blocks() {
    for mode in MODES {
        let around = |axis| {
            let both = add(shift(name("u"), 1, axis, mode), shift(name("u"), -1, axis, mode));
            subtract(both, double(name("u")))
        };
        let step = statement(Target::Name("u".to_owned()), Some("+"), add(around(0), around(1)));
        for shape in [&[301, 233][..], &[3, 20_000], &[20_000, 3]] {
            check_in(std::slice::from_ref(&step), &[("u", DType::F64, shape)], 0..2, &two_threads());
        }
    }
}

#[test]
fn an_array_reversed_into_itself() {
    let backwards = || range(None, None, -1);
    for length in [0, 1, 2, 9, 10, 70_001] {
        let program = [assign_part("u", [range(None, None, None)], index(name("u"), [backwards()]))];
        check_in(&program, &[("u", DType::F64, &[length])], 0..2, &two_threads());
        check_in(&[assign("u", index(name("u"), [backwards()]))], &[("u", DType::F64, &[length])], 0..2, &ways());
    }
    for shape in [&[5, 6][..], &[1, 7], &[200, 150]] {
        let both = index(name("u"), [backwards(), backwards()]);
        let sum = add(name("u"), index(name("u"), [Item::Rest, backwards()]));
        check_in(&[assign("u", both)], &[("u", DType::F64, shape)], 0..3, &two_threads());
        check_in(&[assign_part("u", [Item::Rest], sum)], &[("u", DType::F64, shape)], 0..3, &two_threads());
    }
}

/// One element or row is read by all others, whoever writes it first.
#[test]
fn an_array_from_one_of_its_own_elements() {
    for position in [0, 3, -1] {
        let u = || name("u");
        check_u(&[assign("u", subtract(u(), index(u(), [at(position)])))], &[9]);
        check_u(&[assign("u", subtract(u(), index(u(), [at(position)])))], &[5, 6]);
        check_u(&[assign("u", subtract(u(), index(u(), [Item::Rest, range(1, 2, None)])))], &[5, 6]);
        check_u(&[assign_part("u", [range(1, None, None)], subtract(index(u(), [at(position)]), Node::int(1)))], &[9]);
        let program = [assign("u", subtract(u(), index(u(), [at(position)])))];
        check_in(&program, &[("u", DType::F64, &[70_001])], 0..2, &two_threads());
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Parts of an array.

#[test]
fn boundaries_and_then_the_inside() {
    let u = || name("u");
    let whole = || range(None, None, None);
    let inside = || [range(1, -1, None), range(1, -1, None)];
    let four = add(
        add(
            index(u(), [range(None, -2, None), range(1, -1, None)]),
            index(u(), [range(2, None, None), range(1, -1, None)]),
        ),
        add(
            index(u(), [range(1, -1, None), range(None, -2, None)]),
            index(u(), [range(1, -1, None), range(2, None, None)]),
        ),
    );
    let program = [
        assign_part("u", [at(0), whole()], index(u(), [at(1), whole()])),
        assign_part("u", [at(-1), whole()], Node::Float(0.5)),
        assign_part("u", [whole(), at(0)], index(u(), [whole(), at(-2)])),
        assign_part("u", [whole(), at(-1)], index(u(), [whole(), at(1)])),
        assign_part("u", inside(), subtract(four, double(index(u(), inside())))),
        assign("residual", subtract(u(), roll(u(), 1, 1))),
    ];
    for shape in [&[3, 3][..], &[6, 7], &[2, 5]] {
        check(&program, &[("u", DType::F64, shape), ("residual", DType::F32, shape)]);
    }
    for shape in [&[301, 233][..], &[20_000, 4]] {
        check_in(&program, &[("u", DType::F64, shape), ("residual", DType::F64, shape)], 0..2, &two_threads());
    }
}

#[test]
fn every_second_element_from_the_others() {
    let u = || name("u");
    let (even, odd) = (range(None, None, 2), range(1, None, 2));
    for length in [2, 8, 70_000] {
        let swap = [
            assign("t", index(u(), [even.clone()])),
            assign_part("u", [even.clone()], index(u(), [odd.clone()])),
            assign_part("u", [odd.clone()], name("t")),
        ];
        let programs = [
            vec![assign_part("u", [even.clone()], index(u(), [odd.clone()]))],
            vec![assign_part("u", [odd.clone()], add(index(u(), [even.clone()]), index(u(), [range(None, None, -2)])))],
            vec![assign_part("u", [range(None, None, -2)], index(u(), [even.clone()]))],
            vec![assign_part("u", [range(None, length / 2, None)], index(u(), [even.clone()]))],
            swap.to_vec(),
        ];
        for program in programs {
            let outputs: &[(&str, DType, &[usize])] = &[("u", DType::F64, &[length as usize])];
            check_in(&program, outputs, 0..3, &two_threads());
        }
    }
}

/// A temporary keeps the value that a part had when it was bound.
#[test]
fn temporaries_outlive_what_they_were_made_from() {
    let u = || name("u");
    let program = [
        assign("before", index(u(), [range(None, None, -1)])),
        assign("first", index(u(), [at(0)])),
        assign("u", add(u(), Node::int(1))),
        assign_part("u", [at(0)], Node::int(5)),
        assign("sum", add(add(name("before"), name("first")), u())),
    ];
    for length in [1, 9, 70_001] {
        let outputs: &[(&str, DType, &[usize])] = &[("u", DType::F64, &[length]), ("sum", DType::F64, &[length])];
        check_in(&program, outputs, 0..3, &two_threads());
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Several outputs, and other types.

#[test]
fn outputs_that_read_each_other() {
    let programs = [
        vec![assign("a", roll(name("b"), 1, 0)), assign("b", roll(name("a"), 1, 0))],
        vec![assign("t", name("a")), assign("a", name("b")), assign("b", name("t"))],
        vec![assign("a", add(name("a"), name("b"))), assign("b", subtract(name("a"), name("b")))],
        vec![
            assign_part("a", [range(1, None, None)], index(name("b"), [range(None, -1, None)])),
            assign_part("b", [range(None, -1, None)], index(name("a"), [range(1, None, None)])),
            statement(Target::Name("a".to_owned()), Some("*"), name("b")),
        ],
        vec![
            assign("a", add(shift(name("b"), 1, 0, Some("mirror")), name("a"))),
            assign("b", add(shift(name("a"), -2, 0, Some("reflect")), roll(name("b"), -1, 0))),
            assign("a", subtract(name("a"), index(name("b"), [range(None, None, -1)]))),
        ],
    ];
    for program in programs {
        for (a, b) in [(DType::F64, DType::F64), (DType::F32, DType::F64), (DType::F64, DType::F32)] {
            for shape in [&[9][..], &[5, 4], &[0], &[1]] {
                check(&program, &[("a", a, shape), ("b", b, shape)]);
            }
            check_in(&program, &[("a", a, &[70_001]), ("b", b, &[70_001])], 0..2, &two_threads());
        }
    }
}

/// Outputs of other types than what is assigned to them: what later statements read is not rounded to the output's
/// type after an assignment as a whole, but is after one of a part.
#[test]
fn outputs_of_other_types() {
    let u = || name("u");
    let tenth = || Node::Binary("*", Box::new(Node::Call("f64", vec![u()])), Box::new(Node::Float(0.1)));
    for dtype in [DType::F32, DType::F64] {
        let whole = [assign("u", tenth()), assign("twice", double(u()))];
        let part = [
            assign_part("u", [range(1, None, None)], index(tenth(), [range(None, -1, None)])),
            assign("twice", double(u())),
        ];
        for program in [&whole[..], &part] {
            check(program, &[("u", dtype, &[9]), ("twice", DType::F64, &[9])]);
            check(program, &[("u", dtype, &[3, 4]), ("twice", DType::F32, &[3, 4])]);
            let outputs: &[(&str, DType, &[usize])] = &[("u", dtype, &[70_001]), ("twice", DType::F64, &[70_001])];
            check_in(program, outputs, 0..2, &two_threads());
        }
    }
    for dtype in [DType::I8, DType::U8, DType::I32, DType::I64, DType::F32] {
        let program = [
            assign_part("u", [range(None, None, 2)], add(index(u(), [range(None, None, 2)]), Node::int(1))),
            assign("u", add(u(), roll(u(), 1, 0))),
            assign("wide", add(u(), shift(u(), -1, 0, None))),
        ];
        check(&program, &[("u", dtype, &[11]), ("wide", DType::F64, &[11])]);
    }
}
