//! What a row of the table turns into: the macro behind [`super::table`].
//!
//! A row becomes a type that carries its body, and a [`Row`](super::operation::Row) with a function that finds its
//! kernels. A row without a body, or with one that does not fit its domain, does not compile.

macro_rules! operations {
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
        /// The bodies, a type each.
        mod body {
            $(pub struct $op;)*
            $(pub struct $mop;)*
            $(pub struct $element;)*
            $(pub struct $fop;)*
        }

        $(
            impl<T: bound::$domain> Body<arguments!($shape T)> for body::$op {
                type Output = outcome_type!($outcome T);

                #[inline(always)]
                fn call<I: Isa>(($($x,)+): arguments!($shape T)) -> Self::Output {
                    $($body)+
                }

                guard!($shape ($($x),+) $($is_rare => $rare)?);
                guard!($shape ($($x),+) if T::IS_COMPLEX $(, $is_rare_complex => $rare_complex)?);
            }
        )*
        $(
            impl<T: bound::$mdomain> Body<arguments!($mshape T)> for body::$mop {
                type Output = outcome_type!($moutcome T);

                #[inline(always)]
                fn call<I: Isa>(($($mx,)+): arguments!($mshape T)) -> Self::Output {
                    $($mbody)+
                }
            }
        )*
        $(
            impl<T: bound::Any> Body<(T,)> for body::$element {
                type Output = $type;

                #[inline(always)]
                fn call<I: Isa>((x,): (T,)) -> $type {
                    x.convert()
                }
            }
        )*
        $(fused_body!($fop $fdomain $fusion $parts);)*

        /// The rows, indexed by [`Op`].
        pub static TABLE: &[Row] = &[
            $(Row {
                names: names!($name $aliases),
                doc: concat!($($doc),+).trim_ascii(),
                parameters: &[$(stringify!($x)),+],
                operands: operand_types!($shape),
                domain: Domain::$domain,
                outcome: outcome!($outcome),
                ulp: $ulp,
                cost: cost!($($cost)?),
                commutative: is_commutative!($shape),
                meaning_of: None,
                fusion: None,
                exact: exact!(($($x),+) $($exact_result $exact)?),
                kernel: |elem: Elem, level: Level, scalars: Scalars| -> Option<Kernel> {
                    with_loop_type!($domain $share, elem, T => {
                        shape::$shape::<body::$op, T>(level, scalars)
                    }).flatten()
                },
            },)*
            $(Row {
                names: &[stringify!($mname)],
                doc: concat!($($mdoc),+).trim_ascii(),
                parameters: &[$(stringify!($mx)),+],
                operands: operand_types!($mshape),
                domain: Domain::$mdomain,
                outcome: outcome!($moutcome),
                ulp: 0.5,
                cost: cost!($($mcost)?),
                commutative: is_commutative!($mshape),
                meaning_of: Some(Op::$of),
                fusion: None,
                exact: None,
                kernel: |elem: Elem, level: Level, scalars: Scalars| -> Option<Kernel> {
                    with_loop_type!($mdomain typed, elem, T => {
                        shape::$mshape::<body::$mop, T>(level, scalars)
                    }).flatten()
                },
            },)*
            $(Row {
                names: names_of_type(&[$ename, $numpy $(, $other)*]),
                doc: match Family::$family {
                    Family::Bool => concat!("Converted to ", $ename, ": whether it differs from 0."),
                    _ => concat!("Converted to ", $ename, "."),
                },
                parameters: &["x"],
                operands: OperandTypes::Uniform,
                domain: Domain::Any,
                outcome: Outcome::Is(Elem::$element.dtype()),
                ulp: 0.5,
                cost: 1,
                commutative: false,
                meaning_of: None,
                fusion: None,
                exact: None,
                kernel: |elem: Elem, level: Level, scalars: Scalars| -> Option<Kernel> {
                    with_loop_type!(Any typed, elem, T => {
                        shape::unary::<body::$element, T>(level, scalars)
                    }).flatten()
                },
            },)*
            $(Row {
                names: &[stringify!($fname)],
                doc: concat!($($fdoc),+).trim_ascii(),
                parameters: &[$(stringify!($fx)),+],
                operands: OperandTypes::Uniform,
                domain: Domain::$fdomain,
                outcome: Outcome::Same,
                ulp: fused_ulp!($fusion),
                cost: fused_cost!($fusion),
                commutative: false,
                meaning_of: None,
                fusion: Some(fusion!($fusion $parts)),
                exact: None,
                kernel: |elem: Elem, level: Level, scalars: Scalars| -> Option<Kernel> {
                    with_loop_type!($fdomain typed, elem, T => {
                        shape::$fshape::<body::$fop, T>(level, scalars)
                    }).flatten()
                },
            },)*
        ];
    };
}

macro_rules! names {
    ($name:ident [$($alias:literal),*]) => { &[stringify!($name), $($alias),*] };
}
macro_rules! arguments {
    (counted $T:ty) => {
        ($T, i64)
    };
    (scaled $T:ty) => {
        ($T, f64)
    };
    (taken $T:ty) => {
        ($T, i64, i64)
    };
    (dated $T:ty) => {
        ($T, Timedelta)
    };
    (unary $T:ty) => {
        ($T,)
    };
    (fill $T:ty) => {
        ($T,)
    };
    (binary $T:ty) => {
        ($T, $T)
    };
    (commutative $T:ty) => {
        ($T, $T)
    };
    (select $T:ty) => {
        (bool, $T, $T)
    };
    (ternary $T:ty) => {
        ($T, $T, $T)
    };
}
/// The part of a body that looks for arguments it is not made for: among all, or where a constant says so.
macro_rules! guard {
    ($shape:ident ($($x:ident),+) if $among:expr) => {};
    ($shape:ident ($($x:ident),+) if $among:expr, $is_rare:expr => $rare:expr) => {
        const GUARDED: bool = $among;

        #[inline(always)]
        fn is_rare(($($x,)+): arguments!($shape T)) -> bool {
            $is_rare
        }

        #[inline(always)]
        fn rare(($($x,)+): arguments!($shape T)) -> Self::Output {
            $rare
        }
    };
    ($shape:ident ($($x:ident),+)) => {};
    ($shape:ident ($($x:ident),+) $is_rare:expr => $rare:expr) => {
        guard!($shape ($($x),+) if true, $is_rare => $rare);
    };
}
/// The operation on integers of any size, which only some rows have.
macro_rules! exact {
    (($($x:ident),+)) => {
        None
    };
    (($($x:ident),+) $result:ident $exact:expr) => {
        Some(ExactBody::$result(|operands| {
            let [$($x),+] = *operands else { unreachable!("the operation has that many operands") };
            Ok($exact)
        }))
    };
}
/// What an element costs, in additions.
macro_rules! cost {
    () => {
        1
    };
    ($cost:literal) => {
        $cost
    };
}
macro_rules! operand_types {
    (counted) => {
        OperandTypes::Count
    };
    (scaled) => {
        OperandTypes::Factor
    };
    (taken) => {
        OperandTypes::Places
    };
    (dated) => {
        OperandTypes::Difference
    };
    (select) => {
        OperandTypes::Condition
    };
    ($shape:ident) => {
        OperandTypes::Uniform
    };
}
macro_rules! is_commutative {
    (commutative) => {
        true
    };
    ($shape:ident) => {
        false
    };
}
macro_rules! outcome {
    (Same) => {
        Outcome::Same
    };
    (Part) => {
        Outcome::Part
    };
    (Complex) => {
        Outcome::Complex
    };
    (Difference) => {
        Outcome::Difference
    };
    ($dtype:ident) => {
        Outcome::Is(DType::$dtype)
    };
}
macro_rules! outcome_type {
    (Same $T:ty) => {
        $T
    };
    (Part $T:ty) => {
        <$T as HasParts>::Part
    };
    (Complex $T:ty) => {
        Complex<$T>
    };
    (Difference $T:ty) => {
        Timedelta
    };
    ($dtype:ident $T:ty) => {
        rust_type::$dtype
    };
}

/// The body of a fused row, out of the bodies of its parts.
macro_rules! fused_body {
    ($op:ident $domain:ident Then ($first:ident, $second:ident)) => {
        fused_body!(@ $op $domain (x, y, z) => call!($second, call!($first, x, y), z));
    };
    ($op:ident $domain:ident After ($first:ident, $second:ident)) => {
        fused_body!(@ $op $domain (x, y, z) => call!($second, z, call!($first, x, y)));
    };
    ($op:ident $domain:ident ContractedThen (Multiply, Add)) => {
        fused_body!(@ $op $domain (x, y, z) => if I::FMA { x.fused_multiply_add(y, z) } else { x.multiply(y).add(z) });
    };
    ($op:ident $domain:ident ContractedThen (Multiply, Subtract)) => {
        fused_body!(@ $op $domain (x, y, z) =>
            if I::FMA { x.fused_multiply_add(y, z.negative()) } else { x.multiply(y).subtract(z) });
    };
    ($op:ident $domain:ident ContractedAfter (Multiply, Subtract)) => {
        fused_body!(@ $op $domain (x, y, z) =>
            if I::FMA { x.negative().fused_multiply_add(y, z) } else { z.subtract(x.multiply(y)) });
    };
    ($op:ident $domain:ident Choose ($first:ident)) => {
        fused_body!(@ $op $domain (p, q, x, y) => T::choose(call!($first, p, q), x, y));
    };
    ($op:ident $domain:ident Halves (6)) => {
        fused_body!(@ $op $domain cube);
    };
    ($op:ident $domain:ident Halves (8)) => {
        fused_body!(@ $op $domain fourth_power);
    };
    ($op:ident $domain:ident Halves (3)) => {
        fused_body!(@ $op $domain three_halves);
    };
    ($op:ident $domain:ident Halves (1)) => {
        fused_body!(@ $op $domain (x) => x.square_root_power::<I>());
    };
    ($op:ident $domain:ident Halves (-1)) => {
        fused_body!(@ $op $domain reciprocal_square_root);
    };
    ($op:ident $domain:ident Halves (-4)) => {
        fused_body!(@ $op $domain inverse_square);
    };
    (@ $op:ident $domain:ident $power:ident) => {
        impl<T: bound::$domain> Body<(T,)> for body::$op {
            type Output = T;

            #[inline(always)]
            fn call<I: Isa>((x,): (T,)) -> T {
                x.$power::<I>()
            }

            guard!(unary (x) x.is_extreme() => x.$power::<RoundsOnce>());
        }
    };
    ($op:ident $domain:ident Both (Sin, Cos)) => {
        impl<T: bound::$domain> Body<(T,)> for body::$op {
            type Output = (T, T);

            #[inline(always)]
            fn call<I: Isa>((x,): (T,)) -> (T, T) {
                x.sincos::<I>()
            }

            guard!(unary (x) x.is_far() => (Analytic::rare_sin(x), Analytic::rare_cos(x)));
        }
    };
    (@ $op:ident $domain:ident ($($x:ident),+) => $value:expr) => {
        impl<T: bound::$domain> Body<tuple!(T; $($x),+)> for body::$op {
            type Output = T;

            #[inline(always)]
            fn call<I: Isa>(($($x,)+): tuple!(T; $($x),+)) -> T {
                $value
            }
        }
    };
}
/// A tuple of as many `T` as there are names.
macro_rules! tuple {
    ($T:ty; $($x:ident),+) => { ($(tuple!(@ $T, $x),)+) };
    (@ $T:ty, $x:ident) => { $T };
}
/// The accuracy of a fused row: rounding after each part is exact where the parts are.
macro_rules! fused_ulp {
    (Halves) => {
        1.0
    };
    (Both) => {
        1.0
    };
    ($fusion:ident) => {
        0.5
    };
}
/// What an element of a fused row costs: one instruction of it takes hardly longer than one of its parts, whose time
/// goes by in loads and stores.
macro_rules! fused_cost {
    (Halves) => {
        8
    };
    (Both) => {
        8
    };
    ($fusion:ident) => {
        1
    };
}
/// How a fused row is made of others.
macro_rules! fusion {
    (Halves ($halves:literal)) => {
        Fusion::Halves($halves)
    };
    ($fusion:ident ($($part:ident),+)) => {
        Fusion::$fusion($(Op::$part),+)
    };
}
macro_rules! call {
    ($op:ident, $($x:expr),+) => {
        <body::$op as Body<call!(@ $($x),+)>>::call::<I>(($($x),+))
    };
    (@ $x:expr, $y:expr) => {
        (T, T)
    };
}
