//! Drawing: `&App` in, cells out. Nothing here decides anything.

mod bulk;
mod columns;
mod confirm;
mod copy;
mod detail;
mod details;
mod dialog;
mod entry;
mod form;
mod frame;
mod header;
pub mod images;
pub mod instances;
pub mod launch;
mod list;
mod reading;
mod record;
mod ssh;
mod switcher;
#[cfg(test)]
mod tests;
pub mod text;
pub mod theme;
pub mod widget;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use self::text::Look;
use self::widget::Hits;
use crate::app::layout::SMALLEST;
use crate::app::modal::Modal;
use crate::app::workspace::Tab;
use crate::app::{App, Click};

/// Rows one turn of the wheel moves.
const WHEEL: i64 = 3;

/// What drawing remembers between frames: scroll offsets, and what stands where for the mouse.
#[derive(Debug, Default)]
pub struct Ui {
    pub look: Look,
    /// First row shown of Instances and of Images.
    offsets: [usize; 2],
    /// What was drawn where, topmost last.
    hits: Vec<(Rect, Click)>,
}

impl Ui {
    pub fn new(look: Look) -> Self {
        Self {
            look,
            ..Self::default()
        }
    }

    /// What a mouse event hit in the frame drawn last.
    pub fn hit(&self, mouse: MouseEvent) -> Option<Click> {
        let at = Position {
            x: mouse.column,
            y: mouse.row,
        };
        let under = || {
            self.hits
                .iter()
                .rev()
                .find(|(area, _)| area.contains(at))
                .map(|(_, click)| click)
        };
        match mouse.kind {
            MouseEventKind::ScrollDown => Some(Click::Scroll(WHEEL)),
            MouseEventKind::ScrollUp => Some(Click::Scroll(-WHEEL)),
            MouseEventKind::Down(MouseButton::Left) => under().cloned(),
            MouseEventKind::Down(MouseButton::Right) => match under() {
                Some(Click::Row(place)) => Some(Click::RowMenu(*place)),
                _ => None,
            },
            _ => None,
        }
    }

    fn offset(&mut self, tab: Tab) -> &mut usize {
        match tab {
            Tab::Instances => &mut self.offsets[0],
            Tab::Images => &mut self.offsets[1],
        }
    }

    fn pressable(&mut self, hits: Hits) {
        self.hits
            .extend(hits.into_iter().map(|(area, key)| (area, Click::Key(key))));
    }

    fn clickable(&mut self, area: Rect, click: Click) {
        self.hits.push((area, click));
    }
}

/// Draws one frame.
pub fn draw(app: &App, ui: &mut Ui, frame: &mut Frame<'_>) {
    let area = frame.area();
    ui.hits.clear();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        frame::too_small(app, frame, area);
    } else {
        if let Some(space) = &app.space {
            frame::draw(app, space, ui, frame, area);
        }
        if let Some(entry) = &app.entry {
            if app.space.is_some() {
                dim(frame, area);
            }
            entry::draw(app, entry, frame, area);
        } else {
            draw_modals(app, ui, frame, area);
        }
        if let Some(question) = &app.quitting {
            dim(frame, area);
            ui.hits.clear();
            let hits = dialog::quit(question, frame, area);
            ui.pressable(hits);
        }
    }
    text::seal(frame.buffer_mut(), ui.look);
}

fn draw_modals(app: &App, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let Some(space) = &app.space else { return };
    let shown = app.modals.iter().filter(|modal| match modal {
        Modal::Menu(menu) => menu.visible,
        _ => true,
    });
    for modal in shown {
        dim(frame, area);
        ui.hits.clear();
        match modal {
            Modal::Launch(wizard) => {
                let world = space.world();
                let hits = match wizard.draft().launched() {
                    Some(op) => {
                        launch::draw_progress(wizard, world, app.jobs().get(op), frame, area)
                    }
                    None => launch::draw(wizard, world, app.now, frame, area),
                };
                ui.pressable(hits);
            }
            Modal::Confirm(confirm) => ui.pressable(confirm::draw(confirm, frame, area)),
            Modal::Bulk(view) => bulk::draw(view, app, frame, area),
            Modal::Snapshot(form) => {
                let images = space.images.table.rows();
                ui.pressable(dialog::snapshot(form, images, frame, area));
            }
            Modal::Ssh(form) => ui.pressable(ssh::draw(form, frame, area)),
            Modal::Uncopied(form) => ui.pressable(copy::draw(form, frame, area)),
            Modal::Form(form) => {
                let view = form.view(space.world(), &space.about);
                ui.pressable(form::draw(form, view, frame, area));
            }
            Modal::Draft(question) => dialog::draft(question, frame, area),
            Modal::Menu(menu) => dialog::menu(menu, ui, frame, area),
            Modal::Columns(form) => columns::draw(form, ui, frame, area),
            Modal::Switcher(switcher) => switcher::draw(switcher, app, frame, area),
            Modal::Palette(palette) => reading::palette(palette, frame, area),
            Modal::Jobs(list) => reading::jobs(list, app, frame, area),
            Modal::Messages(list) => record::messages(list, app, frame, area),
            Modal::ApiLog(log) => record::api_log(log, app, frame, area),
            Modal::Text(view) => reading::text_view(view, frame, area),
        }
    }
}

/// What lies under a dialog stays readable but steps back.
fn dim(frame: &mut Frame<'_>, area: Rect) {
    for cell in &mut frame.buffer_mut().content {
        cell.modifier.insert(Modifier::DIM);
        cell.modifier.remove(Modifier::REVERSED | Modifier::BOLD);
    }
    let _ = area;
}
