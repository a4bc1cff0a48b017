//! Binds arrays to a program: checks everything, computes scalars, lays out the iteration, and runs.
//!
//! After [`prepare`] nothing can fail, so an error never leaves an output half written.

#![allow(unsafe_code)]

use super::layout::Layout;
use super::link::Compiled;
use super::run::Run;
use super::scratch::Binding;
use super::{shape, threads};
use crate::array::{Operand, Output, Source};
use crate::dtype::{DType, Scalar, Storage};
use crate::error::{BindError, Error, ErrorKind, WIDER};
use crate::ops::Operands;
use crate::options::Options;
use crate::program::{self, Program};

/// The operand behind a free name, by the name's position.
pub trait Names<'a>: Fn(usize) -> &'a Operand<'a> {}
impl<'a, F: Fn(usize) -> &'a Operand<'a>> Names<'a> for F {}

/// The shape of the result, into `result`.
pub fn result_shape<'a>(program: &Program, operand: impl Names<'a>, result: &mut Vec<usize>) -> Result<(), Error> {
    result.clear();
    for input in &program.inputs {
        let shape = operand(input.name).shape();
        if result.as_slice() != shape && !shape::broadcast_into(result, shape) {
            let (left, right) = (shape::display(result), shape::display(shape));
            return Err(Error::bind(BindError::ShapeMismatch { left, right }, None));
        }
    }
    if shape::checked_len(result, program.result.size()).is_none() {
        return Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(result) }, None));
    }
    Ok(())
}

/// Evaluates a program over arrays whose types are the ones it was compiled for.
///
/// `in_place` is the name that stands for the output's own elements.
pub fn execute<'a>(
    compiled: &Compiled,
    operand: impl Names<'a>,
    output: &Output<'_>,
    in_place: Option<usize>,
    options: &Options,
    binding: &mut Binding,
) -> Result<(), Error> {
    let program = compiled.program();
    debug_assert_eq!(program.result, output.dtype());
    result_shape(program, &operand, &mut binding.shape)?;
    if !shape::fits(&binding.shape, output.shape()) {
        let (result, output) = (shape::display(&binding.shape), shape::display(output.shape()));
        return Err(Error::bind(BindError::OutputShape { result, output }, None));
    }
    let linked = compiled.linked();
    let target = in_place.and_then(|name| program.inputs.iter().position(|input| input.name == name));
    prepare(compiled, linked, &operand, target, binding)?;
    if output.shape().contains(&0) {
        return Ok(());
    }
    lay_out(program, &operand, output, &mut binding.layout);
    let run = Run::new(program, linked, &binding.slots, &binding.layout, target, options);
    if threads::run(&run, options)? { Ok(()) } else { Err(Error::bind_cancelled()) }
}

/// Fills the table of pointers and runs the prologue.
fn prepare<'a>(
    compiled: &Compiled,
    linked: &super::Linked,
    operand: impl Names<'a>,
    target: Option<usize>,
    binding: &mut Binding,
) -> Result<(), Error> {
    let program = compiled.program();
    let Binding { slots, scalars, own_value, .. } = binding;
    slots.clear();
    slots.resize(linked.slots.count, std::ptr::null_mut());
    scalars.clear();
    scalars.resize(program.scalars, Storage::default());
    for (slot, scalar) in slots[linked.slots.scalars..].iter_mut().zip(scalars.iter_mut()) {
        *slot = scalar.as_mut_ptr();
    }
    // Constants and inputs are behind shared references; their slots are read only, `verify` has seen to that.
    for (slot, constant) in slots[linked.slots.constants..].iter_mut().zip(compiled.constants()) {
        *slot = constant.as_ptr().cast_mut();
    }
    for (slot, input) in slots[linked.slots.inputs..].iter_mut().zip(&program.inputs) {
        if input.is_scalar {
            *slot = match operand(input.name).source() {
                Source::Value(value) => value.as_ptr().cast_mut(),
                Source::Array { start, .. } => start.cast_mut(),
            };
        }
    }
    if let Some(target) = target.filter(|&target| program.inputs[target].is_scalar) {
        // An output without axes that is an operand: a kernel must not read where it writes, so it gets a copy.
        let slot = &mut slots[linked.slots.inputs + target];
        // SAFETY: the operand is one element of that size, and the storage holds any.
        unsafe { own_value.as_mut_ptr().copy_from(*slot, program.inputs[target].dtype.size()) };
        *slot = own_value.as_mut_ptr();
    }
    for step in &linked.prologue {
        let operands: Operands = step.operands.map(|slot| slots[slot as usize].cast_const());
        // SAFETY: the slots point to single elements of the types that the program states, and `verify` has seen
        // that no step of the prologue reads what it writes; the level is available.
        unsafe { (step.kernel)(slots[step.out as usize], &operands, 1) };
    }
    for check in &program.checks {
        let slot = match check.value {
            program::Operand::Scalar(register) => linked.slots.scalars + register as usize,
            program::Operand::Input(input) => linked.slots.inputs + input as usize,
            _ => unreachable!("only what is known at run time alone is checked"),
        };
        // SAFETY: `verify` has seen that the slot holds an integer of the type stated, one of these two.
        let value: i128 = unsafe {
            match check.from {
                DType::U64 => slots[slot].cast::<u64>().read().into(),
                _ => slots[slot].cast::<i64>().read().into(),
            }
        };
        if Scalar::integer(value, check.dtype).is_none() {
            let kind = BindError::IntegerDoesNotFit { value: value.to_string(), dtype: check.dtype };
            return Err(Error::bind(kind, Some(check.span)).with_help(WIDER));
        }
    }
    Ok(())
}

/// Lays out the output and the array inputs.
fn lay_out<'a>(program: &Program, operand: impl Names<'a>, output: &Output<'_>, layout: &mut Layout) {
    layout.start(output.shape());
    layout.add(output.start(), output.dtype().size(), output.geometry());
    for input in program.inputs.iter().filter(|input| !input.is_scalar) {
        match operand(input.name).source() {
            Source::Array { start, geometry } => layout.add(start.cast_mut(), input.dtype.size(), geometry),
            Source::Value(_) => unreachable!("the program was compiled for an array here"),
        }
    }
    layout.finish();
}

impl Error {
    fn bind_cancelled() -> Self {
        Error::new(ErrorKind::Cancelled, None)
    }
}
