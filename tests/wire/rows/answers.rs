//! What answers the proxy gives in place of the cloud's.

use serde_json::{Value, json};

use crate::common::proxy::fault::Fault;
use crate::common::proxy::message::Answer;

/// A refusal as Nova words it.
pub(crate) fn nova(status: u16, kind: &str, words: &str) -> Fault {
    let body = json!({kind: {"code": status, "message": words}});
    Fault::Instead(Answer::new(status, &body.to_string()))
}

pub(super) fn keystone(status: u16, words: &str) -> Fault {
    let body = json!({"error": {"code": status, "message": words, "title": "Refused"}});
    Fault::status(status, &body.to_string())
}

/// As keystonemiddleware says it, to everyone and for ever.
pub(crate) fn unauthorized() -> Fault {
    keystone(401, "The request you have made requires authentication.")
}

pub(super) fn after(status: u16, when: &str) -> Fault {
    let body = json!({"overLimit": {"code": status, "message": "Slow down."}});
    Fault::Instead(Answer::new(status, &body.to_string()).with("retry-after", when))
}

/// Five seconds after what the cloud calls now.
pub(super) fn after_date(status: u16) -> Fault {
    let body = json!({"overLimit": {"code": status, "message": "Slow down."}});
    let answer = Answer::new(status, &body.to_string());
    let answer = answer.with("date", "Mon, 23 Nov 2026 10:00:00 GMT");
    Fault::Instead(answer.with("retry-after", "Mon, 23 Nov 2026 10:00:05 GMT"))
}

pub(super) fn page(status: u16, words: &str) -> Fault {
    let html = format!(
        "<html><head><title>{words}</title></head><body><center><h1>{words}</h1></center>\
         <hr>nginx</body></html>"
    );
    Fault::Instead(Answer::new(status, &html).with("content-type", "text/html"))
}

pub(super) fn portal() -> Fault {
    page(200, "Welcome to the hotel")
}

pub(super) fn versions() -> Fault {
    let body = json!({"choices": [{"id": "v2.1", "status": "CURRENT", "links": []}]});
    Fault::status(300, &body.to_string())
}

pub(super) fn redirect(status: u16, to: &'static str) -> Fault {
    Fault::Instead(Answer::new(status, "").with("location", to))
}

/// Leads to where it was asked.
pub(super) fn circle() -> Fault {
    Fault::changed(|answer, heard| {
        *answer = Answer::new(307, "").with("location", &heard.path);
    })
}

pub(super) fn changed(change: fn(&mut Answer)) -> Fault {
    Fault::changed(move |answer, _| change(answer))
}

pub(super) fn cut_json() -> Fault {
    changed(|answer| answer.body.truncate(answer.body.len() / 2))
}

pub(super) fn wrong_gzip() -> Fault {
    changed(|answer| answer.set("content-encoding", "gzip"))
}

pub(super) fn huge() -> Fault {
    changed(|answer| answer.body.resize(65 << 20, b' '))
}

pub(super) fn only_region_two(token: &mut Value) {
    for service in token["token"]["catalog"].as_array_mut().unwrap() {
        let endpoints = service["endpoints"].as_array_mut().unwrap();
        endpoints.retain(|endpoint| endpoint["region_id"] == "RegionTwo");
    }
}

/// The page leads to itself.
pub(super) fn repeats() -> Fault {
    Fault::changed(|answer, heard| {
        let mut json: Value = serde_json::from_slice(&answer.body).unwrap();
        json["servers_links"] = json!([{"rel": "next", "href": heard.path}]);
        answer.body = json.to_string().into_bytes();
    })
}
