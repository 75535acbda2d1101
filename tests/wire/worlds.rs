//! Clouds that are not broken, only odd: old ones, with services missing or down, with lists and
//! clocks of their own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::bench::{Bench, World};
use super::common::proxy::fault::{Fault, Order, Which};
use super::common::proxy::message::Answer;
use super::rows::nova;

const SERVERS: Which = Which {
    method: "GET",
    path: "/servers/detail",
};
const LOGIN: Which = Which {
    method: "POST",
    path: "/auth/tokens$",
};

fn count(bench: &mut Bench) -> String {
    bench.drive.idle();
    let screen = bench.drive.screen();
    let line = screen.lines().find(|line| line.contains(" instances"));
    line.unwrap_or_else(|| panic!("{screen}")).to_owned()
}

#[test]
fn every_microversion_shows_its_rows_and_takes_a_snapshot() {
    for minor in [1, 72, 90, 104] {
        let bench = Bench::new(World::default());
        bench.demo.set_max_microversion(minor);
        let mut bench = bench.opened();
        let rows = count(&mut bench);
        // What a cell that is down holds is listed since 2.69.
        let known = if minor < 69 {
            "24 instances"
        } else {
            "25 instances"
        };
        assert!(rows.contains(known), "2.{minor}: {rows}");
        bench.drive.keys("/ web-02 Enter g S C-u old-snap");
        bench.drive.wait(Duration::from_millis(400));
        bench.drive.keys("Enter");
        bench.drive.until_that("the snapshot", |drive| {
            let mut notices = drive.app().notices().all().iter();
            notices.any(|notice| notice.text.contains("Snapshot old-snap is ready"))
        });
    }
}

#[test]
fn a_dead_service_nobody_asks_for_is_not_noticed() {
    for service in ["/volume/", "/network/", "/image/"] {
        let mut bench = Bench::new(World::default());
        let which = Which {
            method: "*",
            path: service,
        };
        bench.proxy.spoil(which, Fault::ResetUnheard);
        bench.until_live();
        let rows = count(&mut bench);
        assert!(rows.contains("25 instances"), "{service}: {rows}");
        bench.drive.keys("j");
        let screen = bench.drive.screen();
        assert!(screen.contains("● live"), "{service}: {screen}");
    }
}

#[test]
fn a_catalog_without_a_service_is_one_without_what_it_serves() {
    for (service, keys, words) in [
        (
            "image",
            "2",
            "RegionOne has no image service in its catalog",
        ),
        ("network", "L A-3", "no network service"),
        ("volumev3", "L", "Boot source"),
        (
            "compute",
            "",
            "RegionOne has no compute service in its catalog",
        ),
    ] {
        let mut bench = Bench::new(World::default());
        bench.proxy.spoil(
            LOGIN,
            Fault::json(move |token| {
                let catalog = token["token"]["catalog"].as_array_mut().unwrap();
                catalog.retain(|entry| {
                    let kind = entry["type"].as_str().unwrap();
                    kind != service && !(service == "volumev3" && kind == "block-storage")
                });
            }),
        );
        bench.drive.idle();
        bench.drive.keys(keys);
        bench.drive.idle();
        let screen = bench.seen();
        assert!(screen.contains(words), "{service}: {screen}");
    }
}

#[test]
fn a_cloud_that_gives_25_images_a_page_whatever_is_asked_shows_all() {
    let bench = Bench::new(World::default());
    let which = Which {
        method: "GET",
        path: "/image/v2/images?",
    };
    bench.proxy.spoil(
        which,
        Fault::changed(|answer, heard| {
            let mut page: Value = serde_json::from_slice(&answer.body).unwrap();
            let images = page["images"].as_array_mut().unwrap();
            if images.len() > 25 {
                images.truncate(25);
                let last = images[24]["id"].as_str().unwrap().to_owned();
                let query = heard.path.split_once('?').unwrap().1;
                page["next"] = json!(format!("/v2/images?{query}&marker={last}"));
                answer.body = page.to_string().into_bytes();
            }
        }),
    );
    let mut bench = bench.opened();
    bench.drive.keys("2");
    bench.drive.idle();
    let screen = bench.drive.screen();
    assert!(screen.contains("37 images"), "{screen}");
}

#[test]
fn a_row_that_comes_twice_is_shown_once() {
    let mut bench = Bench::new(World {
        servers: 120,
        ..World::default()
    });
    let twice = |page: &mut Value| {
        let servers = page["servers"].as_array_mut().unwrap();
        let again = servers.clone();
        servers.extend(again);
    };
    bench.proxy.spoil(SERVERS, Fault::json(twice));
    bench.until_live();
    assert!(count(&mut bench).contains("145 instances"));
    // The second page begins with rows of the first.
    let mut bench = Bench::new(World {
        servers: 120,
        ..World::default()
    });
    bench.proxy.spoil(
        SERVERS,
        Fault::changed(|answer, heard| {
            let mut page: Value = serde_json::from_slice(&answer.body).unwrap();
            if !heard.path.contains("marker=") {
                let early = page["servers"][80]["id"].as_str().unwrap().to_owned();
                let link = page["servers_links"][0]["href"].take();
                let base = link.as_str().unwrap().split("marker=").next().unwrap();
                page["servers_links"][0]["href"] = json!(format!("{base}marker={early}"));
                answer.body = page.to_string().into_bytes();
            }
        }),
    );
    bench.until_live();
    assert!(count(&mut bench).contains("145 instances"));
}

#[test]
fn a_marker_that_was_deleted_starts_the_list_over_once() {
    let mut bench = Bench::new(World {
        servers: 120,
        ..World::default()
    });
    bench.proxy.order(Order {
        which: Which {
            method: "GET",
            path: "/servers/detail*marker=",
        },
        after: 0,
        times: 1,
        fault: nova(400, "badRequest", "marker [x] not found"),
    });
    bench.until_live();
    assert!(count(&mut bench).contains("145 instances"));
    assert!(bench.said().is_empty(), "{:?}", bench.said());
}

#[test]
fn a_clock_that_is_a_day_off_misses_no_change() {
    for date in [
        "Sun, 22 Nov 2020 10:00:00 GMT",
        "Thu, 01 Jan 2099 10:00:00 GMT",
        "soon",
    ] {
        let bench = Bench::new(World::default());
        let dated = move |answer: &mut super::common::proxy::message::Answer| {
            answer.set("date", date);
        };
        let every = Which {
            method: "*",
            path: "/",
        };
        bench
            .proxy
            .spoil(every, Fault::changed(move |answer, _| dated(answer)));
        let mut bench = bench.opened();
        super::common::elsewhere::Elsewhere::at(&bench.demo).launch("made-elsewhere");
        bench
            .drive
            .until(date, |screen| screen.contains("made-elsewhere"));
    }
}

#[test]
fn a_token_with_odd_times_is_used_until_it_is_refused() {
    let odd = [
        ("2026-11-23T10:00:00Z", "2026-11-23T09:00:00Z"),
        ("2020-01-01T00:00:00Z", "2020-01-01T01:00:00Z"),
        ("soon", "later"),
        ("2026-11-23T10:00:00Z", "9999-12-31T23:59:59Z"),
    ];
    for (issued, expires) in odd {
        let bench = Bench::new(World::default());
        bench.proxy.spoil(
            LOGIN,
            Fault::json(move |token| {
                token["token"]["issued_at"] = json!(issued);
                token["token"]["expires_at"] = json!(expires);
            }),
        );
        let mut bench = bench.opened();
        let logins = bench.logins();
        bench.drive.wait(Duration::from_secs(60));
        assert_eq!(bench.logins(), logins, "{issued} to {expires}");
        assert!(count(&mut bench).contains("25 instances"));
    }
}

#[test]
fn a_choice_that_cannot_be_read_leaves_the_others() {
    for (path, keys, words) in [
        (
            "/compute/v2.1/flavors",
            "A-2",
            "Cannot read the flavors: 403 Not for you.",
        ),
        ("/compute/v2.1/os-keypairs", "A-4", "403 Not for you."),
        ("/compute/v2.1/limits", "A-2", "d2-2"),
        ("/image/v2/images", "A-1", "403 Not for you."),
    ] {
        let bench = Bench::new(World::default());
        let which = Which {
            method: "GET",
            path,
        };
        bench
            .proxy
            .spoil(which, nova(403, "forbidden", "Not for you."));
        let mut bench = bench.opened();
        bench.drive.keys("L");
        bench.drive.text("typed");
        bench.drive.idle();
        bench.drive.keys(keys);
        bench.drive.idle();
        let screen = bench.seen();
        assert!(screen.contains(words), "{path}: {screen}");
        bench.drive.keys("A-3");
        bench
            .drive
            .until("the networks", |screen| screen.contains("private"));
    }
}

#[test]
fn a_later_page_of_images_that_is_lost_leaves_the_first() {
    let bench = Bench::new(World::default());
    let of = |path| Which {
        method: "GET",
        path,
    };
    let later = nova(403, "forbidden", "Not for you.");
    bench.proxy.spoil(of("/image/v2/images?*marker="), later);
    let first = Fault::json(|page| {
        let images = page["images"].as_array_mut().unwrap();
        images.truncate(25);
        let last = images[24]["id"].as_str().unwrap().to_owned();
        page["next"] = json!(format!("/v2/images?marker={last}"));
    });
    bench.proxy.spoil(of("/image/v2/images?"), first);
    let mut bench = bench.opened();
    bench.drive.keys("2");
    bench.drive.idle();
    let screen = bench.seen();
    assert!(screen.contains("AlmaLinux 9"), "{screen}");
    assert!(screen.contains("403 Not for you."), "{screen}");
    bench.proxy.mend();
    bench.until_live();
    let screen = bench.drive.screen();
    assert!(screen.contains("37 images"), "{screen}");
}

#[test]
fn a_list_whose_pages_never_end_is_given_up_and_its_rows_stay() {
    let mut bench = Bench::new(World::default());
    let pages = AtomicUsize::new(0);
    bench.proxy.spoil(
        SERVERS,
        Fault::changed(move |answer, heard| {
            let number = pages.fetch_add(1, Ordering::Relaxed);
            let href = format!("/v2.1/servers/detail?marker=new-{number}");
            let links = json!([{"rel": "next", "href": href}]);
            if heard.path.contains("marker=new-") {
                // The cloud itself knows no such row.
                let page = json!({"servers": [], "servers_links": links});
                *answer = Answer::new(200, &page.to_string());
            } else {
                let mut page: Value = serde_json::from_slice(&answer.body).unwrap();
                page["servers_links"] = links;
                answer.body = page.to_string().into_bytes();
            }
        }),
    );
    bench.drive.idle();
    let words = "Instances could not be read to the end: The list of servers does not end.";
    bench.drive.until_that("the end", |drive| {
        let mut notices = drive.app().notices().all().iter();
        notices.any(|notice| notice.text == words)
    });
    assert_eq!(bench.sent(SERVERS, &Fault::Short).len(), 1000);
    let screen = bench.drive.screen();
    assert!(screen.contains("bastion-01"), "{screen}");
}
