//! Describes the passes of a program: what each does, how it walks memory, and what bounds it.
//!
//! A description is plain data, made once from three sources: the program's instructions, the dry run that says how
//! arrays are walked, and the estimate of what that takes. Text, JSON and profiles all show it. If each of them
//! went to the three sources instead, they could tell different things of one pass.

use super::estimate::Estimate;
use crate::element::DType;
use crate::exec::{Access, BlockPlan, Compiled, MachineLoop, Portion, Surveyed};
use crate::native::NoMachineCode;
use crate::program::{Coordinate, Destination, Instruction, Line, Listing, Location, Memory, Pass, Purpose};
use std::collections::{HashMap, HashSet};

/// A pass as it is shown.
#[derive(Clone, Debug)]
pub struct PassDescription {
    /// Why there is one.
    pub purpose: Purpose,
    /// For a pass that computes values for a tile: the name of these values, and the margin along each axis by which
    /// they go beyond the tile.
    pub keeps: Option<(String, Vec<usize>)>,
    /// The lengths of its box.
    pub extents: Vec<usize>,
    /// The range of passes that are run in turns with this one, some rows at a time, if there are others.
    pub row_group: Option<(usize, usize)>,
    /// The lengths of the part of the box that is walked at a time.
    pub lengths: Vec<usize>,
    /// Whether that part is all of the box, some rows of it or a tile.
    pub portion: Portion,
    /// The blocks.
    pub blocks: Option<BlockPlan>,
    /// The arrays that are walked: those written, those that take the results of folds, those read.
    pub arrays: Vec<ArrayDescription>,
    /// How many of them are written.
    pub stores: usize,
    /// The scalar registers, and the instructions that are run once.
    pub prologue: CodeDescription,
    /// The block registers, and the instructions that are run for each block.
    pub body: CodeDescription,
    /// The loops of machine code that do the work of some of these,
    pub loops: Vec<MachineLoop>,
    /// or why there are none.
    pub no_machine_code: Option<NoMachineCode>,
    /// The folds.
    pub folds: Vec<InstructionDescription>,
    /// The running sum or product that the pass consists of, if it is one.
    pub scan: Option<String>,
    /// The time that the pass is expected to take.
    pub estimate: Estimate,
    /// The passes that compute values for a tile before this one runs over the tile.
    pub tile_buffers: Vec<PassDescription>,
}

/// A sequence of instructions.
#[derive(Clone, Debug, Default)]
pub struct CodeDescription {
    /// Registers.
    pub registers: usize,
    /// The instructions.
    pub instructions: Vec<InstructionDescription>,
}

/// An instruction, and what is to be expected of it.
#[derive(Clone, Debug)]
pub struct InstructionDescription {
    /// The instruction as text.
    pub line: Line,
    /// The time that it is expected to take.
    pub estimate: Estimate,
}

/// An array that is walked.
#[derive(Clone, Debug)]
pub struct ArrayDescription {
    /// Its name and, where they are not simply those of the pass, the places.
    pub place: String,
    /// How it is used.
    pub access: Access,
    /// Bytes of this array that are read or written for each element of the pass, on the average.
    pub bytes: f64,
}

/// Describes the passes of a program.
pub fn described(compiled: &Compiled, surveyed: Vec<Surveyed>, listing: Listing<'_>) -> Vec<PassDescription> {
    let program = compiled.program();
    let mut row_groups = Vec::new();
    for &row_group in &program.row_groups {
        let first = row_groups.len();
        row_groups.extend(std::iter::repeat_n((first, first + row_group), row_group));
    }
    let mut all = Vec::with_capacity(program.passes.len());
    for ((pass, surveyed), row_group) in program.passes.iter().zip(surveyed).zip(row_groups) {
        let row_group = Some(row_group).filter(|_| surveyed.portion == Portion::Chunk);
        let follows = row_group.is_some_and(|(first, _)| first < all.len());
        all.push(PassDescription { row_group, ..Describer::new(pass, listing, follows).describe(surveyed) });
    }
    all
}

/// Describes one pass.
struct Describer<'p> {
    pass: &'p Pass,
    listing: Listing<'p>,
    /// Places of the box.
    places: f64,
    /// For each array that is read, the bytes that the whole pass reads of it.
    traffic: HashMap<Memory, f64>,
    is_cached: bool,
}

impl<'p> Describer<'p> {
    /// `follows` says that another pass has just brought its arrays into cache.
    fn new(pass: &'p Pass, listing: Listing<'p>, follows: bool) -> Self {
        let length = |axis: usize| pass.extents[axis] as f64;
        let places: f64 = (0..pass.extents.len()).map(length).product();
        let elements = |map: &[Coordinate]| {
            let axes = map.iter().filter_map(|coordinate| match *coordinate {
                Coordinate::Along { axis, .. } => Some(axis),
                Coordinate::Fixed(_) => None,
            });
            axes.collect::<HashSet<_>>().into_iter().map(length).product::<f64>()
        };
        // Several places of one array are the same elements, most of them.
        let mut traffic: HashMap<Memory, f64> = HashMap::new();
        for load in pass.loads.iter().filter(|load| !load.is_scalar()) {
            let bytes = elements(&load.map) * load.dtype.size() as f64;
            let known = traffic.entry(load.memory).or_default();
            *known = known.max(bytes);
        }
        traffic.retain(|memory, _| is_in_memory(*memory));
        let written = pass.stores.iter().map(|store| places * store.dtype.size() as f64);
        let is_cached = follows || Estimate::is_cached(traffic.values().sum::<f64>() + written.sum::<f64>());
        Self { pass, listing, places, traffic, is_cached }
    }

    fn describe(&self, surveyed: Surveyed) -> PassDescription {
        let Self { pass, listing, .. } = *self;
        let tile_buffers =
            pass.tile_buffers.iter().zip(surveyed.tile_buffers).enumerate().map(|(i, (buffer, surveyed))| {
                let margins = buffer.margins.iter().map(|(_, margin)| *margin).collect();
                let keeps = Some((listing.memory(Memory::TileBuffer(i)), margins));
                PassDescription { keeps, ..Describer::new(&buffer.pass, listing, false).describe(surveyed) }
            });
        let prologue = self.instructions(&pass.prologue, 's', &mut HashSet::new(), pass.scalars);
        let mut seen = HashSet::new();
        let body = self.instructions(&pass.body, 'r', &mut seen, pass.registers);
        let folds = pass.folds.iter().zip(listing.folds(pass)).map(|(fold, line)| {
            let read = self.read(&[fold.value], &mut seen);
            InstructionDescription { line, estimate: self.estimate(read, 0.0, fold.fold.cost()) }
        });
        let folds: Vec<_> = folds.collect();
        let all = body.instructions.iter().chain(&folds).map(|instruction| instruction.estimate);
        let estimate = all.fold(self.estimate(0.0, 0.0, 0), |sum, one| Estimate {
            read: sum.read + one.read,
            written: sum.written + one.written,
            cost: sum.cost + one.cost,
            ..sum
        });
        PassDescription {
            purpose: pass.purpose,
            keeps: None,
            extents: pass.extents.to_vec(),
            row_group: None,
            lengths: surveyed.lengths,
            portion: surveyed.portion,
            blocks: surveyed.blocks,
            arrays: self.arrays(&surveyed.access),
            stores: pass.stores.len(),
            prologue,
            body,
            loops: surveyed.loops,
            no_machine_code: surveyed.no_machine_code,
            folds,
            scan: pass.scan.map(|scan| {
                let place = listing.memory(Memory::Temporary(scan.temporary));
                format!("{} {place} along {}", scan.fold.name(), scan.axis)
            }),
            estimate,
            tile_buffers: tile_buffers.collect(),
        }
    }

    /// The arrays that are walked, in the order of their ways of access.
    fn arrays(&self, access: &[Access]) -> Vec<ArrayDescription> {
        let Self { pass, listing, .. } = *self;
        let rank = pass.extents.len();
        let folds = pass.folds.iter().flat_map(|fold| &fold.stores);
        let written = pass.stores.iter().chain(folds).map(|store| (store.memory, &*store.map, store.dtype, true));
        let read = pass.loads.iter().filter(|load| !load.is_scalar());
        let all = written.chain(read.map(|load| (load.memory, &*load.map, load.dtype, false)));
        let mut seen = HashSet::new();
        let describe = |((memory, map, dtype, is_written), &access): ((_, &[Coordinate], DType, _), _)| {
            let bytes = match access {
                Access::Folded => 0.0,
                _ if is_written && is_in_memory(memory) => dtype.size() as f64,
                _ if is_written || !seen.insert(memory) => 0.0,
                _ => self.traffic.get(&memory).copied().unwrap_or(0.0) / self.places,
            };
            ArrayDescription { place: listing.place(memory, map, rank), access, bytes }
        };
        all.zip(access).map(describe).collect()
    }

    fn instructions(
        &self,
        code: &[Instruction],
        register: char,
        seen: &mut HashSet<Memory>,
        registers: usize,
    ) -> CodeDescription {
        let lines = self.listing.code(self.pass, code, register).into_iter();
        let instructions = code.iter().zip(lines).map(|(instruction, line)| {
            let read = self.read(instruction.operands(), seen);
            let written = match instruction.destination {
                Destination::Store(store) if is_in_memory(self.pass.stores[store as usize].memory) => {
                    self.pass.stores[store as usize].dtype.size() as f64
                }
                _ => 0.0,
            };
            InstructionDescription { line, estimate: self.estimate(read, written, instruction.op.cost()) }
        });
        CodeDescription { registers, instructions: instructions.collect() }
    }

    /// The bytes that operands bring from memory for each element; an array counts where it is read first.
    fn read(&self, operands: &[Location], seen: &mut HashSet<Memory>) -> f64 {
        let mut bytes = 0.0;
        for operand in operands {
            if let Location::Load(load) = *operand
                && let load = &self.pass.loads[load as usize]
                && !load.is_scalar()
                && seen.insert(load.memory)
            {
                bytes += self.traffic.get(&load.memory).copied().unwrap_or(0.0) / self.places;
            }
        }
        bytes
    }

    fn estimate(&self, read: f64, written: f64, cost: usize) -> Estimate {
        Estimate { read, written, cost, is_cached: self.is_cached }
    }
}

/// Whether elements come from memory or go there.
fn is_in_memory(memory: Memory) -> bool {
    match memory {
        Memory::Input(_) | Memory::Output(_) | Memory::Temporary(_) => true,
        Memory::TileBuffer(_) | Memory::Converted(_) | Memory::Count => false,
    }
}
