//! The password a guest has set for its administrator, as Windows does: Nova keeps it encrypted with
//! the public half of the key pair, and here it is opened with the private one, which never leaves
//! this machine. <https://docs.openstack.org/api-ref/compute/#servers-password-servers-os-server-password>

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncryptedPrivateKeyInfo, SecretDocument};
use rsa::{BigUint, Pkcs1v15Encrypt, RsaPrivateKey};
use ssh_key::private::{KeypairData, PrivateKey, RsaKeypair};
use ssh_key::rand_core::OsRng;

use super::files::{Unread, aside, expand, read_small};
use super::old_pem::{self, Sealed};
use super::public_key::judge;
use crate::openstack::id::ServerId;
use crate::openstack::secret::Secret;
use crate::openstack::{Client, Environment, Error, Kind};

/// No key file comes near it.
const LARGEST: u64 = 64 << 10;

/// `None` where the guest has set none, or not yet; then the key is not looked at.
///
/// # Errors
/// `NotAllowed` when the key file cannot be read, is no private RSA key, needs another passphrase,
/// or is of another key pair. `Decode` when what Nova keeps is no such password.
pub(super) async fn read(
    client: &Client,
    environment: &Environment,
    server: &ServerId,
    key: PathBuf,
    passphrase: Option<Secret>,
) -> Result<Option<Secret>, Error> {
    let Some(sealed) = client.server_password(server).await? else {
        return Ok(None);
    };
    let path = expand(environment, key);
    let shown = environment.shown(&path);
    let open = move || {
        key_file(&path)
            .and_then(|text| private_key(&text, passphrase.as_ref().map(Secret::expose)))
            .map_err(|why| Error::new(Kind::NotAllowed, format!("{shown} {why}.")))
            .and_then(|key| opened(&sealed, &key, &shown))
    };
    aside(open).await.map(Some)
}

fn key_file(path: &Path) -> Result<String, String> {
    let bytes = read_small(path, LARGEST).map_err(|unread| match unread {
        Unread::Large(_) => format!("is larger than {} KiB, and no key is", LARGEST >> 10),
        Unread::Failed(why) => format!("cannot be read: {why}"),
    })?;
    String::from_utf8(bytes).map_err(|_| "holds no private key in text form".into())
}

fn opened(sealed: &str, key: &RsaPrivateKey, shown: &str) -> Result<Secret, Error> {
    let sealed: String = sealed.split_whitespace().collect();
    let sealed = STANDARD.decode(sealed).map_err(|_| {
        let what = "What Nova keeps as the password is not base64.";
        Error::new(Kind::Decode, what)
    })?;
    // Blinded, since how long it takes tells of the key (RUSTSEC-2023-0071).
    let plain = key.decrypt_blinded(&mut OsRng, Pkcs1v15Encrypt, &sealed);
    let plain = plain.map_err(|_| {
        let what = format!(
            "{shown} does not open the password: it is not the private half of the key pair the \
             server was launched with."
        );
        Error::new(Kind::NotAllowed, what)
    })?;
    String::from_utf8(plain)
        .map(Secret::from)
        .map_err(|_| Error::new(Kind::Decode, "The password the guest has set is no text."))
}

const NEEDS_PASSPHRASE: &str = "is encrypted: its passphrase is needed";
const WRONG_PASSPHRASE: &str = "does not open with this passphrase";
const DAMAGED: &str = "holds a private key that is damaged, or larger than 4096 bits";

/// Why a text is no private key that opens a password, in words that follow the file's name.
pub fn unfit(text: &str, passphrase: Option<&str>) -> Option<String> {
    private_key(text, passphrase).err()
}

/// Reads an RSA key as `ssh-keygen`, OpenSSL or Nova wrote it; or says why it is none, in words
/// that follow the file's name.
fn private_key(text: &str, passphrase: Option<&str>) -> Result<RsaPrivateKey, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let passphrase = passphrase.filter(|words| !words.is_empty());
    let begins = |label: &str| text.contains(&format!("-----BEGIN {label}-----"));
    if begins("OPENSSH PRIVATE KEY") {
        of_openssh(text, passphrase)
    } else if begins("RSA PRIVATE KEY") {
        if text.contains("Proc-Type: 4,ENCRYPTED") {
            let passphrase = passphrase.ok_or(NEEDS_PASSPHRASE)?;
            return of_old_pem(text, passphrase).map_err(Into::into);
        }
        RsaPrivateKey::from_pkcs1_pem(text).map_err(|_| DAMAGED.into())
    } else if begins("ENCRYPTED PRIVATE KEY") {
        let passphrase = passphrase.ok_or(NEEDS_PASSPHRASE)?;
        let (_, sealed) = SecretDocument::from_pem(text).map_err(|_| DAMAGED)?;
        let sealed = EncryptedPrivateKeyInfo::try_from(sealed.as_bytes());
        let plain = sealed.map_err(|_| DAMAGED)?.decrypt(passphrase);
        let plain = plain.map_err(|_| WRONG_PASSPHRASE)?;
        RsaPrivateKey::from_pkcs8_der(plain.as_bytes()).map_err(of_pkcs8)
    } else if begins("PRIVATE KEY") {
        RsaPrivateKey::from_pkcs8_pem(text).map_err(of_pkcs8)
    } else {
        Err(no_key(text))
    }
}

fn of_old_pem(text: &str, passphrase: &str) -> Result<RsaPrivateKey, &'static str> {
    let plain = old_pem::open(text, passphrase).map_err(|why| match why {
        Sealed::Unknown => {
            "is encrypted in a way that is too old to be read here: ssh-keygen -p -f FILE writes \
             it anew"
        }
        Sealed::Damaged => DAMAGED,
        Sealed::Passphrase => WRONG_PASSPHRASE,
    })?;
    RsaPrivateKey::from_pkcs1_der(&plain).map_err(|_| WRONG_PASSPHRASE)
}

fn of_openssh(text: &str, passphrase: Option<&str>) -> Result<RsaPrivateKey, String> {
    let key = PrivateKey::from_openssh(text).map_err(|_| DAMAGED)?;
    let name = key.algorithm().to_string();
    if !key.algorithm().is_rsa() {
        return Err(of_another_kind(&format!("a key of type {name}")));
    }
    let key = if key.is_encrypted() {
        let passphrase = passphrase.ok_or(NEEDS_PASSPHRASE)?;
        key.decrypt(passphrase).map_err(|_| WRONG_PASSPHRASE)?
    } else {
        key
    };
    match key.key_data() {
        KeypairData::Rsa(pair) => numbers(pair).ok_or_else(|| DAMAGED.into()),
        _ => Err(of_another_kind(&format!("a key of type {name}"))),
    }
}

/// By hand: the conversion of ssh-key 0.6 takes the first prime for both.
fn numbers(pair: &RsaKeypair) -> Option<RsaPrivateKey> {
    let number = |mpint: &ssh_key::Mpint| mpint.as_positive_bytes().map(BigUint::from_bytes_be);
    let (public, private) = (&pair.public, &pair.private);
    RsaPrivateKey::from_components(
        number(&public.n)?,
        number(&public.e)?,
        number(&private.d)?,
        vec![number(&private.p)?, number(&private.q)?],
    )
    .ok()
}

fn of_pkcs8(error: rsa::pkcs8::Error) -> String {
    match error {
        rsa::pkcs8::Error::PublicKey(rsa::pkcs8::spki::Error::OidUnknown { .. }) => {
            of_another_kind("no RSA key")
        }
        _ => DAMAGED.into(),
    }
}

fn of_another_kind(what: &str) -> String {
    format!("holds {what}: a password is encrypted for RSA keys only")
}

fn no_key(text: &str) -> String {
    if text.contains("PRIVATE KEY-----") {
        of_another_kind("no RSA key")
    } else if text.starts_with("PuTTY-User-Key-File") {
        "is a PuTTY key: PuTTYgen exports it as an OpenSSH key, which can be used".into()
    } else if judge(text).is_ok() {
        "is a public key, and the private half is needed: mostly the file beside it without .pub"
            .into()
    } else {
        "holds no private key".into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::old_pem::tests::{AES_128, AES_256, PASSWORD};
    use super::*;
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::EncodePrivateKey;
    use rsa::pkcs8::pkcs5::pbes2;
    use ssh_key::{Algorithm, LineEnding};

    fn rsa() -> RsaPrivateKey {
        RsaPrivateKey::new(&mut OsRng, 1024).unwrap()
    }

    fn sealed(key: &RsaPrivateKey, password: &str) -> String {
        let public = key.to_public_key();
        let sealed = public.encrypt(&mut OsRng, Pkcs1v15Encrypt, password.as_bytes());
        STANDARD.encode(sealed.unwrap())
    }

    fn openssh(key: &RsaPrivateKey) -> PrivateKey {
        let pair = RsaKeypair::try_from(key).unwrap();
        PrivateKey::new(KeypairData::Rsa(pair), "").unwrap()
    }

    fn pkcs8_encrypted(key: &RsaPrivateKey, passphrase: &str) -> String {
        let plain = key.to_pkcs8_der().unwrap();
        let plain = rsa::pkcs8::PrivateKeyInfo::try_from(plain.as_bytes()).unwrap();
        let how = pbes2::Parameters::pbkdf2_sha256_aes256cbc(100, b"saltsalt", &[7; 16]);
        let sealed = plain.encrypt_with_params(how.unwrap(), passphrase).unwrap();
        let pem = sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF);
        pem.unwrap().to_string()
    }

    #[test]
    fn a_password_opens_with_its_key_however_that_is_written() {
        let key = rsa();
        let sealed = sealed(&key, "Hunter2 größer");
        let ssh = openssh(&key);
        let locked = ssh.encrypt(&mut OsRng, "open sesame").unwrap();
        let texts = [
            key.to_pkcs1_pem(LineEnding::LF).unwrap().to_string(),
            key.to_pkcs1_pem(LineEnding::CRLF).unwrap().to_string(),
            key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
            ssh.to_openssh(LineEnding::LF).unwrap().to_string(),
            locked.to_openssh(LineEnding::LF).unwrap().to_string(),
            pkcs8_encrypted(&key, "open sesame"),
        ];
        for text in texts {
            let (first, _) = text.split_once('\n').unwrap();
            let read = private_key(&text, Some("open sesame")).expect(first);
            // As a guest may have left it: in lines.
            let (left, right) = sealed.split_at(40);
            let told = opened(&format!("{left}\n{right}"), &read, "~/.ssh/id").unwrap();
            assert_eq!(told.expose(), "Hunter2 größer");
        }
    }

    #[test]
    fn a_passphrase_that_is_missing_or_wrong_is_said() {
        let key = rsa();
        let locked = openssh(&key).encrypt(&mut OsRng, "open sesame").unwrap();
        let locked = locked.to_openssh(LineEnding::LF).unwrap();
        for text in [locked.to_string(), pkcs8_encrypted(&key, "open sesame")] {
            let refused = |passphrase| private_key(&text, passphrase).unwrap_err();
            assert_eq!(refused(None), NEEDS_PASSPHRASE);
            assert_eq!(refused(Some("")), NEEDS_PASSPHRASE);
            assert_eq!(refused(Some("open sesam")), WRONG_PASSPHRASE);
        }
    }

    #[test]
    fn what_is_no_rsa_key_is_called_by_its_name() {
        let ed25519 = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).unwrap();
        let locked = ed25519.encrypt(&mut OsRng, "open sesame").unwrap();
        let public = ed25519.public_key().to_openssh().unwrap();
        let ed25519 = ed25519.to_openssh(LineEnding::LF).unwrap();
        let locked = locked.to_openssh(LineEnding::LF).unwrap();
        let cases = [
            (ed25519.as_str(), "ssh-ed25519"),
            (locked.as_str(), "ssh-ed25519"),
            (public.as_str(), "is a public key"),
            (
                "-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----",
                "RSA keys only",
            ),
            ("-----BEGIN RSA PRIVATE KEY-----\nMII=\n", "damaged"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "damaged"),
            ("PuTTY-User-Key-File-3: ssh-rsa", "PuTTYgen"),
            ("", "no private key"),
        ];
        for (text, told) in cases {
            let why = private_key(text, None).unwrap_err();
            assert!(why.contains(told), "{why}");
        }
        // An Ed25519 key in PKCS#8, as OpenSSL writes it (RFC 8410, 10.3).
        let pkcs8 = "-----BEGIN PRIVATE KEY-----\n\
                     MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                     -----END PRIVATE KEY-----";
        let why = private_key(pkcs8, None).unwrap_err();
        assert!(why.contains("RSA keys only"), "{why}");
    }

    #[test]
    fn what_openssl_wrote_opens_what_openssl_encrypted() {
        for text in [AES_128, AES_256] {
            let key = private_key(text, Some("open sesame")).unwrap();
            let told = opened(PASSWORD, &key, "~/.ssh/id").unwrap();
            assert_eq!(told.expose(), "Hunter2");
            assert_eq!(private_key(text, None), Err(NEEDS_PASSPHRASE.into()));
            let wrong = private_key(text, Some("open sesam"));
            assert_eq!(wrong, Err(WRONG_PASSPHRASE.into()));
        }
        let des = AES_128.replace("AES-128-CBC", "DES-EDE3-CBC");
        let why = private_key(&des, Some("open sesame")).unwrap_err();
        assert!(why.contains("ssh-keygen -p"), "{why}");
    }

    #[test]
    fn a_key_of_another_pair_opens_nothing() {
        let sealed = sealed(&rsa(), "Hunter2");
        let error = opened(&sealed, &rsa(), "~/.ssh/id").unwrap_err();
        assert_eq!(error.kind, Kind::NotAllowed);
        assert!(
            error.message.starts_with("~/.ssh/id does not open"),
            "{error}"
        );
        let error = opened("not base64!", &rsa(), "~/.ssh/id").unwrap_err();
        assert_eq!(error.kind, Kind::Decode);
    }

    #[test]
    fn a_file_that_cannot_be_read_says_why() {
        let home = tempfile::tempdir().unwrap();
        let why = key_file(&home.path().join("gone")).unwrap_err();
        assert_eq!(why, "cannot be read: no such file");
        let large = home.path().join("large");
        std::fs::write(&large, vec![b'a'; (64 << 10) + 1]).unwrap();
        assert!(key_file(&large).unwrap_err().contains("64 KiB"));
    }
}
