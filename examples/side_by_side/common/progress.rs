//! Says on the terminal how long work has been going on.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Work that is done sooner is not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Does some work and shows meanwhile, if it takes long and someone is looking, for how many seconds it has been at it,
/// of those that it is expected to take.
///
/// The bar goes by the clock, from a thread of its own: an evaluation is one call, which tells nothing before it is
/// done, and loops are not to be slowed down by telling.
pub fn watched<T>(what: &str, expected: Option<f64>, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, is_done) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || show(what, expected, &is_done));
        let result = work();
        drop(done);
        result
    })
}

/// Shows the bar until the other end of the channel is gone.
fn show(what: &str, expected: Option<f64>, is_done: &Receiver<()>) {
    let start = Instant::now();
    let goes_on = |patience| is_done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
    if !goes_on(PATIENCE) {
        return;
    }
    let bar = match expected {
        Some(seconds) => {
            let style = ProgressStyle::with_template("{bar:40}  {elapsed} of about {prefix}, {msg}");
            ProgressBar::new((seconds * 1e3) as u64)
                .with_style(style.expect("the template is right"))
                .with_prefix(format!("{seconds:.0}s"))
        }
        None => {
            let style = ProgressStyle::with_template("{spinner} {elapsed}, {msg}");
            ProgressBar::new_spinner().with_style(style.expect("the template is right"))
        }
    };
    let bar = bar.with_elapsed(start.elapsed()).with_message(what.to_owned());
    while goes_on(TICK) {
        let elapsed = start.elapsed().as_millis() as u64;
        // A full bar stays full while the work goes on.
        bar.set_position(elapsed.min(bar.length().unwrap_or(elapsed)));
        bar.tick();
    }
    bar.finish_and_clear();
}
