//! The measured times of a pass, a row for each piece of work.

use crate::exec::{Access, Work};
use crate::inspect::explain::estimate::{Bound, Figure};
use crate::inspect::explain::instruction_json;
use crate::inspect::explain::sheet::{InstructionSheet, Sheet};
use crate::inspect::json::Json;
use crate::program::Line;
use std::fmt::{self, Formatter};

/// A piece of work and its time.
#[derive(Clone, Debug)]
pub struct Row {
    kind: Kind,
    /// For a pass that computes what is kept for a tile: the name of that.
    keeps: Option<String>,
    /// What is done.
    text: String,
    /// Nanoseconds of a run.
    time: f64,
    /// Nanoseconds an element of the pass.
    each: f64,
    /// The part of the whole, of all passes.
    share: f64,
    bound: Option<Bound>,
    instruction: Option<InstructionSheet>,
}

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    SetUp,
    Gather,
    Instruction,
    Write,
    Fold,
    Between,
    Scan,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::SetUp => "set_up",
            Kind::Gather => "gather",
            Kind::Instruction => "instruction",
            Kind::Write => "write",
            Kind::Fold => "fold",
            Kind::Between => "between_blocks",
            Kind::Scan => "scan",
        }
    }
}

impl Row {
    /// The row as JSON.
    pub fn json(&self) -> Json {
        let mut fields = vec![
            ("kind", self.kind.name().into()),
            ("keeps", self.keeps.clone().into()),
            ("text", self.text.as_str().into()),
            ("ns", self.time.into()),
            ("ns_per_element", self.each.into()),
            ("share", self.share.into()),
            ("bound", self.bound.map(Bound::name).into()),
        ];
        if let Some(instruction) = &self.instruction {
            fields.push(("instruction", instruction_json(instruction)));
        }
        Json::Object(fields)
    }
}

/// The rows of all passes; `time` gives the nanoseconds of a piece of work of a pass, or of one of what it keeps.
pub fn rows(sheets: &[Sheet], time: impl Fn(usize, Option<usize>, Work) -> f64) -> Vec<Vec<Row>> {
    let mut passes = Vec::with_capacity(sheets.len());
    for (i, sheet) in sheets.iter().enumerate() {
        let mut rows = Vec::new();
        for (k, kept) in sheet.kept.iter().enumerate() {
            add(&mut rows, kept, |work| time(i, Some(k), work));
        }
        add(&mut rows, sheet, |work| time(i, None, work));
        passes.push(rows);
    }
    let whole: f64 = passes.iter().flatten().map(|row| row.time).sum();
    for row in passes.iter_mut().flatten() {
        row.share = if whole > 0.0 { row.time / whole } else { 0.0 };
    }
    passes
}

/// Adds the rows of a pass.
fn add(rows: &mut Vec<Row>, sheet: &Sheet, time: impl Fn(Work) -> f64) {
    let places = sheet.extents.iter().map(|&length| length as f64).product::<f64>();
    let keeps = sheet.keeps.as_ref().map(|(name, _)| name.clone());
    let mut row =
        |kind: Kind, work: Work, text: String, bound: Option<Bound>, instruction: Option<&InstructionSheet>| {
            let (time, keeps, instruction) = (time(work), keeps.clone(), instruction.cloned());
            let each = if places > 0.0 { time / places } else { 0.0 };
            rows.push(Row { kind, keeps, text, time, each, share: 0.0, bound, instruction });
        };
    if let Some(scan) = &sheet.scan {
        return row(Kind::Scan, Work::Whole, format!("scan {scan}, all of the pass"), None, None);
    }
    let once = if sheet.prologue.instructions.is_empty() { "" } else { ", with what is computed once" };
    row(Kind::SetUp, Work::SetUp, format!("(before the blocks{once})"), None, None);
    for (i, array) in sheet.arrays.iter().enumerate() {
        let what = match array.access {
            Access::Gathered(_) => "gather",
            Access::Transposed => "transpose",
            Access::Saved => "copy",
            Access::Counted => "count",
            _ => continue,
        };
        row(Kind::Gather, Work::Gather(i), format!("({what} {})", array.place), Some(Bound::Memory), None);
    }
    let lines = Line::aligned(sheet.body.instructions.iter().map(|instruction| &instruction.line));
    for (i, (instruction, line)) in sheet.body.instructions.iter().zip(lines).enumerate() {
        let bound = instruction.estimate.bound();
        row(Kind::Instruction, Work::Step(i), line, Some(bound), Some(instruction));
    }
    for (i, array) in sheet.arrays.iter().take(sheet.stores).enumerate() {
        let what = match array.access {
            Access::Scattered => "scatter",
            Access::Streamed => "stream",
            Access::Held => "write back",
            _ => continue,
        };
        row(Kind::Write, Work::Write(i), format!("({what} {})", array.place), Some(Bound::Memory), None);
    }
    match &sheet.folds[..] {
        [] => row(Kind::Between, Work::Between, "(from block to block)".to_owned(), None, None),
        [fold] => {
            let line = Line::aligned([&fold.line].into_iter()).concat();
            row(Kind::Fold, Work::Between, line, Some(fold.estimate.bound()), Some(fold));
        }
        folds => {
            let lines = Line::aligned(folds.iter().map(|fold| &fold.line));
            row(Kind::Fold, Work::Between, format!("{}, all of them", lines.join("; ")), None, None);
        }
    }
}

/// Writes the rows of a pass as a table.
pub fn fmt_rows(f: &mut Formatter<'_>, rows: &[Row]) -> fmt::Result {
    writeln!(f, "  {:>10}  {:>7}  expected bound", "ns/element", "share")?;
    for row in rows {
        let (each, share) = (Figure(row.each).to_string(), format!("{:.1} %", 100.0 * row.share));
        let bound = row.bound.map_or("", Bound::name);
        let keeps = row.keeps.as_ref().map_or(String::new(), |name| format!("for {name}: "));
        writeln!(f, "  {each:>10}  {share:>7}  {bound:<10}  {keeps}{}", row.text)?;
    }
    Ok(())
}
