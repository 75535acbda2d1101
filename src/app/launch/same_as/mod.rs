//! "The same thing as": a launch said in the words of other tools, before it is sent. Each form is
//! made from the very [`NewServer`] that makes the request, and means the same `POST /servers`;
//! where a tool has no word for something, a `#` comment at the top says so.

mod bash;
mod cli;
mod hcl;
mod json;
mod names;
mod terraform;
#[cfg(test)]
mod tests;

pub use names::{Known, Names};

use crate::app::wrap::is_unsafe;
use crate::openstack::compute::{DiskConfig, Microversion, NewServer};

/// From when on Nova knows what is not as old as 2.1, as in [`NewServer::body`].
/// <https://docs.openstack.org/nova/latest/reference/api-microversion-history.html>
const DESCRIPTION: Microversion = Microversion(2, 19);
/// "auto" and "none" for `networks`.
const NETWORK_WORDS: Microversion = Microversion(2, 37);
const TAGS: Microversion = Microversion(2, 52);
const VOLUME_TYPE: Microversion = Microversion(2, 67);

/// What a launch can be shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// `openstack server create …`, for bash.
    #[default]
    Cli,
    /// The body of `POST /servers`.
    Json,
    /// A resource `openstack_compute_instance_v2`.
    Terraform,
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Cli, Self::Json, Self::Terraform];

    pub fn title(self) -> &'static str {
        match self {
            Self::Cli => "openstack CLI",
            Self::Json => "Nova JSON",
            Self::Terraform => "Terraform",
        }
    }

    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Cli => Self::Json,
            Self::Json => Self::Terraform,
            Self::Terraform => Self::Cli,
        }
    }

    /// A file name for it: `web.sh`, `web.json`, `web.tf`. The server's name may be anything; the
    /// file's is plain ASCII and names no folder.
    pub fn file_name(self, server: &str) -> String {
        let extension = match self {
            Self::Cli => "sh",
            Self::Json => "json",
            Self::Terraform => "tf",
        };
        let stem = plain(server, "_.");
        let stem = if stem.is_empty() { "server" } else { &stem };
        format!("{stem}.{extension}")
    }
}

/// What the forms need to know besides the launch.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// The cloud's name in `clouds.yaml`; `None` where it comes from the environment.
    pub cloud: Option<&'a str>,
    pub region: Option<&'a str>,
    /// What the launch is sent with: what Nova does not know by then is in no form.
    pub version: Microversion,
    pub user_data: UserDataFrom<'a>,
    pub names: Names<'a>,
}

/// Where the user data was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserDataFrom<'a> {
    #[default]
    Text,
    /// A path as it was typed, `~/` and all.
    File(&'a str),
}

/// The launch in this form: whole lines, none of them wrapped. The admin password is never in it.
pub fn render(form: Form, new: &NewServer, setting: &Setting<'_>) -> String {
    match form {
        Form::Cli => cli::command(new, setting),
        Form::Json => json::body(new, setting.version),
        Form::Terraform => terraform::resource(new, setting),
    }
}

/// ASCII letters, digits, `-` and what is in `also`; everything else becomes one `-`.
fn plain(text: &str, also: &str) -> String {
    const LONGEST: usize = 60;
    let mut plain = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || also.contains(c) {
            plain.push(c);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    // A leading dot hides a file; a leading dash makes an option of it.
    let plain = plain.trim_start_matches(['-', '.']);
    let plain: String = plain.chars().take(LONGEST).collect();
    plain.trim_end_matches(['-', '.']).to_owned()
}

/// A character that is not seen, or that changes how its neighbours are: it is only ever written
/// as an escape, so that what is read is what is meant, and a paste presses no key.
fn is_hidden(c: char) -> bool {
    is_unsafe(c)
}

/// What no tool here has a word for. <https://docs.openstack.org/api-ref/compute/#create-server>
fn disk_config_note(new: &NewServer, tool: &str) -> String {
    let word = match new.disk_config {
        DiskConfig::Auto => "AUTO",
        DiskConfig::Manual => "MANUAL",
    };
    format!(
        "{tool} has no word for OS-DCF:diskConfig ({word} here): Nova takes the image's \
         auto_disk_config, else MANUAL."
    )
}
