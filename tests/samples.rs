//! Replies of a real cloud (`OpenStack` 2026.2, kept in `tests/samples/`), read through the whole
//! client: a server of a few lines replays them.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its helpers bear no #[test] for clippy to see"
)]

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use horizon_tui::openstack::compute::{Boot, Server, ServerStatus};
use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::image::ImageStatus;
use horizon_tui::openstack::{Client, Environment};
use jiff::Timestamp;

/// Which file answers a path.
const REPLIES: [(&str, &str); 13] = [
    ("/v3/auth/tokens", include_str!("samples/token.json")),
    ("/v3/auth/projects", include_str!("samples/projects.json")),
    ("/v2.1/servers/detail", include_str!("samples/servers.json")),
    (
        "/floor/v2.1/servers/detail",
        include_str!("samples/servers-2.1.json"),
    ),
    ("/v2.1/flavors/detail", include_str!("samples/flavors.json")),
    ("/v2.1/limits", include_str!("samples/limits.json")),
    ("/v2.1/os-keypairs", include_str!("samples/keypairs.json")),
    (
        "/v2.1/os-availability-zone",
        include_str!("samples/zones.json"),
    ),
    (
        "/v2.1/servers/x/os-instance-actions",
        include_str!("samples/actions.json"),
    ),
    ("/v2/images", include_str!("samples/images.json")),
    ("/v2.0/networks", include_str!("samples/networks.json")),
    ("/v2.0/subnets", include_str!("samples/subnets.json")),
    (
        "/v2.0/security-groups",
        include_str!("samples/security-groups.json"),
    ),
];

/// A client of the replayed cloud. `below`: a path to put before Nova's.
async fn client(below: &str) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route("/{*path}", any(replay));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let vars = [
        ("OS_AUTH_URL", format!("{base}/v3")),
        ("OS_USERNAME", "demo".into()),
        ("OS_PASSWORD", "secret".into()),
        ("OS_PROJECT_NAME", "demo".into()),
        ("OS_COMPUTE_ENDPOINT_OVERRIDE", format!("{base}{below}")),
        ("OS_IMAGE_ENDPOINT_OVERRIDE", base.clone()),
        ("OS_NETWORK_ENDPOINT_OVERRIDE", base),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let env = Environment {
        vars: vars.into(),
        ..Environment::default()
    };
    let config = config::resolve(&env, Source::Environment, None).unwrap();
    Client::connect(&config, Arc::new(|_| {})).await.unwrap()
}

async fn replay(Path(path): Path<String>, request: Request) -> Response {
    let path = format!("/{path}");
    let json = [(header::CONTENT_TYPE, "application/json")];
    let token = [(HeaderName::from_static("x-subject-token"), "t")];
    match REPLIES.iter().find(|(of, _)| *of == path) {
        Some((_, body)) if request.method() == "POST" => {
            (StatusCode::CREATED, token, json, *body).into_response()
        }
        Some((_, body)) => (json, *body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn named<'a>(servers: &'a [Server], name: &str) -> &'a Server {
    servers.iter().find(|server| server.name == name).unwrap()
}

#[tokio::test]
async fn a_token() {
    let client = client("").await;
    assert_eq!(client.user_name(), "demo");
    assert_eq!(client.project().1, "demo");
    assert_eq!(client.region(), "RegionOne", "the only one of the catalog");
    assert!(!client.is_admin());
    let projects = client.projects().await.unwrap();
    assert!(projects.iter().any(|project| project.name == "scale"));
}

#[tokio::test]
async fn servers() {
    let servers = client("").await.servers(None).all().await.unwrap();
    assert_eq!(servers.len(), 4);
    let active = named(&servers, "db-1");
    assert_eq!(active.status, ServerStatus::Active);
    assert_eq!(active.power_state, Some(1));
    assert_eq!(active.flavor.name.as_deref(), Some("b3-8"));
    assert_eq!(active.flavor.ram_mib, Some(8192));
    assert_eq!(active.security_groups, ["default".into()]);
    assert_eq!(active.addresses().count(), 3);
    assert_eq!(
        active
            .addresses()
            .filter(|address| address.version == 6)
            .count(),
        1
    );
    assert_eq!(
        active.created,
        "2026-11-23T07:02:05Z".parse::<Timestamp>().ok()
    );
    assert!(matches!(active.boot, Boot::Image(_)) && !active.in_transition());

    let failed = named(&servers, "fail-1");
    assert_eq!(failed.status, ServerStatus::Error);
    assert_eq!(failed.fault.as_ref().unwrap().code, 500);
    assert_eq!(failed.availability_zone, None);

    let volume = named(&servers, "vol-1");
    assert_eq!(volume.boot, Boot::Volume);
    assert_eq!(volume.volumes.len(), 1);
    assert!(volume.volumes[0].delete_on_termination.is_some());
}

#[tokio::test]
async fn a_server_below_the_microversions() {
    let servers = client("/floor").await.servers(None).all().await.unwrap();
    let server = named(&servers, "db-1");
    assert!(server.flavor.id.is_some() && server.flavor.name.is_none());
    assert!(!server.locked);
}

#[tokio::test]
async fn what_a_launch_chooses_from() {
    let client = client("").await;
    let flavors = client.flavors().await.unwrap();
    assert_eq!(flavors.len(), 3);
    assert!(
        flavors
            .iter()
            .all(|flavor| flavor.vcpus > 0 && flavor.ram_mib > 0)
    );
    let limits = client.limits().await.unwrap();
    assert!(limits.instances.is_some() && limits.cores.is_some() && limits.ram_mib.is_some());
    assert_eq!(client.availability_zones().await.unwrap(), ["nova"]);
    let networks = client.networks().await.unwrap();
    let external = networks
        .iter()
        .find(|network| network.name == "Ext-Net")
        .unwrap();
    assert!(external.external && external.admin_up);
    assert_eq!(external.subnets.len(), 2);
    assert_eq!(external.subnets[0].ip_version, 4);
    let groups = client.security_groups().await.unwrap();
    assert!(groups.iter().any(|group| group.name == "default"));
    let pairs = client.key_pairs().await.unwrap();
    assert_eq!(&*pairs[0].kind, "ssh");
    assert!(!pairs[0].public_key.ends_with('\n'));
}

#[tokio::test]
async fn images() {
    let images = client("").await.images().all().await.unwrap();
    let of = |name: &str| images.iter().find(|image| image.title() == name).unwrap();
    let volume = of("vol-1-snapshot");
    assert!(volume.is_snapshot() && volume.is_volume_backed());
    assert_eq!(volume.size, Some(0));
    let plain = images.iter().find(|image| !image.is_snapshot()).unwrap();
    assert_eq!(plain.status, ImageStatus::Active);
    assert!(plain.hash.is_some() && !plain.properties.contains_key("self"));
    assert!(images.iter().any(|image| image.protected));
    assert!(images.iter().any(|image| image.instance().is_some()));
}

#[tokio::test]
async fn instance_actions() {
    let actions = client("")
        .await
        .instance_actions(&"x".into())
        .await
        .unwrap();
    assert_eq!(&*actions[0].action, "create");
    assert!(actions[0].request_id.starts_with("req-"));
    assert!(actions[0].started.is_some());
}
