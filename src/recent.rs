//! The few of many things that were used last.
//!
//! A thread that does the same few things in turns finds each of them again where it left it: the search begins with
//! the one that was used last and goes on with the one that was first used after that, so that things in turns are
//! found at the second look. (A hash would need to look at all of a key before it is compared.)

/// How many things are kept; of more than these the one that was used longest ago goes.
const KEPT: usize = 16;

/// The things that were used last, each with the time of its last use.
pub struct Recent<T> {
    things: Vec<(u64, T)>,
    last: usize,
    time: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { things: Vec::new(), last: 0, time: 0 }
    }
}

impl<T: Default> Recent<T> {
    /// The thing that `is_it` says yes to, and that it is known; else room for it: a new one, or the one that was used
    /// longest ago.
    pub fn recall(&mut self, is_it: impl Fn(&T) -> bool) -> (&mut T, bool) {
        let count = self.things.len();
        let known = (self.last..count).chain(0..self.last).find(|&i| is_it(&self.things[i].1));
        let place = known.unwrap_or_else(|| self.room());
        self.time += 1;
        self.last = place;
        let (used, thing) = &mut self.things[place];
        *used = self.time;
        (thing, known.is_some())
    }

    fn room(&mut self) -> usize {
        let oldest = (0..self.things.len()).min_by_key(|&i| self.things[i].0);
        match oldest.filter(|_| self.things.len() == KEPT) {
            Some(oldest) => oldest,
            None => {
                self.things.push((0, T::default()));
                self.things.len() - 1
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a number was known; it is kept from then on.
    fn use_number(recent: &mut Recent<usize>, number: usize) -> bool {
        let (thing, is_known) = recent.recall(|&thing| thing == number);
        *thing = number;
        is_known
    }

    #[test]
    fn what_was_used_longest_ago_goes() {
        let mut recent = Recent::default();
        assert!((1..=KEPT).all(|number| !use_number(&mut recent, number)));
        assert!((1..=KEPT).rev().all(|number| use_number(&mut recent, number)));
        assert!(!use_number(&mut recent, KEPT + 1), "it is new");
        assert!((1..KEPT).all(|number| use_number(&mut recent, number)));
        assert!(!use_number(&mut recent, KEPT), "it was used longest ago");
    }
}
