//! What python-openstackclient 10.5 sends for a `server create`, by its source:
//! `openstackclient/compute/v2/server.py`, `osc_lib/cli/parseractions.py` and argparse.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::bash::Script;
use crate::openstack::compute::Microversion;

/// The ids and names of each kind, as the cloud has them.
pub(super) type Cloud<'a> = BTreeMap<&'a str, Vec<(String, String)>>;

#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) globals: BTreeMap<String, String>,
    pub(super) body: Value,
}

/// `default`: what the client speaks when no microversion is given.
pub(super) fn create(script: &Script, cloud: &Cloud<'_>, default: Microversion) -> Sent {
    let words: Vec<&str> = script.words.iter().map(String::as_str).collect();
    let at = words.windows(2).position(|two| two == ["server", "create"]);
    let (before, after) = words.split_at(at.unwrap());
    assert_eq!(before[0], "openstack");
    let (globals, rest) = arguments(&before[1..]);
    assert!(rest.is_empty());
    let globals: BTreeMap<_, _> = globals.into_iter().collect();
    let (options, names) = arguments(&after[2..]);
    assert_eq!(names.len(), 1, "{names:?}");
    let version = globals.get("--os-compute-api-version");
    let version = version.map_or(default, |it| Microversion::parse(it).unwrap());
    let create = Create {
        options,
        script,
        cloud,
        version,
    };
    let body = create.body(&names[0]);
    Sent { globals, body }
}

const FLAGS: [&str; 3] = ["--auto-network", "--no-network", "--use-config-drive"];
const VALUED: [&str; 23] = [
    "--os-cloud",
    "--os-region-name",
    "--os-compute-api-version",
    "--flavor",
    "--image",
    "--volume",
    "--snapshot",
    "--block-device",
    "--network",
    "--port",
    "--security-group",
    "--key-name",
    "--password",
    "--availability-zone",
    "--description",
    "--property",
    "--tag",
    "--user-data",
    "--server-group",
    "--hint",
    "--min",
    "--max",
    "--nic",
];

/// Options with their values, and positionals, as argparse tells them apart.
fn arguments(words: &[&str]) -> (Vec<(String, String)>, Vec<String>) {
    let (mut options, mut names) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == "--" {
            names.extend(words.by_ref().map(|word| (*word).to_owned()));
        } else if !word.starts_with('-') {
            names.push((*word).to_owned());
        } else if FLAGS.contains(word) {
            options.push(((*word).to_owned(), String::new()));
        } else {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value),
                None => (*word, *words.next().expect("a value")),
            };
            let joined = word.len() > name.len();
            assert!(joined || !value.starts_with('-'), "{value} is an option");
            assert!(VALUED.contains(&name), "no such option: {name}");
            options.push((name.to_owned(), value.to_owned()));
        }
    }
    (options, names)
}

struct Create<'a> {
    options: Vec<(String, String)>,
    script: &'a Script,
    cloud: &'a Cloud<'a>,
    version: Microversion,
}

impl Create<'_> {
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let options = self.options.iter();
        options.filter_map(move |(option, value)| (option == name).then_some(value.as_str()))
    }

    /// The last one wins; what is empty is as if it had not been said.
    fn one(&self, name: &str) -> Option<&str> {
        self.all(name).last().filter(|value| !value.is_empty())
    }

    fn needs(&self, version: Microversion) {
        assert!(self.version >= version, "{version} is needed");
    }

    fn find(&self, kind: &str, word: &str) -> String {
        find(self.cloud, kind, word)
    }

    fn body(&self, name: &str) -> Value {
        let count = |option| self.one(option).map_or(1, |it| it.parse::<u32>().unwrap());
        let mut server = json!({
            "name": name,
            "flavorRef": self.find("flavor", self.one("--flavor").unwrap()),
            "min_count": count("--min"),
            "max_count": count("--max"),
            "networks": self.networks(),
        });
        let (image, disks) = self.disks();
        server["imageRef"] = json!(image);
        server["block_device_mapping_v2"] = json!(disks);
        for (option, key, version) in [
            ("--description", "description", Microversion(2, 19)),
            (
                "--availability-zone",
                "availability_zone",
                Microversion(2, 1),
            ),
            ("--key-name", "key_name", Microversion(2, 1)),
            ("--password", "adminPass", Microversion(2, 1)),
        ] {
            if let Some(value) = self.one(option) {
                self.needs(version);
                server[key] = json!(value);
            }
        }
        let groups = self.all("--security-group");
        let groups: Vec<_> = groups
            .map(|it| json!({"name": self.find("group", it)}))
            .collect();
        let tags: Vec<_> = self.all("--tag").collect();
        if !tags.is_empty() {
            self.needs(Microversion(2, 52));
            server["tags"] = json!(tags);
        }
        if !groups.is_empty() {
            server["security_groups"] = json!(groups);
        }
        if self.all("--use-config-drive").count() > 0 {
            server["config_drive"] = json!(true);
        }
        let metadata: Map<_, _> = self.all("--property").map(pair).collect();
        if !metadata.is_empty() {
            server["metadata"] = json!(metadata);
        }
        if let Some(path) = self.one("--user-data") {
            let bytes = self
                .script
                .files
                .get(path)
                .unwrap_or_else(|| panic!("{path}"));
            server["user_data"] = json!(STANDARD.encode(bytes));
        }
        let mut hints: Map<_, _> = self.all("--hint").map(pair).collect();
        if let Some(group) = self.one("--server-group") {
            hints.insert("group".to_owned(), json!(self.find("server group", group)));
        }
        let mut body = json!({"server": server});
        if !hints.is_empty() {
            body["OS-SCH-HNT:scheduler_hints"] = json!(hints);
        }
        body
    }

    fn networks(&self) -> Value {
        let words = [("--auto-network", "auto"), ("--no-network", "none")];
        let mut networks = Vec::new();
        for (option, value) in &self.options {
            if let Some((_, word)) = words.iter().find(|(name, _)| name == option) {
                self.needs(Microversion(2, 37));
                return json!(word);
            }
            let (kind, key) = match option.as_str() {
                "--network" => ("network", "uuid"),
                "--port" => ("port", "port"),
                _ => continue,
            };
            assert!(!value.contains([',', '=']), "{value}");
            networks.push(json!({key: self.find(kind, value)}));
        }
        if networks.is_empty() && self.version >= Microversion(2, 37) {
            return json!("auto");
        }
        json!(networks)
    }

    /// `imageRef` and `block_device_mapping_v2`.
    fn disks(&self) -> (String, Vec<Value>) {
        if let Some(image) = self.one("--image") {
            let id = self.find("image", image);
            let disk = json!({
                "uuid": id, "boot_index": 0, "source_type": "image",
                "destination_type": "local", "delete_on_termination": true,
            });
            return (id, vec![disk]);
        }
        let mut disks = Vec::new();
        if let Some(volume) = self.one("--volume") {
            disks.push(json!({
                "uuid": self.find("volume", volume), "boot_index": 0,
                "source_type": "volume", "destination_type": "volume",
            }));
        }
        if let Some(snapshot) = self.one("--snapshot") {
            disks.push(json!({
                "uuid": self.find("snapshot", snapshot), "boot_index": 0,
                "source_type": "snapshot", "destination_type": "volume",
                "delete_on_termination": false,
            }));
        }
        disks.extend(self.all("--block-device").map(|it| self.device(it)));
        assert_eq!(disks.len(), 1, "one root disk");
        (String::new(), disks)
    }

    /// A file of JSON, or pairs; the client turns two of the values into what they mean.
    fn device(&self, value: &str) -> Value {
        let mut disk = match self.script.files.get(value) {
            Some(json) => serde_json::from_slice(json).unwrap(),
            None => value.split(',').map(pair).collect::<Map<_, _>>(),
        };
        let index = disk["boot_index"].as_str().unwrap().parse::<i32>().unwrap();
        disk["boot_index"] = json!(index);
        let deleted = disk["delete_on_termination"].as_str().unwrap() == "true";
        disk["delete_on_termination"] = json!(deleted);
        if disk.contains_key("volume_type") {
            self.needs(Microversion(2, 67));
        }
        json!(disk)
    }
}

/// By id first, then by a name that only one thing has.
pub(super) fn find(cloud: &Cloud<'_>, kind: &str, word: &str) -> String {
    let known = &cloud[kind];
    if known.iter().any(|(id, _)| id == word) {
        return word.to_owned();
    }
    let named: Vec<_> = known.iter().filter(|(_, name)| name == word).collect();
    assert_eq!(named.len(), 1, "no one {kind} {word:?}");
    named[0].0.clone()
}

fn pair(word: &str) -> (String, Value) {
    let (key, value) = word.split_once('=').expect("key=value");
    assert!(!key.is_empty());
    (key.to_owned(), json!(value))
}

/// The same request as this client's own would be, without the ways in which it says things
/// differently: measured against Nova, they mean the same.
pub(super) fn as_nova_reads(mut body: Value) -> Value {
    let hints = body
        .as_object_mut()
        .unwrap()
        .remove("OS-SCH-HNT:scheduler_hints");
    if let Some(hints) = hints {
        body["os:scheduler_hints"] = hints;
    }
    let server = body["server"].as_object_mut().unwrap();
    if server["networks"] == json!([]) {
        server.remove("networks");
    }
    let disk = &mut server["block_device_mapping_v2"][0];
    if disk["destination_type"] == "local" {
        server.remove("block_device_mapping_v2");
        return body;
    }
    if let Some(size) = disk.get("volume_size").and_then(Value::as_str) {
        disk["volume_size"] = json!(size.parse::<u64>().unwrap());
    }
    if disk.get("delete_on_termination").is_none() {
        disk["delete_on_termination"] = json!(false);
    }
    assert_eq!(server.remove("imageRef"), Some(json!("")));
    body
}
