//! Errors of others, from what the library calls back.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// An error of who is called back, of any type: `"a text".into()` is one.
pub type CallbackError = Box<dyn Error + Send + Sync>;

/// An error of who reads rows, writes them or makes outputs for the library.
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// The error itself, which can be asked for its type.
    pub fn get_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl From<CallbackError> for Cause {
    fn from(error: CallbackError) -> Self {
        Self(error.into())
    }
}

impl PartialEq for Cause {
    /// Whether it is the same error.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Cause {
    /// What is behind the error, which itself is displayed.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
