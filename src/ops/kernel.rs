//! From the scalar body of an operation to kernels: one loop an arity, one wrapper a level.
//!
//! A body is branch-free scalar code; the loop around it is left to the autovectoriser, once with each level's
//! instructions enabled. A body that holds for common arguments only is *guarded*: the loop computes a chunk, and
//! then puts right those of its elements that were rare, with scalar code. Operands come as slices that never overlap
//! the output (the register allocator and the binding see to that), so that no run-time overlap check and no scalar
//! copy of the loop is needed.

#![allow(unsafe_code)]

use crate::level::{Base, Isa, Level};
use crate::time::Timedelta;
use std::marker::PhantomData;

/// The most operands an operation has.
pub const MAX_OPERANDS: usize = 4;

/// Where an operation's operands start, and behind them its second result if it has two.
pub type Operands = [*const u8; MAX_OPERANDS];

/// Computes `len` elements.
///
/// # Safety
/// `out` and each operand that the operation has must be aligned for their element types and valid for `len`
/// elements (one element, for an operand the kernel takes as a scalar); so must the second result of an operation that
/// has two; results must overlap neither each other nor an operand; the processor must have the instructions of the
/// level that the kernel was made for.
pub type Kernel = unsafe fn(out: *mut u8, operands: &Operands, len: usize);

/// What a fold is computed with. A *partial result* is what some elements have come to: as many *parts* as the fold
/// has, each with one value for each of the elements that the fold gives.
#[derive(Clone, Copy)]
pub struct FoldKernels {
    /// Makes one partial result of two.
    pub join: Kernel,
    /// Makes a partial result of a row of elements; the row is one if there is none.
    pub row: Option<Kernel>,
    /// Joins a row of elements to a partial result.
    pub add_row: Kernel,
    /// Makes a partial result, for one element, of a block; if there is a kernel for [lanes](Self::lanes), also of
    /// several blocks of [`FOLDED_BLOCK`] elements, joined in pairs: a power of two, and no more than [`MOST_LEAVES`].
    pub block: Kernel,
    /// The same of the lanes of so many blocks, [`FOLD_LANES`] each.
    pub lanes: Option<Kernel>,
}

/// Elements that are folded in lanes, a leaf of the tree along which a line is folded: it must not depend on anything
/// else, as what is joined with what decides how a sum is rounded.
pub const FOLDED_BLOCK: usize = 1024;
/// Leaves that are folded at a time, at most.
pub const MOST_LEAVES: usize = 16;

/// Which operands of a kernel are scalars: bit `i` stands for operand `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scalars(pub u8);

impl Scalars {
    /// Marks operand `i`.
    pub fn set(&mut self, i: usize) {
        self.0 |= 1 << i;
    }

    /// Whether operand `i` is a scalar.
    pub fn has(self, i: usize) -> bool {
        self.0 & 1 << i != 0
    }
}

/// The meaning of an operation for one element of each operand.
pub trait Body<Arguments> {
    /// The result's type.
    type Output: Copy;

    /// Whether there are arguments that `call` is not made for.
    const GUARDED: bool = false;

    /// Computes one element, without branches.
    fn call<I: Isa>(arguments: Arguments) -> Self::Output;

    /// Whether `call` is not made for these arguments; its value is then replaced by that of `rare`.
    #[inline(always)]
    fn is_rare(_: Arguments) -> bool {
        false
    }

    /// Computes one element in whatever way it takes.
    #[inline(always)]
    fn rare(arguments: Arguments) -> Self::Output {
        Self::call::<Base>(arguments)
    }
}

/// Elements that a guarded body computes before it looks whether one of them was rare.
/// `cargo bench --bench suite -- functions`: in f32 `sin` takes 0.36 ns instead of 0.39 with 128 and 0.34 with 256; but
/// with 1 % of rare values `fmod` takes 2.1 and 2.4 times as long as without, where it is 1.8 with 64.
const GUARDED_CHUNK: usize = 64;

/// A loop over blocks, generic over the level.
pub(super) trait Loop {
    /// # Safety
    /// As for [`Kernel`].
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize);
}

/// The loop compiled for a level. This is the one place that names instruction sets.
pub(super) fn at_level<L: Loop>(level: Level) -> Kernel {
    unsafe fn base<L: Loop>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the same contract.
        unsafe { L::run::<Base>(out, operands, len) }
    }
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
    unsafe fn v3<L: Loop>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the same contract.
        unsafe { L::run::<crate::level::V3>(out, operands, len) }
    }
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
    unsafe fn v4<L: Loop>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the same contract.
        unsafe { L::run::<crate::level::V4>(out, operands, len) }
    }
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::V3 => v3::<L>,
        #[cfg(target_arch = "x86_64")]
        Level::V4 => v4::<L>,
        _ => base::<L>,
    }
}

/// An operand's elements: all of the block's, or the one that stands for all.
///
/// # Safety
/// `start` must be aligned and valid for that many elements for as long as the result is used.
#[inline(always)]
unsafe fn operand<'a, T, const SCALAR: bool>(start: *const u8, len: usize) -> &'a [T] {
    let start = start.cast::<T>();
    debug_assert!(start.is_aligned(), "operands are aligned");
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(start, if SCALAR { 1 } else { len }) }
}

/// The output's elements.
///
/// # Safety
/// `start` must be aligned and valid for that many elements, which nothing else may use meanwhile.
#[inline(always)]
unsafe fn output<'a, T>(start: *mut u8, len: usize) -> &'a mut [T] {
    let start = start.cast::<T>();
    debug_assert!(start.is_aligned(), "outputs are aligned");
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(start, len) }
}

/// Declares the loop of an arity: a marker type that carries body, operand types and which operands are scalars,
/// and the function that makes its kernel. A second output stands behind the operands.
macro_rules! arity {
    (
        $(#[$doc:meta])* $Map:ident $map:ident [$($body:tt)+]
        ($out:ident: $Out:ty; $($second:ident: $Second:ty, $at:literal;)?)
        ($($x:ident: $X:ident, $SCALAR:ident, $i:literal;)*)
    ) => {
        struct $Map<B, $($X,)* $(const $SCALAR: bool),*>(PhantomData<(B, $($X),*)>);

        impl<B: $($body)+, $($X: Copy,)* $(const $SCALAR: bool),*> Loop for $Map<B, $($X,)* $($SCALAR),*> {
            #[inline(always)]
            unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
                // A function of its own, since only parameters tell the compiler that slices do not overlap.
                #[allow(clippy::too_many_arguments)]
                #[inline(always)]
                fn run<I: Isa, B: $($body)+, $($X: Copy,)* $(const $SCALAR: bool),*>(
                    $out: &mut [$Out],
                    $($second: &mut [$Second],)?
                    $($x: &[$X]),*
                ) {
                    let len = $out.len();
                    if len == 0 {
                        return; // a scalar operand of an empty block may be read no more than the others
                    }
                    $(let $second = &mut $second[..len];)?
                    $(let $x = if $SCALAR { &$x[..1] } else { &$x[..len] };)*
                    if !B::GUARDED {
                        for i in 0..len {
                            let arguments = ($(if $SCALAR { $x[0] } else { $x[i] },)*);
                            results!($out $($second)? [i] = B::call::<I>(arguments));
                        }
                        return;
                    }
                    for start in (0..len).step_by(GUARDED_CHUNK) {
                        let chunk = start..len.min(start + GUARDED_CHUNK);
                        let $out = &mut $out[chunk.clone()];
                        $(let $second = &mut $second[chunk.clone()];)?
                        $(let $x = if $SCALAR { $x } else { &$x[chunk.clone()] };)*
                        let mut any_rare = false;
                        for i in 0..chunk.len() {
                            let arguments = ($(if $SCALAR { $x[0] } else { $x[i] },)*);
                            results!($out $($second)? [i] = B::call::<I>(arguments));
                            any_rare |= B::is_rare(arguments);
                        }
                        if any_rare {
                            patch::<B, $($X,)* $($SCALAR),*>($out, $($second,)? $($x),*);
                        }
                    }
                }

                /// Puts the rare elements of a chunk right. Not inlined, and so the same code for all levels.
                #[allow(clippy::too_many_arguments)]
                #[cold]
                #[inline(never)]
                fn patch<B: $($body)+, $($X: Copy,)* $(const $SCALAR: bool),*>(
                    $out: &mut [$Out],
                    $($second: &mut [$Second],)?
                    $($x: &[$X]),*
                ) {
                    let arguments = |i: usize| ($(if $SCALAR { $x[0] } else { $x[i] },)*);
                    // All are found, by vector code, before the first is computed, and then looked for eight at a time.
                    let mut is_rare = [0_u8; GUARDED_CHUNK];
                    for i in 0..$out.len() {
                        is_rare[i] = u8::from(B::is_rare(arguments(i)));
                    }
                    for (group, flags) in is_rare.as_chunks::<8>().0.iter().enumerate() {
                        let mut flags = u64::from_le_bytes(*flags);
                        while flags != 0 {
                            let i = 8 * group + flags.trailing_zeros() as usize / 8;
                            results!($out $($second)? [i] = B::rare(arguments(i)));
                            flags &= flags - 1;
                        }
                    }
                }

                // SAFETY: the caller's promise, output by output and operand by operand.
                let $out = unsafe { output::<$Out>(out, len) };
                $(
                    // SAFETY: as above.
                    let $second = unsafe { output::<$Second>(operands[$at].cast_mut(), len) };
                )?
                $(
                    // SAFETY: as above.
                    let $x = unsafe { operand::<$X, $SCALAR>(operands[$i], len) };
                )*
                run::<I, B, $($X,)* $($SCALAR),*>($out, $($second,)? $($x),*);
            }
        }

        $(#[$doc])*
        pub fn $map<B: $($body)+, $($X: Copy,)* $(const $SCALAR: bool),*>(level: Level) -> Kernel {
            at_level::<$Map<B, $($X,)* $($SCALAR),*>>(level)
        }
    };
}

/// Stores one result or two.
macro_rules! results {
    ($out:ident [$i:ident] = $value:expr) => {
        $out[$i] = $value
    };
    ($out:ident $second:ident [$i:ident] = $value:expr) => {
        ($out[$i], $second[$i]) = $value
    };
}

arity! {
    /// The kernel of a one-operand body.
    Map1 map1 [Body<(X,)>] (out: B::Output;) (x: X, SX, 0;)
}
arity! {
    /// The kernel of a one-operand body with two results.
    Pair1 pair1 [Body<(X,), Output = (X, X)>] (out: X; second: X, 1;) (x: X, SX, 0;)
}
arity! {
    /// The kernel of a two-operand body.
    Map2 map2 [Body<(X, Y)>] (out: B::Output;) (x: X, SX, 0; y: Y, SY, 1;)
}
arity! {
    /// The kernel of a three-operand body.
    Map3 map3 [Body<(X, Y, Z)>] (out: B::Output;) (x: X, SX, 0; y: Y, SY, 1; z: Z, SZ, 2;)
}
arity! {
    /// The kernel of a four-operand body.
    Map4 map4 [Body<(X, Y, Z, U)>] (out: B::Output;) (x: X, SX, 0; y: Y, SY, 1; z: Z, SZ, 2; u: U, SU, 3;)
}
/// The loop that looks elements up in a table.
struct Taken<B, T>(PhantomData<(B, T)>);

impl<B: Body<(T, i64, i64)>, T: Copy> Loop for Taken<B, T> {
    /// The operands are the first element of the table, the places, and how many elements the table has, which is not
    /// 0. That all places are in the table is a matter of the program; here one beyond the last is taken for that, so
    /// that nothing else is read.
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        let table = operands[0].cast::<T>();
        // SAFETY: the caller's promise, output by output and operand by operand.
        let (out, places, length) = unsafe {
            let length = operand::<i64, true>(operands[2], 1)[0];
            (output::<B::Output>(out, len), operand::<i64, false>(operands[1], len), length)
        };
        let last = length.cast_unsigned().wrapping_sub(1);
        for (out, &place) in out.iter_mut().zip(places) {
            let place = place.cast_unsigned().min(last);
            // SAFETY: the table has so many elements, side by side and aligned.
            let x = unsafe { *table.add(place as usize) };
            *out = B::call::<I>((x, place.cast_signed(), length));
        }
    }
}

/// Chooses the kernel of a shape of operation for the operands that are scalars, as far as one is made.
///
/// An operation of scalars alone runs once a call, as a block of one element, so it needs no variant. Where a
/// variant is missing, the compiler copies the scalar into a register; that is rare, and a variant costs build time.
pub mod shape {
    use super::*;

    /// `f` of the elements that are looked up in a table; table and length are single values.
    pub fn taken<B: Body<(T, i64, i64)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        // Where all are single values, the block is one element.
        matches!(scalars.0, 0b101 | 0).then(|| at_level::<Taken<B, T>>(level))
    }

    /// `f(x)`; the scalar variant is what fills a block.
    pub fn unary<B: Body<(T,)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        (scalars.0 == 0).then(|| map1::<B, T, false>(level))
    }

    /// `(f(x), g(x))`
    pub fn pair<B: Body<(T,), Output = (T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        (scalars.0 == 0).then(|| pair1::<B, T, false>(level))
    }

    /// `f(x)` that may fill a block out of a scalar.
    pub fn fill<B: Body<(T,)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(if scalars.has(0) { map1::<B, T, true>(level) } else { map1::<B, T, false>(level) })
    }

    /// `f(x, y)`; either may be a scalar.
    pub fn binary<B: Body<(T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        of_two::<B, T, T>(level, scalars)
    }

    /// `f(x, y)` of operands of two types.
    fn of_two<B: Body<(X, Y)>, X: Copy, Y: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b00 => map2::<B, X, Y, false, false>(level),
            0b01 => map2::<B, X, Y, true, false>(level),
            0b10 => map2::<B, X, Y, false, true>(level),
            _ => return None,
        })
    }

    /// `f(x, y)` with `f(x, y) = f(y, x)`: a scalar stands second.
    pub fn commutative<B: Body<(T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b00 => map2::<B, T, T, false, false>(level),
            0b10 => map2::<B, T, T, false, true>(level),
            _ => return None,
        })
    }

    /// `f(condition, x, y)`; `x` and `y` may be scalars.
    pub fn select<B: Body<(bool, T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b000 => map3::<B, bool, T, T, false, false, false>(level),
            0b010 => map3::<B, bool, T, T, false, true, false>(level),
            0b100 => map3::<B, bool, T, T, false, false, true>(level),
            0b110 => map3::<B, bool, T, T, false, true, true>(level),
            _ => return None,
        })
    }

    /// `f(x, y, z)`; `y` and `z` may be scalars.
    pub fn ternary<B: Body<(T, T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b000 => map3::<B, T, T, T, false, false, false>(level),
            0b010 => map3::<B, T, T, T, false, true, false>(level),
            0b100 => map3::<B, T, T, T, false, false, true>(level),
            0b110 => map3::<B, T, T, T, false, true, true>(level),
            _ => return None,
        })
    }

    /// `f(g(x, y), z)` with a commutative `g`: of `x` and `y` a scalar stands second.
    pub fn product<B: Body<(T, T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        ternary::<B, T>(level, scalars)
    }

    /// `f(g(x, y), z)`; of `x` and `y` either may be a scalar.
    pub fn difference<B: Body<(T, T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b001 => map3::<B, T, T, T, true, false, false>(level),
            0b101 => map3::<B, T, T, T, true, false, true>(level),
            _ => return ternary::<B, T>(level, scalars),
        })
    }

    /// `f(p, q, x, y)`; all but `p` may be scalars.
    pub fn choice<B: Body<(T, T, T, T)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        Some(match scalars.0 {
            0b0000 => map4::<B, T, T, T, T, false, false, false, false>(level),
            0b0010 => map4::<B, T, T, T, T, false, true, false, false>(level),
            0b0100 => map4::<B, T, T, T, T, false, false, true, false>(level),
            0b0110 => map4::<B, T, T, T, T, false, true, true, false>(level),
            0b1000 => map4::<B, T, T, T, T, false, false, false, true>(level),
            0b1010 => map4::<B, T, T, T, T, false, true, false, true>(level),
            0b1100 => map4::<B, T, T, T, T, false, false, true, true>(level),
            0b1110 => map4::<B, T, T, T, T, false, true, true, true>(level),
            _ => return None,
        })
    }

    /// `f(x, n)` with an i64 `n`; either may be a scalar.
    pub fn counted<B: Body<(T, i64)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        of_two::<B, T, i64>(level, scalars)
    }

    /// `f(x, y)` with an f64 `y`; either may be a scalar.
    pub fn scaled<B: Body<(T, f64)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        of_two::<B, T, f64>(level, scalars)
    }

    /// `f(x, y)` with a length of time `y`; either may be a scalar.
    pub fn dated<B: Body<(T, Timedelta)>, T: Copy>(level: Level, scalars: Scalars) -> Option<Kernel> {
        of_two::<B, T, Timedelta>(level, scalars)
    }
}
