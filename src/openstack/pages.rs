//! Lists that come in pages. Of a link to the next page only the query is used: its host and
//! path are often the cloud's internal ones.
//!
//! The next page is asked for as soon as the link to it is found, and the rows at hand are read
//! meanwhile, on a thread of their own when they are many. No more than one page is ahead.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use serde_json::Value;
use tokio::task::{JoinError, JoinSet, spawn_blocking};
use tokio::time::Instant;

use super::answer::Answer;
use super::ask::{Ask, LONG};
use super::catalog::Service;
use super::client::Client;
use super::error::{Error, Kind};
use super::http::Microversion;
use super::json;
use super::strings::Strings;

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
    pub(crate) decode: Decode<T>,
}

/// How the rows of a reply are read.
pub(crate) enum Decode<T> {
    /// Each by itself; `None`: it has no identity, so there is nothing to show.
    Row(fn(&Value) -> Option<T>),
    /// All of them from the bytes; `None`: there is no list of them.
    Page(fn(&[u8], &Strings) -> json::Rows<T>),
}

type Query = Vec<(String, String)>;

/// More pages than any list has, at 25 rows a page or at 1000.
const MOST_PAGES: usize = 1000;
/// More rows than any list has, which a list that never ends would pile up until nothing else has
/// room: as instances, about 300 MiB.
const MOST_ROWS: usize = 200_000;
/// A page that did not come in time is asked for again with a quarter of the rows, and then with
/// fewer still; a cloud that cannot give so many is not just slow.
const FEWEST_ROWS: u32 = 50;
/// Bytes of a reply that is read at once, in less than a millisecond: a first page of instances is
/// among them, and would wait for two threads to wake up. Reading a larger one would hold up the
/// other calls.
const SHORT: usize = 256 << 10;
/// How long no more is asked for than came in time. A cloud that was slow for a while is asked for
/// whole pages again, which costs one that does not come if it is slow still.
const HEEDED: Duration = Duration::from_secs(3600);

/// A list being read. A row may come twice when the list had to be started over.
pub struct Pages<T> {
    source: Arc<Source>,
    query: Query,
    decode: Decode<T>,
    next: Option<Query>,
    /// The next page, asked for while the last one is read. Dropped, it is called off.
    ahead: JoinSet<Result<Sheet, Error>>,
    /// Rows of the first page and of the others.
    sizes: Option<(u32, u32)>,
    /// Its pages lead in a circle, or its rows are too many: told once the rows are given.
    endless: Option<Error>,
    /// The pages asked for since the list was begun, and the rows that came.
    asked: HashSet<Query>,
    rows: usize,
    date: Option<Timestamp>,
    started_over: bool,
}

/// Where the pages come from.
struct Source {
    client: Client,
    service: Service,
    path: Vec<Cow<'static, str>>,
    key: &'static str,
    cap: Option<Microversion>,
}

/// The services, by region, whose pages had to be smaller to come in time: rows, and since when.
#[derive(Debug, Default)]
pub(crate) struct SmallPages(Mutex<HashMap<(Service, String), (u32, Instant)>>);

impl SmallPages {
    /// How many of so many rows may be asked for.
    fn of(&self, client: &Client, service: Service, rows: u32) -> u32 {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let smaller = known.get(&(service, client.region().to_owned()));
        smaller
            .filter(|(_, since)| since.elapsed() < HEEDED)
            .map_or(rows, |(smaller, _)| rows.min(*smaller))
    }

    fn heed(&self, client: &Client, service: Service, rows: u32) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (service, client.region().to_owned());
        known.insert(place, (rows, Instant::now()));
    }
}

/// A page as it came.
struct Sheet {
    answer: Answer,
    /// The cloud's clock before it was asked for, as reckoned from the token's.
    asked_at: Option<Timestamp>,
    /// To the next one.
    link: Option<String>,
    /// How many rows were asked for in the end, where fewer than at first.
    limit: Option<u32>,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(client: &Client, listing: Listing<T>) -> Self {
        let source = Source {
            client: client.clone(),
            service: listing.service,
            path: listing.path,
            key: listing.key,
            cap: listing.cap,
        };
        let (small, service) = (client.small_pages(), source.service);
        let sizes = listing
            .sizes
            .map(|(first, then)| (first, small.of(client, service, then)));
        Self {
            source: Arc::new(source),
            next: Some(first(&listing.query, sizes)),
            query: listing.query,
            decode: listing.decode,
            ahead: JoinSet::new(),
            sizes,
            endless: None,
            asked: HashSet::new(),
            rows: 0,
            date: None,
            started_over: false,
        }
    }

    /// Asks for those rows only.
    pub(crate) fn only(mut self, key: &str, value: &str) -> Self {
        self.query.push((key.to_owned(), value.to_owned()));
        self.next = Some(first(&self.query, self.sizes));
        self
    }

    /// The next page; `None` after the last. Pages may be empty.
    ///
    /// # Errors
    /// Of the request. [`Kind::Decode`] when the reply is no such list, its pages lead back to one
    /// that was there before and so never end, or its rows are more than are taken of any list.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
        let Some(query) = self.next.take() else {
            return self.endless.take().map_or(Ok(None), Err);
        };
        let sheet = match self.ahead.join_next().await {
            Some(ended) => outcome(ended).await,
            None => self.source.fetch(&query).await,
        };
        self.asked.insert(query.clone());
        match sheet {
            Ok(sheet) => self.turn(sheet).await.map(Some),
            // The row a page begins after was deleted meanwhile: from the top, once.
            Err(error)
                if error.kind == Kind::BadRequest
                    && query.iter().any(|(key, _)| key == "marker")
                    && !self.started_over =>
            {
                self.started_over = true;
                self.asked.clear();
                self.rows = 0;
                let query = first(&self.query, self.sizes);
                let sheet = self.source.fetch(&query).await?;
                self.asked.insert(query);
                self.turn(sheet).await.map(Some)
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

    /// The rows of a page, while the one after it is on its way.
    async fn turn(&mut self, sheet: Sheet) -> Result<Vec<T>, Error> {
        let Sheet { answer, .. } = sheet;
        self.date = self.date.or_else(|| answer.date()).or(sheet.asked_at);
        if let (Some((_, then)), Some(limit)) = (&mut self.sizes, sheet.limit) {
            *then = limit.min(*then);
            let Source {
                client, service, ..
            } = &*self.source;
            client.small_pages().heed(client, *service, *then);
        }
        let next = sheet.link.map(|link| following(&link, self.sizes));
        match next {
            Some(next) if self.asked.contains(&next) || self.asked.len() >= MOST_PAGES => {
                let what = format!("The list of {} does not end.", self.source.key);
                self.endless = Some(answer.failed(Kind::Decode, what));
            }
            Some(next) => {
                let (source, query) = (self.source.clone(), next.clone());
                self.ahead.spawn(async move { source.fetch(&query).await });
                self.next = Some(next);
            }
            None => {}
        }
        let (answer, rows) = self.read(answer).await;
        match rows {
            Ok(rows) => Ok(self.bounded(rows, &answer)),
            Err(error) => {
                self.stop();
                Err(error)
            }
        }
    }

    /// Nothing more is asked for.
    fn stop(&mut self) {
        self.next = None;
        self.ahead.abort_all();
    }

    /// Those of the rows for which there is room. If that is not for all, the list ends with them.
    fn bounded(&mut self, mut rows: Vec<T>, answer: &Answer) -> Vec<T> {
        let room = MOST_ROWS - self.rows;
        let is_full = rows.len() > room || (rows.len() == room && self.next.is_some());
        rows.truncate(room);
        self.rows += rows.len();
        if is_full {
            self.stop();
            let (key, most) = (self.source.key, MOST_ROWS / 1000);
            let what = format!("The list of {key} is longer than {most},000 rows.");
            self.endless = Some(answer.failed(Kind::Decode, what));
        }
        rows
    }

    async fn read(&self, answer: Answer) -> (Answer, Result<Vec<T>, Error>) {
        let key = self.source.key;
        let strings = self.source.client.strings().clone();
        let decode = self.decode;
        aside(answer, move |answer| {
            let rows = match decode {
                Decode::Row(row) => json::rows(&answer.body, key, |value: Value| row(&value)),
                Decode::Page(page) => page(&answer.body, &strings),
            };
            match rows {
                Ok(Some(rows)) => Ok(rows),
                Err(error) if !error.is_data() => Err(answer.no_answer()),
                _ => Err(no_list(answer, key)),
            }
        })
        .await
    }
}

impl Source {
    /// One page. Where it does not come in time, the same again with fewer rows.
    async fn fetch(&self, query: &[(String, String)]) -> Result<Sheet, Error> {
        let mut query = Cow::Borrowed(query);
        let mut smaller = None;
        loop {
            let asked_at = self.client.clock();
            match self.ask(&query).await {
                Ok(answer) => {
                    let (answer, link) = match json::next_at_end(&answer.body) {
                        Some(link) => (answer, Ok(Some(link))),
                        None => aside(answer, |answer| json::next(&answer.body)).await,
                    };
                    return Ok(Sheet {
                        link: link.map_err(|_| answer.no_answer())?,
                        answer,
                        asked_at,
                        limit: smaller,
                    });
                }
                Err(error) if is_slow(&error) => {
                    let limit = fewer(&query).ok_or(error)?;
                    tracing::debug!(list = self.key, limit, "a page did not come in time");
                    smaller = Some(limit);
                    query = limited(query.into_owned(), Some(limit)).into();
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn ask(&self, query: &[(String, String)]) -> Result<Answer, Error> {
        let path: Vec<&str> = self.path.iter().map(AsRef::as_ref).collect();
        let ask = Ask {
            cap: self.cap,
            ..Ask::get(self.service, &path)
        };
        self.client.ask(ask.query(query).within(LONG)).await
    }
}

impl<T> Clone for Decode<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Decode<T> {}

/// Reads a reply, and gives it back with what was read: a long one on a thread of its own, so that
/// other calls go on meanwhile.
async fn aside<R: Send + 'static>(
    answer: Answer,
    read: impl FnOnce(&Answer) -> R + Send + 'static,
) -> (Answer, R) {
    let is_short = answer.body.len() < SHORT;
    let read = move || {
        let result = read(&answer);
        (answer, result)
    };
    if is_short {
        return read();
    }
    outcome(spawn_blocking(read).await).await
}

/// What a task came to. Only the end of the program calls one off whose outcome is awaited.
async fn outcome<R>(ended: Result<R, JoinError>) -> R {
    match ended.map_err(JoinError::try_into_panic) {
        Ok(outcome) => outcome,
        Err(Ok(panic)) => resume_unwind(panic),
        Err(Err(_)) => std::future::pending().await,
    }
}

fn first(query: &[(String, String)], sizes: Option<(u32, u32)>) -> Query {
    limited(query.to_vec(), sizes.map(|(first, _)| first))
}

fn following(link: &str, sizes: Option<(u32, u32)>) -> Query {
    limited(query_of(link), sizes.map(|(_, then)| then))
}

/// The query for so many rows at most; `None`: as it is.
fn limited(mut query: Query, limit: Option<u32>) -> Query {
    if let Some(limit) = limit {
        query.retain(|(key, _)| key != "limit");
        query.push(("limit".into(), limit.to_string()));
    }
    query
}

/// Whether fewer rows may come where these did not; a proxy's patience may be shorter than ours.
fn is_slow(error: &Error) -> bool {
    error.kind == Kind::Timeout || error.status == Some(504)
}

/// How many rows to ask for where this was too much. Not of a first page: that is small, or the
/// cloud answers nothing at all.
fn fewer(query: &[(String, String)]) -> Option<u32> {
    query.iter().find(|(key, _)| key == "marker")?;
    let (_, limit) = query.iter().find(|(key, _)| key == "limit")?;
    let fewer = limit.parse::<u32>().ok()? / 4;
    (fewer >= FEWEST_ROWS).then_some(fewer)
}

/// The rows of a list reply.
pub(crate) fn rows<'a>(
    answer: &Answer,
    json: &'a Value,
    key: &str,
) -> Result<&'a Vec<Value>, Error> {
    json.get(key)
        .and_then(Value::as_array)
        .ok_or_else(|| no_list(answer, key))
}

fn no_list(answer: &Answer, key: &str) -> Error {
    answer.failed(Kind::Decode, format!("The answer holds no list of {key}."))
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

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn the_first_page_is_small_and_the_others_large() {
        let sizes = Some((100, 1000));
        assert_eq!(
            first(&[pair("changes-since", "x")], sizes),
            [pair("changes-since", "x"), pair("limit", "100")]
        );
        assert_eq!(
            following("http://h/?limit=100&changes-since=x&marker=m", sizes),
            [
                pair("changes-since", "x"),
                pair("marker", "m"),
                pair("limit", "1000")
            ]
        );
        assert_eq!(following("?limit=100", None), [pair("limit", "100")]);
    }

    #[test]
    fn fewer_rows_are_asked_for_twice_at_most_and_never_of_a_first_page() {
        let page = |limit: u32| [pair("limit", &limit.to_string()), pair("marker", "m")];
        assert_eq!(fewer(&page(1000)), Some(250));
        assert_eq!(fewer(&page(250)), Some(62));
        assert_eq!(fewer(&page(62)), None);
        assert_eq!(fewer(&page(1000)[..1]), None);
        assert_eq!(fewer(&page(1000)[1..]), None);
    }
}
