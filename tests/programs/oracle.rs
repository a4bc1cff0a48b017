//! Random programs against the naive interpreter, to the bit.

use super::compare::{Case, Destination};
use super::fit::fit;
use super::generate::{Loose, large_shape, program, small_shape};
use super::made;
use super::program::{Node, Target};
use super::ways;
use fusexpr::{Options, Threads};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often what was tested, so that a generator that has stopped making something is noticed.
type Counts = RefCell<BTreeMap<&'static str, usize>>;

fn check(cases: u32, strategy: impl Strategy<Value = Loose>, options: &[Options], counts: &Counts) {
    let config = Config { cases, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(failure) = runner.run(&strategy, |loose| run(&loose, options, counts)) {
        panic!("{failure}");
    }
    println!("{:?}", counts.borrow());
}

#[test]
fn small_programs_agree_with_the_interpreter() {
    const CASES: u32 = 6_000;
    let counts = Counts::default();
    check(CASES, program(small_shape()), &ways(), &counts);
    let counts = counts.borrow();
    let all =
        ["slice", "roll", "shift", "generator", "index", "part", "whole", "augmented", "in place", "written", "made"];
    for what in all {
        let count = counts.get(what).copied().unwrap_or(0);
        assert!(count > CASES as usize / 100, "only {count} programs have {what}");
    }
}

#[test]
fn programs_of_several_blocks_agree_with_the_interpreter() {
    let two = || Options::new().threads(Threads::Exactly(2));
    let options = [two(), two().block_len(97), two().block_len(1024), Options::new().threads(Threads::Exactly(1))];
    check(300, program(large_shape()), &options, &Counts::default());
}

fn run(loose: &Loose, options: &[Options], counts: &Counts) -> Result<(), TestCaseError> {
    let case = fit(loose);
    case.compare(options).map_err(TestCaseError::fail)?;
    count(&case, counts);
    if let Destination::Outputs = case.destination
        && made::compare(&case, &options[0]).map_err(TestCaseError::fail)?
    {
        *counts.borrow_mut().entry("made").or_default() += 1;
    }
    Ok(())
}

fn count(case: &Case, counts: &Counts) {
    let program = &case.program;
    let nodes: Vec<&Node> = program.iter().flat_map(|statement| statement.value.all()).collect();
    let has = |test: fn(&Node) -> bool| nodes.iter().any(|node| test(node));
    let targets = || program.iter().filter_map(|statement| statement.target.as_ref());
    let owned = |name: &str| name == "u" || name == "v";
    let is_read = |name: &str| program.iter().any(|statement| statement.whole_value().reads(name));
    let found = [
        ("slice", has(|node| matches!(node, Node::Index(..)))),
        ("roll", has(|node| matches!(node, Node::Roll { .. }))),
        ("shift", has(|node| matches!(node, Node::Shift { .. }))),
        ("generator", has(|node| matches!(node, Node::Arange(_) | Node::FloatArange(_) | Node::Linspace(..)))),
        ("index", has(|node| matches!(node, Node::Position(_)))),
        ("part", targets().any(|target| matches!(target, Target::Part(..)))),
        ("whole", targets().any(|target| matches!(target, Target::Name(name) if owned(name)))),
        ("augmented", program.iter().any(|statement| statement.augmented.is_some())),
        ("in place", targets().any(|target| owned(target.name()) && is_read(target.name()))),
        ("written", case.outputs.iter().any(|(_, array)| !array.shape().contains(&0))),
    ];
    for (what, _) in found.into_iter().filter(|(_, found)| *found) {
        *counts.borrow_mut().entry(what).or_default() += 1;
    }
}
