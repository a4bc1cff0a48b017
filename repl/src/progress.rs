//! A sign of life while an evaluation takes longer than a second, on a terminal only: the time that it has taken, or
//! how much has been read, how fast, and the time that is left.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How long one waits without asking oneself.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does some work, and shows how long it has taken if it takes long.
pub fn shown<T>(work: impl FnOnce() -> T) -> T {
    let spinner = || styled(ProgressBar::new_spinner(), "{spinner} {elapsed}");
    watched(spinner, |_| {}, work)
}

/// Does some work that tells how many bytes of a number it has read, again from the first if it reads them again.
pub fn of_bytes<T>(bytes: u64, work: impl FnOnce(&(dyn Fn(u64) + Sync)) -> T) -> T {
    let read = AtomicU64::new(0);
    let template = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    let bar = || styled(ProgressBar::new(bytes), template);
    watched(
        bar,
        |bar| bar.set_position(read.load(Ordering::Relaxed)),
        || work(&|bytes| read.store(bytes, Ordering::Relaxed)),
    )
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style).with_elapsed(PATIENCE),
        Err(_) => bar,
    }
}

/// Draws a bar, and goes back to the beginning of its line: the bar is as wide as the terminal, and the terminal's echo
/// of Ctrl-C would go to the next line, which is then cleared instead of the bar's.
fn draw(bar: &ProgressBar) {
    bar.tick();
    let _ = write!(std::io::stderr(), "\r");
}

/// Does some work, with a bar beside it if it takes long.
fn watched<T>(
    bar: impl FnOnce() -> ProgressBar + Send,
    update: impl Fn(&ProgressBar) + Send,
    work: impl FnOnce() -> T,
) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        // Where no thread can be started for it there is no sign of life.
        let _ = std::thread::Builder::new().spawn_scoped(scope, move || {
            if is_done.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            let bar = bar();
            draw(&bar);
            while is_done.recv_timeout(PATIENCE / 10) == Err(mpsc::RecvTimeoutError::Timeout) {
                update(&bar);
                draw(&bar);
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(done);
        result
    })
}
