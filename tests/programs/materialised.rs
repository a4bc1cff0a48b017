//! Values that are read at so many places that they become temporaries, some of which share memory.
//!
//! Each program is compared, to the bit, with its statements evaluated one by one. What a program costs is counted in
//! instructions, over all its passes: it has to grow as its text does, where it doubled with each statement.

use super::ways;
use fusexpr::inspect::{Explanation, Spec, Updates};
use fusexpr::{DType, Expr, Vars};
use ndarray::ArrayD;
use std::collections::BTreeSet;

fn numbers(shape: &[usize]) -> ArrayD<f64> {
    let mut i = 0.0;
    ArrayD::from_shape_simple_fn(shape, || {
        i += 1.0;
        (i * i * 0.37) % 5.0 - 2.0
    })
}

/// Statements that each read `t` at more places than one, by number; they keep it small.
const STATEMENTS: [&str; 7] = [
    "t = (roll(t, I, axis=A) + t) / 2",
    "t = (roll(t, 2**(I % 9), axis=A) - t) / 2",
    "t = shift(t, I, axis=A, mode=\"reflect\")*0.3 + shift(t, -1, axis=0, mode=\"nearest\")*0.2 - t[::-1]/2",
    "t = where(shift(t, I, axis=A, value=0.25) > 0, t, -0.9*roll(t, 1, axis=0)); t[1:] = t[:-1]",
    "t = t/2 + t[I % 5]/3",
    "t = (roll(t, 1, axis=A) + roll(t, -1, axis=A) - 2*t) / 4 + cumsum(t, axis=A)*1e-3",
    "t = t*0.7 - max(roll(t, I, axis=A)*shift(t, 1, axis=0))/9 + roll(t, 1, axis=A)/3",
];

/// So many of a statement, along the axes of an array of a rank in turns.
fn lines(statement: &str, count: usize, rank: usize) -> Vec<String> {
    let line = |i: usize| statement.replace('I', &i.to_string()).replace('A', &(i % rank).to_string());
    (1..=count).map(line).collect()
}

#[test]
fn programs_of_many_shifts_are_what_their_statements_are() {
    for (shape, count) in [(&[97][..], 40), (&[23, 5], 17), (&[5, 4, 3], 9)] {
        let x = numbers(shape);
        for statement in STATEMENTS {
            let lines = lines(statement, count, shape.len());
            let mut expected = x.clone();
            for line in &lines {
                let step = Expr::parse(&format!("t = x\n{line}\nt")).expect("it is a program");
                expected = step.eval(&Vars::new().with("x", &expected)).unwrap_or_else(|error| panic!("{error:?}"));
            }
            let whole = format!("t = x\n{}\nt", lines.join("\n"));
            for way in ways() {
                let options = way.options();
                let expr = Expr::parse(&whole).expect("it is a program").with(options);
                let found: ArrayD<f64> =
                    expr.eval(&Vars::new().with("x", &x)).unwrap_or_else(|error| panic!("{whole}\n{error:?}"));
                let same = found.iter().zip(&expected).all(|(x, y)| x.to_bits() == y.to_bits());
                assert!(same && found.shape() == expected.shape(), "{whole}\n over {shape:?} with {way:?}");
            }
        }
    }
}

/// What becomes of a program over a vector or a matrix `x`.
fn explained(text: &str, shape: &[usize]) -> Explanation {
    let x = Spec::Array { dtype: DType::F64, shape: shape.to_vec() };
    let explained = Expr::parse(text).and_then(|expr| expr.explain(&[("x", x)], Updates::IntoNew));
    explained.unwrap_or_else(|error| panic!("{text}\n{error:?}"))
}

/// How many temporaries a program has, that are in use under different names.
fn temporaries(text: &str, shape: &[usize]) -> usize {
    let shown = explained(text, shape).to_string();
    let words = shown.split(|c: char| !c.is_alphanumeric());
    let numbered = words.filter(|word| word.strip_prefix('t').is_some_and(|number| number.parse::<usize>().is_ok()));
    numbered.collect::<BTreeSet<_>>().len()
}

#[test]
fn instructions_grow_as_the_text_does() {
    for statement in STATEMENTS {
        let instructions = |count: usize| {
            let text = format!("t = x\n{}\nt", lines(statement, count, 1).join("\n"));
            explained(&text, &[1000]).to_json().matches("\"mnemonic\"").count()
        };
        let (few, many) = (instructions(40), instructions(80));
        println!("{few} {many}  {statement}");
        assert!(many < 3 * few && many < 2000 * 80, "{few} instructions become {many}: {statement}");
    }
}

#[test]
fn a_stencil_of_stencils_of_stencils_has_no_temporary() {
    let laplacian = |t: &str| {
        let along = |axis: usize| format!("roll({t}, 1, axis={axis}) + roll({t}, -1, axis={axis})");
        format!("{} + {} - 4*{t}", along(0), along(1))
    };
    let text = format!("a = {}; b = {}; {}", laplacian("x"), laplacian("a"), laplacian("b"));
    assert_eq!(temporaries(&text, &[300, 300]), 0);
}

/// A long chain takes no more memory than a short one.
#[test]
fn temporaries_share_memory() {
    let of = |count: usize| temporaries(&format!("t = x\n{}\nt", lines(STATEMENTS[0], count, 1).join("\n")), &[1000]);
    assert!(of(100) > 0 && of(100) <= 3, "{}", of(100));
}

/// Of a long array few elements of which are needed no others are computed.
#[test]
fn few_elements_of_a_long_array_are_computed_alone() {
    let text = format!("t = arange(1000000000000)*x[0]\n{}\nt[5:7]", lines(STATEMENTS[0], 30, 1).join("\n"));
    assert_eq!(temporaries(&text, &[1000]), 0);
}

#[test]
fn many_values_are_kept_in_a_few_rounds() {
    let terms: Vec<String> = (0..1500).map(|i| format!("roll(exp(x/{}), 1)*exp(x/{})", i + 1, i + 1)).collect();
    let x = numbers(&[1000]);
    let sum = Expr::parse(&terms.join("+")).expect("it is an expression");
    let sum: ArrayD<f64> = sum.eval(&Vars::new().with("x", &x)).unwrap_or_else(|error| panic!("{error:?}"));
    let expected = (0..1500).map(|i| (x[7] / (i + 1) as f64).exp() * (x[6] / (i + 1) as f64).exp()).sum::<f64>();
    assert!((sum[7] - expected).abs() < 1e-9 * expected, "{} instead of {expected}", sum[7]);
}
