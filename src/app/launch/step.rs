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
    Description,
    Zone,
    SourceKind,
    Source,
    /// On the host or on a new volume.
    DiskPlace,
    VolumeSize,
    VolumeType,
    DeleteVolume,
    /// Opens what most launches leave alone.
    Advanced,
    UserDataFrom,
    UserDataPath,
    Script,
    ConfigDrive,
    DiskConfig,
    ServerGroup,
    Tags,
    Metadata,
    Hints,
    Password,
    /// Closes it again.
    AdvancedDone,
    Flavor,
    Networks,
    Ports,
    Groups,
    KeyMode,
    KeyPairs,
    NewName,
    KeyKind,
    NewPath,
    Passphrase,
    MakeKey,
    ImportName,
    ImportFrom,
    ImportPath,
    ImportFiles,
    ImportText,
    ImportKey,
    /// "I have looked at the Instances list", after a launch whose answer was lost.
    Checked,
    /// The same launch as a command, as JSON, as Terraform.
    SameAs,
    /// Where that is written to.
    SavePath,
    Cancel,
    Back,
    /// Launch, on Review.
    Next,
}

impl FieldId {
    /// One line of text.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Count
                | Self::Description
                | Self::VolumeSize
                | Self::UserDataPath
                | Self::Tags
                | Self::Password
                | Self::NewName
                | Self::NewPath
                | Self::Passphrase
                | Self::ImportName
                | Self::ImportPath
                | Self::ImportText
                | Self::SavePath
        )
    }

    /// Several lines of text.
    pub fn is_area(self) -> bool {
        matches!(self, Self::Script | Self::Metadata | Self::Hints)
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::VolumeSize)
    }

    pub fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::Passphrase)
    }

    pub fn is_table(self) -> bool {
        matches!(
            self,
            Self::Source
                | Self::Flavor
                | Self::Networks
                | Self::Ports
                | Self::Groups
                | Self::KeyPairs
                | Self::ImportFiles
        )
    }

    /// A row of alternatives, moved with ← → and Space.
    pub fn is_radio(self) -> bool {
        matches!(
            self,
            Self::Zone
                | Self::SourceKind
                | Self::DiskPlace
                | Self::VolumeType
                | Self::UserDataFrom
                | Self::DiskConfig
                | Self::ServerGroup
                | Self::KeyMode
                | Self::KeyKind
                | Self::ImportFrom
        )
    }

    /// Something to be ticked with Space.
    pub fn is_tick(self) -> bool {
        matches!(self, Self::DeleteVolume | Self::ConfigDrive)
    }

    /// It stands on the page that Advanced opens.
    pub fn is_advanced(self) -> bool {
        matches!(
            self,
            Self::UserDataFrom
                | Self::UserDataPath
                | Self::Script
                | Self::ConfigDrive
                | Self::DiskConfig
                | Self::ServerGroup
                | Self::Tags
                | Self::Metadata
                | Self::Hints
                | Self::Password
                | Self::AdvancedDone
        )
    }

    /// Enter goes past it to what a launch needs; Tab visits it.
    pub fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Description
                | Self::DiskPlace
                | Self::VolumeSize
                | Self::VolumeType
                | Self::DeleteVolume
                | Self::Advanced
                | Self::Ports
                | Self::KeyKind
                | Self::Passphrase
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
