//! Sums without any error.
//!
//! A sum is kept as several floats that do not overlap, as in Shewchuk's "Adaptive precision floating-point arithmetic"
//! and Python's `math.fsum`. Double-double would be simpler, but its own error shows where the terms cancel to nothing.

/// The exact sum of the numbers added so far.
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    /// From the smallest to the largest; no two share a bit.
    parts: Vec<f64>,
}

impl ExactSum {
    /// The sum of numbers.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Self::default();
        numbers.into_iter().for_each(|x| sum.add(x));
        sum
    }

    /// Adds a number.
    pub fn add(&mut self, mut x: f64) {
        let mut kept = 0;
        for i in 0..self.parts.len() {
            let (sum, error) = two_sum(x, self.parts[i]);
            if error != 0.0 {
                self.parts[kept] = error;
                kept += 1;
            }
            x = sum;
        }
        self.parts.truncate(kept);
        self.parts.push(x);
    }

    /// Adds a product.
    pub fn add_product(&mut self, x: f64, y: f64) {
        let product = x * y;
        self.add(x.mul_add(y, -product));
        self.add(product);
    }

    /// The sum, rounded a few times, the last time in its last digit.
    pub fn value(&self) -> f64 {
        self.parts.iter().sum()
    }

    /// How far a number is from the sum.
    pub fn distance(&self, found: f64) -> f64 {
        let mut rest = self.clone();
        rest.add(-found);
        rest.value().abs()
    }
}

/// A sum and what it lost by rounding (Knuth).
fn two_sum(x: f64, y: f64) -> (f64, f64) {
    let sum = x + y;
    let of_y = sum - x;
    (sum, (x - (sum - of_y)) + (y - of_y))
}

#[test]
fn nothing_is_lost() {
    assert_eq!(ExactSum::of([1e100, 1.0, -1e100, 1e-300]).value(), 1.0);
    assert_eq!(ExactSum::of([1e300, -1e-300, -1e300]).value(), -1e-300);
    assert_eq!(ExactSum::of([0.1; 10]).distance(1.0), 5.551115123125783e-17);
    let mut square = ExactSum::default();
    square.add_product(1.0 + f64::EPSILON, 1.0 + f64::EPSILON);
    assert_eq!(square.distance(1.0 + 2.0 * f64::EPSILON), f64::EPSILON * f64::EPSILON);
    assert_eq!(ExactSum::default().value(), 0.0);
}
