//! Drawing: `&App` in, cells out. Nothing here decides anything.

pub mod launch;
pub mod text;
pub mod theme;
pub mod widget;
