//! What people type who come from other languages: what they are told to write instead must work here.
//!
//! `words/names.txt`, which `words/names.py` makes, lists the functions of NumPy, SciPy and Python.

use fusexpr::syntax::nearest;
use fusexpr::{BindError, CompileError, Error, ErrorKind, Expr, Vars, vars};
use std::path::Path;

/// What an expression gives over some arrays, all that it leaves counted.
fn outcome(source: &str) -> Result<usize, Error> {
    let (x, y, m, i) = ([0.5, 1.5, 2.5], [1.0, 2.0, 4.0], [true, false, true], [1_i64, 2, 3]);
    let vars = vars! { x, y, m, i, w: [1.0, 2.0, 1.0], u: 0.5, v: 0.25, a: 0.5, b: 2.0, n: 3 };
    Expr::parse(source)?.eval_all(&vars).map(|outputs| outputs.len())
}

fn functions_elsewhere() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("words/names.txt");
    let text = std::fs::read_to_string(path).expect("the list is readable");
    text.lines().map(str::to_owned).collect()
}

/// The pieces in backticks, but for those with a part left out, and operators and names alone.
fn snippets(help: &str) -> impl Iterator<Item = &str> {
    let quoted = help.split('`').skip(1).step_by(2);
    quoted.filter(|code| !code.contains('…') && code.contains(|c: char| " ([*/".contains(c)) && code.len() > 2)
}

#[test]
fn a_function_of_another_library_gets_no_suggestion_by_its_letters() {
    let mut unknown = 0;
    let mut suggested = Vec::new();
    for name in functions_elsewhere() {
        for source in [format!("{name}(x)"), format!("{name}(x, y)"), format!("{name} + 1")] {
            let Err(error) = outcome(&source) else { continue };
            let help = error.help().unwrap_or_default();
            if help.starts_with("did you mean") {
                suggested.push(format!("{source}: {help}"));
            }
            unknown += usize::from(matches!(error.kind(), ErrorKind::Compile(CompileError::UnknownFunction { .. })));
        }
    }
    assert!(suggested.is_empty(), "{suggested:#?}");
    assert!(unknown > 500, "the list has functions that are not here");
}

#[test]
fn what_is_told_to_write_instead_works() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/words.txt");
    let golden = std::fs::read_to_string(path).expect("the golden file is readable");
    let mut tried = 0;
    for case in golden.split("\n>>> ").skip(1) {
        let program = case.lines().next().unwrap_or_default();
        let help = case.lines().find_map(|line| line.strip_prefix("help: ")).unwrap_or_default();
        for code in snippets(help) {
            let source = code.strip_prefix("dtype=").map_or(code.to_owned(), |dtype| format!("{dtype}(x)"));
            tried += 1;
            let Err(error) = outcome(&source) else { continue };
            match error.kind() {
                ErrorKind::Bind(BindError::UnknownVariable { name }) if program.contains(name) => {}
                _ => panic!("{program}: the help names `{code}`, but\n{error:?}"),
            }
        }
    }
    assert!(tried > 100, "the helps name ways");
}

#[test]
fn slips_of_the_hand_are_seen_through() {
    for (name, candidates, meant) in [
        ("sinn", &["sin", "sinh"][..], Some("sin")),
        ("SIN", &["sin"], Some("sin")),
        ("sni", &["sin"], Some("sin")),
        ("rol", &["roll"], Some("roll")),
        ("meen", &["mean"], Some("mean")),
        ("arctna2", &["arctan2", "arctan"], Some("arctan2")),
        ("conentrtaion", &["concentration"], Some("concentration")),
        ("conc", &["concentration"], Some("concentration")),
        ("temp", &["temperature", "template"], None),
        ("co", &["concentration"], None),
        ("cov", &["cos"], None),
        ("len", &["ln"], None),
        ("digamma", &["gamma"], None),
        ("median", &["mean"], None),
        ("log3", &["log2", "log1p"], None),
        ("x2", &["x1", "x3"], None),
        ("", &["a"], None),
        (&"n".repeat(1000), &["n"], None),
    ] {
        assert_eq!(nearest(name, candidates.iter().copied()), meant, "{name}");
    }
}

#[test]
fn messages_are_short_whatever_they_quote() {
    let long = "n".repeat(300_000);
    let blanks = "n ".repeat(150_000);
    let sources = [
        format!("{long} + 1"),
        format!("`{blanks}` + 1"),
        format!("{long}(x)"),
        format!("x.{long}"),
        format!("x.{long}(1)"),
        format!("sum(x, {long}=1)"),
        format!("x x{long}"),
        format!("x `{blanks}`"),
        format!("2{long}"),
        format!("9{}", "9".repeat(100_000)),
        format!("1.{}.", "9".repeat(100_000)),
        format!("shift(x, 1, mode=\"{long}\")"),
        format!("shift(x, 1, mode=\"{blanks}\")"),
        format!("x + \"{blanks}\""),
        format!("sum(x, dtype={long})"),
        format!("import {long}"),
        format!("sin {long}"),
        format!("{long} = x; {long}(2)"),
    ];
    for source in &sources {
        let error = outcome(source).expect_err("it is no program");
        let texts = [error.to_string(), error.kind().to_string(), error.help().unwrap_or_default().to_owned()];
        for text in texts.into_iter().chain([error.report().to_string(), format!("{error:?}")]) {
            assert!(text.len() < 3000, "{} bytes: {}…", text.len(), &text[..200]);
        }
    }
    let name = "v".repeat(100);
    let array = [1.0, 2.0];
    let mut vars = Vars::new();
    vars.insert(name.as_str(), &array);
    let error = Expr::parse(&format!("{name} + x")).and_then(|expr| expr.eval_any(&vars)).expect_err("there is no x");
    assert_eq!(error.kind().to_string(), "there is no variable `x`");
}
