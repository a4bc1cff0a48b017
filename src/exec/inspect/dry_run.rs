//! How the passes of a program would be run over arrays, found by the code that runs them, without running them.
//!
//! No element is looked at, so the arrays need not exist: their types, shapes and strides are enough.

use crate::exec::bind::{Area, Arrays, Between, BoundPass, Compiled, Form, Layout, Linked, Scalars, Temporary, Way};
use crate::exec::drive::{Band, lot_of, tile_of};
use crate::exec::machine::{BlockReason, Run};
use crate::options::Options;
use crate::program::{Memory, Pass};

/// How a pass would be run.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// The lengths of the box that is walked at a time.
    pub lengths: Vec<usize>,
    /// How much of the whole box that is.
    pub portion: Portion,
    /// The blocks, if there are any.
    pub blocks: Option<Blocks>,
    /// How each of the arrays is used: what is written, what folds go to, then the lanes that are no scalars.
    pub access: Vec<Access>,
    /// The passes that compute what is kept for a tile.
    pub kept: Vec<Surveyed>,
}

/// How much of a box is walked at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portion {
    /// All of it.
    Whole,
    /// Some places of the first axis, together with other passes.
    Lot,
    /// A tile.
    Tile,
}

/// The blocks of a pass.
#[derive(Clone, Copy, Debug)]
pub struct Blocks {
    /// How long they are, and why.
    pub reason: BlockReason,
    /// How many there are.
    pub count: usize,
    /// Elements of a row.
    pub row: usize,
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
    Held,
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
    for band in Band::all(compiled) {
        let lot = if band.passes.len() > 1 { lot_of(band.passes) } else { None };
        for (pass, linked) in band.passes() {
            let mut lengths = pass.extents.to_vec();
            if let Some(lot) = lot {
                lengths[0] = lot;
            }
            surveyed.push(match (pass.kept.is_empty(), lot) {
                (false, _) => surveyor.tiled(pass, linked),
                (true, None) => surveyor.pass(pass, linked, lengths, Portion::Whole, &[]),
                (true, Some(_)) => surveyor.pass(pass, linked, lengths, Portion::Lot, &[]),
            });
        }
    }
    surveyed
}

/// The temporaries with their shapes, and no memory.
fn temporaries(compiled: &Compiled) -> Vec<Temporary> {
    let program = compiled.program();
    let mut temporaries = Vec::with_capacity(program.temporaries.len());
    for temporary in &program.temporaries {
        let mut shaped = Temporary::default();
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
    temporaries: &'s [Temporary],
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
        kept: &[Temporary],
    ) -> Surveyed {
        let mut surveyed = Surveyed { lengths, portion, blocks: None, access: Vec::new(), kept: Vec::new() };
        if pass.scan.is_some() || surveyed.lengths.contains(&0) {
            return surveyed;
        }
        let mut layout = Layout::default();
        let between = Between { conversions: &[], temporaries: self.temporaries, kept };
        let (scalars, arrays) = (&Scalars::default(), self.arrays);
        let bound = BoundPass { pass, linked, arrays, between, scalars };
        let run = Run::new(bound, Area::whole(&surveyed.lengths), &mut layout, self.options, ());
        let reason = run.length().reason(pass, run.layout(), linked.is_stencil);
        surveyed.blocks = Some(Blocks { reason, count: run.blocks(), row: run.layout().row_len });
        let (stores, written) = (pass.stores.len(), pass.stores.len() + linked.folds_to);
        let access = run.layout().lanes.iter().enumerate().map(|(i, lane)| match lane.way {
            _ if (stores..written).contains(&i) => Access::Folded,
            _ if lane.form == Form::Counted => Access::Counted,
            Way::Direct => Access::InPlace,
            Way::Streamed => Access::Streamed,
            Way::Held => Access::Held,
            Way::Copied if i < stores => Access::Scattered,
            Way::Copied if lane.direct => Access::Saved,
            Way::Copied => Access::Gathered(lane.period),
            Way::Transposed => Access::Transposed,
        });
        surveyed.access = access.collect();
        surveyed
    }

    /// A pass in tiles: what is computed for the first of them.
    fn tiled(&self, pass: &Pass, linked: &Linked) -> Surveyed {
        let tile = tile_of(pass);
        let (mut kept, mut surveyed) = (Vec::new(), Vec::new());
        for (part, linked) in pass.kept.iter().zip(&linked.kept) {
            let lengths: Vec<usize> =
                part.margins.iter().map(|&(along, margin)| margin + along.map_or(1, |axis| tile[axis])).collect();
            let mut shaped = Temporary::default();
            shaped.reshape(lengths.iter().copied(), part.pass.stores[0].dtype.size());
            kept.push(shaped);
            surveyed.push(self.pass(&part.pass, linked, lengths, Portion::Tile, &kept));
        }
        Surveyed { kept: surveyed, ..self.pass(pass, linked, tile, Portion::Tile, &kept) }
    }
}
