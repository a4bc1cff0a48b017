//! `fusexpr explain`: prints the tree, the graph and the program of an expression.
//!
//! Operands are given by type and shape alone, so a program can be read without having the data.

use crate::cli::Explain;
use crate::operands::check_distinct;
use crate::{Failure, print};
use fusexpr::{Options, Spec};

pub fn run(arguments: &Explain) -> Result<(), Failure> {
    check_distinct(&arguments.specs)?;
    let expr = arguments.source.parse()?.with(Options::new().contract(arguments.contract));
    let specs: Vec<(&str, Spec)> = arguments.specs.iter().map(|(name, spec)| (name.as_str(), spec.clone())).collect();
    print(expr.explain(&specs)?.to_string().trim_end())
}
