//! Runs a program again and again over the same arrays.

use crate::array::{AnyArray, Operand, Output, Vars};
use crate::compile::{OutputSlot, OutputType};
use crate::element::{DType, with_element_type};
use crate::error::Error;
use crate::evaluate::{Expr, Request, Workspace, any_zeros};
use crate::exec;
use crate::exec::{Compiled, Stopwatch};
use crate::options::{Options, Threads};
use std::sync::Arc;
use std::time::Instant;

/// What runs a program again and again, each time as if it were the first: what is updated in place starts anew.
pub struct Runner<'r> {
    expr: &'r Expr,
    request: Request<'r>,
    compiled: Arc<Compiled>,
    workspace: Workspace,
    outputs: Vec<AnyArray>,
    /// The elements that the outputs have before a run, if any of them has.
    before: Vec<AnyArray>,
}

impl<'r> Runner<'r> {
    /// Gets the program, and makes new arrays for its outputs.
    pub fn new(expr: &'r Expr, request: Request<'r>) -> Result<Self, Error> {
        let mut workspace = Workspace::default();
        let (compiled, before, outputs) = expr.bound(&request, &[], &mut workspace, |bound, slots| {
            let shapes = bound.made_shapes()?;
            let operand = |name: usize| request.vars.get(&expr.parsed().names()[name].text);
            let new_outputs = || -> Result<Vec<AnyArray>, Error> {
                let kinds = bound.compiled().program().outputs.iter().zip(shapes);
                let output =
                    |(slot, (dtype, shape)): (&OutputSlot, (&DType, &Vec<usize>))| match (slot.output, slot.name) {
                        (OutputType::Array(..), Some(name)) => copy_of(operand(name).expect("it is updated")),
                        _ => any_zeros(*dtype, shape),
                    };
                slots.iter().zip(kinds).map(output).collect()
            };
            let updates = slots.iter().any(|slot| matches!(slot.output, OutputType::Array(..)));
            let before = if updates { new_outputs()? } else { Vec::new() };
            Ok((bound.compiled().clone(), before, new_outputs()?))
        })?;
        Ok(Self { expr, request, compiled, workspace, outputs, before })
    }

    /// The program.
    pub fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Runs it once; gives the nanoseconds that it took.
    pub fn run(&mut self, options: &Options, stopwatch: Option<&Stopwatch>) -> Result<f64, Error> {
        let Self { expr, request, workspace, outputs, before, .. } = self;
        outputs.iter_mut().zip(&*before).for_each(|(output, before)| restore(output, before));
        let outputs: Vec<Output<'_>> = outputs.iter_mut().map(Output::from).collect();
        expr.bound(request, &outputs, workspace, |bound, _| {
            let begin = Instant::now();
            match stopwatch {
                Some(stopwatch) => {
                    stopwatch.start();
                    exec::execute(bound, options, stopwatch.watch())?;
                    stopwatch.stop();
                }
                None => exec::execute(bound, options, ())?,
            }
            Ok(begin.elapsed().as_nanos() as f64)
        })
    }

    /// What the last run has left.
    pub fn into_outputs(self) -> Vec<AnyArray> {
        self.outputs
    }
}

/// A copy of an operand, in C order: an evaluation copies from any strides.
fn copy_of(operand: &Operand<'_>) -> Result<AnyArray, Error> {
    let alone = Options::new().threads(Threads::Serial);
    Expr::parse("x")?.with(alone).eval_any(&Vars::new().with("x", operand.clone()))
}

/// Makes the elements of an array those of another one like it, in the memory that it has.
fn restore(output: &mut AnyArray, before: &AnyArray) {
    with_element_type!(before.dtype(), T => {
        if let (Some(output), Some(before)) = (output.get_mut::<T>(), before.get::<T>()) {
            output.assign(before);
        }
    });
}
