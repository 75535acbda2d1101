//! The keys of the details. Its line of hints and its help are made of this table, so that no hint
//! can lie.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Details, DetailsTab, Prompt};
use crate::app::action::Action;
use crate::app::field::Field;
use crate::app::key::{Key, ch, key};
use crate::app::opener::Opener;
use crate::app::{App, layout};
use crate::cloud::message::Write;

/// What a key does in the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    NextTab,
    PreviousTab,
    /// What a tab has to be entered: an interface, an action, the console.
    Enter,
    PreviousHit,
    Search,
    Longer,
    Shorter,
    Whole,
    Follow,
    Wrap,
    Left,
    Right,
    Save,
    Copy,
    Browse,
}

/// A key, what it does, in which tab (`None`: in all), and its hint.
#[derive(Debug)]
struct Bound {
    keys: &'static [Key],
    does: Does,
    tab: Option<DetailsTab>,
    /// As the line of hints says it; empty: not there.
    hint: &'static str,
    label: &'static str,
}

macro_rules! keys {
    ($($does:ident [$($key:expr),*] $($tab:ident)? $hint:literal $label:literal;)*) => {
        &[$(Bound {
            keys: &[$($key),*],
            does: Does::$does,
            tab: keys!(@tab $($tab)?),
            hint: $hint,
            label: $label,
        },)*]
    };
    (@tab $tab:ident) => { Some(DetailsTab::$tab) };
    (@tab) => { None };
}

static KEYS: &[Bound] = keys! {
    NextTab [key(KeyCode::Tab), ch('l'), key(KeyCode::Right)] "tab" "Next tab";
    PreviousTab [key(KeyCode::BackTab), ch('h'), key(KeyCode::Left)] "" "Previous tab";
    Enter [key(KeyCode::Enter)] Interfaces "edit the port" "Edit the port and its security groups";
    Search [ch('/')] Log "search" "Search the log";
    Enter [key(KeyCode::Enter)] Log "" "Next place found";
    PreviousHit [key(KeyCode::Backspace)] Log "" "Place found before";
    Follow [ch('f')] Log "follow" "Follow the log: read it every few seconds";
    Longer [ch('+'), ch('=')] Log "more" "More lines";
    Shorter [ch('-')] Log "fewer" "Fewer lines";
    Whole [ch('0')] Log "all" "All that Nova keeps";
    Save [ch('s')] Log "save" "Save the log to a file";
    Copy [ch('y')] Log "copy" "Copy the log";
    Wrap [ch('w')] Log "wrap" "Wrap long lines or cut them";
    Left [ch('<')] Log "" "Back along lines that are cut";
    Right [ch('>')] Log "" "Along long lines, cut";
    Enter [key(KeyCode::Enter)] Console "get the address" "Ask for the address, then open it";
    Browse [ch('b')] Console "browser" "Open the address in a browser";
    Copy [ch('y')] Console "copy" "Copy the address";
    Enter [key(KeyCode::Enter)] ActionLog "steps" "Show the steps of the action";
    Copy [ch('y')] ActionLog "copy the request id" "Copy the request id";
};

/// `Tab tab · / search · f follow`, for the tab in view.
pub fn hints(tab: DetailsTab) -> String {
    let bound = KEYS.iter().filter(|it| !it.hint.is_empty());
    let bound = bound.filter(|it| it.tab.is_none_or(|of| of == tab));
    let words = bound.map(|it| {
        let key = it.keys.first().map_or_else(String::new, |key| key.name());
        format!("{key} {}", it.hint)
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// All keys, a line each.
fn story() -> String {
    let line = |keys: &str, label: &str| format!("{keys:<18}{label}");
    let mut lines = Vec::new();
    let tabs = [None].into_iter().chain(DetailsTab::ALL.map(Some));
    for tab in tabs {
        let bound: Vec<_> = KEYS.iter().filter(|it| it.tab == tab).collect();
        if let (Some(tab), false) = (tab, bound.is_empty()) {
            lines.extend([String::new(), tab.title().to_uppercase()]);
        }
        for it in bound {
            let keys = it.keys.iter().map(|key| key.name());
            lines.push(line(&keys.collect::<Vec<_>>().join(" "), it.label));
        }
        if tab.is_none() {
            lines.push(line("n p", "Next, previous instance"));
            lines.push(line("j k PgUp PgDn g G", "Scroll"));
            lines.push(line("r", "Read everything shown again"));
            lines.push(line("Esc q", "Back to the list"));
            lines.push(line("? F1", "These keys"));
            lines.push(line(":", "Everything that can be done to the instance"));
        }
    }
    lines.join("\n")
}

/// Whether an action of the lists means something in the details too.
pub(in crate::app) fn serves(action: Action) -> bool {
    !matches!(
        action,
        Action::Mark
            | Action::Range
            | Action::MarkAll
            | Action::Unmark
            | Action::Facets
            | Action::Sort
            | Action::Columns
            | Action::Pane
            | Action::Zoom
            | Action::OtherPane
            | Action::ColumnsLeft
            | Action::ColumnsRight
    )
}

/// Room for a file's name beside what is put to it.
const NAME_ROOM: usize = 60;

impl App {
    /// A key while the details are open; `false`: it is none of theirs.
    pub(in crate::app) fn on_details_key(&mut self, event: KeyEvent) -> bool {
        if self.prompting() {
            self.on_prompt_key(event);
            return true;
        }
        if event.code == KeyCode::Esc {
            self.peel_details();
            return true;
        }
        let Some(details) = self.details() else {
            return false;
        };
        let pressed = Key::of(event);
        let tab = details.tab;
        let bound = KEYS
            .iter()
            .find(|it| it.tab.is_none_or(|of| of == tab) && it.keys.contains(&pressed));
        if let Some(bound) = bound {
            self.do_in_details(bound.does);
            // Held down, it must not do the next thing as well: ask for a console, then open it.
            let enters = bound.does == Does::Enter;
            self.opener = enters.then(|| Opener::new(event, self.now));
            return true;
        }
        false
    }

    pub(in crate::app) fn open_details_keys(&mut self) {
        self.show_text("Keys of the details", story());
    }

    fn details(&self) -> Option<&Details> {
        self.space.as_ref()?.details.as_deref()
    }

    /// Whether a line of the details is being typed into.
    pub(in crate::app) fn prompting(&self) -> bool {
        self.details()
            .is_some_and(|details| details.prompt.is_some())
    }

    fn do_in_details(&mut self, does: Does) {
        let size = layout::details(self.size);
        match does {
            Does::NextTab => return self.show_beside(1),
            Does::PreviousTab => return self.show_beside(DetailsTab::ALL.len() - 1),
            Does::Enter => return self.enter_in_details(),
            Does::Copy => return self.copy_of_details(),
            Does::Browse => return self.open_console_address(),
            _ => {}
        }
        let wall = self.now.wall;
        let Some(details) = self.space.as_mut().and_then(|it| it.details.as_mut()) else {
            return;
        };
        let log = &mut details.log;
        match does {
            Does::Search => details.prompt = Some(Prompt::Search(Field::with(log.search()))),
            Does::PreviousHit => log.next_hit(true, size),
            Does::Longer | Does::Shorter => {
                let by = if does == Does::Longer { 1 } else { -1 };
                if !log.lengthen(by) {
                    let words = if by > 0 {
                        "this is all"
                    } else {
                        "no fewer lines"
                    };
                    self.desk.notices.info(words.into(), self.now);
                }
            }
            Does::Whole => log.whole(),
            Does::Follow => log.follow = !log.follow,
            Does::Wrap => log.wrap = !log.wrap,
            Does::Left | Does::Right => log.shift(does == Does::Right, size.0),
            Does::Save => {
                let path = log.path.clone().unwrap_or_else(|| {
                    let name = file_name(details.row.title());
                    format!("~/{name}-console-{}.log", wall.strftime("%Y%m%d-%H%M%S"))
                });
                details.prompt = Some(Prompt::Save(Field::with(&path)));
            }
            _ => {}
        }
    }

    fn show_beside(&mut self, by: usize) {
        if let Some(tab) = self.details().map(|details| details.tab) {
            self.open_details(tab.beside(by));
        }
    }

    pub(in crate::app) fn enter_in_details(&mut self) {
        let size = layout::details(self.size);
        let Some(space) = &mut self.space else { return };
        let Some(details) = &mut space.details else {
            return;
        };
        match details.tab {
            DetailsTab::Overview => {}
            DetailsTab::Interfaces => self.act(Action::PortSecurityGroups),
            DetailsTab::Log => details.log.next_hit(false, size),
            DetailsTab::Console if details.console.address().is_some() => self.browse(),
            DetailsTab::Console => self.ask_console(),
            DetailsTab::ActionLog => details.actions.toggle(space.about.of(&details.row.id)),
        }
    }

    fn open_console_address(&mut self) {
        let known = self
            .details()
            .is_some_and(|details| details.console.address().is_some());
        if known {
            self.browse();
        } else {
            let words = "there is no address yet: Enter asks for it";
            self.desk.notices.warn(words.into(), self.now);
        }
    }

    fn copy_of_details(&mut self) {
        let Some(space) = &self.space else { return };
        let Some(details) = &space.details else {
            return;
        };
        let about = space.about.of(&details.row.id);
        let (text, what) = match details.tab {
            DetailsTab::Log => (details.log.text(), "The console log"),
            DetailsTab::Console => {
                let address = details.console.address();
                (address.map(|url| url.expose().to_owned()), "The address")
            }
            DetailsTab::ActionLog => {
                let action = details.actions.current(about);
                (action.map(|it| it.request_id.clone()), "The request id")
            }
            DetailsTab::Overview | DetailsTab::Interfaces => return self.act(Action::Copy),
        };
        let context = space.context;
        match text {
            Some(text) => self.desk.cx(self.now, context).copy(text, what),
            None => self.desk.notices.warn("nothing to copy".into(), self.now),
        }
    }

    /// Esc: an error, then what was searched for, then the details.
    fn peel_details(&mut self) {
        if self.desk.notices.standing().is_some() {
            return self.desk.notices.dismiss();
        }
        self.desk.notices.dismiss();
        let size = layout::details(self.size);
        let Some(details) = self.space.as_mut().and_then(|it| it.details.as_mut()) else {
            return;
        };
        if details.tab == DetailsTab::Log && !details.log.search().is_empty() {
            details.log.look_for("", size);
        } else {
            self.close_details();
        }
    }

    /// Types into the line that is open.
    fn on_prompt_key(&mut self, event: KeyEvent) {
        let size = layout::details(self.size);
        let Some(details) = self.space.as_mut().and_then(|it| it.details.as_mut()) else {
            return;
        };
        let Some(prompt) = &mut details.prompt else {
            return;
        };
        match (event.code, &mut *prompt) {
            (KeyCode::Enter, Prompt::Search(_)) => details.prompt = None,
            (KeyCode::Enter, Prompt::Save(field)) => {
                let path = field.text().trim().to_owned();
                self.save_log(&path);
            }
            (KeyCode::Esc, Prompt::Search(_)) => {
                details.prompt = None;
                details.log.look_for("", size);
            }
            (KeyCode::Esc, Prompt::Save(field)) => {
                details.log.path = Some(field.text().to_owned());
                details.prompt = None;
            }
            (_, prompt) => {
                prompt.field_mut().on_key(event);
                self.prompt_changed();
            }
        }
    }

    pub(in crate::app) fn paste_in_details(&mut self, text: &str) {
        let details = self.space.as_mut().and_then(|it| it.details.as_mut());
        if let Some(prompt) = details.and_then(|it| it.prompt.as_mut()) {
            prompt.field_mut().paste(text);
            self.prompt_changed();
        }
    }

    /// A search goes along with what is typed.
    fn prompt_changed(&mut self) {
        let size = layout::details(self.size);
        let details = self.space.as_mut().and_then(|it| it.details.as_mut());
        if let Some(details) = details
            && let Some(Prompt::Search(field)) = &details.prompt
            && field.text() != details.log.search()
        {
            let text = field.text().to_owned();
            details.log.look_for(&text, size);
        }
    }

    /// Writes the log as it is shown to a new file of this machine.
    fn save_log(&mut self, path: &str) {
        let Some(space) = &mut self.space else { return };
        let Some(details) = &mut space.details else {
            return;
        };
        if path.is_empty() {
            let words = "Save the log: name a file";
            return self.desk.notices.warn(words.into(), self.now);
        }
        details.log.path = Some(path.to_owned());
        details.prompt = None;
        let Some(text) = details.log.text() else {
            let words = "Save the log: there is none to save";
            return self.desk.notices.warn(words.into(), self.now);
        };
        let what = format!("Save the console log of {}", details.row.title());
        let path = path.into();
        let write = Write::SaveText { path, text };
        self.desk.cx(self.now, space.context).write(write, what);
    }

    /// What an action of the lists does here; `false`: what it does anywhere.
    pub(in crate::app) fn act_in_details(&mut self, action: Action) -> bool {
        let (_, rows) = layout::details(self.size);
        let page = i64::try_from(rows).unwrap_or(1);
        match action {
            Action::Up => self.scroll_details(-1),
            Action::Down => self.scroll_details(1),
            Action::Top => self.scroll_details(i64::MIN / 2),
            Action::Bottom => self.scroll_details(i64::MAX / 2),
            Action::PageUp => self.scroll_details(-page),
            Action::PageDown => self.scroll_details(page),
            Action::HalfPageUp => self.scroll_details(-page / 2),
            Action::HalfPageDown => self.scroll_details(page / 2),
            Action::NextItem => self.turn_details(1),
            Action::PreviousItem => self.turn_details(-1),
            Action::Open => self.open_details(DetailsTab::Overview),
            Action::Filter => {
                self.open_details(DetailsTab::Log);
                self.do_in_details(Does::Search);
            }
            _ => return false,
        }
        true
    }
}

/// A name as a part of a file's name: whatever the cloud calls a thing, it is one file, here.
fn file_name(name: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(plain).take(NAME_ROOM).collect();
    name.trim_start_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action;

    #[test]
    fn no_key_means_two_things_in_one_tab() {
        for tab in DetailsTab::ALL {
            let mut seen: Vec<Key> = Vec::new();
            for bound in KEYS.iter().filter(|it| it.tab.is_none_or(|of| of == tab)) {
                for key in bound.keys {
                    assert!(!seen.contains(key), "{tab:?}: {}", key.name());
                    seen.push(*key);
                }
            }
        }
    }

    #[test]
    fn the_keys_that_change_something_are_left_to_the_one_table() {
        for bound in KEYS {
            for key in bound.keys {
                let action = action::of_key(KeyEvent::new(key.code, key.modifiers));
                let changes = action.is_some_and(|it| it.group == action::Group::Change);
                assert!(!changes, "{}", key.name());
            }
        }
    }

    #[test]
    fn a_name_of_the_cloud_becomes_one_file_of_this_directory() {
        assert_eq!(file_name("web-01"), "web-01");
        assert_eq!(file_name("../../etc/passwd\n"), "etc-passwd-");
        assert_eq!(file_name("日本 1"), "日本-1");
        assert!(file_name(&"x".repeat(300)).len() <= 60);
    }
}
