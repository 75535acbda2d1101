//! Requests that change a server that exists, and those that read its details.
//! <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

use super::{
    Accepted, Acted, ActionEvent, ConsoleKind, MetadataChange, NewInterface, RemoteConsole,
    ServerAct, ServerDetail, ServerUpdate, VolumeAttachment,
};
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{PortId, ServerId, VolumeId};

#[expect(clippy::unused_async, reason = "contract")]
async fn unbuilt<T>() -> Result<T, Error> {
    Err(Error::new(Kind::NotAllowed, "not built yet"))
}

impl Client {
    pub async fn act(&self, _: &ServerId, _: &ServerAct) -> Result<Acted, Error> {
        unbuilt().await
    }

    pub async fn update_server(&self, _: &ServerId, _: &ServerUpdate) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn change_metadata(
        &self,
        _: &ServerId,
        _: &MetadataChange,
    ) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn set_tags(&self, _: &ServerId, _: &[String]) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn attach_interface(
        &self,
        _: &ServerId,
        _: &NewInterface,
    ) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn detach_interface(&self, _: &ServerId, _: &PortId) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn attach_volume(&self, _: &ServerId, _: &VolumeId) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn detach_volume(&self, _: &ServerId, _: &VolumeId) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn server_detail(&self, _: &ServerId) -> Result<ServerDetail, Error> {
        unbuilt().await
    }

    pub async fn server_volumes(&self, _: &ServerId) -> Result<Vec<VolumeAttachment>, Error> {
        unbuilt().await
    }

    pub async fn action_events(&self, _: &ServerId, _: &str) -> Result<Vec<ActionEvent>, Error> {
        unbuilt().await
    }

    pub async fn remote_console(
        &self,
        _: &ServerId,
        _: Option<ConsoleKind>,
    ) -> Result<RemoteConsole, Error> {
        unbuilt().await
    }

    /// The password as Nova keeps it: base64 of what was encrypted with the key pair's public half.
    pub async fn server_password(&self, _: &ServerId) -> Result<Option<String>, Error> {
        unbuilt().await
    }
}
