//! Network interfaces of a server, which are ports of Neutron's.
//! <https://docs.openstack.org/api-ref/compute/#port-interfaces-servers-os-interface>

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::super::http::{Reply, python};
use super::super::neutron::fixed_ips;
use super::super::world::{Address, Nic, Port, Server, Step, Subject};
use super::action::{accepted, check_lock, check_state, log, log_done, own};
use super::value::{Check, is_uuid, no_schema, only, parses, text, unexpected, wrong, wrong_type};
use super::{Answer, Call, bad_request, fault, invalid, link};

const STATES: [&str; 3] = ["active", "paused", "stopped"];

pub(super) fn list(call: &Call<'_>, server: &Server) -> Reply {
    let nics = server.nics.iter();
    let rows: Vec<Value> = nics.map(|nic| body(call, server, nic)).collect();
    Reply::json(200, &json!({"interfaceAttachments": rows}))
}

pub(super) fn show(call: &Call<'_>, server: &Server, id: &str) -> Answer {
    let mut nics = server.nics.iter();
    match nics.find(|nic| nic.port.id == id) {
        Some(nic) => {
            let body = body(call, server, nic);
            Ok(Reply::json(200, &json!({"interfaceAttachment": body})))
        }
        None => Err(no_port(id)),
    }
}

fn no_port(id: &str) -> Reply {
    fault(404, &format!("Port id {id} could not be found."))
}

fn body(call: &Call<'_>, server: &Server, nic: &Nic) -> Value {
    let mut body = json!({
        "net_id": nic.port.network,
        "port_id": nic.port.id,
        "mac_addr": nic.port.mac,
        "port_state": if server.is_plugged() { "ACTIVE" } else { "DOWN" },
        "fixed_ips": fixed_ips(&nic.port),
    });
    if call.minor >= 70 {
        body["tag"] = json!(nic.tag);
    }
    body
}

/// What is to be attached.
#[derive(Default)]
struct Wanted {
    network: Option<String>,
    port: Option<String>,
    address: Option<String>,
    tag: Option<String>,
}

/// Nova waits for the compute host here, so what it refuses is answered at once.
pub(super) fn attach(call: &mut Call<'_>, server: &Server) -> Answer {
    let wanted = wanted(call)?;
    if wanted.network.is_some() && wanted.port.is_some() {
        return Err(bad_request("Must not input both network_id and port_id"));
    }
    if wanted.address.is_some() && wanted.network.is_none() {
        return Err(bad_request("Must input network_id when request IP address"));
    }
    check_lock(call, &server.id)?;
    check_state(call, &server.id, "attach_interface", &STATES)?;
    let nic = nic(call, server, &wanted);
    log_done(call, &server.id, "attach_interface", nic.is_ok());
    let nic = nic?;
    let body = body(call, server, &nic);
    own(call, &server.id)?.nics.push(nic);
    Ok(Reply::json(200, &json!({"interfaceAttachment": body})).after(900))
}

fn wanted(call: &Call<'_>) -> Result<Wanted, Reply> {
    let body = call.any_body()?;
    if let Some(why) = unexpected(&body, |key| key == "interfaceAttachment") {
        return Err(bad_request(&why));
    }
    let Some(wanted) = body.get("interfaceAttachment") else {
        return Ok(Wanted::default());
    };
    if !wanted.is_object() {
        wrong_type("interfaceAttachment", wanted, "'object'")?;
    }
    let keys = ["net_id", "port_id", "fixed_ips", "tag"];
    let keys = &keys[..if call.minor >= 49 { 4 } else { 3 }];
    only("interfaceAttachment", wanted, keys)?;
    wanted
        .as_object()
        .into_iter()
        .flat_map(Map::iter)
        .try_for_each(|(key, value)| property(key, value))?;
    let own = |key: &str| wanted[key].as_str().map(str::to_owned);
    Ok(Wanted {
        network: own("net_id"),
        port: own("port_id"),
        address: wanted["fixed_ips"][0]["ip_address"]
            .as_str()
            .map(str::to_owned),
        tag: own("tag"),
    })
}

fn property(key: &str, value: &Value) -> Check {
    match key {
        "net_id" | "port_id" if !is_uuid(value) => wrong(key, value, "is not a 'uuid'"),
        "tag" => text(key, value, 1, 60),
        "fixed_ips" => addresses(value),
        _ => Ok(()),
    }
}

fn addresses(value: &Value) -> Check {
    let Some(list) = value.as_array() else {
        return wrong_type("fixed_ips", value, "'array'");
    };
    match list.as_slice() {
        [] => wrong("fixed_ips", value, "should be non-empty"),
        [entry] => {
            let Some(address) = entry.get("ip_address") else {
                let why = "'ip_address' is a required property";
                return Err(invalid("0", entry, why));
            };
            if parses::<IpAddr>(address) {
                Ok(())
            } else {
                no_schema("ip_address", address)
            }
        }
        _ => wrong("fixed_ips", value, "is too long"),
    }
}

fn nic(call: &mut Call<'_>, server: &Server, wanted: &Wanted) -> Result<Nic, Reply> {
    let mut nic = match &wanted.port {
        Some(id) => lent(call, id)?,
        None => made(call, server, wanted)?,
    };
    nic.tag.clone_from(&wanted.tag);
    Ok(nic)
}

fn lent(call: &mut Call<'_>, id: &str) -> Result<Nic, Reply> {
    if !link::is_known(call, id) {
        return Err(no_port(id));
    }
    link::port(call, id)?;
    let region = &mut call.world.regions[call.region];
    region.lend(id).ok_or_else(|| no_port(id))
}

fn made(call: &mut Call<'_>, server: &Server, wanted: &Wanted) -> Result<Nic, Reply> {
    let network = network(call, wanted.network.as_deref())?;
    check_quota(call)?;
    let addresses = match &wanted.address {
        None => call.world.regions[call.region].addresses(&network),
        Some(address) => vec![address_of(call, &network, address)?],
    };
    let (id, mac) = (call.world.uuid(), call.world.mac());
    let mut port = Port::new(id, &network, mac, call.world.now);
    port.project = server.project;
    port.addresses = addresses;
    let default = ["default".to_owned()];
    port.groups = call.world.regions[call.region].group_ids(server.project, &default);
    Ok(Nic {
        port,
        lent: false,
        tag: None,
    })
}

fn network(call: &Call<'_>, wanted: Option<&str>) -> Result<String, Reply> {
    let usable = link::usable(call);
    let network = match (wanted, usable.as_slice()) {
        (Some(id), _) => {
            let known = usable.iter().find(|network| network.id == id);
            // The compute host's exception is none that the API knows.
            *known.ok_or_else(|| unexpected_error("oslo_messaging.rpc.client.RemoteError"))?
        }
        (None, [only]) => *only,
        (None, []) => {
            return Err(bad_request(&format!(
                "No specific network was requested and none are available for project '{}'.",
                call.project.id
            )));
        }
        (None, _) => {
            return Err(bad_request(
                "Multiple possible networks found, use a Network ID to be more specific.",
            ));
        }
    };
    if network.subnets.is_empty() {
        return Err(bad_request(
            "Network requires port_security_enabled and subnet associated in order to apply \
             security groups.",
        ));
    }
    Ok(network.id.clone())
}

/// What the API makes of an exception it did not expect.
pub(super) fn unexpected_error(class: &str) -> Reply {
    fault(
        500,
        &format!(
            "Unexpected API Error. Please contact the administrator\n<class {}>",
            python(&json!(class))
        ),
    )
}

fn address_of(call: &Call<'_>, network: &str, address: &str) -> Result<Address, Reply> {
    let region = &call.world.regions[call.region];
    if region.holder_of(network, address).is_some() {
        return Err(fault(
            409,
            &format!("Fixed IP {address} is already in use."),
        ));
    }
    region
        .address(network, address)
        .ok_or_else(|| unexpected_error("nova.exception_Remote.InvalidInput_Remote"))
}

/// Neutron's quota, which Nova words itself.
fn check_quota(call: &Call<'_>) -> Check {
    let region = &call.world.regions[call.region];
    let limit = call.world.quota(call.region, call.project).ports;
    if limit < 0 || region.port_count(call.project.id) < limit {
        return Ok(());
    }
    Err(fault(403, "Maximum number of ports exceeded"))
}

/// What is not there fails out of sight: the answer is the same.
pub(super) fn detach(call: &mut Call<'_>, server: &Server, port: &str) -> Answer {
    check_lock(call, &server.id)?;
    check_state(call, &server.id, "detach_interface", &STATES)?;
    if !server.nics.iter().any(|nic| nic.port.id == port) {
        log_done(call, &server.id, "detach_interface", false);
        return Ok(accepted());
    }
    log(call, &server.id, "detach_interface");
    let subject = part(call, &server.id);
    let step = Step::Unplug(port.to_owned());
    call.world.schedule(&subject, [(1000, step)]);
    Ok(accepted())
}

/// A part of the server, and the request that changes it.
pub(super) fn part(call: &Call<'_>, id: &str) -> Subject {
    Subject::Part {
        region: call.region,
        server: id.to_owned(),
        request: call.request.id.clone(),
    }
}
