//! Calls of all kinds in turns.

use crate::common::Random;
use crate::common::arrays::{Array, Layout, Mood, difference, elements};
use fusexpr::{DType, Error, Expr, Level, Operand, Options, Output, Outputs, Scalar, Threads, Vars};
use std::thread;

/// Programs of the variables `x`, `y`, `k` and `n`, and of the output's own elements `u`.
const PROGRAMS: &[&str] = &[
    "x*y + k",
    "x + k",
    "where(x > y, x, k)",
    "sum(x)",
    "sum(x*y, axis=0) + k",
    "x - mean(x, axis=-1, keepdims=True)",
    "x[1:] - x[:-1]",
    "roll(x, n, axis=0) + y",
    "arange(n)*k",
    "u*k + x",
    "roll(u, 1, axis=0) + x",
    "u[1:] = u[:-1] + k",
    "u = x*k; u += y",
    "cumsum(x, axis=0)",
];
const SHAPES: &[&[usize]] = &[&[], &[1], &[5], &[600], &[3, 5], &[3, 1], &[1, 5], &[4, 300], &[0]];
const DTYPES: &[DType] = &[DType::F64, DType::F64, DType::F32, DType::I16, DType::U8, DType::Bool];

/// Where the result goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    Result,
    InPlace,
    KnownAs,
    Named,
    New,
    NewOf(DType),
}

/// An array, or a value.
#[derive(Clone, Debug)]
enum Kind {
    Array(DType, Layout),
    Value(Scalar),
}

/// A call, but for the elements of its arrays.
#[derive(Clone, Debug)]
struct Call {
    program: usize,
    options: usize,
    goal: Goal,
    /// The variables, in the order in which they are given.
    vars: Vec<(&'static str, Kind)>,
    output: (DType, Layout),
}

impl Call {
    fn random(random: &mut Random) -> Self {
        let program = random.below(PROGRAMS.len());
        let shape = SHAPES[random.below(SHAPES.len())];
        let layout = |random: &mut Random, may_repeat| {
            let shape = if random.below(6) == 0 { SHAPES[random.below(SHAPES.len())] } else { shape };
            Layout::new(shape, [0, random.next() | 1][random.below(2)], may_repeat)
        };
        let kind = |random: &mut Random, name| match name {
            "n" => Kind::Value(Scalar::from(random.below(7) as i64)),
            "k" if random.below(2) == 0 => Kind::Value(Scalar::from([2_i64, 3, -1, 300][random.below(4)])),
            "k" if random.below(2) == 0 => Kind::Value(Scalar::from(0.5)),
            _ => Kind::Array(DTYPES[random.below(DTYPES.len())], layout(random, true)),
        };
        let mut vars: Vec<(&'static str, Kind)> = Vec::new();
        for name in ["x", "y", "k", "n"] {
            if random.below(16) > 0 {
                vars.insert(random.below(vars.len() + 1), (name, kind(random, name)));
            }
        }
        let goal = match PROGRAMS[program] {
            text if text.starts_with("u") && text.contains(" = ") => [Goal::InPlace, Goal::Named][random.below(2)],
            text if text.contains('u') && !text.contains("sum") => [Goal::InPlace, Goal::KnownAs][random.below(2)],
            _ => [Goal::Result, Goal::Result, Goal::New, Goal::NewOf(DType::F64)][random.below(4)],
        };
        let output = (DTYPES[random.below(DTYPES.len())], layout(random, false));
        Self { program, options: random.below(options().len()), goal, vars, output }
    }

    /// Another value of what is given by value, one that may be compiled in.
    fn with_other_values(&self, random: &mut Random) -> Self {
        let mut call = self.clone();
        for (_, kind) in &mut call.vars {
            if let Kind::Value(value) = kind
                && value.dtype() == DType::I64
            {
                *value = Scalar::from(random.below(9) as i64);
            }
        }
        call
    }

    /// What the call leaves, with elements that a seed decides.
    fn outcome(&self, expr: &Expr, seed: u64) -> Result<Vec<crate::common::Value>, String> {
        let mut random = Random(seed);
        let arrays: Vec<Option<Array>> = (self.vars.iter())
            .map(|(_, kind)| match kind {
                Kind::Array(dtype, layout) => Some(Array::of(*dtype, layout.clone(), Mood::Small, random.next())),
                Kind::Value(_) => None,
            })
            .collect();
        let mut vars = Vars::new();
        for ((name, kind), array) in self.vars.iter().zip(&arrays) {
            match (kind, array) {
                (Kind::Value(value), _) => vars.insert(*name, Operand::from(*value)),
                (_, Some(array)) => vars.insert(*name, array.operand()),
                (_, None) => unreachable!("each array has been made"),
            };
        }
        let mut output = Array::of(self.output.0, self.output.1.clone(), Mood::Small, random.next());
        let text = |error: Error| error.to_string();
        match self.goal {
            Goal::New => return expr.eval_any(&vars).map(|array| elements(&array)).map_err(text),
            Goal::NewOf(dtype) => return expr.eval_as(dtype, &vars).map(|array| elements(&array)).map_err(text),
            Goal::Result => expr.evaluate(&vars, output.output()),
            Goal::InPlace => expr.evaluate_in_place("u", &vars, output.output()),
            Goal::KnownAs => expr.evaluate(&vars, output.output().known_as("u")),
            Goal::Named => expr.run(&vars, &mut Outputs::new().with("u", output.output())),
        }
        .map_err(text)?;
        Ok(output.all_elements())
    }
}

fn options() -> Vec<Options> {
    let new = Options::new;
    vec![
        new(),
        new().threads(Threads::Serial),
        new().block_len(7),
        new().casting(fusexpr::Casting::Unsafe),
        new().unfused(true),
        new().level(Level::Base),
        new().contract(true),
    ]
}

/// All programs with all options, and clones of theirs.
fn expressions() -> Vec<Vec<Expr>> {
    let parsed = PROGRAMS.iter().map(|text| Expr::parse(text).expect("it is right"));
    parsed.map(|expr| options().into_iter().map(|options| expr.clone().with(options)).collect()).collect()
}

/// Makes some calls again and again, in any order, over new arrays each time; gives how many of them succeeded.
fn take_turns(exprs: &[Vec<Expr>], seed: u64, calls: usize, rounds: usize) -> usize {
    let mut random = Random(seed);
    let mut calls: Vec<Call> = (0..calls).map(|_| Call::random(&mut random)).collect();
    let mut succeeded = 0;
    for round in 0..rounds {
        let place = random.below(calls.len());
        if random.below(40) == 0 {
            calls[place] = Call::random(&mut random);
        }
        let mut call = calls[place].clone();
        if random.below(4) == 0 {
            call = call.with_other_values(&mut random);
        }
        if random.below(8) == 0 {
            call.options = random.below(options().len());
        }
        let elements = random.next();
        let fresh = Expr::parse(PROGRAMS[call.program]).expect("it is right");
        let expected = call.outcome(&fresh.with(options()[call.options].clone()), elements);
        let found = call.outcome(&exprs[call.program][call.options], elements);
        match (&found, &expected) {
            (Ok(found), Ok(expected)) => {
                let difference = difference(found, expected);
                assert_eq!(difference, None, "round {round} of {seed}: {} of {call:?}", PROGRAMS[call.program]);
                succeeded += 1;
            }
            (found, expected) => {
                let texts = [found, expected].map(|outcome| outcome.as_ref().err());
                assert_eq!(texts[0], texts[1], "round {round} of {seed}: {} of {call:?}", PROGRAMS[call.program]);
            }
        }
    }
    succeeded
}

#[test]
fn calls_in_turns_are_as_first_calls() {
    let exprs = expressions();
    let succeeded: usize = (0..40).map(|seed| take_turns(&exprs, seed, 1 + seed as usize % 12, 150)).sum();
    assert!(succeeded > 2000, "only {succeeded} calls are right");
}

#[test]
fn more_calls_than_are_remembered() {
    take_turns(&expressions(), 1 << 40, 60, 2000);
}

#[test]
fn threads_remember_calls_of_their_own() {
    let exprs = expressions();
    thread::scope(|scope| {
        for thread in 0..4 {
            let exprs = &exprs;
            scope.spawn(move || take_turns(exprs, 1000 + thread / 2, 8, 800));
        }
    });
}

/// An expression that is gone is not mistaken for one that has taken its place in memory.
#[test]
fn expressions_come_and_go() {
    let x = [1.0, 2.0];
    let vars = fusexpr::vars! { x };
    for i in 0..200 {
        let mut out = [0.0; 2];
        let expr = Expr::parse(&format!("x + {i}")).expect("it is right");
        for _ in 0..2 {
            expr.evaluate(&vars, &mut out).expect("it fits");
            assert_eq!(out, [1.0 + f64::from(i), 2.0 + f64::from(i)]);
        }
    }
}

/// Outputs that the caller makes may have other strides each time.
#[test]
fn outputs_that_the_caller_makes() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let x = ndarray::ArrayView2::from_shape((3, 4), &x[..]).expect("there are as many");
    let expr = Expr::parse("2*x").expect("it is right");
    let vars = fusexpr::vars! { x };
    let mut random = Random(5);
    for round in 0..100 {
        let layout = Layout::new(&[3, 4], [0, 1 + random.below(6) as u64][random.below(2)], false);
        let mut made = Array::of(DType::F64, layout, Mood::Small, round);
        expr.eval_with(&vars, |_| Ok(made.output())).expect("it fits");
        let doubled: Vec<_> = x.iter().map(|x| crate::common::Value::F64(2.0 * x)).collect();
        assert_eq!(difference(&made.values(), &doubled), None, "round {round}");
    }
}

/// A call that needs its values known, between those that do not.
#[test]
fn values_that_fit_and_that_do_not() {
    let x = [1_u8, 200, 255];
    let (less, sum) = (Expr::parse("x < n").expect("it is right"), Expr::parse("x + n").expect("it is right"));
    for n in [10_i64, 250, 300, 10, 255, -1, 1, 1000, 1].into_iter().cycle().take(60) {
        let vars = fusexpr::vars! { x, n };
        let found = less.eval::<bool>(&vars).expect("it has an answer");
        assert_eq!(found.as_slice(), Some(&x.map(|x| i64::from(x) < n)[..]), "{n}");
        let found = sum.eval::<u8>(&vars);
        match u8::try_from(n) {
            Ok(n) => assert_eq!(found.expect("it fits").as_slice(), Some(&x.map(|x| x.wrapping_add(n))[..])),
            Err(_) => assert!(found.is_err(), "{n} is no u8"),
        }
    }
}

/// An output on the stack, at another address and another alignment each time.
#[test]
fn outputs_by_pointer_at_any_address() {
    let expr = Expr::parse("x + 1").expect("it is right");
    let (mut bytes, x) = ([0_u8; 100], [1_i32, 2, 3, 4, 5]);
    for start in [0, 4, 1, 8, 3, 4, 7, 2, 16, 5].into_iter().cycle().take(50) {
        let pointer = bytes[start..].as_mut_ptr();
        // SAFETY: five numbers lie in the bytes, which are not used otherwise meanwhile.
        #[allow(unsafe_code)]
        let out = unsafe { Output::from_raw(DType::I32, pointer, &[5], &[4], fusexpr::ByteOrder::NATIVE) };
        expr.evaluate(&fusexpr::vars! { x }, out.expect("it is right")).expect("it fits");
        let found: Vec<i32> = bytes[start..start + 20]
            .chunks_exact(4)
            .map(|bytes| i32::from_ne_bytes(bytes.try_into().expect("there are four")))
            .collect();
        assert_eq!(found, [2, 3, 4, 5, 6], "from {start} on");
    }
}
