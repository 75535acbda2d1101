//! What one call is taken for: its answer, its redirects, its pauses.

use super::*;
use reqwest::StatusCode;

fn answer(status: u16, headers: &[(&'static str, &'static str)]) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_static(value));
    }
    Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: map,
        body: Vec::new(),
        request_id: None,
        sent_id: "req-sent".into(),
        call: "GET /".into(),
    }
}

#[test]
fn microversions_compare_as_numbers() {
    let parse = |word| Microversion::parse(word).unwrap();
    assert!(parse("2.9") < parse("2.10"));
    assert_eq!(parse("v2.72").to_string(), "2.72");
    assert_eq!(Microversion::parse("2"), None);
    assert_eq!(Microversion::parse("latest"), None);
}

#[test]
fn a_get_waits_as_long_as_it_is_told_but_not_for_ever() {
    let told = answer(429, &[("retry-after", "7")]);
    assert_eq!(pause_after(&told, 1), Some(Duration::from_secs(7)));
    let long = answer(429, &[("retry-after", "3600")]);
    assert_eq!(pause_after(&long, 1), Some(LONGEST_WAIT));
    let dated = answer(
        429,
        &[
            ("retry-after", "Mon, 23 Nov 2026 10:00:05 GMT"),
            ("date", "Mon, 23 Nov 2026 10:00:00 GMT"),
        ],
    );
    assert_eq!(pause_after(&dated, 1), Some(Duration::from_secs(5)));
    assert_eq!(pause_after(&told, 4), None);
    assert_eq!(pause_after(&answer(413, &[]), 1), None);
    assert!(pause_after(&answer(503, &[]), 2).is_some());
    assert_eq!(pause_after(&answer(503, &[]), 3), None);
    let down = answer(503, &[("retry-after", "7")]);
    assert_eq!(pause_after(&down, 1), Some(Duration::from_secs(7)));
    let long = answer(503, &[("retry-after", "3600")]);
    assert_eq!(pause_after(&long, 1), None);
    assert_eq!(pause_after(&answer(404, &[]), 1), None);
}

#[test]
fn loopback_is_told_from_the_net() {
    let of = |url: &str| is_loopback(&Url::parse(url).unwrap());
    assert!(of("http://localhost:5000") && of("http://127.0.1.1") && of("http://[::1]:5000"));
    assert!(!of("http://10.0.0.1") && !of("http://localhost.example.org"));
}

#[test]
fn a_web_page_of_a_proxy_does_not_say_what_is_gone() {
    let page = |headers: &[(&'static str, &'static str)], id: Option<&str>| Answer {
        body: b"<html><h1>404 Not Found</h1></html>".to_vec(),
        request_id: id.map(str::to_owned),
        ..answer(404, headers)
    };
    let kind = |answer: Answer| answer.success().err().map(|error| error.kind);
    assert_eq!(kind(page(&[], None)), Some(Kind::Decode));
    assert_eq!(kind(page(&[], Some("req-1"))), Some(Kind::NotFound));
    assert_eq!(kind(answer(404, &[])), Some(Kind::NotFound));
}

#[test]
fn a_redirect_is_followed_only_where_the_token_may_go() {
    let same =
        |from: &str, to: &str| is_same_origin(&Url::parse(from).unwrap(), &Url::parse(to).unwrap());
    assert!(same("http://a:5000/v3", "http://a:5000/v3/"));
    assert!(same("http://a/v3", "https://a/v3"));
    assert!(same("http://a:5000/v3", "https://a:5000/v3"));
    assert!(!same("http://a:5000/v3", "https://a/v3"));
    assert!(!same("http://a/v3", "https://a:8443/v3"));
    assert!(!same("https://a/v3", "http://a/v3"));
    assert!(!same("https://a/v3", "https://b/v3"));
    assert!(!same("https://a/v3", "https://a:8443/v3"));
}
