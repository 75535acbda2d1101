//! Requests to Cinder. <https://docs.openstack.org/api-ref/block-storage/v3/>

use super::{Volume, VolumeLimits, VolumeSnapshot, VolumeType};
use crate::openstack::client::Client;
use crate::openstack::error::Error;

impl Client {
    /// `GET /volumes/detail?bootable=true`: those of any status, since snapshots of a volume in
    /// use can be booted too.
    pub async fn volumes(&self) -> Result<Vec<Volume>, Error> {
        std::future::ready(Ok(Vec::new())).await
    }

    /// `GET /snapshots/detail`.
    pub async fn volume_snapshots(&self) -> Result<Vec<VolumeSnapshot>, Error> {
        std::future::ready(Ok(Vec::new())).await
    }

    /// `GET /types` and `/types/default`.
    pub async fn volume_types(&self) -> Result<Vec<VolumeType>, Error> {
        std::future::ready(Ok(Vec::new())).await
    }

    /// `GET /limits`.
    pub async fn volume_limits(&self) -> Result<VolumeLimits, Error> {
        std::future::ready(Ok(VolumeLimits::default())).await
    }
}
