//! The metadata of a server: a few pairs of texts.

use std::sync::Arc;

use serde::ser::{Serialize, Serializer};

/// Pairs of texts by key. There are ten thousand of these, and most hold two or three pairs of which
/// other servers have the same, so they are kept close together, and their texts are shared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata(Box<[(Arc<str>, Arc<str>)]>);

impl Metadata {
    pub fn get(&self, key: &str) -> Option<&str> {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(key));
        Some(&*self.0[place.ok()?].1)
    }

    /// By key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Of a key that comes twice the last counts.
impl<K: Into<Arc<str>>, V: Into<Arc<str>>> FromIterator<(K, V)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        let mut all: Vec<(Arc<str>, Arc<str>)> = pairs
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        // The sort leaves equal keys in their order: reversed, the last of them is met first.
        all.reverse();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|(one, _), (other, _)| one == other);
        Self(all.into())
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_kept_by_key_and_the_last_of_a_key_counts() {
        let pairs: Metadata = [("tier", "1"), ("role", "db"), ("tier", "2")]
            .into_iter()
            .collect();
        let all: Vec<_> = pairs.iter().collect();
        assert_eq!(all, [("role", "db"), ("tier", "2")]);
        assert_eq!((pairs.get("tier"), pairs.get("x")), (Some("2"), None));
        assert_eq!(
            serde_json::json!(pairs).to_string(),
            r#"{"role":"db","tier":"2"}"#
        );
        assert!(!pairs.is_empty() && Metadata::default().is_empty());
    }
}
