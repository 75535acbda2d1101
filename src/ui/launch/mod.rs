//! stub
use crate::app::{choices::World, launch::Wizard, time::Now};
use ratatui::{Frame, layout::Rect};
pub fn draw(_w: &Wizard, _o: World<'_>, _n: Now, _f: &mut Frame<'_>, _a: Rect) {}
