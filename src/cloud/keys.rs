//! SSH keys of this machine: making a pair and importing public halves. A private key never leaves
//! the machine.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ssh_key::private::{KeypairData, RsaKeypair};
use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use super::files::{Unread, aside, cannot, exists, make_directory, read_small, write_new};
use super::message::{KeyFile, KeyKind, Written};
use super::public_key::judge;
use crate::openstack::secret::Secret;
use crate::openstack::{Client, Error, Kind};

/// No key file comes near it.
const LARGEST: u64 = 64 << 10;

/// Bits of an RSA key, as ssh-keygen makes them.
const RSA_BITS: usize = 3072;

/// A key pair to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKeyPair {
    pub name: String,
    /// Of the private half; the public one is `path.pub`.
    pub path: PathBuf,
    pub kind: KeyKind,
    /// What the private half is encrypted with; none, or an empty one: with nothing.
    pub passphrase: Option<Secret>,
}

/// Makes a pair, saves it at its path and `path.pub`, then imports the public half. If the cloud
/// refuses, the files are removed again; if whether it did is unknown, they are kept: the cloud
/// may have the key, and servers may come to rely on it.
///
/// # Errors
/// `Conflict` when one of the files exists: nothing is ever overwritten. `NotAllowed` when they
/// cannot be written. Else those of the import.
pub async fn create(client: &Client, new: NewKeyPair) -> Result<Written, Error> {
    let (name, path) = (&new.name.clone(), &new.path.clone());
    let line = aside(move || save_new_pair(&new)).await?;
    match client.import_key_pair(name, &line).await {
        Ok(pair) => Ok(Written::KeyPair {
            pair,
            saved: Some(path.clone()),
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
            let what = format!("{} cannot be read: {why}.", place.display());
            Error::new(Kind::NotAllowed, what)
        })
    });
    import(client, name, &text.await?).await
}

/// The text of a key file.
fn read(path: &Path) -> Result<String, String> {
    let bytes = read_small(path, LARGEST).map_err(|unread| match unread {
        Unread::Large(_) => {
            let most = LARGEST >> 10;
            format!("it is larger than {most} KiB, and no key is")
        }
        Unread::Failed(why) => why,
    })?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".into())
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
fn save_new_pair(new: &NewKeyPair) -> Result<String, Error> {
    let failed = |what: String| Error::new(Kind::NotAllowed, what);
    let path = &new.path;
    let mut key =
        random(new.kind).map_err(|why| failed(format!("No key could be made: {why}.")))?;
    key.set_comment(&new.name);
    let encode = |error: ssh_key::Error| failed(format!("The key cannot be encoded: {error}."));
    let line = key.public_key().to_openssh().map_err(encode)?;
    let passphrase = new.passphrase.as_ref().map(Secret::expose);
    if let Some(passphrase) = passphrase.filter(|words| !words.is_empty()) {
        key = key.encrypt(&mut OsRng, passphrase).map_err(encode)?;
    }
    let private = key.to_openssh(LineEnding::LF).map_err(encode)?;
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

fn random(kind: KeyKind) -> ssh_key::Result<PrivateKey> {
    match kind {
        KeyKind::Ed25519 => PrivateKey::random(&mut OsRng, Algorithm::Ed25519),
        KeyKind::Rsa => {
            let pair = RsaKeypair::random(&mut OsRng, RSA_BITS)?;
            PrivateKey::new(KeypairData::Rsa(pair), "")
        }
    }
}

fn public_path(path: &Path) -> PathBuf {
    let mut public = path.as_os_str().to_owned();
    public.push(".pub");
    public.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_pair(name: &str, path: &Path) -> NewKeyPair {
        NewKeyPair {
            name: name.to_owned(),
            path: path.to_owned(),
            kind: KeyKind::Ed25519,
            passphrase: None,
        }
    }

    #[test]
    fn a_new_pair_is_private_and_readable_by_ssh() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".ssh").join("web");
        let line = save_new_pair(&new_pair("web", &path)).unwrap();
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
        assert!(files[0].private, "its private half lies beside it");
        fs::remove_file(&path).unwrap();
        assert!(!public_key_files(path.parent().unwrap())[0].private);
    }

    #[test]
    fn each_kind_of_key_opens_with_its_passphrase_only() {
        let home = tempfile::tempdir().unwrap();
        for (kind, name) in [(KeyKind::Ed25519, "ssh-ed25519"), (KeyKind::Rsa, "ssh-rsa")] {
            let path = home.path().join(name);
            let new = NewKeyPair {
                kind,
                passphrase: Some("open sesame".into()),
                ..new_pair("web", &path)
            };
            let line = save_new_pair(&new).unwrap();
            assert_eq!(judge(&line).unwrap().algorithm, name);
            let key = PrivateKey::read_openssh_file(&path).unwrap();
            assert!(key.is_encrypted());
            assert!(key.decrypt("open sesam").is_err());
            let key = key.decrypt("open sesame").unwrap();
            assert_eq!(key.comment(), "web");
            assert_eq!(key.public_key().to_openssh().unwrap(), line);
            let bits = key
                .key_data()
                .rsa()
                .map(|pair| pair.public.n.as_positive_bytes());
            assert_eq!(
                bits.flatten().map(<[u8]>::len),
                (kind == KeyKind::Rsa).then_some(384)
            );
        }
    }

    #[test]
    fn an_empty_passphrase_is_none() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("web");
        let new = NewKeyPair {
            passphrase: Some("".into()),
            ..new_pair("web", &path)
        };
        save_new_pair(&new).unwrap();
        assert!(!PrivateKey::read_openssh_file(&path).unwrap().is_encrypted());
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
        let error = save_new_pair(&new_pair("web", &path)).unwrap_err();
        assert_eq!(error.kind, Kind::Conflict);
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        assert!(!public_path(&path).exists());

        let path = home.path().join("other");
        fs::write(public_path(&path), "precious").unwrap();
        assert_eq!(
            save_new_pair(&new_pair("other", &path)).unwrap_err().kind,
            Kind::Conflict
        );
        assert!(!path.exists());
    }
}
