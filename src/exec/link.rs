//! A program with its kernels.

use crate::dtype::{Scalar, Storage};
use crate::level::Level;
use crate::ops::{Kernel, MAX_OPERANDS, Scalars};
use crate::program::{Code, Destination, Instruction, Operand, Program};

/// A program that is ready to run.
pub struct Compiled {
    program: Program,
    /// The constants' bytes, where steps find them.
    constants: Vec<Storage>,
    linked: Linked,
}

impl Compiled {
    /// Makes a program ready to run at a level that the processor has.
    pub fn new(program: Program, level: Level) -> Self {
        debug_assert!(level.is_available());
        let constants = program.constants.iter().map(Scalar::storage).collect();
        let linked = Linked::new(&program, level);
        Self { program, constants, linked }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    pub(super) fn linked(&self) -> &Linked {
        &self.linked
    }

    pub(super) fn constants(&self) -> &[Storage] {
        &self.constants
    }
}

/// Where the pointers to a program's values stand in the table that a thread works with.
///
/// ```text
/// block registers | output | scalar registers | constants | inputs
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// The output's block.
    pub output: usize,
    /// The first scalar register.
    pub scalars: usize,
    /// The first constant.
    pub constants: usize,
    /// The first input.
    pub inputs: usize,
    /// How many there are.
    pub count: usize,
}

impl Slots {
    fn new(program: &Program) -> Self {
        let output = program.registers;
        let scalars = output + 1;
        let constants = scalars + program.scalars;
        let inputs = constants + program.constants.len();
        Self { output, scalars, constants, inputs, count: inputs + program.inputs.len() }
    }

    fn operand(&self, operand: Operand) -> u32 {
        (match operand {
            Operand::Register(register) => register as usize,
            Operand::Scalar(register) => self.scalars + register as usize,
            Operand::Constant(constant) => self.constants + constant as usize,
            Operand::Input(input) => self.inputs + input as usize,
        }) as u32
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
}

/// A program whose kernels have been looked up for a level.
pub struct Linked {
    /// The meaning of slots.
    pub slots: Slots,
    /// What runs once a call, on one element.
    pub prologue: Vec<Step>,
    /// What runs for each block.
    pub body: Vec<Step>,
    /// What the body costs an element, in units of an addition.
    pub cost: usize,
    /// The slots of the arrays: the output, then the inputs that are not scalars.
    pub lanes: Vec<usize>,
    /// The slots that the last step, the one that writes the output, reads.
    last_reads: Vec<u32>,
}

impl Linked {
    /// Looks up the kernels of a program.
    pub fn new(program: &Program, level: Level) -> Self {
        let slots = Slots::new(program);
        // In the prologue everything is one element, so its operands are blocks of length 1.
        let prologue = link(&slots, &program.prologue, level, slots.scalars, |_| Scalars::default());
        let body = link(&slots, &program.body, level, 0, |instruction| scalar_operands(program, instruction));
        let last = program.body.iter().last().expect("a program has a result");
        let last_reads = last.operands().iter().map(|&operand| slots.operand(operand)).collect();
        let arrays = program.inputs.iter().enumerate().filter(|(_, input)| !input.is_scalar);
        let lanes = std::iter::once(slots.output).chain(arrays.map(|(input, _)| slots.inputs + input)).collect();
        let cost = program.body.iter().map(|instruction| instruction.op.cost()).sum();
        Self { slots, prologue, body, cost, lanes, last_reads }
    }

    /// Whether the step that writes the output reads a slot.
    pub fn reads_last(&self, slot: usize) -> bool {
        self.last_reads.contains(&(slot as u32))
    }
}

fn link(
    slots: &Slots,
    code: &Code,
    level: Level,
    registers: usize,
    scalars: impl Fn(&Instruction) -> Scalars,
) -> Vec<Step> {
    code.iter()
        .map(|instruction| {
            let out = match instruction.destination {
                Destination::Register(register) => registers + register as usize,
                Destination::Output => slots.output,
            };
            let kernel = (instruction.op.row().kernel)(instruction.dtype, level, scalars(&instruction))
                .expect("the compiler emits only what there are kernels for");
            let mut operands = [0; MAX_OPERANDS];
            for (slot, &operand) in operands.iter_mut().zip(instruction.places()) {
                *slot = slots.operand(operand);
            }
            Step { kernel, out: out as u32, operands }
        })
        .collect()
}

fn scalar_operands(program: &Program, instruction: &Instruction) -> Scalars {
    let mut scalars = Scalars::default();
    for (i, operand) in instruction.operands().iter().enumerate() {
        let is_scalar = match *operand {
            Operand::Register(_) => false,
            Operand::Scalar(_) | Operand::Constant(_) => true,
            Operand::Input(input) => program.inputs[input as usize].is_scalar,
        };
        if is_scalar {
            scalars.set(i);
        }
    }
    scalars
}
