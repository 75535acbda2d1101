//! What an action or another change of a server is sent as, by a Nova of any age.

use serde_json::{Map, Value, json};

use super::{NewInterface, ServerAct, ServerUpdate};
use crate::openstack::ask::Need;
use crate::openstack::compute::{DiskConfig, Microversion};
use crate::openstack::secret::Secret;

impl ServerAct {
    /// The newest microversion it is sent with: that of the last change of what is sent.
    pub(in crate::openstack::compute) fn cap(&self) -> Microversion {
        match self {
            Self::Lock { .. } => Microversion(2, 73),
            Self::Unshelve => Microversion(2, 77),
            Self::Rescue { .. } => Microversion(2, 87),
            Self::Rebuild { .. } => Microversion(2, 93),
            Self::Migrate { .. } => Microversion(2, 56),
            Self::LiveMigrate { .. } => Microversion(2, 68),
            _ => Microversion(2, 1),
        }
    }

    /// What was asked for that not every Nova knows.
    pub(in crate::openstack::compute) fn needs(&self) -> Option<Need> {
        let need = |minor, what| {
            Some(Need {
                least: Microversion(2, minor),
                what,
            })
        };
        match self {
            Self::Lock { reason } if some_words(reason.as_deref()).is_some() => {
                need(73, "a reason for the lock")
            }
            Self::Rebuild {
                description: Some(_),
                ..
            } => need(19, "a description"),
            Self::Migrate { host: Some(_) } => need(56, "the choice of a host"),
            _ => None,
        }
    }

    /// The body of `POST …/action`, as a Nova of this microversion reads it.
    pub(in crate::openstack::compute) fn body(&self, version: Microversion) -> Value {
        let (name, how) = match self {
            Self::Start => ("os-start", Value::Null),
            Self::Stop => ("os-stop", Value::Null),
            Self::Reboot { hard } => {
                let kind = if *hard { "HARD" } else { "SOFT" };
                ("reboot", json!({"type": kind}))
            }
            Self::Lock { reason } => {
                let reason = some_words(reason.as_deref());
                let how = reason.map(|reason| json!({"locked_reason": reason}));
                ("lock", how.unwrap_or_default())
            }
            Self::Resize {
                flavor,
                disk_config,
            } => {
                let mut how = Map::from_iter([("flavorRef".to_owned(), json!(flavor.as_str()))]);
                how.extend(disk_config.map(partitioned));
                ("resize", how.into())
            }
            Self::Rebuild { .. } => ("rebuild", self.rebuilt()),
            Self::Rescue { image, password } => {
                let mut how = Map::new();
                let image = image.as_ref();
                how.extend(image.map(|id| ("rescue_image_ref".to_owned(), json!(id.as_str()))));
                how.extend(password.as_ref().map(told));
                let plain = how.is_empty();
                ("rescue", if plain { Value::Null } else { how.into() })
            }
            Self::ChangePassword(password) => {
                ("changePassword", json!({"adminPass": password.expose()}))
            }
            Self::Migrate { host } => {
                let how = host.as_ref().map(|host| json!({"host": host}));
                ("migrate", how.unwrap_or_default())
            }
            Self::LiveMigrate { host } if version >= Microversion(2, 25) => {
                let how = json!({"host": host, "block_migration": "auto"});
                ("os-migrateLive", how)
            }
            Self::LiveMigrate { host } => {
                let how =
                    json!({"host": host, "block_migration": false, "disk_over_commit": false});
                ("os-migrateLive", how)
            }
            // Of an empty mapping Nova asks what should be in it (2.77).
            other => (other.word(), Value::Null),
        };
        json!({name: how})
    }

    fn rebuilt(&self) -> Value {
        let Self::Rebuild {
            image,
            disk_config,
            description,
            password,
        } = self
        else {
            return Value::Null;
        };
        let mut how = Map::from_iter([("imageRef".to_owned(), json!(image.as_str()))]);
        how.extend(disk_config.map(partitioned));
        how.extend(description.as_deref().map(described));
        how.extend(password.as_ref().map(told));
        how.into()
    }
}

impl ServerUpdate {
    pub(in crate::openstack::compute) fn needs(&self) -> Option<Need> {
        self.description.is_some().then_some(Need {
            least: Microversion(2, 19),
            what: "a description",
        })
    }

    /// The body of `PUT /servers/{id}`.
    pub(in crate::openstack::compute) fn body(&self) -> Value {
        let mut server = Map::new();
        let name = self.name.as_ref();
        server.extend(name.map(|name| ("name".to_owned(), json!(name.trim()))));
        server.extend(self.description.as_deref().map(described));
        json!({"server": server})
    }
}

impl NewInterface {
    /// The body of `POST /servers/{id}/os-interface`.
    pub(in crate::openstack::compute) fn body(&self) -> Value {
        let attachment = match self {
            Self::Network {
                network,
                fixed_ip: None,
            } => json!({"net_id": network.as_str()}),
            Self::Network {
                network,
                fixed_ip: Some(address),
            } => json!({
                "net_id": network.as_str(),
                "fixed_ips": [{"ip_address": address}],
            }),
            Self::Port(port) => json!({"port_id": port.as_str()}),
        };
        json!({"interfaceAttachment": attachment})
    }
}

fn some_words(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn partitioned(disk: DiskConfig) -> (String, Value) {
    ("OS-DCF:diskConfig".to_owned(), json!(disk.word()))
}

fn told(password: &Secret) -> (String, Value) {
    ("adminPass".to_owned(), json!(password.expose()))
}

/// Nothing is said with null.
fn described(text: &str) -> (String, Value) {
    let text = some_words(Some(text));
    ("description".to_owned(), json!(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openstack::compute::{ConsoleKind, RemoteConsole};

    fn of(act: &ServerAct, minor: u16) -> String {
        act.body(Microversion(2, minor)).to_string()
    }

    #[test]
    fn each_action_has_novas_own_name() {
        let cases = [
            (ServerAct::Start, r#"{"os-start":null}"#),
            (ServerAct::Stop, r#"{"os-stop":null}"#),
            (
                ServerAct::Reboot { hard: false },
                r#"{"reboot":{"type":"SOFT"}}"#,
            ),
            (
                ServerAct::Reboot { hard: true },
                r#"{"reboot":{"type":"HARD"}}"#,
            ),
            (ServerAct::Pause, r#"{"pause":null}"#),
            (ServerAct::Unpause, r#"{"unpause":null}"#),
            (ServerAct::Suspend, r#"{"suspend":null}"#),
            (ServerAct::Resume, r#"{"resume":null}"#),
            (ServerAct::Shelve, r#"{"shelve":null}"#),
            (ServerAct::Unshelve, r#"{"unshelve":null}"#),
            (ServerAct::Unlock, r#"{"unlock":null}"#),
            (ServerAct::ConfirmResize, r#"{"confirmResize":null}"#),
            (ServerAct::RevertResize, r#"{"revertResize":null}"#),
            (ServerAct::Unrescue, r#"{"unrescue":null}"#),
            (ServerAct::Restore, r#"{"restore":null}"#),
            (ServerAct::ForceDelete, r#"{"forceDelete":null}"#),
            (
                ServerAct::ChangePassword("hunter2".into()),
                r#"{"changePassword":{"adminPass":"hunter2"}}"#,
            ),
        ];
        for (act, body) in cases {
            assert_eq!(of(&act, 1), body);
            assert_eq!(of(&act, 93), body);
            assert_eq!(act.needs(), None);
        }
    }

    #[test]
    fn a_lock_without_a_reason_is_for_every_nova() {
        for reason in [None, Some(String::new()), Some(" ".to_owned())] {
            let act = ServerAct::Lock { reason };
            assert_eq!(of(&act, 73), r#"{"lock":null}"#);
            assert_eq!(act.needs(), None);
        }
        let reason = Some("kept for the audit".to_owned());
        let act = ServerAct::Lock { reason };
        let body = r#"{"lock":{"locked_reason":"kept for the audit"}}"#;
        assert_eq!(of(&act, 73), body);
        let need = act.needs().unwrap();
        assert_eq!(need.least, act.cap());
    }

    #[test]
    fn a_rebuild_says_only_what_was_asked_for() {
        let plain = ServerAct::Rebuild {
            image: "i".into(),
            disk_config: None,
            description: None,
            password: None,
        };
        assert_eq!(of(&plain, 93), r#"{"rebuild":{"imageRef":"i"}}"#);
        assert_eq!(plain.needs(), None);
        let full = ServerAct::Rebuild {
            image: "i".into(),
            disk_config: Some(DiskConfig::Manual),
            description: Some(String::new()),
            password: Some("hunter2".into()),
        };
        assert_eq!(
            full.body(Microversion(2, 93)),
            json!({"rebuild": {"imageRef": "i", "OS-DCF:diskConfig": "MANUAL",
                "description": null, "adminPass": "hunter2"}})
        );
        assert_eq!(full.needs().unwrap().least, Microversion(2, 19));
    }

    #[test]
    fn a_rescue_or_resize_without_a_choice_leaves_it_to_nova() {
        let rescue = |image: Option<&str>, password: Option<&str>| ServerAct::Rescue {
            image: image.map(Into::into),
            password: password.map(Into::into),
        };
        assert_eq!(of(&rescue(None, None), 87), r#"{"rescue":null}"#);
        assert_eq!(
            of(&rescue(Some("i"), Some("p")), 87),
            r#"{"rescue":{"rescue_image_ref":"i","adminPass":"p"}}"#
        );
        let resize = |disk_config| ServerAct::Resize {
            flavor: "f".into(),
            disk_config,
        };
        assert_eq!(of(&resize(None), 1), r#"{"resize":{"flavorRef":"f"}}"#);
        assert_eq!(
            of(&resize(Some(DiskConfig::Auto)), 1),
            r#"{"resize":{"flavorRef":"f","OS-DCF:diskConfig":"AUTO"}}"#
        );
    }

    #[test]
    fn a_migration_leaves_the_host_and_the_disks_to_nova_where_it_can() {
        let host = Some("compute-2".to_owned());
        let cold = |host| ServerAct::Migrate { host };
        assert_eq!(of(&cold(None), 1), r#"{"migrate":null}"#);
        assert_eq!(cold(None).needs(), None);
        let chosen = cold(host.clone());
        assert_eq!(of(&chosen, 56), r#"{"migrate":{"host":"compute-2"}}"#);
        assert_eq!(chosen.needs().unwrap().least, Microversion(2, 56));
        let live = ServerAct::LiveMigrate { host: None };
        assert_eq!(
            of(&live, 25),
            r#"{"os-migrateLive":{"host":null,"block_migration":"auto"}}"#
        );
        let live = ServerAct::LiveMigrate { host };
        assert_eq!(
            live.body(Microversion(2, 24)),
            json!({"os-migrateLive": {"host": "compute-2", "block_migration": false,
                "disk_over_commit": false}})
        );
        assert_eq!(live.needs(), None);
    }

    #[test]
    fn an_empty_description_takes_it_away_and_none_leaves_it() {
        let update = |name: Option<&str>, description: Option<&str>| ServerUpdate {
            name: name.map(Into::into),
            description: description.map(Into::into),
        };
        let renamed = update(Some(" web "), None);
        assert_eq!(renamed.body(), json!({"server": {"name": "web"}}));
        assert_eq!(renamed.needs(), None);
        let emptied = update(None, Some(""));
        assert_eq!(emptied.body(), json!({"server": {"description": null}}));
        assert!(emptied.needs().is_some());
    }

    #[test]
    fn an_interface_is_of_a_network_or_a_port() {
        let network = |fixed_ip: Option<&str>| NewInterface::Network {
            network: "n".into(),
            fixed_ip: fixed_ip.map(Into::into),
        };
        let plain = json!({"interfaceAttachment": {"net_id": "n"}});
        assert_eq!(network(None).body(), plain);
        let fixed = json!({"interfaceAttachment": {"net_id": "n",
            "fixed_ips": [{"ip_address": "10.0.0.9"}]}});
        assert_eq!(network(Some("10.0.0.9")).body(), fixed);
        let port = NewInterface::Port("p".into());
        assert_eq!(
            port.body(),
            json!({"interfaceAttachment": {"port_id": "p"}})
        );
    }

    #[test]
    fn what_an_action_holds_is_not_shown() {
        let act = ServerAct::ChangePassword("hunter2".into());
        assert!(!format!("{act:?}").contains("hunter2"));
        let url = "http://console/?token=hunter2".into();
        let console = RemoteConsole {
            kind: ConsoleKind::NoVnc,
            url,
        };
        assert!(!format!("{console:?}").contains("hunter2"));
    }
}
