//! The measured times of a pass, one entry for each piece of work.
//!
//! The stopwatch counts by the kind and the number of a piece of work; the description of the pass has the text and the
//! estimate for the same numbers. Both are joined here. The folds of a pass have one
//! time together, as the block machine tells of them as one piece of work.

use crate::exec::{Access, Work};
use crate::inspect::explain::{Bottleneck, Figure, InstructionDescription, PassDescription, instruction_json};
use crate::inspect::json::Json;
use crate::program::Line;
use std::fmt::{self, Formatter};

/// A piece of work and its time.
#[derive(Clone, Debug)]
pub struct MeasuredWork {
    kind: WorkKind,
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
    bound: Option<Bottleneck>,
    instruction: Option<InstructionDescription>,
}

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WorkKind {
    SetUp,
    Gather,
    Instruction,
    Write,
    Fold,
    Between,
    Scan,
}

impl WorkKind {
    fn name(self) -> &'static str {
        match self {
            WorkKind::SetUp => "set_up",
            WorkKind::Gather => "gather",
            WorkKind::Instruction => "instruction",
            WorkKind::Write => "write",
            WorkKind::Fold => "fold",
            WorkKind::Between => "between_blocks",
            WorkKind::Scan => "scan",
        }
    }
}

impl MeasuredWork {
    /// The row as JSON.
    pub fn json(&self) -> Json {
        let mut fields = vec![
            ("kind", self.kind.name().into()),
            ("keeps", self.keeps.clone().into()),
            ("text", self.text.as_str().into()),
            ("ns", self.time.into()),
            ("ns_per_element", self.each.into()),
            ("share", self.share.into()),
            ("bound", self.bound.map(Bottleneck::name).into()),
        ];
        if let Some(instruction) = &self.instruction {
            fields.push(("instruction", instruction_json(instruction)));
        }
        Json::Object(fields)
    }
}

/// The rows of all passes; `time` gives the nanoseconds of a piece of work of a pass, or of one of what it keeps.
pub fn measured_work(
    passes: &[PassDescription],
    time: impl Fn(usize, Option<usize>, Work) -> f64,
) -> Vec<Vec<MeasuredWork>> {
    let mut all = Vec::with_capacity(passes.len());
    for (i, pass) in passes.iter().enumerate() {
        let mut rows = Vec::new();
        for (k, buffer) in pass.tile_buffers.iter().enumerate() {
            add(&mut rows, buffer, |work| time(i, Some(k), work));
        }
        add(&mut rows, pass, |work| time(i, None, work));
        all.push(rows);
    }
    let whole: f64 = all.iter().flatten().map(|row| row.time).sum();
    for row in all.iter_mut().flatten() {
        row.share = if whole > 0.0 { row.time / whole } else { 0.0 };
    }
    all
}

/// Adds the rows of a pass.
fn add(rows: &mut Vec<MeasuredWork>, pass: &PassDescription, time: impl Fn(Work) -> f64) {
    let places = pass.extents.iter().map(|&length| length as f64).product::<f64>();
    let keeps = pass.keeps.as_ref().map(|(name, _)| name.clone());
    let mut row = |kind: WorkKind,
                   work: Work,
                   text: String,
                   bound: Option<Bottleneck>,
                   instruction: Option<&InstructionDescription>| {
        let (time, keeps, instruction) = (time(work), keeps.clone(), instruction.cloned());
        let each = if places > 0.0 { time / places } else { 0.0 };
        rows.push(MeasuredWork { kind, keeps, text, time, each, share: 0.0, bound, instruction });
    };
    if let Some(scan) = &pass.scan {
        return row(WorkKind::Scan, Work::Whole, format!("scan {scan}, all of the pass"), None, None);
    }
    let once = if pass.prologue.instructions.is_empty() { "" } else { ", with what is computed once" };
    row(WorkKind::SetUp, Work::SetUp, format!("(before the blocks{once})"), None, None);
    for (i, array) in pass.arrays.iter().enumerate() {
        let what = match array.access {
            Access::Gathered(_) => "gather",
            Access::Transposed => "transpose",
            Access::Saved => "copy",
            Access::Counted => "count",
            _ => continue,
        };
        row(WorkKind::Gather, Work::Gather(i), format!("({what} {})", array.place), Some(Bottleneck::Memory), None);
    }
    let mut loops = pass.loops.iter().peekable();
    let lines = Line::aligned(pass.body.instructions.iter().map(|instruction| &instruction.line));
    for (i, (instruction, line)) in pass.body.instructions.iter().zip(lines).enumerate() {
        let bound = instruction.estimate.bound();
        while loops.next_if(|of| of.instructions.end <= i).is_some() {}
        // The time of a loop is that of all its instructions.
        let (is_inside, text) = match loops.peek() {
            Some(of) if of.instructions.start == i && of.instructions.len() > 1 => {
                (false, format!("{line} and what follows in its loop"))
            }
            of => (of.is_some_and(|of| of.instructions.start < i), line),
        };
        if !is_inside {
            row(WorkKind::Instruction, Work::Step(i), text, Some(bound), Some(instruction));
        }
    }
    for (i, array) in pass.arrays.iter().take(pass.stores).enumerate() {
        let what = match array.access {
            Access::Scattered => "scatter",
            Access::Streamed => "stream",
            Access::Delayed => "write back",
            _ => continue,
        };
        row(WorkKind::Write, Work::Write(i), format!("({what} {})", array.place), Some(Bottleneck::Memory), None);
    }
    match &pass.folds[..] {
        [] => row(WorkKind::Between, Work::Between, "(from block to block)".to_owned(), None, None),
        [fold] => {
            let line = Line::aligned([&fold.line].into_iter()).concat();
            row(WorkKind::Fold, Work::Between, line, Some(fold.estimate.bound()), Some(fold));
        }
        folds => {
            let lines = Line::aligned(folds.iter().map(|fold| &fold.line));
            row(WorkKind::Fold, Work::Between, format!("{}, all of them", lines.join("; ")), None, None);
        }
    }
}

/// Writes the rows of a pass as a table.
pub fn fmt_work(f: &mut Formatter<'_>, rows: &[MeasuredWork]) -> fmt::Result {
    writeln!(f, "  {:>10}  {:>7}  expected bound", "ns/element", "share")?;
    for row in rows {
        let (each, share) = (Figure(row.each).to_string(), format!("{:.1} %", 100.0 * row.share));
        let bound = row.bound.map_or("", Bottleneck::name);
        let keeps = row.keeps.as_ref().map_or(String::new(), |name| format!("for {name}: "));
        writeln!(f, "  {each:>10}  {share:>7}  {bound:<10}  {keeps}{}", row.text)?;
    }
    Ok(())
}
