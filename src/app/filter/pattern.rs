//! What a text is compared with: a part of it, or with `*` the whole of it.

use super::search::contains;

/// Lower case, as everything in a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// What stands between the `*`. One alone may stand anywhere in a text.
    parts: Vec<String>,
}

impl Pattern {
    pub(super) fn new(typed: &str) -> Self {
        Self {
            parts: typed.split('*').map(str::to_owned).collect(),
        }
    }

    /// Whatever case the text is in.
    pub(super) fn fits(&self, text: &str) -> bool {
        let [first, between @ .., last] = self.parts.as_slice() else {
            return self.parts.iter().all(|part| contains(text, part));
        };
        // Most texts lack one of the parts: only those that have all are written in lower case.
        if !self.parts.iter().all(|part| contains(text, part)) {
            return false;
        }
        fits_whole(&text.to_lowercase(), first, between, last)
    }

    /// The same of a text in lower case.
    pub(super) fn fits_lower(&self, text: &str) -> bool {
        match self.parts.as_slice() {
            [first, between @ .., last] => fits_whole(text, first, between, last),
            [part] => text.contains(part.as_str()),
            [] => true,
        }
    }

    /// Whether it says all of a text: what contains its longest part need not fit.
    pub(super) fn is_whole(&self) -> bool {
        self.parts.len() > 1
    }

    /// What a text must contain to fit, in lower case: the longest part of it.
    pub(super) fn longest(&self) -> &str {
        let longest = self.parts.iter().max_by_key(|part| part.len());
        longest.map_or("", String::as_str)
    }

    /// Whether what this fits the other fits too, as far as that can be told from the words.
    pub(super) fn implies(&self, other: &Self) -> bool {
        match other.parts.as_slice() {
            [one] => self.parts.iter().any(|part| part.contains(one.as_str())),
            _ => self == other,
        }
    }
}

fn fits_whole(text: &str, first: &str, between: &[String], last: &str) -> bool {
    let mut rest = text.strip_prefix(first);
    for part in between {
        rest = rest.and_then(|rest| Some(rest.split_once(part.as_str())?.1));
    }
    rest.is_some_and(|rest| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_then_the_pattern_for_the_whole() {
        for (typed, text, expected) in [
            ("eb-0", "WEB-01", true),
            ("web-0*", "WEB-01", true),
            ("web-0*", "my-web-01", false),
            ("*web-0*", "my-web-01", true),
            ("*-db", "shop-db", true),
            ("*-db", "shop-db-2", false),
            ("web-*-db", "web-7-db", true),
            ("web-*-db", "web-db", false),
            ("a*b*c", "axbxbxc", true),
            ("a*b*c", "axcxb", false),
            ("ab*ba", "aba", false),
            ("*", "anything", true),
        ] {
            assert_eq!(Pattern::new(typed).fits(text), expected, "{typed} {text}");
        }
    }

    #[test]
    fn only_what_is_surely_narrower_implies_another() {
        let implies = |new: &str, old: &str| Pattern::new(new).implies(&Pattern::new(old));
        assert!(implies("web-0", "web"));
        assert!(implies("web-0*", "web-0"));
        assert!(implies("web*1", "web*1"));
        assert!(!implies("web*12", "web*1"));
        assert!(!implies("we*b", "web"));
        assert!(!implies("web", "web*"));
    }
}
