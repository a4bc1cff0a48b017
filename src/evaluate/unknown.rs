//! Errors for names without a meaning: unknown variables, values read too soon, outputs that nothing is assigned to.

use crate::array::Vars;
use crate::compile::array_function_named;
use crate::compile::infer::suggest;
use crate::compile::words::MODULES;
use crate::error::{BindError, CompileError, Error, ErrorKind, foreign, nearest};
use crate::ops::{conversion_named, operation_named};
use crate::span::Span;
use crate::syntax::Tree;

/// The error for a name that stands for something of the caller's and is assigned to later.
pub fn read_too_soon(name: &str, span: Span) -> Error {
    Error::bind(BindError::ReadBeforeAssigned { name: name.to_owned() }, Some(span))
        .with_help(format!("give `{name}` a value among the variables, or supply an output of this name"))
}

/// The error for an output that the program assigns nothing to.
pub fn unknown_output(tree: &Tree, output: &str) -> Error {
    let known = tree.names().iter().filter(|name| name.assigned.is_some()).map(|name| &*name.text);
    let error = Error::bind(BindError::UnassignedOutput { name: output.to_owned() }, None);
    match nearest(output, known) {
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// The error for a name that is no variable.
pub fn unknown_variable<'n>(name: &str, span: Span, known: impl Iterator<Item = &'n str>) -> Error {
    let error = Error::bind(BindError::UnknownVariable { name: name.to_owned() }, Some(span));
    if let Some(dtype) = conversion_named(name) {
        return error
            .with_help(format!("`{name}` is a type: `dtype={dtype}` asks for it, `{dtype}(x)` converts to it"));
    }
    let function = (1..=crate::ops::MAX_OPERANDS).find_map(|arity| operation_named(name, arity));
    let function = function.map(|op| op.signature());
    if let Some(signature) = function.or_else(|| array_function_named(name).map(|function| function.signature())) {
        return error.with_help(format!("`{name}` is a function: write `{signature}`"));
    }
    if MODULES.contains(&name) {
        return error
            .with_help(format!("it is read past before a name, `{name}.pi`, and stands for nothing by itself"));
    }
    if foreign::is_module(name) {
        return error.with_help(format!("names stand alone, without `{name}.`: `pi`, `sqrt(x)`, `dtype=f32`"));
    }
    // The caller's own names are likelier than words of other languages, and those than constants.
    let slip_of = |near: &str| format!("did you mean `{near}`?");
    let constants = ["pi", "tau", "inf", "nan"].into_iter().filter(|_| foreign::function(name).is_none());
    let help = nearest(name, known)
        .map(slip_of)
        .or_else(|| foreign::value(name).or_else(|| foreign::reserved_word(name)).map(str::to_owned))
        .or_else(|| nearest(name, constants).map(slip_of));
    error.with_help(help.unwrap_or_else(|| format!("give it a value: `{name}: …` among the variables")))
}

/// The same error, with better help if what was called is a variable: the compiler knows only those that are read.
pub fn with_called_variable(error: Error, vars: &Vars<'_>) -> Error {
    match error.kind() {
        ErrorKind::Compile(CompileError::UnknownFunction { name }) if vars.get(name).is_some() => {
            let help = suggest::for_called_variable(name);
            error.with_help(help)
        }
        _ => error,
    }
}
