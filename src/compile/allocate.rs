//! Gives values registers and writes the program, in one pass over the order.
//!
//! A register is free again after the last use of its value, and the one freed last is taken first, since its block
//! is still in cache. A destination is chosen before the operands are freed: kernels rely on an output that overlaps
//! no operand.

use super::Graph;
use super::graph::{Apply, Node, NodeId};
use super::infer::named;
use super::order::Order;
use crate::error::{CompileError, Error};
use crate::ops::Scalars;
use crate::program::{Code, Destination, FitCheck, Input, Instruction, Operand, Program};
use crate::syntax::Tree;
use std::collections::HashMap;

/// Writes the program for an order of evaluation.
pub fn allocate(graph: &Graph, order: &Order, tree: &Tree) -> Result<Program, Error> {
    let mut allocate = Allocate {
        graph,
        inputs: Vec::new(),
        constants: Vec::new(),
        operands: HashMap::new(),
        uses: vec![0; graph.nodes().len()],
    };
    for &id in order.prologue.iter().chain(&order.body) {
        if let Node::Apply(apply) = graph.node(id) {
            for operand in apply.operands() {
                allocate.uses[operand.index()] += 1;
            }
        }
    }
    // What the body reads, and the values that are checked, outlive the prologue.
    let mut kept = vec![false; graph.nodes().len()];
    for root in graph.roots() {
        kept[root.index()] = true;
    }
    for &id in &order.body {
        if let Node::Apply(apply) = graph.node(id) {
            for operand in apply.operands() {
                kept[operand.index()] = true;
            }
        }
    }

    let too_many = || {
        let limit = Destination::MAX_REGISTERS;
        Error::compile(CompileError::TooManyLiveValues { limit }, tree.span(tree.root()))
    };
    let mut prologue = Code::default();
    let mut scalars = Registers::default();
    for &id in &order.prologue {
        let apply = allocate.apply(id);
        let operands = allocate.operands(&apply);
        let register = scalars.take().ok_or_else(too_many)?;
        prologue.push(&Instruction::new(apply.op, apply.dtype, Destination::Register(register), &operands));
        allocate.release(&apply, &mut scalars, |x| kept[x.index()] || !graph.is_scalar(x));
        allocate.operands.insert(id, Operand::Scalar(register));
    }

    let mut body = Code::default();
    let mut registers = Registers::default();
    let mut width = 1;
    for &id in &order.body {
        let apply = allocate.apply(id);
        let mut operands = allocate.operands(&apply);
        let filled = allocate.fill(&apply, &mut operands, &mut body, &mut registers).ok_or_else(too_many)?;
        let destination = if id == graph.root() {
            Destination::Output
        } else {
            let register = registers.take().ok_or_else(too_many)?;
            allocate.operands.insert(id, Operand::Register(register));
            width = width.max(graph.dtype(id).size());
            Destination::Register(register)
        };
        let mut instruction = Instruction::new(apply.op, apply.dtype, destination, &operands);
        if let Some(second) = graph.find(&Node::Second(id)) {
            let register = registers.take().ok_or_else(too_many)?;
            allocate.operands.insert(second, Operand::Register(register));
            instruction = instruction.with_second(register);
        }
        for operand in apply.operands() {
            width = width.max(graph.dtype(*operand).size());
        }
        body.push(&instruction);
        allocate.release(&apply, &mut registers, |x| graph.is_scalar(x));
        registers.free.extend(filled);
    }
    let result = graph.dtype(graph.root());
    if order.body.last() != Some(&graph.root()) {
        // A scalar, or an input as it is.
        let operand = allocate.operand(graph.root());
        body.push(&Instruction::new(named("copy", 1), result, Destination::Output, &[operand]));
    }
    let checks = graph
        .checks
        .iter()
        .map(|check| FitCheck {
            value: allocate.operand(check.node),
            from: graph.dtype(check.node),
            dtype: check.dtype,
            span: check.span,
        })
        .collect();
    Ok(Program {
        inputs: allocate.inputs,
        constants: allocate.constants,
        prologue,
        scalars: scalars.used as usize,
        body,
        registers: registers.used as usize,
        width: width.max(result.size()),
        result,
        checks,
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

struct Allocate<'g> {
    graph: &'g Graph,
    inputs: Vec<Input>,
    constants: Vec<crate::dtype::Scalar>,
    /// Where the values are that have a place.
    operands: HashMap<NodeId, Operand>,
    /// Uses to come.
    uses: Vec<u32>,
}

impl Allocate<'_> {
    fn apply(&self, id: NodeId) -> Apply {
        match self.graph.node(id) {
            Node::Apply(apply) => apply,
            _ => unreachable!("only operations are ordered"),
        }
    }

    /// Where a value is; inputs and constants get their place at first use.
    fn operand(&mut self, id: NodeId) -> Operand {
        if let Some(&operand) = self.operands.get(&id) {
            return operand;
        }
        let operand = match self.graph.node(id) {
            Node::Constant(value) => {
                self.constants.push(value);
                Operand::Constant(self.constants.len() as u32 - 1)
            }
            Node::Input(name) => {
                let is_scalar = self.graph.is_scalar(id);
                self.inputs.push(Input { name, dtype: self.graph.dtype(id), is_scalar });
                Operand::Input(self.inputs.len() as u32 - 1)
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
            if self.graph.is_scalar(x) {
                scalars.set(i);
            }
        }
        for (i, operand) in operands.iter_mut().enumerate() {
            if apply.op.has_kernel(apply.dtype, scalars) {
                break;
            }
            if scalars.has(i) {
                let register = registers.take()?;
                let dtype = self.graph.dtype(apply.operands()[i]);
                let copy = Instruction::new(named("copy", 1), dtype, Destination::Register(register), &[*operand]);
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
