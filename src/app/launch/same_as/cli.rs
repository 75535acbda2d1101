//! The launch as `openstack server create`, for bash.
//! <https://docs.openstack.org/python-openstackclient/latest/cli/command-objects/server.html#server-create>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::{
    DESCRIPTION, NETWORK_WORDS, Setting, TAGS, UserDataFrom, VOLUME_TYPE, bash, disk_config_note,
};
use crate::openstack::compute::{
    BootFrom, Microversion, Networking, NewServer, NewVolume, Nic, UserData,
};

pub(super) fn command(new: &NewServer, setting: &Setting<'_>) -> String {
    let mut command = Command::default();
    command.say_cloud(new, setting);
    command.option("--flavor", setting.names.flavors.say(new.flavor.as_str()));
    command.say_boot(&new.boot, setting);
    command.say_networking(new, setting);
    command.say_access(new);
    command.say_details(new, setting);
    command.say_user_data(new.user_data.as_ref(), setting.user_data);
    command.say_hints(new, setting);
    if new.count > 1 {
        command.options.push(format!("--min {}", new.count));
        command.options.push(format!("--max {}", new.count));
    }
    command.finish(new)
}

#[derive(Debug, Default)]
struct Command {
    notes: Vec<String>,
    /// What stands before `server create`.
    globals: Vec<String>,
    options: Vec<String>,
}

impl Command {
    fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// With `=` where the value would be taken for an option.
    fn worded(name: &str, value: &str) -> String {
        let joint = if value.starts_with('-') { '=' } else { ' ' };
        format!("{name}{joint}{}", bash::word(value))
    }

    fn option(&mut self, name: &str, value: &str) {
        if value.contains('\0') {
            self.note(format!("Left out: a {name} with a NUL."));
        } else {
            self.options.push(Self::worded(name, value));
        }
    }

    /// An option that the client forgets when its value is empty.
    fn text(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some("") => self.note(format!(
                "Left out: an empty {name}, which the command drops."
            )),
            Some(value) => self.option(name, value),
            None => {}
        }
    }

    /// The client splits at the first `=`, and wants a key.
    fn pair(&mut self, name: &str, key: &str, value: &str) {
        if key.is_empty() || key.contains('=') {
            let key = key.escape_debug();
            self.note(format!("Left out: {name} cannot have the key \"{key}\"."));
        } else {
            self.option(name, &format!("{key}={value}"));
        }
    }

    fn say_cloud(&mut self, new: &NewServer, setting: &Setting<'_>) {
        let version = version_needed(new, setting.version).map(|it| it.to_string());
        for (name, value) in [
            ("--os-cloud", setting.cloud),
            ("--os-region-name", setting.region),
            ("--os-compute-api-version", version.as_deref()),
        ] {
            if let Some(value) = value {
                self.globals.push(Self::worded(name, value));
            }
        }
    }

    fn say_boot(&mut self, boot: &BootFrom, setting: &Setting<'_>) {
        let names = &setting.names;
        match boot {
            BootFrom::Image(image) => self.option("--image", names.images.say(image.as_str())),
            BootFrom::ImageOnVolume { image, volume } => {
                self.say_new_volume(image.as_str(), volume, setting.version);
            }
            BootFrom::Volume {
                volume,
                delete_on_termination,
            } => self.say_volume(
                ("--volume", names.volumes.say(volume.as_str())),
                ("volume", volume.as_str(), *delete_on_termination),
            ),
            BootFrom::VolumeSnapshot {
                snapshot,
                delete_on_termination,
            } => self.say_volume(
                ("--snapshot", names.volume_snapshots.say(snapshot.as_str())),
                ("snapshot", snapshot.as_str(), *delete_on_termination),
            ),
        }
    }

    /// `--volume` and `--snapshot` always keep the volume.
    fn say_volume(&mut self, keeping: (&str, &str), (source, id, deleted): (&str, &str, bool)) {
        if deleted {
            self.say_device(&root_disk(source, id, deleted));
        } else {
            self.option(keeping.0, keeping.1);
        }
    }

    /// Not `--boot-from-volume`: it knows no volume type nor, in older clients, deletion.
    fn say_new_volume(&mut self, image: &str, volume: &NewVolume, version: Microversion) {
        let mut disk = root_disk("image", image, volume.delete_on_termination);
        disk.push(("volume_size", volume.size_gib.to_string()));
        if let Some(kind) = volume.kind.as_ref()
            && version >= VOLUME_TYPE
        {
            disk.push(("volume_type", kind.clone()));
        }
        self.say_device(&disk);
    }

    /// The short form knows no escape for a comma; a file of JSON does, and may be a pipe.
    fn say_device(&mut self, disk: &[(&str, String)]) {
        if disk.iter().all(|(_, value)| !value.contains([',', '\0'])) {
            let disk: Vec<_> = disk.iter().map(|(k, v)| format!("{k}={v}")).collect();
            self.option("--block-device", &disk.join(","));
        } else {
            let disk: Map<_, _> = disk
                .iter()
                .map(|(key, value)| ((*key).to_owned(), json!(value)))
                .collect();
            let json = bash::word(&json!(disk).to_string());
            self.options
                .push(format!("--block-device <(printf %s {json})"));
        }
    }

    fn say_networking(&mut self, new: &NewServer, setting: &Setting<'_>) {
        let names = &setting.names;
        match &new.networking {
            Networking::Nics(nics) => {
                for nic in nics {
                    match nic {
                        Nic::Network(id) => {
                            self.option("--network", names.networks.say(id.as_str()));
                        }
                        Nic::Port(id) => self.option("--port", names.ports.say(id.as_str())),
                    }
                }
            }
            Networking::Auto if setting.version >= NETWORK_WORDS => {
                self.options.push("--auto-network".to_owned());
            }
            Networking::None if setting.version >= NETWORK_WORDS => {
                self.options.push("--no-network".to_owned());
            }
            Networking::Auto | Networking::None => {}
        }
        for id in &new.security_groups {
            let group = names.security_groups.say(id.as_str());
            self.option("--security-group", group);
        }
    }

    fn say_access(&mut self, new: &NewServer) {
        self.text("--key-name", new.key_name.as_deref());
        if new.admin_password.is_some() {
            self.options.push("--password=\"$ADMIN_PASS\"".to_owned());
        }
    }

    fn say_details(&mut self, new: &NewServer, setting: &Setting<'_>) {
        self.text("--availability-zone", new.availability_zone.as_deref());
        if setting.version >= DESCRIPTION {
            self.text("--description", new.description.as_deref());
        }
        if new.config_drive {
            self.options.push("--use-config-drive".to_owned());
        }
        for (key, value) in &new.metadata {
            self.pair("--property", key, value);
        }
        if setting.version >= TAGS {
            for tag in &new.tags {
                self.option("--tag", tag);
            }
        }
    }

    /// The client reads a file of any kind: bash makes one of a text that was typed.
    fn say_user_data(&mut self, data: Option<&UserData>, from: UserDataFrom<'_>) {
        let Some(data) = data else { return };
        let text = std::str::from_utf8(data.bytes()).ok();
        let source = match (from, text.filter(|text| !text.contains('\0'))) {
            (_, Some("")) => return self.text("--user-data", Some("")),
            (UserDataFrom::File(path), _) if path.starts_with('-') => {
                bash::word(&format!("./{path}"))
            }
            (UserDataFrom::File(path), _) => bash::path(path),
            (UserDataFrom::Text, Some(text)) => format!("<(printf %s {})", bash::word(text)),
            (UserDataFrom::Text, None) => {
                let data = STANDARD.encode(data.bytes());
                format!("<(printf %s {data} | base64 -d)")
            }
        };
        self.options.push(format!("--user-data {source}"));
    }

    /// A hint `group` among the others is what the request has; `--server-group` would win here.
    fn say_hints(&mut self, new: &NewServer, setting: &Setting<'_>) {
        if let Some(group) = &new.server_group
            && !new.hints.contains_key("group")
        {
            let id = group.as_str();
            match setting.names.server_groups.name_of(id) {
                Some(name) => self.option("--server-group", name),
                None => self.pair("--hint", "group", id),
            }
        }
        for (key, value) in &new.hints {
            self.pair("--hint", key, value);
        }
    }

    /// The password is asked for in the same line as the command: where a paste is read line by
    /// line, the next one would be the answer otherwise.
    fn finish(self, new: &NewServer) -> String {
        let mut lines: Vec<_> = self
            .notes
            .iter()
            .map(|note| format!("# {note}\n"))
            .collect();
        if new.admin_password.is_some() {
            lines.push("read -rsp 'Admin password: ' ADMIN_PASS && \\\n".to_owned());
        }
        let globals = self.globals.iter().map(|global| format!(" {global}"));
        let globals: String = globals.collect();
        lines.push(format!("openstack{globals} server create \\\n"));
        let options = self.options.iter();
        lines.extend(options.map(|option| format!("  {option} \\\n")));
        let name = new.name.trim();
        let dashes = if name.starts_with('-') { "-- " } else { "" };
        lines.push(format!(
            "  {dashes}{}\n",
            bash::word(&name.replace('\0', ""))
        ));
        // Of every launch, so it does not stand in the way of what is to be read first.
        lines.push(format!("# {}\n", disk_config_note(new, "The command")));
        lines.concat()
    }
}

fn root_disk<'a>(source: &str, id: &str, deleted: bool) -> Vec<(&'a str, String)> {
    vec![
        ("uuid", id.to_owned()),
        ("source_type", source.to_owned()),
        ("destination_type", "volume".to_owned()),
        ("boot_index", "0".to_owned()),
        ("delete_on_termination", deleted.to_string()),
    ]
}

/// The microversion the command has to name. Older clients speak 2.1 unless told and refuse one
/// newer than themselves, newer ones take the newest they and Nova know: so it is the oldest that
/// will do.
fn version_needed(new: &NewServer, version: Microversion) -> Option<Microversion> {
    let kind = match &new.boot {
        BootFrom::ImageOnVolume { volume, .. } => volume.kind.as_ref(),
        _ => None,
    };
    let words = !matches!(new.networking, Networking::Nics(_));
    let wanted = [
        new.description.as_ref().map(|_| DESCRIPTION),
        (!new.tags.is_empty()).then_some(TAGS),
        kind.map(|_| VOLUME_TYPE),
        words.then_some(NETWORK_WORDS),
    ];
    let known = wanted.into_iter().flatten().filter(|it| *it <= version);
    // Without a word for it, silence has to be understood as that Nova does.
    let silent = (words && version < NETWORK_WORDS).then_some(version);
    known.chain(silent).max()
}
