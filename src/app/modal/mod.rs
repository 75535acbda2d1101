//! What lies over the lists. Only the topmost gets keys; each answers with what should follow,
//! and never touches the stack itself.

pub mod bulk;
pub mod calls;
pub mod confirm;
pub mod doomed;
pub mod menu;
pub mod messages;
pub mod palette;
pub mod snapshot;
pub mod switcher;
pub mod view;

use self::bulk::BulkView;
use self::calls::ApiLog;
use self::confirm::Confirm;
use self::menu::Menu;
use self::messages::MessageList;
use self::palette::Palette;
use self::snapshot::SnapshotForm;
use self::switcher::Switcher;
use self::view::{JobList, TextView};
use super::action::Action;
use super::columns::Columns;
use super::copy::uncopied::Uncopied;
use super::form::Form;
use super::guard::Touch;
use super::launch::Wizard;
use super::record::Told;
use super::ssh::form::SshForm;
use super::time::Now;
use super::{images, instances};
use crate::cloud::message::{OpId, Target};
use crate::openstack::id::ImageId;

#[derive(Debug)]
pub enum Modal {
    Confirm(Confirm),
    /// What became of each of many.
    Bulk(BulkView),
    Snapshot(SnapshotForm),
    Ssh(Box<SshForm>),
    /// The clipboard did not take something.
    Uncopied(Box<Uncopied>),
    /// A dialog with fields.
    Form(Box<Form>),
    Launch(Box<Wizard>),
    /// An unfinished draft was found when a launch was asked for.
    Draft(DraftQuestion),
    Switcher(Switcher),
    Palette(Palette),
    Menu(Menu),
    Columns(Columns),
    Jobs(JobList),
    Messages(MessageList),
    ApiLog(ApiLog),
    Text(TextView),
}

impl Modal {
    /// When time passes in it, on the monotonic clock.
    pub fn deadline(&self) -> Option<std::time::Duration> {
        match self {
            Self::Confirm(confirm) => confirm.deadline(),
            Self::Snapshot(form) => form.deadline(),
            Self::Ssh(form) => form.deadline(),
            Self::Uncopied(form) => form.deadline(),
            Self::Form(form) => form.deadline(),
            Self::Launch(wizard) => wizard.deadline(),
            Self::Menu(menu) => menu.deadline(),
            _ => None,
        }
    }

    /// Whether it wants an answer about something fixed when it was opened.
    pub fn asks(&self) -> bool {
        matches!(
            self,
            Self::Confirm(_)
                | Self::Snapshot(_)
                | Self::Ssh(_)
                | Self::Uncopied(_)
                | Self::Form(_)
                | Self::Launch(_)
                | Self::Draft(_)
        )
    }

    /// It comes under the keys again after a login: they may be held, or typed for that. Nothing of
    /// what was typed into it is lost.
    pub(in crate::app) fn uncovered(&mut self, now: Now) {
        match self {
            Self::Confirm(confirm) => confirm.uncovered(now),
            Self::Snapshot(form) => form.uncovered(now),
            Self::Ssh(form) => form.uncovered(now),
            Self::Uncopied(form) => form.uncovered(now),
            Self::Form(form) => form.uncovered(now),
            Self::Launch(wizard) => wizard.uncovered(now),
            _ => {}
        }
    }

    /// What is lost when it closes now, for people; `None`: nothing is.
    pub(in crate::app) fn unsent(&self) -> Option<String> {
        match self {
            Self::Confirm(confirm) => Some(confirm.go_label()),
            Self::Snapshot(form) => Some(format!("Snapshot of {}", form.server_name)),
            Self::Ssh(form) => Some(format!("ssh to {}", form.name)),
            Self::Uncopied(form) => Some(format!("Save to {}", form.path.text())),
            Self::Form(form) => Some(format!("{} of {}", form.title(), form.server().title())),
            _ => None,
        }
    }

    /// A key has come, whoever gets it: it takes back a press that has not acted yet.
    pub fn feel(&mut self, touch: Touch) {
        match self {
            Self::Confirm(confirm) => confirm.feel(touch),
            Self::Snapshot(form) => form.feel(touch),
            Self::Ssh(form) => form.feel(touch),
            Self::Uncopied(form) => form.feel(touch),
            Self::Form(form) => form.feel(touch),
            Self::Launch(wizard) => wizard.feel(touch),
            _ => {}
        }
    }
}

/// Resume the draft, or begin anew with this source?
#[derive(Debug)]
pub struct DraftQuestion {
    /// `web ×2 from cirros`.
    pub draft: String,
    /// When it was last changed: `10:58`, with its date when that is not today's.
    pub from: Option<String>,
    pub source: Option<ImageId>,
    pub source_name: Option<String>,
}

/// What should happen after a key.
#[derive(Debug)]
pub enum Then {
    Stay,
    Close,
    CloseAnd(Next),
    /// Stays open beneath what follows.
    Also(Next),
}

/// What a dialog asks the application to do.
#[derive(Debug, Clone)]
pub enum Next {
    Act(Action),
    Copy(Copied),
    SortInstances(instances::Column),
    SortImages(images::Column),
    Filter(String),
    /// The values of a key of the filter are to be picked from.
    Facet(&'static str),
    /// A value of this key is to be typed.
    Type(&'static str),
    FilterBy(&'static str, String),
    /// Show these columns; `None`: as the width has room.
    Columns(Option<Vec<&'static str>>),
    Switch(Target),
    /// Show what becomes of those that were confirmed together.
    Bulk(OpId),
    /// Do it again to those of them that failed.
    Retry(OpId),
    /// Of those confirmed together what is not sent yet is taken back.
    UndoGroup(OpId),
    ResumeDraft,
    NewDraft(Option<ImageId>),
    /// Show the whole story of a job.
    Explain(OpId),
    /// Show the whole story of a message or a call.
    Record(Told),
    CopyRecord(Told),
    /// Write what was changed in this run to a file.
    Report,
    /// Launch again what of a launch failed.
    Relaunch(OpId),
}

/// What of the targets goes to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    Id,
    Name,
    Ip,
    /// Every address, with its network.
    Addresses,
    Ssh,
    Fault,
    Json,
    Command,
    Table,
}
