//! What a call allocates.

use fusexpr::{Expr, Outputs, Scalar, Vars, evaluate, vars};
use ndarray::{Array2, s};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which counts what each thread asks for.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all work is the system allocator's.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: the caller keeps the allocator's promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

/// How often something allocates, once it has been done.
fn allocations(mut call: impl FnMut()) -> usize {
    call();
    let before = ASKED.get();
    call();
    ASKED.get() - before
}

#[test]
fn what_is_counted_is_what_is_allocated() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1; 10]))), 1);
}

#[test]
fn calls_in_turns_allocate_nothing() {
    let (a, b, mut out) = (vec![1.0; 10], vec![2.0; 10], vec![0.0; 10]);
    let matrix = Array2::from_shape_fn((6, 7), |(i, j)| (i * j) as f64);
    let (row, mut next) = (matrix.slice(s![0, ..]), matrix.clone());
    let (mut total, mut low, mut high) = (0.0, vec![0.0; 10], vec![0.0; 10]);
    let x: Vec<f64> = (0..2048).map(f64::from).collect();
    let vars = vars! { a, b, k: 3 };
    let more = vars! { matrix, row, x };
    let many: Vars<'_> = (0..40).map(|i| (format!("v{i}"), Scalar::from(i))).collect();
    let many = many.with("a", &a);
    let mut outputs = Outputs::new().with("low", &mut low).with("high", &mut high);
    let exprs =
        ["a*b + k", "u*k", "low = minimum(a, b); high = a*k", "matrix*row", "sum(x)", "mean(x) + max(x)", "a*v39 + v0"];
    let [plain, in_place, several, broadcast, sum, mean, names] =
        exprs.map(|text| Expr::parse(text).expect("it is right"));
    let found = allocations(|| {
        plain.evaluate(&vars, &mut out[..]).expect("it fits");
        in_place.evaluate_in_place("u", &vars, &mut out[..]).expect("it fits");
        several.run(&vars, &mut outputs).expect("it fits");
        broadcast.evaluate(&more, &mut next).expect("it fits");
        sum.evaluate(&more, &mut total).expect("it fits");
        mean.evaluate(&more, &mut total).expect("it fits");
        names.evaluate(&many, &mut out[..]).expect("it fits");
        evaluate("a + b*k", &vars, &mut out[..]).expect("it fits");
    });
    assert_eq!(found, 0, "allocations in eight calls");
}
