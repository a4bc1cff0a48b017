//! The patterns that the compiler may turn into one instruction, over arrays and scalars in every mixture, against the
//! interpreter.

use super::oracle::case::{Case, Destination, Spec, Variable, Way};
use super::oracle::compare::{Outcome, compare};
use super::oracle::program::{Node, Statement};
use crate::common::arrays::Mood;
use crate::common::available_levels;
use fusexpr::{Casting, DType, Threads};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn variable(i: usize) -> Box<Node> {
    Box::new(Node::name(NAMES[i]))
}

fn patterns() -> Vec<Node> {
    let mut all = Vec::new();
    for first in ["+", "-", "*"] {
        let inner = || Box::new(Node::Binary(first, variable(0), variable(1)));
        for second in ["+", "-", "*"] {
            all.push(Node::Binary(second, inner(), variable(2)));
            all.push(Node::Binary(second, variable(2), inner()));
        }
        for relation in ["<", "<=", ">", ">=", "==", "!="] {
            let condition = || Node::Comparison(variable(2), vec![(relation, *variable(3))]);
            all.push(Node::Call("where", vec![condition(), *inner(), *variable(2)]));
            all.push(Node::Call("where", vec![condition(), *variable(2), *inner()]));
            all.push(Node::Call("where", vec![condition(), *variable(0), *variable(1)]));
        }
    }
    all
}

#[test]
fn fused_patterns_agree_with_the_interpreter() {
    for (pattern, dtype) in
        patterns().iter().flat_map(|pattern| [DType::F32, DType::F64, DType::I32].map(|dtype| (pattern, dtype)))
    {
        for (scalars, level) in (0..16).flat_map(|scalars| available_levels().into_iter().map(move |l| (scalars, l))) {
            let variable = |(i, name): (usize, &&str)| {
                let shape = if scalars >> i & 1 == 1 { Vec::new() } else { vec![515] };
                let values = 1 + i as u64;
                let spec = Spec { dtype, shape, layout: 0, may_repeat: false, mood: Mood::Wild, values };
                (name.to_string(), Variable::Array(spec))
            };
            let case = Case {
                program: vec![Statement::new(None, pattern.clone())],
                all_parentheses: false,
                variables: NAMES.iter().enumerate().map(variable).collect(),
                destination: Destination::Fresh,
                casting: Casting::SameKind,
                level: Some(level),
                contract: false,
                ways: vec![Way { threads: Threads::Serial, block: Some(256) }],
            };
            let outcome = compare(&case).unwrap_or_else(|failure| panic!("{failure}\n{}", case.describe()));
            assert_eq!(outcome, Outcome::Compared, "{}", case.describe());
        }
    }
}
