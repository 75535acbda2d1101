//! The filter line: plain words, `key:value`, and `!` before either; a space in quotes divides
//! nothing, a `*` stands for any text. All must hold.

mod index;
mod pattern;
mod search;
mod subnet;

use std::time::Duration;

use jiff::Timestamp;

pub use self::index::Index;
use self::pattern::Pattern;
pub use self::search::Search;
use self::subnet::Subnet;

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
    Word(Pattern),
    /// `status` and `error` of `status:error`, and that as it was typed: where a list has no such
    /// key (it is an IPv6 address, say), it is a plain word.
    Value {
        key: String,
        value: Pattern,
        word: Pattern,
    },
    /// `ip:10.64.7.0/28`
    Address(Subnet),
    /// `age:<2h`
    CreatedAfter(Timestamp),
    /// `age:>7d`
    CreatedBefore(Timestamp),
    /// Not understood, and how it would be. Nothing holds it: what is marked next must not be
    /// everything.
    Wrong { typed: String, right: &'static str },
}

const RIGHT_AGE: &str = "age:>7d or age:<2h";
const RIGHT_SUBNET: &str = "ip:10.64.7.0/28 or ip:2001:db8::/32";

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

    pub fn passes(&self, row: &Search<'_>) -> bool {
        let mut terms = self.terms.iter();
        terms.all(|term| term.passes(row))
    }

    /// What of it is not understood, and how it would be. Then nothing passes.
    pub fn wrong(&self) -> Option<String> {
        self.terms.iter().find_map(|term| match &term.wanted {
            Wanted::Wrong { typed, right } => Some(format!("{typed} is not understood: {right}")),
            _ => None,
        })
    }

    /// What stands before a colon as a key does, and is none of these.
    pub fn unknown_key(&self, keys: &[&str]) -> Option<&str> {
        self.terms.iter().find_map(|term| match &term.wanted {
            Wanted::Value { key, .. } if !keys.contains(&&**key) && looks_like_a_key(key) => {
                Some(key.as_str())
            }
            _ => None,
        })
    }
}

impl Wanted {
    fn is_held_by(&self, row: &Search<'_>) -> bool {
        match self {
            Self::Value { key, value, .. } if row.knows(key) => row.has_value(key, value),
            Self::Value { word, .. } | Self::Word(word) => row.has_word(word),
            Self::Address(subnet) => row.values("ip").any(|ip| subnet.contains(&ip)),
            Self::CreatedAfter(at) => row.created().is_some_and(|created| created > *at),
            Self::CreatedBefore(at) => row.created().is_some_and(|created| created < *at),
            Self::Wrong { .. } => false,
        }
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
            Some(("age", age)) => created(age, now).unwrap_or_else(|| Wanted::Wrong {
                typed: word.to_owned(),
                right: RIGHT_AGE,
            }),
            Some(("ip", subnet)) if subnet.contains('/') => match Subnet::parse(subnet) {
                Some(subnet) => Wanted::Address(subnet),
                None => Wanted::Wrong {
                    typed: word.to_owned(),
                    right: RIGHT_SUBNET,
                },
            },
            Some((key, value)) if !key.is_empty() => Wanted::Value {
                key: canonical(key).to_owned(),
                value: Pattern::new(value),
                word: Pattern::new(word),
            },
            _ if word.is_empty() => return None,
            _ => Wanted::Word(Pattern::new(word)),
        };
        Some(Self { negated, wanted })
    }

    fn passes(&self, row: &Search<'_>) -> bool {
        // What is not understood is no better with a `!` before it.
        !self.is_wrong() && self.wanted.is_held_by(row) != self.negated
    }

    fn is_wrong(&self) -> bool {
        matches!(self.wanted, Wanted::Wrong { .. })
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

/// Whether it could be meant as a key: `2001:db8` and `dead:beef` are halves of addresses.
pub fn looks_like_a_key(key: &str) -> bool {
    key.chars().all(|c| c.is_ascii_alphabetic()) && key.chars().any(|c| !c.is_ascii_hexdigit())
}

/// Whether this stands behind `age:` rightly.
pub fn is_age(age: &str) -> bool {
    created(age, Timestamp::UNIX_EPOCH).is_some()
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
        let mut row = Search::new(&["name", "ip", "status", "image", "tag", "locked"], created);
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
            ("age:>7", false),
            ("age:soon", false),
            ("!age:soon", false),
            ("web age:7", false),
            ("age:>99999999999999999y", false),
        ] {
            check(filter, expected);
        }
        let timed = |text| Filter::parse(text, NOW.parse().unwrap()).depends_on_time();
        assert!(timed("web age:<1h") && !timed("web age:"));
    }

    #[test]
    fn what_is_not_understood_lets_nothing_through_and_is_named() {
        let wrong = |text| Filter::parse(text, NOW.parse().unwrap()).wrong();
        assert_eq!(
            wrong("web age:7").as_deref(),
            Some("age:7 is not understood: age:>7d or age:<2h")
        );
        assert_eq!(
            wrong("!ip:10.0.0.0/33").as_deref(),
            Some("ip:10.0.0.0/33 is not understood: ip:10.64.7.0/28 or ip:2001:db8::/32")
        );
        for text in [
            "age:7d",
            "age:",
            "ip:10.0.0.0/8",
            "ip:10.0.",
            "statsu:error",
        ] {
            assert_eq!(wrong(text), None, "{text}");
        }
        let unknown = |text| {
            let filter = Filter::parse(text, NOW.parse().unwrap());
            filter.unknown_key(&["status"]).map(str::to_owned)
        };
        assert_eq!(
            unknown("status:error statsu:error").as_deref(),
            Some("statsu")
        );
        assert_eq!(unknown("2001:db8"), None);
    }

    #[test]
    fn a_subnet_after_ip_finds_the_addresses_in_it_and_a_star_any_text() {
        for (filter, expected) in [
            ("ip:2001:db8::/32", true),
            ("!ip:2001:db8::/32", false),
            ("ip:2001:db9::/32", false),
            ("ip:10.0.0.0/8", false),
            ("web-0*", true),
            ("web-*2", false),
            ("name:web*1", true),
            ("name:eb*1", false),
            ("!web-*", false),
        ] {
            check(filter, expected);
        }
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
