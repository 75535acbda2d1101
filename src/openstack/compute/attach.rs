//! Interfaces and volumes of a server.
//! <https://docs.openstack.org/api-ref/compute/#port-interfaces-servers-os-interface>

use futures_util::StreamExt;
use futures_util::stream;
use serde_json::{Value, json};

use super::{Accepted, NewInterface, VolumeAttachment};
use crate::openstack::ask::{Ask, CREATION};
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{PortId, ServerId, VolumeId};
use crate::openstack::json;
use crate::openstack::pages::rows;

/// Of Cinder, for one server.
const MOST_SHOWN_AT_ONCE: usize = 4;

impl Client {
    /// `POST /servers/{id}/os-interface`. Nova answers when the host is done.
    ///
    /// # Errors
    /// `Conflict` in another state than active, paused or stopped, during a task, or where an
    /// address is taken; `BadRequest` for an address outside the subnet; `NotFound` for a network
    /// or port that is not there.
    pub async fn attach_interface(
        &self,
        id: &ServerId,
        new: &NewInterface,
    ) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str(), "os-interface"];
        let ask = Ask::post(Service::Compute, &path, new.body());
        self.accepted(ask.within(CREATION)).await
    }

    /// `DELETE /servers/{id}/os-interface/{port}`. Accepted; a port that was made for the server
    /// goes with it.
    pub async fn detach_interface(&self, id: &ServerId, port: &PortId) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str(), "os-interface", port.as_str()];
        self.accepted(Ask::delete(Service::Compute, &path)).await
    }

    /// `GET /servers/{id}/os-interface/{port}`: whether the server has it. It has until the host is
    /// done with its detachment.
    pub async fn has_interface(&self, id: &ServerId, port: &PortId) -> Result<bool, Error> {
        let path = ["servers", id.as_str(), "os-interface", port.as_str()];
        match self.ask(Ask::get(Service::Compute, &path)).await {
            Ok(answer) => answer.json().map(|_| true),
            Err(error) if error.kind == Kind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// `POST /servers/{id}/os-volume_attachments`, with 2.60 for volumes that serve several.
    ///
    /// # Errors
    /// `BadRequest` for a volume in use, or one for several below 2.60; `NotFound`; `Conflict` in
    /// a state that does not allow it; `Forbidden` when the server has too many.
    pub async fn attach_volume(&self, id: &ServerId, volume: &VolumeId) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str(), "os-volume_attachments"];
        let body = json!({"volumeAttachment": {"volumeId": volume.as_str()}});
        let ask = Ask::post(Service::Compute, &path, body).cap(2, 60);
        self.accepted(ask.within(CREATION)).await
    }

    /// `DELETE /servers/{id}/os-volume_attachments/{volume}`. Accepted; with 2.20 also of a
    /// shelved server.
    ///
    /// # Errors
    /// `Conflict` in a state that does not allow it; `BadRequest` for the disk it booted from
    /// (`Forbidden` before 2025); `NotFound` when it is not attached.
    pub async fn detach_volume(&self, id: &ServerId, volume: &VolumeId) -> Result<Accepted, Error> {
        let path = [
            "servers",
            id.as_str(),
            "os-volume_attachments",
            volume.as_str(),
        ];
        let ask = Ask::delete(Service::Compute, &path).cap(2, 20);
        self.accepted(ask).await
    }

    /// `GET /servers/{id}/os-volume_attachments`, and of Cinder each volume, side by side. What
    /// Cinder does not tell is left open.
    pub async fn server_volumes(&self, id: &ServerId) -> Result<Vec<VolumeAttachment>, Error> {
        let path = ["servers", id.as_str(), "os-volume_attachments"];
        let answer = self
            .ask(Ask::get(Service::Compute, &path).cap(2, 79))
            .await?;
        let json = answer.json()?;
        let rows = rows(&answer, &json, "volumeAttachments")?;
        let mut attached: Vec<_> = rows.iter().filter_map(attachment).collect();
        let is_open = |it: &VolumeAttachment| it.delete_on_termination.is_none();
        if attached.iter().any(is_open) {
            self.fill_from_server(id, &mut attached).await;
        }
        let looked_up = attached.into_iter().map(|it| self.looked_up(it));
        Ok(stream::iter(looked_up)
            .buffered(MOST_SHOWN_AT_ONCE)
            .collect()
            .await)
    }

    /// Below 2.79 it is the server that says what goes with it, from 2.3 on.
    async fn fill_from_server(&self, id: &ServerId, attached: &mut [VolumeAttachment]) {
        let Ok(server) = self.server(id).await else {
            return;
        };
        for it in attached {
            let known = server.volumes.iter();
            let mut known = known.filter(|volume| volume.id == it.volume.as_str());
            it.delete_on_termination = known.next().and_then(|volume| volume.delete_on_termination);
        }
    }

    async fn looked_up(&self, attached: VolumeAttachment) -> VolumeAttachment {
        let Ok(volume) = self.volume(&attached.volume).await else {
            return attached;
        };
        VolumeAttachment {
            name: Some(volume.name),
            size_gib: Some(volume.size_gib),
            status: Some(volume.status),
            bootable: volume.bootable,
            ..attached
        }
    }
}

fn attachment(row: &Value) -> Option<VolumeAttachment> {
    Some(VolumeAttachment {
        volume: json::text(row, "volumeId")?.into(),
        device: json::text(row, "device"),
        delete_on_termination: row.get("delete_on_termination").and_then(Value::as_bool),
        name: None,
        size_gib: None,
        status: None,
        bootable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_of_every_age_are_read() {
        // Of 2.89 there is no `id`, of the first no `delete_on_termination`.
        let new = json!({"volumeId": "v", "device": "/dev/vdb", "serverId": "s", "tag": null,
            "delete_on_termination": true, "attachment_id": "a", "bdm_uuid": "b"});
        let read = attachment(&new).unwrap();
        assert_eq!(read.volume.as_str(), "v");
        assert_eq!(read.device.as_deref(), Some("/dev/vdb"));
        assert_eq!(read.delete_on_termination, Some(true));
        let old = attachment(&json!({"id": "v", "volumeId": "v", "device": null})).unwrap();
        assert_eq!((old.device, old.delete_on_termination), (None, None));
        assert_eq!(attachment(&json!({"device": "/dev/vdb"})), None);
    }
}
