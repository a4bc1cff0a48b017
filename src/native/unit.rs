//! Compiled loops.

#![allow(unsafe_code)]

use super::code::{Code, Effect, ValueSource, has_masks};
use super::emit::emit;
use super::lower::{Lowered, last_reads, lower, runs};
use super::memory::Executable;
use super::no_machine_code::NoMachineCode;
use super::plan::{FOLD_BYTES, FOLD_LANES, PLACE};
use super::variant::{Few, Variant};
use crate::level::Level;
use crate::program::{Destination, Location, Pass, Slots};
use std::ops::Range;
use std::sync::Arc;

/// The machine code of some instructions of a pass.
#[derive(Debug)]
pub struct Unit {
    /// The code of all loops of the pass, and where in it this one is.
    memory: Arc<Executable>,
    place: Range<usize>,
    /// The instructions of the pass.
    pub instructions: Range<usize>,
    /// The folds of the pass whose lanes it leaves in the frame, [`FOLD_BYTES`] for each.
    pub folds: Vec<usize>,
    /// Bytes of memory that a run of it needs.
    pub frame: usize,
    /// Elements in a vector.
    pub lanes: usize,
    /// Elements that the code takes at a time; with folds as many as they have lanes.
    step: usize,
    /// Whether the code computes also what does not fill vectors.
    has_masks: bool,
    /// The arrays that are walked.
    walked: Vec<WalkedSlot>,
    /// Bytes an element of each fold.
    fold_sizes: Vec<usize>,
    /// Where in the frame the copies of what does not fill vectors are, and behind them the slots that point to them.
    copies: usize,
}

/// An array that a loop walks over.
#[derive(Clone, Copy, Debug)]
struct WalkedSlot {
    slot: usize,
    size: usize,
    is_read: bool,
    is_written: bool,
}

/// Bytes of the copy of what does not fill vectors, of an array.
const COPY_BYTES: usize = FOLD_LANES * 8;

/// The loads and stores of a pass that only machine code reads and writes.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub loads: Few,
    pub stores: Few,
}

impl Reach {
    /// Takes out what kernels read or write.
    fn exclude(&mut self, location: Location) {
        match location {
            Location::Load(load) => self.loads.remove(load as usize),
            Location::Store(store) => self.stores.remove(store as usize),
            _ => {}
        }
    }
}

impl Unit {
    /// Compiles what can be of the instructions of a pass, which is not nothing.
    pub fn compile(pass: &Pass, level: Level, slots: &Slots, variant: Variant) -> Result<Vec<Unit>, NoMachineCode> {
        let streamed = (0..pass.stores.len()).filter(|&store| variant.streamed.has(store));
        let streamed: Vec<u32> = streamed.map(|store| (slots.stores + store) as u32).collect();
        let last_reads = last_reads(pass);
        let mut code = Vec::new();
        let mut unit = |instructions: Range<usize>| {
            let lowered = lower(pass, instructions.clone(), &last_reads, slots, level, variant);
            let lowered = lowered.ok_or(NoMachineCode::NoInstructions)?;
            let emitted = emit(&lowered.code, level, &streamed).ok_or(NoMachineCode::Registers)?;
            code.resize(code.len().next_multiple_of(PLACE), 0);
            let place = code.len()..code.len() + emitted.code.len();
            code.extend(emitted.code);
            Ok((instructions, lowered, place, emitted.frame))
        };
        let loops: Vec<_> = runs(pass, level, variant.folds).into_iter().map(&mut unit).collect::<Result<_, _>>()?;
        if loops.is_empty() {
            return Err(NoMachineCode::NoInstructions);
        }
        // All in one mapping: a process has a limited number of them.
        let memory = Arc::new(Executable::new(&code).map_err(|error| NoMachineCode::Memory(error.kind()))?);
        let unit = |(instructions, lowered, place, frame): (_, Lowered, _, usize)| {
            let (code, has_masks) = (&lowered.code, has_masks(level));
            let (walked, copies) = (walked(code), frame.next_multiple_of(PLACE));
            let more = if has_masks { 0 } else { walked.len() * COPY_BYTES + slots.count * size_of::<*mut u8>() };
            Unit {
                memory: memory.clone(),
                place,
                instructions,
                lanes: code.lanes,
                frame: copies + more,
                step: if code.folds.is_empty() { code.lanes } else { FOLD_LANES },
                has_masks,
                walked,
                fold_sizes: code.folds.iter().map(|fold| fold.elem.size()).collect(),
                folds: lowered.folds,
                copies,
            }
        };
        Ok(loops.into_iter().map(unit).collect())
    }

    /// What of a pass only machine code reads and writes.
    pub fn reach(pass: &Pass, level: Level) -> Reach {
        let runs = runs(pass, level, false);
        let ends = [0].into_iter().chain(runs.iter().map(|run| run.end));
        let starts = runs.iter().map(|run| run.start).chain([pass.body.len()]);
        let mut reach = Reach { loads: Few::ALL, stores: Few::ALL };
        for instruction in ends.zip(starts).flat_map(|(from, to)| &pass.body[from..to]) {
            instruction.operands().iter().for_each(|&operand| reach.exclude(operand));
            if let Destination::Store(store) = instruction.destination {
                reach.exclude(Location::Store(store));
            }
        }
        pass.folds.iter().for_each(|fold| reach.exclude(fold.value));
        reach
    }

    /// The code.
    pub fn code(&self) -> &[u8] {
        &self.memory.code()[self.place.clone()]
    }

    /// Where in the frame a fold of the pass leaves what it has made of a block of `len` elements, and how many
    /// elements that are: its lanes, and what did not fill them.
    pub fn folded(&self, fold: usize, len: usize) -> Option<(usize, usize)> {
        let place = self.folds.iter().position(|&other| other == fold)?;
        let rest = if self.has_masks { 0 } else { len % FOLD_LANES };
        Some((place * FOLD_BYTES, FOLD_LANES + rest))
    }

    /// Computes `len` elements.
    ///
    /// # Safety
    /// The slots must be those that the code was compiled for, and point to what kernels would be given for the same
    /// instructions; the frame must be aligned to 64 bytes and as large as [`Unit::frame`] says; the processor must
    /// have the level.
    pub unsafe fn run(&self, slots: &[*mut u8], len: usize, frame: *mut u8) {
        let rest = if self.has_masks { 0 } else { len % self.step };
        if rest > 0 {
            // SAFETY: the caller's promise; the rest is less than a step.
            unsafe { self.run_rest(slots, len - rest, rest, frame) };
        }
        if len > rest || !self.folds.is_empty() {
            // SAFETY: the code is a function of these, which does what the kernels would; the rest is the caller's
            // promise.
            unsafe { self.memory.call(self.place.start, slots.as_ptr(), len - rest, frame) };
        }
    }

    /// Computes what does not fill vectors, over copies that do.
    ///
    /// # Safety
    /// As for [`Unit::run`], for `rest` elements behind a place.
    unsafe fn run_rest(&self, slots: &[*mut u8], start: usize, rest: usize, frame: *mut u8) {
        debug_assert!(rest < self.step && self.step <= FOLD_LANES);
        let copies = frame.wrapping_add(self.copies);
        let table = copies.wrapping_add(self.walked.len() * COPY_BYTES).cast::<*mut u8>();
        // SAFETY: the frame has room for a copy of each array and for the slots, apart from each other; the arrays have
        // that many elements behind the place.
        unsafe {
            table.copy_from_nonoverlapping(slots.as_ptr(), slots.len());
            for (i, walked) in self.walked.iter().enumerate() {
                let copy = copies.wrapping_add(i * COPY_BYTES);
                if walked.is_read {
                    let elements = slots[walked.slot].wrapping_add(start * walked.size);
                    copy.copy_from_nonoverlapping(elements, rest * walked.size);
                }
                table.add(walked.slot).write(copy);
            }
            self.memory.call(self.place.start, table, self.step, frame);
            for (i, walked) in self.walked.iter().enumerate().filter(|(_, walked)| walked.is_written) {
                let elements = slots[walked.slot].wrapping_add(start * walked.size);
                elements.copy_from_nonoverlapping(copies.wrapping_add(i * COPY_BYTES), rest * walked.size);
            }
            // What has been joined to lanes that changed nothing goes behind the lanes of the other elements.
            for (i, size) in self.fold_sizes.iter().enumerate() {
                let lanes = frame.wrapping_add(i * FOLD_BYTES);
                lanes.wrapping_add(FOLD_LANES * size).copy_from_nonoverlapping(lanes, rest * size);
            }
        }
    }
}

/// The arrays that a loop walks over.
fn walked(code: &Code) -> Vec<WalkedSlot> {
    let mut walked: Vec<WalkedSlot> = Vec::new();
    let mut add = |slot: u32, size: usize, is_written: bool| {
        let slot = slot as usize;
        match walked.iter_mut().find(|walked| walked.slot == slot) {
            Some(walked) => {
                debug_assert_eq!(walked.size, size, "a loop uses a slot at one width");
                walked.is_read |= !is_written;
                walked.is_written |= is_written;
            }
            None => walked.push(WalkedSlot { slot, size, is_read: !is_written, is_written }),
        }
    };
    for facts in &code.values {
        if let ValueSource::Load { slot, .. } = facts.source {
            add(slot, facts.size, false);
        }
    }
    for &(_, value, effect) in &code.effects {
        if let Effect::Store(slot) = effect {
            add(slot, code.facts(value).size, true);
        }
    }
    walked
}
