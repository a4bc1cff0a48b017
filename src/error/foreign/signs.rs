//! Signs: operators, brackets and characters of other languages and of word processors.

use super::row::ForeignRow;
use std::ops::Range;

/// Longer spellings stand before those that they begin with.
const SIGNS: &[ForeignRow] = &[
    // Operators of C, Java, JavaScript, Python, MATLAB, SQL.
    ("&&", "a logical and is written `and`, between bool arrays also `&`"),
    ("||", "a logical or is written `or`, between bool arrays also `|`"),
    ("^^", "an exclusive or is written `^`"),
    ("!== ~= <> =!= /=/", "what differs is found by `x != y`"),
    ("===", "what is equal is found by `x == y`"),
    ("=>", "at least is written `x >= y`"),
    ("=<", "at most is written `x <= y`"),
    (":=", "a name is given a value by `y = x`"),
    ("++", "one is added to a name by `x += 1`"),
    ("--", "one is taken from a name by `x -= 1`"),
    ("***", "a power is written `x**y`"),
    (".* ./ .^ .**", "operators work element by element without a point: `x*y`, `x/y`, `x**y`"),
    ("->", "no functions are declared; an expression is a formula of its variables"),
    ("|>", "functions are called around their arguments, `sqrt(abs(x))`"),
    ("::", "functions are called by their name alone, `sqrt(x)`"),
    ("/*", "a comment begins with `#` and ends with its line"),
    ("!", "not is written `not m`, or `x != y` for what differs; the factorial of x is `gamma(x + 1)`"),
    ("?", "a choice is written `x if m else y`, or `where(m, x, y)`"),
    ("@", "the product of two vectors is `dot(x, y)`; along the last axis of arrays it is `sum(x*y, axis=-1)`"),
    ("{ }", "there are no dictionaries, sets or blocks; what is one of some values is found by `x in (1, 2)`"),
    ("\\", "it stands only at the end of a line, and means that the next line goes on"),
    ("$", "a name is written without it"),
    // Signs of mathematics.
    ("× · ⋅ ∙ • ∗ ⁎ ＊ ✕ ✖ ⨯", "a product is written `x*y`"),
    ("÷ ∕ ⁄ ∶ ／", "a quotient is written `x/y`"),
    ("− – — ‐ ‑ ‒ ― － ﹣", "minus is the sign on the keyboard, `-`"),
    ("＋ ﹢", "plus is the sign on the keyboard, `+`"),
    ("± ∓", "write both, `x + y` and `x - y`"),
    ("≤ ≦ ⩽", "at most is written `x <= y`"),
    ("≥ ≧ ⩾", "at least is written `x >= y`"),
    ("＜ ＞", "the signs on the keyboard are `x < y` and `x > y`"),
    ("≠ ≢", "what differs is found by `x != y`"),
    ("≡ ＝ ≟", "what is equal is found by `x == y`"),
    ("≈ ≅ ≃ ≐ ∼", "nearly equal is written `abs(x - y) < 1e-9`"),
    ("√", "a square root is written `sqrt(x)`"),
    ("∛", "a cube root is written `cbrt(x)`"),
    ("² ³ ⁰ ¹ ⁴ ⁵ ⁶ ⁷ ⁸ ⁹ ⁻ ⁺", "a power is written `x**2`"),
    ("½ ¼ ¾ ⅓ ⅔", "a fraction is written `1/2`"),
    ("∞", "infinity is written `inf`"),
    ("° º", "an angle in degrees is converted by `radians(x)`"),
    ("∧ ⋀", "a logical and is written `and`"),
    ("∨ ⋁", "a logical or is written `or`"),
    ("¬ ￢", "not is written `not m`"),
    ("⊕ ⊻", "an exclusive or is written `^`"),
    ("∈", "what is one of some values is found by `x in (1, 2)`"),
    ("∉", "what is none of some values is found by `x not in (1, 2)`"),
    ("∑ ⅀", "a sum is written `sum(x)`"),
    ("∏", "a product of all elements is written `prod(x)`"),
    ("← ≔ ⟵", "a name is given a value by `y = x`"),
    ("→ ⇒ ⟶ ↦", "no functions are declared; an expression is a formula of its variables"),
    ("′ ″", "another name is needed, for instance one that ends in a number"),
    ("⌊ ⌋", "the greatest integer not above is `floor(x)`"),
    ("⌈ ⌉", "the least integer not below is `ceil(x)`"),
    ("‖ ∥", "the length of a vector is `norm(x)`"),
    // Typography.
    ("“ ” „ ‟ « » ＂", "quotes are those on the keyboard, `\"`"),
    ("‘ ’ ‚ ‛ ´ ＇", "quotes are those on the keyboard, `'`"),
    ("…", "write three points, `...`"),
    ("（ ）", "brackets are those on the keyboard, `(` and `)`"),
    ("［ ］ ⟨ ⟩", "brackets are those on the keyboard, `[` and `]`"),
    ("， 、 ،", "the comma on the keyboard, `,`, separates arguments"),
    ("； ： 。", "write the sign of the keyboard"),
    ("％ ‰", "a part of a hundred is written `x/100`"),
    ("＾ ˆ", "a power is written `x**2`"),
    ("€ £ ¥ §", "units are left out"),
];

#[cfg(test)]
pub(super) const TABLES: &[&[ForeignRow]] = &[SIGNS];

/// Spaces and marks that cannot be seen.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{ad}')
}

/// The sign of another language that the byte `at` of a text belongs to, and the help for it.
pub fn sign_at(source: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let spellings = SIGNS.iter().flat_map(|(spellings, help)| spellings.split(' ').map(move |sign| (sign, *help)));
    let found = spellings.filter_map(|(sign, help)| {
        let starts = at.saturating_sub(sign.len() - 1)..=at;
        let start = starts.into_iter().find(|&start| source.as_bytes()[start..].starts_with(sign.as_bytes()))?;
        Some((start..start + sign.len(), help))
    });
    let invisible = source.get(at..).and_then(|rest| rest.chars().next()).filter(|&c| is_invisible(c));
    let invisible =
        invisible.map(|c| (at..at + c.len_utf8(), "it is a space or a mark that cannot be seen: delete it"));
    found.max_by_key(|(range, _)| range.len()).or(invisible)
}
