//! The service catalog: which address serves what, where.
//! <https://docs.openstack.org/api-ref/identity/v3/#get-service-catalog>

use std::collections::BTreeSet;

use reqwest::Url;
use serde_json::Value;

use super::json;

/// The services this program talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    Compute,
    Image,
    Network,
    Identity,
    /// Cinder.
    Volume,
}

impl Service {
    const ALL: [Self; 5] = [
        Self::Compute,
        Self::Image,
        Self::Network,
        Self::Identity,
        Self::Volume,
    ];

    /// The official service type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Image => "image",
            Self::Network => "network",
            Self::Identity => "identity",
            Self::Volume => "block-storage",
        }
    }

    /// The types a catalog may have it under, in the order in which they are believed.
    /// <https://service-types.openstack.org/service-types.json>
    fn types(self) -> &'static [&'static str] {
        match self {
            Self::Compute => &["compute"],
            Self::Image => &["image"],
            Self::Network => &["network"],
            Self::Identity => &["identity"],
            Self::Volume => &[
                "block-storage",
                "volumev3",
                "volumev2",
                "volume",
                "block-store",
            ],
        }
    }

    /// Version segment the address must end with.
    fn version(self) -> &'static str {
        match self {
            Self::Compute => "v2.1",
            Self::Image => "v2",
            Self::Network => "v2.0",
            Self::Identity | Self::Volume => "v3",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) service: String,
    pub(crate) interface: String,
    pub(crate) region: String,
    pub(crate) url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog(Vec<Endpoint>);

/// OTC and others publish one endpoint for all regions.
const ANY_REGION: &str = "*";

impl Catalog {
    /// Reads `token.catalog`. Entries without an address are left out.
    pub(crate) fn read(catalog: &[Value]) -> Self {
        let mut endpoints = Vec::new();
        for service in catalog {
            let kind = json::text_or_empty(service, "type");
            for endpoint in json::array(service, "endpoints") {
                let Some(url) = json::text(endpoint, "url") else {
                    continue;
                };
                let interface = json::text_or_empty(endpoint, "interface");
                endpoints.push(Endpoint {
                    service: kind.clone(),
                    interface: interface.trim_end_matches("URL").to_owned(),
                    region: json::text(endpoint, "region_id")
                        .or_else(|| json::text(endpoint, "region"))
                        .unwrap_or_default(),
                    url,
                });
            }
        }
        Self(endpoints)
    }

    pub(crate) fn of(endpoints: Vec<Endpoint>) -> Self {
        Self(endpoints)
    }

    /// The endpoints of services this program talks to.
    pub(crate) fn used(&self) -> impl Iterator<Item = &Endpoint> {
        let is_used = |endpoint: &&Endpoint| {
            let kind = endpoint.service.as_str();
            let mut services = Service::ALL.iter();
            services.any(|service| service.types().contains(&kind))
        };
        self.0.iter().filter(is_used)
    }

    /// Regions to choose from, sorted: those with a compute service, since this program is about
    /// servers; any, when none has one.
    pub fn regions(&self) -> Vec<String> {
        let named = |only_compute: bool| {
            let regions: BTreeSet<&String> = self
                .0
                .iter()
                .filter(|endpoint| !only_compute || endpoint.service == "compute")
                .map(|endpoint| &endpoint.region)
                .filter(|region| !region.is_empty() && *region != ANY_REGION)
                .collect();
            regions.into_iter().cloned().collect::<Vec<_>>()
        };
        let regions = named(true);
        if regions.is_empty() {
            named(false)
        } else {
            regions
        }
    }

    /// Whether anything is served there.
    pub fn knows(&self, region: &str) -> bool {
        self.0
            .iter()
            .any(|endpoint| endpoint.region == region || endpoint.region == ANY_REGION)
    }

    /// The published address: the official type before its aliases, then by the order of
    /// `interfaces`, exact region before `*`.
    pub(crate) fn find(
        &self,
        service: Service,
        region: &str,
        interfaces: &[String],
    ) -> Option<&str> {
        let types = service.types().iter();
        types
            .flat_map(|kind| interfaces.iter().map(move |interface| (kind, interface)))
            .flat_map(|(kind, interface)| {
                [(kind, interface, region), (kind, interface, ANY_REGION)]
            })
            .find_map(|(kind, interface, region)| {
                let found = self.0.iter().find(|endpoint| {
                    endpoint.service == *kind
                        && endpoint.interface == *interface
                        && endpoint.region == region
                });
                found.map(|endpoint| endpoint.url.as_str())
            })
    }
}

/// Makes a published address the base of our paths, without asking for versions: whatever stands
/// before the version is kept, and so is a project id behind it; Cinder, which long insisted on
/// one, gets it if it is missing. `None`: no address of the web.
pub(crate) fn normalise(service: Service, published: &str, project: &str) -> Option<Url> {
    let filled = [
        "%(tenant_id)s",
        "$(tenant_id)s",
        "%(project_id)s",
        "$(project_id)s",
    ]
    .iter()
    .fold(published.trim().to_owned(), |url, placeholder| {
        url.replace(placeholder, project)
    });
    let mut url = Url::parse(&filled).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    let mut tail = path.rsplit('/');
    let last = tail.next().unwrap_or_default();
    let before = tail.next().unwrap_or_default();
    let versioned = is_version(last) || (service == Service::Compute && is_version(before));
    let path = if service == Service::Volume {
        let (stem, project) = match (is_version(before), is_version(last)) {
            (true, _) => (path.strip_suffix(&format!("{before}/{last}")), last),
            (_, true) => (path.strip_suffix(last), project),
            _ => (None, project),
        };
        let stem = stem.map_or_else(|| format!("{path}/"), str::to_owned);
        format!("{stem}{}/{project}", service.version())
    } else if !versioned {
        format!("{path}/{}", service.version())
    } else if service == Service::Image || service == Service::Identity {
        // `/v2.1` or `/v1` of another age: the version we speak replaces it.
        let stem = path.strip_suffix(last).unwrap_or(&path);
        format!("{stem}{}", service.version())
    } else {
        path
    };
    url.set_path(&path);
    Some(url)
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The address without the project id behind its version: there a service tells of itself.
pub(crate) fn of_version(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    if let Some((stem, last)) = path.rsplit_once('/')
        && !is_version(last)
        && stem.rsplit('/').next().is_some_and(is_version)
    {
        url.set_path(stem);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn addresses_get_the_version_and_keep_the_rest() {
        let cases = [
            (Service::Compute, "http://h:8774/v2.1", "http://h:8774/v2.1"),
            (
                Service::Compute,
                "http://h:8774/v2.1/",
                "http://h:8774/v2.1",
            ),
            (
                Service::Compute,
                "http://h/compute/v2.1",
                "http://h/compute/v2.1",
            ),
            (Service::Compute, "https://h/nova", "https://h/nova/v2.1"),
            (
                Service::Compute,
                "https://h:8774/v2.1/%(tenant_id)s",
                "https://h:8774/v2.1/p1",
            ),
            (
                Service::Compute,
                "https://h:8774/v2/abc",
                "https://h:8774/v2/abc",
            ),
            (
                Service::Image,
                "https://image.compute.gra11.cloud.ovh.net/",
                "https://image.compute.gra11.cloud.ovh.net/v2",
            ),
            (Service::Image, "http://h/image", "http://h/image/v2"),
            (Service::Image, "http://h:9292/v2/", "http://h:9292/v2"),
            (Service::Image, "http://h:9292/v1", "http://h:9292/v2"),
            (Service::Network, "http://h:9696?x=1", "http://h:9696/v2.0"),
            (
                Service::Network,
                "http://h:9696/v2.0/",
                "http://h:9696/v2.0",
            ),
            (Service::Volume, "http://h:8776/v3", "http://h:8776/v3/p1"),
            (
                Service::Volume,
                "http://h:8776/v3/%(tenant_id)s/",
                "http://h:8776/v3/p1",
            ),
            (
                Service::Volume,
                "http://h/v1/volume/v2/AUTH_p",
                "http://h/v1/volume/v3/AUTH_p",
            ),
            (Service::Volume, "http://h/volume", "http://h/volume/v3/p1"),
            (Service::Volume, "http://h:8776", "http://h:8776/v3/p1"),
            (
                Service::Identity,
                "http://h/identity",
                "http://h/identity/v3",
            ),
            (
                Service::Identity,
                "http://[2001:db8::1]:5000/v3",
                "http://[2001:db8::1]:5000/v3",
            ),
        ];
        for (service, published, expected) in cases {
            let url = normalise(service, published, "p1").unwrap();
            assert_eq!(url.as_str().trim_end_matches('/'), expected);
        }
        assert_eq!(normalise(Service::Compute, "not a url", "p1"), None);
    }

    #[test]
    fn a_service_tells_of_itself_above_the_project() {
        for (address, expected) in [
            ("http://h:8774/v2.1", "http://h:8774/v2.1"),
            ("http://h:8774/v2.1/p1", "http://h:8774/v2.1"),
            ("http://h/compute/v2.1/p1/", "http://h/compute/v2.1"),
            ("http://h/compute/v2.1", "http://h/compute/v2.1"),
        ] {
            assert_eq!(of_version(Url::parse(address).unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn volumes_are_found_under_every_name_the_service_had() {
        let found = |kinds: &[&str]| {
            let services: Vec<_> = kinds
                .iter()
                .map(|kind| {
                    json!({"type": kind, "endpoints": [
                        {"interface": "public", "region": "A", "url": format!("http://{kind}")},
                    ]})
                })
                .collect();
            let catalog = Catalog::read(&services);
            let found = catalog.find(Service::Volume, "A", &["public".to_owned()]);
            found.map(str::to_owned)
        };
        let kinds = [
            "block-store",
            "volume",
            "volumev2",
            "volumev3",
            "block-storage",
        ];
        for end in 1..=kinds.len() {
            let newest = format!("http://{}", kinds[end - 1]);
            assert_eq!(found(&kinds[..end]), Some(newest));
        }
        assert_eq!(found(&["compute", "volumes"]), None);
    }

    fn catalog() -> Catalog {
        Catalog::read(&[
            json!({"type": "compute", "endpoints": [
                {"interface": "internal", "region": "A", "region_id": "A", "url": "http://int-a"},
                {"interface": "public", "region": "A", "url": "http://pub-a"},
                {"interface": "publicURL", "region_id": "B", "region": null, "url": "http://pub-b"},
                {"interface": "public", "region_id": "C", "url": ""},
            ]}),
            json!({"type": "image", "endpoints": [
                {"interface": "public", "region_id": "*", "url": "http://img"},
            ]}),
            json!({"type": "object-store", "endpoints": [
                {"interface": "public", "region_id": "GRA", "url": "http://swift"},
            ]}),
        ])
    }

    #[test]
    fn the_first_interface_with_an_address_wins() {
        let catalog = catalog();
        let find = |service, region, interfaces: &[&str]| {
            let interfaces: Vec<String> = interfaces.iter().map(ToString::to_string).collect();
            catalog
                .find(service, region, &interfaces)
                .map(str::to_owned)
        };
        assert_eq!(
            find(Service::Compute, "A", &["public"]).unwrap(),
            "http://pub-a"
        );
        assert_eq!(
            find(Service::Compute, "A", &["admin", "internal"]).unwrap(),
            "http://int-a"
        );
        assert_eq!(
            find(Service::Compute, "B", &["public"]).unwrap(),
            "http://pub-b"
        );
        assert_eq!(find(Service::Compute, "a", &["public"]), None);
        assert_eq!(
            find(Service::Image, "B", &["public"]).unwrap(),
            "http://img"
        );
        assert_eq!(find(Service::Network, "A", &["public"]), None);
    }

    #[test]
    fn regions_are_those_with_servers() {
        assert_eq!(catalog().regions(), ["A", "B"]);
        assert!(catalog().knows("GRA"));
    }
}
