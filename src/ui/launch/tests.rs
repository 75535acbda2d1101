//! Each step as it looks, at the sizes it is designed for.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::draw;
use crate::app::launch::fixture::{Play, cloud};

fn shown(play: &Play, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(
                &play.wizard,
                play.fixture.world(),
                play.now,
                frame,
                frame.area(),
            )
        })
        .unwrap();
    let buffer = terminal.backend().buffer().clone();
    let lines = buffer.content.chunks(usize::from(width)).map(|row| {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn look() {
    let mut play = Play::open(cloud(), None);
    println!("{}", shown(&play, 80, 24));
    play.keys("web<Enter><C-u>3<Enter><Enter><Enter>");
    println!("{}", shown(&play, 80, 24));
    play.keys("<Enter>");
    println!("{}", shown(&play, 80, 24));
    play.keys("jjjj");
    println!("{}", shown(&play, 80, 24));
    println!("{}", shown(&play, 120, 40));
    play.keys("<Space>");
    println!("{}", shown(&play, 60, 16));
    play.keys("<A-3>");
    println!("{}", shown(&play, 80, 24));
    play.keys("<Space>j<Space>/ed");
    println!("{}", shown(&play, 80, 24));
    play.keys("<A-4>");
    println!("{}", shown(&play, 80, 24));
    play.keys("c");
    println!("{}", shown(&play, 80, 24));
    play.keys("<A-5>");
    println!("{}", shown(&play, 80, 24));
    println!("{}", shown(&play, 120, 40));
    println!("{}", shown(&play, 60, 16));
}
