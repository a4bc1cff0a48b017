//! Gives values registers and writes the program, in one pass over the order.
//!
//! A register is free again after the last use of its value, and the one freed last is taken first, since its block
//! is still in cache. A destination is chosen before the operands are freed: kernels rely on an output that overlaps
//! no operand.

use super::schedule::Order;
use crate::compile::graph::{Apply, Graph, Node, NodeId};
use crate::compile::plan::{LaneId, PassGraph};
use crate::element::Scalar;
use crate::error::{CompileError, Error};
use crate::ops::{Op, Scalars};
use crate::program::{Code, Destination, Instruction, Lane, Operand, Pass, PassFold, Purpose};
use std::collections::HashMap;

/// Writes the pass for an order of evaluation.
pub fn allocate(points: &PassGraph, order: &Order) -> Result<Pass, Error> {
    let graph = &points.graph;
    let mut allocate = Allocate {
        points,
        lanes: Vec::new(),
        constants: Vec::new(),
        operands: HashMap::new(),
        uses: vec![0; graph.len()],
    };
    for &id in order.prologue.iter().chain(&order.body) {
        for operand in allocate.apply(id).operands() {
            allocate.uses[operand.index()] += 1;
        }
    }
    // What the body reads and what is stored outlives the prologue, and the stored the body.
    let mut kept = vec![false; graph.len()];
    for root in points.roots() {
        kept[root.index()] = true;
    }
    for &id in &order.body {
        for operand in allocate.apply(id).operands() {
            kept[operand.index()] |= graph.is_scalar(*operand);
        }
    }

    let too_many = || {
        let limit = Destination::MAX_REGISTERS;
        Error::compile(CompileError::TooManyLiveValues { limit }, points.span)
    };
    if points.stores.len() > Destination::MAX_STORES {
        return Err(too_many());
    }
    let mut prologue = Code::default();
    let mut scalars = Registers::default();
    for &id in &order.prologue {
        let apply = allocate.apply(id);
        let operands = allocate.operands(&apply);
        let register = scalars.take().ok_or_else(too_many)?;
        prologue.push(&Instruction::new(apply.op, apply.dtype, Destination::Register(register), &operands));
        allocate.release(&apply, &mut scalars, |x| kept[x.index()]);
        allocate.operands.insert(id, Operand::Scalar(register));
    }

    let mut body = Code::default();
    let mut registers = Registers::default();
    let stored = |id: NodeId| points.stores.iter().position(|(_, value)| *value == id);
    for &id in &order.body {
        let apply = allocate.apply(id);
        let mut operands = allocate.operands(&apply);
        let filled = allocate.fill(&apply, &mut operands, &mut body, &mut registers).ok_or_else(too_many)?;
        let destination = match stored(id) {
            Some(store) => {
                allocate.operands.insert(id, Operand::Store(store as u32));
                Destination::Store(store as u32)
            }
            None => {
                let register = registers.take().ok_or_else(too_many)?;
                allocate.operands.insert(id, Operand::Register(register));
                Destination::Register(register)
            }
        };
        let mut instruction = Instruction::new(apply.op, apply.dtype, destination, &operands);
        if let Some(second) = graph.find(&Node::Second(id)) {
            let register = registers.take().ok_or_else(too_many)?;
            allocate.operands.insert(second, Operand::Register(register));
            instruction = instruction.with_second(register);
        }
        body.push(&instruction);
        allocate.release(&apply, &mut registers, |x| graph.is_scalar(x) || kept[x.index()]);
        registers.free.extend(filled);
    }
    for (store, (_, value)) in points.stores.iter().enumerate() {
        let operand = allocate.operand(*value);
        if operand != Operand::Store(store as u32) {
            // A scalar, an element as it is, a second result, or what is stored elsewhere too.
            let destination = Destination::Store(store as u32);
            body.push(&Instruction::new(Op::Copy, graph.dtype(*value), destination, &[operand]));
        }
    }
    let mut folds = Vec::with_capacity(points.folds.len());
    for (fold, stores, value) in &points.folds {
        let mut operand = allocate.operand(*value);
        if graph.is_scalar(*value) {
            let register = registers.take().ok_or_else(too_many)?;
            body.push(&Instruction::new(Op::Copy, graph.dtype(*value), Destination::Register(register), &[operand]));
            operand = Operand::Register(register);
        }
        folds.push(PassFold { fold: *fold, stores: stores.clone(), value: operand });
    }
    let sizes = order.body.iter().flat_map(|id| {
        let apply = allocate.apply(*id);
        let operands: Vec<_> = apply.operands().iter().map(|x| graph.dtype(*x).size()).collect();
        operands.into_iter().chain([graph.dtype(*id).size()])
    });
    let stored_sizes =
        points.stores.iter().map(|(store, _)| store).chain(points.folds.iter().flat_map(|(_, stores, _)| stores));
    let stored_sizes = stored_sizes.map(|store| store.dtype.size());
    let width = sizes.chain(stored_sizes).max().unwrap_or(1);
    Ok(Pass {
        purpose: Purpose::Compute,
        extents: points.extents.clone().into(),
        lanes: allocate.lanes,
        stores: points.stores.iter().map(|(store, _)| store.clone()).collect(),
        constants: allocate.constants,
        prologue,
        scalars: scalars.used as usize,
        body,
        registers: registers.used as usize,
        width,
        reaches: Vec::new(),
        folds,
        kept: Vec::new(),
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
    fn take(&mut self) -> Option<u32> {
        self.free.pop().or_else(|| {
            self.used += 1;
            (self.used as usize <= Destination::MAX_REGISTERS).then_some(self.used - 1)
        })
    }
}

struct Allocate<'p> {
    points: &'p PassGraph,
    lanes: Vec<Lane>,
    constants: Vec<Scalar>,
    /// Where the values are that have a place.
    operands: HashMap<NodeId, Operand>,
    /// Uses to come.
    uses: Vec<u32>,
}

impl<'p> Allocate<'p> {
    fn graph(&self) -> &'p Graph<LaneId> {
        &self.points.graph
    }

    fn apply(&self, id: NodeId) -> Apply {
        match self.graph().node(id) {
            Node::Apply(apply) => apply,
            _ => unreachable!("only operations are ordered"),
        }
    }

    /// Where a value is; lanes and constants get their place at first use.
    fn operand(&mut self, id: NodeId) -> Operand {
        if let Some(&operand) = self.operands.get(&id) {
            return operand;
        }
        let operand = match self.graph().node(id) {
            Node::Constant(value) => {
                self.constants.push(value);
                Operand::Constant(self.constants.len() as u32 - 1)
            }
            Node::Leaf(lane) => {
                self.lanes.push(self.points.lanes[lane.index()].clone());
                Operand::Lane(self.lanes.len() as u32 - 1)
            }
            Node::Apply(_) | Node::Second(_) => unreachable!("operations are computed before they are used"),
        };
        self.operands.insert(id, operand);
        operand
    }

    fn operands(&mut self, apply: &Apply) -> Vec<Operand> {
        apply.operands().iter().map(|&x| self.operand(x)).collect()
    }

    /// Copies scalars into registers until there is a kernel for the operands; gives the registers used.
    fn fill(
        &mut self,
        apply: &Apply,
        operands: &mut [Operand],
        body: &mut Code,
        registers: &mut Registers,
    ) -> Option<Vec<u32>> {
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
                let register = registers.take()?;
                let dtype = self.graph().dtype(apply.operands()[i]);
                let copy = Instruction::new(Op::Copy, dtype, Destination::Register(register), &[*operand]);
                body.push(&copy);
                *operand = Operand::Register(register);
                scalars = Scalars(scalars.0 & !(1 << i));
                filled.push(register);
            }
        }
        Some(filled)
    }

    /// Counts the uses of an operation's operands and frees what is used no more, except what is to be kept.
    fn release(&mut self, apply: &Apply, registers: &mut Registers, keep: impl Fn(NodeId) -> bool) {
        for &x in apply.operands() {
            let uses = &mut self.uses[x.index()];
            *uses -= 1;
            if let (0, false, Some(Operand::Register(register) | Operand::Scalar(register))) =
                (*uses, keep(x), self.operands.get(&x))
            {
                registers.free.push(*register);
            }
        }
    }
}
