//! What an expression tells about itself.

use super::explain::{Explanation, Spec, Updated};
use super::profile::Profile;
use crate::array::Vars;
use crate::error::Error;
use crate::evaluate::{Expr, with_called_variable};

impl Expr {
    /// What becomes of the program for operands of given types and shapes: tree, graph and passes, and what is to be expected
    /// of them. The arrays are taken to be in C order.
    ///
    /// What is assigned to a name counts as an output if no statement reads it after that, or if the name is among the
    /// operands, which is then updated in place.
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
        self.explained(specs, Updated::InPlace)
    }

    /// What becomes of the program as [`Expr::eval_all`] evaluates it: an operand that is assigned to keeps its elements,
    /// and what it is updated to goes into a new array, which may be of another type.
    ///
    /// ```
    /// use fusexpr::{DType, Expr, Spec};
    ///
    /// let array = Spec::Array { dtype: DType::I64, shape: vec![1000] };
    /// let explanation = Expr::parse("n /= 2")?.explain_all(&[("n", array)])?;
    /// assert_eq!(explanation.dtype(), DType::F64);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn explain_all(&self, specs: &[(&str, Spec)]) -> Result<Explanation, Error> {
        self.explained(specs, Updated::IntoNew)
    }

    fn explained(&self, specs: &[(&str, Spec)], updated: Updated) -> Result<Explanation, Error> {
        let mut vars = Vars::new();
        for (name, spec) in specs {
            vars.insert(*name, spec.operand());
        }
        Explanation::new(self.parsed(), &vars, updated)
            .map_err(|error| with_called_variable(error, &vars).with_source(self.parsed().source))
    }

    /// Where the time goes: evaluates again and again for a short while, on one thread, and measures each instruction.
    ///
    /// Nothing of the caller's is written to. The outputs are those of [`Expr::explain`], in new arrays that are part of
    /// the profile; an operand that is assigned to is copied, and the copy updated in place.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let a = vec![0.5; 10_000];
    /// let profile = Expr::parse("exp(a) + a")?.profile(&vars! { a })?;
    /// println!("{profile}");
    /// assert!(profile.to_string().contains("exp.f64"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn profile(&self, vars: &Vars<'_>) -> Result<Profile, Error> {
        self.profiled(vars, Updated::InPlace)
    }

    /// Where the time goes as [`Expr::eval_all`] evaluates: an operand that is assigned to is read where it is, and what
    /// it is updated to goes into a new array.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let a = vec![1_i32; 10_000];
    /// let profile = Expr::parse("a /= 2")?.profile_all(&vars! { a })?;
    /// assert!(profile.to_string().contains("divide.f64"));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Expr::evaluate`].
    pub fn profile_all(&self, vars: &Vars<'_>) -> Result<Profile, Error> {
        self.profiled(vars, Updated::IntoNew)
    }

    fn profiled(&self, vars: &Vars<'_>, updated: Updated) -> Result<Profile, Error> {
        Profile::new(self.parsed(), vars, updated)
            .map_err(|error| with_called_variable(error, vars).with_source(self.parsed().source))
    }
}
