//! Messages of bounded length, whatever they quote.
//!
//! Names, texts and numbers of a program may be as long as the program. They stand whole in the kinds of errors, for
//! programs that look at them, and are shortened here alone, where a message is made of them.

use std::borrow::Cow;

/// The longest quoted or unbroken piece of a message, in characters; the longest signature of a function has 72.
const LONGEST_PIECE: usize = 80;
/// The longest message, in characters: shapes of 64 axes are in it, and names that are quoted with blanks in them.
const LONGEST_MESSAGE: usize = 2000;

/// The message with `…` for the end of each long piece, in backticks or without blanks, and of a message of many
/// pieces.
pub fn shorten(message: &str) -> Cow<'_, str> {
    if message.len() <= LONGEST_PIECE {
        return Cow::Borrowed(message);
    }
    let mut short = String::new();
    let pieces = message.split_inclusive('`').enumerate();
    for (i, piece) in pieces {
        let is_quoted = i % 2 == 1 && piece.ends_with('`');
        match piece.strip_suffix('`').filter(|_| is_quoted) {
            Some(quoted) => {
                push_start(&mut short, quoted, LONGEST_PIECE);
                short.push('`');
            }
            None => piece.split_inclusive(char::is_whitespace).for_each(|word| {
                push_start(&mut short, word, LONGEST_PIECE);
            }),
        }
        if short.len() > 4 * LONGEST_MESSAGE {
            break;
        }
    }
    match short.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => Cow::Owned(format!("{}…", &short[..end])),
        None => Cow::Owned(short),
    }
}

/// Adds a piece, or its first characters if it is long.
fn push_start(text: &mut String, piece: &str, most: usize) {
    match piece.char_indices().nth(most) {
        Some((end, _)) => {
            text.push_str(&piece[..end]);
            text.push('…');
        }
        None => text.push_str(piece),
    }
}
