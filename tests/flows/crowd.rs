//! Everybody else at the cloud: what they do to it all day, and how it truly stands then.

use std::collections::BTreeMap;

use horizon_tui::demo::DemoCloud;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// What a row shows.
pub(crate) type Row = (String, String, Vec<String>, Vec<String>);
/// By id.
pub(crate) type Rows = BTreeMap<String, Row>;

/// Colleagues of the demo's user, all of whose doings follow from one number.
pub(crate) struct Crowd {
    runtime: Runtime,
    client: Client,
    base: String,
    region: &'static str,
    token: Option<String>,
    dice: u64,
    launched: usize,
    /// Requests so far, logins included.
    pub(crate) requests: usize,
    pub(crate) logins: usize,
    /// What was changed so far, by Nova's and Glance's words.
    pub(crate) done: BTreeMap<&'static str, usize>,
}

/// Instances the crowd keeps alive at most.
const MOST: usize = 14;
/// Snapshots that are left lying about at most, whoever made them.
const MOST_SNAPSHOTS: usize = 6;

impl Crowd {
    pub(crate) fn at(cloud: &DemoCloud, region: &'static str, seed: u64) -> Self {
        Self {
            runtime: Runtime::new().unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
            base: cloud.auth_url().replace("/identity/v3", ""),
            region,
            token: None,
            dice: seed,
            launched: 0,
            requests: 0,
            logins: 0,
            done: BTreeMap::new(),
        }
    }

    /// A number below `sides`: Steele and Vigna's `SplitMix64`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn log_in(&mut self) -> String {
        let domain = json!({"name": "Default"});
        let login = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "demo", "domain": domain, "password": "secret",
            }}},
            "scope": {"project": {"name": "demo", "domain": domain}},
        }});
        let url = format!("{}/identity/v3/auth/tokens", self.base);
        let sent = self.client.post(url).json(&login).send();
        let reply = self.runtime.block_on(sent).unwrap();
        self.requests += 1;
        self.logins += 1;
        reply.headers()["x-subject-token"].to_str().unwrap().into()
    }

    /// The status of the answer, and what is in it.
    fn ask(&mut self, method: &Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        loop {
            let token = match &self.token {
                Some(token) => token.clone(),
                None => self.log_in(),
            };
            self.token = Some(token.clone());
            let url = format!("{}/{}{path}", self.base, self.region);
            let request = self.client.request(method.clone(), url);
            let mut request = request
                .header("x-auth-token", token)
                .header("openstack-api-version", "compute 2.90");
            if let Some(body) = body {
                request = request.json(body);
            }
            self.requests += 1;
            let (status, body) = self.runtime.block_on(async {
                let reply = request.send().await.unwrap();
                (reply.status().as_u16(), reply.text().await.unwrap())
            });
            if status != 401 {
                return (status, serde_json::from_str(&body).unwrap_or_default());
            }
            self.token = None;
        }
    }

    fn get(&mut self, path: &str) -> Value {
        let (status, answer) = self.ask(&Method::GET, path, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Does one thing, if the cloud allows it.
    pub(crate) fn act(&mut self) {
        let servers = self.get("/compute/v2.1/servers/detail");
        let servers = servers["servers"].as_array().unwrap();
        let ours: Vec<&Value> = servers
            .iter()
            .filter(|server| text(server, "name").contains("crowd-"))
            .collect();
        if ours.len() < 4 {
            return self.launch();
        }
        let server = ours[self.roll(ours.len())].clone();
        match self.roll(10) {
            0 | 1 if ours.len() < MOST => self.launch(),
            0..=2 => self.delete(&server),
            3 => self.rename(&server),
            4 => self.tag(&server),
            5 => self.turn(&server, "os-stop"),
            6 => self.turn(&server, "os-start"),
            7 => self.snapshot(&server),
            8 => self.delete_images(),
            _ => self.turn(&server, "pause"),
        }
    }

    fn did(&mut self, what: &'static str, (status, answer): (u16, Value)) {
        // Nova refuses what does not fit the state, as it does to anybody.
        if status < 300 {
            *self.done.entry(what).or_default() += 1;
        } else {
            assert!(
                [403, 404, 409].contains(&status),
                "{what}: {status} {answer}"
            );
        }
    }

    fn id_of(&mut self, path: &str, list: &str, name: &str) -> String {
        let found = self.get(path);
        let rows = found[list].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        text(row, "id").to_owned()
    }

    fn launch(&mut self) {
        let image = self.id_of("/image/v2/images?limit=100", "images", "Debian 13");
        let flavor = self.id_of("/compute/v2.1/flavors/detail", "flavors", "s1-2");
        let network = self.id_of("/network/v2.0/networks", "networks", "Ext-Net");
        self.launched += 1;
        // Now and then no host has room.
        let fails = if self.roll(6) == 0 { "fail-" } else { "" };
        let body = json!({"server": {
            "name": format!("{fails}crowd-{}", self.launched),
            "imageRef": image, "flavorRef": flavor, "networks": [{"uuid": network}],
            "min_count": 1, "max_count": 1 + self.roll(3),
        }});
        let answer = self.ask(&Method::POST, "/compute/v2.1/servers", Some(&body));
        self.did("launch", answer);
    }

    fn delete(&mut self, server: &Value) {
        let answer = self.ask(&Method::DELETE, &path(server, ""), None);
        self.did("delete", answer);
    }

    fn rename(&mut self, server: &Value) {
        self.launched += 1;
        let body = json!({"server": {"name": format!("crowd-{}", self.launched)}});
        let answer = self.ask(&Method::PUT, &path(server, ""), Some(&body));
        self.did("rename", answer);
    }

    fn tag(&mut self, server: &Value) {
        let tag = format!("/tags/t{}", self.roll(5));
        let answer = self.ask(&Method::PUT, &path(server, &tag), None);
        self.did("tag", answer);
    }

    fn turn(&mut self, server: &Value, action: &'static str) {
        let action = match text(server, "status") {
            "PAUSED" => "unpause",
            _ => action,
        };
        let answer = self.ask(
            &Method::POST,
            &path(server, "/action"),
            Some(&json!({action: null})),
        );
        self.did("turn", answer);
    }

    fn snapshot(&mut self, server: &Value) {
        self.launched += 1;
        let body = json!({"createImage": {"name": format!("crowd-snap-{}", self.launched)}});
        let answer = self.ask(&Method::POST, &path(server, "/action"), Some(&body));
        self.did("snapshot", answer);
    }

    /// Clears up: one snapshot goes, and all that are too many.
    fn delete_images(&mut self) {
        let mut ours = self.images();
        ours.retain(|image| text(image, "name").contains("-snap-"));
        let too_many = ours.len().saturating_sub(MOST_SNAPSHOTS);
        for image in ours.iter().take(too_many.max(1)) {
            let path = format!("/image/v2/images/{}", text(image, "id"));
            let answer = self.ask(&Method::DELETE, &path, None);
            self.did("delete image", answer);
        }
    }

    fn images(&mut self) -> Vec<Value> {
        let mut all = Vec::new();
        let mut page = "/v2/images?limit=100".to_owned();
        loop {
            let answer = self.get(&format!("/image{page}"));
            all.extend(answer["images"].as_array().unwrap().iter().cloned());
            match answer["next"].as_str() {
                Some(next) => next.clone_into(&mut page),
                None => return all,
            }
        }
    }

    /// The instances as they are.
    pub(crate) fn true_servers(&mut self) -> Rows {
        let servers = self.get("/compute/v2.1/servers/detail");
        let rows = servers["servers"].as_array().unwrap().iter();
        rows.map(|server| {
            let networks = server["addresses"].as_object().into_iter().flatten();
            let addresses = networks.flat_map(|(_, addresses)| addresses.as_array().unwrap());
            let addresses = addresses.map(|address| text(address, "addr").to_owned());
            // A server of a cell that is down has but its id.
            let tags = server["tags"].as_array().into_iter().flatten();
            let tags = tags.map(|tag| tag.as_str().unwrap().to_owned());
            let row = (
                text(server, "name").to_owned(),
                text(server, "status").to_owned(),
                sorted(tags),
                sorted(addresses),
            );
            (text(server, "id").to_owned(), row)
        })
        .collect()
    }

    /// The images as they are: name, status and visibility.
    pub(crate) fn true_images(&mut self) -> Rows {
        let images = self.images().into_iter();
        images
            .map(|image| {
                let row = (
                    text(&image, "name").to_owned(),
                    text(&image, "status").to_owned(),
                    vec![text(&image, "visibility").to_owned()],
                    Vec::new(),
                );
                (text(&image, "id").to_owned(), row)
            })
            .collect()
    }
}

fn path(server: &Value, rest: &str) -> String {
    format!("/compute/v2.1/servers/{}{rest}", text(server, "id"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(crate) fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}
