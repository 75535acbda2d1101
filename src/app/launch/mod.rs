//! stub
use super::Flow;
use super::choices::World;
use super::cx::Cx;
use crate::cloud::message::{OpId, Read, Written};
use crate::openstack::Error;
use crate::openstack::id::ImageId;
use crossterm::event::KeyEvent;
use std::time::Duration;
#[derive(Debug, Clone, Default)]
pub struct Draft;
impl Draft {
    pub fn is_touched(&self) -> bool {
        false
    }
}
#[derive(Debug)]
pub struct Wizard {
    d: Draft,
}
impl Wizard {
    pub fn open(_s: Option<ImageId>, _w: World<'_>, _cx: &mut Cx<'_>) -> Self {
        Self { d: Draft }
    }
    pub fn resume(d: Draft, _w: World<'_>, _cx: &mut Cx<'_>) -> Self {
        Self { d }
    }
    pub fn draft(&self) -> &Draft {
        &self.d
    }
    pub fn on_key(&mut self, _k: KeyEvent, _w: World<'_>, _cx: &mut Cx<'_>) -> Flow {
        Flow::Stay
    }
    pub fn on_paste(&mut self, _t: &str, _w: World<'_>, _cx: &mut Cx<'_>) {}
    pub fn world_changed(&mut self, _w: World<'_>) {}
    pub fn on_written(
        &mut self,
        _o: OpId,
        _r: &Result<Written, Error>,
        _w: World<'_>,
        _cx: &mut Cx<'_>,
    ) -> Flow {
        Flow::Stay
    }
    pub fn deadline(&self) -> Option<Duration> {
        None
    }
    pub fn on_wake(&mut self, _w: World<'_>, _cx: &mut Cx<'_>) -> Flow {
        Flow::Stay
    }
    pub fn wants(&mut self) -> Vec<Read> {
        Vec::new()
    }
}
