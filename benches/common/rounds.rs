//! Timing contestants that take turns.
//!
//! Clocks drift and neighbours come and go: the serial loop for `a*b+c` over 1 Mi elements took 0.95 ns an element
//! and, five minutes later, 1.54, with nothing else running. So the contestants take turns within a round, a ratio is
//! taken within a round, and what is shown are medians over the rounds.

use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    /// How often each contestant gets its turn.
    pub rounds: usize,
    /// How long a turn takes at least.
    pub turn: Duration,
}

impl Effort {
    /// Little for a quick run.
    pub fn new(quick: bool) -> Self {
        let (rounds, turn) = if quick { (3, 100) } else { (9, 1000) };
        Self { rounds, turn: Duration::from_micros(turn) }
    }

    /// ns a run for each of so many contestants, round by round; `run` runs the one of a number once. Where a round
    /// takes long there are fewer of them, three at least.
    pub fn measure(self, contestants: usize, mut run: impl FnMut(usize)) -> Vec<Vec<f64>> {
        /// How long all rounds together may take.
        const LONGEST: Duration = Duration::from_millis(1200);

        /// Runs shorter than this are preceded by one that is not timed.
        const WARMED: Duration = Duration::from_millis(20);

        let mut time = |contestant: usize, repetitions: usize| {
            let start = Instant::now();
            for _ in 0..repetitions {
                run(contestant);
            }
            start.elapsed()
        };
        let (mut round, mut repetitions) = (Duration::ZERO, Vec::new());
        for contestant in 0..contestants {
            let (mut doubled, mut taken) = (1, time(contestant, 1));
            while taken < self.turn {
                doubled *= 2;
                taken = time(contestant, doubled);
            }
            let once = taken / doubled as u32;
            round += if once < WARMED { taken + once } else { taken };
            repetitions.push((doubled, once < WARMED));
        }
        let affordable = (LONGEST.as_nanos() / round.as_nanos().max(1)) as usize;
        let mut times = vec![Vec::new(); contestants];
        for _ in 0..self.rounds.min(affordable.max(3)) {
            for (contestant, (&(repetitions, warms_up), times)) in repetitions.iter().zip(&mut times).enumerate() {
                // Whoever comes after one that allocates and fills temporaries would find nothing in cache: a step of
                // diffusion on 1024² took 0.9 ms after a hand-written loop, and 1.4 after ndarray.
                if warms_up {
                    time(contestant, 1);
                }
                times.push(time(contestant, repetitions).as_secs_f64() * 1e9 / repetitions as f64);
            }
        }
        times
    }
}

/// The median of some times.
pub fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The median over the rounds of how many times longer one takes than another.
pub fn ratio(times: &[f64], others: &[f64]) -> f64 {
    let within_rounds: Vec<_> = times.iter().zip(others).map(|(time, other)| time / other).collect();
    median(&within_rounds)
}

/// The processor's name, where the system tells it.
pub fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.trim_start().strip_prefix(':'));
    name.map_or(std::env::consts::ARCH, str::trim).to_owned()
}
