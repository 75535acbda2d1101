//! Logging in to an instance with `ssh`: the command is shown, may be edited, and runs in place of
//! the screen.

mod account;
pub mod command;
pub mod errand;
pub mod form;

use self::command::PrivateKey;
use self::errand::{End, Errand};
use self::form::SshForm;
use super::App;
use super::modal::Modal;
use crate::cloud::message::Read;
use crate::openstack::compute::{Server, ServerStatus};

/// Why there is nobody to log in to; `None`: there may be. Whether a port is open nobody here
/// knows.
pub fn against(server: &Server) -> Option<String> {
    use ServerStatus as S;
    let title = server.title();
    if server.is_deleting() {
        return Some(format!("{title} is being deleted"));
    }
    match server.status {
        S::Build => Some(format!("{title} is still being built")),
        S::Shutoff
        | S::Paused
        | S::Suspended
        | S::Shelved
        | S::ShelvedOffloaded
        | S::SoftDeleted
        | S::Deleted => Some(format!(
            "{title} is {}: nothing answers there",
            server.status.as_str()
        )),
        _ if command::addresses(server).is_empty() => Some(format!("{title} has no address")),
        _ => None,
    }
}

impl App {
    /// One instance at a time. While a delete waits for its undo window nobody should be away: it
    /// could not be taken back, nor sent in time.
    pub(super) fn against_ssh(&self) -> Option<String> {
        let space = self.space.as_ref()?;
        let table = &space.instances.table;
        let marked = table.marked_len();
        if marked > 1 && space.details.is_none() {
            return Some(format!("{marked} instances are marked; ssh goes to one"));
        }
        if self.desk.jobs.held() > 0 {
            return Some("a delete is pending: U undoes it, or wait until it is sent".into());
        }
        let server = match &space.details {
            Some(details) => table.get(&details.row.id),
            None => table.target(),
        };
        match server {
            None => Some("the list is empty".into()),
            Some(server) => against(server),
        }
    }

    pub(super) fn open_ssh(&mut self) {
        let Some(space) = &mut self.space else { return };
        let Some(id) = space.server_targets().first().map(|s| s.id.clone()) else {
            return;
        };
        let mut cx = self.desk.cx(self.now, space.context);
        let has_pair = |server: &Server| server.key_name.is_some();
        if space.instances.table.get(&id).is_some_and(has_pair) {
            for read in [Read::KeyPairs, Read::PublicKeyFiles] {
                space.read_choice(read, &mut cx);
            }
        }
        let Some(server) = space.instances.table.get(&id) else {
            return;
        };
        let account = command::account(server, space.images.table.rows());
        let key = PrivateKey::of(server, &space.choices);
        let form = SshForm::new(server, account, key, self.now);
        self.modals.push(Modal::Ssh(Box::new(form)));
    }

    /// A key may have been found meanwhile.
    pub(super) fn ssh_world_changed(&mut self) {
        let Some(space) = &self.space else { return };
        for modal in &mut self.modals {
            if let Modal::Ssh(form) = modal
                && let Some(server) = space.instances.table.get(&form.server)
            {
                form.found(PrivateKey::of(server, &space.choices));
            }
        }
    }

    pub(super) fn on_ran(&mut self, errand: &Errand, end: &End) {
        // Nobody was away from the lists: they are read again as after a key.
        self.last_key = self.now.mono;
        let what = &errand.what;
        match errand.failure(end) {
            Some(failure) => {
                // What was not started has not been anywhere.
                let text = if end.left_words() {
                    format!("{what}: {failure}")
                } else {
                    failure
                };
                self.desk.notices.problem(text, self.now);
            }
            None => self.desk.notices.info(format!("{what} ended"), self.now),
        }
    }
}

#[cfg(test)]
mod tests;
