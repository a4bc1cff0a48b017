//! The oracle's own test: values of 120 digits, special values, and its two precisions against each other.
//!
//! `reference.txt` is made by `reference.py`.

use crate::float::{Float, binade, error_in_ulp, scale};
use crate::functions::{Function, Operands, Oracle};
use crate::inputs::{Extent, Inputs};
use crate::oracle::Real;
use crate::special;
use std::collections::HashMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("reference.txt");

/// A point and the true value there.
type Entry = (f64, f64, Real);

static ENTRIES: LazyLock<HashMap<&str, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: HashMap<&str, Vec<Entry>> = HashMap::new();
    for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |i: usize| words[i].parse().expect("a number");
        let value = Real { hi: number(3), lo: number(4), exponent: words[5].parse().expect("an exponent") };
        entries.entry(words[0]).or_default().push((number(1), number(2), value));
    }
    entries
});

/// The reference's entries of a function.
fn entries(function: &Function) -> &'static [Entry] {
    let name = match function.operands {
        Operands::Branch(true) => "sin",
        Operands::Branch(false) => "cos",
        Operands::Power(_) => "pow",
        _ => function.name,
    };
    ENTRIES.get(name).map_or(&[], Vec::as_slice)
}

/// The points at which a function's value is known.
pub fn inputs(function: &Function) -> impl Iterator<Item = (f64, f64)> {
    entries(function).iter().map(|&(x, y, _)| (x, y))
}

/// The least accuracy of the exact values in bits. The logarithm of gamma and logaddexp lose some next to their zeros.
fn least_bits(function: &Function) -> f64 {
    match function.name {
        "lgamma" | "digamma" => 62.0,
        "exp10" | "ndtr" | "gelu" => 80.0,
        "logaddexp" => 80.0,
        _ => 85.0,
    }
}

/// How far the correctly rounded values may be off in ULP, for want of digits in the comparison.
const SLACK: f64 = 1e-9;

/// How far the values for f32 may be off, in ULP of f32.
const NARROW: f64 = 1e-4;

/// The bits in which two values agree.
fn bits_of_agreement(found: Real, truth: Real) -> f64 {
    let shift = found.exponent - truth.exponent;
    let difference = (scale(found.hi, shift) - truth.hi) + (scale(found.lo, shift) - truth.lo);
    if difference == 0.0 { f64::INFINITY } else { -(difference / truth.hi).abs().log2() }
}

/// Tests the oracle of a function; the remark is its accuracy.
pub fn check(function: &Function) -> Result<String, Vec<String>> {
    let Oracle::Near { narrow, rounded, exact } = function.oracle else { return Ok("plain Rust".to_owned()) };
    let mut wrong = Vec::new();
    let mut fail = |stage: &str, x: f64, y: f64, found: f64, right: f64| {
        wrong.push(format!("{stage} {}: {found:?} where x = {x:?}, y = {y:?}, not {right:?}", function.name));
    };

    let (mut worst_bits, mut worst_rounded) = (f64::INFINITY, 0.5_f64);
    for &(x, y, truth) in entries(function) {
        let found = exact.at(x, y);
        let bits = bits_of_agreement(found, truth);
        // What is far below the subnormals matters as little as what is far below an ULP.
        if bits.is_nan() || (bits < least_bits(function) && binade(truth) > -1200) {
            fail(&format!("exact to {bits:.0} bits",), x, y, found.nearest(), truth.nearest());
        }
        worst_bits = worst_bits.min(bits);
        if let Some(rounded) = rounded {
            let found = rounded.at(x, y);
            let error = error_in_ulp(found, truth);
            if error > 0.5 + SLACK {
                fail("rounded", x, y, found, truth.nearest());
            }
            worst_rounded = worst_rounded.max(error);
        }
    }

    for ([x, y], expected) in special::cases::<f64>(function) {
        let stages = [Some(exact.at(x, y).nearest()), rounded.map(|rounded| rounded.at(x, y))];
        for (stage, found) in ["exact", "rounded"].iter().zip(stages) {
            if let Some(found) = found.filter(|&found| error_in_ulp(found, Real::from(expected)) > 0.5) {
                fail(stage, x, y, found, expected);
            }
        }
    }
    for ([x, y], expected) in special::cases::<f32>(function) {
        let found = narrow.at(x.to_f64(), y.to_f64());
        if error_in_ulp(expected, Real::from(found)) > 0.5 {
            fail("narrow", x.to_f64(), y.to_f64(), found, expected.to_f64());
        }
    }

    // The values for f32, in ULP of f32, against the exact ones.
    let extent = Extent { sweep: 1 << 14, random: [1 << 14, 0, 0], thinning: 1, neighbourhood: 1 };
    let inputs = Inputs::<f32>::new(function, extent);
    let (mut xs, mut ys, mut worst_narrow) = (Vec::new(), Vec::new(), 0.0_f64);
    for chunk in (0..inputs.chunks()).rev().take(8) {
        inputs.fill(chunk, &mut xs, &mut ys);
        for (x, y) in xs.iter().zip(&ys).map(|(x, y)| (x.to_f64(), y.to_f64())) {
            let (found, truth) = (narrow.at(x, y), exact.at(x, y));
            let error = if is_zero(found, truth, function) { 0.0 } else { difference_in_f32(found, truth) };
            if error > NARROW {
                fail(&format!("narrow, {error:e} ULP of f32 off,"), x, y, found, truth.nearest());
            }
            worst_narrow = worst_narrow.max(error);
        }
    }
    let remark = format!(
        "{} values; exact to {worst_bits:.0} bits, rounded {worst_rounded:.3} ULP, for f32 {worst_narrow:.0e} ULP of f32",
        entries(function).len()
    );
    if wrong.is_empty() { Ok(remark) } else { Err(wrong) }
}

/// Whether both are a zero whose sign does not matter.
fn is_zero(found: f64, truth: Real, function: &Function) -> bool {
    found == 0.0 && truth.hi == 0.0 && !function.is_zero_signed
}

/// The distance of a f64 from the true value in ULP of f32; none where both are beyond all floats or equally zero.
fn difference_in_f32(found: f64, truth: Real) -> f64 {
    if found.is_nan() || truth.hi.is_nan() {
        return if found.is_nan() && truth.hi.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if found.is_sign_negative() != truth.hi.is_sign_negative() {
        return f64::INFINITY;
    }
    let is_beyond = |value: Real| value.hi.is_infinite() || binade(value) >= f32::TOP;
    if is_beyond(Real::from(found)) && is_beyond(truth) {
        return 0.0;
    }
    let ulp = (binade(truth).min(f32::TOP) - (f32::PRECISION - 1)).max(f32::BOTTOM);
    scale((found - truth.nearest()).abs(), -ulp)
}
