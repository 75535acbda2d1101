//! Files of this machine: small ones are read, new ones are written, and none is overwritten.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::message::Written;
use crate::openstack::compute::UserData;
use crate::openstack::error::spoken;
use crate::openstack::{Environment, Error, Kind};

/// Why a file was not read.
pub(super) enum Unread {
    /// It has this many bytes, or more by now.
    Large(u64),
    Failed(String),
}

/// Runs what waits for the disk, or for a network behind it, where nothing else waits.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::new(Kind::NotAllowed, "The program is ending.")),
        },
    }
}

/// A path as a person writes it, with `~` for the home directory.
pub(super) fn expand(environment: &Environment, path: PathBuf) -> PathBuf {
    match path.to_str() {
        Some(text) => environment.expand(text),
        None => path,
    }
}

/// A file to be given to a server as it is.
///
/// # Errors
/// `NotAllowed` when it cannot be read, or is larger than Nova takes.
pub(super) async fn user_data(environment: &Environment, path: PathBuf) -> Result<Vec<u8>, Error> {
    let path = expand(environment, path);
    let shown = environment.shown(&path);
    let read = move || {
        read_small(&path, UserData::MOST_BYTES as u64).map_err(|unread| {
            let what = match unread {
                Unread::Large(size) => format!(
                    "{shown} has {size} bytes, and user data may have {} at most.",
                    UserData::MOST_BYTES
                ),
                Unread::Failed(why) => format!("{shown} cannot be read: {why}."),
            };
            Error::new(Kind::NotAllowed, what)
        })
    };
    aside(read).await
}

/// Writes a new file that only its owner may read.
///
/// # Errors
/// `Conflict` when it exists. `NotAllowed` when it cannot be written.
pub(super) async fn save(
    environment: &Environment,
    path: PathBuf,
    text: String,
) -> Result<Written, Error> {
    let path = expand(environment, path);
    let write = move || match write_new(&path, text.as_bytes(), 0o600) {
        Ok(()) => Ok(Written::Saved(path)),
        Err(error) => Err(unwritten(&path, &error)),
    };
    aside(write).await
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let directory = path.parent().filter(|it| !it.as_os_str().is_empty());
    match (error.kind(), directory) {
        (ErrorKind::AlreadyExists, _) => exists(path),
        (ErrorKind::NotFound, Some(directory)) => Error::new(
            Kind::NotAllowed,
            format!(
                "{} cannot be written: there is no directory {}.",
                path.display(),
                directory.display()
            ),
        ),
        _ => Error::new(Kind::NotAllowed, cannot("written", path, error)),
    }
}

/// The bytes of a file. Anything but a small regular one is none, and to read it may take for
/// ever: a pipe, a device.
pub(super) fn read_small(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    let failed = |error: io::Error| Unread::Failed(spoken(&error));
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(Unread::Failed("it is a directory".into()));
    }
    if !about.is_file() {
        return Err(Unread::Failed("it is no regular file".into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let size = bytes.len() as u64;
    if size > most {
        return Err(Unread::Large(about.len().max(size)));
    }
    Ok(bytes)
}

pub(super) fn exists(path: &Path) -> Error {
    Error::new(
        Kind::Conflict,
        format!(
            "{} exists already and is never overwritten: choose another name or place.",
            path.display()
        ),
    )
}

pub(super) fn cannot(done: &str, path: &Path, error: &io::Error) -> String {
    format!("{} cannot be {done}: {}.", path.display(), spoken(error))
}

/// Made if missing, and then for its owner only, as ssh wants it.
pub(super) fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.as_os_str().is_empty() || directory.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Writes a file that must not exist, with its mode from the first moment.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file: File = options.open(path)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .inspect_err(|_| {
            // Half a file is worse than none.
            let _ = fs::remove_file(path);
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_home() -> (tempfile::TempDir, Environment) {
        let home = tempfile::tempdir().unwrap();
        let environment = Environment {
            home: home.path().to_owned(),
            ..Environment::default()
        };
        (home, environment)
    }

    #[tokio::test]
    async fn user_data_is_read_up_to_what_nova_takes() {
        let (home, environment) = at_home();
        let most = UserData::MOST_BYTES;
        for (name, size) in [("full", most), ("over", most + 1), ("far", 100_000)] {
            fs::write(home.path().join(name), vec![0xff; size]).unwrap();
        }
        let read = async |name: &str| user_data(&environment, name.into()).await;
        assert_eq!(read("~/full").await.unwrap().len(), most);
        for (name, told) in [
            (
                "~/over",
                "~/over has 49150 bytes, and user data may have 49149 at most.",
            ),
            (
                "~/far",
                "~/far has 100000 bytes, and user data may have 49149 at most.",
            ),
            ("~/gone", "~/gone cannot be read: no such file."),
            ("~/", "~/ cannot be read: it is a directory."),
        ] {
            let error = read(name).await.unwrap_err();
            assert_eq!(
                (error.kind, error.message.as_str()),
                (Kind::NotAllowed, told)
            );
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_device_is_not_read_for_ever() {
        let (_home, environment) = at_home();
        let error = user_data(&environment, "/dev/zero".into()).await;
        assert_eq!(
            error.unwrap_err().message,
            "/dev/zero cannot be read: it is no regular file."
        );
    }

    #[tokio::test]
    async fn a_text_is_saved_for_its_owner_and_over_nothing() {
        let (home, environment) = at_home();
        let path = home.path().join("launch.sh");
        let write = async |path: &str| save(&environment, path.into(), "text".into()).await;
        let saved = write("~/launch.sh").await;
        assert_eq!(saved, Ok(Written::Saved(path.clone())));
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&path, "precious").unwrap();
        assert_eq!(write("~/launch.sh").await.unwrap_err().kind, Kind::Conflict);
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        let error = write("~/gone/launch.sh").await.unwrap_err();
        assert!(error.message.contains("there is no directory"), "{error}");
    }
}
