//! Names in place of ids, where a name means one thing only.

/// What the wizard knows, by kind. A kind left empty is told by its ids.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    pub images: Known<'a>,
    pub flavors: Known<'a>,
    pub networks: Known<'a>,
    pub ports: Known<'a>,
    /// Of this project only: an admin's search sees the `default` of every project.
    pub security_groups: Known<'a>,
    pub volumes: Known<'a>,
    pub volume_snapshots: Known<'a>,
    pub server_groups: Known<'a>,
}

/// The (id, name) of every thing of one kind. A name is unique only among these, so all of them
/// have to be here.
#[derive(Debug, Clone, Default)]
pub struct Known<'a>(Vec<(&'a str, &'a str)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Known<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<'a> Known<'a> {
    /// The name to use for this id, if there is one that a tool finds the same thing by.
    pub fn name_of(&self, id: &str) -> Option<&'a str> {
        let (_, name) = self.0.iter().find(|(known, _)| *known == id)?;
        let another = |(known, other): &(&str, &str)| {
            *known == *name || (*known != id && other.trim() == *name)
        };
        (is_usable(name) && !self.0.iter().any(another)).then_some(*name)
    }

    /// The name, or the id.
    pub fn say<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.name_of(id).unwrap_or(id)
    }
}

/// The clients look a word up as an id first, by putting it into the path as it is; `--network`
/// and `--port` take no `,` and no `=`.
fn is_usable(name: &str) -> bool {
    !name.is_empty()
        && name.trim() == name
        && !name.starts_with(['-', '.'])
        && !name.contains(['/', '\\', '?', '#', '%', '&', ',', '='])
        && !name.chars().any(super::is_hidden)
        && !is_like_an_id(name)
}

/// A number, or a UUID with or without its dashes.
fn is_like_an_id(name: &str) -> bool {
    let digits = name.chars().filter(|c| *c != '-');
    name.chars().all(|c| c.is_ascii_digit())
        || (digits.clone().count() == 32 && digits.clone().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pairs: &[(&'static str, &'static str)]) -> Known<'static> {
        pairs.iter().copied().collect()
    }

    #[test]
    fn a_name_is_used_only_where_it_means_one_thing() {
        let images = known(&[
            ("a1", "Ubuntu 24.04"),
            ("a1", "Ubuntu 24.04"),
            ("b1", "Debian 13"),
            ("b2", "Debian 13"),
            ("c1", "a1"),
        ]);
        assert_eq!(images.say("a1"), "Ubuntu 24.04");
        for id in ["b1", "b2", "c1", "never seen"] {
            assert_eq!(images.name_of(id), None, "{id}");
            assert_eq!(images.say(id), id);
        }
    }

    #[test]
    fn a_name_that_a_client_would_read_otherwise_is_not_used() {
        for name in [
            "",
            " web",
            "-web",
            "..",
            "a/b",
            "a?b",
            "net,tag=x",
            "42",
            "7bf630af-02a0-416a-b83a-eb5e1ee11bba",
            "7bf630af02a0416ab83aeb5e1ee11bba",
            "a\u{15}rm -rf ~",
            "a\nb",
            "\u{202e}gpj",
        ] {
            assert_eq!(known(&[("id", name)]).name_of("id"), None, "{name:?}");
        }
        for name in ["web", "m1.tiny", "Größe (LTS)", "deadbeef", "a'b $x"] {
            assert_eq!(known(&[("id", name)]).name_of("id"), Some(name));
        }
    }
}
