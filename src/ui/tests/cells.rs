//! What no view may ever do, whatever the cloud says and however small the screen is.

use std::time::Duration;

use ratatui::buffer::{Buffer, Cell};

use super::corpus;
use super::{COLOR, LARGE, SMALL, USUAL, at, drawn};
use crate::app::fixture::{
    Bench, HOSTILE, discovery, error, hostile_image, hostile_server, images, info, odd_images,
    odd_servers, projects, server, servers,
};
use crate::app::wrap::cells;
use crate::cloud::message::{
    ApiCall, ContextInfo, Data, Project, Read, Reason, Refusal, Reply, Start, Write,
};
use crate::openstack::Kind;
use crate::openstack::compute::Server;
use crate::openstack::image::Image;
use crate::ui::text::{Look, clean};

/// Everything the cloud names is hostile.
fn hostile() -> Bench {
    let (mut all, mut pictures) = (servers(), images());
    all.extend(odd_servers());
    pictures.extend(odd_images());
    named(HOSTILE, all, pictures)
}

/// Everything the cloud names has this name.
fn named(text: &str, servers: Vec<Server>, images: Vec<Image>) -> Bench {
    let place = ContextInfo {
        cloud_name: text.into(),
        project_name: text.into(),
        regions: vec!["RegionOne".into(), text.into()],
        warnings: vec![text.into()],
        ..info()
    };
    let mut bench = Bench::opened_on(place, LARGE);
    bench.list(servers);
    bench.images(images);
    bench.write(
        Write::DeleteServer("hostile".into()),
        &format!("Delete {text}"),
    );
    bench.written(Err(error(Kind::Conflict, Some(409), text)));
    bench.launch(&[text, "web-2"]);
    bench.reply(Reply::Called(ApiCall {
        at: bench.now.wall,
        method: "GET".into(),
        service: "compute",
        path: text.into(),
        status: Some(200),
        took: Duration::from_millis(1),
        request_id: Some(text.into()),
    }));
    bench.keys("/hostile<Enter>");
    bench
}

/// Each view, by the keys that lead to it from the row with the hostile name.
const VIEWS: [&str; 32] = [
    "",
    "<Enter>",
    "<Tab>j",
    "/",
    "<Esc>",
    "<Esc><Esc>*D",
    "D",
    "<Esc><Esc>S",
    "S",
    "Lx<Esc>L",
    "L",
    "?",
    ":",
    "c",
    "t",
    "t<Enter>",
    "e",
    "@",
    "o",
    "m<Down>",
    "y<Down>",
    "s<Down>",
    "f<Down>",
    "2/hostile<Enter>",
    "2/hostile<Enter><Enter>",
    "2/hostile<Enter>D",
    "Lx<A-2>",
    "Lx<A-3>",
    "Lx<A-4>c",
    "Lx<A-4>i",
    "Lx<A-5>",
    "Lx<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Enter><Left><Tab>echo",
];

/// The ways in that stand before any view.
fn entries() -> Vec<Bench> {
    let mut benches = vec![Bench::looking(LARGE), Bench::connecting(LARGE)];
    for start in [Start::FirstRun, Start::Pick] {
        let mut bench = Bench::looking(LARGE);
        let mut found = discovery(start);
        found.environment = HOSTILE.into();
        for cloud in &mut found.clouds {
            cloud.name = HOSTILE.into();
            cloud.about = HOSTILE.into();
        }
        bench.discovered(Ok(found));
        benches.push(bench);
    }
    for reason in [
        Reason::WrongCredentials,
        Reason::PasswordMissing {
            user: HOSTILE.into(),
            auth_url: HOSTILE.into(),
        },
        Reason::RegionNotChosen {
            regions: vec![HOSTILE.into(); 30],
        },
    ] {
        let mut bench = Bench::connecting(LARGE);
        bench.connected(Err(Refusal {
            reason,
            message: HOSTILE.repeat(9),
            details: vec![HOSTILE.repeat(20); 9],
        }));
        benches.push(bench);
    }
    benches
}

fn views() -> Vec<(String, Bench)> {
    let mut views: Vec<_> = VIEWS
        .iter()
        .map(|keys| {
            let mut bench = hostile();
            bench.keys(keys);
            (format!("after {keys:?}"), bench)
        })
        .collect();
    let (_, switcher) = &mut views[13];
    let foes = vec![Project {
        id: "x".into(),
        name: HOSTILE.into(),
    }];
    switcher.answer(
        &Read::Projects,
        Ok(Data::Projects([projects(), foes].concat())),
    );
    let (_, console) = &mut views[18];
    let read = Read::ConsoleLog {
        server: "hostile".into(),
        lines: Some(500),
    };
    console.answer(&read, Ok(Data::ConsoleLog(HOSTILE.repeat(99))));
    let mut quit = hostile();
    quit.keys("<Esc><Esc>D");
    quit.confirm_with("y");
    quit.keys("q");
    views.push(("the quit question".into(), quit));
    for (place, mut bench) in std::iter::repeat_with(hostile).take(5).enumerate() {
        bench.keys("<Enter>");
        bench.keys(&"l".repeat(place));
        bench.hostile_details(place);
        views.push((format!("tab {place} of the details"), bench));
    }
    for (place, bench) in entries().into_iter().enumerate() {
        views.push((format!("way in {place}"), bench));
    }
    views
}

/// Nothing that moves the cursor, reorders or hides; and nothing that spills over the edge.
fn check(buffer: &Buffer, view: &str) {
    let width = usize::from(buffer.area.width);
    for (place, cell) in buffer.content.iter().enumerate() {
        let symbol = cell.symbol();
        let size = (buffer.area.width, buffer.area.height);
        assert_eq!(clean(symbol), symbol, "{view} at {size:?}");
        let wide = cells(symbol);
        assert!(
            place % width + wide <= width,
            "{view} at {size:?}: {symbol:?}"
        );
        assert!(symbol.len() <= 32, "{view} at {size:?}: {}", symbol.len());
        let covered = &buffer.content[place + 1..place + wide.max(1)];
        assert!(
            covered.iter().all(|cell| cell.symbol() == " "),
            "{view} at {size:?}: {symbol:?} covers {covered:?}"
        );
    }
}

#[test]
fn no_cell_holds_a_control_or_reordering_character_in_any_view_at_any_size() {
    for (name, mut bench) in views() {
        for size in [
            (60, 16),
            (70, 20),
            (80, 24),
            (100, 30),
            (120, 40),
            (200, 60),
        ] {
            bench = at(bench, size);
            check(&drawn(&bench, COLOR), &name);
        }
    }
}

#[test]
fn no_view_has_a_character_outside_ascii_where_the_terminal_has_none() {
    let plain = Look {
        color: false,
        ascii: true,
    };
    for (name, bench) in views() {
        let buffer = drawn(&bench, plain);
        assert!(
            buffer.content.iter().all(|cell| cell.symbol().is_ascii()),
            "{name}"
        );
    }
}

#[test]
fn no_view_panics_at_any_size() {
    for (_, mut bench) in views() {
        for columns in [1, 2, 7, 40, 59, 60, 61, 79, 81, 119, 300] {
            for rows in [1, 3, 15, 16, 17, 23, 25, 36, 100] {
                bench = at(bench, (columns, rows));
                drawn(&bench, COLOR);
            }
        }
    }
}

#[test]
fn no_text_of_a_cloud_gets_through_any_view() {
    for (kind, text) in corpus::texts() {
        for keys in VIEWS {
            let mut bench = named(
                &text,
                vec![hostile_server(&text)],
                vec![hostile_image(&text)],
            );
            bench.keys(keys);
            let bench = at(bench, USUAL);
            check(&drawn(&bench, COLOR), &format!("{kind} after {keys:?}"));
        }
    }
}

/// Where the first of the numbered texts stands, up to what stands right of it.
fn column(buffer: &Buffer) -> std::ops::Range<usize> {
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    let lines = rows.map(|row| row.iter().map(Cell::symbol).collect::<String>());
    let mut found = lines.filter_map(|line| {
        let (before, after) = line.split_once("n00")?;
        let blanks = after.len() - after.trim_start().len();
        let from = before.chars().count();
        Some(from..from + 3 + blanks)
    });
    found.next_back().unwrap_or(0..0)
}

/// One drawn with these texts and one with harmless ones differ in that column alone.
fn differ_in_one_column(what: &str, bench: impl Fn(&[String]) -> Bench) {
    let numbered = |text: &dyn Fn(&str) -> String| -> Vec<String> {
        let all = corpus::texts().into_iter().enumerate();
        all.map(|(place, (_, it))| format!("n{place:02}{}", text(&it)))
            .collect()
    };
    let (plain, odd) = (numbered(&|_| String::new()), numbered(&str::to_owned));
    let mut seen = 0;
    for size in [SMALL, USUAL, LARGE, (200, 60)] {
        let [plain, odd] = [&plain, &odd].map(|names| drawn(&at(bench(names), size), COLOR));
        check(&odd, what);
        let within = column(&plain);
        seen += within.len();
        let width = usize::from(size.0);
        for place in 0..plain.content.len() {
            let same = plain.content[place].symbol() == odd.content[place].symbol();
            assert!(
                same || within.contains(&(place % width)),
                "{what} ({within:?}) at {size:?}, row {} column {}: {:?}\n{}",
                place / width,
                place % width,
                odd.content[place].symbol(),
                super::lines(&odd, Cell::symbol)
            );
        }
    }
    assert!(seen > 0, "no {what} on any screen");
}

#[test]
fn no_name_moves_a_column_of_the_lists() {
    let instances = |change: fn(&mut Server, &str)| {
        move |names: &[String]| {
            let servers = names.iter().enumerate().map(|(place, name)| {
                let plain = format!("web-{place:02}");
                let mut server = server("ACTIVE", &plain, "10.0.0.66", "m1.small", "1d");
                change(&mut server, name);
                server
            });
            // The pane beside the list is about a row without malice.
            let first = server("ACTIVE", "a", "10.0.0.1", "m1.small", "1d");
            let all = [vec![first], servers.collect()].concat();
            Bench::holding(all, images(), LARGE)
        }
    };
    differ_in_one_column("name", instances(|server, name| server.name = name.into()));
    let flavors = instances(|server, name| server.flavor.name = Some(name.into()));
    differ_in_one_column("flavor", flavors);
    differ_in_one_column("image", |names| {
        let first = hostile_image("a");
        let all = names.iter().map(|name| {
            let mut image = hostile_image("b");
            image.id = (&name[..3]).into();
            image.name = Some(name.clone());
            image
        });
        let mut bench = Bench::holding(Vec::new(), [vec![first], all.collect()].concat(), LARGE);
        bench.keys("2");
        bench
    });
}
