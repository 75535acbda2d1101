//! The images a running instance can be given.

use super::offer::{left, right};
use super::{Column, Offer, Row, View};
use crate::app::choices::Load;
use crate::app::format;
use crate::openstack::id::ImageId;
use crate::openstack::image::Image;

const COLUMNS: &[Column] = &[left("IMAGE"), right("SIZE"), left("VISIBILITY")];

/// All that boot, by name, with what is against each.
pub(super) fn offer(view: View<'_>, against: impl Fn(&Image) -> Option<String>) -> Offer<'_> {
    let world = view.world;
    let community = world.choices.community.get().into_iter().flatten();
    let community = community.filter(|image| world.images.iter().all(|one| one.id != image.id));
    let mut images: Vec<&Image> = world.images.iter().chain(community).collect();
    images.retain(|image| image.is_bootable());
    images.sort_by_key(|image| image.title().to_lowercase());
    let load = if images.is_empty() {
        world.images_load
    } else {
        Load::Ready
    };
    let offer = Offer::new(COLUMNS, load, "No active image that boots.");
    offer.with(images.into_iter().map(|image| {
        let size = image.size.filter(|bytes| *bytes > 0);
        let cells = vec![
            image.title().to_owned(),
            size.map_or_else(|| "in a volume".into(), format::bytes),
            image.visibility.to_string(),
        ];
        Row::new(image.id.as_str(), cells).but(against(image))
    }))
}

/// An image by its name; by its id when it is not listed.
pub(super) fn name_of(id: &ImageId, view: View<'_>) -> String {
    let image = view.world.image(id);
    image.map_or(id.as_str(), Image::title).to_owned()
}
