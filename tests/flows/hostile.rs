//! A cloud in which everybody has given everything a hostile name: no screen shows what steers,
//! hides or reorders, and no frame spills.

use std::sync::Arc;
use std::time::Duration;

use horizon_tui::app::Options;
use horizon_tui::app::time::Now;
use horizon_tui::app::wrap::{cells, is_unsafe};
use horizon_tui::cloud::{DemoSource, Sources};
use horizon_tui::demo::{self, Clock, DemoCloud};
use horizon_tui::openstack::Environment;
use horizon_tui::openstack::patience::Patience;
use tokio::runtime::Runtime;

use super::common::drive::Drive;
use super::common::facade::{Facade, malice};
use super::steps::{SIZE, images, opened, servers};

/// The runtime in which the cloud and its front live, and the program.
fn hostile() -> (Runtime, Drive) {
    let runtime = Runtime::new().unwrap();
    let (cloud, auth_url) = runtime.block_on(async {
        let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
        let facade = Facade::before(&cloud, malice()).await;
        let auth_url = facade.auth_url(&cloud);
        (Arc::new(cloud), auth_url)
    });
    let start = Now {
        mono: Duration::ZERO,
        wall: cloud.now(),
    };
    let vars = [
        ("OS_AUTH_URL", auth_url.as_str()),
        ("OS_USERNAME", demo::USERNAME),
        ("OS_PASSWORD", demo::PASSWORD),
        ("OS_PROJECT_NAME", demo::PROJECT),
        ("OS_REGION_NAME", demo::REGIONS[0]),
    ];
    let vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let sources = |home: &std::path::Path| Sources {
        environment: Environment {
            vars: vars.into(),
            home: home.to_path_buf(),
            cwd: home.to_path_buf(),
            config_dirs: Vec::new(),
        },
        cloud: None,
        cache: None,
        ssh_dir: home.join(".ssh"),
        demo: DemoSource::Start { servers: 0 },
        patience: Patience::default(),
    };
    let mut drive = Drive::with(sources, Options::default(), start, SIZE);
    drive.on_step(move |by| cloud.advance(by));
    (runtime, opened(drive))
}

/// Views, by the keys that lead to each from the list; `Esc` leads back.
const VIEWS: [&str; 33] = [
    "G",
    "Enter",
    "Enter l",
    "Enter l l",
    "Enter l l l",
    "Enter l l l l",
    "D",
    "S",
    "L",
    "L A-2",
    "L A-3",
    "L A-4",
    "L A-5",
    "E e",
    "E m",
    "E t",
    "E g",
    "E p",
    "E w",
    "R r",
    "R b",
    "R e",
    "A i",
    "A v",
    "A f",
    "A p",
    "P l",
    "P r",
    "m",
    "y",
    "x",
    "2 G",
    "2 G Enter",
];

fn look(drive: &mut Drive, after: &str) {
    let screen = drive.screen();
    for line in screen.lines() {
        let odd = line.chars().find(|c| is_unsafe(*c));
        assert_eq!(odd, None, "after {after}: {line}");
        let width = usize::from(drive.app().size.0);
        assert!(cells(line) <= width, "after {after}: {line}");
    }
}

#[test]
fn no_screen_of_a_hostile_cloud_shows_what_steers_or_hides() {
    let (_runtime, mut drive) = hostile();
    assert!(servers(&drive).len() > 10, "its rows are read all the same");
    assert!(images(&drive).len() > 5);
    let odd = servers(&drive)
        .iter()
        .any(|server| server.name.contains('\u{1b}'));
    assert!(odd, "the names are hostile");
    for size in [SIZE, (120, 40), (60, 16)] {
        drive.resize(size);
        for keys in VIEWS {
            drive.keys("Esc Esc Esc 1 g j j");
            drive.keys(keys);
            look(&mut drive, keys);
            drive.idle();
            look(&mut drive, keys);
        }
    }
    assert_eq!(drive.writes().len(), 0);
}

#[test]
fn what_is_copied_of_a_hostile_cloud_presses_no_key_where_it_is_pasted() {
    let (_runtime, mut drive) = hostile();
    let count = servers(&drive).len();
    for what in ["i", "n", "a", "j", "c", "t", "s"] {
        drive.keys("Esc Esc 1 g");
        for _ in 0..count {
            drive.keys(&format!("y {what}"));
            drive.keys("Esc j");
        }
    }
    let copied = &drive.outside().copied;
    assert!(copied.len() > 3 * count, "{} copies", copied.len());
    for text in copied {
        let odd = text
            .chars()
            .find(|c| c.is_control() && *c != '\n' && *c != '\t');
        assert_eq!(odd, None, "{text:?}");
    }
}
