//! Thirty hours at a busy cloud, on a stepped clock.
//!
//! Others launch, delete, rename, tag and stop all day, from elsewhere; now and then the person
//! does something too, switches the region, goes to lunch, closes the laptop. Every hour the lists
//! are held against the cloud itself. `LONG_SEED` chooses another day.

use std::time::Duration;

use horizon_tui::openstack::Kind;
use jiff::SignedDuration;

use super::common::drive::Drive;
use super::crowd::{Crowd, Rows, sorted};
use super::steps::{SIZE, asked, confirm, find, images, opened, requests, seconds, servers};

const HOURS: u64 = 30;
/// Where the day is spent: a small region that keeps for an hour what was deleted.
const HOME: &str = "RegionTwo";
/// What is known after thirty hours may not be much more than what was known then.
const FULL_AFTER: usize = 10;
/// Longer than a list is trusted without being read completely.
const RECONCILED_S: u64 = 140;

/// The program, the others, and what is known of the hours behind.
struct Day {
    drive: Drive,
    crowd: Crowd,
    hour: u64,
    /// Of the present hour: how many requests there were before, and how many the crowd had made.
    from: (usize, usize),
    logins: usize,
}

fn seed() -> u64 {
    let seed = std::env::var("LONG_SEED").ok();
    seed.and_then(|seed| seed.parse().ok()).unwrap_or(2026)
}

impl Day {
    fn begin() -> Self {
        let seed = seed();
        let mut drive = Drive::demo_of_days(HOME, SIZE);
        // No two clocks agree: this machine is ten minutes ahead of the cloud, or behind.
        let minutes = if seed.is_multiple_of(2) { 10 } else { -10 };
        drive.set_clock(SignedDuration::from_mins(minutes));
        let drive = opened(drive);
        let crowd = Crowd::at(drive.cloud(), HOME, seed);
        Self {
            drive,
            crowd,
            hour: 0,
            from: (0, 0),
            logins: 0,
        }
    }

    /// What the program has asked since the hour began.
    fn asked(&self) -> usize {
        let crowd = self.crowd.requests - self.from.1;
        asked(&self.drive) - self.from.0 - crowd
    }

    fn hour(&mut self) {
        self.from = (asked(&self.drive), self.crowd.requests);
        let (wakes, hasty) = self.drive.wakes();
        self.work();
        self.think();
        self.leave();
        self.come_back();
        let logins = requests(&self.drive, self.from.0);
        let logins = logins.iter().filter(|line| line.ends_with("/auth/tokens"));
        self.logins += logins.count();
        // As spec b5 has it: a list every 10 s in the ten minutes with keys, every minute in the
        // half hour without, and what moves every 2 s.
        let asked = self.asked();
        assert!(asked <= 400, "hour {}: {asked} requests", self.hour);
        let (wakes, hasty) = (self.drive.wakes().0 - wakes, self.drive.wakes().1 - hasty);
        assert!(wakes <= 1000, "hour {}: {wakes} wakes", self.hour);
        assert!(hasty <= 10, "hour {}: {hasty} at once", self.hour);
        self.hour += 1;
    }

    /// Six minutes with keys, while the others are busy.
    fn work(&mut self) {
        for minute in 0..6 {
            self.drive.keys(if minute % 2 == 0 { "j" } else { "k" });
            for _ in 0..self.crowd.roll(4) {
                self.crowd.act();
            }
            if minute == 3 {
                self.own_work();
            }
            seconds(&mut self.drive, 60);
        }
    }

    /// What the person does: every other hour a delete, else a snapshot.
    fn own_work(&mut self) {
        find(&mut self.drive, "crowd-");
        let any = self.drive.screen().contains("crowd-");
        if any && self.hour.is_multiple_of(2) {
            self.drive.keys("D");
            confirm(&mut self.drive, "y");
        } else if any {
            self.drive.keys("S");
            confirm(&mut self.drive, "Enter");
        }
        seconds(&mut self.drive, 15);
        self.drive.keys("Esc Esc Esc");
    }

    /// Half an hour without a key; the others are less busy too.
    fn think(&mut self) {
        for _ in 0..6 {
            self.crowd.act();
            seconds(&mut self.drive, 5 * 60);
        }
    }

    /// Away for so long that nothing is read any more.
    fn leave(&mut self) {
        seconds(&mut self.drive, 60);
        let (from, before) = (asked(&self.drive), self.crowd.requests);
        for _ in 0..3 {
            self.crowd.act();
            seconds(&mut self.drive, 7 * 60);
        }
        let crowd = self.crowd.requests - before;
        let asleep = asked(&self.drive) - from - crowd;
        assert_eq!(
            asleep, 0,
            "hour {}: asked while nobody was there",
            self.hour
        );
        match self.hour {
            // The laptop is closed over night, and for lunch.
            3 => self.drive.sleep(Duration::from_secs(8 * 3600)),
            9 => self.drive.sleep(Duration::from_secs(45 * 60)),
            // Somebody sets the machine's clock.
            6 => self.drive.set_clock(SignedDuration::from_hours(-1)),
            14 => self.drive.set_clock(SignedDuration::from_hours(1)),
            _ => {}
        }
    }

    /// A key, and a little later the lists are as the cloud is.
    fn come_back(&mut self) {
        if self.hour % 5 == 4 {
            self.switch();
        }
        self.drive.keys("j");
        seconds(&mut self.drive, RECONCILED_S);
        self.drive.idle();
        let crowd = &mut self.crowd;
        assert_same(
            "instances",
            self.hour,
            &shown_servers(&self.drive),
            &crowd.true_servers(),
        );
        assert_same(
            "images",
            self.hour,
            &shown_images(&self.drive),
            &crowd.true_images(),
        );
        let app = self.drive.app();
        assert!(app.entry.is_none(), "{}", self.drive.screen());
        let mut errors = app
            .notices()
            .all()
            .iter()
            .filter_map(|it| it.error.as_ref());
        assert!(!errors.any(|error| error.kind == Kind::Unauthorized));
    }

    /// To the other region for a while, and back.
    fn switch(&mut self) {
        for region in ["one", "two"] {
            self.drive.keys("c");
            self.drive.text(region);
            self.drive.keys("Enter");
            let there = format!("Region{}", if region == "two" { "Two" } else { "One" });
            self.drive.until("the region", |screen| {
                screen.contains(&there) && screen.contains("● live")
            });
            seconds(&mut self.drive, 30);
        }
    }
}

fn shown_servers(drive: &Drive) -> Rows {
    let rows = servers(drive).iter();
    rows.map(|server| {
        let addresses = server
            .addresses()
            .map(|address| str::to_owned(&address.addr));
        let row = (
            str::to_owned(&server.name),
            server.status.as_str().to_owned(),
            sorted(server.tags.iter().map(ToString::to_string)),
            sorted(addresses),
        );
        (server.id.to_string(), row)
    })
    .collect()
}

fn shown_images(drive: &Drive) -> Rows {
    let rows = images(drive).iter();
    rows.map(|image| {
        let row = (
            image.name.as_deref().unwrap_or_default().to_owned(),
            image.status.as_str().to_owned(),
            vec![image.visibility.to_string()],
            Vec::new(),
        );
        (image.id.to_string(), row)
    })
    .collect()
}

fn assert_same(what: &str, hour: u64, shown: &Rows, truly: &Rows) {
    let differs: Vec<_> = truly
        .keys()
        .chain(shown.keys())
        .filter(|id| shown.get(*id) != truly.get(*id))
        .map(|id| (id, shown.get(id), truly.get(id)))
        .collect();
    assert!(
        differs.is_empty(),
        "{what} in hour {hour}, shown and true: {differs:#?}"
    );
}

/// How much the core knows for each row, by the length of all of it written out; without what is
/// kept on purpose, each with a limit of its own.
fn size(drive: &Drive) -> usize {
    let app = drive.app();
    let kept = [
        format!("{:?}", app.notices()),
        format!("{:?}", app.jobs()),
        format!("{:?}", app.calls),
    ];
    let kept: usize = kept.iter().map(String::len).sum();
    let rows = servers(drive).len() + images(drive).len();
    (format!("{app:?}").len() - kept) / rows.max(1)
}

#[test]
fn thirty_hours_at_a_busy_cloud_leave_the_lists_true_and_the_memory_flat() {
    let mut day = Day::begin();
    let mut sizes = Vec::new();
    while day.drive.now().mono < Duration::from_secs(HOURS * 3600) {
        day.hour();
        sizes.push(size(&day.drive));
    }
    let Day { drive, crowd, .. } = &day;
    // Else it has shown nothing.
    let kinds = [
        "launch",
        "delete",
        "rename",
        "tag",
        "turn",
        "snapshot",
        "delete image",
    ];
    for kind in kinds {
        assert!(crowd.done.get(kind) >= Some(&5), "{kind}: {:?}", crowd.done);
    }
    // A token is good for an hour, and renewed when it is used in its last minutes, or after.
    let logins = u64::try_from(day.logins - crowd.logins).unwrap();
    assert!((HOURS / 2..=HOURS + 4).contains(&logins), "{logins} logins");
    let (early, late) = (sizes[FULL_AFTER], *sizes.last().unwrap());
    assert!(late <= early + early / 4, "it grows: {sizes:?}");
    let app = drive.app();
    assert!(app.calls.len() <= 1000 && app.notices().all().len() <= 500);
    assert_eq!(app.jobs().running(), 0);
    assert_eq!(app.jobs().newest_first().count(), drive.writes().len());
}
