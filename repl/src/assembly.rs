//! Machine code as a listing: for each loop the instructions that it does the work of, and below them those of the
//! processor, in Intel's notation, with the distance of each from the first.

use fusexpr::inspect::{LoopCode, PassCode};
use iced_x86::{Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter, OpKind, SymbolResolver, SymbolResult};
use std::collections::BTreeMap;

/// The listing of a program; of passes that have no code only how many there are, and why.
pub fn listing(passes: &[PassCode]) -> String {
    let mut text = String::new();
    for pass in passes.iter().filter(|pass| !pass.loops.is_empty()) {
        text += &format!("{}\n", pass.heading);
        pass.loops.iter().for_each(|of| add_loop(&mut text, of));
    }
    let mut without: Vec<(&str, usize)> = Vec::new();
    for reason in passes.iter().filter_map(|pass| pass.reason.as_deref()) {
        match without.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => without.push((reason, 1)),
        }
    }
    for (reason, count) in without {
        let s = if count == 1 { "" } else { "es" };
        text += &format!("no machine code for {count} pass{s}, as {reason}\n");
    }
    if text.is_empty() { "no machine code, as there are no elements\n".to_owned() } else { text }
}

fn add_loop(text: &mut String, of: &LoopCode) {
    of.instructions.iter().for_each(|line| *text += &format!("  {line}\n"));
    *text += &format!("    {} elements at a time\n", of.lanes);
    let instructions: Vec<Instruction> = Decoder::with_ip(64, &of.bytes, 0, DecoderOptions::NONE).into_iter().collect();
    let labels = Labels::of(&instructions);
    let mut formatter = IntelFormatter::with_options(Some(Box::new(labels.clone())), None);
    let options = formatter.options_mut();
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_space_after_operand_separator(true);
    options.set_first_operand_char_index(14);
    options.set_signed_immediate_operands(true);
    for instruction in &instructions {
        if let Some(label) = labels.0.get(&instruction.ip()) {
            *text += &format!("  {label}:\n");
        }
        let mut line = String::new();
        formatter.format(instruction, &mut line);
        *text += &format!("    {:4x}  {line}\n", instruction.ip());
    }
}

/// The places that are jumped to, with their names.
#[derive(Clone)]
struct Labels(BTreeMap<u64, String>);

impl Labels {
    fn of(instructions: &[Instruction]) -> Self {
        let jumps = instructions.iter().filter(|instruction| is_jump(instruction));
        let mut labels: BTreeMap<u64, String> = jumps.map(|jump| (jump.near_branch_target(), String::new())).collect();
        labels.values_mut().zip(1..).for_each(|(label, number)| *label = format!("L{number}"));
        Self(labels)
    }
}

impl SymbolResolver for Labels {
    fn symbol(
        &mut self,
        instruction: &Instruction,
        _: u32,
        _: Option<u32>,
        address: u64,
        _: u32,
    ) -> Option<SymbolResult<'_>> {
        // Other numbers that are those of places are no places.
        let label = self.0.get(&address).filter(|_| is_jump(instruction))?;
        Some(SymbolResult::with_str(address, label))
    }
}

fn is_jump(instruction: &Instruction) -> bool {
    instruction.op_count() == 1 && instruction.op0_kind() == OpKind::NearBranch64
}
