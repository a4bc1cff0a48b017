//! Whether arrays share bytes of memory.
//!
//! The addresses of an array's elements are `start + Σ stride × place`. Two arrays share a byte if the difference of
//! their starts is a sum of strides times differences of places, but for the bytes of an element. Bounds settle most
//! cases, the greatest common divisor of the strides others (every second element, and those between); what is left is
//! a search from the longest stride to the shortest. Of arrays whose axes lie within each other it looks at two or
//! three numbers an axis. To find out in general takes exponential time, so a search that takes too long ends with the
//! cautious answer. NumPy goes about it in the same way (`may_share_memory`, `shares_memory`).

use super::geometry::{Geometry, Strides};
use std::cmp::Reverse;

/// How many numbers a search looks at.
const SEARCHED: usize = 256;

/// The memory of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Footprint<'f> {
    start: usize,
    /// Bytes an element.
    size: usize,
    shape: &'f [usize],
    strides: Strides<'f>,
}

impl<'f> Footprint<'f> {
    /// That of an array of elements of a size.
    pub(crate) fn new(start: *const u8, size: usize, geometry: &'f Geometry<'_>) -> Self {
        Self { start: start.addr(), size, shape: geometry.shape(), strides: geometry.strides() }
    }

    /// Whether both have the same elements at the same places.
    pub(crate) fn is_same(&self, other: &Footprint<'_>) -> bool {
        let strides = self.strides.iter().zip(other.strides.iter()).zip(self.shape);
        (self.start, self.size, self.shape) == (other.start, other.size, other.shape)
            && strides.into_iter().all(|((x, y), &length)| x == y || length == 1)
    }

    /// Whether they may share a byte.
    pub(crate) fn may_share(&self, other: &Footprint<'_>) -> bool {
        if self.shape.contains(&0) || other.shape.contains(&0) {
            return false;
        }
        let ((least, most), (other_least, other_most)) = (self.bounds(), other.bounds());
        if most <= other_least || other_most <= least {
            return false;
        }
        // From a place of `self` to a place of `other`: strides backwards, then strides forwards.
        let mut steps = Steps::default();
        self.axes().for_each(|(stride, places)| steps.add(-stride, places));
        other.axes().for_each(|(stride, places)| steps.add(stride, places));
        let bytes = (1 - self.size as i128, other.size as i128 - 1);
        steps.may_reach(self.start as i128 - other.start as i128, bytes, false)
    }

    /// Whether two of its own elements may share a byte.
    pub(crate) fn may_overlap_itself(&self) -> bool {
        if self.shape.contains(&0) || self.is_nested() {
            return false;
        }
        let mut steps = Steps::default();
        for (stride, places) in self.axes() {
            if stride == 0 || steps.has(stride) {
                return true; // a step along the one axis, and one back along the other
            }
            steps.add(stride, places);
            steps.add(-stride, places);
        }
        steps.may_reach(0, (1 - self.size as i128, self.size as i128 - 1), true)
    }

    /// Whether each axis, from the last to the first, steps over all that the ones before it reach: the common case.
    fn is_nested(&self) -> bool {
        let mut reach = self.size as i128;
        self.axes().rev().all(|(stride, places)| {
            let fits = stride.abs() >= reach;
            reach += stride.abs() * places;
            fits
        })
    }

    /// The strides of the axes along which there are several elements, and how many steps they take.
    fn axes(&self) -> impl DoubleEndedIterator<Item = (i128, i128)> {
        let axes = self.strides.iter().zip(self.shape).filter(|(_, length)| **length > 1);
        axes.map(|(stride, &length)| (stride as i128, length as i128 - 1))
    }

    /// The least address, and the one behind the greatest.
    fn bounds(&self) -> (i128, i128) {
        let (mut least, mut most) = (self.start as i128, self.start as i128);
        for (stride, places) in self.axes() {
            *(if stride < 0 { &mut least } else { &mut most }) += stride * places;
        }
        (least, most + self.size as i128)
    }
}

/// Steps of several lengths, of each of which a number between two bounds can be taken.
#[derive(Default)]
struct Steps {
    /// The length, which is positive, and how many at least and at most.
    steps: Vec<(i128, i128, i128)>,
}

impl Steps {
    /// Adds up to `count` steps of a length.
    fn add(&mut self, length: i128, count: i128) {
        let (length, least, most) = if length < 0 { (-length, -count, 0) } else { (length, 0, count) };
        match self.steps.iter_mut().find(|step| step.0 == length) {
            Some(step) => (step.1, step.2) = (step.1 + least, step.2 + most),
            None => self.steps.push((length, least, most)),
        }
    }

    /// Whether there are steps of a length.
    fn has(&self, length: i128) -> bool {
        self.steps.iter().any(|step| step.0 == length.abs())
    }

    /// Whether some steps may lead as far as `goal`, give or take bytes between two bounds. If one must be taken, it
    /// does not count that none does.
    fn may_reach(mut self, goal: i128, bytes: (i128, i128), must_step: bool) -> bool {
        self.steps.retain(|step| step.0 != 0);
        self.steps.sort_unstable_by_key(|step| Reverse(step.0));
        let divisor = self.steps.iter().map(|step| step.0).fold(0, greatest_common_divisor);
        if !must_step && divisor > 0 {
            // All that steps reach lies a multiple of the divisor from the goal.
            let rest = goal.rem_euclid(divisor);
            if rest > bytes.1 && rest - divisor < bytes.0 {
                return false;
            }
        }
        let mut budget = SEARCHED;
        search(&self.steps, goal, bytes, must_step, &mut budget)
    }
}

/// Whether steps, from the longest on, lead to a goal; `budget` is how many numbers of steps may still be looked at.
fn search(steps: &[(i128, i128, i128)], goal: i128, bytes: (i128, i128), must_step: bool, budget: &mut usize) -> bool {
    let Some((&(length, least, most), shorter)) = steps.split_first() else {
        return !must_step && (bytes.0..=bytes.1).contains(&goal);
    };
    // What the shorter steps and the bytes reach is between these.
    let low = shorter.iter().fold(bytes.0, |low, step| low + step.0 * step.1);
    let high = shorter.iter().fold(bytes.1, |high, step| high + step.0 * step.2);
    let first = least.max((goal - high).div_euclid(length) + i128::from((goal - high).rem_euclid(length) != 0));
    let last = most.min((goal - low).div_euclid(length));
    for count in first..=last {
        let Some(rest) = budget.checked_sub(1) else { return true };
        *budget = rest;
        if search(shorter, goal - count * length, bytes, must_step && count == 0, budget) {
            return true;
        }
    }
    false
}

fn greatest_common_divisor(mut x: i128, mut y: i128) -> i128 {
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Numbers of a linear congruential generator.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (self.0 >> 33) as usize % limit
        }
    }

    /// An array anywhere in a little memory.
    struct Layout {
        start: usize,
        size: usize,
        shape: Vec<usize>,
        strides: Vec<isize>,
    }

    impl Layout {
        fn random(numbers: &mut Numbers) -> Self {
            let rank = numbers.below(4);
            let size = [1, 2, 4, 8][numbers.below(4)];
            let unit = [1, size as isize][numbers.below(2)];
            let shape = (0..rank).map(|_| numbers.below(5)).collect();
            let strides = (0..rank).map(|_| (numbers.below(13) as isize - 6) * unit).collect();
            Self { start: 1000 + numbers.below(60), size, shape, strides }
        }

        fn geometry(&self) -> Geometry<'_> {
            Geometry::of_elements(&self.shape, &self.strides, 1)
        }

        /// The addresses of all elements.
        fn elements(&self) -> Vec<usize> {
            let mut elements = vec![self.start];
            for (&length, &stride) in self.shape.iter().zip(&self.strides) {
                let along = |first: usize| (0..length).map(move |i| first.wrapping_add_signed(stride * i as isize));
                elements = elements.into_iter().flat_map(along).collect();
            }
            elements
        }

        fn bytes(&self) -> Vec<usize> {
            self.elements().into_iter().flat_map(|at| at..at + self.size).collect()
        }
    }

    /// The search ends before its time is over for all arrays as small as these, so its answers are exact.
    #[test]
    fn overlaps_are_those_of_the_bytes() {
        let mut numbers = Numbers(1);
        let (mut found, mut themselves) = (0, 0);
        for _ in 0..20_000 {
            let (x, y) = (Layout::random(&mut numbers), Layout::random(&mut numbers));
            let (left, right): (HashSet<usize>, HashSet<usize>) =
                (x.bytes().into_iter().collect(), y.bytes().into_iter().collect());
            let (of_x, of_y) = (x.geometry(), y.geometry());
            let footprints = [(&x, &of_x), (&y, &of_y)].map(|(array, geometry)| {
                Footprint::new(std::ptr::without_provenance(array.start), array.size, geometry)
            });
            let (shares, expected) = (footprints[0].may_share(&footprints[1]), !left.is_disjoint(&right));
            assert_eq!(shares, expected, "{:?}", footprints);
            assert_eq!(footprints[1].may_share(&footprints[0]), expected, "{:?}", footprints);
            let overlaps = left.len() < x.bytes().len();
            assert_eq!(footprints[0].may_overlap_itself(), overlaps, "{:?}", footprints[0]);
            (found, themselves) = (found + usize::from(expected), themselves + usize::from(overlaps));
        }
        assert!(found > 2000 && themselves > 2000, "{found} and {themselves} of 20000 overlap");
    }

    /// Of large arrays it is found at once: parts of a matrix side by side, fields of records, every second element.
    #[test]
    fn parts_of_a_large_array_are_told_apart() {
        let footprint =
            |start: usize, size, geometry| Footprint::new(std::ptr::without_provenance(start), size, geometry);
        let (rows, columns) = (1_000_000, 1_000);
        let strides = [8 * columns as isize, 8];
        let (left, right) = ([rows, 500], [rows, 501]);
        let (left, right) = (Geometry::of_elements(&left, &strides, 1), Geometry::of_elements(&right, &strides, 1));
        assert!(!footprint(8000, 8, &left).may_share(&footprint(8000 + 8 * 500, 8, &left)));
        assert!(footprint(8000, 8, &left).may_share(&footprint(8000 + 8 * 499, 8, &left)));
        assert!(footprint(8000, 8, &right).may_share(&footprint(8000 + 8 * 500, 8, &right)));
        let (length, stride, other) = ([rows], [12], [36]);
        let (records, some) = (Geometry::of_elements(&length, &stride, 1), Geometry::of_elements(&length, &other, 1));
        assert!(!footprint(1000, 4, &records).may_share(&footprint(1004, 8, &some)));
        assert!(footprint(1000, 4, &records).may_share(&footprint(1003, 8, &some)));
        assert!(!footprint(1000, 4, &records).may_overlap_itself());
        // Backwards, and the other way round: x[::-1], x.T.
        let (shape, backwards) = ([1000, columns], [8, -8 * 1000]);
        let transposed = Geometry::of_elements(&shape, &backwards, 1);
        assert!(!footprint(1 << 30, 8, &transposed).may_overlap_itself());
    }
}
