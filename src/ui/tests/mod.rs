//! Every view as it looks, at the sizes it is designed for; and what holds for all of them.

mod arranged;
mod cells;
#[path = "../../../tests/common/hostile.rs"]
mod corpus;
mod details;
mod dialogs;
mod entry;
mod forms;
mod header;
mod instance;
mod launched;
mod lists;
mod reading;
mod said;
mod ssh;
mod stale;
mod verbs;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use unicode_width::UnicodeWidthStr;

use super::text::Look;
use super::{Ui, draw};
use crate::app::Msg;
use crate::app::fixture::Bench;

const SMALL: (u16, u16) = (60, 16);
const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

const COLOR: Look = Look {
    color: true,
    ascii: false,
};

/// The screen of a program, cell by cell.
fn drawn(bench: &Bench, look: Look) -> Buffer {
    let (columns, rows) = bench.app.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let mut ui = Ui::new(look);
    terminal
        .draw(|frame| draw(&bench.app, &mut ui, frame))
        .unwrap();
    terminal.backend().buffer().clone()
}

fn lines(buffer: &Buffer, letter: impl Fn(&Cell) -> &str) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    let lines = rows.map(|row| {
        // The cell after a wide character is a part of it.
        let mut covered = 0;
        let mut line = String::new();
        for cell in row {
            if covered == 0 {
                line.push_str(letter(cell));
                covered = cell.symbol().width().max(1);
            }
            covered -= 1;
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The screen as text.
fn shown(bench: &Bench) -> String {
    lines(&drawn(bench, COLOR), Cell::symbol)
}

/// Some of its rows.
fn rows(bench: &Bench, range: std::ops::Range<usize>) -> String {
    let text = shown(bench);
    let rows: Vec<_> = text.lines().skip(range.start).take(range.len()).collect();
    rows.join("\n")
}

/// The same screen at another size.
fn at(mut bench: Bench, (columns, rows): (u16, u16)) -> Bench {
    bench.msg(Msg::Resize(columns, rows));
    bench
}

/// The styles of a screen, a letter for each cell: reversed, dim, and the colours.
fn mask(buffer: &Buffer) -> String {
    lines(buffer, |cell| {
        let modifier = cell.modifier;
        match cell.fg {
            _ if modifier.contains(Modifier::REVERSED) => "R",
            Color::Red => "e",
            Color::Green => "g",
            Color::Cyan => "c",
            Color::Yellow => "y",
            Color::Blue => "b",
            Color::Magenta => "m",
            _ if modifier.contains(Modifier::CROSSED_OUT) => "x",
            _ if modifier.contains(Modifier::DIM) => "d",
            _ if modifier.contains(Modifier::BOLD) => "B",
            _ if cell.symbol() == " " => " ",
            _ => "n",
        }
    })
}
