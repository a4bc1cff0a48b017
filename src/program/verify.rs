//! Checks every invariant that running a program relies on.
//!
//! The executor trusts these: they are why its `unsafe` blocks hold. Debug builds verify each program after
//! compilation; a failure is a bug in the compiler, so it panics.

use super::{Code, Destination, Operand, Program};
use crate::dtype::DType;
use crate::ops::Scalars;

/// What a register holds: nothing yet, or elements of a type.
type Contents = Vec<Option<DType>>;

impl Program {
    /// Panics if the program breaks an invariant.
    pub fn verify(&self) {
        let mut scalars: Contents = vec![None; self.scalars];
        self.verify_code(&self.prologue, &mut scalars, None);
        let scalars_done = scalars;
        let mut registers: Contents = vec![None; self.registers];
        self.verify_code(&self.body, &mut registers, Some(&scalars_done));

        let last = self.body.iter().last().expect("a program has a result");
        assert_eq!(last.destination, Destination::Output, "the last instruction writes the output");
        assert_eq!(last.op.result(last.dtype), self.result, "the output has the result's type");
        for check in &self.checks {
            let dtype = match check.value {
                Operand::Scalar(register) => scalars_done[register as usize],
                Operand::Input(input) => Some(self.inputs[input as usize].dtype),
                _ => None,
            };
            assert_eq!(dtype, Some(check.from), "a checked value has the type stated");
            assert!(matches!(check.from, DType::I64 | DType::U64), "integers by value have 64 bits");
        }
    }

    /// Checks one sequence; `prologue` holds the scalars' types if this is the body.
    fn verify_code(&self, code: &Code, registers: &mut Contents, prologue: Option<&Contents>) {
        for (at, instruction) in code.iter().enumerate() {
            let mut scalars = Scalars::default();
            for (i, &operand) in instruction.operands().iter().enumerate() {
                let (found, is_scalar) = match operand {
                    Operand::Register(register) => {
                        assert!(prologue.is_some(), "{at}: the prologue has no block registers");
                        let distinct = instruction.destination != Destination::Register(register);
                        assert!(distinct, "{at}: no instruction writes over its operand");
                        (registers[register as usize].expect("a register is written before it is read"), false)
                    }
                    Operand::Scalar(register) => {
                        let in_prologue = prologue.is_none();
                        let same = instruction.destination == Destination::Register(register);
                        assert!(!(in_prologue && same), "{at}: no instruction writes over its operand");
                        let written = prologue.unwrap_or(registers)[register as usize];
                        (written.expect("a scalar is computed before it is read"), true)
                    }
                    Operand::Input(input) => {
                        let input = &self.inputs[input as usize];
                        (input.dtype, input.is_scalar)
                    }
                    Operand::Constant(constant) => (self.constants[constant as usize].dtype(), true),
                };
                let expected = instruction.op.operand(i, instruction.dtype);
                assert_eq!(found, expected, "{at}: operand {i} of {:?} has its type", instruction.op);
                if is_scalar {
                    scalars.set(i);
                }
            }
            if prologue.is_none() {
                let all = (1 << instruction.op.arity()) - 1;
                assert_eq!(scalars.0, all, "{at}: the prologue computes with scalars");
                scalars = Scalars::default();
            }
            let has_kernel = instruction.op.has_kernel(instruction.dtype, scalars);
            assert!(has_kernel, "{at}: {:?} has a kernel for these operands", instruction.op);
            let result = instruction.op.result(instruction.dtype);
            if instruction.op.results() == 2 {
                let second = instruction.second().expect("a second result has a register");
                let place = Operand::Register(second);
                assert!(prologue.is_some(), "{at}: the prologue has no second results");
                assert!(!instruction.operands().contains(&place), "{at}: no instruction writes over its operand");
                assert_ne!(instruction.destination, Destination::Register(second), "{at}: two results, two registers");
                assert!(result.size() <= self.width, "{at}: the register is wide enough");
                registers[second as usize] = Some(result);
            }
            match instruction.destination {
                Destination::Register(register) => {
                    assert!(result.size() <= self.width || prologue.is_none(), "{at}: the register is wide enough");
                    registers[register as usize] = Some(result);
                }
                Destination::Output => {
                    assert!(prologue.is_some(), "{at}: the prologue writes no output");
                    assert_eq!(at + 1, code.len(), "{at}: only the last instruction writes the output");
                }
            }
        }
    }
}
