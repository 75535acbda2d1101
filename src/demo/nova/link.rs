//! The networks and ports of a request to create a server.

use serde_json::Value;

use super::super::http::Reply;
use super::super::world::Network;
use super::{Call, bad_request, fault};

/// What a network interface is to be connected to.
#[derive(Debug, Clone)]
pub(super) enum Link {
    /// By id; an address of the caller's choice, or the next one of each subnet.
    Network(String, Option<String>),
    Port(String),
}

/// What `networks` asks for.
pub(super) enum Wanted {
    None,
    /// `"auto"`, an empty list, or nothing at all.
    Any,
    Links(Vec<Link>),
}

/// What can be refused without a look at Neutron.
pub(super) fn read(wanted: &Value) -> Result<Wanted, Reply> {
    let list = match wanted {
        Value::String(word) if word == "none" => return Ok(Wanted::None),
        Value::Array(list) if !list.is_empty() => list,
        _ => return Ok(Wanted::Any),
    };
    let mut links = Vec::new();
    let mut ports: Vec<&str> = Vec::new();
    for entry in list {
        let address = entry["fixed_ip"].as_str();
        let Some(port) = entry["port"].as_str() else {
            let id = entry["uuid"]
                .as_str()
                .ok_or_else(|| bad_request("Bad network format: missing 'uuid'"))?;
            if uuid::Uuid::parse_str(id).is_err() {
                return Err(bad_request(&format!(
                    "Bad networks format: network uuid is not in proper format ({id})"
                )));
            }
            links.push(Link::Network(id.to_owned(), address.map(str::to_owned)));
            continue;
        };
        if ports.contains(&port) {
            return Err(bad_request(&format!(
                "Port ID '{port}' was specified twice: you cannot attach a port multiple times."
            )));
        }
        if let Some(address) = address {
            return Err(bad_request(&format!(
                "Specified Fixed IP '{address}' cannot be used with port '{port}': the two cannot \
                 be specified together."
            )));
        }
        ports.push(port);
        links.push(Link::Port(port.to_owned()));
    }
    Ok(Wanted::Links(links))
}

/// Neither a port nor an address can be had twice.
pub(super) fn check_count(wanted: &Wanted, max: u64) -> Result<(), Reply> {
    let Wanted::Links(links) = wanted else {
        return Ok(());
    };
    let why = if max < 2 {
        return Ok(());
    } else if links
        .iter()
        .any(|link| matches!(link, Link::Network(_, Some(_))))
    {
        "max_count cannot be greater than 1 if an fixed_ip is specified."
    } else if links.iter().any(|link| matches!(link, Link::Port(_))) {
        "Unable to launch multiple instances with a single configured port ID. Please launch your \
         instance one by one with different ports."
    } else {
        return Ok(());
    };
    Err(bad_request(&format!("Failed to launch instances: {why}")))
}

/// What Neutron makes of it: nova/network/neutron.py, `_ports_needed_per_instance`.
pub(super) fn find(call: &Call<'_>, wanted: Wanted) -> Result<Vec<Link>, Reply> {
    let usable = usable(call);
    let links = match wanted {
        Wanted::None => return Ok(Vec::new()),
        Wanted::Links(links) => links,
        Wanted::Any if usable.len() > 1 => {
            return Err(fault(
                409,
                "Multiple possible networks found, use a Network ID to be more specific.",
            ));
        }
        Wanted::Any => {
            let ids = usable.iter().map(|network| network.id.clone());
            return Ok(ids.map(|id| Link::Network(id, None)).collect());
        }
    };
    for link in &links {
        match link {
            Link::Port(id) => port(call, id)?,
            Link::Network(id, Some(address)) => {
                let region = &call.world.regions[call.region];
                if let Some(holder) = region.holder_of(id, address) {
                    return Err(bad_request(&format!(
                        "Fixed IP address {address} is already in use on instance {holder}."
                    )));
                }
            }
            Link::Network(_, None) => {}
        }
    }
    let mut lost: Vec<&str> = Vec::new();
    for link in &links {
        let Link::Network(id, _) = link else { continue };
        match usable.iter().find(|network| network.id == *id) {
            Some(network) if network.subnets.is_empty() => {
                return Err(bad_request(&format!(
                    "Network {id} requires a subnet in order to boot instances on."
                )));
            }
            Some(_) => {}
            None if lost.contains(&id.as_str()) => {}
            None => lost.push(id),
        }
    }
    if lost.is_empty() {
        return Ok(links);
    }
    let lost = lost.join(", ");
    Err(bad_request(&format!("Network {lost} could not be found.")))
}

pub(super) fn usable<'a>(call: &'a Call<'_>) -> Vec<&'a Network> {
    let networks = call.world.regions[call.region].networks.iter();
    networks
        .filter(|network| network.shared || network.project == call.project.id)
        .collect()
}

/// Neutron has such a port for the project.
pub(super) fn is_known(call: &Call<'_>, id: &str) -> bool {
    let project = call.project.id;
    let region = &call.world.regions[call.region];
    let servers = region.servers.iter().flat_map(|server| &server.nics);
    let routers = region.routers.iter().flat_map(|router| &router.interfaces);
    let mut ports = region.ports.iter();
    let mut ports = ports
        .by_ref()
        .chain(servers.map(|nic| &nic.port))
        .chain(routers);
    ports.any(|port| port.id == id && port.project == project)
}

pub(super) fn port(call: &Call<'_>, id: &str) -> Result<(), Reply> {
    let project = call.project.id;
    let region = &call.world.regions[call.region];
    let mut free = region.ports.iter().filter(|port| port.project == project);
    if let Some(port) = free.find(|port| port.id == id) {
        if port.addresses.is_empty() {
            return Err(bad_request(&format!(
                "Port {id} requires a FixedIP in order to be used."
            )));
        }
        return Ok(());
    }
    let mut servers = region
        .servers
        .iter()
        .filter(|server| server.project == project && !server.is_gone());
    let of_server = servers.any(|server| server.nics.iter().any(|nic| nic.port.id == id));
    let mut routers = region
        .routers
        .iter()
        .filter(|router| router.project == project);
    let of_router = routers.any(|router| router.interfaces.iter().any(|port| port.id == id));
    if of_server || of_router {
        return Err(fault(409, &format!("Port {id} is still in use.")));
    }
    Err(bad_request(&format!("Port id {id} could not be found.")))
}
