//! The operations by number: a variant for each row of the table.

use super::rows::for_each_operation;
use crate::element::{DType, Elem};

macro_rules! enumeration {
    (
        $($(#[doc = $doc:literal])+ $op:ident = $name:ident $aliases:tt $shape:ident ($($x:ident),+)
            in $domain:ident $share:ident -> $outcome:ident, $ulp:literal $(cost $cost:literal)?, { $($body:tt)+ }
            $(rare if $is_rare:expr => $rare:expr;)?
            $(complex rare if $is_rare_complex:expr => $rare_complex:expr;)?
            $(exact $exact_result:ident { $exact:expr })?)*
        ---
        $($(#[doc = $mdoc:literal])+ $mop:ident = $mname:ident $of:ident $mshape:ident ($($mx:ident),+)
            in $mdomain:ident -> $moutcome:ident, $(cost $mcost:literal,)? { $($mbody:tt)+ })*
        ---
        $($(#[doc = $fdoc:literal])+ $fop:ident = $fname:ident $fshape:ident ($($fx:ident),+)
            in $fdomain:ident $fusion:ident $parts:tt)*
        ---
        $($element:ident = $type:ty { $family:ident $bits:ident $ename:literal $numpy:literal [$($other:literal)*]
            $(($parameter:ident: $Parameter:ty))? })*
    ) => {
        /// An operation: a row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op {
            $($(#[doc = $doc])+ $op,)*
            $($(#[doc = $mdoc])+ $mop,)*
            $(#[doc = concat!("Converted to ", $ename, ".")] $element,)*
            $($(#[doc = $fdoc])+ $fop,)*
        }

        impl Op {
            /// All operations, in the order of the table.
            pub const ALL: &'static [Op] = &[$(Op::$op,)* $(Op::$mop,)* $(Op::$element,)* $(Op::$fop,)*];

            /// The operation that converts to the elements of a type.
            pub const fn conversion_to(dtype: DType) -> Op {
                match dtype { $(DType::$element { .. } => Op::$element,)* }
            }

            /// The type that the operation converts to, if it is a conversion; a parameter of it is left open.
            pub const fn converts_to(self) -> Option<DType> {
                match self { $(Op::$element => Some(Elem::$element.dtype()),)* _ => None }
            }
        }
    };
}
for_each_operation!(enumeration);
