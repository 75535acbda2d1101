//! Files that only their owner can read, and that nobody ever sees half written.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Nothing kept here is as large as this, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Makes a directory that only its owner can look into, or sees to it that it is one.
pub(crate) fn make_private(directory: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let found = directory.symlink_metadata()?;
    if found.is_symlink() {
        return Err(io::Error::other("its directory is a symbolic link"));
    }
    if found.permissions().mode() & 0o077 != 0 {
        std::fs::set_permissions(directory, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Whoever reads sees the old text or the new one. A link in its place is replaced, not followed.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    write_aside(path, text, |new| std::fs::rename(new, path))
}

/// Makes a file that is not there yet, whole from the first moment; leaves one that is.
pub(crate) fn make(path: &Path, text: &str) -> io::Result<()> {
    let made = write_aside(path, text, |new| {
        std::fs::hard_link(new, path)?;
        remove(new)
    });
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Writes a file of another name beside it, which `place` puts in its place.
fn write_aside(
    path: &Path,
    text: &str,
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    // No two writers share it, be they of one process or of two.
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let new = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
    remove(&new)?;
    let written = (|| {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        place(&new)
    })();
    if written.is_err() {
        let _ = remove(&new);
    }
    written
}

/// Removes a file; one that is not there is no error.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Neither the file nor perhaps its directory is there.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The text of a file that is one and no link to one; `None` when it is not there.
pub(crate) fn read(path: &Path) -> io::Result<Option<String>> {
    let found = match path.symlink_metadata() {
        Err(error) if is_absent(&error) => return Ok(None),
        found => found?,
    };
    if found.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    if !found.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    if found.len() > LARGEST {
        return Err(io::Error::other("it is too large"));
    }
    let mut text = String::new();
    File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Renames the file to one that is not there yet: `….bad`, `….bad2`.
pub(crate) fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let names = std::iter::once("bad".to_owned()).chain((2..100).map(|n| format!("bad{n}")));
    for name in names {
        let aside = path.with_extension(format!("json.{name}"));
        if aside.symlink_metadata().is_err() {
            std::fs::rename(path, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many are aside already"))
}

/// Two hexadecimal digits for each byte: of what a file is called by.
pub(crate) fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| {
        digits + &format!("{byte:02x}")
    })
}
