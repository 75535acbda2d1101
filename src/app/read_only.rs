//! Whether anything can be changed here, and who said that nothing can.

use super::App;
use super::format;
use super::place::Place;
use super::settings::Settings;

impl App {
    pub fn settings(&self) -> &Settings {
        &self.options.settings
    }

    /// Whether the open context is marked as production.
    pub fn is_danger(&self) -> bool {
        let space = self.space.as_ref();
        space.is_some_and(|space| self.settings().danger(&space.info))
    }

    /// Why nothing can be changed in the open context.
    pub fn read_only(&self) -> Option<String> {
        let frozen = || {
            let here = Place::of(&self.space.as_ref()?.info);
            let said = "read-only: :ro was said here; :rw lifts it";
            self.frozen.contains(&here).then(|| said.into())
        };
        self.settled_read_only().or_else(frozen)
    }

    /// The same for good: `:rw` cannot lift it.
    fn settled_read_only(&self) -> Option<String> {
        let settings = self.settings();
        if settings.read_only {
            return Some("read-only: started with --read-only".into());
        }
        if settings.read_only_everywhere {
            return Some("read-only: config.toml says so of every cloud".into());
        }
        let info = &self.space.as_ref()?.info;
        let rule = settings.rule(info).filter(|rule| rule.read_only)?;
        let pattern = |name: &str, pattern: &Option<String>| {
            let pattern = pattern.as_ref()?;
            Some(format!("{name} {pattern}"))
        };
        let parts = [
            pattern("cloud", &rule.cloud),
            pattern("project", &rule.project),
        ];
        let of = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Some(format!("read-only: config.toml says so of {of}"))
    }

    /// Why `:ro` would change nothing.
    pub(super) fn against_read_only(&self) -> Option<String> {
        self.read_only()
    }

    /// Why `:rw` cannot lift it.
    pub(super) fn against_read_write(&self) -> Option<String> {
        let settled = self.settled_read_only();
        let lifted = "; :rw lifts only what :ro said";
        settled.map(|why| format!("{why}{lifted}")).or_else(|| {
            let free = self.read_only().is_none();
            free.then(|| "changes are allowed here".into())
        })
    }

    /// From now on nothing can be changed here. What is confirmed and not sent yet is taken back:
    /// who says this does not want it any more.
    pub(super) fn forbid_changes(&mut self) {
        let Some(space) = &self.space else { return };
        let place = space.place();
        self.frozen.insert(Place::of(&space.info));
        let mut text = format!("Read-only: nothing can be changed in {place} · :rw lifts it");
        let mut undone = Vec::new();
        while self.desk.jobs.held() > 0 {
            undone.extend(self.desk.jobs.undo(self.now));
        }
        if !undone.is_empty() {
            text = format!("{text} · undone: {}", format::some_of(&undone));
        }
        self.desk.notices.info(text, self.now);
    }

    pub(super) fn allow_changes(&mut self) {
        let Some(space) = &self.space else { return };
        let place = space.place();
        self.frozen.remove(&Place::of(&space.info));
        let text = format!("Changes are allowed again in {place}");
        self.desk.notices.info(text, self.now);
    }
}
