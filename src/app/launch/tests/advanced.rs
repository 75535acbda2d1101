//! What stands behind Advanced.

use super::super::fixture::*;
use super::super::*;
use super::launched;
use crate::app::choices::LocalFile;
use crate::app::cx::Ids;
use crate::openstack::compute::{DiskConfig, Microversion, ServerGroup, UserData};
use crate::openstack::secret::Secret;
use crate::openstack::{Error, Kind};

/// From Instance Name to the open page of Advanced.
const TO_ADVANCED: &str = "web<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Enter>";

fn opened() -> Play {
    let mut fixture = small_cloud();
    fixture.choices.server_groups = loaded(vec![ServerGroup {
        id: "sg-1".into(),
        name: "apart".into(),
        policy: "anti-affinity".into(),
        members: Vec::new(),
    }]);
    let mut play = Play::open(fixture, Some("i-24"));
    play.keys(TO_ADVANCED);
    assert!(play.wizard.is_in_advanced());
    play
}

/// What a file of this machine was found to hold.
fn read(path: &str, content: Result<Vec<u8>, Error>) -> LocalFile {
    let ticket = Ids::default().ticket();
    let mut file = LocalFile::default();
    file.ask(path.into(), ticket);
    file.content_mut().settle(ticket, content, at(0));
    file
}

#[test]
fn everything_on_the_page_is_sent() {
    let mut play = opened();
    // Typed user data, config drive, Manual, the group, tags, two pairs, a hint, a password.
    play.keys("<Left><Tab>#!/bin/sh<Enter>echo hi<Tab><Space><Tab><Right><Tab><Right>");
    play.keys("<Tab>prod, web<Tab>role=web<Enter>tier=1<Tab>different_host=abc<Tab>pa55<Tab>");
    assert_eq!(play.wizard.focus(), FieldId::AdvancedDone);
    play.keys("<Enter>");
    assert_eq!(play.wizard.focus(), FieldId::Advanced);
    play.keys("<A-2><Space><A-5><Enter>");
    let new = launched(&play);
    assert_eq!(new.user_data, Some(UserData::new(b"#!/bin/sh\necho hi")));
    assert!(new.config_drive);
    assert_eq!(new.disk_config, DiskConfig::Manual);
    assert_eq!(new.server_group, Some("sg-1".into()));
    assert_eq!(new.tags, ["prod", "web"]);
    assert_eq!(new.metadata.len(), 2);
    assert_eq!(new.hints["different_host"], "abc");
    assert_eq!(
        new.admin_password.as_ref().map(Secret::expose),
        Some("pa55")
    );
    assert!(!format!("{new:?}").contains("pa55"));
    assert!(!format!("{new:?}").contains("echo hi"));
    let draft = format!("{:?}", play.wizard.draft());
    assert!(
        !draft.contains("pa55") && !draft.contains("echo hi"),
        "{draft}"
    );
}

#[test]
fn escape_leaves_the_page_before_it_leaves_the_wizard() {
    let mut play = opened();
    play.keys("<Esc>");
    assert_eq!(
        (play.flow, play.wizard.is_in_advanced()),
        (Flow::Stay, false)
    );
    play.keys("<Esc>");
    assert_eq!(play.flow, Flow::Close);
}

#[test]
fn a_problem_behind_advanced_is_gone_to() {
    let mut play = opened();
    play.keys("<Tab><Tab><Tab><Tab><Tab>no pair");
    assert_eq!(play.wizard.focus(), FieldId::Metadata);
    play.keys("<A-2><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
    assert!(play.wizard.is_in_advanced());
    assert_eq!(play.wizard.focus(), FieldId::Metadata);
    assert_eq!(play.note(), "no pair: write key=value, one a line");
}

#[test]
fn a_file_is_read_when_its_path_is_left_and_sent_as_it_was_read() {
    let mut play = opened();
    play.keys("<Right><Tab>~/init.yaml<Tab>");
    assert!(
        play.wizard
            .wants()
            .reads
            .contains(&Read::UserDataFile("~/init.yaml".into()))
    );
    play.keys("<A-2><Space><A-5><Enter>");
    assert_eq!(play.note(), "~/init.yaml is still being read");
    let gone = Error::new(
        Kind::NotAllowed,
        "~/init.yaml cannot be read: no such file.",
    );
    play.fixture.choices.user_data = read("~/init.yaml", Err(gone));
    play.keys("<A-5><Enter>");
    assert_eq!(play.note(), "~/init.yaml cannot be read: no such file.");
    play.fixture.choices.user_data = read("~/init.yaml", Ok(b"#cloud-config".to_vec()));
    play.keys("<A-5><Enter>");
    assert_eq!(
        launched(&play).user_data,
        Some(UserData::new(b"#cloud-config"))
    );
}

#[test]
fn what_was_read_of_another_file_is_not_sent() {
    let mut play = opened();
    play.fixture.choices.user_data = read("/old", Ok(b"old".to_vec()));
    play.keys("<Right><Tab>/new<A-2><Space><A-5><Enter>");
    assert_eq!(
        (play.launches(), play.note()),
        (0, "/new is still being read")
    );
}

#[test]
fn too_much_user_data_is_refused_with_the_number_of_bytes() {
    let mut play = opened();
    let large = vec![b'x'; UserData::MOST_BYTES + 7];
    play.fixture.choices.user_data = read("/big", Ok(large));
    play.keys("<Right><Tab>/big<A-2><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
    assert!(play.note().contains("7 bytes too much"), "{}", play.note());
}

#[test]
fn what_novas_microversion_does_not_know_is_named_and_not_dropped() {
    let mut play = opened();
    play.fixture.choices.compute_version = loaded(Microversion(2, 18));
    play.keys("<Tab><Tab><Tab><Tab>prod<A-2><Space><A-5><Enter>");
    assert_eq!(play.launches(), 0);
    assert_eq!(
        play.note(),
        "tags at launch needs Nova's microversion 2.52, and this cloud has 2.18: clear it"
    );
}

#[test]
fn a_group_by_hint_and_by_choice_at_once_is_one_too_many() {
    let mut play = opened();
    play.keys("<Tab><Tab><Tab><Right><Tab><Tab><Tab>group=x<A-2><Space><A-5><Enter>");
    assert_eq!(
        play.note(),
        "the hint group and a server group are both set"
    );
}
