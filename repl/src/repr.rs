//! Texts as Python's `repr` writes them.

/// A text of bytes: `b'abc'`.
pub fn of_bytes(bytes: &[u8]) -> String {
    let is_in = |sign: u8| bytes.contains(&sign);
    let mut text = String::from("b");
    quote(&mut text, bytes.iter().map(|&byte| byte.into()), is_in(b'\'') && !is_in(b'"'), |code| code < 0x7f);
    text
}

/// A text of characters, as their code points: `'abc'`.
pub fn of_characters(characters: &[u32]) -> String {
    let is_in = |sign: char| characters.contains(&sign.into());
    let mut text = String::new();
    quote(&mut text, characters.iter().copied(), is_in('\'') && !is_in('"'), |code| {
        char::from_u32(code).is_some_and(is_printable)
    });
    text
}

/// Adds characters in quotes; what cannot be shown is escaped.
fn quote(text: &mut String, codes: impl Iterator<Item = u32>, is_double: bool, can_be_shown: fn(u32) -> bool) {
    let mark = if is_double { '"' } else { '\'' };
    text.push(mark);
    for code in codes {
        match (char::from_u32(code), code) {
            (Some('\\'), _) => text.push_str("\\\\"),
            (Some('\t'), _) => text.push_str("\\t"),
            (Some('\n'), _) => text.push_str("\\n"),
            (Some('\r'), _) => text.push_str("\\r"),
            (Some(character), _) if character == mark => text.extend(['\\', mark]),
            (Some(character), 0x20..) if can_be_shown(code) => text.push(character),
            (_, ..0x100) => text.push_str(&format!("\\x{code:02x}")),
            (_, ..0x1_0000) => text.push_str(&format!("\\u{code:04x}")),
            _ => text.push_str(&format!("\\U{code:08x}")),
        }
    }
    text.push(mark);
}

/// Whether a character is neither a control, a separator other than the blank, nor unassigned. Rust's own escapes tell,
/// behind a letter, for they escape an accent that stands alone.
fn is_printable(character: char) -> bool {
    let shown = String::from_iter(['a', character]);
    matches!(character, '\'' | '"') || shown.escape_debug().eq(shown.chars())
}
