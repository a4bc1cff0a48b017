//! What an expression tells about itself when it is given operands, or their types and shapes.

use super::explain::Explanation;
use super::inferred::Inferred;
use super::profile::Profile;
use super::spec::{Spec, Updates};
use crate::array::Vars;
use crate::compile::array_graph::OutputArray;
use crate::error::Error;
use crate::evaluate::{Expr, Request};

impl Expr {
    /// The outputs of the program for operands of given types and shapes, by name: those of [`Expr::eval_all`], in its
    /// order. Only types and shapes are inferred; nothing is compiled.
    ///
    /// ```
    /// use fusexpr::inspect::Spec;
    /// use fusexpr::{DType, Expr};
    ///
    /// let array = |dtype, shape: &[usize]| Spec::Array { dtype, shape: shape.to_vec() };
    /// let expr = Expr::parse("high = max(x, axis=0); x / n")?;
    /// let operands = [("x", array(DType::F32, &[4, 3])), ("n", array(DType::I64, &[3]))];
    /// let results = expr.result_types(&operands)?;
    /// assert_eq!(results[0], ("high".to_owned(), array(DType::F32, &[3])));
    /// assert_eq!(results[1], ("out".to_owned(), array(DType::F64, &[4, 3])));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::eval_all`], but for what only compiling finds: programs that are too large.
    pub fn result_types(&self, operands: &[(&str, Spec)]) -> Result<Vec<(String, Spec)>, Error> {
        self.with_specs(operands, Updates::IntoNew, |request| {
            let Inferred { names, arrays, .. } = request.attempt(|request| Inferred::new(self, request))?;
            let outputs = names.outputs(self.parsed()).zip(&arrays.outputs);
            let spec = |(name, output): (&str, &OutputArray)| {
                (name.to_owned(), Spec::Array { dtype: output.dtype, shape: output.shape.to_vec() })
            };
            Ok(outputs.map(spec).collect())
        })
    }

    /// What becomes of the program for operands of given types and shapes: tree, graph and passes, and what is to be
    /// expected of them. The arrays are taken to be in C order.
    ///
    /// The outputs are those of [`Expr::eval_all`]: what is assigned to a name, if no statement reads it after that or
    /// if the name is among the operands, and the result. `updates` says what becomes of operands that are assigned to.
    ///
    /// ```
    /// use fusexpr::inspect::{Spec, Updates};
    /// use fusexpr::{DType, Expr};
    ///
    /// let array = Spec::Array { dtype: DType::F64, shape: vec![1000] };
    /// let operands = [("a", array.clone()), ("b", array)];
    /// let explanation = Expr::parse("a*b + 1")?.explain(&operands, Updates::IntoNew)?;
    /// assert!(explanation.to_string().contains("multiply_add.f64  out ← a, b, 1.0"));
    ///
    /// let update = Expr::parse("a += b")?.explain(&operands, Updates::InPlace)?;
    /// assert_eq!(update.outputs().next(), Some(("a", DType::F64, &[1000][..])));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::eval_all`]; also if a value, or an array of a type that the result cannot be cast to, is to be
    /// updated in place.
    pub fn explain(&self, operands: &[(&str, Spec)], updates: Updates) -> Result<Explanation, Error> {
        self.with_specs(operands, updates, |request| Explanation::new(self, request))
    }

    /// Where the time goes: evaluates again and again for a short while, on one thread, and measures each instruction.
    ///
    /// Nothing of the caller's is written to. The outputs are those of [`Expr::explain`], in new arrays that are part
    /// of the profile; an operand that is updated in place is copied, and the copy updated.
    ///
    /// ```
    /// use fusexpr::inspect::Updates;
    /// use fusexpr::{Expr, vars};
    ///
    /// let a = vec![0.5; 10_000];
    /// let profile = Expr::parse("exp(a) + a")?.profile(&vars! { a }, Updates::IntoNew)?;
    /// println!("{profile}");
    /// assert!(profile.to_string().contains("exp.f64"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::explain`], and if there is no memory for the outputs.
    pub fn profile(&self, vars: &Vars<'_>, updates: Updates) -> Result<Profile, Error> {
        self.looked_at(vars, updates, |request| Profile::new(self, request))
    }

    fn with_specs<T>(
        &self,
        operands: &[(&str, Spec)],
        updates: Updates,
        look: impl FnOnce(Request<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.looked_at(&Spec::vars(operands)?, updates, look)
    }

    /// What is found of the program with all lengths known.
    fn looked_at<T>(
        &self,
        vars: &Vars<'_>,
        updates: Updates,
        look: impl FnOnce(Request<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let request = Request { knows_lengths: true, ..Request::new(vars, updates.targets()) };
        look(request).map_err(|error| self.located(error, request))
    }
}
