//! Whether a text looks as if it held a secret. A text that does is not written to a disk.

/// What a line that holds a secret names it by, in lower case. Rather one too many: what is left
/// out is told and can be typed again, what is on a disk stays there.
const NAMES: [&str; 12] = [
    "passw",
    "passphrase",
    "secret",
    "token",
    "credential",
    "private key",
    "private_key",
    "private-key",
    "privatekey",
    "api_key",
    "apikey",
    "authorization:",
];

/// The same where they stand as words: as parts of words they are in any certificate.
const WORDS: [&str; 4] = ["pass", "pwd", "psk", "pw"];

/// Whether any line names a secret, or is an address with a password in it.
pub fn names_secret(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.to_lowercase();
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
        NAMES.iter().any(|name| line.contains(name))
            || words.any(|word| WORDS.contains(&word))
            || has_login(&line)
    })
}

/// `https://user:password@host`.
fn has_login(line: &str) -> bool {
    line.split("://").skip(1).any(|rest| {
        let host = rest.split(['/', ' ', '"', '\'']).next().unwrap_or_default();
        let login = host.rsplit_once('@').map(|(login, _)| login);
        login.is_some_and(|login| login.contains(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_names_a_secret_is_known_for_it() {
        for text in [
            "chpasswd: {expire: false}",
            "password: hunter2",
            "export DB_PASSWORD=x",
            "#cloud-config\nusers:\n- hashed_passwd: $6$x",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----",
            "private_key: |",
            "kubeadm join --token abcdef.0123",
            "curl -H 'Authorization: Bearer x' https://example.org",
            "AWS_SECRET_ACCESS_KEY=x",
            "api_key = x",
            "git clone https://bot:x@git.example.org/a",
        ] {
            assert!(names_secret(text), "{text}");
        }
    }

    #[test]
    fn an_ordinary_script_is_kept() {
        for text in [
            "",
            "#!/bin/sh\napt-get install -y nginx\n",
            "#cloud-config\npackages: [git, tmux]\nssh_authorized_keys:\n- ssh-ed25519 AAAA me@home",
            "curl https://example.org/a@b:c",
            "git clone git@example.org:a/b",
            "role=web\nssh_pwauth: true",
        ] {
            assert!(!names_secret(text), "{text}");
        }
    }

    #[test]
    fn short_names_of_secrets_count_as_words_only() {
        for text in ["pass: x", "PWD=x", "psk=\"x\"", "mysql --pw x"] {
            assert!(names_secret(text), "{text}");
        }
        let certificate = "MIIDpassXpwdYpskZpwAQEBBQAwDTELMAkGA1UEBhMCREUwHhcNMjYx";
        for text in ["bypass the proxy's compass", certificate, "pwdx"] {
            assert!(!names_secret(text), "{text}");
        }
    }
}
