//! What happened in this run: messages, and the API calls.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::reading::{large, listing, rows};
use super::widget::{dialog, put, rule};
use super::{text, theme};
use crate::app::App;
use crate::app::explain;
use crate::app::key::Key;
use crate::app::modal::calls::{self, ApiLog, CALL_KEYS, has_failed};
use crate::app::modal::messages::{MESSAGE_KEYS, MessageList};
use crate::app::notice::Notice;
use crate::cloud::message::ApiCall;

/// `Enter the whole story · y copy`, as much of it as fits, the last always.
fn hints<'a, A: 'a>(keys: impl Iterator<Item = &'a (Key, A, &'a str)>, room: usize) -> String {
    let mut hints: Vec<_> = keys
        .map(|(key, _, what)| format!("{} {what}", key.name()))
        .collect();
    while hints.len() > 1 && text::width(&hints.join(" · ")) > room {
        hints.remove(hints.len() - 2);
    }
    hints.join(" · ")
}

pub(super) fn messages(list: &MessageList, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let place = large(area);
    let chosen = list.place(app.notices());
    let title = if list.errors_only {
        "Messages: errors only"
    } else {
        "Messages"
    };
    let inner = dialog(frame, place, title, "e");
    let details = 8.min(inner.height / 2);
    let body = Rect {
        height: inner.height.saturating_sub(details + 1),
        ..inner
    };
    if list.shown(app.notices()).next().is_none() {
        let words = if list.errors_only {
            "No error was told. f shows all messages."
        } else {
            "Nothing was said yet."
        };
        put(frame, inner, 1, 0, words, theme::NORMAL);
    }
    listing(frame, body, chosen, list.shown(app.notices()), |notice| {
        let (glyph, style) = theme::level(notice.level);
        let times = notice.times_words();
        let at = notice.at.strftime("%H:%M:%S");
        (format!(" {at} {glyph} {}{times}", notice.text), style)
    });
    rule(frame, place, body.height);
    let below = Rect {
        y: inner.y + body.height + 1,
        height: details,
        ..inner
    };
    let width = usize::from(below.width.saturating_sub(2));
    if let Some(notice) = list.current(app.notices()) {
        let lines = in_short(notice, width, usize::from(details.saturating_sub(1)));
        for (row, (words, style)) in lines.iter().enumerate() {
            put(frame, below, 1, rows(row), words, *style);
        }
    }
    let bottom = details.saturating_sub(1);
    let hints = hints(MESSAGE_KEYS.iter(), width);
    put(frame, below, 1, bottom, &hints, theme::MUTED);
}

/// The message, what it means, and what to quote: as much of each as `height` lines hold.
fn in_short(notice: &Notice, width: usize, height: usize) -> Vec<(String, Style)> {
    let known = match &notice.error {
        Some(error) => explain::error(error),
        None => explain::fault(&notice.text).filter(|_| notice.is_error()),
    };
    let mut after = Vec::new();
    if let Some(known) = known {
        let means = format!("Means    {}. {}", known.meaning, known.advice);
        let means = text::wrap(&means, width).into_iter().take(2);
        after.extend(means.map(|line| (line, theme::HELD)));
    }
    if let Some(error) = &notice.error {
        let id = error.request_id.as_deref().unwrap_or("-");
        after.push((format!("Call     {}", error.call), theme::NORMAL));
        after.push((format!("Request  {id}"), theme::NORMAL));
    }
    let words = text::wrap(&notice.text, width).into_iter();
    let words = words.take(height.saturating_sub(after.len()).max(1));
    let mut lines: Vec<_> = words.map(|line| (line, theme::NORMAL)).collect();
    lines.extend(after);
    lines.truncate(height);
    lines
}

pub(super) fn api_log(log: &ApiLog, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let place = large(area);
    let inner = dialog(frame, place, &calls_title(log, app), "@");
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    let chosen = log.place(&app.calls);
    if log.shown(&app.calls).next().is_none() {
        let words = if log.errors_only && !app.calls.is_empty() {
            "No call has failed. f shows all calls."
        } else {
            "No call was made yet."
        };
        put(frame, inner, 1, 0, words, theme::NORMAL);
    }
    listing(frame, body, chosen, log.shown(&app.calls), |(_, call)| {
        let style = if has_failed(call) {
            theme::FAILED
        } else {
            theme::NORMAL
        };
        (call_line(call), style)
    });
    rule(frame, place, body.height);
    let last = inner.height.saturating_sub(1);
    let room = usize::from(inner.width.saturating_sub(2));
    let hints = hints(CALL_KEYS.iter(), room);
    put(frame, inner, 1, last, &hints, theme::MUTED);
}

fn call_line(call: &ApiCall) -> String {
    let status = call
        .status
        .map_or_else(|| "---".into(), |status| status.to_string());
    format!(
        " {} {status} {:>6}ms {:<8} {:<6} {}  {}",
        call.at.strftime("%H:%M:%S"),
        call.took.as_millis(),
        call.service,
        call.method,
        call.path,
        call.request_id.as_deref().unwrap_or("")
    )
}

/// `API calls: 123 calls · 4 errors · median 87 ms`.
fn calls_title(log: &ApiLog, app: &App) -> String {
    let what = if log.errors_only {
        "API errors"
    } else {
        "API calls"
    };
    let totals = calls::totals(&app.calls);
    let Some(median) = totals.median else {
        return what.into();
    };
    let many = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let (calls, errors) = (many(totals.calls, "call"), many(totals.errors, "error"));
    format!(
        "{what}: {calls} · {errors} · median {} ms",
        median.as_millis()
    )
}
