//! The inputs that functions are tried with: the same ones in every run.
//!
//! Inputs come in chunks that can be made in any order, on any thread, from the chunk's number alone:
//! 1. the neighbourhoods of the places where functions change their ways, and the published hard cases;
//! 2. of f32 and one argument, all 2^32 inputs or an even sample of them;
//!    otherwise in turns, random significands in all binades and even samples of the function's ranges.

use crate::float::Float;
use crate::functions::{Function, Operands};
use crate::random::Random;
use crate::{pairs, points};

/// Inputs a chunk.
pub const CHUNK: u64 = 8192;

impl Random {
    /// A random number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * 2_f64.powi(-53)
    }

    /// A random number between two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// How many inputs of a function to try.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Inputs of an f32 function of one argument; 2^32 are all.
    pub sweep: u64,
    /// Random inputs of other functions: f32 and two arguments, f64 and one, f64 and two.
    pub random: [u64; 3],
    /// One in so many of the fixed inputs.
    pub thinning: usize,
    /// ULP on either side of a point that are tried at most.
    pub neighbourhood: i64,
}

/// What the chunks after the fixed inputs hold.
#[derive(Clone, Copy)]
enum Rest {
    /// Bit patterns in order, one in so many.
    Sweep { stride: u64 },
    /// Random numbers.
    One,
    /// Pairs of random numbers.
    Two,
}

/// The inputs of one function in one type.
pub struct Inputs<'a, T> {
    function: &'a Function,
    /// The second operand of a power with a constant exponent.
    constant: T,
    /// Inputs that are always tried.
    fixed: Vec<(T, T)>,
    rest: Rest,
    /// How many more there are.
    more: u64,
}

impl<'a, T: Float> Inputs<'a, T> {
    /// The inputs of a function.
    pub fn new(function: &'a Function, extent: Extent) -> Self {
        let (rest, more) = match (function.operands, T::WIDTH) {
            (Operands::Two, 32) => (Rest::Two, extent.random[0]),
            (Operands::Two, _) => (Rest::Two, extent.random[2]),
            // The functions themselves are swept too; this is about the expression.
            (Operands::Branch(_), 32) => (Rest::Sweep { stride: (1 << 32) / (extent.sweep / 4) }, extent.sweep / 4),
            (_, 32) => (Rest::Sweep { stride: (1 << 32) / extent.sweep }, extent.sweep),
            _ => (Rest::One, extent.random[1]),
        };
        let constant = match function.operands {
            Operands::Power(exponent) => T::from_f64(exponent),
            _ => T::default(),
        };
        let mut fixed = match rest {
            Rest::Sweep { stride: 1 } => Vec::new(),
            Rest::Two => points::pairs(function, extent.neighbourhood),
            _ => points::of(function, extent.neighbourhood).into_iter().map(|x| (x, constant)).collect(),
        };
        let mut turn = 0;
        fixed.retain(|_| {
            turn += 1;
            turn % extent.thinning == 0
        });
        Self { function, constant, fixed, rest, more }
    }

    /// How many inputs there are.
    pub fn len(&self) -> u64 {
        self.fixed.len() as u64 + self.more
    }

    /// How many chunks they make.
    pub fn chunks(&self) -> u64 {
        self.fixed_chunks() + self.more.div_ceil(CHUNK)
    }

    fn fixed_chunks(&self) -> u64 {
        (self.fixed.len() as u64).div_ceil(CHUNK)
    }

    /// Writes the inputs of a chunk.
    pub fn fill(&self, chunk: u64, x: &mut Vec<T>, y: &mut Vec<T>) {
        let inputs: &mut dyn Iterator<Item = (T, T)> = match chunk.checked_sub(self.fixed_chunks()) {
            None => &mut self.fixed.chunks(CHUNK as usize).nth(chunk as usize).into_iter().flatten().copied(),
            Some(chunk) => &mut self.make(chunk),
        };
        x.clear();
        y.clear();
        for (first, second) in inputs {
            x.push(first);
            y.push(second);
        }
    }

    /// A chunk of those that are not fixed.
    fn make(&self, chunk: u64) -> impl Iterator<Item = (T, T)> {
        let first = chunk * CHUNK;
        let mut random = Random(chunk.wrapping_mul(0xa076_1d64_78bd_642f));
        (first..self.more.min(first + CHUNK)).map(move |i| match self.rest {
            Rest::Sweep { stride } => (T::from_word(i * stride + random.below(stride as usize) as u64), self.constant),
            Rest::One => (self.one(chunk, &mut random), self.constant),
            Rest::Two => {
                let (x, y) = pairs::pair(self.function.pairs, chunk, &mut random, T::TOP);
                (T::from_f64(x), T::from_f64(y))
            }
        })
    }

    /// Every other chunk is spread over all binades, the others over the function's ranges in turn.
    fn one(&self, chunk: u64, random: &mut Random) -> T {
        let ranges = self.function.ranges;
        match chunk % 2 {
            0 => T::from_word(random.next() >> (64 - T::WIDTH)),
            _ => {
                let (low, high) = ranges[(chunk / 2) as usize % ranges.len()];
                T::from_f64(random.between(low, high))
            }
        }
    }
}
