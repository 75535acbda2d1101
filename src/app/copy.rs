//! What goes to the clipboard: of the marked rows, else of the one under the cursor; one a line.

pub mod uncopied;

use std::fmt::Write as _;

use jiff::Timestamp;

use super::App;
use super::instances::Column;
use super::modal::Copied;
use super::ssh::command;
use super::table::Row as _;
use super::time::Now;
use super::workspace::{Tab, Workspace};
use super::{details, format, images, instances, shell};
use crate::openstack::compute::{Boot, Server};
use crate::openstack::image::Image;

impl App {
    pub(super) fn copy(&mut self, what: Copied) {
        let Some(space) = &mut self.space else { return };
        let lines: Vec<String> = match space.tab {
            Tab::Instances if what == Copied::Table => table(space, self.now),
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
        let shown = match space.tab {
            Tab::Instances => space.instances.table.shown_len(),
            Tab::Images => space.images.table.shown_len(),
        };
        if lines.is_empty() {
            return self.desk.notices.warn("nothing to copy".into(), self.now);
        }
        let words = match (lines.as_slice(), what) {
            ([_], Copied::Addresses) => "the addresses".into(),
            ([_], Copied::Fault) => "the fault".into(),
            (_, Copied::Table) => format!("the table ({shown} rows)"),
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
        // Made where images, keys and columns are known.
        Copied::Ssh | Copied::Table => return None,
        Copied::Json => server_json(server),
        Copied::Command => {
            let id = shell::operands([server.id.as_str()]).join(" ");
            format!("openstack server show {id}")
        }
    })
}

fn of_image(image: &Image, what: Copied) -> Option<String> {
    Some(match what {
        Copied::Id => image.id.to_string(),
        Copied::Name => one_line(image.title()),
        Copied::Ip | Copied::Addresses | Copied::Ssh | Copied::Fault => return None,
        Copied::Json => image_json(image),
        Copied::Command => {
            let id = shell::operands([image.id.as_str()]).join(" ");
            format!("openstack image show {id}")
        }
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

/// The columns copied while nobody has chosen any.
const USUAL: &[Column] = &[Column::Status, Column::Name, Column::Ip, Column::Flavor];

/// The rows shown, below the names of the columns chosen, tabs between; the ID closes each row.
fn table(space: &Workspace, now: Now) -> Vec<String> {
    let list = &space.instances;
    let mut columns = list.columns.clone().unwrap_or_else(|| USUAL.to_vec());
    if !columns.contains(&Column::Id) {
        columns.push(Column::Id);
    }
    let labels = columns.iter().filter_map(|column| {
        let heading = Server::COLUMNS.iter().find(|it| it.column == *column)?;
        Some(heading.label.to_uppercase())
    });
    let head = labels.collect::<Vec<_>>().join("\t");
    let rows = list.table.shown_from(0).map(|server| {
        let cells = columns.iter().map(|column| {
            let cell = one_line(&cell(server, *column, space, now));
            if cell.is_empty() { "-".into() } else { cell }
        });
        cells.collect::<Vec<String>>().join("\t")
    });
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        return rows;
    }
    [vec![head], rows].concat()
}

/// What a column says of an instance; empty: nothing.
fn cell(server: &Server, column: Column, space: &Workspace, now: Now) -> String {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let age = |at: Option<Timestamp>| {
        at.map_or_else(String::new, |at| format::age(now.seconds_since(at)))
    };
    match column {
        Column::Status => instances::status_words(server),
        Column::Name => server.title().to_owned(),
        Column::Ip => text(instances::first_address(server).map(|(ip, _)| ip)),
        Column::Flavor => text(server.flavor.name.as_deref()),
        Column::Image => match &server.boot {
            Boot::Volume => "(volume)".into(),
            Boot::Unknown => String::new(),
            Boot::Image(id) => {
                let image = space.images.table.get(id);
                image.map_or_else(|| id.to_string(), |image| image.title().to_owned())
            }
        },
        Column::Age => age(server.created),
        Column::Updated => age(server.updated),
        Column::Zone => text(server.availability_zone.as_deref()),
        Column::Key => text(server.key_name.as_deref()),
        Column::Power => instances::power_words(server.power_state).to_owned(),
        Column::Task => text(server.task_state.as_deref()),
        Column::Locked => if server.locked { "locked" } else { "" }.to_owned(),
        Column::Networks => {
            let names: Vec<&str> = server.networks.iter().map(|it| &*it.name).collect();
            names.join(", ")
        }
        Column::Host => text(server.host.as_deref()),
        Column::Tags => server.tags.join(", "),
        Column::Description => text(server.description.as_deref()),
        Column::Project => server
            .project
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        Column::Changed => {
            let change = space.instances.table.change(&server.id);
            change.map_or_else(String::new, |change| change.what.clone())
        }
        Column::Id => server.id.to_string(),
    }
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
        "key_name": server.key_name.as_deref(),
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
