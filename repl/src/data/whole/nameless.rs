//! Files without a name, which Linux removes as soon as nobody has them open, and which can be given a name.

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// A file without a name on the file system of a folder, if that has such files and they can be given one.
pub fn create(folder: &Path) -> Option<File> {
    let permissions = Mode::from_raw_mode(0o666); // less the umask
    let file = open(folder, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, permissions).ok()?;
    let file = File::from(file);
    fs::symlink_metadata(handle(&file)).is_ok().then_some(file)
}

/// Gives a file a name that nothing has yet.
pub fn link(file: &File, path: &Path) -> io::Result<()> {
    Ok(linkat(CWD, handle(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

/// What leads to an open file; linking the descriptor itself takes a privilege.
fn handle(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}
