//! Floating IPs: to take, to give to a port, to take back, to release.
//! <https://docs.openstack.org/api-ref/network/v2/#floating-ips-floatingips>

use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::world::{FloatingIp, Port};
use super::{Call, attribute, body, error, missing};

const FIXED: [&str; 4] = ["floating_ip_address", "floating_network_id", "id", "status"];

pub(super) fn create(call: &mut Call<'_>) -> Result<Reply, Reply> {
    let known = [
        "floating_network_id",
        "port_id",
        "fixed_ip_address",
        "description",
        "subnet_id",
        "tenant_id",
        "project_id",
    ];
    let wanted = attribute::read(call, "floatingip", &known, &[])?;
    let network = attribute::id(&wanted, "floating_network_id")?.ok_or_else(|| {
        attribute::bad(
            "Failed to parse request. Required attribute 'floating_network_id' not specified",
        )
    })?;
    let port = attribute::id(&wanted, "port_id")?;
    let description = attribute::text(&wanted, "description")?;
    check_network(call, &network)?;
    check_quota(call)?;
    let (id, now) = (call.world.uuid(), call.world.now);
    let taken = call.here().addresses(&network);
    let Some(address) = taken.into_iter().find(|address| address.version == 4) else {
        let message = format!("No more IP addresses available on network {network}.");
        return Err(error(409, "IpAddressGenerationFailure", &message));
    };
    let mut ip = FloatingIp::new(id, &address.addr, &network, call.project.id, now);
    ip.description = description.unwrap_or_default();
    associate(call, &mut ip, port.as_deref(), &wanted)?;
    let body = body::floating_ip(call.here(), &ip);
    call.here().floating_ips.push(ip);
    Ok(Reply::json(201, &json!({"floatingip": body})))
}

/// Whoever does not name a port takes the address back from the one that has it.
pub(super) fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, Reply> {
    let known = ["port_id", "fixed_ip_address", "description"];
    let wanted = attribute::read(call, "floatingip", &known, &FIXED)?;
    let port = attribute::id(&wanted, "port_id")?;
    let description = attribute::text(&wanted, "description")?;
    let mut ip = own(call, id)?.clone();
    let words_only = !wanted.is_empty() && wanted.keys().all(|key| key == "description");
    ip.description = description.unwrap_or(ip.description);
    if !words_only {
        associate(call, &mut ip, port.as_deref(), &wanted)?;
    }
    ip.updated = call.world.now;
    ip.revision += 1;
    let body = body::floating_ip(call.here(), &ip);
    *own(call, id)? = ip;
    Ok(Reply::json(200, &json!({"floatingip": body})))
}

pub(super) fn delete(call: &mut Call<'_>, id: &str) -> Result<Reply, Reply> {
    own(call, id)?;
    call.here().floating_ips.retain(|ip| ip.id != id);
    Ok(Reply::empty(204))
}

fn own<'a>(call: &'a mut Call<'_>, id: &str) -> Result<&'a mut FloatingIp, Reply> {
    let project = call.project.id;
    let mut ips = call.here().floating_ips.iter_mut();
    ips.find(|ip| ip.id == id && ip.project == project)
        .ok_or_else(|| missing("floatingips", id))
}

fn refused(why: &str) -> Reply {
    let message = format!("Bad floatingip request: {why}.");
    error(400, "BadRequest", &message)
}

fn check_network(call: &Call<'_>, id: &str) -> Result<(), Reply> {
    let mut networks = call.world.regions[call.region].networks.iter();
    let network = networks
        .find(|network| network.id == id)
        .filter(|network| network.shared || network.external || network.project == call.project.id)
        .ok_or_else(|| missing("networks", id))?;
    if network.external {
        return Ok(());
    }
    let why = format!("Network {id} is not a valid external network");
    Err(refused(&why))
}

fn check_quota(call: &mut Call<'_>) -> Result<(), Reply> {
    let (project, limit) = (call.project.id, call.project.quota.floating_ips);
    let ips = call.here().floating_ips.iter();
    let used = ips.filter(|ip| ip.project == project).count();
    if limit < 0 || i64::try_from(used).unwrap_or(i64::MAX) < limit {
        return Ok(());
    }
    Err(error(
        409,
        "OverQuota",
        "Quota exceeded for resources: ['floatingip'].",
    ))
}

fn associate(
    call: &mut Call<'_>,
    ip: &mut FloatingIp,
    port: Option<&str>,
    wanted: &Map<String, Value>,
) -> Result<(), Reply> {
    let fixed = attribute::address(wanted, "fixed_ip_address")?;
    let fixed = fixed.as_deref();
    let Some(id) = port else {
        if fixed.is_some() {
            return Err(refused(
                "fixed_ip_address cannot be specified without a port_id",
            ));
        }
        ip.port = None;
        ip.fixed_address = None;
        return Ok(());
    };
    let port = find_port(call, id).ok_or_else(|| missing("ports", id))?;
    let addresses = port.addresses.iter();
    let mut addresses = addresses.filter(|address| address.version == 4);
    let address = match fixed {
        Some(fixed) => addresses
            .find(|address| address.addr == fixed)
            .ok_or_else(|| refused(&format!("Port {id} does not have fixed ip {fixed}")))?,
        None => addresses.next().ok_or_else(|| {
            let message =
                format!("Cannot add floating IP to port {id} that has no fixed IPv4 addresses");
            refused(&message)
        })?,
    };
    check_reachable(call, ip, &port, &address.subnet)?;
    check_unused(call, ip, id, &address.addr)?;
    ip.port = Some(id.to_owned());
    ip.fixed_address = Some(address.addr.clone());
    Ok(())
}

fn find_port(call: &mut Call<'_>, id: &str) -> Option<Port> {
    let project = call.project.id;
    let region = call.here();
    let servers = region.servers.iter().filter(|server| !server.is_gone());
    let nics = servers.flat_map(|server| &server.nics).map(|nic| &nic.port);
    let routers = region.routers.iter().flat_map(|router| &router.interfaces);
    let mut ports = nics.chain(&region.ports).chain(routers);
    ports
        .find(|port| port.id == id && port.project == project)
        .cloned()
}

/// There must be a router between the two networks.
fn check_reachable(
    call: &mut Call<'_>,
    ip: &FloatingIp,
    port: &Port,
    subnet: &str,
) -> Result<(), Reply> {
    let mut routers = call.here().routers.iter();
    let reachable = routers.any(|router| {
        let mut ports = router.interfaces.iter();
        router.gateway == ip.network && ports.any(|known| known.network == port.network)
    });
    if reachable {
        return Ok(());
    }
    let message = format!(
        "External network {} is not reachable from subnet {subnet}.  Therefore, cannot associate \
         Port {} with a Floating IP.",
        ip.network, port.id
    );
    Err(error(404, "ExternalGatewayForFloatingIPNotFound", &message))
}

fn check_unused(
    call: &mut Call<'_>,
    ip: &FloatingIp,
    port: &str,
    fixed: &str,
) -> Result<(), Reply> {
    let mut others = call
        .here()
        .floating_ips
        .iter()
        .filter(|other| other.id != ip.id);
    let taken = others.any(|other| {
        other.port.as_deref() == Some(port) && other.fixed_address.as_deref() == Some(fixed)
    });
    if !taken {
        return Ok(());
    }
    let message = format!(
        "Cannot associate floating IP {} ({}) with port {port} using fixed IP {fixed}, as that \
         fixed IP already has a floating IP on external network {}.",
        ip.address, ip.id, ip.network
    );
    Err(error(409, "FloatingIPPortAlreadyAssociated", &message))
}
