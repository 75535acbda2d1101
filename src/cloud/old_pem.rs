//! RSA keys encrypted the old way of PEM (RFC 1421's headers), as `ssh-keygen` wrote them up to 2018
//! and `openssl rsa -traditional` does still: AES in CBC, with a key made of the passphrase by MD5.
//! <https://docs.openssl.org/3.0/man3/PEM_read_bio_PrivateKey/#pem-encryption-format>

use aes::{Aes128, Aes192, Aes256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockDecryptMut, KeyIvInit};
use md5::{Digest, Md5};

/// Why there is no plain key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sealed {
    /// Encrypted with something else: DES, mostly.
    Unknown,
    Damaged,
    /// What comes out is none: another passphrase was used.
    Passphrase,
}

/// The key's DER, as it was before it was encrypted. A wrong passphrase may pass for right, once in
/// some 250 times, and then what comes out is no key.
pub(super) fn open(text: &str, passphrase: &str) -> Result<Vec<u8>, Sealed> {
    let info = text
        .lines()
        .find_map(|line| line.strip_prefix("DEK-Info: "));
    let (cipher, iv) = info
        .and_then(|it| it.split_once(','))
        .ok_or(Sealed::Damaged)?;
    let iv = bytes(iv.trim()).ok_or(Sealed::Damaged)?;
    let salt = iv.get(..8).ok_or(Sealed::Damaged)?;
    let body: String = text
        .lines()
        .filter(|line| !line.contains(':') && !line.starts_with('-'))
        .map(str::trim)
        .collect();
    let body = STANDARD.decode(body).map_err(|_| Sealed::Damaged)?;
    let key = derived(passphrase, salt);
    match cipher {
        "AES-128-CBC" => plain(Decryptor::<Aes128>::new_from_slices(&key[..16], &iv), &body),
        "AES-192-CBC" => plain(Decryptor::<Aes192>::new_from_slices(&key[..24], &iv), &body),
        "AES-256-CBC" => plain(Decryptor::<Aes256>::new_from_slices(&key, &iv), &body),
        _ => Err(Sealed::Unknown),
    }
}

fn plain<T: BlockDecryptMut, E>(cipher: Result<T, E>, body: &[u8]) -> Result<Vec<u8>, Sealed> {
    let cipher = cipher.map_err(|_| Sealed::Damaged)?;
    cipher
        .decrypt_padded_vec_mut::<Pkcs7>(body)
        .map_err(|_| Sealed::Passphrase)
}

/// OpenSSL's `EVP_BytesToKey` with MD5, once over: as much as the longest key takes.
fn derived(passphrase: &str, salt: &[u8]) -> [u8; 32] {
    let first = Md5::new().chain_update(passphrase).chain_update(salt);
    let first = first.finalize();
    let second = Md5::new()
        .chain_update(first)
        .chain_update(passphrase)
        .chain_update(salt)
        .finalize();
    let mut key = [0; 32];
    key[..16].copy_from_slice(&first);
    key[16..].copy_from_slice(&second);
    key
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hex
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|it| u8::try_from(it).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One key of 512 bits, as OpenSSL 3 encrypted it with `open sesame`.
    pub(in crate::cloud) const AES_128: &str = concat!(
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "Proc-Type: 4,ENCRYPTED\n",
        "DEK-Info: AES-128-CBC,A8C69F4D7E5438BD10A6A4C8C1B52699\n",
        "\n",
        "+2Ffg0A4CsemuQkEewQnsEDDJtrtm6lpA35F7opVCU9kcdoE0sz+gO9G8jPinVwq\n",
        "HnuS3iL/Ak2cGjnyRtONSz4KH7hrCdQEArcbdPYJbhkZF+6fmB3VPQg/XumLNm1n\n",
        "7JNEAZtGp0X+rO5M4RxP0Wten9MTnStNLEerdDG/20ASvPz3TZxIgeDDi/E8Rfyc\n",
        "ZRsqNfMy2PpgZu+cf509RvdTdc4x4/9KPgBPDA7C5KZAWLIOknjUKxzARVONPr1R\n",
        "G7YiwUUZoOZ2PY/KMKv1HbYnwUDoNWciEi8O6jU53CKlBEbPLN3IVY/Aegl9Va73\n",
        "hLXhT2uvppfi2YrzfpaAViksDMBr+bKIeG1qXHweVdzsKLPME0QuzOz3K/I7ji81\n",
        "PFHRQMeMHCtfGuNzm18Qwch9MigrwaSyuVkUcDQiwes=\n",
        "-----END RSA PRIVATE KEY-----\n",
    );
    pub(in crate::cloud) const AES_256: &str = concat!(
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "Proc-Type: 4,ENCRYPTED\n",
        "DEK-Info: AES-256-CBC,75DAA5F3007EEF1A5FD349EAACB135C0\n",
        "\n",
        "Q69QKM+4OZzDThl2WaTXhgYPshFO50x4UNp1BUUEwT3f4xcaMxZCeF1/Gqyo55aW\n",
        "9TZ7kgHwAyfbMIBU6gJ3tp5x/EDoOZWqp5GGtKmmkptF4H+Og8hxivCyefJU+tjV\n",
        "0wRmqMP7ftBQ/AOpJCZsQubt/8xz/9/EG4Id2idHt6Ttx8BY6JCRy1x99yYAD9Lg\n",
        "sBVBs2G5dmKVIpzwy9wGPb7wESAS8oNZAJdKdugV0U7ggbubY5Ns9x5WqdL8Ifcw\n",
        "F2y3tHwStIewJtsDGu1CtC7l0dezOuGTedngBdfUaWD5sIGt9gjGZeti0Ai21f6p\n",
        "g2KNQwFUL7Nn1NBgh7MBE1hpuIckCN1Ga4ZxIDy7cIfh9/s13lDkxitDxO0Qf58B\n",
        "wlY0X65AEkMMlX1nqnoanJw8O3v9ytC/xtjJggRDduo=\n",
        "-----END RSA PRIVATE KEY-----\n",
    );
    /// `Hunter2`, as OpenSSL encrypted it with the public half.
    pub(in crate::cloud) const PASSWORD: &str =
        "TYO0Z6RanCfmJoV7jV/2Ii3kq656i8eQnf7WDCVqjUfUvaQtKk9balH8fUEStyGLkxpLHHCx65VEzGsN0mrfCQ==";

    #[test]
    fn what_openssl_encrypted_is_opened() {
        let plain = open(AES_128, "open sesame").unwrap();
        assert_eq!(plain[0], 0x30, "a sequence of DER");
        assert_eq!(open(AES_256, "open sesame").unwrap(), plain);
        assert_ne!(open(AES_128, "open sesam"), Ok(plain));
    }

    #[test]
    fn what_is_no_such_key_is_told_apart() {
        let des = AES_128.replace("AES-128-CBC", "DES-EDE3-CBC");
        assert_eq!(open(&des, "open sesame"), Err(Sealed::Unknown));
        for (from, to) in [
            ("DEK-Info", "Info"),
            ("AES-128-CBC,A", "AES-128-CBC,"),
            ("AES-128-CBC,A", "AES-128-CBC,G"),
            ("wes=", "we!="),
        ] {
            let damaged = AES_128.replace(from, to);
            assert_eq!(open(&damaged, "open sesame"), Err(Sealed::Damaged), "{to}");
        }
        let short = "DEK-Info: AES-128-CBC,00\n\nAAAA";
        assert_eq!(open(short, "x"), Err(Sealed::Damaged));
    }
}
