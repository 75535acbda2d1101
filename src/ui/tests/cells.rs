//! What no view may ever do, whatever the cloud says and however small the screen is.

use std::time::Duration;

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::{COLOR, LARGE, at, drawn};
use crate::app::fixture::{
    Bench, HOSTILE, discovery, error, images, info, odd_images, odd_servers, projects, servers,
};
use crate::cloud::message::{
    ApiCall, ContextInfo, Data, Project, Read, Reason, Refusal, Reply, Start, Write,
};
use crate::openstack::Kind;
use crate::ui::text::{Look, clean};

/// Everything the cloud names is hostile.
fn hostile() -> Bench {
    let place = ContextInfo {
        cloud_name: HOSTILE.into(),
        project_name: HOSTILE.into(),
        regions: vec!["RegionOne".into(), HOSTILE.into()],
        warnings: vec![HOSTILE.into()],
        ..info()
    };
    let mut bench = Bench::opened_on(place, LARGE);
    let (mut all, mut pictures) = (servers(), images());
    all.extend(odd_servers());
    pictures.extend(odd_images());
    bench.list(all);
    bench.images(pictures);
    bench.write(
        Write::DeleteServer("hostile".into()),
        &format!("Delete {HOSTILE}"),
    );
    bench.written(Err(error(Kind::Conflict, Some(409), HOSTILE)));
    bench.launch(&[HOSTILE, "web-2"]);
    bench.reply(Reply::Called(ApiCall {
        at: bench.now.wall,
        method: "GET".into(),
        service: "compute",
        path: HOSTILE.into(),
        status: Some(200),
        took: Duration::from_millis(1),
        request_id: Some(HOSTILE.into()),
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
        assert!(
            place % width + symbol.width() <= width,
            "{view} at {size:?}: {symbol:?}"
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
