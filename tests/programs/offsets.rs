//! Updates of the inside of an array from displaced parts of itself, for every pair of displacements.
//!
//! `u[2:-2] = 2*u[3:-1] - u[1:-3]` reads, for an element, one that lies before it and one behind; whichever way the
//! engine goes through the array, one of them would have been overwritten if it took no care. The displacements are
//! −2 to 2 along each axis, so all signs and sizes meet; all blocks and both threads border on each other somewhere.

use super::oracle::case::Way;
use super::ways;
use fusexpr::{Expr, Options, Outputs, Threads, Vars};
use ndarray::{ArrayD, IxDyn};

fn options() -> Vec<Options> {
    ways().into_iter().map(Way::options).collect()
}

/// How far elements are displaced along each axis.
type Offset = Vec<isize>;

const MOST: isize = 2;

fn all_offsets(rank: usize) -> Vec<Offset> {
    let longer = |offsets: Vec<Offset>| -> Vec<Offset> {
        let with = |offset: &Offset| (-MOST..=MOST).map(|last| [&offset[..], &[last]].concat()).collect::<Vec<_>>();
        offsets.iter().flat_map(with).collect()
    };
    (0..rank).fold(vec![Vec::new()], |offsets, _| longer(offsets))
}

/// The inside of `u`, displaced: `u[3:-1, 2:-2]`.
fn displaced(offset: &[isize]) -> String {
    let axis = |by: &isize| match by - MOST {
        0 => format!("{}:", MOST + by),
        stop => format!("{}:{stop}", MOST + by),
    };
    format!("u[{}]", offset.iter().map(axis).collect::<Vec<_>>().join(", "))
}

/// Numbers without a pattern that a displacement could repeat; all results are exact.
fn numbers(shape: &[usize]) -> ArrayD<f64> {
    let mut state = 1_u64;
    ArrayD::from_shape_simple_fn(shape, || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 44) as f64
    })
}

/// What `u[inside] = 2*u[first] - u[second]` should give.
fn updated(old: &ArrayD<f64>, first: &[isize], second: &[isize]) -> ArrayD<f64> {
    let mut new = old.clone();
    let strides = old.strides().to_vec();
    let distance = |offset: &[isize]| offset.iter().zip(&strides).map(|(by, stride)| by * stride).sum::<isize>();
    let (first, second) = (distance(first), distance(second));
    let elements = old.as_slice().expect("the array is contiguous");
    let inside = |index: &IxDyn| {
        let mut places = (0..old.ndim()).map(|axis| (index[axis], old.shape()[axis]));
        places.all(|(i, length)| i >= MOST as usize && i + (MOST as usize) < length)
    };
    for (position, (index, element)) in new.indexed_iter_mut().enumerate() {
        if inside(&index) {
            let at = |distance: isize| elements[(position as isize + distance) as usize];
            *element = 2.0 * at(first) - at(second);
        }
    }
    new
}

fn check(old: &ArrayD<f64>, first: &[isize], second: &[isize], options: &[Options]) {
    let inside = displaced(&vec![0; old.ndim()]);
    let source = format!("{inside} = 2*{} - {}", displaced(first), displaced(second));
    let expected = updated(old, first, second);
    for options in options {
        let expr = Expr::parse(&source).unwrap_or_else(|error| panic!("{}", error.report())).with(options.clone());
        let mut u = old.clone();
        let mut outputs = Outputs::new();
        outputs.insert("u", &mut u);
        expr.run(&Vars::new(), &mut outputs).unwrap_or_else(|error| panic!("{}", error.report()));
        drop(outputs);
        let wrong = u.indexed_iter().zip(&expected).find(|((_, x), y)| x != y);
        assert!(wrong.is_none(), "{source} over {:?}: {wrong:?} with {options:?}", old.shape());
    }
}

#[test]
fn every_pair_of_displacements_along_one_axis() {
    let offsets = all_offsets(1);
    for length in [5, 6, 23, 150] {
        let u = numbers(&[length]);
        for (first, second) in offsets.iter().flat_map(|x| offsets.iter().map(move |y| (x, y))) {
            check(&u, first, second, &options());
        }
    }
}

#[test]
fn every_pair_of_displacements_along_two_axes() {
    let offsets = all_offsets(2);
    let u = numbers(&[7, 13]);
    for (first, second) in offsets.iter().flat_map(|x| offsets.iter().map(move |y| (x, y))) {
        check(&u, first, second, &options());
    }
}

/// There are 7875 pairs along three axes; each is run in one of the ways.
#[test]
fn every_pair_of_displacements_along_three_axes() {
    let offsets = all_offsets(3);
    let (u, ways) = (numbers(&[6, 5, 9]), options());
    let pairs = offsets.iter().enumerate().flat_map(|(i, x)| offsets[i..].iter().map(move |y| (x, y)));
    for (i, (first, second)) in pairs.enumerate() {
        check(&u, first, second, &ways[i % ways.len()..][..1]);
    }
}

/// Arrays large enough that both threads work on them in blocks of the usual length.
#[test]
fn displacements_across_the_borders_of_threads() {
    let two = || Options::new().threads(Threads::Exactly(2));
    let options = [two(), two().block_len(1000)];
    for shape in [&[70_001][..], &[301, 233], &[40, 50, 36]] {
        let u = numbers(shape);
        for offset in all_offsets(shape.len()) {
            let opposite: Offset = offset.iter().map(|by| -by).collect();
            check(&u, &offset, &opposite, &options);
        }
    }
}
