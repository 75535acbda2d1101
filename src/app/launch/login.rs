//! "You will not be able to log in": what stands between the person and the instance, as far as the
//! lists tell. Advice only; it never blocks, and what is not known is not held against anybody.

use super::draft::Draft;
use super::step::Step;
use crate::app::choices::World;
use crate::cloud::message::KeyFile;
use crate::openstack::compute::KeyPair;
use crate::openstack::id::SecurityGroupId;
use crate::openstack::network::{Network, SecurityGroupRule};

/// Where one logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Door {
    port: u16,
    name: &'static str,
}

const SSH: Door = Door {
    port: 22,
    name: "SSH",
};
const REMOTE_DESKTOP: Door = Door {
    port: 3389,
    name: "Remote Desktop",
};

pub(super) fn advice(draft: &Draft, world: World<'_>) -> Vec<(Step, String)> {
    let door = door(draft, world);
    let mut advice = Vec::new();
    if world.info.has_network {
        advice.extend(shut(draft, world, door).map(|text| (Step::Network, text)));
        advice.extend(out_of_reach(draft, world).map(|text| (Step::Network, text)));
    }
    advice.extend(no_key(draft, world, door).map(|text| (Step::KeyPair, text)));
    advice
}

/// Windows images are told by the property `os_type`, else by their name.
fn door(draft: &Draft, world: World<'_>) -> Door {
    let windows =
        draft
            .source_image(world)
            .is_some_and(|image| match image.properties.get("os_type") {
                Some(system) => system.eq_ignore_ascii_case("windows"),
                None => image.title().to_lowercase().contains("windows"),
            });
    if windows { REMOTE_DESKTOP } else { SSH }
}

fn shut(draft: &Draft, world: World<'_>, door: Door) -> Option<String> {
    world.choices.rules.get()?;
    let groups = groups_used(draft, world)?;
    let versions = ip_versions(draft, world);
    let rules = groups.iter().filter_map(|group| world.rules_of(group));
    let open: Vec<&SecurityGroupRule> = rules
        .flatten()
        .filter(|rule| versions.contains(&rule.ip_version))
        .filter(|rule| lets_in(rule, door.port))
        .collect();
    let Door { port, name } = door;
    if open.is_empty() {
        let group = if draft.networks.is_empty() && !draft.auto_network {
            "no group of the port lets"
        } else if draft.groups.is_empty() {
            "the default group does not let"
        } else {
            "no chosen group lets"
        };
        let text = format!("{group} tcp {port} in: you will not reach it by {name}");
        return Some(text);
    }
    let mut from: Vec<_> = open.iter().map(|rule| limited_to(rule)).collect();
    from.sort_unstable();
    from.dedup();
    // One without a limit is enough.
    let from = from.into_iter().collect::<Option<Vec<_>>>()?;
    let from = from.join(", ");
    Some(format!("tcp {port} ({name}) is let in only from {from}"))
}

/// The versions of IP its networks have; both where that is not known.
fn ip_versions(draft: &Draft, world: World<'_>) -> Vec<u8> {
    let used = draft.networks.iter().filter_map(|id| world.network(id));
    let subnets = used.flat_map(|network| &network.subnets);
    let versions: Vec<u8> = subnets.map(|subnet| subnet.ip_version).collect();
    if versions.is_empty() || !draft.ports.is_empty() {
        vec![4, 6]
    } else {
        versions
    }
}

/// The groups its ports will have; `None` where that is not known.
fn groups_used(draft: &Draft, world: World<'_>) -> Option<Vec<SecurityGroupId>> {
    let mut used = Vec::new();
    if !draft.networks.is_empty() || draft.auto_network {
        if draft.groups.is_empty() {
            let groups = world.choices.groups.get()?;
            let default = groups.iter().find(|group| group.name == "default")?;
            used.push(default.id.clone());
        } else {
            used.extend(draft.groups.iter().cloned());
        }
    }
    for id in &draft.ports {
        let port = world.port(id)?;
        used.extend(port.security_groups.iter().cloned());
    }
    // A port without groups may be one without port security, where everything passes.
    (!used.is_empty()).then_some(used)
}

/// Whether a rule lets somebody from outside the groups in.
fn lets_in(rule: &SecurityGroupRule, port: u16) -> bool {
    let is_tcp = match rule.protocol.as_deref() {
        None => true,
        Some(protocol) => matches!(protocol.to_lowercase().as_str(), "tcp" | "6" | "any" | "0"),
    };
    let covers =
        rule.port_min.is_none_or(|min| min <= port) && rule.port_max.is_none_or(|max| max >= port);
    rule.ingress && is_tcp && covers && rule.remote_group.is_none()
}

/// From where only; `None`: from anywhere.
fn limited_to(rule: &SecurityGroupRule) -> Option<&str> {
    let prefix = rule.remote_prefix.as_deref()?;
    (!matches!(prefix, "" | "0.0.0.0/0" | "::/0")).then_some(prefix)
}

/// Whether an address of the launch, or a floating IP for it, can be reached from outside.
fn out_of_reach(draft: &Draft, world: World<'_>) -> Option<String> {
    let ports = draft.ports.iter().filter_map(|id| world.port(id));
    let ids = draft.networks.iter().chain(ports.map(|port| &port.network));
    let mut used: Vec<&Network> = Vec::new();
    for network in ids.filter_map(|id| world.network(id)) {
        if used.iter().all(|known| known.id != network.id) {
            used.push(network);
        }
    }
    if used.is_empty() || used.iter().any(|network| is_public(network)) {
        return None;
    }
    let names: Vec<_> = used.iter().map(|network| network.name.as_str()).collect();
    let names = names.join(", ");
    let routed = world.choices.routed.get()?;
    // The routers of other projects are not shown to us.
    let foreign = |network: &&Network| {
        let project = &world.info.project_id;
        network.shared
            || network
                .project
                .as_ref()
                .is_some_and(|owner| owner != project)
    };
    if used.iter().any(foreign) {
        return None;
    }
    if used.iter().any(|network| routed.contains(&network.id)) {
        Some(format!(
            "{names}: reachable from outside only with a floating IP, added after the launch"
        ))
    } else {
        Some(format!(
            "no address reachable from outside will exist: no router leads out of {names}"
        ))
    }
}

/// External, or with addresses that are routed in the Internet.
fn is_public(network: &Network) -> bool {
    let global = |cidr: &str| {
        let address = cidr.split('/').next().unwrap_or_default();
        match address.parse() {
            Ok(std::net::IpAddr::V4(v4)) => {
                let [a, b, ..] = v4.octets();
                // RFC 1918, RFC 6598 (shared by carriers), link-local.
                let inside = v4.is_private() || (a == 100 && (64..128).contains(&b));
                !inside && !v4.is_link_local() && !v4.is_loopback()
            }
            // Global unicast (RFC 4291).
            Ok(std::net::IpAddr::V6(v6)) => v6.segments()[0] & 0xe000 == 0x2000,
            Err(_) => false,
        }
    };
    network.external || network.subnets.iter().any(|subnet| global(&subnet.cidr))
}

fn no_key(draft: &Draft, world: World<'_>, door: Door) -> Option<String> {
    let Some(name) = draft.key.effective() else {
        let text = "no key pair chosen: logging in then needs an image that allows it";
        return Some(text.into());
    };
    if door == REMOTE_DESKTOP {
        return None;
    }
    match is_at_hand(name, draft, world) {
        Some(false) => Some(format!(
            "the private half of {name} was not found in ~/.ssh of this machine"
        )),
        _ => None,
    }
}

/// Whether the private half of a key pair lies in `~/.ssh`, by its public half; `None`: unknown.
pub fn is_at_hand(name: &str, draft: &Draft, world: World<'_>) -> Option<bool> {
    pair_is_at_hand(draft.key.pair(name, world)?, draft, world)
}

/// The same of a pair that is at hand itself.
pub fn pair_is_at_hand(pair: &KeyPair, draft: &Draft, world: World<'_>) -> Option<bool> {
    if draft.key.was_made_here(&pair.name) {
        return Some(true);
    }
    let files = world.choices.key_files.get()?;
    key_words(&pair.public_key)?;
    Some(private_half(pair, files).is_some())
}

/// The file of `~/.ssh` with the public half of a pair whose private half lies beside it.
pub fn private_half<'a>(pair: &KeyPair, files: &'a [KeyFile]) -> Option<&'a KeyFile> {
    let wanted = key_words(&pair.public_key)?;
    files.iter().find(|file| {
        let line = file.content.as_ref().ok();
        file.private && line.is_some_and(|line| key_words(&line.line) == Some(wanted))
    })
}

/// The algorithm and the key itself: the comment may differ.
fn key_words(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    Some((words.next()?, words.next()?))
}
