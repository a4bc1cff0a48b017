//! What holds of all dates and lengths of time, and that nothing changes a bit of what is computed of them.

use crate::common::arrays::{Array, Layout, Mood, elements};
use crate::common::available_levels;
use fusexpr::{DType, Expr, Options, Threads, TimeUnit, Vars};

const LENGTH: usize = 50_021;

/// Dates and lengths of time, some of each, under these names.
fn operands(mood: Mood, names: [&'static str; 3]) -> [(&'static str, Array); 3] {
    let array = |dtype, seed| Array::of(dtype, Layout::new(&[LENGTH], 0, false), mood, seed);
    let (date, span) = (DType::Datetime64(TimeUnit::Hour), DType::Timedelta64(TimeUnit::Minute));
    [(names[0], array(date, 1)), (names[1], array(span, 2)), (names[2], array(span, 3))]
}

fn evaluated(source: &str, operands: &[(&str, Array)], options: Options) -> fusexpr::AnyArray {
    let mut vars = Vars::new();
    for (name, array) in operands {
        vars.insert(*name, array.operand());
    }
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options);
    expr.eval_any(&vars).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// Equations and inequalities that hold unless something is NaT; a date is pulled apart and put together again.
#[test]
fn what_holds_of_all_dates() {
    // Dates of three thousand years, and some NaT.
    let prelude = r#"
        t = where(i64(u) % 7 == 3, datetime64("NaT", "h"), datetime64(99991*i64(u), "h"))
        a = where(i64(v) % 11 == 5, timedelta64("NaT", "m"), v*1001)
        first = datetime64(t, "M")
        "#;
    for claim in [
        "t + a - a == t",
        "t + a - t == a",
        "t - (t - a) == a",
        "a + b - b == a",
        "-(-a) == a",
        "abs(a) == a*i64(sign(a))",
        "a // b * b + a % b == a or b == timedelta64(0, \"m\")",
        "minimum(a, b) + maximum(a, b) == a + b",
        "i8(a < b) + i8(a == b) + i8(a > b) == 1",
        "datetime64(t, \"D\") <= t and t < datetime64(t, \"D\") + timedelta64(1, \"D\")",
        "datetime64(t, \"Y\") <= first and first <= t and t < first + timedelta64(1, \"M\")",
        "datetime64(t, \"s\") == t and datetime64(datetime64(t, \"ms\"), \"h\") == t",
        "timedelta64(a, \"h\") <= a and a < timedelta64(a, \"h\") + timedelta64(1, \"h\")",
        "i64(datetime64(t, \"Y\")) + 1970 == year(t)",
        "i64(first) == 12*(year(t) - 1970) + month(t) - 1",
        "first + timedelta64(day(t) - 1, \"D\") + timedelta64(hour(t), \"h\") == t",
        "weekday(t + timedelta64(1, \"D\")) == (weekday(t) + 1) % 7",
        "weekday(t) == (i64(datetime64(t, \"D\")) - 4) % 7",
    ] {
        let source = format!("{prelude}\nisnat(first) or isnat(a) or ({claim})");
        let holds = elements(&evaluated(&source, &operands(Mood::Moderate, ["u", "v", "b"]), Options::new()));
        let wrong = holds.iter().position(|holds| !holds.is_same(crate::common::Value::Bool(true)));
        assert_eq!(wrong, None, "{claim}");
    }
}

#[test]
fn nothing_changes_a_bit_of_dates() {
    for source in [
        "t + a",
        "t - a*3",
        "(t - t[0]) / 7",
        "a*2.5 - b/3",
        "a / b + a // b",
        "a % b",
        "maximum(abs(a), -b)",
        "year(t)*10000 + month(t)*100 + day(t)",
        "datetime64(t, \"W\")",
        "where(a < b, t + a, t + b)",
        "sum(a) + cumsum(b)",
        "mean(a - b)",
        "max(t) - min(t)",
        "argmax(t + a)",
    ] {
        let operands = operands(Mood::Wild, ["t", "a", "b"]);
        let reference = elements(&evaluated(source, &operands, Options::new().threads(Threads::Serial)));
        let mut ways = vec![Options::new().threads(Threads::Exactly(2)).block_len(1000), Options::new().block_len(7)];
        ways.push(Options::new().unfused(true));
        ways.extend(available_levels().into_iter().map(|level| Options::new().level(level)));
        for options in ways {
            let other = elements(&evaluated(source, &operands, options.clone()));
            let same = reference.len() == other.len() && reference.iter().zip(&other).all(|(x, y)| x.is_same(*y));
            assert!(same, "{source} with {options:?}");
        }
    }
}
