//! Reads the machine code of kernels: whether their loops are what they should be.
//!
//! A helper that is not inlined, a rounding or a fused multiply-add that a level does not have, or a branch make a
//! loop fall back to scalar code or to calls. The answer stays right, so that nothing else would notice. The code is
//! disassembled where it lies in memory, from the address of the kernel, which needs no symbols and no tools.

#![allow(unsafe_code)]

use super::fold::Fold;
use super::operation::Outcome;
use crate::element::Elem;
use crate::level::Level;
use crate::ops::{Kernel, Op, Scalars};
use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Register};

/// A kernel's instructions, in the order of their addresses.
fn disassemble(kernel: Kernel) -> Vec<Instruction> {
    /// No instruction is longer.
    const LONGEST: usize = 15;
    let start = kernel as usize as u64;
    let (mut at, mut reached) = (start, start);
    let mut instructions = Vec::new();
    loop {
        // SAFETY: the address is that of an instruction of this program, whose code is readable and followed by more
        // than a few bytes that are.
        let code = unsafe { std::slice::from_raw_parts(at as usize as *const u8, LONGEST) };
        let instruction = Decoder::with_ip(64, code, at, DecoderOptions::NONE).decode();
        let flow = instruction.flow_control();
        at = instruction.next_ip();
        let target = instruction.near_branch_target();
        let is_inside = flow == FlowControl::ConditionalBranch || target < at + 0x1000;
        if matches!(flow, FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch) && is_inside {
            reached = reached.max(target);
        }
        instructions.push(instruction);
        let goes_on = matches!(flow, FlowControl::Next | FlowControl::ConditionalBranch | FlowControl::Call);
        if !goes_on && at > reached {
            return instructions;
        }
    }
}

/// The innermost loops: from the target of a jump back to the jump, with no other such jump between them.
fn innermost_loops(code: &[Instruction]) -> Vec<&[Instruction]> {
    let start = code[0].ip();
    let is_back = |jump: &Instruction| {
        (start..=jump.ip()).contains(&jump.near_branch_target()) && jump.flow_control() != FlowControl::Call
    };
    let mut loops = Vec::new();
    let mut previous_jump = 0;
    for (end, jump) in code.iter().enumerate().filter(|(_, jump)| is_back(jump)) {
        let first = code.partition_point(|instruction| instruction.ip() < jump.near_branch_target());
        if first >= previous_jump {
            loops.push(&code[first..=end]);
        }
        previous_jump = end + 1;
    }
    loops
}

/// Whether an instruction computes with whole vectors of a level's width.
fn is_vector(instruction: &Instruction, level: Level) -> bool {
    let is_wide = |register: Register| match level {
        Level::Base => register.is_xmm(),
        Level::V3 => register.is_ymm(),
        Level::V4 => register.is_zmm(),
    };
    let registers = (0..instruction.op_count()).map(|operand| instruction.op_register(operand));
    registers.into_iter().any(is_wide) && !is_scalar(instruction)
}

/// Whether an instruction computes with one float, as `addsd` does.
fn is_scalar(instruction: &Instruction) -> bool {
    let name = format!("{:?}", instruction.mnemonic()).to_lowercase();
    (name.ends_with("sd") || name.ends_with("ss")) && !name.contains("mov") && !name.contains("broadcast")
}

/// What is wrong with a kernel's code.
fn fault(kernel: Kernel, level: Level) -> Option<&'static str> {
    let code = disassemble(kernel);
    let loops = innermost_loops(&code);
    let is_call =
        |instruction: &Instruction| matches!(instruction.flow_control(), FlowControl::Call | FlowControl::IndirectCall);
    if loops.iter().any(|body| body.iter().any(is_call)) {
        return Some("a loop calls a function");
    }
    let is_vectorised = |body: &&[Instruction]| {
        body.iter().any(|instruction| is_vector(instruction, level)) && !body.iter().any(is_scalar)
    };
    if loops.iter().any(is_vectorised) { None } else { Some("no loop works on whole vectors") }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "there is nothing to see in a build without optimisation")]
fn loops_over_floats_are_vectorised_at_every_level() {
    let is_exempt = |op: Op, level: Level| match op {
        // Nothing to compute; and powers of ten out of a table.
        Op::ImaginaryPart | Op::ZerosLike | Op::RoundDecimals => true,
        // Its elements lie anywhere.
        Op::Take => true,
        // The one function that must round once, which takes an instruction.
        Op::Fma => level == Level::Base,
        _ => false,
    };
    let mut faults = Vec::new();
    let mut read = 0;
    for &op in Op::ALL.iter().filter(|op| op.row().outcome == Outcome::Same) {
        for elem in [Elem::F32, Elem::F64] {
            let shapes = (0..1 << op.arity()).map(Scalars);
            let Some(scalars) = shapes.into_iter().find(|&scalars| op.has_kernel(elem, scalars)) else { continue };
            for level in Level::ALL.iter().copied().filter(|&level| !is_exempt(op, level)) {
                let kernel = (op.row().kernel)(elem, level, scalars).expect("the level makes no difference");
                read += 1;
                if let Some(fault) = fault(kernel, level) {
                    faults.push(format!("{}.{elem:?} at {level}: {fault}", op.mnemonic()));
                }
            }
        }
    }
    assert!(read > 500, "only {read} kernels were read");
    assert!(faults.is_empty(), "{} of {read} kernels:\n{}", faults.len(), faults.join("\n"));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "there is nothing to see in a build without optimisation")]
fn sums_keep_their_lanes_in_vectors() {
    let named = |instruction: &Instruction, parts: &[&str]| {
        let name = format!("{:?}", instruction.mnemonic()).to_lowercase();
        parts.iter().any(|part| name.contains(part))
    };
    for (elem, level) in
        [Elem::F32, Elem::F64].into_iter().flat_map(|elem| Level::ALL.iter().map(move |&level| (elem, level)))
    {
        let code = disassemble(Fold::Add.kernels(elem, level).expect("there is one").block);
        let is_right = |body: &&[Instruction]| {
            let adds = |instruction: &&Instruction| is_vector(instruction, level) && named(instruction, &["addp"]);
            let takes_apart = |instruction: &Instruction| named(instruction, &["unpck", "shuf", "extract", "insert"]);
            body.iter().filter(adds).count() >= 2 && !body.iter().any(takes_apart)
        };
        assert!(innermost_loops(&code).iter().any(is_right), "{elem:?} at {level}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "there is nothing to see in a build without optimisation")]
fn floats_of_16_bits_are_converted_in_vectors() {
    let ways = [(Op::F32, Elem::F16), (Op::F16, Elem::F32), (Op::F16, Elem::F64), (Op::NextAfter, Elem::F16)];
    for (op, elem) in ways {
        for &level in Level::ALL {
            let kernel = (op.row().kernel)(elem, level, Scalars::default()).expect("there is one");
            assert_eq!(fault(kernel, level), None, "{} of {elem:?} at {level}", op.mnemonic());
        }
    }
}
