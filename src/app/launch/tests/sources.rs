//! What a launch boots from and how that is measured.

use super::super::fixture::*;
use super::super::*;
use super::launched;
use crate::app::remote::Remote;
use crate::openstack::compute::{
    Boot, BootFrom, Microversion, Networking, NewVolume, Nic, Quota, ServerFlavor,
};
use crate::openstack::network::Port;
use crate::openstack::volume::{Volume, VolumeLimits, VolumeSnapshot, VolumeType};

fn volume(id: &str, status: &str) -> Volume {
    Volume {
        bootable: true,
        multiattach: false,
        attached_to: Vec::new(),
        id: id.into(),
        name: id.into(),
        status: status.into(),
        size_gib: 20,
        kind: None,
        availability_zone: None,
        description: String::new(),
        encrypted: false,
        min_ram_mib: 1024,
        created: None,
    }
}

fn volume_snapshot(id: &str, of: &str) -> VolumeSnapshot {
    VolumeSnapshot {
        id: id.into(),
        name: id.into(),
        volume: of.into(),
        status: "available".into(),
        size_gib: 30,
        description: String::new(),
        created: None,
    }
}

/// The small cloud, with everything read that has to do with volumes.
pub(super) fn with_volumes() -> Fixture {
    let mut fixture = small_cloud();
    let quota = |used, limit| {
        Some(Quota {
            used,
            limit: Some(limit),
        })
    };
    let choices = &mut fixture.choices;
    choices.volumes = loaded(vec![
        volume("v-boot", "available"),
        volume("v-busy", "in-use"),
        volume("v-making", "creating"),
    ]);
    choices.volume_snapshots = loaded(vec![
        volume_snapshot("vs-boot", "v-busy"),
        volume_snapshot("vs-data", "v-data"),
    ]);
    choices.volume_types = loaded(vec![VolumeType {
        name: "hdd".into(),
        description: String::new(),
        is_default: false,
    }]);
    choices.volume_limits = loaded(VolumeLimits {
        volumes: quota(4, 10),
        gigabytes: quota(100, 250),
    });
    fixture
}

#[test]
fn sources_are_sorted_by_name_by_age_and_by_size_and_filtered_by_more_than_names() {
    let mut fixture = cloud();
    fixture.images[0].created = "2026-11-01T00:00:00Z".parse().ok();
    fixture.images[0].size = Some(1);
    fixture.images[1].visibility = "shared".into();
    let mut play = Play::open(fixture, None);
    play.keys("<Tab><Tab><Tab><Tab><Tab>");
    let ids = |play: &Play| play.wizard.ids(FieldId::Source, play.fixture.world());
    assert_eq!(*ids(&play), ["i-22", "i-24"]);
    play.keys("s");
    assert_eq!(*ids(&play), ["i-22", "i-24"], "newest first");
    play.keys("s");
    assert_eq!(*ids(&play), ["i-24", "i-22"], "smallest first");
    play.keys("s/shared");
    assert_eq!(*ids(&play), ["i-22"]);
}

/// From the name to the row of boot sources.
const TO_SOURCE_KIND: &str = "web<Enter><Enter><Enter>";
/// From a chosen source to a launched server, with the first flavor that fits.
const TO_LAUNCH: &str = "<A-2><Space><A-5><Enter>";

#[test]
fn a_volume_boots_one_instance_and_measures_the_ram_of_its_image() {
    let mut play = Play::open(with_volumes(), None);
    play.keys(TO_SOURCE_KIND);
    play.keys("<Right><Right><Enter>");
    let ids = play.wizard.ids(FieldId::Source, play.fixture.world());
    assert_eq!(*ids, ["v-boot", "v-making"], "one in use is nobody else's");
    play.keys("<Space><A-2>");
    let rows = play.wizard.flavor_rows(play.fixture.world());
    assert_eq!(rows[0].fit.short(), "RAM 64 MB < image 1 GB");
    assert!(rows[2].fit.fits(), "its disk of 1 GB is not asked of");
    assert_eq!(rows[2].fit.up_to, Some(1), "it boots one");
    play.fixture.choices.volumes = Remote::default();
    let summary = play.wizard.draft().summary(play.fixture.world());
    assert_eq!(
        summary, "web ×1 from volume v-boot",
        "although it is not read yet"
    );
    play.fixture.choices.volumes = loaded(vec![volume("v-boot", "available")]);
    play.keys(TO_LAUNCH);
    assert_eq!(
        launched(&play).boot,
        BootFrom::Volume {
            volume: "v-boot".into(),
            delete_on_termination: false,
        }
    );
}

#[test]
fn a_volume_and_a_count_above_one_do_not_go_together() {
    let mut play = Play::open(with_volumes(), None);
    play.keys(TO_SOURCE_KIND);
    play.keys("<Right><Right><Enter><Space><A-1><S-Tab><S-Tab><S-Tab><S-Tab><C-u>2");
    assert_eq!(play.wizard.focus(), FieldId::Count);
    play.keys(TO_LAUNCH);
    assert_eq!(play.launches(), 0);
    assert!(
        play.note().contains("a volume boots only one"),
        "{}",
        play.note()
    );
}

#[test]
fn a_volume_that_is_not_available_is_listed_and_not_chosen() {
    let mut play = Play::open(with_volumes(), None);
    play.keys(TO_SOURCE_KIND);
    play.keys("<Right><Right><Enter>G<Space>");
    assert_eq!(play.note(), "v-making: it is creating, not available");
    assert_eq!(play.wizard.draft().source.chosen(), None);
}

#[test]
fn only_snapshots_of_bootable_volumes_are_offered_and_they_count_as_new_volumes() {
    let mut play = Play::open(with_volumes(), None);
    play.keys(TO_SOURCE_KIND);
    play.keys("<Left><Enter>");
    let ids = play.wizard.ids(FieldId::Source, play.fixture.world());
    assert_eq!(*ids, ["vs-boot"]);
    play.keys("<Space><Tab>");
    assert_eq!(play.wizard.focus(), FieldId::DeleteVolume);
    play.keys("<Space><A-1><A-2><Space>");
    let fit = play.wizard.draft().fit(play.fixture.world()).unwrap();
    assert_eq!(fit.up_to, Some(5), "150 GB are left for 30 GB each");
    play.keys("<A-5><Enter>");
    assert_eq!(
        launched(&play).boot,
        BootFrom::VolumeSnapshot {
            snapshot: "vs-boot".into(),
            delete_on_termination: true,
        }
    );
}

#[test]
fn a_new_volume_is_asked_for_and_never_the_default() {
    let mut play = Play::open(with_volumes(), Some("i-24"));
    assert!(!play.wizard.draft().disk.on_volume);
    play.keys("web<Tab><Tab><Tab><Tab><Tab><Tab>");
    assert_eq!(play.wizard.focus(), FieldId::DiskPlace);
    play.keys("<Right>");
    let reads = play.wizard.wants().reads;
    assert!(reads.contains(&Read::VolumeLimits) && reads.contains(&Read::VolumeTypes));
    assert_eq!(play.wizard.draft().disk.size.text(), "10", "of the image");
    play.keys("<Tab><Tab><Right><Tab><Space><A-2><Space>");
    assert_eq!(play.wizard.draft().disk.size.text(), "20", "of the flavor");
    play.keys("<A-5><Enter>");
    assert_eq!(
        launched(&play).boot,
        BootFrom::ImageOnVolume {
            image: "i-24".into(),
            volume: NewVolume {
                size_gib: 20,
                kind: Some("hdd".into()),
                delete_on_termination: true,
            },
        }
    );
}

#[test]
fn a_size_that_was_typed_is_kept_and_measured_against_the_image() {
    let mut play = Play::open(with_volumes(), Some("i-24"));
    play.keys("web<Tab><Tab><Tab><Tab><Tab><Tab><Right><Tab><C-u>9x<Tab>");
    assert!(play.note().is_empty());
    let world = play.fixture.world();
    let problem = play.wizard.problem_at(FieldId::VolumeSize, world).unwrap();
    assert_eq!(problem, "9 GB is too small: the image needs at least 10 GB");
    play.keys("<S-Tab>9<A-2><Space>");
    assert_eq!(play.wizard.draft().disk.size.text(), "99");
    let fit = play.wizard.draft().fit(play.fixture.world()).unwrap();
    assert_eq!(fit.up_to, Some(1), "150 GB of volumes are left");
}

#[test]
fn a_cloud_without_volumes_offers_none() {
    let mut fixture = small_cloud();
    fixture.info.has_volume = false;
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<Tab><Tab><Tab><Tab><Left>");
    assert_eq!(play.wizard.draft().source.kind, SourceKind::Snapshot);
    let fields = play.wizard.fields(play.fixture.world());
    assert!(!fields.contains(&FieldId::DiskPlace));
}

#[test]
fn a_flavor_without_a_disk_is_told_to_take_a_volume() {
    let mut fixture = with_volumes();
    fixture.choices.flavors = loaded(vec![flavor("f-zero", "m1.vol", 1, 2048, 0)]);
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<A-2><Space>");
    assert_eq!(
        play.note(),
        "m1.vol cannot be chosen: no disk: needs a new volume"
    );
    play.keys("<A-1><Tab><Tab><Tab><Tab><Tab><Tab><Right>");
    play.keys(TO_LAUNCH);
    assert_eq!(play.launches(), 1);
}

#[test]
fn one_key_lowers_the_count_to_what_fits_and_chooses() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<Enter><C-u>3<A-2>gjjjj");
    let rows = play.wizard.flavor_rows(play.fixture.world());
    let at = play.wizard.cursor(FieldId::Flavor, play.fixture.world());
    assert_eq!(&*rows[at].flavor.name, "m1.xlarge");
    play.keys("f");
    assert_eq!(play.wizard.draft().count.text(), "2");
    assert_eq!(play.wizard.draft().flavor, Some("f-xlarge".into()));
    assert_eq!(play.note(), "Count is 2 now, and m1.xlarge is chosen");
    play.keys("Gf");
    assert!(
        play.note().starts_with("no count makes bm.metal fit"),
        "{}",
        play.note()
    );
    assert_eq!(play.wizard.draft().count.text(), "2");
}

#[test]
fn a_snapshot_offers_what_its_instance_was_launched_with() {
    let mut fixture = cloud();
    let mut web = server("web-02");
    web.flavor = ServerFlavor {
        name: Some("m1.medium".into()),
        ..ServerFlavor::default()
    };
    web.boot = Boot::Volume;
    web.networks = ["storage", "gone-net"]
        .map(|name| crate::openstack::compute::ServerNetwork {
            name: name.into(),
            addresses: Vec::new(),
        })
        .into();
    web.security_groups = vec!["web".into()];
    web.key_name = Some("ci-deploy".into());
    fixture.servers.push(web);
    fixture.images[2]
        .properties
        .insert("instance_uuid".into(), "web-02".into());
    let mut play = Play::open(fixture, Some("s-web"));
    assert_eq!(play.wizard.draft().flavor, None, "offered, not taken");
    play.keys("web<A-o>");
    let draft = play.wizard.draft();
    assert_eq!(draft.name.text(), "web");
    assert_eq!(draft.flavor, Some("f-medium".into()));
    assert_eq!(draft.networks, ["storage".into()]);
    assert_eq!(draft.groups, ["g-web".into()]);
    assert_eq!(draft.key.chosen.as_deref(), Some("ci-deploy"));
    assert_eq!(
        play.note(),
        "taken over from web-02; not found: network gone-net"
    );
}

#[test]
fn a_snapshot_of_a_deleted_instance_says_so() {
    let mut fixture = cloud();
    fixture.images[2]
        .properties
        .insert("instance_uuid".into(), "old".into());
    let mut play = Play::open(fixture, Some("s-web"));
    play.keys("<A-o>");
    assert_eq!(
        play.note(),
        "the instance this snapshot was taken of is gone"
    );
}

fn port(id: &str) -> Port {
    Port {
        id: id.into(),
        name: String::new(),
        network: "private".into(),
        addresses: vec!["10.0.0.9".into()],
        admin_up: id != "p-down",
        status: "DOWN".into(),
        vnic_type: "normal".into(),
        security_groups: Vec::new(),
    }
}

#[test]
fn ports_connect_without_a_network_and_come_after_networks() {
    let mut fixture = cloud();
    fixture.choices.ports = loaded(vec![port("p-1"), port("p-down")]);
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<A-2><Space><A-3><Tab>");
    assert_eq!(play.wizard.focus(), FieldId::Ports);
    play.keys("G<Space>");
    assert_eq!(
        play.note(),
        "p-down cannot be chosen: its admin state is down"
    );
    play.keys("g<Space><A-5><Enter>");
    assert_eq!(
        launched(&play).networking,
        Networking::Nics(vec![Nic::Port("p-1".into())])
    );
    play.answer(play.last_op(), &super::refusal());
    play.keys("<A-3><S-Tab><Space><A-5><Enter>");
    let Networking::Nics(nics) = &launched(&play).networking else {
        panic!("NICs");
    };
    assert_eq!(nics.len(), 2);
    assert_eq!(nics[1], Nic::Port("p-1".into()));
}

#[test]
fn ports_and_a_count_above_one_do_not_go_together() {
    let mut fixture = cloud();
    fixture.choices.ports = loaded(vec![port("p-1")]);
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<Enter><C-u>2<A-2><Space><A-3><Tab><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
    assert!(
        play.note().contains("a port connects only one"),
        "{}",
        play.note()
    );
}

#[test]
fn a_port_quota_that_is_full_stops_the_launch_with_both_numbers() {
    let mut fixture = small_cloud();
    fixture.choices.port_quota = loaded(Quota {
        used: 9,
        limit: Some(10),
    });
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<Enter><C-u>2<A-2><Space><A-5><Enter>");
    assert_eq!(play.note(), "quota ports: the launch needs 2, 1 are free");
}

#[test]
fn where_there_is_no_network_neutron_is_asked_whether_it_makes_one() {
    let mut fixture = cloud();
    fixture.choices.networks = loaded(Vec::new());
    let mut play = Play::open(fixture, Some("i-24"));
    assert!(play.wizard.wants().reads.contains(&Read::AutoTopology));
    play.fixture.choices.auto_topology = loaded(true);
    play.world_changed();
    play.keys("web<A-2><Space><A-5><Enter>");
    assert_eq!(launched(&play).networking, Networking::Auto);
}

#[test]
fn a_nova_too_old_for_it_is_not_asked_for_an_automatic_network() {
    let mut fixture = cloud();
    fixture.choices.networks = loaded(Vec::new());
    fixture.choices.auto_topology = loaded(true);
    fixture.choices.compute_version = loaded(Microversion(2, 36));
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys("web<A-2><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
}

#[test]
fn a_snapshot_whose_volume_is_smaller_than_its_own_minimum_cannot_be_chosen() {
    let mut fixture = cloud();
    let mapping = r#"[{"boot_index": 0, "source_type": "snapshot", "volume_size": 10}]"#;
    fixture.images[2]
        .properties
        .insert("block_device_mapping".into(), mapping.into());
    let mut play = Play::open(fixture, Some("s-web"));
    play.keys("web<A-2><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
    assert_eq!(
        play.note(),
        "web-02-before-upgrade: its volume of 10 GB is smaller than its own minimum of 20 GB"
    );
}
