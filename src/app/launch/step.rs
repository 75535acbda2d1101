//! The five steps of the wizard, the fields the cursor can stand in, and what may be wrong there.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Details,
    Flavor,
    Network,
    KeyPair,
    Review,
}

impl Step {
    pub const ALL: [Self; 5] = [
        Self::Details,
        Self::Flavor,
        Self::Network,
        Self::KeyPair,
        Self::Review,
    ];

    pub fn index(self) -> usize {
        Self::ALL
            .iter()
            .position(|step| *step == self)
            .unwrap_or_default()
    }

    /// As it stands in the step bar, from 1.
    pub fn number(self) -> usize {
        self.index() + 1
    }

    /// The step a digit key names.
    pub fn of_digit(digit: char) -> Option<Self> {
        let number = usize::try_from(digit.to_digit(10)?).ok()?;
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Details => "Details",
            Self::Flavor => "Flavor",
            Self::Network => "Network",
            Self::KeyPair => "Keypair",
            Self::Review => "Review",
        }
    }

    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.index() + 1).copied()
    }

    pub fn previous(self) -> Option<Self> {
        Self::ALL.get(self.index().checked_sub(1)?).copied()
    }
}

/// A place the cursor can stand: a field, a table or a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldId {
    Name,
    Count,
    Zone,
    SourceKind,
    Source,
    Flavor,
    Networks,
    Groups,
    KeyMode,
    KeyPairs,
    NewName,
    NewPath,
    MakeKey,
    ImportName,
    ImportFrom,
    ImportPath,
    ImportFiles,
    ImportText,
    ImportKey,
    /// "I have looked at the Instances list", after a launch whose answer was lost.
    Checked,
    Cancel,
    Back,
    /// Launch, on Review.
    Next,
}

impl FieldId {
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Count
                | Self::NewName
                | Self::NewPath
                | Self::ImportName
                | Self::ImportPath
                | Self::ImportText
        )
    }

    pub fn is_table(self) -> bool {
        matches!(
            self,
            Self::Source
                | Self::Flavor
                | Self::Networks
                | Self::Groups
                | Self::KeyPairs
                | Self::ImportFiles
        )
    }

    /// A row of alternatives, moved with ← → and Space.
    pub fn is_radio(self) -> bool {
        matches!(
            self,
            Self::Zone | Self::SourceKind | Self::KeyMode | Self::ImportFrom
        )
    }
}

/// Why the draft cannot be launched, and where to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub step: Step,
    pub field: FieldId,
    pub text: String,
}

/// How a step stands, for the step bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Here,
    Complete,
    Untouched,
    /// Seen, and something is wrong or missing.
    Needs,
}
