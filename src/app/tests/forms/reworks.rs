use super::{SIZE, commands, form, notes, obstacles, problem};
use crate::app::form::Id;
use crate::app::form::fixture::{as_admin, bench, open, opened, submit, vol_01, web_01, written};
use crate::cloud::message::{Data, Read, Write};
use crate::openstack::compute::{DiskConfig, Microversion, Server, ServerAct};

fn act(act: ServerAct) -> Vec<Write> {
    let server = "web-01".into();
    vec![Write::Act { server, act }]
}

#[test]
fn a_flavor_is_measured_by_the_quota_the_disk_and_the_image() {
    let bench = opened(web_01(), "Rr", SIZE);
    let against = obstacles(&bench, Id::Flavor);
    let of = |id: &str| {
        let row = against.iter().find(|(row, _)| row == id).unwrap();
        row.1.as_str()
    };
    assert_eq!(of("f-small"), "it has this one now");
    assert_eq!(
        of("f-tiny"),
        "disk 10 GB < 20 GB: a root disk cannot be made smaller"
    );
    assert_eq!(of("f-medium"), "");
    // What it uses now (1 vCPU, 2 GB) counts as free.
    assert_eq!(
        of("f-metal"),
        "quota vCPU: 64 > 20, quota RAM: 256 GB > 37 GB"
    );
}

#[test]
fn a_resize_says_what_it_changes_and_what_comes_after() {
    let mut bench = opened(web_01(), "Rr", SIZE);
    bench.keys("/medium<Enter><Enter><Right>");
    let told = notes(&bench);
    assert!(
        told.contains("m1.small → m1.medium: vCPUs 1 → 2, RAM 2 GB → 4 GB, disk 20 GB → 40 GB"),
        "{told}"
    );
    assert!(
        told.contains("Quota after it: vCPU 32/50, RAM 63 GB/96 GB"),
        "{told}"
    );
    assert!(told.contains("confirm keeps"), "{told}");
    assert_eq!(
        commands(&bench),
        ["openstack server resize --flavor f-medium web-01"]
    );
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        act(ServerAct::Resize {
            flavor: "f-medium".into(),
            disk_config: Some(DiskConfig::Auto),
        })
    );
}

#[test]
fn a_smaller_disk_is_no_obstacle_where_the_root_disk_is_a_volume() {
    let bench = opened(vol_01(), "Rr", SIZE);
    let against = obstacles(&bench, Id::Flavor);
    let tiny = against.iter().find(|(row, _)| row == "f-tiny").unwrap();
    assert_eq!(tiny.1, "");
}

#[test]
fn a_rebuild_names_what_is_lost_and_sends_what_was_chosen() {
    let mut bench = opened(web_01(), "Rb", SIZE);
    let told = notes(&bench);
    assert!(
        told.contains("Everything on its root disk (20 GB) is lost"),
        "{told}"
    );
    assert!(
        told.contains("Its volumes stay as they are: root, data."),
        "{told}"
    );
    bench.keys("/cirros<Enter><Enter><C-u>anew<Tab>pw");
    assert!(commands(&bench)[0].ends_with("--description anew --password \"$PASSWORD\" web-01"));
    assert_eq!(problem(&bench, Id::Again), "the passwords do not match");
    bench.keys("<Tab>pw");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        act(ServerAct::Rebuild {
            image: "cirros-0.6.2".into(),
            disk_config: None,
            description: Some("anew".into()),
            password: Some("pw".into()),
        })
    );
}

#[test]
fn an_image_that_does_not_fit_the_flavor_cannot_rebuild_it() {
    let bench = opened(web_01(), "Rb", SIZE);
    let against = obstacles(&bench, Id::Image);
    let of = |id: &str| {
        let row = against.iter().find(|(row, _)| row == id).unwrap();
        row.1.as_str()
    };
    assert_eq!(of("cirros-0.6.2"), "");
    assert_eq!(
        of("golden-db"),
        "disk 20 GB < image 40 GB, RAM 2 GB < image 4 GB"
    );
    assert!(against.iter().all(|(id, _)| id != "bad-import"));
}

/// A dialog on a cloud of this microversion.
fn on(version: Microversion, server: Server, keys: &str) -> crate::app::fixture::Bench {
    let mut bench = bench(server, SIZE);
    bench.keys(keys);
    bench.answer(&Read::ComputeVersion, Ok(Data::ComputeVersion(version)));
    bench
}

#[test]
fn what_an_old_nova_cannot_do_to_a_boot_volume_is_said() {
    for (keys, at, wrong) in [
        ("Rb", 92, "Nova rebuilds those from 2.93 on"),
        ("Re", 86, "Nova rescues those from 2.87 on"),
    ] {
        let mut bench = on(Microversion(2, at), vol_01(), keys);
        bench.keys("/cirros<Enter><Space>");
        assert!(problem(&bench, Id::Image).ends_with(wrong), "{keys}");
        let mut bench = on(Microversion(2, at + 1), vol_01(), keys);
        bench.keys("/cirros<Enter><Space>");
        assert_eq!(problem(&bench, Id::Image), "", "{keys}");
    }
}

#[test]
fn a_rescue_proposes_the_image_the_instance_was_made_from() {
    let mut bench = opened(web_01(), "Re", SIZE);
    assert_eq!(form(&bench).fields.one(Id::Image), Some("own"));
    assert_eq!(commands(&bench), ["openstack server rescue web-01"]);
    bench.keys("/cirros<Enter><Space>");
    assert_eq!(
        commands(&bench),
        ["openstack server rescue --image cirros-0.6.2 web-01"]
    );
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        act(ServerAct::Rescue {
            image: Some("cirros-0.6.2".into()),
            password: None,
        })
    );
}

#[test]
fn a_migration_goes_to_the_host_that_was_named_or_to_any() {
    for (keys, typed, wanted, command) in [
        (
            "Rm",
            "",
            ServerAct::Migrate { host: None },
            "openstack server migrate web-01",
        ),
        (
            "Rl",
            "cpu-2",
            ServerAct::LiveMigrate {
                host: Some("cpu-2".into()),
            },
            "openstack server migrate --live-migration --host cpu-2 web-01",
        ),
    ] {
        let mut bench = as_admin(bench(web_01(), SIZE));
        open(&mut bench, keys);
        bench.keys(typed);
        assert_eq!(commands(&bench), [command]);
        submit(&mut bench);
        assert_eq!(written(&bench), act(wanted));
    }
}

#[test]
fn the_host_it_stands_on_is_no_target() {
    let mut web = web_01();
    web.host = Some("cpu-1".into());
    let mut bench = as_admin(bench(web, SIZE));
    open(&mut bench, "Rl");
    bench.keys("cpu-1");
    assert_eq!(problem(&bench, Id::Host), "it stands there now");
}
