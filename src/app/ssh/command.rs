//! The command that logs in, and reading it back as it was edited.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::account::{self, Account};
use crate::app::choices::Choices;
use crate::app::launch::login::private_half;
use crate::app::shell;
use crate::app::wrap::is_unsafe;
use crate::openstack::compute::{Address, Boot, Server};
use crate::openstack::image::Image;

/// The private half of the key pair an instance was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateKey {
    /// It was made without one.
    NoPair,
    /// The key pairs or the files of `~/.ssh` are not read yet.
    Looking,
    /// It lies here.
    File(PathBuf),
    /// The pair is none of this user's.
    Foreign,
    NotHere,
}

impl PrivateKey {
    /// Found by the public half: files may have any name.
    pub fn of(server: &Server, choices: &Choices) -> Self {
        let Some(name) = server.key_name.as_deref() else {
            return Self::NoPair;
        };
        let (Some(pairs), Some(files)) = (choices.key_pairs.get(), choices.key_files.get()) else {
            let failed = choices.key_pairs.problem().or(choices.key_files.problem());
            return failed.map_or(Self::Looking, |_| Self::NotHere);
        };
        let Some(pair) = pairs.iter().find(|pair| pair.name == name) else {
            return Self::Foreign;
        };
        let file = private_half(pair, files);
        file.map_or(Self::NotHere, |file| {
            Self::File(file.path.with_extension(""))
        })
    }
}

/// The addresses ssh can be given, the most reachable first: floating, then IPv4, then IPv6. What
/// is no address is left out: it would be read as a name, or as an option.
pub fn addresses(server: &Server) -> Vec<&Address> {
    let mut addresses: Vec<_> = server
        .addresses()
        .filter(|address| address.addr.parse::<IpAddr>().is_ok())
        .collect();
    addresses.sort_by_key(|address| (!address.floating, address.version));
    addresses
}

/// Whom an instance lets in, by its image.
pub fn account(server: &Server, images: &[Image]) -> Option<Account> {
    let Boot::Image(id) = &server.boot else {
        return None;
    };
    let image = images.iter().find(|image| image.id == *id)?;
    account::of(image, images)
}

/// `ssh -i KEY user@address`, quoted as a shell reads it.
pub fn line(address: &str, user: &str, key: Option<&Path>) -> String {
    let mut words = vec!["ssh".to_owned()];
    // A path that is no text, or not all of it seen, cannot be shown: so it is not used either.
    let path = key.and_then(Path::to_str);
    if let Some(path) = path.filter(|path| !path.chars().any(is_unsafe)) {
        words.extend(["-i".into(), shell::plain(path)]);
    }
    words.push(if user.is_empty() {
        shell::plain(address)
    } else {
        shell::plain(&format!("{user}@{address}"))
    });
    words.join(" ")
}

/// The command for an instance as far as it is known, for the clipboard.
pub fn known(server: &Server, images: &[Image], choices: &Choices) -> Option<String> {
    let address = *addresses(server).first()?;
    let user = account(server, images).map(|account| account.name);
    let key = match PrivateKey::of(server, choices) {
        PrivateKey::File(path) => Some(path),
        _ => None,
    };
    let user = user.as_deref().unwrap_or_default();
    Some(line(&address.addr, user, key.as_deref()))
}

/// The words of an edited line, as the system will be given them: the program first.
///
/// # Errors
/// Says what a shell would have done with it and nobody does here.
pub fn words(line: &str) -> Result<Vec<String>, &'static str> {
    let words = shlex::split(line).ok_or("a quote is not closed, or \\ stands at the end")?;
    // A word put behind it is lost in a comment.
    let with_one_more = shlex::split(&format!("{line} .")).unwrap_or_default();
    if with_one_more.len() != words.len() + 1 {
        return Err("# would hide what follows: put it in quotes");
    }
    let Some(program) = words.first() else {
        return Err("there is no command: Tab makes it anew");
    };
    if program.is_empty() || program.starts_with('-') {
        return Err("it must begin with a program");
    }
    let variable = program.split_once('=').map(|(name, _)| name);
    if variable.is_some_and(|name| !name.contains('/')) {
        return Err("no shell reads it: a variable cannot be set; env NAME=VALUE ssh … can");
    }
    Ok(words)
}

/// What looks as if a shell were to read it.
pub fn advice(words: &[String]) -> Option<&'static str> {
    let meant_for_a_shell = |word: &String| {
        matches!(
            word.as_str(),
            "|" | "||" | "&" | "&&" | ";" | ">" | ">>" | "<" | "2>" | "2>&1"
        ) || word.starts_with(['~', '$'])
    };
    words
        .iter()
        .any(meant_for_a_shell)
        .then_some("no shell reads it: ~ $ | > & ; are handed on as they are")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::server;

    #[test]
    fn floating_addresses_come_first_then_the_older_protocol() {
        let ips = "2001:db8::5 10.0.0.12 203.0.113.40";
        let server = server("ACTIVE", "web-02", ips, "m1.small", "1d");
        let found: Vec<_> = addresses(&server)
            .iter()
            .map(|address| address.addr.as_str())
            .collect();
        assert_eq!(found, ["203.0.113.40", "10.0.0.12", "2001:db8::5"]);
    }

    #[test]
    fn what_is_no_address_never_reaches_a_command_line() {
        let ips = "-oProxyCommand=id 10.0.0.1;id web.example.org";
        let server = server("ACTIVE", "web-02", ips, "m1.small", "1d");
        assert!(addresses(&server).is_empty());
    }

    #[test]
    fn a_path_with_a_blank_stays_one_argument() {
        let key = Path::new("/home/al ice/.ssh/id_ed25519");
        let line = line("10.0.0.1", "ubuntu", Some(key));
        assert_eq!(
            line,
            "ssh -i '/home/al ice/.ssh/id_ed25519' ubuntu@10.0.0.1"
        );
        assert_eq!(
            words(&line).unwrap(),
            [
                "ssh",
                "-i",
                "/home/al ice/.ssh/id_ed25519",
                "ubuntu@10.0.0.1"
            ]
        );
    }

    #[test]
    fn a_key_whose_path_cannot_be_read_is_not_used() {
        for path in ["/k/\u{1b}[201~\nid", "/k/\u{202e}y"] {
            assert_eq!(line("10.0.0.1", "", Some(Path::new(path))), "ssh 10.0.0.1");
        }
    }

    #[test]
    fn a_line_that_only_a_shell_could_read_is_refused_with_its_reason() {
        for (line, reason) in [
            ("ssh 'a", "a quote is not closed"),
            ("ssh a \\", "a quote is not closed"),
            ("ssh a # b", "# would hide"),
            ("# ssh", "# would hide"),
            ("", "there is no command"),
            ("  ", "there is no command"),
            ("-i x", "must begin with a program"),
            ("'' a", "must begin with a program"),
            ("LANG=C ssh a", "a variable cannot be set"),
        ] {
            let refused = words(line).unwrap_err();
            assert!(refused.contains(reason), "{line}: {refused}");
        }
        assert_eq!(words("ssh a '#b'").unwrap(), ["ssh", "a", "#b"]);
        assert_eq!(words("/a=b/ssh x").unwrap(), ["/a=b/ssh", "x"]);
    }

    #[test]
    fn what_is_meant_for_a_shell_is_told_to_be_handed_on() {
        let split = |line: &str| words(line).unwrap();
        for line in [
            "ssh a | tee log",
            "ssh -i ~/key a",
            "ssh $HOST",
            "ssh a > x",
        ] {
            assert!(advice(&split(line)).is_some(), "{line}");
        }
        assert!(advice(&split("ssh a 'ls | wc'")).is_none());
    }
}
