use super::{SIZE, notes, obstacles};
use crate::app::fixture::Bench;
use crate::app::form::Id;
use crate::app::form::fixture::{opened, submit, vol_01, web_01, written};
use crate::cloud::message::{Write, Written};

#[test]
fn only_volumes_that_are_free_or_serve_many_can_be_attached() {
    let mut bench = opened(web_01(), "Av", SIZE);
    let against = obstacles(&bench, Id::Volume);
    let of = |id: &str| {
        let row = against.iter().find(|(row, _)| row == id).unwrap();
        row.1.as_str()
    };
    assert_eq!(of("v-data"), "");
    assert_eq!(of("v-shared"), "");
    assert_eq!(of("v-busy"), "it is in use by db-01");
    assert_eq!(of("v-young"), "it is creating, not available");
    assert_eq!(of("v-mine"), "it is attached to this instance already");
    bench.keys("j<Space>");
    assert!(notes(&bench).contains("attached to db-01 as well"));
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::AttachVolume {
            server: "web-01".into(),
            volume: "v-shared".into(),
        }]
    );
}

#[test]
fn the_root_disk_cannot_be_detached_and_says_so() {
    let mut bench = opened(vol_01(), "Aw", SIZE);
    let against = obstacles(&bench, Id::Volume);
    assert!(against[0].1.contains("root disk"), "{against:?}");
    assert_eq!(against[1].1, "");
    submit(&mut bench);
    assert!(written(&bench).is_empty(), "none is chosen beforehand");
    bench.keys("<Space>");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::DetachVolume {
            server: "vol-01".into(),
            volume: "v-data".into(),
        }]
    );
}

#[test]
fn a_volume_is_detached_when_the_row_no_longer_has_it() {
    let accepted = || {
        let mut bench = opened(vol_01(), "Aw", SIZE);
        bench.keys("<Space>");
        submit(&mut bench);
        bench.written(Ok(Written::Changed { request_id: None }));
        bench
    };
    let said = |bench: &Bench| {
        let said = bench
            .said()
            .split_once(": ")
            .or(bench.said().split_once(" failed"));
        said.map(|(_, outcome)| outcome.to_owned())
    };
    let mut bench = accepted();
    assert_eq!(said(&bench).as_deref(), Some("accepted"));
    bench.wait_s(2);
    bench.server_read(vol_01());
    assert_eq!(bench.app.jobs().running(), 1, "the guest holds it still");
    let mut without = vol_01();
    without.volumes.retain(|volume| volume.id != "v-data");
    bench.wait_s(2);
    bench.server_read(without);
    assert_eq!(said(&bench).as_deref(), Some("detached"));

    let mut bench = accepted();
    bench.wait_s(181);
    bench.server_read(vol_01());
    assert!(
        bench.said().contains("it is attached still"),
        "{}",
        bench.said()
    );
    assert_eq!(bench.app.jobs().running(), 0);
}
