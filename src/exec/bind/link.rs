//! A program with its kernels.

#![allow(unsafe_code)]

use super::memory::Pointer;
use super::units::Units;
use crate::element::{DType, Scalar, Storage};
use crate::level::Level;
use crate::ops::{Fold, FoldKernels, Kernel, MAX_OPERANDS, Operands, Scalars};
use crate::program::{Destination, Instruction, Location, Memory, Pass, PassFold, Program, Slots, Store};

/// A program that is ready to run.
pub struct Compiled {
    program: Program,
    passes: Vec<Linked>,
}

impl Compiled {
    /// Makes a program ready to run at a level that the processor has, once it has been verified: what is run relies on
    /// it.
    pub fn new(program: Program, level: Level) -> Self {
        assert!(level.is_available(), "kernels are those of a level that the processor has");
        program.verify();
        let link = |pass: &Pass| {
            let scan = pass.scan.map(|scan| {
                let dtype = program.temporaries[scan.temporary].dtype;
                (fold_kernels(scan.fold, dtype, level).join, dtype.size())
            });
            Linked { scan, ..Linked::new(pass, level) }
        };
        let passes = program.passes.iter().map(link).collect();
        Self { program, passes }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The kernels of the passes.
    pub fn linked(&self) -> &[Linked] {
        &self.passes
    }

    /// The passes with their kernels.
    pub fn passes(&self) -> impl ExactSizeIterator<Item = (&Pass, &Linked)> + Clone {
        self.program.passes.iter().zip(&self.passes)
    }
}

/// One kernel call: which slots to hand it.
#[derive(Clone, Copy)]
pub struct Step {
    /// The code.
    pub kernel: Kernel,
    /// The slot written.
    pub out: u32,
    /// The slots read; behind them that of a second result.
    pub operands: [u32; MAX_OPERANDS],
    /// Bytes from one element to the next, of what is written and of what is read; 0 for scalars.
    strides: (usize, [usize; MAX_OPERANDS]),
}

impl Step {
    /// Computes `len` elements.
    ///
    /// # Safety
    /// As for [`Kernel`], with the pointers that stand in the slots.
    #[inline(always)]
    pub unsafe fn run(&self, slots: &[Pointer], len: usize) {
        // SAFETY: the caller's promise.
        unsafe { self.run_part(slots, 0, slots[self.out as usize].0, len) };
    }

    /// Computes `len` elements from a place in the block on, into `out`.
    ///
    /// # Safety
    /// As for [`Kernel`], with the pointers that stand in the slots, moved to that place.
    #[inline(always)]
    pub unsafe fn run_part(&self, slots: &[Pointer], start: usize, out: *mut u8, len: usize) {
        // One by one: `map` makes an array of its own and copies it, and the copy waits for the stores; 10 ns a step.
        let mut operands: Operands = [std::ptr::null(); MAX_OPERANDS];
        for i in 0..MAX_OPERANDS {
            operands[i] = slots[self.operands[i] as usize].0.wrapping_add(start * self.strides.1[i]).cast_const();
        }
        // SAFETY: the caller's promise.
        unsafe { (self.kernel)(out, &operands, len) };
    }
}

/// An array that is walked: what is written, or a load that is no scalar.
#[derive(Clone, Copy, Debug)]
pub struct Walked {
    /// Its slot.
    pub slot: usize,
    /// Where it is.
    pub memory: Memory,
    /// For a load: the store of the same array after which it is still read, if there is one. Where both are in place,
    /// its elements must be copied before.
    pub overwritten_by: Option<usize>,
}

/// A fold whose kernels have been looked up for a level.
pub struct LinkedFold {
    /// What it is computed with.
    pub kernels: FoldKernels,
    /// The slot of what is folded.
    pub slot: usize,
}

/// A pass whose kernels have been looked up for a level.
pub struct Linked {
    /// The meaning of slots.
    pub slots: Slots,
    /// What runs once, on one element.
    pub prologue: Vec<Step>,
    /// What runs for each block.
    pub body: Vec<Step>,
    /// The machine code that runs instead of steps.
    pub units: Units,
    /// The level of the kernels.
    pub level: Level,
    /// What the body and the folds cost an element, in units of an addition.
    pub cost: usize,
    /// Whether it reads many places of one array at the same time.
    pub is_stencil: bool,
    /// For each store, whether elements of its array are read too.
    pub is_read: Vec<bool>,
    /// The store that the last step writes, if nothing else is written after it.
    pub last_store: Option<usize>,
    /// The stores, then the places that folds go to, then the loads that are no scalars.
    pub walked: Vec<Walked>,
    /// The loads that are scalars.
    pub scalar_loads: Vec<usize>,
    /// The constants' bytes, where steps find them.
    pub constants: Vec<Storage>,
    /// The passes that compute what is kept for a tile.
    pub tile_buffers: Vec<Linked>,
    /// The kernel of a scan, for elements of a type.
    pub scan: Option<(Kernel, usize)>,
    /// The folds.
    pub folds: Vec<LinkedFold>,
    /// How many places they go to.
    pub folds_to: usize,
}

impl Linked {
    fn new(pass: &Pass, level: Level) -> Self {
        let slots = Slots::new(pass);
        // In the prologue everything is one element, so its operands are blocks of length 1.
        let prologue = link(&slots, &pass.prologue, level, slots.scalars, |_| Scalars::default());
        let body = link(&slots, &pass.body, level, 0, |instruction| scalar_operands(pass, instruction));
        let written = |(slot, store): (usize, &Store)| Walked { slot, memory: store.memory, overwritten_by: None };
        let stores = (slots.stores..).zip(&pass.stores).map(written);
        let fold = |fold: &PassFold| LinkedFold {
            kernels: fold_kernels(fold.fold, fold.stores[0].dtype, level),
            slot: slots.operand(fold.value),
        };
        let folds = (slots.folds..).zip(pass.fold_stores()).map(written);
        let loads = pass.loads.iter().enumerate().filter(|(_, load)| !load.is_scalar()).map(|(i, load)| Walked {
            slot: slots.loads + i,
            memory: load.memory,
            overwritten_by: overwritten_by(pass, i as u32, load.memory),
        });
        Self {
            walked: stores.chain(folds).chain(loads).collect(),
            scalar_loads: (0..pass.loads.len()).filter(|&i| pass.loads[i].is_scalar()).collect(),
            scan: None,
            folds: pass.folds.iter().map(fold).collect(),
            folds_to: pass.fold_stores().count(),
            is_stencil: pass.loads.iter().any(|load| readers(pass, load.memory) >= 3),
            is_read: pass
                .stores
                .iter()
                .map(|store| pass.loads.iter().any(|load| load.memory == store.memory))
                .collect(),
            last_store: body.last().and_then(|step: &Step| (step.out as usize).checked_sub(slots.stores)),
            cost: pass.body.iter().map(|it| it.op.cost()).chain(pass.folds.iter().map(|it| it.fold.cost())).sum(),
            constants: pass.constants.iter().map(Scalar::storage).collect(),
            tile_buffers: pass.tile_buffers.iter().map(|buffer| Linked::new(&buffer.pass, level)).collect(),
            slots,
            prologue,
            body,
            units: Units::default(),
            level,
        }
    }
}

/// What a fold is computed with.
fn fold_kernels(fold: Fold, dtype: DType, level: Level) -> FoldKernels {
    fold.kernels(dtype.elem(), level).expect("the compiler folds only by what there are kernels for")
}

/// How many loads read places of an array.
fn readers(pass: &Pass, memory: Memory) -> usize {
    pass.loads.iter().filter(|load| load.memory == memory && !load.is_scalar()).count()
}

/// The store of an array after which (or by which) a load of it is still read.
fn overwritten_by(pass: &Pass, load: u32, memory: Memory) -> Option<usize> {
    let mut written = pass.stores.iter().enumerate().filter(|(_, store)| store.memory == memory);
    let (store, _) = written.next()?;
    let writes = |instruction: &Instruction| instruction.destination == Destination::Store(store as u32);
    let mut from_then = pass.body.iter().skip_while(|instruction| !writes(instruction));
    from_then.any(|instruction| instruction.operands().contains(&Location::Load(load))).then_some(store)
}

fn link(
    slots: &Slots,
    code: &[Instruction],
    level: Level,
    registers: usize,
    scalars: impl Fn(&Instruction) -> Scalars,
) -> Vec<Step> {
    code.iter()
        .map(|instruction| {
            let out = match instruction.destination {
                Destination::Register(register) => registers + register as usize,
                Destination::Store(store) => slots.stores + store as usize,
            };
            let kernel = (instruction.op.row().kernel)(instruction.dtype.elem(), level, scalars(instruction))
                .expect("the compiler emits only what there are kernels for");
            let mut operands = [0; MAX_OPERANDS];
            for (slot, &operand) in operands.iter_mut().zip(instruction.locations()) {
                *slot = slots.operand(operand) as u32;
            }
            let (op, dtype, scalars) = (instruction.op, instruction.dtype, scalars(instruction));
            let size = |i: usize| match i {
                _ if scalars.has(i) => 0,
                _ if i < op.arity() => op.operand(i, dtype).size(),
                _ => op.result(dtype).size(),
            };
            let strides = (op.result(dtype).size(), std::array::from_fn(size));
            Step { kernel, out: out as u32, operands, strides }
        })
        .collect()
}

fn scalar_operands(pass: &Pass, instruction: &Instruction) -> Scalars {
    let mut scalars = Scalars::default();
    for (i, operand) in instruction.operands().iter().enumerate() {
        let is_scalar = match *operand {
            Location::Register(_) | Location::Store(_) => false,
            Location::Scalar(_) | Location::Constant(_) => true,
            Location::Load(load) => pass.loads[load as usize].is_scalar(),
        };
        if is_scalar {
            scalars.set(i);
        }
    }
    scalars
}
