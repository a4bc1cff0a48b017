//! Printed values against NumPy's: `print.txt` holds arrays and what `print(array)` writes, `print.py` made it.

use super::{Folder, npy, printed};

#[test]
fn prints_as_numpy_does() {
    let cases = parse(include_str!("print.txt"));
    assert!(cases.len() > 150);
    let mut wrong = Vec::new();
    for (case, expected) in cases {
        let [dtype, shape, values] = case.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{case}") };
        let words = words(values, shape, dtype);
        let data = npy::elements(dtype, false, words.iter().map(String::as_str));
        let shape = shape.trim_matches(['[', ']']);
        let python = if shape.is_empty() { "()".to_string() } else { format!("({shape},)") };
        let file = npy::file(1, &format!("'<{}'", npy::code(dtype)), false, &python, &data);
        let run = Folder::new().with("x.npy", file).run(&["eval", "x", "x=x.npy"]);
        let expected = printed(&format!("{expected}{dtype}[{shape}]\n"));
        if run != expected {
            wrong.push(format!("{case}\n{}{}instead of\n{}", run.stdout, run.stderr, expected.stdout));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// The cases and the texts that belong to them, each with a newline at its end.
fn parse(golden: &str) -> Vec<(String, String)> {
    let mut cases: Vec<(String, String)> = Vec::new();
    for line in golden.lines() {
        match line.strip_prefix("> ") {
            Some(case) => cases.push((format!("{case} "), String::new())),
            None => cases.last_mut().expect("a case comes first").1 += &format!("{line}\n"),
        }
    }
    cases
}

fn words(values: &str, shape: &str, dtype: &str) -> Vec<String> {
    let Some(ramp) = values.strip_prefix("ramp ") else {
        return values.split_whitespace().map(str::to_string).collect();
    };
    let [start, step] = ramp.split_whitespace().map(|x| x.parse::<f64>().unwrap()).collect::<Vec<_>>()[..] else {
        panic!("{ramp}");
    };
    let lengths = shape.trim_matches(['[', ']']).split(',').map(|length| length.parse::<usize>().unwrap());
    let element = |x: f64| match dtype {
        "bool" => (x != 0.0).to_string(),
        "f32" => (x as f32).to_string(),
        "f64" => x.to_string(),
        _ => (x as i64).to_string(),
    };
    (0..lengths.product::<usize>()).map(|i| element(start + i as f64 * step)).collect()
}
