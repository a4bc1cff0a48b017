//! The operands that an operation is tried with: all tuples of special values, then random ones.

use crate::common::references::reference;
use crate::common::{Random, Sample, Value, with_type};

use fusexpr::{AnyArray, DType, Operation};
use ndarray::{ArrayD, IxDyn};

/// Tuples of operands with the results that the reference gives.
pub struct Cases {
    types: Vec<DType>,
    /// The special values of each operand.
    special: Vec<Vec<Value>>,
    tuples: Vec<Vec<Value>>,
    expected: Vec<Value>,
}

/// Random tuples beyond the special ones.
const RANDOM: usize = 3000;

impl Cases {
    /// The cases of an operation in a type.
    pub fn new(operation: Operation, dtype: DType) -> Self {
        let (name, arity) = (operation.name(), operation.parameters().len());
        let types: Vec<_> = (0..arity).map(|i| operation.parameter(i, dtype)).collect();
        let mut special: Vec<Vec<Value>> = types.iter().map(|&dtype| special(dtype)).collect();
        if arity == 3 {
            // Every third value: all triples of all would be a quarter of a million.
            special = special.iter().map(|all| all.iter().copied().step_by(all.len().div_ceil(20)).collect()).collect();
        }
        let is_decimals = |i: usize| name == "round" && i == 1 && !dtype.is_integer();
        if arity == 2 && is_decimals(1) {
            // Powers of ten up to 10^22 are exact, and so are those that are infinite.
            special[1] = [0, 1, -1, 2, -2, 5, -5, 10, -10, 22, -22, 400, -400].map(Value::Int).to_vec();
        }

        let mut tuples: Vec<Vec<Value>> = vec![Vec::new()];
        for values in &special {
            tuples = tuples.iter().flat_map(|t| values.iter().map(|&v| [&t[..], &[v]].concat())).collect();
        }
        let mut random = Random(7);
        tuples.extend((0..RANDOM).map(|_| {
            let value = |(i, &dtype): (usize, &DType)| match is_decimals(i) {
                true => special[i][random.below(special[i].len())],
                false => with_type!(dtype, T => T::random(random.next()).value()),
            };
            types.iter().enumerate().map(value).collect()
        }));

        let bits = 8 * dtype.size() as u32;
        let compute = reference(name, arity).unwrap_or_else(|| panic!("{name} has no reference")).compute;
        let result = operation.result(dtype);
        let expected = tuples.iter().map(|tuple| {
            let value = compute(tuple, bits).unwrap_or_else(|| panic!("{name} has no reference for {dtype}"));
            match value {
                Value::Int(_) => value.cast(result),
                _ => value,
            }
        });
        let expected = expected.collect();
        Self { types, special, tuples, expected }
    }

    /// How many tuples there are.
    pub fn len(&self) -> usize {
        self.tuples.len()
    }

    /// A tuple.
    pub fn tuple(&self, i: usize) -> &[Value] {
        &self.tuples[i]
    }

    /// The result of a tuple.
    pub fn expected(&self, i: usize) -> Value {
        self.expected[i]
    }

    /// The operands of some tuples in a row, from the beginning again after the last, as arrays.
    pub fn columns(&self, start: usize, length: usize) -> Vec<AnyArray> {
        let column = |(i, &dtype): (usize, &DType)| {
            let values = (0..length).map(|k| self.tuples[(start + k) % self.len()][i]);
            array(dtype, &[length], values)
        };
        self.types.iter().enumerate().map(column).collect()
    }

    /// The tuples of special values with the operands in `scalars` (a set of bits) as arrays without axes: the
    /// operands and the tuples' positions, for each choice of the scalars' values.
    pub fn with_scalars(&self, scalars: usize) -> Vec<(Vec<AnyArray>, Vec<usize>)> {
        let is_scalar = |i: usize| scalars >> i & 1 == 1;
        let special_tuples = self.special.iter().map(Vec::len).product::<usize>();
        // The digits of a tuple's position are the positions of its values.
        let digits = |mut position: usize| -> Vec<usize> {
            let mut digits: Vec<usize> = self
                .special
                .iter()
                .rev()
                .map(|values| {
                    let digit = position % values.len();
                    position /= values.len();
                    digit
                })
                .collect();
            digits.reverse();
            digits
        };
        let mut groups: std::collections::BTreeMap<Vec<usize>, Vec<usize>> = Default::default();
        for position in 0..special_tuples {
            let key = digits(position).into_iter().enumerate().filter(|&(i, _)| is_scalar(i)).map(|(_, digit)| digit);
            groups.entry(key.collect()).or_default().push(position);
        }
        let operands = |tuples: &[usize]| {
            let operand = |(i, &dtype): (usize, &DType)| match is_scalar(i) {
                true => array(dtype, &[], std::iter::once(self.tuples[tuples[0]][i])),
                false => array(dtype, &[tuples.len()], tuples.iter().map(|&tuple| self.tuples[tuple][i])),
            };
            self.types.iter().enumerate().map(operand).collect()
        };
        groups.into_values().map(|tuples| (operands(&tuples), tuples)).collect()
    }
}

fn special(dtype: DType) -> Vec<Value> {
    with_type!(dtype, T => T::special().into_iter().map(Sample::value).collect())
}

fn array(dtype: DType, shape: &[usize], values: impl Iterator<Item = Value>) -> AnyArray {
    with_type!(dtype, T => {
        let elements: Vec<T> = values.map(T::convert).collect();
        let array = ArrayD::from_shape_vec(IxDyn(shape), elements).expect("there is a value for each element");
        AnyArray::from(array).view(dtype).expect("the elements are of the type")
    })
}

/// The elements of an array.
pub fn values(array: &AnyArray) -> Vec<Value> {
    with_type!(array.dtype(), T => {
        array.get::<T>().expect("the type is the array's own").iter().map(|x| x.value()).collect()
    })
}
