//! `curl`, which asks what the program asks, and shows nothing.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::distance::Front;
use crate::harness::measure::time;
use crate::harness::token::login;

/// One process for each measurement, one connection in it.
pub struct Curl {
    base: String,
    token: String,
}

impl Curl {
    pub fn new(front: &Front, token: String) -> Self {
        Self {
            base: front.base().to_owned(),
            token,
        }
    }

    /// A login, then these paths one after the other. curl cannot read its token out of the first
    /// answer, and is given one beforehand.
    pub fn token_and(&self, paths: &[&String]) -> Duration {
        let mut command = curl();
        let url = format!("{}/identity/v3/auth/tokens", self.base);
        command.args(["-H", "Content-Type: application/json", "-d", &login()]);
        command.args(["-o", "/dev/null", &url, "--next"]);
        self.paths(command, paths)
    }

    /// These paths one after the other.
    pub fn get(&self, paths: &[&String]) -> Duration {
        self.paths(curl(), paths)
    }

    fn paths(&self, mut command: Command, paths: &[&String]) -> Duration {
        // What stands before --next does not hold behind it.
        command.args(["-sS", "--fail", "--noproxy", "*"]);
        command.args(["-H", "OpenStack-API-Version: compute 2.90"]);
        command.args(["-H", &format!("X-Auth-Token: {}", self.token)]);
        for path in paths {
            command.args(["-o", "/dev/null", &format!("{}{path}", self.base)]);
        }
        time(|| {
            let status = command.status().unwrap();
            assert!(status.success(), "curl: {status}");
        })
    }
}

fn curl() -> Command {
    let mut command = Command::new("curl");
    // Neither a proxy nor a file of settings is to be in its way.
    command.args(["-q", "-sS", "--fail", "--noproxy", "*"]);
    command.stdout(Stdio::null());
    command
}
