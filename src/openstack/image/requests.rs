//! Requests to Glance. <https://docs.openstack.org/api-ref/image/v2/#images>

use super::{Image, row};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::ImageId;
use crate::openstack::pages::{Decode, Listing, Pages};

impl Client {
    /// `GET /v2/images`: public ones, the project's own, and those shared with it.
    pub fn images(&self) -> Pages<Image> {
        let listing = Listing {
            service: Service::Image,
            path: vec!["images".into()],
            query: Vec::new(),
            key: "images",
            cap: None,
            // Without a limit the page is of 25.
            sizes: Some((100, 1000)),
            decode: Decode::Page(row::images),
        };
        Pages::new(self, listing)
    }

    /// `GET /v2/images?visibility=community&status=active`: what others offer to everyone, which
    /// the plain list leaves out.
    pub async fn community_images(&self) -> Result<Vec<Image>, Error> {
        let community = self.images().only("visibility", "community");
        community.only("status", "active").all().await
    }

    /// `GET /v2/images/{id}`; also finds what the list hides (community, `os_hidden`).
    pub async fn image(&self, id: &ImageId) -> Result<Image, Error> {
        let path = ["images", id.as_str()];
        let answer = self.ask(Ask::get(Service::Image, &path)).await?;
        row::image(&answer.json()?, self.strings())
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no image."))
    }

    /// `DELETE /v2/images/{id}`.
    ///
    /// # Errors
    /// `Forbidden` when it is protected or another project's, `Conflict` when it is in use,
    /// `NotFound` when it is gone already.
    pub async fn delete_image(&self, id: &ImageId) -> Result<Option<String>, Error> {
        let path = ["images", id.as_str()];
        let answer = self.ask(Ask::delete(Service::Image, &path)).await?;
        Ok(answer.request_id)
    }
}
