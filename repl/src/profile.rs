//! `fusexpr profile`: evaluates an expression again and again, and prints where the time goes.
//!
//! Operands are those of `eval`; the value itself is not shown.

use crate::advice::{Typed, told};
use crate::cli::Profile;
use crate::operands::Values;
use crate::{Failure, print, progress};
use fusexpr::inspect::Updates;

pub fn run(arguments: &Profile) -> Result<(), Failure> {
    let expr = arguments.source.parse()?.with(arguments.run.options());
    let values = Values::read(&arguments.operands, std::slice::from_ref(&expr), &[])?;
    let vars = values.vars();
    let profile =
        progress::shown(|| expr.profile(&vars, Updates::InPlace)).map_err(|error| told(error, Typed::BesideFiles))?;
    match arguments.json {
        true => print(&profile.to_json()),
        false => print(profile.to_string().trim_end()),
    }
}
