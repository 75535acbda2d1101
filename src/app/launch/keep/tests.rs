use proptest::prelude::*;

use super::*;
use crate::app::field::Field;
use crate::app::launch::Wizard;
use crate::app::launch::advanced::UserDataFrom;
use crate::app::launch::fixture::*;
use crate::app::launch::problems;
use crate::app::launch::step::Step;
use crate::cloud::message::KeyFile;
use crate::openstack::compute::ServerGroup;
use crate::openstack::network::Port;
use crate::openstack::volume::{Volume, VolumeType};
use crate::openstack::{Error, Kind};

/// To Advanced, and past what leads to it.
const ADVANCED: &str = "<A-1><S-Tab><S-Tab><S-Tab><Enter>";

fn file_of(draft: &Draft) -> String {
    let kept = Kept::new("here", Some(draft), &LastUsed::default());
    kept.text().unwrap()
}

fn again(draft: &Draft) -> Draft {
    Kept::parse(&file_of(draft))
        .unwrap()
        .draft(OpId(99))
        .unwrap()
}

/// Something to choose in every list.
fn rich() -> Fixture {
    let mut fixture = cloud();
    let port = Port {
        id: "port-1".into(),
        name: "vip".into(),
        network: "private".into(),
        addresses: vec!["10.0.0.9".into()],
        admin_up: true,
        status: "DOWN".into(),
        vnic_type: "normal".into(),
        security_groups: Vec::new(),
    };
    let volume = Volume {
        bootable: true,
        multiattach: false,
        attached_to: Vec::new(),
        id: "vol-1".into(),
        name: "data".into(),
        status: "available".into(),
        size_gib: 10,
        kind: None,
        availability_zone: None,
        description: String::new(),
        encrypted: false,
        min_ram_mib: 0,
        created: None,
    };
    let group = ServerGroup {
        id: "sg-1".into(),
        name: "apart".into(),
        policy: "anti-affinity".into(),
        members: Vec::new(),
    };
    let kind = VolumeType {
        name: "ssd".into(),
        description: String::new(),
        is_default: false,
    };
    let file = KeyFile {
        path: "/home/alice/.ssh/id.pub".into(),
        private: true,
        content: crate::cloud::public_key::judge(ED25519).map_err(|_| String::new()),
    };
    fixture.choices.ports = loaded(vec![port]);
    fixture.choices.volumes = loaded(vec![volume]);
    fixture.choices.server_groups = loaded(vec![group]);
    fixture.choices.volume_types = loaded(vec![kind]);
    fixture.choices.key_files = loaded(vec![file]);
    fixture
}

fn a_key() -> impl Strategy<Value = String> {
    let named = prop::sample::select(vec![
        "<Tab>", "<S-Tab>", "<Tab>", "<Enter>", "<Space>", "<Space>", "<Left>", "<Right>",
        "<Right>", "<Up>", "<Down>", "<BS>", "<C-u>", "<A-1>", "<A-2>", "<A-3>", "<A-4>", "<A-5>",
        "<A-n>", "<A-o>", "J", "K", "c", "i", "f", "]", ADVANCED,
    ]);
    prop_oneof![
        3 => named.prop_map(str::to_owned),
        1 => "[a-z0-9=,._é-]{1,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whatever_was_typed_and_chosen_comes_back(
        small in any::<bool>(),
        keys in prop::collection::vec(a_key(), 0..80),
    ) {
        let fixture = if small { small_cloud() } else { rich() };
        let mut play = Play::open(fixture, Some("i-24"));
        play.keys(&keys.concat());
        let draft = play.wizard.draft();
        let (mut kept, back) = (draft.kept(), again(draft));
        if let Some(launch) = &mut kept.launch {
            // It was on its way; now it is said why nothing is known of it.
            launch.error = back.kept().launch.and_then(|launch| launch.error);
        }
        prop_assert_eq!(back.kept(), kept);
        let mut open = draft.clone();
        open.advanced.password.set("");
        open.key.passphrase.set("");
        // What does not begin as a public key may be a private one: it is not kept.
        if back.key.import_text.is_empty() {
            open.key.import_text.set("");
        }
        // Whether it was made, the list of key pairs tells.
        open.key.pending = None;
        prop_assert_eq!(back.is_touched(), open.is_touched());
        let world = play.fixture.world();
        prop_assert_eq!(back.finish(world), open.finish(world));
        prop_assert_eq!(problems::advice(&open, world), {
            let mut advice = problems::advice(&back, world);
            advice.retain(|(_, words)| !words.contains("not kept on disk"));
            advice
        });
    }

    #[test]
    fn a_wizard_taken_up_again_chooses_nothing_by_itself(
        keys in prop::collection::vec(a_key(), 0..60),
    ) {
        let mut play = Play::open(small_cloud(), Some("i-24"));
        play.keys(&keys.concat());
        let back = again(play.wizard.draft());
        let (name, networks, key) = (back.name.clone(), back.networks.clone(), back.key.chosen.clone());
        let resumed = play.with(|_, world, cx| Wizard::resume(back, world, cx));
        prop_assert_eq!(resumed.draft().name.text(), name.text());
        prop_assert_eq!(&resumed.draft().networks, &networks);
        prop_assert_eq!(&resumed.draft().key.chosen, &key);
    }
}

#[test]
fn no_secret_is_in_the_file_and_what_is_missing_is_told() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<A-2><Space>");
    play.keys(&format!("{ADVANCED}<Right><Right><Tab>"));
    assert_eq!(play.wizard.draft().advanced.user_data, UserDataFrom::Typed);
    play.paste("#cloud-config\npassword: inscript");
    play.keys("<S-Tab><S-Tab><S-Tab>inpassword");
    assert_eq!(play.wizard.draft().advanced.password.text(), "inpassword");
    play.keys("<A-4>clap<Tab><Tab><Tab>inphrase");
    assert_eq!(play.wizard.draft().key.passphrase.text(), "inphrase");
    let file = file_of(play.wizard.draft());
    for secret in ["inscript", "inpassword", "inphrase"] {
        assert!(!file.contains(secret), "{file}");
    }

    let back = again(play.wizard.draft());
    assert_eq!(
        note(&back).as_deref(),
        Some(
            "not kept on disk, to be typed again: user data, admin password, passphrase of the \
             new key"
        )
    );
    let steps: Vec<_> = advice(&back).into_iter().map(|(step, _)| step).collect();
    assert_eq!(steps, [Step::Details, Step::Details, Step::KeyPair]);
    // Still so after the next start, until it is typed again.
    let mut back = again(&back);
    assert_eq!(advice(&back).len(), 3);
    back.advanced.password.set("inpassword");
    assert_eq!(advice(&back).len(), 2);
    assert_eq!(note(play.wizard.draft()), None, "in memory nothing is lost");
}

#[test]
fn only_a_public_key_is_kept_of_a_pasted_text() {
    let mut draft = Draft::new(None, small_cloud().world());
    for (text, kept) in [
        (ED25519, true),
        ("ssh-ed25519 AAAA", true),
        ("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ", false),
        ("ssh-ed25519 -----BEGIN OPENSSH PRIVATE KEY-----", false),
    ] {
        draft.key.import_text = Field::with(text);
        assert_eq!(again(&draft).key.import_text.text() == text, kept, "{text}");
        assert_eq!(file_of(&draft).contains(text), kept, "{text}");
    }
}

#[test]
fn a_launch_that_was_on_its_way_comes_back_as_one_of_unknown_outcome() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<Tab><C-u>3<A-2><Space><A-5><Enter>");
    assert!(matches!(play.wizard.draft().submit(), Submit::Sending(_)));
    let back = again(play.wizard.draft());
    let sent = Sent {
        at: Some(play.now.wall),
        name: "web".into(),
        count: 3,
        known: vec!["web-1".into()],
    };
    assert_eq!(back.sent(), Some(&sent));
    let Submit::Unknown {
        op,
        error,
        looked,
        checked,
    } = back.submit()
    else {
        panic!("{:?}", back.submit());
    };
    assert_eq!((*op, *looked), (OpId(99), None));
    assert!(!checked && error.outcome_unknown());

    // It says so, and a press sends nothing before the line is ticked.
    let mut wizard = play.with(|_, world, cx| Wizard::resume(back, world, cx));
    assert_eq!(wizard.step(), Step::Review);
    std::mem::swap(&mut play.wizard, &mut wizard);
    play.wait(1000);
    play.keys("<Enter><Tab><Enter><A-1><A-5><Enter><Tab><Enter>");
    assert_eq!(play.launches(), 1);
}

#[test]
fn why_nothing_is_known_of_a_launch_comes_back_and_a_refusal_does_not() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-5><Enter>");
    let mut lost = Error::new(Kind::Server, "Bad Gateway");
    lost.status = Some(502);
    lost.call = "POST /v2.1/servers".into();
    lost.request_id = Some("req-1".into());
    let mut refused = play.wizard.draft().clone();
    play.answer(play.last_op(), &Err(lost.clone()));
    let back = again(play.wizard.draft());
    let Submit::Unknown { error, .. } = back.submit() else {
        panic!("{:?}", back.submit());
    };
    assert_eq!(
        (error.to_string(), &error.call, &error.request_id),
        (lost.to_string(), &lost.call, &lost.request_id)
    );
    assert!(error.outcome_unknown());

    let no = Error::new(Kind::OverQuota, "Quota exceeded");
    refused.on_written(play.last_op(), &Err(no));
    assert_eq!(again(&refused).submit(), &Submit::Editing);
}

#[test]
fn a_file_is_read_for_what_it_has_and_refused_for_what_it_is_not() {
    let kept = Kept::parse(r#"{"version": 1, "new": [], "draft": {"name": "web", "x": {}}}"#);
    assert_eq!(kept.unwrap().draft(OpId(99)).unwrap().server_name(), "web");
    let odd = Kept::parse(r#"{"version": 1, "draft": {"name": "a\u001b[31mb"}}"#);
    assert_eq!(
        odd.unwrap().draft(OpId(99)).unwrap().server_name(),
        "a[31mb"
    );
    for (text, why) in [
        ("", "EOF"),
        ("[1]", "no JSON object"),
        ("{}", "names no version"),
        (r#"{"version": 2}"#, "is of version 2"),
        (
            r#"{"version": 1, "draft": {"networks": "all"}}"#,
            "invalid type",
        ),
    ] {
        let error = Kept::parse(text).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn nothing_to_keep_is_no_file() {
    let last = LastUsed::default();
    assert_eq!(Kept::new("here", None, &last).text(), None);
    let last = LastUsed {
        key: Some("laptop".into()),
        ..last
    };
    let text = Kept::new("here", None, &last).text().unwrap();
    assert_eq!(Kept::parse(&text).unwrap().last(), last);
}
