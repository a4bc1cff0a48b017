//! Values without files: what a program gives, and texts that are values themselves.

use crate::session::literals::CONSTANTS;
use fusexpr::{AnyArray, Error, Expr, Options, Scalar, Threads, Vars};

/// What a program gives: the value of its last expression, or what it assigns last.
pub fn of(expr: &Expr, vars: &Vars<'_>) -> Result<AnyArray, Error> {
    match expr.eval_all(vars)?.pop() {
        Some((_, array)) => Ok(array),
        None => expr.eval_any(vars), // whose error says that there is no result
    }
}

/// Whether a program can be evaluated alone.
pub fn needs_nothing(expr: &Expr) -> bool {
    expr.variables().all(|name| CONSTANTS.contains(&name) || expr.words().any(|word| word == name))
}

/// The value that a text stands for: a number, or an expression without variables. Anything else is no value.
pub fn written(text: &str) -> Result<Option<AnyArray>, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let signed = text.parse::<i64>().map(Scalar::from);
        let number = signed
            .or_else(|_| text.parse::<u64>().map(Scalar::from))
            .map_err(|_| "the integer does not fit 64 bits; write it as a float, for instance 1e20".to_string())?;
        return Ok(Some(number.into()));
    }
    let is_value = |expr: &Expr| needs_nothing(expr) && expr.assigned().next().is_none();
    match Expr::parse(text).ok().filter(is_value) {
        Some(expr) => {
            let expr = expr.with(Options::new().threads(Threads::Serial));
            expr.eval_any(&Vars::new()).map(Some).map_err(|error| match error.help() {
                Some(help) => format!("{error}; {help}"),
                None => error.to_string(),
            })
        }
        // `NaN` and `-Infinity`, as other programs write them.
        None => Ok(text.parse::<f64>().ok().map(|float| Scalar::from(float).into())),
    }
}
