//! What goes to the clipboard: of the marked rows, else of the one under the cursor; one a line.

use std::fmt::Write as _;

use super::App;
use super::modal::Copied;
use super::ssh::command;
use super::workspace::Tab;
use super::{details, images, instances, shell};
use crate::openstack::compute::Server;
use crate::openstack::image::Image;

impl App {
    pub(super) fn copy(&mut self, what: Copied) {
        let Some(space) = &mut self.space else { return };
        let lines: Vec<String> = match space.tab {
            Tab::Instances if what == Copied::Table => space
                .instances
                .table
                .shown_from(0)
                .map(server_line)
                .collect(),
            Tab::Images if what == Copied::Table => {
                space.images.table.shown_from(0).map(image_line).collect()
            }
            Tab::Instances => {
                let (images, choices) = (space.images.table.rows(), &space.choices);
                let targets =
                    details::targets(&mut space.instances.table, space.details.as_deref());
                targets
                    .into_iter()
                    .filter_map(|server| match what {
                        Copied::Ssh => command::known(server, images, choices),
                        _ => of_server(server, what),
                    })
                    .collect()
            }
            Tab::Images => {
                let targets = space.images.table.targets();
                targets
                    .into_iter()
                    .filter_map(|image| of_image(image, what))
                    .collect()
            }
        };
        let context = space.context;
        if lines.is_empty() {
            return self.desk.notices.warn("nothing to copy".into(), self.now);
        }
        let words = match (lines.as_slice(), what) {
            ([_], Copied::Addresses) => "the addresses".into(),
            ([_], Copied::Fault) => "the fault".into(),
            (_, Copied::Table) => format!("the table ({} rows)", lines.len()),
            ([one], _) if one.len() <= 40 => one.clone(),
            ([_], _) => "1 value".into(),
            (many, _) => format!("{} values", many.len()),
        };
        let text = lines.join("\n");
        self.desk.cx(self.now, context).copy(text, &words);
    }

    /// Why there is no fault to copy: Nova gives one for servers in ERROR or DELETED only.
    pub(super) fn against_copying_fault(&self) -> Option<String> {
        let table = &self.space.as_ref()?.instances.table;
        if table.marked_len() > 0 {
            return None;
        }
        let fault = table.cursor().and_then(|server| server.fault.as_ref());
        fault.is_none().then(|| "it has no fault".into())
    }
}

fn of_server(server: &Server, what: Copied) -> Option<String> {
    let ip = instances::first_address(server).map(|(ip, _)| ip.to_owned());
    Some(match what {
        Copied::Id => server.id.to_string(),
        Copied::Name => one_line(server.title()),
        Copied::Ip => ip?,
        Copied::Addresses => addresses(server)?,
        Copied::Fault => fault(server)?,
        // Made where images and keys are known.
        Copied::Ssh => return None,
        Copied::Json => server_json(server),
        Copied::Command => {
            format!("openstack server show {}", shell::quote(server.id.as_str()))
        }
        Copied::Table => server_line(server),
    })
}

fn of_image(image: &Image, what: Copied) -> Option<String> {
    Some(match what {
        Copied::Id => image.id.to_string(),
        Copied::Name => one_line(image.title()),
        Copied::Ip | Copied::Addresses | Copied::Ssh | Copied::Fault => return None,
        Copied::Json => image_json(image),
        Copied::Command => format!("openstack image show {}", shell::quote(image.id.as_str())),
        Copied::Table => image_line(image),
    })
}

/// A line each: the address and where it is.
fn addresses(server: &Server) -> Option<String> {
    let lines: Vec<_> = server
        .networks
        .iter()
        .flat_map(|network| {
            network.addresses.iter().map(|address| {
                let kind = if address.floating { " (floating)" } else { "" };
                let network = one_line(&network.name);
                format!("{}\t{network}{kind}", one_line(&address.addr))
            })
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The fault in the cloud's own words, and whose it is.
fn fault(server: &Server) -> Option<String> {
    let fault = server.fault.as_ref()?;
    let created = fault
        .created
        .map_or(String::new(), |at| format!(" at {at}"));
    let title = one_line(server.title());
    let message = fault.message.replace(char::is_control, " ");
    Some(format!(
        "{title} {}: {}{created} {message}",
        server.id, fault.code
    ))
}

fn server_line(server: &Server) -> String {
    let ip = instances::first_address(server).map_or("-", |(ip, _)| ip);
    let flavor = server.flavor.name.as_deref().unwrap_or("-");
    let status = instances::status_words(server);
    format!(
        "{status}\t{}\t{ip}\t{flavor}\t{}",
        one_line(server.title()),
        server.id
    )
}

fn image_line(image: &Image) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}",
        image.status.as_str(),
        one_line(image.title()),
        image.visibility,
        images::kind(image),
        image.id
    )
}

/// A name that pastes as one line and nothing more: what a cloud calls a thing may hold a line
/// break and a command behind it.
fn one_line(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

/// What the list knows of it, in Nova's words.
fn server_json(server: &Server) -> String {
    let addresses: Vec<_> = server.addresses().map(|address| &address.addr).collect();
    let value = serde_json::json!({
        "id": server.id.as_str(),
        "name": server.name,
        "status": server.status.as_str(),
        "task_state": server.task_state.as_deref(),
        "addresses": addresses,
        "flavor": server.flavor.name.as_deref(),
        "key_name": server.key_name,
        "availability_zone": server.availability_zone.as_deref(),
        "created": server.created.map(|at| at.to_string()),
        "metadata": server.metadata,
    });
    pretty(&value)
}

fn image_json(image: &Image) -> String {
    let value = serde_json::json!({
        "id": image.id.as_str(),
        "name": image.name,
        "status": image.status.as_str(),
        "visibility": &*image.visibility,
        "protected": image.protected,
        "size": image.size,
        "min_disk": image.min_disk_gib,
        "min_ram": image.min_ram_mib,
        "created_at": image.created.map(|at| at.to_string()),
        "properties": image.properties,
    });
    pretty(&value)
}

fn pretty(value: &serde_json::Value) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value:#}");
    text
}
