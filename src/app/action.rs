//! The one table of actions. Key bindings, footer, help, palette and menus all come from it, so
//! that no hint can lie.

use crossterm::event::{KeyCode, KeyEvent};

pub use super::key::Key;
use super::key::{ch, ctrl, key};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    HalfPageUp,
    HalfPageDown,
    Filter,
    Facets,
    Sort,
    Open,
    Pane,
    Zoom,
    OtherPane,
    ColumnsLeft,
    ColumnsRight,
    NextItem,
    PreviousItem,
    Mark,
    Range,
    MarkAll,
    Unmark,
    Copy,
    Menu,
    ConsoleLog,
    Interfaces,
    Console,
    ActionLog,
    Ssh,
    Columns,
    Launch,
    Snapshot,
    Delete,
    Undo,
    Power,
    Start,
    Stop,
    RebootSoft,
    RebootHard,
    Pause,
    Unpause,
    SuspendServer,
    ResumeServer,
    Shelve,
    Unshelve,
    Lock,
    Unlock,
    Rework,
    Resize,
    ConfirmResize,
    RevertResize,
    Rebuild,
    Rescue,
    Unrescue,
    Restore,
    ForceDelete,
    Migrate,
    LiveMigrate,
    Edit,
    EditServer,
    Metadata,
    Tags,
    SecurityGroups,
    PortSecurityGroups,
    ChangePassword,
    RetrievePassword,
    Attach,
    AttachInterface,
    DetachInterface,
    AssociateFloatingIp,
    DisassociateFloatingIp,
    AttachVolume,
    DetachVolume,
    ReadOnly,
    ReadWrite,
    Instances,
    Images,
    NextTab,
    PreviousTab,
    Context,
    Jobs,
    Messages,
    ApiLog,
    Help,
    Palette,
    Refresh,
    Auto,
    Mouse,
    Redraw,
    Suspend,
    Quit,
}

/// Where an action means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Anywhere,
    /// Instances and Images.
    Lists,
    Instances,
}

/// Which part of the help an action stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Look,
    Change,
    Go,
    App,
}

impl Group {
    pub fn title(self) -> &'static str {
        match self {
            Self::Look => "LOOK (lower case never changes anything)",
            Self::Change => "CHANGE (upper case; asks before anything is changed)",
            Self::Go => "GO",
            Self::App => "APP",
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Spec {
    pub action: Action,
    /// Pressed in a list. What has none stands in a menu, or in the palette only.
    pub keys: &'static [Key],
    /// The action that opens the menu it stands in, and its key there.
    pub menu: Option<(Action, char)>,
    pub scope: Scope,
    pub group: Group,
    /// As help and palette say it.
    pub label: &'static str,
    /// As the footer says it, when it is there: always what has a key of its own, what stands in a
    /// menu where it is the next thing to do.
    pub hint: Option<&'static str>,
}

impl Spec {
    /// How it is reached, for people: `D Del F8`, or `P s` through a menu; empty when only the
    /// palette has it.
    pub fn reached_by(&self) -> String {
        let menu = self.menu.and_then(|(opener, item)| {
            let opener = spec_of(opener)?.keys.first()?;
            Some(format!("{} {item}", opener.name()))
        });
        let keys = self.keys.iter().map(|key| key.name());
        keys.chain(menu).collect::<Vec<_>>().join(" ")
    }
}

/// A line each: action, keys, the menu it stands in and its key there, where, which part of the
/// help, label, and the footer's word if it is to stand there.
macro_rules! actions {
    ($($action:ident [$($key:expr),*] $(($menu:ident $item:literal))? $scope:ident $group:ident $label:literal $($hint:literal)?;)*) => {
        &[$(Spec {
            action: Action::$action,
            keys: &[$($key),*],
            menu: actions!(@menu $($menu $item)?),
            scope: Scope::$scope,
            group: Group::$group,
            label: $label,
            hint: actions!(@hint $($hint)?),
        },)*]
    };
    (@hint $hint:literal) => { Some($hint) };
    (@hint) => { None };
    (@menu $menu:ident $item:literal) => { Some((Action::$menu, $item)) };
    (@menu) => { None };
}

/// In the order of the footer, the help and the palette.
pub static ACTIONS: &[Spec] = actions! {
    Launch [ch('L')] Lists Change "Launch instance" "launch";
    Snapshot [ch('S')] Instances Change "Create snapshot" "snapshot";
    Delete [ch('D'), key(KeyCode::Delete), key(KeyCode::F(8))] Lists Change "Delete" "delete";
    Undo [ch('U')] Anywhere Change "Undo a delete";
    Power [ch('P')] Instances Change "Power …" "power";
    Start [] (Power 's') Instances Change "Start instance" "start";
    Stop [] (Power 'o') Instances Change "Shut off instance";
    RebootSoft [] (Power 'r') Instances Change "Soft reboot instance";
    RebootHard [] (Power 'h') Instances Change "Hard reboot instance";
    Pause [] (Power 'p') Instances Change "Pause instance";
    Unpause [] (Power 'u') Instances Change "Resume paused instance" "resume";
    SuspendServer [] (Power 'z') Instances Change "Suspend instance";
    ResumeServer [] (Power 'w') Instances Change "Resume suspended instance" "resume";
    Shelve [] (Power 'v') Instances Change "Shelve instance";
    Unshelve [] (Power 'n') Instances Change "Unshelve instance" "unshelve";
    Lock [] (Power 'l') Instances Change "Lock instance …";
    Unlock [] (Power 'k') Instances Change "Unlock instance" "unlock";
    Rework [ch('R')] Instances Change "Resize, rebuild, rescue …" "resize";
    Resize [] (Rework 'r') Instances Change "Resize instance …";
    ConfirmResize [] (Rework 'c') Instances Change "Confirm resize/migrate" "confirm";
    RevertResize [] (Rework 'v') Instances Change "Revert resize/migrate" "revert";
    Rebuild [] (Rework 'b') Instances Change "Rebuild instance …";
    Rescue [] (Rework 'e') Instances Change "Rescue instance …";
    Unrescue [] (Rework 'u') Instances Change "Unrescue instance" "unrescue";
    Restore [] (Rework 't') Instances Change "Restore soft-deleted instance" "restore";
    ForceDelete [] (Rework 'f') Instances Change "Force delete instance" "force delete";
    Migrate [] (Rework 'm') Instances Change "Migrate instance …";
    LiveMigrate [] (Rework 'l') Instances Change "Live migrate instance …";
    Edit [ch('E')] Instances Change "Edit …" "edit";
    EditServer [] (Edit 'e') Instances Change "Edit name and description …";
    Metadata [] (Edit 'm') Instances Change "Update metadata …";
    Tags [] (Edit 't') Instances Change "Edit tags …";
    SecurityGroups [] (Edit 'g') Instances Change "Edit security groups …";
    PortSecurityGroups [] (Edit 'p') Instances Change "Edit a port and its security groups …";
    ChangePassword [] (Edit 'c') Instances Change "Change password …";
    RetrievePassword [] (Edit 'w') Instances Change "Retrieve password …";
    Attach [ch('A')] Instances Change "Attach, detach …" "attach";
    AttachInterface [] (Attach 'i') Instances Change "Attach interface …";
    DetachInterface [] (Attach 'd') Instances Change "Detach interface …";
    AssociateFloatingIp [] (Attach 'f') Instances Change "Associate floating IP …";
    DisassociateFloatingIp [] (Attach 'r') Instances Change "Disassociate floating IP …";
    AttachVolume [] (Attach 'v') Instances Change "Attach volume …";
    DetachVolume [] (Attach 'w') Instances Change "Detach volume …";
    Mark [ch(' ')] Lists Look "Mark" "mark";
    Range [ch('v')] Lists Look "Mark a range";
    MarkAll [ch('*')] Lists Look "Mark all shown";
    Unmark [ch('u')] Lists Look "Unmark all";
    Filter [ch('/')] Lists Look "Filter" "filter";
    Facets [ch('f')] Lists Look "Facets";
    Sort [ch('s')] Lists Look "Sort by …" "sort";
    Copy [ch('y')] Lists Look "Copy …" "copy";
    Menu [ch('m')] Lists Look "Menu of actions" "menu";
    Open [key(KeyCode::Enter)] Lists Look "Open details" "open";
    Pane [ch('d')] Lists Look "Details pane on or off";
    Zoom [ch('z')] Lists Look "Zoom details";
    OtherPane [key(KeyCode::Tab)] Lists Look "Other pane";
    ColumnsLeft [ch('h'), key(KeyCode::Left)] Lists Look "Columns to the left";
    ColumnsRight [ch('l'), key(KeyCode::Right)] Lists Look "Columns that do not fit";
    NextItem [ch('n')] Lists Look "Next item in details";
    PreviousItem [ch('p')] Lists Look "Previous item in details";
    ConsoleLog [ch('o')] Instances Look "Console log";
    Interfaces [ch('i')] Instances Look "Interfaces";
    Console [] Instances Look "Console";
    ActionLog [] Instances Look "Action log";
    Ssh [ch('x')] Instances Look "Log in with ssh …";
    Columns [ch('w')] Lists Look "Columns …";
    Up [ch('k'), key(KeyCode::Up)] Lists Look "Up";
    Down [ch('j'), key(KeyCode::Down)] Lists Look "Down";
    Top [ch('g'), key(KeyCode::Home)] Lists Look "Top";
    Bottom [ch('G'), key(KeyCode::End)] Lists Look "Bottom";
    PageUp [key(KeyCode::PageUp)] Lists Look "Page up";
    PageDown [key(KeyCode::PageDown)] Lists Look "Page down";
    HalfPageUp [ctrl('u')] Lists Look "Half a page up";
    HalfPageDown [ctrl('d')] Lists Look "Half a page down";
    Instances [ch('1')] Anywhere Go "Instances";
    Images [ch('2')] Anywhere Go "Images";
    PreviousTab [ch('[')] Anywhere Go "Previous tab";
    NextTab [ch(']')] Anywhere Go "Next tab";
    Context [ch('c')] Anywhere Go "Cloud, region, project" "context";
    Jobs [ch('t')] Anywhere Go "Jobs" "jobs";
    Messages [ch('e')] Anywhere Go "Messages and errors" "msgs";
    ApiLog [ch('@')] Anywhere Go "API log";
    Help [ch('?'), key(KeyCode::F(1))] Anywhere App "Help" "help";
    Palette [ch(':')] Anywhere App "Command palette" "cmd";
    Refresh [ch('r'), key(KeyCode::F(5))] Anywhere App "Refresh now";
    Auto [ch('a')] Anywhere App "Auto-refresh on or off";
    ReadOnly [] Anywhere App "ro: read-only, nothing can be changed";
    ReadWrite [] Anywhere App "rw: allow changes again";
    Mouse [ch('%')] Anywhere App "Mouse capture on or off";
    Redraw [ctrl('l')] Anywhere App "Redraw";
    Suspend [ctrl('z')] Anywhere App "Suspend";
    Quit [ch('q'), ctrl('c')] Anywhere App "Quit" "quit";
};

/// What a key means in a list.
pub fn of_key(event: KeyEvent) -> Option<&'static Spec> {
    let key = Key::of(event);
    ACTIONS.iter().find(|spec| spec.keys.contains(&key))
}

/// What stands in the menu an action opens, in the order of the table.
pub fn of_menu(opener: Action) -> impl Iterator<Item = (char, &'static Spec)> {
    ACTIONS.iter().filter_map(move |spec| match spec.menu {
        Some((menu, key)) if menu == opener => Some((key, spec)),
        _ => None,
    })
}

/// The line of an action.
pub fn spec_of(action: Action) -> Option<&'static Spec> {
    ACTIONS.iter().find(|spec| spec.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut seen: Vec<Key> = Vec::new();
        for spec in ACTIONS {
            for key in spec.keys {
                assert!(!seen.contains(key), "{} is bound twice", key.name());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_action_stands_in_the_table_once_and_has_a_key_or_a_menu() {
        for spec in ACTIONS {
            let in_palette_only = matches!(
                spec.action,
                Action::ReadOnly | Action::ReadWrite | Action::Console | Action::ActionLog
            );
            assert!(
                in_palette_only || !spec.keys.is_empty() || spec.menu.is_some(),
                "{}",
                spec.label
            );
            let lines = ACTIONS
                .iter()
                .filter(|other| other.action == spec.action)
                .count();
            assert_eq!(lines, 1, "{}", spec.label);
        }
    }

    #[test]
    fn upper_case_changes_and_lower_case_does_not() {
        for spec in ACTIONS {
            for key in spec.keys {
                if let KeyCode::Char(c) = key.code
                    && c.is_alphabetic()
                    && key.modifiers.is_empty()
                    && spec.action != Action::Bottom
                {
                    assert_eq!(
                        c.is_uppercase(),
                        spec.group == Group::Change,
                        "{}",
                        spec.label
                    );
                }
            }
        }
    }
}
