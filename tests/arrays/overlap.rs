//! Operands and outputs that share memory: what a call gives is as if all operands had been copied before.

#![allow(unsafe_code)]

use crate::common::Random;
use crate::common::raw::{decode, encode};
use fusexpr::{
    BindError, ByteOrder, DType, Element, ErrorKind, Expr, Operand, Options, Output, Outputs, Threads, Vars, outputs,
    vars,
};
use ndarray::ArrayD;

/// An array somewhere in a buffer.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    start: usize,
    shape: Vec<usize>,
    strides: Vec<isize>,
    order: ByteOrder,
}

impl Part {
    /// A random part of a buffer: at any byte, with any strides, if it has `apart` elements that do not overlap.
    fn random(random: &mut Random, shape: &[usize], size: usize, bytes: usize, apart: bool) -> Self {
        loop {
            let order = [ByteOrder::NATIVE, ByteOrder::NATIVE, ByteOrder::Big, ByteOrder::Little][random.below(4)];
            let unit = if random.below(3) == 0 { 1 } else { size as isize };
            let mut strides = vec![0; shape.len()];
            let (mut inner, mut axes) = (size as isize, (0..shape.len()).collect::<Vec<_>>());
            if random.below(2) == 0 {
                axes.reverse();
            }
            for axis in axes {
                let room = if apart { inner } else { random.below(3) as isize * size as isize };
                strides[axis] = room + random.below(2) as isize * unit * random.below(3) as isize;
                inner = strides[axis].max(inner) * shape[axis] as isize;
                strides[axis] *= if random.below(4) == 0 { -1 } else { 1 };
            }
            let ends = strides.iter().zip(shape).map(|(stride, &length)| stride * (length as isize - 1));
            let (least, most) = ends.fold((0, 0), |(least, most), end| (least + end.min(0), most + end.max(0)));
            let span = (most - least) as usize + size;
            if span <= bytes {
                let start = (random.below(bytes - span + 1) as isize - least) as usize;
                let start = if random.below(2) == 0 { start } else { start / size * size };
                if start as isize + least >= 0 {
                    return Self { start, shape: shape.to_vec(), strides, order };
                }
            }
        }
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        ndarray::indices(&self.shape[..]).into_iter().map(|index| {
            let along = self.strides.iter().enumerate().map(|(axis, stride)| stride * index[axis] as isize);
            self.start.checked_add_signed(along.sum()).expect("it lies in the buffer")
        })
    }

    fn copied<T: Element>(&self, buffer: &[u8]) -> ArrayD<T> {
        let elements = self.places().map(|at| decode(self.order, &buffer[at..at + size_of::<T>()])).collect();
        ArrayD::from_shape_vec(self.shape.clone(), elements).expect("there are as many")
    }

    fn write<T: Element>(&self, array: &ArrayD<T>, buffer: &mut [u8]) {
        for (at, &element) in self.places().zip(array) {
            encode(element, self.order, &mut buffer[at..at + size_of::<T>()]);
        }
    }

    /// # Safety
    /// The part must lie within the buffer, which nobody else may use.
    unsafe fn operand(&self, dtype: DType, buffer: *const u8) -> Operand<'_> {
        // SAFETY: the caller's promise.
        unsafe { Operand::from_raw(dtype, buffer.wrapping_add(self.start), &self.shape, &self.strides, self.order) }
            .expect("it is an array")
    }

    /// # Safety
    /// As above.
    unsafe fn output(&self, dtype: DType, buffer: *mut u8) -> Output<'_> {
        // SAFETY: the caller's promise.
        unsafe { Output::from_raw(dtype, buffer.wrapping_add(self.start), &self.shape, &self.strides, self.order) }
            .unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }
}

const PROGRAMS: [&str; 12] = [
    "a + b",
    "a - 2*b",
    "a if a > b else b",
    "roll(a, 1, axis=0) + b",
    "a[::-1] - b",
    "shift(b, 1, axis=-1) * a",
    "a - max(b)",
    "b + sum(a)",
    "(a - b)[::-1] + roll(b, 2, axis=-1)",
    "a + b[0]",
    "t = a + b; t * roll(t, 1, axis=0)",
    "a",
];

/// Two operands and an output anywhere in a buffer; every third time one of the operands is the output.
fn anywhere<T: Element + std::fmt::Debug>(seed: u64, shape: &[usize], bytes: usize, tries: usize, threads: Threads) {
    let (mut random, dtype) = (Random(seed), T::DTYPE);
    let size = dtype.size();
    let buffer: Vec<u8> = (0..bytes).map(|_| random.next() as u8).collect();
    for number in 0..tries {
        let out = Part::random(&mut random, shape, size, bytes, true);
        let [a, b] = [0, 1].map(|_| match random.below(3) {
            0 => out.clone(),
            _ => Part::random(&mut random, shape, size, bytes, false),
        });
        let source = PROGRAMS[number % PROGRAMS.len()];
        let expr = Expr::parse(source).unwrap().with(Options::new().threads(threads));
        let copies = (a.copied::<T>(&buffer), b.copied::<T>(&buffer));
        let result = expr.eval::<T>(&vars! { a: &copies.0, b: &copies.1 }).unwrap();
        let mut expected = buffer.clone();
        out.write(&result, &mut expected);

        let mut memory = buffer.clone();
        let start = memory.as_mut_ptr();
        // SAFETY: all parts lie within the memory, which is not used otherwise meanwhile.
        unsafe {
            let vars = Vars::new().with("a", a.operand(dtype, start)).with("b", b.operand(dtype, start));
            expr.evaluate(&vars, out.output(dtype, start)).unwrap_or_else(|error| panic!("{source}: {error}"));
        }
        assert!(memory == expected, "{source} of {dtype}\na = {a:?}\nb = {b:?}\nout = {out:?}");
    }
}

#[test]
fn small_arrays_anywhere_in_a_buffer() {
    for (i, shape) in [&[5][..], &[1], &[3, 4], &[2, 3, 2], &[4, 1]].into_iter().enumerate() {
        let tries = if cfg!(miri) { 4 } else { 240 };
        anywhere::<i32>(i as u64, shape, 160, tries, Threads::Serial);
        anywhere::<i16>(i as u64, shape, 80, tries, Threads::Serial);
        anywhere::<u8>(i as u64, shape, 40, tries, Threads::Serial);
        anywhere::<i64>(i as u64, shape, 240, tries, Threads::Serial);
    }
}

#[test]
#[cfg_attr(miri, ignore = "it takes too long")]
fn large_arrays_anywhere_in_a_buffer() {
    for (i, threads) in [Threads::Serial, Threads::Exactly(2)].into_iter().enumerate() {
        anywhere::<i32>(10 + i as u64, &[30_000], 400_000, 24, threads);
        anywhere::<i16>(20 + i as u64, &[100, 300], 300_000, 24, threads);
    }
}

/// What an operand of another type has in the same memory is read before.
#[test]
fn the_same_memory_as_another_type() {
    // So many that blocks are written over which are still to be read.
    let length = if cfg!(miri) { 2_000 } else { 20_000 };
    let mut memory: Vec<u8> = (0..8 * length).map(|i| (i * 7 % 251) as u8).collect();
    let expected: Vec<u8> = memory
        .chunks(4)
        .map(|x| i32::from_ne_bytes(x.try_into().unwrap()) as i64)
        .take(length)
        .flat_map(|x| (x + 1).to_ne_bytes())
        .collect();
    let (shape, start) = ([length], memory.as_mut_ptr());
    // SAFETY: so many elements of either type lie in the memory.
    unsafe {
        let x = Operand::from_raw(DType::I32, start, &shape, &[4], ByteOrder::NATIVE).unwrap();
        let y = Output::from_raw(DType::I64, start, &shape, &[8], ByteOrder::NATIVE).unwrap();
        fusexpr::evaluate("i64(x) + 1", &Vars::new().with("x", x), y).unwrap();
    }
    assert!(memory == expected);
}

/// An element that is repeated many times is copied once, where copies of all of them would not fit into memory.
#[test]
fn a_repeated_element_is_copied_once() {
    let mut memory = [1_i64, 2, 3];
    let (shape, start) = ([1 << 40, 3], memory.as_mut_ptr().cast::<u8>());
    // SAFETY: three elements lie there, of which the output has the first two.
    unsafe {
        let x = Operand::from_raw(DType::I64, start, &shape, &[0, 8], ByteOrder::NATIVE).unwrap();
        let y = Output::from_raw(DType::I64, start, &[2], &[8], ByteOrder::NATIVE).unwrap();
        fusexpr::evaluate("x[7, 1:] * 10", &Vars::new().with("x", x), y).unwrap();
    }
    assert_eq!(memory, [20, 30, 3]);
}

/// Several outputs in one buffer, beside each other and across.
#[test]
fn several_outputs_in_one_buffer() {
    let program = Expr::parse("low = minimum(x, y); high = maximum(x, y); x = x - y").unwrap();
    let mut memory: Vec<i32> = vec![5, 1, 9, 4, 4, 8, 2, 7];
    let start = memory.as_mut_ptr().cast::<u8>();
    let part = |first: usize, stride: isize| Part {
        start: 4 * first,
        shape: vec![4],
        strides: vec![4 * stride],
        order: ByteOrder::NATIVE,
    };
    // Every second element, and those between; backwards.
    let (even, odd, other) = (part(0, 2), part(7, -2), part(4, 1));
    let (mut low, mut high) = ([0; 4], [0; 4]);
    // SAFETY: the parts lie in the memory, which is not used otherwise meanwhile.
    unsafe {
        let vars = Vars::new().with("y", odd.operand(DType::I32, start)).with("x", even.operand(DType::I32, start));
        let mut outputs = outputs! { low, high };
        outputs.insert("x", odd.output(DType::I32, start));
        program.run(&vars, &mut outputs).unwrap();
    }
    assert_eq!((low, high), ([5, 8, 4, 1], [7, 9, 4, 2]));
    assert_eq!(memory, [5, 1, 9, 0, 4, 1, 2, -2]);
    let twice = Expr::parse("a = x + 1; b = x - 1").unwrap();
    for (second, share) in [(&even, true), (&odd, false), (&other, true)] {
        // SAFETY: as above.
        let outcome = unsafe {
            let mut outputs = Outputs::new();
            outputs.insert("a", even.output(DType::I32, start)).insert("b", second.output(DType::I32, start));
            twice.run(&vars! { x: [1, 2, 3, 4] }, &mut outputs)
        };
        match outcome {
            Ok(()) => assert!(!share, "{second:?}"),
            Err(error) => {
                let (first, second) = ("a".to_owned(), "b".to_owned());
                assert_eq!(*error.kind(), ErrorKind::Bind(BindError::OverlappingOutputs { first, second }));
                assert!(share);
            }
        }
    }
    assert_eq!(memory, [2, 3, 3, 2, 4, 1, 5, 0]);
}

/// A name for an output's own elements, in every call that writes to an output.
#[test]
fn an_output_under_several_names() {
    let mut x = [1, 2, 3, 4];
    fusexpr::evaluate("a*roll(b, 1) + c", &vars! { c: 10 }, Output::from(&mut x).known_as("a").known_as("b")).unwrap();
    assert_eq!(x, [14, 12, 16, 22]);
    let out = Output::from(&mut x).known_as("before");
    Expr::parse("x[1:] = before[:-1] - x[1:]").unwrap().evaluate_in_place("x", &vars! {}, out).unwrap();
    assert_eq!(x, [14, 2, -4, -6]);
    let mut y = [0; 4];
    let mut outputs = Outputs::new();
    outputs.insert("x", Output::from(&mut x).known_as("old")).insert("y", &mut y);
    Expr::parse("x = 2*old; y = x - old; old = y").unwrap().run(&vars! {}, &mut outputs).unwrap_err();
    Expr::parse("x = 2*old; y = x - old").unwrap().run(&vars! {}, &mut outputs).unwrap();
    assert_eq!((x, y), ([28, 4, -8, -12], [14, 2, -4, -6]));
    let error = fusexpr::evaluate("a + b", &vars! { a: 1, b: 2 }, Output::from(&mut x).known_as("b")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Bind(BindError::TargetGivenTwice { name: "b".to_owned() }));
    let error = fusexpr::evaluate("beforee", &vars! {}, Output::from(&mut x).known_as("before")).unwrap_err();
    assert_eq!(error.help(), Some("did you mean `before`?"));
}
