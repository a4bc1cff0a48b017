//! The proof of the promised accuracy: every function, in both types, at every level, against an oracle.
//!
//! - `cargo test --release --test accuracy` tries a sample, the same one each time;
//! - `cargo test --release --test accuracy -- --full` tries all 2^32 floats and some 10^8 doubles a function, and
//!   writes `docs/accuracy.md`. `--functions exp,log`, `--types f32`, `--levels base,v4` limit it; the other lines of
//!   the report are kept. `--write` instead of `--full` writes what the sample finds.
//!
//! Functions of complex numbers have tests of their own (`complex`).
//!
//! `functions` lists what is tested, `inputs` (`points`, `pairs`) with what, `oracle` knows the true values, `measure`
//! finds the worst errors, `special` has the results that must be right to the bit, `report` writes the table.
//! The oracle shares no code with the library and is itself checked first, by values of 60 digits (`reference`).

mod arguments;
mod complex;
mod float;
mod functions;
mod inputs;
mod measure;
mod numpy;
mod oracle;
mod pairs;
mod points;
#[path = "../common/random.rs"]
mod random;
mod reference;
mod report;
mod special;

use arguments::Arguments;
use float::Float;
use functions::{FUNCTIONS, Function};
use fusexpr::Level;
use inputs::Extent;
use std::process::ExitCode;
use std::time::Instant;

/// What a test found: a remark, or all that is wrong.
type Outcome = Result<String, Vec<String>>;

/// A test: its name, and what runs it.
struct Test<'a> {
    name: String,
    run: Box<dyn Fn() -> Outcome + 'a>,
}

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let all = tests(&arguments);
    let total = all.len();
    let selected: Vec<Test> = all.into_iter().filter(|test| arguments.selects(&test.name)).collect();
    if arguments.is_list {
        selected.iter().for_each(|test| println!("{}: test", test.name));
        return ExitCode::SUCCESS;
    }

    println!("\nrunning {} tests", selected.len());
    let (started, mut wrong) = (Instant::now(), Vec::new());
    for test in &selected {
        let begun = Instant::now();
        let outcome = (test.run)();
        let seconds = begun.elapsed().as_secs_f64();
        match outcome {
            Ok(remark) => println!("test {} ... ok ({remark}, {seconds:.1} s)", test.name),
            Err(messages) => {
                println!("test {} ... FAILED", test.name);
                wrong.push((&test.name, messages));
            }
        }
    }
    if !wrong.is_empty() {
        println!("\nfailures:");
    }
    for (name, messages) in &wrong {
        println!("\n---- {name} ----");
        messages.iter().take(20).for_each(|message| println!("{message}"));
        if messages.len() > 20 {
            println!("… and {} more", messages.len() - 20);
        }
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out; finished in {:.2}s\n",
        if wrong.is_empty() { "ok" } else { "FAILED" },
        selected.len() - wrong.len(),
        wrong.len(),
        total - selected.len(),
        started.elapsed().as_secs_f64()
    );
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The oracle's tests, then one of each function and type.
fn tests(arguments: &Arguments) -> Vec<Test<'_>> {
    let wants = |list: &[String], name: &str| list.is_empty() || list.iter().any(|wanted| wanted == name);
    let functions = || FUNCTIONS.iter().filter(|function| wants(&arguments.functions, function.name));
    let mut tests: Vec<Test> = Vec::new();
    for function in functions() {
        let run = Box::new(|| reference::check(function));
        tests.push(Test { name: format!("oracle::{}", function.name), run });
    }
    for function in functions() {
        if wants(&arguments.types, "f32") {
            let run = Box::new(|| test::<f32>(function, arguments));
            tests.push(Test { name: format!("{}::f32", function.name), run });
        }
        if wants(&arguments.types, "f64") {
            let run = Box::new(|| test::<f64>(function, arguments));
            tests.push(Test { name: format!("{}::f64", function.name), run });
        }
    }
    tests.extend(complex::tests(arguments));
    if arguments.is_full {
        let run = || match report::update(&[], Some(&complex::published(arguments))) {
            Ok(()) => Ok("written".to_owned()),
            Err(error) => Err(vec![format!("{}: {error}", report::path().display())]),
        };
        tests.push(Test { name: "complex::report".to_owned(), run: Box::new(run) });
    }
    tests
}

/// How much is tried: in a debug build or with `FUSEXPR_ACCURACY_QUICK` just enough to see that everything works.
fn extent(arguments: &Arguments) -> Extent {
    const MILLION: u64 = 1_000_000;
    let is_quick = cfg!(debug_assertions) || std::env::var_os("FUSEXPR_ACCURACY_QUICK").is_some();
    if arguments.is_full {
        let random = [1000, 100, 100].map(|millions| millions * MILLION);
        Extent { sweep: 1 << 32, random, thinning: 1, neighbourhood: 200 }
    } else if is_quick {
        Extent { sweep: 1 << 12, random: [1 << 12; 3], thinning: 16, neighbourhood: 0 }
    } else {
        Extent { sweep: 1 << 23, random: [4, 2, 2].map(|millions| millions * MILLION), thinning: 1, neighbourhood: 20 }
    }
}

/// Special values, then the worst errors, of one function in one type; with `--full` also the report's lines.
fn test<T: Float>(function: &Function, arguments: &Arguments) -> Outcome {
    let is_wanted = |level: &Level| arguments.levels.is_empty() || arguments.levels.contains(level);
    let (levels, lacking): (Vec<Level>, Vec<Level>) =
        Level::ALL.iter().copied().filter(is_wanted).partition(|level| level.is_available());
    let mut wrong: Vec<String> = levels.iter().flat_map(|&level| special::check::<T>(function, level)).collect();

    let measurement = measure::measure::<T>(function, &levels, extent(arguments));
    wrong.extend(report::broken_promises::<T>(function, &levels, &measurement));
    if arguments.is_full || arguments.is_written {
        let mut rows = report::rows::<T>(function, &levels, &measurement);
        rows.extend(lacking.iter().map(|&level| report::skipped::<T>(function, level)));
        if let Err(error) = report::update(&rows, None) {
            wrong.push(format!("{}: {error}", report::path().display()));
        }
    }
    if wrong.is_empty() { Ok(report::remark(function, &levels, &lacking, &measurement)) } else { Err(wrong) }
}
