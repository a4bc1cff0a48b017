//! A probe that adds up how long each piece of work takes.
//!
//! It reads a clock once for each piece: the processor's counter on x86-64, which takes some ten nanoseconds, and whose
//! rate is found by holding each run against the system's clock. Counts are atomic only so that the probe can be
//! shared; what is timed is a run on one thread.

#![allow(unsafe_code)]

use crate::exec::bind::{Compiled, Linked};
use crate::exec::probe::{Probe, Work};
use crate::program::Pass;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the clock says, in ticks of a length that does not change.
fn now() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has the counter.
    unsafe {
        std::arch::x86_64::_rdtsc()
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        use std::sync::LazyLock;
        use std::time::Instant;
        static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGIN.elapsed().as_nanos() as u64
    }
}

/// Where the counts of a pass stand.
#[derive(Clone, Debug)]
struct Section {
    first: usize,
    arrays: usize,
    steps: usize,
    /// Those of the passes that compute what it keeps for a tile.
    tile_buffers: Vec<Section>,
}

impl Section {
    /// Takes the counts of a pass from `next` on.
    fn new(pass: &Pass, linked: &Linked, next: &mut usize) -> Self {
        let (arrays, steps) = (linked.walked.len(), linked.body.len());
        let first = *next;
        *next += 3 + arrays + steps + pass.stores.len();
        let tile_buffers = pass
            .tile_buffers
            .iter()
            .zip(&linked.tile_buffers)
            .map(|(buffer, linked)| Section::new(&buffer.pass, linked, next));
        Self { first, arrays, steps, tile_buffers: tile_buffers.collect() }
    }

    fn place(&self, work: Work) -> usize {
        self.first
            + match work {
                Work::SetUp => 0,
                Work::Between => 1,
                Work::Whole => 2,
                Work::Gather(array) => 3 + array,
                Work::Step(step) => 3 + self.arrays + step,
                Work::Write(store) => 3 + self.arrays + self.steps + store,
            }
    }
}

/// How long each piece of work of a program has taken.
pub struct Stopwatch {
    sections: Vec<Section>,
    spent: Vec<AtomicU64>,
    begin: AtomicU64,
    end: AtomicU64,
    last: AtomicU64,
}

impl Stopwatch {
    /// Nothing has been done yet.
    pub fn new(compiled: &Compiled) -> Self {
        let mut count = 0;
        let sections = compiled.passes().map(|(pass, linked)| Section::new(pass, linked, &mut count)).collect();
        let spent = (0..count).map(|_| AtomicU64::default()).collect();
        let [begin, end, last] = Default::default();
        Self { sections, spent, begin, end, last }
    }

    /// Begins anew.
    pub fn start(&self) {
        self.spent.iter().for_each(|spent| spent.store(0, Ordering::Relaxed));
        let now = now();
        self.begin.store(now, Ordering::Relaxed);
        self.last.store(now, Ordering::Relaxed);
    }

    /// Ends what was started.
    pub fn stop(&self) {
        self.end.store(now(), Ordering::Relaxed);
    }

    /// Ticks from the last start to the last stop.
    pub fn ticks(&self) -> u64 {
        self.end.load(Ordering::Relaxed).wrapping_sub(self.begin.load(Ordering::Relaxed))
    }

    /// Ticks that each piece of work has taken since the last start.
    pub fn spent(&self) -> impl Iterator<Item = u64> {
        self.spent.iter().map(|spent| spent.load(Ordering::Relaxed))
    }

    /// Where a piece of work stands among them: of a pass, or of what computes a value that it keeps for a tile.
    pub fn place(&self, pass: usize, buffer: Option<usize>, work: Work) -> usize {
        let section = &self.sections[pass];
        buffer.map_or(section, |buffer| &section.tile_buffers[buffer]).place(work)
    }

    /// The probe that fills it.
    pub fn watch(&self) -> Watch<'_> {
        Watch { stopwatch: self, section: None }
    }
}

/// The probe of a [`Stopwatch`], for one of its passes once it is known which.
#[derive(Clone, Copy)]
pub struct Watch<'s> {
    stopwatch: &'s Stopwatch,
    section: Option<&'s Section>,
}

impl Probe for Watch<'_> {
    fn of_pass(self, pass: usize) -> Self {
        Self { section: Some(&self.stopwatch.sections[pass]), ..self }
    }

    fn of_tile_buffer(self, buffer: usize) -> Self {
        Self { section: self.section.map(|section| &section.tile_buffers[buffer]), ..self }
    }

    fn done(self, work: Work) {
        let Some(section) = self.section else { return };
        let (now, last) = (now(), &self.stopwatch.last);
        let spent = &self.stopwatch.spent[section.place(work)];
        let took = now.wrapping_sub(last.load(Ordering::Relaxed));
        spent.store(spent.load(Ordering::Relaxed).wrapping_add(took), Ordering::Relaxed);
        last.store(now, Ordering::Relaxed);
    }
}
