//! What crosses the channel between the application and the cloud task.
//!
//! Reads and writes are different types because they obey different laws. A read is latest-wins:
//! it may be aborted, and an answer to an old ticket is dropped. A write is never aborted and
//! never retried, and its outcome is always reported.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;

use crate::openstack::Error;
use crate::openstack::compute::{
    Acted, ActionEvent, ActionTrace, ConsoleKind, Flavor, InstanceAction, KeyPair, LaunchTrace,
    Launched, Limits, MetadataChange, Microversion, NewInterface, NewServer, Quota, RemoteConsole,
    Server, ServerAct, ServerDetail, ServerGroup, ServerUpdate, VolumeAttachment,
};
pub use crate::openstack::config::ProjectChoice;
use crate::openstack::id::{
    FloatingIpId, ImageId, NetworkId, PortId, ProjectId, ServerId, VolumeId,
};
use crate::openstack::image::Image;
use crate::openstack::network::{
    FloatingIp, Network, Port, PortUpdate, SecurityGroup, SecurityGroupRule, ServerPort,
};
pub use crate::openstack::patience::Wait;
use crate::openstack::secret::Secret;
use crate::openstack::volume::{Volume, VolumeLimits, VolumeSnapshot, VolumeType};

/// Names one read; only the newest ticket of a question is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Names one write for as long as the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId(pub u64);

/// So many writes of one context are under way at once; the others wait for their turn.
pub const WRITES_AT_ONCE: usize = 4;

/// Names one cloud + region + project. The cloud task keeps a session for each, so that jobs
/// outlive a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContextId(pub u32);

#[derive(Debug)]
pub enum Request {
    /// Read the configuration: which clouds are there?
    Discover { ticket: Ticket },
    /// Open a session, and keep it under `context`.
    Connect {
        ticket: Ticket,
        context: ContextId,
        target: Target,
    },
    /// The session of `by` replaces that of `context`, whose login has ended, and any other of the
    /// same login in its own region. `by` is no context any more.
    Renew { context: ContextId, by: ContextId },
    /// Nobody will ask the session of `context` again: it is forgotten, and what it reads is
    /// dropped. Its token stays good, for other sessions have it too.
    Close { context: ContextId },
    Read {
        ticket: Ticket,
        context: ContextId,
        read: Read,
    },
    Write {
        op: OpId,
        context: ContextId,
        write: Write,
    },
}

/// Where to log in.
#[derive(Debug, Clone)]
pub struct Target {
    pub cloud: CloudChoice,
    /// `None`: what the configuration says, else the only region of the catalog.
    pub region: Option<String>,
    /// `None`: what the configuration says.
    pub project: Option<ProjectChoice>,
    /// A session of the same cloud, whose token serves for another region, or is exchanged for
    /// one of another project.
    pub from: Option<ContextId>,
    /// What the configuration lacks or has wrong: typed at the masked prompt. With it the login is
    /// made anew, whatever `from` says.
    pub password: Option<SecretString>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloudChoice {
    /// An entry of clouds.yaml.
    Named(String),
    /// The `OS_*` variables.
    Environment,
    /// The embedded imitation cloud.
    Demo,
}

/// A question. Two questions of equal [`Read::lane`] in one context replace each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// The list, page by page. `since`: only what changed after that time, the deleted included.
    Servers {
        since: Option<Timestamp>,
    },
    Server(ServerId),
    Images,
    Image(ImageId),
    Flavors,
    Limits,
    KeyPairs,
    AvailabilityZones,
    Networks,
    SecurityGroups,
    SecurityGroupRules,
    /// Ports of the project that no server uses.
    Ports,
    /// Networks with a router to an external network.
    RoutedNetworks,
    PortQuota,
    /// Whether Neutron would make a network for a server without one.
    AutoTopology,
    ServerGroups,
    /// The newest microversion of Nova that may be used here.
    ComputeVersion,
    /// Active images of visibility `community`.
    CommunityImages,
    Volumes,
    VolumeSnapshots,
    VolumeTypes,
    VolumeLimits,
    /// The servers of a launch whose answer was lost.
    LaunchedServers {
        op: OpId,
        trace: LaunchTrace,
    },
    /// What an action whose answer was lost came to, by Nova's log.
    LostAction {
        op: OpId,
        trace: ActionTrace,
    },
    /// A file of this machine, at most as large as user data may be.
    UserDataFile(PathBuf),
    Projects,
    /// The last `lines` lines of the console; `None`: all that Nova keeps.
    ConsoleLog {
        server: ServerId,
        lines: Option<u32>,
    },
    InstanceActions(ServerId),
    /// The steps of one action, by its request id.
    ActionEvents {
        server: ServerId,
        request: String,
    },
    /// One server with what its row does not hold.
    ServerDetail(ServerId),
    /// The ports of one server.
    ServerPorts(ServerId),
    /// Whether a server has this port.
    Interface {
        server: ServerId,
        port: PortId,
    },
    /// The volumes of one server, with what Cinder knows of them.
    ServerVolumes(ServerId),
    /// A console's address; `None`: the first kind the cloud has.
    RemoteConsole {
        server: ServerId,
        kind: Option<ConsoleKind>,
    },
    /// The guest's password as Nova keeps it, opened with the private key in this file of this
    /// machine.
    ServerPassword {
        server: ServerId,
        key: PathBuf,
        passphrase: Option<Secret>,
    },
    /// Floating IPs of the project.
    FloatingIps,
    /// Every volume of the project, bootable or not.
    AllVolumes,
    /// `*.pub` below `~/.ssh` of this machine.
    PublicKeyFiles,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    CreateServers(Box<NewServer>),
    CreateImage {
        server: ServerId,
        name: String,
    },
    DeleteServer(ServerId),
    DeleteImage(ImageId),
    /// Make a key on this machine, save the private half, import the public one.
    CreateKeyPair {
        name: String,
        path: PathBuf,
        kind: KeyKind,
        passphrase: Option<Secret>,
    },
    ImportKeyPair {
        name: String,
        public_key: String,
    },
    /// Import the public key found in this file.
    ImportKeyFile {
        name: String,
        path: PathBuf,
    },
    /// One of the actions of a server.
    Act {
        server: ServerId,
        act: ServerAct,
    },
    UpdateServer {
        server: ServerId,
        update: ServerUpdate,
    },
    ChangeMetadata {
        server: ServerId,
        change: MetadataChange,
    },
    /// Replaces all tags.
    SetTags {
        server: ServerId,
        tags: Vec<String>,
    },
    UpdatePort {
        /// Whose port it is, for the job list.
        server: ServerId,
        port: PortId,
        update: PortUpdate,
    },
    AttachInterface {
        server: ServerId,
        new: NewInterface,
    },
    DetachInterface {
        server: ServerId,
        port: PortId,
    },
    AttachVolume {
        server: ServerId,
        volume: VolumeId,
    },
    DetachVolume {
        server: ServerId,
        volume: VolumeId,
    },
    /// Take a new floating IP of this external network, and give it to the port at once.
    CreateFloatingIp {
        server: ServerId,
        network: NetworkId,
        port: PortId,
        fixed_ip: Option<String>,
    },
    AssociateFloatingIp {
        server: ServerId,
        floating_ip: FloatingIpId,
        port: PortId,
        fixed_ip: Option<String>,
    },
    /// `release`: it goes back to the cloud as well.
    DisassociateFloatingIp {
        server: ServerId,
        floating_ip: FloatingIpId,
        release: bool,
    },
    /// Write a new file of this machine, readable by its owner only.
    SaveText {
        path: PathBuf,
        text: String,
    },
}

/// What kind of key pair is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyKind {
    #[default]
    Ed25519,
    /// Of 3072 bits, for clouds and guests that know nothing newer.
    Rsa,
}

#[derive(Debug)]
pub enum Reply {
    Discovered {
        ticket: Ticket,
        result: Result<Discovery, Refusal>,
    },
    Connected {
        ticket: Ticket,
        context: ContextId,
        result: Result<ContextInfo, Refusal>,
    },
    /// Some rows of a list; more follow, then [`Reply::Read`].
    Page {
        ticket: Ticket,
        context: ContextId,
        page: Page,
    },
    Read {
        ticket: Ticket,
        context: ContextId,
        result: Result<Data, Error>,
    },
    /// The turn of a write has come: it is being sent. Not told where nobody listens.
    Sent { op: OpId },
    Written {
        op: OpId,
        context: ContextId,
        result: Result<Written, Error>,
    },
    /// The cloud asks for patience, and the read waits before it asks again; `None`: it has asked
    /// again. Its answer ends it as well.
    Waits {
        ticket: Ticket,
        context: ContextId,
        wait: Option<Wait>,
    },
    /// One HTTP call was made.
    Called(ApiCall),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    Servers(Vec<Server>),
    Images(Vec<Image>),
}

/// The answer to a [`Read`].
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// All pages of a list were sent. `date`: the cloud's clock when the first page was answered
    /// (its `Date` header), for the next `since`.
    ListEnd {
        date: Option<Timestamp>,
    },
    Server(Box<Server>),
    Image(Box<Image>),
    Flavors(Vec<Flavor>),
    Limits(Limits),
    KeyPairs(Vec<KeyPair>),
    AvailabilityZones(Vec<String>),
    Networks(Vec<Network>),
    SecurityGroups(Vec<SecurityGroup>),
    SecurityGroupRules(Vec<SecurityGroupRule>),
    Ports(Vec<Port>),
    RoutedNetworks(Vec<NetworkId>),
    PortQuota(Quota),
    AutoTopology(bool),
    ServerGroups(Vec<ServerGroup>),
    ComputeVersion(Microversion),
    CommunityImages(Vec<Image>),
    Volumes(Vec<Volume>),
    VolumeSnapshots(Vec<VolumeSnapshot>),
    VolumeTypes(Vec<VolumeType>),
    VolumeLimits(VolumeLimits),
    LaunchedServers(Vec<Server>),
    /// `None`: the log does not name it.
    LostAction(Option<Box<InstanceAction>>),
    UserDataFile(Vec<u8>),
    Projects(Vec<Project>),
    ConsoleLog(String),
    InstanceActions(Vec<InstanceAction>),
    ActionEvents(Vec<ActionEvent>),
    ServerDetail(Box<ServerDetail>),
    ServerPorts(Vec<ServerPort>),
    /// Whether it is there.
    Interface(bool),
    ServerVolumes(Vec<VolumeAttachment>),
    RemoteConsole(RemoteConsole),
    /// `None`: the guest has not set one, or not yet.
    ServerPassword(Option<Secret>),
    FloatingIps(Vec<FloatingIp>),
    AllVolumes(Vec<Volume>),
    PublicKeyFiles(Vec<KeyFile>),
}

/// What a [`Write`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    Launched(Launched),
    /// The image being made, when the cloud named it.
    ImageStarted {
        image: Option<ImageId>,
        request_id: Option<String>,
    },
    /// Accepted; the server goes away in a while.
    DeleteAccepted {
        request_id: Option<String>,
    },
    /// It was gone already (404).
    AlreadyGone,
    /// The cloud accepted the action; the server shows when it is over.
    Acted(Acted),
    /// The cloud did it, or accepted to.
    Changed {
        request_id: Option<String>,
    },
    /// A floating IP was taken.
    FloatingIp {
        floating_ip: FloatingIp,
        request_id: Option<String>,
    },
    KeyPair {
        pair: KeyPair,
        saved: Option<PathBuf>,
    },
    /// The file was written.
    Saved(PathBuf),
}

/// A project the user may switch to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
}

/// A file that may hold a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    pub path: PathBuf,
    /// The key's type and comment, or why it is none.
    pub content: Result<PublicKeyLine, String>,
    /// Whether the private half lies beside it: the same name without `.pub`.
    pub private: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyLine {
    /// `ssh-ed25519`, `ssh-rsa` …
    pub algorithm: String,
    /// The whole line, ready to import.
    pub line: String,
    pub comment: String,
}

/// An open session, for the header and the context switcher.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact the header or a panel shows; no two exclude each other"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextInfo {
    pub cloud: CloudChoice,
    /// The cloud's name as the configuration has it.
    pub cloud_name: String,
    pub region: String,
    pub project_id: ProjectId,
    pub project_name: String,
    pub user_name: String,
    /// Regions of the catalog, sorted.
    pub regions: Vec<String>,
    /// Why this credential cannot be used for another project (application credentials).
    pub bound_to_project: Option<String>,
    pub has_compute: bool,
    pub has_image: bool,
    pub has_network: bool,
    pub has_volume: bool,
    pub is_admin: bool,
    /// `verify: false`: shown in the header.
    pub insecure: bool,
    /// What was ignored or odd in the configuration, one sentence each.
    pub warnings: Vec<String>,
}

/// What the configuration offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    pub clouds: Vec<CloudSummary>,
    pub start: Start,
    /// Every place searched, in order, and what was found there.
    pub searched: Vec<Searched>,
    /// One sentence on the `OS_*` variables: set, not set, what is missing.
    pub environment: String,
}

/// What to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// One cloud was named, or there is only one.
    Connect(CloudChoice),
    /// Several, none chosen.
    Pick,
    /// None.
    FirstRun,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudSummary {
    pub choice: CloudChoice,
    pub name: String,
    /// `demo @ 127.0.0.1:5000, project demo`; no secret.
    pub about: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    /// As a person would write it: `~/.config/openstack/clouds.yaml`.
    pub place: String,
    pub found: bool,
    /// `no such file`, `not set`, `3 clouds`, `cannot be read: permission denied`.
    pub outcome: String,
}

/// Why there is no session: one plain sentence, and what kind of way on there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Reason,
    /// What, where, and what to do; no secret, no backtrace.
    pub message: String,
    /// More lines: the regions or clouds that exist, the cloud's own words, the request id.
    pub details: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The configuration lacks the password: ask for it.
    PasswordMissing {
        user: String,
        auth_url: String,
    },
    /// Keystone refused the user or the password: another password may help. What is no password
    /// (a token, an application credential) is refused with [`Reason::Other`].
    WrongCredentials,
    Unreachable,
    /// A file or variable cannot be used as it is.
    Configuration,
    UnknownCloud,
    /// Not in the catalog; these are.
    UnknownRegion {
        regions: Vec<String>,
    },
    /// The catalog has several regions and none was chosen.
    RegionNotChosen {
        regions: Vec<String>,
    },
    Other,
}

/// One HTTP call, for the API log. Never a header, a query or a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    pub at: Timestamp,
    pub method: String,
    /// `compute`, `image`, `network`, `identity`, `block-storage`.
    pub service: &'static str,
    pub path: String,
    /// `None`: no answer.
    pub status: Option<u16>,
    pub took: Duration,
    pub request_id: Option<String>,
}
