//! Axes: from where to where, round places on them, and numbers as they are written there.
//!
//! All arithmetic is in halves, so that an axis may reach from one end of f64 to the other.

use super::calendar;
use fusexpr::{Datetime, TimeUnit};

/// What the numbers of an axis are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    Real,
    Whole,
    /// Dates, as numbers of a unit.
    Dates(TimeUnit),
}

impl Scale {
    /// A value as it is said in a sentence.
    pub fn short(self, number: f64) -> String {
        match self {
            Self::Dates(unit) => Datetime(number as i64).text(unit),
            _ => short(number),
        }
    }

    /// How many of the places that numbers have room for texts side by side take.
    pub fn across(self, most: usize) -> usize {
        match self {
            Self::Dates(_) => most.div_ceil(2),
            _ => most,
        }
    }

    /// A value with all its digits.
    pub fn exact(self, number: f64) -> String {
        match self {
            Self::Dates(_) => self.short(number),
            _ => exact(number),
        }
    }
}

/// From where to where an axis reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// An axis for values from `least` to `most`; some room around them if they are all the same.
    pub fn around(least: f64, most: f64) -> Self {
        /// Differences below cannot be divided into steps.
        const FINEST: f64 = 1e-300;
        if most / 2.0 - least / 2.0 > FINEST {
            return Self { low: least, high: most };
        }
        let room = if least.abs() > FINEST { least.abs() / 2.0 } else { 1.0 };
        Self { low: (least - room).max(f64::MIN), high: (most + room).min(f64::MAX) }
    }

    /// The axis of a number of indices, each in the middle of its cell.
    pub fn of_indices(length: usize) -> Self {
        Self { low: -0.5, high: length as f64 - 0.5 }
    }

    /// Where a value is between the low end, 0, and the high end, 1.
    pub fn place(&self, value: f64) -> f64 {
        (value / 2.0 - self.low / 2.0) / self.half()
    }

    /// The multiple of the largest power of ten within the range, `size` being that of its numbers.
    fn roundest(&self, size: i32) -> f64 {
        let multiples = (0..=size + 330).map(|less| {
            let unit = 10_f64.powi(size - less);
            (self.low / unit).ceil() * unit
        });
        multiples
            .take_while(|multiple| multiple.is_finite())
            .find(|multiple| *multiple <= self.high)
            .unwrap_or(self.low)
    }

    fn half(&self) -> f64 {
        self.high / 2.0 - self.low / 2.0
    }

    /// The axis as far as the next round place at either end, if that is near. One of dates stays as it is.
    pub fn rounded(self, most: usize, scale: Scale) -> Self {
        const NEAR: f64 = 0.05;
        if let Scale::Dates(_) = scale {
            return self;
        }
        let step = self.step(most, scale == Scale::Whole).size();
        let is_near = |place: f64, end: f64| (place / 2.0 - end / 2.0).abs() <= NEAR * self.half() && place.is_finite();
        let (low, high) = ((self.low / step).floor() * step, (self.high / step).ceil() * step);
        Self {
            low: if is_near(low, self.low) { low.min(self.low) } else { self.low },
            high: if is_near(high, self.high) { high.max(self.high) } else { self.high },
        }
    }

    /// Round places on the axis, at most `most` of them and, where there is room for two, hardly ever fewer.
    pub fn ticks(&self, most: usize, scale: Scale) -> Ticks {
        match scale {
            Scale::Dates(unit) => calendar::ticks(self, unit, most),
            _ => Ticks::new(self, self.step(most, scale == Scale::Whole)),
        }
    }

    fn step(&self, most: usize, whole: bool) -> Step {
        let mut step = Step::at_least(self.half() / most.max(2) as f64 * 2.0);
        if whole && step.power < 0 {
            step = Step { digit: 1, power: 0 };
        }
        // The first step is within one of what is right; it grows until there are few enough.
        while step.places(self).len() > most.max(1) {
            step = step.next();
        }
        step
    }
}

/// The distance of two ticks: `digit × 10^power`, the digit being 1, 2 or 5.
#[derive(Clone, Copy)]
struct Step {
    digit: u8,
    power: i32,
}

impl Step {
    fn at_least(size: f64) -> Self {
        let power = size.log10().floor().clamp(-300.0, 308.0) as i32;
        let mut step = Self { digit: 1, power };
        while step.size() < size && step.power < 308 {
            step = step.next();
        }
        step
    }

    fn next(self) -> Self {
        match self.digit {
            1 => Self { digit: 2, ..self },
            2 => Self { digit: 5, ..self },
            _ => Self { digit: 1, power: self.power + 1 },
        }
    }

    fn size(self) -> f64 {
        f64::from(self.digit) * 10_f64.powi(self.power)
    }

    /// The multiples of the step within a range. Divided, not multiplied, where the step is a fraction: 3/10 is the f64
    /// that is written 0.3, and 3 × 0.1 is not.
    fn places(self, range: &Range) -> Vec<f64> {
        const MANY: usize = 1000;
        let digit = f64::from(self.digit);
        let multiple = |k: f64| match self.power {
            power if power < 0 => k * digit / 10_f64.powi(-power),
            _ => k * self.size(),
        };
        // A value that is a multiple but for rounding is one.
        let (first, last) = (range.low / self.size() - 1e-9, range.high / self.size() + 1e-9);
        let first = first.ceil();
        let count = ((last.floor() - first).max(-1.0) + 1.0).min(MANY as f64) as usize;
        let mut places: Vec<f64> = (0..count).map(|k| multiple(first + k as f64) + 0.0).collect();
        places.retain(|place| place.is_finite());
        places.dedup();
        places
    }
}

/// Round places and what is written there.
#[derive(Debug, PartialEq)]
pub struct Ticks {
    /// Values, and the texts beside them.
    pub marks: Vec<(f64, String)>,
    /// What is to be added to all the texts, where they would be long otherwise.
    pub offset: Option<String>,
}

impl Ticks {
    fn new(range: &Range, step: Step) -> Self {
        /// Digits up to which a number is written out.
        const LONGEST: i32 = 8;
        let places = &step.places(range);
        let size = magnitude(places);
        if size - step.power < LONGEST {
            return Self { marks: texts(places, places, step, size), offset: None };
        }
        // Every number begins the same: told once is enough.
        let offset = range.roundest(size);
        let rest: Vec<f64> =
            places.iter().map(|place| ((place - offset) / step.size()).round() * step.size()).collect();
        Self { marks: texts(places, &rest, step, magnitude(&rest)), offset: Some(exact(offset)) }
    }

    /// The length of the longest text, in characters.
    pub fn width(&self) -> usize {
        self.marks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0)
    }
}

/// The power of ten of the largest number.
fn magnitude(numbers: &[f64]) -> i32 {
    let largest = numbers.iter().fold(0.0, |largest: f64, number| largest.max(number.abs()));
    // A power of ten that was rounded is still one.
    if largest == 0.0 { 0 } else { (largest * (1.0 + 1e-12)).log10().floor() as i32 }
}

fn texts(places: &[f64], numbers: &[f64], step: Step, size: i32) -> Vec<(f64, String)> {
    let decimals = |power: i32| usize::try_from(-power).unwrap_or(0);
    let is_plain = size < 6 && step.power >= -5;
    let text = |number: f64| match number {
        0.0 => "0".to_string(),
        _ if is_plain => format!("{number:.*}", decimals(step.power)),
        _ => shortened(&format!("{number:.*e}", decimals(step.power - magnitude(&[number])))),
    };
    places.iter().zip(numbers).map(|(place, number)| (*place, text(*number))).collect()
}

/// A number with an exponent, without zeros at the end of its decimals.
fn shortened(text: &str) -> String {
    match text.split_once('e') {
        Some((digits, power)) if digits.contains('.') => {
            format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text.to_string(),
    }
}

/// A number as it is said in a sentence: whole ones up to nine digits exactly, others to five digits.
pub fn short(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e9 {
        return format!("{}", number + 0.0);
    }
    exact(format!("{number:.4e}").parse().unwrap_or(number))
}

/// The shortest text that reads back as the number.
pub fn exact(number: f64) -> String {
    if number == 0.0 || (1e-4..1e7).contains(&number.abs()) { format!("{number}") } else { format!("{number:e}") }
}
