//! **The one table of functions of whole arrays**: what is declared of each, and what it means.
//!
//! They have no kernels of their own. What a function means is where its elements are read, numbers that count along an
//! axis, folds and arithmetic on their results, or a formula, said in the operations of the graph of arrays. A
//! reduction that is made of folds there are is its row alone. A row cannot be without a meaning, and no other place
//! lists the functions.
//!
//! (An enumeration with the meanings in a `match` beside it was here before: each function stood in three places, and
//! those of one family in the `match` of the other as arms that cannot be reached.)

use super::arguments::Arguments;
use super::choices::{choose, select};
use super::declaration::{Declaration, Parameter};
use super::elements::{allclose, array_equal, clip, float_power, isclose, nan_to_num, relu, softplus, times_logarithm};
use super::fill::{filled_with, full, full_like, random};
use super::joins::{column_stack, concatenate, diff, hstack, stack, vstack};
use super::moves::{roll, shift, take};
use super::parameters::*;
use super::reduce::{reduce, reduce_numbers, reduce_to_place};
use super::scans::{dot, running_extreme, scan};
use super::search::{digitize, interp, searchsorted};
use super::sequences::{arange, index_along, linspace};
use super::shapes::{
    at_least, broadcast_to, expand_dims, flip, flip_along, moveaxis, ravel, repeat, reshape, rot90, squeeze, swapaxes,
    tile, transpose,
};
use super::sizes::{length, ndim, size};
use super::softmax::{log_softmax, logsumexp, softmax};
use super::text::{contains, endswith, startswith};
use super::time::{datetime64, timedelta64};
use super::typed::{array, astype};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::Infer;
use crate::error::Error;
use crate::ops::{Fold, Op};

/// The value of a call.
type Meaning = fn(&mut Infer<'_>, &Arguments) -> Result<NodeId, Error>;

/// A row.
pub(super) struct Function {
    pub declaration: Declaration,
    pub meaning: Meaning,
}

/// A row of this name, documentation, parameters and meaning.
const fn row(name: &'static str, doc: &'static str, parameters: &'static [Parameter], meaning: Meaning) -> Function {
    Function { declaration: Declaration { name, doc, parameters, of_two: None, is_elementwise: false }, meaning }
}

impl Function {
    /// The row of a function that is made of operations alone.
    const fn elementwise(mut self) -> Self {
        self.declaration.is_elementwise = true;
        self
    }

    /// The row with help for those who call the function with two operands.
    const fn of_two(mut self, help: &'static str) -> Self {
        self.declaration.of_two = Some(help);
        self
    }
}

/// The parameters of comparisons within tolerances.
const CLOSE: &[Parameter] = &[X, Y, RTOL, ATOL, EQUAL_NAN];

pub(super) static FUNCTIONS: &[Function] = &[
    row(
        "roll",
        "x moved by shift places along an axis; what leaves one end enters at the other.",
        &[X, SHIFT, AXIS],
        roll,
    ),
    row(
        "shift",
        "x moved by shift places along an axis; the mode (constant, nearest, reflect, mirror, wrap) says what enters.",
        &[X, SHIFT, AXIS, MODE, ENTERING],
        shift,
    ),
    row(
        "take",
        "The elements of x at some indices along an axis; the mode (raise, clip, wrap) says what becomes of others.",
        &[X, INDICES, AXES, INDEX_MODE],
        take,
    ),
    row(
        "choose",
        "At each place the element of the array whose number stands there.",
        &[INDICES, CHOICES, INDEX_MODE],
        choose,
    ),
    row(
        "select",
        "At each place the element of the first array whose condition holds there, or else the default.",
        &[CONDITIONS, CHOICES, DEFAULT],
        select,
    ),
    row(
        "searchsorted",
        "Where values go into an ascending array a: how many of its elements are below, on the right side also equal.",
        &[SORTED, V, SIDE],
        searchsorted,
    ),
    row("digitize", "The number of the bin of each value; bins ascend or descend.", &[X, BINS, HAS_UPPER], digitize),
    row(
        "interp",
        "The heights at x of lines through points, of ascending places xp and heights fp.",
        &[X, XP, FP, LEFT, RIGHT],
        interp,
    ),
    row("arange", "The numbers from start up to and without stop, step apart.", &[START, STOP, STEP, DTYPE], arange),
    row("linspace", "n numbers from start to stop, both included, evenly spaced.", &[FIRST, LAST, COUNT], linspace),
    row("index", "The place of each element along an axis of the statement's shape.", &[STATEMENT_AXIS], index_along),
    row("zeros", "Zeros.", &[SHAPE, DTYPE], |infer, given| filled_with(infer, given, 0)),
    row("ones", "Ones.", &[SHAPE, DTYPE], |infer, given| filled_with(infer, given, 1)),
    row("full", "One value everywhere.", &[SHAPE, FILL, DTYPE], full),
    row(
        "random",
        "Random numbers from 0 up to and without 1, evenly spread; the same for the same seed.",
        &[SHAPE, SEED],
        random,
    ),
    row(
        "datetime64",
        "A date: of a text, of a number of units since 1970, or another one in a unit.",
        &[TIME, UNIT],
        datetime64,
    ),
    row("timedelta64", "A length of time: a number of units, or another one in a unit.", &[TIME, UNIT], timedelta64),
    row("contains", "Whether the text y stands anywhere in the text x.", &[TEXT, WANTED], contains),
    row("startswith", "Whether the text x begins with the text y.", &[TEXT, WANTED], startswith),
    row("endswith", "Whether the text x ends with the text y.", &[TEXT, WANTED], endswith),
    row("len", "How long an array is along its first axis; of texts, how many characters each has.", &[ANY], length),
    row("size", "How many elements there are, or how many along some axes.", &[ANY, AXES], size),
    row("ndim", "How many axes there are.", &[ANY], ndim),
    row("astype", "Converted to a type.", &[X, ASKED_TYPE], astype),
    row("array", "A list as an array, of a type of its own.", &[X, DTYPE], array),
    row("asarray", "The same.", &[X, DTYPE], array),
    row("transpose", "x with its axes in another order, backwards if none is given.", &[X, ORDER], transpose),
    row("swapaxes", "x with two axes in each other's place.", &[X, AXIS1, AXIS2], swapaxes),
    row("moveaxis", "x with some axes at other places.", &[X, SOURCE, DESTINATION], moveaxis),
    row("flip", "x backwards along some axes, or along all.", &[X, AXES], flip),
    row("flipud", "x backwards along the first axis.", &[X], |infer, given| flip_along(infer, given, 0)),
    row("fliplr", "x backwards along the second axis.", &[X], |infer, given| flip_along(infer, given, 1)),
    row("rot90", "x turned by k right angles, from the first axis to the second.", &[X, TURNS], rot90),
    row("squeeze", "x without its axes of length 1, or without some of them.", &[X, AXES], squeeze),
    row("expand_dims", "x with new axes of length 1.", &[X, NEW_AXES], expand_dims),
    row("atleast_1d", "x, of one axis if it has none.", &[X], |infer, given| at_least(infer, given, 1)),
    row("atleast_2d", "x, of two axes if it has fewer.", &[X], |infer, given| at_least(infer, given, 2)),
    row("broadcast_to", "x repeated to a shape.", &[X, SHAPE], broadcast_to),
    row("reshape", "The elements of x in another shape; -1 stands for the length that is left.", &[X, SHAPE], reshape),
    row("ravel", "The elements of x along one axis.", &[X], ravel),
    row("flatten", "The same.", &[X], ravel),
    row("repeat", "Each element of x several times, along an axis, or of all in a row.", &[X, REPEATS, AXES], repeat),
    row("tile", "x several times, along each axis.", &[X, REPETITIONS], tile),
    row("concatenate", "Arrays one after the other along an axis.", &[ARRAYS, FIRST_AXIS], concatenate),
    row("stack", "Arrays one after the other along a new axis.", &[ARRAYS, FIRST_AXIS], stack),
    row("hstack", "Arrays one after the other along the second axis, vectors along theirs.", &[ARRAYS], hstack),
    row("vstack", "Arrays one after the other along the first axis, vectors as rows.", &[ARRAYS], vstack),
    row(
        "column_stack",
        "Arrays one after the other along the second axis, vectors as columns.",
        &[ARRAYS],
        column_stack,
    ),
    row("diff", "The differences of neighbours along an axis, n times.", &[X, DIFFERENCES, LAST_AXIS], diff),
    row("full_like", "One value everywhere, in the shape and type of x.", &[X, FILL, DTYPE], full_like),
    row("sum", "The sum.", &[X, AXES, KEEPDIMS, DTYPE, FROM_ZERO, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.total(x, Fold::Add, &FROM_ZERO))
    })
    .of_two("the sum of two values is `x + y`; of one array, along an axis, `sum(x, axis=0)`"),
    row("prod", "The product.", &[X, AXES, KEEPDIMS, DTYPE, FROM_ONE, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.total(x, Fold::Multiply, &FROM_ONE))
    })
    .of_two("the product of two values is `x*y`; of one array, along an axis, `prod(x, axis=0)`"),
    row("min", "The least element; NaN if there is one.", &[X, AXES, KEEPDIMS, INITIAL, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.extreme_from(x, Fold::Minimum))
    })
    .of_two("the lesser of two values is `minimum(x, y)`; of one array, along an axis, `min(x, axis=0)`"),
    row("max", "The greatest element; NaN if there is one.", &[X, AXES, KEEPDIMS, INITIAL, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.extreme_from(x, Fold::Maximum))
    })
    .of_two("the greater of two values is `maximum(x, y)`; of one array, along an axis, `max(x, axis=0)`"),
    row(
        "ptp",
        "How far the greatest element is from the least; NaN if there is one.",
        &[X, AXES, KEEPDIMS, WHERE],
        |infer, given| {
            reduce(infer, given, |over, x| {
                let ends = [over.extreme(x, Fold::Maximum)?, over.extreme(x, Fold::Minimum)?];
                over.apply(Op::Subtract, &ends)
            })
        },
    )
    .of_two("how far two values are apart is `abs(x - y)`; of one array, along an axis, `ptp(x, axis=0)`"),
    row("mean", "The arithmetic mean.", &[X, AXES, KEEPDIMS, DTYPE, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.mean(x))
    })
    .of_two("the mean of two values is `(x + y)/2`; of one array, along an axis, `mean(x, axis=0)`"),
    row(
        "var",
        "The mean square distance from the mean, with n - ddof for n.",
        &[X, AXES, KEEPDIMS, DDOF, DTYPE, WHERE],
        |infer, given| reduce(infer, given, |over, x| over.variance(x)),
    ),
    row("std", "The square root of the variance.", &[X, AXES, KEEPDIMS, DDOF, DTYPE, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.deviation(x))
    }),
    row("any", "Whether any element is not zero.", &[X, AXES, KEEPDIMS, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.truth(x, Fold::Maximum))
    })
    .of_two("either of two conditions is `m or x > 0`; of one array, along an axis, `any(x, axis=0)`"),
    row("all", "Whether no element is zero.", &[X, AXES, KEEPDIMS, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.truth(x, Fold::Minimum))
    })
    .of_two("both of two conditions are `m and x > 0`; of one array, along an axis, `all(x, axis=0)`"),
    row(
        "argmin",
        "Where the least element is, the first of equals; where the first NaN is, if there is one.",
        &[X, AXES, KEEPDIMS, WHERE],
        |infer, given| reduce_to_place(infer, given, false, |over, x| over.place(x, Fold::Minimum)),
    ),
    row(
        "argmax",
        "Where the greatest element is, the first of equals; where the first NaN is, if there is one.",
        &[X, AXES, KEEPDIMS, WHERE],
        |infer, given| reduce_to_place(infer, given, false, |over, x| over.place(x, Fold::Maximum)),
    ),
    row("count_nonzero", "How many elements are not zero.", &[X, AXES, KEEPDIMS, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.count(x))
    }),
    row("norm", "The square root of the sum of squares.", &[X, AXES, KEEPDIMS, WHERE], |infer, given| {
        reduce(infer, given, |over, x| over.norm(x))
    }),
    row("dot", "The sum of the products of two vectors.", &[X, Y], dot),
    row("nansum", "The sum of what is not NaN.", &[X, AXES, KEEPDIMS, DTYPE, FROM_ZERO, WHERE], |infer, given| {
        reduce_numbers(infer, given, |over, x| over.total(x, Fold::Add, &FROM_ZERO))
    }),
    row("nanprod", "The product of what is not NaN.", &[X, AXES, KEEPDIMS, DTYPE, FROM_ONE, WHERE], |infer, given| {
        reduce_numbers(infer, given, |over, x| over.total(x, Fold::Multiply, &FROM_ONE))
    }),
    row(
        "nanmin",
        "The least element that is not NaN; NaN if there is none.",
        &[X, AXES, KEEPDIMS, INITIAL, WHERE],
        |infer, given| reduce_numbers(infer, given, |over, x| over.extreme_from(x, Fold::Fmin)),
    )
    .of_two("the lesser of two values that is not NaN is `fmin(x, y)`"),
    row(
        "nanmax",
        "The greatest element that is not NaN; NaN if there is none.",
        &[X, AXES, KEEPDIMS, INITIAL, WHERE],
        |infer, given| reduce_numbers(infer, given, |over, x| over.extreme_from(x, Fold::Fmax)),
    )
    .of_two("the greater of two values that is not NaN is `fmax(x, y)`"),
    row("nanmean", "The arithmetic mean of what is not NaN.", &[X, AXES, KEEPDIMS, DTYPE, WHERE], |infer, given| {
        reduce_numbers(infer, given, |over, x| over.mean(x))
    }),
    row("nanvar", "The variance of what is not NaN.", &[X, AXES, KEEPDIMS, DDOF, DTYPE, WHERE], |infer, given| {
        reduce_numbers(infer, given, |over, x| over.variance(x))
    }),
    row(
        "nanstd",
        "The standard deviation of what is not NaN.",
        &[X, AXES, KEEPDIMS, DDOF, DTYPE, WHERE],
        |infer, given| reduce_numbers(infer, given, |over, x| over.deviation(x)),
    ),
    row(
        "nanargmin",
        "Where the least element is that is not NaN; -1 where all are NaN.",
        &[X, AXES, KEEPDIMS, WHERE],
        |infer, given| reduce_to_place(infer, given, true, |over, x| over.place(x, Fold::Fmin)),
    ),
    row(
        "nanargmax",
        "Where the greatest element is that is not NaN; -1 where all are NaN.",
        &[X, AXES, KEEPDIMS, WHERE],
        |infer, given| reduce_to_place(infer, given, true, |over, x| over.place(x, Fold::Fmax)),
    ),
    row("cumsum", "The sums of the elements up to each, along an axis.", &[X, AXIS, DTYPE], |infer, given| {
        scan(infer, given, Fold::Add)
    }),
    row("cumprod", "The products of the elements up to each, along an axis.", &[X, AXIS, DTYPE], |infer, given| {
        scan(infer, given, Fold::Multiply)
    }),
    row(
        "cummin",
        "The least of the elements up to each, along an axis; NaN from the first on.",
        &[X, AXIS],
        |infer, given| running_extreme(infer, given, Fold::Minimum),
    ),
    row(
        "cummax",
        "The greatest of the elements up to each, along an axis; NaN from the first on.",
        &[X, AXIS],
        |infer, given| running_extreme(infer, given, Fold::Maximum),
    ),
    row(
        "average",
        "The mean, in which each element counts as much as its weight says.",
        &[X, AXES, WEIGHTS, KEEPDIMS, WHERE],
        |infer, given| reduce(infer, given, |over, x| over.average(x)),
    ),
    row("logsumexp", "log(sum(exp(x))), without overflow on the way.", &[X, AXES, KEEPDIMS], logsumexp),
    row("softmax", "exp(x) over the sum of all, without overflow on the way.", &[X, AXES], softmax),
    row("log_softmax", "The logarithm of softmax(x), without overflow on the way.", &[X, AXES], log_softmax),
    row("allclose", "Whether all elements of two arrays are close; see isclose.", CLOSE, allclose),
    row(
        "array_equal",
        "Whether two arrays have the same shape and the same elements.",
        &[X, Y, EQUAL_NAN],
        array_equal,
    ),
    row("isclose", "Whether abs(x - y) <= atol + rtol*abs(y), or both are the same infinity.", CLOSE, isclose)
        .elementwise(),
    row("clip", "x limited to the range from min to max, of which either may be left out.", &[X, MIN, MAX], clip)
        .elementwise(),
    row(
        "nan_to_num",
        "x with numbers in place of NaN and infinities: the greatest and the least finite one, if none is given.",
        &[X, NAN, POSINF, NEGINF],
        nan_to_num,
    )
    .elementwise(),
    row("float_power", "x to the power y, of integers too as a float of 64 bits.", &[X, Y], float_power).elementwise(),
    row("xlogy", "x*log(y), and 0 where x is 0 and y a number.", &[X, Y], |infer, given| {
        times_logarithm(infer, given, Op::Log)
    })
    .elementwise(),
    row("xlog1py", "x*log1p(y), and 0 where x is 0 and y a number.", &[X, Y], |infer, given| {
        times_logarithm(infer, given, Op::Log1p)
    })
    .elementwise(),
    row("relu", "x where it is above 0, elsewhere 0.", &[X], relu).elementwise(),
    row("softplus", "log(1 + exp(x)), without overflow on the way.", &[X], softplus).elementwise(),
];
