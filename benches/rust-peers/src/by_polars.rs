//! A lazy expression over the columns of a data frame.

use super::rows::{self, Algebra};
use super::{Operands, Run};
use polars::prelude::{Column, DataFrame, Expr, IntoLazy, col, lit, when};
use std::hint::black_box;

impl Algebra for Expr {
    fn number(value: f64) -> Self {
        lit(value)
    }
    fn greater(self, than: Self) -> Self {
        self.gt(than)
    }
    fn choose(self, yes: Self, no: Self) -> Self {
        when(self).then(yes).otherwise(no)
    }
    fn sqrt(self) -> Self {
        Expr::sqrt(self)
    }
    fn exp(self) -> Self {
        Expr::exp(self)
    }
    fn ln(self) -> Self {
        self.log(lit(std::f64::consts::E))
    }
    fn sin(self) -> Self {
        Expr::sin(self)
    }
    fn cos(self) -> Self {
        Expr::cos(self)
    }
    fn tanh(self) -> Self {
        Expr::tanh(self)
    }
    fn power(self, exponent: Self) -> Self {
        self.pow(exponent)
    }
}

/// The expression; the columns are made before, and it is optimised in each call.
pub fn columns<'d>(text: &str, operands: Operands<'d>) -> Run<'d> {
    let columns = ["a", "b", "c"].into_iter().zip(operands);
    let columns = columns.map(|(name, operand)| Column::new(name.into(), operand)).collect();
    let frame = DataFrame::new(operands[0].len(), columns).expect("the columns are as long");
    let frame = frame.lazy().select([rows::columns(text, ["a", "b", "c"].map(col)).alias("out")]);
    Box::new(move |out, is_wanted| {
        let result = black_box(frame.clone().collect().expect("the columns fit"));
        if is_wanted {
            let column = result.column("out").and_then(|column| column.f64()).expect("it is a column of f64");
            out.iter_mut().zip(column.into_no_null_iter()).for_each(|(out, x)| *out = x);
        }
    })
}
