//! What is known of one server beyond its row: read when somebody looks at it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Server;
use super::row::server;
use crate::openstack::id::VolumeId;
use crate::openstack::json;
use crate::openstack::strings::Strings;

/// `GET /servers/{id}`, whole. Its `Debug` is without [`Self::admin`], which has the user data.
#[derive(Clone, PartialEq)]
pub struct ServerDetail {
    pub server: Server,
    /// `OS-SRV-USG:launched_at`.
    pub launched: Option<Timestamp>,
    /// `hostname`: for everybody from 2.90 on.
    pub hostname: Option<String>,
    /// GiB.
    pub ephemeral_gib: Option<u64>,
    /// MiB.
    pub swap_mib: Option<u64>,
    pub flavor_extra_specs: BTreeMap<String, String>,
    pub config_drive: bool,
    /// `hostId`: tells whether two servers stand on the same host.
    pub host_id: Option<String>,
    /// `fault.details`: for admins, and for everybody when the code is not 500.
    pub fault_details: Option<String>,
    /// `OS-EXT-SRV-ATTR:*`, which only admins see, by the words Horizon has for them, in its order:
    /// Host, Instance Name, Reservation ID, Launch Index, Kernel ID, Ramdisk ID, Device Name,
    /// User Data. Absent ones are left out.
    pub admin: Vec<(&'static str, String)>,
}

/// A volume a server has (`GET /servers/{id}/os-volume_attachments`), with what Cinder knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeAttachment {
    pub volume: VolumeId,
    /// `/dev/vdb`.
    pub device: Option<String>,
    /// Known from microversion 2.79 on, else from the server.
    pub delete_on_termination: Option<bool>,
    /// `None`: Cinder could not be asked.
    pub name: Option<String>,
    pub size_gib: Option<u64>,
    pub status: Option<Arc<str>>,
    pub bootable: bool,
}

/// One step of an action (`GET /servers/{id}/os-instance-actions/{request}`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionEvent {
    /// `compute__do_build_and_run_instance` …
    pub event: Arc<str>,
    pub started: Option<Timestamp>,
    /// `None`: not finished.
    pub finished: Option<Timestamp>,
    /// `Success`, `Error`.
    pub result: Option<Arc<str>>,
    /// From 2.84 on; Nova's words when it failed.
    pub details: Option<String>,
    /// Admins only.
    pub host: Option<String>,
}

/// The words Horizon has for the admin's attributes, and Nova's.
const ADMIN: [(&str, &str); 8] = [
    ("Host", "host"),
    ("Instance Name", "instance_name"),
    ("Reservation ID", "reservation_id"),
    ("Launch Index", "launch_index"),
    ("Kernel ID", "kernel_id"),
    ("Ramdisk ID", "ramdisk_id"),
    ("Device Name", "root_device_name"),
    ("User Data", "user_data"),
];

fn extended(row: &Value, name: &str) -> Option<String> {
    json::text(row, &format!("OS-EXT-SRV-ATTR:{name}"))
}

/// Reads one server, whole; below 2.47 its flavor is an id alone.
pub(super) fn detail(row: &Value, strings: &Strings) -> Option<ServerDetail> {
    let none = Value::Null;
    let flavor = row.get("flavor").unwrap_or(&none);
    let fault = row.get("fault").unwrap_or(&none);
    let admin = ADMIN.iter();
    let admin = admin.filter_map(|(word, name)| Some((*word, extended(row, name)?)));
    Some(ServerDetail {
        server: server(row, strings)?,
        launched: json::time(row, "OS-SRV-USG:launched_at"),
        hostname: extended(row, "hostname"),
        ephemeral_gib: json::size(flavor, "ephemeral"),
        swap_mib: json::size(flavor, "swap"),
        flavor_extra_specs: json::texts(flavor, "extra_specs"),
        config_drive: json::flag(row, "config_drive"),
        host_id: json::text(row, "hostId"),
        fault_details: json::text(fault, "details"),
        admin: admin.collect(),
    })
}

/// The steps of an action, in order.
pub(super) fn events(action: &Value) -> Vec<ActionEvent> {
    let rows = json::array(action, "events").iter();
    let mut events: Vec<_> = rows.filter_map(event).collect();
    events.sort_by_key(|event| event.started);
    events
}

fn event(row: &Value) -> Option<ActionEvent> {
    Some(ActionEvent {
        event: json::shared(row, "event")?,
        started: json::time(row, "start_time"),
        finished: json::time(row, "finish_time"),
        result: json::shared(row, "result"),
        details: json::text(row, "details"),
        host: json::text(row, "host"),
    })
}

impl fmt::Debug for ServerDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerDetail")
            .field("server", &self.server)
            .field("launched", &self.launched)
            .field("hostname", &self.hostname)
            .field("ephemeral_gib", &self.ephemeral_gib)
            .field("swap_mib", &self.swap_mib)
            .field("flavor_extra_specs", &self.flavor_extra_specs)
            .field("config_drive", &self.config_drive)
            .field("host_id", &self.host_id)
            .field("fault_details", &self.fault_details)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole() -> Value {
        json!({"id": "s", "hostId": "h", "config_drive": "True", "tags": ["blue", 7],
            "OS-SRV-USG:launched_at": "2026-11-23T07:00:00.000000",
            "OS-EXT-SRV-ATTR:host": "compute-1", "OS-EXT-SRV-ATTR:hostname": "web",
            "OS-EXT-SRV-ATTR:launch_index": 0, "OS-EXT-SRV-ATTR:kernel_id": "",
            "OS-EXT-SRV-ATTR:user_data": "aHVudGVyMg==",
            "flavor": {"original_name": "m1", "ephemeral": 2, "swap": 512,
                "extra_specs": {"hw:cpu_policy": "dedicated"}},
            "fault": {"code": 400, "message": "no", "details": "File …"}})
    }

    #[test]
    fn a_server_is_read_with_what_its_row_does_not_hold() {
        let read = detail(&whole(), &Strings::default()).unwrap();
        assert_eq!(read.hostname.as_deref(), Some("web"));
        assert_eq!((read.ephemeral_gib, read.swap_mib), (Some(2), Some(512)));
        assert_eq!(read.flavor_extra_specs["hw:cpu_policy"], "dedicated");
        assert!(read.config_drive && read.launched.is_some());
        assert_eq!(read.host_id.as_deref(), Some("h"));
        assert_eq!(read.fault_details.as_deref(), Some("File …"));
        assert_eq!(
            read.admin,
            [
                ("Host", "compute-1".to_owned()),
                ("Launch Index", "0".to_owned()),
                ("User Data", "aHVudGVyMg==".to_owned()),
            ]
        );
        assert_eq!(read.server.host.as_deref(), Some("compute-1"));
        assert_eq!(read.server.tags, ["blue".into()]);
        assert!(!format!("{read:?}").contains("aHVudGVyMg"));
    }

    #[test]
    fn what_is_not_said_is_not_known() {
        let detail = |row: Value| detail(&row, &Strings::default());
        let read = detail(json!({"id": "s", "flavor": {"id": "1"}, "config_drive": ""}));
        let read = read.unwrap();
        assert_eq!((read.ephemeral_gib, read.swap_mib), (None, None));
        assert!(!read.config_drive && read.admin.is_empty());
        assert_eq!(detail(json!({"name": "no id"})), None);
    }

    #[test]
    fn the_steps_of_an_action_come_in_order() {
        let read = events(&json!({"events": [
            {"event": "compute_stop", "start_time": "2026-11-23T07:00:05", "finish_time": null,
                "result": null, "traceback": null, "details": null},
            {"event": "conductor", "start_time": "2026-11-23T07:00:00", "result": "Error",
                "finish_time": "2026-11-23T07:00:04", "details": "No valid host", "host": "c"},
            {"start_time": "2026-11-23T07:00:00"},
        ]}));
        let [first, second] = read.as_slice() else {
            panic!("two of them have a name: {read:?}");
        };
        assert_eq!(
            (&*first.event, &*second.event),
            ("conductor", "compute_stop")
        );
        assert_eq!(first.details.as_deref(), Some("No valid host"));
        assert_eq!((&second.finished, &second.result), (&None, &None));
        assert!(events(&json!({"action": "stop"})).is_empty());
    }
}
