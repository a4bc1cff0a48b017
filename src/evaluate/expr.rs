//! A parsed program, and what can be asked of it before it meets any array.
//!
//! Whatever is shared by the clones of an expression is behind a pointer of its own, so that a clone with other options
//! still shares the text, the tree and the programs.

use super::programs::Programs;
use crate::compile::Needs;
use crate::compile::infer::suggest::is_function;
use crate::compile::signature::constant;
use crate::compile::words::is_module;
use crate::error::Error;
use crate::ops::{Op, operation_named};
use crate::options::Options;
use crate::syntax;
use crate::syntax::{PlainTree, Tree};
use std::fmt;
use std::sync::Arc;

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
    pub(super) source: Arc<str>,
    pub(super) tree: Arc<Tree>,
    pub(super) needs: Arc<Needs>,
    pub(super) options: Options,
    pub(super) programs: Arc<Programs>,
}

impl Expr {
    /// Parses a program.
    ///
    /// # Errors
    /// [`SyntaxError`](crate::SyntaxError) if the text is not one.
    pub fn parse(source: &str) -> Result<Expr, Error> {
        let tree = syntax::parse(source, is_function).map_err(|error| match source.len() {
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

    /// The same expression, evaluated in another way. A clone shares the text and what has been compiled, and costs a
    /// few counts, so one that is shared can be evaluated in several ways: `expr.clone().with(…)`.
    #[must_use]
    pub fn with(self, options: Options) -> Expr {
        Expr { options, ..self }
    }

    /// How it is evaluated.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The text that was parsed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The free names in order of first use: variables, and names that stand for something else where no variable has
    /// them: constants such as `pi`, and the modules of [`words`](Self::words).
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

    /// The constants that the program reads, with their values, in order of first use; a variable of the same name
    /// hides one.
    ///
    /// ```
    /// let expr = fusexpr::Expr::parse("2*pi*r + x*inf").unwrap();
    /// let constants: Vec<_> = expr.constants().collect();
    /// assert_eq!(constants, [("pi", std::f64::consts::PI), ("inf", f64::INFINITY)]);
    /// ```
    pub fn constants(&self) -> impl Iterator<Item = (&str, f64)> {
        self.variables().filter_map(|name| Some((name, constant(name)?)))
    }

    /// The free names that stand for no value where no variable has them, in order of first use: modules of Python,
    /// which are read past, and types that are arguments.
    ///
    /// ```
    /// let expr = fusexpr::Expr::parse("np.sqrt(x).astype(float32)").unwrap();
    /// assert_eq!(expr.words().collect::<Vec<_>>(), ["np", "float32"]);
    /// ```
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let names = self.tree.names().iter().zip(&self.needs.words);
        names.filter(|(name, is_word)| **is_word && name.is_free).map(|(name, _)| &*name.text)
    }

    /// Whether each element of each result depends on one element of each operand only, the one at the same place
    /// (after broadcasting), and on no lengths: there are no reductions, shifts, slices and sequences. So the program
    /// may be evaluated over parts of the operands in any order, and the parts of the results put together.
    ///
    /// ```
    /// let is_elementwise = |text| fusexpr::Expr::parse(text).unwrap().is_elementwise();
    /// assert!(is_elementwise("u = a*b; where(u > 0, sqrt(u), c)"));
    /// assert!(!is_elementwise("x - mean(x)") && !is_elementwise("x[1:]") && !is_elementwise("arange(3)"));
    /// ```
    pub fn is_elementwise(&self) -> bool {
        self.needs.is_plain
    }

    /// The tree of the program as plain data, operands before their users, for those who translate it.
    ///
    /// ```
    /// use fusexpr::Expr;
    /// use fusexpr::syntax::Form;
    ///
    /// // Into the notation of Lisp, node by node.
    /// let tree = Expr::parse("a*b + sqrt(2)")?.tree();
    /// let mut texts: Vec<String> = Vec::new();
    /// for node in &tree.nodes {
    ///     texts.push(match &node.form {
    ///         Form::Integer(digits) => digits.clone(),
    ///         Form::Name(name) => name.clone(),
    ///         Form::Operation { name, operands } => format!("({name} {} {})", texts[operands[0]], texts[operands[1]]),
    ///         Form::Call { function, arguments } => format!("({function} {})", texts[arguments[0].1]),
    ///         other => panic!("{other:?} is not translated, at {:?}", node.span),
    ///     });
    /// }
    /// assert_eq!(texts[tree.statements[0].value], "(add (multiply a b) (sqrt 2))");
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn tree(&self) -> PlainTree {
        let is_module = |id| is_module(&self.tree, id, |name| self.needs.words[name.index()]);
        PlainTree::new(&self.tree, |name, count| operation_named(name, count).map(Op::mnemonic), is_module)
    }

    /// The tree of the program, as the compiler has it.
    pub(crate) fn parsed(&self) -> &Arc<Tree> {
        &self.tree
    }
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
