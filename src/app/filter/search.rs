//! What a row can be found by, borrowed from it while somebody looks.

use std::borrow::Cow;

use jiff::Timestamp;

use super::pattern::Pattern;

/// More facts than most rows have.
const FACTS: usize = 24;

/// What a filter can look at in a row. Nothing here tells upper from lower case.
#[derive(Debug)]
pub struct Search<'a> {
    keys: &'static [&'static str],
    facts: Vec<Fact<'a>>,
    created: Option<Timestamp>,
}

#[derive(Debug)]
pub(super) struct Fact<'a> {
    /// `None`: no key finds it.
    pub(super) key: Option<&'static str>,
    /// A plain word finds it.
    pub(super) is_word: bool,
    pub(super) value: Value<'a>,
}

#[derive(Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// `env=prod`, put together when it is asked for.
    Pair(&'a str, &'a str),
}

impl Value<'_> {
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Pair(name, value) => Cow::Owned(format!("{name}={value}")),
        }
    }

    fn fits(&self, pattern: &Pattern) -> bool {
        pattern.fits(&self.text())
    }
}

impl<'a> Search<'a> {
    /// `keys`: all that rows of this kind can be asked for.
    pub fn new(keys: &'static [&'static str], created: Option<Timestamp>) -> Self {
        Self {
            keys,
            facts: Vec::with_capacity(FACTS),
            created,
        }
    }

    /// Found by its key and by a plain word.
    pub fn add(&mut self, key: &'static str, value: &'a str) {
        if !value.is_empty() {
            self.tell(Some(key), true, Value::Text(value));
        }
    }

    /// Found by a plain word only.
    pub fn add_word(&mut self, word: &'a str) {
        self.tell(None, true, Value::Text(word));
    }

    /// Found by its key only.
    pub fn add_apart(&mut self, key: &'static str, value: &'a str) {
        self.tell(Some(key), false, Value::Text(value));
    }

    /// `name=value`, found by its key only.
    pub fn add_pair(&mut self, key: &'static str, name: &'a str, value: &'a str) {
        self.tell(Some(key), false, Value::Pair(name, value));
    }

    fn tell(&mut self, key: Option<&'static str>, is_word: bool, value: Value<'a>) {
        self.facts.push(Fact {
            key,
            is_word,
            value,
        });
    }

    /// The values behind a key, as the cloud writes them.
    pub fn values(&self, key: &str) -> impl Iterator<Item = Cow<'_, str>> {
        self.behind(key).map(Value::text)
    }

    fn behind(&self, key: &str) -> impl Iterator<Item = &Value<'a>> {
        let facts = self.facts.iter();
        facts.filter_map(move |fact| (fact.key == Some(key)).then_some(&fact.value))
    }

    pub(super) fn facts(&self) -> &[Fact<'a>] {
        &self.facts
    }

    /// Whether rows of this kind can be asked for it.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }

    pub(super) fn has_word(&self, word: &Pattern) -> bool {
        let mut words = self.facts.iter().filter(|fact| fact.is_word);
        words.any(|fact| fact.value.fits(word))
    }

    pub(super) fn has_value(&self, key: &str, wanted: &Pattern) -> bool {
        self.behind(key).any(|value| value.fits(wanted))
    }

    pub(super) fn created(&self) -> Option<Timestamp> {
        self.created
    }
}

/// Whether the text contains the part, which is in lower case, whatever case the text is in.
pub(super) fn contains(text: &str, part: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(part);
    }
    let part = part.as_bytes();
    let Some(first) = part.first() else {
        return true;
    };
    let mut places = text.as_bytes().windows(part.len());
    places.any(|place| {
        place[0].to_ascii_lowercase() == *first && place[1..].eq_ignore_ascii_case(&part[1..])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_part_is_found_wherever_it_is_found_in_lower_case(
            text in "[a-cA-CßÄÖİK -]{0,12}", part in "[a-cA-CßÄ]{0,3}"
        ) {
            let part = part.to_lowercase();
            prop_assert_eq!(contains(&text, &part), text.to_lowercase().contains(&part));
        }
    }
}
