//! Security groups in Horizon's words.

pub(super) use crate::app::rules::name_of;
use crate::openstack::network::{SecurityGroup, SecurityGroupRule};

/// `ALLOW IPv4 22/tcp from 0.0.0.0/0`, as Horizon's `SecurityGroupRule.__str__` says it.
pub(super) fn rule(rule: &SecurityGroupRule, groups: &[SecurityGroup]) -> String {
    let version = if rule.ip_version == 6 { "IPv6" } else { "IPv4" };
    let direction = if rule.ingress { "from" } else { "to" };
    let remote = match (&rule.remote_group, &rule.remote_prefix) {
        (Some(id), _) => name_of(id, groups),
        (None, Some(prefix)) => prefix.clone(),
        (None, None) => "ANY".into(),
    };
    let traffic = traffic(rule);
    let parts = ["ALLOW", version, &traffic, direction, &remote];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

fn traffic(rule: &SecurityGroupRule) -> String {
    let protocol = rule.protocol.as_deref().unwrap_or("").to_lowercase();
    match (rule.port_min, rule.port_max) {
        (Some(from), Some(to)) if from != to => format!("{from}-{to}/{protocol}"),
        (Some(from), _) => format!("{from}/{protocol}"),
        (None, _) if protocol.parse::<u8>().is_ok() => format!("ip_proto={protocol}"),
        (None, _) => protocol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_in_horizon() {
        let any = SecurityGroupRule {
            group: "g".into(),
            ingress: true,
            ip_version: 4,
            protocol: None,
            port_min: None,
            port_max: None,
            remote_prefix: None,
            remote_group: None,
        };
        let groups = [SecurityGroup {
            id: "g".into(),
            name: "web".into(),
            description: String::new(),
        }];
        let words = |change: fn(&mut SecurityGroupRule)| {
            let mut changed = any.clone();
            change(&mut changed);
            rule(&changed, &groups)
        };
        let ssh = words(|rule| {
            rule.protocol = Some("tcp".into());
            (rule.port_min, rule.port_max) = (Some(22), Some(22));
            rule.remote_prefix = Some("0.0.0.0/0".into());
        });
        assert_eq!(ssh, "ALLOW IPv4 22/tcp from 0.0.0.0/0");
        let range = words(|rule| {
            rule.protocol = Some("UDP".into());
            (rule.port_min, rule.port_max) = (Some(60000), Some(61000));
            rule.remote_group = Some("g".into());
        });
        assert_eq!(range, "ALLOW IPv4 60000-61000/udp from web");
        let out = words(|rule| {
            rule.ingress = false;
            rule.ip_version = 6;
        });
        assert_eq!(out, "ALLOW IPv6 to ANY");
        assert_eq!(
            words(|rule| rule.protocol = Some("112".into())),
            "ALLOW IPv4 ip_proto=112 from ANY"
        );
        assert_eq!(
            words(|rule| rule.remote_group = Some("gone".into())),
            "ALLOW IPv4 from gone"
        );
    }
}
