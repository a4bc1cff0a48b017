//! Every operation against a plain reference, on every level and by every tier.
//!
//! The cases are made from the table of operations: operation × type × level × length × form of the operands (arrays,
//! arrays without axes, and every mixture) over all tuples of special values and some random ones. The references are
//! in [`common::references`]. Exact operations must agree to the bit, NaN payloads aside; the others within their
//! promised accuracy and the slack that the reference itself needs, see [`compare`].
//!
//! What depends on the level is a test of its own for each, [`fused`] instructions among them. Those of a level that
//! this processor lacks are listed as ignored, which the standard harness cannot find out at run time.

#[path = "conformance/cases.rs"]
mod cases;
#[path = "common/mod.rs"]
#[allow(dead_code)] // the list of levels, each of which has its tests here
mod common;
#[path = "conformance/compare.rs"]
mod compare;
#[path = "conformance/fused.rs"]
mod fused;

use cases::Cases;
use common::Value;
use common::references::{REFERENCES, reference};
use fusexpr::{AnyArray, DType, Expr, Level, Operation, Options, Threads, Tier, Vars, operations};
use libtest_mimic::{Arguments, Trial};
use rayon::prelude::*;
use std::collections::HashSet;
use std::process::ExitCode;

/// A block length that makes several blocks out of few elements.
const BLOCK: usize = 256;

/// Tests by their names.
const TESTS: &[(&str, fn())] = &[
    ("every_operation_has_a_reference", every_operation_has_a_reference),
    ("texts_are_only_moved", texts_are_only_moved),
    ("names_are_unique_and_callable", names_are_unique_and_callable),
    ("aliases_and_symbols_mean_the_same_as_the_name", aliases_and_symbols_mean_the_same_as_the_name),
    ("keywords_name_the_parameters", keywords_name_the_parameters),
];

/// What is tested: a level, by kernels or by machine code.
#[derive(Clone, Copy)]
pub struct Way {
    level: Level,
    tier: Tier,
}

impl Way {
    /// The options that choose it, on this thread.
    pub fn options(self) -> Options {
        Options::new().level(self.level).tier(self.tier).threads(Threads::Serial)
    }

    fn all() -> impl Iterator<Item = Way> {
        let tiers = |&level: &Level| match level {
            // There is no machine code below AVX2.
            Level::Base => &[Tier::Kernels][..],
            _ => &[Tier::Kernels, Tier::Native],
        };
        Level::ALL.iter().flat_map(move |level| tiers(level).iter().map(|&tier| Way { level: *level, tier }))
    }
}

/// A test of one way, by its name.
type WayTest = (&'static str, fn(Way));

const WAY_TESTS: &[WayTest] = &[
    ("every_operation_agrees_with_its_reference", every_operation_agrees_with_its_reference),
    ("every_fused_instruction_agrees_with_its_parts", fused::agrees_with_its_parts),
    ("a_contracted_instruction_rounds_once", fused::rounds_once_with_leave),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    for (name, test) in TESTS {
        let run = || {
            test();
            Ok(())
        };
        trials.push(Trial::test(*name, run));
    }
    for way in Way::all() {
        let Way { level, tier } = way;
        let lacking = if level.is_available() { "" } else { "the processor lacks the level" };
        for (name, test) in WAY_TESTS {
            let run = move || {
                test(way);
                Ok(())
            };
            let trial = Trial::test(format!("{name}::{level}::{tier}"), run);
            trials.push(trial.with_kind(lacking).with_ignored_flag(!level.is_available()));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn every_operation_has_a_reference() {
    let missing: Vec<_> = operations()
        .filter(|operation| reference(operation.name(), operation.parameters().len()).is_none())
        .map(|operation| operation.signature())
        .collect();
    assert!(missing.is_empty(), "no reference for {missing:?}");
    let unused: Vec<_> = REFERENCES
        .iter()
        .filter(|r| !operations().any(|o| (o.name(), o.parameters().len()) == (r.name, r.arity)))
        .map(|reference| reference.name)
        .collect();
    assert!(unused.is_empty(), "no operation for the references {unused:?}");
}

fn every_operation_agrees_with_its_reference(way: Way) {
    let pairs: Vec<_> =
        operations().flat_map(|operation| types(operation).map(move |dtype| (operation, dtype))).collect();
    assert!(pairs.len() > 400, "only {} pairs of operation and type were found", pairs.len());
    let reports: Vec<(usize, Vec<String>)> =
        pairs.par_iter().map(|&(operation, dtype)| check(operation, dtype, way)).collect();
    let elements: usize = reports.iter().map(|(elements, _)| elements).sum();
    assert!(elements > 10_000_000, "only {elements} elements were compared");
    let failures: Vec<_> = reports.into_iter().flat_map(|(_, failures)| failures).collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// The types that an operation is applied in to one element each. A text is several characters; `texts.rs` has those.
fn types(operation: Operation) -> impl Iterator<Item = DType> {
    operation.types().filter(|dtype| !dtype.is_text())
}

/// Texts are moved and chosen, and nothing else is done with their characters.
fn texts_are_only_moved() {
    let known =
        operations().filter(|operation| operation.types().any(DType::is_text)).map(|operation| operation.name());
    let known: Vec<_> = known.collect();
    assert_eq!(known, ["where", "real", "imag", "copy", "ones_like", "zeros_like"]);
    for operation in operations() {
        let [bytes, characters] = [DType::S1, DType::U1].map(|dtype| operation.types().any(|known| known == dtype));
        assert_eq!(bytes, characters, "{}", operation.signature());
    }
}

fn names_are_unique_and_callable() {
    let mut seen = HashSet::new();
    for operation in operations() {
        let arity = operation.parameters().len();
        for name in std::iter::once(operation.name()).chain(operation.aliases().iter().copied()) {
            assert!(seen.insert((name, arity)), "`{name}` with {arity} operands is two operations");
        }
    }
}

fn aliases_and_symbols_mean_the_same_as_the_name() {
    for operation in operations() {
        for dtype in types(operation) {
            let cases = Cases::new(operation, dtype);
            let columns = cases.columns(0, cases.len());
            let by_name = evaluate(operation.name(), &columns, &Options::new());
            for alias in operation.aliases() {
                let by_alias = evaluate(alias, &columns, &Options::new());
                let same = by_name.iter().zip(&by_alias).all(|(x, y)| x.is_same(*y));
                assert!(
                    same && by_name.len() == by_alias.len(),
                    "`{alias}` differs from {} for {dtype}",
                    operation.name()
                );
            }
        }
    }
}

fn keywords_name_the_parameters() {
    for operation in operations() {
        let parameters = operation.parameters();
        let dtype = operation.types().next().expect("every operation computes in some type");
        let cases = Cases::new(operation, dtype);
        let columns = cases.columns(0, cases.len());
        let by_position = evaluate(operation.name(), &columns, &Options::new());
        // The last parameter first.
        let arguments: Vec<_> = (0..parameters.len()).rev().map(|i| format!("{}=v{i}", parameters[i])).collect();
        let by_keyword = run(&format!("{}({})", operation.name(), arguments.join(", ")), &columns, &Options::new());
        let same = by_position.iter().zip(&by_keyword).all(|(x, y)| x.is_same(*y));
        assert!(same, "{} with keywords differs", operation.signature());
    }
}

/// The text that applies an operation to `v0, v1, …` by one of its names.
fn text(name: &str, arity: usize) -> String {
    let is_keyword = matches!(name, "and" | "or" | "not");
    let is_symbol = !name.starts_with(|c: char| c.is_alphabetic());
    match (is_keyword || is_symbol, arity) {
        (true, 1) => format!("{name} v0"),
        (true, _) => format!("v0 {name} v1"),
        (false, _) => {
            let arguments: Vec<_> = (0..arity).map(|i| format!("v{i}")).collect();
            format!("{name}({})", arguments.join(", "))
        }
    }
}

fn evaluate(name: &str, columns: &[AnyArray], options: &Options) -> Vec<Value> {
    run(&text(name, columns.len()), columns, options)
}

fn run(source: &str, columns: &[AnyArray], options: &Options) -> Vec<Value> {
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options.clone());
    cases::values(&evaluated(&expr, columns))
}

fn evaluated(expr: &Expr, columns: &[AnyArray]) -> AnyArray {
    let mut vars = Vars::new();
    for (i, column) in columns.iter().enumerate() {
        vars.insert(["v0", "v1", "v2"][i], column);
    }
    expr.eval_any(&vars).unwrap_or_else(|error| panic!("{}: {error}", expr.source()))
}

/// All cases of an operation in a type, computed in a way: how many elements were compared, and what failed.
fn check(operation: Operation, dtype: DType, way: Way) -> (usize, Vec<String>) {
    let mut check = Check { operation, dtype, cases: Cases::new(operation, dtype), compared: 0, failures: Vec::new() };
    let options = way.options();
    let source = text(operation.name(), operation.parameters().len());
    let parse = || Expr::parse(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let (expr, blocked) = (parse().with(options.clone()), parse().with(options.block_len(BLOCK)));

    let lengths = [0, 1, 2, 31, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 17, check.cases.len()];
    for (i, &length) in lengths.iter().enumerate() {
        check.arrays(&blocked, 37 * i, length);
    }
    check.arrays(&expr, 0, check.cases.len().max(20_000) | 1);
    for scalars in 1..1 << operation.parameters().len() {
        check.with_scalars(&expr, scalars);
    }
    (check.compared, check.failures)
}

struct Check {
    operation: Operation,
    dtype: DType,
    cases: Cases,
    compared: usize,
    failures: Vec<String>,
}

impl Check {
    /// All operands are arrays of some length, out of the tuples from `start` on.
    fn arrays(&mut self, expr: &Expr, start: usize, length: usize) {
        let result = evaluated(expr, &self.cases.columns(start, length));
        let tuples: Vec<usize> = (0..length).map(|i| (start + i) % self.cases.len()).collect();
        self.compare(&result, &tuples, &format!("{length} elements"));
    }

    /// The operands whose bit is set in `scalars` are arrays without axes, each of its special values once.
    fn with_scalars(&mut self, expr: &Expr, scalars: usize) {
        for (columns, tuples) in self.cases.with_scalars(scalars) {
            let result = evaluated(expr, &columns);
            self.compare(&result, &tuples, &format!("scalar operands {scalars:03b}"));
        }
    }

    fn compare(&mut self, result: &AnyArray, tuples: &[usize], what: &str) {
        const SHOWN: usize = 5;
        let (operation, dtype) = (self.operation, self.dtype);
        let whole = format!("{} in {dtype}, {what}", operation.signature());
        if result.dtype() != operation.result(dtype) {
            self.failures.push(format!("{whole}: the result is {}, not {}", result.dtype(), operation.result(dtype)));
            return;
        }
        let values = cases::values(result);
        if values.len() != tuples.len() {
            self.failures.push(format!("{whole}: {} elements instead of {}", values.len(), tuples.len()));
            return;
        }
        self.compared += values.len();
        for (&value, &tuple) in values.iter().zip(tuples) {
            let expected = self.cases.expected(tuple);
            if self.failures.len() < SHOWN
                && let Err(reason) = compare::compare(operation, dtype, value, expected, self.cases.tuple(tuple))
            {
                self.failures.push(format!("{whole}: {:?} gives {reason}", self.cases.tuple(tuple)));
            }
        }
    }
}
