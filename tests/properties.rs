//! Properties of the engine over random expressions, arrays and texts.
//!
//! - [`oracle`]: whatever the expression, types, shapes, strides and kind of output, the result is that of a naive
//!   interpreter, to the bit; what the interpreter refuses, the engine refuses;
//! - [`independence`]: threads, block length and level never change a bit;
//! - [`failures`]: after an error the output is untouched;
//! - [`hostile`]: no text panics, overflows the stack or takes long.
//!
//! The cases are the same in every run: the seeds are fixed and no file of regressions is kept. A failure is shrunk
//! and shown with its source.

#[path = "common/mod.rs"]
mod common;
#[path = "properties/failures.rs"]
mod failures;
#[path = "properties/hostile.rs"]
mod hostile;
#[path = "properties/independence.rs"]
mod independence;
#[path = "properties/interpret.rs"]
mod interpret;
#[path = "properties/oracle.rs"]
mod oracle;
#[path = "properties/repair.rs"]
mod repair;
#[path = "properties/scene.rs"]
mod scene;
#[path = "properties/tree.rs"]
mod tree;

use proptest::prelude::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Runs a test on that many cases of a strategy, the same ones every time.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(failure) = runner.run(&strategy, test) {
        panic!("{failure}");
    }
}
