//! The disassembler.

use super::{Code, Destination, Instruction, Operand, Program};
use std::fmt;

/// A program as text, one instruction a line: `multiply.f64  r0 ← a, 2.5`.
pub struct Listing<'p> {
    program: &'p Program,
    names: &'p [&'p str],
}

impl<'p> Listing<'p> {
    pub(super) fn new(program: &'p Program, names: &'p [&'p str]) -> Self {
        Self { program, names }
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Register(register) => format!("r{register}"),
            Operand::Scalar(register) => format!("s{register}"),
            Operand::Input(input) => self.names[self.program.inputs[input as usize].name].to_owned(),
            Operand::Constant(constant) => self.program.constants[constant as usize].to_string(),
        }
    }

    fn code(&self, f: &mut fmt::Formatter<'_>, code: &Code, register: char) -> fmt::Result {
        let mnemonic = |instruction: &Instruction| format!("{}.{}", instruction.op.mnemonic(), instruction.dtype);
        let destination = |instruction: &Instruction| {
            let first = match instruction.destination {
                Destination::Register(index) => format!("{register}{index}"),
                Destination::Output => "out".to_owned(),
            };
            instruction.second().map_or(first.clone(), |second| format!("{first}, {register}{second}"))
        };
        let width = |column: &dyn Fn(&Instruction) -> String, least: usize| {
            code.iter().map(|instruction| column(&instruction).len()).fold(least, usize::max)
        };
        let (mnemonics, destinations) = (width(&mnemonic, 0), width(&destination, 3));
        for instruction in code.iter() {
            let (mnemonic, destination) = (mnemonic(&instruction), destination(&instruction));
            let operands: Vec<_> = instruction.operands().iter().map(|&o| self.operand(o)).collect();
            writeln!(f, "  {mnemonic:<mnemonics$}  {destination:<destinations$} ← {}", operands.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = self.program;
        if program.prologue.len() > 0 {
            writeln!(f, "once: scalar registers {}, bytes {}", program.scalars, program.prologue.bytes())?;
            self.code(f, &program.prologue, 's')?;
        }
        writeln!(f, "each block: registers {}, bytes {}", program.registers, program.body.bytes())?;
        self.code(f, &program.body, 'r')
    }
}
