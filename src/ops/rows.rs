//! **The one table of operations.**
//!
//! A row reads: documentation, identifier, `= name [aliases and symbol]`, shape and parameters, `in` domain and what
//! its kernels may share, `->` result, accuracy in ULP, `cost` of an element in additions (if it is not one), body. A
//! body sees its parameters as values of the domain's trait and the level as `I`. The shape `commutative` is `binary`
//! with the promise that operands may change places. What follows `rare` is done for arguments that the body is not
//! made for, what follows `complex rare` for such among complex numbers; what follows `exact` is the same operation on
//! integers of any size, which have no type yet.
//!
//! *Meanings* follow: what an operation does to operands of other kinds than its own row computes with, as `+` moves a
//! date. They read alike, with the operation that they are a meaning of, and have no name to be called by.
//!
//! Conversions are rows of the table of element types, and follow. Fused rows at the end are instructions made of two
//! rows or more; the compiler uses them where it finds the pattern.
//!
//! The costs were measured with AVX-512 and f64 (`cargo bench --bench suite -- functions`): what is not correctly
//! rounded takes 0.6 to 2 ns against 0.15 of an addition in cache, a quotient or a root 0.6, the loop of a greatest
//! common divisor some 5.

/// Hands the rows, and those of the table of element types, to a macro.
#[rustfmt::skip] // a row is a line, or a few
macro_rules! for_each_operation {
    ($consumer:ident) => {
        crate::element::for_each_element!($consumer! {
    // Arithmetic.
    /// The sum; for bool the or.
    Add = add ["+"] commutative(x, y) in Sums signless -> Same, 0.5, { x.add(y) }
        exact Integer { x + y }
    /// The difference.
    Subtract = subtract ["-"] binary(x, y) in NonBool signless -> Same, 0.5, { x.subtract(y) }
        exact Integer { x - y }
    /// The product; for bool the and.
    Multiply = multiply ["*"] commutative(x, y) in Sums signless -> Same, 0.5, { x.multiply(y) }
        exact Integer { x * y }
    /// The quotient, as a float.
    Divide = divide ["/", "true_divide"] binary(x, y) in Quotient typed -> Same, 0.5 cost 4, { x.over::<I>(y) }
        complex rare if x.over_is_rare(y) => x.rare_over(y);
        exact Float { integer::quotient(x, y) }
    /// The quotient rounded down; for integers 0 where the divisor is 0.
    FloorDivide = floor_divide ["//"] binary(x, y) in Numbers typed -> Same, 0.5 cost 8, { x.floor_divide::<I>(y) }
        rare if x.remainder_is_rare(y) => x.rare_floor_divide(y);
        exact Integer { integer::floor_divide(x, y) }
    /// The remainder of the floored division, with the divisor's sign; for integers 0 where the divisor is 0.
    Remainder = remainder ["%", "mod"] binary(x, y) in Numbers typed -> Same, 0.5 cost 8, { x.remainder::<I>(y) }
        rare if x.remainder_is_rare(y) => x.rare_remainder(y);
        exact Integer { integer::remainder(x, y) }
    /// The remainder of the truncated division, with the dividend's sign; for integers 0 where the divisor is 0.
    Fmod = fmod [] binary(x, y) in Numbers typed -> Same, 0.5 cost 8, { x.fmod::<I>(y) }
        rare if x.remainder_is_rare(y) => x.rare_fmod(y);
        exact Integer { integer::fmod(x, y) }
    /// x to the power y; integers wrap, and a negative exponent found in the data truncates the exact result.
    Power = power ["**", "pow"] binary(x, y) in Powers typed -> Same, 1.0 cost 16, { x.power::<I>(y) }
        rare if x.power_is_rare(y) => x.rare_power(y);
        exact Integer { integer::power(x, y)? }
    /// The operand itself.
    Positive = positive ["+"] fill(x) in NonBool signless -> Same, 0.5, { x }
        exact Integer { x.clone() }
    /// The operand with the other sign.
    Negative = negative ["-"] unary(x) in NonBool signless -> Same, 0.5, { x.negative() }
        exact Integer { -x }
    /// The square.
    Square = square [] unary(x) in Powers signless -> Same, 0.5, { x.multiply(x) }
        exact Integer { x * x }
    /// One divided by the operand; for integers truncated, and 0 for 0.
    Reciprocal = reciprocal [] unary(x) in Powers typed -> Same, 0.5 cost 4, { x.reciprocal() }
        complex rare if x.reciprocal_is_rare() => x.rare_reciprocal();
    /// The absolute value; of complex numbers a real one, within 1 ULP.
    Absolute = absolute ["abs", "fabs"] unary(x) in Sizes typed -> Part, 0.5, { x.absolute::<I>() }
        exact Integer { integer::absolute(x) }
    /// -1, 0 or 1 by the sign; of complex numbers the number of size 1 in the same direction.
    Sign = sign ["sgn"] unary(x) in NonBool typed -> Same, 0.5, { x.sign::<I>() }
        exact Integer { x.signum() }
    /// x * y + z, rounded once.
    Fma = fma [] ternary(x, y, z) in Floats typed -> Same, 0.5, { x.fused_multiply_add(y, z) }

    // Bits and integers.
    /// The bitwise and.
    BitAnd = bitwise_and ["&"] commutative(x, y) in Bits signless -> Same, 0.5, { x.and(y) }
        exact Integer { x & y }
    /// The bitwise or.
    BitOr = bitwise_or ["|"] commutative(x, y) in Bits signless -> Same, 0.5, { x.or(y) }
        exact Integer { x | y }
    /// The bitwise exclusive or.
    BitXor = bitwise_xor ["^"] commutative(x, y) in Bits signless -> Same, 0.5, { x.xor(y) }
        exact Integer { x ^ y }
    /// The bitwise not.
    Invert = invert ["~", "bitwise_not"] unary(x) in Bits signless -> Same, 0.5, { x.invert() }
        exact Integer { !x }
    /// Shifted to the left; 0 where the count is negative or not below the width.
    ShiftLeft = left_shift ["<<"] binary(x, y) in Integers signless -> Same, 0.5, { x.shift_left(y) }
        exact Integer { integer::shift_left(x, y)? }
    /// Shifted to the right; filled with the sign where the count is negative or not below the width.
    ShiftRight = right_shift [">>"] binary(x, y) in Integers typed -> Same, 0.5, { x.shift_right(y) }
        exact Integer { integer::shift_right(x, y) }
    /// The greatest common divisor.
    Gcd = gcd [] binary(x, y) in Integers typed -> Same, 0.5 cost 32, { x.gcd(y) }
        exact Integer { integer::gcd(x, y) }
    /// The least common multiple.
    Lcm = lcm [] binary(x, y) in Integers typed -> Same, 0.5 cost 32, { x.lcm(y) }
        exact Integer { integer::lcm(x, y) }
    /// How many bits are set in the absolute value.
    BitCount = bit_count ["bitwise_count"] unary(x) in Integers typed -> U8, 0.5, { x.bit_count() }

    // Comparison and logic.
    /// Whether x is below y.
    Less = less ["<"] binary(x, y) in Ordered typed -> Bool, 0.5, { x.less(y) }
        exact Bool { x < y }
    /// Whether x is at most y.
    LessEqual = less_equal ["<="] binary(x, y) in Ordered typed -> Bool, 0.5, { x.less_equal(y) }
        exact Bool { x <= y }
    /// Whether x is above y.
    Greater = greater [">"] binary(x, y) in Ordered typed -> Bool, 0.5, { y.less(x) }
        exact Bool { x > y }
    /// Whether x is at least y.
    GreaterEqual = greater_equal [">="] binary(x, y) in Ordered typed -> Bool, 0.5, { y.less_equal(x) }
        exact Bool { x >= y }
    /// Whether x equals y.
    Equal = equal ["=="] commutative(x, y) in Compared signless -> Bool, 0.5, { x == y }
        exact Bool { x == y }
    /// Whether x differs from y.
    NotEqual = not_equal ["!="] commutative(x, y) in Compared signless -> Bool, 0.5, { x != y }
        exact Bool { x != y }
    /// The and of two truth values.
    LogicalAnd = logical_and ["and"] commutative(x, y) in Bools typed -> Same, 0.5, { x.and(y) }
    /// The or of two truth values.
    LogicalOr = logical_or ["or"] commutative(x, y) in Bools typed -> Same, 0.5, { x.or(y) }
    /// Whether one of two truth values holds, and not both.
    LogicalXor = logical_xor [] commutative(x, y) in Bools typed -> Same, 0.5, { x.xor(y) }
    /// The opposite truth value.
    LogicalNot = logical_not ["not"] unary(x) in Bools typed -> Same, 0.5, { x.invert() }
    /// x where the condition holds, y elsewhere.
    Where = where [] select(condition, x, y) in Any bits -> Same, 0.5, { T::choose(condition, x, y) }
    /// Whether it is NaN.
    IsNan = isnan [] unary(x) in Sums typed -> Bool, 0.5, { x.is_nan() }
    /// Whether it is an infinity.
    IsInf = isinf [] unary(x) in Sums typed -> Bool, 0.5, { x.is_infinite() }
    /// Whether it is neither NaN nor an infinity.
    IsFinite = isfinite [] unary(x) in Sums typed -> Bool, 0.5, { !(x.is_nan() | x.is_infinite()) }
    /// Whether the sign bit is set.
    SignBit = signbit [] unary(x) in Floats typed -> Bool, 0.5, { x.sign_bit() }

    // Extremes.
    /// The lesser; NaN if either is.
    Minimum = minimum [] binary(x, y) in Ordered typed -> Same, 0.5, { x.minimum(y) }
        exact Integer { x.min(y).clone() }
    /// The greater; NaN if either is.
    Maximum = maximum [] binary(x, y) in Ordered typed -> Same, 0.5, { x.maximum(y) }
        exact Integer { x.max(y).clone() }
    /// The lesser; the other one where one is NaN.
    Fmin = fmin [] binary(x, y) in Ordered typed -> Same, 0.5, { x.fmin(y) }
        exact Integer { x.min(y).clone() }
    /// The greater; the other one where one is NaN.
    Fmax = fmax [] binary(x, y) in Ordered typed -> Same, 0.5, { x.fmax(y) }
        exact Integer { x.max(y).clone() }
    /// x limited to the range from min to max.
    Clip = clip [] ternary(x, min, max) in Ordered typed -> Same, 0.5, { x.maximum(min).minimum(max) }
        exact Integer { x.max(min).min(max).clone() }

    // Rounding.
    /// The greatest integer not above.
    Floor = floor [] unary(x) in Rounded typed -> Same, 0.5, { x.floor::<I>() }
    /// The least integer not below.
    Ceil = ceil [] unary(x) in Rounded typed -> Same, 0.5, { x.ceil::<I>() }
    /// The integer part.
    Trunc = trunc ["fix"] unary(x) in Rounded typed -> Same, 0.5, { x.trunc::<I>() }
    /// The nearest integer, halves to even.
    Round = round [] unary(x) in Nearest typed -> Same, 0.5, { x.rint::<I>() }
    /// The nearest integer as a float, halves to even.
    Rint = rint [] unary(x) in Functions typed -> Same, 0.5, { x.rint::<I>() }
    /// The nearest multiple of 10 to the power -decimals, halves to even.
    RoundDecimals = round [] counted(x, decimals) in NonBool typed -> Same, 0.5 cost 8, {
        x.round_decimals::<I>(decimals)
    }

    // Pieces of a float.
    /// The size of x with the sign of y.
    CopySign = copysign [] binary(x, y) in Floats typed -> Same, 0.5, { x.copy_sign(y) }
    /// The next float after x in the direction of y.
    NextAfter = nextafter [] binary(x, y) in Adjacent typed -> Same, 0.5, { x.next_after(y) }
    /// 0 below zero, at_zero at zero, 1 above.
    Heaviside = heaviside [] binary(x, at_zero) in Floats typed -> Same, 0.5, { x.heaviside(at_zero) }
    /// x * 2^exponent, rounded once.
    Ldexp = ldexp [] counted(x, exponent) in Floats typed -> Same, 0.5 cost 4, { x.ldexp(exponent) }
    /// The m of x = m * 2^e with 1/2 <= abs(m) < 1; x where it is 0, infinite or NaN.
    Mantissa = mantissa [] unary(x) in Floats typed -> Same, 0.5, { x.mantissa() }
    /// The e of x = m * 2^e with 1/2 <= abs(m) < 1; 0 where x is 0, infinite or NaN.
    Exponent = exponent [] unary(x) in Floats typed -> I32, 0.5, { x.exponent() }
    /// x less its integer part, with the sign of x.
    Frac = frac [] unary(x) in Floats typed -> Same, 0.5, { x.fraction() }
    /// The real part; of a real number the number itself.
    RealPart = real [] fill(x) in Any bits -> Part, 0.5, { let [real, _] = x.parts(); real }
    /// The imaginary part; of a real number 0.
    ImaginaryPart = imag [] unary(x) in Any typed -> Part, 0.5, { let [_, imaginary] = x.parts(); imaginary }
    /// The conjugate; of a real number the number itself.
    Conjugate = conj ["conjugate"] fill(x) in Powers signless -> Same, 0.5, { x.conjugate() }
    /// The angle in the complex plane, from -pi to pi; of a real number 0, or pi where it is negative.
    Angle = angle [] unary(x) in Angles typed -> Part, 1.0, { x.angle::<I>() }
    /// The complex number of a real and an imaginary part.
    Complex = complex [] binary(real, imag) in Floats typed -> Complex, 0.5, { real.paired(imag) }
    /// The operand itself.
    Copy = copy [] fill(x) in Any bits -> Same, 0.5, { x }
    /// The element of a table of so many elements at a place.
    Take = take [] taken(table, place, length) in Any bits -> Same, 0.5 cost 8, { let _ = (place, length); table }
    /// Ones, of the operand's shape and type.
    OnesLike = ones_like [] unary(x) in Any typed -> Same, 0.5, { let _ = x; T::ONE }
    /// Zeros, of the operand's shape and type.
    ZerosLike = zeros_like [] unary(x) in Any typed -> Same, 0.5, { let _ = x; T::default() }

    // Roots.
    /// The square root.
    Sqrt = sqrt [] unary(x) in Functions typed -> Same, 0.5 cost 4, { x.square_root::<I>() }
        complex rare if x.square_root_is_rare() => x.rare_square_root();
    /// The cube root.
    Cbrt = cbrt [] unary(x) in Floats typed -> Same, 1.0 cost 8, { x.cbrt::<I>() }
    /// The square root of x * x + y * y, without overflow on the way.
    Hypot = hypot [] binary(x, y) in Floats typed -> Same, 1.0 cost 8, { x.hypot::<I>(y) }

    // Exponentials and logarithms.
    /// e to the power x.
    Exp = exp [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.exp::<I>() }
        complex rare if x.exp_is_rare() => x.rare_exp();
    /// 2 to the power x.
    Exp2 = exp2 [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.exp2::<I>() }
        complex rare if x.exp2_is_rare() => x.rare_exp2();
    /// 10 to the power x.
    Exp10 = exp10 [] unary(x) in Floats typed -> Same, 1.0 cost 8, { x.exp10::<I>() }
    /// exp(x) - 1, accurate near 0.
    Expm1 = expm1 [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.expm1::<I>() }
        complex rare if x.expm1_is_rare() => x.rare_expm1();
    /// The natural logarithm.
    Log = log ["ln"] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.log::<I>() }
        complex rare if x.log_is_rare() => x.rare_log();
    /// The logarithm to base 2.
    Log2 = log2 [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.log2::<I>() }
        complex rare if x.log2_is_rare() => x.rare_log2();
    /// The logarithm to base 10.
    Log10 = log10 [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.log10::<I>() }
        complex rare if x.log10_is_rare() => x.rare_log10();
    /// The logarithm to a base, exact where that is a float.
    LogToBase = log [] binary(x, base) in Floats typed -> Same, 1.0 cost 16, { x.log_to_base::<I>(base) }
        rare if x.log_to_base_is_rare(base) => x.rare_log_to_base(base);
    /// log(1 + x), accurate near 0.
    Log1p = log1p [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.log1p::<I>() }
        complex rare if x.log1p_is_rare() => x.rare_log1p();
    /// log(exp(x) + exp(y)), without overflow on the way.
    LogAddExp = logaddexp [] binary(x, y) in Floats typed -> Same, 2.0 cost 16, { x.logaddexp::<I>(y) }
    /// The logistic function 1 / (1 + exp(-x)).
    Sigmoid = sigmoid ["expit"] unary(x) in Floats typed -> Same, 2.0 cost 8, { x.sigmoid::<I>() }

    /// The inverse of the logistic function, log(x / (1 - x)).
    Logit = logit [] unary(x) in Floats typed -> Same, 2.0 cost 12, { x.logit::<I>() }

    // Angles and circles.
    /// The sine of an angle in radians.
    Sin = sin [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.sin::<I>() }
        rare if x.sin_is_rare() => x.rare_sin();
    /// The cosine of an angle in radians.
    Cos = cos [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.cos::<I>() }
        rare if x.cos_is_rare() => x.rare_cos();
    /// The tangent of an angle in radians.
    Tan = tan [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.tan::<I>() }
        rare if x.tan_is_rare() => x.rare_tan();
    /// The inverse sine.
    ArcSin = arcsin ["asin"] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.arcsin::<I>() }
        complex rare if x.arcsin_is_rare() => x.rare_arcsin();
    /// The inverse cosine.
    ArcCos = arccos ["acos"] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.arccos::<I>() }
        complex rare if x.arccos_is_rare() => x.rare_arccos();
    /// The inverse tangent.
    ArcTan = arctan ["atan"] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.arctan::<I>() }
        complex rare if x.arctan_is_rare() => x.rare_arctan();
    /// The angle of the point (x, y), from -pi to pi.
    ArcTan2 = arctan2 ["atan2"] binary(y, x) in Floats typed -> Same, 1.0 cost 12, { y.arctan2::<I>(x) }
    /// An angle in degrees, from radians.
    Degrees = degrees ["rad2deg"] unary(x) in Floats typed -> Same, 1.0 cost 2, { x.degrees::<I>() }
    /// An angle in radians, from degrees.
    Radians = radians ["deg2rad"] unary(x) in Floats typed -> Same, 1.0 cost 2, { x.radians::<I>() }
    /// sin(pi x) / (pi x), and 1 at 0.
    Sinc = sinc [] unary(x) in Quotient typed -> Same, 2.0 cost 8, { x.sinc::<I>() }
        complex rare if x.sinc_is_rare() => x.rare_sinc();

    // Hyperbolas.
    /// The hyperbolic sine.
    Sinh = sinh [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.sinh::<I>() }
        complex rare if x.sinh_is_rare() => x.rare_sinh();
    /// The hyperbolic cosine.
    Cosh = cosh [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.cosh::<I>() }
        complex rare if x.cosh_is_rare() => x.rare_cosh();
    /// The hyperbolic tangent.
    Tanh = tanh [] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.tanh::<I>() }
        complex rare if x.tanh_is_rare() => x.rare_tanh();
    /// The inverse hyperbolic sine.
    ArcSinh = arcsinh ["asinh"] unary(x) in Functions typed -> Same, 1.0 cost 16, { x.arcsinh::<I>() }
        complex rare if x.arcsinh_is_rare() => x.rare_arcsinh();
    /// The inverse hyperbolic cosine.
    ArcCosh = arccosh ["acosh"] unary(x) in Functions typed -> Same, 1.0 cost 16, { x.arccosh::<I>() }
        complex rare if x.arccosh_is_rare() => x.rare_arccosh();
    /// The inverse hyperbolic tangent.
    ArcTanh = arctanh ["atanh"] unary(x) in Functions typed -> Same, 1.0 cost 8, { x.arctanh::<I>() }
        complex rare if x.arctanh_is_rare() => x.rare_arctanh();

    // Special functions.
    /// The error function.
    Erf = erf [] unary(x) in Floats typed -> Same, 2.0 cost 8, { x.erf::<I>() }
    /// 1 - erf(x), accurate for large x.
    Erfc = erfc [] unary(x) in Floats typed -> Same, 2.0 cost 16, { x.erfc::<I>() }
    /// The number whose error function this is.
    ErfInv = erfinv [] unary(x) in Floats typed -> Same, 2.0 cost 40, { x.erfinv::<I>() }
    /// The number whose erfc this is.
    ErfcInv = erfcinv [] unary(x) in Floats typed -> Same, 2.0 cost 40, { x.erfcinv::<I>() }
    /// The probability that a number of the standard normal distribution is below x.
    Ndtr = ndtr [] unary(x) in Floats typed -> Same, 2.0 cost 16, { x.ndtr::<I>() }
    /// The number that one of the standard normal distribution is below with probability p.
    Ndtri = ndtri [] unary(p) in Floats typed -> Same, 2.0 cost 40, { p.ndtri::<I>() }
    /// x * ndtr(x).
    Gelu = gelu [] unary(x) in Floats typed -> Same, 2.0 cost 16, { x.gelu::<I>() }
    /// The gamma function.
    Gamma = gamma ["tgamma"] unary(x) in Floats typed -> Same, 4.0 cost 32, { x.gamma::<I>() }
        rare if x.gamma_is_rare() => x.rare_gamma();
    /// The logarithm of the absolute value of the gamma function.
    Lgamma = lgamma ["gammaln"] unary(x) in Floats typed -> Same, 4.0 cost 16, { x.lgamma::<I>() }
        rare if x.lgamma_is_rare() => x.rare_lgamma();

    /// The digamma function, the derivative of lgamma; near the zeros left of 0 within 4 ULP of its greater term.
    Digamma = digamma ["psi"] unary(x) in Floats typed -> Same, 4.0 cost 16, { x.digamma::<I>() }
        rare if x.digamma_is_rare() => x.rare_digamma();
    /// The modified Bessel function of the first kind of order 0.
    BesselI0 = i0 [] unary(x) in Floats typed -> Same, 2.0 cost 32, { x.i0::<I>() }
    /// The modified Bessel function of the first kind of order 1.
    BesselI1 = i1 [] unary(x) in Floats typed -> Same, 2.0 cost 32, { x.i1::<I>() }

    // Dates.
    /// Whether it is NaT.
    IsNat = isnat [] unary(x) in Times typed -> Bool, 0.5, { x.is_nat() }
    /// The year of a date; of NaT the least integer.
    Year = year [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.year() }
    /// The month of a date, from 1 to 12; of NaT the least integer.
    Month = month [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.in_cycle(12, 0, 1) }
    /// The day of the month of a date, from 1; of NaT the least integer.
    Day = day [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.day() }
    /// The hour of a date, from 0 to 23; of NaT the least integer.
    Hour = hour [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.in_cycle(24, 0, 0) }
    /// The minute of a date, from 0 to 59; of NaT the least integer.
    Minute = minute [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.in_cycle(60, 0, 0) }
    /// The second of a date, from 0 to 59; of NaT the least integer.
    Second = second [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.in_cycle(60, 0, 0) }
    /// The day of the week of a date, from 0 for Monday to 6; of NaT the least integer.
    Weekday = weekday [] unary(x) in Dates typed -> I64, 0.5 cost 8, { x.in_cycle(7, 3, 0) }

    ---

    /// A date and a length of time after it.
    Later = later Add dated(x, y) in Dates -> Same, { x.later(y) }
    /// A date and a length of time before it.
    Earlier = earlier Subtract dated(x, y) in Dates -> Same, { x.earlier(y) }
    /// The length of time between two dates.
    Since = since Subtract binary(x, y) in Dates -> Difference, { x.since(y) }
    /// The sum of two lengths of time.
    SpanAdd = span_add Add commutative(x, y) in Spans -> Same, { x.add(y) }
    /// The difference of two lengths of time.
    SpanSubtract = span_subtract Subtract binary(x, y) in Spans -> Same, { x.subtract(y) }
    /// A length of time, so many times.
    SpanTimes = span_times Multiply counted(x, y) in Spans -> Same, { x.times(y) }
    /// A length of time times a float, towards zero.
    SpanScaled = span_scaled Multiply scaled(x, y) in Spans -> Same, cost 2, { x.scaled(y) }
    /// A length of time in so many parts, towards zero; NaT for none.
    SpanShared = span_shared Divide counted(x, y) in Spans -> Same, cost 8, { x.shared(y) }
    /// A length of time over a float, towards zero.
    SpanDivided = span_divided Divide scaled(x, y) in Spans -> Same, cost 4, { x.divided(y) }
    /// The quotient of two lengths of time.
    SpanRatio = span_ratio Divide binary(x, y) in Spans -> F64, cost 4, { x.ratio(y) }
    /// The quotient of two lengths of time rounded down; 0 where there is none.
    SpanQuotient = span_quotient FloorDivide binary(x, y) in Spans -> I64, cost 8, { x.quotient(y) }
    /// What is left of a length of time, with the divisor's sign; NaT where nothing is.
    SpanRemainder = span_remainder Remainder binary(x, y) in Spans -> Same, cost 8, { x.remainder(y) }
    /// A length of time backwards.
    SpanNegative = span_negative Negative unary(x) in Spans -> Same, { x.negative() }
    /// The size of a length of time.
    SpanAbsolute = span_absolute Absolute unary(x) in Spans -> Same, { x.absolute() }
    /// One unit by the sign.
    SpanSign = span_sign Sign unary(x) in Spans -> Same, { x.sign() }
    /// In a shorter unit, so many of which are one.
    ToShorter = to_shorter Copy counted(x, y) in Times -> Same, { x.times(y) }
    /// In a longer unit, which is so many; rounded down.
    ToLonger = to_longer Copy counted(x, y) in Times -> Same, cost 8, { x.over(y) }
    /// Days as months.
    MonthsOfDays = months_of_days Copy unary(x) in Dates -> Same, cost 16, { x.months_of_days() }
    /// Months as their first days.
    DaysOfMonths = days_of_months Copy unary(x) in Dates -> Same, cost 16, { x.days_of_months() }

    ---

    /// sin(x) and cos(x)
    SinCos = sincos pair(x) in Floats Both(Sin, Cos)
    /// x ** 3
    Cube = cube unary(x) in Floats Halves(6)
    /// x ** 4
    FourthPower = fourth_power unary(x) in Floats Halves(8)
    /// x ** 1.5
    ThreeHalvesPower = three_halves_power unary(x) in Floats Halves(3)
    /// x ** 0.5
    SquareRootPower = square_root_power unary(x) in Floats Halves(1)
    /// x ** -0.5
    ReciprocalSquareRoot = reciprocal_square_root unary(x) in Floats Halves(-1)
    /// x ** -2
    InverseSquare = inverse_square unary(x) in Floats Halves(-4)
    /// x * y + z
    MultiplyAdd = multiply_add product(x, y, z) in Functions Then(Multiply, Add)
    /// x * y - z
    MultiplySubtract = multiply_subtract product(x, y, z) in Functions Then(Multiply, Subtract)
    /// z - x * y
    SubtractProduct = subtract_product product(x, y, z) in Functions After(Multiply, Subtract)
    /// (x * y) * z
    MultiplyMultiply = multiply_multiply product(x, y, z) in Floats Then(Multiply, Multiply)
    /// (x + y) * z
    AddMultiply = add_multiply product(x, y, z) in Floats Then(Add, Multiply)
    /// (x + y) + z
    AddAdd = add_add product(x, y, z) in Floats Then(Add, Add)
    /// (x + y) - z
    AddSubtract = add_subtract product(x, y, z) in Floats Then(Add, Subtract)
    /// z - (x + y)
    SubtractSum = subtract_sum product(x, y, z) in Floats After(Add, Subtract)
    /// (x - y) * z
    SubtractMultiply = subtract_multiply difference(x, y, z) in Floats Then(Subtract, Multiply)
    /// (x - y) + z
    SubtractAdd = subtract_add difference(x, y, z) in Floats Then(Subtract, Add)
    /// (x - y) - z
    SubtractSubtract = subtract_subtract difference(x, y, z) in Floats Then(Subtract, Subtract)
    /// z - (x - y)
    SubtractDifference = subtract_difference difference(x, y, z) in Floats After(Subtract, Subtract)
    /// x * y + z, contracted
    ContractedMultiplyAdd = contracted_multiply_add product(x, y, z) in Floats ContractedThen(Multiply, Add)
    /// x * y - z, contracted
    ContractedMultiplySubtract = contracted_multiply_subtract product(x, y, z)
        in Floats ContractedThen(Multiply, Subtract)
    /// z - x * y, contracted
    ContractedSubtractProduct = contracted_subtract_product product(x, y, z)
        in Floats ContractedAfter(Multiply, Subtract)
    /// where(p < q, x, y)
    ChooseLess = choose_less choice(p, q, x, y) in Floats Choose(Less)
    /// where(p <= q, x, y)
    ChooseLessEqual = choose_less_equal choice(p, q, x, y) in Floats Choose(LessEqual)
    /// where(p > q, x, y)
    ChooseGreater = choose_greater choice(p, q, x, y) in Floats Choose(Greater)
    /// where(p >= q, x, y)
    ChooseGreaterEqual = choose_greater_equal choice(p, q, x, y) in Floats Choose(GreaterEqual)
    /// where(p == q, x, y)
    ChooseEqual = choose_equal choice(p, q, x, y) in Floats Choose(Equal)
    /// where(p != q, x, y)
    ChooseNotEqual = choose_not_equal choice(p, q, x, y) in Floats Choose(NotEqual)
    ---
        });
    };
}
pub(crate) use for_each_operation;
