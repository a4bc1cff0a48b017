//! The ways to evaluate a parsed program: where its results go.
//!
//! Each of them says so with [`Targets`], and hands over to one of two: `fill`, where the arrays are there, and `make`,
//! where they are made, by the library or by the caller. One method with a parameter for all of these was given up:
//! what a caller gets back (nothing, an array of a type known to the compiler, one of any type, several by name) is a
//! matter of types.

use super::expr::Expr;
use super::new_outputs::{Made, allocated};
use super::resolve::{Request, Targets, given_twice};
use crate::array::{AnyArray, NewOutput, Output, Outputs, Vars};
use crate::element::{DType, Element};
use crate::error::{CallbackError, Error};
use ndarray::ArrayD;

impl Expr {
    /// Evaluates into an array: any mutable array, view or slice, whose type the result may be cast to and whose
    /// shape the result has or broadcasts to. The result is the value of the last statement, an expression.
    ///
    /// # Errors
    /// [`CompileError`](crate::CompileError) if the operands' types do not fit the expression,
    /// [`BindError`](crate::BindError) if a variable is missing or shapes do not fit. The output is then untouched.
    pub fn evaluate<'o>(&self, vars: &Vars<'_>, out: impl Into<Output<'o>>) -> Result<(), Error> {
        self.fill(Request::new(vars, Targets::Result(&out.into(), None)))
    }

    /// Evaluates into an array whose own elements are an operand, under the name `target`.
    ///
    /// What is written is the result of the last statement or, if that is an assignment, what is assigned to `target`;
    /// always as if right-hand sides were computed completely before anything is written.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let mut next = [1.0, 2.0];
    /// Expr::parse("next*D + grid")?.evaluate_in_place("next", &vars! { D: 0.5, grid: [1.0, 1.0] }, &mut next)?;
    /// assert_eq!(next, [1.5, 2.0]);
    ///
    /// let mut u = [0.0, 1.0, 5.0, 3.0];
    /// Expr::parse("u[1:-1] = (u[:-2] + u[2:]) / 2")?.evaluate_in_place("u", &vars! {}, &mut u)?;
    /// assert_eq!(u, [0.0, 2.5, 2.0, 3.0]);
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
        if vars.get(target).is_some() {
            return Err(given_twice(target).with_source(&self.source));
        }
        self.fill(Request::new(vars, Targets::Result(&out.into(), Some(target))))
    }

    /// Runs a program of assignments, which writes to outputs by name.
    ///
    /// An output takes the last value assigned to its name; assigning to a part of it, `name[…] = …`, leaves the rest
    /// as it is. A name that is read before it is assigned to, and is not among the variables, stands for the elements
    /// that the output of that name has before the run. The result is always as if each right-hand side were computed
    /// completely before anything is written, statement after statement. Values that outputs share are computed once;
    /// statements of the same shape make one pass over memory.
    ///
    /// ```
    /// use fusexpr::{Expr, outputs, vars};
    /// use ndarray::{Array1, array};
    ///
    /// let step = Expr::parse(
    ///     "flow = roll(grid, 1) + roll(grid, -1) - 2*grid   # what comes in from both sides
    ///      next = grid + rate*flow
    ///      change = abs(next - grid)",
    /// )?;
    /// let grid = array![0.0, 0.0, 8.0, 0.0];
    /// let (mut next, mut change) = (Array1::<f64>::zeros(4), Array1::<f32>::zeros(4));
    /// step.run(&vars! { grid, rate: 0.25 }, &mut outputs! { next, change })?;
    /// assert_eq!(next, array![0.0, 2.0, 4.0, 2.0]);
    /// assert_eq!(change, array![0.0, 2.0, 4.0, 2.0]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`]; also if an output is assigned nothing, or the value of a statement goes nowhere.
    pub fn run(&self, vars: &Vars<'_>, outputs: &mut Outputs<'_>) -> Result<(), Error> {
        self.fill(Request::new(vars, Targets::Named(outputs)))
    }

    /// Evaluates into a new array of a type that the result may be cast to.
    ///
    /// Its elements lie in memory in the order of axes that the operands agree on, as those of a new array of NumPy do:
    /// operands in Fortran order give a result in Fortran order. Otherwise it is in C order.
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
        self.make(Request::new(vars, Targets::New(Some(T::DTYPE))), |outputs| Made::made(outputs))
    }

    /// Evaluates into a new array of the result's own type.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_any(&self, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.make(Request::new(vars, Targets::New(None)), |outputs| Made::made(outputs))
    }

    /// Evaluates into a new array of a type known at run time only, that the result may be cast to.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_as(&self, dtype: DType, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.make(Request::new(vars, Targets::New(Some(dtype))), |outputs| Made::made(outputs))
    }

    /// Evaluates all outputs of a program into new arrays of their own types, by name.
    ///
    /// What is assigned to a name is an output if no statement reads it after that, or if the name is among the
    /// variables: such a variable keeps its elements, and the array under its name is what they were updated to. The
    /// outputs stand in the order in which their names are first used; the value of a final expression comes last and
    /// is called `out`.
    ///
    /// ```
    /// use fusexpr::{AnyArray, Expr, vars};
    /// use ndarray::array;
    ///
    /// let program = Expr::parse("d = b - a; low = a + 0.25*d; high = b - 0.25*d; a *= 10; d > 0")?;
    /// let outputs = program.eval_all(&vars! { a: [0.0, 4.0], b: [8.0, 0.0] })?;
    /// let expected: [(&str, AnyArray); 4] = [
    ///     ("a", array![0.0, 40.0].into()),
    ///     ("low", array![2.0, 3.0].into()),
    ///     ("high", array![6.0, 1.0].into()),
    ///     ("out", array![true, false].into()),
    /// ];
    /// assert_eq!(outputs, expected.map(|(name, array)| (name.to_owned(), array)));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`]; also if a program that ends in an expression leaves another value called `out`.
    pub fn eval_all(&self, vars: &Vars<'_>) -> Result<Vec<(String, AnyArray)>, Error> {
        self.make(Request::new(vars, Targets::All(None)), |outputs| Made::made(outputs))
    }

    /// Evaluates all outputs of a program, as [`Expr::eval_all`] does, into new arrays of one type that all of them may
    /// be cast to.
    ///
    /// # Errors
    /// As for [`Expr::eval_all`].
    pub fn eval_all_as(&self, dtype: DType, vars: &Vars<'_>) -> Result<Vec<(String, AnyArray)>, Error> {
        self.make(Request::new(vars, Targets::All(Some(dtype))), |outputs| Made::made(outputs))
    }

    /// Evaluates into an array that the caller makes once the result's type and shape are known.
    ///
    /// `allocate` is asked once, when nothing but it can fail any more, and gives an output of the type and shape asked
    /// for, with any strides. [`NewOutput::axes`] is the order of elements that is fastest: that of the operands, if
    /// they agree.
    ///
    /// ```
    /// use fusexpr::{Expr, Output, vars};
    /// use ndarray::{ArrayD, array};
    ///
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// let mut sums = ArrayD::<i64>::default(vec![]);
    /// Expr::parse("sum(a, axis=0)")?.eval_with(&vars! { a }, |output| {
    ///     sums = ArrayD::default(output.shape());
    ///     Ok(Output::from(&mut sums))
    /// })?;
    /// assert_eq!(sums.as_slice(), Some(&[5, 7, 9][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::eval`]; [`BindError::Allocation`] if `allocate` fails, and [`BindError::OtherOutput`] if what it
    /// gives is not of the type and shape asked for. Nothing has been written then.
    ///
    /// [`BindError::Allocation`]: crate::BindError::Allocation
    /// [`BindError::OtherOutput`]: crate::BindError::OtherOutput
    pub fn eval_with<'o>(
        &self,
        vars: &Vars<'_>,
        allocate: impl FnOnce(&NewOutput<'_>) -> Result<Output<'o>, CallbackError>,
    ) -> Result<(), Error> {
        let one = |outputs: &[NewOutput<'_>]| Ok(vec![allocate(&outputs[0])?]);
        self.make(Request::new(vars, Targets::New(None)), |outputs| allocated(outputs, one)).map(drop)
    }

    /// Evaluates all outputs of a program, those of [`Expr::eval_all`] in their order, into arrays that the caller
    /// makes as for [`Expr::eval_with`]: as many as are asked for, in the same order.
    ///
    /// # Errors
    /// As for [`Expr::eval_all`] and [`Expr::eval_with`]; [`BindError::OutputCount`](crate::BindError::OutputCount) for
    /// more outputs or fewer.
    pub fn eval_all_with<'o>(
        &self,
        vars: &Vars<'_>,
        allocate: impl FnOnce(&[NewOutput<'_>]) -> Result<Vec<Output<'o>>, CallbackError>,
    ) -> Result<(), Error> {
        self.make(Request::new(vars, Targets::All(None)), |outputs| allocated(outputs, allocate)).map(drop)
    }
}
