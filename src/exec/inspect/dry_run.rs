//! How the passes of a program would be run over arrays, found by the code that runs them, without running them.
//!
//! No element is looked at, so the arrays need not exist: their types, shapes and strides are enough.

use crate::exec::bind::{
    Area, Arrays, BoundPass, Compiled, ElementForm, Intermediates, Linked, Route, ScalarValues, TemporaryArray, Way,
};
use crate::exec::drive::{RowGroup, chunk_of, tile_of};
use crate::exec::machine::{BlockReason, PassRun};
use crate::native::{NoMachineCode, Unit};
use crate::options::Options;
use crate::program::{Memory, Pass};
use std::ops::Range;
use std::sync::Arc;

/// How a pass would be run.
#[derive(Clone, Debug, Default)]
pub struct Surveyed {
    /// The lengths of the box that is walked at a time.
    pub lengths: Vec<usize>,
    /// How much of the whole box that is.
    pub portion: Portion,
    /// The blocks, if there are any.
    pub blocks: Option<BlockPlan>,
    /// The loops of machine code that run instead of instructions,
    pub loops: Vec<MachineLoop>,
    /// or why there are none.
    pub no_machine_code: Option<NoMachineCode>,
    /// How each of the arrays is used: what is written, what folds go to, then the arrays that are no scalars.
    pub access: Vec<Access>,
    /// The passes that compute what is kept for a tile.
    pub tile_buffers: Vec<Surveyed>,
}

/// How much of a box is walked at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Portion {
    /// All of it.
    #[default]
    Whole,
    /// Some places of the first axis, together with other passes.
    Chunk,
    /// A tile.
    Tile,
}

/// The blocks of a pass.
#[derive(Clone, Copy, Debug)]
pub struct BlockPlan {
    /// How long they are, and why.
    pub reason: BlockReason,
    /// How many there are.
    pub count: usize,
    /// Elements of a row.
    pub row: usize,
}

/// A loop of machine code.
#[derive(Clone, Debug)]
pub struct MachineLoop {
    /// The instructions that it does the work of.
    pub instructions: Range<usize>,
    /// The folds of the pass that it does too.
    pub folds: Vec<usize>,
    /// Elements that it takes at a time.
    pub lanes: usize,
    /// The code.
    pub code: Arc<[u8]>,
}

/// How an array is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read or written where it is.
    InPlace,
    /// Read into a block, as its elements do not lie in a row; again only after so many elements.
    Gathered(usize),
    /// Read into blocks of neighbouring rows, along which its elements lie closer together.
    Transposed,
    /// Read into a block, as it is written over while it is still needed.
    Saved,
    /// In no array: the numbers are written into a block.
    Counted,
    /// Written from a block, as its elements do not lie in a row.
    Scattered,
    /// Written past the caches.
    Streamed,
    /// Written from a block once nobody reads any more what it replaces.
    Delayed,
    /// Written once for many elements.
    Folded,
}

/// How the passes of a program whose lengths are known would be run.
pub fn survey(compiled: &Compiled, arrays: Arrays<'_>, options: &Options) -> Vec<Surveyed> {
    let program = compiled.program();
    debug_assert!(program.is_sized);
    let temporaries = temporaries(compiled);
    let surveyor = Surveyor { arrays, temporaries: &temporaries, options };
    let mut surveyed = Vec::with_capacity(program.passes.len());
    for row_group in RowGroup::all(compiled) {
        let chunk = if row_group.passes.len() > 1 { chunk_of(row_group.passes) } else { None };
        for (pass, linked) in row_group.passes() {
            let mut lengths = pass.extents.to_vec();
            if let Some(chunk) = chunk {
                lengths[0] = chunk;
            }
            surveyed.push(match (pass.tile_buffers.is_empty(), chunk) {
                (false, _) => surveyor.tiled(pass, linked),
                (true, None) => surveyor.pass(pass, linked, lengths, Portion::Whole, &[]),
                (true, Some(_)) => surveyor.pass(pass, linked, lengths, Portion::Chunk, &[]),
            });
        }
    }
    surveyed
}

/// The temporaries with their shapes, and no memory.
fn temporaries(compiled: &Compiled) -> Vec<TemporaryArray> {
    let program = compiled.program();
    let mut temporaries = Vec::with_capacity(program.temporaries.len());
    for temporary in &program.temporaries {
        let mut shaped = TemporaryArray::default();
        if let Some(shape) = &temporary.shape {
            shaped.reshape(shape.iter().copied(), temporary.dtype.size());
        }
        temporaries.push(shaped);
    }
    for (pass, _) in compiled.passes() {
        for store in &pass.stores {
            if let Memory::Temporary(temporary) = store.memory
                && program.temporaries[temporary].shape.is_none()
            {
                let shape = store.map.iter().map(|coordinate| coordinate.count(&pass.extents));
                temporaries[temporary].reshape(shape, store.dtype.size());
            }
        }
    }
    temporaries
}

struct Surveyor<'s> {
    arrays: Arrays<'s>,
    temporaries: &'s [TemporaryArray],
    options: &'s Options,
}

impl Surveyor<'_> {
    /// A pass over a box, or over a part of it.
    fn pass(
        &self,
        pass: &Pass,
        linked: &Linked,
        lengths: Vec<usize>,
        portion: Portion,
        tile_buffers: &[TemporaryArray],
    ) -> Surveyed {
        let mut surveyed = Surveyed { lengths, portion, blocks: None, ..Surveyed::default() };
        if surveyed.lengths.contains(&0) {
            return surveyed;
        }
        if pass.scan.is_some() {
            return Surveyed { no_machine_code: Some(NoMachineCode::NoInstructions), ..surveyed };
        }
        let mut route = Route::default();
        let intermediates = Intermediates { conversions: &[], temporaries: self.temporaries, tile_buffers };
        let (scalars, arrays) = (&ScalarValues::default(), self.arrays);
        let bound = BoundPass { pass, linked, arrays, intermediates, scalars };
        let area = Area { whole: &pass.extents, ..Area::whole(&surveyed.lengths) };
        let run = PassRun::new(bound, area, &mut route, self.options, ());
        let reason = run.chosen().length.reason(pass, run.layout(), linked.is_stencil);
        surveyed.blocks = Some(BlockPlan { reason, count: run.blocks(), row: run.layout().row_len });
        let unit = |unit: &Unit| MachineLoop {
            instructions: unit.instructions.clone(),
            folds: unit.folds.clone(),
            lanes: unit.lanes,
            code: unit.code().into(),
        };
        match run.units() {
            Ok(units) => surveyed.loops = units.iter().map(unit).collect(),
            Err(why) => surveyed.no_machine_code = Some(why),
        }
        let (stores, written) = (pass.stores.len(), pass.stores.len() + linked.folds_to);
        let access = run.layout().arrays.iter().enumerate().map(|(i, array)| match array.way {
            _ if (stores..written).contains(&i) => Access::Folded,
            _ if array.form == ElementForm::Counted => Access::Counted,
            Way::Direct | Way::Same => Access::InPlace,
            Way::Streamed | Way::Past => Access::Streamed,
            Way::Delayed => Access::Delayed,
            Way::Copied if i < stores => Access::Scattered,
            Way::Copied if array.direct => Access::Saved,
            Way::Copied => Access::Gathered(array.period),
            Way::Transposed => Access::Transposed,
        });
        surveyed.access = access.collect();
        surveyed
    }

    /// A pass in tiles: what is computed for the first of them.
    fn tiled(&self, pass: &Pass, linked: &Linked) -> Surveyed {
        let tile = tile_of(pass);
        let (mut tile_buffers, mut surveyed) = (Vec::new(), Vec::new());
        for (part, linked) in pass.tile_buffers.iter().zip(&linked.tile_buffers) {
            let lengths: Vec<usize> =
                part.margins.iter().map(|&(along, margin)| margin + along.map_or(1, |axis| tile[axis])).collect();
            let mut shaped = TemporaryArray::default();
            shaped.reshape(lengths.iter().copied(), part.pass.stores[0].dtype.size());
            tile_buffers.push(shaped);
            surveyed.push(self.pass(&part.pass, linked, lengths, Portion::Tile, &tile_buffers));
        }
        Surveyed { tile_buffers: surveyed, ..self.pass(pass, linked, tile, Portion::Tile, &tile_buffers) }
    }
}
