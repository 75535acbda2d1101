//! Opening contexts: at the start, after a refusal, and when switching.

use std::time::Duration;

use super::App;
use super::Effect;
use super::entry::{Entry, FirstRun, Picker, Prompt, Refused, Step};
use super::modal::switcher::new_cloud;
use super::workspace::{Tab, Workspace};
use crate::cloud::message::{
    CloudChoice, CloudSummary, ContextId, ContextInfo, Discovery, ProjectChoice, Reason, Refusal,
    Request, Start, Target, Ticket,
};

/// What is being opened.
#[derive(Debug, Default)]
pub(super) struct Session {
    looking: Option<(Ticket, Look)>,
    connecting: Option<Connecting>,
    contexts: u32,
    /// Answers to tickets before this one come from a login that has ended.
    pub(super) renewed: Option<Ticket>,
    /// The refusal on the screen came by itself, and nobody can have seen it before.
    pub(super) unseen_until: Duration,
}

/// Why the configuration is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// To open what it says.
    Start,
    /// To let the person pick, whatever it says.
    Pick,
    /// Beside the work: what else could be switched to?
    Beside,
}

#[derive(Debug)]
struct Connecting {
    ticket: Ticket,
    context: ContextId,
    target: Target,
}

impl App {
    pub(super) fn start(&mut self) {
        match self.options.cloud.clone() {
            Some(cloud) => self.connect(self.first_target(cloud)),
            None => self.look(Look::Start),
        }
    }

    /// The region and project of the command line apply to the first login only.
    fn first_target(&self, cloud: CloudChoice) -> Target {
        Target {
            region: self.options.region.clone(),
            project: self.options.project.clone().map(ProjectChoice::Name),
            ..new_cloud(cloud)
        }
    }

    fn look(&mut self, why: Look) {
        let ticket = self.desk.ids.ticket();
        self.session.looking = Some((ticket, why));
        self.desk
            .effects
            .push(Effect::Cloud(Request::Discover { ticket }));
        if why != Look::Beside {
            self.entry = Some(Entry::Looking);
        }
    }

    pub(super) fn connect(&mut self, target: Target) {
        let ticket = self.desk.ids.ticket();
        self.session.contexts += 1;
        let context = ContextId(self.session.contexts);
        let name = Self::describe(&target);
        self.desk.effects.push(Effect::Cloud(Request::Connect {
            ticket,
            context,
            target: target.clone(),
        }));
        self.session.connecting = Some(Connecting {
            ticket,
            context,
            target,
        });
        self.entry = Some(Entry::Connecting { name });
    }

    fn describe(target: &Target) -> String {
        let cloud = match &target.cloud {
            CloudChoice::Named(name) => name.clone(),
            CloudChoice::Environment => "the OS_* variables".into(),
            CloudChoice::Demo => "the demo cloud".into(),
        };
        match &target.region {
            Some(region) => format!("{cloud} / {region}"),
            None => cloud,
        }
    }

    pub(super) fn on_discovered(&mut self, ticket: Ticket, result: Result<Discovery, Refusal>) {
        let Some((_, why)) = self
            .session
            .looking
            .take_if(|(awaited, _)| *awaited == ticket)
        else {
            return;
        };
        match (result, why) {
            // Nobody asked, so nobody is disturbed; the switcher shows what is known.
            (Err(refusal), Look::Beside) => self.desk.notices.warn(refusal.message, self.now),
            (Err(refusal), _) => self.refuse(None, refusal),
            (Ok(discovery), Look::Beside) => self.discovery = Some(discovery),
            (Ok(discovery), why) => {
                let start = discovery.start.clone();
                let pick = why == Look::Pick || self.space.is_some();
                let any = !discovery.clouds.is_empty();
                self.discovery = Some(discovery);
                match start {
                    _ if pick && any => self.entry = Some(Entry::Picker(Picker::default())),
                    Start::Connect(cloud) if !pick => self.connect(self.first_target(cloud)),
                    Start::Pick => self.entry = Some(Entry::Picker(Picker::default())),
                    _ => self.entry = Some(Entry::FirstRun(FirstRun { cursor: 0 })),
                }
            }
        }
    }

    pub(super) fn on_connected(
        &mut self,
        ticket: Ticket,
        context: ContextId,
        result: Result<ContextInfo, Refusal>,
    ) {
        let Some(connecting) = self.session.connecting.take_if(|c| c.ticket == ticket) else {
            // Nobody waits for it any more.
            if result.is_ok() {
                self.close_session(context);
            }
            return;
        };
        debug_assert_eq!(connecting.context, context);
        match result {
            Ok(info) if self.is_here_again(&info) => self.renew(context, info),
            Ok(info) => self.open(context, info),
            Err(refusal) => self.refuse(Some(connecting.target), refusal),
        }
    }

    fn open(&mut self, context: ContextId, info: ContextInfo) {
        let tab = self
            .space
            .as_ref()
            .map_or(Tab::Instances, |space| space.tab);
        let switched = self.space.is_some();
        let closing = self.closing();
        self.keep_draft();
        for warning in &info.warnings {
            self.desk.notices.warn(warning.clone(), self.now);
        }
        let mut space = Workspace::new(context, info, tab);
        if let Some(old) = &self.space {
            space.pane.hidden = old.pane.hidden;
            space.auto = old.auto;
            space.came_from = Some(old.place());
        }
        space.look_as_before(&self.memory, self.now);
        self.places.insert(context, space.place());
        self.recall(context, &space.info);
        let mut cx = self.desk.cx(self.now, context);
        if switched {
            cx.notices
                .good(format!("Switched to {}", space.place()), self.now);
        }
        if space.missing_service(tab).is_some() {
            space.read_around(&mut cx);
        } else {
            space.read_list(tab, true, &mut cx);
        }
        self.space = Some(space);
        self.close_left();
        self.show_last_used();
        self.entry = None;
        self.modals.clear();
        if let Some(closing) = closing {
            self.desk.notices.warn(closing, self.now);
        }
        if self.discovery.is_none() && self.session.looking.is_none() {
            // Started on a named cloud: find out beside the work what else there is.
            self.look(Look::Beside);
        }
    }

    /// Of the contexts that were left, those stay of which a job tells: it may run, be undone or be
    /// tried again there. The others are closed. Whoever comes back gets a session of the one that
    /// is open then, by the same token where the project is the same.
    fn close_left(&mut self) {
        let open = self.space.as_ref().map(|space| space.context);
        let told = self.desk.jobs.contexts();
        let left: Vec<_> = self.places.keys().copied().collect();
        for context in left {
            if Some(context) != open && !told.contains(&context) {
                self.places.remove(&context);
                self.forget_place_of(context);
                self.close_session(context);
            }
        }
    }

    fn close_session(&mut self, context: ContextId) {
        let close = Request::Close { context };
        self.desk.effects.push(Effect::Cloud(close));
    }

    /// A login failed: say so and offer the ways on. A view that is open stays open behind.
    fn refuse(&mut self, target: Option<Target>, mut refusal: Refusal) {
        if let Some(Target {
            project: Some(ProjectChoice::Name(name)),
            ..
        }) = &target
        {
            refusal.details.push(format!("Project asked for: {name}"));
        }
        self.entry = Some(match (&refusal.reason, target) {
            (Reason::PasswordMissing { user, auth_url }, Some(target)) => Entry::Prompt(Prompt {
                user: user.clone(),
                auth_url: auth_url.clone(),
                target,
                password: super::field::Field::default(),
                note: None,
            }),
            (_, target) => Entry::Refused(Refused {
                target,
                refusal,
                cursor: 0,
            }),
        });
    }

    pub(super) fn on_entry_key(&mut self, key: crossterm::event::KeyEvent) {
        use crossterm::event::KeyCode;
        if self.types_unseeing() {
            return;
        }
        let step = match &mut self.entry {
            None => Step::Stay,
            Some(Entry::Looking | Entry::Connecting { .. }) => match key.code {
                KeyCode::Esc => Step::Back,
                KeyCode::Char('q') => Step::Quit,
                _ => Step::Stay,
            },
            Some(Entry::FirstRun(first)) => first.on_key(key),
            Some(Entry::Prompt(prompt)) => prompt.on_key(key),
            Some(Entry::Refused(refused)) => refused.on_key(key),
            Some(Entry::Picker(picker)) => match &self.discovery {
                Some(discovery) => picker.on_key(key, discovery),
                None => Step::Look,
            },
        };
        self.take_step(step);
    }

    fn take_step(&mut self, step: Step) {
        match step {
            Step::Stay => {}
            Step::Connect(target) => {
                // From the picker the command line's region and project still count.
                let first =
                    self.space.is_none() && target.region.is_none() && target.password.is_none();
                let target = if first {
                    self.first_target(target.cloud)
                } else {
                    target
                };
                self.connect(target);
            }
            Step::Look => self.look(Look::Start),
            // Over an open view q closes, as it does any overlay.
            Step::Quit if self.space.is_some() => self.take_step(Step::Back),
            Step::Quit => self.quit(),
            Step::Pick => {
                self.learn_clouds();
                self.pick();
            }
            Step::Prompt => {
                if let Some(Entry::Refused(refused)) = self.entry.take()
                    && let Some(target) = refused.target
                {
                    self.entry = Some(Entry::Prompt(Prompt {
                        user: String::new(),
                        auth_url: Self::describe(&target),
                        target,
                        password: super::field::Field::default(),
                        note: None,
                    }));
                }
            }
            Step::Back => {
                if self.space.is_some() {
                    self.session.connecting = None;
                    self.entry = None;
                } else if matches!(self.entry, Some(Entry::Connecting { .. })) {
                    self.session.connecting = None;
                    self.take_step(Step::Pick);
                }
            }
        }
    }

    fn pick(&mut self) {
        match &self.discovery {
            Some(discovery) if !discovery.clouds.is_empty() => {
                self.entry = Some(Entry::Picker(Picker::default()));
            }
            Some(_) if self.space.is_none() => {
                self.entry = Some(Entry::FirstRun(FirstRun { cursor: 0 }));
            }
            _ => self.look(Look::Pick),
        }
    }

    /// A refusal for a cloud that is not there names those that are: looking again would only be
    /// refused again.
    fn learn_clouds(&mut self) {
        let (None, Some(Entry::Refused(refused))) = (&self.discovery, &self.entry) else {
            return;
        };
        let names = refused.clouds().iter();
        let clouds: Vec<_> = names
            .map(|name| CloudSummary {
                choice: CloudChoice::Named(name.clone()),
                name: name.clone(),
                about: String::new(),
            })
            .collect();
        if !clouds.is_empty() {
            self.discovery = Some(Discovery {
                clouds,
                start: Start::Pick,
                searched: Vec::new(),
                environment: String::new(),
            });
        }
    }
}
