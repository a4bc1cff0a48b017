//! `fusexpr profile`: evaluates an expression again and again, and prints where the time goes.
//!
//! Operands are those of `eval`; the value itself is not shown.

use crate::cli::{Profile, check_distinct};
use crate::operands::Operands;
use crate::{Failure, print, progress};

pub fn run(arguments: &Profile) -> Result<(), Failure> {
    check_distinct(&arguments.operands)?;
    let expr = arguments.source.parse()?.with(arguments.run.options());
    let operands = Operands::read(&arguments.operands)?;
    let vars = operands.vars();
    let profile = progress::shown(|| expr.profile(&vars))?;
    match arguments.json {
        true => print(&profile.to_json()),
        false => print(profile.to_string().trim_end()),
    }
}
