//! A file comes out of its wrapping (gzip, UTF-16) before anything else looks at it.

use super::devices::whole;
use super::limits::PACKED;
use kin_import::{Unwrapped, unwrap};
use kin_model::Finding;
use std::io::Read;

/// A file out of its wrapping.
pub(super) fn open(source: &mut dyn Read) -> Result<Unwrapped<'_>, Finding> {
    unwrap(source, PACKED).map_err(|error| whole(&error))
}

/// Does something with a file out of its wrapping. A packed file that is not whole is refused, whatever the work made
/// of its beginning.
pub(super) fn within<T>(
    source: &mut dyn Read,
    work: impl FnOnce(&mut dyn Read) -> Result<T, Finding>,
) -> Result<T, Finding> {
    let mut inner = open(source)?;
    let done = work(&mut inner);
    let ended = match &done {
        Ok(_) => inner.to_end(),
        Err(_) => inner.fault().map_or(Ok(()), Err),
    };
    ended.map_err(|error| whole(&error))?;
    done
}
