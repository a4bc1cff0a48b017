//! The first minutes with the library: `cargo run --example quickstart`.

use fusexpr::{AnyArray, Expr, Options, Threads, eval, evaluate, evaluate_in_place, vars};
use ndarray::{Array1, Array2, array, s};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // An expression over arrays, written into one of yours: one pass, no temporaries.
    let a = Array1::linspace(0.0, 1.0, 5);
    let b = array![5.0, 4.0, 3.0, 2.0, 1.0];
    let mut out = Array1::<f64>::zeros(5);
    evaluate("a*b + c", &vars! { a, b, c: 2.0 }, &mut out)?;
    println!("a*b + c                 = {out}");
    assert_eq!(out, &a * &b + 2.0);

    // Or into a new array. Types mix as in NumPy: integers and f32 give f64, literals adapt.
    let counts = array![3_i32, 4, 12];
    let scale = array![4.0_f32, 3.0, 5.0];
    let size = eval::<f64>("sqrt(counts**2 + scale**2)", &vars! { counts, scale })?;
    println!("sqrt(counts² + scale²)  = {size}");
    assert_eq!(size, array![5.0, 5.0, 13.0].into_dyn());

    // Shapes broadcast, and any view will do: a row, a column, every second element, backwards.
    let image = Array2::from_shape_fn((4, 6), |(row, column)| (10 * row + column) as f64);
    let (row, column) = (array![0.0, 1.0, 2.0], array![[100.0], [200.0]]);
    let view = image.slice(s![..;-2, ..;2]);
    println!("view + row + column     =\n{}", eval::<f64>("view + row + column", &vars! { view, row, column })?);

    // The output can be an operand.
    let grid = array![[1.0, 2.0], [3.0, 4.0]];
    let mut next = array![[0.5, 0.5], [0.5, 0.5]];
    evaluate_in_place("next*D*dt + grid", "next", &vars! { grid, D: 2.0, dt: 0.5 }, &mut next)?;
    println!("next*D*dt + grid        =\n{next}");

    // Parsed once, evaluated often; a result of whatever type it has.
    let mask = Expr::parse("lo <= x < hi and not isnan(x)")?.with(Options::new().threads(Threads::Serial));
    for x in [array![0.0, 0.5, f64::NAN], array![1.0, 0.25, -1.0]] {
        match mask.eval_any(&vars! { x, lo: 0.0, hi: 1.0 })? {
            AnyArray::Bool(inside) => println!("inside [0, 1)           = {inside}"),
            other => unreachable!("a comparison is of type bool, not {}", other.dtype()),
        }
    }

    // What is wrong is said where it is.
    if let Err(error) = eval::<f64>("a > 0.5 & b < 3", &vars! { a, b }) {
        println!("\n{}", error.report());
    }
    Ok(())
}
