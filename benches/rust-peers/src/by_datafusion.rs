//! A physical expression over a batch of Arrow's arrays.

use super::rows::{self, Algebra};
use super::{Operands, Run};
use datafusion_common::DFSchema;
use datafusion_common::arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch};
use datafusion_common::arrow::datatypes::Float64Type;
use datafusion_expr::execution_props::ExecutionProps;
use datafusion_expr::{Expr, col, lit, when};
use datafusion_functions::math::expr_fn;
use datafusion_physical_expr::create_physical_expr;
use std::hint::black_box;
use std::sync::Arc;

impl Algebra for Expr {
    fn number(value: f64) -> Self {
        lit(value)
    }
    fn greater(self, than: Self) -> Self {
        self.gt(than)
    }
    fn choose(self, yes: Self, no: Self) -> Self {
        when(self, yes).otherwise(no).expect("both are f64")
    }
    fn sqrt(self) -> Self {
        expr_fn::sqrt(self)
    }
    fn exp(self) -> Self {
        expr_fn::exp(self)
    }
    fn ln(self) -> Self {
        expr_fn::ln(self)
    }
    fn sin(self) -> Self {
        expr_fn::sin(self)
    }
    fn cos(self) -> Self {
        expr_fn::cos(self)
    }
    fn tanh(self) -> Self {
        expr_fn::tanh(self)
    }
    fn power(self, exponent: Self) -> Self {
        expr_fn::power(self, exponent)
    }
}

/// The expression; it is planned, and the batch made, before.
pub fn columns<'d>(text: &str, operands: Operands<'d>) -> Run<'d> {
    let arrays = operands.map(|operand| Arc::new(Float64Array::from(operand.to_vec())) as ArrayRef);
    let batch = RecordBatch::try_from_iter(["a", "b", "c"].into_iter().zip(arrays)).expect("the columns are as long");
    let schema = DFSchema::try_from(batch.schema()).expect("the names are different");
    let logical = rows::columns(text, ["a", "b", "c"].map(col));
    let physical = create_physical_expr(&logical, &schema, &ExecutionProps::new()).expect("the types fit");
    Box::new(move |out, is_wanted| {
        let result = physical.evaluate(&batch).and_then(|result| result.into_array(batch.num_rows()));
        let result = black_box(result.expect("the columns fit"));
        if is_wanted {
            out.copy_from_slice(&result.as_primitive::<Float64Type>().values()[..result.len()]);
        }
    })
}
