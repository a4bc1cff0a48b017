//! **The table of folds**: the ways to make one element of many.
//!
//! Most fold by an operation of the table of operations. A variance needs more than an element for its result so far:
//! the number of elements, their mean, and the sum of the squares of their distances from it (see [`super::moments`]).
//!
//! A row reads: documentation, identifier, `=` name, how it joins, and its facts: what is *neutral* (joined with all
//! elements), what it gives *of nothing*, for which types the *order* of elements does not matter, and the truth value
//! that *settles* a fold of truth values.

use super::domain::{if_in_domain, loop_type, with_loop_type};
use super::kernel::{FoldKernels, Kernel, Scalars, at_level};
use super::lanes::{
    Adding, AddingSpans, FoldBlock, FoldLanes, Greatest, GreatestNumber, Least, LeastNumber, Multiplying,
};
use super::moments::{self, Moments};
use super::op::Op;
use crate::element::{DType, Elem, Family, Kind, Scalar, for_each_element};
use crate::level::Level;

/// What changes no element that it is joined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neutral {
    Zero,
    One,
    /// An infinity, or the greatest value.
    Most,
    /// A negative infinity, or the least value.
    Least,
    /// NaN, or else what is neutral for types without it.
    NanOrMost,
    NanOrLeast,
}

/// For which elements the order in which they are joined does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// All, but for the sign of a zero, which is anyone's in NumPy too.
    Any,
    /// Those whose joining is exact: truth values and integers.
    AnyIfExact,
    /// None.
    Fixed,
}

/// How elements are joined.
#[derive(Clone, Copy)]
enum Join {
    /// By an operation, and blocks and lanes by kernels of their own.
    By(Op, fn(Elem, Level) -> Option<[Kernel; 2]>),
    /// To the moments, of all elements or of those that are numbers.
    Moments { skips_nan: bool },
}

struct FoldRow {
    name: &'static str,
    join: Join,
    neutral: Neutral,
    of_nothing: Option<i64>,
    order: Order,
    settles: Option<bool>,
}

macro_rules! folds {
    ($($(#[doc = $doc:literal])+ $fold:ident = $name:ident $join:tt
        neutral $neutral:ident, of nothing $nothing:expr, order $order:ident, settles $settles:expr;)*) => {
        /// How two elements become one, again and again.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fold {
            $($(#[doc = $doc])+ $fold,)*
        }

        static ROWS: &[FoldRow] = &[$(FoldRow {
            name: stringify!($name),
            join: join!($join),
            neutral: Neutral::$neutral,
            of_nothing: $nothing,
            order: Order::$order,
            settles: $settles,
        },)*];
    };
}
macro_rules! join {
    ((by $op:ident in $domain:ident, $joining:ident)) => {
        Join::By(Op::$op, |elem, level| {
            with_loop_type!($domain typed, elem, T => [
                at_level::<FoldBlock<T, $joining>>(level),
                at_level::<FoldLanes<T, $joining>>(level),
            ])
        })
    };
    ((moments $skips_nan:literal)) => {
        Join::Moments { skips_nan: $skips_nan }
    };
}

folds! {
    /// The sum; of truth values the or. A sum of nothing but -0.0 is 0.0, as NumPy has it.
    Add = add (by Add in Sums, Adding)
        neutral Zero, of nothing Some(0), order AnyIfExact, settles Some(true);
    /// The sum of lengths of time; NaT if there is one. What wraps can become NaT on the way.
    SpanAdd = span_add (by SpanAdd in Spans, AddingSpans)
        neutral Zero, of nothing Some(0), order Fixed, settles None;
    /// The product; of truth values the and.
    Multiply = multiply (by Multiply in Sums, Multiplying)
        neutral One, of nothing Some(1), order AnyIfExact, settles Some(false);
    /// The least; NaN if there is one.
    Minimum = minimum (by Minimum in Ordered, Least)
        neutral Most, of nothing None, order Any, settles Some(false);
    /// The greatest; NaN if there is one.
    Maximum = maximum (by Maximum in Ordered, Greatest)
        neutral Least, of nothing None, order Any, settles Some(true);
    /// The least that is not NaN.
    Fmin = fmin (by Fmin in Ordered, LeastNumber)
        neutral NanOrMost, of nothing None, order Any, settles Some(false);
    /// The greatest that is not NaN.
    Fmax = fmax (by Fmax in Ordered, GreatestNumber)
        neutral NanOrLeast, of nothing None, order Any, settles Some(true);
    /// The number of elements, their mean, and the sum of the squares of their distances from it.
    Moments = moments (moments false)
        neutral Zero, of nothing Some(0), order Fixed, settles None;
    /// The same of what is not NaN.
    NanMoments = nanmoments (moments true)
        neutral Zero, of nothing Some(0), order Fixed, settles None;
}

impl Fold {
    fn row(self) -> &'static FoldRow {
        &ROWS[self as usize]
    }

    /// Its name: that of the operation that it folds by.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The operation that elements are joined by, if it is one.
    pub fn joins_by(self) -> Option<Op> {
        match self.row().join {
            Join::By(op, _) => Some(op),
            Join::Moments { .. } => None,
        }
    }

    /// How many numbers its result has.
    pub fn parts(self) -> usize {
        match self.row().join {
            Join::By(..) => 1,
            Join::Moments { .. } => Moments::PARTS,
        }
    }

    /// Whether elements of a type give the same in any order, but for the sign of a zero.
    pub fn is_of_any_order(self, elem: Elem) -> bool {
        match (self.row().order, elem.kind()) {
            (Order::Any, _) | (Order::AnyIfExact, Kind::Bool | Kind::Unsigned | Kind::Signed) => true,
            (Order::AnyIfExact, Kind::Float | Kind::Complex | Kind::Datetime | Kind::Timedelta) | (Order::Fixed, _) => {
                false
            }
        }
    }

    /// Whether elements of a type give the same bits in any order.
    pub fn is_exact_in_any_order(self, elem: Elem) -> bool {
        let is_exact = match elem.kind() {
            Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Datetime | Kind::Timedelta => true,
            Kind::Float | Kind::Complex => false,
        };
        is_exact && self.is_of_any_order(elem)
    }

    /// The byte that the result is once it can change no more, if elements have such a value.
    pub fn settled(self, elem: Elem) -> Option<u8> {
        self.row().settles.filter(|_| elem == Elem::Bool).map(u8::from)
    }

    /// What it costs an element, in units of an addition.
    pub fn cost(self) -> usize {
        match self.row().join {
            Join::By(op, _) => op.cost(),
            Join::Moments { .. } => Moments::COST,
        }
    }

    /// What it is computed with, if such elements can be folded so.
    pub fn kernels(self, elem: Elem, level: Level) -> Option<FoldKernels> {
        match self.row().join {
            Join::Moments { skips_nan } => moments::kernels(skips_nan, elem, level),
            Join::By(op, kernels) => {
                let join = (op.row().kernel)(elem, level, Scalars::default())?;
                let [block, lanes] = kernels(elem, level)?;
                Some(FoldKernels { join, row: None, add_row: join, block, lanes: Some(lanes) })
            }
        }
    }

    /// What is joined with all elements and changes none.
    pub fn neutral(self, dtype: DType) -> Scalar {
        let float = |value: f64| Scalar::from_float(value, dtype);
        let integer = |value: i128| Scalar::from_integer(&value.into(), dtype).expect("the value is one of the type's");
        match dtype.elem().family() {
            Family::Half | Family::Float | Family::Complex => float(match self.row().neutral {
                Neutral::Zero => 0.0,
                Neutral::One => 1.0,
                Neutral::Most => f64::INFINITY,
                Neutral::Least => f64::NEG_INFINITY,
                Neutral::NanOrMost | Neutral::NanOrLeast => f64::NAN,
            }),
            Family::Datetime | Family::Timedelta => integer(match self.row().neutral {
                Neutral::Zero => 0,
                Neutral::One => 1,
                Neutral::Most => i64::MAX.into(),
                Neutral::Least => i128::from(i64::MIN) + 1,
                Neutral::NanOrMost | Neutral::NanOrLeast => i64::MIN.into(), // NaT
            }),
            Family::Bool | Family::Unsigned | Family::Signed => {
                let (least, most) = dtype.limits().unwrap_or((0, 1));
                integer(match self.row().neutral {
                    Neutral::Zero => 0,
                    Neutral::One => 1,
                    Neutral::Most | Neutral::NanOrMost => most,
                    Neutral::Least | Neutral::NanOrLeast => least,
                })
            }
        }
    }

    /// What no elements give, if anything.
    pub fn of_nothing(self) -> Option<i64> {
        self.row().of_nothing
    }
}
