//! Retrieve Password: what the guest has left with Nova, opened with the private key on this
//! machine. It is shown once, and stands in no message and in no log.

use super::{Dialog, Fields, Id, Input, Note, View};
use crate::app::launch::login::private_half;
use crate::app::shell;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::Server;
use crate::openstack::secret::Secret;

#[derive(Debug)]
pub(super) struct RetrievePassword;

impl Dialog for RetrievePassword {
    fn title(&self) -> &'static str {
        "Retrieve password"
    }

    fn verb(&self) -> &'static str {
        "Decrypt password"
    }

    fn fields(&self, server: &Server) -> Vec<Input> {
        let name = server.key_name.as_deref().filter(|name| is_file_name(name));
        let path = name.map_or_else(String::new, |name| format!("~/.ssh/{name}"));
        vec![
            Input::line(Id::KeyFile, "Private key", &path).required(),
            Input::secret(Id::Passphrase, "Passphrase"),
        ]
    }

    fn reads(&self, _: &Server) -> Vec<Read> {
        vec![Read::PublicKeyFiles, Read::KeyPairs]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        if let Some(path) = key_file(view) {
            fields.propose_text(Id::KeyFile, &path);
        }
    }

    fn notes(&self, _: &Fields, view: View<'_>) -> Vec<Note> {
        vec![
            match &view.server.key_name {
                Some(name) => Note::Fact(format!("It was made with the key pair {name}.")),
                None => Note::Warning("It was made without a key pair.".into()),
            },
            Note::Fact(
                "The key stays on this machine. Only an RSA key can open a password.".into(),
            ),
        ]
    }

    /// `openstack` cannot; the client of Nova can.
    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let id = shell::operands([view.server.id.as_str()]).join(" ");
        let path = fields.given(Id::KeyFile);
        path.map(|path| format!("nova get-password {id} {}", unquoted_home(&path)))
            .into_iter()
            .collect()
    }

    fn writes(&self, _: &Fields, _: View<'_>) -> Vec<(Write, String)> {
        Vec::new()
    }

    fn question(&self, fields: &Fields, server: &Server) -> Option<Read> {
        let passphrase = fields.secret(Id::Passphrase);
        Some(Read::ServerPassword {
            server: server.id.clone(),
            key: fields.text(Id::KeyFile).into(),
            passphrase: (!passphrase.is_empty()).then(|| Secret::from(passphrase)),
        })
    }
}

/// Whether a key pair's name can be the name of a file.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\0']) && !name.chars().any(char::is_control)
}

/// A shell reads a leading `~/` only where it is not quoted.
fn unquoted_home(path: &str) -> String {
    match path.strip_prefix("~/") {
        Some(rest) => format!("~/{}", shell::quote(rest)),
        None => shell::quote(path),
    }
}

/// The file with the private half of the instance's key pair, told by its public half.
fn key_file(view: View<'_>) -> Option<String> {
    let choices = view.world.choices;
    let name = view.server.key_name.as_deref()?;
    let mut pairs = choices.key_pairs.get()?.iter();
    let pair = pairs.find(|pair| pair.name == name)?;
    let file = private_half(pair, choices.key_files.get()?)?;
    Some(file.path.with_extension("").to_string_lossy().into_owned())
}
