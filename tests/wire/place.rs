//! Where a fault matters: the requests it spoils, what leads to them, what must stay, and how it
//! ends once the fault does.

use std::time::Duration;

use super::bench::{Bench, World};
use super::common::proxy::fault::{Fault, Order, Which};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Login,
    FirstRows,
    LaterPage,
    Refresh,
    FirstImages,
    RefreshImages,
    OneRow,
    ActionLog,
    Networks,
    Launch,
    Snapshot,
    Delete,
    Reboot,
}

use Place::{
    ActionLog, Delete, FirstImages, FirstRows, LaterPage, Launch, Login, Networks, OneRow, Reboot,
    Refresh, RefreshImages, Snapshot,
};

/// All of them, as the document is headed.
pub(crate) const PLACES: [(Place, &str); 13] = [
    (Login, "The login"),
    (FirstRows, "The first rows"),
    (LaterPage, "A later page of the list"),
    (Refresh, "A refresh of the list on screen"),
    (FirstImages, "The first images"),
    (RefreshImages, "A refresh of the images on screen"),
    (OneRow, "The row of an instance that is being rebooted"),
    (ActionLog, "The Action Log of an instance"),
    (Networks, "The networks to launch on"),
    (Launch, "A launch"),
    (Snapshot, "A snapshot"),
    (Delete, "A delete"),
    (Reboot, "A reboot"),
];

/// A little longer than a dialog is deaf after it came.
const HEARING: Duration = Duration::from_millis(400);
/// After so long no key can be held since the dialog came, whatever the keyboard.
const LET_GO: Duration = Duration::from_millis(2200);

impl Place {
    /// What stays and how it ends, the same for every fault here.
    pub(crate) fn course(self) -> &'static str {
        match self {
            Login => {
                "The reason stands on the screen with the ways on; nothing is tried again by \
                 itself, since that may lock the account. `r` logs in once the fault is over."
            }
            FirstRows => {
                "The reason stands in place of the rows, and Images work. The list is read again \
                 by itself, 10 seconds later and then at growing intervals."
            }
            LaterPage => {
                "The rows of the first page stay, and the header says of when they are. The whole \
                 list is read again by itself, 10 seconds later and then at growing intervals."
            }
            FirstImages => {
                "The reason stands in place of the rows, and Instances work. The list is read \
                 again by itself, 10 seconds later and then at growing intervals."
            }
            Refresh | RefreshImages => {
                "All rows stay and can be worked with, and the header says of when they are. The \
                 list is read again by itself, 10 seconds later and then at growing intervals."
            }
            OneRow => {
                "The row stays as it was, the list goes on beside it, and the row is read again at \
                 growing intervals until it says that the reboot is over."
            }
            ActionLog => {
                "The reason stands in the tab, the instance and its other tabs stay. It is read \
                 again by itself, and by `r` at once."
            }
            Networks => {
                "The reason stands in the step, everything typed and chosen stays. `r` reads it \
                 again at once."
            }
            Launch => {
                "Sent once, whatever happens. After a refusal the wizard stays open with all that \
                 was typed. After a lost answer the launch is looked for in the list before \
                 anything else is offered."
            }
            Snapshot | Delete | Reboot => {
                "Sent once, whatever happens. The outcome is told with the cloud's words and the \
                 request id; where it is unknown, the row is read again to see."
            }
        }
    }

    pub(crate) fn which(self) -> Which {
        let (method, path) = match self {
            Login => ("POST", "/identity/v3/auth/tokens$"),
            FirstRows | Refresh => ("GET", "/servers/detail"),
            LaterPage => ("GET", "/servers/detail*marker="),
            FirstImages | RefreshImages => ("GET", "/image/v2/images?"),
            OneRow => ("GET", "/compute/v2.1/servers/*-*-*-"),
            ActionLog => ("GET", "/os-instance-actions"),
            Networks => ("GET", "/network/v2.0/networks"),
            Launch => ("POST", "/compute/v2.1/servers$"),
            Snapshot | Reboot => ("POST", "/action$"),
            Delete => ("DELETE", "/servers/"),
        };
        Which { method, path }
    }

    pub(crate) fn is_write(self) -> bool {
        matches!(self, Launch | Snapshot | Delete | Reboot)
    }

    /// Everything up to where the fault begins.
    pub(crate) fn start(self, config: &'static str) -> Bench {
        let servers = if self == LaterPage { 120 } else { 0 };
        let bench = Bench::new(World {
            servers,
            config,
            ..World::default()
        });
        match self {
            Login | FirstRows | LaterPage => bench,
            FirstImages => refused_once(bench),
            RefreshImages => {
                let mut bench = bench.opened();
                bench.drive.keys("2");
                bench.until_live();
                bench.drive.idle();
                bench
            }
            Refresh => bench.opened(),
            OneRow => {
                let mut bench = bench.opened();
                find(&mut bench, "web-02");
                reboot(&mut bench);
                bench.drive.idle();
                bench
            }
            Launch => {
                let mut bench = bench.opened();
                launch(&mut bench);
                bench
            }
            _ => {
                let mut bench = bench.opened();
                find(&mut bench, "web-02");
                bench
            }
        }
    }

    /// What a person does that leads to the request.
    pub(crate) fn act(self, bench: &mut Bench) {
        let drive = &mut bench.drive;
        match self {
            Login | FirstRows | LaterPage | Refresh | RefreshImages | OneRow => {}
            FirstImages => drive.keys("2"),
            ActionLog => drive.keys("Enter S-Tab"),
            Networks => drive.keys("L A-3"),
            Launch => confirm(bench, "Enter"),
            Snapshot => {
                drive.keys("S C-u");
                drive.text("wire-snap");
                confirm(bench, "Enter");
            }
            Delete => {
                drive.keys("D");
                confirm(bench, "y");
                // The time in which it can be taken back.
                bench.drive.wait(Duration::from_secs(6));
            }
            Reboot => reboot(bench),
        }
    }

    /// What the person sees now, in full.
    pub(crate) fn words(self, bench: &mut Bench) -> Vec<String> {
        match self {
            Login | FirstRows | FirstImages | ActionLog | Networks => vec![bench.seen()],
            _ => bench.said(),
        }
    }

    /// What was good before is there still, and keys do what they do.
    pub(crate) fn stays(self, bench: &mut Bench) {
        let screen = bench.drive.screen();
        let holds = |words: &str| assert!(screen.contains(words), "no {words:?}:\n{screen}");
        match self {
            Login => {
                holds("pick another cloud");
                bench.drive.keys("j");
            }
            FirstRows => {
                bench.drive.keys("2");
                bench
                    .drive
                    .until("the images", |screen| screen.contains("AlmaLinux 9"));
                bench.drive.keys("1");
            }
            FirstImages => {
                bench.drive.keys("1");
                bench.until_live();
                moves(bench);
                bench.drive.keys("2");
            }
            RefreshImages => {
                holds("✗");
                holds(", as of ");
                holds("AlmaLinux 9");
                moves(bench);
            }
            LaterPage => {
                holds("✗");
                holds(", as of ");
                holds("+]");
                moves(bench);
            }
            Refresh => {
                holds("✗");
                holds(", as of ");
                holds("bastion-01");
                moves(bench);
            }
            OneRow => {
                holds("web-02");
                bench.drive.keys("Esc");
                moves(bench);
            }
            ActionLog => {
                holds("web-02");
                bench.drive.keys("Tab");
                let overview = bench.drive.screen();
                assert!(overview.contains("Hostname"), "{overview}");
                bench.drive.keys("S-Tab");
            }
            Networks => {
                bench.drive.keys("A-1");
                bench.drive.text("typed");
                let details = bench.drive.screen();
                assert!(details.contains("typed"), "{details}");
                bench.drive.keys("A-3");
            }
            Launch => holds("wire-new"),
            Snapshot | Delete | Reboot => {
                bench.drive.keys("Esc Esc");
                bench.drive.keys("/ C-u Enter g");
                bench.drive.idle();
                let rows = bench.drive.screen();
                assert!(rows.contains("bastion-01"), "{rows}");
                moves(bench);
            }
        }
    }

    /// The fault is over.
    pub(crate) fn recovers(self, bench: &mut Bench) {
        match self {
            Login => {
                bench.drive.keys("r");
                bench.until_live();
            }
            FirstRows | Refresh | FirstImages | RefreshImages => bench.until_live(),
            LaterPage => {
                bench.until_live();
                let screen = bench.drive.screen();
                assert!(screen.contains("145 instances"), "{screen}");
            }
            OneRow => bench.drive.until_that("the end of the reboot", |drive| {
                let mut notices = drive.app().notices().all().iter();
                notices.any(|notice| notice.text.contains("web-02 is rebooted"))
            }),
            ActionLog => {
                bench.drive.keys("r");
                bench
                    .drive
                    .until("the log", |screen| screen.contains("Create"));
            }
            Networks => {
                bench.drive.keys("r");
                bench
                    .drive
                    .until("the networks", |screen| screen.contains("private"));
            }
            Launch | Snapshot | Delete | Reboot => {
                bench.drive.wait(Duration::from_secs(90));
                bench.drive.keys("Esc 1");
                bench.until_live();
            }
        }
    }
}

/// The images read beside the first rows do not come, so that they are read when looked at.
fn refused_once(bench: Bench) -> Bench {
    bench.proxy.order(Order {
        which: FirstImages.which(),
        after: 0,
        times: 1,
        fault: Fault::status(404, "{}"),
    });
    bench.opened()
}

fn find(bench: &mut Bench, name: &str) {
    bench.drive.keys("/ C-u");
    bench.drive.text(name);
    bench.drive.keys("Enter g");
}

/// Presses a key that confirms: not before the dialog listens, and alone.
fn confirm(bench: &mut Bench, key: &str) {
    bench
        .drive
        .wait(if key == "Enter" { LET_GO } else { HEARING });
    bench.drive.keys(key);
    bench.drive.wait(Duration::from_millis(100));
}

fn reboot(bench: &mut Bench) {
    bench.drive.keys("P r");
    confirm(bench, "y");
}

/// The wizard, filled in up to the review.
fn launch(bench: &mut Bench) {
    let drive = &mut bench.drive;
    drive.keys("Esc 2");
    drive.until("the images", |screen| screen.contains("AlmaLinux 9"));
    drive.idle();
    drive.keys("/ C-u");
    drive.text("cirros-0.6.3");
    drive.keys("Enter g L");
    drive.text("wire-new");
    drive.idle();
    drive.keys("A-n Enter Enter Enter Enter");
    drive.until("the review", |screen| screen.contains("● 5 Review"));
}

/// The cursor moves, and the screen with it.
fn moves(bench: &mut Bench) {
    bench.drive.keys("g");
    let before = bench.drive.screen();
    bench.drive.keys("j");
    assert_ne!(bench.drive.screen(), before, "a key is dead");
}
