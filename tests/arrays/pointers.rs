//! Elements at any address, with any strides, in either byte order.

#![allow(unsafe_code)]

use crate::common::raw::{decode, encode};
use crate::common::{Random, Sample, Value, with_type};
use fusexpr::{
    BindError, ByteOrder, Casting, DType, Error, ErrorKind, Expr, Operand, Options, Output, Threads, Vars, can_cast,
};

const ORDERS: [ByteOrder; 2] = [ByteOrder::Little, ByteOrder::Big];

/// Elements of a type in a row, `gap` bytes apart, from a byte on.
struct Row {
    bytes: Vec<u8>,
    start: usize,
    length: [usize; 1],
    strides: [isize; 1],
    dtype: DType,
    order: ByteOrder,
}

impl Row {
    fn new(dtype: DType, order: ByteOrder, start: usize, gap: usize, length: usize) -> Self {
        let stride = dtype.size() + gap;
        let bytes = vec![0; start + stride * length];
        Self { bytes, start, length: [length], strides: [stride as isize], dtype, order }
    }

    fn random(mut self, seed: u64) -> Self {
        let mut random = Random(seed);
        with_type!(self.dtype, T => {
            for i in 0..self.length[0] {
                let (order, at) = (self.order, self.start + i * self.strides[0] as usize);
                encode(T::random(random.next()), order, &mut self.bytes[at..at + size_of::<T>()]);
            }
        });
        self
    }

    fn values(&self) -> Vec<Value> {
        let at = |i: usize| self.start + i * self.strides[0] as usize;
        with_type!(self.dtype, T => {
            let value = |i: usize| decode::<T>(self.order, &self.bytes[at(i)..at(i) + size_of::<T>()]).value();
            (0..self.length[0]).map(value).collect()
        })
    }

    fn operand(&self) -> Operand<'_> {
        let start = self.bytes[self.start..].as_ptr();
        // SAFETY: there are so many elements from there on.
        unsafe { Operand::from_raw(self.dtype, start, &self.length, &self.strides, self.order) }.expect("one axis")
    }

    fn output(&mut self) -> Output<'_> {
        let start = self.bytes[self.start..].as_mut_ptr();
        // SAFETY: there are so many elements from there on, which do not overlap.
        unsafe { Output::from_raw(self.dtype, start, &self.length, &self.strides, self.order) }.expect("one axis")
    }
}

/// Every type, read as it is and as another, at every address and in both orders.
#[test]
fn every_type_at_every_address() {
    for (i, &dtype) in DType::ALL.iter().enumerate() {
        let others = DType::ALL.iter().copied().filter(|&other| can_cast(dtype, other, Casting::SameKind));
        for (j, other) in others.enumerate() {
            for (start, gap) in [(0, 0), (1, 0), (3, 1), (8, 8), (4, 4), (2, 5)] {
                let orders = [ORDERS[(i + start) % 2], ORDERS[(j + gap) % 2]];
                for length in if cfg!(miri) { &[7][..] } else { &[0, 1, 7, 300] }.iter().copied() {
                    let x = Row::new(dtype, orders[0], start, gap, length).random(start as u64);
                    let mut y = Row::new(other, orders[1], gap, start, length);
                    let expr = Expr::parse("x").unwrap();
                    expr.evaluate(&Vars::new().with("x", x.operand()), y.output()).unwrap();
                    let expected: Vec<Value> = x.values().iter().map(|value| value.cast(other)).collect();
                    assert_same(&y.values(), &expected, &format!("{dtype} to {other} {start} {gap}"));
                }
            }
        }
    }
}

fn assert_same(got: &[Value], expected: &[Value], what: &str) {
    assert_eq!(got.len(), expected.len());
    for (i, (x, y)) in got.iter().zip(expected).enumerate() {
        assert!(x.is_same(*y), "{what}: element {i} is {x:?} instead of {y:?}");
    }
}

/// Blocks, threads, folds, single elements and updates in place over records of a number and a byte.
#[test]
fn records_in_every_way_of_evaluation() {
    let length = if cfg!(miri) { 1_501 } else { 70_001 };
    for (order, threads) in
        [(ORDERS[0], Threads::Serial), (ORDERS[1], Threads::Exactly(2)), (ORDERS[1], Threads::Serial)]
    {
        let mut x = Row::new(DType::I32, order, 1, 1, length);
        for i in 0..length {
            encode(i as i32 % 1000 - 500, order, &mut x.bytes[1 + 5 * i..][..4]);
        }
        let plain: Vec<i32> = (0..length).map(|i| i as i32 % 1000 - 500).collect();
        let counted = format!("x + arange({length})");
        for source in ["x*2 + 1", "x[::-1] - x", "roll(x, 3) + x[7]", "sum(x*x)", "x - max(x)", "cumsum(x)", &counted] {
            let expr = Expr::parse(source).unwrap().with(Options::new().threads(threads));
            let expected = expr.eval_any(&Vars::new().with("x", &plain)).unwrap();
            assert_eq!(expr.eval_any(&Vars::new().with("x", x.operand())).unwrap(), expected, "{source}");
        }
        let step = Expr::parse("x[1:-1] = x[:-2] - x[2:]").unwrap().with(Options::new().threads(threads));
        step.evaluate_in_place("x", &Vars::new(), x.output()).unwrap();
        let mut expected = plain.clone();
        for i in 1..length - 1 {
            expected[i] = plain[i - 1] - plain[i + 1];
        }
        let expected: Vec<Value> = expected.into_iter().map(Sample::value).collect();
        assert_same(&x.values(), &expected, "in place");
        assert!(x.bytes.iter().step_by(5).all(|&byte| byte == 0), "bytes between the numbers have changed");
    }
}

/// One element without axes, which a pass reads as a scalar.
#[test]
fn single_elements() {
    let bytes = 2.5_f64.to_be_bytes();
    let padded = [&[0; 3][..], &bytes].concat();
    // SAFETY: there are eight bytes from the fourth on.
    let x = unsafe { Operand::from_raw(DType::F64, padded[3..].as_ptr(), &[], &[], ByteOrder::Big) }.unwrap();
    let vars = Vars::new().with("x", x).with("y", &[1.0, 2.0]);
    assert_eq!(fusexpr::eval::<f64>("x*y + x", &vars).unwrap().as_slice(), Some(&[5.0, 7.5][..]));
    // As an element of an array that is read at one place only.
    let row = Row::new(DType::U16, ByteOrder::Big, 1, 1, 9).random(5);
    let value = row.values()[4];
    let y = fusexpr::eval::<u16>("row[4] + zeros(3, dtype=u16)", &Vars::new().with("row", row.operand())).unwrap();
    assert!(y.iter().all(|&y| y.value().is_same(value)), "{y:?} instead of {value:?}");
}

/// Columns that lie side by side are gathered together, also where their bytes are swapped.
#[test]
fn transposed_matrices() {
    for order in ORDERS {
        let (rows, columns) = (70, 90);
        let mut bytes = vec![0; 1 + 4 * rows * columns];
        for (i, element) in bytes[1..].chunks_exact_mut(4).enumerate() {
            encode(i as f32, order, element);
        }
        let (shape, strides) = ([rows, columns], [4, 4 * rows as isize]);
        // SAFETY: all elements of a matrix of that shape, in Fortran order, lie there.
        let x = unsafe { Operand::from_raw(DType::F32, bytes[1..].as_ptr(), &shape, &strides, order) }.unwrap();
        let vars = Vars::new().with("x", x);
        let mut out = vec![0.0_f32; rows * columns];
        let view = ndarray::ArrayViewMut2::from_shape((rows, columns), &mut out).unwrap();
        fusexpr::evaluate("x + 1", &vars, Output::from(view)).unwrap();
        for (i, &y) in out.iter().enumerate() {
            assert_eq!(y, (i / columns + i % columns * rows) as f32 + 1.0, "element {i}");
        }
        let sums = fusexpr::eval::<f64>("sum(x, axis=1, dtype=f64)", &vars).unwrap();
        let expected = (0..rows).map(|i| (0..columns).map(|j| (i + j * rows) as f64).sum::<f64>());
        assert!(sums.iter().copied().eq(expected));
    }
}

/// Along an axis of length 1 a stride means nothing, and may be any number.
#[test]
fn strides_of_single_elements() {
    let numbers = [1_i32, 2, 3];
    for stride in [0, 3, isize::MAX, isize::MIN] {
        let (shape, strides) = ([1, 3, 1], [stride, 4, stride]);
        // SAFETY: three elements lie there.
        let x = unsafe { Operand::from_raw(DType::I32, numbers.as_ptr().cast(), &shape, &strides, ByteOrder::NATIVE) };
        let vars = Vars::new().with("x", x.unwrap());
        for (source, expected) in
            [("x + 1", [2, 3, 4]), ("x[::3, ::-1, ::-2]", [3, 2, 1]), ("roll(x, 1, axis=1)", [3, 1, 2])]
        {
            let result = fusexpr::eval::<i32>(source, &vars).unwrap();
            assert!(result.iter().copied().eq(expected), "{source} with a stride of {stride}: {result:?}");
        }
        assert_eq!(fusexpr::eval::<i64>("sum(x, axis=(0, 1))", &vars).unwrap().as_slice(), Some(&[6][..]));
    }
}

#[test]
fn what_is_no_array_is_refused() {
    let bytes = [0; 64];
    let mut written = [0; 64];
    // SAFETY: nothing is read or written, and what is accepted lies within the bytes.
    let (operand, mut output) = unsafe {
        (
            |shape: &'static [usize], strides: &'static [isize]| {
                Operand::from_raw(DType::F64, bytes.as_ptr(), shape, strides, ByteOrder::NATIVE)
            },
            |shape: &'static [usize], strides: &'static [isize]| {
                Output::from_raw(DType::F64, written.as_mut_ptr(), shape, strides, ByteOrder::NATIVE).map(drop)
            },
        )
    };
    let kind = |error: Error| match error.kind() {
        ErrorKind::Bind(kind) => kind.clone(),
        other => panic!("{other:?}"),
    };
    let count = BindError::StrideCount { axes: 2, strides: 1 };
    assert_eq!(kind(operand(&[2, 2], &[8]).unwrap_err()), count);
    assert_eq!(kind(output(&[2, 2], &[8]).unwrap_err()), count);
    let large = operand(&[usize::MAX / 2, 4], &[0, 0]).unwrap_err();
    assert!(matches!(kind(large), BindError::ShapeTooLarge { .. }));
    assert!(operand(&[2, 1 << 40], &[8, 0]).is_ok());
    for (shape, strides) in [
        (&[3][..], &[0][..]),
        (&[3], &[7]),
        (&[3], &[-7]),
        (&[2, 2], &[8, 8]),
        (&[2, 3], &[16, 8]),
        (&[2, 2], &[8, 12]),
    ] {
        let error = output(shape, strides).unwrap_err();
        assert!(matches!(kind(error), BindError::OverlappingElements { .. }), "{shape:?} {strides:?}");
    }
    for (shape, strides) in [
        (&[3][..], &[8][..]),
        (&[1], &[0]),
        (&[3, 0], &[0, 0]),
        (&[2, 3], &[8, 16]),
        (&[2, 2], &[9, 18]),
        (&[3], &[-8]),
    ] {
        output(shape, strides).unwrap_or_else(|error| panic!("{shape:?} {strides:?}: {error}"));
    }
    let message = output(&[3], &[0]).unwrap_err().to_string();
    assert_eq!(message, "elements of an output of shape (3,) with strides of [0] bytes share memory");
}
