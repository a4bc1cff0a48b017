//! Gives values registers and writes the pass, in one walk over the schedule.
//!
//! A register is free again after the last use of its value, and the one freed last is taken first, since its block
//! is still in cache. A destination is chosen before the operands are freed: kernels rely on an output that overlaps
//! no operand. (Graph colouring would use no fewer registers: the order is fixed, so that the lives of values are
//! intervals on a line, and taking any free one is optimal.)

use super::schedule::Schedule;
use crate::compile::graph::{Apply, Graph, Node, NodeId};
use crate::compile::plan::{LoadId, PassGraph};
use crate::element::Scalar;
use crate::error::{CompileError, Error};
use crate::ops::{Op, Scalars};
use crate::program::{Destination, Instruction, Load, Location, Pass, PassFold, Purpose};
use std::collections::HashMap;

/// How many values may be alive at once. A thread has memory for a block of each: at 256 elements of 16 bytes, the
/// shortest blocks of the widest elements, these are 16 MB.
const MOST_REGISTERS: u32 = 3840;

/// Writes the pass for an order of evaluation.
pub fn allocate(points: &PassGraph, order: &Schedule) -> Result<Pass, Error> {
    let mut allocate = Allocate::new(points, order);
    let prologue = allocate.prologue(order)?;
    let mut body = allocate.body(order)?;
    allocate.store_the_rest(&mut body);
    let folds = allocate.folds(&mut body)?;
    let width = allocate.width(order);
    let Allocate { loads, constants, scalars, registers, .. } = allocate;
    Ok(Pass {
        purpose: Purpose::Compute,
        extents: points.extents.clone().into(),
        loads,
        stores: points.stores.iter().map(|(store, _)| store.clone()).collect(),
        constants,
        prologue,
        scalars: scalars.used as usize,
        body,
        registers: registers.used as usize,
        width,
        distances: Vec::new(),
        folds,
        tile_buffers: Vec::new(),
        scan: None,
    })
}

/// A set of registers.
#[derive(Default)]
struct Registers {
    free: Vec<u32>,
    used: u32,
}

impl Registers {
    fn take(&mut self, points: &PassGraph) -> Result<u32, Error> {
        if let Some(register) = self.free.pop() {
            return Ok(register);
        }
        if self.used == MOST_REGISTERS {
            let limit = MOST_REGISTERS as usize;
            return Err(Error::compile(CompileError::TooManyLiveValues { limit }, points.span));
        }
        self.used += 1;
        Ok(self.used - 1)
    }
}

struct Allocate<'p> {
    points: &'p PassGraph,
    loads: Vec<Load>,
    constants: Vec<Scalar>,
    /// Where the values are that have a place.
    locations: HashMap<NodeId, Location>,
    /// Uses to come.
    uses: Vec<u32>,
    /// Which values outlive the sequence that computes them: what the body reads outlives the prologue, and what is
    /// stored both.
    outlives: Vec<bool>,
    /// The registers of the prologue.
    scalars: Registers,
    /// Those of the body.
    registers: Registers,
}

impl<'p> Allocate<'p> {
    fn new(points: &'p PassGraph, order: &Schedule) -> Self {
        let graph = &points.graph;
        let mut allocate = Allocate {
            points,
            loads: Vec::new(),
            constants: Vec::new(),
            locations: HashMap::new(),
            uses: vec![0; graph.len()],
            outlives: vec![false; graph.len()],
            scalars: Registers::default(),
            registers: Registers::default(),
        };
        for &id in order.prologue.iter().chain(&order.body) {
            for operand in allocate.apply(id).operands() {
                allocate.uses[operand.index()] += 1;
            }
        }
        for root in points.roots() {
            allocate.outlives[root.index()] = true;
        }
        for &id in &order.body {
            for operand in allocate.apply(id).operands() {
                allocate.outlives[operand.index()] |= graph.is_scalar(*operand);
            }
        }
        allocate
    }

    /// The operations on scalars alone.
    fn prologue(&mut self, order: &Schedule) -> Result<Vec<Instruction>, Error> {
        let mut prologue = Vec::with_capacity(order.prologue.len());
        for &id in &order.prologue {
            let apply = self.apply(id);
            let operands = self.operands(&apply);
            let register = self.scalars.take(self.points)?;
            prologue.push(Instruction::new(apply.op, apply.dtype, Destination::Register(register), &operands));
            let freed = self.release(&apply);
            self.scalars.free.extend(freed);
            self.locations.insert(id, Location::Scalar(register));
        }
        Ok(prologue)
    }

    /// The operations for each block.
    fn body(&mut self, order: &Schedule) -> Result<Vec<Instruction>, Error> {
        let points = self.points;
        // The first store of a value, if there are several.
        let stores = points.stores.iter().enumerate().rev();
        let stored: HashMap<NodeId, u32> = stores.map(|(store, (_, value))| (*value, store as u32)).collect();
        let mut body = Vec::with_capacity(order.body.len());
        for &id in &order.body {
            let apply = self.apply(id);
            let mut operands = self.operands(&apply);
            let filled = self.fill(&apply, &mut operands, &mut body)?;
            let destination = match stored.get(&id) {
                Some(&store) => {
                    self.locations.insert(id, Location::Store(store));
                    Destination::Store(store)
                }
                None => {
                    let register = self.registers.take(points)?;
                    self.locations.insert(id, Location::Register(register));
                    Destination::Register(register)
                }
            };
            let mut instruction = Instruction::new(apply.op, apply.dtype, destination, &operands);
            if let Some(second) = points.graph.find(&Node::Second(id)) {
                let register = self.registers.take(points)?;
                self.locations.insert(second, Location::Register(register));
                instruction = instruction.with_second(register);
            }
            body.push(instruction);
            let freed = self.release(&apply);
            self.registers.free.extend(freed.into_iter().chain(filled));
        }
        Ok(body)
    }

    /// Copies what no operation of the body has stored: a scalar, an element as it is, a second result, or what is
    /// stored elsewhere too.
    fn store_the_rest(&mut self, body: &mut Vec<Instruction>) {
        for ((_, value), store) in self.points.stores.iter().zip(0..) {
            let location = self.location(*value);
            if location != Location::Store(store) {
                let dtype = self.graph().dtype(*value);
                body.push(Instruction::new(Op::Copy, dtype, Destination::Store(store), &[location]));
            }
        }
    }

    /// The folds, whose values must be blocks.
    fn folds(&mut self, body: &mut Vec<Instruction>) -> Result<Vec<PassFold>, Error> {
        let points = self.points;
        let mut folds = Vec::with_capacity(points.folds.len());
        for (fold, stores, value) in &points.folds {
            let mut location = self.location(*value);
            if points.graph.is_scalar(*value) {
                let (register, dtype) = (self.registers.take(points)?, points.graph.dtype(*value));
                body.push(Instruction::new(Op::Copy, dtype, Destination::Register(register), &[location]));
                location = Location::Register(register);
            }
            folds.push(PassFold { fold: *fold, stores: stores.clone(), value: location });
        }
        Ok(folds)
    }

    /// Bytes of the widest element that an instruction reads or writes.
    fn width(&self, order: &Schedule) -> usize {
        let (points, graph) = (self.points, self.graph());
        let computed = order.body.iter().flat_map(|&id| {
            let sizes = |id: &NodeId| graph.dtype(*id).size();
            self.apply(id).operands().iter().map(sizes).max().into_iter().chain([sizes(&id)])
        });
        let folded = points.folds.iter().flat_map(|(_, stores, _)| stores);
        let stores = points.stores.iter().map(|(store, _)| store).chain(folded);
        computed.chain(stores.map(|store| store.dtype.size())).max().unwrap_or(1)
    }

    fn graph(&self) -> &'p Graph<LoadId> {
        &self.points.graph
    }

    fn apply(&self, id: NodeId) -> Apply {
        match self.graph().node(id) {
            Node::Apply(apply) => apply,
            _ => unreachable!("only operations are ordered"),
        }
    }

    /// Where a value is; loads and constants get their place at first use.
    fn location(&mut self, id: NodeId) -> Location {
        if let Some(&location) = self.locations.get(&id) {
            return location;
        }
        let location = match self.graph().node(id) {
            Node::Constant(value) => {
                self.constants.push(value);
                Location::Constant(self.constants.len() as u32 - 1)
            }
            Node::Leaf(load) => {
                self.loads.push(self.points.loads[load.index()].clone());
                Location::Load(self.loads.len() as u32 - 1)
            }
            Node::Apply(_) | Node::Second(_) => unreachable!("operations are computed before they are used"),
        };
        self.locations.insert(id, location);
        location
    }

    fn operands(&mut self, apply: &Apply) -> Vec<Location> {
        apply.operands().iter().map(|&x| self.location(x)).collect()
    }

    /// Copies scalars into registers until there is a kernel for the operands; gives the registers used.
    fn fill(
        &mut self,
        apply: &Apply,
        operands: &mut [Location],
        body: &mut Vec<Instruction>,
    ) -> Result<Vec<u32>, Error> {
        let mut filled = Vec::new();
        let mut scalars = Scalars::default();
        for (i, &x) in apply.operands().iter().enumerate() {
            if self.graph().is_scalar(x) {
                scalars.set(i);
            }
        }
        for (i, operand) in operands.iter_mut().enumerate() {
            if apply.op.has_kernel(apply.dtype.elem(), scalars) {
                break;
            }
            if scalars.has(i) {
                let register = self.registers.take(self.points)?;
                let dtype = self.graph().dtype(apply.operands()[i]);
                body.push(Instruction::new(Op::Copy, dtype, Destination::Register(register), &[*operand]));
                *operand = Location::Register(register);
                scalars = Scalars(scalars.0 & !(1 << i));
                filled.push(register);
            }
        }
        Ok(filled)
    }

    /// Counts the uses of an operation's operands; gives the registers of those that are used no more in its sequence.
    fn release(&mut self, apply: &Apply) -> Vec<u32> {
        let mut freed = Vec::new();
        for &x in apply.operands() {
            let uses = &mut self.uses[x.index()];
            *uses -= 1;
            if let (0, false, Some(Location::Register(register) | Location::Scalar(register))) =
                (*uses, self.outlives[x.index()], self.locations.get(&x))
            {
                freed.push(*register);
            }
        }
        freed
    }
}
