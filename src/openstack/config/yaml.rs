//! YAML (and so JSON) as a tree whose scalars are text, exactly as written: a project may be
//! named `0123456789012345` and a password `yes`, and neither is a number or a boolean to us.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

/// A mapping with its keys normalised: `-` is written `_`, as all `OpenStack` tools do.
pub(super) type Map = BTreeMap<String, Node>;

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

/// Why a text is not usable YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct YamlError {
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) what: String,
}

/// Reads one document. Names of clouds keep their spelling: only keys below them are normalised
/// (see [`Node::normalised`]).
pub(super) fn parse(text: &str) -> Result<Node, YamlError> {
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    if text.trim().is_empty() {
        return Ok(Node::Null);
    }
    serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options)
        .map(|raw| raw.value.node(text, raw.defined))
        .map_err(|error| {
            let error = error.without_snippet();
            let (line, column) = error
                .location()
                .map_or((0, 0), |place| (place.line(), place.column()));
            YamlError {
                line,
                column,
                what: error.to_string().lines().next().unwrap_or_default().into(),
            }
        })
}

impl Node {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// A list of texts; one text counts as a list of one, and commas separate, as in the SDK.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Text(text) => text
                .split(',')
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect(),
            Self::List(items) => items
                .iter()
                .filter_map(|item| item.text().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The same with `_` for `-` in every key, at every level.
    pub(super) fn normalised(self) -> Self {
        match self {
            Self::Map(map) => Self::Map(
                map.into_iter()
                    .map(|(key, value)| (key.replace('-', "_"), value.normalised()))
                    .collect(),
            ),
            Self::List(items) => Self::List(items.into_iter().map(Self::normalised).collect()),
            scalar => scalar,
        }
    }
}

/// Lays `over` on `under`: mappings key by key, anything else replaces. A null does not.
pub(super) fn merge(under: &mut Map, over: &Map) {
    for (key, value) in over {
        match (under.get_mut(key), value) {
            (Some(Node::Map(below)), Node::Map(above)) => merge(below, above),
            (Some(_), Node::Null) => {}
            _ => {
                under.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Shapes only: the tree holds secrets.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(_) => f.write_str("text"),
            Self::List(items) => items.fmt(f),
            Self::Map(map) => map.fmt(f),
        }
    }
}

/// What the parser hands over: it has guessed at types, and we undo the guess from the source.
enum Raw {
    Null,
    Text(String),
    Guessed(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(String, Spanned<Raw>)>),
}

impl Raw {
    fn node(self, source: &str, place: serde_saphyr::Location) -> Node {
        match self {
            Self::Null => Node::Null,
            Self::Text(text) => Node::Text(text),
            Self::Guessed(fallback) => Node::Text(as_written(source, place).unwrap_or(fallback)),
            Self::List(items) => Node::List(
                items
                    .into_iter()
                    .map(|item| item.value.node(source, item.defined))
                    .collect(),
            ),
            Self::Map(pairs) => Node::Map(
                pairs
                    .into_iter()
                    .map(|(key, item)| (key, item.value.node(source, item.defined)))
                    .collect(),
            ),
        }
    }
}

/// The scalar's own characters in the document.
fn as_written(source: &str, place: serde_saphyr::Location) -> Option<String> {
    let span = place.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    let text = source.get(start..start.checked_add(length)?)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Guessed(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Guessed(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Guessed(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Guessed(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            map.push(pair);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_stay_as_written() {
        let tree = parse(concat!(
            "zeros: 0012345678901234\n",
            "yes: yes\n",
            "long: 12345678901234567890123\n",
            "hex: 0xFF\n",
            "exp: 1e5\n",
            "under: 1_000\n",
            "quoted: \"00\"\n",
            "none: ~\n",
            "2024: [x]\n",
            "list: [1.0, no]\n",
        ))
        .unwrap();
        let map = tree.map().unwrap();
        let text = |key: &str| map[key].text();
        assert_eq!(text("zeros"), Some("0012345678901234"));
        assert_eq!(text("yes"), Some("yes"));
        assert_eq!(text("long"), Some("12345678901234567890123"));
        assert_eq!(text("hex"), Some("0xFF"));
        assert_eq!(text("exp"), Some("1e5"));
        assert_eq!(text("under"), Some("1_000"));
        assert_eq!(text("quoted"), Some("00"));
        assert_eq!(text("none"), None);
        assert_eq!(map["list"].texts(), ["1.0", "no"]);
        assert_eq!(map["2024"].texts(), ["x"]);
    }

    #[test]
    fn anchors_and_merge_keys_work_and_keep_the_text() {
        let tree = parse("a: &a\n  pw: 007\nb:\n  <<: *a\n  user: u\n").unwrap();
        let b = tree.map().unwrap()["b"].map().unwrap();
        assert_eq!(b["pw"].text(), Some("007"));
        assert_eq!(b["user"].text(), Some("u"));
    }

    #[test]
    fn a_syntax_error_says_where() {
        let error = parse("clouds:\n  a: [1, 2\n  b: 3\n").unwrap_err();
        assert!(error.line >= 2, "{error:?}");
        assert!(!error.what.is_empty());
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let tree = parse("password: hunter2").unwrap();
        assert!(!format!("{tree:?}").contains("hunter2"));
    }
}
