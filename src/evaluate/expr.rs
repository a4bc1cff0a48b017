//! A parsed program.

use super::new_outputs::{Lend, Made, NewOutputs, allocated};
use super::resolve::{Given, Names, Targets, check_apart, given_twice, level, resolve, with_called_variable};
use crate::array::{AnyArray, NewOutput, Operand, Output, Outputs, Vars};
use crate::compile::{Needs, Signature, compile, infer};
use crate::element::{DType, Element};
use crate::error::{BindError, CallbackError, Error, ErrorKind};
use crate::exec::{Arrays, Binding, Compiled, Copies, Prepared, kept};
use crate::inspect::Parsed;
use crate::options::Options;
use crate::syntax::Tree;
use crate::{exec, syntax};
use ndarray::ArrayD;
use std::fmt;
use std::sync::{Arc, RwLock};

/// A program that has been parsed, one expression or several statements, ready to be evaluated over any arrays.
///
/// It can be shared between threads. It is compiled for each combination of operand types that it meets (and of shapes,
/// if it has slices, shifts or sequences), and what was compiled is kept, so that an evaluation after the first costs
/// little more than the arithmetic.
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
#[derive(Clone)]
pub struct Expr {
    source: Arc<str>,
    tree: Arc<Tree>,
    needs: Arc<Needs>,
    options: Options,
    /// Nobody waits for it, as for the cache of expressions: what is not found is compiled again.
    programs: Arc<RwLock<Programs>>,
}

/// What was compiled, and for what.
type Programs = Vec<(Signature, Arc<Compiled>)>;

/// How many programs an expression keeps; the oldest goes first.
const KEPT_PROGRAMS: usize = 16;

impl Expr {
    /// Parses a program.
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
            needs: Needs::of(&tree).into(),
            tree: Arc::new(tree),
            options: Options::default(),
            programs: Arc::default(),
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
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.tree.names().iter().filter(|name| name.is_free).map(|name| &*name.text)
    }

    /// The names that are assigned to, in order of first use; any of them may be an output.
    pub fn assigned(&self) -> impl Iterator<Item = &str> {
        self.tree.names().iter().filter(|name| name.assigned.is_some()).map(|name| &*name.text)
    }

    /// Whether the last statement is an expression, whose value is the result of the program.
    ///
    /// ```
    /// let has_result = |text| fusexpr::Expr::parse(text).unwrap().has_result();
    /// assert!(has_result("u = x + 1; u*2") && !has_result("u = x + 1"));
    /// ```
    pub fn has_result(&self) -> bool {
        self.tree.result().is_some()
    }

    /// The free names that decide where elements are: bounds of slices, distances of shifts, lengths of sequences. They
    /// must be given by value; an array without axes is an operand like others there, and will not do.
    ///
    /// ```
    /// let expr = fusexpr::Expr::parse("roll(x, k) * random(n) + a").unwrap();
    /// assert_eq!(expr.statics().collect::<Vec<_>>(), ["k", "n"]);
    /// ```
    pub fn statics(&self) -> impl Iterator<Item = &str> {
        let names = self.tree.names().iter().zip(&self.needs.statics);
        names.filter(|(name, is_static)| **is_static && name.is_free).map(|(name, _)| &*name.text)
    }

    /// Evaluates into an array: any mutable array, view or slice, whose type the result may be cast to and whose
    /// shape the result has or broadcasts to. The result is the value of the last statement, an expression.
    ///
    /// # Errors
    /// [`CompileError`](crate::CompileError) if the operands' types do not fit the expression,
    /// [`BindError`](crate::BindError) if a variable is missing or shapes do not fit. The output is then untouched.
    pub fn evaluate<'o>(&self, vars: &Vars<'_>, out: impl Into<Output<'o>>) -> Result<(), Error> {
        self.fill(Given::new(vars, Targets::Result(&out.into(), None)))
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
        self.fill(Given::new(vars, Targets::Result(&out.into(), Some(target))))
    }

    /// Runs a program of assignments, which writes to outputs by name.
    ///
    /// An output takes the last value assigned to its name; assigning to a part of it, `name[…] = …`, leaves the rest as
    /// it is. A name that is read before it is assigned to, and is not among the variables, stands for the elements that
    /// the output of that name has before the run. The result is always as if each right-hand side were computed
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
        self.fill(Given::new(vars, Targets::Named(outputs)))
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
        self.make(Given::new(vars, Targets::New(Some(T::DTYPE))), |outputs| Made::made(outputs))
    }

    /// Evaluates into a new array of the result's own type.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_any(&self, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.make(Given::new(vars, Targets::New(None)), |outputs| Made::made(outputs))
    }

    /// Evaluates into a new array of a type known at run time only, that the result may be cast to.
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_as(&self, dtype: DType, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.make(Given::new(vars, Targets::New(Some(dtype))), |outputs| Made::made(outputs))
    }

    /// Evaluates all outputs of a program into new arrays of their own types, by name.
    ///
    /// What is assigned to a name is an output if no statement reads it after that, or if the name is among the
    /// variables: such a variable keeps its elements, and the array under its name is what they were updated to. The
    /// outputs stand in the order in which their names are first used; the value of a final expression comes last and is
    /// called `out`.
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
        self.outputs(vars, None, false)
    }

    /// Evaluates all outputs of a program, as [`Expr::eval_all`] does, into new arrays of one type that all of them may
    /// be cast to.
    ///
    /// # Errors
    /// As for [`Expr::eval_all`].
    pub fn eval_all_as(&self, dtype: DType, vars: &Vars<'_>) -> Result<Vec<(String, AnyArray)>, Error> {
        self.outputs(vars, Some(dtype), false)
    }

    /// Evaluates all outputs of a program, as [`Expr::eval_all`] does, but one operation after the other, as
    /// [`Expr::eval_unfused`] does.
    ///
    /// # Errors
    /// As for [`Expr::eval_all`].
    pub fn eval_all_unfused(&self, vars: &Vars<'_>) -> Result<Vec<(String, AnyArray)>, Error> {
        self.outputs(vars, None, true)
    }

    fn outputs(
        &self,
        vars: &Vars<'_>,
        dtype: Option<DType>,
        is_unfused: bool,
    ) -> Result<Vec<(String, AnyArray)>, Error> {
        self.make(Given { is_unfused, ..Given::new(vars, Targets::All(dtype)) }, |outputs| Made::made(outputs))
    }

    /// Evaluates into an array that the caller makes once the result's type and shape are known.
    ///
    /// `allocate` is asked once, when nothing but it can fail any more, and gives an output of the type and shape asked for,
    /// with any strides. [`NewOutput::axes`] is the order of elements that is fastest: that of the operands, if they agree.
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
    /// As for [`Expr::eval`]; [`BindError::Allocation`] if `allocate` fails, and [`BindError::OtherOutput`] if what it gives is
    /// not of the type and shape asked for. Nothing has been written then.
    pub fn eval_with<'o>(
        &self,
        vars: &Vars<'_>,
        allocate: impl FnOnce(&NewOutput<'_>) -> Result<Output<'o>, CallbackError>,
    ) -> Result<(), Error> {
        let one = |outputs: &[NewOutput<'_>]| Ok(vec![allocate(&outputs[0])?]);
        self.make(Given::new(vars, Targets::New(None)), |outputs| allocated(outputs, one)).map(drop)
    }

    /// Evaluates all outputs of a program, those of [`Expr::eval_all`] in their order, into arrays that the caller makes as
    /// for [`Expr::eval_with`]: as many as are asked for, in the same order.
    ///
    /// # Errors
    /// As for [`Expr::eval_all`] and [`Expr::eval_with`]; [`BindError::OutputCount`] for more outputs or fewer.
    pub fn eval_all_with<'o>(
        &self,
        vars: &Vars<'_>,
        allocate: impl FnOnce(&[NewOutput<'_>]) -> Result<Vec<Output<'o>>, CallbackError>,
    ) -> Result<(), Error> {
        self.make(Given::new(vars, Targets::All(None)), |outputs| allocated(outputs, allocate)).map(drop)
    }

    /// Evaluates as [`Expr::eval_any`] does, but one operation after the other, each of them in a pass over memory of its
    /// own and with a temporary array for its result, as ndarray and NumPy do.
    ///
    /// It is there to be compared with: kernels, threads and results are the same, to the bit (unless
    /// [`Options::contract`] is set, which only joined operations can make use of). Slices are no copies here either, and
    /// casts are operations as others are.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let expr = Expr::parse("sqrt(x**2 + y**2)")?;
    /// let vars = vars! { x: [3.0, 5.0], y: [4.0, 12.0] };
    /// assert_eq!(expr.eval_unfused(&vars)?, expr.eval_any(&vars)?);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn eval_unfused(&self, vars: &Vars<'_>) -> Result<AnyArray, Error> {
        self.make(Given { is_unfused: true, ..Given::new(vars, Targets::New(None)) }, |outputs| Made::made(outputs))
    }

    /// What there is to be explained.
    pub(crate) fn parsed(&self) -> Parsed<'_> {
        Parsed { source: &self.source, tree: &self.tree, needs: &self.needs, options: &self.options }
    }

    /// The error with its place: of shapes that do not fit, inference over the actual shapes knows it.
    fn located(&self, error: Error, given: Given<'_>) -> Error {
        let is_of_shapes = |kind: &ErrorKind| {
            matches!(kind, ErrorKind::Bind(BindError::ShapeMismatch { .. } | BindError::OutputShape { .. }))
        };
        let mut located = error;
        if self.needs.is_plain && is_of_shapes(located.kind()) {
            let mut names = Names::default();
            let again = resolve(&self.tree, &self.needs, given, false, &mut names)
                .and_then(|()| infer::infer(&self.tree, &self.signature(given, &names)?));
            if let Err(error) = again {
                located = error;
            }
        }
        with_called_variable(located, given.vars).with_source(&self.source)
    }

    /// Computes into outputs that there are.
    fn fill(&self, given: Given<'_>) -> Result<(), Error> {
        with_workspace(|workspace| {
            let outputs = given.targets.outputs();
            let compiled = self.prepared(given, outputs, workspace)?;
            self.execute(&compiled, given, outputs, workspace)
        })
        .map_err(|error| self.located(error, given))
    }

    /// Computes into new arrays, which `make` makes.
    fn make<M: Lend>(
        &self,
        given: Given<'_>,
        make: impl FnOnce(NewOutputs<'_>) -> Result<M, Error>,
    ) -> Result<M, Error> {
        with_workspace(|workspace| {
            let compiled = self.prepared(given, &[], workspace)?;
            let Workspace { names, binding } = &*workspace;
            let shapes = exec::made_shapes(&compiled, binding)?;
            let dtypes = &compiled.program().outputs;
            let outputs = NewOutputs { tree: &self.tree, names, vars: given.vars, dtypes, shapes, next: 0 };
            let mut made = make(outputs)?;
            made.lend(|outputs| self.execute(&compiled, given, outputs, workspace))?;
            Ok(made)
        })
        .map_err(|error| self.located(error, given))
    }

    /// Runs a program that has been prepared.
    fn execute(
        &self,
        compiled: &Compiled,
        given: Given<'_>,
        outputs: &[Output<'_>],
        workspace: &mut Workspace,
    ) -> Result<(), Error> {
        let Workspace { names, binding } = workspace;
        check_apart(names, &self.tree, outputs)?;
        let copies = Copies::new(names.operands(given.vars), outputs)?;
        let operand = |name| copies.get(name).unwrap_or_else(|| operand(given.vars, names, name));
        exec::execute(compiled, &Arrays { operand, outputs }, &self.options, (), binding)
    }

    /// The program for what was given, ready to run. Where that asks for it, what is given by value is compiled in.
    fn prepared(
        &self,
        given: Given<'_>,
        outputs: &[Output<'_>],
        workspace: &mut Workspace,
    ) -> Result<Arc<Compiled>, Error> {
        match self.try_prepared(given, outputs, workspace) {
            Ok((compiled, Prepared::Ready)) => Ok(compiled),
            Err(error) if !given.vars.has_values() => Err(error),
            _ => Ok(self.try_prepared(Given { knows_values: true, ..given }, outputs, workspace)?.0),
        }
    }

    fn try_prepared(
        &self,
        given: Given<'_>,
        outputs: &[Output<'_>],
        workspace: &mut Workspace,
    ) -> Result<(Arc<Compiled>, Prepared), Error> {
        let Workspace { names, binding } = workspace;
        let compiled = self.compiled(given, names)?;
        let arrays = Arrays { operand: |name| operand(given.vars, names, name), outputs };
        let prepared = exec::prepare(&compiled, &arrays, binding)?;
        Ok((compiled, prepared))
    }

    fn signature(&self, given: Given<'_>, names: &Names) -> Result<Signature, Error> {
        let Options { casting, contract, .. } = self.options;
        Ok(Signature {
            inputs: names.types.clone(),
            outputs: names.slots.clone(),
            lengths: names.lengths.clone(),
            casting,
            contract,
            level: level(&self.options)?,
            is_unfused: given.is_unfused,
        })
    }

    /// The program for what was given, whose places and types go into `names`.
    fn compiled(&self, given: Given<'_>, names: &mut Names) -> Result<Arc<Compiled>, Error> {
        resolve(&self.tree, &self.needs, given, self.needs.is_plain, names)?;
        if let Some(known) = self.known(given, names)? {
            return Ok(known);
        }
        let signature = self.signature(given, names)?;
        let program = compile(&self.tree, &signature, self.needs.is_plain)?;
        let compiled = Arc::new(Compiled::new(program, signature.level));
        if let Ok(mut programs) = self.programs.try_write() {
            if programs.len() == KEPT_PROGRAMS {
                programs.remove(0);
            }
            programs.push((signature, compiled.clone()));
        }
        Ok(compiled)
    }

    fn known(&self, given: Given<'_>, names: &Names) -> Result<Option<Arc<Compiled>>, Error> {
        let level = level(&self.options)?;
        let Ok(programs) = self.programs.try_read() else { return Ok(None) };
        let Options { casting, contract, .. } = self.options;
        let matches = |signature: &Signature| {
            signature.inputs == names.types
                && signature.outputs == names.slots
                && signature.lengths == names.lengths
                && (signature.casting, signature.contract, signature.level) == (casting, contract, level)
                && signature.is_unfused == given.is_unfused
        };
        Ok(programs.iter().find(|(signature, _)| matches(signature)).map(|(_, compiled)| compiled.clone()))
    }
}

/// The operand of the name at a position; a program asks for no other names than those of operands.
fn operand<'a>(vars: &'a Vars<'a>, names: &Names, name: usize) -> &'a Operand<'a> {
    vars.at(names.places[name].expect("the name was resolved to an operand"))
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
