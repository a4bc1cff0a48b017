//! Threads, block length, level, the layout of the operands and the kind of output never change a bit of a reduction:
//! the tree of a sum is fixed by the shape alone.
//!
//! The arrays are large enough for the work to be spread, of lengths that end in the middle of a block and of a vector,
//! and long along one axis, across it, or along all of them.

use crate::common::arrays::elements;
use crate::common::{Random, Value, available_levels};
use fusexpr::{AnyArray, Expr, Level, Operand, Options, Output, Outputs, Threads, Vars};
use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn, Slice};

/// A long line, rows and columns, and three axes of which each is the longest once.
const SHAPES: [&[usize]; 9] = [
    &[100_003],
    &[300, 337],
    &[3, 30_011],
    &[30_011, 3],
    &[1, 70_001],
    &[67, 31, 45],
    &[2, 3, 15_013],
    &[2, 15_013, 3],
    &[15_013, 3, 2],
];

/// Reductions of `x` and `y` along `axis=…`, which stands for the `@`.
const SOURCES: [&str; 22] = [
    "sum(x@)",
    "prod(x@)",
    "mean(x@)",
    "var(x@)",
    "std(x@, ddof=1)",
    "norm(x@)",
    "min(x@)",
    "max(x@)",
    "argmin(x@)",
    "argmax(x@)",
    "nansum(x@)",
    "nanprod(x@)",
    "nanmean(x@)",
    "nanvar(x@)",
    "nanstd(x@)",
    "sum(x*y + 1@)",
    "mean((x - y)**2@)",
    "sum(where(x > y, x, 0)@) / count_nonzero(x > y@)",
    "(x - mean(x@, keepdims=True)) / std(x@, keepdims=True)",
    "x * sum(x*y@, keepdims=True) - sum(y@, keepdims=True)",
    "sum(x - mean(x@, keepdims=True)@)",
    "max(x@) - min(y@)",
];

/// Of these there is one along each axis.
const SCANS: [&str; 4] = ["cumsum(x@)", "cumprod(x@)", "cumsum(x*y@)[..., ::-1]", "x / cumsum(abs(x)@)"];

const THREADS: [usize; 4] = [1, 2, 3, 8];
const BLOCKS: [Option<usize>; 5] = [None, Some(64), Some(100), Some(1024), Some(4096)];

/// Every combination of threads, block length and level.
fn all_ways(levels: &[Level]) -> Vec<Options> {
    let mut ways = Vec::new();
    for &level in levels {
        for threads in THREADS {
            for block in BLOCKS {
                let options = Options::new().threads(Threads::Exactly(threads)).level(level);
                ways.push(block.into_iter().fold(options, Options::block_len));
            }
        }
    }
    ways
}

/// A few of the combinations, others for each `turn`; every five turns have met all pairs of threads and block length.
fn some_ways(levels: &[Level], turn: usize) -> Vec<Options> {
    let way = |i: usize| {
        let options = Options::new().threads(Threads::Exactly(THREADS[i])).level(levels[(turn + i) % levels.len()]);
        BLOCKS[(turn + i) % BLOCKS.len()].into_iter().fold(options, Options::block_len)
    };
    (0..THREADS.len()).map(way).collect()
}

/// Numbers around one, of both signs, so that products neither overflow nor vanish.
fn operand<T>(shape: &[usize], seed: u64, of: impl Fn(f64) -> T) -> ArrayD<T> {
    let mut random = Random(seed);
    ArrayD::from_shape_simple_fn(shape, || {
        let bits = random.next();
        let x = 1.0 + ((bits >> 12) as f64 / (1_u64 << 52) as f64 - 0.5) * 1e-3;
        of(if bits & 1 == 0 { x } else { -x })
    })
}

/// The arrays `x` and `y`, in f64 and f32.
fn operands(shape: &[usize]) -> [[AnyArray; 2]; 2] {
    let seeds = [1, 2];
    [
        seeds.map(|seed| AnyArray::from(operand(shape, seed, |x| x))),
        seeds.map(|seed| AnyArray::from(operand(shape, seed, |x| x as f32))),
    ]
}

/// `axis=` of every axis, of all pairs, and of none.
fn axes(rank: usize) -> Vec<String> {
    let single = (0..rank).map(|axis| format!(", axis={axis}"));
    let pairs = (0..rank).flat_map(|i| (0..i).map(move |j| format!(", axis=({j}, {i})")));
    std::iter::once(String::new()).chain(single).chain(pairs.filter(move |_| rank > 2)).collect()
}

fn bits(values: &[Value]) -> impl Iterator<Item = i128> {
    values.iter().map(|value| match *value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x,
        Value::F16(x) => x.to_bits().into(),
        Value::F32(x) => x.to_bits().into(),
        Value::F64(x) => x.to_bits().into(),
        Value::C64(x) => i128::from(x.re.to_bits()) << 32 | i128::from(x.im.to_bits()),
        Value::C128(x) => i128::from(x.re.to_bits()) << 64 | i128::from(x.im.to_bits()),
        Value::Datetime(x) | Value::Timedelta(x) => x.into(),
    })
}

fn same_bits(x: &AnyArray, y: &AnyArray) -> bool {
    (x.dtype(), x.shape()) == (y.dtype(), y.shape()) && bits(&elements(x)).eq(bits(&elements(y)))
}

fn vars<'a>(x: impl Into<Operand<'a>>, y: impl Into<Operand<'a>>) -> Vars<'a> {
    Vars::new().with("x", x).with("y", y)
}

fn evaluate(source: &str, vars: &Vars<'_>, options: &Options) -> AnyArray {
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options.clone());
    expr.eval_any(vars).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// Evaluates in all of these ways and compares with a serial run in blocks of the usual length.
fn never_differs(source: &str, vars: &Vars<'_>, ways: &[Options], what: &str) {
    let reference = evaluate(source, vars, &Options::new().threads(Threads::Serial));
    for options in ways {
        let result = evaluate(source, vars, options);
        assert!(same_bits(&reference, &result), "{source} of {what} differs with {options:?}");
    }
    let unfused = evaluate(source, vars, &Options::new().unfused(true));
    assert!(same_bits(&reference, &unfused), "{source} of {what} differs one operation at a time");
}

/// Without an axis, only arrays of one axis can be scanned.
fn sources_for(axis: &str, rank: usize) -> impl Iterator<Item = String> {
    let is_single = axis.starts_with(", axis=") && !axis.contains('(');
    let sources = SOURCES.iter().filter(move |source| !source.starts_with("arg") || is_single || axis.is_empty());
    let scans = SCANS.iter().filter(move |_| is_single || rank == 1);
    sources.chain(scans).map(move |source| source.replace('@', axis))
}

#[test]
fn sums_and_variances_are_the_same_in_every_way() {
    let ways = all_ways(&available_levels());
    for shape in SHAPES {
        for [x, y] in &operands(shape) {
            for axis in axes(shape.len()) {
                for source in ["sum(x@)", "var(x@)", "x * sum(x*y@, keepdims=True) - sum(y@, keepdims=True)"] {
                    never_differs(&source.replace('@', &axis), &vars(x, y), &ways, &format!("{} {shape:?}", x.dtype()));
                }
            }
        }
    }
    let [[x, y], _] = operands(SHAPES[0]);
    for source in ["dot(x, y)", "dot(x[::-1], y)", "dot(x*y, y - 1)", "dot(x[1:], y[:-1]) / (norm(x) * norm(y))"] {
        never_differs(source, &vars(&x, &y), &ways, "a line");
    }
}

#[test]
fn every_reduction_is_the_same_in_some_ways() {
    let levels = available_levels();
    let mut turn = 0;
    for shape in SHAPES {
        for [x, y] in &operands(shape) {
            for axis in axes(shape.len()) {
                for source in sources_for(&axis, shape.len()) {
                    let what = format!("{} {shape:?}", x.dtype());
                    never_differs(&source, &vars(x, y), &some_ways(&levels, turn), &what);
                    turn += 1;
                }
            }
        }
    }
    assert!(turn > 1500, "only {turn} reductions were compared");
}

/// A value that a pass folds and the next one needs again may stay in the output between the two.
#[test]
fn what_two_passes_need_is_the_same_in_every_way() {
    // Costly, and rounded alike at all levels.
    const VALUE: &str = "e = sqrt(abs(x)) / (y*y + 2); ";
    const RESULTS: [&str; 6] = [
        "e / sum(e, axis=-1, keepdims=True)",
        "e / sum(e, axis=-1, keepdims=True) + x*y",
        "f32(e) / f32(sum(e, axis=-1, keepdims=True))",
        "(e - mean(e, axis=-1, keepdims=True)) / std(e, axis=-1, keepdims=True) + e*y",
        "e / sum(e, axis=0, keepdims=True)",
        "s = sum(e, axis=-1, keepdims=True); sqrt(s) + e/s - sqrt(e)*sum(e*y, axis=-1, keepdims=True)",
    ];
    let levels = available_levels();
    for (turn, shape) in
        [&[3, 5][..], &[70, 1000], &[1, 7], &[9, 20_000], &[2, 70_000], &[40, 6, 30]].iter().enumerate()
    {
        for [x, y] in &operands(shape) {
            for result in RESULTS {
                let (source, what) = (format!("{VALUE}{result}"), format!("{} {shape:?}", x.dtype()));
                never_differs(&source, &vars(x, y), &some_ways(&levels, turn), &what);
            }
        }
    }
}

#[test]
fn not_a_number_and_infinity_are_found_in_every_way() {
    let levels = available_levels();
    for (turn, &place) in [0, 63, 64, 1023, 50_000, 100_002].iter().enumerate() {
        for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut x = operand(&[100_003], 3, |x| x);
            x[place] = special;
            for source in ["sum(x)", "prod(x)", "max(x)", "min(x)", "mean(x)", "nansum(x)", "nanmax(x)", "nanvar(x)"] {
                let reference = evaluate(source, &vars(&x, &x), &Options::new().threads(Threads::Serial));
                for options in some_ways(&levels, turn) {
                    let result = evaluate(source, &vars(&x, &x), &options);
                    // The payload of a NaN means nothing.
                    let same = elements(&reference)[0].is_same(elements(&result)[0]);
                    assert!(same, "{source} with {special} at {place} differs with {options:?}");
                }
            }
            let (first, last) = if special < 0.0 { ("argmin", "argmax") } else { ("argmax", "argmin") };
            for options in some_ways(&levels, turn) {
                let found = |name: &str| elements(&evaluate(&format!("{name}(x)"), &vars(&x, &x), &options))[0];
                let place = Value::Int(place as i128);
                assert!(found(first).is_same(place), "{first}(x) with {special} is {:?}", found(first));
                assert!(special.is_nan() == found(last).is_same(place), "{last}(x) with {special}");
                assert!(
                    special.is_nan() != found(&format!("nan{first}")).is_same(place),
                    "nan{first}(x) with {special}"
                );
            }
        }
    }
}

/// Of equal elements the first place counts, whoever finds it.
#[test]
fn the_first_of_equals_is_found_in_every_way() {
    let levels = available_levels();
    let mut x = ArrayD::<f32>::zeros(IxDyn(&[100_003]));
    for (turn, &(first, second)) in
        [(0, 1), (5, 13), (63, 64), (99, 1024), (1023, 1024), (33_000, 67_000), (1, 100_002)].iter().enumerate()
    {
        (x[first], x[second]) = (1.0, 1.0);
        for options in (0..5).flat_map(|step| some_ways(&levels, turn + step)) {
            for source in ["argmax(x)", "argmin(-x)", "nanargmax(x)", "nanargmin(-x)", "argmax(x*x)"] {
                let found = elements(&evaluate(source, &vars(&x, &x), &options))[0];
                assert!(
                    found.is_same(Value::Int(first as i128)),
                    "{source} is {found:?}, not {first}, with {options:?}"
                );
            }
        }
        (x[first], x[second]) = (0.0, 0.0);
    }
}

/// A view of an array.
type View = fn(&ArrayD<f64>) -> ArrayViewD<'_, f64>;

/// Copies of an array whose elements lie in another order in memory, and views that give the elements back in theirs.
fn layouts(x: &ArrayD<f64>) -> Vec<(&'static str, ArrayD<f64>, View)> {
    fn backwards(x: &ArrayD<f64>) -> ArrayViewD<'_, f64> {
        let mut view = x.view();
        (0..x.ndim()).for_each(|axis| view.invert_axis(Axis(axis)));
        view
    }
    fn every_third(x: &ArrayD<f64>) -> ArrayViewD<'_, f64> {
        let mut view = x.view();
        (0..x.ndim()).for_each(|axis| view.slice_axis_inplace(Axis(axis), Slice::new(1, None, 3)));
        view
    }
    let spread: Vec<usize> = x.shape().iter().map(|length| 3 * length).collect();
    let mut strided = ArrayD::from_elem(IxDyn(&spread), f64::NAN);
    let mut places = strided.view_mut();
    (0..x.ndim()).for_each(|axis| places.slice_axis_inplace(Axis(axis), Slice::new(1, None, 3)));
    places.assign(x);
    vec![
        ("transposed", x.t().as_standard_layout().into_owned(), |x| x.t()),
        ("backwards", backwards(x).as_standard_layout().into_owned(), backwards),
        ("strided", strided, every_third),
    ]
}

#[test]
fn the_layout_of_an_operand_never_changes_a_bit() {
    let levels = available_levels();
    let mut turn = 0;
    for shape in [&[30_011][..], &[300, 137], &[3, 5_011], &[5_011, 3], &[67, 31, 5], &[37, 4_500], &[133, 3, 40]] {
        let (x, y) = (operand(shape, 1, |x| x), operand(shape, 2, |y| y));
        for (layout, base, view) in layouts(&x) {
            assert_eq!(view(&base), x.view());
            for axis in axes(shape.len()) {
                for source in sources_for(&axis, shape.len()) {
                    let reference = evaluate(&source, &vars(&x, &y), &Options::new().threads(Threads::Serial));
                    for options in some_ways(&levels, turn).into_iter().take(2) {
                        let result = evaluate(&source, &vars(view(&base), &y), &options);
                        let same = same_bits(&reference, &result);
                        assert!(same, "{source} of {shape:?}, {layout}, differs with {options:?}");
                    }
                    turn += 1;
                }
            }
        }
    }
}

/// What is summed may come from memory or be computed on the way.
#[test]
fn a_sum_of_an_expression_is_the_sum_of_its_elements() {
    for shape in SHAPES {
        for [x, y] in &operands(shape) {
            let product = evaluate("x*y - 1", &vars(x, y), &Options::new());
            for axis in axes(shape.len()) {
                for name in ["sum", "prod", "mean", "var", "norm", "max"] {
                    let fused = evaluate(&format!("{name}(x*y - 1{axis})"), &vars(x, y), &Options::new());
                    let apart = evaluate(&format!("{name}(x{axis})"), &vars(&product, y), &Options::new());
                    assert!(same_bits(&fused, &apart), "{name} of {} {shape:?}{axis}", x.dtype());
                }
            }
        }
    }
}

/// Puts the length of the last axis in the place of `N`.
fn with_length(source: &str, shape: &[usize]) -> String {
    source.replace('N', &shape[shape.len() - 1].to_string())
}

/// Neither does it matter that elements of one array lie differently at its edges, or in a part of it.
#[test]
fn a_sum_of_moved_elements_is_the_sum_of_an_array_of_them() {
    let moved = [
        "roll(x, 1, axis=0)*y",
        "roll(x, -7, axis=-1) - x",
        "shift(x*y, 3, axis=0, value=0.5) + shift(y, -1, axis=-1, mode=\"mirror\")",
        "sin(roll(x, 2, axis=0) + roll(y, 2, axis=-1))",
        "x*linspace(-3, 1, N)",
    ];
    for shape in SHAPES {
        for [x, y] in &operands(shape) {
            for operand in moved {
                let operand = with_length(operand, shape);
                let elements = evaluate(&operand, &vars(x, y), &Options::new());
                for axis in axes(shape.len()) {
                    for name in ["sum", "prod", "mean", "var", "norm", "max"] {
                        let fused = evaluate(&format!("{name}({operand}{axis})"), &vars(x, y), &Options::new());
                        let apart = evaluate(&format!("{name}(x{axis})"), &vars(&elements, y), &Options::new());
                        assert!(same_bits(&fused, &apart), "{name} of {operand}, {} {shape:?}{axis}", x.dtype());
                    }
                }
            }
        }
    }
}

/// What other statements store cuts a box in pieces, or is in memory for a sum to read: it is the same sum.
#[test]
fn other_statements_never_change_a_bit() {
    let others = [
        "",
        "z = roll(x, 1, axis=0)",
        "z = roll(x, 3, axis=-1); w = roll(y, 2, axis=0)",
        "z = x*1; z[..., ::3] = 1",
        "z = x*linspace(0, 1, N)",
        "z = shift(x, 1, axis=0) - y; w = max(roll(x, 1, axis=0)); v = min(y)",
        "z = roll(x, 1, axis=0)*y; w = sum(z)",
        "z = roll(roll(roll(x, 1, axis=0) + x, 2, axis=0) + x, 4, axis=0); w = mean((z - mean(z))**2)",
    ];
    let folds = [
        "s = sum(x)",
        "s = var(x)",
        "s = mean(roll(x, 1, axis=0)*y)",
        "s = mean((roll(x, 1, axis=0)*y - mean(roll(x, 1, axis=0)*y))**2)",
        "s = sum(x*linspace(0, 1, N), axis=0)",
        "s = sum(roll(x, 1, axis=0), axis=-1) / var(x, axis=-1)",
        "s = sum(cos(x)) + max(roll(y, 1, axis=-1))",
        "t = x*1; t[..., ::3] = 1; s = sum(t*y)",
        "s = sum(roll(roll(roll(x, 1, axis=0) + x, 2, axis=0) + x, 4, axis=0))",
    ];
    for shape in [&[5][..], &[1_037], &[61, 45], &[3, 70, 31]] {
        for [x, y] in &operands(shape) {
            for fold in folds {
                let alone = evaluate(&with_length(&format!("{fold}\ns"), shape), &vars(x, y), &Options::new());
                let programs = others.iter().flat_map(|other| [format!("{other}\n{fold}"), format!("{fold}\n{other}")]);
                for source in programs.map(|source| with_length(&source, shape)) {
                    let expr = Expr::parse(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
                    let outputs = expr.eval_all(&vars(x, y)).unwrap_or_else(|error| panic!("{source}: {error}"));
                    let (_, beside) = outputs.iter().find(|(name, _)| name == "s").expect("it is an output");
                    assert!(same_bits(&alone, beside), "{source} of {} {shape:?}", x.dtype());
                }
            }
        }
    }
}

#[test]
fn an_output_of_any_strides_gets_the_same_bits() {
    const PATTERN: f64 = -12345.678;
    let levels = available_levels();
    let mut turn = 0;
    for shape in SHAPES {
        let [[x, y], _] = operands(shape);
        for axis in axes(shape.len()) {
            for source in sources_for(&axis, shape.len()) {
                let expected = evaluate(&source, &vars(&x, &y), &Options::new().threads(Threads::Serial));
                let Some(expected) = expected.get::<f64>() else { continue };
                let spread: Vec<usize> = expected.shape().iter().map(|length| 2 * length + 1).collect();
                let mut base = ArrayD::from_elem(IxDyn(&spread), PATTERN);
                let inside = |axis: usize| Slice::new(1, Some(2 * expected.shape()[axis] as isize), 2);
                for options in some_ways(&levels, turn).into_iter().skip(2) {
                    let mut view = base.view_mut();
                    for axis in 0..expected.ndim() {
                        view.slice_axis_inplace(Axis(axis), inside(axis));
                        view.invert_axis(Axis(axis));
                    }
                    let expr = Expr::parse(&source).expect("it was parsed before").with(options.clone());
                    let written = expr.evaluate(&vars(&x, &y), Output::from(view.view_mut()));
                    written.unwrap_or_else(|error| panic!("{source}: {error}"));
                    let same = view.iter().zip(expected).all(|(x, y)| x.to_bits() == y.to_bits());
                    assert!(same, "{source} of {shape:?} into a strided output differs with {options:?}");
                    view.fill(PATTERN);
                    assert!(base.iter().all(|&x| x == PATTERN), "{source} has written beside its output");
                }
                turn += 1;
            }
        }
    }
}

#[test]
fn outputs_of_a_program_are_the_same_in_every_way() {
    let programs: [(&str, &[&str]); 5] = [
        ("m = mean(x, axis=0); z = x - m", &["m", "z"]),
        ("z = x*0.5 + y; s = sum((z - x)**2); t = max(abs(z - x))", &["z", "s", "t"]),
        ("s = sum(x*y); z = x/s; t = sum(z)", &["s", "z", "t"]),
        ("z = (x - mean(x, axis=-1, keepdims=True)) / std(x, axis=-1, keepdims=True); m = sum(z, axis=0)", &["m", "z"]),
        ("z = cumsum(x, axis=0) - y; m = z[-1]; s = sum(z)", &["m", "z", "s"]),
    ];
    let ways = all_ways(&available_levels());
    for shape in [&[300, 337][..], &[3, 30_011], &[30_011, 3]] {
        let [[x, y], _] = operands(shape);
        for (source, names) in programs {
            let run = |options: &Options| {
                let zeros = |name: &&str| match *name {
                    "m" => ArrayD::<f64>::zeros(IxDyn(&shape[1..])),
                    "z" => ArrayD::zeros(IxDyn(shape)),
                    _ => ArrayD::zeros(IxDyn(&[])),
                };
                let mut arrays: Vec<_> = names.iter().map(zeros).collect();
                let mut outputs = Outputs::new();
                for (name, array) in names.iter().zip(&mut arrays) {
                    outputs.insert(*name, array);
                }
                let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
                let ran = expr.with(options.clone()).run(&vars(&x, &y), &mut outputs);
                ran.unwrap_or_else(|error| panic!("{source}: {error}"));
                drop(outputs);
                arrays.into_iter().map(AnyArray::from).collect::<Vec<_>>()
            };
            let reference = run(&Options::new().threads(Threads::Serial));
            for options in &ways {
                let same = reference.iter().zip(&run(options)).all(|(x, y)| same_bits(x, y));
                assert!(same, "{source} over {shape:?} differs with {options:?}");
            }
        }
    }
}
