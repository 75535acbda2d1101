//! The browser of this machine, for addresses that hold a token.
//!
//! The arguments of a process can be read by everybody on the machine, and an address in them with
//! its token. So the browser is given a file that only its owner may read and that leads on to the
//! address. When the browser has read it nobody tells; it is removed when the next one is made, or
//! the program ends, however it does.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::openstack::secret::Secret;

/// The files that lie about now, for an ending that drops nothing.
static LEFT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what has been made and not removed yet. For a panic: waits for nobody.
pub fn clear_up() {
    if let Ok(mut left) = LEFT.try_lock() {
        for path in left.drain(..) {
            let _ = fs::remove_file(path);
        }
    }
}

fn left() -> MutexGuard<'static, Vec<PathBuf>> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether there is a browser to be asked, and how.
#[derive(Debug)]
pub struct Browser {
    opener: Result<&'static str, &'static str>,
    /// Where the files are put: readable by the owner only, and gone with the session if possible.
    directory: PathBuf,
    made: Option<PathBuf>,
}

impl Browser {
    /// As the environment suggests. Over SSH the browser would be that of the wrong machine.
    pub fn of(var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let opener = if set("SSH_TTY") || set("SSH_CONNECTION") {
            Err("this program runs over SSH, and the browser would open at the far end")
        } else if cfg!(target_os = "macos") {
            Ok("open")
        } else if set("DISPLAY") || set("WAYLAND_DISPLAY") {
            Ok("xdg-open")
        } else {
            Err("there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set)")
        };
        let directory = var("XDG_RUNTIME_DIR").filter(|dir| !dir.is_empty());
        Self {
            opener,
            directory: directory.map_or_else(std::env::temp_dir, PathBuf::from),
            made: None,
        }
    }

    /// Has a browser show this, and does not wait for it.
    ///
    /// # Errors
    /// Why not, and what to do instead.
    pub fn open(&mut self, address: &Secret) -> Result<(), String> {
        let instead = "y copies the address";
        let opener = self
            .opener
            .map_err(|why| format!("Not opened: {why}. {instead}"))?;
        self.open_with(opener, address)
            .map_err(|why| format!("Not opened: {why}. {instead}"))
    }

    fn open_with(&mut self, opener: &str, address: &Secret) -> Result<(), String> {
        self.forget();
        let page = page(address).ok_or("the cloud's address is none a browser opens")?;
        let name = format!("horizon-tui-{}.html", uuid::Uuid::new_v4());
        let path = self.directory.join(name);
        left().push(path.clone());
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(page.as_bytes()));
        self.made = Some(path.clone());
        written.map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        let child = Command::new(opener)
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The terminal's Ctrl+C is not for the browser.
            .process_group(0)
            .spawn();
        let mut child = child.map_err(|error| {
            self.forget();
            format!("{opener} cannot be started: {error}")
        })?;
        std::thread::spawn(move || child.wait());
        Ok(())
    }

    fn forget(&mut self) {
        if let Some(path) = self.made.take() {
            left().retain(|it| *it != path);
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.forget();
    }
}

/// A page that leads on to an address of the web; `None` for any other.
fn page(address: &Secret) -> Option<String> {
    let address = address.expose();
    let lower = address.to_ascii_lowercase();
    let web = lower.starts_with("http://") || lower.starts_with("https://");
    if !web || address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let address = address
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    Some(format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\">\n<title>Console</title>\n\
         <a href=\"{address}\">Console</a>\n"
    ))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn browser(vars: &[(&str, &str)]) -> Browser {
        Browser::of(|name| {
            let mut vars = vars.iter();
            let found = vars.find(|(var, _)| *var == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    const CONSOLE: &str = "http://127.0.0.1:6080/vnc_auto.html?path=%3Ftoken%3Dsecret&title=x";

    #[test]
    fn over_ssh_and_without_a_desktop_it_says_so_and_offers_to_copy() {
        let ssh = [("DISPLAY", ":0"), ("SSH_CONNECTION", "10.0.0.1 22")];
        let why = browser(&ssh).open(&CONSOLE.into()).unwrap_err();
        assert!(
            why.contains("over SSH") && why.contains("y copies"),
            "{why}"
        );
        if cfg!(not(target_os = "macos")) {
            let why = browser(&[]).open(&CONSOLE.into()).unwrap_err();
            assert!(why.contains("no desktop"), "{why}");
        }
    }

    #[test]
    fn the_browser_gets_a_private_file_and_its_arguments_no_token() {
        let dir = tempfile::tempdir().unwrap();
        let mut browser = browser(&[("XDG_RUNTIME_DIR", dir.path().to_str().unwrap())]);
        browser.open_with("true", &CONSOLE.into()).unwrap();
        let file = browser.made.clone().unwrap();
        assert!(!file.display().to_string().contains("token"));
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let page = fs::read_to_string(&file).unwrap();
        assert!(page.contains("token%3Dsecret&amp;title=x"), "{page}");
        browser.open_with("true", &CONSOLE.into()).unwrap();
        assert!(!file.exists(), "the next one takes its place");
        drop(browser);
        let left = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(left, 0, "it does not outlive the program");
    }

    #[test]
    fn an_address_that_is_none_of_the_web_or_holds_more_than_one_is_not_opened() {
        for odd in [
            "wss://h/token",
            "javascript:alert(1)",
            "http://h/\n<script>",
        ] {
            assert_eq!(page(&odd.into()), None, "{odd:?}");
        }
        let quoted = page(&"http://h/\"><script>x".into()).unwrap();
        assert!(!quoted.contains("<script"), "{quoted}");
    }

    #[test]
    fn a_missing_opener_is_told_and_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let mut browser = browser(&[("XDG_RUNTIME_DIR", dir.path().to_str().unwrap())]);
        let why = browser
            .open_with("no-such-opener-anywhere", &CONSOLE.into())
            .unwrap_err();
        assert!(why.contains("cannot be started"), "{why}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
