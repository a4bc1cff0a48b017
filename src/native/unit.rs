//! Compiled loops.

#![allow(unsafe_code)]

use super::code::{Code, Effect, ValueSource, has_masks};
use super::emit::emit;
use super::lower::{Lowered, last_reads, lower, runs};
use super::memory::{Executable, RowSpan};
use super::no_machine_code::NoMachineCode;
use super::plan::{PLACE, fold_at};
use super::variant::{Few, Variant};
use crate::level::Level;
use crate::ops::{FOLD_LANES, MOST_LEAVES};
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
    /// The folds of the pass whose lanes it leaves in the frame, each at a place of its own.
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

/// What of a pass machine code does, however it is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// The loads that it alone reads.
    pub loads: Few,
    /// The stores that it alone writes.
    pub stores: Few,
    /// Whether it is one loop that does all instructions.
    pub is_one_loop: bool,
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

    /// What of a pass machine code does.
    pub fn reach(pass: &Pass, level: Level) -> Reach {
        let runs = runs(pass, level, false);
        let ends = [0].into_iter().chain(runs.iter().map(|run| run.end));
        let starts = runs.iter().map(|run| run.start).chain([pass.body.len()]);
        let is_one_loop = matches!(&runs[..], [run] if run.len() == pass.body.len());
        let mut reach = Reach { loads: Few::ALL, stores: Few::ALL, is_one_loop };
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

    /// Where in the frame a fold of the pass leaves what it has made of rows of `len` elements, and how many elements
    /// that are of each: its lanes, and of a single row what did not fill them.
    pub fn folded(&self, fold: usize, len: usize) -> Option<(usize, usize)> {
        let place = self.folds.iter().position(|&other| other == fold)?;
        Some((fold_at(place), FOLD_LANES + self.rest(len)))
    }

    /// How many rows of `len` elements it may be given at a time.
    pub fn most_rows(&self, len: usize) -> usize {
        match self.folds.is_empty() {
            true => usize::MAX,
            false if self.rest(len) > 0 => 1,
            false => MOST_LEAVES,
        }
    }

    /// Elements of a row that the code does not compute, as they fill no vectors.
    fn rest(&self, len: usize) -> usize {
        if self.has_masks { 0 } else { len % self.step }
    }

    /// Computes rows; the slots are those of the last of them then.
    ///
    /// # Safety
    /// The slots must be those that the code was compiled for, and point to what kernels would be given for the same
    /// instructions, of each row; the frame must be aligned to 64 bytes and as large as [`Unit::frame`] says; there
    /// must be no more rows than [`Unit::most_rows`]; the processor must have the level.
    pub unsafe fn run(&self, slots: &mut [*mut u8], frame: *mut u8, rows: RowSpan<'_>) {
        debug_assert!((1..=self.most_rows(rows.len)).contains(&rows.count));
        debug_assert!(rows.count == 1 || rows.steps.len() == slots.len());
        let rest = self.rest(rows.len);
        if rest == 0 {
            // SAFETY: the code is a function of these, which does what the kernels would; the rest is the caller's
            // promise.
            return unsafe { self.memory.call(self.place.start, slots.as_mut_ptr(), frame, rows) };
        }
        let whole = RowSpan { len: rows.len - rest, count: 1, steps: &[] };
        for row in 0..rows.count {
            if row > 0 {
                slots.iter_mut().zip(rows.steps).for_each(|(slot, &step)| *slot = slot.wrapping_offset(step));
            }
            // SAFETY: the caller's promise; the rest is less than a step.
            unsafe { self.run_rest(slots, whole.len, rest, frame) };
            if whole.len > 0 || !self.folds.is_empty() {
                // SAFETY: as above.
                unsafe { self.memory.call(self.place.start, slots.as_mut_ptr(), frame, whole) };
            }
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
            self.memory.call(self.place.start, table, frame, RowSpan { len: self.step, count: 1, steps: &[] });
            for (i, walked) in self.walked.iter().enumerate().filter(|(_, walked)| walked.is_written) {
                let elements = slots[walked.slot].wrapping_add(start * walked.size);
                elements.copy_from_nonoverlapping(copies.wrapping_add(i * COPY_BYTES), rest * walked.size);
            }
            // What has been joined to lanes that changed nothing goes behind the lanes of the other elements.
            for (i, size) in self.fold_sizes.iter().enumerate() {
                let lanes = frame.wrapping_add(fold_at(i));
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

#[cfg(test)]
#[cfg(target_arch = "x86_64")]
mod tests {
    use crate::inspect::{Spec, Updates};
    use crate::{DType, Expr, Level, Options, Tier};
    use iced_x86::{CpuidFeature, Decoder, DecoderOptions, EncodingKind, Instruction, Register};
    use std::fmt::Write as _;

    /// What has no vector registers in it, or is there wherever one of the levels is.
    const EVERYWHERE: [CpuidFeature; 4] =
        [CpuidFeature::INTEL8086, CpuidFeature::INTEL386, CpuidFeature::X64, CpuidFeature::MULTIBYTENOP];
    const OF_V3: [CpuidFeature; 6] = [
        CpuidFeature::AVX,
        CpuidFeature::AVX2,
        CpuidFeature::FMA,
        CpuidFeature::F16C,
        CpuidFeature::BMI1,
        CpuidFeature::BMI2,
    ];
    const OF_V4: [CpuidFeature; 5] = [
        CpuidFeature::AVX512F,
        CpuidFeature::AVX512BW,
        CpuidFeature::AVX512CD,
        CpuidFeature::AVX512DQ,
        CpuidFeature::AVX512VL,
    ];

    fn instructions(code: &[u8]) -> Vec<Instruction> {
        Decoder::with_ip(64, code, 0, DecoderOptions::NONE).into_iter().collect()
    }

    /// Whether an instruction is one of a level: of the extensions that it has, and none of SSE, whose instructions
    /// leave the upper halves of registers and wait for them.
    fn is_of(level: Level, instruction: &Instruction) -> bool {
        let may_be = |feature: &CpuidFeature| {
            EVERYWHERE.contains(feature) || OF_V3.contains(feature) || level == Level::V4 && OF_V4.contains(feature)
        };
        let encodings: &[EncodingKind] = match level {
            Level::V4 => &[EncodingKind::Legacy, EncodingKind::VEX, EncodingKind::EVEX],
            _ => &[EncodingKind::Legacy, EncodingKind::VEX],
        };
        !instruction.is_invalid()
            && encodings.contains(&instruction.encoding())
            && instruction.cpuid_features().iter().all(may_be)
    }

    /// The loops of a program over arrays; none if there is no such program for the type.
    fn loops(text: &str, level: Level, dtype: DType, shape: &[usize]) -> Vec<Vec<Instruction>> {
        let expr = Expr::parse(text).expect("it is a program").with(Options::new().level(level).tier(Tier::Native));
        let array = |dtype| Spec::Array { dtype, shape: shape.to_vec() };
        let column = Spec::Array { dtype, shape: [shape[0]].into_iter().chain(shape[1..].iter().map(|_| 1)).collect() };
        let operands = [("x", array(dtype)), ("y", array(dtype)), ("b", array(DType::Bool)), ("column", column)];
        let Ok(explanation) = expr.explain(&operands, Updates::IntoNew) else { return Vec::new() };
        explanation.machine_code().iter().flat_map(|pass| &pass.loops).map(|of| instructions(&of.bytes)).collect()
    }

    /// A program that has so many values at a time, each of which is used twice.
    fn crowded(values: usize) -> String {
        let mut text = String::new();
        for i in 0..values {
            writeln!(text, "v{i} = x*{} + y", i + 2).expect("a text takes all");
        }
        let pairs: Vec<String> = (0..values / 2).map(|i| format!("v{i}*v{}", values - 1 - i)).collect();
        text + &pairs.join(" + ")
    }

    const TEXTS: [&str; 13] = [
        "x*y + x",
        "where(x > y, x - y, y)",
        "(x < y) & b | (x == 0)",
        "minimum(x, y) + abs(x)*2 - sign(y)",
        "sum(x*y)",
        "p = prod(x); max(x) - min(y) + p",
        "mean(x) + var(y)",
        "count_nonzero(x > y)",
        "any(x > y) | all(b)",
        "x*column + y",
        "floor(x) + sin(y)*x",
        "x << 3 ^ y >> 1 & ~x",
        "fma(x, y, x)",
    ];

    #[test]
    fn code_has_the_instructions_of_its_level_alone() {
        for level in [Level::V3, Level::V4] {
            if !level.is_available() {
                println!("level {level}: skipped, the processor lacks it");
                continue;
            }
            let mut found = 0;
            let mut check = |text: &str, dtype: DType, shape: &[usize]| {
                for instruction in loops(text, level, dtype, shape).concat() {
                    assert!(is_of(level, &instruction), "{instruction:?} in `{text}` of {dtype} for level {level}");
                    found += 1;
                }
            };
            let numbers = || DType::ALL.iter().copied().filter(|dtype| !dtype.is_time());
            for dtype in numbers() {
                TEXTS.iter().for_each(|text| check(text, dtype, &[40, 100]));
                for to in numbers() {
                    check(&format!("{to}(x)"), dtype, &[1000]);
                    check(&format!("{to}(x) < {to}(y)"), dtype, &[1000]);
                }
                check(&crowded(22), dtype, &[1000]);
                check("x*y", dtype, &[64 << 20]); // past the caches
            }
            assert!(found > 20_000, "{found} instructions");
        }
    }

    #[test]
    fn values_that_have_no_register_go_to_the_frame() {
        for level in [Level::V3, Level::V4].into_iter().filter(|level| level.is_available()) {
            let loops = loops(&crowded(40), level, DType::F64, &[1000]);
            let is_spill = |instruction: &Instruction| {
                instruction.memory_base() == Register::RDX && instruction.op1_register().is_vector_register()
            };
            assert!(level > Level::V3 || loops.concat().iter().any(is_spill));
        }
    }

    #[test]
    fn what_is_not_of_a_level_is_found() {
        let is_of = |level, code: &[u8]| instructions(code).iter().all(|instruction| is_of(level, instruction));
        let (addps, vaddps, vaddps_of_zmm) =
            ([0x0f, 0x58, 0xc1], [0xc5, 0xf4, 0x58, 0xc2], [0x62, 0xf1, 0x74, 0x48, 0x58, 0xc2]);
        assert!(!is_of(Level::V3, &addps) && !is_of(Level::V4, &addps));
        assert!(is_of(Level::V3, &vaddps) && is_of(Level::V4, &vaddps));
        assert!(!is_of(Level::V3, &vaddps_of_zmm) && is_of(Level::V4, &vaddps_of_zmm));
        let (kandq, vpopcntd) = ([0xc4, 0xe1, 0xec, 0x41, 0xcb], [0x62, 0xf2, 0x7d, 0x48, 0x55, 0xc1]);
        assert!(!is_of(Level::V3, &kandq) && is_of(Level::V4, &kandq) && !is_of(Level::V4, &vpopcntd));
    }
}
