//! What a text is: an OpenSSH public key, or something that must not be sent. Pure: the wizard asks
//! while one types, the cloud task before it imports.
//!
//! Private keys are told by their first line and refused before they reach a field or a draft.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::message::PublicKeyLine;

/// Why a text is no public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Known for what it is; it is not taken into the field.
    Refused(&'static str),
    /// Not understood; it may still be mended.
    Wrong(&'static str),
}

impl Unfit {
    pub fn text(&self) -> &'static str {
        match self {
            Self::Refused(text) | Self::Wrong(text) => text,
        }
    }
}

const EXPECTED: &str =
    "not a public key: it begins with ssh-ed25519, ssh-rsa, ecdsa-sha2-… or sk-…";

/// What a text is by the marks that other formats carry in their first line.
pub fn refused(text: &str) -> Option<&'static str> {
    let private = text.contains("PRIVATE KEY");
    if text.contains("-----BEGIN OPENSSH PRIVATE KEY") {
        Some("this is an OpenSSH private key; it was not taken. Use the .pub file beside it")
    } else if text.contains("-----BEGIN") && private {
        Some("this is a PEM private key; it was not taken. Use its public half")
    } else if text.trim_start().starts_with("PuTTY-User-Key-File") {
        Some("this is a PuTTY private key (.ppk); it was not taken. Copy PuTTYgen's public line")
    } else if text.contains("---- BEGIN SSH2 PUBLIC KEY") {
        Some("this is a public key in SSH2 format; ssh-keygen -i -f FILE makes the line needed")
    } else if text.contains("-----BEGIN") && text.contains("PUBLIC KEY") {
        Some("this is a PEM public key; ssh-keygen -i -m PKCS8 -f FILE makes the line needed")
    } else if text.contains("-----BEGIN CERTIFICATE") {
        Some("this is an X.509 certificate, not an SSH public key")
    } else {
        None
    }
}

/// Judges a text as pasted, line breaks and all.
pub fn judge(text: &str) -> Result<PublicKeyLine, Unfit> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(sentence) = refused(text) {
        return Err(Unfit::Refused(sentence));
    }
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    match lines.as_slice() {
        [] => Err(Unfit::Wrong("paste the line of a .pub file")),
        [line] => one_line(line),
        several => {
            // A terminal may have broken one long line; several whole keys are several keys.
            if several.iter().filter(|l| one_line(l).is_ok()).count() > 1 {
                return Err(Unfit::Refused("these are several public keys; paste one"));
            }
            one_line(&several.concat())
        }
    }
}

fn one_line(line: &str) -> Result<PublicKeyLine, Unfit> {
    let mut words = line.split_whitespace();
    let algorithm = words.next().unwrap_or_default();
    let known = matches!(algorithm, "ssh-ed25519" | "ssh-rsa")
        || algorithm.starts_with("ecdsa-sha2-")
        || algorithm.starts_with("sk-");
    if !known {
        return Err(Unfit::Wrong(EXPECTED));
    }
    let blob = words.next().unwrap_or_default();
    let Ok(bytes) = STANDARD.decode(blob) else {
        return Err(Unfit::Wrong(
            "the public key is not whole: its middle part is not base64",
        ));
    };
    if !names(&bytes, algorithm) {
        return Err(Unfit::Wrong(
            "the public key is damaged: its middle part is of another kind than its first word",
        ));
    }
    Ok(PublicKeyLine {
        algorithm: algorithm.to_owned(),
        line: line.to_owned(),
        comment: words.collect::<Vec<_>>().join(" "),
    })
}

/// Whether the key's bytes begin with the algorithm's name, as RFC 4253 has it.
fn names(bytes: &[u8], algorithm: &str) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else {
        return false;
    };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    rest.get(..length) == Some(algorithm.as_bytes()) && rest.len() > length
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    #[test]
    fn a_public_key_line_is_taken_with_its_comment() {
        let key = judge(&format!("{ED25519} alice@laptop\n")).unwrap();
        assert_eq!(key.algorithm, "ssh-ed25519");
        assert_eq!(key.comment, "alice@laptop");
    }

    #[test]
    fn a_key_broken_over_two_lines_is_mended() {
        let (left, right) = ED25519.split_at(40);
        assert_eq!(judge(&format!("{left}\n{right}")).unwrap().line, ED25519);
    }

    #[test]
    fn each_wrong_thing_is_called_by_its_name() {
        for (text, name) in [
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
                "PEM private",
            ),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII", "PEM private"),
            (
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl",
                "OpenSSH private",
            ),
            ("PuTTY-User-Key-File-3: ssh-rsa", "PuTTY"),
            ("-----BEGIN PUBLIC KEY-----\nMII", "PEM public"),
            ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", "SSH2"),
        ] {
            let Err(Unfit::Refused(sentence)) = judge(text) else {
                panic!("{text} was taken");
            };
            assert!(sentence.contains(name), "{sentence}");
        }
    }

    #[test]
    fn a_damaged_key_and_a_plain_word_are_not_public_keys() {
        assert!(judge("hello").is_err());
        assert!(judge("ssh-ed25519 AAAA!").is_err());
        assert!(judge(&ED25519.replace("ssh-ed25519", "ssh-rsa")).is_err());
        assert!(judge(&format!("{ED25519}\n{ED25519}")).is_err());
    }
}
