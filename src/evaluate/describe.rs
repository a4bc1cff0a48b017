//! Says what a call is like, but for its arrays: the expression and its options, what is asked for, and what stands
//! behind the names.
//!
//! All that [`resolve`](super::resolve) looks at is either here or part of an array's description, so that calls with
//! the same description have the same program. Options and requests are taken apart with all their fields, so that one
//! that is new has to be dealt with here. (To describe a call by its signature would be safer, but to make one takes as
//! long as all of the rest.)

use super::expr::Expr;
use super::resolve::{Place, Request, Targets};
use crate::array::Operand;
use crate::element::Scalar;
use crate::exec::Description;
use crate::options::{Options, Threads};

/// Describes a call, and writes down its operands, by the position of the name. Says whether it may be remembered.
#[inline]
pub fn describe<'a>(
    expr: &Expr,
    request: &Request<'a>,
    description: &mut Description,
    operands: &mut [Option<&'a Operand<'a>>],
) -> bool {
    let Request { vars, targets, knows_values, knows_lengths } = *request;
    description.add(expr.programs.number());
    describe_options(&expr.options, description);
    description.add(usize::from(knows_values) | usize::from(knows_lengths) << 1);
    let can_be_remembered = describe_targets(targets, description);
    let names = expr.tree.names().iter().zip(&expr.needs.statics);
    for ((name, &is_static), of_name) in names.zip(operands) {
        let place = Place::find(name, is_static, request);
        description.add(usize::from(place.operand.is_some()) | place.same.map_or(0, |output| output + 1) << 1);
        if let Some(operand) = place.operand.filter(|_| is_static) {
            // It is compiled in.
            let value = vars.at(operand).as_value();
            description.add_bytes(value.as_ref().map_or(&[], Scalar::as_bytes));
        }
        *of_name = place.operand(vars);
    }
    can_be_remembered && !knows_values
}

fn describe_options(options: &Options, description: &mut Description) {
    // A flag that cancels a run changes nothing before it.
    let Options { threads, casting, level, tier, contract, unfused, block_len, cancel: _ } = options;
    let (who, threads) = match *threads {
        Threads::Pool => (0, 0),
        Threads::Serial => (1, 0),
        Threads::Exactly(threads) => (2, threads),
    };
    let level = level.map_or(0, |level| level as usize + 1);
    let flags = usize::from(*contract) | usize::from(*unfused) << 1 | usize::from(block_len.is_some()) << 2;
    description.add(flags | who << 8 | (*casting as usize) << 16 | level << 24 | (*tier as usize) << 28);
    description.add(threads);
    description.add(block_len.unwrap_or(0));
}

/// Describes where results go; says whether that is all that there is to it.
fn describe_targets(targets: Targets<'_>, description: &mut Description) -> bool {
    let mut add = |kind: usize, more: usize| description.add(kind | more << 8);
    match targets {
        Targets::New(of) | Targets::All(of) => {
            add(usize::from(matches!(targets, Targets::All(_))), of.map_or(0, |dtype| dtype.elem() as usize + 1));
            of.into_iter().for_each(|dtype| description.add_parameter(dtype));
        }
        // The operands that are updated are not described.
        Targets::Updates => return false,
        Targets::Result(_, None) => add(2, 0),
        Targets::Result(_, Some(own)) => {
            add(3, 0);
            description.add_bytes(own.as_bytes());
        }
        Targets::Named(outputs) => {
            add(4, outputs.names().len());
            outputs.names().for_each(|name| description.add_bytes(name.as_bytes()));
        }
    }
    for output in targets.outputs() {
        description.add(output.aliases().len());
        output.aliases().for_each(|alias| description.add_bytes(alias.as_bytes()));
    }
    true
}
