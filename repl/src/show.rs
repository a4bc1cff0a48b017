//! Shows a value as NumPy's `print` would.
//!
//! Three steps, each of NumPy's own `arrayprint`: cut the middle out of every long axis of an array of more than 1000
//! elements, write each element that is left in a format common to all, lay the words out in nested brackets on lines
//! of 75 columns. Only the first step sees the whole array. The three numbers that NumPy lets one choose are a
//! [`Format`].
//!
//! The digits come from Rust's formatting instead of NumPy's Dragon4: the shortest that read back as the same value,
//! or, beyond eight decimals, the exact value rounded half to even. Both mean the same, and the golden file of the
//! tests says so.

use crate::data::{signature, tame, texts};
use crate::repr;
use fusexpr::{AnyArray, Byte, Char, Complex, DType, Datetime, Element, Scalar, Timedelta, f16};
use ndarray::{ArrayD, ArrayViewD, Axis};
use std::fmt::{Display, LowerExp};
use std::str::FromStr;

/// Elements kept at either end of an axis that is cut.
const EDGE: usize = 3;

/// How arrays are shown, in NumPy's words and with its defaults.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Most digits after the decimal point.
    pub precision: usize,
    /// Elements up to which an array is shown whole.
    pub threshold: usize,
    /// Columns of a line.
    pub linewidth: usize,
}

impl Default for Format {
    fn default() -> Self {
        Self { precision: 8, threshold: 1000, linewidth: 75 }
    }
}

/// The value's text, and its type and shape on a line below.
pub fn answer(value: &AnyArray, format: Format) -> String {
    format!("{}\n{}", show(value, format), signature(value.dtype(), value.shape()))
}

/// The value's text, without a newline at the end: one value in full precision, an array as `print(array)`.
pub fn show(value: &AnyArray, format: Format) -> String {
    let array_type = value.dtype();
    macro_rules! each {
        ($($variant:ident = $rust:ty { $($facts:tt)* })*) => {
            match value {
                $(AnyArray::$variant(array, ..) => lay_out(array, array_type, format),)*
                other => format!("<{} array>", other.dtype()),
            }
        };
    }
    fusexpr::for_each_element!(each! {})
}

fn lay_out<T: Word>(array: &ArrayD<T>, dtype: DType, format: Format) -> String {
    let axes = texts::axes_of_elements(dtype, array.shape());
    if axes.is_empty() {
        return T::single(array, dtype);
    }
    if axes.contains(&0) {
        return "[]".to_string();
    }
    let count = axes.iter().fold(1, |count: usize, &n| count.saturating_mul(n));
    let is_cut: Vec<bool> = axes.iter().map(|&n| count > format.threshold && n > 2 * EDGE).collect();
    let words = T::aligned(&corners(array, &is_cut), dtype, format.precision);
    let mut text = String::new();
    nest(words.view(), &is_cut, 1, format.linewidth, &mut text);
    text
}

/// The array without the middle of the axes that are cut.
fn corners<T: Copy>(array: &ArrayD<T>, is_cut: &[bool]) -> ArrayD<T> {
    let mut rest = array.view();
    let mut kept;
    for (axis, _) in is_cut.iter().enumerate().filter(|(_, cut)| **cut) {
        let n = rest.shape()[axis];
        let ends: Vec<usize> = (0..EDGE).chain(n - EDGE..n).collect();
        kept = rest.select(Axis(axis), &ends);
        rest = kept.view();
    }
    rest.to_owned()
}

/// Writes the words in brackets; `depth` brackets are open once the first one is.
fn nest(words: ArrayViewD<'_, String>, is_cut: &[bool], depth: usize, linewidth: usize, text: &mut String) {
    text.push('[');
    if words.ndim() == 1 {
        fill_line(words, is_cut[0], depth, linewidth, text);
    } else {
        let between = "\n".repeat(words.ndim() - 1) + &" ".repeat(depth);
        for (i, row) in words.outer_iter().enumerate() {
            if i > 0 {
                text.push_str(&between);
            }
            if i == EDGE && is_cut[0] {
                text.push_str("...");
                text.push_str(&between);
            }
            nest(row, &is_cut[1..], depth + 1, linewidth, text);
        }
    }
    text.push(']');
}

/// Writes the words of the innermost brackets, on as many lines as they need.
fn fill_line(words: ArrayViewD<'_, String>, is_cut: bool, depth: usize, linewidth: usize, text: &mut String) {
    let width = linewidth.saturating_sub(depth); // room for the closing brackets
    let mut column = depth;
    let mut add = |word: &str| {
        let length = word.chars().count();
        if column > depth {
            text.push(' ');
            column += 1;
            if column + length > width {
                text.truncate(text.trim_end().len());
                text.push('\n');
                text.push_str(&" ".repeat(depth));
                column = depth;
            }
        }
        text.push_str(word);
        column += length;
    };
    for (i, word) in words.iter().enumerate() {
        if i == EDGE && is_cut {
            add("...");
        }
        add(word);
    }
}

/// An element that can be written.
trait Word: Element {
    /// In full precision.
    fn alone(self, dtype: DType) -> String;

    /// The only element of an array, in full precision.
    fn single(array: &ArrayD<Self>, dtype: DType) -> String {
        array.first().map_or_else(String::new, |element| element.alone(dtype))
    }

    /// All in the same format and width; floats with so many decimals at most.
    fn aligned(elements: &ArrayD<Self>, dtype: DType, precision: usize) -> ArrayD<String>;
}

impl Word for bool {
    fn alone(self, _: DType) -> String {
        if self { "True" } else { "False" }.to_string()
    }

    fn aligned(elements: &ArrayD<Self>, dtype: DType, _: usize) -> ArrayD<String> {
        elements.map(|x| format!("{:>5}", x.alone(dtype)))
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl Word for $type {
            fn alone(self, _: DType) -> String {
                self.to_string()
            }

            fn aligned(elements: &ArrayD<Self>, _: DType, _: usize) -> ArrayD<String> {
                to_the_right(elements.map(|x| x.to_string()))
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A float type whose elements are written with a common format.
trait FloatWord: Word {
    /// As [`Word::aligned`], the sign `+` in front of what is not negative if it is to be written.
    fn signed(elements: &ArrayD<Self>, precision: usize, plus: bool) -> ArrayD<String>;
}

macro_rules! floats {
    ($($type:ty: $large_alone:literal $large:literal)*) => {$(
        impl Word for $type {
            fn alone(self, _: DType) -> String {
                let size = self.abs() as f64;
                let scientific = size != 0.0 && !(1e-4..$large_alone).contains(&size);
                alone(self, scientific)
            }

            fn aligned(elements: &ArrayD<Self>, _: DType, precision: usize) -> ArrayD<String> {
                Self::signed(elements, precision, false)
            }
        }

        impl FloatWord for $type {
            fn signed(elements: &ArrayD<Self>, precision: usize, plus: bool) -> ArrayD<String> {
                let sizes = elements.iter().map(|x| x.abs()).filter(|x| x.is_finite() && *x != 0.0);
                let (least, most) = sizes.fold((<$type>::INFINITY, 0.0), |(a, b): (Self, Self), x| (a.min(x), b.max(x)));
                let scientific = most >= $large || least < 1e-4 || most / least > 1000.0;
                aligned(elements, scientific, precision, plus)
            }
        }
    )*};
}

// What is at least this large is written with an exponent: a value alone, an array that holds such a value.
floats! { f32: 1e6 1e6  f64: 1e16 1e8 }

impl Word for f16 {
    fn alone(self, dtype: DType) -> String {
        decimal(self).alone(dtype)
    }

    fn aligned(elements: &ArrayD<Self>, dtype: DType, precision: usize) -> ArrayD<String> {
        f64::aligned(&elements.map(|x| decimal(*x)), dtype, precision)
    }
}

impl Word for Datetime {
    fn alone(self, dtype: DType) -> String {
        Scalar::from(self).view(dtype).to_string()
    }

    /// Each in quotes, as NumPy shows them.
    fn aligned(elements: &ArrayD<Self>, dtype: DType, _: usize) -> ArrayD<String> {
        to_the_right(elements.map(|x| format!("'{}'", x.alone(dtype))))
    }
}

impl Word for Timedelta {
    fn alone(self, dtype: DType) -> String {
        Scalar::from(self).view(dtype).to_string()
    }

    /// The numbers alone; what is none stands in quotes, as NumPy shows it.
    fn aligned(elements: &ArrayD<Self>, _: DType, _: usize) -> ArrayD<String> {
        to_the_right(elements.map(|x| if x.is_nat() { "'NaT'".to_string() } else { x.to_string() }))
    }
}

/// Characters stand along the last axis, and a word is what those of a text make.
macro_rules! characters {
    ($($type:ident: $text:expr, $repr:path;)*) => {$(
        impl Word for $type {
            fn alone(self, _: DType) -> String {
                $text(&without_nul(&[self.0]))
            }

            /// As `print(text)` writes it, but for what a terminal would obey.
            fn single(array: &ArrayD<Self>, _: DType) -> String {
                $text(&without_nul(&array.iter().map(|character| character.0).collect::<Vec<_>>()))
            }

            fn aligned(elements: &ArrayD<Self>, dtype: DType, _: usize) -> ArrayD<String> {
                let axes = texts::axes_of_elements(dtype, elements.shape());
                let width = elements.shape().last().copied().unwrap_or(1);
                let characters: Vec<_> = elements.iter().map(|character| character.0).collect();
                let count = axes.iter().product::<usize>();
                let words = (0..count).map(|i| $repr(&without_nul(&characters[i * width..(i + 1) * width])));
                ArrayD::from_shape_vec(axes, words.collect()).expect("there is a word for each text")
            }
        }
    )*};
}

characters! {
    Byte: repr::of_bytes, repr::of_bytes;
    Char: |codes: &[u32]| {
        let character = |&code: &u32| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        tame(&codes.iter().map(character).collect::<String>())
    }, repr::of_characters;
}

/// A text without what it is filled up with.
fn without_nul<T: Copy + Default + PartialEq>(text: &[T]) -> Vec<T> {
    let length = text.iter().rposition(|character| *character != T::default()).map_or(0, |last| last + 1);
    text[..length].to_vec()
}

/// Words of one width.
fn to_the_right(words: ArrayD<String>) -> ArrayD<String> {
    let width = words.iter().map(String::len).max().unwrap_or(0);
    words.map(|word| format!("{word:>width$}"))
}

impl<T: FloatWord> Word for Complex<T>
where
    Complex<T>: Element,
{
    fn alone(self, _: DType) -> String {
        let [real, imaginary] = [self.re, self.im].map(|part| part.alone(T::DTYPE));
        let [real, imaginary] = [&real, &imaginary].map(|part| part.strip_suffix(".0").unwrap_or(part));
        match (real, imaginary.starts_with('-')) {
            ("0", _) => format!("{imaginary}j"),
            (_, true) => format!("({real}{imaginary}j)"),
            (_, false) => format!("({real}+{imaginary}j)"),
        }
    }

    /// The parts in formats of their own, the imaginary one with its sign; `j` stands before the blanks behind it.
    fn aligned(elements: &ArrayD<Self>, _: DType, precision: usize) -> ArrayD<String> {
        let real = T::signed(&elements.map(|z| z.re), precision, false);
        let imaginary = T::signed(&elements.map(|z| z.im), precision, true);
        let joined = real.iter().zip(&imaginary).map(|(real, imaginary)| {
            let digits = imaginary.trim_end();
            format!("{real}{digits}j{}", &imaginary[digits.len()..])
        });
        ArrayD::from_shape_vec(elements.raw_dim(), joined.collect()).expect("there is a word for each element")
    }
}

/// The number of the fewest digits that is rounded to an element.
fn decimal(x: f16) -> f64 {
    Scalar::from(x).to_string().parse().unwrap_or(x.to_f64())
}

/// What the two float types have in common.
trait Real: Element + Display + LowerExp + FromStr + Into<f64> {}
impl<T: Element + Display + LowerExp + FromStr + Into<f64>> Real for T {}

fn alone<T: Real>(x: T, scientific: bool) -> String {
    if !x.into().is_finite() {
        return not_finite(x.into()).to_string();
    }
    let Digits { whole, decimals, exponent } = Digits::parse(&shortest(x, scientific));
    match (scientific, decimals.as_str()) {
        (true, "") => format!("{whole}e{exponent}"),
        (true, _) => format!("{whole}.{decimals}e{exponent}"),
        (false, "") => format!("{whole}.0"),
        (false, _) => format!("{whole}.{decimals}"),
    }
}

fn not_finite(x: f64) -> &'static str {
    match x {
        f64::INFINITY => "inf",
        f64::NEG_INFINITY => "-inf",
        _ => "nan",
    }
}

/// The shortest text that reads back as the same number. Where two are equally short and near, Rust takes the one
/// farther from zero, NumPy the one that ends in an even digit, as rounding to that many decimals does.
fn shortest<T: Real>(x: T, scientific: bool) -> String {
    let text = if scientific { format!("{x:e}") } else { x.to_string() };
    let even = rounded(x, decimals(&text), scientific);
    if even.parse().is_ok_and(|y: T| y == x) { even } else { text }
}

/// The text with a number of decimals.
fn rounded<T: Real>(x: T, decimals: usize, scientific: bool) -> String {
    if scientific { format!("{x:.decimals$e}") } else { format!("{x:.decimals$}") }
}

/// Digits behind the decimal point.
fn decimals(text: &str) -> usize {
    Digits::parse(text).decimals.len()
}

/// A finite number in pieces: what stands before the decimal point, what after it, and the exponent with its sign.
struct Digits {
    whole: String,
    decimals: String,
    exponent: String,
}

impl Digits {
    /// The shortest digits, or the nearest of `precision` decimals.
    fn of<T: Real>(x: T, scientific: bool, precision: usize) -> Self {
        let mut text = shortest(x, scientific);
        if decimals(&text) > precision {
            text = rounded(x, precision, scientific);
        }
        let mut digits = Self::parse(&text);
        digits.decimals.truncate(digits.decimals.trim_end_matches('0').len());
        digits
    }

    /// NumPy writes the exponent's sign and at least two digits of it.
    fn parse(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, ""));
        let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (sign, power) = exponent.strip_prefix('-').map_or(('+', exponent), |power| ('-', power));
        Self { whole: whole.to_string(), decimals: decimals.to_string(), exponent: format!("{sign}{power:0>2}") }
    }
}

fn aligned<T: Real>(elements: &ArrayD<T>, scientific: bool, precision: usize, plus: bool) -> ArrayD<String> {
    let is_finite = |x: &T| (*x).into().is_finite();
    let with_sign = |digits: Digits| match plus && !digits.whole.starts_with('-') {
        true => Digits { whole: format!("+{}", digits.whole), ..digits },
        false => digits,
    };
    let digits = |x: T| with_sign(Digits::of(x, scientific, precision));
    let finite: Vec<Digits> = elements.iter().filter(|x| is_finite(x)).map(|x| digits(*x)).collect();
    let widest = |part: fn(&Digits) -> &str| finite.iter().map(|digits| part(digits).len()).max().unwrap_or(0);
    let left = widest(|digits| &digits.whole);
    let right = widest(|digits| &digits.decimals);
    let exponent = widest(|digits| &digits.exponent);

    let words = elements.map(|&x| {
        if !is_finite(&x) {
            let word = not_finite(x.into());
            if plus && !word.starts_with('-') { format!("+{word}") } else { word.to_string() }
        } else if scientific {
            let text = Some(shortest(x, true)).filter(|text| decimals(text) == right);
            let digits = with_sign(Digits::parse(&text.unwrap_or_else(|| rounded(x, right, true))));
            let (sign, power) = digits.exponent.split_at(1);
            let size = exponent - 1;
            format!("{:>left$}.{}e{sign}{power:0>size$}", digits.whole, digits.decimals)
        } else {
            let digits = digits(x);
            format!("{:>left$}.{:<right$}", digits.whole, digits.decimals)
        }
    });
    to_the_right(words)
}
