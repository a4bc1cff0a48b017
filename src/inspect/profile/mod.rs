//! Measures where the time of a program goes: [`runner`] runs it over and over, [`measured`] times the runs, and
//! [`work`] is what each piece of work of a pass took.

mod measured;
mod runner;
mod work;

pub use measured::Profile;
