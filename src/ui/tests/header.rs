//! What the header says, at every size: where one is, and how fresh the list is.

use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, at, rows};
use crate::app::fixture::{Bench, error, info};
use crate::cloud::message::{ContextInfo, Read, Write};
use crate::openstack::Kind;

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
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team            ✗ offline, as of 11:04Z");
    let mut bench = Bench::stocked(USUAL);
    bench.keys("a");
    bench.wait_s(61);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team             ‖ paused, as of 11:04Z");
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
