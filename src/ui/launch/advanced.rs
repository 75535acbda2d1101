//! What most launches leave alone, on a page of its own behind Details.

use super::page::{Hint, INDENT, Page};
use crate::app::launch::FieldId;
use crate::app::launch::advanced::{UserDataFrom, size_words};
use crate::app::launch::keep::names_secret;
use crate::app::patience::loading;
use crate::openstack::compute::DiskConfig;

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let advanced = &page.wizard.draft().advanced;
    let roomy = page.is_tall();
    user_data(page);
    page.label("Config drive", false);
    let ask = "attach a disk that holds the metadata and the user data";
    page.tick(INDENT, FieldId::ConfigDrive, advanced.config_drive, ask);
    page.skip();
    let partitions = [DiskConfig::Auto, DiskConfig::Manual].map(|config| {
        let title = match config {
            DiskConfig::Auto => "Automatic",
            DiskConfig::Manual => "Manual",
        };
        (title, config == advanced.disk_config)
    });
    page.radios("Partition", FieldId::DiskConfig, false, &partitions);
    server_group(page);
    let tags = Hint::Plain("separated by commas".into());
    page.field("Tags", FieldId::Tags, &advanced.tags, 0, &tags);
    let height = if roomy { 4 } else { 2 };
    let pairs = Hint::Plain("key=value, one a line".into());
    page.text_area(
        "Metadata",
        FieldId::Metadata,
        &advanced.metadata,
        height,
        &pairs,
    );
    page.text_area(
        "Hints",
        FieldId::Hints,
        &advanced.hints,
        height,
        &Hint::None,
    );
    let words = Hint::Plain("sent once; never shown, never kept".into());
    page.field(
        "Admin passw.",
        FieldId::Password,
        &advanced.password,
        0,
        &words,
    );
    page.button("Back to Details", FieldId::AdvancedDone);
}

fn user_data(page: &mut Page<'_, '_>) {
    let advanced = &page.wizard.draft().advanced;
    let from = UserDataFrom::ALL.map(|from| (from.title(), from == advanced.user_data));
    page.radios("User data", FieldId::UserDataFrom, false, &from);
    match advanced.user_data {
        UserDataFrom::None => {}
        UserDataFrom::File => {
            let hint = match advanced.user_data(page.world) {
                Ok(Some(data)) => sized(data.bytes().len()),
                Ok(None) => Hint::None,
                Err(problem) if advanced.path.is_empty() => Hint::Plain(problem),
                Err(problem) => Hint::Bad(problem),
            };
            page.field(
                "  Path",
                FieldId::UserDataPath,
                &advanced.path,
                0,
                &Hint::None,
            );
            show(page, &hint);
        }
        UserDataFrom::Typed => {
            let script = advanced.script.text();
            let hint = match sized(script.len()) {
                Hint::Good(words) if names_secret(&script) => {
                    Hint::Good(format!("{words} · looks secret: not kept on disk"))
                }
                hint => hint,
            };
            let height = if page.is_tall() { 10 } else { 4 };
            page.text_area("  Script", FieldId::Script, &advanced.script, height, &hint);
        }
    }
}

fn sized(bytes: usize) -> Hint {
    match size_words(bytes) {
        Ok(words) => Hint::Good(words),
        Err(words) => Hint::Bad(words),
    }
}

fn show(page: &mut Page<'_, '_>, hint: &Hint) {
    let (content, style) = hint.shown();
    page.below(&content, style);
}

fn server_group(page: &mut Page<'_, '_>) {
    let groups = page.world.choices.server_groups.get();
    let chosen = page.wizard.draft().advanced.server_group.as_ref();
    let name = chosen.map_or_else(
        || "none".to_owned(),
        |id| {
            let group = groups.into_iter().flatten().find(|group| group.id == *id);
            group.map_or_else(
                || id.to_string(),
                |group| format!("{} ({})", group.name, group.policy),
            )
        },
    );
    let hint = match (groups, page.world.choices.server_groups.problem()) {
        (Some(groups), _) if groups.is_empty() => "there are none".into(),
        (Some(groups), _) => format!("←/→, of {}", groups.len()),
        (None, Some(error)) => format!("not read: {error}"),
        (None, None) => loading(&page.world.choices.server_groups),
    };
    page.select("Server group", FieldId::ServerGroup, &name, &hint);
}
