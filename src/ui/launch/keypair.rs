//! The fourth step: choose, create or import a key pair, or go without.

use super::page::{Hint, Page};
use super::table::{Row, left};
use super::words;
use crate::app::launch::keypair::{KeyMode, KeySource, NameCheck};
use crate::app::launch::{FieldId, Step, login};
use crate::cloud::message::KeyKind;
use crate::openstack::compute::KeyPair;
use crate::ui::{text, theme};

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let mode = page.wizard.draft().key.mode;
    let modes = KeyMode::ALL.map(|each| (each.title(), each == mode));
    page.radios("Key pair", FieldId::KeyMode, false, &modes);
    if page.is_roomy() {
        page.skip();
    }
    match mode {
        KeyMode::Select => select(page),
        KeyMode::Create => create(page),
        KeyMode::Import => import(page),
        KeyMode::None => none(page),
    }
    outcome(page);
    if matches!(mode, KeyMode::Select | KeyMode::None) {
        for words in words::advice(page.wizard, page.world, Step::KeyPair) {
            page.whole(&format!("! {words}"), theme::HELD);
        }
    }
}

fn select(page: &mut Page<'_, '_>) {
    let chosen = page.wizard.draft().key.chosen.as_deref();
    let rows = page.wizard.listing(FieldId::KeyPairs, page.world).len();
    let words = |page: &Page<'_, '_>, pair: &KeyPair| Row {
        marker: if chosen == Some(pair.name.as_str()) {
            "(•)"
        } else {
            "( )"
        }
        .into(),
        cells: vec![
            pair.name.clone(),
            pair.kind.to_string(),
            at_hand(page, pair),
            pair.fingerprint.clone(),
        ],
        dim: false,
    };
    let columns = [
        left("NAME", 24),
        left("TYPE", 4),
        left("PRIVATE HALF", 12),
        left("FINGERPRINT", 0),
    ];
    let height = page.at_least(3, if page.is_roomy() { 6 } else { 2 });
    let height = page.capped(height, rows);
    page.table_of(FieldId::KeyPairs, &columns, rows, height, |page, at| {
        let pair = page.wizard.key_row(at, page.world)?;
        Some(words(page, pair))
    });
    if page.is_roomy() {
        let text = "A key pair belongs to you in this region, not to the \
                    project. None is allowed: logging in then needs an image or user data that \
                    sets a password or key.";
        page.wrapped(text, theme::MUTED, 3);
    }
}

/// Where the private half of a key pair is, as far as `~/.ssh` tells.
fn at_hand(page: &Page<'_, '_>, pair: &KeyPair) -> String {
    let mark = match login::pair_is_at_hand(pair, page.wizard.draft(), page.world) {
        Some(true) => "● here",
        Some(false) => "○ not here",
        None => "?",
    };
    if page.world.choices.last.key.as_ref() == Some(&pair.name) {
        format!("{mark} · last")
    } else {
        mark.to_owned()
    }
}

fn create(page: &mut Page<'_, '_>) {
    let key = &page.wizard.draft().key;
    let name = name_hint(&key.check_name(key.new_name.text(), page.world));
    page.field("Name", FieldId::NewName, &key.new_name, 0, &name);
    let kinds = [
        ("ed25519", key.kind == KeyKind::Ed25519),
        ("rsa 3072", key.kind == KeyKind::Rsa),
    ];
    page.radios("Type", FieldId::KeyKind, false, &kinds);
    let path = match key.check_path() {
        Some(text) if !key.new_path.is_empty() => Hint::Bad(text.into()),
        _ => Hint::Plain("a new file, mode 0600".into()),
    };
    page.field("Save to", FieldId::NewPath, &key.new_path, 0, &path);
    let none = Hint::Plain("empty = none".into());
    page.field("Passphrase", FieldId::Passphrase, &key.passphrase, 0, &none);
    if page.is_roomy() {
        page.skip();
        let text = "The key is made on this machine; only the public half is sent to the cloud.";
        page.line(text, theme::NORMAL);
        let text = "Nothing is made until you press the button here.";
        page.line(text, theme::NORMAL);
        page.skip();
    }
    let label = button_label(page, "Create key pair", "Creating…");
    page.button(label, FieldId::MakeKey);
}

fn import(page: &mut Page<'_, '_>) {
    let key = &page.wizard.draft().key;
    let name = name_hint(&key.check_name(key.import_name.text(), page.world));
    page.field("Name", FieldId::ImportName, &key.import_name, 0, &name);
    let from = [
        ("a file on this machine", key.from == KeySource::File),
        ("paste", key.from == KeySource::Paste),
    ];
    page.radios("From", FieldId::ImportFrom, false, &from);
    match key.from {
        KeySource::File => import_file(page),
        KeySource::Paste => import_paste(page),
    }
    let label = button_label(page, "Import key pair", "Importing…");
    page.button(label, FieldId::ImportKey);
}

fn import_file(page: &mut Page<'_, '_>) {
    let key = &page.wizard.draft().key;
    let hint = match key.listed_file(page.world).map(|file| &file.content) {
        Some(Ok(line)) => Hint::Good(line.algorithm.clone()),
        Some(Err(reason)) => Hint::Bad(reason.clone()),
        None => Hint::Plain("a .pub file, or one below".into()),
    };
    page.field("Path", FieldId::ImportPath, &key.import_path, 0, &hint);
    let taken = key.import_path.text();
    let rows = page.wizard.listing(FieldId::ImportFiles, page.world).len();
    let row = |page: &Page<'_, '_>, at| {
        let file = page.wizard.file_row(at, page.world)?;
        let path = file.path.to_string_lossy().into_owned();
        let (kind, about) = match &file.content {
            Ok(line) => (line.algorithm.clone(), line.comment.clone()),
            Err(reason) => ("–".into(), format!("✗ {reason}")),
        };
        let under = page.wizard.cursor(FieldId::ImportFiles, page.world) == at;
        if let Err(reason) = &file.content
            && under
            && page.has_focus(FieldId::ImportFiles)
        {
            page.tell(format!("✗ {path}: {reason}"), theme::NORMAL);
        }
        Some(Row {
            marker: if path == taken { "(•)" } else { "( )" }.into(),
            dim: file.content.is_err(),
            cells: vec![path, kind, about],
        })
    };
    let columns = [left("FILE", 26), left("TYPE", 12), left("COMMENT", 0)];
    let kept = if page.is_roomy() { 6 } else { 3 };
    let height = page.at_least(2, kept);
    let height = page.capped(height, rows);
    page.table_of(FieldId::ImportFiles, &columns, rows, height, row);
}

fn import_paste(page: &mut Page<'_, '_>) {
    let key = &page.wizard.draft().key;
    let width = page.area.width;
    page.field(
        "Public key",
        FieldId::ImportText,
        &key.import_text,
        width,
        &Hint::None,
    );
    let (content, style) = match key.pasted() {
        Ok(line) => (
            format!("✓ {} {}", line.algorithm, text::clip(&line.comment, 40)),
            theme::GOOD,
        ),
        Err(_) if key.import_text.is_empty() => (
            "paste or type the one line of a .pub file".into(),
            theme::NORMAL,
        ),
        Err(unfit) => (format!("✗ {}", unfit.text()), theme::FAILED),
    };
    page.below(&content, style);
    if page.is_roomy() {
        page.skip();
    }
}

fn none(page: &mut Page<'_, '_>) {
    let text = "No key pair. Logging in then only works if the image, or user data, sets a \
                password or a key.";
    page.wrapped(text, theme::NORMAL, 3);
}

fn name_hint(check: &NameCheck) -> Hint {
    match check {
        NameCheck::Empty => Hint::None,
        NameCheck::Free => Hint::Good("free".into()),
        NameCheck::Unchecked => Hint::Plain("not compared with the list".into()),
        NameCheck::Bad(text) => Hint::Bad((*text).into()),
    }
}

fn button_label<'a>(page: &Page<'_, '_>, idle: &'a str, busy: &'a str) -> &'a str {
    if page.wizard.draft().key.pending.is_some() {
        busy
    } else {
        idle
    }
}

/// What the last attempt came to, beside the form.
fn outcome(page: &mut Page<'_, '_>) {
    let key = &page.wizard.draft().key;
    if let Some(pending) = &key.pending {
        page.line(&format!("◐ {}: on its way", pending.name), theme::WORKING);
    } else if let Some(error) = &key.failed {
        let unknown = if error.outcome_unknown() {
            "Whether it was made is unknown; the list is being read anew. "
        } else {
            ""
        };
        let id = error.request_id.as_deref();
        let id = id.map_or_else(String::new, |id| format!("(request id {id})"));
        let words = format!("✗ not made: {error}  {unknown}{id}");
        page.whole(&words, theme::FAILED);
    } else if let (Some(path), KeyMode::Select) = (&key.saved, key.mode) {
        let words = format!(
            "✓ y copies the public key; saved {0} and {0}.pub",
            path.display()
        );
        page.line(&words, theme::GOOD);
    }
}
