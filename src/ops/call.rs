//! Calls a kernel on single values, as constants are folded: there is no second meaning of an operation, and no
//! `unsafe` where it is called.

#![allow(unsafe_code)]

use super::kernel::{MAX_OPERANDS, Operands, Scalars};
use super::op::Op;
use crate::element::{DType, Scalar, Storage};
use crate::level::Level;

/// The result of an operation that computes in a type, by the kernel of a level that the processor has; none if there
/// is no such kernel. The operands are as many, and of the types, that the operation asks for.
pub fn call_once(op: Op, dtype: DType, level: Level, operands: &[Scalar]) -> Option<Scalar> {
    assert!(level.is_available(), "the processor has the level");
    assert_eq!((operands.len(), op.results()), (op.arity(), 1), "{op:?} has its operands, and one result");
    let mut values = [Storage::default(); MAX_OPERANDS];
    for (i, (value, operand)) in values.iter_mut().zip(operands).enumerate() {
        assert_eq!(operand.dtype(), op.operand(i, dtype), "operand {i} of {op:?} has its type");
        *value = operand.storage();
    }
    let pointers: Operands = std::array::from_fn(|i| values[i].as_ptr());
    let kernel = (op.row().kernel)(dtype.elem(), level, Scalars::default())?;
    let mut result = Storage::default();
    // SAFETY: each value is one element of its operand's type, as has been checked, and aligned for all types; the
    // result is not among them and has room for any element; the processor has the level.
    unsafe { kernel(result.as_mut_ptr(), &pointers, 1) };
    Some(Scalar::from_storage(op.result(dtype), result))
}
