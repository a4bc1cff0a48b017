//! The calls that a thread made last, so that one like them is bound by what they have found.
//!
//! Binding finds the lengths of passes, the layouts of arrays and the lengths of blocks; on ten elements that takes two
//! thirds of a call. All of it follows from the program and the [`Description`] of the arrays. So a call is described
//! first; one that is described as an earlier one takes that one's program and findings, and what is left to be done
//! depends on addresses and values: integers given by value are converted, layouts are moved to the arrays, alignment
//! is looked at, operands that share memory with outputs are copied.
//!
//! What is described, what is bound and what is run over are the same arrays: [`Calls::recall`] describes those that it
//! is given and hands out a [`Recalled`], which binds these and no others. So the checks that a [`Bound`] stands for,
//! which have been made for the first call, hold for the arrays of a later one (see [`super::bound`]), whatever the
//! caller adds to the description. It adds what is evaluated and how, without which the program would be the wrong one.
//!
//! A call that is like none of the last ones has been described in vain: of 40 lengths in turns each costs 520 ns
//! instead of 405.
//!
//! Each thread remembers calls of its own: nobody waits for another. A list that threads share was not tried, as its
//! findings would have to be copied to be moved to other arrays.

use super::arrays::Arrays;
use super::bound::Bound;
use super::description::Description;
use super::link::Compiled;
use super::prepare::{Prepared, prepare, prepare_again};
use super::scratch::{Binding, Findings};
use crate::error::Error;
use crate::recent::Recent;
use std::sync::Arc;

/// The calls that a thread made last, with what the caller wants to know of each.
pub struct Calls<T> {
    description: Description,
    recent: Recent<Call<T>>,
}

/// A call that has been made.
#[derive(Default)]
struct Call<T> {
    description: Description,
    /// The program; none if the call is not remembered.
    known: Option<Arc<Compiled>>,
    /// What the caller wants to know, if the call is remembered.
    found: T,
    /// Those of the program over arrays as described, if the call is remembered.
    findings: Findings,
}

impl<T> Default for Calls<T> {
    fn default() -> Self {
        Self { description: Description::default(), recent: Recent::default() }
    }
}

/// A call that is to be made, and the room to remember it in.
pub struct Recalled<'c, T> {
    arrays: Arrays<'c>,
    call: &'c mut Call<T>,
    description: &'c mut Description,
}

impl<T: Default> Calls<T> {
    /// Begins the description of a call, to which is added all that its program follows from, but for the arrays.
    pub fn describe(&mut self) -> &mut Description {
        self.description.begin();
        &mut self.description
    }

    /// Looks for a call that is described as the one over these arrays.
    #[inline]
    pub fn recall<'c>(&'c mut self, arrays: Arrays<'c>) -> Recalled<'c, T> {
        self.description.add_arrays(arrays);
        let Self { description, recent } = self;
        let (call, is_known) = recent.recall(|call| call.known.is_some() && call.description == *description);
        if !is_known {
            call.known = None;
        }
        Recalled { arrays, call, description }
    }
}

impl<T: Clone> Recalled<'_, T> {
    /// Binds the arrays as those of the earlier call were; gives nothing if there was none, or if an integer does not
    /// fit.
    #[inline(always)] // a copy of what is bound would wait for the stores that have made it
    pub fn bind_again<'b>(&'b mut self, binding: &'b mut Binding) -> Result<Option<(Bound<'b>, &'b T)>, Error> {
        let Self { arrays, call: Call { known, found, findings, .. }, .. } = self;
        let (Some(compiled), arrays) = (known, *arrays) else { return Ok(None) };
        let fits = prepare_again(compiled.program(), arrays, findings, binding)?;
        Ok(fits.then_some((Bound { compiled, arrays, findings, binding }, found)))
    }

    /// Binds the arrays to a program; gives nothing if an integer does not fit. The call is remembered if `found` is
    /// given: the program and what the caller wants to know must then follow from the description.
    pub fn bind<'b>(
        &'b mut self,
        compiled: &'b Arc<Compiled>,
        found: Option<&T>,
        binding: &'b mut Binding,
    ) -> Result<Option<Bound<'b>>, Error> {
        let Self { arrays, call: Call { description, known, found: kept, findings }, description: of_this } = self;
        *known = None;
        let Prepared::Ready(bound) = prepare(compiled, *arrays, findings, binding)? else { return Ok(None) };
        if let Some(found) = found {
            description.clone_from(of_this);
            kept.clone_from(found);
            *known = Some(compiled.clone());
        }
        Ok(Some(bound))
    }
}
