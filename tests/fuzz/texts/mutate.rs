//! Texts to mutate, and how.

use crate::common::Random;

/// Files with expressions in them: those of the golden files stand behind `>>> `, the others in blocks of code.
const FILES: [&str; 3] = [
    include_str!("../../golden/errors.txt"),
    include_str!("../../golden/explain.txt"),
    include_str!("../../../README.md"),
];

/// Texts that reach far, and some that have hurt.
const TEXTS: [&str; 16] = [
    "t = x; t = roll(t, 1, axis=0) + t; t = roll(t, 2, axis=0) + t; t",
    "sum(sum(sum(x, keepdims=True), keepdims=True), keepdims=True)",
    "(x - mean(x, axis=-1, keepdims=True)) / std(x, axis=-1, ddof=1, keepdims=True)",
    "a < b <= a < 3 != b",
    "x[1:-1, ::2, None] + shift(a, 1, mode=\"reflect\")[:1]",
    "u8(x) if c else -2**-b // 3 % 4",
    "next = x*p + q; y = next[:, 1:]; y[0] = 5; y",
    "a not in (1, 2.5, -3) and c or not c",
    "where(a > 1, arange(3), linspace(0, 1, 3)) ** 2",
    "random(2, 3, seed=p) + full((3,), 1.5) + index(0)",
    "cumsum(roll(a, 1)) + cumprod(b, dtype=f64)",
    "9**9**9",
    "1 << 4000 << 4000",
    "10**400 / 10**399",
    "`a` + `b`",
    "max(x, axis=(0, 1)).real",
];

/// Tokens, and what is none.
const TOKENS: [&str; 90] = [
    "a",
    "b",
    "c",
    "u",
    "x",
    "p",
    "q",
    "t",
    "(",
    ")",
    "[",
    "]",
    "{",
    ";",
    "\n",
    ":",
    "...",
    "None",
    " = ",
    "+=",
    "//=",
    "roll(",
    "shift(",
    "axis=0",
    "axis=(0, 1)",
    "keepdims=True",
    "ddof=1",
    "dtype=i8",
    "\"wrap\"",
    "'",
    "arange(",
    "index(0)",
    "[1:]",
    "[::-1]",
    "[None]",
    "[0]",
    ",",
    ".",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "~",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    " and ",
    " or ",
    " not ",
    " in ",
    " if ",
    " else ",
    "True",
    "pi",
    "inf",
    "nan",
    "1",
    "0",
    "2.5",
    "1e300",
    "1e-400",
    "0xff",
    "18446744073709551615",
    "2j",
    "1__0",
    "sqrt(",
    "where(",
    "clip(",
    "round(",
    "i8(",
    "sum(",
    "cumsum(",
    "nanargmin(",
    ".real",
    "decimals=",
    "`",
    "#",
    "\u{1F600}",
    "\0",
];

/// No text becomes longer.
const LONGEST: usize = 20_000;

/// All the texts that are mutated.
fn corpus() -> &'static [String] {
    static ALL: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        let mut all: Vec<String> = TEXTS.iter().map(|&text| text.to_owned()).collect();
        for file in FILES {
            let golden = file.lines().filter_map(|line| line.strip_prefix(">>> "));
            all.extend(golden.map(|line| line.split(" ; ").next().unwrap_or(line).to_owned()));
            let code =
                file.split("```").skip(1).step_by(2).flat_map(str::lines).filter(|line| line.contains(['+', '*', '(']));
            all.extend(code.map(|line| line.split('"').nth(1).unwrap_or(line).to_owned()));
        }
        all
    });
    &ALL
}

/// A random text, mostly one that is nearly right.
pub fn text(random: &mut Random) -> String {
    let mut text = match random.below(8) {
        0 => (0..random.below(30)).map(|_| TOKENS[random.below(TOKENS.len())]).collect(),
        1 => String::from_utf8_lossy(&(0..random.below(60)).map(|_| random.next() as u8).collect::<Vec<_>>())
            .into_owned(),
        2 => (0..random.below(60)).map(|_| char::from(b' ' + (random.next() % 95) as u8)).collect(),
        3 => crate::programs::text(random.next()),
        _ => corpus()[random.below(corpus().len())].clone(),
    };
    for _ in 0..[0, 1, 1, 2, 2, 5][random.below(6)] {
        text = mutated(&text, random);
        if text.len() > LONGEST {
            text = without(&text, LONGEST, text.len());
        }
    }
    text
}

/// A text with one change: of a character, a token, or a piece.
fn mutated(text: &str, random: &mut Random) -> String {
    let (at, token) = (place(text, random), TOKENS[random.below(TOKENS.len())]);
    let (first, second) = (place(text, random), place(text, random));
    let (from, to) = (first.min(second), first.max(second));
    let piece = &text[from..to];
    match random.below(12) {
        0 | 1 => format!("{}{token}{}", &text[..at], &text[at..]),
        2 => without(text, at, 1),
        3 => without(text, from, to - from),
        4 => format!("{}{token}{}", &text[..from], &text[to..]),
        5 => format!("{}{piece}{}", &text[..at], &text[at..]),
        6 => {
            let other = &corpus()[random.below(corpus().len())];
            let cut = place(other, random);
            format!("{}{}", &text[..at], &other[cut..])
        }
        7 => {
            let statement = &corpus()[random.below(corpus().len())];
            format!("{text}\n{statement}")
        }
        8 => {
            // Again and again: what grows too fast shows in length.
            let count = [2, 3, 10, 30, 100, 500][random.below(6)].min(LONGEST / piece.len().max(1));
            format!("{}{}{}", &text[..from], piece.repeat(count), &text[to..])
        }
        9 => {
            // Around and around.
            let count = [2, 3, 10, 30, 100, 480][random.below(6)];
            let around =
                [("(", ")"), ("sum(", ")"), ("sum(", ", keepdims=True)"), ("-", ""), ("not ", ""), ("roll(", ", 1)")];
            let (open, close) = around[random.below(around.len())];
            format!("{}{}{piece}{}{}", &text[..from], open.repeat(count), close.repeat(count), &text[to..])
        }
        10 => {
            let number = [0, 1, 2, 255, 1 << 31, 1_u64 << 63, random.next()][random.below(7)];
            format!("{}{number}{}", &text[..at], &text[at..])
        }
        _ => {
            let character = char::from_u32(random.next() as u32 % 0x11_0000).unwrap_or('\u{fffd}');
            format!("{}{character}{}", &text[..at], &text[at..])
        }
    }
}

/// A place between characters.
fn place(text: &str, random: &mut Random) -> usize {
    floor(text, random.below(text.len() + 1))
}

/// The last place between characters that is not behind this one.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A text without some bytes, or a few more where these would cut a character.
pub fn without(text: &str, at: usize, length: usize) -> String {
    let from = floor(text, at.min(text.len()));
    let mut to = at.saturating_add(length).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    format!("{}{}", &text[..from], &text[to.max(from)..])
}
