//! A change as the command that would have made it. No secret is in it: what needs one has none.

use crate::app::shell;
use crate::cloud::message::Write;
use crate::openstack::compute::{NewInterface, ServerAct};

/// `openstack server stop 3f2a…`; `None` where one command cannot say it.
pub(in crate::app) fn of(write: &Write) -> Option<String> {
    let words = match write {
        Write::CreateImage { server, name } => {
            let verb = words(&["server", "image", "create"]);
            let name = option("--name", Some(name));
            [verb, name, operands(&[server.as_str()])].concat()
        }
        Write::DeleteServer(id) => verb("server delete", &[id.as_str()]),
        Write::DeleteImage(id) => verb("image delete", &[id.as_str()]),
        Write::ImportKeyFile { name, path } => {
            let file = option("--public-key", Some(path.to_str()?));
            [words(&["keypair", "create"]), file, operands(&[name])].concat()
        }
        Write::Act { server, act } => of_act(server.as_str(), act)?,
        Write::UpdateServer { server, update } => {
            let mut parts = words(&["server", "set"]);
            parts.extend(option("--name", update.name.as_deref()));
            parts.extend(option("--description", update.description.as_deref()));
            parts.extend(operands(&[server.as_str()]));
            parts
        }
        Write::AttachInterface { server, new } => of_interface(server.as_str(), new),
        Write::DetachInterface { server, port } => {
            verb("server remove port", &[server.as_str(), port.as_str()])
        }
        Write::AttachVolume { server, volume } => {
            verb("server add volume", &[server.as_str(), volume.as_str()])
        }
        Write::DetachVolume { server, volume } => {
            verb("server remove volume", &[server.as_str(), volume.as_str()])
        }
        _ => of_floating_ip(write)?,
    };
    Some(format!("openstack {}", words.join(" ")))
}

fn of_act(server: &str, act: &ServerAct) -> Option<Vec<String>> {
    let plain = |verb: &[&str]| [words(&["server"]), words(verb), operands(&[server])].concat();
    let given = |verb: &str, option: Vec<String>| {
        [words(&["server", verb]), option, operands(&[server])].concat()
    };
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
        } => given("lock", option("--reason", Some(reason))),
        ServerAct::Resize { flavor, .. } => {
            given("resize", option("--flavor", Some(flavor.as_str())))
        }
        ServerAct::ConfirmResize => plain(&["resize", "confirm"]),
        ServerAct::RevertResize => plain(&["resize", "revert"]),
        ServerAct::Rebuild {
            image,
            password: None,
            ..
        } => given("rebuild", option("--image", Some(image.as_str()))),
        ServerAct::Rescue {
            image: None,
            password: None,
        } => plain(&["rescue"]),
        ServerAct::Rescue {
            image: Some(image),
            password: None,
        } => given("rescue", option("--image", Some(image.as_str()))),
        ServerAct::ForceDelete => plain(&["delete", "--force"]),
        ServerAct::Migrate { host } => given("migrate", option("--host", host.as_deref())),
        ServerAct::LiveMigrate { host } => {
            let host = option("--host", host.as_deref());
            let verb = words(&["server", "migrate", "--live-migration"]);
            [verb, host, operands(&[server])].concat()
        }
        ServerAct::ChangePassword(_) | ServerAct::Rebuild { .. } | ServerAct::Rescue { .. } => {
            return None;
        }
    })
}

fn of_interface(server: &str, new: &NewInterface) -> Vec<String> {
    match new {
        NewInterface::Port(port) => verb("server add port", &[server, port.as_str()]),
        NewInterface::Network {
            network,
            fixed_ip: None,
        } => verb("server add network", &[server, network.as_str()]),
        NewInterface::Network {
            network,
            fixed_ip: Some(ip),
        } => {
            let verb = words(&["server", "add", "fixed", "ip"]);
            let ip = option("--fixed-ip-address", Some(ip));
            [verb, ip, operands(&[server, network.as_str()])].concat()
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
            let verb = words(&["floating", "ip", "create"]);
            let port = option("--port", Some(port.as_str()));
            let fixed_ip = option("--fixed-ip-address", fixed_ip.as_deref());
            [verb, port, fixed_ip, operands(&[network.as_str()])].concat()
        }
        Write::AssociateFloatingIp {
            floating_ip,
            port,
            fixed_ip,
            ..
        } => {
            let verb = words(&["floating", "ip", "set"]);
            let port = option("--port", Some(port.as_str()));
            let fixed_ip = option("--fixed-ip-address", fixed_ip.as_deref());
            [verb, port, fixed_ip, operands(&[floating_ip.as_str()])].concat()
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
            [words(verb), operands(&[floating_ip.as_str()])].concat()
        }
        _ => return None,
    })
}

/// `server remove port A B`.
fn verb(verb: &str, arguments: &[&str]) -> Vec<String> {
    [vec![verb.to_owned()], operands(arguments)].concat()
}

/// Of our own, none of which needs a quote.
fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn operands(arguments: &[&str]) -> Vec<String> {
    shell::operands(arguments.iter().copied())
}

fn option(name: &str, value: Option<&str>) -> Vec<String> {
    match value {
        None => Vec::new(),
        // In one word: it would be read as an option.
        Some(value) if value.starts_with('-') => vec![format!("{name}={}", shell::quote(value))],
        Some(value) => vec![name.to_owned(), shell::quote(value)],
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
                "openstack server lock --reason='-- ask alice' a1",
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
