//! What a test needs of a real cloud and the client does not do: a free port, the look of a server
//! as Nova has it, and the end of volumes that outlive their server.

use horizon_tui::openstack::Client;
use horizon_tui::openstack::config::{CloudConfig, Credential, Domain, ProjectScope, User};
use horizon_tui::openstack::id::{NetworkId, PortId, ServerId, VolumeId};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) struct Raw {
    http: reqwest::Client,
    token: String,
    catalog: Value,
    region: String,
    project: String,
}

impl Raw {
    pub(crate) async fn open(config: &CloudConfig, client: &Client) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/auth/tokens", config.auth_url.trim_end_matches('/'));
        let login = http.post(url).json(&login(config)).send().await.unwrap();
        let token = login.headers()["x-subject-token"].to_str().unwrap();
        let token = token.to_owned();
        let document: Value = login.json().await.unwrap();
        Self {
            http,
            token,
            catalog: document["token"]["catalog"].clone(),
            region: client.region().to_owned(),
            project: client.project().0.to_string(),
        }
    }

    fn endpoint(&self, services: &[&str]) -> String {
        let listed = self.catalog.as_array().unwrap();
        let endpoints = listed
            .iter()
            .filter(|service| services.iter().any(|kind| service["type"] == *kind))
            .flat_map(|service| service["endpoints"].as_array().unwrap());
        let here = |endpoint: &&Value| {
            endpoint["interface"] == "public" && endpoint["region_id"] == self.region.as_str()
        };
        let found = endpoints.filter(here).find_map(|it| it["url"].as_str());
        found.unwrap().trim_end_matches('/').to_owned()
    }

    async fn send(&self, method: Method, url: String, body: Option<Value>) -> (u16, Value) {
        let request = self.http.request(method, url);
        // Nova's own header: Cinder refuses that of another service.
        let request = request
            .header("x-auth-token", &self.token)
            .header("x-openstack-nova-api-version", "2.90");
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let reply = request.send().await.unwrap();
        let status = reply.status().as_u16();
        (status, reply.json().await.unwrap_or_default())
    }

    /// The server as `GET /servers/{id}` of 2.90 has it.
    pub(crate) async fn server(&self, id: &ServerId) -> Value {
        let url = format!("{}/servers/{id}", self.endpoint(&["compute"]));
        let (status, body) = self.send(Method::GET, url, None).await;
        assert_eq!(status, 200, "{body}");
        body["server"].clone()
    }

    fn ports(&self) -> String {
        let base = self.endpoint(&["network"]);
        format!("{}/v2.0/ports", base.trim_end_matches("/v2.0"))
    }

    pub(crate) async fn make_port(&self, network: &NetworkId, name: &str) -> PortId {
        let port = json!({"port": {"network_id": network.as_str(), "name": name}});
        let (status, body) = self.send(Method::POST, self.ports(), Some(port)).await;
        assert_eq!(status, 201, "{body}");
        body["port"]["id"].as_str().unwrap().into()
    }

    pub(crate) async fn delete_port(&self, id: &PortId) {
        let url = format!("{}/{id}", self.ports());
        let (status, body) = self.send(Method::DELETE, url, None).await;
        assert_eq!(status, 204, "{body}");
    }

    fn block_storage(&self) -> String {
        let base = self.endpoint(&["block-storage", "volumev3"]);
        let (stem, _) = base.split_once("/v3").unwrap();
        format!("{stem}/v3/{}", self.project)
    }

    /// A volume of 1 GiB.
    pub(crate) async fn make_volume(&self, name: &str) -> VolumeId {
        let url = format!("{}/volumes", self.block_storage());
        let volume = json!({"volume": {"size": 1, "name": name}});
        let (status, body) = self.send(Method::POST, url, Some(volume)).await;
        assert_eq!(status, 202, "{body}");
        body["volume"]["id"].as_str().unwrap().into()
    }

    /// Whether the volume or snapshot is gone; while it is not, its end is asked for.
    pub(crate) async fn is_gone(&self, kind: &str, id: &str) -> bool {
        let url = format!("{}/{kind}/{id}", self.block_storage());
        // 400 or 409 while it is in use or being deleted.
        let (status, _) = self.send(Method::DELETE, url, None).await;
        status == 404
    }
}

fn login(config: &CloudConfig) -> Value {
    let domain = |domain: &Domain| match domain {
        Domain::Id(id) => json!({"id": id}),
        Domain::Name(name) => json!({"name": name}),
    };
    let Credential::Password { user, password } = &config.credential else {
        panic!("these tests log in with a password");
    };
    let mut user = match user {
        User::Id(id) => json!({"id": id}),
        User::Name { name, domain: of } => json!({"name": name, "domain": domain(of)}),
    };
    user["password"] = json!(secrecy::ExposeSecret::expose_secret(password));
    let project = match config.project.as_ref().unwrap() {
        ProjectScope::Id(id) => json!({"id": id.as_str()}),
        ProjectScope::Name { name, domain: of } => json!({"name": name, "domain": domain(of)}),
    };
    json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": project},
    }})
}
