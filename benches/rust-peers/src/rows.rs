//! The expressions, as each of the peers has them.

#![cfg_attr(not(any(feature = "datafusion", feature = "polars")), expect(dead_code))]

use std::ops::{Add, Div, Mul, Sub};

/// An expression in the languages that are texts; one that a language has no way to say is left out.
pub struct Row {
    pub text: &'static str,
    pub exmex: Option<&'static str>,
    pub fasteval: Option<&'static str>,
}

/// What an expression over columns is made of.
pub trait Algebra: Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> {
    fn number(value: f64) -> Self;
    fn greater(self, than: Self) -> Self;
    fn choose(self, yes: Self, no: Self) -> Self;
    fn sqrt(self) -> Self;
    fn exp(self) -> Self;
    fn ln(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tanh(self) -> Self;
    fn power(self, exponent: Self) -> Self;
    fn squared(self) -> Self {
        self.clone() * self
    }
}

macro_rules! rows {
    ($($text:literal { exmex: $exmex:expr, fasteval: $fasteval:expr, columns: |$a:ident, $b:ident, $c:ident| $columns:expr })*) => {
        /// All of them.
        pub const ROWS: &[Row] = &[$(Row { text: $text, exmex: $exmex, fasteval: $fasteval }),*];

        /// The expression of a text over three columns.
        pub fn columns<E: Algebra>(text: &str, operands: [E; 3]) -> E {
            match text {
                $($text => {
                    let [$a, $b, $c] = operands;
                    let _ = (&$a, &$b, &$c);
                    $columns
                })*
                _ => unreachable!("the text is that of a row"),
            }
        }
    };
}

rows! {
    "a*b+c" {
        exmex: Some("a*b+c"),
        fasteval: Some("a*b+c"),
        columns: |a, b, c| a * b + c
    }
    "2*a+3*b" {
        exmex: Some("2*a+3*b"),
        fasteval: Some("2*a+3*b"),
        columns: |a, b, c| E::number(2.0) * a + E::number(3.0) * b
    }
    "((.25*a+.75)*a-1.5)*a-2" {
        exmex: Some("((0.25*a+0.75)*a-1.5)*a-2"),
        fasteval: Some("((0.25*a+0.75)*a-1.5)*a-2"),
        columns: |a, b, c| ((E::number(0.25) * a.clone() + E::number(0.75)) * a.clone() - E::number(1.5)) * a - E::number(2.0)
    }
    "a+b+c+a*b+b*c+a*c+a*b*c" {
        exmex: Some("a+b+c+a*b+b*c+a*c+a*b*c"),
        fasteval: Some("a+b+c+a*b+b*c+a*c+a*b*c"),
        columns: |a, b, c| a.clone() + b.clone() + c.clone() + a.clone() * b.clone() + b.clone() * c.clone() + a.clone() * c.clone() + a * b * c
    }
    "sqrt(a**2+b**2)" {
        exmex: Some("sqrt(a*a+b*b)"),
        fasteval: Some("(a*a+b*b)^0.5"),
        columns: |a, b, c| (a.squared() + b.squared()).sqrt()
    }
    "where(a>b,a-b,b-a)" {
        exmex: None,
        fasteval: Some("(a>b)*(a-b)+(a<=b)*(b-a)"),
        columns: |a, b, c| a.clone().greater(b.clone()).choose(a.clone() - b.clone(), b - a)
    }
    "a/b" {
        exmex: Some("a/b"),
        fasteval: Some("a/b"),
        columns: |a, b, c| a / b
    }
    "exp(a)" {
        exmex: Some("exp(a)"),
        fasteval: Some("e()^a"),
        columns: |a, b, c| a.exp()
    }
    "log(a)" {
        exmex: Some("ln(a)"),
        fasteval: Some("log(e(), a)"),
        columns: |a, b, c| a.ln()
    }
    "sin(a)**2+cos(b)**2" {
        exmex: Some("sin(a)^2+cos(b)^2"),
        fasteval: Some("sin(a)^2+cos(b)^2"),
        columns: |a, b, c| a.sin().squared() + b.cos().squared()
    }
    "a**b" {
        exmex: Some("a^b"),
        fasteval: Some("a^b"),
        columns: |a, b, c| a.power(b)
    }
    "tanh(a)" {
        exmex: Some("tanh(a)"),
        fasteval: Some("tanh(a)"),
        columns: |a, b, c| a.tanh()
    }
    "exp(-a*a/2)/2.5066282746310002*b+c" {
        exmex: Some("exp(-(a*a)/2)/2.5066282746310002*b+c"),
        fasteval: Some("e()^(-(a*a)/2)/2.5066282746310002*b+c"),
        columns: |a, b, c| (a.squared() / E::number(-2.0)).exp() / E::number(2.5066282746310002) * b + c
    }
}
