//! A page of a list: its rows, and where the next page is.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::lenient::{Any, Lenient, object};

/// The rows of a list; `Ok(None)`: there is no list.
pub(crate) type Rows<T> = serde_json::Result<Option<Vec<T>>>;

/// The rows of the list at `key`, each made of what was read of it as soon as it was; `None` of a
/// row that is none.
///
/// # Errors
/// When it is no JSON, or [`is_data`](serde_json::Error::is_data) when it is some without a list
/// there.
pub(crate) fn rows<'a, W: Lenient<'a>, T>(
    body: &'a [u8],
    key: &str,
    row: impl FnMut(W) -> Option<T>,
) -> Rows<T> {
    let page = Page {
        key,
        row,
        read: PhantomData,
    };
    // What is UTF-8 as a whole is not looked at again text by text.
    match std::str::from_utf8(body) {
        Ok(text) => whole(serde_json::Deserializer::from_str(text), page),
        Err(_) => whole(serde_json::Deserializer::from_slice(body), page),
    }
}

fn whole<'a, V: Visitor<'a>, R: serde_json::de::Read<'a>>(
    mut json: serde_json::Deserializer<R>,
    page: V,
) -> serde_json::Result<V::Value> {
    let rows = json.deserialize_map(page)?;
    json.end()?;
    Ok(rows)
}

/// The link to the next page: `servers_links` with `rel: next` (Nova, Neutron, and Cinder, which
/// says `volume_type_links` for `volume_types`), or `next` (Glance). The rows are passed over.
///
/// # Errors
/// When it is no JSON.
pub(crate) fn next(body: &[u8]) -> serde_json::Result<Option<String>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let Links { linked, next } = Any::new().deserialize(&mut json)?;
    json.end()?;
    let link = linked.or(next).filter(|link| !link.is_empty());
    Ok(link.map(Cow::into_owned))
}

/// The same, where it is the last that a page says, as Nova, Neutron and Cinder have it: the rows
/// are nearly all of the page, and need not be gone through. `None`: see [`next`].
pub(crate) fn next_at_end(body: &[u8]) -> Option<String> {
    let end = &body[body.len().saturating_sub(END)..];
    // A list before the last brace is the value of a key of the whole.
    let end = end.trim_ascii_end().strip_suffix(b"}")?;
    let key = end.windows(LINKS.len()).rposition(|word| word == LINKS)?;
    let links = end[key + LINKS.len()..].trim_ascii_start();
    let mut json = serde_json::Deserializer::from_slice(links.strip_prefix(b":")?);
    let links: Vec<Link<'_>> = Any::new().deserialize(&mut json).ok()?;
    json.end().ok()?;
    next_of(links)
        .filter(|link| !link.is_empty())
        .map(Cow::into_owned)
}

/// Bytes in which a link fits, and what its list's key ends with.
const END: usize = 4096;
const LINKS: &[u8] = b"_links\"";

fn next_of(links: Vec<Link<'_>>) -> Option<Cow<'_, str>> {
    links.into_iter().find(|link| link.rel == "next")?.href
}

#[derive(Default)]
struct Links<'a> {
    linked: Option<Cow<'a, str>>,
    next: Option<Cow<'a, str>>,
}

object! {
    struct Link<'a> {
        rel: Cow<'a, str> = "rel",
        href: Option<Cow<'a, str>> = "href",
    }
}

impl<'a> Lenient<'a> for Links<'a> {
    fn object<A: MapAccess<'a>>(mut object: A) -> Result<Self, A::Error> {
        let mut links = Self::default();
        while let Some(key) = object.next_key_seed(Any::<Cow<'a, str>>::new())? {
            if key.ends_with("_links") {
                let list: Vec<Link<'a>> = object.next_value_seed(Any::new())?;
                links.linked = links.linked.or(next_of(list));
            } else if key == "next" {
                links.next = object.next_value_seed(Any::new())?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(links)
    }
}

/// The whole answer, of which only the rows are kept.
struct Page<'k, W, F> {
    key: &'k str,
    row: F,
    read: PhantomData<W>,
}

impl<'a, W: Lenient<'a>, T, F: FnMut(W) -> Option<T>> Visitor<'a> for Page<'_, W, F> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a list")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut rows = None;
        while let Some(key) = object.next_key_seed(Any::<Cow<'a, str>>::new())? {
            if key == self.key {
                let list = List {
                    row: &mut self.row,
                    read: PhantomData,
                };
                rows = Some(object.next_value_seed(list)?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(rows)
    }
}

struct List<'f, W, F> {
    row: &'f mut F,
    read: PhantomData<W>,
}

impl<'a, W: Lenient<'a>, T, F: FnMut(W) -> Option<T>> DeserializeSeed<'a> for List<'_, W, F> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Vec<T>, D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'a, W: Lenient<'a>, T, F: FnMut(W) -> Option<T>> Visitor<'a> for List<'_, W, F> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element_seed(Any::new())? {
            rows.extend((self.row)(row));
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn ids(body: &str) -> Rows<i64> {
        rows(body.as_bytes(), "rows", |row: Value| row.as_i64())
    }

    #[test]
    fn each_service_has_its_way_to_say_next() {
        let next = |json: Value| next(json.to_string().as_bytes()).unwrap();
        let nova = json!({"servers_links": [
            {"rel": "previous", "href": "?p"}, {"rel": "next", "href": "?n"}], "servers": []});
        assert_eq!(next(nova).as_deref(), Some("?n"));
        let glance = json!({"images": [{"next": "?x"}], "next": "/v2/images?marker=x"});
        assert_eq!(next(glance).as_deref(), Some("/v2/images?marker=x"));
        let cinder = json!({"volume_types": [], "volume_type_links": [
            {"rel": "next", "href": "?c"}]});
        assert_eq!(next(cinder).as_deref(), Some("?c"));
        for last in [
            json!({"images": [], "next": null}),
            json!({"next": "", "a_links": 7, "b_links": [7, null, {"rel": 7}]}),
            json!({"c_links": [{"rel": "next", "href": {}}]}),
            json!([]),
        ] {
            assert_eq!(next(last), None);
        }
    }

    #[test]
    fn a_link_at_the_end_is_found_without_reading_the_rows() {
        let at_end = |body: &str| next_at_end(body.as_bytes());
        let links = r#"[{"rel": "next", "href": "http://h/?n"}]"#;
        let found = Some("http://h/?n".to_owned());
        for rows in ["[1]".to_owned(), "no JSON".to_owned(), "7, ".repeat(END)] {
            let body = format!("{{\"servers\": {rows}, \"servers_links\" : {links} }}\n");
            assert_eq!(at_end(&body), found, "{body:.40}");
        }
        let quoted = links.replace('"', "\\\"");
        for elsewhere in [
            format!(r#"{{"servers_links": {links}, "servers": []}}"#),
            format!(r#"{{"servers": [{{"a_links": {links}}}]}}"#),
            format!(r#"{{"servers": {{"a_links": {links}}}}}"#),
            format!(r#"{{"name": "\"a_links\": {quoted}}}"}}"#),
            format!(r#"{{"name": ["a_links", {links}]}}"#),
            r#"{"a_links": [{"rel": "previous", "href": "?p"}]}"#.to_owned(),
            r#"{"a_links": [{"rel": "next", "href": ""}]}"#.to_owned(),
            format!(r#""a_links": {links}"#),
            r#"{"a_links""#.to_owned(),
            String::new(),
        ] {
            assert_eq!(at_end(&elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_spoil_only_the_texts_they_are_in() {
        let read = |body: &[u8]| rows(body, "rows", |row: Value| row.as_i64());
        assert_eq!(
            read(b"{\"rows\": [1], \"other\": \"\xff\"}").unwrap(),
            Some(vec![1])
        );
        assert!(read(b"{\"rows\": [1, \"\xff\"]}").is_err());
    }

    #[test]
    fn an_odd_row_does_not_hide_the_others() {
        let read = ids(r#"{"a": [[]], "rows": [1, "odd", {}, 2, null], "z": {}}"#);
        assert_eq!(read.unwrap(), Some(vec![1, 2]));
    }

    #[test]
    fn an_answer_without_the_list_is_told_from_one_that_is_no_json() {
        assert_eq!(ids(r#"{"others": [1]}"#).unwrap(), None);
        for other in [r#"{"rows": null}"#, r#"{"rows": {"a": 1}}"#, "[1]", "7"] {
            assert!(ids(other).unwrap_err().is_data(), "{other}");
        }
        for broken in ["", "<html>", r#"{"rows": [1"#, r#"{"rows": [1]} {}"#] {
            assert!(!ids(broken).unwrap_err().is_data(), "{broken}");
            assert!(next(broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
