//! Dates and lengths of time: arithmetic on 64-bit integers that knows NaT.
//!
//! What meets NaT is NaT, comparisons with it are false, and so it goes as NaN does. All else wraps as integers do; a
//! number that wraps to the least one is NaT from there on, as in NumPy. Division by a number truncates, `//` of two
//! lengths of time rounds down.

use super::capability::{Number, Ordered, Value};
use crate::level::Base;
use crate::time::{self, Datetime, Timedelta};

/// Dates and lengths of time: a number of units, or NaT.
pub trait Time: Ordered {
    /// NaT.
    const NAT: Self;

    /// The number; of NaT the least one.
    fn ticks(self) -> i64;
    /// So many units.
    fn of(ticks: i64) -> Self;

    /// Whether it is NaT.
    #[inline(always)]
    fn is_nat(self) -> bool {
        self.ticks() == i64::MIN
    }

    /// A number computed of this one, unless it is NaT.
    #[inline(always)]
    fn known(self, ticks: i64) -> Self {
        Self::choose(self.is_nat(), Self::NAT, Self::of(ticks))
    }

    /// In a shorter unit, `count` of which are one of this.
    #[inline(always)]
    fn times(self, count: i64) -> Self {
        self.known(self.ticks().wrapping_mul(count))
    }

    /// In a longer unit, that is `count` of this; rounded down.
    #[inline(always)]
    fn over(self, count: i64) -> Self {
        self.known(floor_divide(self.ticks(), count))
    }
}

/// `x // y`, and 0 where `y` is 0.
#[inline(always)]
fn floor_divide(x: i64, y: i64) -> i64 {
    Number::floor_divide::<Base>(x, y)
}

/// Dates.
pub trait Dated: Time {
    /// Later by a length of time.
    #[inline(always)]
    fn later(self, span: Timedelta) -> Self {
        Self::choose(span.is_nat(), Self::NAT, self.known(self.ticks().wrapping_add(span.0)))
    }

    /// Earlier by a length of time.
    #[inline(always)]
    fn earlier(self, span: Timedelta) -> Self {
        Self::choose(span.is_nat(), Self::NAT, self.known(self.ticks().wrapping_sub(span.0)))
    }

    /// The time from another date to this one.
    #[inline(always)]
    fn since(self, other: Self) -> Timedelta {
        let span = Timedelta(self.ticks().wrapping_sub(other.ticks()));
        Timedelta::choose(self.is_nat() | other.is_nat(), Timedelta::NAT, span)
    }

    /// Days as the month that they are in.
    #[inline(always)]
    fn months_of_days(self) -> Self {
        self.known(time::months_of_days(self.ticks()))
    }

    /// Months as their first days.
    #[inline(always)]
    fn days_of_months(self) -> Self {
        self.known(time::days_of_months(self.ticks()))
    }

    /// A number that is read off the date; of NaT the least one.
    #[inline(always)]
    fn read(self, number: i64) -> i64 {
        i64::choose(self.is_nat(), i64::MIN, number)
    }

    /// Of a count of years: the year.
    #[inline(always)]
    fn year(self) -> i64 {
        self.read(self.ticks().wrapping_add(1970))
    }

    /// Of a count of days: the day of the month.
    #[inline(always)]
    fn day(self) -> i64 {
        self.read(time::day_of_month(self.ticks()))
    }

    /// The place in a cycle of `length`, counted from `first`; 1970 began at the place `start`.
    #[inline(always)]
    fn in_cycle(self, length: i64, start: i64, first: i64) -> i64 {
        self.read((self.ticks().rem_euclid(length) + start) % length + first)
    }
}

/// Lengths of time.
pub trait Span: Time {
    /// `x + y`
    #[inline(always)]
    fn add(self, y: Self) -> Self {
        Self::choose(y.is_nat(), y, self.known(self.ticks().wrapping_add(y.ticks())))
    }

    /// `x - y`
    #[inline(always)]
    fn subtract(self, y: Self) -> Self {
        Self::choose(y.is_nat(), y, self.known(self.ticks().wrapping_sub(y.ticks())))
    }

    /// `-x`
    #[inline(always)]
    fn negative(self) -> Self {
        Self::of(self.ticks().wrapping_neg())
    }

    /// Its size.
    #[inline(always)]
    fn absolute(self) -> Self {
        Self::of(i64::choose(self.ticks() < 0, self.ticks().wrapping_neg(), self.ticks()))
    }

    /// One unit by the sign; of NaT -1, which is NumPy's.
    #[inline(always)]
    fn sign(self) -> Self {
        Self::of(self.ticks().signum())
    }

    /// The nearest number of units towards zero; NaT for what is no number of 64 bits.
    #[inline(always)]
    fn truncated(number: f64) -> Self {
        const BEYOND: f64 = 9_223_372_036_854_775_808.0;
        Self::choose(number.abs() < BEYOND, Self::of(number as i64), Self::NAT)
    }

    /// Times a float.
    #[inline(always)]
    fn scaled(self, factor: f64) -> Self {
        Self::choose(self.is_nat(), self, Self::truncated(self.ticks() as f64 * factor))
    }

    /// Over a float.
    #[inline(always)]
    fn divided(self, divisor: f64) -> Self {
        Self::choose(self.is_nat(), self, Self::truncated(self.ticks() as f64 / divisor))
    }

    /// Over an integer, towards zero; NaT over 0.
    #[inline(always)]
    fn shared(self, count: i64) -> Self {
        if count == 0 || self.is_nat() {
            return Self::NAT;
        }
        Self::of(self.ticks().wrapping_div(count))
    }

    /// `x / y`, as a float; NaN where one is NaT.
    #[inline(always)]
    fn ratio(self, y: Self) -> f64 {
        f64::choose(self.is_nat() | y.is_nat(), f64::NAN, self.ticks() as f64 / y.ticks() as f64)
    }

    /// `x // y`, rounded down; 0 where one is NaT, and over nothing.
    #[inline(always)]
    fn quotient(self, y: Self) -> i64 {
        if self.is_nat() || y.is_nat() {
            return 0;
        }
        floor_divide(self.ticks(), y.ticks())
    }

    /// `x % y`, with the sign of `y`; NaT over nothing.
    #[inline(always)]
    fn remainder(self, y: Self) -> Self {
        if self.is_nat() || y.is_nat() || y.ticks() == 0 {
            return Self::NAT;
        }
        let whole = floor_divide(self.ticks(), y.ticks()).wrapping_mul(y.ticks());
        Self::of(self.ticks().wrapping_sub(whole))
    }
}

impl Dated for Datetime {}
impl Span for Timedelta {}

macro_rules! times {
    ($($type:ident)*) => {$(
        impl Value for $type {
            const ONE: Self = $type(1);
        }

        impl Ordered for $type {
            #[inline(always)]
            fn less(self, y: Self) -> bool {
                (self.0 < y.0) & !self.is_nat()
            }
            #[inline(always)]
            fn less_equal(self, y: Self) -> bool {
                (self.0 <= y.0) & !self.is_nat()
            }
            #[inline(always)]
            fn minimum(self, y: Self) -> Self {
                // NaT is the least number.
                $type(self.0.min(y.0))
            }
            #[inline(always)]
            fn maximum(self, y: Self) -> Self {
                Self::choose(self.is_nat() | y.is_nat(), Self::NAT, $type(self.0.max(y.0)))
            }
            #[inline(always)]
            fn fmin(self, y: Self) -> Self {
                Self::choose(self.is_nat() | y.is_nat(), $type(self.0.max(y.0)), $type(self.0.min(y.0)))
            }
            #[inline(always)]
            fn fmax(self, y: Self) -> Self {
                $type(self.0.max(y.0))
            }
        }

        impl Time for $type {
            const NAT: Self = $type::NAT;

            #[inline(always)]
            fn ticks(self) -> i64 {
                self.0
            }
            #[inline(always)]
            fn of(ticks: i64) -> Self {
                $type(ticks)
            }
        }
    )*};
}
times!(Datetime Timedelta);
