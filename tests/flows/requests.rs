//! What each screen asks of the cloud, request by request. A line more here is a line to explain.

use std::fmt::Write as _;

use horizon_tui::cloud::message::Read;

use super::common::drive::{Configuration, Drive};
use super::steps::{SIZE, asked, find, opened, requests, seconds, servers};

/// A cloud of the configuration: nothing of the imitation named by `--demo` is kept.
const CLOUD: &str = "
clouds:
  lab:
    auth:
      auth_url: AUTH_URL
      username: demo
      password: secret
      project_name: demo
    region_name: RegionOne
";

fn cold() -> Drive {
    let configuration = Configuration {
        files: &[(".config/openstack/clouds.yaml", CLOUD)],
        ..Configuration::default()
    };
    Drive::configured(&configuration, SIZE)
}

/// Open, with all that is read beside the first rows, and nothing in transition.
fn at_rest() -> Drive {
    let configuration = Configuration {
        files: &[(
            ".config/openstack/clouds.yaml",
            &CLOUD.replace("RegionOne", "RegionTwo"),
        )],
        ..Configuration::default()
    };
    let mut drive = opened(Drive::configured(&configuration, SIZE));
    drive.keys("j");
    drive
}

/// `GET compute/servers/ID`: without what is another one each time, ids, times and hosts, and
/// without the fields that a list is narrowed to.
fn plain(request: &str) -> String {
    let (method, path) = request.split_once(' ').unwrap();
    let path = path.strip_prefix("/identity/v3").map_or_else(
        || path.splitn(3, '/').nth(2).unwrap_or_default().to_owned(),
        |rest| format!("identity{rest}"),
    );
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let is_id = |word: &str| {
        let word = word.trim_start_matches("req-");
        word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
    };
    let path = path.split('/').filter(|word| !is_version(word));
    let path: Vec<_> = path
        .map(|word| if is_id(word) { "ID" } else { word })
        .collect();
    let query: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.starts_with("fields="))
        .map(|pair| match pair.split_once('=') {
            Some((key, value)) if is_id(value) => format!("{key}=ID"),
            Some(("changes-since", _)) => "changes-since=THEN".to_owned(),
            _ => pair.to_owned(),
        })
        .collect();
    let query = query.join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{method} {}{mark}{query}", path.join("/"))
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// All after that many, by what they ask. What is asked at once comes in any order.
fn told(drive: &Drive, from: usize) -> String {
    let mut lines: Vec<_> = requests(drive, from).iter().map(|it| plain(it)).collect();
    lines.sort();
    let mut told = String::new();
    for same in lines.chunk_by(|a, b| a == b) {
        let times = match same.len() {
            1 => String::new(),
            times => format!("{times} × "),
        };
        let _ = writeln!(told, "{times}{}", same[0]);
    }
    told
}

/// What is asked because of these keys, until every answer is there.
fn of_keys(drive: &mut Drive, keys: &str) -> String {
    let from = asked(drive);
    drive.keys(keys);
    drive.idle();
    told(drive, from)
}

fn in_minutes(drive: &mut Drive, minutes: u64) -> String {
    let from = asked(drive);
    seconds(drive, 60 * minutes);
    told(drive, from)
}

/// What a start asks, in this order; the last two at once, when the first rows are there.
fn of_start(drive: &mut Drive, from: usize) -> String {
    drive.until_that("the first rows", |drive| {
        let there = !servers(drive).is_empty();
        let lists = |read: &Read| matches!(read, Read::Servers { since: None });
        assert!(there || drive.reads().iter().all(lists));
        there
    });
    drive.idle();
    let mut lines: Vec<_> = requests(drive, from).iter().map(|it| plain(it)).collect();
    let around = lines.len().saturating_sub(2);
    lines[around..].sort();
    lines.join("\n")
}

#[test]
fn a_cold_start_logs_in_lists_and_then_reads_around() {
    let mut drive = cold();
    insta::assert_snapshot!(of_start(&mut drive, 0), @"
    POST identity/auth/tokens
    GET compute/servers/detail?limit=100
    GET compute/limits?reserved=1
    GET image/images?limit=100
    ");
}

#[test]
fn a_warm_start_is_one_request_before_its_rows() {
    let mut drive = opened(cold());
    let from = asked(&drive);
    drive = drive.restarted();
    insta::assert_snapshot!(of_start(&mut drive, from), @"
    GET compute/servers/detail?limit=100
    GET compute/limits?reserved=1
    GET image/images?limit=100
    ");
}

#[test]
fn a_token_revoked_since_the_last_run_costs_one_login() {
    let mut drive = opened(cold());
    let from = asked(&drive);
    drive.cloud().expire_tokens();
    drive = drive.restarted();
    insta::assert_snapshot!(of_start(&mut drive, from), @"
    GET compute/servers/detail?limit=100
    POST identity/auth/tokens
    GET compute/servers/detail?limit=100
    GET compute/limits?reserved=1
    GET image/images?limit=100
    ");
}

#[test]
fn the_images_are_there_already() {
    let mut drive = at_rest();
    let images = of_keys(&mut drive, "2");
    insta::assert_snapshot!(images, @"");
}

#[test]
fn each_tab_of_the_details_asks_for_what_it_shows() {
    let mut drive = opened(cold());
    find(&mut drive, "web-01");
    drive.idle();
    let overview = of_keys(&mut drive, "Enter");
    insta::assert_snapshot!(overview, @"
    GET compute/servers/ID
    GET compute/servers/ID/os-volume_attachments
    GET network/ports?device_id=ID
    GET network/security-group-rules
    GET network/security-groups
    GET volume/ID/volumes/ID
    ");
    let interfaces = of_keys(&mut drive, "l");
    insta::assert_snapshot!(interfaces, @"
    GET network/networks
    GET network/subnets
    ");
    let log = of_keys(&mut drive, "l");
    insta::assert_snapshot!(log, @"POST compute/servers/ID/action");
    let console = of_keys(&mut drive, "l");
    insta::assert_snapshot!(console, @"");
    let actions = of_keys(&mut drive, "l");
    insta::assert_snapshot!(actions, @"GET compute/servers/ID/os-instance-actions");
}

#[test]
fn each_step_of_the_wizard_asks_for_what_is_chosen_there() {
    let mut drive = at_rest();
    let details = of_keys(&mut drive, "L");
    insta::assert_snapshot!(details, @"
    GET compute/
    GET compute/flavors/detail?limit=1000
    GET compute/limits?reserved=1
    GET compute/os-availability-zone
    GET compute/os-keypairs
    GET image/images?visibility=community&status=active&limit=100
    GET network/networks
    GET network/security-groups
    GET network/subnets
    ");
    // What is chosen at a step is there already, the quota too; what is more is asked for when one
    // comes to it.
    let flavor = of_keys(&mut drive, "A-2");
    insta::assert_snapshot!(flavor, @"");
    let network = of_keys(&mut drive, "A-3");
    insta::assert_snapshot!(network, @"
    GET network/ports?device_owner=network%3Arouter_interface&device_owner=network%3Arouter_interface_distributed&device_owner=network%3Aha_router_replicated_interface
    GET network/ports?project_id=ID&device_id=&device_owner=
    GET network/quotas/ID/details.json
    GET network/routers
    GET network/security-group-rules
    ");
    let keypair = of_keys(&mut drive, "A-4");
    insta::assert_snapshot!(keypair, @"");
    let review = of_keys(&mut drive, "A-5");
    insta::assert_snapshot!(review, @"");
    let back = of_keys(&mut drive, "A-2 A-3 A-1");
    insta::assert_snapshot!(back, @"");
    // Others use up the quota: after ten seconds it is asked for again where it decides, once. All
    // else is not asked for again for coming back.
    seconds(&mut drive, 10);
    let flavor = of_keys(&mut drive, "A-2");
    insta::assert_snapshot!(flavor, @"GET compute/limits?reserved=1");
    let review = of_keys(&mut drive, "A-5");
    insta::assert_snapshot!(review, @"GET network/quotas/ID/details.json");
    let back = of_keys(&mut drive, "A-2 A-3 A-1");
    insta::assert_snapshot!(back, @"");
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    6 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET image/images?limit=100
    ");
}

#[test]
fn another_region_is_a_list_and_another_project_a_login_once() {
    let mut drive = opened(cold());
    drive.keys("c");
    drive.idle();
    drive.text("two");
    let region = of_keys(&mut drive, "Enter");
    insta::assert_snapshot!(region, @"
    GET compute/limits?reserved=1
    GET compute/servers/detail?limit=100
    GET image/images?limit=100
    ");
    drive.keys("c");
    drive.idle();
    drive.text("demo2");
    let project = of_keys(&mut drive, "Enter");
    insta::assert_snapshot!(project, @"
    GET compute/limits?reserved=1
    GET compute/servers/detail?limit=100
    GET image/images?limit=100
    POST identity/auth/tokens
    ");
    drive.keys("c");
    drive.idle();
    drive.text("demo");
    drive.keys("Enter");
    drive.idle();
    drive.keys("c");
    drive.idle();
    drive.text("demo2");
    let again = of_keys(&mut drive, "Enter");
    insta::assert_snapshot!(again, @"
    GET compute/limits?reserved=1
    GET compute/servers/detail?limit=100
    GET image/images?limit=100
    ");
}

/// Nobody types: the lists are read more seldom, whichever is on screen, and then no more.
fn falls_asleep(drive: &mut Drive) {
    seconds(drive, 4 * 60);
    insta::allow_duplicates!(insta::assert_snapshot!(in_minutes(drive, 2), @"
    GET compute/servers/detail?changes-since=THEN&limit=100
    GET compute/servers/detail?limit=100
    2 × GET image/images?limit=100
    "));
    seconds(drive, 25 * 60);
    assert_eq!(in_minutes(drive, 60), "");
}

#[test]
fn a_minute_on_the_instances() {
    let mut drive = at_rest();
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    6 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET image/images?limit=100
    ");
    falls_asleep(&mut drive);
}

#[test]
fn a_minute_on_the_images() {
    let mut drive = at_rest();
    drive.keys("2");
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    GET compute/servers/detail?changes-since=THEN&limit=100
    6 × GET image/images?limit=100
    ");
    falls_asleep(&mut drive);
}

#[test]
fn a_minute_on_the_details_of_an_instance_at_rest() {
    let mut drive = at_rest();
    drive.keys("Enter");
    drive.idle();
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    7 × GET compute/servers/ID
    GET compute/servers/ID/os-volume_attachments
    6 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET image/images?limit=100
    GET network/ports?device_id=ID
    GET network/security-group-rules
    GET network/security-groups
    ");
    drive.keys("l");
    drive.idle();
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    6 × GET compute/servers/ID
    5 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET compute/servers/detail?limit=100
    GET image/images?limit=100
    GET network/networks
    6 × GET network/ports?device_id=ID
    GET network/security-groups
    GET network/subnets
    ");
    drive.keys("l");
    drive.idle();
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    6 × GET compute/servers/ID
    6 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET image/images?limit=100
    ");
    drive.keys("l l");
    drive.idle();
    insta::assert_snapshot!(in_minutes(&mut drive, 1), @"
    6 × GET compute/servers/ID
    6 × GET compute/servers/ID/os-instance-actions
    5 × GET compute/servers/detail?changes-since=THEN&limit=100
    GET compute/servers/detail?limit=100
    GET image/images?limit=100
    ");
    drive.keys("h h h h");
    drive.idle();
    seconds(&mut drive, 5 * 60);
    insta::assert_snapshot!(in_minutes(&mut drive, 2), @"
    4 × GET compute/servers/ID
    2 × GET compute/servers/ID/os-volume_attachments
    GET compute/servers/detail?changes-since=THEN&limit=100
    GET compute/servers/detail?limit=100
    2 × GET image/images?limit=100
    2 × GET network/ports?device_id=ID
    2 × GET network/security-group-rules
    2 × GET network/security-groups
    ");
    seconds(&mut drive, 25 * 60);
    assert_eq!(in_minutes(&mut drive, 60), "");
}
