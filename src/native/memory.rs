//! Memory for machine code: written, then executable, and never both.
//!
//! Where the crate is built without the feature `native`, or for another processor, there is none, and nothing here
//! asks the system for executable memory.

#![allow(unsafe_code)]

use std::io;

/// Whether there can be machine code in this build.
pub const IS_BUILT: bool = cfg!(all(feature = "native", target_arch = "x86_64"));

/// Rows that machine code goes over in a call, evenly apart.
#[derive(Clone, Copy, Debug)]
pub struct RowSpan<'s> {
    /// Elements of a row.
    pub len: usize,
    /// How many rows there are, one at least.
    pub count: usize,
    /// By slot, how far it is from the elements of a row to those of the next one, in bytes; of a single row none need
    /// be there.
    pub steps: &'s [isize],
}

/// Machine code in memory that can be run and not be written; its memory is given back with it.
#[derive(Debug)]
pub struct Executable(system::Memory);

impl Executable {
    /// Puts code into memory of its own; fails where the system grants none that is executable.
    pub fn new(code: &[u8]) -> io::Result<Self> {
        system::filled(code).map(Self)
    }

    /// The code.
    pub fn code(&self) -> &[u8] {
        system::bytes(&self.0)
    }

    /// Calls the code from a place on as a function of the slots, the frame, and what is computed.
    ///
    /// # Safety
    /// The code there must be such a function, in the calling convention of System V, and what it does with these must
    /// be sound; the processor must have its instructions.
    pub unsafe fn call(&self, place: usize, slots: *mut *mut u8, frame: *mut u8, rows: RowSpan<'_>) {
        // SAFETY: the caller's promise.
        unsafe { system::call(&self.0, place, slots, frame, rows) }
    }
}

#[cfg(all(feature = "native", target_arch = "x86_64"))]
mod system {
    use super::RowSpan;
    use memmap2::{Mmap, MmapMut};
    use std::io;

    pub type Memory = Mmap;

    pub fn filled(code: &[u8]) -> io::Result<Memory> {
        let mut memory = MmapMut::map_anon(code.len())?;
        memory.copy_from_slice(code);
        memory.make_exec()
    }

    pub fn bytes(memory: &Memory) -> &[u8] {
        memory
    }

    /// # Safety
    /// As for [`super::Executable::call`].
    pub unsafe fn call(memory: &Memory, place: usize, slots: *mut *mut u8, frame: *mut u8, rows: RowSpan<'_>) {
        type Code = unsafe extern "sysv64" fn(*mut *mut u8, usize, *mut u8, usize, *const isize);
        // SAFETY: the memory holds a function of that type there, and is executable.
        let code = unsafe { std::mem::transmute::<*const u8, Code>(memory[place..].as_ptr()) };
        // SAFETY: the caller's promise.
        unsafe { code(slots, rows.len, frame, rows.count, rows.steps.as_ptr()) }
    }
}

#[cfg(not(all(feature = "native", target_arch = "x86_64")))]
mod system {
    use super::RowSpan;
    use std::convert::Infallible;
    use std::io;

    pub type Memory = Infallible;

    pub fn filled(_: &[u8]) -> io::Result<Memory> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn bytes(memory: &Memory) -> &[u8] {
        match *memory {}
    }

    /// # Safety
    /// There is nothing to call.
    pub unsafe fn call(memory: &Memory, _: usize, _: *mut *mut u8, _: *mut u8, _: RowSpan<'_>) {
        match *memory {}
    }
}
