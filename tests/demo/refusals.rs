//! `POST /servers`: every refusal in Nova's words.

use super::launch::{changed, demo, message, port};
use super::*;

/// What the schema says of a value.
fn field(key: &str, value: &str, why: &str) -> String {
    format!("Invalid input for field/attribute {key}. Value: {value}. {why}")
}

const NO_SCHEMA: &str = "is not valid under any of the given schemas";

async fn refused(rows: &[(Value, String)]) {
    let (_cloud, session) = demo().await;
    let launch = session.launch("new", "d2-2").await;
    for (changes, expected) in rows {
        let (status, body) = session.post(SERVERS, &changed(&launch, changes)).await;
        assert_eq!((status, &message(&body)), (400, expected), "{changes}");
    }
}

#[tokio::test]
async fn the_schema_refuses_names_numbers_and_references_in_novas_words() {
    let long = "x".repeat(256);
    refused(&[
        (
            json!({"name": ""}),
            field("name", "", "'' should be non-empty"),
        ),
        (
            json!({"name": long}),
            field("name", &long, &format!("'{long}' is too long")),
        ),
        (
            json!({"name": " a"}),
            "An invalid 'name' value was provided. The name must be: printable characters. Can \
             not start or end with whitespace."
                .to_owned(),
        ),
        (
            json!({"description": long}),
            field("description", &long, &format!("'{long}' is too long")),
        ),
        (
            json!({"description": 3}),
            field("description", "3", "3 is not of type 'string', 'null'"),
        ),
        (
            json!({"min_count": 0}),
            field("min_count", "0", "0 is less than the minimum of 1"),
        ),
        (
            json!({"max_count": "x"}),
            field("max_count", "x", "'x' does not match '^[0-9]*$'"),
        ),
        (
            json!({"min_count": 1.5}),
            field("min_count", "1.5", "1.5 is not of type 'integer', 'string'"),
        ),
        (
            json!({"networks": "foo"}),
            field("networks", "foo", &format!("'foo' {NO_SCHEMA}")),
        ),
        (
            json!({"networks": [{"uuid": "x"}]}),
            field(
                "networks",
                "[{'uuid': 'x'}]",
                &format!("[{{'uuid': 'x'}}] {NO_SCHEMA}"),
            ),
        ),
        (
            json!({"key_name": ""}),
            field("key_name", "", "'' should be non-empty"),
        ),
        (
            json!({"availability_zone": ""}),
            field("availability_zone", "", "'' should be non-empty"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_schema_refuses_data_and_lists_in_novas_words() {
    let long = "x".repeat(256);
    let data = "eHh4".repeat(16_384);
    let boolean = "is not one of [True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', \
                   'Yes', 'yes', False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', \
                   'No', 'no']";
    refused(&[
        (
            json!({"user_data": "YQ"}),
            field("user_data", "YQ", "'YQ' is not a 'base64'"),
        ),
        (
            json!({"user_data": data}),
            field("user_data", &data, &format!("'{data}' is too long")),
        ),
        (
            json!({"config_drive": "maybe"}),
            field("config_drive", "maybe", &format!("'maybe' {boolean}")),
        ),
        (
            json!({"config_drive": 1}),
            field("config_drive", "1", "1 is not of type 'boolean', 'string'"),
        ),
        (
            json!({"metadata": {"a": 1}}),
            field("a", "1", "1 is not of type 'string'"),
        ),
        (
            json!({"metadata": {"k": long}}),
            field("k", &long, &format!("'{long}' is too long")),
        ),
        (
            json!({"metadata": {"k/": "v"}}),
            field(
                "metadata",
                "{'k/': 'v'}",
                "'k/' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'",
            ),
        ),
        (
            json!({"tags": ["a,b"]}),
            field("0", "a,b", "'a,b' does not match '^[^,/]*$'"),
        ),
        (
            json!({"tags": [&long[..61]]}),
            field("0", &long[..61], &format!("'{}' is too long", &long[..61])),
        ),
        (
            json!({"tags": "a"}),
            field("tags", "a", "'a' is not of type 'array'"),
        ),
        (
            json!({"OS-DCF:diskConfig": "X"}),
            field(
                "OS-DCF:diskConfig",
                "X",
                "'X' is not one of ['AUTO', 'MANUAL']",
            ),
        ),
        (
            json!({"adminPass": 3}),
            field("adminPass", "3", "3 is not of type 'string'"),
        ),
        (
            json!({"security_groups": [{"id": "x"}]}),
            field(
                "0",
                "{'id': 'x'}",
                "Additional properties are not allowed ('id' was unexpected)",
            ),
        ),
        (
            json!({"flavorRef": ""}),
            field("flavorRef", "", "'' should be non-empty"),
        ),
        (
            json!({"imageRef": "x"}),
            field("imageRef", "x", &format!("'x' {NO_SCHEMA}")),
        ),
        (
            json!({"accessIPv4": "x"}),
            field("accessIPv4", "x", "'x' is not a 'ipv4'"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn unknown_and_missing_keys_are_refused_at_any_microversion() {
    let (_cloud, session) = demo().await;
    let launch = session.launch("new", "d2-2").await;
    for (version, changes, why) in [
        (
            "2.1",
            json!({"foo": 1}),
            "Additional properties are not allowed ('foo' was unexpected)",
        ),
        (
            "2.90",
            json!({"foo": 1, "bar": 2}),
            "Additional properties are not allowed ('bar', 'foo' were unexpected)",
        ),
        (
            "2.18",
            json!({"description": "x"}),
            "Additional properties are not allowed ('description' was unexpected)",
        ),
        (
            "2.51",
            json!({"tags": ["a"]}),
            "Additional properties are not allowed ('tags' was unexpected)",
        ),
        (
            "2.90",
            json!({"name": null}),
            "'name' is a required property",
        ),
        (
            "2.37",
            json!({"networks": null}),
            "'networks' is a required property",
        ),
        (
            "2.36",
            json!({"networks": "none"}),
            "'none' is not of type 'array'",
        ),
    ] {
        let order = changed(&launch, &changes);
        let (status, body) = session.post_at(version, SERVERS, &order).await;
        assert_eq!(status, 400, "{version} {changes}");
        assert!(message(&body).ends_with(why), "{}", message(&body));
    }
    let mut order = launch.clone();
    order["foo"] = json!(1);
    let (_, body) = session.post(SERVERS, &order).await;
    assert_eq!(
        message(&body),
        "Additional properties are not allowed ('foo' was unexpected)"
    );
    for (hints, expected) in [
        (
            json!({"group": "x"}),
            "Invalid input for field/attribute group. Value: x. 'x' is not valid under any of the \
             given schemas"
                .to_owned(),
        ),
        (
            json!({"group": NOBODY}),
            format!("Instance group {NOBODY} could not be found."),
        ),
    ] {
        let mut order = launch.clone();
        order["os:scheduler_hints"] = hints;
        let (status, body) = session.post(SERVERS, &order).await;
        assert_eq!((status, message(&body)), (400, expected));
    }
}

#[tokio::test]
async fn what_does_not_exist_or_fit_is_refused_in_novas_words() {
    let (_cloud, session) = demo().await;
    let launch = session.launch("new", "d2-2").await;
    let images = "/RegionOne/image/v2/images?limit=100";
    let windows = session.first(images, "images", "Windows Server 2022").await;
    let old = session.first(images, "images", "Debian 10").await;
    let many: serde_json::Map<String, Value> =
        (0..129).map(|key| (key.to_string(), json!("v"))).collect();
    let not_active = format!("Image {} is not active.", old["id"].as_str().unwrap());
    for (changes, expected_status, expected) in [
        (
            json!({"min_count": 3, "max_count": 2}),
            400,
            "min_count must be <= max_count",
        ),
        (
            json!({"flavorRef": "nope"}),
            400,
            "Flavor nope could not be found.",
        ),
        (
            json!({"imageRef": NOBODY}),
            400,
            "Can not find requested image",
        ),
        (json!({"imageRef": ""}), 400, "Missing imageRef attribute"),
        (json!({"imageRef": null}), 400, "Missing imageRef attribute"),
        (json!({"imageRef": old["id"]}), 400, &not_active),
        (
            json!({"imageRef": windows["id"]}),
            400,
            "Flavor's memory is too small for requested image.",
        ),
        (
            json!({"key_name": "nope"}),
            400,
            "Invalid key_name provided.",
        ),
        (
            json!({"availability_zone": "mars"}),
            400,
            "The requested availability zone is not available",
        ),
        (
            json!({"availability_zone": "nova:host"}),
            403,
            "Policy doesn't allow os_compute_api:servers:create:forced_host to be performed.",
        ),
        (
            json!({"security_groups": [{"name": "nope"}]}),
            400,
            "Unable to find security_group with name or id 'nope'",
        ),
        (
            json!({"metadata": many}),
            403,
            "Maximum number of metadata items exceeds 128",
        ),
        (
            json!({"networks": "auto"}),
            409,
            "Multiple possible networks found, use a Network ID to be more specific.",
        ),
        (
            json!({"networks": []}),
            409,
            "Multiple possible networks found, use a Network ID to be more specific.",
        ),
    ] {
        let (status, body) = session.post(SERVERS, &changed(&launch, &changes)).await;
        let got = (status, message(&body));
        assert_eq!(got, (expected_status, expected.to_owned()), "{changes}");
    }
    // A disk too small for the image, and none at all.
    let small = session.launch("new", "m1.medium").await;
    let order = changed(&small, &json!({"imageRef": windows["id"]}));
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 400);
    assert_eq!(
        message(&body),
        "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk \
         is 42949672960 bytes, minimum size is 53687091200 bytes."
    );
    let order = session.launch("new", "v3-4").await;
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 403);
    assert_eq!(
        message(&body),
        "Only volume-backed servers are allowed for flavors with zero disk."
    );
}

#[tokio::test]
async fn ports_and_addresses_can_be_had_only_once() {
    let (_cloud, session) = demo().await;
    let launch = session.launch("new", "d2-2").await;
    let networks = "/RegionOne/network/v2.0/networks";
    let private = session.first(networks, "networks", "private").await;
    let private = private["id"].as_str().unwrap();
    let bare = session.first(networks, "networks", "no-subnet").await;
    let bare = bare["id"].as_str().unwrap();
    let free = port(&session, "web-vip").await;
    let (_, ports) = session.get("/RegionOne/network/v2.0/ports").await;
    let ports = ports["ports"].as_array().unwrap();
    let busy = ports.iter().find(|port| port["device_id"] != "").unwrap();
    let busy = busy["id"].as_str().unwrap();
    let (_, routers) = session.get("/RegionOne/network/v2.0/routers").await;
    let router = routers["routers"][0]["id"].as_str().unwrap();
    for (networks, max, expected_status, expected) in [
        (
            json!([{"uuid": NOBODY}]),
            1,
            400,
            format!("Network {NOBODY} could not be found."),
        ),
        (
            json!([{"uuid": bare}]),
            1,
            400,
            format!("Network {bare} requires a subnet in order to boot instances on."),
        ),
        (
            json!([{}]),
            1,
            400,
            "Bad network format: missing 'uuid'".to_owned(),
        ),
        (
            json!([{"port": busy}]),
            1,
            409,
            format!("Port {busy} is still in use."),
        ),
        (
            json!([{"port": NOBODY}]),
            1,
            400,
            format!("Port id {NOBODY} could not be found."),
        ),
        (
            json!([{"port": free["id"]}, {"port": free["id"]}]),
            1,
            400,
            format!(
                "Port ID {} was specified twice: you cannot attach a port multiple times.",
                free["id"].to_string().replace('"', "'")
            ),
        ),
        (
            json!([{"port": free["id"]}]),
            2,
            400,
            "Failed to launch instances: Unable to launch multiple instances with a single \
             configured port ID. Please launch your instance one by one with different ports."
                .to_owned(),
        ),
        (
            json!([{"uuid": private, "fixed_ip": "10.0.0.77"}]),
            2,
            400,
            "Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is \
             specified."
                .to_owned(),
        ),
        (
            json!([{"uuid": private, "fixed_ip": "10.0.0.1"}]),
            1,
            400,
            format!("Fixed IP address 10.0.0.1 is already in use on instance {router}."),
        ),
    ] {
        let order = changed(&launch, &json!({"networks": networks, "max_count": max}));
        let (status, body) = session.post(SERVERS, &order).await;
        let got = (status, message(&body));
        assert_eq!(got, (expected_status, expected), "{networks}");
    }
}
