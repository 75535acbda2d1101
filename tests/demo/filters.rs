//! How a launch whose answer was lost is found again, and Nova's version document.

use super::*;

async fn names(session: &Session, query: &str) -> Vec<String> {
    let (status, body) = session.get(&format!("{SERVERS}?{query}")).await;
    assert_eq!(status, 200, "{query}: {body}");
    let rows = body["servers"].as_array().unwrap().iter();
    let mut names: Vec<String> = rows
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn the_name_filter_is_a_regular_expression() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    for (query, expected) in [
        ("name=%5Eweb-0%5B12%5D%24", &["web-01", "web-02"][..]),
        ("name=%5EWEB%5C-01%24", &["web-01"]),
        ("name=db-%5Cd%2B%24", &["db-01", "db-02"]),
        ("name=%5Eeb", &[]),
        // Nova escapes the bar.
        ("name=web-01%7Cweb-02", &[]),
    ] {
        assert_eq!(names(&session, query).await, expected, "{query}");
    }
    for bad in ["%5B", "*", ""] {
        let (status, body) = session.get(&format!("{SERVERS}?name={bad}")).await;
        assert_eq!(status, 400);
        let text = body["badRequest"]["message"].as_str().unwrap();
        assert!(text.ends_with("is not a 'regex'"), "{text}");
    }
}

#[tokio::test]
async fn a_server_made_since_is_found_by_name_and_time() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let before = cloud.now();
    let query = format!("name=%5Eweb-01%24&changes-since={before}");
    assert_eq!(names(&session, &query).await, [""; 0]);
    let order = session.launch("web-01", "d2-2").await;
    cloud.advance(Duration::from_secs(1));
    assert_eq!(session.post(SERVERS, &order).await.0, 202);
    assert_eq!(names(&session, &query).await, ["web-01"]);
}

#[tokio::test]
async fn the_version_document_names_the_newest_microversion() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    cloud.set_max_microversion(72);
    let session = Session::open(&cloud, "demo").await;
    for path in ["/RegionOne/compute/v2.1", "/RegionOne/compute/v2.1/"] {
        let url = format!("{}{path}", session.base);
        let body: Value = Client::new()
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(body["version"]["version"], "2.72");
        assert_eq!(body["version"]["min_version"], "2.1");
    }
    let (_, body) = session
        .get_at("2.57", "/RegionOne/compute/v2.1/limits")
        .await;
    assert_eq!(body["limits"]["absolute"]["maxServerMeta"], 128);
}
