//! A parsed expression.

use super::diagnose::locate;
use super::explain::{Explanation, Spec};
use super::resolve::{Given, Names, level, resolve, target_position};
use crate::array::{AnyArray, Operand, Output, Vars};
use crate::compile::{InputType, Signature, compile};
use crate::dtype::{DType, Element, with_element_type};
use crate::error::{BindError, Error};
use crate::exec::scratch::{kept, zeroed};
use crate::exec::{self, Binding, Compiled, shape};
use crate::level::Level;
use crate::options::Options;
use crate::syntax::{self, Tree};
use ndarray::{ArrayD, IxDyn};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// An expression that has been parsed, ready to be evaluated over any arrays.
///
/// It can be shared between threads. A program is compiled for each combination of operand types that it meets, and
/// kept, so that an evaluation after the first costs little more than the arithmetic.
///
/// ```
/// use fusexpr::{Expr, vars};
/// use ndarray::{Array2, array};
///
/// let step = Expr::parse("next*D*dt + grid")?;
/// let (next, grid) = (array![[1.0, 2.0]], array![[10.0, 20.0]]);
/// let mut out = Array2::<f64>::zeros((1, 2));
/// step.evaluate(&vars! { next, grid, D: 2.0, dt: 0.5 }, &mut out)?;
/// assert_eq!(out, array![[11.0, 22.0]]);
/// # Ok::<_, fusexpr::Error>(())
/// ```
pub struct Expr {
    source: Arc<str>,
    tree: Arc<Tree>,
    options: Options,
    programs: RwLock<Vec<(Signature, Arc<Compiled>)>>,
}

/// How many programs an expression keeps; the oldest goes first.
const KEPT_PROGRAMS: usize = 16;

impl Expr {
    /// Parses an expression.
    ///
    /// # Errors
    /// [`SyntaxError`](crate::SyntaxError) if the text is not one.
    pub fn parse(source: &str) -> Result<Expr, Error> {
        let tree = syntax::parse(source).map_err(|error| match source.len() {
            0..=syntax::parse::MAX_SOURCE => error.with_source(&source.into()),
            _ => error,
        })?;
        Ok(Expr {
            source: source.into(),
            tree: Arc::new(tree),
            options: Options::default(),
            programs: RwLock::default(),
        })
    }

    /// The same expression, evaluated in another way.
    #[must_use]
    pub fn with(self, options: Options) -> Expr {
        Expr { options, ..self }
    }

    /// The text that was parsed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The free names in order of first use: variables, and constants such as `pi`.
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tree.names().map(|(name, _)| name)
    }

    /// Evaluates into an array: any mutable array, view or slice, whose type the result may be cast to and whose
    /// shape the result has or broadcasts to.
    ///
    /// # Errors
    /// [`CompileError`](crate::CompileError) if the operands' types do not fit the expression,
    /// [`BindError`](crate::BindError) if a variable is missing or shapes do not fit. The output is then untouched.
    pub fn evaluate<'o>(&self, vars: &Vars<'_>, out: impl Into<Output<'o>>) -> Result<(), Error> {
        let output = out.into();
        let given = Given { vars, target: None };
        with_workspace(|workspace| self.run(given, None, &output, workspace))
            .map_err(|error| self.located(error, given))
    }

    /// Evaluates into an array whose own elements are an operand, under the name `target`.
    ///
    /// The result is as if the right-hand side were computed completely first.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let mut next = [1.0, 2.0];
    /// Expr::parse("next*D + grid")?.evaluate_in_place("next", &vars! { D: 0.5, grid: [1.0, 1.0] }, &mut next)?;
    /// assert_eq!(next, [1.5, 2.0]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`]; also if `target` is among the variables.
    pub fn evaluate_in_place<'o>(
        &self,
        target: &str,
        vars: &Vars<'_>,
        out: impl Into<Output<'o>>,
    ) -> Result<(), Error> {
        let output = out.into();
        let position = target_position(&self.tree, vars, target).map_err(|error| error.with_source(&self.source))?;
        let own = output.operand();
        let given = Given { vars, target: Some((target, &own)) };
        with_workspace(|workspace| self.run(given, position, &output, workspace))
            .map_err(|error| self.located(error, given))
    }

    /// Evaluates into a new array of a type that the result may be cast to.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let y = Expr::parse("sqrt(x**2 + y**2)")?.eval::<f64>(&vars! { x: [3.0, 5.0], y: [4.0, 12.0] })?;
    /// assert_eq!(y.as_slice(), Some(&[5.0, 13.0][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval<T: Element>(&self, vars: &Vars<'_>) -> Result<ArrayD<T>, Error> {
        let given = Given { vars, target: None };
        let evaluate = |workspace: &mut Workspace| {
            let compiled = self.compiled(given, Some(T::DTYPE), &mut workspace.names)?;
            self.allocate_and_run(given, &compiled, workspace)
        };
        with_workspace(evaluate).map_err(|error| self.located(error, given))
    }

    /// Evaluates into a new array of the result's own type.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_any(&self, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.allocate(vars, None)
    }

    /// Evaluates into a new array of a type known at run time only, that the result may be cast to.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_as(&self, dtype: DType, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.allocate(vars, Some(dtype))
    }

    fn allocate(&self, vars: &Vars<'_>, dtype: Option<DType>) -> Result<AnyArray, Error> {
        let given = Given { vars, target: None };
        let evaluate = |workspace: &mut Workspace| {
            let compiled = self.compiled(given, dtype, &mut workspace.names)?;
            with_element_type!(compiled.program().result, T => {
                self.allocate_and_run::<T>(given, &compiled, workspace).map(AnyArray::from)
            })
        };
        with_workspace(evaluate).map_err(|error| self.located(error, given))
    }

    /// What becomes of the expression for operands of given types and shapes: tree, graph and program.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, Spec};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let explanation = Expr::parse("a*b + 1")?.explain(&[("a", array.clone()), ("b", array)])?;
    /// assert!(explanation.to_string().contains("multiply_add.f64  out ← a, b, 1.0"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn explain(&self, specs: &[(&str, Spec)]) -> Result<Explanation, Error> {
        Explanation::new(&self.tree, &self.options, specs).map_err(|error| error.with_source(&self.source))
    }

    fn located(&self, error: Error, given: Given<'_>) -> Error {
        locate(error, &self.tree, given).with_source(&self.source)
    }

    fn run(
        &self,
        given: Given<'_>,
        target: Option<usize>,
        output: &Output<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), Error> {
        let Workspace { names, binding } = workspace;
        let compiled = self.compiled(given, Some(output.dtype()), names)?;
        exec::execute(&compiled, |name| operand(given, names, name), output, target, &self.options, binding)
    }

    fn allocate_and_run<T: Element>(
        &self,
        given: Given<'_>,
        compiled: &Compiled,
        workspace: &mut Workspace,
    ) -> Result<ArrayD<T>, Error> {
        let Workspace { names, binding } = workspace;
        let operand = |name| operand(given, names, name);
        exec::result_shape(compiled.program(), operand, &mut binding.shape)?;
        let shape = IxDyn(&binding.shape);
        let too_large = || {
            let shape = shape::display(&binding.shape);
            Error::bind(BindError::ShapeTooLarge { shape }, None)
        };
        let elements = zeroed::<T>(binding.shape.iter().product()).ok_or_else(too_large)?;
        let mut array = ArrayD::from_shape_vec(shape, elements).map_err(|_| too_large())?;
        exec::execute(compiled, operand, &Output::from(&mut array), None, &self.options, binding)?;
        Ok(array)
    }

    /// The program for the operands given, whose places and types go into `names`.
    fn compiled(&self, given: Given<'_>, output: Option<DType>, names: &mut Names) -> Result<Arc<Compiled>, Error> {
        resolve(&self.tree, given, names)?;
        let level = level(&self.options)?;
        if let Some(known) = self.known(&names.types, output, level) {
            return Ok(known);
        }
        let Options { casting, contract, .. } = self.options;
        let signature = Signature { inputs: names.types.clone(), output, casting, contract, level };
        let compiled = Arc::new(Compiled::new(compile(&self.tree, &signature)?, level));
        let mut programs = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        if programs.len() == KEPT_PROGRAMS {
            programs.remove(0);
        }
        programs.push((signature, compiled.clone()));
        Ok(compiled)
    }

    fn known(&self, types: &[InputType], output: Option<DType>, level: Level) -> Option<Arc<Compiled>> {
        let programs = self.programs.read().unwrap_or_else(PoisonError::into_inner);
        let Options { casting, contract, .. } = self.options;
        let matches = |signature: &Signature| {
            signature.inputs == types
                && signature.output == output
                && (signature.casting, signature.contract, signature.level) == (casting, contract, level)
        };
        programs.iter().find(|(signature, _)| matches(signature)).map(|(_, compiled)| compiled.clone())
    }
}

/// The operand of the free name at a position; a program asks for no other names than those of operands.
fn operand<'a>(given: Given<'a>, names: &Names, name: usize) -> &'a Operand<'a> {
    given.at(names.places[name]).expect("the name was resolved to an operand")
}

/// What a thread keeps from call to call, so that a call allocates nothing.
#[derive(Default)]
struct Workspace {
    names: Names,
    binding: Binding,
}

kept! {
    /// Lends the thread's [`Workspace`].
    fn with_workspace(Workspace)
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expr").field(&self.source).finish()
    }
}

impl std::str::FromStr for Expr {
    type Err = Error;

    fn from_str(source: &str) -> Result<Expr, Error> {
        Expr::parse(source)
    }
}
