//! Volumes and their snapshots.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &[
            "fit in a volume of size",
            "volume is smaller than the minimum size",
        ],
        "The volume is too small",
        "Make it at least as large as the image's minimum disk and virtual size.",
    ),
    (
        &["non-zero size specified"],
        "The new volume has no size",
        "Give the volume a size.",
    ),
    (
        &["cannot detach a root device volume"],
        "The root disk cannot be detached",
        "An instance cannot be without it. Make a snapshot of the volume in place of that.",
    ),
    (
        &[
            "is not attached to volume",
            "volume attachment*could not be found",
            "no volume block device mapping",
        ],
        "The volume is not attached to it",
        "It may have been detached elsewhere: read the details again.",
    ),
    (
        &["maximum allowed number of disk devices"],
        "It has no room for another disk",
        "Detach another volume first.",
    ),
    (
        &["multiattach", "multi-attach"],
        "It cannot be attached to several here",
        "Detach it from the other instance, or use a volume type made for that.",
    ),
    (
        &["device detach failed", "could not be detached"],
        "The guest did not let the disk go",
        "Unmount it in the guest, then try again; a stopped instance always lets it go.",
    ),
    (
        &[
            "volume*status must be",
            "invalid volume*not available",
            "volume*is already attached",
            "volume*must be available",
        ],
        "The volume is in use or not ready",
        "Detach it, wait until it is available, or choose another volume.",
    ),
    (
        &["block device*is not bootable"],
        "The volume cannot be booted from",
        "Choose a bootable volume, or mark this one bootable.",
    ),
    (
        &["volume*did not finish being created"],
        "The new volume was not ready in time",
        "Try again. For a large image try a smaller one, or make the volume first.",
    ),
    (
        &[
            "failed to get volume",
            "volume type*could not be found",
            "volume*could not be found",
        ],
        "The volume or its type is gone",
        "Choose another volume or volume type.",
    ),
    (
        &["failed to get snapshot", "snapshot*could not be found"],
        "The volume snapshot is gone",
        "Choose another volume snapshot.",
    ),
    (
        &["availability zone*attached volumes do not match"],
        "The volume is in another zone",
        "Choose the volume's availability zone.",
    ),
    (
        &["connection to cinder host failed"],
        "The block storage service did not answer",
        "Try again later, or boot without a volume.",
    ),
];
