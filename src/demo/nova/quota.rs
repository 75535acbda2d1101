//! Limits, quota sets and usage, all computed from the servers there are.

use serde_json::{Value, json};

use super::super::clock::naive;
use super::super::http::Reply;
use super::super::world::{Flavor, KEYPAIR_QUOTA};
use super::order::METADATA_QUOTA;
use super::{Answer, Call, fault, policy};

/// How many servers of this flavor may start: `max` or as many as fit, but at least `min`.
/// nova/compute/utils.py, `check_num_instances_quota`.
pub(super) fn allow(call: &Call<'_>, flavor: &Flavor, min: u64, max: u64) -> Result<u64, Reply> {
    // No quota of the demo's users is larger than this.
    let most = max.min(min.saturating_add(1000));
    let usage = call.world.usage(call.region, call.project.id);
    let fitting = (min..=most)
        .rev()
        .find(|count| over(call, usage, flavor, *count).is_empty());
    if let Some(count) = fitting {
        return Ok(count);
    }
    let over = over(call, usage, flavor, max);
    let column = |pick: fn(&Excess) -> String| over.iter().map(pick).collect::<Vec<_>>().join(", ");
    let names = column(|excess| excess.name.to_owned());
    let requested: Vec<String> = over
        .iter()
        .map(|excess| match excess.name {
            "instances" if min < max => format!("{min}-{max}"),
            _ => excess.requested.to_string(),
        })
        .collect();
    Err(fault(
        403,
        &format!(
            "Quota exceeded for {names}: Requested {}, but already used {} of {} {names}",
            requested.join(", "),
            column(|excess| excess.used.to_string()),
            column(|excess| excess.limit.to_string()),
        ),
    ))
}

struct Excess {
    name: &'static str,
    requested: i64,
    used: i64,
    limit: i64,
}

fn over(
    call: &Call<'_>,
    (instances, cores, ram): (i64, i64, i64),
    flavor: &Flavor,
    count: u64,
) -> Vec<Excess> {
    let quota = call.world.quota(call.region, call.project);
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    [
        ("cores", flavor.vcpus, cores, quota.cores),
        ("instances", 1, instances, quota.instances),
        ("ram", flavor.ram, ram, quota.ram),
    ]
    .into_iter()
    .map(|(name, each, used, limit)| Excess {
        name,
        requested: each.saturating_mul(count),
        used,
        limit,
    })
    .filter(|excess| {
        excess.limit >= 0 && excess.used.saturating_add(excess.requested) > excess.limit
    })
    .collect()
}

/// A resize asks for the difference only.
pub(super) fn allow_resize(call: &Call<'_>, from: &Flavor, to: &Flavor) -> Result<(), Reply> {
    let mut more = to.clone();
    more.vcpus = (to.vcpus - from.vcpus).max(0);
    more.ram = (to.ram - from.ram).max(0);
    let usage = call.world.usage(call.region, call.project.id);
    let mut over = over(call, usage, &more, 1);
    over.retain(|excess| excess.name != "instances" && excess.requested > 0);
    let Some(excess) = over.first() else {
        return Ok(());
    };
    Err(fault(
        403,
        &format!(
            "Quota exceeded for {}: Requested {}, but already used {} of {} {}",
            excess.name, excess.requested, excess.used, excess.limit, excess.name
        ),
    ))
}

pub(super) fn limits(call: &Call<'_>) -> Reply {
    let (instances, cores, ram) = call.world.usage(call.region, call.project.id);
    let quota = call.world.quota(call.region, call.project);
    let mut absolute = json!({
        "maxTotalCores": quota.cores,
        "maxTotalInstances": quota.instances,
        "maxTotalKeypairs": KEYPAIR_QUOTA,
        "maxServerMeta": METADATA_QUOTA,
        "maxTotalRAMSize": quota.ram,
        "maxServerGroups": 10,
        // Something unlimited.
        "maxServerGroupMembers": -1,
        "totalRAMUsed": ram,
        "totalCoresUsed": cores,
        "totalInstancesUsed": instances,
        "totalServerGroupsUsed": groups(call),
    });
    if call.minor < 57 {
        absolute["maxPersonality"] = json!(5);
        absolute["maxPersonalitySize"] = json!(10240);
    }
    if call.minor < 39 {
        absolute["maxImageMeta"] = json!(128);
    }
    if call.minor < 36 {
        for key in [
            "maxTotalFloatingIps",
            "maxSecurityGroups",
            "maxSecurityGroupRules",
        ] {
            absolute[key] = json!(-1);
        }
        absolute["totalFloatingIpsUsed"] = json!(0);
        absolute["totalSecurityGroupsUsed"] = json!(0);
    }
    Reply::json(200, &json!({"limits": {"rate": [], "absolute": absolute}}))
}

fn groups(call: &Call<'_>) -> usize {
    let groups = call.world.regions[call.region].server_groups.iter();
    groups
        .filter(|group| group.project == call.project.id)
        .count()
}

pub(super) fn set(call: &Call<'_>, project: &str, detail: bool) -> Answer {
    if project != call.project.id && !call.admin {
        return Err(policy(if detail {
            "os-quota-sets:detail"
        } else {
            "os-quota-sets:show"
        }));
    }
    let (instances, cores, ram) = call.world.usage(call.region, call.project.id);
    let quota = call.world.quota(call.region, call.project);
    let rows = [
        ("cores", json!(quota.cores), json!(cores)),
        ("instances", json!(quota.instances), json!(instances)),
        ("key_pairs", json!(KEYPAIR_QUOTA), json!(0)),
        ("metadata_items", json!(METADATA_QUOTA), json!(0)),
        ("ram", json!(quota.ram), json!(ram)),
        ("server_group_members", json!(-1), json!(0)),
        ("server_groups", json!(10), json!(groups(call))),
    ];
    let mut body = json!({"id": project});
    for (name, limit, used) in rows {
        body[name] = if detail {
            json!({"limit": limit, "in_use": used, "reserved": 0})
        } else {
            limit
        };
    }
    Ok(Reply::json(200, &json!({"quota_set": body})))
}

/// The project's hours since each server's launch; `start` is not looked at.
pub(super) fn usage(call: &Call<'_>, project: &str) -> Answer {
    if project != call.project.id && !call.admin {
        return Err(policy("os-simple-tenant-usage:show"));
    }
    let now = call.world.now;
    let mut totals = (0.0, 0.0, 0.0, 0.0);
    let mut rows: Vec<Value> = Vec::new();
    for server in &call.world.regions[call.region].servers {
        let Some(launched) = server.launched.filter(|_| server.project == project) else {
            continue;
        };
        let end = server.terminated.unwrap_or(now);
        let seconds = u32::try_from(end.as_second() - launched.as_second()).unwrap_or(u32::MAX);
        let hours = f64::from(seconds) / 3600.0;
        let of = |amount: i64| f64::from(u32::try_from(amount).unwrap_or(u32::MAX)) * hours;
        totals.0 += hours;
        totals.1 += of(server.flavor.vcpus);
        totals.2 += of(server.flavor.ram);
        totals.3 += of(server.flavor.disk);
        rows.push(json!({
            "hours": hours,
            "flavor": server.flavor.name,
            "instance_id": server.id,
            "name": server.name,
            "tenant_id": server.project,
            "memory_mb": server.flavor.ram,
            "local_gb": server.flavor.disk,
            "vcpus": server.flavor.vcpus,
            "started_at": naive(launched),
            "ended_at": server.terminated.map(naive),
            "state": server.vm,
            "uptime": seconds,
        }));
    }
    if rows.is_empty() {
        return Ok(Reply::json(200, &json!({"tenant_usage": {}})));
    }
    let usage = json!({
        "tenant_id": project,
        "server_usages": rows,
        "start": call.request.param("start").unwrap_or_default(),
        "stop": call.request.param("end").map_or_else(|| naive(now), str::to_owned),
        "total_hours": totals.0,
        "total_vcpus_usage": totals.1,
        "total_memory_mb_usage": totals.2,
        "total_local_gb_usage": totals.3,
    });
    Ok(Reply::json(200, &json!({"tenant_usage": usage})))
}
