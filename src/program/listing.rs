//! The disassembler.

use super::{Code, Coordinate, Destination, Instruction, Memory, Operand, Pass, Program, Store};
use std::fmt;

/// A program as text, pass by pass, one instruction a line: `multiply.f64  r0 ← a, 2.5`.
pub struct Listing<'p> {
    program: &'p Program,
    names: &'p [&'p str],
    outputs: &'p [String],
}

/// Of more passes than this, those over fewer places than one in [`SHOWN_PART`] of the largest are counted, not shown.
const SHOWN_PASSES: usize = 4;
const SHOWN_PART: usize = 16;

impl<'p> Listing<'p> {
    pub(super) fn new(program: &'p Program, names: &'p [&'p str], outputs: &'p [String]) -> Self {
        Self { program, names, outputs }
    }

    fn memory(&self, memory: Memory) -> String {
        match memory {
            Memory::Input(name) => self.names[name].to_owned(),
            Memory::Output(output) => self.outputs[output].clone(),
            Memory::Temporary(temporary) => format!("t{temporary}"),
            Memory::Kept(kept) => format!("k{kept}"),
            Memory::Count => "count".to_owned(),
        }
    }

    /// An array with the places read or written, where they are not simply those of the pass.
    fn place(&self, memory: Memory, map: &[Coordinate], rank: usize) -> String {
        let name = self.memory(memory);
        let missing = rank.saturating_sub(map.len());
        let is_simple = memory != Memory::Count
            && map.iter().enumerate().all(|(i, &coordinate)| match coordinate {
                Coordinate::Fixed(place) => place == 0,
                Coordinate::Along { axis, start, step } => axis == i + missing && (start, step) == (0, 1),
            });
        if is_simple {
            return name;
        }
        let show = |coordinate: &Coordinate| match *coordinate {
            Coordinate::Fixed(place) => place.to_string(),
            Coordinate::Along { axis, start, step } => {
                let place = match step {
                    1 => format!("i{axis}"),
                    -1 => format!("-i{axis}"),
                    step => format!("{step}*i{axis}"),
                };
                match start {
                    0 => place,
                    start => format!("{place}{start:+}"),
                }
            }
        };
        let places: Vec<_> = map.iter().map(show).collect();
        format!("{name}[{}]", places.join(", "))
    }

    fn operand(&self, pass: &Pass, operand: Operand) -> String {
        let rank = pass.extents.len();
        match operand {
            Operand::Register(register) => format!("r{register}"),
            Operand::Scalar(register) => format!("s{register}"),
            Operand::Constant(constant) => pass.constants[constant as usize].to_string(),
            Operand::Lane(lane) => {
                let lane = &pass.lanes[lane as usize];
                self.place(lane.memory, &lane.map, rank)
            }
            Operand::Store(store) => {
                let store = &pass.stores[store as usize];
                self.place(store.memory, &store.map, rank)
            }
        }
    }

    fn code(&self, f: &mut fmt::Formatter<'_>, pass: &Pass, code: &Code, register: char) -> fmt::Result {
        let mnemonic = |instruction: &Instruction| format!("{}.{}", instruction.op.mnemonic(), instruction.dtype);
        let destination = |instruction: &Instruction| {
            let first = match instruction.destination {
                Destination::Register(index) => format!("{register}{index}"),
                Destination::Store(store) => self.operand(pass, Operand::Store(store)),
            };
            instruction.second().map_or(first.clone(), |second| format!("{first}, {register}{second}"))
        };
        let width = |column: &dyn Fn(&Instruction) -> String, least: usize| {
            code.iter().map(|instruction| column(&instruction).chars().count()).fold(least, usize::max)
        };
        let (mnemonics, destinations) = (width(&mnemonic, 0), width(&destination, 3));
        for instruction in code.iter() {
            let (mnemonic, destination) = (mnemonic(&instruction), destination(&instruction));
            let operands: Vec<_> = instruction.operands().iter().map(|&o| self.operand(pass, o)).collect();
            writeln!(f, "  {mnemonic:<mnemonics$}  {destination:<destinations$} ← {}", operands.join(", "))?;
        }
        Ok(())
    }

    fn pass(&self, f: &mut fmt::Formatter<'_>, pass: &Pass) -> fmt::Result {
        for (i, kept) in pass.kept.iter().enumerate() {
            let margins: Vec<_> = kept.margins.iter().map(|(_, margin)| format!("+{margin}")).collect();
            writeln!(f, "each tile, k{i}[{}]", margins.join(", "))?;
            self.pass(f, &kept.pass)?;
        }
        if let Some(scan) = &pass.scan {
            let place = self.memory(Memory::Temporary(scan.temporary));
            return writeln!(f, "scan {} {place} along {}", scan.fold.name(), scan.axis);
        }
        if pass.prologue.len() > 0 {
            writeln!(f, "once: scalar registers {}, bytes {}", pass.scalars, pass.prologue.bytes())?;
            self.code(f, pass, &pass.prologue, 's')?;
        }
        writeln!(f, "each block: registers {}, bytes {}", pass.registers, pass.body.bytes())?;
        self.code(f, pass, &pass.body, 'r')?;
        for fold in &pass.folds {
            let place = |store: &Store| self.place(store.memory, &store.map, pass.extents.len());
            let places: Vec<_> = fold.stores.iter().map(place).collect();
            let (name, dtype, value) = (fold.fold.name(), fold.stores[0].dtype, self.operand(pass, fold.value));
            writeln!(f, "  fold {name}.{dtype}  {} ← {value}", places.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passes = &self.program.passes;
        if let [pass] = &passes[..] {
            return self.pass(f, pass);
        }
        let size = |pass: &Pass| pass.extents.iter().product::<usize>();
        let largest = passes.iter().map(size).max().unwrap_or(0);
        let are_few = !self.program.is_sized || passes.len() <= SHOWN_PASSES;
        let is_shown = |pass: &Pass| are_few || size(pass) > largest / SHOWN_PART;
        for pass in passes.iter().filter(|pass| is_shown(pass)) {
            match self.program.is_sized {
                true => {
                    let lengths: Vec<_> = pass.extents.iter().map(usize::to_string).collect();
                    writeln!(f, "over [{}]", lengths.join(","))?;
                }
                false => {
                    let stores = pass.stores.first().map(|store| self.memory(store.memory));
                    writeln!(f, "over the places of {}", stores.unwrap_or_default())?;
                }
            }
            self.pass(f, pass)?;
        }
        match passes.iter().filter(|pass| !is_shown(pass)).count() {
            0 => Ok(()),
            small => writeln!(f, "and {small} passes over the edges"),
        }
    }
}
