//! Checks every invariant that running a program relies on.
//!
//! The executor trusts these: they are why its `unsafe` blocks hold. So each program is verified before its kernels are
//! looked up, in all builds; that is linear, and a small part of a compilation. A failure is a bug in the compiler, so
//! it panics. What depends on the caller's arrays is checked when these are bound.

use crate::element::DType;
use crate::level::Level;
use crate::ops::{Op, Scalars};
use crate::program::{
    Coordinate, Destination, Instruction, IntegerSource, Load, Location, Memory, Pass, Program, Store, TileBuffer,
    is_within,
};

/// What a register holds: nothing yet, or elements of a type.
type RegisterTypes = Vec<Option<DType>>;

impl Program {
    /// Panics if the program breaks an invariant.
    pub fn verify(&self) {
        for (i, source) in self.integers.sources.iter().enumerate() {
            if let IntegerSource::Apply(op, operands) = source {
                assert!(op.row().exact.is_some(), "`{}` takes integers of any size", op.mnemonic());
                assert_eq!(operands.len(), op.arity(), "an operation has its operands");
                assert!(operands.iter().all(|operand| operand.index() < i), "operands come first");
            }
        }
        for conversion in &self.integers.conversions {
            assert!(conversion.integer.index() < self.integers.sources.len(), "what is converted exists");
        }
        for pass in &self.passes {
            pass.verify();
            for load in &pass.loads {
                match load.memory {
                    Memory::Converted(conversion) => {
                        let dtype = self.integers.conversions[conversion].dtype;
                        assert!(load.is_scalar() && load.dtype == dtype, "a conversion is one value of its type");
                    }
                    Memory::Temporary(temporary) => {
                        assert_eq!(load.dtype, self.temporaries[temporary].dtype, "it is read as what it is");
                    }
                    Memory::Count => assert_eq!(load.dtype, DType::I64, "what counts are integers"),
                    Memory::Output(_) => assert!(load.looked_up.is_none(), "an output is no table"),
                    Memory::Input(_) | Memory::TileBuffer(_) => {}
                }
            }
            for store in pass.stores.iter().chain(pass.fold_stores()) {
                let dtype = match store.memory {
                    Memory::Output(output) => self.outputs[output],
                    Memory::Temporary(temporary) => self.temporaries[temporary].dtype,
                    other => panic!("nothing is written to {other:?}"),
                };
                assert_eq!(dtype, store.dtype, "what is written has the type of where it goes");
            }
            for (i, buffer) in pass.tile_buffers.iter().enumerate() {
                buffer.pass.verify();
                assert!(buffer.pass.tile_buffers.is_empty(), "tiles have no tiles");
                assert_eq!(buffer.margins.len(), buffer.pass.extents.len(), "each axis has a margin");
                let [store] = &buffer.pass.stores[..] else { panic!("one value is kept") };
                assert_eq!(store.memory, Memory::TileBuffer(i), "it is kept in its place");
                for load in pass.loads.iter().filter(|load| load.memory == Memory::TileBuffer(i)) {
                    assert_eq!(load.dtype, store.dtype, "it is read as what it is");
                    verify_tile(load, buffer, &pass.extents);
                }
            }
            if let Some(scan) = pass.scan {
                let shape = self.temporaries[scan.temporary].shape.as_ref();
                assert!(shape.is_some_and(|shape| scan.axis < shape.len()), "what is scanned has the axis");
            }
            assert!(pass.tile_buffers.is_empty() || pass.distances.is_empty(), "a pass in tiles is not in place");
        }
    }
}

/// Panics if what is read of a value that is kept for a tile is not in the tile and its margin. It is read in steps of
/// one along the axes of the pass; so it suffices that what the whole box reads lies in the whole region.
fn verify_tile(load: &Load, buffer: &TileBuffer, extents: &[usize]) {
    assert!(is_within(&load.map, extents, &buffer.pass.extents), "it is read where it has been computed");
    for (coordinate, &(along, _)) in load.map.iter().zip(&buffer.margins) {
        if let Coordinate::Along { axis, step, .. } = *coordinate {
            assert!(along == Some(axis) && step == 1, "it is read along the axes that it was computed for");
        }
    }
}

impl Pass {
    /// Panics if the pass breaks an invariant.
    fn verify(&self) {
        let mut scalars: RegisterTypes = vec![None; self.scalars];
        self.verify_code(&self.prologue, &mut scalars, None);
        let mut registers: RegisterTypes = vec![None; self.registers];
        self.verify_code(&self.body, &mut registers, Some(&scalars));

        let maps = self.loads.iter().map(|load| &load.map).chain(self.stores.iter().map(|store| &store.map));
        for coordinate in maps.flatten() {
            if let Coordinate::Along { axis, step, .. } = *coordinate {
                assert!(axis < self.extents.len() && step != 0, "coordinates move along axes of the box");
            }
        }
        for store in &self.stores {
            for axis in (0..self.extents.len()).filter(|&axis| self.extents[axis] > 1) {
                let along = store.map.iter().filter(|coordinate| coordinate.goes_along(axis));
                assert!(along.count() == 1, "no element is written twice");
            }
        }
        for fold in &self.folds {
            assert_eq!(fold.stores.len(), fold.fold.parts(), "each part has a place");
            let goes_to_a_temporary = |store: &Store| matches!(store.memory, Memory::Temporary(_));
            assert!(fold.stores.iter().all(goes_to_a_temporary), "folds go to temporaries");
            let dtype = fold.stores[0].dtype;
            let found = match fold.value {
                Location::Register(register) => registers[register as usize],
                Location::Store(store) => Some(self.stores[store as usize].dtype),
                Location::Load(load) => {
                    Some(self.loads[load as usize].dtype).filter(|_| !self.loads[load as usize].is_scalar())
                }
                Location::Scalar(_) | Location::Constant(_) => None,
            };
            let found = found.map(DType::elem);
            assert_eq!(found, Some(dtype.elem()), "what is folded is a block of the type stated");
            assert!(fold.fold.kernels(dtype.elem(), Level::Base).is_some(), "it can be folded");
        }
        assert!(
            self.folds.is_empty() || self.distances.is_empty() && self.tile_buffers.is_empty(),
            "folds go with neither"
        );
        for distance in &self.distances {
            assert_eq!(distance.len(), self.extents.len(), "a distance has all axes");
        }
    }

    /// Panics if an instruction looks up elements in what is no table, or in one of fewer elements than it takes it for.
    fn verify_table(&self, instruction: &Instruction) {
        let [Location::Load(table), _, Location::Constant(length)] = *instruction.operands() else {
            panic!("a table is an array, whose length is known")
        };
        let length = self.constants[length as usize].get::<i64>();
        let elements = self.loads[table as usize].looked_up.filter(|&elements| elements > 0);
        assert_eq!(elements.map(|elements| elements as i64), length, "the table has as many elements");
    }

    /// Checks one sequence; `prologue` holds the scalars' types if this is the body.
    fn verify_code(&self, code: &[Instruction], registers: &mut RegisterTypes, prologue: Option<&RegisterTypes>) {
        let mut stored = vec![false; self.stores.len()];
        for (at, instruction) in code.iter().enumerate() {
            let mut scalars = Scalars::default();
            for (i, &operand) in instruction.operands().iter().enumerate() {
                let (found, is_scalar) = match operand {
                    Location::Register(register) => {
                        assert!(prologue.is_some(), "{at}: the prologue has no block registers");
                        let distinct = instruction.destination != Destination::Register(register);
                        assert!(distinct, "{at}: no instruction writes over its operand");
                        (registers[register as usize].expect("a register is written before it is read"), false)
                    }
                    Location::Scalar(register) => {
                        let in_prologue = prologue.is_none();
                        let same = instruction.destination == Destination::Register(register);
                        assert!(!(in_prologue && same), "{at}: no instruction writes over its operand");
                        let written = prologue.unwrap_or(registers)[register as usize];
                        (written.expect("a scalar is computed before it is read"), true)
                    }
                    Location::Load(load) => {
                        let load = &self.loads[load as usize];
                        (load.dtype, load.is_scalar())
                    }
                    Location::Constant(constant) => (self.constants[constant as usize].dtype(), true),
                    Location::Store(store) => {
                        assert!(stored[store as usize], "{at}: what is read back has been stored");
                        assert_ne!(instruction.destination, Destination::Store(store), "{at}: not over its operand");
                        (self.stores[store as usize].dtype, false)
                    }
                };
                // The parameter of a type is no matter of instructions.
                let expected = instruction.op.operand(i, instruction.dtype).elem();
                assert_eq!(found.elem(), expected, "{at}: operand {i} of {:?} has its type", instruction.op);
                if is_scalar {
                    scalars.set(i);
                }
            }
            if instruction.op == Op::Take {
                self.verify_table(instruction);
            }
            if prologue.is_none() {
                let all = (1 << instruction.op.arity()) - 1;
                assert_eq!(scalars.0, all, "{at}: the prologue computes with scalars");
                scalars = Scalars::default();
            }
            let has_kernel = instruction.op.has_kernel(instruction.dtype.elem(), scalars);
            assert!(has_kernel, "{at}: {:?} has a kernel for these operands", instruction.op);
            let result = instruction.op.result(instruction.dtype);
            assert!(result.size() <= self.width || prologue.is_none(), "{at}: the register is wide enough");
            if instruction.op.results() == 2 {
                let second = instruction.second().expect("a second result has a register");
                let place = Location::Register(second);
                assert!(prologue.is_some(), "{at}: the prologue has no second results");
                assert!(!instruction.operands().contains(&place), "{at}: no instruction writes over its operand");
                assert_ne!(instruction.destination, Destination::Register(second), "{at}: two results, two registers");
                registers[second as usize] = Some(result);
            }
            match instruction.destination {
                Destination::Register(register) => registers[register as usize] = Some(result),
                Destination::Store(store) => {
                    assert!(prologue.is_some(), "{at}: the prologue stores nothing");
                    let stored_as = self.stores[store as usize].dtype.elem();
                    assert_eq!(stored_as, result.elem(), "{at}: what is stored has its type");
                    assert!(!std::mem::replace(&mut stored[store as usize], true), "{at}: each is stored once");
                }
            }
        }
        assert!(prologue.is_none() || stored.iter().all(|&stored| stored), "all is stored");
    }
}
