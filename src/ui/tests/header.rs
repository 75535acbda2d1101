//! What the header says, at every size: where one is, and how fresh the list is.

use insta::assert_snapshot;

use super::{COLOR, LARGE, SMALL, USUAL, at, drawn, lines, mask, rows};
use crate::app::fixture::{Bench, error, info};
use crate::cloud::message::{ContextInfo, Read, Write};
use crate::openstack::Kind;
use crate::ui::text::Look;

#[test]
fn the_header_says_production_and_read_only_at_every_size() {
    let rule = crate::app::settings::Rule {
        cloud: Some("prod*".into()),
        danger: true,
        read_only: true,
        ..crate::app::settings::Rule::default()
    };
    let mut options = Bench::options();
    options.settings.rules = vec![rule];
    let mut bench = Bench::started(options, USUAL);
    bench.connected(Ok(info()));
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team  [PROD]  [RO]            ◐ loading");
    bench.list(Vec::new());
    let bench = at(bench, SMALL);
    assert_snapshot!(rows(&bench, 0..1), @" prod-eu / RegionOne / web-team  [PROD]  [RO]        ● live");
    assert_snapshot!(rows(&at(bench, LARGE), 0..1), @" horizon-tui  prod-eu / RegionOne / web-team  [PROD]  [RO]                                                       ● live");
}

#[test]
fn the_header_tells_live_from_slow_paused_offline_and_asleep() {
    let head = |bench: &Bench| rows(bench, 0..1);
    let mut bench = Bench::stocked(USUAL);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team                             ● live");
    bench.wait_s(13);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team                       ◐ refreshing");
    let failure = error(Kind::Unreachable, None, "connection refused");
    bench.answer(&Read::Servers { since: None }, Err(failure));
    bench.wait_s(1);
    assert_snapshot!(head(&bench), @" prod-eu / RegionOne / web-team        ✗ offline, as of 11:04Z · next 11:04:23Z");
    let mut bench = Bench::stocked(USUAL);
    bench.keys("a");
    bench.wait_s(61);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team             ‖ paused, as of 11:04Z");
}

#[test]
fn a_list_that_waits_for_a_busy_cloud_says_until_when() {
    let waiting = |size| {
        let mut bench = Bench::stocked(size);
        bench.keys("r");
        bench.wait_s(65);
        bench.waits(&Read::Servers { since: None }, Some(30));
        bench
    };
    let said = |bench: &Bench| {
        let status = usize::from(bench.app.size.1) - 2;
        format!("{}\n{}", rows(bench, 0..1), rows(bench, status..status + 1))
    };
    let usual = waiting(USUAL);
    assert_snapshot!(said(&usual), @"
    horizon-tui  prod-eu / RegionOne / web-team            ◷ waits until 11:05:36Z
    ◷ the cloud asks for patience (429): next try 11:05:36Z · rows as of 11:04Z
    ");
    assert_snapshot!(mask(&drawn(&usual, COLOR)).lines().nth(22).unwrap(), @" y nnn nnnnn nnnn nnn nnnnnnnn nnnnnn nnnn nnn nnnnnnnnn n nnnn nn nn nnnnnn");
    assert_snapshot!(said(&waiting(SMALL)), @"
    prod-eu / RegionOne / web-team     ◷ waits until 11:05:36Z
    ◷ the cloud asks for patience (429): next try 11:05:36Z
    ");
    assert_snapshot!(said(&at(waiting(USUAL), LARGE)), @"
    horizon-tui  prod-eu / RegionOne / web-team                                                    ◷ waits until 11:05:36Z
    ◷ the cloud asks for patience (429): next try 11:05:36Z · rows as of 11:04Z
    ");
    let ascii = Look {
        ascii: true,
        ..COLOR
    };
    let screen = drawn(&usual, ascii);
    assert_snapshot!(lines(&screen, |cell| cell.symbol()).lines().next().unwrap(), @" horizon-tui  prod-eu / RegionOne / web-team            . waits until 11:05:36Z");
}

#[test]
fn in_place_of_rows_a_busy_cloud_is_named() {
    let mut bench = Bench::opened(USUAL);
    bench.waits(&Read::Servers { since: None }, Some(7));
    assert_snapshot!(rows(&bench, 4..8), @"

    ◷ the cloud asks for patience (429): next try 11:04:07Z
    ");
    let mut bench = Bench::stocked(USUAL);
    bench.keys("L");
    bench.waits(&Read::Flavors, Some(30));
    bench.keys("<A-2>");
    assert_snapshot!(rows(&bench, 4..12), @"
    │ Instances ████████████████▒▒░░░░░░░░░░  12 + 1 of 20, 7 left                 │
    │ vCPUs     █████████████████░░░░░░░░░░░  31 of 50, 19 left                    │
    │ RAM       █████████████████░░░░░░░░░░░  61 GB of 96 GB, 35 GB left           │
    │       NAME            vCPU     RAM    ROOT  FITS?                            │
    │     ◷ the cloud asks for patience (429): next try 11:04:31Z                  │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ");
}

#[test]
fn a_long_place_leaves_room_for_how_fresh_the_list_is() {
    let long = ContextInfo {
        cloud_name: "a-cloud-with-quite-a-long-name".into(),
        project_name: "and-a-project-with-a-longer-one".into(),
        insecure: true,
        ..info()
    };
    assert_snapshot!(rows(&Bench::opened_on(long, USUAL), 0..2), @"
    a-cloud-with-quite-a-long-name / RegionOne / an…  [TLS not verified] ◐ loading
    [1 Instances]  2 Images
    ");
}

#[test]
fn errors_that_nobody_had_the_time_to_read_are_counted_in_the_header() {
    let mut bench = Bench::stocked(USUAL);
    for (name, read) in [("bastion-01", "one"), ("db-01", "two"), ("db-02", "three")] {
        let write = Write::DeleteServer(name.into());
        bench.write(write, &format!("Delete {read}"));
        let refused = error(Kind::Conflict, Some(409), "Instance is locked");
        bench.written(Err(refused));
    }
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team                ● live · e 2 errors");
    bench.keys("e<Esc>");
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team                             ● live");
}
