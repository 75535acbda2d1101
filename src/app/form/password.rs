//! Change Password, and what holds for a password wherever one is typed.

use super::{Dialog, Fields, Id, Input, LONGEST, Note, PASSWORD, View, command};
use crate::cloud::message::Write;
use crate::openstack::compute::{Server, ServerAct};
use crate::openstack::secret::Secret;

/// The password that was typed; `None` when none was.
pub(super) fn given(fields: &Fields) -> Option<Secret> {
    let password = fields.secret(Id::Password);
    (!password.is_empty()).then(|| password.into())
}

pub(super) fn too_long(password: &str) -> Option<String> {
    let count = password.chars().count();
    (count > LONGEST).then(|| format!("at most {LONGEST} characters"))
}

pub(super) fn differ(fields: &Fields) -> Option<String> {
    let same = fields.secret(Id::Password) == fields.secret(Id::Again);
    (!same).then(|| "the passwords do not match".into())
}

#[derive(Debug)]
pub(super) struct ChangePassword;

impl Dialog for ChangePassword {
    fn title(&self) -> &'static str {
        "Change password"
    }

    fn verb(&self) -> &'static str {
        "Change password"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::secret(Id::Password, "New password").required(),
            Input::secret(Id::Again, "Again").required(),
        ]
    }

    fn problem(&self, id: Id, fields: &Fields, _: View<'_>) -> Option<String> {
        match id {
            Id::Password => too_long(fields.secret(id)),
            Id::Again => differ(fields),
            _ => None,
        }
    }

    fn notes(&self, _: &Fields, _: View<'_>) -> Vec<Note> {
        let words = "Of the guest's administrator (root). An agent in the guest has to set it; \
                     where there is none, the cloud refuses.";
        vec![Note::Fact(words.into())]
    }

    fn commands(&self, _: &Fields, view: View<'_>) -> Vec<String> {
        let options = [PASSWORD.to_owned()];
        vec![command("server set", &options, &[view.server.id.as_str()])]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(password) = given(fields) else {
            return Vec::new();
        };
        let server = view.server.id.clone();
        let act = ServerAct::ChangePassword(password);
        let what = format!("Change password of {}", view.server.title());
        vec![(Write::Act { server, act }, what)]
    }
}
