//! Random arrays of any type, shape and strides.
//!
//! An array is a view of a contiguous base: some axes are steps of a longer one, some run backwards, some have stride
//! 0, and their order in memory is any. What the view leaves out of the base must never change. Some arrays are given
//! to the engine by a pointer: then the elements of the base lie at any address, with gaps between them, in either byte
//! order.

#![allow(dead_code)] // each test uses a part of it

use super::raw::{Raw, RawLayout};
use super::{Random, Sample, Value, with_type};
use fusexpr::{AnyArray, ByteOrder, DType, Kind, Operand, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis, IxDyn, Slice};
use std::borrow::Cow;

/// A larger base leaves nothing out of it. Even an array without elements could have one of any size, as its other axes
/// may be of any length.
const MOST_ELEMENTS: usize = 1 << 22;

/// How the elements of an array lie in its base.
#[derive(Clone, Debug)]
pub struct Layout {
    shape: Vec<usize>,
    /// The array's axis that is axis `j` of the base.
    order: Vec<usize>,
    /// For each axis of the base.
    axes: Vec<AxisLayout>,
    /// How the base lies in memory that is known by a pointer, if it does.
    memory: Option<RawLayout>,
}

#[derive(Clone, Copy, Debug)]
struct AxisLayout {
    length: usize,
    start: usize,
    step: usize,
    reversed: bool,
    /// All elements are one.
    repeated: bool,
}

impl Layout {
    /// A random layout; seed 0 is the contiguous one.
    pub fn new(shape: &[usize], seed: u64, may_repeat: bool) -> Self {
        let mut random = Random(seed);
        let mut order: Vec<usize> = (0..shape.len()).collect();
        let plain = seed == 0;
        if !plain && random.below(2) == 0 {
            for i in (1..order.len()).rev() {
                order.swap(i, random.below(i + 1));
            }
        }
        let strided = !plain && random.below(2) == 0;
        // Rows that lie in a line, but begin anywhere between the borders of vectors.
        let is_window = !plain && !strided && random.below(2) == 0;
        let axis = |&axis: &usize| AxisLayout {
            length: shape[axis],
            start: match (strided, is_window) {
                (true, _) => random.below(3),
                (_, true) => random.below(9),
                _ => 0,
            },
            step: if strided { 1 + random.below(3) } else { 1 },
            reversed: !plain && random.below(4) == 0,
            repeated: !plain && may_repeat && random.below(8) == 0,
        };
        let axes = order.iter().map(axis).collect();
        let memory = (!plain && random.below(3) == 0).then(|| RawLayout {
            start: random.below(16),
            gap: if random.below(2) == 0 { 0 } else { random.below(9) },
            order: [ByteOrder::Little, ByteOrder::Big][random.below(2)],
        });
        let mut layout = Self { shape: shape.to_vec(), order, axes, memory };
        let base = layout.base_shape().iter().try_fold(1_usize, |elements, &length| elements.checked_mul(length));
        if base.is_none_or(|elements| elements > MOST_ELEMENTS) {
            layout.axes.iter_mut().for_each(|axis| (axis.start, axis.step) = (0, 1));
        }
        layout
    }

    fn base_shape(&self) -> Vec<usize> {
        self.axes.iter().map(|axis| if axis.repeated { 1 } else { axis.end() + axis.start }).collect()
    }

    fn slice(axis: &AxisLayout) -> Slice {
        let step = axis.step as isize;
        let (start, end) = if axis.repeated { (0, axis.length) } else { (axis.start, axis.end()) };
        let step = if axis.repeated { 1 } else { step };
        Slice::new(start as isize, Some(end as isize), if axis.reversed { -step } else { step })
    }

    /// Axis `i` of the array is this axis of the base.
    fn positions(&self) -> Vec<usize> {
        (0..self.order.len())
            .map(|axis| self.order.iter().position(|&known| known == axis).expect("every axis is in the order"))
            .collect()
    }

    /// The offset of the first element in the base, and the strides, both in elements.
    pub fn places(&self) -> (usize, Vec<isize>) {
        let base = ArrayD::from_shape_vec(self.base_shape(), (0..self.base_shape().iter().product()).collect());
        let base: ArrayD<usize> = base.expect("there are as many");
        let view = self.view(&base);
        (view.first().copied().unwrap_or(0), view.strides().to_vec())
    }

    fn view<'a, T>(&self, base: &'a ArrayD<T>) -> ArrayViewD<'a, T> {
        let stretched: Vec<usize> = self
            .axes
            .iter()
            .zip(base.shape())
            .map(|(axis, &len)| if axis.repeated { axis.length } else { len })
            .collect();
        let mut view = base.broadcast(IxDyn(&stretched)).expect("the repeated axes have length 1");
        for (i, axis) in self.axes.iter().enumerate() {
            view.slice_axis_inplace(Axis(i), Self::slice(axis));
        }
        view.permuted_axes(IxDyn(&self.positions()))
    }

    fn view_mut<'a, T>(&self, base: &'a mut ArrayD<T>) -> ArrayViewMutD<'a, T> {
        let mut view = base.view_mut();
        for (i, axis) in self.axes.iter().enumerate() {
            view.slice_axis_inplace(Axis(i), Self::slice(axis));
        }
        view.permuted_axes(IxDyn(&self.positions()))
    }
}

impl AxisLayout {
    fn end(&self) -> usize {
        self.start + if self.length == 0 { 0 } else { (self.length - 1) * self.step + 1 }
    }
}

/// An array: a base and how to look at it.
#[derive(Clone, Debug)]
pub struct Array {
    base: AnyArray,
    layout: Layout,
    /// Where the elements of the base really are, if that is memory known by a pointer.
    raw: Option<Raw>,
}

/// What sort of elements an array is filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    /// Anything; a quarter are special values.
    Wild,
    /// Integers from -8 to 8, whatever the type.
    Small,
    /// Numbers of moderate size, fractions of floats among them.
    Moderate,
}

impl Array {
    /// An array of random elements, a quarter of them special values.
    pub fn random(dtype: DType, layout: Layout, seed: u64) -> Self {
        Self::of(dtype, layout, Mood::Wild, seed)
    }

    /// An array of random elements of a sort.
    pub fn of(dtype: DType, layout: Layout, mood: Mood, seed: u64) -> Self {
        let mut random = Random(seed);
        let least = if dtype.kind() == Kind::Unsigned { 0 } else { 8 };
        let base = with_type!(dtype, T => {
            let special = T::special();
            let element = || match mood {
                Mood::Wild if random.below(4) == 0 => special[random.below(special.len())],
                Mood::Wild => T::random(random.next()),
                Mood::Small => T::convert(Value::Int(random.below(17) as i128 - least)),
                Mood::Moderate => T::convert(Value::F64((random.next() >> 40) as f64 / 65536.0 - 127.0)),
            };
            let base = AnyArray::from(ArrayD::from_shape_simple_fn(layout.base_shape(), element));
            base.view(dtype).expect("the elements are of the type")
        });
        let raw = layout.memory.map(|memory| Raw::new(memory, &layout, &base));
        Self { base, layout, raw }
    }

    pub fn dtype(&self) -> DType {
        self.base.dtype()
    }

    pub fn shape(&self) -> &[usize] {
        &self.layout.shape
    }

    /// The array as the engine reads it.
    pub fn operand(&self) -> Operand<'_> {
        if let Some(raw) = &self.raw {
            return raw.operand(self.dtype(), self.shape());
        }
        let operand = with_type!(self.dtype(), T => {
            Operand::from(self.layout.view(self.base.get::<T>().expect("the type is its own")))
        });
        operand.view(self.dtype()).expect("the elements are of the type")
    }

    /// The array as the engine writes it.
    pub fn output(&mut self) -> Output<'_> {
        let dtype = self.dtype();
        if let Some(raw) = &mut self.raw {
            return raw.output(dtype, &self.layout.shape);
        }
        let output = with_type!(dtype, T => {
            Output::from(self.layout.view_mut(self.base.get_mut::<T>().expect("the type is its own")))
        });
        output.view(dtype).expect("the elements are of the type")
    }

    /// The base with the elements that it has now.
    fn base(&self) -> Cow<'_, AnyArray> {
        match &self.raw {
            Some(raw) => Cow::Owned(raw.decoded(&self.base)),
            None => Cow::Borrowed(&self.base),
        }
    }

    /// The elements, in the order of the axes.
    pub fn values(&self) -> Vec<Value> {
        with_type!(self.dtype(), T => {
            let base = self.base();
            self.layout.view(base.get::<T>().expect("the type is its own")).iter().map(|x| x.value()).collect()
        })
    }

    /// Writes the elements, in the order of the axes.
    pub fn write(&mut self, values: &[Value]) {
        let mut base = self.base().into_owned();
        with_type!(self.dtype(), T => {
            let mut view = self.layout.view_mut(base.get_mut::<T>().expect("the type is its own"));
            view.iter_mut().zip(values).for_each(|(element, &value)| *element = T::convert(value));
        });
        if let Some(raw) = &mut self.raw {
            raw.encode(&base);
        }
        self.base = base;
    }

    /// All elements, also those that the view leaves out, in the order of memory.
    pub fn all_elements(&self) -> Vec<Value> {
        elements(&self.base())
    }
}

/// The elements of an array.
pub fn elements(array: &AnyArray) -> Vec<Value> {
    with_type!(array.dtype(), T => {
        array.get::<T>().expect("the type is its own").iter().map(|x| x.value()).collect()
    })
}

/// The position of the first difference.
pub fn difference(got: &[Value], expected: &[Value]) -> Option<String> {
    if got.len() != expected.len() {
        return Some(format!("{} elements instead of {}", got.len(), expected.len()));
    }
    let i = got.iter().zip(expected).position(|(x, y)| !x.is_same(*y))?;
    Some(format!("element {i} is {:?} instead of {:?}", got[i], expected[i]))
}
