//! The elementary and special functions, element by element.
//!
//! They are scalar: the standard library's where it has them, `libm`'s otherwise. In f32, what neither has, or has with an
//! error beyond 1 ULP (log10 1.29, tanh, sinh, cosh, arctan2), is computed in f64 and rounded.

mod special;

pub use special::power_of_ten;

/// The functions that rows of the table of operations call.
#[allow(missing_docs)] // each is the function of that name
pub trait Functions: Copy {
    fn cbrt(self) -> Self;
    fn exp(self) -> Self;
    fn exp2(self) -> Self;
    fn expm1(self) -> Self;
    fn log(self) -> Self;
    fn log2(self) -> Self;
    fn log10(self) -> Self;
    fn log1p(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tan(self) -> Self;
    fn arcsin(self) -> Self;
    fn arccos(self) -> Self;
    fn arctan(self) -> Self;
    fn sinh(self) -> Self;
    fn cosh(self) -> Self;
    fn tanh(self) -> Self;
    fn arcsinh(self) -> Self;
    fn arccosh(self) -> Self;
    fn arctanh(self) -> Self;
    fn arctan2(self, x: Self) -> Self;
    fn hypot(self, y: Self) -> Self;
    fn logaddexp(self, y: Self) -> Self;
    fn sigmoid(self) -> Self;
    fn sinc(self) -> Self;
    fn erf(self) -> Self;
    fn erfc(self) -> Self;
    fn gamma(self) -> Self;
    fn lgamma(self) -> Self;
}

/// One type's functions: those of the standard library, those of `libm` and those of [`special`].
macro_rules! functions {
    ($type:ident {
        std { $($name:ident = $std:ident;)* }
        std2 { $($name2:ident = $std2:ident;)* }
        with { $($name3:ident($($x:ident),*) = $value:expr;)* }
    }) => {
        impl Functions for $type {
            $(
                #[inline(always)]
                fn $name(self) -> Self {
                    $type::$std(self)
                }
            )*
            $(
                #[inline(always)]
                fn $name2(self, other: Self) -> Self {
                    $type::$std2(self, other)
                }
            )*
            functions!(@ $($name3($($x),*) = $value;)*);
        }
    };
    (@ $($name:ident($x:ident $(, $y:ident)?) = $value:expr;)*) => {$(
        #[inline(always)]
        fn $name(self $(, $y: Self)?) -> Self {
            let $x = self;
            $value
        }
    )*};
}

functions! { f64 {
    std {
        cbrt = cbrt; exp = exp; exp2 = exp2; expm1 = exp_m1; log = ln; log2 = log2; log10 = log10; log1p = ln_1p;
        sin = sin; cos = cos; tan = tan; arcsin = asin; arccos = acos; arctan = atan;
        sinh = sinh; cosh = cosh; tanh = tanh;
    }
    std2 { arctan2 = atan2; hypot = hypot; }
    with {
        arcsinh(x) = libm::asinh(x);
        arccosh(x) = special::arccosh(x);
        arctanh(x) = libm::atanh(x);
        logaddexp(x, y) = special::logaddexp(x, y);
        sigmoid(x) = special::sigmoid(x);
        sinc(x) = special::sinc(x);
        erf(x) = libm::erf(x);
        erfc(x) = libm::erfc(x);
        gamma(x) = special::gamma(x);
        lgamma(x) = libm::lgamma(x);
    }
} }

functions! { f32 {
    std {
        cbrt = cbrt; exp = exp; exp2 = exp2; expm1 = exp_m1; log = ln; log2 = log2; log1p = ln_1p;
        sin = sin; cos = cos; tan = tan; arcsin = asin; arccos = acos; arctan = atan;

    }
    std2 { hypot = hypot; }
    with {
        log10(x) = (x as f64).log10() as f32;
        sinh(x) = (x as f64).sinh() as f32;
        cosh(x) = (x as f64).cosh() as f32;
        tanh(x) = (x as f64).tanh() as f32;
        arctan2(x, y) = (x as f64).atan2(y as f64) as f32;
        arcsinh(x) = libm::asinh(x as f64) as f32;
        arccosh(x) = special::arccosh(x as f64) as f32;
        arctanh(x) = libm::atanh(x as f64) as f32;
        logaddexp(x, y) = special::logaddexp(x as f64, y as f64) as f32;
        sigmoid(x) = special::sigmoid(x as f64) as f32;
        sinc(x) = special::sinc(x as f64) as f32;
        erf(x) = libm::erf(x as f64) as f32;
        erfc(x) = libm::erfc(x as f64) as f32;
        gamma(x) = special::gamma(x as f64) as f32;
        lgamma(x) = libm::lgamma(x as f64) as f32;
    }
} }
