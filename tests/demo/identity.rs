//! Logins and tokens of the demo cloud.

use super::*;

#[tokio::test]
async fn a_wrong_password_is_refused_in_keystones_words() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let reply = Client::new()
        .post(format!("{}/auth/tokens", cloud.auth_url()))
        .json(&login("wrong", "demo"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    let body: Value = reply.json().await.unwrap();
    assert_eq!(
        body["error"]["message"],
        "The request you have made requires authentication."
    );
}

#[tokio::test]
async fn expired_tokens_are_refused_and_a_new_login_works() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    cloud.expire_tokens();
    assert_eq!(session.get(SERVERS).await.0, 401);
    let session = Session::open(&cloud, "demo").await;
    assert_eq!(session.get(SERVERS).await.0, 200);
    cloud.advance(Duration::from_secs(3601));
    assert_eq!(session.get(SERVERS).await.0, 401);
}

#[tokio::test]
async fn a_login_by_a_token_that_has_ended_is_refused_as_keystone_does() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let said = async |token: &str| {
        let identity = json!({"methods": ["token"], "token": {"id": token}});
        let reply = Client::new()
            .post(format!("{}/auth/tokens", cloud.auth_url()))
            .json(&json!({"auth": {"identity": identity}}))
            .send()
            .await
            .unwrap();
        let status = reply.status().as_u16();
        let body: Value = reply.json().await.unwrap();
        (status, body["error"]["message"].clone())
    };
    assert_eq!(said(&session.token).await.0, 201);
    cloud.expire_tokens();
    let ended = said(&session.token).await;
    assert_eq!(ended, (404, json!("Failed to validate token")));
    let none = said("rubbish").await;
    assert_eq!(none, (404, json!("Could not recognize Fernet token")));
}

#[tokio::test]
async fn an_application_credential_stays_in_its_project() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let url = format!("{}/auth/tokens", cloud.auth_url());
    let client = Client::new();
    let mut auth = json!({"auth": {"identity": {
        "methods": ["application_credential"],
        "application_credential": {"id": "demo-appcred", "secret": "secret"},
    }}});
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::CREATED);
    let token = reply.headers()["x-subject-token"]
        .to_str()
        .unwrap()
        .to_owned();
    let body: Value = reply.json().await.unwrap();
    assert_eq!(body["token"]["project"]["name"], "demo");

    let scope = json!({"project": {"name": "demo2", "domain": {"id": "default"}}});
    auth["auth"]["scope"] = scope.clone();
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    let auth = json!({"auth": {
        "identity": {"methods": ["token"], "token": {"id": token}},
        "scope": scope,
    }});
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_rescoped_token_keeps_its_expiry_and_a_disabled_project_is_refused() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let url = format!("{}/auth/tokens", cloud.auth_url());
    let expiry = |body: &Value| body["token"]["expires_at"].as_str().unwrap().to_owned();
    let reply = session.client.get(&url);
    let reply = reply
        .header("x-auth-token", &session.token)
        .header("x-subject-token", &session.token);
    let first: Value = reply.send().await.unwrap().json().await.unwrap();
    cloud.advance(Duration::from_secs(600));
    for (project, status) in [("demo2", 201), ("retired", 401)] {
        let auth = json!({"auth": {
            "identity": {"methods": ["token"], "token": {"id": session.token}},
            "scope": {"project": {"name": project, "domain": {"name": "Default"}}},
        }});
        let reply = session.client.post(&url).json(&auth).send().await.unwrap();
        assert_eq!(reply.status().as_u16(), status);
        let body: Value = reply.json().await.unwrap();
        if status == 201 {
            assert_eq!(expiry(&body), expiry(&first));
        }
    }
}

#[tokio::test]
async fn a_service_can_be_missing_from_one_region() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    cloud.hide_service("RegionTwo", "network");
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session.get("/identity/v3/auth/catalog").await;
    let services = body["catalog"].as_array().unwrap();
    let network = services.iter().find(|service| service["type"] == "network");
    let endpoints = network.unwrap()["endpoints"].as_array().unwrap();
    assert!(
        endpoints
            .iter()
            .all(|endpoint| endpoint["region"] == "RegionOne")
    );
}

#[tokio::test]
async fn links_lead_to_the_address_the_cloud_was_asked_at() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let path = format!("{SERVERS}?limit=1");
    let request = session.request(Method::GET, &path);
    let reply = request.header("host", "front.example:8080").send().await;
    let body: Value = reply.unwrap().json().await.unwrap();
    let next = body["servers_links"][0]["href"].as_str().unwrap();
    let front = format!("http://front.example:8080{SERVERS}?limit=1&marker=");
    assert!(next.starts_with(&front), "{next}");
}
