//! A file that never stands under its name while it is half written.
//!
//! It gets its name once it is complete and on the disk. Until then it has none where the system can do that
//! ([`nameless`]), so that nothing is left behind whatever ends the process; elsewhere it has a temporary one beside
//! its own ([`temporary`]). What is no file (a pipe, a terminal, standard output, which is called `-`) is written
//! straight to.

#[cfg(target_os = "linux")]
mod nameless;
pub mod temporary;

use std::fmt::Display;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use temporary::Temporary;

/// Symbolic links that are followed, as many as Linux follows.
const MOST_LINKS: usize = 40;

/// A file that is being written; unless it is finished, nothing has happened.
pub enum Whole {
    Device(File),
    File { content: Content, target: PathBuf, permissions: Option<Permissions> },
}

/// A file that has not got its name yet.
pub enum Content {
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(Temporary<File>),
}

impl Whole {
    /// Begins a file of this name.
    pub fn create(path: &Path) -> Result<Self, String> {
        if is_standard_output(path) {
            return standard_output().map(Self::Device);
        }
        let there = match fs::metadata(path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.to_string()), // links that lead to each other, for instance
        };
        if there.as_ref().is_some_and(|there| there.is_dir()) {
            return Err("is a directory".to_string());
        }
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            let device = OpenOptions::new().write(true).open(path).map_err(|error| error.to_string())?;
            return Ok(Self::Device(device));
        }
        let target = behind_links(path).map_err(|error| error.to_string())?;
        let content = Content::create(folder_of(&target)).map_err(|error| plain(&error))?;
        Ok(Self::File { content, target, permissions: there.map(|there| there.permissions()) })
    }

    /// Where to write.
    pub fn file(&self) -> &File {
        match self {
            Self::Device(device) => device,
            Self::File { content, .. } => content.file(),
        }
    }

    /// Whether what has been written stays where it is, so that one cannot go back.
    pub fn is_device(&self) -> bool {
        matches!(self, Self::Device(_))
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), String> {
        let Self::File { content, target, permissions } = self else { return Ok(()) };
        if let Some(permissions) = permissions {
            content.file().set_permissions(permissions).map_err(|error| error.to_string())?;
        }
        content.file().sync_all().map_err(|error| error.to_string())?;
        content.name(&target).map_err(|error| plain(&error))
    }
}

impl Content {
    fn create(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::create(folder) {
            return Ok(Self::Nameless(file));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        temporary::make(folder, |path| options.open(path)).map(Self::Named)
    }

    fn file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => file,
            Self::Named(temporary) => temporary.content(),
        }
    }

    fn name(self, target: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Nameless(file) => match nameless::link(&file, target) {
                // A link replaces nothing; a change of the name does.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    temporary::make(folder_of(target), |path| nameless::link(&file, path))?.rename(target)
                }
                outcome => outcome,
            },
            Self::Named(temporary) => temporary.rename(target),
        }
    }
}

/// The name of a file for a message.
pub fn shown(path: &Path) -> impl Display {
    match is_standard_output(path) {
        true => "standard output".to_string(),
        false => path.display().to_string(),
    }
}

fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-")
}

fn standard_output() -> Result<File, String> {
    #[cfg(unix)]
    use std::os::fd::AsFd as Handle;
    #[cfg(windows)]
    use std::os::windows::io::AsHandle as Handle;
    let stdout = io::stdout();
    if stdout.is_terminal() {
        return Err("is a terminal, which cannot show such a file; send it to a file or a pipe".to_string());
    }
    #[cfg(unix)]
    let handle = Handle::as_fd(&stdout);
    #[cfg(windows)]
    let handle = Handle::as_handle(&stdout);
    handle.try_clone_to_owned().map(File::from).map_err(|error| error.to_string())
}

/// Where symbolic links lead: they stay, and what they point to is replaced or comes to be.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..=MOST_LINKS {
        match fs::symlink_metadata(&target) {
            Ok(there) if there.is_symlink() => target = folder_of(&target).join(fs::read_link(&target)?),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links lead to each other"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The error without the path of the temporary file, which means nothing to the user.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(text.as_str(), |(reason, _)| reason).to_string()
}
