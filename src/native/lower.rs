//! Makes loops of the instructions of a pass.
//!
//! Operations that follow each other become one loop, as far as there are instructions for them: values stay in
//! registers, and only what is used behind the last of them goes to the blocks that the kernels in between work on. The
//! order stays that of the pass, so that its block registers serve both.

use super::code::{Code, Effect, LaneFold, ValueId, vector_bytes};
use super::constant_power::computed_in;
use super::select::Select;
use super::variant::Variant;
use crate::element::{DType, Elem, Family};
use crate::level::Level;
use crate::ops::{FOLD_LANES, Fold, Fusion, Op};
use crate::program::{Destination, Instruction, Location, Pass, PassFold, Slots};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What a loop does.
#[derive(Debug)]
pub struct Lowered {
    pub code: Code,
    /// The folds of the pass that are done in the loop.
    pub folds: Vec<usize>,
}

/// Instructions that a loop has at most. The processor looks some hundred instructions ahead: in a longer loop it does
/// not see the next elements, and waits for each result that the following instruction needs. A program of 6,500
/// operations over 1 Mi f32, each of which needs the one before, takes 170 ms in loops of 16 or 32 instructions, 270 in
/// loops of 64, 410 in loops of 256 and 1180 in one (AVX-512, one thread); by kernels some 300. Shorter loops store
/// more in between.
const LONGEST_LOOP: usize = 48;

/// The loops of a pass: instructions that follow each other and for which there are vector instructions.
pub fn runs(pass: &Pass, level: Level, in_lanes: bool) -> Vec<Range<usize>> {
    let mut scratch = Code::new(1);
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut registers = RegisterWidths::default();
    for (i, instruction) in pass.body.iter().enumerate().filter(|(_, it)| covers(&mut scratch, it, level)) {
        match runs.last_mut() {
            Some(run) if run.end == i && run.len() < LONGEST_LOOP && registers.allow(instruction) => run.end = i + 1,
            _ => {
                runs.push(i..i + 1);
                registers = RegisterWidths::default();
            }
        }
        registers.note(instruction);
    }
    let end = pass.body.len();
    if in_lanes
        && runs.last().is_none_or(|run| run.end < end)
        && (0..pass.folds.len()).any(|i| is_folded(pass, i, &(end..end)))
    {
        runs.push(end..end); // what is read is folded as it is
    }
    runs
}

/// How a loop uses block registers, each of which serves values of several types in turn. A loop goes over elements, so
/// what it writes to a register must not lie where it has still to read: at another width it would.
#[derive(Default)]
struct RegisterWidths {
    /// The registers whose old content is read, and the width of its elements.
    read: HashMap<u32, usize>,
    /// Those that have been written.
    written: HashSet<u32>,
}

impl RegisterWidths {
    /// Whether an instruction may be in the loop too.
    fn allow(&self, instruction: &Instruction) -> bool {
        let Destination::Register(register) = instruction.destination else { return true };
        self.read.get(&register).is_none_or(|&size| size == instruction.op.result(instruction.dtype).size())
    }

    /// Takes an instruction in.
    fn note(&mut self, instruction: &Instruction) {
        for (i, operand) in instruction.operands().iter().enumerate() {
            if let Location::Register(register) = *operand
                && !self.written.contains(&register)
            {
                self.read.insert(register, instruction.op.operand(i, instruction.dtype).size());
            }
        }
        if let Destination::Register(register) = instruction.destination {
            self.written.insert(register);
        }
    }
}

/// Whether there are vector instructions for an operation.
fn covers(scratch: &mut Code, instruction: &Instruction, level: Level) -> bool {
    scratch.instructions.clear();
    let x = vec![scratch.constant(0, 1); instruction.op.arity()];
    let mut select = Select { code: scratch, level, widest: 8 };
    expand(&mut select, instruction.op, instruction.dtype.elem(), &x).is_some()
}

/// The loop of some instructions of a pass, with the folds over what they compute; `last_reads` are those of the pass.
pub fn lower(
    pass: &Pass,
    run: Range<usize>,
    last_reads: &[Option<usize>],
    slots: &Slots,
    level: Level,
    variant: Variant,
) -> Option<Lowered> {
    let body = &pass.body[run.clone()];
    let folds: Vec<usize> = (0..pass.folds.len()).filter(|&i| variant.folds && is_folded(pass, i, &run)).collect();
    let widest = widest(pass, body, &folds);
    let lanes = vector_bytes(level) / widest;
    let lanes = if folds.is_empty() { lanes } else { lanes.min(FOLD_LANES) };
    let mut code = Code::new(lanes);
    let select = Select { code: &mut code, level, widest };
    let mut lower = LoopLowering { pass, slots, variant, select, written: HashMap::new(), truths: HashMap::new() };
    for (instruction, last_read) in body.iter().zip(&last_reads[run.clone()]) {
        let kept = match instruction.destination {
            Destination::Store(_) => true,
            Destination::Register(register) => {
                let is_unfolded =
                    |(i, fold): (usize, &PassFold)| fold.value == Location::Register(register) && !folds.contains(&i);
                match *last_read {
                    Some(last) if last == pass.body.len() => pass.folds.iter().enumerate().any(is_unfolded),
                    last => last.is_some_and(|last| last >= run.end),
                }
            }
        };
        lower.instruction(instruction, kept)?;
    }
    for &fold in &folds {
        lower.fold(fold)?;
    }
    Some(Lowered { code, folds })
}

/// Whether a fold's value is computed by the last of the instructions, so that it can be done in their loop.
fn is_folded(pass: &Pass, fold: usize, run: &Range<usize>) -> bool {
    if run.end != pass.body.len() {
        return false;
    }
    let fold = &pass.folds[fold];
    let elem = fold.stores[0].dtype.elem();
    let is_computed = match fold.value {
        Location::Register(register) => {
            let last = pass
                .body
                .iter()
                .rposition(|i| i.destination == Destination::Register(register) || i.second() == Some(register));
            last.is_some_and(|last| run.contains(&last))
        }
        Location::Store(store) => pass.body[run.clone()].iter().any(|i| i.destination == Destination::Store(store)),
        Location::Load(_) => true,
        Location::Scalar(_) | Location::Constant(_) => false,
    };
    let has_lanes = match elem.family() {
        Family::Bool | Family::Unsigned | Family::Signed | Family::Float => true,
        Family::Half | Family::Complex | Family::Datetime | Family::Timedelta | Family::Bytes | Family::Text => false,
    };
    is_computed && fold.fold.joins_by().is_some() && has_lanes
}

/// For each instruction of a pass the last one that reads what it gives, if that is a register and read at all; folds
/// count as instructions behind all others.
pub fn last_reads(pass: &Pass) -> Vec<Option<usize>> {
    let mut read = vec![None; pass.registers];
    for fold in &pass.folds {
        if let Location::Register(register) = fold.value {
            read[register as usize] = Some(pass.body.len());
        }
    }
    let mut last_reads = Vec::with_capacity(pass.body.len());
    for (i, instruction) in pass.body.iter().enumerate().rev() {
        last_reads.push(match instruction.destination {
            Destination::Register(register) => read[register as usize].take(),
            Destination::Store(_) => None,
        });
        if let Some(second) = instruction.second() {
            read[second as usize] = None;
        }
        for operand in instruction.operands() {
            if let Location::Register(register) = *operand {
                read[register as usize].get_or_insert(i);
            }
        }
    }
    last_reads.reverse();
    last_reads
}

/// Bytes of the widest elements that instructions read, compute in or write, but for truth values.
fn widest(pass: &Pass, body: &[Instruction], folds: &[usize]) -> usize {
    let sizes = body.iter().flat_map(|instruction| {
        let operands = (0..instruction.op.arity()).map(|i| instruction.op.operand(i, instruction.dtype));
        let computed_in = match instruction.op.row().fusion {
            Some(Fusion::Halves(halves)) => computed_in(halves, instruction.dtype.elem()).dtype(),
            _ => instruction.dtype,
        };
        operands.chain([instruction.op.result(instruction.dtype), computed_in])
    });
    let folded = folds.iter().map(|&fold| pass.folds[fold].stores[0].dtype);
    // What is computed as another type is converted on the way, as when it is compared.
    sizes.chain(folded).map(|dtype| dtype.elem().computed_as().size()).max().unwrap_or(1)
}

struct LoopLowering<'l> {
    pass: &'l Pass,
    slots: &'l Slots,
    variant: Variant,
    select: Select<'l>,
    /// What has been computed, by where it goes.
    written: HashMap<Location, ValueId>,
    /// The truth values of bytes that were loaded.
    truths: HashMap<ValueId, ValueId>,
}

impl LoopLowering<'_> {
    /// One instruction, whose result is `kept` if it is read behind the loop.
    fn instruction(&mut self, instruction: &Instruction, kept: bool) -> Option<()> {
        let (op, dtype) = (instruction.op, instruction.dtype);
        let operands = instruction.operands().iter().enumerate();
        let x: Vec<ValueId> = operands.map(|(i, &operand)| self.operand(operand, op.operand(i, dtype))).collect();
        let value = expand(&mut self.select, op, dtype.elem(), &x)?;
        let location = match instruction.destination {
            Destination::Register(register) => Location::Register(register),
            Destination::Store(store) => Location::Store(store),
        };
        self.written.insert(location, value);
        if kept {
            let slot = self.slots.operand(location) as u32;
            let stored = if op.result(dtype) == DType::Bool { self.select.bytes_of_truth(value) } else { value };
            self.select.code.effect(stored, Effect::Store(slot));
        }
        Some(())
    }

    /// The value of an operand of a type.
    fn operand(&mut self, operand: Location, dtype: DType) -> ValueId {
        if let Some(&value) = self.written.get(&operand) {
            return value;
        }
        let (slot, size) = (self.slots.operand(operand) as u32, dtype.size());
        let code = &mut *self.select.code;
        let value = match operand {
            Location::Register(_) | Location::Store(_) => code.load(slot, size, false),
            Location::Scalar(_) => code.scalar(slot, size),
            Location::Constant(constant) => {
                code.constant(self.pass.constants[constant as usize].storage().bits(size), size)
            }
            Location::Load(load) => {
                let read = &self.pass.loads[load as usize];
                if read.is_scalar() {
                    code.scalar(slot, size)
                } else if self.variant.same.has(load as usize) {
                    code.of_row(slot, size)
                } else {
                    let stays = self.pass.stores.iter().all(|store| store.memory != read.memory);
                    code.load(slot, size, stays)
                }
            }
        };
        if dtype != DType::Bool {
            return value;
        }
        if let Some(&truth) = self.truths.get(&value) {
            return truth;
        }
        let truth = self.select.truth(value);
        self.truths.insert(value, truth);
        truth
    }

    /// Joins the value of a fold to its lanes.
    fn fold(&mut self, number: usize) -> Option<()> {
        let fold = &self.pass.folds[number];
        let dtype = fold.stores[0].dtype;
        let value = match fold.value {
            Location::Load(_) if dtype == DType::Bool => {
                self.select.code.load(self.slots.operand(fold.value) as u32, 1, false)
            }
            value if dtype == DType::Bool => {
                let truth = self.operand(value, dtype);
                self.select.bytes_of_truth(truth)
            }
            value => self.operand(value, dtype),
        };
        let (lanes, so_far) = self.select.code.fold(LaneFold { fold: fold.fold, elem: dtype.elem() });
        let joined = self.select.join(fold.fold.joins_by()?, dtype.elem(), so_far, value)?;
        self.select.code.effect(joined, Effect::Fold(lanes));
        Some(())
    }
}

/// The bits of the lanes of a fold before anything is joined to them: what changes no value that it is joined with. (Of
/// floats that are added it is -0.0, as the sum of 0.0 and -0.0 is 0.0.)
pub fn neutral_bits(fold: &LaneFold) -> u64 {
    let size = fold.elem.size();
    if fold.fold == Fold::Add && fold.elem.family() == Family::Float {
        return 1 << (8 * size - 1);
    }
    fold.fold.neutral(fold.elem.dtype()).storage().bits(size)
}

/// The result of an operation, or of those that a fused one is made of.
fn expand(select: &mut Select<'_>, op: Op, elem: Elem, x: &[ValueId]) -> Option<ValueId> {
    let Some(fusion) = op.row().fusion else { return select.operation(op, elem, x) };
    match fusion {
        Fusion::Then(first, second) => {
            let first = expand(select, first, elem, &x[..2])?;
            expand(select, second, elem, &[first, x[2]])
        }
        Fusion::After(first, second) => {
            let first = expand(select, first, elem, &x[..2])?;
            expand(select, second, elem, &[x[2], first])
        }
        Fusion::ContractedThen(..) | Fusion::ContractedAfter(..) => select.operation(op, elem, x),
        Fusion::Choose(first) => {
            let condition = expand(select, first, elem, &x[..2])?;
            expand(select, Op::Where, elem, &[condition, x[2], x[3]])
        }
        Fusion::Halves(halves) => select.constant_power(halves, elem, x[0]),
        Fusion::Both(..) => None,
    }
}
