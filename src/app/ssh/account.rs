//! Whom to log in as: what the image says of itself, else what its name suggests.

use crate::openstack::image::Image;

/// What distributions call the account that their cloud images let in, by words of an image's
/// name or its `os_distro`; the first that occurs counts.
const ACCOUNTS: &[(&str, &str)] = &[
    ("ubuntu", "ubuntu"),
    ("debian", "debian"),
    // Until Stream 8 it was centos.
    ("centos stream 9", "cloud-user"),
    ("centos stream 10", "cloud-user"),
    ("centos 9", "cloud-user"),
    ("centos 10", "cloud-user"),
    ("centos", "centos"),
    ("fedora coreos", "core"),
    ("fedora", "fedora"),
    ("almalinux", "almalinux"),
    ("alma", "almalinux"),
    ("rocky", "rocky"),
    ("rhel", "cloud-user"),
    ("red hat", "cloud-user"),
    ("cirros", "cirros"),
    ("flatcar", "core"),
    ("coreos", "core"),
    ("opensuse", "opensuse"),
    ("alpine", "alpine"),
    ("arch", "arch"),
    ("freebsd", "freebsd"),
];

/// An account, and how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    /// `by os_admin_user of its image`.
    pub source: String,
}

/// The account of an image; of a snapshot also by the image it comes from, when that is among
/// `images`. What the cloud says may be anything: what is no account name is passed over.
pub(super) fn of(image: &Image, images: &[Image]) -> Option<Account> {
    let base = image.properties.get("base_image_ref");
    let base = base.and_then(|id| images.iter().find(|other| other.id.as_str() == id));
    [Some(image), base]
        .into_iter()
        .flatten()
        .find_map(of_this_one)
}

fn of_this_one(image: &Image) -> Option<Account> {
    let said = image.properties.get("os_admin_user");
    if let Some(name) = said.filter(|name| is_account(name)) {
        return Some(Account {
            name: name.clone(),
            source: "by os_admin_user of its image".into(),
        });
    }
    let distribution = image.properties.get("os_distro").map(String::as_str);
    let by_distribution = distribution.and_then(usual).map(|name| Account {
        name: name.into(),
        source: "usual for the os_distro of its image".into(),
    });
    let by_name = || {
        Some(Account {
            name: usual(image.name.as_deref()?)?.into(),
            source: "usual for an image of that name".into(),
        })
    };
    by_distribution.or_else(by_name)
}

/// The account usual for what is called so.
fn usual(called: &str) -> Option<&'static str> {
    let words: Vec<String> = called
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let called = format!(" {} ", words.join(" "));
    let known = ACCOUNTS
        .iter()
        .find(|(word, _)| called.contains(&format!(" {word} ")) || starts_a_word(&called, word));
    known.map(|(_, account)| *account)
}

/// `ubuntu2404` is Ubuntu; `search-01` is not Arch.
fn starts_a_word(called: &str, word: &str) -> bool {
    called
        .match_indices(&format!(" {word}"))
        .any(|(at, found)| {
            let after = called[at + found.len()..].chars().next();
            after.is_some_and(|c| c.is_ascii_digit())
                && !word.ends_with(|c: char| c.is_ascii_digit())
        })
}

/// Whether it can stand before the `@` of a command line. With a dash at its start ssh would take
/// it for an option.
pub(super) fn is_account(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "_.-\\$".contains(c);
    !name.is_empty() && name.len() <= 64 && !name.starts_with('-') && name.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::image;

    fn named(name: &str) -> Image {
        image("active", name, "public", (0, 0), 0)
    }

    fn account(image: &Image, images: &[Image]) -> Option<String> {
        of(image, images).map(|account| account.name)
    }

    #[test]
    fn the_name_of_an_image_suggests_its_account() {
        for (name, wanted) in [
            ("Ubuntu 24.04", Some("ubuntu")),
            ("ubuntu2404-minimal", Some("ubuntu")),
            ("debian-13-genericcloud", Some("debian")),
            ("CentOS 7", Some("centos")),
            ("CentOS-Stream-9", Some("cloud-user")),
            ("Fedora-CoreOS-42", Some("core")),
            ("Fedora 43", Some("fedora")),
            ("AlmaLinux 9", Some("almalinux")),
            ("Rocky Linux 9", Some("rocky")),
            ("cirros-0.6.3-x86_64-disk", Some("cirros")),
            ("search-index", None),
            ("golden-web", None),
            ("Windows Server 2022", None),
        ] {
            assert_eq!(account(&named(name), &[]).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn what_the_image_says_comes_before_what_it_is_called() {
        let mut image = named("Ubuntu 24.04");
        image.properties.insert("os_distro".into(), "debian".into());
        assert_eq!(account(&image, &[]).as_deref(), Some("debian"));
        image
            .properties
            .insert("os_admin_user".into(), "ops".into());
        assert_eq!(account(&image, &[]).as_deref(), Some("ops"));
    }

    #[test]
    fn a_snapshot_is_asked_for_the_image_it_comes_from() {
        let base = named("Debian 13");
        let mut snapshot = named("web-02-nightly");
        let id = base.id.to_string();
        snapshot.properties.insert("base_image_ref".into(), id);
        assert_eq!(account(&snapshot, &[base]).as_deref(), Some("debian"));
        assert_eq!(account(&snapshot, &[]), None);
    }

    #[test]
    fn an_account_that_ssh_would_take_for_an_option_is_none() {
        for name in ["-oProxyCommand=id", "a b", "", "x;id", "a@b", "\u{1b}[2J"] {
            let mut image = named("golden-web");
            image.properties.insert("os_admin_user".into(), name.into());
            assert_eq!(account(&image, &[]), None, "{name:?}");
        }
    }
}
