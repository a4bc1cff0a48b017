//! From what was given to a program that runs over it: compiled once for each signature, and kept.
//!
//! A call that is like one of the thread's last ones, in all that [`describe`] says of it, takes that one's program and
//! what binding it has found (`exec::Calls`). Any other goes through three steps. [`resolve`] makes a signature of the operands and outputs; the program of that
//! signature is found among those kept, or compiled; `exec::prepare` binds the arrays to it. Values given by value are
//! left out of the signature, so that one program serves them all; only where one of them does not fit where it is used
//! (or where the program has no meaning without them) all three are done once more with the values compiled in.
//!
//! An error of a plain program, which is compiled without lengths, is found where no place in the source is known.
//! The shapes are then inferred once more with their lengths, which finds the place; a call that succeeds pays nothing.

use super::describe::describe;
use super::expr::Expr;
use super::new_outputs::{Lend, NewOutputs};
use super::resolve::{Names, Request, check_apart, resolve};
use super::unknown::with_called_variable;
use crate::array::Output;
use crate::compile::{OutputSlot, compile, infer};
use crate::error::{BindError, Error, ErrorKind};
use crate::exec;
use crate::exec::{Arrays, Binding, Bound, Calls, Compiled, OperandList, kept};
use std::sync::Arc;

/// What a thread keeps from call to call, so that a call allocates nothing.
#[derive(Default)]
pub(crate) struct Workspace {
    names: Names,
    operands: OperandList,
    /// The last calls, with their outputs.
    calls: Calls<Vec<OutputSlot>>,
    binding: Binding,
}

kept! {
    /// Lends the thread's [`Workspace`].
    fn with_workspace(Workspace)
}

impl Expr {
    /// Computes into outputs that there are.
    pub(super) fn fill(&self, request: Request<'_>) -> Result<(), Error> {
        with_workspace(|workspace| {
            let outputs = request.targets.outputs();
            self.bound(&request, outputs, workspace, |bound, slots| self.execute(bound, slots, outputs))
        })
        .map_err(|error| self.located(error, request))
    }

    /// Computes into new arrays, which `make` makes.
    pub(super) fn make<M: Lend>(
        &self,
        request: Request<'_>,
        make: impl FnOnce(NewOutputs<'_>) -> Result<M, Error>,
    ) -> Result<M, Error> {
        with_workspace(|workspace| {
            self.bound(&request, &[], workspace, |bound, slots| {
                let mut made = make(NewOutputs::new(&self.tree, slots, &bound)?)?;
                made.lend(|outputs| self.execute(bound.writing_to(outputs), slots, outputs))?;
                Ok(made)
            })
        })
        .map_err(|error| self.located(error, request))
    }

    /// Runs a program that is bound to these outputs.
    fn execute(&self, bound: Bound<'_>, slots: &[OutputSlot], outputs: &[Output<'_>]) -> Result<(), Error> {
        check_apart(slots, &self.tree, outputs)?;
        exec::execute(bound, &self.options, ())
    }

    /// Does something with the program for what was given, bound to that and to outputs, or to none if they are to be
    /// made.
    pub(crate) fn bound<R>(
        &self,
        request: &Request<'_>,
        outputs: &[Output<'_>],
        workspace: &mut Workspace,
        run: impl FnOnce(Bound<'_>, &[OutputSlot]) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let Workspace { names, operands, calls, binding } = workspace;
        operands.lend(self.tree.names().len(), |operands| {
            let can_be_remembered = describe(self, request, calls.describe(), operands);
            let mut call = calls.recall(Arrays { operands, outputs });
            if let Some((bound, slots)) = call.bind_again(binding)? {
                return run(bound, slots);
            }
            let mut run = Some(run);
            // An error of the run itself is the result: only what comes before is attempted again with other values
            // known.
            request.attempt(|request| {
                let compiled = self.compiled(request, names)?;
                let slots = &names.signature.outputs;
                // A program that knows the values is not for others.
                let found = (can_be_remembered && !request.knows_values).then_some(slots);
                let bound = call.bind(&compiled, found, binding)?;
                Ok(bound.and_then(|bound| Some(run.take()?(bound, slots))))
            })?
        })
    }

    /// The program for what was given, whose places and types go into `names`.
    pub(crate) fn compiled(&self, request: Request<'_>, names: &mut Names) -> Result<Arc<Compiled>, Error> {
        self.resolve(request, names)?;
        if let Some(known) = self.programs.find(&names.signature) {
            return Ok(known);
        }
        let program = compile(&self.tree, &self.needs, &names.signature)?;
        let compiled = Arc::new(Compiled::new(program, names.signature.level));
        self.programs.keep(names.signature.clone(), compiled.clone());
        Ok(compiled)
    }

    /// Finds what stands behind the names of the program.
    pub(crate) fn resolve(&self, request: Request<'_>, names: &mut Names) -> Result<(), Error> {
        resolve(&self.tree, &self.needs, &self.options, request, names)
    }

    /// The error with the source and, where inference over the actual shapes knows it, its place.
    pub(crate) fn located(&self, error: Error, request: Request<'_>) -> Error {
        let is_of_shapes = |kind: &ErrorKind| {
            matches!(kind, ErrorKind::Bind(BindError::ShapeMismatch { .. } | BindError::OutputShape { .. }))
        };
        let mut located = error;
        if self.needs.is_plain && !request.knows_lengths && is_of_shapes(located.kind()) {
            let mut names = Names::default();
            let again = self
                .resolve(Request { knows_lengths: true, ..request }, &mut names)
                .and_then(|()| infer::infer(&self.tree, &names.signature));
            if let Err(error) = again {
                located = error;
            }
        }
        with_called_variable(located, request.vars).with_source(&self.source)
    }
}
