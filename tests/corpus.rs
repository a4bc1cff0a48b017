//! Lines as people write them, each of which runs unchanged and gives what NumPy gives.
//!
//! `tests/corpus/*.txt` hold the lines, and behind each NumPy's answer, which `tests/corpus/generate.py` writes. Types
//! and shapes are the same; so are elements, but for sums and functions, which are rounded elsewhere.

use fusexpr::{Casting, Element, Expr, Operand, Options, Vars, c128};
use ndarray::{ArrayD, IxDyn};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// An array as the files have it: type, shape, elements.
struct Stored {
    dtype: String,
    shape: Vec<usize>,
    elements: Vec<c128>,
}

impl Stored {
    fn read(text: &str) -> Self {
        let mut words = text.split_whitespace();
        let dtype = words.next().expect("a type").to_owned();
        let shape = words.next().expect("a shape");
        let shape = shape.split('x').filter(|length| *length != "-").map(|length| length.parse().expect("a length"));
        Self { dtype, shape: shape.collect(), elements: words.map(element).collect() }
    }

    /// The elements as those of a type.
    fn array<T>(&self, convert: impl Fn(&c128) -> T) -> ArrayD<T> {
        let elements = self.elements.iter().map(convert).collect();
        ArrayD::from_shape_vec(IxDyn(&self.shape), elements).expect("as many elements as the shape says")
    }

    /// The operand of a name; it lives as long as the test.
    fn operand(&self, is_value: bool) -> Operand<'static> {
        let first = self.elements[0].re;
        match (&*self.dtype, is_value) {
            ("int64", true) => (first as i64).into(),
            ("float64", true) => first.into(),
            ("float64", false) => kept(self.array(|x| x.re)),
            ("float32", false) => kept(self.array(|x| x.re as f32)),
            ("int64", false) => kept(self.array(|x| x.re as i64)),
            ("uint8", false) => kept(self.array(|x| x.re as u8)),
            ("uint16", false) => kept(self.array(|x| x.re as u16)),
            ("bool", false) => kept(self.array(|x| x.re != 0.0)),
            (other, _) => panic!("operands of type {other} are not read"),
        }
    }
}

fn kept<T: Element>(array: ArrayD<T>) -> Operand<'static> {
    let array: &'static ArrayD<T> = Box::leak(Box::new(array));
    array.into()
}

/// An element as Python shows it.
fn element(text: &str) -> c128 {
    let real = |text: &str| match text {
        "True" => 1.0,
        "False" => 0.0,
        number => number.parse().unwrap_or_else(|_| panic!("`{number}` is a number")),
    };
    let Some(complex) = text.trim_matches(['(', ')']).strip_suffix('j') else { return c128::new(real(text), 0.0) };
    let digits = complex.as_bytes();
    let sign = (1..digits.len()).rev().find(|&i| matches!(digits[i], b'+' | b'-') && digits[i - 1] != b'e');
    match sign {
        Some(sign) => c128::new(real(&complex[..sign]), real(&complex[sign..])),
        None => c128::new(0.0, real(complex)),
    }
}

fn operands() -> Vec<(String, Operand<'static>)> {
    let text = std::fs::read_to_string(folder().join("operands.data")).expect("the operands are readable");
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let (name, kind, stored) = (words.next()?, words.next()?, words.next()?);
        Some((name.to_owned(), Stored::read(stored).operand(kind == "value")))
    };
    text.lines().map(|line| read(line).expect("name, kind, array")).collect()
}

/// Why a line does not give NumPy's answer, if it does not.
fn complaint(program: &str, expected: &Stored, vars: &Vars<'_>) -> Option<String> {
    let any = match Expr::parse(program).and_then(|expr| expr.eval_any(vars)) {
        Ok(any) => any,
        Err(error) => return Some(format!("{error:?}")),
    };
    if any.dtype().numpy_name() != expected.dtype || any.shape() != expected.shape {
        return Some(format!("{} {:?}, not {} {:?}", any.dtype(), any.shape(), expected.dtype, expected.shape));
    }
    let options = Options::default().casting(Casting::Unsafe);
    let values = Expr::parse(program).and_then(|expr| expr.with(options).eval::<c128>(vars)).expect("it was evaluated");
    let accuracy = match &*expected.dtype {
        "float16" => 1e-3,
        "float32" => 3e-6,
        _ => 1e-12,
    };
    let size = expected.elements.iter().map(|x| x.re.hypot(x.im)).filter(|size| size.is_finite()).fold(0.0, f64::max);
    let is_close = |x: f64, y: f64| x == y || x.is_nan() && y.is_nan() || (x - y).abs() <= accuracy * size.max(1e-300);
    let mut pairs = values.iter().zip(&expected.elements);
    let differ = pairs.find(|(x, y)| !is_close(x.re, y.re) || !is_close(x.im, y.im));
    differ.map(|(found, expected)| format!("{found}, not {expected}"))
}

#[test]
fn each_line_runs_unchanged_and_gives_numpys_answer() {
    let operands = operands();
    let vars: Vars<'_> = operands.iter().map(|(name, operand)| (&**name, operand.clone())).collect();
    let (mut complaints, mut lines) = (Vec::new(), 0);
    let mut files: Vec<_> = std::fs::read_dir(folder()).expect("the folder is there").collect();
    files.sort_by_key(|file| file.as_ref().map(|file| file.path()).unwrap_or_default());
    for file in files {
        let path = file.expect("the file is there").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the file is readable");
        let mut program = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix("    ") {
                None => program = line,
                Some(answer) => {
                    lines += 1;
                    if let Some(why) = complaint(program, &Stored::read(answer), &vars) {
                        complaints.push(format!("{program}\n    {why}"));
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{} of {lines} lines:\n{}", complaints.len(), complaints.join("\n"));
    assert!(lines >= 150, "{lines} lines are too few");
}
