use super::{SIZE, commands, note, notes, problem};
use crate::app::fixture::Bench;
use crate::app::form::Id;
use crate::app::form::fixture::{bench, detail, opened, submit, web_01, written};
use crate::cloud::message::{Data, Read, Write};
use crate::openstack::compute::{MetadataChange, Microversion, ServerAct, ServerUpdate};

fn act(act: ServerAct) -> Vec<Write> {
    let server = "web-01".into();
    vec![Write::Act { server, act }]
}

#[test]
fn a_lock_is_sent_with_its_reason_or_without() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    assert_eq!(commands(&bench), ["openstack server lock web-01"]);
    bench.keys("it's prod");
    assert_eq!(
        commands(&bench),
        [r#"openstack server lock --reason "it's prod" web-01"#]
    );
    submit(&mut bench);
    let reason = Some("it's prod".into());
    assert_eq!(written(&bench), act(ServerAct::Lock { reason }));
}

#[test]
fn where_nova_keeps_no_reason_none_is_asked() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Pl");
    bench.answer(
        &Read::ComputeVersion,
        Ok(Data::ComputeVersion(Microversion(2, 72))),
    );
    assert!(notes(&bench).contains("older than 2.73"));
    submit(&mut bench);
    assert_eq!(written(&bench), act(ServerAct::Lock { reason: None }));
}

#[test]
fn a_reason_that_is_too_long_is_refused_with_its_length() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    bench.msg(crate::app::Msg::Paste("x".repeat(256)));
    let words = "at most 255 characters; these are 256";
    assert_eq!(problem(&bench, Id::Reason), words);
    submit(&mut bench);
    assert!(written(&bench).is_empty());
}

#[test]
fn only_what_was_changed_of_name_and_description_is_sent() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    submit(&mut bench);
    assert_eq!(note(&bench), "nothing is changed yet");
    bench.keys("<Tab><Tab><C-u>");
    assert_eq!(
        commands(&bench),
        ["openstack server set --description '' web-01"]
    );
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::UpdateServer {
            server: "web-01".into(),
            update: ServerUpdate {
                name: None,
                description: Some(String::new()),
            },
        }]
    );
}

#[test]
fn a_name_that_looks_like_an_option_stays_a_name_in_the_command() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("<C-u>-rf");
    assert_eq!(commands(&bench), ["openstack server set --name=-rf web-01"]);
}

/// The metadata dialog with these lines in it.
fn metadata(lines: &str) -> Bench {
    let mut bench = opened(web_01(), "Em", SIZE);
    bench.keys("<C-u><BS><C-u>");
    bench.msg(crate::app::Msg::Paste(lines.into()));
    bench
}

#[test]
fn of_metadata_only_new_changed_and_removed_keys_are_sent() {
    let mut bench = metadata("tier = 2\nowner=alice\n\n");
    assert_eq!(
        notes(&bench),
        "new      owner = alice\nchanged  tier = 2, was 1\nremoved  role, was web"
    );
    assert_eq!(
        commands(&bench),
        [
            "openstack server set --property 'owner=alice' --property 'tier=2' web-01",
            "openstack server unset --property role web-01",
        ]
    );
    submit(&mut bench);
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        written(&bench),
        [Write::ChangeMetadata {
            server: "web-01".into(),
            change: MetadataChange {
                set: [pair("owner", "alice"), pair("tier", "2")].into(),
                remove: vec!["role".into()],
            },
        }]
    );
}

#[test]
fn a_wrong_line_of_metadata_is_named() {
    for (lines, wrong) in [
        ("role", "line 1 has no ="),
        ("a = 1\n= 2", "line 2: it has no key"),
        ("a = 1\na = 2", "line 2: a stands there twice"),
        (
            "a/b = 1",
            "line 1: / cannot be in a key: letters, digits, - _ : . and blanks can",
        ),
    ] {
        assert_eq!(problem(&metadata(lines), Id::Pairs), wrong);
    }
    let long = format!("a = {}", "x".repeat(256));
    assert!(problem(&metadata(&long), Id::Pairs).contains("at most 255"));
    let many: Vec<String> = (0..129).map(|n| format!("k{n} = v")).collect();
    assert_eq!(
        problem(&metadata(&many.join("\n")), Id::Pairs),
        "at most 128 pairs here; these are 129"
    );
}

#[test]
fn a_value_that_is_no_line_is_kept_as_it_is() {
    let mut web = web_01();
    web.metadata = [("role", "web"), ("tier", "1"), ("script", "a\nb")]
        .into_iter()
        .collect();
    let mut bench = opened(web, "Em", SIZE);
    assert!(notes(&bench).contains("kept     script"));
    bench.keys("<Enter>x=y");
    submit(&mut bench);
    let sent = written(&bench);
    let [Write::ChangeMetadata { change, .. }] = sent.as_slice() else {
        panic!("one change");
    };
    assert!(change.remove.is_empty());
    assert_eq!(change.set.keys().collect::<Vec<_>>(), ["x"]);
}

#[test]
fn metadata_that_was_changed_elsewhere_is_told() {
    let mut bench = metadata("tier = 2\nrole = web");
    let mut other = web_01();
    let more = other.metadata.iter().chain([("by", "bob")]);
    other.metadata = more.collect();
    bench.wait_s(11);
    bench.list(vec![other]);
    assert!(notes(&bench).contains("changed elsewhere"));
    submit(&mut bench);
    let sent = written(&bench);
    let [Write::ChangeMetadata { change, .. }] = sent.as_slice() else {
        panic!("one change");
    };
    assert!(change.remove.is_empty(), "{change:?}");
}

#[test]
fn tags_are_sent_whole_and_shown_as_what_comes_and_goes() {
    let mut bench = opened(web_01(), "Et", SIZE);
    bench.keys("<C-u>green");
    assert_eq!(notes(&bench), "new      green\nremoved  eu");
    assert_eq!(
        commands(&bench),
        [
            "openstack server set --tag green web-01",
            "openstack server unset --tag eu web-01",
        ]
    );
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::SetTags {
            server: "web-01".into(),
            tags: vec!["blue".into(), "green".into()],
        }]
    );
}

#[test]
fn a_tag_nova_would_refuse_is_named() {
    for (text, wrong) in [
        ("a,b".to_owned(), "a,b: , cannot be in a tag"),
        ("a/b".to_owned(), "a/b: / cannot be in a tag"),
        ("blue".to_owned(), "blue: it stands there twice"),
    ] {
        let mut bench = opened(web_01(), "Et", SIZE);
        bench.msg(crate::app::Msg::Paste(format!("\n{text}")));
        assert_eq!(problem(&bench, Id::Tags), wrong);
    }
    let mut bench = opened(web_01(), "Et", SIZE);
    let many: Vec<String> = (0..49).map(|n| format!("t{n}")).collect();
    bench.msg(crate::app::Msg::Paste(format!("\n{}", many.join("\n"))));
    assert_eq!(problem(&bench, Id::Tags), "at most 50 tags; these are 51");
}

/// The tags of web-01 were changed by somebody, which its row does not know yet.
fn tagged_elsewhere(bench: &mut Bench) {
    let mut newer = web_01();
    newer.tags = vec!["red".into()];
    bench.answer(&Read::ServerDetail("web-01".into()), Ok(detail(newer)));
}

#[test]
fn the_fields_are_those_of_the_instance_and_not_of_a_row_that_lags_behind() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Et");
    tagged_elsewhere(&mut bench);
    bench.keys("<Enter>new");
    assert_eq!(notes(&bench), "new      new");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::SetTags {
            server: "web-01".into(),
            tags: vec!["red".into(), "new".into()],
        }]
    );
}

#[test]
fn what_was_typed_before_the_instance_was_read_stays_and_the_difference_is_told() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Et<Enter>new");
    tagged_elsewhere(&mut bench);
    assert_eq!(
        notes(&bench),
        "new      new\nThe tags were changed elsewhere meanwhile; saving replaces them all."
    );
}
