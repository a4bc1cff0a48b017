//! Random programs, still loose: names, lengths and axes that mean something only once the program is fitted.

use super::program::{Ending, Item, Line, Mode, Node, Spelling, Static};
use fusexpr::DType;
use proptest::prelude::*;

/// A program before [`fit`](super::fit::fit).
#[derive(Clone, Debug)]
pub struct Loose {
    /// The shape that operands are broadcast to.
    pub common: Vec<usize>,
    pub inputs: Vec<LooseArray>,
    /// Arrays that may be updated in place.
    pub owned: Vec<LooseArray>,
    pub statements: Vec<LooseStatement>,
    pub ending: End,
}

/// An array before its shape is known.
#[derive(Clone, Debug)]
pub struct LooseArray {
    pub dtype: DType,
    /// How many of the common shape's first axes it lacks.
    pub dropped: usize,
    /// The axes that have length 1, as bits.
    pub ones: u8,
    pub layout: u64,
    pub values: u64,
}

#[derive(Clone, Debug)]
pub struct LooseStatement {
    pub target: LooseTarget,
    pub augmented: Option<&'static str>,
    pub value: Node,
    pub position: Option<Position>,
    pub ending: Ending,
    /// What becomes of an array that the statement makes.
    pub output: LooseOutput,
}

#[derive(Clone, Debug)]
pub enum LooseTarget {
    New,
    Whole(usize),
    Part(usize, Vec<Item>),
}

/// How `index` comes into a value.
#[derive(Clone, Copy, Debug)]
pub enum Position {
    Added(i64),
    Multiplied(i64),
    /// Elements on one side of the diagonal of two axes are negated.
    Compared(i64, i64),
}

#[derive(Clone, Debug)]
pub struct LooseOutput {
    /// Whether it is an output although later statements read it.
    pub kept: bool,
    pub dtype: usize,
    pub layout: u64,
    pub extra_axis: bool,
}

/// How the program is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// With outputs by name.
    Outputs,
    /// Ends in an expression that is evaluated into a new array.
    Fresh,
    /// Ends in an expression that is evaluated into an array of the caller's.
    Given,
    /// Ends in an expression that is evaluated into an array that it reads.
    InPlace,
}

fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![6 => Just(Spelling::Literal), 1 => Just(Spelling::Computed), 1 => Just(Spelling::Named)]
}

fn integer(values: std::ops::Range<i64>) -> impl Strategy<Value = Static> {
    (values, spelling()).prop_map(|(value, spelling)| Static { value, spelling })
}

fn item() -> impl Strategy<Value = Item> {
    let bound = || prop::option::of(integer(-7..8));
    let step = prop_oneof![4 => Just(None), 2 => integer(1..4).prop_map(Some), 3 => integer(-3..0).prop_map(Some)];
    prop_oneof![
        2 => integer(-7..8).prop_map(Item::At),
        7 => (bound(), bound(), step).prop_map(|(start, stop, step)| Item::Range { start, stop, step }),
        1 => Just(Item::Rest),
        1 => Just(Item::NewAxis),
    ]
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec(item(), 1..4)
}

/// By how much to roll or shift: mostly a little, sometimes around the array several times.
fn distance() -> impl Strategy<Value = Static> {
    prop_oneof![12 => integer(-3..4), 3 => integer(-20..21), 1 => integer(-100_000..100_000)]
}

fn axis() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![1 => Just(None), 6 => (-4_i64..4).prop_map(Some)]
}

fn line() -> impl Strategy<Value = Line> {
    let step = prop_oneof![2 => Just(1_i64), 1 => 2_i64..4, 1 => -3_i64..0];
    let length = prop_oneof![3 => Just(None), 1 => (0_usize..7).prop_map(Some)];
    (0_usize..3, -3_i64..4, step, length, spelling()).prop_map(|(kind, start, step, length, spelling)| Line {
        kind,
        start,
        step,
        length,
        spelling,
    })
}

fn value() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        12 => (0_usize..60).prop_map(Node::Pick),
        1 => (0_i64..8).prop_map(Node::Int),
        1 => prop::sample::select(vec![0.5, 2.5, 1e-3]).prop_map(Node::Float),
        2 => line().prop_map(Node::Line),
    ];
    leaf.prop_recursive(5, 14, 3, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let unary = prop::sample::select(vec!["-", "abs", "square"]);
        let binary = prop::sample::select(vec!["+", "-", "*", "minimum", "maximum"]);
        let edge_value = prop::sample::select(vec![0.0, 0.0, 1.0, -2.0, 2.5, f64::NAN]);
        prop_oneof![
            2 => (unary, inner.clone()).prop_map(|(name, x)| Node::Apply(name, vec![x])),
            6 => (binary, inner.clone(), inner.clone()).prop_map(|(name, x, y)| Node::Apply(name, vec![x, y])),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(x, y, z)| {
                Node::Apply("where", vec![Node::Apply(">", vec![x, y.clone()]), y, z])
            }),
            5 => (one(), items()).prop_map(|(x, items)| Node::Index(x, items)),
            4 => (one(), distance(), axis()).prop_map(|(x, by, axis)| Node::Roll { x, by, axis }),
            5 => (one(), distance(), axis(), prop::sample::select(Mode::ALL.to_vec()), edge_value)
                .prop_map(|(x, by, axis, mode, value)| Node::Shift { x, by, axis, mode, value }),
        ]
    })
}

fn array() -> impl Strategy<Value = LooseArray> {
    let types = vec![DType::F64, DType::F64, DType::F32, DType::I64, DType::I32];
    let dropped = prop_oneof![4 => Just(0_usize), 1 => 0_usize..3];
    let ones = prop_oneof![4 => Just(0_u8), 1 => any::<u8>()];
    let layout = prop_oneof![1 => Just(0), 2 => any::<u64>()];
    (prop::sample::select(types), dropped, ones, layout, any::<u64>())
        .prop_map(|(dtype, dropped, ones, layout, values)| LooseArray { dtype, dropped, ones, layout, values })
}

fn statement() -> impl Strategy<Value = LooseStatement> {
    let target = prop_oneof![
        4 => Just(LooseTarget::New),
        2 => any::<usize>().prop_map(LooseTarget::Whole),
        4 => (any::<usize>(), items()).prop_map(|(which, items)| LooseTarget::Part(which, items)),
    ];
    let augmented = prop_oneof![3 => Just(None), 1 => prop::sample::select(vec!["+", "-", "*"]).prop_map(Some)];
    let position = prop_oneof![
        8 => Just(None),
        1 => (-4_i64..4).prop_map(|axis| Some(Position::Added(axis))),
        1 => (-4_i64..4).prop_map(|axis| Some(Position::Multiplied(axis))),
        1 => (-4_i64..4, -4_i64..4).prop_map(|(x, y)| Some(Position::Compared(x, y))),
    ];
    let endings = vec![Ending::Line, Ending::Semicolon, Ending::Comment, Ending::BlankLine];
    let output = (any::<bool>(), any::<usize>(), any::<u64>(), prop::bool::weighted(0.1))
        .prop_map(|(kept, dtype, layout, extra_axis)| LooseOutput { kept, dtype, layout, extra_axis });
    (target, augmented, value(), position, prop::sample::select(endings), output).prop_map(
        |(target, augmented, value, position, ending, output)| LooseStatement {
            target,
            augmented,
            value,
            position,
            ending,
            output,
        },
    )
}

/// Programs over arrays of a common shape.
pub fn program(common: impl Strategy<Value = Vec<usize>>) -> impl Strategy<Value = Loose> {
    let ending =
        prop_oneof![6 => Just(End::Outputs), 1 => Just(End::Fresh), 1 => Just(End::Given), 1 => Just(End::InPlace)];
    (
        common,
        prop::collection::vec(array(), 1..4),
        prop::collection::vec(array(), 1..3),
        prop::collection::vec(statement(), 1..6),
        ending,
    )
        .prop_map(|(common, inputs, owned, statements, ending)| Loose {
            common,
            inputs,
            owned,
            statements,
            ending,
        })
}

/// Small shapes of one to three axes, with axes of length 0 and 1 among them.
pub fn small_shape() -> impl Strategy<Value = Vec<usize>> {
    let axis = prop_oneof![1 => Just(0_usize), 2 => Just(1_usize), 12 => 2_usize..8];
    prop::collection::vec(axis, 1..4)
}

/// Shapes of some thousand elements: several blocks, and work for both threads.
pub fn large_shape() -> impl Strategy<Value = Vec<usize>> {
    prop::sample::select(vec![
        vec![3_000],
        vec![5_001],
        vec![2, 3_001],
        vec![1_500, 3],
        vec![61, 67],
        vec![3, 7, 300],
        vec![40, 11, 9],
    ])
}
