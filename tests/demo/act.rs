//! The actions of a server: from which states, in which words, and what the log says of them.

use super::launch::{demo, message};
use super::*;

/// As a real Nova does, state by state.
#[tokio::test]
async fn each_action_is_taken_in_its_own_states_only() {
    const SERVERS_BY_STATE: [(&str, &str); 7] = [
        ("active", "web-03"),
        ("stopped", "batch-07"),
        ("paused", "batch-08"),
        ("suspended", "batch-09"),
        ("shelved_offloaded", "legacy-erp"),
        ("resized", "app-01"),
        ("rescued", "mail-01"),
    ];
    for (action, body, states) in [
        ("start", json!({"os-start": null}), &["stopped"][..]),
        ("stop", json!({"os-stop": null}), &["active"]),
        ("pause", json!({"pause": null}), &["active"]),
        ("unpause", json!({"unpause": null}), &["paused"]),
        ("suspend", json!({"suspend": null}), &["active"]),
        ("resume", json!({"resume": null}), &["suspended"]),
        (
            "shelve",
            json!({"shelve": null}),
            &["active", "stopped", "paused", "suspended"],
        ),
        (
            "unshelve",
            json!({"unshelve": null}),
            &["shelved_offloaded"],
        ),
        (
            "reboot",
            json!({"reboot": {"type": "HARD"}}),
            &["active", "stopped", "paused", "suspended"],
        ),
        ("reboot", json!({"reboot": {"type": "SOFT"}}), &["active"]),
        ("rescue", json!({"rescue": null}), &["active", "stopped"]),
        ("unrescue", json!({"unrescue": null}), &["rescued"]),
        (
            "confirmResize",
            json!({"confirmResize": null}),
            &["resized"],
        ),
        ("revertResize", json!({"revertResize": null}), &["resized"]),
        (
            "changePassword",
            json!({"changePassword": {"adminPass": "x"}}),
            &["active"],
        ),
        ("restore", json!({"restore": null}), &[]),
    ] {
        for (state, name) in SERVERS_BY_STATE {
            let (_cloud, session) = demo().await;
            let server = session.server(name).await;
            let id = server.rsplit('/').next().unwrap();
            let path = format!("{server}/action");
            let (status, answer) = session.post(&path, &body).await;
            if states.contains(&state) {
                assert!(matches!(status, 200 | 202 | 204), "{action} {state}");
                continue;
            }
            // Without a host Nova asks no further.
            let expected = if state == "shelved_offloaded" && matches!(action, "start" | "stop") {
                format!("Instance {id} is not ready")
            } else {
                format!("Cannot '{action}' instance {id} while it is in vm_state {state}")
            };
            assert_eq!((status, message(&answer)), (409, expected), "{action}");
        }
    }
}

#[tokio::test]
async fn a_task_and_a_lock_keep_actions_away_and_two_of_them_say_so_vaguely() {
    let (_cloud, session) = demo().await;
    let server = session.server("db-02").await;
    let id = server.rsplit('/').next().unwrap();
    let path = format!("{server}/action");
    let (status, body) = session.post(&path, &json!({"os-stop": null})).await;
    let expected = format!("Cannot 'stop' instance {id} while it is in task_state image_uploading");
    assert_eq!((status, message(&body)), (409, expected));

    let server = session.server("vault-01").await;
    let id = server.rsplit('/').next().unwrap();
    let path = format!("{server}/action");
    let vaguely = |name: &str| format!("Instance {id} is in an invalid state for '{name}'");
    for (body, expected) in [
        (
            json!({"resize": {"flavorRef": "nope"}}),
            format!("Instance {id} is locked"),
        ),
        (
            json!({"rebuild": {"imageRef": NOBODY}}),
            format!("Instance {id} is locked"),
        ),
        (
            json!({"forceDelete": null}),
            format!("Instance {id} is locked"),
        ),
        (
            json!({"changePassword": {"adminPass": "x"}}),
            vaguely("changePassword"),
        ),
        (json!({"restore": null}), vaguely("restore")),
    ] {
        let (status, answer) = session.post(&path, &body).await;
        assert_eq!((status, message(&answer)), (409, expected), "{body}");
    }
    // A snapshot of it may be taken.
    let snapshot = json!({"createImage": {"name": "kept"}});
    assert_eq!(session.post(&path, &snapshot).await.0, 202);
}

#[tokio::test]
async fn what_was_never_built_is_neither_shut_off_nor_repaired() {
    let (_cloud, session) = demo().await;
    let server = session.server("gpu-train-01").await;
    let id = server.rsplit('/').next().unwrap();
    let path = format!("{server}/action");
    let vaguely = |name: &str| format!("Instance {id} is in an invalid state for '{name}'");
    for (body, expected) in [
        (
            json!({"os-stop": null}),
            format!("Instance {id} is not ready"),
        ),
        (json!({"reboot": {"type": "HARD"}}), vaguely("reboot")),
        (json!({"rescue": {}}), vaguely("rescue")),
    ] {
        let (status, answer) = session.post(&path, &body).await;
        assert_eq!((status, message(&answer)), (409, expected), "{body}");
    }
}

#[tokio::test]
async fn what_is_sent_wrongly_is_refused_before_anything_else() {
    let (_cloud, session) = demo().await;
    let path = format!("{}/action", session.server("vault-01").await);
    let field = |key: &str, value: &str, why: &str| {
        format!("Invalid input for field/attribute {key}. Value: {value}. {why}")
    };
    for (body, expected) in [
        (
            json!({"resize": {}}),
            field("resize", "{}", "'flavorRef' is a required property"),
        ),
        (
            json!({"resize": {"flavorRef": ""}}),
            field("flavorRef", "", "'' should be non-empty"),
        ),
        (
            json!({"rebuild": {"imageRef": "x"}}),
            field("imageRef", "x", "'x' is not a 'uuid'"),
        ),
        (
            json!({"rescue": {"foo": 1}}),
            field(
                "rescue",
                "{'foo': 1}",
                "Additional properties are not allowed ('foo' was unexpected)",
            ),
        ),
        (
            json!({"reboot": null}),
            field("reboot", "None", "None is not of type 'object'"),
        ),
        (
            json!({"lock": "x"}),
            field("lock", "x", "'x' is not of type 'object', 'null'"),
        ),
        (
            json!({"unshelve": {}}),
            field(
                "unshelve",
                "{}",
                "'availability_zone' is a required property",
            ),
        ),
        (
            json!({"changePassword": {}}),
            field("changePassword", "{}", "'adminPass' is a required property"),
        ),
        (
            json!({"os-getConsoleOutput": {"length": -2}}),
            field("length", "-2", "-2 is less than the minimum of -1"),
        ),
        (
            json!({"foo": null}),
            "There is no such action: foo".to_owned(),
        ),
        (json!({}), "Malformed request body".to_owned()),
    ] {
        let (status, answer) = session.post(&path, &body).await;
        assert_eq!((status, message(&answer)), (400, expected), "{body}");
    }
}

#[tokio::test]
async fn a_rebuild_and_a_rescue_tell_the_password_they_were_given() {
    let (cloud, session) = demo().await;
    let server = session.server("web-03").await;
    let path = format!("{server}/action");
    let images = "/RegionOne/image/v2/images?limit=100";
    let image = session.first(images, "images", "Debian 13").await;
    let order = json!({"rebuild": {
        "imageRef": image["id"],
        "adminPass": "hunter2",
        "description": "fresh",
        "metadata": {"by": "rebuild"},
    }});
    let (status, body) = session.post(&path, &order).await;
    assert_eq!(status, 202);
    assert_eq!(body["server"]["adminPass"], "hunter2");
    assert_eq!(body["server"]["status"], "REBUILD");
    cloud.advance(Duration::from_secs(5));
    let (_, body) = session.get(&server).await;
    assert_eq!(body["server"]["status"], "ACTIVE");
    assert_eq!(body["server"]["description"], "fresh");
    assert_eq!(body["server"]["metadata"], json!({"by": "rebuild"}));
    let order = json!({"rescue": {"adminPass": "hunter3"}});
    let (status, body) = session.post(&path, &order).await;
    assert_eq!((status, body), (200, json!({"adminPass": "hunter3"})));
}

#[tokio::test]
async fn the_steps_of_a_resize_follow_each_other_and_the_last_is_open_until_it_ends() {
    let (cloud, session) = demo().await;
    let server = session.server("web-03").await;
    let flavors = "/RegionOne/compute/v2.1/flavors";
    let flavor = session.first(flavors, "flavors", "d2-4").await;
    let order = json!({"resize": {"flavorRef": flavor["id"]}});
    let path = format!("{server}/action");
    assert_eq!(session.post(&path, &order).await.0, 202);
    let log = format!("{server}/os-instance-actions");
    let (_, body) = session.get(&log).await;
    let request = body["instanceActions"][0]["request_id"].as_str().unwrap();
    let path = format!("{log}/{request}");
    let events = async || {
        let (_, body) = session.get_at("2.84", &path).await;
        let events = body["instanceAction"]["events"].as_array().unwrap().clone();
        let row = |event: &Value| {
            assert!(event.get("host").is_none() && event.get("details").is_none());
            let name = event["event"].as_str().unwrap().to_owned();
            (name, event["result"].clone())
        };
        events.iter().map(row).collect::<Vec<_>>()
    };
    cloud.advance(Duration::from_millis(1500));
    let open = ("compute_resize_instance".to_owned(), Value::Null);
    assert_eq!(events().await[0], open);
    cloud.advance(Duration::from_secs(9));
    let names = [
        "compute_finish_resize",
        "compute_resize_instance",
        "compute_prep_resize",
        "cold_migrate",
    ];
    let done = names.map(|name| (name.to_owned(), json!("Success")));
    assert_eq!(events().await, done);
    let (_, body) = session.get_at("2.50", &path).await;
    assert!(body["instanceAction"].get("events").is_none());
}

#[tokio::test]
async fn a_log_grows_while_its_guest_is_awake() {
    let (cloud, session) = demo().await;
    let server = session.server("web-03").await;
    let path = format!("{server}/action");
    let log = async || {
        let all = json!({"os-getConsoleOutput": {}});
        let (status, body) = session.post(&path, &all).await;
        assert_eq!(status, 200);
        body["output"].as_str().unwrap().to_owned()
    };
    let first = log().await;
    cloud.advance(Duration::from_secs(60));
    let second = log().await;
    assert!(second.starts_with(&first));
    assert_eq!(second.lines().count(), first.lines().count() + 12);
    let last = json!({"os-getConsoleOutput": {"length": 2}});
    let (_, body) = session.post(&path, &last).await;
    let lines: Vec<&str> = second.lines().collect();
    assert_eq!(body["output"], lines[lines.len() - 2..].join("\n"));

    assert_eq!(session.post(&path, &json!({"pause": null})).await.0, 202);
    cloud.advance(Duration::from_secs(5));
    let asleep = log().await;
    cloud.advance(Duration::from_secs(60));
    assert_eq!(log().await, asleep);
}

#[tokio::test]
async fn only_the_first_kind_of_console_is_there() {
    let (_cloud, session) = demo().await;
    let server = session.server("web-03").await;
    let path = format!("{server}/remote-consoles");
    let kind = |protocol: &str, kind: &str| json!({"remote_console": {"protocol": protocol, "type": kind}});
    let (status, body) = session.post(&path, &kind("vnc", "novnc")).await;
    assert_eq!(status, 200);
    let url = body["remote_console"]["url"].as_str().unwrap();
    assert!(url.contains("token"));
    for (protocol, word, expected) in [
        (
            "spice",
            "spice-html5",
            "Unavailable console type spice-html5.",
        ),
        ("serial", "serial", "Unavailable console type serial."),
        ("mks", "webmks", "Unavailable console type webmks."),
        ("vnc", "serial", "Invalid console type serial"),
        (
            "x",
            "novnc",
            "Invalid input for field/attribute protocol. Value: x. 'x' is not one of ['vnc', \
             'spice', 'serial', 'rdp', 'mks']",
        ),
    ] {
        let (status, body) = session.post(&path, &kind(protocol, word)).await;
        assert_eq!((status, message(&body)), (400, expected.to_owned()));
    }
    for name in ["staging-01", "legacy-erp"] {
        let server = session.server(name).await;
        let path = format!("{server}/remote-consoles");
        let (status, body) = session.post(&path, &kind("vnc", "novnc")).await;
        assert_eq!(status, 409);
        assert!(message(&body).ends_with(" is not ready"));
    }
    // Before 2.6 it was an action.
    let old = json!({"os-getVNCConsole": {"type": "novnc"}});
    let path = format!("{server}/action");
    let (status, body) = session.post_at("2.5", &path, &old).await;
    assert_eq!((status, &body["console"]["type"]), (200, &json!("novnc")));
    assert_eq!(session.post_at("2.6", &path, &old).await.0, 404);
}

#[tokio::test]
async fn a_password_is_there_once_the_guest_has_left_one() {
    let (cloud, session) = demo().await;
    let server = session.server("web-03").await;
    let path = format!("{server}/os-server-password");
    assert_eq!(session.get(&path).await, (200, json!({"password": ""})));
    cloud.leave_password(server.rsplit('/').next().unwrap(), "c2VjcmV0");
    let left = (200, json!({"password": "c2VjcmV0"}));
    assert_eq!(session.get(&path).await, left);
    assert_eq!(session.delete(&path).await, 204);
    assert_eq!(session.get(&path).await.1["password"], "");
}

#[tokio::test]
async fn groups_are_added_to_every_port_and_taken_away_again() {
    let (_cloud, session) = demo().await;
    let server = session.server("db-01").await;
    let path = format!("{server}/action");
    let id = server.rsplit('/').next().unwrap();
    let add = json!({"addSecurityGroup": {"name": "web"}});
    assert_eq!(session.post(&path, &add).await.0, 202);
    let (_, body) = session.get(&server).await;
    assert_eq!(
        body["server"]["security_groups"],
        json!([{"name": "database"}, {"name": "web"}, {"name": "database"}, {"name": "web"}])
    );
    assert_eq!(session.post(&path, &add).await.0, 400);
    let (_, body) = session.get(&format!("{server}/os-security-groups")).await;
    let groups = body["security_groups"].as_array().unwrap();
    let web = groups.iter().find(|group| group["name"] == "web").unwrap();
    assert_eq!(web["rules"][0]["ip_range"], json!({"cidr": "0.0.0.0/0"}));
    let remove = json!({"removeSecurityGroup": {"name": "web"}});
    assert_eq!(session.post(&path, &remove).await.0, 202);
    let (status, body) = session.post(&path, &remove).await;
    let expected = format!("Security group web not associated with the instance {id}");
    assert_eq!((status, message(&body)), (404, expected));
}

#[tokio::test]
async fn only_an_administrator_moves_a_server_and_sees_where_it_is() {
    let (cloud, member) = demo().await;
    let admin = Session::of("admin", &cloud, "admin").await;
    let server = member.server("web-03").await;
    let path = format!("{server}/action");
    let live = json!({"os-migrateLive": {"host": null, "block_migration": "auto"}});
    for (order, rule) in [
        (json!({"migrate": null}), "os-migrate-server:migrate"),
        (live.clone(), "os-migrate-server:migrate_live"),
    ] {
        let (status, body) = member.post(&path, &order).await;
        let expected = format!("Policy doesn't allow os_compute_api:{rule} to be performed.");
        assert_eq!((status, message(&body)), (403, expected));
    }
    let (_, body) = member.get(&server).await;
    assert_eq!(body["server"]["OS-EXT-SRV-ATTR:host"], Value::Null);
    let (_, body) = admin.get(&server).await;
    let host = body["server"]["OS-EXT-SRV-ATTR:host"].as_str().unwrap();
    assert!(host.starts_with("RegionOne-compute-"), "{host}");
    let elsewhere = if host.ends_with('1') { 2 } else { 1 };
    let elsewhere = format!("RegionOne-compute-{elsewhere}");
    let live = json!({"os-migrateLive": {"host": elsewhere, "block_migration": "auto"}});
    assert_eq!(admin.post(&path, &live).await.0, 202);
    assert_eq!(member.get(&server).await.1["server"]["status"], "MIGRATING");
    cloud.advance(Duration::from_secs(6));
    let (_, body) = admin.get(&server).await;
    assert_eq!(body["server"]["status"], "ACTIVE");
    assert_eq!(body["server"]["OS-EXT-SRV-ATTR:host"], elsewhere.as_str());
    let nowhere = json!({"migrate": {"host": "nowhere"}});
    let (status, body) = admin.post(&path, &nowhere).await;
    assert_eq!(
        (status, message(&body)),
        (400, "Compute host nowhere could not be found.".to_owned())
    );
    assert_eq!(admin.post(&path, &json!({"migrate": null})).await.0, 202);
    cloud.advance(Duration::from_secs(6));
    let (_, body) = member.get(&server).await;
    assert_eq!(body["server"]["status"], "VERIFY_RESIZE");
}

#[tokio::test]
async fn an_administrators_lock_is_an_administrators_to_take_off() {
    let (cloud, member) = demo().await;
    let admin = Session::of("admin", &cloud, "admin").await;
    let path = format!("{}/action", member.server("web-03").await);
    let lock = json!({"lock": {"locked_reason": "maintenance"}});
    assert_eq!(admin.post(&path, &lock).await.0, 202);
    let unlock = json!({"unlock": null});
    let (status, body) = member.post(&path, &unlock).await;
    assert_eq!(
        (status, message(&body)),
        (
            403,
            "Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be \
             performed."
                .to_owned()
        )
    );
    assert_eq!(admin.post(&path, &unlock).await.0, 202);
}
