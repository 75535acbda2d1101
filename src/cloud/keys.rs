//! SSH keys of this machine: making a pair and importing public halves. A private key never leaves
//! the machine.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use super::message::{KeyFile, Written};
use super::public_key::judge;
use crate::openstack::error::spoken;
use crate::openstack::{Client, Error, Kind};

/// No key file comes near it.
const LARGEST: u64 = 64 << 10;

/// Makes an ed25519 pair, saves it at `path` and `path.pub`, then imports the public half. If
/// the cloud refuses, the files are removed again; if whether it did is unknown, they are kept:
/// the cloud may have the key, and servers may come to rely on it.
///
/// # Errors
/// `Conflict` when one of the files exists: nothing is ever overwritten. `NotAllowed` when they
/// cannot be written. Else those of the import.
pub async fn create(client: &Client, name: &str, path: &Path) -> Result<Written, Error> {
    let (comment, place) = (name.to_owned(), path.to_owned());
    let line = aside(move || save_new_pair(&comment, &place)).await?;
    match client.import_key_pair(name, &line).await {
        Ok(pair) => Ok(Written::KeyPair {
            pair,
            saved: Some(path.to_owned()),
        }),
        Err(error) if error.outcome_unknown() => Err(Error {
            message: format!(
                "{} Whether the cloud has the key is unknown, so its files are kept: {}.",
                error.message,
                path.display()
            ),
            ..error
        }),
        Err(error) => {
            // Only what was just made; that it cannot be removed is no reason to hide why.
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(public_path(path));
            Err(error)
        }
    }
}

/// Imports a pasted public key.
///
/// # Errors
/// `BadRequest` when it is none, in a sentence that says what it is. Else those of the import.
pub async fn import(client: &Client, name: &str, text: &str) -> Result<Written, Error> {
    let key = judge(text).map_err(|unfit| Error::new(Kind::BadRequest, unfit.text()))?;
    let pair = client.import_key_pair(name, &key.line).await?;
    Ok(Written::KeyPair { pair, saved: None })
}

/// Imports the public key in a file.
pub async fn import_file(client: &Client, name: &str, path: &Path) -> Result<Written, Error> {
    let place = path.to_owned();
    let text = aside(move || {
        read(&place).map_err(|why| {
            Error::new(
                Kind::NotAllowed,
                format!("{} cannot be read: {why}.", place.display()),
            )
        })
    });
    import(client, name, &text.await?).await
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

/// The text of a key file. Anything but a small regular file is none, and to read it may take
/// for ever: a pipe, a device.
fn read(path: &Path) -> Result<String, String> {
    let spoken = |error: io::Error| spoken(&error);
    let about = fs::metadata(path).map_err(spoken)?;
    if about.is_dir() {
        return Err("it is a directory".into());
    }
    if !about.is_file() {
        return Err("it is no regular file".into());
    }
    let mut text = String::new();
    let file = File::open(path).map_err(spoken)?;
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(spoken)?;
    if text.len() as u64 > LARGEST {
        return Err(format!(
            "it is larger than {} KiB, and no key is",
            LARGEST >> 10
        ));
    }
    Ok(text)
}

/// Every `*.pub` in the directory, by name, with what is in it.
pub fn public_key_files(directory: &Path) -> Vec<KeyFile> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<KeyFile> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pub"))
        .map(|path| KeyFile {
            private: path.with_extension("").is_file(),
            content: match read(&path) {
                Ok(text) => judge(&text).map_err(|unfit| unfit.text().to_owned()),
                Err(why) => Err(format!("It cannot be read: {why}.")),
            },
            path,
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Makes a pair and saves it; gives the public line.
fn save_new_pair(name: &str, path: &Path) -> Result<String, Error> {
    let failed = |what: String| Error::new(Kind::NotAllowed, what);
    let mut key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519)
        .map_err(|error| failed(format!("No key could be made: {error}.")))?;
    key.set_comment(name);
    let encode = |error: ssh_key::Error| failed(format!("The key cannot be encoded: {error}."));
    let private = key.to_openssh(LineEnding::LF).map_err(encode)?;
    let line = key.public_key().to_openssh().map_err(encode)?;
    let public = public_path(path);
    if public.exists() {
        return Err(exists(&public));
    }
    if let Some(directory) = path.parent() {
        make_directory(directory).map_err(|error| failed(cannot("made", directory, &error)))?;
    }
    write_new(path, private.as_bytes(), 0o600).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => failed(cannot("written", path, &error)),
    })?;
    if let Err(error) = write_new(&public, format!("{line}\n").as_bytes(), 0o644) {
        // Just made, and of no use alone.
        let _ = fs::remove_file(path);
        return Err(failed(cannot("written", &public, &error)));
    }
    Ok(line)
}

fn public_path(path: &Path) -> PathBuf {
    let mut public = path.as_os_str().to_owned();
    public.push(".pub");
    public.into()
}

fn exists(path: &Path) -> Error {
    Error::new(
        Kind::Conflict,
        format!(
            "{} exists already and is never overwritten: choose another name or place.",
            path.display()
        ),
    )
}

fn cannot(done: &str, path: &Path, error: &io::Error) -> String {
    format!("{} cannot be {done}: {}.", path.display(), spoken(error))
}

/// Made if missing, and then for its owner only, as ssh wants it.
fn make_directory(directory: &Path) -> io::Result<()> {
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
fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
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
            // Half a key is worse than none.
            let _ = fs::remove_file(path);
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pair_is_private_and_readable_by_ssh() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".ssh").join("web");
        let line = save_new_pair("web", &path).unwrap();
        assert_eq!(judge(&line).unwrap().comment, "web");
        let key = PrivateKey::read_openssh_file(&path).unwrap();
        assert_eq!(key.comment(), "web");
        assert_eq!(key.public_key().to_openssh().unwrap(), line);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(path.parent().unwrap()), 0o700);
            assert_eq!(mode(&public_path(&path)) & 0o600, 0o600);
        }
        let files = public_key_files(path.parent().unwrap());
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].content.as_ref().unwrap().line, line);
    }

    #[cfg(unix)]
    #[test]
    fn only_a_small_regular_file_is_read() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        let made = std::process::Command::new("mkfifo")
            .arg(at("pipe.pub"))
            .status();
        assert!(made.unwrap().success());
        fs::write(at("large.pub"), vec![b'a'; 64 * 1024 + 1]).unwrap();
        fs::create_dir(at("directory.pub")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("device.pub")).unwrap();
        let told: Vec<_> = public_key_files(home.path())
            .into_iter()
            .map(|file| file.content.unwrap_err())
            .collect();
        assert_eq!(
            told,
            [
                "It cannot be read: it is no regular file.",
                "It cannot be read: it is a directory.",
                "It cannot be read: it is larger than 64 KiB, and no key is.",
                "It cannot be read: it is no regular file.",
            ]
        );
    }

    #[test]
    fn no_file_is_ever_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("web");
        fs::write(&path, "precious").unwrap();
        let error = save_new_pair("web", &path).unwrap_err();
        assert_eq!(error.kind, Kind::Conflict);
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        assert!(!public_path(&path).exists());

        let path = home.path().join("other");
        fs::write(public_path(&path), "precious").unwrap();
        assert_eq!(
            save_new_pair("other", &path).unwrap_err().kind,
            Kind::Conflict
        );
        assert!(!path.exists());
    }
}
