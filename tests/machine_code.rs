//! Machine code as a caller sees it: what is told of it, and of why there is none.

use fusexpr::inspect::{Spec, Updates};
use fusexpr::{DType, Expr, Level, Options, Tier, Vars};

/// What an explanation says of machine code, a line a pass.
fn told(source: &str, specs: &[(&str, Spec)], options: Options) -> Vec<String> {
    let expr = Expr::parse(source).expect("it is an expression").with(options);
    let explanation = expr.explain(specs, Updates::IntoNew).expect("it fits");
    lines(&explanation.to_string())
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| Some(line.trim_start().strip_prefix("machine code: ")?.to_owned())).collect()
}

fn array(dtype: DType, length: usize) -> Spec {
    Spec::Array { dtype, shape: vec![length] }
}

fn vector_levels() -> impl Iterator<Item = Level> {
    [Level::V3, Level::V4].into_iter().filter(|level| level.is_available())
}

#[test]
fn why_there_is_none_is_told() {
    let specs = [("x", array(DType::F64, 1000)), ("y", array(DType::F64, 1000))];
    assert_eq!(told("x*y + 1", &specs, Options::new().level(Level::Base)), ["none, as there is none for level base"]);
    for level in vector_levels() {
        let options = || Options::new().level(level);
        let native = || options().tier(Tier::Native);
        let kernels = options().tier(Tier::Kernels);
        assert_eq!(told("x*y + 1", &specs, kernels), ["none, as the tier is kernels"]);
        let little = "none, as the elements cost 1000 in all, and it pays from 262144 on, in one call or in many";
        if std::env::var_os("FUSEXPR_TIER").is_none() {
            assert_eq!(told("x*y + 1", &specs, options()), [little]);
        }
        let covered = told("x*y + 1", &specs, native());
        assert!(matches!(&covered[..], [line] if line.starts_with("all of it in one loop")), "{covered:?}");
        assert_eq!(told("sin(x)", &specs, native()), ["none, as no vector instructions do any of it"]);
        assert_eq!(told("cumsum(x)", &specs, native())[1], "none, as no vector instructions do any of it");
        // Each fold takes as many registers as its 32 lanes fill.
        let folds: Vec<String> = (0..9).map(|i| format!("s{i} = sum(x{i})")).collect();
        let names: Vec<String> = (0..9).map(|i| format!("x{i}")).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), array(DType::F64, 1000))).collect();
        assert_eq!(
            told(&folds.join("; "), &many, native())[0],
            "none, as the folds need more registers than there are"
        );
    }
}

/// A pass that runs some rows or a tile at a time has as much to do as all of them have.
#[test]
fn parts_of_a_pass_are_counted_together() {
    let specs = [("x", Spec::Array { dtype: DType::F64, shape: vec![4000, 1000] })];
    for level in vector_levels().filter(|_| std::env::var_os("FUSEXPR_TIER").is_none()) {
        let softmax = "e = exp(x - max(x, axis=1, keepdims=True)); e / sum(e, axis=1, keepdims=True)";
        let tiles = "t = exp(x)*2; t[1:-1, 1:-1] + t[:-2, 1:-1] + t[2:, 1:-1]";
        let few = "instruction 1 in one loop, ";
        for (source, code) in
            [(softmax, few), (tiles, "instruction 2 in one loop, "), (tiles, "all of it in one loop, ")]
        {
            let told = told(source, &specs, Options::new().level(level));
            assert!(told.iter().any(|line| line.starts_with(code)), "{source}: {told:?}");
        }
    }
}

#[test]
fn tools_are_told_by_name() {
    let json = |tier| {
        let expr = Expr::parse("x*2 + 1").expect("it is an expression").with(Options::new().tier(tier));
        expr.explain(&[("x", array(DType::F64, 1000))], Updates::IntoNew).expect("it fits").to_json()
    };
    let reason = r#""no_machine_code": {"reason": "tier", "text": "the tier is kernels"}"#;
    assert!(json(Tier::Kernels).contains(reason), "{}", json(Tier::Kernels));
    if Level::detect() > Level::Base {
        assert!(json(Tier::Native).contains(r#""no_machine_code": null"#), "{}", json(Tier::Native));
    }
}

#[test]
fn a_profile_says_what_ran() {
    let x = vec![0.5; 3000];
    let vars = Vars::new().with("x", &x);
    let profile = |source: &str, options| {
        let expr = Expr::parse(source).expect("it is an expression").with(options);
        lines(&expr.profile(&vars, Updates::IntoNew).expect("it fits").to_string())
    };
    assert_eq!(profile("x*x + 1", Options::new().tier(Tier::Kernels)), ["none, as the tier is kernels"]);
    for level in vector_levels() {
        let native = profile("sin(x)*x + 1", Options::new().level(level).tier(Tier::Native));
        assert!(matches!(&native[..], [line] if line.starts_with("instruction 2 in one loop")), "{native:?}");
    }
}
