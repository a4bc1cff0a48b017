//! Programs over rows that are read and written some at a time give the same bits as in memory.

use fusexpr::{
    AnyArray, BindError, Byte, CallbackError, Char, DType, Error, ErrorKind, Expr, Options, ReadRows, Scalar, Stream,
    Threads, Vars, WriteRows, vars,
};
use ndarray::{ArrayD, IxDyn};
use std::cell::Cell;
use std::sync::{Arc, Mutex};

/// An array as a file would have it.
struct Source {
    dtype: DType,
    shape: Vec<usize>,
    bytes: Vec<u8>,
    /// Rows that are no longer there.
    missing: usize,
}

impl Source {
    fn new(array: &ArrayD<f64>) -> Self {
        let bytes = array.iter().flat_map(|x| x.to_ne_bytes()).collect();
        Self { dtype: DType::F64, shape: array.shape().to_vec(), bytes, missing: 0 }
    }

    fn of_any(array: &AnyArray) -> Self {
        Self { dtype: array.dtype(), shape: array.shape().to_vec(), bytes: bytes(array), missing: 0 }
    }
}

impl ReadRows for Source {
    fn dtype(&self) -> DType {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn read_rows(&mut self, first: usize, rows: &mut [u8]) -> Result<(), CallbackError> {
        let size = self.bytes.len() / self.shape[0];
        if first + rows.len() / size > self.shape[0] - self.missing {
            return Err("x.npy: has shrunk".into());
        }
        rows.copy_from_slice(&self.bytes[first * size..][..rows.len()]);
        Ok(())
    }
}

/// What has been written: the bytes, and whether that was all.
type Written = Arc<Mutex<(Vec<u8>, bool)>>;

struct Sink(Written);

impl WriteRows for Sink {
    fn write_rows(&mut self, rows: &[u8]) -> Result<(), CallbackError> {
        self.0.lock().unwrap().0.extend_from_slice(rows);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), CallbackError> {
        self.0.lock().unwrap().1 = true;
        Ok(())
    }
}

fn array(shape: &[usize], seed: u64) -> ArrayD<f64> {
    let mut state = seed;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 40) as f64 / 1024.0 - 5000.0
    })
}

fn bytes(array: &AnyArray) -> Vec<u8> {
    match array {
        AnyArray::F64(array) => array.iter().flat_map(|x| x.to_ne_bytes()).collect(),
        AnyArray::I64(array) => array.iter().flat_map(|x| x.to_ne_bytes()).collect(),
        AnyArray::Bool(array) => array.iter().map(|&x| u8::from(x)).collect(),
        AnyArray::S1(array) => array.iter().map(|x| x.0).collect(),
        AnyArray::U1(array) => array.iter().flat_map(|x| x.0.to_ne_bytes()).collect(),
        other => panic!("{} is not computed here", other.dtype()),
    }
}

/// Evaluates row by row; results of at least as many elements as `streamed` go to a sink. Gives the bytes of all
/// outputs, in the order in which sinks were asked for.
fn by_rows(
    expr: &Expr,
    vars: &Vars<'_>,
    x: &mut Source,
    y: &mut Source,
    streamed: usize,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut sinks: Vec<(String, Option<Written>)> = Vec::new();
    let open = |name: &str, _: DType, shape: &[usize]| {
        let written = (shape.iter().product::<usize>() >= streamed).then(Written::default);
        sinks.push((name.to_owned(), written.clone()));
        Ok(written.map(|written| Box::new(Sink(written)) as Box<dyn WriteRows>))
    };
    let arrays = expr.stream(vars, Stream::new().source("x", x).source("y", y).sinks(open))?;
    let mut arrays = arrays.into_iter();
    let mut outputs = Vec::new();
    for (name, written) in sinks {
        outputs.push(match written {
            Some(written) => {
                let (bytes, is_finished) = std::mem::take(&mut *written.lock().unwrap());
                assert!(is_finished, "{name} was not finished");
                (name, bytes)
            }
            None => {
                let (known, array) = arrays.next().expect("what no sink takes is returned");
                assert_eq!(known, name);
                (name, bytes(&array))
            }
        });
    }
    assert!(arrays.next().is_none(), "there are more outputs than sinks were asked for");
    Ok(outputs)
}

const PROGRAMS: [&str; 22] = [
    "2*x + y*c",
    "x > y",
    "x[1:] - x[:-1]",
    "x[::3] + 1",
    "x[::-1] * y",
    "sum(x)",
    "sum(x*y) / sum(y**2)",
    "(x - mean(x)) / std(x)",
    "nanvar(x, axis=0)",
    "sum(x, axis=0)",
    "max(x, axis=-1) - min(y, axis=-1)",
    "argmax(x)",
    "any(x > 4999.9)",
    "low = min(x); high = max(x); y2 = (y - low)/(high - low)",
    "sum(x*y, axis=-1, keepdims=True) + x",
    "e = exp(x - max(x, axis=-1, keepdims=True)); e / sum(e, axis=-1, keepdims=True)",
    "x + index(0)",
    "x[::2][:450] - x[:450]",
    "x[:900:2] - x[550:1000]",
    "x += 1; y + x",
    "x = x*c; x = x - y; x",
    "n = argmax(y); x = x > y; y *= 2",
];

#[test]
fn rows_give_the_same_bits_as_memory() {
    for (i, shape) in [&[1_500_017][..], &[400_003, 3], &[1001, 1500], &[1003, 20, 60]].iter().enumerate() {
        let (a, b) = (array(shape, 1), array(shape, 2));
        let (mut x, mut y) = (Source::new(&a), Source::new(&b));
        for (j, source) in PROGRAMS.iter().enumerate() {
            let threads = [Threads::Serial, Threads::Exactly(2), Threads::Exactly(3)][(i + j) % 3];
            let expr = Expr::parse(source).unwrap().with(Options::new().threads(threads));
            let expected: Vec<(String, Vec<u8>)> = expr
                .eval_all(&vars! { x: &a, y: &b, c: 0.5 })
                .unwrap()
                .into_iter()
                .map(|(name, array)| (name, bytes(&array)))
                .collect();
            for streamed in [100_000, usize::MAX] {
                let outputs = by_rows(&expr, &vars! { c: 0.5 }, &mut x, &mut y, streamed);
                let outputs = outputs.unwrap_or_else(|error| panic!("{source} of {shape:?}: {error}"));
                assert!(outputs == expected, "{source} of {shape:?} with {threads:?} differs");
            }
        }
    }
}

#[test]
fn texts_go_by_rows() {
    let letter = |x: &f64| [0, 97, 97, 98][x.abs() as usize % 4];
    for shape in [&[100_003, 9][..], &[5_003, 20, 3]] {
        let [a, b] = [1, 2].map(|seed| array(shape, seed));
        let bytes_of = |x: &ArrayD<f64>| AnyArray::from(x.map(|x| Byte(letter(x))));
        let characters_of = |x: &ArrayD<f64>| AnyArray::from(x.map(|x| Char(letter(x).into())));
        for [a, b] in [[bytes_of(&a), bytes_of(&b)], [characters_of(&a), characters_of(&b)]] {
            let (mut x, mut y) = (Source::of_any(&a), Source::of_any(&b));
            for source in [
                "x == y",
                "x < y",
                "contains(x, \"ab\")",
                "where(x < y, x, y)",
                "count_nonzero(x != y)",
                "len(x) + c",
                "x in (\"a\", \"aab\")",
                "x",
                "k = endswith(x, y[:]); y if k else \"b\"",
            ] {
                let expr = Expr::parse(source).unwrap();
                let expected = expr.eval_all(&vars! { x: a, y: b, c: 1 }).unwrap().into_iter();
                let expected: Vec<(String, Vec<u8>)> = expected.map(|(name, array)| (name, bytes(&array))).collect();
                for streamed in [1000, usize::MAX] {
                    let outputs = by_rows(&expr, &vars! { c: 1 }, &mut x, &mut y, streamed);
                    let outputs = outputs.unwrap_or_else(|error| panic!("{source} of {shape:?}: {error}"));
                    assert!(outputs == expected, "{source} of {shape:?} differs");
                }
            }
            let error = by_rows(&Expr::parse("x == x[0]").unwrap(), &vars! {}, &mut x, &mut y, 1).map(drop);
            let error = error.expect_err("one row is read beside all others");
            assert!(matches!(error.kind(), ErrorKind::Bind(BindError::NotByRows { .. })), "{error}");
        }
    }
}

#[test]
fn what_does_not_go_by_rows_is_refused() {
    let a = array(&[3000, 3000], 1);
    let (mut x, mut y) = (Source::new(&a), Source::new(&a));
    for source in ["cumsum(x, axis=0)", "roll(x, 1, axis=0)", "x + x[0]", "x[7, 3] * y", "x[1:] = y[1:]"] {
        let expr = Expr::parse(source).unwrap();
        let error = by_rows(&expr, &Vars::new(), &mut x, &mut y, 1).map(drop).expect_err(source);
        assert!(matches!(error.kind(), ErrorKind::Bind(BindError::NotByRows { .. })), "{source}: {error}");
    }
}

#[test]
fn a_source_that_shrinks_is_an_error() {
    let a = array(&[3_000_000], 1);
    let (mut x, mut y) = (Source::new(&a), Source::new(&a));
    x.missing = 10;
    for source in ["x + 1", "sum(x)"] {
        let outcome = by_rows(&Expr::parse(source).unwrap(), &Vars::new(), &mut x, &mut y, 1);
        let error = outcome.map(drop).expect_err(source);
        assert_eq!(error.to_string(), "x.npy: has shrunk");
    }
}

/// What `eval_all` refuses is refused here: two outputs cannot have one name.
#[test]
fn a_result_that_would_be_lost_is_refused() {
    let a = array(&[3000], 1);
    let (mut x, mut y) = (Source::new(&a), Source::new(&a));
    let error = by_rows(&Expr::parse("out = x; y + 1").unwrap(), &Vars::new(), &mut x, &mut y, 1).map(drop);
    assert_eq!(error.expect_err("both are called out").kind(), &ErrorKind::Bind(BindError::LostResult));
}

/// Bytes that have been read are told as they are read, and all of them in the end; a source takes a variable's place.
#[test]
fn progress_is_told() {
    let a = array(&[2_000_000], 1);
    let mut x = Source::new(&a);
    let read = Mutex::new(Vec::new());
    let stream = Stream::new().source("x", &mut x).progress(|bytes| read.lock().unwrap().push(bytes));
    let outputs = Expr::parse("x + 1").unwrap().stream(&vars! { x: 5.0 }, stream).unwrap();
    let read = read.into_inner().unwrap();
    assert!(read.len() > 1 && read.is_sorted() && read.last() == Some(&16_000_000), "{read:?}");
    assert_eq!(outputs[0].1.get::<f64>().map(|out| out[[7]]), Some(a[[7]] + 1.0));
}

/// Rows of a source that says something else each time that it is asked, or gives bytes that are no elements.
struct Hostile {
    dtypes: [DType; 2],
    shapes: [Vec<usize>; 2],
    /// How often it was asked for its type, and for its shape.
    asked: [Cell<usize>; 2],
    byte: u8,
}

impl Hostile {
    fn new(dtypes: [DType; 2], shapes: [&[usize]; 2], byte: u8) -> Self {
        Self { dtypes, shapes: shapes.map(<[usize]>::to_vec), asked: Default::default(), byte }
    }

    fn next(&self, what: usize) -> usize {
        self.asked[what].replace(self.asked[what].get() + 1).min(1)
    }

    /// How many of its elements are not 0.
    fn count(&mut self) -> Result<Scalar, Error> {
        let expr = Expr::parse("count_nonzero(x)").unwrap();
        let outputs = expr.stream(&Vars::new(), Stream::new().source("x", self))?;
        Ok(outputs[0].1.to_scalar().unwrap())
    }
}

impl ReadRows for Hostile {
    fn dtype(&self) -> DType {
        self.dtypes[self.next(0)]
    }

    fn shape(&self) -> &[usize] {
        &self.shapes[self.next(1)]
    }

    fn read_rows(&mut self, _: usize, rows: &mut [u8]) -> Result<(), CallbackError> {
        rows.fill(1);
        if let Some(last) = rows.last_mut() {
            *last = self.byte;
        }
        Ok(())
    }
}

#[test]
fn a_source_is_asked_once() {
    let shapes: [&[usize]; 2] = [&[1000, 30], &[3]];
    let mut source = Hostile::new([DType::I64, DType::Bool], shapes, 7);
    assert_eq!(source.count().unwrap(), Scalar::from(30_000_i64));
    assert_eq!(source.asked.map(|asked| asked.get()), [1, 1]);
    // The other way round, it would be read behind its end.
    let mut source = Hostile::new([DType::U8, DType::F64], [shapes[1], shapes[0]], 7);
    assert_eq!(source.count().unwrap(), Scalar::from(3_i64));
}

#[test]
fn bools_are_zeros_and_ones() {
    let shape: &[usize] = &[1000, 30];
    assert_eq!(Hostile::new([DType::Bool; 2], [shape; 2], 1).count().unwrap(), Scalar::from(30_000_i64));
    for byte in [2, 255] {
        let error = Hostile::new([DType::Bool; 2], [shape; 2], byte).count().unwrap_err();
        let expected = format!("`x`: row 999 has a bool of byte {byte}, which is neither 0 nor 1");
        assert_eq!(error.to_string(), expected);
        let ErrorKind::Bind(BindError::Rows { .. }) = error.kind() else { panic!("{error}") };
    }
}

#[test]
fn a_shape_without_rows_is_an_error() {
    let error = Hostile::new([DType::F64; 2], [&[], &[3]], 0).count().unwrap_err();
    assert_eq!(error.to_string(), "this cannot be computed row by row: `x` has no axis that rows could lie along");
    let error = Hostile::new([DType::F64; 2], [&[3, usize::MAX / 2, 3], &[3]], 0).count().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Bind(BindError::ShapeTooLarge { .. })), "{error}");
    assert_eq!(Hostile::new([DType::F64; 2], [&[0, 5], &[3]], 0).count().unwrap(), Scalar::from(0_i64));
}

/// What a source reports is what the call reports, with all that is behind it.
#[test]
fn errors_of_rows_keep_their_type() {
    #[derive(Debug)]
    struct Broken(std::io::Error);

    impl std::fmt::Display for Broken {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("x.npy is broken")
        }
    }

    impl std::error::Error for Broken {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    impl ReadRows for Broken {
        fn dtype(&self) -> DType {
            DType::F64
        }

        fn shape(&self) -> &[usize] {
            &[3]
        }

        fn read_rows(&mut self, _: usize, _: &mut [u8]) -> Result<(), CallbackError> {
            Err(Box::new(Broken(std::io::Error::other("the disk is wet"))))
        }
    }

    let mut rows = Broken(std::io::Error::other("dry"));
    let expr = Expr::parse("x + 1").unwrap();
    let error = expr.stream(&Vars::new(), Stream::new().source("x", &mut rows)).unwrap_err();
    assert_eq!(error.to_string(), "x.npy is broken");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the disk is wet");
    let ErrorKind::Bind(BindError::Rows { cause }) = error.kind() else { panic!("{error}") };
    assert!(cause.get_ref().is::<Broken>());
}
