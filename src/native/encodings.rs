//! Reads the encodings of all forms with a disassembler, for registers, addresses and vectors of every kind.

use super::assembler::{Address, Assembler, Encoding, Fields, General, InstructionForm, Masking, RegisterOrMemory};
use super::code::Class;
use super::forms::{self, mask};
use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic, OpKind};

/// Numbers of a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u8) -> u8 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % u64::from(limit)) as u8
    }

    fn address(&mut self) -> Address {
        let base = General(self.below(16));
        let index = match General(self.below(16)) {
            General(4) => None,
            index => Some((index, 1 << self.below(4))),
        };
        let displacement = match self.below(5) {
            0 => 0,
            1 => 64 * i32::from(self.below(250) as i8),
            2 => 8 * i32::from(self.below(250) as i8),
            3 => i32::from(self.below(250) as i8),
            _ => i32::from(self.below(250)) * 77_773,
        };
        Address { base, index: index.filter(|_| self.below(3) > 0), displacement }
    }
}

struct Entry {
    form: InstructionForm,
    /// What a disassembler calls it, in VEX and in EVEX.
    names: [Option<Mnemonic>; 2],
    immediate: bool,
    /// The kinds of what goes to `reg` and `rm`.
    kinds: [Class; 2],
    masks: bool,
}

fn entry(form: InstructionForm, vex: Option<Mnemonic>, evex: Option<Mnemonic>) -> Entry {
    Entry { form, names: [vex, evex], immediate: false, kinds: [Class::Vector; 2], masks: false }
}

fn both(form: InstructionForm, name: Mnemonic) -> Entry {
    entry(form, Some(name), Some(name))
}

fn with_byte(entry: Entry) -> Entry {
    Entry { immediate: true, ..entry }
}

/// All forms, for vectors of some bytes, with their names.
fn entries(bytes: usize) -> Vec<Entry> {
    use Mnemonic::*;
    let mut entries = vec![
        both(forms::add(4), Vaddps),
        both(forms::add(8), Vaddpd),
        both(forms::multiply(4), Vmulps),
        both(forms::multiply(8), Vmulpd),
        both(forms::subtract(4), Vsubps),
        both(forms::subtract(8), Vsubpd),
        both(forms::divide(4), Vdivps),
        both(forms::divide(8), Vdivpd),
        both(forms::extreme(4, false), Vminps),
        both(forms::extreme(8, false), Vminpd),
        both(forms::extreme(4, true), Vmaxps),
        both(forms::extreme(8, true), Vmaxpd),
        both(forms::square_root(4), Vsqrtps),
        both(forms::square_root(8), Vsqrtpd),
        both(forms::multiply_add(4), Vfmadd213ps),
        both(forms::multiply_add(8), Vfmadd213pd),
        both(forms::multiply_subtract(4), Vfmsub213ps),
        both(forms::multiply_subtract(8), Vfmsub213pd),
        both(forms::subtract_product(4), Vfnmadd213ps),
        both(forms::subtract_product(8), Vfnmadd213pd),
        with_byte(entry(forms::round(4), Some(Vroundps), Some(Vrndscaleps))),
        with_byte(entry(forms::round(8), Some(Vroundpd), Some(Vrndscalepd))),
        entry(forms::AND, Some(Vpand), Some(Vpandq)),
        entry(forms::AND_NOT, Some(Vpandn), Some(Vpandnq)),
        entry(forms::OR, Some(Vpor), Some(Vporq)),
        entry(forms::XOR, Some(Vpxor), Some(Vpxorq)),
        entry(forms::MOVE, Some(Vmovdqu), Some(Vmovdqu64)),
        entry(forms::STORE, Some(Vmovdqu), Some(Vmovdqu64)),
        both(forms::STREAM, Vmovntdq),
        both(forms::SINGLE_TO_DOUBLE, Vcvtps2pd),
        both(forms::DOUBLE_TO_SINGLE, Vcvtpd2ps),
        both(forms::HALF_TO_SINGLE, Vcvtph2ps),
        with_byte(both(forms::SINGLE_TO_HALF, Vcvtps2ph)),
        entry(forms::BLEND_BY_VECTOR, Some(Vpblendvb), None),
        with_byte(entry(forms::SHUFFLE, Some(Vshufps), None)),
        entry(forms::pack(4, true), Some(Vpackssdw), None),
        entry(forms::pack(4, false), Some(Vpackusdw), None),
        entry(forms::pack(2, true), Some(Vpacksswb), None),
        entry(forms::pack(2, false), Some(Vpackuswb), None),
    ];
    of_sizes(&mut entries, bytes);
    of_conversions(&mut entries);
    of_masks(&mut entries);
    entries
}

/// Those whose opcodes depend on the width of integers.
fn of_sizes(entries: &mut Vec<Entry>, bytes: usize) {
    use Mnemonic::*;
    let mut by_size =
        |form: &dyn Fn(usize) -> InstructionForm, vex: [Option<Mnemonic>; 4], evex: [Option<Mnemonic>; 4]| {
            for (i, (vex, evex)) in vex.into_iter().zip(evex).enumerate() {
                if vex.is_some() || evex.is_some() {
                    entries.push(entry(form(1 << i), vex, evex));
                }
            }
        };
    let some = |names: [Mnemonic; 4]| names.map(Some);
    let none = [None; 4];
    let adds = some([Vpaddb, Vpaddw, Vpaddd, Vpaddq]);
    by_size(&forms::add_integers, adds, adds);
    let subtracts = some([Vpsubb, Vpsubw, Vpsubd, Vpsubq]);
    by_size(&forms::subtract_integers, subtracts, subtracts);
    let absolutes = [Some(Vpabsb), Some(Vpabsw), Some(Vpabsd), None];
    by_size(&forms::absolute_integers, absolutes, [absolutes[0], absolutes[1], absolutes[2], Some(Vpabsq)]);
    let products = [None, Some(Vpmullw), Some(Vpmulld), None];
    by_size(&forms::multiply_integers, products, [None, products[1], products[2], Some(Vpmullq)]);
    let least = [Some(Vpminsb), Some(Vpminsw), Some(Vpminsd), None];
    by_size(&|size| forms::extreme_integers(size, true, false), least, [least[0], least[1], least[2], Some(Vpminsq)]);
    let least = [Some(Vpminub), Some(Vpminuw), Some(Vpminud), None];
    by_size(&|size| forms::extreme_integers(size, false, false), least, [least[0], least[1], least[2], Some(Vpminuq)]);
    let most = [Some(Vpmaxsb), Some(Vpmaxsw), Some(Vpmaxsd), None];
    by_size(&|size| forms::extreme_integers(size, true, true), most, [most[0], most[1], most[2], Some(Vpmaxsq)]);
    let most = [Some(Vpmaxub), Some(Vpmaxuw), Some(Vpmaxud), None];
    by_size(&|size| forms::extreme_integers(size, false, true), most, [most[0], most[1], most[2], Some(Vpmaxuq)]);
    by_size(
        &forms::shift_left,
        [None, None, Some(Vpsllvd), Some(Vpsllvq)],
        [None, Some(Vpsllvw), Some(Vpsllvd), Some(Vpsllvq)],
    );
    by_size(
        &forms::shift_right,
        [None, None, Some(Vpsrlvd), Some(Vpsrlvq)],
        [None, Some(Vpsrlvw), Some(Vpsrlvd), Some(Vpsrlvq)],
    );
    by_size(
        &forms::shift_right_signed,
        [None, None, Some(Vpsravd), None],
        [None, Some(Vpsravw), Some(Vpsravd), Some(Vpsravq)],
    );
    by_size(&forms::equal_integers, some([Vpcmpeqb, Vpcmpeqw, Vpcmpeqd, Vpcmpeqq]), none);
    by_size(&forms::greater_integers, some([Vpcmpgtb, Vpcmpgtw, Vpcmpgtd, Vpcmpgtq]), none);
    let broadcasts = some([Vpbroadcastb, Vpbroadcastw, Vpbroadcastd, Vpbroadcastq]);
    by_size(&|size| forms::broadcast(size, bytes), broadcasts, broadcasts);
}

/// Those that shift by a constant or convert.
fn of_conversions(entries: &mut Vec<Entry>) {
    use Mnemonic::*;
    let mut add_all = |make: fn(Entry) -> Entry, of: &[(InstructionForm, Option<Mnemonic>, Option<Mnemonic>)]| {
        entries.extend(of.iter().map(|&(form, vex, evex)| make(entry(form, vex, evex))));
    };
    let vex_too = |form, name| (form, Some(name), Some(name));
    let evex = |form, name| (form, None, Some(name));
    add_all(
        with_byte,
        &[
            vex_too(forms::shift_left_by(2), Vpsllw),
            vex_too(forms::shift_left_by(4), Vpslld),
            vex_too(forms::shift_left_by(8), Vpsllq),
            vex_too(forms::shift_right_by(2), Vpsrlw),
            vex_too(forms::shift_right_by(4), Vpsrld),
            vex_too(forms::shift_right_by(8), Vpsrlq),
        ],
    );
    for (from, to, signed, unsigned) in [
        (1, 2, Vpmovsxbw, Vpmovzxbw),
        (1, 4, Vpmovsxbd, Vpmovzxbd),
        (1, 8, Vpmovsxbq, Vpmovzxbq),
        (2, 4, Vpmovsxwd, Vpmovzxwd),
        (2, 8, Vpmovsxwq, Vpmovzxwq),
        (4, 8, Vpmovsxdq, Vpmovzxdq),
    ] {
        add_all(
            |entry| entry,
            &[vex_too(forms::widen(from, to, true), signed), vex_too(forms::widen(from, to, false), unsigned)],
        );
    }
    add_all(
        |entry| entry,
        &[
            evex(forms::truncate(2, 1), Vpmovwb),
            evex(forms::truncate(4, 1), Vpmovdb),
            evex(forms::truncate(8, 1), Vpmovqb),
            evex(forms::truncate(4, 2), Vpmovdw),
            evex(forms::truncate(8, 2), Vpmovqw),
            evex(forms::truncate(8, 4), Vpmovqd),
            vex_too(forms::float_of_integer(4, 4, true), Vcvtdq2ps),
            vex_too(forms::float_of_integer(4, 8, true), Vcvtdq2pd),
            evex(forms::float_of_integer(4, 4, false), Vcvtudq2ps),
            evex(forms::float_of_integer(4, 8, false), Vcvtudq2pd),
            evex(forms::float_of_integer(8, 4, true), Vcvtqq2ps),
            evex(forms::float_of_integer(8, 8, true), Vcvtqq2pd),
            evex(forms::float_of_integer(8, 4, false), Vcvtuqq2ps),
            evex(forms::float_of_integer(8, 8, false), Vcvtuqq2pd),
            vex_too(forms::integer_of_float(4, 4, true), Vcvttps2dq),
            vex_too(forms::integer_of_float(8, 4, true), Vcvttpd2dq),
            evex(forms::integer_of_float(4, 4, false), Vcvttps2udq),
            evex(forms::integer_of_float(8, 4, false), Vcvttpd2udq),
            evex(forms::integer_of_float(4, 8, true), Vcvttps2qq),
            evex(forms::integer_of_float(8, 8, true), Vcvttpd2qq),
            evex(forms::integer_of_float(4, 8, false), Vcvttps2uqq),
            evex(forms::integer_of_float(8, 8, false), Vcvttpd2uqq),
        ],
    );
}

/// Those with masks.
fn of_masks(entries: &mut Vec<Entry>) {
    use Mnemonic::*;
    let masked = |entry: Entry| Entry { masks: true, ..entry };
    for (i, (name, blend)) in
        [(Vmovdqu8, Vpblendmb), (Vmovdqu16, Vpblendmw), (Vmovdqu32, Vpblendmd), (Vmovdqu64, Vpblendmq)]
            .into_iter()
            .enumerate()
    {
        entries.push(masked(entry(forms::masked_move(1 << i), None, Some(name))));
        entries.push(masked(entry(forms::masked_store(1 << i), None, Some(name))));
        entries.push(masked(entry(forms::blend_by_mask(1 << i), None, Some(blend))));
    }
    let to_mask = |entry: Entry| Entry { kinds: [Class::Mask, Class::Vector], ..entry };
    for (i, (signed, unsigned)) in
        [(Vpcmpb, Vpcmpub), (Vpcmpw, Vpcmpuw), (Vpcmpd, Vpcmpud), (Vpcmpq, Vpcmpuq)].into_iter().enumerate()
    {
        for (signed, name) in [(true, signed), (false, unsigned)] {
            entries.push(with_byte(to_mask(entry(forms::compare_integers(1 << i, signed), None, Some(name)))));
        }
    }
    for (size, name) in [(4, Vcmpps), (8, Vcmppd)] {
        entries.push(with_byte(to_mask(entry(forms::compare_floats(size, true), None, Some(name)))));
        entries.push(with_byte(entry(forms::compare_floats(size, false), Some(name), None)));
    }
    entries.push(to_mask(entry(forms::TEST_BYTES, None, Some(Vptestmb))));
    let on_masks = |entry: Entry| Entry { kinds: [Class::Mask; 2], ..entry };
    for (form, name) in [(mask::AND, Kandq), (mask::AND_NOT, Kandnq), (mask::OR, Korq), (mask::XOR, Kxorq)] {
        entries.push(on_masks(entry(form, Some(name), None)));
    }
}

/// Checks one instruction against what the disassembler reads.
fn check(entry: &Entry, bytes: usize, numbers: &mut Numbers) {
    let Entry { form, kinds, .. } = *entry;
    let highest = if form.encoding == Encoding::Vex { 16 } else { 32 };
    let register = |numbers: &mut Numbers, kind: Class| match kind {
        Class::Vector => numbers.below(highest),
        Class::Mask => numbers.below(8),
    };
    let digit = match form.fields {
        Fields::VvvvRm(digit) => Some(digit),
        _ => None,
    };
    let reg = digit.unwrap_or_else(|| register(numbers, kinds[0]));
    let second = match form.fields {
        Fields::RegRm | Fields::RmReg => 0,
        _ => register(numbers, kinds[1]),
    };
    // A vector instruction that has no form with memory is one on masks.
    let rm = match numbers.below(2) {
        _ if form == forms::STREAM => RegisterOrMemory::Memory(numbers.address()),
        // Shifts by a constant take memory in EVEX alone, and are given none.
        0 if kinds[1] == Class::Vector && digit.is_none() => RegisterOrMemory::Memory(numbers.address()),
        _ => RegisterOrMemory::Register(register(numbers, kinds[1])),
    };
    let masking = match entry.masks {
        true => Masking { mask: 1 + numbers.below(7), zeroes: false },
        false => Masking::default(),
    };
    let is_fourth = form.fields == Fields::RegVvvvRmIs4;
    let fourth = numbers.below(16);
    let immediate = if is_fourth { Some(fourth << 4) } else { entry.immediate.then(|| numbers.below(8)) };
    let mut assembler = Assembler::default();
    assembler.vector(form, bytes, [reg, second], rm, masking, immediate);
    let code = assembler.finish();
    let decoded = Decoder::with_ip(64, &code, 0, DecoderOptions::NONE).decode();
    let says = format!("{form:x?} of {bytes} bytes: {reg} {second} {rm:?} {masking:?}: {code:02x?} is {decoded:?}");
    assert_eq!(decoded.len(), code.len(), "{says}");
    let is_evex = code[0] == 0x62;
    assert_eq!(Some(decoded.mnemonic()), entry.names[usize::from(is_evex)], "{says}");
    assert_eq!(decoded.op_mask().number(), usize::from(masking.mask), "{says}");
    let mut expected: Vec<Option<u8>> = match form.fields {
        Fields::RegRm => vec![Some(reg), None],
        Fields::RegVvvvRm | Fields::RegVvvvRmIs4 => vec![Some(reg), Some(second), None],
        Fields::VvvvRm(_) => vec![Some(second), None],
        Fields::RmReg => vec![None, Some(reg)],
    };
    if is_fourth {
        expected.push(Some(fourth));
    }
    for (i, expected) in expected.into_iter().enumerate() {
        match (expected, rm) {
            (Some(number), _) | (None, RegisterOrMemory::Register(number)) => {
                assert_eq!(decoded.op_register(i as u32).number(), usize::from(number), "operand {i} of {says}");
            }
            (None, RegisterOrMemory::Memory(address)) => check_address(&decoded, i as u32, address, &says),
        }
    }
}

fn check_address(decoded: &Instruction, operand: u32, address: Address, says: &str) {
    assert_eq!(decoded.op_kind(operand), OpKind::Memory, "{says}");
    assert_eq!(decoded.memory_base().number(), usize::from(address.base.0), "{says}");
    let index = address.index.map(|(index, scale)| (usize::from(index.0), u32::from(scale)));
    let found = (decoded.memory_index() != iced_x86::Register::None)
        .then(|| (decoded.memory_index().number(), decoded.memory_index_scale()));
    assert_eq!(found, index, "{says}");
    assert_eq!(decoded.memory_displacement64() as i64, i64::from(address.displacement), "{says}");
}

#[test]
fn a_disassembler_reads_what_was_written() {
    let mut numbers = Numbers(1);
    for bytes in [16, 32, 64] {
        let entries = entries(bytes);
        assert!(entries.len() > 120, "{} forms", entries.len());
        for entry in &entries {
            let lengths: &[usize] = match (entry.kinds, entry.form.encoding) {
                ([Class::Mask, Class::Mask], _) => &[32],
                (_, Encoding::Vex) => &[16, 32],
                _ => &[16, 32, 64],
            };
            if lengths.contains(&bytes) {
                (0..300).for_each(|_| check(entry, bytes, &mut numbers));
            }
        }
    }
}
