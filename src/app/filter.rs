//! The filter line: plain words, `key:value`, and `!` before either. All must hold.

/// A parsed filter. Empty: everything passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    text: String,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    negated: bool,
    /// `status` of `status:error`.
    key: Option<String>,
    /// Lower case.
    value: String,
}

/// What a filter can look at in a row.
pub trait Searchable {
    /// Everything a plain word is looked for in, in lower case.
    fn haystack(&self) -> &str;
    /// The value behind a key, in lower case; `None` when the key means nothing here.
    fn value(&self, key: &str) -> Option<String>;
}

impl Filter {
    pub fn parse(text: &str) -> Self {
        let terms = text.split_whitespace().filter_map(Term::parse).collect();
        Self {
            text: text.to_owned(),
            terms,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn passes(&self, row: &impl Searchable) -> bool {
        self.terms.iter().all(|term| term.passes(row))
    }
}

impl Term {
    /// A lone `!` or an unfinished `status:` restricts nothing yet.
    fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let (negated, word) = match word.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word.as_str()),
        };
        let (key, value) = match word.split_once(':') {
            Some((key, value)) if !key.is_empty() => (Some(key.to_owned()), value),
            _ => (None, word),
        };
        (!value.is_empty()).then(|| Self {
            negated,
            key,
            value: value.to_owned(),
        })
    }

    fn passes(&self, row: &impl Searchable) -> bool {
        let found = match &self.key {
            None => row.haystack().contains(&self.value),
            Some(key) => match row.value(key) {
                Some(value) => value.contains(&self.value),
                // Not a key of this list (an IPv6 address, say): then it is a plain word.
                None => row.haystack().contains(&format!("{key}:{}", self.value)),
            },
        };
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(&'static str, &'static str);

    impl Searchable for Row {
        fn haystack(&self) -> &str {
            self.0
        }
        fn value(&self, key: &str) -> Option<String> {
            (key == "status").then(|| self.1.to_owned())
        }
    }

    fn check(filter: &str, expected: bool) {
        let row = Row("web-01 2001:db8::1 m1.small", "error");
        assert_eq!(Filter::parse(filter).passes(&row), expected, "{filter:?}");
    }

    #[test]
    fn words_keys_and_negations_must_all_hold() {
        for (filter, expected) in [
            ("", true),
            ("WEB", true),
            ("web small", true),
            ("web large", false),
            ("status:err", true),
            ("status:active", false),
            ("!status:active", true),
            ("!web", false),
            ("2001:db8", true),
            ("!", true),
            ("status:", true),
        ] {
            check(filter, expected);
        }
    }
}
