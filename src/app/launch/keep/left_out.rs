//! What a draft on a disk lacks, and how the person hears of it.

use super::super::advanced::UserDataFrom;
use super::super::draft::Draft;
use super::super::keypair::KeyMode;
use super::super::step::Step;
use super::secret::names_secret;

/// What is typed and not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    UserData,
    Metadata,
    Hints,
    Password,
    Passphrase,
}

impl LeftOut {
    const ALL: [Self; 5] = [
        Self::UserData,
        Self::Metadata,
        Self::Hints,
        Self::Password,
        Self::Passphrase,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::UserData => "user data",
            Self::Metadata => "metadata",
            Self::Hints => "scheduler hints",
            Self::Password => "admin password",
            Self::Passphrase => "passphrase of the new key",
        }
    }

    fn step(self) -> Step {
        match self {
            Self::Passphrase => Step::KeyPair,
            _ => Step::Details,
        }
    }

    /// The text is there, and must not lie on a disk.
    fn is_secret_in(self, draft: &Draft) -> bool {
        let advanced = &draft.advanced;
        match self {
            Self::UserData => names_secret(&advanced.script.text()),
            Self::Metadata => names_secret(&advanced.metadata.text()),
            Self::Hints => names_secret(&advanced.hints.text()),
            Self::Password => !advanced.password.is_empty(),
            Self::Passphrase => !draft.key.passphrase.is_empty(),
        }
    }

    fn is_empty_in(self, draft: &Draft) -> bool {
        let advanced = &draft.advanced;
        match self {
            Self::UserData => advanced.script.is_empty(),
            Self::Metadata => advanced.metadata.is_empty(),
            Self::Hints => advanced.hints.is_empty(),
            Self::Password => advanced.password.is_empty(),
            Self::Passphrase => draft.key.passphrase.is_empty(),
        }
    }

    /// Whether a launch would be made with it.
    fn matters_to(self, draft: &Draft) -> bool {
        match self {
            Self::UserData => draft.advanced.user_data == UserDataFrom::Typed,
            Self::Passphrase => draft.key.mode == KeyMode::Create,
            Self::Metadata | Self::Hints | Self::Password => true,
        }
    }
}

/// What of this draft is not to be kept, or was not and is not there again.
pub(super) fn of(draft: &Draft) -> Vec<LeftOut> {
    let missing: Vec<_> = missing(draft).collect();
    let all = LeftOut::ALL.into_iter();
    all.filter(|what| what.is_secret_in(draft) || missing.contains(what))
        .collect()
}

/// Those that a file names.
pub(super) fn named(titles: &[String]) -> Vec<LeftOut> {
    let all = LeftOut::ALL.into_iter();
    all.filter(|what| titles.iter().any(|title| title == what.title()))
        .collect()
}

/// What was left out on the disk the draft was read from, and has not been typed again.
fn missing(draft: &Draft) -> impl Iterator<Item = LeftOut> {
    let left_out = draft.left_out.iter().copied();
    left_out.filter(|what| what.is_empty_in(draft))
}

/// What is to be typed again, for Review. Advice: nobody has to.
pub(in crate::app::launch) fn advice(draft: &Draft) -> Vec<(Step, String)> {
    let text = |what: LeftOut| format!("the {} was not kept on disk: type it again", what.title());
    let missing = missing(draft).filter(|what| what.matters_to(draft));
    missing.map(|what| (what.step(), text(what))).collect()
}

/// The same in one line, for a draft that is taken up again.
pub(in crate::app::launch) fn note(draft: &Draft) -> Option<String> {
    let missing = missing(draft).filter(|what| what.matters_to(draft));
    let titles: Vec<_> = missing.map(LeftOut::title).collect();
    let text = format!("not kept on disk, to be typed again: {}", titles.join(", "));
    (!titles.is_empty()).then_some(text)
}
