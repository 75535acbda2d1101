//! The Overview tab: all that is known of an instance, in the order of Horizon's page.

use super::Details;
use super::page::{Ink, Page, Part, Sheet, beside};
use super::rules;
use crate::app::about::About;
use crate::app::explain;
use crate::app::format;
use crate::app::instances::{health, power_words, task_words};
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::app::workspace::Workspace;
use crate::openstack::compute::{Boot, Fault, Server, ServerDetail};
use crate::openstack::id::SecurityGroupId;
use crate::openstack::image::Image;

/// Longer values (user data is one) are cut: the whole of it is no reading.
const LONGEST: usize = 300;

/// What the sections are written from.
struct Subject<'a> {
    server: &'a Server,
    about: Option<&'a About>,
    space: &'a Workspace,
    now: Now,
}

pub(super) fn page(details: &Details, space: &Workspace, now: Now, width: usize) -> Page {
    let subject = Subject {
        server: &details.row,
        about: space.about.of(&details.row.id),
        space,
        now,
    };
    let mut sheet = Sheet::new(width);
    if let Some(fault) = &details.row.fault {
        subject.fault(&mut sheet, fault);
        sheet.push(Vec::new());
    }
    let mut lines = sheet.lines;
    lines.extend(beside(width, |sheet, part| match part {
        Part::Left => {
            subject.instance(sheet);
            subject.specs(sheet);
            subject.metadata(sheet);
        }
        Part::Right => {
            subject.addresses(sheet);
            subject.groups(sheet);
            subject.volumes(sheet);
            subject.snapshots(sheet);
        }
    }));
    Page { lines, keep: None }
}

impl<'a> Subject<'a> {
    fn detail(&self) -> Option<&'a ServerDetail> {
        Some(self.about?.detail.get()?)
    }

    /// The fault whole, what it means and what to try.
    fn fault(&self, sheet: &mut Sheet, fault: &Fault) {
        sheet.push(vec![(Ink::Failed, "✗ Fault".into())]);
        sheet.row("Message", &fault.message);
        if let Some(known) = explain::fault(&fault.message) {
            sheet.row("Means", known.meaning);
            sheet.row("Try", known.advice);
        }
        sheet.row("Code", &fault.code.to_string());
        if let Some(details) = self.detail().and_then(|it| it.fault_details.as_deref()) {
            sheet.row("Details", details);
        }
        if let Some(at) = fault.created {
            sheet.row("Created", &moment(at, self.now));
        }
    }

    fn instance(&self, sheet: &mut Sheet) {
        let server = self.server;
        sheet.title("Instance");
        sheet.row("Name", server.title());
        sheet.row("ID", server.id.as_str());
        sheet.row("Description", server.description.as_deref().unwrap_or(""));
        sheet.row("Project", &self.project());
        let health = health(server);
        let status = format!("{} {}", health.glyph(), server.status.as_str());
        sheet.row_in(Ink::Health(health), "Status", &status);
        let task = server.task_state.as_deref();
        let task = task.map(|task| format!("{} ({task})", task_words(task)));
        sheet.row("Task", task.as_deref().unwrap_or("None"));
        sheet.row("Power", power_words(server.power_state));
        let locked = match (server.locked, &server.locked_reason) {
            (false, _) => "no".into(),
            (true, Some(reason)) => format!("yes: {reason}"),
            (true, None) => "yes, no reason given".into(),
        };
        sheet.row("Locked", &locked);
        sheet.row("Zone", server.availability_zone.as_deref().unwrap_or(""));
        let created = server.created.map(|at| moment(at, self.now));
        sheet.row("Created", created.as_deref().unwrap_or(""));
        let Some(detail) = sheet.of(self.about.map(|about| &about.detail)) else {
            return;
        };
        if let Some(at) = detail.launched {
            sheet.row("Launched", &moment(at, self.now));
        }
        if let Some(hostname) = &detail.hostname {
            sheet.row("Hostname", hostname);
        }
        sheet.row(
            "Config drive",
            if detail.config_drive { "yes" } else { "no" },
        );
        if let Some(host) = &detail.host_id {
            sheet.row("Host ID", host);
        }
        for (name, value) in &detail.admin {
            sheet.row(name, &cut(value));
        }
    }

    fn project(&self) -> String {
        match &self.server.project {
            Some(id) if *id == self.space.info.project_id => {
                format!("{} ({id})", self.space.info.project_name)
            }
            Some(id) => id.to_string(),
            None => String::new(),
        }
    }

    fn specs(&self, sheet: &mut Sheet) {
        let flavor = &self.server.flavor;
        sheet.title("Specs");
        let known = self.space.choices.flavors.get().into_iter().flatten();
        let mut known = known.filter(|it| Some(&it.name) == flavor.name.as_ref());
        let id = flavor.id.as_ref().or_else(|| known.next().map(|it| &it.id));
        match (&flavor.name, id) {
            (Some(name), _) => sheet.row("Flavor", name),
            (None, Some(_)) => {}
            (None, None) => sheet.row("Flavor", "Not available"),
        }
        if let Some(id) = id {
            sheet.row("Flavor ID", id.as_str());
        }
        let gib = |label: &str, size: Option<u64>, sheet: &mut Sheet| {
            if let Some(size) = size {
                sheet.row(label, &format::gib(size));
            }
        };
        if let Some(mib) = flavor.ram_mib {
            sheet.row("RAM", &format::mib(mib));
        }
        if let Some(count) = flavor.vcpus {
            sheet.row("vCPUs", &format!("{count} vCPU"));
        }
        gib("Disk", flavor.disk_gib, sheet);
        let Some(detail) = self.detail() else { return };
        gib(
            "Ephemeral",
            detail.ephemeral_gib.filter(|size| *size > 0),
            sheet,
        );
        if let Some(mib) = detail.swap_mib.filter(|size| *size > 0) {
            sheet.row("Swap", &format::mib(mib));
        }
        for (key, value) in &detail.flavor_extra_specs {
            sheet.item(Ink::Plain, &format!("{key} = {}", cut(value)));
        }
    }

    fn metadata(&self, sheet: &mut Sheet) {
        let server = self.server;
        sheet.title("Metadata");
        sheet.row("Key pair", server.key_name.as_deref().unwrap_or("None"));
        match &server.boot {
            Boot::Volume => sheet.row("Image", "None: it boots from a volume"),
            Boot::Unknown => sheet.row("Image", ""),
            Boot::Image(id) => {
                let images = &self.space.images;
                let name = match images.table.get(id) {
                    Some(image) => image.title(),
                    None if images.is_complete() => "- (gone)",
                    None => "…",
                };
                sheet.row("Image", name);
                sheet.row("Image ID", id.as_str());
            }
        }
        if !server.tags.is_empty() {
            let tags: Vec<&str> = server.tags.iter().map(|tag| &**tag).collect();
            sheet.row("Tags", &tags.join(", "));
        }
        for (key, value) in server.metadata.iter() {
            let value = if value.is_empty() { "N/A" } else { value };
            sheet.item(Ink::Plain, &format!("{key} = {}", cut(value)));
        }
    }

    fn addresses(&self, sheet: &mut Sheet) {
        sheet.title("IP Addresses");
        if self.server.networks.is_empty() {
            sheet.item(Ink::Plain, "(No IP address)");
        }
        for network in &self.server.networks {
            sheet.item(Ink::Plain, &network.name);
            if network.addresses.is_empty() {
                sheet.indented(Ink::Plain, 4, "(No IP address)");
            }
            for address in &network.addresses {
                let kind = if address.floating {
                    self.floating(&address.addr)
                } else {
                    "fixed".into()
                };
                sheet.indented(Ink::Plain, 4, &format!("{}  {kind}", address.addr));
            }
        }
    }

    /// `floating, of 10.0.0.12`, as far as Neutron was heard.
    fn floating(&self, address: &str) -> String {
        let known = self.space.choices.floating_ips.get().into_iter().flatten();
        let mut known = known.filter(|it| it.address == address);
        match known.next().and_then(|it| it.fixed_ip.as_deref()) {
            Some(fixed) => format!("floating, of {fixed}"),
            None => "floating".into(),
        }
    }

    /// The groups of its ports with their rules; without ports, those Nova names.
    fn groups(&self, sheet: &mut Sheet) {
        sheet.title("Security Groups");
        let choices = &self.space.choices;
        let groups = choices.groups.get().map_or(&[][..], Vec::as_slice);
        let ids = self.group_ids();
        if ids.is_empty() {
            let named = &self.server.security_groups;
            if named.is_empty() {
                sheet.item(Ink::Plain, "Not available");
            }
            for name in named {
                sheet.item(Ink::Plain, name);
            }
        }
        if self.space.info.has_network {
            sheet.of(self.about.map(|about| &about.ports));
            if !ids.is_empty() {
                sheet.of(Some(&choices.rules));
            }
        }
        for id in ids {
            sheet.item(Ink::Plain, &rules::name_of(&id, groups));
            let Some(rules) = choices.rules.get() else {
                continue;
            };
            let of_group: Vec<_> = rules.iter().filter(|rule| rule.group == id).collect();
            if of_group.is_empty() {
                sheet.indented(Ink::Muted, 4, "No rules defined.");
            }
            for rule in of_group {
                sheet.indented(Ink::Plain, 4, &rules::rule(rule, groups));
            }
        }
    }

    fn group_ids(&self) -> Vec<SecurityGroupId> {
        let mut ids = Vec::new();
        let ports = self.about.and_then(|about| about.ports.get());
        for port in ports.into_iter().flatten() {
            for id in &port.security_groups {
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        }
        ids
    }

    fn volumes(&self, sheet: &mut Sheet) {
        sheet.title("Volumes Attached");
        let remote = self.about.map(|about| &about.volumes);
        if remote.and_then(Remote::get).is_none() {
            // What the row says serves until Cinder answers, and when it does not.
            for volume in &self.server.volumes {
                let fate = fate(volume.delete_on_termination);
                sheet.item(Ink::Plain, &format!("{}  {fate}", volume.id));
            }
        }
        let Some(volumes) = sheet.of(remote) else {
            return;
        };
        if volumes.is_empty() {
            sheet.item(Ink::Plain, "No volumes attached.");
        }
        for volume in volumes {
            let id = volume.volume.as_str();
            let name = volume.name.as_deref().filter(|name| !name.is_empty());
            let device = volume.device.as_deref().unwrap_or("no device told");
            sheet.item(Ink::Plain, &format!("{} on {device}", name.unwrap_or(id)));
            let mut facts = Vec::new();
            facts.extend(volume.size_gib.map(format::gib));
            facts.extend(volume.status.as_deref().map(str::to_owned));
            facts.extend(volume.bootable.then(|| "bootable".to_owned()));
            facts.push(fate(volume.delete_on_termination).to_owned());
            sheet.indented(Ink::Plain, 4, &facts.join(" · "));
            if name.is_some() {
                sheet.indented(Ink::Muted, 4, id);
            }
        }
    }

    /// Images made of it.
    fn snapshots(&self, sheet: &mut Sheet) {
        sheet.title("Snapshots of it");
        let images = &self.space.images;
        let of_it = |image: &&Image| image.instance().as_ref() == Some(&self.server.id);
        let mut snapshots: Vec<_> = images.table.rows().iter().filter(of_it).collect();
        snapshots.sort_by_key(|image| std::cmp::Reverse(image.created));
        match images.problem() {
            _ if !snapshots.is_empty() => {}
            Some(error) => sheet.item(Ink::Failed, &super::page::unread(error)),
            None if images.is_complete() => sheet.item(Ink::Plain, "None."),
            None => match images.patience() {
                Some(patience) => sheet.waits(patience),
                None => sheet.item(Ink::Working, "◐ loading …"),
            },
        }
        for image in snapshots {
            let created = image.created.map(|at| moment(at, self.now));
            let words = format!(
                "{}  {}  {}",
                image.title(),
                image.status.as_str(),
                created.unwrap_or_default()
            );
            sheet.item(Ink::Plain, &words);
        }
    }
}

fn fate(delete_on_termination: Option<bool>) -> &'static str {
    match delete_on_termination {
        Some(true) => "dies with the instance",
        Some(false) => "kept",
        None => "fate unknown",
    }
}

/// `2026-11-10 11:04Z (1 week, 5 days)`.
fn moment(at: jiff::Timestamp, now: Now) -> String {
    let since = format::time_since(now.seconds_since(at));
    format!("{} ({since})", at.strftime("%Y-%m-%d %H:%MZ"))
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
