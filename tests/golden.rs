//! Golden files: what expressions become, and what errors say.
//!
//! A file holds cases: a line `>>> program ; name=type[shape], name=number`, then the text it gives; of errors, outputs
//! stand there too, `name<-type[shape]`. After a change that is meant to show, `FUSEXPR_BLESS=1 cargo test --test
//! golden` writes the files anew; read the difference.

use fusexpr::inspect::{Explanation, Spec, Updates};
use fusexpr::{AnyArray, DType, Expr, Level, Options, Outputs, Scalar, Vars};
use std::path::Path;

/// An operand as a case declares it.
fn spec(text: &str) -> (&str, Spec) {
    // The name of an output keeps its `<`.
    let split = text.trim().split_once(['=', '-']);
    let (name, value) = split.expect("an operand is `name=value`, an output `name<-value`");
    let spec = match value.rsplit_once('[') {
        Some((dtype, shape)) => {
            let dtype: DType = dtype.parse().expect("the type exists");
            let lengths = shape.trim_end_matches(']').split(' ').filter(|length| !length.is_empty());
            Spec::Array { dtype, shape: lengths.map(|length| length.parse().expect("a length")).collect() }
        }
        None => Spec::Scalar(match value.parse::<i64>() {
            Ok(integer) => Scalar::from(integer),
            Err(_) => Scalar::from(value.parse::<f64>().expect("a number")),
        }),
    };
    (name, spec)
}

/// At the level that every processor has: constants are folded by its kernels.
fn explained(source: &str, specs: &[(&str, Spec)]) -> Explanation {
    let expr = Expr::parse(source).expect("the expression is right").with(Options::new().level(Level::Base));
    expr.explain(specs, Updates::InPlace).expect("the expression is right")
}

/// The lines, but for those that follow from the size of this machine's first-level cache.
fn masked(text: &str) -> String {
    let mask = |line: &str| match line.find(|c: char| c != ' ') {
        Some(indent) if line.contains("first-level cache") => format!("{}(blocks for the cache)", &line[..indent]),
        _ => line.to_owned(),
    };
    let lines: Vec<_> = text.lines().map(mask).collect();
    lines.join("\n")
}

/// What evaluating it with zeros of the declared shapes reports.
fn failure(source: &str, specs: &[(&str, Spec)]) -> String {
    let mut arrays = Vec::new();
    let mut vars = Vars::new();
    let zeros = |spec: &Spec| match spec {
        Spec::Array { dtype, shape } => AnyArray::zeros(*dtype, shape),
        Spec::Scalar(_) => panic!("an output is an array"),
        other => panic!("the cases have no {other:?}"),
    };
    let (outputs, operands): (Vec<_>, Vec<_>) = specs.iter().partition(|(name, _)| name.ends_with('<'));
    for (name, spec) in &operands {
        if let Spec::Array { .. } = spec {
            arrays.push((*name, zeros(spec)));
        }
    }
    for (name, array) in &arrays {
        vars.insert(*name, array);
    }
    for (name, spec) in &operands {
        if let Spec::Scalar(value) = spec {
            vars.insert(*name, *value);
        }
    }
    let mut targets: Vec<_> = outputs.iter().map(|(name, spec)| (name.trim_end_matches('<'), zeros(spec))).collect();
    let outcome = Expr::parse(source).and_then(|expr| match targets.is_empty() {
        true => expr.eval_any(&vars).map(|value| format!("{value:?}")),
        false => {
            let mut outputs = Outputs::new();
            for (name, array) in &mut targets {
                outputs.insert(*name, array);
            }
            expr.run(&vars, &mut outputs).map(|()| "run".to_owned())
        }
    });
    match outcome {
        Ok(value) => panic!("`{source}` should fail, but is {value}"),
        Err(error) => error.report().to_string(),
    }
}

/// Compares a golden file with what its cases give today, or writes it anew.
fn check(file: &str, give: impl Fn(&str, &[(&str, Spec)]) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
    let golden = std::fs::read_to_string(&path).expect("the golden file is readable");
    let (header, cases) = golden.split_once("\n>>> ").expect("the golden file has cases");
    let mut today = header.to_owned();
    for case in cases.split("\n>>> ") {
        let line = case.lines().next().expect("a case has a line");
        let (source, operands) = line.split_once(" ; ").unwrap_or((line, ""));
        let specs: Vec<_> = operands.split(',').filter(|text| !text.trim().is_empty()).map(spec).collect();
        // `\n` in a case stands for a line break in the expression.
        let text = give(&source.replace("\\n", "\n"), &specs);
        today.push_str(&format!("\n>>> {line}\n{}\n", text.trim_end()));
    }
    if std::env::var_os("FUSEXPR_BLESS").is_some() {
        std::fs::write(&path, today).expect("the golden file is writable");
    } else {
        assert!(today == golden, "{file} differs; with FUSEXPR_BLESS=1 it is written anew. Today:\n{today}");
    }
}

#[test]
fn explanations() {
    check("explain.txt", |source, specs| masked(&explained(source, specs).to_string()));
}

#[test]
fn explanations_as_json() {
    check("explain_json.txt", |source, specs| masked(&explained(source, specs).to_json()));
}

#[test]
fn explanations_as_dot() {
    check("explain_dot.txt", |source, specs| explained(source, specs).to_dot());
}

#[test]
fn errors() {
    check("errors.txt", failure);
}

#[test]
fn words_of_other_languages() {
    check("words.txt", failure);
}
