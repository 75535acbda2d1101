//! The flavor an instance has, to measure others and images by it.

use super::View;
use crate::app::launch::disk::RootDisk;
use crate::app::launch::fit::Demand;
use crate::openstack::compute::{Boot, Flavor, Server};
use crate::openstack::image::Image;

/// Its flavor as the list has it; one that is no longer there as the instance itself tells it.
pub(super) fn current(view: View<'_>) -> Flavor {
    let flavors = view.world.choices.flavors.get();
    let listed = flavors
        .into_iter()
        .flatten()
        .find(|flavor| is_of(view.server, flavor));
    listed.cloned().unwrap_or_else(|| told_by(view.server))
}

/// Whether an instance has this flavor; from microversion 2.47 on it tells the name alone.
pub(super) fn is_of(server: &Server, flavor: &Flavor) -> bool {
    match (&server.flavor.id, &server.flavor.name) {
        (Some(id), _) => *id == flavor.id,
        (None, Some(name)) => *name == flavor.name,
        (None, None) => false,
    }
}

/// What an instance asks of a flavor when it is to run from this image; no quota is counted.
pub(super) fn demand<'a>(server: &Server, image: Option<&'a Image>) -> Demand<'a> {
    Demand {
        image,
        min_ram_mib: image.map_or(0, |image| image.min_ram_mib),
        root: if server.boot == Boot::Volume {
            RootDisk::Given
        } else {
            RootDisk::Local
        },
        volume_follows_flavor: false,
        zero_disk_allowed: true,
        single: true,
        count: 1,
        limits: None,
        volume_limits: None,
    }
}

fn told_by(server: &Server) -> Flavor {
    let flavor = &server.flavor;
    let name = flavor.name.as_deref().unwrap_or("its flavor");
    Flavor {
        id: flavor.id.clone().unwrap_or_else(|| name.into()),
        name: name.into(),
        vcpus: flavor.vcpus.unwrap_or(0),
        ram_mib: flavor.ram_mib.unwrap_or(0),
        disk_gib: flavor.disk_gib.unwrap_or(0),
        ephemeral_gib: 0,
        swap_mib: 0,
        public: false,
        extra_specs: std::collections::BTreeMap::new(),
    }
}
