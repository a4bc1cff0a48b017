//! What others build on: what a program tells of itself before it runs, its tree as plain data, and what is asked for
//! by options and collections.

use fusexpr::inspect::{Spec, Updates};
use fusexpr::syntax::{Form, PlainSubscript, PlainTree};
use fusexpr::{
    AnyArray, BindError, Casting, DType, ErrorKind, Expr, Level, Options, Outputs, Scalar, Threads, Vars,
    array_functions, operations, vars,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn parsed(source: &str) -> Expr {
    Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// Programs of all kinds over `x` and `y` of one shape, a `row`, an `i` of integers, and values `c` and `n`.
const PROGRAMS: [&str; 17] = [
    "x + y",
    "i / 2 + row",
    "i + n",
    "i * c",
    "x > y",
    "x[1:, None] * row",
    "mean(x, axis=0)",
    "sum(i)",
    "low = min(x); d = x - c; x > 1",
    "y += x; low = min(x); y*2",
    "i /= 2; row = row > 0",
    "t = x*y; t[0] = row; t",
    "roll(x, n, axis=0)[:n]",
    "zeros(n, 2, dtype=u8)",
    "argmax(x, axis=1, keepdims=True)",
    "10**20 * x",
    "t = x + 1; u = t*2",
];

#[test]
fn types_of_results_are_those_of_the_results() {
    let arrays: [(&str, AnyArray); 4] = [
        ("x", AnyArray::zeros(DType::F32, &[4, 3])),
        ("y", AnyArray::zeros(DType::F64, &[4, 3])),
        ("row", AnyArray::zeros(DType::F64, &[3])),
        ("i", AnyArray::zeros(DType::I16, &[4, 1])),
    ];
    let values = [("c", Scalar::from(2.5)), ("n", Scalar::from(2_i64))];
    let spec = |array: &AnyArray| Spec::Array { dtype: array.dtype(), shape: array.shape().to_vec() };
    let mut specs: Vec<(&str, Spec)> = arrays.iter().map(|(name, array)| (*name, spec(array))).collect();
    specs.extend(values.map(|(name, value)| (name, Spec::Scalar(value))));
    let mut vars: Vars<'_> = arrays.iter().map(|(name, array)| (*name, array)).collect();
    vars.extend(values);
    for source in PROGRAMS {
        let expr = parsed(source);
        let results = expr.eval_all(&vars).unwrap_or_else(|error| panic!("{source}: {error}"));
        let expected: Vec<(String, Spec)> = results.iter().map(|(name, array)| (name.clone(), spec(array))).collect();
        assert_eq!(expr.result_types(&specs).unwrap(), expected, "{source}");
        let explanation = expr.explain(&specs, Updates::IntoNew).unwrap();
        let kind = |dtype, shape: &[usize]| Spec::Array { dtype, shape: shape.to_vec() };
        let outputs = explanation.outputs().map(|(name, dtype, shape)| (name.to_owned(), kind(dtype, shape)));
        assert_eq!(outputs.collect::<Vec<_>>(), expected, "{source}");
        let profile = expr.profile(&vars, Updates::IntoNew).unwrap();
        let outputs = profile.outputs().map(|(name, array)| (name.to_owned(), array.clone()));
        assert_eq!(outputs.collect::<Vec<_>>(), results, "{source}");
    }
}

#[test]
fn types_of_results_fail_as_an_evaluation_would() {
    let array = |shape: &[usize]| Spec::Array { dtype: DType::F64, shape: shape.to_vec() };
    let error = |source: &str, specs: &[(&str, Spec)]| parsed(source).result_types(specs).expect_err(source);
    let shapes = error("1 + x*y", &[("x", array(&[3])), ("y", array(&[4]))]);
    assert!(matches!(shapes.kind(), ErrorKind::Bind(BindError::ShapeMismatch { .. })));
    assert_eq!(shapes.span(), Some(4..7));
    let unknown = error("x + widht", &[("x", array(&[3])), ("width", array(&[3]))]);
    assert_eq!(unknown.help(), Some("did you mean `width`?"));
    let large = error("x + y", &[("x", array(&[1 << 40, 1])), ("y", array(&[1 << 40]))]);
    assert!(matches!(large.kind(), ErrorKind::Bind(BindError::ShapeTooLarge { .. })), "{large}");
    let called = error("out = x; x", &[("x", array(&[3]))]);
    assert_eq!(called.kind(), &ErrorKind::Bind(BindError::LostResult));
}

/// In place an operand keeps its type, and a value cannot be updated.
#[test]
fn updates_in_place_differ_from_new_arrays() {
    let array = [("n", Spec::Array { dtype: DType::I64, shape: vec![5] })];
    let half = parsed("n /= 2");
    assert_eq!(half.explain(&array, Updates::IntoNew).unwrap().outputs().next().unwrap().1, DType::F64);
    assert!(half.explain(&array, Updates::InPlace).unwrap_err().to_string().contains("cannot be written into"));
    let double = parsed("n *= 2").explain(&array, Updates::InPlace).unwrap();
    assert_eq!(double.outputs().collect::<Vec<_>>(), [("n", DType::I64, &[5][..])]);
    let error = half.explain(&[("n", Spec::Scalar(4_i64.into()))], Updates::InPlace).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Bind(BindError::AssignedVariable { name: "n".to_owned() }));
    assert_eq!(error.help(), Some("give an array to be updated, or choose another name"));
}

/// What is elementwise may be evaluated in parts; of functions of whole arrays those are elementwise that say so.
#[test]
fn elementwise_programs_can_be_evaluated_in_parts() {
    let all: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.75 - 20.0).collect();
    let part = |source: &str, range: std::ops::Range<usize>| {
        parsed(source).eval_any(&vars! { x: &all[range.clone()], y: &all[range], c: 3.0 })
    };
    let mut count = 0;
    for operation in operations() {
        let operands = ["x", "y", "c", "x", "y"][..operation.parameters().len()].join(", ");
        let source = format!("u = {}({operands}); u", operation.name());
        assert!(parsed(&source).is_elementwise(), "{source}");
        // Not all operations take floats.
        let Ok(whole) = part(&source, 0..100) else { continue };
        let parts = [part(&source, 0..33).unwrap(), part(&source, 33..100).unwrap()];
        let joined: Vec<Scalar> = parts.iter().flat_map(elements).collect();
        let same = |x: &Scalar, y: &Scalar| x == y || format!("{x:?}") == format!("{y:?}"); // NaN is not equal to itself
        assert!(joined.iter().zip(elements(&whole)).all(|(x, y)| same(x, &y)), "{source}");
        count += 1;
    }
    assert!(count > 60, "only {count} operations take floats");
    for function in array_functions() {
        let arguments: Vec<&str> = function.required().map(|_| "x").collect();
        let source = format!("{}({})", function.name(), arguments.join(", "));
        assert_eq!(parsed(&source).is_elementwise(), function.is_elementwise(), "{source}");
    }
    assert!(!parsed("x[1:]").is_elementwise() && !parsed("t[0] = x").is_elementwise());
}

fn elements(array: &AnyArray) -> Vec<Scalar> {
    let array_type = array.dtype();
    macro_rules! of {
        ($($variant:ident = $type:ty { $($facts:tt)* })*) => {
            match array {
                $(AnyArray::$variant(array, ..) => array.iter().map(|&x| Scalar::from(x).view(array_type)).collect(),)*
                other => panic!("{} is not computed here", other.dtype()),
            }
        };
    }
    fusexpr::for_each_element!(of! {})
}

/// A translator, to values of one element each: it knows a few functions, and nothing of this library but the tree.
fn value(tree: &PlainTree, variables: &[(&str, f64)]) -> f64 {
    let mut names: HashMap<String, f64> = variables.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let mut values: Vec<f64> = Vec::new();
    let mut next = 0;
    let truth = |x: bool| f64::from(u8::from(x));
    let mut last = f64::NAN;
    for statement in &tree.statements {
        // The nodes of a statement stand before those of the next one.
        let end = tree.nodes.iter().position(|node| node.span.start >= statement.span.end).unwrap_or(tree.nodes.len());
        while next < end {
            let value = match &tree.nodes[next].form {
                Form::Integer(digits) => digits.parse().unwrap(),
                Form::Float(x) => *x,
                Form::Bool(x) => truth(*x),
                Form::Name(name) => names.get(name).copied().unwrap_or(f64::NAN),
                Form::Operation { name, operands } => {
                    assert!(operands.iter().all(|&x| x < next), "operands stand before their users");
                    apply(name, &operands.iter().map(|&x| values[x]).collect::<Vec<_>>())
                }
                Form::Chain { names, operands } => {
                    let holds =
                        |(i, name): (usize, &String)| apply(name, &[values[operands[i]], values[operands[i + 1]]]);
                    truth(names.iter().enumerate().all(|pair| holds(pair) != 0.0))
                }
                Form::Membership { item, list, negated } => {
                    truth(list.iter().any(|&x| values[x] == values[*item]) != *negated)
                }
                Form::Call { function, arguments } => {
                    let keyword = |name: &str| arguments.iter().find(|(keyword, _)| keyword.as_deref() == Some(name));
                    match (&**function, &arguments[..]) {
                        ("clip", [(None, x), ..]) => {
                            values[*x].clamp(values[keyword("min").unwrap().1], values[keyword("max").unwrap().1])
                        }
                        (name, arguments) => {
                            apply(name, &arguments.iter().map(|(_, x)| values[*x]).collect::<Vec<_>>())
                        }
                    }
                }
                other => panic!("{other:?} is not translated"),
            };
            values.push(value);
            next += 1;
        }
        last = values[statement.value];
        if let Some(target) = &statement.target {
            if let Some(operation) = &statement.operation {
                last = apply(operation, &[names[target], last]);
            }
            names.insert(target.clone(), last);
        }
    }
    last
}

fn apply(name: &str, x: &[f64]) -> f64 {
    let truth = |x: bool| f64::from(u8::from(x));
    match (name, x) {
        ("add", [x, y]) => x + y,
        ("subtract", [x, y]) => x - y,
        ("multiply", [x, y]) => x * y,
        ("divide", [x, y]) => x / y,
        ("negative", [x]) => -x,
        ("less", [x, y]) => truth(x < y),
        ("less_equal", [x, y]) => truth(x <= y),
        ("greater", [x, y]) => truth(x > y),
        ("logical_and", [x, y]) => truth(*x != 0.0 && *y != 0.0),
        ("logical_not", [x]) => truth(*x == 0.0),
        ("where", [c, x, y]) => {
            if *c != 0.0 {
                *x
            } else {
                *y
            }
        }
        ("sqrt", [x]) => x.sqrt(),
        ("arcsin", [x]) => x.asin(),
        other => panic!("{other:?} is unknown"),
    }
}

#[test]
fn a_tree_can_be_translated() {
    let variables = [("x", 0.25), ("y", -1.5), ("z", 2.0)];
    let vars: Vars<'_> = variables.into_iter().collect();
    for (source, expected) in [
        ("x*y - z/4", -0.875),
        ("-x + (y if x > y else z)", -1.75),
        ("y < x <= z", 1.0),
        ("y < x < 0.25", 0.0),
        ("z in (1, 2)", 1.0),
        ("z not in (1, 2)", 0.0),
        ("not (x < y and True)", 1.0),
        ("clip(z, max=1, min=x)", 1.0),
        ("asin(x + 0.25)*6", std::f64::consts::PI),
        ("t = sqrt(x); t += 1; z -= t; z*t", 0.75),
    ] {
        let tree = parsed(source).tree();
        let own = value(&tree, &variables);
        assert!((own - expected).abs() < 1e-12, "{source} is translated to {own}");
        let result = parsed(source).eval_all(&vars).unwrap().pop().unwrap().1.to_scalar().unwrap();
        let result = result.get::<f64>().unwrap_or_else(|| f64::from(u8::from(result.get::<bool>().unwrap())));
        assert!((own - result).abs() < 1e-12, "{source} is translated to {own}, and evaluated to {result}");
    }
}

#[test]
fn nodes_say_where_they_stand() {
    let source = "u[1:, ..., None] = sum(x, axis=(0, 1)) + 123456789012345678901234567890; u.real[-1]";
    let tree = parsed(source).tree();
    let text = |position: usize| &source[tree.nodes[position].span.clone()];
    let (first, last) = (&tree.statements[0], &tree.statements[1]);
    assert_eq!(first.target.as_deref(), Some("u"));
    let [PlainSubscript::Slice { start: Some(start), stop: None, step: None }, rest @ ..] =
        &first.part.as_ref().unwrap()[..]
    else {
        panic!("{first:?}")
    };
    assert_eq!(text(*start), "1");
    assert_eq!(rest, [PlainSubscript::Ellipsis, PlainSubscript::NewAxis]);
    let Form::Operation { name, operands } = &tree.nodes[first.value].form else { panic!("{first:?}") };
    assert_eq!((&**name, text(operands[0])), ("add", "sum(x, axis=(0, 1))"));
    assert_eq!(tree.nodes[operands[1]].form, Form::Integer("123456789012345678901234567890".to_owned()));
    let Form::Call { function, arguments } = &tree.nodes[operands[0]].form else { panic!("{first:?}") };
    assert_eq!((&**function, arguments[1].0.as_deref(), text(arguments[1].1)), ("sum", Some("axis"), "(0, 1)"));
    let Form::Index { of, subscripts } = &tree.nodes[last.value].form else { panic!("{last:?}") };
    assert_eq!((text(*of), subscripts.len(), &source[last.span.clone()]), ("u.real", 1, "u.real[-1]"));
}

#[test]
fn options_that_cannot_be_followed_are_refused() {
    let x = [1.0, 2.0];
    let kind = |options: Options| {
        let expr = parsed("x + 1").with(options);
        let error = expr.eval_any(&vars! { x }).unwrap_err();
        assert!(error.help().is_some());
        assert_eq!(expr.profile(&vars! { x }, Updates::IntoNew).unwrap_err().kind(), error.kind());
        error.kind().clone()
    };
    assert_eq!(kind(Options::new().threads(Threads::Exactly(0))), ErrorKind::Bind(BindError::NoThreads));
    for elements in [0, (1 << 20) + 1] {
        assert_eq!(kind(Options::new().block_len(elements)), ErrorKind::Bind(BindError::BlockLength { elements }));
    }
    let largest = parsed("x + 1").with(Options::new().block_len(1 << 20).threads(Threads::Exactly(1)));
    assert_eq!(largest.eval::<f64>(&vars! { x }).unwrap().as_slice(), Some(&[2.0, 3.0][..]));
}

#[test]
fn options_can_be_compared() {
    let flag = Arc::new(AtomicBool::new(false));
    let all = || Options::new().level(Level::Base).casting(Casting::Safe).contract(true).unfused(true).block_len(9);
    let cancelled = || all().cancel(flag.clone()).threads(Threads::Serial);
    assert_eq!(cancelled(), cancelled());
    let others = [
        Options::new(),
        all(),
        cancelled().level(Level::V3),
        cancelled().casting(Casting::No),
        cancelled().contract(false),
        cancelled().unfused(false),
        cancelled().block_len(8),
        cancelled().threads(Threads::Pool),
        cancelled().cancel(Arc::new(AtomicBool::new(false))),
    ];
    assert!(others.iter().all(|other| *other != cancelled()));
    assert_eq!(parsed("x").with(all()).options(), &all());
}

#[test]
fn names_that_are_none_are_errors() {
    fn told(error: &dyn std::error::Error) -> String {
        error.to_string()
    }
    assert_eq!(told(&"f65".parse::<DType>().unwrap_err()), "there is no element type `f65`");
    assert!(told(&"v5".parse::<Level>().unwrap_err()).contains("the levels are base, v3 and v4"));
    assert!(
        told(&"some".parse::<Casting>().unwrap_err()).contains("the rules are no, equiv, safe, same_kind and unsafe")
    );
}

#[test]
fn operands_and_outputs_can_be_collected() {
    let columns = [("a".to_owned(), vec![1.0, 2.0]), ("b".to_owned(), vec![3.0, 4.0])];
    let mut vars: Vars<'_> = columns.iter().map(|(name, column)| (name.as_str(), column)).collect();
    vars.extend([("a", 10.0)]);
    let (mut sum, mut product) = ([0.0; 2], [0.0; 2]);
    let mut outputs: Outputs<'_> = [("sum", &mut sum)].into_iter().collect();
    outputs.extend([("product", &mut product)]);
    parsed("sum = a + b; product = a*b").run(&vars, &mut outputs).unwrap();
    assert_eq!((sum, product), ([13.0, 14.0], [30.0, 40.0]));
}
