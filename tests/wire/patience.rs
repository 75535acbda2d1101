//! A cloud that asks for patience is left in peace, and the screen says until when.

use horizon_tui::demo::{Fault, FaultAnswer};

use super::bench::{Bench, World};

/// The next question of this kind is answered so: again in seven seconds.
fn busy(bench: &Bench, path: &str, status: u16) {
    bench.demo.fail_next(Fault {
        method: "GET",
        path: path.to_owned(),
        times: 1,
        answer: FaultAnswer::Status {
            status,
            headers: [("Retry-After".to_owned(), "7".to_owned())].into(),
            body: String::new(),
        },
    });
}

#[test]
fn a_list_that_waits_says_so_keeps_its_rows_and_hears_keys() {
    for status in [429, 503, 413] {
        let mut bench = Bench::new(World::default()).opened();
        bench.pauses_last(true);
        busy(&bench, "/servers/detail", status);
        bench.drive.keys("r");
        let words = format!("◷ the cloud asks for patience ({status}): next try ");
        bench
            .drive
            .until("the wait", |screen| screen.contains(&words));
        let screen = bench.drive.screen();
        assert!(screen.contains("◷ waits until "), "{screen}");
        assert!(screen.contains("bastion-01"), "{screen}");
        bench.drive.keys("D");
        assert!(bench.drive.screen().contains("Delete"), "keys are heard");
        bench.drive.keys("Esc");
        bench.pauses_last(false);
        bench.until_live();
        assert!(!bench.drive.screen().contains('◷'));
    }
}

#[test]
fn r_asks_a_busy_cloud_at_once() {
    let mut bench = Bench::new(World::default()).opened();
    bench.pauses_last(true);
    busy(&bench, "/servers/detail", 429);
    bench.drive.keys("r");
    bench
        .drive
        .until("the wait", |screen| screen.contains("◷ waits until "));
    bench.drive.keys("r");
    bench.until_live();
}

#[test]
fn what_the_wizard_waits_for_says_so_where_it_would_load() {
    let mut bench = Bench::new(World::default()).opened();
    bench.pauses_last(true);
    busy(&bench, "/flavors/detail", 429);
    bench.drive.keys("L A-2");
    bench.drive.until("the wait", |screen| {
        screen.contains("◷ the cloud asks for patience (429): next try ")
    });
    bench.pauses_last(false);
    bench
        .drive
        .until("flavors", |screen| screen.contains("m1.small"));
}

#[test]
fn what_the_details_wait_for_says_so_where_it_would_load() {
    let mut bench = Bench::new(World::default()).opened();
    bench.pauses_last(true);
    busy(&bench, "/os-instance-actions", 429);
    bench.drive.keys("Enter l l l l");
    bench.drive.until("the wait", |screen| {
        screen.contains("◷ the cloud asks for patience (429): next try ")
    });
    bench.pauses_last(false);
    bench
        .drive
        .until("the actions", |screen| !screen.contains('◷'));
}
