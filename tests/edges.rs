//! Arrays that begin or end where a page begins that nobody may touch: neither kernels nor machine code read or write
//! a byte beside an array, whatever its length and wherever it begins.
//!
//! Answers are compared with a loop over small integers, which all types hold.

#![cfg(target_os = "linux")]
#![allow(unsafe_code)]

#[path = "common/mod.rs"]
#[allow(dead_code)] // elements of any type
mod common;

use common::{Sample, Value, with_type};
use fusexpr::inspect::{Spec, Updates};
use fusexpr::{DType, Element, Expr, Level, Operand, Options, Output, Threads, Tier, Vars, evaluate, vars};
use ndarray::{ArrayD, ArrayView, ArrayViewMut};

/// Memory between two pages that nobody may touch.
struct Fenced {
    start: *mut u8,
    bytes: usize,
}

const PAGE: usize = 4096;

/// What is in memory that no element is in.
const FILLER: u8 = 0xa5;

/// Where elements are.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// So many elements behind the first page that nobody may touch.
    Behind(usize),
    /// So many before the last one.
    Before(usize),
}

/// Where the arrays of an evaluation are: the output and the operands, in turns.
const PLACES: [[Place; 2]; 8] = [
    [Place::Before(0), Place::Before(0)],
    [Place::Behind(0), Place::Behind(0)],
    [Place::Before(0), Place::Behind(0)],
    [Place::Behind(0), Place::Before(0)],
    [Place::Behind(1), Place::Before(0)],
    [Place::Before(0), Place::Behind(1)],
    [Place::Behind(3), Place::Behind(1)],
    [Place::Before(1), Place::Before(5)],
];

impl Fenced {
    fn new(bytes: usize) -> Self {
        let bytes = bytes.next_multiple_of(PAGE);
        let (flags, none) = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, libc::PROT_NONE);
        // SAFETY: new memory, whose inner pages are made accessible.
        let start = unsafe {
            assert_eq!(libc::sysconf(libc::_SC_PAGESIZE), PAGE as libc::c_long);
            let memory = libc::mmap(std::ptr::null_mut(), bytes + 2 * PAGE, none, flags, -1, 0);
            assert_ne!(memory, libc::MAP_FAILED);
            let start = memory.cast::<u8>().add(PAGE);
            assert_eq!(libc::mprotect(start.cast(), bytes, libc::PROT_READ | libc::PROT_WRITE), 0);
            start
        };
        let mut fenced = Self { start, bytes };
        fenced.all().fill(FILLER);
        fenced
    }

    fn all(&mut self) -> &mut [u8] {
        // SAFETY: the memory is the fence's, initialised, and borrowed as long.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.bytes) }
    }

    /// The byte where so many elements begin.
    fn first(&self, place: Place, len: usize, size: usize) -> usize {
        match place {
            Place::Behind(elements) => elements * size,
            Place::Before(elements) => self.bytes - (elements + len) * size,
        }
    }

    /// The elements at a place, which have been written there.
    fn elements<T: Element>(&mut self, place: Place, len: usize) -> &mut [T] {
        let first = self.first(place, len, size_of::<T>());
        assert!(first + len * size_of::<T>() <= self.bytes && first.is_multiple_of(align_of::<T>()));
        // SAFETY: they are within the memory, aligned, have been written as elements of the type, and are borrowed.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(first).cast::<T>(), len) }
    }

    /// Writes elements at a place, and the filler elsewhere.
    fn fill<T: Sample>(&mut self, place: Place, values: &[f64]) {
        let first = self.first(place, values.len(), size_of::<T>());
        self.all().fill(FILLER);
        for (i, &value) in values.iter().enumerate() {
            // SAFETY: as for the elements.
            unsafe { self.start.add(first).cast::<T>().add(i).write(T::convert(Value::F64(value))) };
        }
    }

    /// Whether the filler stands before and behind so many elements at a place.
    fn is_whole(&mut self, place: Place, len: usize, size: usize) -> bool {
        let first = self.first(place, len, size);
        let all = self.all();
        all[..first].iter().chain(&all[first + len * size..]).all(|&byte| byte == FILLER)
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        // SAFETY: the memory is its own, and no longer borrowed.
        unsafe { libc::munmap(self.start.sub(PAGE).cast(), self.bytes + 2 * PAGE) };
    }
}

/// What an expression gives for elements of `a`, `b`, `c`.
type Answer = fn([f64; 3]) -> f64;

enum Shape {
    /// An element for each.
    Elements,
    /// One for all, by this.
    Fold(fn(f64, f64) -> f64),
    /// Rows of `a`, one for each element of `b` and `c`.
    Rows,
}

struct Case {
    text: &'static str,
    /// The types of `a`, `b`, `c`.
    dtypes: Vec<[DType; 3]>,
    shape: Shape,
    answer: Answer,
}

const ROWS: usize = 3;

/// The lengths are up to this: several vectors of the smallest elements, and one more.
const LONGEST: usize = 257;

fn cases() -> Vec<Case> {
    use DType::*;
    let case = |text, dtypes: &[[DType; 3]], shape, answer| Case { text, dtypes: dtypes.to_vec(), shape, answer };
    let alike = |dtypes: &[DType]| dtypes.iter().map(|&dtype| [dtype; 3]).collect::<Vec<_>>();
    let numbers = alike(&[U8, I16, I32, F32, F64]);
    let halves = [numbers.clone(), alike(&[F16])].concat();
    let (elements, fold) = (|| Shape::Elements, Shape::Fold);
    vec![
        case("a*b + c", &halves, elements(), |[a, b, c]| a * b + c),
        case("where(a > b, a - b, c)", &numbers, elements(), |[a, b, c]| if a > b { a - b } else { c }),
        case("a & b | c", &alike(&[Bool, U8]), elements(), |[a, b, c]| f64::from(a as u8 & b as u8 | c as u8)),
        case("a > b", &numbers, elements(), |[a, b, _]| truth(a > b)),
        case("f64(a) + b*c", &[[U8, F32, I16], [I32, F64, Bool]], elements(), |[a, b, c]| a + b * c),
        case("u8(a) + u8(b > c)", &[[F64; 3], [F32, I16, U8]], elements(), |[a, b, c]| a + truth(b > c)),
        case("i16(a*b)", &[[F32, F32, F32], [F64, I32, U8]], elements(), |[a, b, _]| a * b),
        case("f16(a) + f16(b)", &[[F32; 3], [U8, F64, U8]], elements(), |[a, b, _]| a + b),
        case("sum(a*b + c)", &numbers, fold(|x, y| x + y), |[a, b, c]| a * b + c),
        case("sum(f64(a))", &[[F32; 3], [U8; 3]], fold(|x, y| x + y), |[a, ..]| a),
        case("max(a + b)", &numbers, fold(f64::max), |[a, b, _]| a + b),
        case("any(a > b + 9)", &numbers, fold(f64::max), |[a, b, _]| truth(a > b + 9.0)),
        case("count_nonzero(a > b)", &numbers, fold(|x, y| x + y), |[a, b, _]| truth(a > b)),
        case("a*b[:, None] + c[:, None]", &numbers, Shape::Rows, |[a, b, c]| a * b + c),
    ]
}

/// Element `i` of an operand.
fn number(operand: usize, dtype: DType, i: usize) -> f64 {
    let number = match operand {
        0 => (i * 7 + 1) % 11,
        1 => (i * 5 + 2) % 7,
        _ => i * 3 % 5,
    };
    if dtype == DType::Bool { (number % 2) as f64 } else { number as f64 }
}

/// The levels with machine code, but for those that the processor lacks.
fn levels() -> Vec<Level> {
    let (found, lacking): (Vec<_>, Vec<_>) = [Level::V3, Level::V4].into_iter().partition(|level| level.is_available());
    lacking.iter().for_each(|level| println!("level {level}: skipped, the processor lacks it"));
    found
}

/// Evaluates a case for elements at some places, and compares.
fn check(
    case: &Case,
    expr: &Expr,
    out: DType,
    dtypes: [DType; 3],
    len: usize,
    places: [Place; 2],
    fenced: &mut [Fenced; 4],
) {
    let short = matches!(case.shape, Shape::Rows);
    let lens = if short { [len, ROWS, ROWS] } else { [len; 3] };
    let values: Vec<Vec<f64>> =
        (0..3).map(|operand| (0..lens[operand]).map(|i| number(operand, dtypes[operand], i)).collect()).collect();
    let answers: Vec<f64> = match case.shape {
        Shape::Elements => (0..len).map(|i| (case.answer)([0, 1, 2].map(|operand| values[operand][i]))).collect(),
        Shape::Fold(join) => {
            let all = (0..len).map(|i| (case.answer)([0, 1, 2].map(|operand| values[operand][i])));
            vec![all.reduce(join).unwrap_or(0.0)]
        }
        Shape::Rows => (0..ROWS * len)
            .map(|i| (case.answer)([values[0][i % len], values[1][i / len], values[2][i / len]]))
            .collect(),
    };
    let place = |array: usize| places[array % 2];
    let [written, a, b, c] = fenced;
    with_type!(out, T => written.fill::<T>(place(0), &vec![0.0; answers.len()]));
    let mut vars = Vars::new();
    for (operand, (name, fenced)) in [("a", a), ("b", b), ("c", c)].into_iter().enumerate() {
        with_type!(dtypes[operand], T => {
            fenced.fill::<T>(place(operand + 1), &values[operand]);
            vars.insert(name, Operand::from(&*fenced.elements::<T>(place(operand + 1), lens[operand])));
        });
    }
    let found: Vec<f64> = with_type!(out, T => {
        let elements = written.elements::<T>(place(0), answers.len());
        let shape = match case.shape {
            Shape::Elements => vec![len],
            Shape::Fold(_) => vec![],
            Shape::Rows => vec![ROWS, len],
        };
        let view = ArrayViewMut::from_shape(shape, &mut *elements).expect("the elements are as many");
        expr.evaluate(&vars, Output::from(view)).unwrap_or_else(|error| panic!("{}: {}", case.text, error.report()));
        elements.iter().map(|element| as_f64(element.value())).collect()
    });
    let what = || format!("`{}` of {dtypes:?}, {len} elements, {places:?}, {:?}", case.text, expr.options());
    assert_eq!(found, answers, "{}", what());
    assert!(written.is_whole(place(0), answers.len(), out.size()), "{} writes beside its output", what());
}

fn truth(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

fn as_f64(value: Value) -> f64 {
    match value {
        Value::Bool(x) => truth(x),
        Value::Int(x) => x as f64,
        Value::F16(x) => x.to_f64(),
        Value::F32(x) => x.into(),
        Value::F64(x) => x,
        Value::C64(_) | Value::C128(_) => panic!("the results are real"),
        Value::Datetime(x) | Value::Timedelta(x) => x as f64,
    }
}

/// Evaluates a case for some types at all lengths and places.
fn check_everywhere(case: &Case, dtypes: [DType; 3], level: Level, tier: Tier, fenced: &mut [Fenced; 4]) {
    let options = Options::new().level(level).tier(tier).threads(Threads::Serial);
    let expr = Expr::parse(case.text).expect("it is an expression").with(options);
    let lens = if matches!(case.shape, Shape::Rows) { [LONGEST, ROWS, ROWS] } else { [LONGEST; 3] };
    let spec = |operand: usize| Spec::Array { dtype: dtypes[operand], shape: vec![lens[operand]] };
    let specs = [("a", spec(0)), ("b", spec(1)), ("c", spec(2))];
    let result = expr.result_types(&specs).expect("it has a type");
    let Some((_, Spec::Array { dtype: out, .. })) = result.last() else { panic!("it is an array") };
    let code = expr.explain(&specs, Updates::IntoNew).expect("it fits").machine_code();
    let has_loops = code.iter().any(|pass| !pass.loops.is_empty());
    assert_eq!(has_loops, tier == Tier::Native, "`{}` of {dtypes:?}: {code:?}", case.text);
    let least = usize::from(case.text.starts_with("max"));
    for len in least..=LONGEST {
        PLACES.iter().for_each(|&places| check(case, &expr, *out, dtypes, len, places, fenced));
    }
}

#[test]
fn nothing_beside_an_array_is_touched() {
    let mut fenced: [Fenced; 4] = [2 * PAGE, PAGE, PAGE, PAGE].map(Fenced::new);
    for level in levels() {
        for tier in [Tier::Kernels, Tier::Native] {
            for case in cases() {
                case.dtypes.iter().for_each(|&dtypes| check_everywhere(&case, dtypes, level, tier, &mut fenced));
            }
        }
    }
}

/// Texts are read several characters at once, and never beyond the last one.
#[test]
fn nothing_beside_texts_is_touched() {
    let mut fenced: [Fenced; 3] = [2 * PAGE, 2 * PAGE, PAGE].map(Fenced::new);
    let sources = ["a == b", "a < b", "contains(a, b)", "endswith(a, b)", "a == \"111\" or b in (\"1\", \"11\")"];
    for dtype in [DType::S1, DType::U1] {
        for source in sources {
            for level in levels() {
                for tier in [Tier::Kernels, Tier::Native] {
                    let options = Options::new().level(level).tier(tier).threads(Threads::Serial);
                    let expr = Expr::parse(source).expect("it is an expression").with(options);
                    for width in (1..=9).chain([15, 17]) {
                        for rows in [1, 2, 3, 8, 31, 33] {
                            PLACES
                                .iter()
                                .for_each(|&places| check_texts(&expr, dtype, [rows, width], places, &mut fenced));
                        }
                    }
                }
            }
        }
    }
}

/// Evaluates an expression for texts of the characters 1 to 3 at some places, and the same ones elsewhere.
fn check_texts(expr: &Expr, dtype: DType, shape: [usize; 2], places: [Place; 2], fenced: &mut [Fenced; 3]) {
    let [rows, width] = shape;
    let numbers = |step: usize| (0..rows * width).map(|i| (i * step % 7 % 3 + 1) as f64).collect::<Vec<_>>();
    let [written, a, b] = fenced;
    written.fill::<bool>(places[0], &vec![0.0; rows]);
    let expected = with_type!(dtype, T => {
        let array = |values: &[f64]| {
            let elements = values.iter().map(|&value| T::convert(Value::F64(value))).collect();
            ArrayD::from_shape_vec(&shape[..], elements).expect("there are as many")
        };
        expr.eval::<bool>(&vars! { a: &array(&numbers(1)), b: &array(&numbers(3)) }).expect("they are texts")
    });
    let mut vars = Vars::new();
    with_type!(dtype, T => {
        for (name, fenced, step, place) in [("a", a, 1, places[1]), ("b", b, 3, places[0])] {
            fenced.fill::<T>(place, &numbers(step));
            let elements = &*fenced.elements::<T>(place, rows * width);
            vars.insert(name, Operand::from(ArrayView::from_shape(shape, elements).expect("there are as many")));
        }
    });
    let found = written.elements::<bool>(places[0], rows);
    expr.evaluate(&vars, &mut *found).unwrap_or_else(|error| panic!("{}", error.report()));
    let what = || format!("`{}` of {dtype}{shape:?} {places:?}, {:?}", expr.source(), expr.options());
    assert_eq!(Some(&*found), expected.as_slice(), "{}", what());
    assert!(written.is_whole(places[0], rows, 1), "{} writes beside its output", what());
}

/// Outputs that are written past the caches begin and end within lines.
#[test]
fn nothing_beside_a_large_output_is_touched() {
    const LEN: usize = (32 << 20) / 4 + 1001;
    let (mut x, mut y) = (Fenced::new(LEN * 4), Fenced::new(LEN * 4));
    for places in [[Place::Before(0), Place::Behind(0)], [Place::Behind(0), Place::Before(0)]] {
        x.all().fill(0);
        let input = x.elements::<f32>(places[0], LEN);
        input.iter_mut().enumerate().for_each(|(i, x)| *x = (i % 1000) as f32);
        for level in levels() {
            for tier in [Tier::Kernels, Tier::Native] {
                y.all().fill(FILLER);
                let output = y.elements::<f32>(places[1], LEN);
                let expr = Expr::parse("x*x - 2").expect("it is an expression");
                let expr = expr.with(Options::new().level(level).tier(tier).threads(Threads::Exactly(2)));
                expr.evaluate(&vars! { x: &*input }, &mut *output).expect("it fits");
                let is_right = |(x, y): (&f32, &f32)| x * x - 2.0 == *y;
                assert!(input.iter().zip(&*output).all(is_right), "{places:?} {level} {tier}");
                assert!(y.is_whole(places[1], LEN, 4), "{places:?} {level} {tier}");
            }
        }
    }
}

/// Without this the other tests could not fail.
#[test]
fn what_is_touched_beside_an_array_ends_the_process() {
    let mut fenced = Fenced::new(PAGE);
    let mut y = [0_u8; 8];
    evaluate("x + 1", &vars! { x: &*fenced.elements::<u8>(Place::Before(0), 8) }, &mut y).expect("it fits");
    assert_eq!(y, [FILLER + 1; 8]);
    for outside in [-1, PAGE as isize] {
        // SAFETY: the child reads where nobody may, and ends.
        let status = unsafe {
            let child = libc::fork();
            if child == 0 {
                libc::signal(libc::SIGSEGV, libc::SIG_DFL);
                std::ptr::read_volatile(fenced.start.wrapping_offset(outside));
                libc::_exit(0);
            }
            let mut status = 0;
            assert!(child > 0 && libc::waitpid(child, &mut status, 0) == child);
            status
        };
        assert!(libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGSEGV);
    }
}
