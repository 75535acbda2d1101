//! What a confirm dialog says of each thing: what goes with it, what stays, or why it is refused.

use crate::app::images;
use crate::app::instances::{self, Health};
use crate::app::job::Followed;
use crate::app::server::allowed::Reason;
use crate::app::time::Now;
use crate::app::{format, shell};
use crate::cloud::message::ContextInfo;
use crate::openstack::compute::{Boot, Server};
use crate::openstack::image::{Image, ImageStatus};

/// One thing it will be done to.
#[derive(Debug, Clone)]
pub struct Target {
    pub what: Followed,
    pub name: String,
    pub health: Health,
    /// `ACTIVE   m1.small   10.0.0.12   12d old`.
    pub about: String,
    /// What goes with it, what stays: label and text.
    pub facts: Vec<(&'static str, String)>,
    pub fate: Fate,
    /// Why it cannot be done to it any more: it changed or went while the dialog was open.
    pub off: Option<String>,
}

/// How much goes with a thing and how much stays: what is left to say of many at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fate {
    /// Disks on hosts.
    pub disks: usize,
    /// Volumes with `delete_on_termination`.
    pub volumes: usize,
    pub kept_volumes: usize,
    pub kept_floating: usize,
}

impl Fate {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            disks: self.disks + other.disks,
            volumes: self.volumes + other.volumes,
            kept_volumes: self.kept_volumes + other.kept_volumes,
            kept_floating: self.kept_floating + other.kept_floating,
        }
    }

    /// `Deleted: 3 local disks, 1 volume · kept: 2 volumes`; empty when there is nothing.
    pub fn words(self) -> String {
        let listed = |label: &str, parts: [(usize, &str); 2]| {
            let parts = parts.into_iter().filter(|(count, _)| *count > 0);
            let parts: Vec<String> = parts
                .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
                .collect();
            (!parts.is_empty()).then(|| format!("{label}: {}", parts.join(", ")))
        };
        let gone = [(self.disks, "local disk"), (self.volumes, "volume")];
        let kept = [
            (self.kept_volumes, "volume"),
            (self.kept_floating, "floating IP"),
        ];
        let both = [listed("Deleted", gone), listed("kept", kept)];
        both.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// One thing that will not be, and why, and what would lift it.
#[derive(Debug, Clone)]
pub struct Refused {
    pub name: String,
    pub why: String,
    pub lift: Option<String>,
}

/// What is said of a target that is listed no more.
pub const GONE: &str = "is gone already";

impl Refused {
    /// One that is listed no more.
    pub fn gone(id: &str) -> Self {
        Self {
            name: id.to_owned(),
            why: GONE.into(),
            lift: None,
        }
    }
}

/// Why something is not begun on what is about to be deleted.
pub const PENDING: &str = "is confirmed for deletion already (U undoes while it is held)";

/// An instance the verb is not done to, and how a lock on it is lifted.
pub fn refused_server(server: &Server, reason: &Reason, info: &ContextInfo) -> Refused {
    let why = match reason {
        Reason::It(is) => is.clone(),
        Reason::Here(sentence) => format!("is left as it is: {sentence}"),
    };
    let lift = (server.locked && !info.is_admin && why.starts_with("is locked")).then(|| {
        format!(
            "openstack server unlock {}",
            shell::operands([server.id.as_str()]).join(" ")
        )
    });
    Refused {
        name: server.title().to_owned(),
        why,
        lift,
    }
}

pub fn refuse_image(image: &Image, info: &ContextInfo, pending: bool) -> Option<Refused> {
    let refused = |why: String, lift| {
        Some(Refused {
            name: image.title().to_owned(),
            why,
            lift,
        })
    };
    if pending {
        return refused(PENDING.into(), None);
    }
    if let Some(owner) = image
        .owner
        .as_ref()
        .filter(|owner| **owner != info.project_id)
        && !info.is_admin
    {
        return refused(
            format!(
                "belongs to another project ({owner}): only that project or an admin can delete it"
            ),
            None,
        );
    }
    if image.protected {
        let lift = format!(
            "openstack image set --unprotected {}",
            shell::operands([image.id.as_str()]).join(" ")
        );
        return refused(
            "is protected, so the cloud refuses to delete it".into(),
            Some(lift),
        );
    }
    if matches!(
        image.status,
        ImageStatus::Deleted | ImageStatus::PendingDelete
    ) {
        return refused(format!("is {} already", image.status.as_str()), None);
    }
    None
}

/// One that will be deleted. `saving`: a snapshot of it that is not complete.
pub fn doomed_server(server: &Server, saving: Option<String>, now: Now) -> Target {
    let mut facts = Vec::new();
    let mut fate = Fate::default();
    let mut dies = Vec::new();
    let mut stays = Vec::new();
    if matches!(server.boot, Boot::Image(_)) {
        fate.disks = 1;
        let size = server
            .flavor
            .disk_gib
            .filter(|gib| *gib > 0)
            .map_or(String::new(), |gib| format!("{} ", format::gib(gib)));
        dies.push(format!("{size}local disk"));
    }
    for volume in &server.volumes {
        let (place, count) = if volume.delete_on_termination == Some(true) {
            (&mut dies, &mut fate.volumes)
        } else {
            (&mut stays, &mut fate.kept_volumes)
        };
        *count += 1;
        place.push(format!("volume {}", volume.id));
    }
    for address in server.addresses().filter(|address| address.floating) {
        stays.push(format!("floating {}", address.addr));
        fate.kept_floating += 1;
    }
    if !dies.is_empty() {
        facts.push(("deleted with it", dies.join(" · ")));
    }
    if !stays.is_empty() {
        facts.push(("kept", stays.join(" · ")));
    }
    if let Some(name) = saving {
        facts.push((
            "snapshots",
            format!("{name} is not complete yet: it may be lost"),
        ));
    }
    Target {
        facts,
        fate,
        ..server_target(server, now)
    }
}

/// One that stays what it is, and where.
pub fn server_target(server: &Server, now: Now) -> Target {
    let addresses: Vec<&str> = server.addresses().map(|a| a.addr.as_str()).collect();
    let about = [
        instances::status_words(server),
        server.flavor.name.as_deref().unwrap_or("").to_owned(),
        addresses.join(", "),
        old(server.created, now),
    ];
    Target {
        what: Followed::Server(server.id.clone()),
        name: server.title().to_owned(),
        health: instances::health(server),
        about: join(&about),
        facts: Vec::new(),
        fate: Fate::default(),
        off: None,
    }
}

pub fn image_target(image: &Image, users: &[String], now: Now) -> Target {
    let mut facts = Vec::new();
    if !users.is_empty() {
        facts.push(("booted from it", users.join(", ")));
        facts.push((
            "kept",
            "those instances; a rebuild of them may need the image".into(),
        ));
    }
    if image.is_volume_backed() {
        facts.push((
            "kept",
            "the volume snapshots it stands for stay in Cinder".into(),
        ));
    }
    let about = [
        image.status.as_str().to_owned(),
        images::kind(image).to_owned(),
        image.size.map_or(String::new(), format::bytes),
        image.visibility.to_string(),
        old(image.created, now),
    ];
    Target {
        what: Followed::Image(image.id.clone()),
        name: image.title().to_owned(),
        health: images::health(image),
        about: join(&about),
        facts,
        fate: Fate::default(),
        off: None,
    }
}

fn old(created: Option<jiff::Timestamp>, now: Now) -> String {
    created.map_or(String::new(), |at| {
        format!("{} old", format::age(now.seconds_since(at)))
    })
}

fn join(parts: &[String]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("   ")
}

impl Target {
    /// What is said of it follows what it has become. Its name stays: it may have to be typed.
    pub(super) fn follow(&mut self, judged: Result<Self, Refused>) {
        match judged {
            Ok(now) => {
                let name = std::mem::take(&mut self.name);
                *self = Self { name, ..now };
            }
            Err(refused) => {
                self.off = Some(refused.why);
                self.health = Health::Attention;
                self.facts.clear();
                self.fate = Fate::default();
            }
        }
    }

    /// One that is deleted and could be brought back.
    pub fn kept(name: String, what: Followed) -> Self {
        Self {
            what,
            name,
            health: Health::Going,
            about: "SOFT_DELETED".into(),
            facts: Vec::new(),
            fate: Fate::default(),
            off: None,
        }
    }
}
