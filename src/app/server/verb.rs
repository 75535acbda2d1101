//! The table of what needs no more than a yes: how much it risks, and in which words it is asked.

use crate::app::action::Action;
use crate::app::job::Followed;
use crate::cloud::message::Write;
use crate::openstack::compute::ServerAct;

/// How far it goes, and so how much it takes to confirm it (spec, "Confirmation ladder").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Nothing that runs is hurt: one is done at once.
    Harmless,
    /// What runs is stopped or disturbed, or a way back is given up.
    Interrupts,
    /// It cannot be got back: held for the undo window.
    Destroys,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Instance,
    Image,
}

impl Kind {
    pub fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Instance, 1) => "instance",
            (Self::Instance, _) => "instances",
            (Self::Image, 1) => "image",
            (Self::Image, _) => "images",
        }
    }
}

#[derive(Debug)]
pub struct Verb {
    pub action: Action,
    pub kind: Kind,
    pub risk: Risk,
    /// On the button, in the title and in the name of the job: `Shut off`.
    pub word: &'static str,
    /// What is typed before the number of instances: `stop 3`.
    pub phrase: &'static str,
    /// What it does to one, whole sentences.
    pub one: &'static str,
    /// What it does to many: goes on after `These 3 instances`.
    pub many: &'static str,
    /// `None`: a delete.
    pub act: Option<ServerAct>,
}

const fn verb(action: Action, risk: Risk, words: [&'static str; 4], act: ServerAct) -> Verb {
    let [word, phrase, one, many] = words;
    Verb {
        action,
        kind: Kind::Instance,
        risk,
        word,
        phrase,
        one,
        many,
        act: Some(act),
    }
}

pub static VERBS: [Verb; 18] = [
    verb(
        Action::Start,
        Risk::Harmless,
        ["Start", "start", "This boots the instance.", "are booted."],
        ServerAct::Start,
    ),
    verb(
        Action::Stop,
        Risk::Interrupts,
        [
            "Shut off",
            "stop",
            "This shuts off the instance: what runs in it ends. Its disks and addresses stay.",
            "are shut off: what runs in them ends. Their disks and addresses stay.",
        ],
        ServerAct::Stop,
    ),
    verb(
        Action::RebootSoft,
        Risk::Interrupts,
        [
            "Soft reboot",
            "reboot",
            "The guest is asked to restart. What is not saved in persistent storage is lost.",
            "are asked to restart. What is not saved in persistent storage is lost.",
        ],
        ServerAct::Reboot { hard: false },
    ),
    verb(
        Action::RebootHard,
        Risk::Interrupts,
        [
            "Hard reboot",
            "hard reboot",
            "This cuts the power and boots anew. What is not saved in persistent storage is lost.",
            "have the power cut and boot anew. What is not saved in persistent storage is lost.",
        ],
        ServerAct::Reboot { hard: true },
    ),
    verb(
        Action::Pause,
        Risk::Interrupts,
        [
            "Pause",
            "pause",
            "This freezes the instance in memory: it answers nobody until it is resumed.",
            "are frozen in memory: they answer nobody until they are resumed.",
        ],
        ServerAct::Pause,
    ),
    verb(
        Action::Unpause,
        Risk::Harmless,
        [
            "Resume",
            "resume",
            "The paused instance goes on where it was.",
            "go on where they were paused.",
        ],
        ServerAct::Unpause,
    ),
    verb(
        Action::SuspendServer,
        Risk::Interrupts,
        [
            "Suspend",
            "suspend",
            "This saves the memory to disk and stops the instance until it is resumed.",
            "have their memory saved to disk and stop until they are resumed.",
        ],
        ServerAct::Suspend,
    ),
    verb(
        Action::ResumeServer,
        Risk::Harmless,
        [
            "Resume",
            "resume",
            "The suspended instance goes on where it was.",
            "go on where they were suspended.",
        ],
        ServerAct::Resume,
    ),
    verb(
        Action::Shelve,
        Risk::Interrupts,
        [
            "Shelve",
            "shelve",
            "This stops the instance, keeps a snapshot of it, and gives its host's resources back. \
             Unshelving boots it again, perhaps elsewhere.",
            "are stopped and kept as snapshots; their hosts' resources are given back.",
        ],
        ServerAct::Shelve,
    ),
    verb(
        Action::Unshelve,
        Risk::Harmless,
        [
            "Unshelve",
            "unshelve",
            "The shelved instance is built and booted again.",
            "are built and booted again.",
        ],
        ServerAct::Unshelve,
    ),
    verb(
        Action::Lock,
        Risk::Harmless,
        [
            "Lock",
            "lock",
            "Until it is unlocked, the instance cannot be changed.",
            "cannot be changed until they are unlocked.",
        ],
        ServerAct::Lock { reason: None },
    ),
    verb(
        Action::Unlock,
        Risk::Harmless,
        [
            "Unlock",
            "unlock",
            "The instance can be changed again.",
            "can be changed again.",
        ],
        ServerAct::Unlock,
    ),
    verb(
        Action::ConfirmResize,
        Risk::Interrupts,
        [
            "Confirm resize of",
            "confirm",
            "This keeps the new flavor or host. What was left of the old is deleted: it cannot be \
             reverted afterwards.",
            "keep their new flavor or host. They cannot be reverted afterwards.",
        ],
        ServerAct::ConfirmResize,
    ),
    verb(
        Action::RevertResize,
        Risk::Interrupts,
        [
            "Revert resize of",
            "revert",
            "This stops the instance and goes back to the old flavor or host. What was written \
             since the resize may be lost.",
            "stop and go back to their old flavor or host. What was written since may be lost.",
        ],
        ServerAct::RevertResize,
    ),
    verb(
        Action::Unrescue,
        Risk::Harmless,
        [
            "Unrescue",
            "unrescue",
            "The instance boots from its own disk again.",
            "boot from their own disks again.",
        ],
        ServerAct::Unrescue,
    ),
    verb(
        Action::Restore,
        Risk::Harmless,
        [
            "Restore",
            "restore",
            "The deleted instance is brought back.",
            "are brought back.",
        ],
        ServerAct::Restore,
    ),
    verb(
        Action::ForceDelete,
        Risk::Destroys,
        [
            "Force delete",
            "delete",
            "This deletes the instance at once, also where the cloud would keep it a while. It \
             cannot be got back afterwards.",
            "are deleted at once, also where the cloud would keep them a while. They cannot be \
             got back afterwards.",
        ],
        ServerAct::ForceDelete,
    ),
    Verb {
        action: Action::Delete,
        kind: Kind::Instance,
        risk: Risk::Destroys,
        word: "Delete",
        phrase: "delete",
        one: "This deletes the instance. It cannot be got back afterwards.",
        many: "are deleted. They cannot be got back afterwards.",
        act: None,
    },
];

pub static DELETE_IMAGE: Verb = Verb {
    action: Action::Delete,
    kind: Kind::Image,
    risk: Risk::Destroys,
    word: "Delete",
    phrase: "delete",
    one: "This deletes the image. It cannot be got back afterwards.",
    many: "are deleted. They cannot be got back afterwards.",
    act: None,
};

/// How this is done to instances, when it needs no more than a yes.
pub fn verb_of(action: Action) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.action == action)
}

impl Verb {
    /// `Shut off web-1`.
    pub fn of(&self, name: &str) -> String {
        format!("{} {name}", self.word)
    }

    /// `Shut off 3 instances`; `Delete image`, without a number, for one.
    pub fn title(&self, count: usize) -> String {
        let noun = self.kind.noun(count);
        match count {
            1 => format!("{} {noun}", self.word),
            n => format!("{} {n} {noun}", self.word),
        }
    }

    /// What it does to so many.
    pub fn consequence(&self, count: usize) -> String {
        match count {
            1 => self.one.into(),
            n => format!("These {n} {} {}", self.kind.noun(n), self.many),
        }
    }

    /// The request for one.
    pub fn write(&self, what: &Followed) -> Option<Write> {
        match (what, &self.act) {
            (Followed::Server(id), Some(act)) => Some(Write::Act {
                server: id.clone(),
                act: act.clone(),
            }),
            (Followed::Server(id), None) => Some(Write::DeleteServer(id.clone())),
            (Followed::Image(id), None) => Some(Write::DeleteImage(id.clone())),
            _ => None,
        }
    }
}
