//! The summary column of a wide screen: the draft at a glance, beside every step.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::words;
use crate::app::choices::World;
use crate::app::launch::{Step, Submit, Wizard};
use crate::ui::{text, theme, widget};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, world: World<'_>) {
    for row in 0..area.height {
        widget::put(frame, area, 0, row, "│", theme::NORMAL);
    }
    let room = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(2),
        ..area
    };
    let rule = "─".repeat(usize::from(room.width));
    widget::put(frame, room, 0, 0, "Summary so far", theme::STRONG);
    widget::put(frame, room, 0, 1, &rule, theme::MUTED);
    let mut row = 2;
    for line in lines(wizard, world) {
        for piece in text::wrap(&line, usize::from(room.width)) {
            widget::put(frame, room, 0, row, &piece, theme::NORMAL);
            row += 1;
        }
    }
}

fn lines(wizard: &Wizard, world: World<'_>) -> Vec<String> {
    let draft = wizard.draft();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "not chosen".into());
    let listed = |names: Vec<String>| {
        if names.is_empty() {
            "not chosen".to_owned()
        } else {
            names.join(", ")
        }
    };
    let mut lines = vec![
        format!("Name      {}", words::names(draft)),
        format!("Count     {}", draft.count.text()),
        format!("AZ        {}", words::zone(draft)),
        format!("Source    {}", or_none(words::source(draft, world))),
    ];
    if let Some(disk) = words::disk(draft, world) {
        lines.push(format!("          {disk}"));
    }
    lines.push(format!(
        "Flavor    {}",
        or_none(words::flavor(draft, world))
    ));
    if let Some(flavor) = draft.chosen_flavor(world) {
        lines.push(format!("          {}", words::total(draft, flavor)));
    }
    if world.info.has_network {
        lines.push(format!(
            "Network   {}",
            listed(words::connections(draft, world))
        ));
        lines.push(format!("Security  {}", words::security(draft, world)));
    }
    let key = words::key(draft).map(str::to_owned);
    lines.push(format!("Key pair  {}", or_none(key)));
    let set = draft.advanced.summary();
    if !set.is_empty() {
        lines.push(format!("Advanced  {set}"));
    }
    lines.push(String::new());
    lines.push("Quota with this launch".into());
    for share in words::shares(draft, world) {
        lines.push(format!("{:<10}{}", share.label, share.numbers()));
    }
    if wizard.step() == Step::Review {
        lines.push(String::new());
        lines.push(readiness(wizard, world));
        lines.push("Esc goes back to the list and keeps this draft.".into());
    }
    lines
}

fn readiness(wizard: &Wizard, world: World<'_>) -> String {
    let draft = wizard.draft();
    match (draft.submit(), draft.problems(world).len()) {
        (Submit::Sending(_), _) => "The request is on its way.".into(),
        (_, 0) => "Everything required is set.".into(),
        (_, 1) => "One thing is to be mended.".into(),
        (_, more) => format!("{more} things are to be mended."),
    }
}
