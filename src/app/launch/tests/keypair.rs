//! Key pairs: made, imported, refused.

use super::super::fixture::*;
use super::super::keypair::KeyMode;
use super::super::*;
use super::refusal;
use crate::cloud::message::{KeyFile, PublicKeyLine, Write, Written};
use crate::openstack::compute::KeyPair;

#[test]
fn creating_a_key_pair_chooses_it_and_goes_back_to_the_list() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("<A-4>cweb<Enter>");
    assert_eq!(play.wizard.draft().key.new_path.text(), "~/.ssh/web");
    play.keys("<Enter><Enter>");
    let writes = play.writes();
    let [(op, Write::CreateKeyPair { name, path, .. })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!((name.as_str(), path.to_str()), ("web", Some("~/.ssh/web")));
    let result = Ok(Written::KeyPair {
        pair: KeyPair {
            name: "web".into(),
            ..key_pair("web")
        },
        saved: Some(path.clone()),
    });
    let op = *op;
    play.answer(op, &result);
    let key = &play.wizard.draft().key;
    assert_eq!(
        (key.mode, key.chosen.as_deref()),
        (KeyMode::Select, Some("web"))
    );
    assert_eq!(play.wizard.focus(), FieldId::KeyPairs);
    assert!(play.wizard.wants().reads.contains(&Read::KeyPairs));
    let problems = play
        .wizard
        .draft()
        .problems_of(Step::KeyPair, play.fixture.world());
    assert_eq!(problems, []);
}

#[test]
fn a_key_pair_that_could_not_be_made_keeps_what_was_typed() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>cweb<Enter><C-u>/tmp/k<Enter><Enter>");
    play.answer(play.last_op(), &refusal());
    let key = &play.wizard.draft().key;
    assert_eq!(
        (key.new_name.text(), key.new_path.text()),
        ("web", "/tmp/k")
    );
    assert!(key.failed.is_some() && key.mode == KeyMode::Create);
    play.keys("<A-5>");
    let problems = play
        .wizard
        .draft()
        .problems_of(Step::KeyPair, play.fixture.world());
    assert_eq!(problems[0].field, FieldId::MakeKey, "typed, not made");
}

#[test]
fn a_held_enter_makes_no_key_pair() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>cweb");
    play.keys_at("<Enter>", 500);
    for _ in 0..60 {
        play.keys_at("<Enter>", 33);
    }
    play.wait(2000);
    assert_eq!(play.writes().len(), 0);
    assert_eq!(play.wizard.focus(), FieldId::MakeKey);
}

#[test]
fn a_taken_or_impossible_key_name_is_not_sent() {
    for name in ["alice-ed25519", "web/1", "web ", "é"] {
        let mut play = Play::open(cloud(), None);
        play.keys(&format!("<A-4>c{name}<Enter><Enter><Enter>"));
        assert_eq!(play.writes().len(), 0, "{name}");
        assert_eq!(play.wizard.focus(), FieldId::NewName, "{name}");
    }
}

#[test]
fn a_pasted_public_key_is_imported_under_its_comment() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>i<Tab><Right><Tab>");
    assert_eq!(play.wizard.focus(), FieldId::ImportText);
    play.paste(&format!("{ED25519} alice@laptop\n"));
    play.keys("<Enter><Enter>");
    let writes = play.writes();
    let [(_, Write::ImportKeyPair { name, public_key })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(name, "alice@laptop");
    assert!(public_key.starts_with(ED25519));
}

#[test]
fn a_private_key_is_named_and_never_enters_any_field() {
    let secret = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END";
    let mut play = Play::open(cloud(), None);
    play.paste(secret);
    assert!(play.note().contains("OpenSSH private key"));
    assert!(play.wizard.draft().name.is_empty());
    play.keys("<A-4>i<Tab><Right><Tab>");
    play.paste(secret);
    assert!(play.note().contains("OpenSSH private key"));
    play.keys("-----BEGIN OPENSSH PRIVATE KEY-----");
    assert!(!play.wizard.draft().key.import_text.text().contains("BEGIN"));
}

#[test]
fn a_key_file_of_the_list_is_taken_with_space_and_imported() {
    let mut play = Play::open(cloud(), None);
    play.fixture.choices.key_files = loaded(vec![
        KeyFile {
            private: false,
            path: "~/.ssh/id_ed25519.pub".into(),
            content: Ok(PublicKeyLine {
                algorithm: "ssh-ed25519".into(),
                line: ED25519.into(),
                comment: String::new(),
            }),
        },
        KeyFile {
            private: false,
            path: "~/.ssh/broken.pub".into(),
            content: Err("not a public key".into()),
        },
    ]);
    play.keys("<A-4>i");
    assert!(play.wizard.wants().reads.contains(&Read::PublicKeyFiles));
    play.keys("<Enter>");
    assert_eq!(play.wizard.focus(), FieldId::ImportFiles, "one key away");
    play.keys("G<Space>");
    assert!(play.note().contains("not a public key"));
    play.keys("g<Space><Enter><Enter>");
    let writes = play.writes();
    let [(_, Write::ImportKeyFile { name, .. })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(name, "id_ed25519");
}

#[test]
fn a_name_is_asked_for_first_and_then_the_key() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>i");
    assert_eq!(play.wizard.focus(), FieldId::ImportName);
    play.keys("laptop<Tab><Right><Enter>");
    assert_eq!(play.wizard.focus(), FieldId::ImportText);
    play.paste(&format!("{ED25519} alice@laptop\n"));
    play.keys("<Enter>");
    assert_eq!(play.wizard.focus(), FieldId::ImportKey);
    play.keys("<Enter>");
    let writes = play.writes();
    let [(_, Write::ImportKeyPair { name, .. })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(name, "laptop", "what was typed, not the key's comment");
}

#[test]
fn a_key_pasted_anywhere_on_the_step_is_the_key_to_import() {
    let key = format!("{ED25519} alice@laptop\n");
    // In the list of key pairs, in the name, in the list of files, in a name for a new pair.
    for keys in ["", "i", "i<Tab>", "i<Tab><Tab><Tab>", "c"] {
        let mut play = Play::open(cloud(), None);
        play.keys(&format!("<A-4>{keys}"));
        play.paste(&key);
        let draft = &play.wizard.draft().key;
        assert_eq!(draft.mode, KeyMode::Import, "{keys:?}");
        assert!(draft.pasted().is_ok(), "{keys:?}");
        assert_eq!(draft.import_name.text(), "alice@laptop", "{keys:?}");
        assert_eq!(play.wizard.focus(), FieldId::ImportName, "{keys:?}");
        assert_eq!(play.writes().len(), 0, "{keys:?}");
        play.keys("<Enter><Enter>");
        assert_eq!(play.writes().len(), 1, "{keys:?}");
    }
}

#[test]
fn a_key_pasted_behind_a_typed_name_leads_to_the_button() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>ilaptop");
    play.paste(&format!("{ED25519} alice@laptop\n"));
    let key = &play.wizard.draft().key;
    assert_eq!(key.import_name.text(), "laptop");
    assert_eq!(play.wizard.focus(), FieldId::ImportKey);
}

#[test]
fn a_key_that_the_terminal_types_into_the_name_is_the_key_all_the_same() {
    let mut play = Play::open(cloud(), None);
    let typed = format!("{ED25519} alice").replace(' ', "<Space>");
    play.keys(&format!("<A-4>i{typed}<Enter>"));
    let key = &play.wizard.draft().key;
    assert!(key.pasted().is_ok());
    assert_eq!(key.import_name.text(), "alice");
    assert_eq!(play.writes().len(), 0);
}

#[test]
fn a_public_key_pasted_as_a_passphrase_stays_where_it_was_pasted() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-4>cweb<Tab><Tab><Tab>");
    assert_eq!(play.wizard.focus(), FieldId::Passphrase);
    play.paste(ED25519);
    assert_eq!(play.wizard.draft().key.mode, KeyMode::Create);
}
