//! What a security group is called, and what it lets through, in a few words.

use crate::openstack::id::SecurityGroupId;
use crate::openstack::network::{SecurityGroup, SecurityGroupRule};

/// What a group lets in: `in: tcp 80, 443 from any`.
pub fn inward<'a>(
    group: &SecurityGroup,
    rules: impl IntoIterator<Item = &'a SecurityGroupRule>,
) -> String {
    match passing(rules, group, true) {
        Some(sources) => format!("in: {}", sources.join("; ")),
        None => "lets nothing in".into(),
    }
}

/// What a group lets out: `out: all to any`.
pub fn outward<'a>(
    group: &SecurityGroup,
    rules: impl IntoIterator<Item = &'a SecurityGroupRule>,
) -> String {
    match passing(rules, group, false) {
        Some(sinks) => format!("out: {}", sinks.join("; ")),
        None => "lets nothing out".into(),
    }
}

/// Its name, or its id where that is not known.
pub fn name_of(id: &SecurityGroupId, groups: &[SecurityGroup]) -> String {
    groups
        .iter()
        .find(|group| group.id == *id)
        .map_or_else(|| id.to_string(), |group| group.name.clone())
}

/// What passes, by where it comes from or goes to; `None`: nothing.
fn passing<'a>(
    rules: impl IntoIterator<Item = &'a SecurityGroupRule>,
    group: &SecurityGroup,
    ingress: bool,
) -> Option<Vec<String>> {
    let mut sources: Vec<(String, Vec<String>)> = Vec::new();
    for rule in rules
        .into_iter()
        .filter(|rule| rule.ingress == ingress && rule.group == group.id)
    {
        let from = source_of(rule, group);
        let what = traffic(rule);
        match sources.iter_mut().find(|(known, _)| *known == from) {
            Some((_, all)) if all.contains(&what) => {}
            Some((_, all)) => all.push(what),
            None => sources.push((from, vec![what])),
        }
    }
    let way = if ingress { "from" } else { "to" };
    let sources: Vec<_> = sources
        .into_iter()
        .map(|(place, what)| format!("{} {way} {place}", what.join(", ")))
        .collect();
    (!sources.is_empty()).then_some(sources)
}

fn source_of(rule: &SecurityGroupRule, group: &SecurityGroup) -> String {
    match (&rule.remote_prefix, &rule.remote_group) {
        (_, Some(id)) if *id == group.id => "the group".into(),
        (_, Some(_)) => "another group".into(),
        (Some(prefix), None) if prefix != "0.0.0.0/0" && prefix != "::/0" => prefix.clone(),
        _ => "any".into(),
    }
}

fn traffic(rule: &SecurityGroupRule) -> String {
    let protocol = rule.protocol.as_deref().unwrap_or("all");
    match (rule.port_min, rule.port_max) {
        _ if protocol.starts_with("icmp") => protocol.to_owned(),
        (Some(min), Some(max)) if min == max => format!("{protocol} {min}"),
        (Some(min), Some(max)) => format!("{protocol} {min}-{max}"),
        _ => protocol.to_owned(),
    }
}
