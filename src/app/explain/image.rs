//! Images and flavors, and whether they fit.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &["is protected and cannot be deleted"],
        "The image is protected",
        "Take its protection away first: openstack image set --unprotected.",
    ),
    (
        &[
            "image*could not be deleted because it is in use",
            "image*is in use",
        ],
        "Something still uses the image",
        "Delete the volumes or images made from it first.",
    ),
    (
        &["image has been deactivated"],
        "The image is deactivated",
        "Only an administrator can reactivate it; choose another image.",
    ),
    (
        &["when resizing, instances must change flavor"],
        "It has that flavor already",
        "Choose another flavor.",
    ),
    (
        &[
            "resize to zero disk flavor",
            "disk was unable to be resized",
            "unable to resize disk down",
        ],
        "The disk cannot become smaller",
        "Choose a flavor whose disk is at least as large as now.",
    ),
    (
        &["image*is not active"],
        "The image is not active",
        "Choose an image that is active; a deactivated one only its owner can reactivate.",
    ),
    (
        &[
            "can not find requested image",
            "cannot find image for",
            "failed to find image",
            "image*could not be found",
            "failed to get image",
        ],
        "The image is gone or not shared",
        "Choose another image.",
    ),
    (
        &["flavor's memory is too small"],
        "The flavor has too little RAM",
        "Choose a flavor with at least the image's minimum RAM.",
    ),
    (
        &[
            "flavor's disk is smaller than the minimum",
            "flavor's disk is too small",
            "instance's disk would be too small",
        ],
        "The flavor's disk is too small",
        "Choose a flavor with a larger disk, or boot from a new volume of the right size.",
    ),
    (
        &["flavors with zero disk"],
        "The flavor has no disk of its own",
        "Boot from a new volume, or choose a flavor with a disk.",
    ),
    (
        &["flavor*could not be found"],
        "The flavor is gone",
        "Choose another flavor.",
    ),
];
