//! Saving what leaves the vault: one way for the window and the command line.

use crate::error::{ApiError, ApiResult, ErrorCode};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Writes `bytes` to the place that the person chose; what stood there is replaced only when all
/// of it is on the disk.
///
/// The new file has a name that nobody can foresee (a planted link is not followed) and, on Unix,
/// mode 0600: a summary is nobody else's business, also on a computer with several users.
///
/// # Errors
/// [`ErrorCode::DiskFull`], [`ErrorCode::CannotWrite`]; nothing is left behind then.
pub fn save_file(place: &Path, bytes: &[u8]) -> ApiResult<()> {
    replace(place, bytes).map_err(|error| {
        ApiError::from(match error.kind() {
            ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::CannotWrite,
        })
    })
}

/// What [`save_file`] does, for our own small files outside the vault, too: after a power cut the old or the new file is
/// there, whole.
pub(crate) fn replace(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::Builder::new()
        .prefix(".kinfolio-")
        .tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(place).map_err(|e| e.error)?;
    // The name is as durable as the bytes. Some places (a share, a stick) know no such thing; the file is there.
    #[cfg(unix)]
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .unwrap_or_default();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::save_file;

    #[test]
    fn a_file_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("new folder").join("summary.pdf");
        save_file(&place, b"first").unwrap();
        save_file(&place, b"second").unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"second");
        assert_eq!(
            std::fs::read_dir(place.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("taken");
        std::fs::create_dir(&place).unwrap();
        assert!(save_file(&place, b"x").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it_and_a_planted_link_is_not_followed() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = dir.path().join("elsewhere");
        std::fs::write(&elsewhere, b"untouched").unwrap();
        let place = dir.path().join("summary.pdf");
        for planted in ["summary.pdf", "summary.pdf.part"] {
            std::os::unix::fs::symlink(&elsewhere, dir.path().join(planted)).unwrap();
        }
        save_file(&place, b"summary").unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"untouched");
        let meta = std::fs::symlink_metadata(&place).unwrap();
        assert!(meta.is_file());
        assert_eq!(meta.permissions().mode() & 0o777, 0o600);
    }
}
