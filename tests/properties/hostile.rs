//! Texts made to hurt: none may panic, overflow the stack or take long. Random ones are tried by the target `fuzz`.

use fusexpr::{Error, Expr, Options, Threads, Vars, vars};
use ndarray::Array1;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The longest text that is accepted.
const LONGEST: usize = 1 << 20;

/// Parses and, if it is an expression, evaluates; an error's report must be printable and its place in the text.
fn survive(source: &str) -> Result<(), Error> {
    let x = [1.0, 2.0, 3.0];
    let vars = vars! { a: x, b: [1_i32, -2, 3], c: [true, false, true], d: 3, x };
    let outcome = Expr::parse(source)
        .and_then(|expr| expr.with(Options::new().threads(Threads::Serial)).eval_any(&vars))
        .map(|_| ());
    if let Err(error) = &outcome {
        let report = error.report().to_string();
        assert!(!report.is_empty());
        if let Some(span) = error.span() {
            assert!(source.get(span.clone()).is_some(), "{span:?} is no place in the text: {error}");
        }
    }
    outcome
}

/// As [`survive`], within a time that no text of this length deserves to exceed.
fn survive_soon(what: &str, source: &str) -> Result<(), Error> {
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
    let start = Instant::now();
    let outcome = survive(source);
    let taken = start.elapsed();
    let end = outcome.as_ref().err().map_or("evaluated".to_owned(), |error| error.to_string());
    println!("{taken:8.1?} {what} ({} bytes): {end}", source.len());
    assert!(taken < limit, "{what} takes {taken:?}");
    outcome
}

/// As often as the length allows, then an operand.
fn repeated(piece: &str, end: &str) -> String {
    piece.repeat((LONGEST - end.len()) / piece.len()) + end
}

#[test]
fn long_chains_and_deep_nesting() {
    for piece in [
        "(",
        "[",
        "-",
        "~",
        "+",
        "not ",
        "x+",
        "x**",
        "x<",
        "x,",
        "abs(",
        "x if c else ",
        "x and ",
        "c or ",
        "x.real.",
        "x in ",
        "x in (",
        "9**",
        "2**",
        "x=",
        "x if ",
        "`",
        "`a`",
        ".",
        "1.",
        "1_",
        "9",
        "0x",
        "é",
        "\u{feff}",
        "#",
        "\n",
        "x(",
        "x)",
        "f(x,",
        "in ",
        "else ",
        "x not in (1) or ",
        "1<",
        "-x**",
        "x*-",
        "(x)+",
        "x+1.5*",
        "where(c,x,",
    ] {
        for end in ["x", "1", "", ")"] {
            let _ = survive_soon(&format!("{piece:?}… then {end:?}"), &repeated(piece, end));
        }
    }
    let _ = survive_soon("beyond the longest text", &"x+".repeat(LONGEST));
    let _ = survive_soon("closed brackets", &format!("{}x{}", "(".repeat(500_000), ")".repeat(500_000)));
    let _ = survive_soon("a list", &format!("x in ({})", "1,".repeat(300_000)));
    let _ = survive_soon("a list of different numbers", &{
        (0..100_000).fold("x in (".to_owned(), |text, i| text + &format!("{i},")) + ")"
    });
    let _ = survive_soon("a call", &format!("sqrt({}x)", "x,".repeat(300_000)));
    let _ = survive_soon("a number", &format!("1e{}", "9".repeat(1_000_000)));
    let _ = survive_soon("a fraction", &format!("0.{}", "9".repeat(1_000_000)));
    let _ = survive_soon("a name", &"n".repeat(1_000_000));
    let _ = survive_soon("a function's name", &format!("{}(x)", "n".repeat(1_000_000)));
}

#[test]
fn long_expressions_have_the_right_value() {
    let x = [1.0, 2.0, 3.0];
    let value = |source: &str| -> Vec<f64> {
        let start = Instant::now();
        let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{error}"));
        let result = expr.eval::<f64>(&vars! { x, c: [true, false, true] }).unwrap_or_else(|error| panic!("{error}"));
        assert!(start.elapsed() < Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 }));
        result.into_iter().collect()
    };
    let sum = format!("{}x", "x + ".repeat(100_000));
    assert_eq!(value(&sum), [100_001.0, 200_002.0, 300_003.0]);
    let nodes = format!("{}x", "x+".repeat(499_999));
    assert_eq!(value(&nodes), [500_000.0, 1_000_000.0, 1_500_000.0]);
    let conditional = format!("{}x", "9 if c else ".repeat(87_000));
    assert_eq!(value(&conditional), [9.0, 2.0, 9.0]);
    let negated = format!("{}x", "-".repeat(100_000));
    assert_eq!(value(&negated), x);
    let inverted = format!("{}c", "not ".repeat(100_001));
    assert_eq!(value(&inverted), [0.0, 1.0, 0.0]);
    let nested = format!("{}x{}", "(".repeat(500), ")".repeat(500));
    assert_eq!(value(&nested), x);
    // It wraps to a negative exponent, or it does not: it ends.
    let _ = survive_soon("a tower of powers", "9**9**9**9 + x");
}

#[test]
fn many_inputs() {
    let arrays: Vec<Array1<f64>> = (0..300).map(|i| Array1::from_elem(1000, i as f64)).collect();
    let names: Vec<String> = (0..300).map(|i| format!("v{i}")).collect();
    let mut vars = Vars::new();
    names.iter().zip(&arrays).for_each(|(name, array)| {
        vars.insert(name.as_str(), array);
    });
    let sum = Expr::parse(&names.join(" + ")).and_then(|expr| expr.eval::<f64>(&vars)).expect("300 are not too many");
    assert!(sum.iter().all(|&x| x == 44_850.0));
}

#[test]
fn many_constants() {
    let mut source = "x".to_owned();
    for i in 0..5000 {
        write!(source, " + {i}.5*x").expect("writing to a string never fails");
    }
    let x = [1.0, 2.0];
    let sum = Expr::parse(&source).and_then(|expr| expr.eval::<f64>(&vars! { x })).expect("5000 are not too many");
    let expected = 1.0 + (0..5000).map(|i| i as f64 + 0.5).sum::<f64>();
    assert_eq!(sum.as_slice(), Some(&[expected, 2.0 * expected][..]));
}

/// `(x + 1) * ((x + 2) * (… ))`, whose left operands might all be computed before they are needed.
#[test]
fn many_values_alive() {
    let x = [0.0, 1.0];
    for depth in [10, 200, 240] {
        let source = (1..=depth).fold(String::new(), |s, i| s + &format!("(x + {i}) - (")) + "x" + &")".repeat(depth);
        let result = Expr::parse(&source).and_then(|expr| expr.eval::<f64>(&vars! { x })).expect("it is not too deep");
        let expected = |x: f64| (1..=depth).rev().fold(x, |rest, i| (x + i as f64) - rest);
        assert_eq!(result.as_slice(), Some(&[expected(0.0), expected(1.0)][..]), "depth {depth}");
    }
    // All of a thousand sums are used again at the end: whether that is accepted or not, it must end.
    let used_twice = (0..1000).fold("x".to_owned(), |s, i| s + &format!(" + sin(x + {i})"))
        + &(0..1000).rev().fold(String::new(), |s, i| s + &format!(" + cos(sin(x + {i}))"));
    let _ = survive_soon("a thousand values used twice", &used_twice);
    let tower = (0..1000).fold(String::new(), |s, i| s + &format!("f64(x + {i})**")) + "x";
    let _ = survive_soon("a tower of powers", &tower);
}

/// Programs whose statements and shifts multiply, if one lets them.
#[test]
fn programs_that_multiply() {
    let statements = |count: usize, statement: &dyn Fn(usize) -> String, end: &str| {
        (0..count).map(|i| statement(i) + "\n").collect::<String>() + end
    };
    for (what, source) in [
        ("temporaries", statements(40_000, &|i| format!("t{} = {} + 1", i + 1, if i == 0 { "x" } else { "t" }), "t")),
        ("one name again and again", format!("t = x\n{}", statements(40_000, &|_| "t = t*t + 1".to_owned(), "t"))),
        ("doubled", format!("t = x\n{}", statements(40_000, &|_| "t += t".to_owned(), "t"))),
        ("rolled", format!("t = x\n{}", statements(20_000, &|_| "t += roll(t, 1)".to_owned(), "t"))),
        ("shifted by more and more", format!("t = x\n{}", statements(9_000, &|i| format!("t += shift(t, {i})"), "t"))),
        ("sliced", format!("t = x\n{}", statements(40_000, &|_| "t = t[::-1] + t".to_owned(), "t"))),
        ("parts", format!("t = x*1\n{}", statements(40_000, &|i| format!("t[{}] = {i}", i % 3), "t"))),
        ("parts of parts", format!("t = x*1\n{}", statements(9_000, &|_| "t[1:] += t[:-1]".to_owned(), "t"))),
        (
            "rolled by more and more",
            format!("t = x\n{}", statements(9_000, &|i| format!("t += roll(t, {i} % 3)"), "t")),
        ),
        (
            "sums of sums",
            format!("t = x\n{}", statements(20_000, &|_| "t = sum(t + 1, keepdims=True)".to_owned(), "t")),
        ),
        (
            "sums of rows",
            format!(
                "t = x[:, None]*x\n{}",
                statements(9_000, &|_| "t = sum(t/3, axis=1, keepdims=True)".to_owned(), "t")
            ),
        ),
        (
            "one operand of many sums",
            statements(9_000, &|i| format!("t{i} = sum(sqrt(x)*{i})/2"), "t0").replace("t0 =", "t0 = x*0 +"),
        ),
        ("nested sums", format!("{}x{}", "sum(".repeat(490), ", keepdims=True)".repeat(490))),
        ("nested rolls", format!("{}x{}", "roll(x + ".repeat(490), ", 1)".repeat(490))),
        ("nested shifts", format!("{}x{}", "shift(x + ".repeat(490), ", 1, mode=\"reflect\")".repeat(490))),
        ("indices", format!("x{}", "[:]".repeat(300_000))),
        ("new axes", format!("x{}", "[None]".repeat(150_000))),
        ("subscripts", format!("x[{}]", "None,".repeat(200_000))),
        ("separators", format!("{}x", ";\n".repeat(300_000))),
        ("a text", format!("shift(x, 1, mode=\"{}\")", "w".repeat(1_000_000))),
        ("texts", format!("f({})", "'a',".repeat(200_000))),
        ("no end of a text", "\"".repeat(1_000_000)),
        ("a sequence", "arange(-9223372036854775807, 9223372036854775807, 1)[5:7]".to_owned()),
        ("far away", "shift(x, 9223372036854775807) + roll(x, -9223372036854775808)".to_owned()),
    ] {
        let _ = survive_soon(what, &source);
    }
}
