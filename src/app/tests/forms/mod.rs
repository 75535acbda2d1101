//! The dialogs with fields: what each sends, what it refuses to send, and that nothing typed is
//! lost.

mod edits;
mod engine;
mod networks;
mod reworks;
mod secrets;
mod volumes;

use crate::app::fixture::Bench;
use crate::app::form::{Form, Id, Note};
use crate::app::modal::Modal;

const SIZE: (u16, u16) = (80, 24);

fn form(bench: &Bench) -> &Form {
    match bench.app.modals.last() {
        Some(Modal::Form(form)) => form,
        other => panic!("{other:?} is on top, and no form"),
    }
}

/// Whether a dialog with fields is open.
fn is_open(bench: &Bench) -> bool {
    matches!(bench.app.modals.last(), Some(Modal::Form(_)))
}

/// Something of the topmost form, seen as it is drawn.
fn seen<T>(bench: &Bench, look: impl FnOnce(&Form, crate::app::form::View<'_>) -> T) -> T {
    let form = form(bench);
    let Some(space) = &bench.app.space else {
        panic!("a context is open");
    };
    look(form, form.view(space.world(), &space.about))
}

fn commands(bench: &Bench) -> Vec<String> {
    seen(bench, Form::commands)
}

fn notes(bench: &Bench) -> String {
    let notes = seen(bench, Form::notes);
    let words = notes.into_iter().map(|note| match note {
        Note::Fact(words) | Note::Warning(words) | Note::Loss(words) => words,
    });
    words.collect::<Vec<_>>().join("\n")
}

/// What is wrong with a field; empty when nothing is.
fn problem(bench: &Bench, id: Id) -> String {
    seen(bench, |form, view| {
        let at = form.fields.0.iter().position(|input| input.id == id);
        at.and_then(|at| form.problem(at, view)).unwrap_or_default()
    })
}

/// The rows of a table: what is against each.
fn obstacles(bench: &Bench, id: Id) -> Vec<(String, String)> {
    seen(bench, |form, view| {
        let rows = form.offer(id, view).rows.into_iter();
        rows.map(|row| (row.id, row.obstacle.unwrap_or_default()))
            .collect()
    })
}

fn note(bench: &Bench) -> &str {
    form(bench).note.as_deref().unwrap_or("")
}
