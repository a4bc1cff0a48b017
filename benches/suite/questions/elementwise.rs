//! Arrays of one shape whose elements lie side by side.

use super::cases::{ENTRIES, Entry};
use crate::suite::Suite;
use fusexpr::Threads;

/// The expressions that are measured at many sizes and numbers of threads: one that memory bounds, one with more to do,
/// and one that functions bound.
const FEW: [&str; 3] = ["a*b+c", "((.25*a+.75)*a-1.5)*a-2", "exp(a)"];

/// From memory, or in a quick run not.
const LARGE: usize = 16 << 20;

/// In the second-level cache, and from memory.
pub fn elementwise(suite: &mut Suite) {
    for is_double in [true, false] {
        for (len, threads) in [(32 << 10, Threads::Serial), (suite.len(LARGE), Threads::Pool)] {
            for Entry { double, single, .. } in ENTRIES {
                (if is_double { double } else { single })(suite, len, threads);
            }
        }
    }
}

fn few() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().filter(|entry| FEW.contains(&entry.text))
}

/// On one thread, from cache to cache.
pub fn sizes(suite: &mut Suite) {
    for Entry { double, .. } in few() {
        for len in [256, 1 << 10, 4 << 10, 32 << 10, 256 << 10, 2 << 20, LARGE] {
            if len == suite.len(len) {
                double(suite, len, Threads::Serial);
            }
        }
    }
}

/// From memory on one thread, two, four and so on, up to all.
pub fn threads(suite: &mut Suite) {
    let all = rayon::current_num_threads();
    for Entry { double, .. } in few() {
        let fewer = std::iter::successors(Some(1), |count| Some(2 * count)).take_while(|&count| count < all);
        for count in fewer.chain([all]) {
            double(suite, suite.len(LARGE), if count == 1 { Threads::Serial } else { Threads::Exactly(count) });
        }
    }
}
