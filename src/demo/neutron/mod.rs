//! Neutron: networks, subnets, security groups and quotas to read, ports to change, floating IPs
//! to have. <https://docs.openstack.org/api-ref/network/v2/>

mod attribute;
mod body;
mod floating;
mod port;

use serde_json::{Map, Value, json};

use super::http::{Reply, Request, unauthorized};
use super::keystone;
use super::world::{Project, Region, World};

pub(super) use body::fixed_ips;

pub(super) fn answer(world: &mut World, region: usize, request: &Request) -> Reply {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    if path.is_empty() {
        let href = format!(
            "{}/{}/network/v2.0/",
            request.base, world.regions[region].name
        );
        let links = json!([{"rel": "self", "href": href}]);
        return Reply::json(
            200,
            &json!({"versions": [{"id": "v2.0", "status": "CURRENT", "links": links}]}),
        );
    }
    let token = keystone::valid(world, request.token.as_deref());
    let Some((user, project)) = token.and_then(|token| Some((token.user, token.project?))) else {
        return unauthorized(&request.base);
    };
    let mut call = Call {
        world,
        region,
        request,
        project,
        admin: user.name == "admin",
    };
    route(&mut call, &path).unwrap_or_else(|error| error)
}

struct Call<'a> {
    world: &'a mut World,
    region: usize,
    request: &'a Request,
    project: &'static Project,
    admin: bool,
}

impl Call<'_> {
    fn here(&mut self) -> &mut Region {
        &mut self.world.regions[self.region]
    }
}

fn route(call: &mut Call<'_>, path: &[&str]) -> Result<Reply, Reply> {
    match (call.request.method.as_str(), path) {
        ("GET", path) => read(call, path),
        ("PUT", ["v2.0", "ports", id]) => port::update(call, id),
        ("POST", ["v2.0", "floatingips"]) => floating::create(call),
        ("PUT", ["v2.0", "floatingips", id]) => floating::update(call, id),
        ("DELETE", ["v2.0", "floatingips", id]) => floating::delete(call, id),
        _ => Err(error(
            404,
            "HTTPNotFound",
            "The resource could not be found.",
        )),
    }
}

fn read(call: &Call<'_>, path: &[&str]) -> Result<Reply, Reply> {
    match path {
        ["v2.0", kind] => {
            let kind = kind.trim_end_matches(".json");
            let rows = rows(call, kind)?;
            listed(call, kind, rows)
        }
        ["v2.0", "auto-allocated-topology", project] => Err(auto_allocation(call, project)),
        ["v2.0", "quotas", project] => quota(call, project, false),
        ["v2.0", "quotas", project, "details" | "details.json"] => quota(call, project, true),
        ["v2.0", kind, id] => {
            let found = rows(call, kind)?.into_iter().find(|row| row["id"] == *id);
            let row = found.ok_or_else(|| missing(kind, id))?;
            let key = kind.replace('-', "_");
            Ok(Reply::json(200, &json!({key.trim_end_matches('s'): row})))
        }
        _ => Err(error(
            404,
            "HTTPNotFound",
            "The resource could not be found.",
        )),
    }
}

/// No external network is marked as the default one, so none can be allocated; nor can it on many
/// a cloud. <https://docs.openstack.org/api-ref/network/v2/#auto-allocated-topology>
fn auto_allocation(call: &Call<'_>, project: &str) -> Reply {
    if project != call.project.id {
        return error(403, "NotAuthorized", "Not authorized.");
    }
    error(
        409,
        "AutoAllocationFailure",
        "Deployment error: No default router:external network.",
    )
}

fn error(status: u16, kind: &str, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"NeutronError": {"type": kind, "message": message, "detail": ""}}),
    )
}

fn missing(kind: &str, id: &str) -> Reply {
    let (name, message) = match kind {
        "networks" => (
            "NetworkNotFound",
            format!("Network {id} could not be found."),
        ),
        "subnets" => ("SubnetNotFound", format!("Subnet {id} could not be found.")),
        "ports" => ("PortNotFound", format!("Port {id} could not be found.")),
        "routers" => ("RouterNotFound", format!("Router {id} could not be found")),
        "security-groups" => (
            "SecurityGroupNotFound",
            format!("Security group {id} does not exist"),
        ),
        "floatingips" => (
            "FloatingIPNotFound",
            format!("Floating IP {id} could not be found"),
        ),
        _ => (
            "HTTPNotFound",
            "The resource could not be found.".to_owned(),
        ),
    };
    error(404, name, &message)
}

/// Everything of a kind that the project may see.
fn rows(call: &Call<'_>, kind: &str) -> Result<Vec<Value>, Reply> {
    let region = &call.world.regions[call.region];
    let project = call.project.id;
    let networks = region
        .networks
        .iter()
        .filter(|network| network.shared || network.external || network.project == project);
    let groups = region
        .security_groups
        .iter()
        .filter(|group| group.project == project);
    let routers = region
        .routers
        .iter()
        .filter(|router| router.project == project);
    let free_ports = region.ports.iter().filter(|port| port.project == project);
    // Asked for nothing but one server's: the others' need not be written first.
    let device = match &*call.request.query {
        [(key, id)] if key == "device_id" => Some(id),
        _ => None,
    };
    Ok(match kind {
        "networks" => networks.map(body::network).collect(),
        "subnets" => networks.flat_map(body::subnets).collect(),
        "security-groups" => groups.map(body::group).collect(),
        "security-group-rules" => groups
            .flat_map(|group| group.rules.iter().map(|rule| body::rule(group, rule)))
            .collect(),
        "ports" => region
            .servers
            .iter()
            .filter(|server| server.project == project && !server.is_gone())
            .filter(|server| device.is_none_or(|id| id.eq_ignore_ascii_case(&server.id)))
            .flat_map(body::ports)
            .chain(free_ports.map(body::free_port))
            .chain(routers.flat_map(body::interfaces))
            .collect(),
        "routers" => routers.map(body::router).collect(),
        "floatingips" => region
            .floating_ips
            .iter()
            .filter(|ip| ip.project == project)
            .map(|ip| body::floating_ip(region, ip))
            .collect(),
        _ => {
            return Err(error(
                404,
                "HTTPNotFound",
                "The resource could not be found.",
            ));
        }
    })
}

fn listed(call: &Call<'_>, kind: &str, mut rows: Vec<Value>) -> Result<Reply, Reply> {
    let request = call.request;
    let own = [
        "fields",
        "limit",
        "marker",
        "page_reverse",
        "sort_key",
        "sort_dir",
    ];
    for (key, _) in &request.query {
        if own.contains(&key.as_str()) {
            continue;
        }
        if rows.iter().any(|row| row.get(key).is_none()) {
            return Err(error(
                400,
                "HTTPBadRequest",
                &format!("['{key}'] is invalid attribute for filtering"),
            ));
        }
        let values: Vec<&str> = request.params(key).collect();
        rows.retain(|row| values.iter().any(|value| has(&row[key], value)));
    }
    let sort_key = request.param("sort_key").unwrap_or("id").to_owned();
    rows.sort_by_key(|row| row[&sort_key].to_string());
    if let Some(marker) = request.param("marker") {
        match rows.iter().position(|row| row["id"] == marker) {
            Some(index) => drop(rows.drain(..=index)),
            None => rows.clear(),
        }
    }
    let name = kind.replace('-', "_");
    let mut body = json!({});
    if let Some(limit) = request
        .param("limit")
        .and_then(|text| text.parse::<usize>().ok())
    {
        let more = limit > 0 && rows.len() >= limit;
        rows.truncate(if limit == 0 { usize::MAX } else { limit });
        if let Some(last) = rows.last().filter(|_| more) {
            let query = request.query_from(last["id"].as_str());
            let href = format!("{}{}?{query}", request.base, request.raw_path);
            body[format!("{name}_links")] = json!([{"rel": "next", "href": href}]);
        }
    }
    let fields: Vec<&str> = request.params("fields").collect();
    if !fields.is_empty() {
        for row in &mut rows {
            if let Some(map) = row.as_object_mut() {
                map.retain(|key, _| fields.contains(&key.as_str()));
            }
        }
    }
    body[name] = json!(rows);
    Ok(Reply::json(200, &body))
}

/// `fixed_ips` is asked for one of its keys, `ip_address=10.0.0.7`; a list for one of its items.
fn has(found: &Value, wanted: &str) -> bool {
    match found {
        Value::String(text) => text.eq_ignore_ascii_case(wanted),
        Value::Array(items) => items.iter().any(|item| match wanted.split_once('=') {
            Some((key, wanted)) if item.is_object() => item[key] == wanted,
            _ => item == wanted,
        }),
        other => other.to_string().eq_ignore_ascii_case(wanted),
    }
}

fn quota(call: &Call<'_>, project: &str, detail: bool) -> Result<Reply, Reply> {
    if project != call.project.id {
        return Err(error(
            403,
            "AdminRequired",
            "User does not have admin privileges: Only admin is authorized to access quotas for \
             another project.",
        ));
    }
    let used = |kind: &str| {
        let count = rows(call, kind).map_or(0, |rows| rows.len());
        i64::try_from(count).unwrap_or(i64::MAX)
    };
    let quota = call.world.quota(call.region, call.project);
    let ports = call.world.regions[call.region].port_count(project);
    let mut body = Map::new();
    for (name, limit, used) in [
        ("network", 100, used("networks")),
        ("subnet", 100, used("subnets")),
        ("subnetpool", -1, 0),
        ("port", quota.ports, ports),
        ("router_route", 30, 0),
        ("router", 10, used("routers")),
        ("floatingip", quota.floating_ips, used("floatingips")),
        ("rbac_policy", 10, 0),
        ("security_group", 10, used("security-groups")),
        ("security_group_rule", 100, used("security-group-rules")),
    ] {
        let value = if detail {
            json!({"limit": limit, "used": used, "reserved": 0})
        } else {
            json!(limit)
        };
        body.insert(name.to_owned(), value);
    }
    Ok(Reply::json(200, &json!({"quota": body})))
}
