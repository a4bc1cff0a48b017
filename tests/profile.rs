//! Profiles: what they measure is what an ordinary evaluation gives, and every kind of pass is in them.
//!
//! No test depends on a time: those of this machine at this moment are what they are.

use fusexpr::inspect::{Profile, Updates};
use fusexpr::{AnyArray, Expr, Level, Options, Outputs, Vars, outputs, vars};
use ndarray::{Array1, Array2, Axis, s};

fn profile(source: &str, vars: &Vars<'_>) -> Profile {
    let profile = Expr::parse(source)
        .and_then(|expr| expr.with(Options::new().level(Level::Base)).profile(vars, Updates::InPlace));
    profile.unwrap_or_else(|error| panic!("{source}: {}", error.report()))
}

/// Profiles an expression, compares its value, and gives the profile as text.
fn checked(source: &str, vars: &Vars<'_>) -> String {
    let profile = profile(source, vars);
    let expr = Expr::parse(source).expect("it has been parsed").with(Options::new().level(Level::Base));
    let expected = expr.eval_any(vars).expect("it has been evaluated");
    let found: Vec<_> = profile.outputs().collect();
    assert_eq!(found, [("out", &expected)], "{source}");
    let json = profile.to_json();
    let numbers = |field: &str| -> Vec<f64> {
        let name = format!("\"{field}\": ");
        let fields = json.split(name.as_str()).skip(1);
        fields.map(|rest| rest.split([',', '}']).next().unwrap_or_default().parse().unwrap_or(f64::NAN)).collect()
    };
    let shares = numbers("share");
    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{source}: {shares:?}");
    let sum: f64 = shares.iter().sum();
    assert!(sum == 0.0 || (sum - 1.0).abs() < 1e-9, "{source}: the shares make {sum}");
    assert!(numbers("ns_per_element").iter().all(|time| *time >= 0.0), "{source}");
    profile.to_string()
}

fn numbers(shape: (usize, usize)) -> Array2<f64> {
    Array2::from_shape_fn(shape, |(i, j)| ((i * 31 + j * 17) % 97) as f64 / 8.0 - 3.0)
}

#[test]
fn every_kind_of_pass_is_measured() {
    let (x, column) = (numbers((60, 700)), numbers((60, 1)));
    let transposed = numbers((700, 60));
    let (y, backwards) = (transposed.t(), x.slice(s![.., ..;-1]));
    let vars = vars! { x, y, backwards, column, c: 2.5 };
    for (source, parts) in [
        ("x*c + 1", &["multiply_add.f64  out ← x, c, 1.0", "(before the blocks)", "(from block to block)"][..]),
        ("x + y*backwards", &["(transpose y)", "(gather backwards)"]),
        ("x[:, ::-1].real + c*c", &["(before the blocks, with what is computed once)"]),
        ("index(1)*x", &["(count count[i1])"]),
        ("exp(column) + x", &["exp.f64  t0", "hoisted", "(gather t0"]),
        ("sum(x*x)", &["fold add.f64  t0  ← r0"]),
        ("max(x) - min(x)", &["fold maximum.f64", "; fold minimum.f64", ", all of them"]),
        ("exp(x - max(x, axis=1, keepdims=True))", &["fold maximum.f64", "exp.f64"]),
        ("cumsum(x, axis=1)", &["scan add t0 along 1, all of the pass"]),
        ("roll(x, 1, axis=0) - x", &["subtract.f64"]),
    ] {
        let text = checked(source, &vars);
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn tiles_and_bands_are_measured() {
    let x = numbers((400, 700));
    let vars = vars! { x };
    let tiles = checked("t = exp(x); t[1:-1, 1:-1] + t[:-2, 1:-1] + t[2:, 1:-1]", &vars);
    for part in ["in tiles of", "for k0: exp.f64", "add_add.f64"] {
        assert!(tiles.contains(part), "{part} in {tiles}");
    }
    let bands = checked("e = exp(x - max(x, axis=1, keepdims=True)); e / sum(e, axis=1, keepdims=True)", &vars);
    assert!(bands.contains("in turns with 2 other passes") && bands.contains("divide.f64"), "{bands}");
}

#[test]
fn what_goes_past_the_caches_is_measured() {
    let (x, y) = (Array1::<f64>::linspace(0.0, 1.0, 4_200_000), Array1::<f64>::ones(4_200_000));
    let text = checked("floor(x*3 + y) - x", &vars! { x, y });
    assert!(text.contains("(stream out)"), "{text}");
}

#[test]
fn statements_and_updates_in_place_are_measured() {
    let u = Array1::linspace(0.0, 9.0, 5000);
    let text = "u[1:-1] = (u[:-2] + u[2:]) / 2";
    let found = profile(text, &vars! { u });
    let mut expected = u.clone();
    Expr::parse(text).unwrap().evaluate_in_place("u", &vars! {}, &mut expected).unwrap();
    assert_eq!(found.outputs().collect::<Vec<_>>(), [("u", &AnyArray::from(expected))]);
    assert!(found.to_string().contains("(write back u[i0+1])"), "{found}");

    let text = "low = minimum(u, 3); high = sum(maximum(u, 3))";
    let found = profile(text, &vars! { u });
    let (mut low, mut high) = (Array1::<f64>::zeros(5000), ndarray::arr0(0.0));
    let mut targets: Outputs<'_> = outputs! { low, high };
    Expr::parse(text).unwrap().run(&vars! { u }, &mut targets).unwrap();
    drop(targets);
    let (low, high) = (AnyArray::from(low), AnyArray::from(high));
    assert_eq!(found.outputs().collect::<Vec<_>>(), [("low", &low), ("high", &high)]);
}

#[test]
fn nothing_is_measured_of_nothing() {
    let x = numbers((0, 3));
    let text = checked("x*2 + 1", &vars! { x });
    assert!(text.contains("no passes, as there are no elements"), "{text}");
    checked("sum(x, axis=0) + 1", &vars! { x });
    checked("1 + 2", &vars! {});
}

#[test]
fn what_is_wrong_is_told_as_by_an_evaluation() {
    let x = numbers((2, 3));
    let error = Expr::parse("x + z").unwrap().profile(&vars! { x }, Updates::InPlace).expect_err("there is no `z`");
    assert!(error.report().to_string().contains("1 | x + z\n  |     ^"), "{}", error.report());
    let row = x.index_axis(Axis(0), 0).to_owned();
    let error = Expr::parse("x + row[:2]")
        .unwrap()
        .profile(&vars! { x, row }, Updates::InPlace)
        .expect_err("the shapes differ");
    assert!(error.report().to_string().contains("1 | x + row[:2]"), "{}", error.report());
}
