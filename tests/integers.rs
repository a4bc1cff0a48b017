//! Integers that have no type yet: literals and integers given by value.
//!
//! What they give by themselves is Python's, where they meet arrays NumPy 2's. Each case stands for two: with literals,
//! which the compiler computes with, and with each literal given by value, to compute with when the program is bound.

use fusexpr::{AnyArray, Casting, CompileError, DType, Error, ErrorKind, Expr, Options, SyntaxError, Vars, eval, vars};

/// A text with its integer literals replaced by names, and the values of these; none where one does not fit i64, or has
/// to be a constant.
fn by_value(text: &str) -> Option<(String, Vec<i64>)> {
    if text.contains(" in (") {
        return None;
    }
    let (mut named, mut values) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let end =
            rest[start..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).map_or(rest.len(), |n| start + n);
        let (before, digits) = (&rest[..start], &rest[start..end]);
        let is_literal = !before.ends_with(|c: char| c.is_alphabetic()) && !digits.contains('.');
        named.push_str(before);
        match is_literal {
            true => {
                named.push_str(&format!("n{}", values.len()));
                values.push(digits.parse().ok()?);
            }
            false => named.push_str(digits),
        }
        rest = &rest[end..];
    }
    Some((named + rest, values))
}

/// Evaluates a text with literals, and with values; both must agree.
fn both(text: &str) -> Result<AnyArray, Error> {
    let arrays = || {
        let mut vars = Vars::new();
        vars.insert("b", &[0_u8, 7, 255]);
        vars.insert("s", &[-128_i8, 0, 127]);
        vars.insert("u", &[0_u64, 1 << 63, u64::MAX]);
        vars.insert("i", &[i64::MIN, 0, i64::MAX]);
        vars.insert("t", &[true, false, true]);
        vars.insert("f", &[0.5_f32, 1.0, 2.0]);
        vars.insert("x", &[0.5_f64, 1.0, 2.0]);
        vars
    };
    let literal = Expr::parse(text).and_then(|expr| expr.eval_any(&arrays()));
    if let Some((named, values)) = by_value(text) {
        let mut vars = arrays();
        let names: Vec<_> = (0..values.len()).map(|i| format!("n{i}")).collect();
        for (name, value) in names.iter().zip(values) {
            vars.insert(name.as_str(), value);
        }
        let given = Expr::parse(&named).and_then(|expr| expr.eval_any(&vars));
        match (&literal, &given) {
            (Ok(literal), Ok(given)) => assert_eq!(literal, given, "{text} with values"),
            (Err(literal), Err(given)) => {
                assert_eq!(literal.to_string(), given.to_string(), "{text} with values");
            }
            _ => panic!("{text}: {literal:?}, with values {given:?}"),
        }
    }
    literal
}

macro_rules! assert_gives {
    ($($text:literal: $expected:expr;)*) => {$(
        let result = both($text).unwrap_or_else(|error| panic!("{}: {error:?}", $text));
        let expected = AnyArray::from(ndarray::arr0($expected).into_dyn());
        assert_eq!(result, expected, "{}", $text);
    )*};
}

macro_rules! assert_gives_all {
    ($($text:literal: $expected:expr;)*) => {$(
        let result = both($text).unwrap_or_else(|error| panic!("{}: {error:?}", $text));
        let expected = AnyArray::from(ndarray::arr1(&$expected).into_dyn());
        assert_eq!(result, expected, "{}", $text);
    )*};
}

#[test]
fn by_themselves_they_are_exact() {
    assert_gives! {
        "10**18": 1000000000000000000_i64;
        "10**19": 10000000000000000000_u64;
        "2**63": 9223372036854775808_u64;
        "2**64 - 1": 18446744073709551615_u64;
        "-2**63": -9223372036854775808_i64;
        "-9223372036854775808": -9223372036854775808_i64;
        "2**64 // 3": 6148914691236517205_i64;
        "(2**64 + 1) % 10": 7_i64;
        "-2**70 // 2**68": -4_i64;
        "-(2**70 + 1) % 1000": 575_i64;
        "7 // -2": -4_i64;
        "-7 % 3": 2_i64;
        "1 << 63": 9223372036854775808_u64;
        "(1 << 100) >> 90": 1024_i64;
        "-5 >> 70": -1_i64;
        "~2**40": -1099511627777_i64;
        "(2**80 | 5) & 7": 5_i64;
        "(2**66 ^ 2**66) + 3": 3_i64;
        "-18446744073709551615 + 18446744073709551616": 1_i64;
        "0xffff_ffff_ffff_ffff_ffff - 0xffff_ffff_ffff_ffff_fffe": 1_i64;
        "3 * 10**30 // 10**25": 300000_i64;
        "(10**30 > 10**29) + 1": 2_i64;
        "10**40 == 10**40 + 1": false;
        "2**64 < 2**65 <= 2**65": true;
        "2**64 / 3": 6.148914691236517e+18_f64;
        "10**400 / 10**399": 10.0_f64;
        "1 / 3": 0.3333333333333333_f64;
        "10**30 / 7": 1.4285714285714285e+29_f64;
        "-18446744073709551616 / 2": -9.223372036854776e+18_f64;
        "6.022 * 10**23": 6.0219999999999996e+23_f64;
        "2**64 * 0.5": 9.223372036854776e+18_f64;
        "2**4000 // 2**3999": 2_i64;
        "0 ** 0": 1_i64;
        "True + 2**40": 1099511627777_i64;
        "5 - True": 4_i64;
        "True << 3": 8_i64;
        // Functions of numbers alone: exact where they are operators, and then of a type.
        "square(10**9)": 1000000000000000000_i64;
        "abs(-2**63)": 9223372036854775808_u64;
        "minimum(10**20, 5)": 5_i64;
        "gcd(10**20, 6**20)": 1048576_i64;
        "sqrt(10**20)": 1e10_f64;
        // Conversions wrap.
        "u8(300)": 44_u8;
        "i8(2**70 + 5)": 5_i8;
        "f64(10**20)": 1e20_f64;
        "f32(10**20)": 1e20_f32;
        "bool(10**20)": true;
    }
}

#[test]
fn beside_arrays_they_are_numpys() {
    assert_gives_all! {
        "b < 300": [true, true, true];
        "b <= 255": [true, true, true];
        "b < -1": [false, false, false];
        "b >= -1": [true, true, true];
        "b > 255": [false, false, false];
        "b == 300": [false, false, false];
        "b != 300": [true, true, true];
        "300 > b": [true, true, true];
        "300 == b": [false, false, false];
        "-1 < b": [true, true, true];
        "s >= -200": [true, true, true];
        "s < 128": [true, true, true];
        "s > 127": [false, false, false];
        "s == -129": [false, false, false];
        "s <= 10**30": [true, true, true];
        "u > -1": [true, true, true];
        "u < 2**64": [true, true, true];
        "u == 2**63": [false, true, false];
        "u >= -2**70": [true, true, true];
        "u <= 2**64 - 1": [true, true, true];
        "i < 2**63": [true, true, true];
        "i >= -2**63 - 1": [true, true, true];
        "i == 2**64": [false, false, false];
        "i > 10**40": [false, false, false];
        "i > -10**40": [true, true, true];
        "t < 2": [true, true, true];
        "f < 10**30": [true, true, true];
        "x > 10**19": [false, false, false];
        "x == 10**400 // 10**399": [false, false, false];
        "clip(b, 0, 256)": [0_u8, 7, 255];
        "clip(b, -5, 100)": [0_u8, 7, 100];
        "clip(s, -1000, 1000)": [-128_i8, 0, 127];
        "clip(u, -1, 2**63)": [0_u64, 9223372036854775808, 9223372036854775808];
        "clip(i, -10**19, 10**19)": [-9223372036854775808_i64, 0, 9223372036854775807];
        "clip(x, -10**19, 10**19)": [0.5_f64, 1.0, 2.0];
        "b + 1": [1_u8, 8, 0];
        "b * 2": [0_u8, 14, 254];
        "x + 10**20": [1e+20_f64, 1e+20, 1e+20];
        "f * 10**20": [5e+19_f32, 1e+20, 2e+20];
        "x / 2**64": [2.710505431213761e-20_f64, 5.421010862427522e-20, 1.0842021724855044e-19];
        "f / 2**64": [2.7105054e-20_f32, 5.421011e-20, 1.0842022e-19];
        "x * 3**40": [6.078832729528464e+18_f64, 1.2157665459056929e+19, 2.4315330918113858e+19];
        "f * 3**40": [6.0788326e+18_f32, 1.2157665e+19, 2.431533e+19];
        "x ** 2**3": [0.00390625_f64, 1.0, 256.0];
        "u + (2**64 - 1)": [18446744073709551615_u64, 9223372036854775807, 18446744073709551614];
        "u - 2**63": [9223372036854775808_u64, 0, 9223372036854775807];
        "i + (2**64 - 2**64)": [-9223372036854775808_i64, 0, 9223372036854775807];
        "x * 299792458**3": [1.3472001208686994e+25_f64, 2.694400241737399e+25, 5.388800483474798e+25];
        "b // (10**20 // 10**20)": [0_u8, 7, 255];
        "t + 10**18": [1000000000000000001_i64, 1000000000000000000, 1000000000000000001];
        "sqrt(x * 10**40)": [7.0710678118654755e+19_f64, 1e+20, 1.4142135623730951e+20];
        "minimum(b, 200)": [0_u8, 7, 200];
        "x * (2**63 - 1)": [4.611686018427388e+18_f64, 9.223372036854776e+18, 1.8446744073709552e+19];
        "t == 2**70": [false, false, false];
        "clip(-100, s, 10**20)": [-100_i8, 0, 127];
        "s**i8(-1)": [0_i8, 0, 0];
        "(0 - f)**(2**31 + 1)": [0.0_f32, 1.0, f32::INFINITY];
        "clip(x, -3, 1)": [0.5_f64, 1.0, 1.0];
        "clip(-1.5, -3, u)": [-1.5_f64, -1.5, -1.5];
        "b in (7, 300, -1)": [false, true, false];
        "b not in (2**70, 255)": [true, true, false];
        "0 <= b < 2**70": [true, true, true];
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let does_not_fit = |value: &str, dtype| {
        let value = value.to_owned();
        ErrorKind::Compile(CompileError::IntegerDoesNotFit { value, dtype })
    };
    let too_large = || ErrorKind::Compile(CompileError::IntegerTooLarge);
    let negative = |exponent: &str| {
        let exponent = exponent.to_owned();
        ErrorKind::Compile(CompileError::NegativeIntegerPower { exponent })
    };
    for (text, kind) in [
        ("2**64", does_not_fit("18446744073709551616", DType::I64)),
        ("-9223372036854775809", does_not_fit("-9223372036854775809", DType::I64)),
        ("b + 300", does_not_fit("300", DType::U8)),
        ("b * -1", does_not_fit("-1", DType::U8)),
        ("s // 128", does_not_fit("128", DType::I8)),
        ("i + 2**63", does_not_fit("9223372036854775808", DType::I64)),
        ("t + 2**63", does_not_fit("9223372036854775808", DType::I64)),
        ("u - 2**64", does_not_fit("18446744073709551616", DType::U64)),
        ("minimum(b, 300)", does_not_fit("300", DType::U8)),
        ("where(t, b, -1)", does_not_fit("-1", DType::U8)),
        ("clip(b, 300, 400)", does_not_fit("300", DType::U8)),
        ("clip(b, -5, -1)", does_not_fit("-1", DType::U8)),
        ("square(10**10)", does_not_fit("100000000000000000000", DType::I64)),
        ("sum(10**19 * 10)", does_not_fit("100000000000000000000", DType::I64)),
        ("f * 10**39", does_not_fit(&format!("1{}", "0".repeat(39)), DType::F32)),
        ("x < 10**400", does_not_fit(&format!("1{}", "0".repeat(400)), DType::F64)),
        ("x * 9**9**9**9", too_large()),
        ("1 << 5000", too_large()),
        ("2**4000 * 2**96", too_large()),
        ("10**-3", negative("-3")),
        ("2**(0 - 10**20)", negative("-100000000000000000000")),
        ("i**-1", negative("-1")),
        ("t**(2 - 5)", negative("-3")),
        ("clip(-300, s, 10**20)", does_not_fit("-300", DType::I8)),
    ] {
        let error = both(text).expect_err(text);
        assert_eq!(*error.kind(), kind, "{text}");
    }
    // What is written to a type of a lower kind has a type of its own before.
    let unchecked = Expr::parse("2**70").expect("it is right").with(Options::new().casting(Casting::Unsafe));
    let error = unchecked.eval::<bool>(&vars! {}).expect_err("it fits no type");
    assert_eq!(*error.kind(), does_not_fit("1180591620717411303424", DType::I64));
    let long = "9".repeat(1300);
    let error = Expr::parse(&format!("x + {long}")).expect_err("the literal is too long");
    assert!(matches!(error.kind(), ErrorKind::Syntax(SyntaxError::IntegerTooLarge { .. })), "{error}");
}

/// A truth value that depends on floats given by value counts as 0 or 1 among integers that have no type.
#[test]
fn truth_values_of_floats_count() {
    let difference = Expr::parse("(p > 1.0) - q").expect("it is right");
    for (p, expected) in [(0.5, -(1_i128 << 63)), (1.5, 1 - (1 << 63))] {
        let result = difference.eval_any(&vars! { p, q: 1_u64 << 63 }).expect("it fits i64");
        assert_eq!(result.to_scalar(), Some(i64::try_from(expected).expect("it fits").into()), "p = {p}");
    }
    let weak = eval::<u8>("b + (p in ()) + (p not in ())", &vars! { b: [1_u8], p: 2.5 }).expect("it stays u8");
    assert_eq!(weak.as_slice(), Some(&[2_u8][..]));
}

/// A program is compiled for each value only where a value asks for it, and values of both sorts may take turns.
#[test]
fn values_take_turns() {
    let expr = Expr::parse("b + n * 2 < m").expect("it is right");
    let b = [0_u8, 100, 200];
    for _ in 0..3 {
        for (n, m, expected) in [
            (5, 50, [true, false, false]),
            (27, 300, [true, true, true]),
            (27, -1, [false, false, false]),
            (0, 101, [true, true, false]),
        ] {
            let result = expr.eval::<bool>(&vars! { b, n, m }).expect("it is right");
            assert_eq!(result.as_slice(), Some(&expected[..]), "n = {n}, m = {m}");
        }
        let error = expr.eval::<bool>(&vars! { b, n: 128, m: 1 }).expect_err("256 does not fit");
        assert_eq!(error.span(), Some(4..9), "{error:?}");
    }
}

#[test]
fn sequences_and_places() {
    assert_gives_all! {
        "arange(2)": [0_i64, 1];
        "arange(0, 10**19, 3 * 10**18)": [0_i64, 3 * 10_i64.pow(18), 6 * 10_i64.pow(18), 9 * 10_i64.pow(18)];
        "arange(2**64 - 2, 2**64)": [u64::MAX - 1, u64::MAX];
        "arange(2**63 - 1, -3, -2**62)": [i64::MAX, (1 << 62) - 1, -1];
        "arange(5)[2**70 // 2**69:10**18]": [2_i64, 3, 4];
        "roll(arange(3), 10**20 + 1)": [1_i64, 2, 0];
        "full(2, 2**64 - 1)": [u64::MAX; 2];
        "full(2, 7, dtype=\"uint8\")": [7_u8; 2];
        "zeros(2, dtype=\"i32\") + (2**31 - 1)": [i32::MAX; 2];
    }
    let refused = |text: &str| eval::<f64>(text, &vars! {}).expect_err(text).kind().clone();
    let beyond = refused("arange(-1, 2**64, 2**62) * 1.0");
    assert!(matches!(beyond, ErrorKind::Compile(CompileError::IntegerDoesNotFit { .. })), "{beyond:?}");
    let beyond = refused("arange(4)[10**40]");
    assert!(matches!(beyond, ErrorKind::Compile(CompileError::IntegerOutOfRange { .. })), "{beyond:?}");
}
