//! The last step: all that was chosen, what is wrong with it, and how the launch stands.

use ratatui::style::Style;

use super::page::{Hint, Page};
use super::words;
use crate::app::explain::{self, Explained};
use crate::app::job::InVain;
use crate::app::launch::problems::advice;
use crate::app::launch::same_as::Form;
use crate::app::launch::{FieldId, Step, Submit};
use crate::openstack::Error;
use crate::ui::{text, theme};

pub(super) fn draw(page: &mut Page<'_, '_>) {
    // Who reads the other words has the whole page for them.
    let reading = matches!(page.wizard.focus(), FieldId::SameAs | FieldId::SavePath);
    let same = page.wizard.same_text(page.world);
    if reading && !page.is_tall() && same.is_some() {
        same_as(page, same.as_deref());
        return;
    }
    // Where room is short, what is to be known before one launches must not fall off the page.
    if page.is_roomy() {
        choices(page);
        quota(page);
        submit(page);
        findings(page);
    } else {
        submit(page);
        findings(page);
        choices(page);
        quota(page);
    }
    same_as(page, same.as_deref());
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
    let noun = draft.source.kind.noun();
    let mut source = words::source(draft, world).map_or_else(
        || format!("no {noun} chosen"),
        |title| format!("{noun} {title}"),
    );
    if let Some(disk) = words::disk(draft, world) {
        source = format!("{source} → {disk}");
    }
    entry(page, "Source", &source, Step::Details);
    let set = draft.advanced.summary();
    if !set.is_empty() {
        entry(page, "Advanced", &set, Step::Details);
    }
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
        let networks = listed(words::connections(draft, world), "not chosen");
        let groups = words::security(draft, world);
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
fn numbered(page: &mut Page<'_, '_>, lines: &[String], style: Style, step: Step) {
    let column = page.area.width.saturating_sub(3);
    page.put(column, &format!("[{}]", step.number()), theme::KEY);
    for line in lines {
        page.put(0, line, style);
        page.skip();
    }
}

/// Lines that leave room for the digit of their step.
fn beside_digit(page: &Page<'_, '_>, content: &str) -> Vec<String> {
    text::wrap(content, usize::from(page.area.width).saturating_sub(4))
}

fn entry(page: &mut Page<'_, '_>, label: &str, content: &str, step: Step) {
    let mut lines = beside_digit(page, &format!("{label:<10}{content}"));
    lines.truncate(2);
    numbered(page, &lines, theme::NORMAL, step);
}

/// The quota as it would be after the launch.
fn quota(page: &mut Page<'_, '_>) {
    let shares = words::shares(page.wizard.draft(), page.world);
    if page.is_tall() {
        for (place, share) in shares.iter().enumerate() {
            let label = if place == 0 { "Quota" } else { "" };
            let (used, added, free) = share.bar(14);
            let content = format!(
                "{label:<10}{:<10}{used}{added}{free}  {}",
                share.label,
                share.numbers()
            );
            page.line(&content, theme::NORMAL);
        }
        return;
    }
    let brief: Vec<_> = shares
        .iter()
        .map(|share| format!("{} {}", share.label, share.brief()))
        .collect();
    let room = usize::from(page.area.width.saturating_sub(LABEL));
    page.put(0, "Quota", theme::NORMAL);
    for line in text::wrap(&brief.join(" · "), room).iter().take(2) {
        page.put(LABEL, line, theme::NORMAL);
        page.skip();
    }
}

fn submit(page: &mut Page<'_, '_>) {
    match page.wizard.draft().submit() {
        Submit::Editing | Submit::Accepted(_) => {}
        Submit::Sending(_) => {
            page.line("◐ Sending… one request is on its way.", theme::WORKING);
        }
        Submit::Refused(error) => {
            page.wrapped(&format!("✗ The cloud refused: {error}"), theme::FAILED, 6);
            if let Some(Explained { meaning, advice }) = explain::fault(&error.message) {
                page.wrapped(&format!("  {meaning}. {advice}"), theme::NORMAL, 4);
            }
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

fn unknown(page: &mut Page<'_, '_>, error: &Error, looked: Option<InVain>, checked: bool) {
    let heard = if error.status.is_some() {
        "No clear answer came"
    } else {
        "No answer came"
    };
    let Some(InVain { seconds, listed }) = looked else {
        let words = format!(
            "◐ {heard} ({error}). Looking whether the instances are being made; nothing is sent \
             again meanwhile. Esc keeps this draft, and the search goes on."
        );
        page.wrapped(&words, theme::WORKING, 4);
        return request(page, error);
    };
    let looked = if listed {
        format!("Looked for {seconds} s: no such instance was made.")
    } else {
        "The instances could not be looked for.".into()
    };
    let words = format!(
        "! {heard} ({error}). {looked} Look at the Instances list yourself (Esc keeps this draft) \
         before launching again."
    );
    page.wrapped(&words, theme::ATTENTION, 6);
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
    page.wrapped(&content, theme::NORMAL, 2);
}

/// Problems before advice; what does not fit the page is counted.
fn findings(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    let problems = draft.problems(page.world).into_iter();
    let problems = problems.map(|p| (p.step, format!("✗ {}", p.text), theme::FAILED));
    let advice = advice(draft, page.world).into_iter();
    let advice = advice.map(|(step, words)| (step, format!("! {words}"), theme::HELD));
    let findings: Vec<_> = problems.chain(advice).collect();
    if findings.is_empty() {
        checked(page);
        return;
    }
    let reserve = if page.is_roomy() { SAME_AS } else { 0 };
    let most = usize::from(page.left().saturating_sub(reserve)).max(4);
    let mut used = 0;
    let count = findings.len();
    for (place, (step, words, style)) in findings.into_iter().enumerate() {
        let lines = beside_digit(page, &words);
        let is_last = place + 1 == count;
        if place > 0 && used + lines.len() + usize::from(!is_last) > most {
            return page.line(&format!("… {} more", count - place), theme::NORMAL);
        }
        used += lines.len();
        numbered(page, &lines, style, step);
    }
}

/// Nothing was found: what could be looked at, and when the quota was read.
fn checked(page: &mut Page<'_, '_>) {
    let choices = page.world.choices;
    let login = !page.world.info.has_network
        || (choices.rules.get().is_some() && choices.routed.get().is_some());
    let looked_at = [
        ("quota", choices.limits.get().is_some()),
        ("names", true),
        ("flavor", choices.flavors.get().is_some()),
        ("network", choices.networks.get().is_some()),
        ("login", login && choices.key_files.get().is_some()),
    ];
    let words: Vec<_> = looked_at
        .iter()
        .map(|(what, known)| format!("{} {what}", if *known { "✓" } else { "?" }))
        .collect();
    let as_of = choices.limits.as_of();
    let when = as_of.map_or_else(String::new, |at| {
        format!("  (quota of {})", at.wall.strftime("%H:%M:%SZ"))
    });
    let content = format!("Checked   {}{when}", words.join("  "));
    page.line(&content, theme::NORMAL);
}

/// Rows the same launch in other words should have at least, with its heading; it has the whole
/// page when it has the focus.
const SAME_AS: u16 = 3;
/// The width of a label.
const LABEL: u16 = 10;

/// The same launch as a command, as JSON, as Terraform.
fn same_as(page: &mut Page<'_, '_>, words: Option<&str>) {
    let focused = page.wizard.focus() == FieldId::SameAs;
    let same = page.wizard.same();
    let style = if focused {
        theme::FOCUSED
    } else {
        theme::LABEL
    };
    let forms: Vec<_> = Form::ALL
        .iter()
        .map(|form| {
            let mark = if *form == same.form { "•" } else { " " };
            format!("({mark}) {}", form.title())
        })
        .collect();
    page.has_focus(FieldId::SameAs);
    page.put(0, "Same as", style);
    page.put(10, &format!("{}   x", forms.join("  ")), theme::NORMAL);
    page.skip();
    if let Some(field) = &same.saving {
        let hint = Hint::Plain("a new file, mode 0600".into());
        page.field("Write to", FieldId::SavePath, field, 0, &hint);
    }
    let Some(words) = words else {
        page.line("  when nothing is to be mended any more", theme::MUTED);
        return;
    };
    // What does not fit is wrapped, not cut: it is there to be read before it is copied.
    let width = usize::from(page.area.width).saturating_sub(2);
    let lines: Vec<String> = words
        .lines()
        .flat_map(|line| text::wrap(line, width))
        .collect();
    let room = usize::from(page.at_least(2, 0));
    let first = same.scroll.min(lines.len().saturating_sub(room));
    for line in lines.iter().skip(first).take(room) {
        page.line(&format!("  {line}"), theme::NORMAL);
    }
}
