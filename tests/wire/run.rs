//! Runs the rows of each place, several at a time: most of them wait.

use std::sync::Mutex;
use std::time::Duration;

use super::bench::Bench;
use super::common::proxy::fault::Fault;
use super::place::Place;
use super::rows::{Row, of};

/// For answers that never come: long enough for those that do.
const BRIEF: &str = "api_timeout: 3";
const AT_ONCE: usize = 8;

/// All rows of a place; names those that fail.
pub(crate) fn all_of(place: Place) {
    let mut rows: Vec<&'static Row> = of(place).collect();
    assert!(!rows.is_empty());
    // Taken from the end: while some wait, the others are at work.
    rows.sort_by_key(|row| waits(&(row.fault)()));
    let waiting = Mutex::new(rows);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(row) = waiting.lock().unwrap().pop() else {
                        return;
                    };
                    let thread = std::thread::Builder::new().name(row.fault_words.into());
                    let ended = thread.spawn(|| run(row)).unwrap().join();
                    if ended.is_err() {
                        failed.lock().unwrap().push(row.fault_words);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{place:?}: {failed:#?}");
}

/// Whether an answer never comes to its end.
fn waits(fault: &Fault) -> bool {
    matches!(fault, Fault::Stall(_) | Fault::Jammed | Fault::Drip)
}

fn run(row: &Row) {
    let fault = (row.fault)();
    let mut bench = row.place.start(if waits(&fault) { BRIEF } else { "" });
    let which = row.place.which();
    let before = bench.sent(which, &fault).len();
    bench.take_pauses();
    bench.proxy.spoil(which, fault.clone());
    row.place.act(&mut bench);
    let sent = |bench: &Bench| {
        let sent = bench.sent(which, &fault).split_off(before);
        // Of several rows that move the first is looked at.
        sent.iter().filter(|path| **path == sent[0]).count()
    };
    let said = bench.said().len();
    until_seen(row, &mut bench, |bench| sent(bench) > 0);
    let (sent, mut pauses) = (sent(&bench), bench.take_pauses());
    if matches!(fault, Fault::Refused | Fault::Jammed) {
        // They cut other requests as well, and those are made again.
        pauses.clear();
    }
    if row.sees.is_empty() {
        assert_eq!(bench.said().len(), said, "{:?}", bench.said());
        assert!(
            pauses.iter().all(|pause| row.pauses.contains(pause)),
            "{pauses:?}"
        );
        assert_eq!(sent, row.sent, "sent");
    } else {
        assert_eq!((sent, pauses.as_slice()), (row.sent, row.pauses), "sent");
    }
    row.place.stays(&mut bench);
    bench.proxy.mend();
    let so_far = bench.sent(which, &fault).len();
    row.place.recovers(&mut bench);
    if row.place.is_write() {
        let again = bench.sent(which, &fault).split_off(so_far);
        assert_eq!(again, [""; 0], "a write is sent once");
    }
}

/// Until the sentence is on the screen, or among the messages.
fn until_seen(row: &Row, bench: &mut Bench, sent: impl Fn(&Bench) -> bool) {
    for _ in 0..60 {
        bench.drive.idle();
        let words = row.place.words(bench);
        let sees = row.sees.is_empty() || words.iter().any(|words| words.contains(row.sees));
        if sent(bench) && sees {
            return;
        }
        bench.drive.wait(Duration::from_millis(500));
    }
    let words = row.place.words(bench);
    panic!("never said:\n  {}\nbut:\n{words:#?}", row.sees);
}

macro_rules! places {
    ($($test:ident: $place:ident),* $(,)?) => {
        $(#[test]
        fn $test() {
            all_of(Place::$place);
        })*
    };
}

places! {
    a_login_is_refused_in_words_and_tried_again_by_hand: Login,
    first_rows_that_do_not_come_say_why_and_come_by_themselves: FirstRows,
    a_later_page_that_is_lost_leaves_the_first: LaterPage,
    a_refresh_that_fails_keeps_all_rows: Refresh,
    first_images_that_do_not_come_say_why_and_come_by_themselves: FirstImages,
    a_refresh_of_the_images_that_fails_keeps_all_rows: RefreshImages,
    a_row_that_cannot_be_read_is_read_again: OneRow,
    an_action_log_that_cannot_be_read_says_why: ActionLog,
    networks_that_cannot_be_read_keep_the_wizard: Networks,
    a_launch_is_sent_once: Launch,
    a_snapshot_is_sent_once: Snapshot,
    a_delete_is_sent_once: Delete,
    a_reboot_is_sent_once: Reboot,
}
