//! Evaluators of a text that know numbers only: one call an element.

use super::{Operands, Run};
use exmex::Express;
use fasteval::{Compiler, Evaler};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// `exmex`, which takes the variables that there are in the order of the alphabet.
pub fn exmex<'d>(text: &str, operands: Operands<'d>) -> Run<'d> {
    let expr = exmex::parse::<f64>(text).expect("the expression is right");
    let is_there = |name: &str| expr.var_names().iter().any(|other| other == name);
    let there: Vec<usize> = (0..NAMES.len()).filter(|&i| is_there(NAMES[i])).collect();
    Box::new(move |out, _| {
        let mut values = [0.0; NAMES.len()];
        for (i, out) in out.iter_mut().enumerate() {
            for (value, &operand) in values.iter_mut().zip(&there) {
                *value = operands[operand][i];
            }
            *out = expr.eval(&values[..there.len()]).expect("all variables have values");
        }
    })
}

/// `fasteval`, compiled; variables are found by their names.
pub fn fasteval<'d>(text: &str, [a, b, c]: Operands<'d>) -> Run<'d> {
    let mut slab = fasteval::Slab::new();
    let parsed = fasteval::Parser::new().parse(text, &mut slab.ps).expect("the expression is right");
    let compiled = parsed.from(&slab.ps).compile(&slab.ps, &mut slab.cs);
    Box::new(move |out, _| {
        for (i, out) in out.iter_mut().enumerate() {
            let mut variables = |name: &str, _: Vec<f64>| match name {
                "a" => Some(a[i]),
                "b" => Some(b[i]),
                "c" => Some(c[i]),
                _ => None,
            };
            *out = compiled.eval(&slab, &mut variables).expect("all variables have values");
        }
    })
}
