//! Requests about the ports and floating IPs of servers.
//! <https://docs.openstack.org/api-ref/network/v2/>

use super::{FloatingIp, PortUpdate, ServerPort};
use crate::openstack::client::Client;
use crate::openstack::compute::Accepted;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{FloatingIpId, NetworkId, PortId, ServerId};

#[expect(clippy::unused_async, reason = "contract")]
async fn unbuilt<T>() -> Result<T, Error> {
    Err(Error::new(Kind::NotAllowed, "not built yet"))
}

impl Client {
    pub async fn server_ports(&self, _: &ServerId) -> Result<Vec<ServerPort>, Error> {
        unbuilt().await
    }

    pub async fn update_port(&self, _: &PortId, _: &PortUpdate) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn floating_ips(&self) -> Result<Vec<FloatingIp>, Error> {
        unbuilt().await
    }

    pub async fn create_floating_ip(
        &self,
        _: &NetworkId,
        _: &PortId,
        _: Option<&str>,
    ) -> Result<(FloatingIp, Option<String>), Error> {
        unbuilt().await
    }

    pub async fn associate_floating_ip(
        &self,
        _: &FloatingIpId,
        _: &PortId,
        _: Option<&str>,
    ) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn disassociate_floating_ip(&self, _: &FloatingIpId) -> Result<Accepted, Error> {
        unbuilt().await
    }

    pub async fn release_floating_ip(&self, _: &FloatingIpId) -> Result<Accepted, Error> {
        unbuilt().await
    }
}
