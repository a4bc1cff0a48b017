//! Operands and outputs in one buffer, at places that change while types, shapes and strides stay the same.

#![allow(unsafe_code)]

use crate::common::Random;
use fusexpr::{ByteOrder, DType, Expr, Operand, Output, Outputs, Vars};

/// Elements of an array; the buffer has more.
const LEN: usize = 12;
const BUFFER: usize = 40;

/// Makes a call over two operands and an output that begin anywhere in the buffer.
fn call(expr: &Expr, buffer: &mut [f64], starts: [usize; 3], reverse: bool, named: bool) {
    let (shape, strides) = ([LEN], [if reverse { -8 } else { 8 }]);
    let start: *mut f64 = buffer.as_mut_ptr();
    let first = |place: usize| start.wrapping_add(place + if reverse { LEN - 1 } else { 0 }).cast::<u8>();
    let operand = |place: usize| {
        // SAFETY: the elements lie in the buffer, which is used by this call alone.
        unsafe { Operand::from_raw(DType::F64, first(place), &shape, &strides, ByteOrder::NATIVE) }
            .expect("it is right")
    };
    let vars = Vars::new().with("x", operand(starts[0])).with("y", operand(starts[1]));
    // SAFETY: as above.
    let out = unsafe { Output::from_raw(DType::F64, first(starts[2]), &shape, &strides, ByteOrder::NATIVE) };
    let out = out.expect("it is right");
    match named {
        true => expr.run(&vars, &mut Outputs::new().with("r", out)).expect("it fits"),
        false => expr.evaluate(&vars, out).expect("it fits"),
    }
}

#[test]
fn operands_that_are_the_output_or_share_memory_with_it() {
    let texts = ["x + 2*y", "roll(x, 1) - y", "x[::-1]*y", "r = x*y; r = roll(r, 2) + x"];
    let exprs = texts.map(|text| Expr::parse(text).expect("it is right"));
    let mut random = Random(11);
    for round in 0..3000 {
        let case = random.below(texts.len());
        let (reverse, named) = (random.below(4) == 0, texts[case].starts_with('r') && texts[case].contains(';'));
        let mut starts = [0; 3].map(|_| random.below(BUFFER - LEN));
        for i in 0..2 {
            if random.below(2) == 0 {
                starts[i] = starts[2];
            }
        }
        let before: Vec<f64> = (0..BUFFER).map(|_| random.below(100) as f64).collect();
        let (mut found, mut expected) = (before.clone(), before.clone());
        call(&exprs[case], &mut found, starts, reverse, named);
        call(&Expr::parse(texts[case]).expect("it is right"), &mut expected, starts, reverse, named);
        assert_eq!(found, expected, "round {round}: {} of {starts:?}", texts[case]);
        // What a first call gives is what copies of the operands give.
        let copy = |place: usize| before[place..place + LEN].to_vec();
        let mut apart = [copy(starts[0]), copy(starts[1]), copy(starts[2])].concat();
        call(&Expr::parse(texts[case]).expect("it is right"), &mut apart, [0, LEN, 2 * LEN], reverse, named);
        assert_eq!(apart[2 * LEN..], expected[starts[2]..starts[2] + LEN], "round {round}: {}", texts[case]);
    }
}

/// Which of two outputs an operand is.
#[test]
fn operands_that_are_one_output_or_the_other() {
    let text = "r = x + 1; s = 2*x";
    let expr = Expr::parse(text).expect("it is right");
    let (shape, strides) = ([LEN], [8]);
    for round in 0..200 {
        let which = [0, 1, 1, 2, 0, 2, 1][round % 7] * LEN;
        let before: Vec<f64> = (0..3 * LEN).map(|i| (i * (round + 1) % 17) as f64).collect();
        let mut buffer = before.clone();
        let start: *mut f64 = buffer.as_mut_ptr();
        let at = |place: usize| start.wrapping_add(place).cast::<u8>();
        let output = |place: usize| {
            // SAFETY: the elements lie in the buffer, which is used by this call alone.
            unsafe { Output::from_raw(DType::F64, at(place), &shape, &strides, ByteOrder::NATIVE) }
                .expect("it is right")
        };
        // SAFETY: as above.
        let x = unsafe { Operand::from_raw(DType::F64, at(which), &shape, &strides, ByteOrder::NATIVE) };
        let vars = Vars::new().with("x", x.expect("it is right"));
        expr.run(&vars, &mut Outputs::new().with("r", output(0)).with("s", output(LEN))).expect("it fits");
        for i in 0..LEN {
            let x = before[which + i];
            assert_eq!([buffer[i], buffer[LEN + i]], [x + 1.0, 2.0 * x], "round {round}: element {i}");
        }
    }
}
