use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::openstack::json::oddities::{object_of, page_of};

mod by_value;

fn read(row: &Value) -> Option<Server> {
    server(row, &Strings::default())
}

#[test]
fn a_row_with_nothing_but_its_id_is_still_a_server() {
    let row = json!({"id": "x", "status": "UNKNOWN", "tenant_id": "p",
        "created": "2026-11-23T07:00:00Z", "links": []});
    let server = read(&row).unwrap();
    assert_eq!(server.status, ServerStatus::Unknown);
    assert_eq!(server.boot, Boot::Unknown);
    assert_eq!(server.flavor, ServerFlavor::default());
    assert!(server.created.is_some());
    assert_eq!(read(&json!({"name": "no id"})), None);
}

#[test]
fn odd_values_do_not_hide_a_row() {
    let row = json!({
        "id": "x", "name": null, "status": "BRAND_NEW", "image": "", "flavor": {},
        "addresses": {"net": [{"addr": "10.0.0.5", "version": 4, "OS-EXT-IPS:type": "floating"},
            {"addr": "2001:db8::1", "version": 6}, {"version": 4}], "a": []},
        "security_groups": [{"name": "default"}, {"name": "default"}, {}],
        "OS-EXT-AZ:availability_zone": "", "metadata": {"n": 1, "s": "t"},
        "trusted_image_certificates": null, "fault": null, "tags": 7,
        "os-extended-volumes:volumes_attached": [{"id": "v"}, "odd"],
    });
    let server = read(&row).unwrap();
    assert_eq!(server.name, "");
    assert_eq!(server.status, ServerStatus::Other("BRAND_NEW".into()));
    assert_eq!(server.boot, Boot::Volume);
    assert_eq!(
        &*server.networks[0].name, "net",
        "the order of the reply is kept"
    );
    assert_eq!(server.networks[0].addresses.len(), 2);
    assert!(server.networks[0].addresses[0].floating);
    assert_eq!(server.security_groups, ["default".into()]);
    assert_eq!(server.availability_zone, None);
    assert_eq!(server.metadata.get("n"), Some("1"));
    assert_eq!(server.volumes.len(), 1);
    assert_eq!(server.fault, None);
}

#[test]
fn only_a_time_that_is_null_says_that_no_host_ever_ran_it() {
    let never = |row: Value| read(&row).unwrap().never_launched;
    let time = "2026-11-23T07:02:09.000000";
    assert!(never(json!({"id": "x", "OS-SRV-USG:launched_at": null})));
    assert!(!never(json!({"id": "x", "OS-SRV-USG:launched_at": time})));
    assert!(!never(json!({"id": "x"})));
}

#[test]
fn a_page_is_servers_or_an_error_that_says_so() {
    let page = json!({"servers": [{"id": "a"}, 7, {"id": "b", "name": ["odd"]}], "other": {}});
    let servers = decode_servers(page.to_string().as_bytes()).unwrap();
    let ids: Vec<_> = servers.iter().map(|server| server.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    for odd in ["{}", "[]", "<html>", r#"{"servers": null}"#] {
        let error = decode_servers(odd.as_bytes()).unwrap_err();
        assert_eq!(error.kind, Kind::Decode, "{odd}");
    }
}

#[test]
fn what_rows_have_alike_is_kept_once() {
    let row = json!({"id": "x", "flavor": {"original_name": "m1.small"}, "key_name": "k",
        "metadata": {"role": "web"}, "tenant_id": "p"});
    let strings = Strings::default();
    let (one, other) = (server(&row, &strings), server(&row, &strings));
    let (one, other) = (one.unwrap(), other.unwrap());
    let same = |one: &Option<Arc<str>>, other: &Option<Arc<str>>| {
        Arc::ptr_eq(one.as_ref().unwrap(), other.as_ref().unwrap())
    };
    assert!(same(&one.flavor.name, &other.flavor.name));
    assert!(same(&one.key_name, &other.key_name));
}

/// There are ten thousand of them, and each has as much again in texts.
#[test]
fn a_row_is_small() {
    assert!(size_of::<Server>() <= 600, "{}", size_of::<Server>());
}

/// Every key a row is read by, one it is not, and those of what is in it.
const KEYS: [&str; 25] = [
    "id",
    "name",
    "status",
    "OS-EXT-STS:task_state",
    "OS-EXT-STS:power_state",
    "image",
    "flavor",
    "addresses",
    "key_name",
    "security_groups",
    "OS-EXT-AZ:availability_zone",
    "created",
    "updated",
    "fault",
    "locked",
    "locked_reason",
    "os-extended-volumes:volumes_attached",
    "metadata",
    "description",
    "tenant_id",
    "project_id",
    "user_id",
    "tags",
    "OS-EXT-SRV-ATTR:host",
    "hostId",
];
const WITHIN: [&str; 14] = [
    "id",
    "original_name",
    "vcpus",
    "ram",
    "disk",
    "addr",
    "OS-EXT-IPS:type",
    "name",
    "delete_on_termination",
    "code",
    "message",
    "created",
    "links",
    "",
];

proptest! {
    #[test]
    fn whatever_a_field_holds_a_row_is_read_as_out_of_its_json(
        rows in proptest::collection::vec(object_of(&KEYS, &WITHIN), 0..4),
    ) {
        let page = page_of("servers", &rows);
        let read = servers(page.as_bytes(), &Strings::default()).unwrap().unwrap();
        // What is no number for JSON, such as 1e999, is none for the one nor for the other.
        let parsed: Value = serde_json::from_str(&page).unwrap();
        let by_value = json::array(&parsed, "servers").iter().filter_map(by_value::server);
        prop_assert_eq!(read, by_value.collect::<Vec<_>>());
    }
}
