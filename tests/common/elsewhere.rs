//! Somebody else at the imitation cloud: a client of its own, to do what the program then finds.

use horizon_tui::demo::DemoCloud;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub struct Elsewhere {
    runtime: Runtime,
    client: Client,
    token: String,
    base: String,
}

impl Elsewhere {
    /// Signed in as the user of the demo.
    pub fn at(cloud: &DemoCloud) -> Self {
        let runtime = Runtime::new().unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/auth/tokens", cloud.auth_url());
        let domain = json!({"name": "Default"});
        let login = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "demo", "domain": domain, "password": "secret",
            }}},
            "scope": {"project": {"name": "demo", "domain": domain}},
        }});
        let reply = runtime.block_on(client.post(url).json(&login).send());
        let reply = reply.unwrap();
        let token = reply.headers()["x-subject-token"].to_str().unwrap();
        Self {
            token: token.to_owned(),
            base: cloud.auth_url().replace("/identity/v3", ""),
            client,
            runtime,
        }
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let request = self
            .client
            .request(method, format!("{}/RegionOne{path}", self.base))
            .header("x-auth-token", &self.token)
            .header("openstack-api-version", "compute 2.90");
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.runtime.block_on(async {
            let reply = request.send().await.unwrap();
            let status = reply.status();
            let text = reply.text().await.unwrap();
            assert!(status.is_success(), "{path}: {status} {text}");
            serde_json::from_str(&text).unwrap_or_default()
        })
    }

    fn id(&self, path: &str, list: &str, name: &str) -> String {
        let found = self.send(Method::GET, path, None);
        let rows = found[list].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name);
        let row = row.unwrap_or_else(|| panic!("no {name} in {path}"));
        row["id"].as_str().unwrap().to_owned()
    }

    pub fn server(&self, name: &str) -> String {
        self.id("/compute/v2.1/servers", "servers", name)
    }

    pub fn delete_server(&self, name: &str) {
        let path = format!("/compute/v2.1/servers/{}", self.server(name));
        self.send(Method::DELETE, &path, None);
    }

    /// An action of Nova's, `{"pause": null}`.
    pub fn act(&self, name: &str, action: &Value) {
        let path = format!("/compute/v2.1/servers/{}/action", self.server(name));
        self.send(Method::POST, &path, Some(action));
    }

    pub fn launch(&self, name: &str) {
        let image = self.id("/image/v2/images?limit=100", "images", "Debian 13");
        let flavor = self.id("/compute/v2.1/flavors/detail", "flavors", "m1.small");
        let body = json!({"server": {
            "name": name, "imageRef": image, "flavorRef": flavor, "networks": "none",
        }});
        self.send(Method::POST, "/compute/v2.1/servers", Some(&body));
    }
}
