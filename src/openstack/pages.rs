//! Lists that come in pages. Of a link to the next page only the query is used: its host and
//! path are often the cloud's internal ones.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::Timestamp;
use reqwest::Url;
use serde_json::Value;

use super::answer::Answer;
use super::ask::{Ask, LONG};
use super::catalog::Service;
use super::client::Client;
use super::error::{Error, Kind};
use super::http::Microversion;

/// How one list is asked for.
pub(crate) struct Listing<T> {
    pub(crate) service: Service,
    pub(crate) path: Vec<Cow<'static, str>>,
    pub(crate) query: Query,
    /// Where the rows are in the reply.
    pub(crate) key: &'static str,
    pub(crate) cap: Option<Microversion>,
    /// Rows of the first page and of the others; `None`: the cloud's choice.
    pub(crate) sizes: Option<(u32, u32)>,
    /// Reads one row; `None`: it has no identity, so there is nothing to show.
    pub(crate) decode: fn(&Value) -> Option<T>,
}

type Query = Vec<(String, String)>;

/// More pages than any list has, at 25 rows a page or at 1000.
const MOST_PAGES: usize = 1000;

/// A list being read. A row may come twice when the list had to be started over.
pub struct Pages<T> {
    client: Client,
    listing: Listing<T>,
    next: Option<Query>,
    /// Its pages lead in a circle: told once the rows are given.
    endless: Option<Error>,
    /// The pages asked for since the list was begun.
    asked: HashSet<Query>,
    date: Option<Timestamp>,
    started_over: bool,
}

impl<T> Pages<T> {
    pub(crate) fn new(client: &Client, listing: Listing<T>) -> Self {
        let first = listing.first();
        Self {
            client: client.clone(),
            listing,
            next: Some(first),
            endless: None,
            asked: HashSet::new(),
            date: None,
            started_over: false,
        }
    }

    /// Asks for those rows only.
    pub(crate) fn only(self, key: &str, value: &str) -> Self {
        let mut listing = self.listing;
        listing.query.push((key.to_owned(), value.to_owned()));
        Self::new(&self.client, listing)
    }

    /// The next page; `None` after the last. Pages may be empty.
    ///
    /// # Errors
    /// Of the request. [`Kind::Decode`] when the reply is no such list, or its pages lead back to
    /// one that was there before and so never end.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
        let Some(query) = self.next.take() else {
            return self.endless.take().map_or(Ok(None), Err);
        };
        match self.fetch(&query).await {
            Ok(rows) => Ok(Some(rows)),
            // The row a page begins after was deleted meanwhile: from the top, once.
            Err(error)
                if error.kind == Kind::BadRequest
                    && query.iter().any(|(key, _)| key == "marker")
                    && !self.started_over =>
            {
                self.started_over = true;
                self.asked.clear();
                let first = self.listing.first();
                self.fetch(&first).await.map(Some)
            }
            Err(error) => Err(error),
        }
    }

    /// All rows at once, each once.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        self.gather(&mut all).await?;
        Ok(all)
    }

    /// Adds the rows page by page, so that whoever stops waiting has those that came.
    pub(crate) async fn gather(&mut self, all: &mut Vec<T>) -> Result<(), Error> {
        loop {
            let started_over = self.started_over;
            let Some(rows) = self.next().await? else {
                return Ok(());
            };
            if self.started_over != started_over {
                // From the top: every row that still exists comes again.
                all.clear();
            }
            all.extend(rows);
        }
    }

    /// The cloud's clock when it answered the first page: its `Date` header, or when it sends
    /// none, the time reckoned from the token's.
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    async fn fetch(&mut self, query: &[(String, String)]) -> Result<Vec<T>, Error> {
        self.asked.insert(query.to_vec());
        let path: Vec<&str> = self.listing.path.iter().map(AsRef::as_ref).collect();
        let ask = Ask {
            cap: self.listing.cap,
            ..Ask::get(self.listing.service, &path)
        };
        let asked_at = self.client.clock();
        let answer = self.client.ask(ask.query(query).within(LONG)).await?;
        self.date = self.date.or_else(|| answer.date()).or(asked_at);
        let json = answer.json()?;
        let rows = rows(&answer, &json, self.listing.key)?;
        self.next = link(&json).map(|link| self.listing.following(&link));
        let endless =
            |next: &mut Query| self.asked.contains(next) || self.asked.len() >= MOST_PAGES;
        if self.next.take_if(endless).is_some() {
            let what = format!("The list of {} does not end.", self.listing.key);
            self.endless = Some(answer.failed(Kind::Decode, what));
        }
        Ok(rows.iter().filter_map(self.listing.decode).collect())
    }
}

impl<T> Listing<T> {
    fn first(&self) -> Query {
        let mut query = self.query.clone();
        if let Some((first, _)) = self.sizes {
            query.push(("limit".into(), first.to_string()));
        }
        query
    }

    fn following(&self, link: &str) -> Query {
        let mut query = query_of(link);
        if let Some((_, then)) = self.sizes {
            query.retain(|(key, _)| key != "limit");
            query.push(("limit".into(), then.to_string()));
        }
        query
    }
}

/// The rows of a list reply.
pub(crate) fn rows<'a>(
    answer: &Answer,
    json: &'a Value,
    key: &str,
) -> Result<&'a Vec<Value>, Error> {
    json.get(key)
        .and_then(Value::as_array)
        .ok_or_else(|| answer.failed(Kind::Decode, format!("The answer holds no list of {key}.")))
}

/// `servers_links` with `rel: next` (Nova, Neutron, and Cinder, which says `volume_type_links` for
/// `volume_types`), or `next` (Glance).
fn link(json: &Value) -> Option<String> {
    let lists = json.as_object().into_iter().flatten();
    let links = lists.filter(|(key, _)| key.ends_with("_links"));
    let href = |link: &Value| Some(link.get("href")?.as_str()?.to_owned());
    links
        .filter_map(|(_, links)| links.as_array())
        .flatten()
        .find(|link| link.get("rel").and_then(Value::as_str) == Some("next"))
        .and_then(href)
        .or_else(|| Some(json.get("next")?.as_str()?.to_owned()))
        .filter(|link| !link.is_empty())
}

/// The query of an address or of a bare path.
fn query_of(link: &str) -> Query {
    let Ok(base) = Url::parse("http://links.invalid") else {
        return Vec::new();
    };
    base.join(link)
        .map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_query_of_a_link_is_used() {
        for link in [
            "http://internal:8774/v2.1/servers/detail?limit=100&marker=a%20b",
            "/v2/images?limit=100&marker=a%20b",
            "?limit=100&marker=a+b",
        ] {
            assert_eq!(
                query_of(link),
                [("limit", "100"), ("marker", "a b")].map(|(k, v)| (k.into(), v.into())),
                "{link}"
            );
        }
    }

    #[test]
    fn each_service_has_its_way_to_say_next() {
        let nova = json!({"servers": [], "servers_links": [
            {"rel": "previous", "href": "?p"}, {"rel": "next", "href": "?n"}]});
        assert_eq!(link(&nova).as_deref(), Some("?n"));
        let glance = json!({"images": [], "next": "/v2/images?marker=x"});
        assert_eq!(link(&glance).as_deref(), Some("/v2/images?marker=x"));
        assert_eq!(link(&json!({"images": [], "next": null})), None);
        let cinder = json!({"volume_types": [], "volume_type_links": [
            {"rel": "next", "href": "?c"}]});
        assert_eq!(link(&cinder).as_deref(), Some("?c"));
    }

    #[test]
    fn the_first_page_is_small_and_the_others_large() {
        let listing = Listing::<()> {
            service: Service::Compute,
            path: vec!["servers".into(), "detail".into()],
            query: vec![("changes-since".into(), "x".into())],
            key: "servers",
            cap: None,
            sizes: Some((100, 1000)),
            decode: |_| None,
        };
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            listing.first(),
            [pair("changes-since", "x"), pair("limit", "100")]
        );
        assert_eq!(
            listing.following("http://h/?limit=100&changes-since=x&marker=m"),
            [
                pair("changes-since", "x"),
                pair("marker", "m"),
                pair("limit", "1000")
            ]
        );
    }
}
