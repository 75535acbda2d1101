//! A session by an application credential, in which a guest's password is retrieved and an admin
//! password is sent with a launch: what it leaves is searched for them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use horizon_tui::demo::DemoCloud;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use ssh_key::LineEnding;
use ssh_key::rand_core::OsRng;
use tokio::runtime::Runtime;

use super::common::elsewhere::Elsewhere;
use super::common::facade::PASSWORD;
use super::common::pty::Pty;
use super::secrets::{Machine, below, cloud, confirm, holds, is_kept_login, press};

const GUEST: &str = "Planted-guest-91bc";
const ADMIN: &str = "Planted-launch-c6d2";

/// Leaves the guest's password at the cloud, sealed for the key that then lies at home.
fn leave_password(cloud: &DemoCloud, machine: &Machine) {
    let key = RsaPrivateKey::new(&mut OsRng, 1024).unwrap();
    let public = key.to_public_key();
    let sealed = public.encrypt(&mut OsRng, Pkcs1v15Encrypt, GUEST.as_bytes());
    let id = Elsewhere::at(cloud).server("web-03");
    cloud.leave_password(&id, &STANDARD.encode(sealed.unwrap()));
    let place = machine.home().join("planted.pem");
    fs::write(&place, key.to_pkcs1_pem(LineEnding::LF).unwrap()).unwrap();
    fs::set_permissions(&place, Permissions::from_mode(0o600)).unwrap();
}

/// Has the guest's password told; where in the output that begins and ends.
fn retrieve(pty: &mut Pty) -> std::ops::Range<usize> {
    press(pty, "/web-03\r", "Esc clears");
    press(pty, "Ew", "Retrieve password");
    press(pty, "\x15~/planted.pem", "planted.pem");
    pty.send("\x13");
    let from = pty.raw().len();
    confirm(pty);
    pty.wait_for("the password", |screen| screen.contents().contains(GUEST));
    // What is told is put away by no key that was meant for something else.
    let _ = pty.bytes_within(Duration::from_millis(600));
    pty.send("\x1b");
    pty.wait_for("the list", |screen| !screen.contents().contains(GUEST));
    // It is wiped by what is drawn over it.
    from..pty.raw().len()
}

fn launch(pty: &mut Pty) {
    press(pty, "2", "images");
    press(pty, "/Debian 13\r", "Esc clears");
    press(pty, "L", "Launch instance");
    press(pty, "planted-vm", "planted-vm");
    press(pty, "\t\t\t\t\t\t\t\r", "Admin passw.");
    press(pty, "\t\t\t\t\t\t\t", "sent once");
    press(pty, ADMIN, "•");
    press(pty, "\t\r", "admin password");
    press(pty, "\x1b2", "( ) m1.tiny");
    press(pty, " ", "Flavor    m1.tiny");
    press(pty, "\x1b3", "[ ] backend");
    press(pty, " ", "[1] backend");
    press(pty, "\x1b5", "● 5 Review");
    confirm(pty);
    pty.wait_for("the launch", |screen| {
        screen.contents().contains("can be closed")
    });
    press(pty, "\x1b", "of 37 images");
    press(pty, "e", "Messages");
    pty.send("w");
    let _ = pty.bytes_within(Duration::from_millis(500));
    press(pty, "\x1b", "of 37 images");
    press(pty, "@", "POST");
    // The log is written by a thread of its own.
    let _ = pty.bytes_within(Duration::from_millis(500));
}

#[test]
fn a_session_by_an_application_credential_leaves_no_secret_behind() {
    let runtime = Runtime::new().unwrap();
    let (cloud, facade) = runtime.block_on(cloud());
    let machine = Machine::new(&facade.auth_url(&cloud));
    leave_password(&cloud, &machine);
    let mut pty = machine.start("bound");
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    let told = retrieve(&mut pty);
    launch(&mut pty);
    pty.signal("TERM");
    assert_eq!(pty.exit_code(), 143);

    let launched = cloud.requests();
    let launched = launched.iter().any(|line| line.ends_with("/v2.1/servers"));
    assert!(launched, "nothing was launched");
    let mut secrets = vec![PASSWORD.to_owned(), ADMIN.to_owned(), GUEST.to_owned()];
    secrets.extend(facade.tokens());
    let raw = pty.raw();
    assert!(holds(&raw[told.clone()], GUEST), "it was told");
    let around = [&raw[..told.start], &raw[told.end..]].concat();
    let files = below(machine.home()).into_iter();
    let files: Vec<_> = files.filter(|path| path.is_file()).collect();
    assert!(files.len() > 4, "{files:#?}");
    for secret in &secrets {
        let screen = if secret == GUEST { &around } else { raw };
        assert!(!holds(screen, secret), "{secret} on the terminal");
        let of_children = machine.told_to_children();
        assert!(!holds(&of_children, secret), "{secret} for a child");
        for file in &files {
            let is_token = ![PASSWORD, ADMIN, GUEST].contains(&secret.as_str());
            if is_token && is_kept_login(file) {
                continue;
            }
            let bytes = fs::read(file).unwrap();
            assert!(!holds(&bytes, secret), "{secret} in {}", file.display());
        }
    }
}
