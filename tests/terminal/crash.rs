//! A panic: in a frame, in a task, and while another program has the terminal.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use horizon_tui::app::ssh::errand::Errand;
use horizon_tui::browser::Browser;
use horizon_tui::clipboard::Clipboard;
use horizon_tui::runtime::{Clock, Host as _};
use horizon_tui::term;

use super::common::pty::Pty;
use super::{assert_given_back, executable};

/// Set for the process that plays the crashing program: where its report goes.
const CRASH: &str = "PLAY_THE_CRASHING_PROGRAM";
/// What it does when it crashes.
const WHERE: &str = "CRASH_WHERE";

/// Takes the terminal as ssh does, says who it is, and would stay for long.
const GUEST: &str = r#"stty raw -echo; echo $$ > "$0.new"; mv "$0.new" "$0"; sleep 600"#;

/// Not a test of its own: the process started by the others crashes here.
#[test]
fn the_crashing_program() {
    let Some(directory) = std::env::var_os(CRASH) else {
        return;
    };
    let guest = Path::new(&directory).join("guest");
    let seen = Path::new(&directory).join("xdg-open.seen");
    term::install_panic_hook(Some(directory.into()), Clock::start(), || {
        let _ = writeln!(std::io::stderr(), "last words");
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut signals = term::signals().unwrap();
        let browser = Browser::of(|name| std::env::var(name).ok());
        let mut taken = term::Taken::take(Clipboard::default(), browser).unwrap();
        let mut screen = term::screen().unwrap();
        screen
            .draw(|frame| frame.render_widget("all is well", frame.area()))
            .unwrap();
        match std::env::var(WHERE).unwrap().as_str() {
            "frame" => {
                let _ = screen.draw(|_| panic!("the cloud fell down"));
            }
            "task" => {
                // On another thread, and nobody waits for it.
                tokio::spawn(async { panic!("the cloud fell down") });
                std::future::pending::<()>().await;
            }
            "console" => {
                taken
                    .open(&"https://cloud.example/?token=secret".into())
                    .unwrap();
                until_there(&seen).await;
                panic!("the cloud fell down");
            }
            _ => {
                let errand = Errand {
                    what: "a guest".into(),
                    program: "sh".into(),
                    arguments: vec!["-c".into(), GUEST.into(), guest.display().to_string()],
                };
                tokio::spawn(async move {
                    until_there(&guest).await;
                    panic!("the cloud fell down");
                });
                let _ = taken.run(&errand, &mut signals).await;
            }
        }
    });
}

async fn until_there(file: &Path) {
    while !file.exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn crashing(place: &str, directory: &Path) -> Pty {
    Pty::spawn_program(
        &std::env::current_exe().unwrap(),
        &["--exact", "crash::the_crashing_program", "--nocapture"],
        &[
            (CRASH, directory.to_str().unwrap()),
            (WHERE, place),
            ("PATH", &format!("{}:/usr/bin:/bin", directory.display())),
            ("DISPLAY", ":0"),
            ("XDG_RUNTIME_DIR", directory.join("run").to_str().unwrap()),
        ],
        (120, 24),
    )
}

/// What is in the report of the crash.
fn report(directory: &Path) -> String {
    let files = std::fs::read_dir(directory).unwrap();
    let mut reports = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
    let report = reports.next().unwrap();
    assert_eq!(reports.next(), None, "one is enough");
    let mode = std::os::unix::fs::PermissionsExt::mode(&report.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    std::fs::read_to_string(report).unwrap()
}

#[test]
fn a_panic_anywhere_gives_the_terminal_back_and_leaves_a_report() {
    for place in ["frame", "task", "lent"] {
        let directory = tempfile::tempdir().unwrap();
        let mut pty = crashing(place, directory.path());
        assert_eq!(pty.exit_code(), 101, "{place}");
        assert_given_back(&pty);
        let text = pty.text();
        for words in [
            "horizon-tui crashed: the cloud fell down",
            "A report is in",
            "last words",
        ] {
            assert!(text.contains(words), "{place}: {text}");
        }
        let report = report(directory.path());
        assert!(report.contains("terminal xterm-256color, size Some((120, 24))"));
        assert!(!report.contains(CRASH), "the environment is in the report");
    }
}

#[test]
fn a_panic_ends_the_program_that_had_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = crashing("lent", directory.path());
    assert_eq!(pty.exit_code(), 101);
    let guest = std::fs::read_to_string(directory.path().join("guest")).unwrap();
    let process = Path::new("/proc").join(guest.trim());
    if Path::new("/proc/self").exists() {
        assert!(!process.exists(), "it still reads the keyboard");
    }
}

/// Stands in for the desktop's browser: says that it has read the file.
const FAKE_BROWSER: &str = "#!/bin/sh\ncat \"$1\" > \"$0.new\"; mv \"$0.new\" \"$0.seen\"\n";

#[test]
fn a_panic_leaves_no_address_of_a_console_behind() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    std::fs::create_dir(&run).unwrap();
    executable(&directory.path().join("xdg-open"), FAKE_BROWSER);
    let mut pty = crashing("console", directory.path());
    assert_eq!(pty.exit_code(), 101);
    assert_given_back(&pty);
    let seen = std::fs::read_to_string(directory.path().join("xdg-open.seen")).unwrap();
    assert!(seen.contains("token=secret"), "{seen}");
    assert_eq!(std::fs::read_dir(run).unwrap().count(), 0);
    assert!(!report(directory.path()).contains("secret"));
}
