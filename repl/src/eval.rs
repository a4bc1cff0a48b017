//! `fusexpr eval`: reads the operands, evaluates, prints the value or writes it to a file.
//!
//! The expression is parsed before any file is opened, and every operand is read before the output is touched: the
//! output may be the file of an operand.

use crate::cli::{Eval, check_distinct};
use crate::operands::Operands;
use crate::{Failure, npy, print, progress, show};

pub fn run(arguments: &Eval) -> Result<(), Failure> {
    check_distinct(&arguments.operands)?;
    let options = arguments.run.options().casting(arguments.casting.unwrap_or_default());
    let expr = arguments.source.parse()?.with(options);
    let operands = Operands::read(&arguments.operands)?;
    let vars = operands.vars();
    let result = progress::shown(|| match arguments.dtype {
        Some(dtype) => expr.eval_as(dtype, &vars),
        None => expr.eval_any(&vars),
    })?;
    match &arguments.output {
        Some(path) => Ok(npy::write(path, &result).map_err(|reason| format!("{}: {reason}", path.display()))?),
        None => print(&format!("{}\n{}", show::show(&result), npy::signature(result.dtype(), result.shape()))),
    }
}
