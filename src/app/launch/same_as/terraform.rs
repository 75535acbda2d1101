//! The launch as a resource of the `OpenStack` provider.
//! <https://registry.terraform.io/providers/terraform-provider-openstack/openstack/latest/docs/resources/compute_instance_v2>

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hcl::{Body, heredoc, is_kept, quote};
use super::{
    DESCRIPTION, NETWORK_WORDS, Setting, TAGS, UserDataFrom, VOLUME_TYPE, disk_config_note, plain,
};
use crate::openstack::compute::{BootFrom, Networking, NewServer, Nic, UserData};
use crate::openstack::id::SecurityGroupId;

const PASSWORD: &str = "\nvariable \"admin_pass\" {\n  type      = string\n  sensitive = true\n}\n";

pub(super) fn resource(new: &NewServer, setting: &Setting<'_>) -> String {
    let mut body = Body::default();
    say_what(&mut body, new, setting);
    say_access(&mut body, new, setting);
    say_details(&mut body, new, setting);
    if let Some(data) = &new.user_data {
        body.attribute("user_data", user_data(data, setting.user_data));
    }
    say_volume(&mut body, &new.boot, setting);
    say_networking(&mut body, &new.networking, setting);
    say_hints(&mut body, new);
    let body = body.indented("  ");
    let mut top = Body::default();
    for note in notes(new, setting, &body) {
        top.comment(&note);
    }
    let variable = new.admin_password.as_ref().map_or("", |_| PASSWORD);
    let label = label(&new.name);
    format!(
        "{}{variable}\nresource \"openstack_compute_instance_v2\" \"{label}\" {{\n{body}}}\n",
        top.indented("")
    )
}

/// A name in Terraform: it begins with a letter.
fn label(name: &str) -> String {
    let label = plain(name.trim(), "_");
    match label.chars().next() {
        None => "server".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => label,
        Some(_) => format!("server_{label}"),
    }
}

fn notes(new: &NewServer, setting: &Setting<'_>, body: &str) -> Vec<String> {
    let mut notes = vec![disk_config_note(new, "The resource")];
    if let Some(cloud) = setting.cloud {
        let cloud = quote(cloud);
        notes.push(format!("For: provider \"openstack\" {{ cloud = {cloud} }}"));
    }
    if let Some(description) = &new.description
        && setting.version >= DESCRIPTION
    {
        let description = quote(description);
        notes.push(format!(
            "It has none for the description either: {description}"
        ));
    }
    if new.count > 1 {
        let count = new.count;
        notes.push(format!(
            "Terraform makes {count} requests of one server each: a quota may cut them short."
        ));
    }
    let silent = setting.version < NETWORK_WORDS && !matches!(new.networking, Networking::Nics(_));
    if silent {
        notes.push("No network is named: Nova decides by itself.".to_owned());
    }
    let mut groups = new.security_groups.iter();
    if groups.any(|id| group_name(id.as_str(), setting).is_none()) {
        notes.push(
            "A security group is named by id: each plan will want to set it anew.".to_owned(),
        );
    }
    if !is_kept(body) {
        notes.push("Terraform brings text into Unicode's normal form C.".to_owned());
    }
    notes
}

fn say_what(body: &mut Body, new: &NewServer, setting: &Setting<'_>) {
    let name = new.name.trim();
    if new.count > 1 {
        body.attribute("count", new.count.to_string());
        // Nova numbers them so by itself.
        let stem = quote(&format!("{name}-"));
        let stem = stem.strip_suffix('"').unwrap_or(&stem);
        body.attribute("name", format!("{stem}${{count.index + 1}}\""));
    } else {
        body.attribute("name", quote(name));
    }
    if let Some(region) = setting.region {
        body.attribute("region", quote(region));
    }
    if let BootFrom::Image(image) = &new.boot {
        let name = setting.names.images.name_of(image.as_str());
        say_id(body, "image_id", image.as_str(), name);
    }
    let flavor = new.flavor.as_str();
    say_id(
        body,
        "flavor_id",
        flavor,
        setting.names.flavors.name_of(flavor),
    );
}

/// An id, and in a comment above what it is called.
fn say_id(body: &mut Body, attribute: &str, id: &str, name: Option<&str>) {
    if let Some(name) = name {
        body.comment(name);
    }
    body.attribute(attribute, quote(id));
}

/// The provider reads names back, and would set ids anew each time.
fn group_name<'a>(id: &str, setting: &Setting<'a>) -> Option<&'a str> {
    let name = setting.names.security_groups.name_of(id);
    name.filter(|name| is_kept(name))
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<_> = items.map(quote).collect();
    format!("[{}]", items.join(", "))
}

fn map(pairs: &BTreeMap<String, String>, indent: &str) -> String {
    let mut body = Body::default();
    for (key, value) in pairs {
        body.attribute(&quote(key), quote(value));
    }
    body.object(indent)
}

fn say_access(body: &mut Body, new: &NewServer, setting: &Setting<'_>) {
    if let Some(key) = &new.key_name {
        body.attribute("key_pair", quote(key));
    }
    if !new.security_groups.is_empty() {
        let groups = new.security_groups.iter().map(SecurityGroupId::as_str);
        let groups = groups.map(|id| group_name(id, setting).unwrap_or(id));
        body.attribute("security_groups", list(groups));
    }
    if new.admin_password.is_some() {
        body.attribute("admin_pass", "var.admin_pass".to_owned());
    }
}

fn say_details(body: &mut Body, new: &NewServer, setting: &Setting<'_>) {
    if let Some(zone) = &new.availability_zone {
        body.attribute("availability_zone", quote(zone));
    }
    if new.config_drive {
        body.attribute("config_drive", "true".to_owned());
    }
    let words = match new.networking {
        Networking::Auto => Some("auto"),
        Networking::None => Some("none"),
        Networking::Nics(_) => None,
    };
    if let Some(word) = words.filter(|_| setting.version >= NETWORK_WORDS) {
        body.attribute("network_mode", quote(word));
    }
    if !new.tags.is_empty() && setting.version >= TAGS {
        body.attribute("tags", list(new.tags.iter().map(String::as_str)));
    }
    if !new.metadata.is_empty() {
        body.attribute("metadata", map(&new.metadata, "  "));
    }
}

/// The provider encodes what is not base64 yet. It is encoded here, lest a text that happens to be
/// base64 is taken for encoded; and bytes that are no text can be said no other way.
fn user_data(data: &UserData, from: UserDataFrom<'_>) -> String {
    if let UserDataFrom::File(path) = from {
        let file = quote(path);
        return if path.starts_with("~/") {
            format!("filebase64(pathexpand({file}))")
        } else {
            format!("filebase64({file})")
        };
    }
    let text = std::str::from_utf8(data.bytes()).ok();
    match text.filter(|text| is_kept(text)) {
        Some(text) => match heredoc(text) {
            Some(lines) => format!("base64encode({lines})"),
            None => format!("base64encode({})", quote(text)),
        },
        None => quote(&STANDARD.encode(data.bytes())),
    }
}

fn say_volume(body: &mut Body, boot: &BootFrom, setting: &Setting<'_>) {
    let names = &setting.names;
    let (source, id, name, deleted, volume) = match boot {
        BootFrom::Image(_) => return,
        BootFrom::ImageOnVolume { image, volume } => {
            let name = names.images.name_of(image.as_str());
            let deleted = volume.delete_on_termination;
            ("image", image.as_str(), name, deleted, Some(volume))
        }
        BootFrom::Volume {
            volume: id,
            delete_on_termination: deleted,
        } => {
            let name = names.volumes.name_of(id.as_str());
            ("volume", id.as_str(), name, *deleted, None)
        }
        BootFrom::VolumeSnapshot {
            snapshot: id,
            delete_on_termination: deleted,
        } => {
            let name = names.volume_snapshots.name_of(id.as_str());
            ("snapshot", id.as_str(), name, *deleted, None)
        }
    };
    let mut disk = Body::default();
    say_id(&mut disk, "uuid", id, name);
    disk.attribute("source_type", quote(source));
    disk.attribute("destination_type", quote("volume"));
    disk.attribute("boot_index", "0".to_owned());
    disk.attribute("delete_on_termination", deleted.to_string());
    if let Some(volume) = volume {
        disk.attribute("volume_size", volume.size_gib.to_string());
        let kind = volume.kind.as_ref();
        if let Some(kind) = kind.filter(|_| setting.version >= VOLUME_TYPE) {
            disk.attribute("volume_type", quote(kind));
        }
    }
    body.block("block_device", &disk);
}

fn say_networking(body: &mut Body, networking: &Networking, setting: &Setting<'_>) {
    let Networking::Nics(nics) = networking else {
        return;
    };
    for nic in nics {
        let mut network = Body::default();
        let names = &setting.names;
        match nic {
            Nic::Network(id) => {
                let name = names.networks.name_of(id.as_str());
                say_id(&mut network, "uuid", id.as_str(), name);
            }
            Nic::Port(id) => {
                let name = names.ports.name_of(id.as_str());
                say_id(&mut network, "port", id.as_str(), name);
            }
        }
        body.block("network", &network);
    }
}

/// A hint `group` among the others is what the request has, and wins here too.
fn say_hints(body: &mut Body, new: &NewServer) {
    let mut hints = Body::default();
    if let Some(group) = &new.server_group
        && !new.hints.contains_key("group")
    {
        hints.attribute("group", quote(group.as_str()));
    }
    if !new.hints.is_empty() {
        hints.attribute("additional_properties", map(&new.hints, "    "));
    }
    if new.server_group.is_some() || !new.hints.is_empty() {
        body.block("scheduler_hints", &hints);
    }
}
