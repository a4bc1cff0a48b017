//! The rows of the table as values, with their kernels.

use super::domain::{bound, if_in_domain, loop_type, with_loop_type};
use super::kernel::{Body, shape};
use super::number::{Analytic, HasParts};
use super::op::Op;
use super::operation::{Fusion, OperandTypes, Outcome, Row};
use super::rows::for_each_operation;
use crate::element::{DType, Elem, Family, for_each_element, rust_type};
use crate::integer;
use crate::level::{Isa, Level, RoundsOnce};
use crate::ops::{Domain, ExactBody, Kernel, Scalars};
use crate::time::Timedelta;
use crate::{Complex, c64, c128};

/// The names of the conversion to a type; NumPy's may be the same as ours.
const fn names_of_type(names: &'static [&'static str]) -> &'static [&'static str] {
    let (ours, numpys) = (names[0].as_bytes(), names[1].as_bytes());
    let mut same = ours.len() == numpys.len();
    let mut i = 0;
    while same && i < ours.len() {
        same = ours[i] == numpys[i];
        i += 1;
    }
    if same { names.split_at(1).1 } else { names }
}

for_each_operation!(operations);
