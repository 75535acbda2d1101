//! What each action does, or why it does not.

use super::action::{self, Action};
use super::details::DetailsTab;
use super::modal::Modal;
use super::modal::calls::ApiLog;
use super::modal::messages::MessageList;
use super::modal::palette::Palette;
use super::modal::view::{JobList, QuitQuestion};
use super::workspace::{Marking, Tab, Workspace};
use super::{App, Effect, format, layout};

impl App {
    /// Does an action, or says why not.
    pub(super) fn act(&mut self, action: Action) {
        if let Some(reason) = self.against_now(action) {
            let label = action::spec_of(action).map_or("", |spec| spec.label);
            return self
                .desk
                .notices
                .warn(format!("{label}: {reason}"), self.now);
        }
        match action {
            Action::Quit => return self.on_quit_key(),
            Action::Redraw => return self.desk.effects.push(Effect::Redraw),
            Action::Suspend => return self.desk.effects.push(Effect::Suspend),
            Action::Mouse => return self.toggle_mouse(),
            Action::Help if self.in_details() => return self.open_details_keys(),
            Action::Help | Action::Palette => {
                self.take_aim();
                let palette = Palette::new(action == Action::Help, |a| self.against_now(a));
                return self.modals.push(Modal::Palette(palette));
            }
            _ => {}
        }
        self.leave_awaited_image(action);
        if self.in_details() && self.act_in_details(action) {
            return;
        }
        let rows = layout::list_rows(self);
        let Some(space) = &mut self.space else { return };
        match action {
            Action::Up => space.arrow(-1),
            Action::Down => space.arrow(1),
            Action::Top => space.arrow(i64::MIN / 2),
            Action::Bottom => space.arrow(i64::MAX / 2),
            Action::PageUp => space.arrow(-rows),
            Action::PageDown => space.arrow(rows),
            Action::HalfPageUp => space.arrow(-rows / 2),
            Action::HalfPageDown => space.arrow(rows / 2),
            Action::NextItem => space.move_by(1),
            Action::PreviousItem => space.move_by(-1),
            Action::Mark => space.on_marks(Marking::Toggle),
            Action::Range => space.on_marks(Marking::Range),
            Action::MarkAll => space.on_marks(Marking::All),
            Action::Unmark => space.on_marks(Marking::None),
            Action::Filter => space.start_typing(),
            Action::Pane => space.pane.hidden = !space.pane.hidden,
            Action::ColumnsLeft => space.shift_columns(-1),
            Action::ColumnsRight => space.shift_columns(1),
            Action::OtherPane => space.pane.focused = !space.pane.focused && !space.pane.hidden,
            Action::Open | Action::Zoom if space.tab == Tab::Instances => {
                self.open_last_details();
            }
            Action::Open => {
                space.pane.whole_image = true;
                space.pane.scroll = 0;
            }
            Action::Zoom => {
                space.pane.whole_image = !space.pane.whole_image;
                space.pane.scroll = 0;
            }
            Action::Instances => self.show(Tab::Instances),
            Action::Images => self.show(Tab::Images),
            Action::NextTab | Action::PreviousTab => {
                let other = match space.tab {
                    Tab::Instances => Tab::Images,
                    Tab::Images => Tab::Instances,
                };
                self.show(other);
            }
            Action::Auto => self.toggle_auto(),
            Action::ReadOnly => self.forbid_changes(),
            Action::ReadWrite => self.allow_changes(),
            Action::Refresh => self.refresh(),
            Action::Undo => self.undo(),
            Action::Jobs => self.modals.push(Modal::Jobs(JobList::default())),
            Action::Messages => {
                let selected = self.desk.notices.standing();
                self.desk.notices.read();
                self.modals.push(Modal::Messages(MessageList {
                    selected,
                    ..MessageList::default()
                }));
            }
            Action::ApiLog => self.modals.push(Modal::ApiLog(ApiLog::default())),
            Action::Context => self.open_switcher(),
            Action::Menu => self.open_menu(),
            Action::Sort => self.open_sort(),
            Action::Facets => self.open_facets(),
            Action::Copy => self.open_copy(),
            Action::Launch => self.launch(),
            Action::Snapshot => self.open_snapshot(),
            Action::Delete => self.open_delete(),
            _ => self.act_on_instances(action),
        }
    }

    /// What is done to instances, or read of one.
    fn act_on_instances(&mut self, action: Action) {
        match action {
            Action::ConsoleLog => self.open_details(DetailsTab::Log),
            Action::Interfaces => self.open_details(DetailsTab::Interfaces),
            Action::Console => self.open_details(DetailsTab::Console),
            Action::ActionLog => self.open_details(DetailsTab::ActionLog),
            Action::Ssh => self.open_ssh(),
            Action::Columns => self.open_columns(),
            Action::Power | Action::Rework | Action::Edit | Action::Attach => {
                self.open_menu_of(action);
            }
            Action::Start
            | Action::Stop
            | Action::RebootSoft
            | Action::RebootHard
            | Action::Pause
            | Action::Unpause
            | Action::SuspendServer
            | Action::ResumeServer
            | Action::Shelve
            | Action::Unshelve
            | Action::Unlock
            | Action::ConfirmResize
            | Action::RevertResize
            | Action::Unrescue
            | Action::Restore
            | Action::ForceDelete => self.open_verb(action),
            // The reason that can be given is one instance's.
            Action::Lock if self.aims_at_many() => self.open_verb(action),
            Action::Lock
            | Action::Resize
            | Action::Rebuild
            | Action::Rescue
            | Action::Migrate
            | Action::LiveMigrate
            | Action::EditServer
            | Action::Metadata
            | Action::Tags
            | Action::SecurityGroups
            | Action::PortSecurityGroups
            | Action::ChangePassword
            | Action::RetrievePassword
            | Action::AttachInterface
            | Action::DetachInterface
            | Action::AssociateFloatingIp
            | Action::DisassociateFloatingIp
            | Action::AttachVolume
            | Action::DetachVolume => self.open_form(action),
            _ => {}
        }
    }

    /// Whoever has begun to work in Images does not want the cursor to jump any more.
    fn leave_awaited_image(&mut self, action: Action) {
        let only_looks = matches!(
            action,
            Action::Instances
                | Action::Images
                | Action::NextTab
                | Action::PreviousTab
                | Action::Refresh
        );
        if let Some(space) = &mut self.space
            && space.tab == Tab::Images
            && !only_looks
        {
            space.awaited_image = None;
        }
    }

    fn toggle_mouse(&mut self) {
        self.mouse = !self.mouse;
        self.desk.effects.push(Effect::Mouse(self.mouse));
        let text = if self.mouse {
            "mouse on"
        } else {
            "mouse off: select text freely"
        };
        self.desk
            .notices
            .info(format!("{text} · % switches"), self.now);
    }

    fn on_quit_key(&mut self) {
        match &mut self.space {
            Some(space) if space.details.is_some() => self.close_details(),
            Some(space) if space.pane.whole_image => {
                space.pane.whole_image = false;
                space.pane.scroll = 0;
            }
            _ => self.quit(),
        }
    }

    /// Leaves, unless that would lose a confirmed delete, an answer or a draft that cannot be kept:
    /// then asks.
    pub(super) fn quit(&mut self) {
        let (held, unanswered) = (self.desk.jobs.held(), self.desk.jobs.unanswered());
        let drafts = self.drafts_to_lose();
        if held + unanswered + drafts > 0 {
            let quit_focused = false;
            self.quitting = Some(QuitQuestion {
                held,
                unanswered,
                drafts,
                quit_focused,
            });
        } else {
            self.desk.effects.push(Effect::Quit);
        }
    }

    fn show(&mut self, tab: Tab) {
        self.close_details();
        let Some(space) = &mut self.space else { return };
        space.tab = tab;
        space.pane.whole_image = false;
        space.pane.scroll = 0;
        let unread = match tab {
            Tab::Instances => space.instances.fresh().is_none(),
            Tab::Images => space.images.fresh().is_none(),
        };
        if unread {
            self.read_list_now(tab, true);
        }
    }

    fn refresh(&mut self) {
        let Some(space) = &mut self.space else { return };
        let tab = space.tab;
        space.hurry();
        if let Some(details) = &mut space.details {
            details.read_anew();
        }
        let mut cx = self.desk.cx(self.now, space.context);
        space.read_list(tab, true, &mut cx);
        space.read_limits(&mut cx);
    }

    fn toggle_auto(&mut self) {
        let Some(space) = &mut self.space else { return };
        space.auto = !space.auto;
        let text = if space.auto {
            "auto-refresh on"
        } else {
            "auto-refresh off: r reads"
        };
        self.desk.notices.info(text.into(), self.now);
    }

    fn undo(&mut self) {
        if self.desk.jobs.held() == 0 {
            return self.restore_deleted();
        }
        let undone = self.desk.jobs.undo(self.now);
        self.desk
            .notices
            .good(format!("Undone: {}", format::some_of(&undone)), self.now);
    }
}

impl Workspace {
    /// Up and down: in the details while they have the keys, else in the list.
    pub(super) fn arrow(&mut self, rows: i64) {
        if self.pane.whole_image || self.pane.focused {
            let place = i64::try_from(self.pane.scroll)
                .unwrap_or(0)
                .saturating_add(rows);
            self.pane.scroll = usize::try_from(place).unwrap_or(0).min(LAST_PANE_LINE);
        } else {
            self.move_by(rows);
        }
    }
}

/// The details are never longer; drawing shows their end at the latest.
const LAST_PANE_LINE: usize = 500;
