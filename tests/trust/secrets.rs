//! A whole session with secrets that stand in no other text; then everything it left is searched
//! for them: every file, every byte on the terminal, every argument of a program it started.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use horizon_tui::cloud::message::{ContextId, KeyKind, OpId, Read, Request, Write};
use horizon_tui::demo::{self, Clock, DemoCloud};
use horizon_tui::openstack::Environment;
use horizon_tui::openstack::compute::{
    BootFrom, ConsoleKind, NewServer, RemoteConsole, ServerAct, UserData,
};
use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::secret::Secret;
use tokio::runtime::Runtime;

use super::common::facade::{Facade, PASSWORD};
use super::common::pty::Pty;

/// The cache directory; nothing else has this name.
const CACHE: &str = "for-the-cache";
const WRONG: &str = "Planted-wrong-77e2";
const ADMIN: &str = "Planted-admin-a40b";
const PASSPHRASE: &str = "Planted-phrase-03dd";

/// A machine of its own: the home directory, and a directory with its configuration and with
/// programs that note what they are given.
pub(super) struct Machine {
    home: tempfile::TempDir,
    beside: tempfile::TempDir,
}

impl Machine {
    pub(super) fn new(auth_url: &str) -> Self {
        let machine = Self {
            home: tempfile::tempdir().unwrap(),
            beside: tempfile::tempdir().unwrap(),
        };
        let entry = |password: &str| {
            format!(
                "{{region_name: {}, auth: {{auth_url: \"{auth_url}\", username: {}, \
                 password: {password}, project_name: {}, user_domain_name: Default, \
                 project_domain_name: Default}}}}",
                demo::REGIONS[0],
                demo::USERNAME,
                demo::PROJECT
            )
        };
        let clouds = format!(
            "clouds:\n  right: {}\n  wrong: {}\n  bound: {{auth_type: v3applicationcredential, \
             region_name: {}, auth: {{auth_url: \"{auth_url}\", application_credential_id: {}, \
             application_credential_secret: {PASSWORD}}}}}\n",
            entry(PASSWORD),
            entry(WRONG),
            demo::REGIONS[0],
            demo::APPLICATION_CREDENTIAL_ID,
        );
        let directory = machine.beside.path().join("openstack");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("clouds.yaml"), clouds).unwrap();
        for name in ["ssh", "xdg-open"] {
            let program = machine.beside.path().join(name);
            let script = "#!/bin/sh\necho \"$0 $*\" >> \"${0%/*}/arguments\"\n\
                          env >> \"${0%/*}/environment\"\n";
            fs::write(&program, script).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        machine
    }

    pub(super) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The arguments and the environment of every program that was started.
    pub(super) fn told_to_children(&self) -> Vec<u8> {
        let read = |name: &str| fs::read(self.beside.path().join(name)).unwrap_or_default();
        [read("arguments"), read("environment")].concat()
    }

    /// The program, where every new file may be read by everybody unless it sees to it.
    pub(super) fn start(&self, cloud: &str) -> Pty {
        let (home, beside) = (self.home.path(), self.beside.path());
        let state = home.join("state");
        let runtime = home.join("runtime");
        let cache = home.join(CACHE);
        let path = format!("{}:/usr/bin:/bin", beside.display());
        let vars = [
            ("HOME", home.to_str().unwrap()),
            ("XDG_STATE_HOME", state.to_str().unwrap()),
            ("XDG_RUNTIME_DIR", runtime.to_str().unwrap()),
            ("XDG_CACHE_HOME", cache.to_str().unwrap()),
            ("XDG_CONFIG_HOME", beside.to_str().unwrap()),
            ("PATH", &path),
            ("DISPLAY", ":0"),
            ("OS_CLOUD", cloud),
        ];
        fs::create_dir_all(&runtime).unwrap();
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
        let program = env!("CARGO_BIN_EXE_horizon-tui");
        let script = "umask 000; exec \"$0\" --log-level trace";
        let arguments = ["-c", script, program];
        Pty::spawn_program(Path::new("/bin/bash"), &arguments, &vars, (120, 40))
    }
}

/// Every file and directory below one.
pub(super) fn below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let with_inner = |path: PathBuf| {
        let inner = if path.is_dir() {
            below(&path)
        } else {
            Vec::new()
        };
        [vec![path], inner].concat()
    };
    paths.flat_map(with_inner).collect()
}

/// Where logins are kept between runs.
pub(super) fn is_kept_login(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == CACHE)
}

pub(super) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// Types, and waits for what comes of it.
pub(super) fn press(pty: &mut Pty, keys: &str, then: &str) {
    pty.send(keys);
    pty.wait_for(then, |screen| screen.contents().contains(then));
}

/// A dialog that has only just opened takes no Enter.
pub(super) fn confirm(pty: &mut Pty) {
    let _ = pty.bytes_within(Duration::from_millis(600));
    pty.send("\r");
}

/// A session with everything in it that is secret.
fn session(pty: &mut Pty, cloud: &DemoCloud) {
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    press(pty, "/cache-01\r", "Esc clears");
    press(pty, "Ec", "Change password");
    pty.send(format!("{ADMIN}\t{ADMIN}\x13"));
    confirm(pty);
    // While it is sent the dialog has other buttons, and takes the next Enter.
    pty.wait_for("the end of the dialog", |screen| {
        !screen.contents().contains("New password")
    });
    press(pty, "\r", "Overview");
    press(pty, "ll", "Linux version");
    pty.send("s");
    confirm(pty);
    press(pty, "l", "Enter get the address");
    confirm(pty);
    pty.wait_for("the address", |screen| screen.contents().contains("6080"));
    press(pty, "b", "browser");
    let _ = pty.bytes_within(Duration::from_millis(500));
    press(pty, "\x1b", "instances");
    press(pty, "L", "Launch instance");
    press(pty, "kept-draft\x1b4c", "Passphrase");
    press(pty, "planted\t\t\t", "planted");
    pty.send(format!("{PASSPHRASE}\t"));
    confirm(pty);
    pty.wait_for("the key", |screen| {
        screen.contents().contains("key pair planted made")
    });
    cloud.expire_tokens();
    press(pty, "\x1b", "instances");
    press(pty, "r", "● live");
    press(pty, "e", "Messages");
    pty.send("w");
    let _ = pty.bytes_within(Duration::from_millis(500));
    pty.send("y");
    pty.wait_for_bytes("\x1b]52;c;");
    press(pty, "\x1b", "instances");
    press(pty, "@", "GET");
    let _ = pty.bytes_within(Duration::from_millis(300));
    pty.send("\r");
    // The log is written by a thread of its own.
    let _ = pty.bytes_within(Duration::from_millis(500));
}

/// The imitation cloud, and in front of it what takes a planted password.
pub(crate) async fn cloud() -> (DemoCloud, Facade) {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let facade = Facade::before(&cloud, |_, _| ()).await;
    (cloud, facade)
}

#[test]
fn no_secret_is_left_anywhere_and_no_file_is_for_others() {
    let runtime = Runtime::new().unwrap();
    let (cloud, facade) = runtime.block_on(cloud());
    let machine = Machine::new(&facade.auth_url(&cloud));

    let mut refused = machine.start("wrong");
    refused.wait_for("the refusal", |screen| {
        screen.contents().contains("password")
    });
    refused.signal("TERM");
    refused.exit_code();

    let mut pty = machine.start("right");
    session(&mut pty, &cloud);
    pty.signal("TERM");
    assert_eq!(pty.exit_code(), 143);

    let mut secrets: Vec<String> = [PASSWORD, WRONG, ADMIN, PASSPHRASE]
        .map(str::to_owned)
        .into();
    let tokens = facade.tokens();
    assert!(tokens.len() >= 2, "it has logged in again");
    secrets.extend(tokens);
    let arguments = machine.told_to_children();
    let home = machine.home.path();
    let files: Vec<PathBuf> = below(home)
        .into_iter()
        .filter(|path| path.is_file())
        .collect();
    for secret in &secrets {
        for (what, bytes) in [
            ("the terminal", refused.raw()),
            ("the terminal", pty.raw()),
            ("a child", &arguments[..]),
        ] {
            assert!(!holds(bytes, secret), "{secret} in {what}");
        }
        for file in files.iter().filter(|file| !is_kept_login(file)) {
            let bytes = fs::read(file).unwrap();
            assert!(!holds(&bytes, secret), "{secret} in {}", file.display());
        }
    }
    // A login that is kept is a token, and nothing to get another one with.
    let kept: Vec<_> = files.iter().filter(|file| is_kept_login(file)).collect();
    assert!(!kept.is_empty(), "no login was kept");
    for file in kept {
        let bytes = fs::read(file).unwrap();
        for secret in [PASSWORD, WRONG, ADMIN, PASSPHRASE] {
            assert!(!holds(&bytes, secret), "{secret} in {}", file.display());
        }
    }
    assert!(holds(&arguments, "xdg-open /"), "no browser was started");
    let arguments = String::from_utf8_lossy(&arguments);
    assert!(!arguments.contains("token"), "{arguments}");
    assert!(arguments.contains("OS_CLOUD=right"), "{arguments}");

    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    for wanted in [
        "horizon-tui.log",
        "view.json",
        "drafts/",
        ".ssh/planted",
        "cache-01",
        ".md",
    ] {
        assert!(
            names.iter().any(|name| name.contains(wanted)),
            "no {wanted} in {names:#?}"
        );
    }
    let log = fs::read_to_string(home.join("state/horizon-tui/horizon-tui.log")).unwrap();
    for library in [" hyper", " reqwest", " h2", " rustls"] {
        assert!(
            !log.contains(&format!("TRACE{library}")),
            "{library} in the log"
        );
    }
    for path in below(home) {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let public = path.extension().is_some_and(|extension| extension == "pub");
        let others = if public { 0o022 } else { 0o077 };
        assert_eq!(mode & others, 0, "{} has {mode:o}", path.display());
    }
}

#[test]
fn what_holds_a_secret_does_not_show_it_when_it_is_printed() {
    let secret = || Secret::from(ADMIN);
    let env = |vars: &[(&str, &str)]| Environment {
        vars: vars
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Environment::default()
    };
    let by_password = env(&[
        ("OS_AUTH_URL", "http://h/v3"),
        ("OS_USERNAME", "u"),
        ("OS_USER_DOMAIN_NAME", "d"),
        ("OS_PROJECT_ID", "p"),
        ("OS_PASSWORD", ADMIN),
    ]);
    let by_credential = env(&[
        ("OS_AUTH_URL", "http://h/v3"),
        ("OS_AUTH_TYPE", "v3applicationcredential"),
        ("OS_APPLICATION_CREDENTIAL_ID", "i"),
        ("OS_APPLICATION_CREDENTIAL_SECRET", ADMIN),
    ]);
    let mut new = NewServer::new("web", BootFrom::Image("i".into()), "f".into());
    new.admin_password = Some(secret());
    new.user_data = Some(UserData::new(ADMIN.as_bytes()));
    let write = Write::Act {
        server: "s".into(),
        act: ServerAct::ChangePassword(secret()),
    };
    let printed = [
        format!(
            "{:?}",
            config::resolve(&by_password, Source::Environment, None).unwrap()
        ),
        format!(
            "{:?}",
            config::resolve(&by_credential, Source::Environment, None).unwrap()
        ),
        format!("{by_password:?} {by_credential:?} {:?}", secret()),
        format!("{new:?}"),
        format!("{:?}", Write::CreateServers(Box::new(new.clone()))),
        format!(
            "{:?}",
            Request::Write {
                op: OpId(1),
                context: ContextId(1),
                write
            }
        ),
        format!(
            "{:?}",
            Read::ServerPassword {
                server: "s".into(),
                key: "k".into(),
                passphrase: Some(secret()),
            }
        ),
        format!(
            "{:?}",
            Write::CreateKeyPair {
                name: "k".into(),
                path: "p".into(),
                kind: KeyKind::Ed25519,
                passphrase: Some(secret()),
            }
        ),
        format!(
            "{:?}",
            RemoteConsole {
                kind: ConsoleKind::Serial,
                url: format!("ws://h/?token={ADMIN}").as_str().into(),
            }
        ),
    ];
    for text in printed {
        assert!(!text.contains(ADMIN), "{text}");
        assert!(
            !text.contains("80, 108, 97, 110, 116, 101, 100"),
            "as bytes: {text}"
        );
    }
}
