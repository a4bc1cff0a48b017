//! An explanation as text.
//!
//! Sections stand in the order of the pipeline: source, tree, graph, savings, passes, outputs. A program may have
//! thousands of passes over the edges of its boxes; these are counted, not shown, since a reader wants the few that
//! take the time.

use super::estimate::{Estimate, assumption};
use super::passes::{CodeDescription, InstructionDescription, PassDescription};
use super::savings::excerpt;
use crate::compile::arrays_listing::ArraysListing;
use crate::evaluate::RESULT;
use crate::exec::{Access, MachineLoop, Portion};
use crate::inspect::explain::Explanation;
use crate::program::{Line, Purpose};
use std::fmt::{self, Formatter};

/// Of more passes than this, those over fewer places than one in [`SHOWN_PART`] of the largest are counted, not shown.
const SHOWN_PASSES: usize = 4;
const SHOWN_PART: usize = 16;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "source\n{}", Indented(&self.source.trim_end()))?;
        writeln!(f, "tree\n{}", Indented(&self.tree))?;
        let names = self.names();
        let listing = self.listing(&names);
        writeln!(f, "graph\n{listing}")?;
        self.fmt_savings(f, &listing)?;
        writeln!(f, "program for level {}", self.level)?;
        fmt_passes(f, &self.passes, |f, _, pass| fmt_pass(f, pass, 2))?;
        writeln!(f, "  assumed: {}\n", assumption())?;
        for (name, dtype, shape) in self.outputs() {
            let name = if name == RESULT { "result" } else { name };
            writeln!(f, "{name} {dtype}{}", lengths(shape))?;
        }
        Ok(())
    }
}

impl Explanation {
    fn fmt_savings(&self, f: &mut Formatter<'_>, listing: &ArraysListing<'_>) -> fmt::Result {
        let Self { savings, source, .. } = self;
        if savings.shared.is_empty() && savings.folded.is_empty() && savings.hoisted.is_empty() {
            return Ok(());
        }
        writeln!(f, "saved")?;
        for shared in &savings.shared {
            let (text, count) = (excerpt(source, shared.places[0]), shared.places.len());
            writeln!(f, "  shared: `{text}`, written {count} times, is {}", listing.operand(shared.value))?;
        }
        for folded in &savings.folded {
            writeln!(f, "  folded: `{}` is {}", excerpt(source, folded.span), folded.value)?;
        }
        for (span, value) in &savings.hoisted {
            let text = excerpt(source, *span);
            writeln!(
                f,
                "  hoisted: `{text}`, {}, is computed once a pass, before its blocks",
                listing.operand(*value)
            )?;
        }
        let rows = self.passes.iter().filter(|pass| pass.purpose == Purpose::Hoist);
        for pass in rows {
            let names: Vec<_> = pass.arrays.iter().take(pass.stores).map(|array| array.place.as_str()).collect();
            writeln!(f, "  hoisted: {} is computed once for the places {}", names.join(", "), lengths(&pass.extents))?;
        }
        writeln!(f)
    }
}

/// Writes passes one after the other; of many small ones only how many there are.
pub fn fmt_passes(
    f: &mut Formatter<'_>,
    passes: &[PassDescription],
    mut each: impl FnMut(&mut Formatter<'_>, usize, &PassDescription) -> fmt::Result,
) -> fmt::Result {
    if passes.is_empty() {
        writeln!(f, "  no passes, as there are no elements")?;
    }
    let size = |pass: &PassDescription| pass.extents.iter().product::<usize>();
    let largest = passes.iter().map(size).max().unwrap_or(0);
    let is_shown = |pass: &PassDescription| passes.len() <= SHOWN_PASSES || size(pass) > largest / SHOWN_PART;
    for (i, pass) in passes.iter().enumerate().filter(|(_, pass)| is_shown(pass)) {
        each(f, i, pass)?;
    }
    match passes.iter().filter(|pass| !is_shown(pass)).count() {
        0 => Ok(()),
        small => writeln!(f, "  and {small} passes over the edges"),
    }
}

/// Writes what a pass goes over.
pub fn fmt_header(f: &mut Formatter<'_>, pass: &PassDescription, indent: usize) -> fmt::Result {
    let extents = lengths(&pass.extents);
    write!(f, "{:indent$}", "")?;
    match (&pass.keeps, pass.portion, pass.row_group) {
        (Some((name, margins)), ..) => {
            let margins: Vec<_> = margins.iter().map(|margin| format!("+{margin}")).collect();
            write!(f, "for each tile, {name}[{}]", margins.join(", "))?;
        }
        (None, Portion::Tile, _) => write!(f, "over {extents}, in tiles of {}", lengths(&pass.lengths))?,
        (None, Portion::Chunk, Some((first, end))) => {
            let (lot, others) = (pass.lengths[0], end - first - 1);
            let s = if others == 1 { "" } else { "es" };
            write!(
                f,
                "over {extents}, {lot} places of the first axis at a time, in turns with {others} other pass{s}"
            )?;
        }
        (None, ..) => write!(f, "over {extents}")?,
    }
    let purpose = match pass.purpose {
        Purpose::Compute | Purpose::Scan => "",
        Purpose::Edge => ", an edge",
        Purpose::Reshape => ", puts elements in a row that are read in another shape",
        Purpose::Place => ", puts what was computed at an edge to its place",
        Purpose::Hoist => ", hoisted: computed once for these places",
        Purpose::Snapshot => ", saves what is still to be read when it has been written over",
    };
    writeln!(f, "{purpose}")
}

/// Writes all of a pass.
fn fmt_pass(f: &mut Formatter<'_>, pass: &PassDescription, indent: usize) -> fmt::Result {
    fmt_header(f, pass, indent)?;
    let more = indent + 2;
    for buffer in &pass.tile_buffers {
        fmt_pass(f, buffer, more)?;
    }
    if let Some(scan) = &pass.scan {
        writeln!(f, "{:more$}scan {scan}", "")?;
        return fmt_machine_code(f, pass, more);
    }
    let CodeDescription { registers, instructions } = &pass.prologue;
    if !instructions.is_empty() {
        writeln!(f, "{:more$}once: scalar registers {registers}", "")?;
        fmt_lines(f, instructions, more + 2)?;
    }
    let CodeDescription { registers, instructions } = &pass.body;
    writeln!(f, "{:more$}each block: registers {registers}", "")?;
    fmt_lines(f, instructions, more + 2)?;
    fmt_lines(f, &pass.folds, more + 2)?;
    fmt_machine_code(f, pass, more)?;
    fmt_blocks(f, pass, more)?;
    fmt_arrays(f, pass, more)?;
    fmt_estimate(f, &pass.estimate, more)
}

fn fmt_lines(f: &mut Formatter<'_>, instructions: &[InstructionDescription], indent: usize) -> fmt::Result {
    let lines = Line::aligned(instructions.iter().map(|instruction| &instruction.line));
    lines.iter().try_for_each(|line| writeln!(f, "{:indent$}{line}", ""))
}

/// Writes which of the instructions are machine code, or why none is.
pub fn fmt_machine_code(f: &mut Formatter<'_>, pass: &PassDescription, indent: usize) -> fmt::Result {
    if let Some(why) = pass.no_machine_code {
        writeln!(f, "{:indent$}machine code: none, as {why}", "")?;
    }
    for MachineLoop { instructions, lanes, code, .. } in &pass.loops {
        write!(f, "{:indent$}machine code: ", "")?;
        match (instructions.start + 1, instructions.end) {
            (first, end) if first > end => write!(f, "the folds")?,
            (1, end) if end == pass.body.instructions.len() => write!(f, "all of it")?,
            (first, end) if first == end => write!(f, "instruction {first}")?,
            (first, end) => write!(f, "instructions {first} to {end}")?,
        }
        writeln!(f, " in one loop, {lanes} elements at a time, of {} bytes", code.len())?;
    }
    Ok(())
}

/// Writes how long blocks are, and why.
pub fn fmt_blocks(f: &mut Formatter<'_>, pass: &PassDescription, indent: usize) -> fmt::Result {
    match &pass.blocks {
        None => writeln!(f, "{:indent$}blocks: none, there are no elements", ""),
        Some(blocks) => {
            let (elements, count) = (blocks.reason.length.elements, blocks.count);
            let s = if count == 1 { "" } else { "s" };
            writeln!(f, "{:indent$}blocks: {count} block{s} of {elements}, {}", "", blocks.reason)
        }
    }
}

/// Writes which arrays are used where they are, and which are not.
fn fmt_arrays(f: &mut Formatter<'_>, pass: &PassDescription, indent: usize) -> fmt::Result {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for array in pass.arrays.iter().filter(|array| array.access != Access::Folded) {
        let how = how(array.access, pass.blocks.map_or(0, |blocks| blocks.row));
        match groups.iter_mut().find(|(known, _)| *known == how) {
            Some((_, names)) => names.push(&array.place),
            None => groups.push((how, vec![&array.place])),
        }
    }
    groups.iter().try_for_each(|(how, names)| writeln!(f, "{:indent$}{how}: {}", "", names.join(", ")))
}

/// How an array is used.
fn how(access: Access, row: usize) -> String {
    match access {
        Access::InPlace => "in place".to_owned(),
        Access::Gathered(period) if period < row => format!("gathered into blocks, the same again after {period}"),
        Access::Gathered(_) => "gathered into blocks".to_owned(),
        Access::Transposed => "gathered into blocks of neighbouring rows".to_owned(),
        Access::Saved => "copied into blocks, as it is written over".to_owned(),
        Access::Counted => "counted into blocks".to_owned(),
        Access::Scattered => "scattered from blocks".to_owned(),
        Access::Streamed => "streamed past the caches".to_owned(),
        Access::Delayed => "held back until what it replaces has been read".to_owned(),
        Access::Folded => "folded".to_owned(),
    }
}

/// Writes what is to be expected.
pub fn fmt_estimate(f: &mut Formatter<'_>, estimate: &Estimate, indent: usize) -> fmt::Result {
    writeln!(f, "{:indent$}expected: {estimate}", "")
}

/// Lengths of axes: `[100,200]`.
fn lengths(lengths: &[usize]) -> String {
    let lengths: Vec<_> = lengths.iter().map(usize::to_string).collect();
    format!("[{}]", lengths.join(","))
}

/// A text moved to the right by two columns.
struct Indented<'t, T>(&'t T);

impl<T: fmt::Display> fmt::Display for Indented<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.to_string().lines().try_for_each(|line| writeln!(f, "  {line}"))
    }
}
