use insta::assert_snapshot;

use super::{SMALL, USUAL, at, rows, shown};
use crate::app::fixture::{Bench, discovery, info, projects};
use crate::cloud::message::{ContextInfo, Data, Read, Reason, Refusal, Start};

fn refusal(reason: Reason, message: &str, details: &[&str]) -> Refusal {
    Refusal {
        reason,
        message: message.into(),
        details: details.iter().map(|detail| (*detail).into()).collect(),
    }
}

#[test]
fn the_first_run_says_where_it_looked() {
    let mut bench = Bench::looking(USUAL);
    bench.discovered(Ok(discovery(Start::FirstRun)));
    assert_snapshot!(shown(&bench), @"

    ┌ Welcome to horizon-tui ────────────────────────────────────── no cloud found ┐
    │                                                                              │
    │  It looked for OpenStack credentials here:                                   │
    │                                                                              │
    │    ✗ $OS_CLIENT_CONFIG_FILE                      not set                     │
    │    ✗ ./clouds.yaml                               no such file                │
    │    ✗ ~/.config/openstack/clouds.yaml             no such file                │
    │    ✗ /etc/openstack/clouds.yaml                  no such file                │
    │    OS_* variables: OS_AUTH_URL is set, OS_PROJECT_NAME is missing            │
    │                                                                              │
    │  ▸ 1  Try the demo cloud     made-up data, no network, nothing to break      │
    │    2  Look again             after you have put a file in place              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │  What would help: a clouds.yaml in one of these places, or a sourced openrc  │
    │  (Horizon: Project ▸ API Access ▸ Download OpenStack RC File).               │
    │  Same without questions: horizon-tui --demo · horizon-tui --os-cloud NAME    │
    │  ↑ ↓ or a number, Enter picks · q quits                                      │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_first_run_at_60_by_16() {
    let mut bench = Bench::looking(SMALL);
    bench.discovered(Ok(discovery(Start::FirstRun)));
    assert_snapshot!(shown(&bench), @"
    ┌ Welcome to horizon-tui ────────────────── no cloud found ┐
    │                                                          │
    │  It looked for OpenStack credentials here:               │
    │                                                          │
    │    ✗ $OS_CLIENT_CONFIG_FILE        not set               │
    │    ✗ ./clouds.yaml                 no such file          │
    │    ✗ ~/.config/openstack/clouds.…  no such file          │
    │    ✗ /etc/openstack/clouds.yaml    no such file          │
    │    OS_* variables: OS_AUTH_URL is set, OS_PROJECT_NAME   │
    │    is missing                                            │
    │                                                          │
    │  ▸ 1  Try the demo cloud                                 │
    │    2  Look again                                         │
    │                                                          │
    │  ↑ ↓ or a number, Enter picks · q quits                  │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_picker_lists_the_clouds() {
    let mut bench = Bench::looking(USUAL);
    bench.discovered(Ok(discovery(Start::Pick)));
    bench.keys("j");
    assert_snapshot!(shown(&bench), @"


    ┌ Which cloud? ───────────────────────────────────────────────── horizon-tui ┐
    │                                                                            │
    │    prod-eu               alice @ eu.example.org, project web-team          │
    │  ▸ staging               alice @ staging.example.org, project web-team     │
    │    lab                   application credential @ lab.example.org          │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │                                                                            │
    │  ↑ ↓ move · Enter opens · r reads the files again · q quits                │
    │                                                                            │
    └────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn looking_and_logging_in_say_what_they_wait_for() {
    let mut bench = Bench::looking(USUAL);
    assert_snapshot!(rows(&bench, 9..15), @"
    ┌ horizon-tui ───────────────────────┐
    │                                    │
    │  ◐ Reading clouds.yaml and OS_* …  │
    │  Esc stops · q quits               │
    └────────────────────────────────────┘
    ");
    bench.discovered(Ok(discovery(Start::Pick)));
    bench.keys("<Enter>");
    assert_snapshot!(rows(&bench, 9..15), @"
    ┌ horizon-tui ────────────────┐
    │                             │
    │  ◐ Logging in to prod-eu …  │
    │  Esc stops · q quits        │
    └─────────────────────────────┘
    ");
}

#[test]
fn the_prompt_masks_what_is_typed() {
    let mut bench = Bench::connecting(USUAL);
    let reason = Reason::PasswordMissing {
        user: "alice".into(),
        auth_url: "https://eu.example.org:5000/v3".into(),
    };
    bench.connected(Err(refusal(reason, "no password", &[])));
    bench.keys("<Enter>");
    bench.keys("s3cret");
    assert!(!shown(&bench).contains("s3cret"));
    assert_snapshot!(rows(&bench, 7..17), @"
    ┌ Password ──────────────────────────────────────────────────────────┐
    │                                                                    │
    │  of alice at https://eu.example.org:5000/v3                        │
    │                                                                    │
    │  [******                                                        ]  │
    │  ! type the password, then Enter                                   │
    │                                                                    │
    │  Enter logs in · Esc picks another cloud · kept in memory only     │
    └────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_refusal_offers_the_regions_there_are() {
    let mut bench = Bench::connecting(USUAL);
    let regions = vec!["RegionOne".into(), "RegionTwo".into()];
    let message = "Logged in to prod-eu, but it has no region regionone; names are case-sensitive.";
    let reason = Reason::UnknownRegion { regions };
    bench.connected(Err(refusal(reason, message, &["RegionOne", "RegionTwo"])));
    bench.keys("j");
    assert_snapshot!(rows(&bench, 6..18), @"

    ┌ Not connected ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  Logged in to prod-eu, but it has no region regionone; names are         │
    │  case-sensitive.                                                         │
    │                                                                          │
    │    RegionOne                                                             │
    │  ▸ RegionTwo                                                             │
    │                                                                          │
    │  Enter open this region · c pick another cloud · q quit                  │
    └──────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_refusal_of_the_credentials_offers_to_type_them() {
    let mut bench = Bench::connecting(SMALL);
    let message = "prod-eu refuses these credentials: user, password or project is wrong.";
    let details = [
        "Keystone says: The request you have made requires authentication.",
        "POST /v3/auth/tokens: 401",
        "Request id: req-7d1e3c58-4b0f-4d9e-8f0a-2b6c9e51d07a",
    ];
    bench.connected(Err(refusal(Reason::WrongCredentials, message, &details)));
    assert_snapshot!(shown(&bench), @"
    ┌ Not connected ───────────────────────────────────────────┐
    │                                                          │
    │  prod-eu refuses these credentials: user, password or    │
    │  project is wrong.                                       │
    │                                                          │
    │  Keystone says: The request you have made requires       │
    │  authentication.                                         │
    │  POST /v3/auth/tokens: 401                               │
    │  Request id: req-7d1e3c58-4b0f-4d9e-8f0a-2b6c9e51d07a    │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │  r try again · p type the password · c pick another cloud│
    │  · q quit                                                │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_switcher_shows_clouds_regions_and_projects() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("c");
    bench.answer(&Read::Projects, Ok(Data::Projects(projects())));
    bench.keys("data");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     /┌ Switch context ─────────────────────────────────────────────────────── c ┐▲
      │ type to find: [data                            ]                         │E
     ●│                                                                          │d◂
     ✗│ CLOUD                   REGION                  PROJECT                  │m
     !│ ▸ prod-eu  now          ▸ RegionOne  now          web-team  now          │d
     ○│   staging                 RegionTwo             ▸ data-team              │d
     ◌│   lab                                             platform               │y
     ‖│                                                                          │h
     ●│                                                                          │h
     ●│                                                                          │d
     ●│                                                                          │d
     ◐│                                                                          │d
     ◐│                                                                          │s
    ──│                                                                          │──
     I│                                                                          │
     I│                                                                          │
     N│ A failed login changes nothing; after a good one the lists are read      │
     D│ anew, and c leads back.                                                  │
     K│ Enter switch · ← → columns · ↑ ↓ move · Esc cancel                       │
      └──────────────────────────────────────────────────────────────────────────┘

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn the_switcher_at_60_by_16_with_an_application_credential_says_why_not() {
    let why = "An application credential works for its own project only.";
    let bound = ContextInfo {
        bound_to_project: Some(why.into()),
        ..info()
    };
    let mut bench = at(Bench::opened_on(bound, USUAL), SMALL);
    bench.keys("c");
    assert_snapshot!(shown(&bench), @"
    ┌ Switch context ─────────────────────────────────────── c ┐
    │ type to find: [                                ]         │
    │                                                          │
    │ CLOUD              REGION             PROJECT            │
    │ ▸ prod-eu  now     ▸ RegionOne  now   ▸ web-team  now    │
    │   staging            RegionTwo                           │
    │   lab                                                    │
    │                                                          │
    │                                                          │
    │                                                          │
    │ An application credential works for its own project      │
    │ only.                                                    │
    │ A failed login changes nothing; after a good one the     │
    │ lists are read anew, and c leads back.                   │
    │ Enter switch · ← → columns · ↑ ↓ move · Esc cancel       │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn another_cloud_shows_that_its_regions_are_not_known_yet() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("c<Left><Down>");
    assert_snapshot!(rows(&bench, 2..12), @"
    /┌ Switch context ─────────────────────────────────────────────────────── c ┐▲
     │ type to find: [                                ]                         │E
    ●│                                                                          │d◂
    ✗│ CLOUD                   REGION                  PROJECT                  │m
    !│   prod-eu  now          as configured           as configured            │d
    ○│ ▸ staging                                                                │d
    ◌│   lab                                                                    │y
    ‖│                                                                          │h
    ●│                                                                          │h
    ●│                                                                          │d
    ");
}
