//! Calls of which each differs from the one before in one thing.

#![allow(unsafe_code)]

use crate::common::Random;
use fusexpr::{ByteOrder, Casting, DType, Expr, Operand, Options, Output, Vars};

const DTYPES: &[DType] = &[DType::F64, DType::I64, DType::U64, DType::F32, DType::I32, DType::U8];
const SHAPES: &[&[usize]] = &[&[6], &[5], &[2, 3], &[3, 2], &[1, 6], &[6, 1], &[1], &[]];
/// Bytes between elements, so that strides alone do not tell types apart.
const APART: [isize; 3] = [8, 16, -16];
const BUFFER: usize = 256;

/// An array by pointer in the middle of a buffer, or one that is borrowed.
#[derive(Clone, Copy, Debug)]
struct Part {
    dtype: DType,
    shape: &'static [usize],
    apart: isize,
    order: ByteOrder,
    start: usize,
    is_borrowed: bool,
}

impl Part {
    const FIRST: Part = Part {
        dtype: DType::F64,
        shape: &[6],
        apart: 8,
        order: ByteOrder::NATIVE,
        start: BUFFER / 2,
        is_borrowed: false,
    };

    /// Another one in one thing.
    fn change(&mut self, random: &mut Random) {
        match random.below(6) {
            0 => self.dtype = DTYPES[random.below(DTYPES.len())],
            1 => self.shape = SHAPES[random.below(SHAPES.len())],
            2 => self.apart = APART[random.below(APART.len())],
            3 => self.order = [ByteOrder::Little, ByteOrder::Big][random.below(2)],
            4 => self.start = BUFFER / 2 + random.below(9),
            _ => self.is_borrowed = !self.is_borrowed,
        }
    }

    fn strides(&self) -> Vec<isize> {
        let behind = |axis: usize| self.shape[axis + 1..].iter().product::<usize>() as isize;
        (0..self.shape.len()).map(|axis| self.apart * behind(axis)).collect()
    }
}

/// The bytes that a call over parts of two buffers leaves in the second, or its error.
fn outcome(expr: &Expr, read: Part, written: Part, bytes: &[u8; BUFFER]) -> Result<Vec<u8>, String> {
    let mut out = *bytes;
    let numbers: Vec<f64> = bytes.iter().take(6).map(|&byte| f64::from(byte)).collect();
    let strides = [read.strides(), written.strides()];
    // SAFETY: six elements, at most 16 bytes apart, lie around the middle of each buffer, of which each is used by this
    // call alone; none of them is a truth value.
    let (x, target) = unsafe {
        let x = Operand::from_raw(read.dtype, bytes[read.start..].as_ptr(), read.shape, &strides[0], read.order);
        let place = out[written.start..].as_mut_ptr();
        (x, Output::from_raw(written.dtype, place, written.shape, &strides[1], written.order))
    };
    let x = if read.is_borrowed { Operand::from(&numbers) } else { x.expect("it is right") };
    let vars = Vars::new().with("x", x).with("k", 3);
    expr.evaluate(&vars, target.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    Ok(out.to_vec())
}

#[test]
fn calls_that_differ_in_one_thing() {
    for (seed, text) in ["x*k + 1", "sum(x)", "x[::-1] + k", "maximum(x, x)"].into_iter().enumerate() {
        let options = Options::new().casting(Casting::Unsafe);
        let expr = Expr::parse(text).expect("it is right").with(options.clone());
        let mut random = Random(seed as u64);
        let (mut read, mut written, mut succeeded) = (Part::FIRST, Part::FIRST, 0);
        for round in 0..4000 {
            // Back to where it was, now and then, so that calls are repeated.
            match random.below(5) {
                0 => (read, written) = (Part::FIRST, Part::FIRST),
                1 | 2 => written.change(&mut random),
                _ => read.change(&mut random),
            }
            let bytes = std::array::from_fn(|_| random.below(256) as u8);
            let fresh = Expr::parse(text).expect("it is right").with(options.clone());
            let expected = outcome(&fresh, read, written, &bytes);
            assert_eq!(
                outcome(&expr, read, written, &bytes),
                expected,
                "round {round}: {text} of {read:?}, {written:?}"
            );
            succeeded += usize::from(expected.is_ok());
        }
        assert!(succeeded > 500, "only {succeeded} calls of `{text}` are right");
    }
}
