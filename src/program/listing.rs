//! The disassembler.

use crate::program::{Coordinate, Destination, Instruction, Integers, Location, Memory, Pass, PassFold, Store};

/// What a program's parts are called: `multiply.f64  r0 ← a, 2.5`.
#[derive(Clone, Copy)]
pub struct Listing<'p> {
    integers: &'p Integers,
    names: &'p [&'p str],
    outputs: &'p [String],
}

/// An instruction as text.
#[derive(Clone, Debug)]
pub struct Line {
    /// What is done, and in which type: `multiply.f64`.
    pub mnemonic: String,
    /// Where the result goes.
    pub destination: String,
    /// What it is made of.
    pub operands: Vec<String>,
}

impl Line {
    /// Lines as text, in columns.
    pub fn aligned<'l>(lines: impl Iterator<Item = &'l Line> + Clone) -> Vec<String> {
        let width = |column: fn(&Line) -> &str, least: usize| {
            lines.clone().map(|line| column(line).chars().count()).fold(least, usize::max)
        };
        let (mnemonics, destinations) = (width(|line| &line.mnemonic, 0), width(|line| &line.destination, 3));
        let text = |line: &Line| {
            let Line { mnemonic, destination, operands } = line;
            format!("{mnemonic:<mnemonics$}  {destination:<destinations$} ← {}", operands.join(", "))
        };
        lines.clone().map(text).collect()
    }
}

impl<'p> Listing<'p> {
    /// `names` are the names of the tree, `outputs` what the outputs are called.
    pub fn new(integers: &'p Integers, names: &'p [&'p str], outputs: &'p [String]) -> Self {
        Self { integers, names, outputs }
    }

    /// The name of an array.
    pub fn memory(&self, memory: Memory) -> String {
        match memory {
            Memory::Input(name) => self.names[name].to_owned(),
            Memory::Output(output) => self.outputs[output].clone(),
            Memory::Temporary(temporary) => format!("t{temporary}"),
            Memory::TileBuffer(buffer) => format!("k{buffer}"),
            Memory::Converted(conversion) => {
                self.integers.text(self.integers.conversions[conversion].integer, self.names)
            }
            Memory::Count => "count".to_owned(),
        }
    }

    /// An array with the places read or written, where they are not simply those of the pass.
    pub fn place(&self, memory: Memory, map: &[Coordinate], rank: usize) -> String {
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

    fn operand(&self, pass: &Pass, operand: Location) -> String {
        let rank = pass.extents.len();
        match operand {
            Location::Register(register) => format!("r{register}"),
            Location::Scalar(register) => format!("s{register}"),
            Location::Constant(constant) => pass.constants[constant as usize].to_string(),
            Location::Load(load) => {
                let load = &pass.loads[load as usize];
                self.place(load.memory, &load.map, rank)
            }
            Location::Store(store) => {
                let store = &pass.stores[store as usize];
                self.place(store.memory, &store.map, rank)
            }
        }
    }

    /// The instructions of a sequence; `register` is the letter of its registers.
    pub fn code(&self, pass: &Pass, code: &[Instruction], register: char) -> Vec<Line> {
        let line = |instruction: &Instruction| {
            let first = match instruction.destination {
                Destination::Register(index) => format!("{register}{index}"),
                Destination::Store(store) => self.operand(pass, Location::Store(store)),
            };
            Line {
                mnemonic: format!("{}.{}", instruction.op.mnemonic(), instruction.dtype),
                destination: instruction
                    .second()
                    .map_or(first.clone(), |second| format!("{first}, {register}{second}")),
                operands: instruction.operands().iter().map(|&operand| self.operand(pass, operand)).collect(),
            }
        };
        code.iter().map(line).collect()
    }

    /// The folds of a pass.
    pub fn folds(&self, pass: &Pass) -> Vec<Line> {
        let place = |store: &Store| self.place(store.memory, &store.map, pass.extents.len());
        let line = |fold: &PassFold| Line {
            mnemonic: format!("fold {}.{}", fold.fold.name(), fold.stores[0].dtype),
            destination: fold.stores.iter().map(place).collect::<Vec<_>>().join(", "),
            operands: vec![self.operand(pass, fold.value)],
        };
        pass.folds.iter().map(line).collect()
    }
}
