//! Texts against texts as Rust has them: random ones of few letters, in arrays of any layout.
//!
//! The reference knows no arrays of characters. It takes each text out of the operands, without the NUL that it is
//! filled up with, broadcasts vectors, and compares and searches those.

#[path = "common/mod.rs"]
#[allow(dead_code)] // elements of any type
mod common;

use common::arrays::{Array, Layout};
use common::{Random, Value, available_levels};
use fusexpr::{AnyArray, Byte, Casting, Char, DType, Expr, Options, Outputs, Threads, Tier, Vars, vars};
use ndarray::{ArrayD, IxDyn};

/// A text without NUL at its end.
type Text = Vec<i128>;

/// What an operation gives for two texts.
type Answer = fn(&[i128], &[i128]) -> i128;

const OPERATIONS: &[(&str, Answer)] = &[
    ("x == y", |x, y| (x == y).into()),
    ("x != y", |x, y| (x != y).into()),
    ("x < y", |x, y| (x < y).into()),
    ("x <= y", |x, y| (x <= y).into()),
    ("x > y", |x, y| (x > y).into()),
    ("x >= y", |x, y| (x >= y).into()),
    ("contains(x, y)", |x, y| is_in(y, x).into()),
    ("startswith(x, y)", |x, y| x.starts_with(y).into()),
    ("endswith(x, y)", |x, y| x.ends_with(y).into()),
    ("len(x) - 2*len(y)", |x, y| x.len() as i128 - 2 * y.len() as i128),
    ("x == y or x < y and not endswith(y, x)", |x, y| (x == y || x < y && !y.ends_with(x)).into()),
    ("where(x == y, 7, len(x))", |x, y| if x == y { 7 } else { x.len() as i128 }),
];

/// Which of two texts is chosen.
type Choice = for<'t> fn(&'t [i128], &'t [i128]) -> &'t [i128];

const CHOICES: &[(&str, Choice)] = &[
    ("where(x < y, x, y)", |x, y| x.min(y)),
    ("y if startswith(x, y) else x", |x, y| if x.starts_with(y) { y } else { x }),
];

/// The shapes of two arrays of texts that broadcast, and that of the result.
const SHAPES: &[(&[usize], &[usize], &[usize])] = &[
    (&[], &[], &[]),
    (&[9], &[9], &[9]),
    (&[300], &[], &[300]),
    (&[5, 7], &[7], &[5, 7]),
    (&[5, 1], &[1, 6], &[5, 6]),
    (&[1], &[3, 4], &[3, 4]),
    (&[0], &[0], &[0]),
    (&[3, 0], &[3, 1], &[3, 0]),
    (&[2000], &[2000], &[2000]),
];

fn is_in(part: &[i128], whole: &[i128]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

/// The elements along the last axis without the NUL at their end, in the shape of the others.
fn texts(shape: &[usize], values: Vec<Value>) -> ArrayD<Text> {
    let (&width, outer) = shape.split_last().expect("an array of texts has an axis of characters");
    let number = |value: &Value| match *value {
        Value::Int(number) => number,
        other => panic!("{other:?} is no character"),
    };
    let text = |i: usize| {
        let mut text: Text = values[i * width..(i + 1) * width].iter().map(number).collect();
        while text.last() == Some(&0) {
            text.pop();
        }
        text
    };
    let count = outer.iter().product();
    ArrayD::from_shape_vec(outer, (0..count).map(text).collect()).expect("there are as many")
}

fn of_array(array: &AnyArray) -> ArrayD<Text> {
    texts(array.shape(), common::arrays::elements(array))
}

/// An array of random texts.
fn random_array(dtype: DType, outer: &[usize], random: &mut Random) -> Array {
    let shape = [outer, &[random.below(10)]].concat();
    let seed = if random.below(4) == 0 { 0 } else { random.next() };
    Array::random(dtype, Layout::new(&shape, seed, true), random.next())
}

fn of(array: &Array) -> ArrayD<Text> {
    texts(array.shape(), array.values())
}

/// Ways in which all answers have to be the same.
fn ways() -> Vec<Options> {
    let mut ways = Vec::new();
    for level in available_levels() {
        for tier in [Tier::Kernels, Tier::Native] {
            let options = Options::new().level(level).tier(tier);
            ways.push(options.clone().threads(Threads::Serial));
            ways.push(options.threads(Threads::Exactly(2)).block_len(64));
        }
    }
    ways
}

#[test]
fn operations_on_random_texts() {
    let mut random = Random(11);
    let ways = ways();
    for round in 0..if cfg!(miri) { 2 } else { 60 } {
        let dtype = [DType::S1, DType::U1][round % 2];
        let (first, second, shape) = SHAPES[random.below(SHAPES.len())];
        let (x, y) = (random_array(dtype, first, &mut random), random_array(dtype, second, &mut random));
        let (of_x, of_y) = (of(&x), of(&y));
        let (of_x, of_y) = (of_x.broadcast(shape).expect("it goes"), of_y.broadcast(shape).expect("it goes"));
        let pairs: Vec<(&Text, &Text)> = of_x.iter().zip(&of_y).collect();
        let vars = Vars::new().with("x", x.operand()).with("y", y.operand());
        let options = ways[round % ways.len()].clone();
        for (source, answer) in OPERATIONS {
            let found = Expr::parse(source).unwrap().with(options.clone()).eval_any(&vars).unwrap();
            assert_eq!(found.shape(), shape, "`{source}` of {:?} and {:?}", x.shape(), y.shape());
            let number = |value: Value| match value {
                Value::Bool(x) => x.into(),
                Value::Int(x) => x,
                other => panic!("{other:?} is no result"),
            };
            let found: Vec<i128> = common::arrays::elements(&found).into_iter().map(number).collect();
            let expected: Vec<i128> = pairs.iter().map(|(x, y)| answer(x, y)).collect();
            assert_eq!(found, expected, "`{source}` of {x:?} and {y:?}, {options:?}");
        }
        for (source, choose) in CHOICES {
            let found = Expr::parse(source).unwrap().with(options.clone()).eval_any(&vars).unwrap();
            let width = [&x, &y].map(|array| *array.shape().last().unwrap()).into_iter().max();
            assert_eq!((found.dtype(), found.shape().last().copied()), (dtype, width), "{source}");
            let expected: Vec<Text> = pairs.iter().map(|(x, y)| choose(x, y).to_vec()).collect();
            assert_eq!(of_array(&found).into_raw_vec_and_offset().0, expected, "`{source}` of {x:?} and {y:?}");
        }
    }
}

#[test]
fn literals_beside_random_texts() {
    let mut random = Random(12);
    for round in 0..40 {
        let dtype = [DType::S1, DType::U1][round % 2];
        let x = random_array(dtype, &[40], &mut random);
        let length = random.below(10);
        let word: String = (0..length).map(|_| ['a', 'b', 'c', 'z'][random.below(4)]).collect();
        let characters: Text = word.chars().map(|character| i128::from(u32::from(character))).collect();
        let vars = Vars::new().with("x", x.operand());
        for (source, answer) in OPERATIONS {
            let source = source.replace('y', &format!("\"{word}\""));
            let found =
                Expr::parse(&source).unwrap().eval_any(&vars).unwrap_or_else(|error| panic!("{source}: {error}"));
            let expected: Vec<i128> = of(&x).iter().map(|x| answer(x, &characters)).collect();
            let found: Vec<i128> = common::arrays::elements(&found)
                .into_iter()
                .map(|value| match value.cast(DType::I64) {
                    Value::Int(x) => x,
                    other => panic!("{other:?} is no result"),
                })
                .collect();
            assert_eq!(found, expected, "`{source}` of {x:?}");
        }
        let listed = Expr::parse(&format!("x in (\"a\", \"{word}\", \"\")")).unwrap().eval::<bool>(&vars).unwrap();
        let is_listed = |x: &Text| x.is_empty() || *x == characters || x[..] == [97];
        assert_eq!(listed.into_raw_vec_and_offset().0, of(&x).iter().map(is_listed).collect::<Vec<_>>());
    }
}

#[test]
fn parts_and_reductions() {
    let mut random = Random(13);
    for round in 0..40 {
        let dtype = [DType::S1, DType::U1][round % 2];
        let x = random_array(dtype, &[6, 5], &mut random);
        let of_x = of(&x);
        let vars = Vars::new().with("x", x.operand());
        let eval = |source: &str| Expr::parse(source).unwrap().eval_any(&vars).unwrap();
        let reversed = of_array(&eval("x[::-1, 1:4]"));
        assert_eq!(reversed.shape(), [6, 3]);
        assert!(reversed.indexed_iter().all(|(at, text)| *text == of_x[[5 - at[0], at[1] + 1]]));
        let one = of_array(&eval("x[2, -1]"));
        assert_eq!(one.first(), Some(&of_x[[2, 4]]));
        let equal = of_x.indexed_iter().filter(|(at, text)| **text == of_x[[at[0], 0]]).count() as i64;
        assert_eq!(eval("count_nonzero(x == x[:, :1])"), AnyArray::from(ndarray::arr0(equal)));
        let longest = of_x.iter().map(Vec::len).max().unwrap() as i64;
        assert_eq!(eval("max(len(x))"), AnyArray::from(ndarray::arr0(longest)));
    }
}

#[test]
fn outputs_have_room_or_are_refused() {
    let mut random = Random(14);
    for round in 0..60 {
        let dtype = [DType::S1, DType::U1][round % 2];
        let x = random_array(dtype, &[20], &mut random);
        let before = of(&x);
        let width = *x.shape().last().unwrap();
        let room = random.below(12);
        let mut out = Array::random(dtype, Layout::new(&[20, room], random.next(), false), 1);
        let run = |out: &mut Array, casting: Casting| {
            let expr = Expr::parse("out = x").unwrap().with(Options::new().casting(casting));
            let mut outputs = Outputs::new();
            outputs.insert("out", out.output());
            expr.run(&Vars::new().with("x", x.operand()), &mut outputs)
        };
        assert_eq!(run(&mut out, Casting::SameKind).is_ok(), width <= room, "{width} characters, room for {room}");
        run(&mut out, Casting::Unsafe).unwrap();
        let cut = |text: &Text| -> Text {
            let mut text = text[..text.len().min(room)].to_vec();
            while text.last() == Some(&0) {
                text.pop();
            }
            text
        };
        assert_eq!(of(&out), before.map(cut));
    }
}

#[test]
fn texts_are_written_in_place() {
    let mut random = Random(15);
    for round in 0..20 {
        let dtype = [DType::S1, DType::U1][round % 2];
        let shape = [30, 1 + random.below(9)];
        let mut x = Array::random(dtype, Layout::new(&shape, random.next(), false), random.next());
        let before = of(&x);
        let turn = Expr::parse("where(x < x[::-1], x[::-1], \"\")").unwrap();
        turn.evaluate_in_place("x", &Vars::new(), x.output()).unwrap();
        let turned = |(at, text): (IxDyn, &Text)| {
            let other = &before[[29 - at[0]]];
            if text < other { other.clone() } else { Text::new() }
        };
        let expected: Vec<Text> = before.indexed_iter().map(turned).collect();
        assert_eq!(of(&x).into_raw_vec_and_offset().0, expected);
    }
}

#[test]
fn a_character_alone_is_a_text() {
    let (x, y) = (ndarray::arr0(Byte(b'a')), ndarray::arr1(&[Byte(b'a'), Byte(0)]));
    let found = fusexpr::eval::<bool>("x == y and x == \"a\" and startswith(y, x)", &vars! { x: &x, y: &y }).unwrap();
    assert_eq!(found.as_slice(), Some(&[true][..]));
    assert_eq!(fusexpr::eval::<i64>("len(x)", &vars! { x: Char(0) }).unwrap().first(), Some(&0));
    let copy = Expr::parse("x").unwrap().eval_any(&vars! { x: &x }).unwrap();
    assert_eq!(of_array(&copy), ArrayD::from_elem(IxDyn(&[]), vec![97]));
}

#[test]
fn what_there_is_not_is_refused() {
    let (name, code) = (AnyArray::from_texts(&["Anna", "Bo"]), AnyArray::zeros(DType::S1, &[2, 3]));
    let n = [1, 2];
    let vars = vars! { name, code, n };
    for source in [
        "name + name",
        "-name",
        "name * 2",
        "name & name",
        "abs(name)",
        "sum(name)",
        "max(name)",
        "argmin(name)",
        "sort(name)",
        "name == code",
        "name < n",
        "n == name",
        "where(n > 1, name, code)",
        "where(n > 1, name, n)",
        "name in (1, 2)",
        "contains(name, n)",
        "startswith(code, name)",
        "f64(name)",
        "real(name)",
        "imag(name)",
        "ones_like(name)",
        "zeros_like(name)",
        "name[name]",
        "n[name]",
        "roll(name, 1, axis=2)",
        "cumsum(name)",
        "minimum(name, name)",
        "isnan(name)",
        "round(name)",
        "name and True",
        "not name",
        "arange(name)",
        "name % 2",
        "2 ** name",
        "name.real",
        "endswith(name)",
        "len(n, n)",
        "name[0, 0]",
        "mean(name)",
        "any(name)",
        "all(name)",
        "count_nonzero(name)",
        "code == \"é\"",
        "dot(name, name)",
        "norm(name)",
        "clip(name, \"a\", \"b\")",
        "name if name else name",
    ] {
        if let Ok(value) = Expr::parse(source).and_then(|expr| expr.eval_any(&vars)) {
            panic!("`{source}` is {value:?}");
        }
    }
}
