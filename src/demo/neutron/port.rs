//! `PUT /v2.0/ports/{id}`. <https://docs.openstack.org/api-ref/network/v2/#update-port>

use serde_json::json;

use super::super::http::Reply;
use super::super::world::{Port, Region};
use super::{Call, attribute, error, missing, rows};

const KNOWN: [&str; 6] = [
    "name",
    "description",
    "admin_state_up",
    "security_groups",
    "port_security_enabled",
    "binding:vnic_type",
];
/// Can be set too, but the demo has no use for it.
const POLICED: [&str; 1] = ["fixed_ips"];
const FIXED: [&str; 6] = [
    "id",
    "network_id",
    "tenant_id",
    "project_id",
    "status",
    "revision_number",
];
const VNIC_TYPES: [&str; 5] = [
    "normal",
    "direct",
    "macvtap",
    "baremetal",
    "direct-physical",
];

pub(super) fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, Reply> {
    let known = [&KNOWN[..], &POLICED].concat();
    let wanted = attribute::read(call, "port", &known, &FIXED)?;
    let name = attribute::text(&wanted, "name")?;
    let description = attribute::text(&wanted, "description")?;
    let admin_up = attribute::boolean(&wanted, "admin_state_up")?;
    let security = attribute::boolean(&wanted, "port_security_enabled")?;
    let groups = attribute::ids(&wanted, "security_groups")?;
    let vnic_type = attribute::one_of(&wanted, "binding:vnic_type", &VNIC_TYPES)?;
    let now = call.world.now;
    let project = call.project.id;
    let own = found(call.here(), id).filter(|port| port.project == project);
    let mut port = own.cloned().ok_or_else(|| missing("ports", id))?;
    for key in ["port_security_enabled", "fixed_ips"] {
        if wanted.contains_key(key) {
            police(call, &port, key)?;
        }
    }
    check_groups(call, groups.as_deref())?;
    if let Some(vnic_type) = vnic_type.filter(|wanted| *wanted != port.vnic_type) {
        check_unbound(call.here(), &port)?;
        port.vnic_type = vnic_type;
    }
    port.secured = security.unwrap_or(port.secured);
    check_security(&port, security, groups.as_deref())?;
    port.groups = groups.unwrap_or(port.groups);
    port.name = name.unwrap_or(port.name);
    port.description = description.unwrap_or(port.description);
    port.admin_up = admin_up.unwrap_or(port.admin_up);
    port.updated = now;
    port.revision += 1;
    if let Some(known) = found(call.here(), id) {
        *known = port;
    }
    let row = rows(call, "ports")?.into_iter().find(|row| row["id"] == id);
    Ok(Reply::json(200, &json!({"port": row})))
}

fn found<'a>(region: &'a mut Region, id: &str) -> Option<&'a mut Port> {
    let servers = region.servers.iter_mut().filter(|server| !server.is_gone());
    let nics = servers.flat_map(|server| &mut server.nics);
    let routers = region.routers.iter_mut();
    nics.map(|nic| &mut nic.port)
        .chain(&mut region.ports)
        .chain(routers.flat_map(|router| &mut router.interfaces))
        .find(|port| port.id == id)
}

/// Some of it is the network's owner's to say.
fn police(call: &Call<'_>, port: &Port, key: &str) -> Result<(), Reply> {
    let mut networks = call.world.regions[call.region].networks.iter();
    let network = networks.find(|network| network.id == port.network);
    if call.admin || network.is_some_and(|network| network.project == call.project.id) {
        return Ok(());
    }
    let message = format!("(rule:update_port and rule:update_port:{key}) is disallowed by policy");
    Err(error(403, "PolicyNotAuthorized", &message))
}

fn check_groups(call: &Call<'_>, groups: Option<&[String]>) -> Result<(), Reply> {
    let known = &call.world.regions[call.region].security_groups;
    let project = call.project.id;
    let is_own = |id: &str| {
        let mut known = known.iter();
        known.any(|group| group.id == id && group.project == project)
    };
    match groups.unwrap_or_default().iter().find(|id| !is_own(id)) {
        Some(id) => Err(missing("security-groups", id)),
        None => Ok(()),
    }
}

fn check_unbound(region: &Region, port: &Port) -> Result<(), Reply> {
    let mut servers = region.servers.iter();
    let holder = servers.find(|server| server.nics.iter().any(|nic| nic.port.id == port.id));
    let Some(server) = holder else {
        return Ok(());
    };
    let message = format!(
        "Unable to complete operation on port {} for network {}. Port already has an attached \
         device {}.",
        port.id, port.network, server.id
    );
    Err(error(409, "PortInUse", &message))
}

/// Security groups need port security, and port security cannot go while there are groups.
fn check_security(
    port: &Port,
    wanted: Option<bool>,
    groups: Option<&[String]>,
) -> Result<(), Reply> {
    if port.secured {
        return Ok(());
    }
    let given = groups.is_some_and(|groups| !groups.is_empty());
    if given {
        return Err(error(
            400,
            "PortSecurityAndIPRequiredForSecurityGroups",
            "Port security must be enabled and port must have an IP address in order to use \
             security groups.",
        ));
    }
    let kept = groups.is_none() && !port.groups.is_empty();
    if wanted == Some(false) && kept {
        return Err(error(
            409,
            "PortSecurityPortHasSecurityGroup",
            "Port has security group associated. Cannot disable port security or IP address until \
             security group is removed.",
        ));
    }
    Ok(())
}
