//! The last step: all that was chosen, what is wrong with it, and how the launch stands.

use ratatui::style::Style;

use super::page::Page;
use super::words;
use crate::app::launch::problems::advice;
use crate::app::launch::{FieldId, Step, Submit};
use crate::openstack::Error;
use crate::ui::{text, theme};

pub(super) fn draw(page: &mut Page<'_, '_>) {
    // Where room is short, the cloud's answer must not be what falls off the page.
    if !page.is_roomy() {
        submit(page);
    }
    choices(page);
    quota(page);
    if page.is_roomy() {
        page.skip();
        submit(page);
    }
    findings(page);
}

fn choices(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    let world = page.world;
    let name = format!(
        "{}   Count {}   AZ {}",
        words::names(draft),
        draft.count.text(),
        words::zone(draft)
    );
    entry(page, "Name", &name, Step::Details);
    let source = words::source(draft, world).map_or_else(
        || format!("no {} chosen", words::source_kind(draft)),
        |title| format!("{} {title}", words::source_kind(draft)),
    );
    entry(page, "Source", &source, Step::Details);
    let flavor = match (draft.chosen_flavor(world), words::flavor(draft, world)) {
        (Some(flavor), _) => format!(
            "{}  {}  (×{}: {})",
            flavor.name,
            words::flavor_size(flavor),
            draft.count.text(),
            words::total(draft, flavor)
        ),
        (None, Some(id)) => id,
        (None, None) => "not chosen".into(),
    };
    entry(page, "Flavor", &flavor, Step::Flavor);
    if world.info.has_network {
        let listed = |names: Vec<String>, none: &str| {
            if names.is_empty() {
                none.to_owned()
            } else {
                names.join(", ")
            }
        };
        let networks = listed(words::networks(draft, world), "not chosen");
        let groups = listed(words::groups(draft, world), "none");
        entry(page, "Network", &networks, Step::Network);
        entry(page, "Security", &groups, Step::Network);
    } else {
        entry(
            page,
            "Network",
            "this region has no network service",
            Step::Network,
        );
    }
    let key = words::key(draft).unwrap_or("none chosen").to_owned();
    entry(page, "Key pair", &key, Step::KeyPair);
}

/// A line with the step it comes from at the right: that digit jumps there.
fn numbered(page: &mut Page<'_, '_>, content: &str, style: Style, step: Step) {
    let room = usize::from(page.area.width).saturating_sub(4);
    page.put(0, &text::clip(content, room), style);
    let column = page.area.width.saturating_sub(3);
    page.put(column, &format!("[{}]", step.number()), theme::KEY);
    page.skip();
}

fn entry(page: &mut Page<'_, '_>, label: &str, content: &str, step: Step) {
    numbered(page, &format!("{label:<10}{content}"), theme::NORMAL, step);
}

fn quota(page: &mut Page<'_, '_>) {
    if !page.is_roomy() {
        return;
    }
    for (place, share) in words::shares(page.wizard.draft(), page.world)
        .iter()
        .enumerate()
    {
        let label = if place == 0 { "Quota" } else { "" };
        let (used, added, free) = share.bar(20);
        let content = format!(
            "{label:<10}{:<10}{used}{added}{free}  {}",
            share.label,
            share.numbers()
        );
        page.line(&content, theme::NORMAL);
    }
}

fn submit(page: &mut Page<'_, '_>) {
    match page.wizard.draft().submit() {
        Submit::Editing | Submit::Accepted(_) => {}
        Submit::Sending(_) => {
            page.line("◐ Sending… one request is on its way.", theme::WORKING);
        }
        Submit::Refused(error) => {
            page.wrapped(&format!("✗ The cloud refused: {error}"), theme::FAILED, 4);
            request(page, error);
        }
        Submit::Unknown {
            error,
            looked,
            checked,
            ..
        } => unknown(page, error, *looked, *checked),
    }
}

fn unknown(page: &mut Page<'_, '_>, error: &Error, looked: Option<u64>, checked: bool) {
    let heard = if error.status.is_some() {
        "No clear answer came"
    } else {
        "No answer came"
    };
    let Some(seconds) = looked else {
        let words = format!(
            "◐ {heard} ({error}). Looking whether the instances are being made; nothing is sent \
             again meanwhile. Esc keeps this draft, and the search goes on."
        );
        page.wrapped(&words, theme::WORKING, 4);
        return request(page, error);
    };
    let words = format!(
        "! {heard} ({error}). Looked for {seconds} s: no such instance was made. Look at the \
         Instances list yourself (Esc keeps this draft) before launching again."
    );
    page.wrapped(&words, theme::ATTENTION, 4);
    request(page, error);
    let tick = if checked { "x" } else { " " };
    let (hand, style) = if page.has_focus(FieldId::Checked) {
        ('▸', theme::FOCUSED)
    } else {
        (' ', theme::NORMAL)
    };
    let line = format!("{hand} [{tick}] I have looked: the instances are not there");
    page.line(&line, style);
}

fn request(page: &mut Page<'_, '_>, error: &Error) {
    let id = error.request_id.as_deref().unwrap_or("none given");
    let content = format!("  {}  request id {id}", error.call);
    page.line(&content, theme::NORMAL);
}

/// Problems before advice; what does not fit the page is counted.
fn findings(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    let problems = draft.problems(page.world).into_iter();
    let problems = problems.map(|p| (p.step, format!("✗ {}", p.text), theme::FAILED));
    let advice = advice(draft, page.world).into_iter();
    let advice = advice.map(|(step, words)| (step, format!("! {words}"), theme::HELD));
    let findings: Vec<_> = problems.chain(advice).collect();
    let room = usize::from(page.left());
    let shown = if findings.len() > room {
        room.saturating_sub(1)
    } else {
        findings.len()
    };
    for (step, words, style) in findings.iter().take(shown) {
        numbered(page, words, *style, *step);
    }
    if findings.len() > shown {
        page.line(&format!("… {} more", findings.len() - shown), theme::NORMAL);
    }
}
