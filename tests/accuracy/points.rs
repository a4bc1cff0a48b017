//! The places near which functions change their ways, and where they are therefore tried float by float.

use crate::float::{Float, neighbour};
use crate::functions::Function;
use crate::reference;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4, LN_2, SQRT_2};

/// Where results overflow, underflow, saturate or vanish, in either type, for some function.
const THRESHOLDS: &[f64] = &[
    // exp and its relatives.
    709.782712893384,
    710.4758600739439,
    -745.1332191019411,
    -744.4400719213812,
    -708.3964185322641,
    88.72283935546875,
    89.41598629223294,
    -103.97207641601562,
    -87.33654474855477,
    -36.7368005696771,
    36.7368005696771,
    -17.32867951399863,
    1023.9999999999999,
    -1022.0,
    -1074.0,
    -1075.0,
    127.99999,
    -126.0,
    -149.0,
    -150.0,
    // tanh, arctanh, sigmoid.
    18.714973875118524,
    19.061547465398498,
    22.0,
    9.010913848876953,
    0.5493061443340548,
    0.3465735902799727,
    // erf and erfc.
    5.921587195794507,
    3.919205904006958,
    26.543258430632,
    27.226017111108,
    9.194549560546875,
    10.054,
    0.84375,
    1.25,
    // gamma and its logarithm.
    171.6243769563027,
    35.040096282958984,
    -184.0,
    -170.5,
    -42.0,
    2.5563481638716906e305,
    2.5599833278516384e305,
    4.0850034e36,
    1.4616321449683622,
    5.56268464626801e-309,
    2.938735877055719e-39,
    3e-8,
    1e-17,
    // Reductions and small arguments.
    7.450580596923828e-9,
    1.4901161193847656e-8,
    0.000244140625,
    0.0625,
    0.41421356237309503,
    2.414213562373095,
    FRAC_1_SQRT_2,
    SQRT_2,
    0.4375,
    0.6875,
    1.1875,
    2.4375,
    1e5,
    1.6e7,
    1e9,
    1.3493037704e10,
    8.98846567431158e307,
    1.3407807929942596e154,
    1.8446742974197923e19,
    // The published hardest cases of reduction modulo pi/2 (Kahan; Muller et al., Handbook of Floating-Point
    // Arithmetic).
    1.0e22,
    16367173.0,
    53449486.0,
    5.0e15,
];

/// All inputs that belong to the places of a function of one argument, at most so many floats to either side.
pub fn of<T: Float>(function: &Function, most: i64) -> Vec<T> {
    let mut floats = Vec::new();
    let mut around = |point: f64, width: i64| {
        for point in [point, -point] {
            floats.extend((-width.min(most)..=width.min(most)).map(|steps| neighbour(T::from_f64(point), steps)));
        }
    };
    for point in [0.0, 1.0, f64::INFINITY, f64::NAN] {
        around(point, 200);
    }
    for &point in THRESHOLDS {
        around(point, 200);
    }
    for half in 1..=400 {
        around(f64::from(half) / 2.0, 8);
    }
    for exponent in T::BOTTOM..T::TOP {
        around(crate::float::scale(1.0, exponent), 2);
    }
    for multiple in 1..=400 {
        around(f64::from(multiple) * FRAC_PI_4, 8);
    }
    for multiple in 1..=2 * T::TOP + 100 {
        around(f64::from(multiple) * (LN_2 / 2.0), 1);
    }
    for exponent in 0..40 {
        // Powers of ten, and pi's multiples of all sizes.
        around(10_f64.powi(exponent), 2);
        around(10_f64.powi(-exponent), 2);
        around((10_f64.powi(exponent) * 0.7).round() * FRAC_PI_4, 8);
    }
    for (point, _) in reference::inputs(function) {
        around(point, if function.name == "lgamma" { 200 } else { 2 });
    }
    floats
}

/// All pairs of special values and their neighbours.
pub fn pairs<T: Float>(function: &Function, most: i64) -> Vec<(T, T)> {
    let mut floats = Vec::new();
    let plain = [0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 0.1, 10.0, 1e-10, 1e10, 1e20, 1e-20, f64::INFINITY, f64::NAN];
    let edges = [(0.0, 1), (1.0, -1), (1.0, 1), (f64::INFINITY, -1), (f64::INFINITY, -2), (2.0, -1)];
    let binades = [
        T::BOTTOM + T::PRECISION - 1,
        T::BOTTOM + 1,
        T::TOP - 1,
        T::TOP / 2,
        -T::TOP / 2,
        T::PRECISION,
        T::PRECISION - 1,
    ];
    floats.extend(plain.map(T::from_f64));
    floats.extend(edges.map(|(point, steps)| neighbour(T::from_f64(point), steps)));
    floats.extend(binades.map(|exponent| T::from_f64(crate::float::scale(1.0, exponent))));
    if most > 0 {
        floats.extend((5..40).map(|integer| T::from_f64(f64::from(integer))));
        floats.extend((0..20).map(|half| T::from_f64(f64::from(half) + 0.5)));
    }
    let negative: Vec<T> = floats.iter().map(|&x| T::from_f64(-x.to_f64())).collect();
    floats.extend(negative);
    let mut pairs: Vec<_> = floats.iter().flat_map(|&x| floats.iter().map(move |&y| (x, y))).collect();
    pairs.extend(reference::inputs(function).map(|(x, y)| (T::from_f64(x), T::from_f64(y))));
    pairs
}
