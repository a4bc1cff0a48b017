//! The correctly rounded functions of pxfm, where its special values are not C99's.

/// The hyperbolic sine; that of -0 is -0.
pub fn sinh(x: f64) -> f64 {
    pxfm::f_sinh(x).copysign(x)
}

/// The power; also of NaN to the power 0, 1 to any power, and with the sign of powers that underflow.
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    let power = pxfm::f_pow(x, y);
    let is_negative = x.is_sign_negative() && (y % 2.0).abs() == 1.0;
    if power == 0.0 { 0.0_f64.copysign(if is_negative { -1.0 } else { 1.0 }) } else { power }
}

/// The angle of a point, with the sign of y also where it underflows.
pub fn arctan2(y: f64, x: f64) -> f64 {
    pxfm::f_atan2(y, x).copysign(y)
}
