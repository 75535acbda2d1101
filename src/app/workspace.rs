//! One open context: its two lists, what can be chosen there, and when to read what again.

use std::time::Duration;

use jiff::Timestamp;

use super::about::About;
use super::choices::{Choices, Load, World};
use super::complete::Completion;
use super::counted::{SEARCHED, count};
use super::cx::Cx;
use super::details::{self, Details};
use super::field::Field;
use super::filter::with_value;
use super::job::Followed;
use super::list::List;
use super::place::Place;
use super::remote::Remote;
use super::time::Now;
use super::{images, instances};
use crate::cloud::message::{ContextId, ContextInfo, Data, Project, Read, Ticket};
use crate::openstack::compute::Server;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::Image;

/// How often the list in view is read again while someone is typing now and then.
const EVERY: Duration = Duration::from_secs(10);
/// The list not in view, and everything after five minutes without a key.
const SELDOM: Duration = Duration::from_secs(60);
const IDLE_AFTER: Duration = Duration::from_secs(5 * 60);
/// After this long without a key nothing is read until one comes.
const ASLEEP_AFTER: Duration = Duration::from_secs(30 * 60);
/// A row in transition that has not changed for so long is stuck: the list is enough for it.
const STUCK_AFTER_S: u64 = 60 * 60;
/// For so long the row of a server is read again after its interfaces, addresses, volumes or labels
/// were changed: Nova shows it late, and most of it does not move `updated`, so that no list of
/// changes tells of it.
const SETTLES_IN: Duration = Duration::from_secs(7);
/// What a launch chooses from is not read again before that without being asked to.
const FRESH: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Instances,
    Images,
}

/// The details of the row under the cursor.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pane {
    /// Taken away with `d`.
    pub hidden: bool,
    /// In Images: fills the screen (`Enter`, `z`). An instance has its own details.
    pub whole_image: bool,
    /// Takes the arrow keys (`Tab`).
    pub focused: bool,
    /// First line shown.
    pub scroll: usize,
}

#[derive(Debug)]
pub struct Workspace {
    pub context: ContextId,
    pub info: ContextInfo,
    pub tab: Tab,
    pub instances: List<Server>,
    pub images: List<Image>,
    pub choices: Choices,
    /// Of the instance looked at.
    pub about: About,
    /// While they are open.
    pub details: Option<Box<Details>>,
    pub projects: Remote<Vec<Project>>,
    pub pane: Pane,
    /// How far the columns that do not fit were moved into view, of Instances and of Images; they
    /// come round again.
    shifts: [i64; 2],
    /// Servers that were changed here, and until when their rows are read again.
    settling: Vec<(ServerId, Duration)>,
    /// Whether lists are read again by themselves (`a`).
    pub auto: bool,
    /// A snapshot just begun: the cursor of Images goes to it as soon as it is listed, unless that
    /// cursor is moved before.
    pub awaited_image: Option<ImageId>,
}

impl Workspace {
    pub fn new(context: ContextId, info: ContextInfo, tab: Tab) -> Self {
        Self {
            context,
            info,
            tab,
            instances: List::new(instances::Column::Name),
            images: List::new(images::Column::Name),
            choices: Choices::default(),
            about: About::default(),
            details: None,
            projects: Remote::default(),
            pane: Pane::default(),
            shifts: [0; 2],
            settling: Vec::new(),
            auto: true,
            awaited_image: None,
        }
    }

    /// What an action on instances is aimed at: the one whose details are open, else the marked,
    /// else the one under the cursor.
    pub fn server_targets(&mut self) -> Vec<&Server> {
        details::targets(&mut self.instances.table, self.details.as_deref())
    }

    /// `demo / RegionOne / web-team`.
    pub fn place(&self) -> String {
        place(&self.info)
    }

    /// By what its draft is kept.
    pub fn draft_place(&self) -> Place {
        Place::of(&self.info)
    }

    pub fn world(&self) -> World<'_> {
        let images_load = match (self.images.is_complete(), self.images.problem()) {
            (true, _) => Load::Ready,
            (false, Some(error)) => Load::Failed(error),
            (false, None) => Load::Loading,
        };
        World {
            info: &self.info,
            images: self.images.table.rows(),
            images_load,
            servers: self.instances.table.rows(),
            choices: &self.choices,
        }
    }

    /// Why a tab cannot work here, if so.
    pub fn missing_service(&self, tab: Tab) -> Option<String> {
        let (there, name) = match tab {
            Tab::Instances => (self.info.has_compute, "compute"),
            Tab::Images => (self.info.has_image, "image"),
        };
        (!there).then(|| {
            format!(
                "{} has no {name} service in its catalog. c switches region.",
                self.info.region
            )
        })
    }

    /// Reads one list. Servers only since the last time where that is enough.
    pub fn read_list(&mut self, tab: Tab, whole: bool, cx: &mut Cx<'_>) {
        if self.missing_service(tab).is_some() {
            return;
        }
        match tab {
            Tab::Instances => {
                let since = if whole {
                    None
                } else {
                    self.instances.since(cx.now)
                };
                let ticket = cx.read(Read::Servers { since });
                self.instances.ask(ticket, since.is_some(), cx.now);
            }
            Tab::Images => {
                let ticket = cx.read(Read::Images);
                self.images.ask(ticket, false, cx.now);
            }
        }
    }

    /// What is good to know once the first rows are there: image names, the quota of the header.
    pub fn read_around(&mut self, cx: &mut Cx<'_>) {
        for tab in [Tab::Instances, Tab::Images] {
            let untouched = match tab {
                Tab::Instances => !self.instances.is_reading() && self.instances.fresh().is_none(),
                Tab::Images => !self.images.is_reading() && self.images.fresh().is_none(),
            };
            if untouched {
                self.read_list(tab, true, cx);
            }
        }
        self.read_limits(cx);
    }

    pub fn read_limits(&mut self, cx: &mut Cx<'_>) {
        self.read_choice(Read::Limits, cx);
    }

    /// Whether what changes seldom, and is asked for at every step, was read a moment ago.
    pub fn is_fresh(&self, read: &Read, now: Now) -> bool {
        let choices = &self.choices;
        let as_of = match read {
            Read::SecurityGroupRules => choices.rules.as_of(),
            Read::RoutedNetworks => choices.routed.as_of(),
            Read::Ports => choices.ports.as_of(),
            Read::ServerGroups => choices.server_groups.as_of(),
            Read::VolumeTypes => choices.volume_types.as_of(),
            Read::ComputeVersion => choices.compute_version.as_of(),
            _ => None,
        };
        as_of.is_some_and(|at| now.mono.saturating_sub(at.mono) < FRESH)
    }

    /// Reads one of the things a launch chooses from, unless that is under way.
    pub fn read_choice(&mut self, read: Read, cx: &mut Cx<'_>) {
        fn ask<T>(remote: &mut Remote<T>, read: Read, cx: &mut Cx<'_>) {
            if !remote.is_loading() {
                remote.ask(cx.read(read));
            }
        }
        let choices = &mut self.choices;
        let (compute, network) = (self.info.has_compute, self.info.has_network);
        let (image, volume) = (self.info.has_image, self.info.has_volume);
        match read {
            Read::Flavors if compute => ask(&mut choices.flavors, read, cx),
            Read::Limits if compute => ask(&mut choices.limits, read, cx),
            Read::KeyPairs if compute => ask(&mut choices.key_pairs, read, cx),
            Read::AvailabilityZones if compute => ask(&mut choices.zones, read, cx),
            Read::Networks if network => ask(&mut choices.networks, read, cx),
            Read::SecurityGroups if network => ask(&mut choices.groups, read, cx),
            Read::SecurityGroupRules if network => ask(&mut choices.rules, read, cx),
            Read::Ports if network => ask(&mut choices.ports, read, cx),
            Read::PortQuota if network => ask(&mut choices.port_quota, read, cx),
            Read::RoutedNetworks if network => ask(&mut choices.routed, read, cx),
            Read::AutoTopology if network => ask(&mut choices.auto_topology, read, cx),
            Read::ServerGroups if compute => ask(&mut choices.server_groups, read, cx),
            Read::ComputeVersion if compute => ask(&mut choices.compute_version, read, cx),
            Read::CommunityImages if image => ask(&mut choices.community, read, cx),
            Read::Volumes if volume => ask(&mut choices.volumes, read, cx),
            Read::VolumeSnapshots if volume => ask(&mut choices.volume_snapshots, read, cx),
            Read::VolumeTypes if volume => ask(&mut choices.volume_types, read, cx),
            Read::VolumeLimits if volume => ask(&mut choices.volume_limits, read, cx),
            Read::UserDataFile(path) => {
                let ticket = cx.read(Read::UserDataFile(path.clone()));
                choices.user_data.ask(path, ticket);
            }
            Read::FloatingIps if network => ask(&mut choices.floating_ips, read, cx),
            Read::AllVolumes if volume => ask(&mut choices.all_volumes, read, cx),
            Read::PublicKeyFiles => ask(&mut choices.key_files, read, cx),
            _ => {}
        }
    }

    /// Reads something of one instance, unless that is under way. What was read of another one is
    /// forgotten.
    pub fn read_about(&mut self, read: Read, cx: &mut Cx<'_>) {
        fn ask<T>(remote: &mut Remote<T>, read: Read, cx: &mut Cx<'_>) {
            if !remote.is_loading() {
                remote.ask(cx.read(read));
            }
        }
        let (Read::ServerDetail(id)
        | Read::ServerPorts(id)
        | Read::ServerVolumes(id)
        | Read::InstanceActions(id)) = &read
        else {
            return;
        };
        let about = &mut self.about;
        about.turn_to(id);
        match read {
            Read::ServerPorts(_) if !self.info.has_network => {}
            Read::ServerDetail(_) => ask(&mut about.detail, read, cx),
            Read::ServerPorts(_) => ask(&mut about.ports, read, cx),
            Read::ServerVolumes(_) => ask(&mut about.volumes, read, cx),
            _ => ask(&mut about.actions, read, cx),
        }
    }

    /// Settles an answer to a question of the choices; `false` when it was none, or stale.
    pub fn settle_choice(
        &mut self,
        ticket: Ticket,
        result: Result<Data, Error>,
        now: Now,
    ) -> Result<(), Result<Data, Error>> {
        let choices = &mut self.choices;
        macro_rules! settle {
            ($($remote:expr => $kind:ident),* $(,)?) => {
                $(if $remote.awaits(ticket) {
                    let result = result.and_then(|data| match data {
                        Data::$kind(value) => Ok(value),
                        _ => Err(Error::new(Kind::Decode, "the answer to another question")),
                    });
                    $remote.settle(ticket, result, now);
                    return Ok(());
                })*
            };
        }
        settle!(
            choices.flavors => Flavors,
            choices.limits => Limits,
            choices.key_pairs => KeyPairs,
            choices.zones => AvailabilityZones,
            choices.networks => Networks,
            choices.groups => SecurityGroups,
            choices.rules => SecurityGroupRules,
            choices.ports => Ports,
            choices.port_quota => PortQuota,
            choices.routed => RoutedNetworks,
            choices.auto_topology => AutoTopology,
            choices.server_groups => ServerGroups,
            choices.compute_version => ComputeVersion,
            choices.community => CommunityImages,
            choices.volumes => Volumes,
            choices.volume_snapshots => VolumeSnapshots,
            choices.volume_types => VolumeTypes,
            choices.volume_limits => VolumeLimits,
            choices.user_data.content_mut() => UserDataFile,
            choices.key_files => PublicKeyFiles,
            choices.floating_ips => FloatingIps,
            choices.all_volumes => AllVolumes,
            self.about.detail => ServerDetail,
            self.about.ports => ServerPorts,
            self.about.volumes => ServerVolumes,
            self.about.actions => InstanceActions,
            self.projects => Projects,
        );
        Err(result)
    }

    /// Whether anything is read by itself: not while paused, nor when nobody has been here for long.
    pub fn is_awake(&self, last_key: Duration, now: Now) -> bool {
        self.auto && now.mono.saturating_sub(last_key) < ASLEEP_AFTER
    }

    /// Whether nobody has typed for a while: what is live is read less often.
    pub fn is_idle(&self, last_key: Duration, now: Now) -> bool {
        now.mono.saturating_sub(last_key) >= IDLE_AFTER
    }

    /// Its row is read again for a while.
    pub fn settle(&mut self, server: ServerId, now: Now) {
        self.settling.retain(|(_, until)| *until > now.mono);
        self.settling.push((server, now.mono + SETTLES_IN));
    }

    /// Servers that were changed here and show it late.
    pub fn settling(&self, now: Now) -> Vec<ServerId> {
        let settling = self.settling.iter();
        let settling = settling.filter(|(_, until)| *until > now.mono);
        settling.map(|(id, _)| id.clone()).collect()
    }

    /// Rows in transition, which should be read again one by one; and until when there are no fewer
    /// of them as long as no row changes.
    pub fn in_transition(&self, now: Now) -> (Vec<(ContextId, Followed)>, Duration) {
        count(SEARCHED);
        let mut until = Duration::MAX;
        let mut moves = |updated: Option<Timestamp>| {
            let still = updated.map(|at| now.seconds_since(at));
            if let Some(left) = still.and_then(|still| STUCK_AFTER_S.checked_sub(still)) {
                until = until.min(now.mono + Duration::from_secs(left));
            }
            still.is_none_or(|still| still < STUCK_AFTER_S)
        };
        let mut rows = Vec::new();
        for server in self.instances.table.rows() {
            if server.in_transition() && moves(server.updated) {
                rows.push((self.context, Followed::Server(server.id.clone())));
            }
        }
        for image in self.images.table.rows() {
            if image.in_transition() && moves(image.updated) {
                rows.push((self.context, Followed::Image(image.id.clone())));
            }
        }
        (rows, until)
    }

    /// When a list is due; `None` when it is not to be read by itself.
    pub fn list_due(&self, tab: Tab, last_key: Duration, now: Now) -> Option<Duration> {
        if !self.is_awake(last_key, now) || self.missing_service(tab).is_some() {
            return None;
        }
        let idle = now.mono.saturating_sub(last_key);
        let period = if idle >= IDLE_AFTER || tab != self.tab {
            SELDOM
        } else {
            EVERY
        };
        match tab {
            Tab::Instances => due(&self.instances, period),
            Tab::Images => due(&self.images, period),
        }
    }
}

/// What the marking keys do.
#[derive(Debug, Clone, Copy)]
pub enum Marking {
    Toggle,
    Range,
    All,
    None,
}

/// Whatever the list in view is, the same thing happens to it.
macro_rules! in_view {
    ($space:expr, $list:ident => $what:expr) => {
        match $space.tab {
            Tab::Instances => {
                let $list = &mut $space.instances;
                $what
            }
            Tab::Images => {
                let $list = &mut $space.images;
                $what
            }
        }
    };
}

impl Workspace {
    pub fn typing(&mut self) -> Option<&mut Field> {
        in_view!(self, list => list.typing.as_mut())
    }

    pub fn start_typing(&mut self) {
        in_view!(self, list => list.typing = Some(Field::with(list.table.filter().text())));
    }

    /// The same with a key to be given a value.
    pub fn start_typing_of(&mut self, key: &str) {
        in_view!(self, list => {
            let text = format!("{} {key}:", list.table.filter().text());
            list.typing = Some(Field::with(text.trim_start()));
        });
    }

    pub fn end_typing(&mut self) {
        in_view!(self, list => list.typing = None);
    }

    pub fn set_filter(&mut self, text: &str, now: Now) {
        in_view!(self, list => list.table.set_filter(text, now.wall));
    }

    /// What `Tab` makes of the filter line.
    pub fn complete(&mut self, now: Now) {
        in_view!(self, list => {
            if let Some(field) = &mut list.typing
                && let Some((line, cursor)) =
                    Completion::of(&list.table, field.text(), field.cursor()).take(field.text())
            {
                *field = Field::with_cursor(&line, cursor);
                list.table.set_filter(&line, now.wall);
            }
        });
    }

    /// The filter in view with this value in place of the same key's other.
    pub fn filter_by(&mut self, key: &str, value: &str, now: Now) {
        in_view!(self, list => {
            let text = with_value(list.table.filter().text(), key, value);
            list.table.set_filter(&text, now.wall);
        });
    }

    /// The values behind a key of the filter in the list in view, and how many rows have each.
    pub fn values(&self, key: &str) -> Vec<(String, usize)> {
        match self.tab {
            Tab::Instances => self.instances.table.values(key),
            Tab::Images => self.images.table.values(key),
        }
    }

    pub fn move_by(&mut self, rows: i64) {
        self.moving();
        in_view!(self, list => {
            list.table.look();
            list.table.move_by(rows);
            list.table.look();
        });
    }

    pub fn move_to(&mut self, place: usize) {
        self.moving();
        in_view!(self, list => {
            list.table.look();
            list.table.move_to(place);
            list.table.look();
        });
    }

    /// The images are known: instances are searched and sorted by their names.
    pub fn name_images(&mut self) {
        let images = self.images.table.rows().iter();
        let names = images.map(|image| (image.id.clone(), image.title().to_owned()));
        self.instances.table.learn(names.collect());
    }

    pub fn shift_columns(&mut self, by: i64) {
        let shift = &mut self.shifts[usize::from(self.tab == Tab::Images)];
        *shift = shift.saturating_add(by);
    }

    pub(super) fn unshift_columns(&mut self) {
        self.shifts[usize::from(self.tab == Tab::Images)] = 0;
    }

    pub fn column_shift(&self) -> i64 {
        self.shifts[usize::from(self.tab == Tab::Images)]
    }

    fn moving(&mut self) {
        self.pane.scroll = 0;
        if self.tab == Tab::Images {
            self.awaited_image = None;
        }
    }

    /// Puts the cursor of Images on the snapshot awaited, if it is there by now.
    pub fn meet_awaited_image(&mut self) {
        if let Some(id) = self
            .awaited_image
            .take_if(|id| self.images.table.get(id).is_some())
        {
            self.images.table.select(&id);
        }
    }

    pub fn cancel_range(&mut self) -> bool {
        in_view!(self, list => list.table.cancel_range())
    }

    pub fn on_marks(&mut self, marking: Marking) {
        in_view!(self, list => match marking {
            Marking::Toggle => list.table.toggle_mark(),
            Marking::Range => list.table.toggle_range(),
            Marking::All => list.table.mark_shown(),
            Marking::None => {
                list.table.unmark_all();
            }
        });
    }
}

/// When a list that was good, or failed, at some time is to be read again.
fn due<R: super::table::Row>(list: &List<R>, period: Duration) -> Option<Duration> {
    if list.is_reading() {
        return None;
    }
    if let (Some(error), Some(at)) = (list.problem(), list.problem_since()) {
        let pause = error.retry_after().unwrap_or_else(|| {
            let backoff = Duration::from_secs(5) * 2u32.pow(list.failures().min(5));
            backoff.min(SELDOM * 2)
        });
        return Some(at.mono + pause);
    }
    list.fresh().map(|fresh| fresh.mono + period)
}

pub fn place(info: &ContextInfo) -> String {
    format!(
        "{} / {} / {}",
        info.cloud_name, info.region, info.project_name
    )
}
