//! A change as the command that would have made it. No secret is in it: what needs one has none.

use crate::app::shell;
use crate::cloud::message::Write;
use crate::openstack::compute::{NewInterface, ServerAct};

/// `openstack server stop 3f2a…`; `None` where one command cannot say it.
pub(in crate::app) fn of(write: &Write) -> Option<String> {
    let words = match write {
        Write::CreateImage { server, name } => {
            let verb = words(&["server", "image", "create"]);
            [
                verb,
                option("--name", Some(name)),
                words(&[server.as_str()]),
            ]
            .concat()
        }
        Write::DeleteServer(id) => words(&["server", "delete", id.as_str()]),
        Write::DeleteImage(id) => words(&["image", "delete", id.as_str()]),
        Write::ImportKeyFile { name, path } => {
            words(&["keypair", "create", "--public-key", path.to_str()?, name])
        }
        Write::Act { server, act } => of_act(server.as_str(), act)?,
        Write::UpdateServer { server, update } => {
            let mut parts = words(&["server", "set"]);
            parts.extend(option("--name", update.name.as_deref()));
            parts.extend(option("--description", update.description.as_deref()));
            parts.push(server.to_string());
            parts
        }
        Write::AttachInterface { server, new } => of_interface(server.as_str(), new),
        Write::DetachInterface { server, port } => {
            words(&["server", "remove", "port", server.as_str(), port.as_str()])
        }
        Write::AttachVolume { server, volume } => {
            words(&["server", "add", "volume", server.as_str(), volume.as_str()])
        }
        Write::DetachVolume { server, volume } => words(&[
            "server",
            "remove",
            "volume",
            server.as_str(),
            volume.as_str(),
        ]),
        _ => of_floating_ip(write)?,
    };
    let quoted: Vec<_> = words.iter().map(|word| shell::quote(word)).collect();
    Some(format!("openstack {}", quoted.join(" ")))
}

fn of_act(server: &str, act: &ServerAct) -> Option<Vec<String>> {
    let plain = |verb: &[&str]| [words(&["server"]), words(verb), words(&[server])].concat();
    Some(match act {
        ServerAct::Start
        | ServerAct::Stop
        | ServerAct::Pause
        | ServerAct::Unpause
        | ServerAct::Suspend
        | ServerAct::Resume
        | ServerAct::Shelve
        | ServerAct::Unshelve
        | ServerAct::Unlock
        | ServerAct::Unrescue
        | ServerAct::Restore => plain(&[act.word()]),
        ServerAct::Reboot { hard: true } => plain(&["reboot", "--hard"]),
        ServerAct::Reboot { hard: false } => plain(&["reboot", "--soft"]),
        ServerAct::Lock { reason: None } => plain(&["lock"]),
        ServerAct::Lock {
            reason: Some(reason),
        } => {
            let reason = option("--reason", Some(reason));
            [words(&["server", "lock"]), reason, words(&[server])].concat()
        }
        ServerAct::Resize { flavor, .. } => plain(&["resize", "--flavor", flavor.as_str()]),
        ServerAct::ConfirmResize => plain(&["resize", "confirm"]),
        ServerAct::RevertResize => plain(&["resize", "revert"]),
        ServerAct::Rebuild {
            image,
            password: None,
            ..
        } => plain(&["rebuild", "--image", image.as_str()]),
        ServerAct::Rescue {
            image: None,
            password: None,
        } => plain(&["rescue"]),
        ServerAct::Rescue {
            image: Some(image),
            password: None,
        } => plain(&["rescue", "--image", image.as_str()]),
        ServerAct::ForceDelete => plain(&["delete", "--force"]),
        ServerAct::Migrate { host } => {
            let host = option("--host", host.as_deref());
            [words(&["server", "migrate"]), host, words(&[server])].concat()
        }
        ServerAct::LiveMigrate { host } => {
            let host = option("--host", host.as_deref());
            let verb = words(&["server", "migrate", "--live-migration"]);
            [verb, host, words(&[server])].concat()
        }
        ServerAct::ChangePassword(_) | ServerAct::Rebuild { .. } | ServerAct::Rescue { .. } => {
            return None;
        }
    })
}

fn of_interface(server: &str, new: &NewInterface) -> Vec<String> {
    match new {
        NewInterface::Port(port) => words(&["server", "add", "port", server, port.as_str()]),
        NewInterface::Network {
            network,
            fixed_ip: None,
        } => words(&["server", "add", "network", server, network.as_str()]),
        NewInterface::Network {
            network,
            fixed_ip: Some(ip),
        } => {
            let verb = words(&["server", "add", "fixed", "ip", "--fixed-ip-address"]);
            [verb, words(&[ip, server, network.as_str()])].concat()
        }
    }
}

fn of_floating_ip(write: &Write) -> Option<Vec<String>> {
    Some(match write {
        Write::CreateFloatingIp {
            network,
            port,
            fixed_ip,
            ..
        } => {
            let verb = words(&["floating", "ip", "create", "--port", port.as_str()]);
            let fixed_ip = option("--fixed-ip-address", fixed_ip.as_deref());
            [verb, fixed_ip, words(&[network.as_str()])].concat()
        }
        Write::AssociateFloatingIp {
            floating_ip,
            port,
            fixed_ip,
            ..
        } => {
            let verb = words(&["floating", "ip", "set", "--port", port.as_str()]);
            let fixed_ip = option("--fixed-ip-address", fixed_ip.as_deref());
            [verb, fixed_ip, words(&[floating_ip.as_str()])].concat()
        }
        Write::DisassociateFloatingIp {
            floating_ip,
            release,
            ..
        } => {
            let verb: &[&str] = if *release {
                &["floating", "ip", "delete"]
            } else {
                &["floating", "ip", "unset", "--port"]
            };
            [words(verb), words(&[floating_ip.as_str()])].concat()
        }
        _ => return None,
    })
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn option(name: &str, value: Option<&str>) -> Vec<String> {
    match value {
        None => Vec::new(),
        // In one word: it would be read as an option.
        Some(value) if value.starts_with('-') => vec![format!("{name}={value}")],
        Some(value) => words(&[name, value]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openstack::secret::Secret;

    fn act(act: ServerAct) -> Option<String> {
        of(&Write::Act {
            server: "a1".into(),
            act,
        })
    }

    #[test]
    fn an_action_is_the_word_of_the_command_line_client_for_it() {
        for (done, command) in [
            (ServerAct::Stop, "openstack server stop a1"),
            (
                ServerAct::Reboot { hard: true },
                "openstack server reboot --hard a1",
            ),
            (
                ServerAct::Lock {
                    reason: Some("ask alice".into()),
                },
                "openstack server lock --reason 'ask alice' a1",
            ),
            (
                ServerAct::Lock {
                    reason: Some("-- ask alice".into()),
                },
                "openstack server lock '--reason=-- ask alice' a1",
            ),
            (
                ServerAct::ConfirmResize,
                "openstack server resize confirm a1",
            ),
            (
                ServerAct::LiveMigrate {
                    host: Some("h2".into()),
                },
                "openstack server migrate --live-migration --host h2 a1",
            ),
        ] {
            assert_eq!(act(done).as_deref(), Some(command));
        }
    }

    #[test]
    fn what_was_done_with_a_password_has_no_command() {
        let password = || Secret::from("hunter2");
        for done in [
            ServerAct::ChangePassword(password()),
            ServerAct::Rescue {
                image: None,
                password: Some(password()),
            },
        ] {
            assert_eq!(act(done), None);
        }
    }

    #[test]
    fn a_floating_ip_that_is_released_is_deleted() {
        let taken = |release| {
            of(&Write::DisassociateFloatingIp {
                server: "a1".into(),
                floating_ip: "f1".into(),
                release,
            })
        };
        assert_eq!(
            taken(true).as_deref(),
            Some("openstack floating ip delete f1")
        );
        assert_eq!(
            taken(false).as_deref(),
            Some("openstack floating ip unset --port f1")
        );
    }
}
