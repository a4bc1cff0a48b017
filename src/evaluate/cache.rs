//! Evaluation straight from the text, by way of a cache that all threads share.
//!
//! The cache holds parsed expressions by their text; each of them keeps its own programs. One cache of programs, by
//! text and signature, would hash the types of all operands with each call, where a look at the few programs of one
//! expression compares them. In front of it each thread keeps the expressions that it used last: a look at these
//! compares texts, hashes none, and writes nothing that another thread reads.

use crate::array::{Output, Outputs, Vars};
use crate::element::Element;
use crate::error::Error;
use crate::evaluate::Expr;
use crate::exec::kept;
use crate::recent::Recent;
use ndarray::ArrayD;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// How many expressions are kept; then the cache starts anew, which is simpler than an order of age and, for a
/// program that cycles through more expressions than this, no worse.
const KEPT_EXPRESSIONS: usize = 256;
/// Texts longer than this are not kept.
const KEPT_LENGTH: usize = 16 << 10;

/// Nobody waits for it: a lock that another thread held when a process was forked is never given back to the child, and
/// an expression that is not found is only parsed again.
static EXPRESSIONS: RwLock<Option<HashMap<Box<str>, Arc<Expr>>>> = RwLock::new(None);

kept! {
    /// Lends the expressions that the thread used last.
    fn with_recent(Recent<Option<Arc<Expr>>>)
}

/// Does something with the expression of a text.
fn with_expression<R>(source: &str, act: impl FnOnce(&Expr) -> Result<R, Error>) -> Result<R, Error> {
    if source.len() > KEPT_LENGTH {
        return act(&Expr::parse(source)?);
    }
    with_recent(|recent| {
        let is_it = |kept: &Option<Arc<Expr>>| kept.as_ref().is_some_and(|expr| expr.source() == source);
        match recent.recall(is_it) {
            (Some(known), true) => act(known),
            (kept, _) => act(kept.insert(expression(source)?)),
        }
    })
}

/// The expression of a text that is kept, parsed at its first use.
fn expression(source: &str) -> Result<Arc<Expr>, Error> {
    if let Ok(expressions) = EXPRESSIONS.try_read()
        && let Some(known) = expressions.as_ref().and_then(|expressions| expressions.get(source))
    {
        return Ok(known.clone());
    }
    let expr = Arc::new(Expr::parse(source)?);
    if let Ok(mut expressions) = EXPRESSIONS.try_write() {
        let expressions = expressions.get_or_insert_default();
        if expressions.len() >= KEPT_EXPRESSIONS {
            expressions.clear();
        }
        expressions.insert(source.into(), expr.clone());
    }
    Ok(expr)
}

/// Evaluates an expression into an array.
///
/// `vars` are the operands by name (see [`vars!`](crate::vars)), of any types and shapes that broadcast; `out` is any
/// mutable array, view, slice or number of a type that the result may be cast to, and of the result's shape or one
/// that it broadcasts to. Text and programs are cached, so calling this in a loop parses and compiles once.
///
/// ```
/// use fusexpr::{evaluate, vars};
/// use ndarray::{Array1, array};
///
/// let (a, b) = (array![1.0, 2.0, 3.0], array![4.0, 5.0, 6.0]);
/// let mut out = Array1::<f64>::zeros(3);
/// evaluate("a*b + c", &vars! { a, b, c: 2.0 }, &mut out)?;
/// assert_eq!(out, array![6.0, 12.0, 20.0]);
/// # Ok::<_, fusexpr::Error>(())
/// ```
///
/// # Errors
/// [`SyntaxError`](crate::SyntaxError), [`CompileError`](crate::CompileError) or [`BindError`](crate::BindError), by
/// the stage that found it; nothing has been written then.
pub fn evaluate<'o>(source: &str, vars: &Vars<'_>, out: impl Into<Output<'o>>) -> Result<(), Error> {
    with_expression(source, |expr| expr.evaluate(vars, out))
}

/// Evaluates an expression into an array whose own elements are an operand, under the name `target`.
///
/// ```
/// use fusexpr::{evaluate_in_place, vars};
/// use ndarray::array;
///
/// let grid = array![[10.0, 20.0]];
/// let mut next = array![[1.0, 2.0]];
/// evaluate_in_place("next*D*dt + grid", "next", &vars! { D: 2.0, dt: 0.5, grid }, &mut next)?;
/// assert_eq!(next, array![[11.0, 22.0]]);
/// # Ok::<_, fusexpr::Error>(())
/// ```
///
/// # Errors
/// As for [`evaluate`]; also if `target` is among the variables.
pub fn evaluate_in_place<'o>(
    source: &str,
    target: &str,
    vars: &Vars<'_>,
    out: impl Into<Output<'o>>,
) -> Result<(), Error> {
    with_expression(source, |expr| expr.evaluate_in_place(target, vars, out))
}

/// Evaluates an expression into a new array of type `T`, of the shape that the operands broadcast to.
///
/// ```
/// use fusexpr::{eval, vars};
/// use ndarray::array;
///
/// let (row, column) = (array![1.0, 2.0], array![[10.0], [20.0]]);
/// let sum = eval::<f64>("row + column", &vars! { row, column })?;
/// assert_eq!(sum, array![[11.0, 12.0], [21.0, 22.0]].into_dyn());
/// # Ok::<_, fusexpr::Error>(())
/// ```
///
/// # Errors
/// As for [`evaluate`].
pub fn eval<T: Element>(source: &str, vars: &Vars<'_>) -> Result<ArrayD<T>, Error> {
    with_expression(source, |expr| expr.eval(vars))
}

/// Runs a program of assignments, which writes to outputs by name.
///
/// ```
/// use fusexpr::{outputs, run, vars};
///
/// let (mut sum, mut difference) = ([0.0; 2], [0.0; 2]);
/// run("sum = a + b; difference = a - b", &vars! { a: [3.0, 4.0], b: 1.0 }, &mut outputs! { sum, difference })?;
/// assert_eq!((sum, difference), ([4.0, 5.0], [2.0, 3.0]));
/// # Ok::<_, fusexpr::Error>(())
/// ```
///
/// # Errors
/// As for [`Expr::run`].
pub fn run(source: &str, vars: &Vars<'_>, outputs: &mut Outputs<'_>) -> Result<(), Error> {
    with_expression(source, |expr| expr.run(vars, outputs))
}
