//! Action × status × task × lock: what Nova takes, written out from its API, and compared with what
//! the program says.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::app::action::{ACTIONS, Action, Group, spec_of};
use crate::app::fixture::{Bench, info, server};
use crate::app::server::rules::RULES;
use crate::cloud::message::ContextInfo;
use crate::openstack::compute::{AttachedVolume, Server};

const SIZE: (u16, u16) = (80, 24);

/// Every status, alone and with the tasks Nova gives it.
const STATES: [&str; 38] = [
    "ACTIVE",
    "ACTIVE:image_snapshot",
    "ACTIVE:powering-off",
    "ACTIVE:pausing",
    "ACTIVE:suspending",
    "ACTIVE:deleting",
    "ACTIVE:soft-deleting",
    "BUILD",
    "BUILD:spawning",
    "DELETED",
    "ERROR",
    "ERROR:deleting",
    "HARD_REBOOT:rebooting_hard",
    "HARD_REBOOT:reboot_started_hard",
    "MIGRATING:migrating",
    "PASSWORD:updating_password",
    "PAUSED",
    "PAUSED:unpausing",
    "REBOOT:rebooting",
    "REBOOT:reboot_started",
    "REBUILD:rebuilding",
    "RESCUE",
    "RESCUE:unrescuing",
    "RESIZE:resize_prep",
    "REVERT_RESIZE:resize_reverting",
    "SHELVED",
    "SHELVED:shelving_offloading",
    "SHELVED_OFFLOADED",
    "SHELVED_OFFLOADED:unshelving",
    "SHUTOFF",
    "SHUTOFF:powering-on",
    "SOFT_DELETED",
    "SOFT_DELETED:restoring",
    "SUSPENDED",
    "SUSPENDED:resuming",
    "UNKNOWN",
    "VERIFY_RESIZE",
    "BRAND_NEW",
];

/// From the API: each action, whether a lock stops the project's own users (`L`), and in which of
/// the states above it is taken. `*` stands for all of them in which nothing is deleted.
const TAKEN: &str = "
Snapshot       - ACTIVE PAUSED SHUTOFF SUSPENDED
Start          L SHUTOFF
Stop           L ACTIVE ERROR
RebootSoft     L ACTIVE
RebootHard     L ACTIVE PAUSED SHUTOFF SUSPENDED ERROR ACTIVE:pausing ACTIVE:suspending \
                 PAUSED:unpausing SUSPENDED:resuming REBOOT:rebooting REBOOT:reboot_started \
                 HARD_REBOOT:rebooting_hard
Pause          L ACTIVE
Unpause        L PAUSED
SuspendServer  L ACTIVE
ResumeServer   L SUSPENDED
Shelve         L ACTIVE PAUSED SHUTOFF SUSPENDED
Unshelve       L SHELVED SHELVED_OFFLOADED
Resize         L ACTIVE SHUTOFF
ConfirmResize  L VERIFY_RESIZE
RevertResize   L VERIFY_RESIZE
Rebuild        L ACTIVE SHUTOFF ERROR
Rescue         L ACTIVE SHUTOFF ERROR
Unrescue       L RESCUE
Restore        L SOFT_DELETED
ForceDelete    L * SOFT_DELETED SOFT_DELETED:restoring ACTIVE:deleting ACTIVE:soft-deleting \
                 ERROR:deleting
EditServer     - *
Metadata       L ACTIVE PAUSED SHUTOFF SUSPENDED ACTIVE:image_snapshot ACTIVE:powering-off \
                 ACTIVE:pausing ACTIVE:suspending PAUSED:unpausing SUSPENDED:resuming \
                 SHUTOFF:powering-on REBOOT:rebooting REBOOT:reboot_started \
                 HARD_REBOOT:rebooting_hard HARD_REBOOT:reboot_started_hard MIGRATING:migrating \
                 PASSWORD:updating_password RESIZE:resize_prep
Tags           - ACTIVE PAUSED SHUTOFF SUSPENDED ACTIVE:image_snapshot ACTIVE:powering-off \
                 ACTIVE:pausing ACTIVE:suspending PAUSED:unpausing SUSPENDED:resuming \
                 SHUTOFF:powering-on REBOOT:rebooting REBOOT:reboot_started \
                 HARD_REBOOT:rebooting_hard HARD_REBOOT:reboot_started_hard MIGRATING:migrating \
                 PASSWORD:updating_password RESIZE:resize_prep
SecurityGroups - *
PortSecurityGroups - *
ChangePassword L ACTIVE
RetrievePassword - *
AttachInterface L ACTIVE PAUSED SHUTOFF
DetachInterface L ACTIVE PAUSED SHUTOFF
DisassociateFloatingIp - *
AttachVolume   L ACTIVE PAUSED SHUTOFF VERIFY_RESIZE SHELVED SHELVED_OFFLOADED
DetachVolume   L ACTIVE PAUSED SHUTOFF VERIFY_RESIZE SHELVED SHELVED_OFFLOADED
Console        - ACTIVE PAUSED RESCUE VERIFY_RESIZE ACTIVE:image_snapshot ACTIVE:powering-off \
                 ACTIVE:pausing ACTIVE:suspending PAUSED:unpausing RESCUE:unrescuing \
                 REBOOT:rebooting REBOOT:reboot_started HARD_REBOOT:rebooting_hard \
                 HARD_REBOOT:reboot_started_hard MIGRATING:migrating PASSWORD:updating_password \
                 RESIZE:resize_prep
";

/// As above, for administrators: a lock stops none of it.
const TAKEN_OF_ADMINS: &str = "
Migrate        - ACTIVE SHUTOFF
LiveMigrate    - ACTIVE PAUSED
";

fn named(word: &str) -> Action {
    let found = ACTIONS
        .iter()
        .find(|spec| format!("{:?}", spec.action) == word);
    found.unwrap_or_else(|| panic!("{word}")).action
}

/// With a key pair, a volume, a fixed and a floating address, so that only state and lock count.
fn furnished(state: &str, locked: bool) -> Server {
    let mut row = server(state, "a", "10.0.0.1 203.0.113.1", "m1.tiny", "1d");
    row.volumes = vec![AttachedVolume {
        id: "data".into(),
        delete_on_termination: None,
    }];
    row.locked = locked;
    row
}

fn opened(row: Server, is_admin: bool) -> Bench {
    let place = ContextInfo { is_admin, ..info() };
    let mut bench = Bench::opened_on(place, SIZE);
    bench.list(vec![row]);
    bench
}

/// States in which nothing is deleted, or about to be.
fn alive() -> impl Iterator<Item = &'static str> {
    STATES
        .into_iter()
        .filter(|state| !state.to_lowercase().contains("delet"))
}

/// What differs from the table, a line each.
fn differences(table: &str, is_admin: bool) -> String {
    let mut wrong = String::new();
    let mut of_admins = BTreeSet::new();
    for line in table.trim().lines() {
        let mut words = line.split_whitespace();
        let action = named(words.next().unwrap());
        let lock = words.next() == Some("L");
        let taken: BTreeSet<&str> = words
            .flat_map(|word| match word {
                "*" => alive().collect::<Vec<_>>(),
                word => vec![word],
            })
            .collect();
        of_admins.insert(format!("{action:?}"));
        for state in STATES {
            for locked in [false, true] {
                let bench = opened(furnished(state, locked), is_admin);
                let reason = bench.app.reason_against(action);
                let expected = taken.contains(state) && !(locked && lock && !is_admin);
                if reason.is_none() != expected {
                    let _ = writeln!(wrong, "{action:?} {state} locked {locked}: {reason:?}");
                }
            }
        }
    }
    wrong
}

#[test]
fn each_action_is_allowed_in_exactly_the_states_nova_takes_it_in() {
    assert_eq!(differences(TAKEN, false), "");
}

#[test]
fn administrators_may_migrate_and_no_lock_stops_them() {
    assert_eq!(differences(TAKEN_OF_ADMINS, true), "");
    assert_eq!(differences(&TAKEN.replace(" L ", " - "), true), "");
    for action in [Action::Migrate, Action::LiveMigrate] {
        let bench = opened(furnished("ACTIVE", false), false);
        let reason = bench.app.reason_against(action);
        assert_eq!(reason.as_deref(), Some("only administrators may migrate"));
    }
}

#[test]
fn every_rule_is_in_one_of_the_tables_of_this_test() {
    let elsewhere = [
        Action::Delete,
        Action::Lock,
        Action::Unlock,
        Action::AssociateFloatingIp,
    ];
    let tables = [TAKEN, TAKEN_OF_ADMINS].concat();
    let tested: Vec<Action> = tables
        .trim()
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(named)
        .collect();
    for rule in RULES {
        assert!(
            tested.contains(&rule.action) || elsewhere.contains(&rule.action),
            "{:?}",
            rule.action
        );
    }
    // And each change that is aimed at an instance has a rule.
    for spec in ACTIONS.iter().filter(|spec| spec.menu.is_some()) {
        assert!(
            RULES.iter().any(|rule| rule.action == spec.action),
            "{}",
            spec.label
        );
    }
}

#[test]
fn the_reason_is_a_sentence_about_the_instance() {
    let locked = {
        let mut row = furnished("ACTIVE", true);
        row.locked_reason = Some("ask alice".into());
        row
    };
    let bare = {
        let mut row = server("ACTIVE", "a", "10.0.0.1", "m1.tiny", "1d");
        row.key_name = None;
        row
    };
    let row = |state| furnished(state, false);
    for (row, action, words) in [
        (
            row("SHUTOFF"),
            Action::Pause,
            "a is SHUTOFF: pausing needs ACTIVE",
        ),
        (
            row("ACTIVE"),
            Action::Unshelve,
            "a is ACTIVE: unshelving needs SHELVED or SHELVED_OFFLOADED",
        ),
        (
            row("ACTIVE:powering-off"),
            Action::RebootSoft,
            "a is busy: Powering Off",
        ),
        (
            locked,
            Action::Stop,
            "a is locked (ask alice): unlock it first (P k)",
        ),
        (row("ACTIVE"), Action::Unlock, "a is not locked"),
        (
            furnished("ACTIVE", true),
            Action::Lock,
            "a is locked already",
        ),
        (
            row("SOFT_DELETED"),
            Action::EditServer,
            "a is deleted softly: it can only be restored or force deleted (R t, R f)",
        ),
        (
            row("ACTIVE"),
            Action::AssociateFloatingIp,
            "a has a floating IP already: disassociate it first (A r)",
        ),
        (
            server("BUILD", "a", "", "m1.tiny", "1s"),
            Action::AssociateFloatingIp,
            "a has no address a floating IP could lead to",
        ),
        (
            bare.clone(),
            Action::DisassociateFloatingIp,
            "a has no floating IP",
        ),
        (bare.clone(), Action::DetachVolume, "a has no volume"),
        (
            bare,
            Action::RetrievePassword,
            "a has no key pair: nothing could open its password",
        ),
    ] {
        let reason = opened(row, false).app.reason_against(action);
        assert_eq!(reason.as_deref(), Some(words));
    }
}

#[test]
fn what_the_project_has_no_service_for_is_off_for_every_instance() {
    let place = ContextInfo {
        has_network: false,
        has_volume: false,
        ..info()
    };
    let mut bench = Bench::opened_on(place, SIZE);
    bench.list(vec![furnished("ACTIVE", false)]);
    for (action, service) in [
        (Action::SecurityGroups, "network"),
        (Action::PortSecurityGroups, "network"),
        (Action::AttachInterface, "network"),
        (Action::AssociateFloatingIp, "network"),
        (Action::AttachVolume, "block storage"),
        (Action::DetachVolume, "block storage"),
    ] {
        let reason = bench.app.reason_against(action);
        let words = format!("RegionOne has no {service} service");
        assert_eq!(reason.as_deref(), Some(&*words), "{action:?}");
    }
}

#[test]
fn many_are_off_only_when_each_of_them_is() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("*");
    assert_eq!(bench.app.reason_against(Action::Start), None);
    assert_eq!(bench.app.reason_against(Action::Stop), None);
    let reason = bench.app.reason_against(Action::Resize).unwrap();
    assert_eq!(
        reason,
        "12 instances are marked; this is done to one at a time"
    );
    let reason = bench.app.reason_against(Action::Unrescue).unwrap();
    assert!(reason.ends_with("unrescuing needs RESCUE"), "{reason}");
}

#[test]
fn read_only_refuses_every_change_with_its_reason_and_no_look() {
    let mut bench = Bench::stocked(SIZE);
    bench.app.options.settings.read_only = true;
    for spec in ACTIONS {
        let reason = bench.app.reason_against(spec.action);
        let read_only = reason.as_deref() == Some("read-only: started with --read-only");
        let changes = match spec.action {
            Action::Undo => false,
            // It is so already.
            Action::ReadOnly => continue,
            _ => spec.group == Group::Change,
        };
        assert_eq!(read_only, changes, "{}: {reason:?}", spec.label);
    }
    bench.keys("jjjPs");
    assert!(bench.writes().is_empty());
    assert!(bench.said().contains("read-only"), "{}", bench.said());
}

#[test]
fn what_was_confirmed_before_read_only_is_refused_at_the_way_out() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.confirm_with("y");
    bench.app.options.settings.read_only = true;
    bench.wait_s(9);
    assert!(bench.writes().is_empty());
    assert!(
        bench.said().contains("Delete bastion-01 failed: read-only"),
        "{}",
        bench.said()
    );
}

#[test]
fn each_menu_item_that_is_off_can_be_read_whole() {
    for opener in ["P", "R", "E", "A"] {
        let mut bench = Bench::stocked((60, 16));
        bench.keys("j");
        bench.keys(opener);
        let Some(crate::app::modal::Modal::Menu(menu)) = bench.app.modals.last() else {
            panic!("{opener} opens a menu");
        };
        assert!(menu.items.len() > 5);
        for item in &menu.items {
            let spec = ACTIONS.iter().find(|spec| spec.label == item.label);
            let action = spec.unwrap().action;
            assert_eq!(item.off, bench.app.reason_against(action), "{}", item.label);
            assert!(spec_of(action).unwrap().menu.is_some());
        }
    }
}
