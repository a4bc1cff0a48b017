//! What the signature of a function of arrays says is taken for an argument that is left out is what is taken.

use fusexpr::{AnyArray, Expr, array_functions, vars};

/// The value of an expression over arrays of one axis and of two.
fn value(source: &str) -> Option<AnyArray> {
    let (x, y, m) = ([0.5, -1.5, 4.0], [2.0, 3.0, -1.0], [[1.0, 2.0], [3.0, 5.0]]);
    let m = ndarray::arr2(&m);
    Expr::parse(source).and_then(|expr| expr.eval_any(&vars! { x, y, m })).ok()
}

/// The call of a function with what must be given, and perhaps more.
fn call(name: &str, required: &[String], more: &str) -> String {
    format!("{name}({}{more})", required.join(", "))
}

#[test]
fn defaults_are_what_signatures_say() {
    let mut tried = 0;
    for function in array_functions().filter(|function| function.name() != "index") {
        let (name, signature) = (function.name(), function.signature());
        let required = function.required().map(|parameter| match parameter {
            "x" if name == "datetime64" => "x=\"2024-05-01\"".to_string(), // a number needs a unit
            "x" | "y" if matches!(name, "contains" | "startswith" | "endswith") => format!("{parameter}=\"w\""),
            "x" if matches!(name, "fliplr" | "rot90") => "x=m".to_string(), // they have two axes at least
            "x" | "y" => format!("{parameter}={parameter}"),
            "shape" if name == "reshape" => "shape=(3, 1)".to_string(),
            "shape" => "shape=(2, 3)".to_string(),
            "start" => "start=1".to_string(),
            "shift" | "stop" | "value" | "repeats" | "reps" => format!("{parameter}=2"),
            "axis1" | "axis2" | "source" | "destination" | "axis" => format!("{parameter}=0"),
            "indices" => "indices=0".to_string(),
            "arrays" | "choices" => format!("{parameter}=(x, y)"),
            "conditions" => "conditions=(x > 0, x > 1)".to_string(),
            "a" | "v" | "bins" | "xp" | "fp" => format!("{parameter}=y"),
            "dtype" => "dtype=f32".to_string(),
            other => panic!("{signature}: what is an argument for `{other}`?"),
        });
        let required: Vec<String> = required.collect();
        let usual = value(&call(name, &required, "")).unwrap_or_else(|| panic!("{signature} takes {required:?}"));
        let parameters = &signature[name.len() + 1..signature.len() - 1];
        for parameter in parameters.split(", ").filter(|parameter| parameter.contains('=')) {
            let source = call(name, &required, &format!(", {parameter}"));
            assert_eq!(value(&source).as_ref(), Some(&usual), "{source}, of {signature}");
            tried += 1;
        }
        let optional: Vec<&str> =
            function.keywords().filter(|keyword| parameters.contains(&format!("[, {keyword}]"))).collect();
        for keyword in optional {
            for given in ["0", "-1", "None"] {
                let source = call(name, &required, &format!(", {keyword}={given}"));
                assert_eq!(value(&source).as_ref(), Some(&usual), "{source}, of {signature}");
            }
            let two_axes = call(name, &required, "").replace("x=x", "x=m");
            assert_eq!(value(&two_axes), None, "{two_axes}: {signature} has no default for two axes");
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} defaults");
}
