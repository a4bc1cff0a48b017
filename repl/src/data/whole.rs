//! A file that never stands under its name while it is half written.
//!
//! A temporary file beside it takes its place once it is complete and on the disk. What is no file (a pipe, a terminal)
//! is written straight to.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that is being written; unless it is finished, nothing has happened.
pub enum Whole {
    Device(File),
    File { temporary: NamedTempFile, target: PathBuf, permissions: Option<Permissions> },
}

impl Whole {
    /// Begins a file of this name.
    pub fn create(path: &Path) -> Result<Self, String> {
        let there = fs::metadata(path).ok();
        if there.as_ref().is_some_and(|there| there.is_dir()) {
            return Err("is a directory".to_string());
        }
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            let device = OpenOptions::new().write(true).open(path).map_err(|error| error.to_string())?;
            return Ok(Self::Device(device));
        }
        // A symbolic link stays, and what it points to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".fusexpr-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666)); // less the umask; a temporary file's is 0600
        }
        let temporary = builder.tempfile_in(folder).map_err(|error| plain(&error))?;
        Ok(Self::File { temporary, target, permissions: there.map(|there| there.permissions()) })
    }

    /// Where to write.
    pub fn file(&self) -> &File {
        match self {
            Self::Device(device) => device,
            Self::File { temporary, .. } => temporary.as_file(),
        }
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), String> {
        let Self::File { temporary, target, permissions } = self else { return Ok(()) };
        if let Some(permissions) = permissions {
            temporary.as_file().set_permissions(permissions).map_err(|error| error.to_string())?;
        }
        temporary.as_file().sync_all().map_err(|error| error.to_string())?;
        temporary.persist(&target).map_err(|error| plain(&error.error))?;
        Ok(())
    }
}

/// The error without the path of the temporary file, which means nothing to the user.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(text.as_str(), |(reason, _)| reason).to_string()
}
