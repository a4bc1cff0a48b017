//! `fusexpr plot`: reads the operands, evaluates the expressions, draws them.

use super::{Kind, Series, picture, text};
use crate::advice::{Typed, told};
use crate::cli::{Operands, Plot, Source, Word};
use crate::operands::Values;
use crate::{Failure, print, progress, value};
use fusexpr::AnyArray;

pub fn run(arguments: &Plot) -> Result<(), Failure> {
    let mut sources = Vec::new();
    let mut operands = Vec::new();
    for word in std::iter::once(&arguments.first).chain(&arguments.rest) {
        match word {
            Word::Expression(source) => sources.push(source),
            Word::Operand(name, operand) => operands.push((name.clone(), operand.clone())),
        }
    }
    if sources.is_empty() {
        return Err(Failure::Plain("there is no expression to plot, only operands".to_string()));
    }
    let parse = |source: &Source| Ok(source.parse()?.with(arguments.run.options()));
    let exprs = sources.into_iter().map(parse).collect::<Result<Vec<_>, Failure>>()?;
    let values = Values::read(&Operands { operands, from: arguments.from.clone() }, &exprs, &[])?;
    let vars = values.vars();

    let drawing = progress::shown(|| -> Result<Option<String>, Failure> {
        let evaluate = |expr| value::of(expr, &vars).map_err(|error| told(error, Typed::BesideFiles));
        let arrays = exprs.iter().map(evaluate).collect::<Result<Vec<AnyArray>, _>>()?;
        let series: Vec<Series<'_>> =
            exprs.iter().zip(&arrays).map(|(expr, values)| Series { label: expr.source(), values }).collect();
        let kind = if arguments.hist { Kind::Histogram } else { Kind::Plot };
        if let Some(path) = &arguments.output {
            // Of several, the legend tells.
            let title = if let [expr] = &exprs[..] { expr.source() } else { "" };
            picture(kind, &series, title, path)?;
            return Ok(None);
        }
        let size = arguments.size.unwrap_or_else(terminal_size);
        Ok(Some(text(kind, &series, size, console::colors_enabled())?))
    })?;
    drawing.map_or(Ok(()), |drawing| print(&drawing))
}

/// Columns and rows of the terminal, less one for the prompt.
pub fn terminal_size() -> (usize, usize) {
    let size = console::Term::stdout().size_checked();
    size.map_or((80, 24), |(rows, columns)| (columns.into(), usize::from(rows).saturating_sub(1)))
}
