//! Arrays with their axes in another order, backwards, longer, cut anew and joined: chains of them, drawn, against a
//! reference that moves positions one by one.
//!
//! Around the chains stand what may go wrong with them: arithmetic, shifts, slices, sums along an axis, updates of the
//! array itself, and everything one operation at a time.

use fusexpr::{Expr, Level, Options, Threads, vars};
use ndarray::{ArrayD, IxDyn};

#[path = "common/random.rs"]
mod random;
use random::Random;

/// An array as its shape and its elements in C order.
#[derive(Clone, Debug, PartialEq)]
struct Naive {
    shape: Vec<usize>,
    elements: Vec<i64>,
}

impl Naive {
    /// An array of a shape whose element at each place is that of this one at another.
    fn picked(&self, shape: Vec<usize>, place: impl Fn(&[usize]) -> Vec<usize>) -> Self {
        let count: usize = shape.iter().product();
        let element = |i: usize| {
            let from = place(&unravelled(i, &shape));
            let flat = from.iter().zip(&self.shape).fold(0, |flat, (at, length)| flat * length + at);
            self.elements[flat]
        };
        Self { elements: (0..count).map(element).collect(), shape }
    }

    fn permuted(&self, order: &[usize]) -> Self {
        let shape = order.iter().map(|&axis| self.shape[axis]).collect();
        self.picked(shape, |at| {
            let mut from = vec![0; at.len()];
            order.iter().zip(at).for_each(|(&axis, &place)| from[axis] = place);
            from
        })
    }

    fn reshaped(&self, shape: Vec<usize>) -> Self {
        Self { shape, elements: self.elements.clone() }
    }

    fn repeated(&self, axis: usize, times: usize) -> Self {
        let mut shape = self.shape.clone();
        shape[axis] *= times;
        self.picked(shape, |at| at.iter().enumerate().map(|(i, &x)| if i == axis { x / times } else { x }).collect())
    }

    fn tiled(&self, axis: usize, times: usize) -> Self {
        let mut shape = self.shape.clone();
        shape[axis] *= times;
        let length = self.shape[axis];
        self.picked(shape, |at| at.iter().enumerate().map(|(i, &x)| if i == axis { x % length } else { x }).collect())
    }

    fn joined(&self, other: &Self, axis: usize) -> Self {
        let (mut shape, first) = (self.shape.clone(), self.shape[axis]);
        shape[axis] += other.shape[axis];
        let count: usize = shape.iter().product();
        let element = |i: usize| {
            let mut at = unravelled(i, &shape);
            let of = if at[axis] < first { self } else { other };
            at[axis] -= if at[axis] < first { 0 } else { first };
            of.elements[at.iter().zip(&of.shape).fold(0, |flat, (at, length)| flat * length + at)]
        };
        Self { elements: (0..count).map(element).collect(), shape }
    }

    fn summed(&self, axis: usize) -> Self {
        let mut shape = self.shape.clone();
        let length = shape.remove(axis);
        let parts = (0..length).map(|i| {
            self.picked(shape.clone(), |at| {
                let mut from = at.to_vec();
                from.insert(axis, i);
                from
            })
        });
        let zeros = Self { elements: vec![0; shape.iter().product()], shape: shape.clone() };
        parts.fold(zeros, |sum, part| Self {
            elements: sum.elements.iter().zip(&part.elements).map(|(x, y)| x + y).collect(),
            ..sum
        })
    }
}

fn unravelled(mut i: usize, shape: &[usize]) -> Vec<usize> {
    let mut at: Vec<usize> = shape.iter().rev().map(|&length| (i % length, i /= length).0).collect();
    at.reverse();
    at
}

/// A step of a chain: its text around that of what it is applied to, and the reference.
fn step(random: &mut Random, text: &str, x: &Naive) -> (String, Naive) {
    let rank = x.shape.len();
    let axis = random.below(rank);
    let other = random.below(rank);
    match random.below(14) {
        0 => (format!("({text}).T"), x.permuted(&(0..rank).rev().collect::<Vec<_>>())),
        1 => {
            let mut order: Vec<usize> = (0..rank).collect();
            (0..rank).for_each(|i| order.swap(i, random.below(rank)));
            let shown: Vec<_> = order.iter().map(usize::to_string).collect();
            (format!("transpose({text}, [{}])", shown.join(", ")), x.permuted(&order))
        }
        2 => {
            let mut order: Vec<usize> = (0..rank).collect();
            order.swap(axis, other);
            (format!("np.swapaxes({text}, {axis}, {other})"), x.permuted(&order))
        }
        3 => {
            let mut order: Vec<usize> = (0..rank).filter(|&i| i != axis).collect();
            order.insert(other, axis);
            (format!("moveaxis({text}, {axis}, {other})"), x.permuted(&order))
        }
        4 => {
            let length = x.shape[axis];
            let flipped = |at: &[usize]| {
                at.iter().enumerate().map(|(i, &x)| if i == axis { length - 1 - x } else { x }).collect()
            };
            (format!("flip({text}, axis={axis})"), x.picked(x.shape.clone(), flipped))
        }
        5 => {
            let all: usize = x.shape.iter().product();
            let divisors: Vec<usize> = (1..=all).filter(|i| all.is_multiple_of(*i)).collect();
            let first = divisors[random.below(divisors.len())];
            (format!("({text}).reshape({first}, -1)"), x.reshaped(vec![first, all / first]))
        }
        6 => (format!("ravel({text})"), x.reshaped(vec![x.elements.len()])),
        7 => (format!("repeat({text}, 2, axis={axis})"), x.repeated(axis, 2)),
        8 => {
            let mut times = vec!["1"; rank];
            times[axis] = "2";
            (format!("tile({text}, [{}])", times.join(", ")), x.tiled(axis, 2))
        }
        9 => (format!("concatenate(({text}, {text}), axis={axis})"), x.joined(x, axis)),
        10 if rank < 4 => {
            let mut shape = x.shape.clone();
            shape.insert(axis, 1);
            let new = x.reshaped(shape);
            (format!("stack([{text}, {text}], axis={axis})"), new.joined(&new, axis))
        }
        11 => {
            let lengths: Vec<_> = [3].iter().chain(&x.shape).map(usize::to_string).collect();
            let shape = [&[3], &x.shape[..]].concat();
            (format!("broadcast_to({text}, ({}))", lengths.join(", ")), x.picked(shape, |at| at[1..].to_vec()))
        }
        12 => {
            let length = x.shape[axis];
            let rolled = |at: &[usize]| {
                at.iter().enumerate().map(|(i, &x)| if i == axis { (x + length - 1) % length } else { x }).collect()
            };
            (format!("roll({text}, 1, axis={axis})"), x.picked(x.shape.clone(), rolled))
        }
        _ => {
            let doubled = x.elements.iter().map(|x| 2 * x + 1).collect();
            (format!("(2*({text}) + 1)"), Naive { elements: doubled, shape: x.shape.clone() })
        }
    }
}

/// A chain of steps over an array called `x`.
fn chain(random: &mut Random) -> (Naive, String, Naive) {
    let rank = 1 + random.below(3);
    let shape: Vec<usize> = (0..rank).map(|_| 1 + random.below(4)).collect();
    let count: usize = shape.iter().product();
    let x = Naive { elements: (0..count as i64).map(|i| 3 * i - 7).collect(), shape };
    let (mut text, mut value) = ("x".to_owned(), x.clone());
    for _ in 0..1 + random.below(5) {
        let next = step(random, &text, &value);
        if next.1.elements.len() > 600 || next.1.shape.len() > 5 {
            break;
        }
        (text, value) = next;
    }
    (x, text, value)
}

fn array(x: &Naive) -> ArrayD<i64> {
    ArrayD::from_shape_vec(IxDyn(&x.shape), x.elements.clone()).expect("as many elements as the shape says")
}

fn naive(x: ArrayD<i64>) -> Naive {
    Naive { shape: x.shape().to_vec(), elements: x.iter().copied().collect() }
}

#[test]
fn chains_give_what_moving_each_element_gives() {
    let mut random = Random(7);
    let all: Vec<Options> = Level::ALL
        .iter()
        .filter(|level| level.is_available())
        .map(|&level| Options::new().level(level).threads(Threads::Serial))
        .collect();
    for case in 0..400 {
        let (x, text, expected) = chain(&mut random);
        let axis = random.below(expected.shape.len());
        let sum = format!("sum({text}, axis={axis})");
        let options = all[case % all.len()].clone();
        for options in [options.clone(), options.unfused(true)] {
            for (text, expected) in [(&text, expected.clone()), (&sum, expected.summed(axis))] {
                let expr = Expr::parse(text).expect("it is right").with(options.clone());
                let found = expr.eval::<i64>(&vars! { x: &array(&x) });
                let found = found.unwrap_or_else(|error| panic!("{text}, over {:?}: {error:?}", x.shape));
                assert_eq!(naive(found), expected, "{text}, over {:?}", x.shape);
            }
        }
    }
}

#[test]
fn an_array_is_read_before_it_is_written_in_any_order() {
    let mut random = Random(11);
    let mut tried = 0;
    while tried < 100 {
        let (x, text, expected) = chain(&mut random);
        if expected.shape != x.shape {
            continue;
        }
        tried += 1;
        let mut out = array(&x);
        Expr::parse(&text).and_then(|expr| expr.evaluate_in_place("x", &vars! {}, &mut out)).expect("it is right");
        assert_eq!(naive(out), expected, "{text}, over {:?}", x.shape);
    }
}

#[test]
fn what_has_no_such_shape_is_refused() {
    let x = ArrayD::<f64>::zeros(IxDyn(&[2, 3]));
    for source in [
        "reshape(x, 4)",
        "reshape(x, (-1, -1))",
        "x.reshape(0, -1)",
        "x.reshape(-2, 3)",
        "transpose(x, 0)",
        "transpose(x, (0, 0))",
        "x.transpose(0, 2)",
        "swapaxes(x, 0, 2)",
        "moveaxis(x, (0, 1), 0)",
        "squeeze(x, axis=0)",
        "broadcast_to(x, (2, 2))",
        "concatenate((x, x[0]))",
        "concatenate((x, x[:, :2]))",
        "concatenate(x)",
        "stack(())",
        "hstack((x, x[:1]))",
        "tile(x, -1)",
        "repeat(x, -1)",
        "repeat(x, 2, axis=2)",
        "diff(x, -1)",
        "rot90(x[0])",
        "expand_dims(x, 3)",
        "[x, x]",
        "sqrt((x, x))",
        "flip(x, axis=2)",
    ] {
        let found = Expr::parse(source).and_then(|expr| expr.eval::<f64>(&vars! { x: &x }));
        assert!(found.is_err(), "{source} gives {found:?}");
    }
}
