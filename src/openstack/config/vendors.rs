//! Public clouds a `profile:` may name, as openstacksdk's vendor files have them
//! (`openstack/config/vendors`), reduced to what needs no network to know.

use super::yaml::{Map, Node};

struct Vendor {
    name: &'static str,
    auth_url: &'static str,
    regions: &'static [&'static str],
    /// Name of the domain of users and projects, where the vendor fixes one.
    domain: Option<&'static str>,
}

/// Regions are listed only where they are part of the address: elsewhere the catalog knows.
const VENDORS: &[Vendor] = &[
    Vendor {
        name: "ovh",
        auth_url: "https://auth.cloud.ovh.net/v3",
        regions: &[],
        domain: Some("Default"),
    },
    Vendor {
        name: "ovh-us",
        auth_url: "https://auth.cloud.ovh.us/v3",
        regions: &[],
        domain: Some("Default"),
    },
    Vendor {
        name: "vexxhost",
        auth_url: "https://auth.vexxhost.net/v3",
        regions: &[],
        domain: Some("Default"),
    },
    Vendor {
        name: "catalyst",
        auth_url: "https://api.cloud.catalyst.net.nz:5000/v3",
        regions: &["nz-por-1", "nz_wlg_2"],
        domain: None,
    },
    Vendor {
        name: "elastx",
        auth_url: "https://ops.elastx.cloud:5000/v3",
        regions: &["se-sto"],
        domain: None,
    },
    Vendor {
        name: "fuga",
        auth_url: "https://identity.api.fuga.io:5000/v3",
        regions: &["cystack"],
        domain: None,
    },
    Vendor {
        name: "switchengines",
        auth_url: "https://keystone.cloud.switch.ch:5000/v3",
        regions: &["LS", "ZH"],
        domain: None,
    },
];

/// What the profile sets, as if written in the file; `None` when it is not known here.
pub(super) fn profile(name: &str) -> Option<Map> {
    // openstacksdk's `ovh` profile is this address, asked for the vendor data.
    let name = name.trim_end_matches('/');
    let name = if name == "https://ovhcloud.com" {
        "ovh"
    } else {
        name
    };
    let vendor = VENDORS.iter().find(|vendor| vendor.name == name)?;
    let text = |value: &str| Node::Text(value.to_owned());
    let mut auth = Map::from([("auth_url".to_owned(), text(vendor.auth_url))]);
    if let Some(domain) = vendor.domain {
        auth.insert("user_domain_name".to_owned(), text(domain));
        auth.insert("project_domain_name".to_owned(), text(domain));
    }
    let mut map = Map::from([("auth".to_owned(), Node::Map(auth))]);
    if !vendor.regions.is_empty() {
        let regions = vendor.regions.iter().map(|region| text(region)).collect();
        map.insert("regions".to_owned(), Node::List(regions));
    }
    Some(map)
}

/// For the error message.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    VENDORS.iter().map(|vendor| vendor.name)
}
