//! A login of our own, for asking the imitation cloud without the program.

use horizon_tui::demo;
use serde_json::json;

/// What is sent to `/auth/tokens`.
pub fn login() -> String {
    let domain = json!({"id": "default"});
    let user = json!({"name": demo::USERNAME, "domain": domain, "password": demo::PASSWORD});
    json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": {"name": demo::PROJECT, "domain": domain}},
    }})
    .to_string()
}

pub async fn token(http: &reqwest::Client, auth_url: &str) -> String {
    let reply = http
        .post(format!("{auth_url}/auth/tokens"))
        .header("content-type", "application/json")
        .body(login());
    let reply = reply.send().await.unwrap();
    reply.headers()["x-subject-token"]
        .to_str()
        .unwrap()
        .to_owned()
}
