//! `fusexpr explain`: prints what an expression becomes, as text, as JSON or as a graph, or its machine code.
//!
//! Operands are given by type and shape alone, so a program can be read without having the data.

use crate::advice::{Typed, told};
use crate::assembly;
use crate::cli::Explain;
use crate::operands::check_distinct;
use crate::{Failure, print};
use fusexpr::Options;
use fusexpr::inspect::{Spec, Updates};

pub fn run(arguments: &Explain) -> Result<(), Failure> {
    check_distinct(&arguments.specs)?;
    let options = Options::new().contract(arguments.contract);
    let options = arguments.level.into_iter().fold(options, Options::level);
    let expr = arguments.source.parse()?.with(options);
    let specs: Vec<(&str, Spec)> = arguments.specs.iter().map(|(name, spec)| (name.as_str(), spec.clone())).collect();
    let explanation = expr.explain(&specs, Updates::InPlace).map_err(|error| told(error, Typed::BesideTypes))?;
    let text = match arguments {
        Explain { json: true, .. } => explanation.to_json(),
        Explain { dot: true, .. } => explanation.to_dot(),
        Explain { asm: true, .. } => assembly::listing(&explanation.machine_code()),
        _ => explanation.to_string(),
    };
    print(text.trim_end())
}
