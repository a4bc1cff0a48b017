//! Machine code gives what kernels give, to the bit: long programs whose values change their types, so that one block
//! register holds elements of several widths, and that alternate between both tiers.

use crate::common::arrays::{difference, elements};
use crate::common::{Random, Value, available_levels};
use fusexpr::{Expr, Level, Options, Threads, Tier, Vars};
use std::fmt::Write as _;

/// Operations whose operands and results differ in width, some of them without vector instructions.
const STEPS: [&str; 16] = [
    "{x} + {y}*0.5",
    "{x}*{y} - {x}",
    "where({x} > {y}, {x}, {z})",
    "{x} + ({y} < {z})",
    "f32({x}) * f32({y})",
    "f64(f32({x}) - f32({z}))",
    "minimum({x}, {y}) + i32(u8({z}*10))",
    "where(({x} > 0.1) & ({y} < 0.9) | ({z} == 0), {y}, {x})",
    "sin({x}) + {y}",
    "abs({x}) + i64({y}*3)",
    "{x} + bool({y} > {z})*{z}",
    "f64(f16({x})) + {y}",
    "{x}**0.5 - i16({y}*1000)",
    "i32({z}*1e10) + u8(f32({x})*200)",
    "{z} + i8({x} > {y}) - u16({y} > 0)",
    "arctan({x}) * isnan({y}) + {z}",
];

/// A program of so many statements, each of which reads the one before, and a result that reads some of all of them.
fn program(random: &mut Random, statements: usize) -> String {
    let mut text = String::from("v0 = f64(a); v1 = f64(b) + k\n");
    for i in 2..statements {
        let mut value = |near: usize| format!("v{}", i - 1 - random.below(near.min(i - 1)));
        let (x, y, z) = (format!("v{}", i - 1), value(6), value(24));
        let step = STEPS[random.below(STEPS.len())].replace("{x}", &x).replace("{y}", &y).replace("{z}", &z);
        // Kept small, so that all digits count to the end.
        writeln!(text, "v{i} = ({step}) % 2.0").expect("a text takes all");
    }
    write!(text, "v{} + v0", statements - 1).expect("a text takes all");
    text
}

fn values(text: &str, vars: &Vars<'_>, options: Options) -> Vec<Value> {
    let expr = Expr::parse(text).unwrap_or_else(|error| panic!("{error}")).with(options.threads(Threads::Serial));
    elements(&expr.eval_any(vars).unwrap_or_else(|error| panic!("{}", error.report())))
}

/// Floats of every exponent and both signs, and what is no ordinary number.
fn floats_of_all_sizes() -> Vec<f64> {
    let mut random = Random(11);
    let specials = [0.0, 5e-324, f64::MIN_POSITIVE, 1.0, f64::MAX, f64::INFINITY, f64::NAN];
    let exponents = (0..2048_u64).flat_map(|exponent| [exponent; 4]);
    let of_all = exponents.map(|exponent| f64::from_bits(exponent << 52 | random.next() >> 12));
    of_all.chain(specials).flat_map(|x| [x, -x]).collect()
}

#[test]
fn constant_powers_of_all_floats_are_the_same_to_the_bit() {
    let doubles = floats_of_all_sizes();
    let singles: Vec<f32> = (0..=u16::MAX).map(|upper| f32::from_bits(u32::from(upper) << 16 | 0x5a5a)).collect();
    for power in ["3", "4", "1.5", "0.5", "-0.5", "-2"] {
        for (vars, name) in [(Vars::new().with("x", &doubles), "f64"), (Vars::new().with("x", &singles), "f32")] {
            let text = format!("x**{power}");
            let expected = values(&text, &vars, Options::new().level(Level::Base));
            for level in available_levels() {
                for tier in [Tier::Kernels, Tier::Native] {
                    let given = values(&text, &vars, Options::new().level(level).tier(tier));
                    if let Some(difference) = difference(&given, &expected) {
                        panic!("{text} of {name} at {level}, {tier:?}: {difference}");
                    }
                }
            }
        }
    }
}

#[test]
fn long_programs_of_many_types_are_the_same_to_the_bit() {
    let mut random = Random(7);
    for statements in [3, 9, 20, 40, 80, 160] {
        for _ in 0..6 {
            // Every second one without the remainder, which has no vector instructions and ends a loop.
            let text = program(&mut random, statements);
            for text in [text.clone(), text.replace(" % 2.0", " * 0.5")] {
                for length in [1, 7, 31, 64, 257, 1500] {
                    let a: Vec<f32> = (0..length).map(|i| (i * i % 97) as f32 / 50.0 - 0.9).collect();
                    let b: Vec<i16> = (0..length).map(|i| (i * 31 % 19) as i16 - 9).collect();
                    let vars = Vars::new().with("a", &a).with("b", &b).with("k", 0.25);
                    for level in available_levels().into_iter().filter(|&level| level > Level::Base) {
                        let of = |tier| values(&text, &vars, Options::new().level(level).tier(tier));
                        if let Some(difference) = difference(&of(Tier::Native), &of(Tier::Kernels)) {
                            panic!("{length} elements at {level}: {difference}\n{text}");
                        }
                    }
                }
            }
        }
    }
}
