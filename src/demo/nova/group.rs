//! Security groups of a server, which are those of each of its ports.
//! <https://docs.openstack.org/api-ref/compute/#add-security-group-to-a-server-addsecuritygroup-action>

use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::world::{Rule, SecurityGroup, Server};
use super::action::{accepted, own};
use super::value::{object, text};
use super::{Answer, Call, bad_request, fault};

pub(super) fn add(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let group = wanted(call, "addSecurityGroup", argument)?;
    let request = call.request.id.clone();
    let now = call.world.now;
    for nic in &mut own(call, id)?.nics {
        if nic.port.groups.contains(&group) {
            // Neutron's own refusal, and its request's id.
            return Err(bad_request(&format!(
                "Invalid input for security_groups. Reason: Duplicate items in the list: \
                 '{group}'.\nNeutron server returns request_ids: ['{request}']"
            )));
        }
        nic.port.groups.push(group.clone());
        nic.port.updated = now;
    }
    Ok(accepted())
}

pub(super) fn remove(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let group = wanted(call, "removeSecurityGroup", argument)?;
    let now = call.world.now;
    let mut found = false;
    for nic in &mut own(call, id)?.nics {
        let before = nic.port.groups.len();
        nic.port.groups.retain(|known| *known != group);
        if nic.port.groups.len() < before {
            found = true;
            nic.port.updated = now;
        }
    }
    if found {
        return Ok(accepted());
    }
    let name = argument["name"].as_str().unwrap_or_default();
    Err(fault(
        404,
        &format!("Security group {name} not associated with the instance {id}"),
    ))
}

/// The id of the group named, by its name or id.
fn wanted(call: &Call<'_>, key: &str, argument: &Value) -> Result<String, Reply> {
    object(key, argument, &["name"], &["name"])?;
    text("name", &argument["name"], 1, 255)?;
    let name = argument["name"].as_str().unwrap_or_default();
    let project = call.project.id;
    let mut groups = call.world.regions[call.region].security_groups.iter();
    groups
        .find(|group| group.project == project && (group.id == name || group.name == name))
        .map(|group| group.id.clone())
        .ok_or_else(|| {
            let message = format!("Security group {name} is not found for project {project}");
            fault(404, &message)
        })
}

/// `GET /servers/{id}/os-security-groups`
pub(super) fn list(call: &Call<'_>, server: &Server) -> Reply {
    let has = |group: &SecurityGroup| {
        let mut ports = server.nics.iter().map(|nic| &nic.port);
        ports.any(|port| port.groups.contains(&group.id))
    };
    let groups = call.world.regions[call.region].security_groups.iter();
    let rows: Vec<Value> = groups
        .filter(|group| has(group))
        .map(|group| {
            json!({
                "id": group.id,
                "name": group.name,
                "description": group.description,
                "tenant_id": group.project,
                "rules": rules(call, group),
            })
        })
        .collect();
    Reply::json(200, &json!({"security_groups": rows}))
}

/// What may come in, as Nova worded it before there was Neutron.
fn rules(call: &Call<'_>, group: &SecurityGroup) -> Vec<Value> {
    let rules = group.rules.iter().filter(|rule| rule.ingress);
    rules.map(|own| rule(call, group, own)).collect()
}

fn rule(call: &Call<'_>, group: &SecurityGroup, rule: &Rule) -> Value {
    let mut known = call.world.regions[call.region].security_groups.iter();
    let source = known.find(|known| rule.remote_group.as_ref() == Some(&known.id));
    json!({
        "id": rule.id,
        "parent_group_id": group.id,
        "ip_protocol": rule.protocol,
        "from_port": rule.ports.map(|(low, _)| low),
        "to_port": rule.ports.map(|(_, high)| high),
        "group": match source {
            Some(source) => json!({"name": source.name, "tenant_id": source.project}),
            None => json!({}),
        },
        "ip_range": match (source, rule.remote) {
            (None, Some(cidr)) => json!({"cidr": cidr}),
            _ => json!({}),
        },
    })
}
