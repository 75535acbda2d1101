//! Whatever is pressed in a wizard, and whatever happens meanwhile.

use proptest::prelude::*;

use super::*;
use crate::cloud::public_key;

/// One thing that may happen to an open wizard.
#[derive(Debug, Clone)]
enum Happening {
    Key(&'static str),
    Paste(&'static str),
    Wait(u64),
    Refresh,
    /// The cloud answers the last write: done, refused, or nothing at all.
    Answer(&'static str),
    /// The search for a lost launch ends without one.
    Looked,
    /// Closed, and taken up again.
    Reopened,
    /// Another key of the program, such as the one for help.
    Elsewhere,
}

fn happening() -> impl Strategy<Value = Happening> {
    const KEYS: [&str; 43] = [
        "<Enter>", "<Enter>", "<Enter>", "<Tab>", "<Tab>", "<S-Tab>", "<Space>", "<Space>",
        "<Esc>", "<Up>", "<Down>", "<Left>", "<Right>", "<A-n>", "<A-n>", "<A-p>", "<A-1>",
        "<A-2>", "<A-3>", "<A-4>", "<A-5>", "<A-5>", "]", "[", "/", "j", "k", "g", "G", "h", "s",
        "J", "K", "c", "i", "2", "w", "r", "f", "o", "x", "y", "=",
    ];
    prop_oneof![
        12 => proptest::sample::select(&KEYS[..]).prop_map(Happening::Key),
        1 => proptest::sample::select(&["a b", "x\ny", "3", ED25519][..])
            .prop_map(Happening::Paste),
        2 => proptest::sample::select(&[1, 50, 100, 400][..]).prop_map(Happening::Wait),
        1 => Just(Happening::Refresh),
        2 => proptest::sample::select(&["refused", "refused", "lost", "lost", "done"][..])
            .prop_map(Happening::Answer),
        1 => Just(Happening::Looked),
        1 => Just(Happening::Reopened),
        1 => Just(Happening::Elsewhere),
    ]
}

fn act(play: &mut Play, happening: &Happening) {
    match happening {
        Happening::Key(key) => play.keys_at(key, 100),
        Happening::Paste(text) => play.paste(text),
        Happening::Wait(ms) => play.wait(*ms),
        Happening::Refresh => play.world_changed(),
        Happening::Answer(answer) => {
            let result = match *answer {
                "refused" => refusal(),
                "lost" => lost(),
                _ => Ok(accepted()),
            };
            if !play.writes().is_empty() {
                play.answer(play.last_op(), &result);
            }
        }
        Happening::Looked => {
            let op = play.last_op();
            play.with(|wizard, _, cx| wizard.on_looked(op, in_vain(), cx.now));
        }
        Happening::Reopened => {
            let draft = play.wizard.draft().clone();
            if !draft.is_spent() {
                play.wizard = play.with(|_, world, cx| Wizard::resume(draft, world, cx));
            }
        }
        Happening::Elsewhere => play.wizard.feel(Touch::Pressed),
    }
}

/// What a launch may follow: nothing, a refusal, or a search in vain and a tick.
fn may_launch(submit: &Submit) -> bool {
    match submit {
        Submit::Editing | Submit::Refused(_) => true,
        Submit::Unknown {
            looked, checked, ..
        } => looked.is_some() && *checked,
        Submit::Sending(_) | Submit::Accepted(_) => false,
    }
}

proptest! {
    #[test]
    fn no_keys_launch_twice_or_launch_what_is_not_complete(
        happenings in proptest::collection::vec(happening(), 0..120)
    ) {
        let mut play = Play::open(sources::with_volumes(), Some("s-web"));
        for happening in &happenings {
            let (before, sent) = (play.wizard.draft().submit().clone(), play.launches());
            act(&mut play, happening);
            let sent = play.launches() - sent;
            prop_assert!(sent == 0 || (sent == 1 && may_launch(&before)), "{before:?}");
        }
        for (_, write) in play.writes() {
            if let Write::CreateServers(new) = write {
                prop_assert!(!new.name.trim().is_empty() && new.count >= 1 && new.count <= 8);
                prop_assert!(!new.networks().is_empty() || new.networking == Networking::Auto);
                prop_assert_ne!(new.flavor.as_str(), "f-nano");
                prop_assert_ne!(new.flavor.as_str(), "f-metal");
            }
        }
    }

    #[test]
    fn no_keys_outside_a_field_change_what_was_typed_in_it(
        happenings in proptest::collection::vec(happening(), 0..160)
    ) {
        let mut play = Play::open(sources::with_volumes(), Some("i-24"));
        play.keys("web<Tab>3<Tab>for the shop");
        for happening in &happenings {
            let (focus, before) = (play.wizard.focus(), typed(&play));
            if matches!(happening, Happening::Answer("done")) {
                continue; // A key pair that was made clears its form.
            }
            act(&mut play, happening);
            for ((field, was), (_, is)) in before.iter().zip(typed(&play)) {
                // A whole key finds its own way there, over no other text.
                let is_key = |text: &str| text.is_empty() || public_key::judge(text).is_ok();
                let brought = *field == FieldId::ImportText
                    && matches!(happening, Happening::Paste(_))
                    && is_key(was)
                    && is_key(&is);
                if *field != focus && !brought {
                    prop_assert_eq!(was, &is, "{:?} by {:?} in {:?}", field, happening, focus);
                }
            }
        }
    }
}

/// All that is typed and follows nothing else.
fn typed(play: &Play) -> Vec<(FieldId, String)> {
    let draft = play.wizard.draft();
    let (advanced, key) = (&draft.advanced, &draft.key);
    vec![
        (FieldId::Name, draft.name.text().to_owned()),
        (FieldId::Description, draft.description.text().to_owned()),
        (FieldId::UserDataPath, advanced.path.text().to_owned()),
        (FieldId::Script, advanced.script.text()),
        (FieldId::Tags, advanced.tags.text().to_owned()),
        (FieldId::Metadata, advanced.metadata.text()),
        (FieldId::Hints, advanced.hints.text()),
        (FieldId::Password, advanced.password.text().to_owned()),
        (FieldId::NewName, key.new_name.text().to_owned()),
        (FieldId::Passphrase, key.passphrase.text().to_owned()),
        (FieldId::ImportText, key.import_text.text().to_owned()),
    ]
}
