//! The filter line: plain words, `key:value`, and `!` before either; a space in quotes divides
//! nothing. All must hold.

use std::time::Duration;

use jiff::Timestamp;

/// A parsed filter. Empty: everything passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    text: String,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    negated: bool,
    wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// Lower case, as everything here.
    Word(String),
    /// `status` and `error` of `status:error`.
    Value(String, String),
    /// `age:<2h`
    CreatedAfter(Timestamp),
    /// `age:>7d`
    CreatedBefore(Timestamp),
}

/// What a filter can look at in a row, all in lower case.
#[derive(Debug, Clone)]
pub struct Search {
    keys: &'static [&'static str],
    all: String,
    values: Vec<(&'static str, String)>,
    created: Option<Timestamp>,
}

impl Search {
    /// `keys`: all that rows of this kind can be asked for.
    pub fn new(keys: &'static [&'static str], created: Option<Timestamp>) -> Self {
        Self {
            keys,
            all: String::new(),
            values: Vec::new(),
            created,
        }
    }

    /// Found by its key and by a plain word.
    pub fn add(&mut self, key: &'static str, value: &str) {
        if value.is_empty() {
            return;
        }
        let value = value.to_lowercase();
        self.all.push_str(&value);
        self.all.push(' ');
        self.values.push((key, value));
    }

    /// Found by a plain word only.
    pub fn add_word(&mut self, word: &str) {
        self.all.push_str(word);
        self.all.push(' ');
    }

    /// Found by its key only.
    pub fn add_apart(&mut self, key: &'static str, value: &str) {
        self.values.push((key, value.to_lowercase()));
    }

    /// The values behind a key.
    pub fn values(&self, key: &str) -> impl Iterator<Item = &str> {
        let values = self.values.iter();
        values.filter_map(move |(its, value)| (*its == key).then_some(value.as_str()))
    }

    fn holds(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Word(word) => self.all.contains(word),
            Wanted::Value(key, value) if self.keys.contains(&key.as_str()) => {
                self.values(key).any(|its| its.contains(value))
            }
            // No key of this list (an IPv6 address, say): then it is a plain word.
            Wanted::Value(key, value) => self.all.contains(&format!("{key}:{value}")),
            Wanted::CreatedAfter(at) => self.created.is_some_and(|created| created > *at),
            Wanted::CreatedBefore(at) => self.created.is_some_and(|created| created < *at),
        }
    }
}

impl Filter {
    /// `now`: from when ages are counted back.
    pub fn parse(text: &str, now: Timestamp) -> Self {
        let words = words(text).into_iter();
        Self {
            text: text.to_owned(),
            terms: words.filter_map(|word| Term::parse(&word, now)).collect(),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it lets other rows through when time has passed.
    pub fn depends_on_time(&self) -> bool {
        let timed = |term: &Term| {
            matches!(
                term.wanted,
                Wanted::CreatedAfter(_) | Wanted::CreatedBefore(_)
            )
        };
        self.terms.iter().any(timed)
    }

    pub fn passes(&self, row: &Search) -> bool {
        let mut terms = self.terms.iter();
        terms.all(|term| row.holds(&term.wanted) != term.negated)
    }
}

impl Term {
    /// A lone `!` or an unfinished `status:` restricts nothing yet.
    fn parse(word: &str, now: Timestamp) -> Option<Self> {
        let word = word.to_lowercase();
        let (negated, word) = match word.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word.as_str()),
        };
        let wanted = match word.split_once(':') {
            Some((_, "")) => return None,
            Some(("age", age)) => created(age, now)?,
            Some((key, value)) if !key.is_empty() => {
                Wanted::Value(canonical(key).to_owned(), value.to_owned())
            }
            _ if word.is_empty() => return None,
            _ => Wanted::Word(word.to_owned()),
        };
        Some(Self { negated, wanted })
    }
}

/// One name for what has several.
pub fn canonical(key: &str) -> &str {
    match key {
        "zone" => "az",
        "network" => "net",
        "group" => "sg",
        "metadata" => "meta",
        "description" => "desc",
        key => key,
    }
}

/// `>7d` is older than seven days, as `7d` is; `<2h` is younger. `None` for what is no age (yet).
fn created(age: &str, now: Timestamp) -> Option<Wanted> {
    let (younger, age) = match age.strip_prefix(['<', '>']) {
        Some(rest) => (age.starts_with('<'), rest),
        None => (false, age),
    };
    let digits = age.trim_end_matches(|c: char| !c.is_ascii_digit());
    let seconds = match &age[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "y" => 365 * 86_400,
        _ => return None,
    };
    let count: u64 = digits.parse().ok()?;
    let span = Duration::from_secs(count.checked_mul(seconds)?);
    let at = now.checked_sub(span).ok()?;
    Some(if younger {
        Wanted::CreatedAfter(at)
    } else {
        Wanted::CreatedBefore(at)
    })
}

/// The words of a filter, without their quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Where the word begins that ends at this place, in bytes.
pub fn word_start(text: &str, end: usize) -> usize {
    let mut quoted = false;
    let mut start = 0;
    for (at, c) in text[..end].char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// `key:value` as it has to be typed.
pub fn written(key: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) {
        format!("{key}:\"{value}\"")
    } else {
        format!("{key}:{value}")
    }
}

/// The filter with `key:value` in it, in place of what it asked of that key before.
pub fn with_value(text: &str, key: &str, value: &str) -> String {
    let mut terms: Vec<String> = words(text)
        .into_iter()
        .filter(|word| {
            word.split_once(':')
                .is_none_or(|(its, _)| canonical(its) != key)
        })
        .map(|word| match word.split_once(':') {
            Some((key, value)) => written(key, value),
            None if word.contains(' ') => format!("\"{word}\""),
            None => word,
        })
        .collect();
    terms.push(written(key, value));
    terms.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T11:04:00Z";

    fn check(filter: &str, expected: bool) {
        let created = "2026-11-10T11:04:00Z".parse().ok();
        let mut row = Search::new(&["name", "status", "image", "tag", "locked"], created);
        for (key, value) in [
            ("name", "web-01"),
            ("ip", "2001:db8::1"),
            ("flavor", "m1.small"),
            ("status", "ERROR"),
            ("image", "Debian 13"),
            ("tag", "blue"),
            ("tag", "green"),
        ] {
            row.add(key, value);
        }
        row.add_apart("locked", "no");
        let filter = Filter::parse(filter, NOW.parse().unwrap());
        assert_eq!(filter.passes(&row), expected, "{:?}", filter.text());
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
            ("tag:green tag:blue", true),
            ("!tag:green", false),
            ("tag:red", false),
            ("locked:no", true),
            ("locked:yes", false),
        ] {
            check(filter, expected);
        }
    }

    #[test]
    fn what_is_only_behind_a_key_is_no_plain_word() {
        check(" no ", false);
    }

    #[test]
    fn quotes_hold_a_value_with_a_space_together() {
        check("image:\"debian 13\"", true);
        check("image:\"debian 12\"", false);
        check("\"debian 13\" web", true);
        check("image:\"debian", true);
        check("13 debian", true);
    }

    #[test]
    fn ages_are_counted_back_from_now() {
        for (filter, expected) in [
            ("age:>7d", true),
            ("age:>2w", false),
            ("age:<2w", true),
            ("age:<12d", false),
            ("age:7d", true),
            ("!age:>7d", false),
            ("age:>7", true),
            ("age:soon", true),
            ("age:>99999999999999999y", true),
        ] {
            check(filter, expected);
        }
        let timed = |text| Filter::parse(text, NOW.parse().unwrap()).depends_on_time();
        assert!(timed("web age:<1h") && !timed("web age:"));
    }

    #[test]
    fn a_value_takes_the_place_of_the_same_keys_other() {
        for (filter, expected) in [
            ("", "image:\"debian 13\""),
            ("web image:x !image:y", "web !image:y image:\"debian 13\""),
            ("\"a b\"", "\"a b\" image:\"debian 13\""),
        ] {
            assert_eq!(with_value(filter, "image", "debian 13"), expected);
        }
    }
}
