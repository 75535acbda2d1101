//! Where a server is to run, and what Nova wraps around a cause.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &["instance group policy was violated", "servergroup policy"],
        "The server group's policy cannot be met",
        "Choose another server group, a softer policy, or launch fewer.",
    ),
    (
        &["instance group*could not be found"],
        "The server group is gone",
        "Choose another server group, or none.",
    ),
    (
        &["requested availability zone is not available"],
        "The zone is not known or not available",
        "Choose another availability zone, or any.",
    ),
    (
        &["invalid key_name"],
        "The key pair is not yours or not here",
        "Choose a key pair of this user and region, or create one.",
    ),
    // What Nova wraps around a cause; alone it says little.
    (
        &["failed to allocate the network(s)"],
        "Neutron could not make the ports",
        "Check the port quota and the network's free addresses, or choose another network.",
    ),
    (
        &[
            "failure prepping block device",
            "block device mapping is invalid",
        ],
        "The disks could not be prepared",
        "Check the volume, its size and the volume quota, or boot from the image's own disk.",
    ),
    (
        &[
            "exceeded maximum number of retries",
            "insufficient compute resources",
        ],
        "Every host that was tried failed",
        "Try again later or in another zone; if it stays, tell your operator the request id.",
    ),
    (
        &["no valid host was found"],
        "No host can take it",
        "Choose a smaller flavor, any zone, no hints or server group; or try again later.",
    ),
    // All that Nova's action log tells those who are no administrators.
    (
        &["says “error”"],
        "Nova tells no more than that it failed",
        "Of a resize or a migration: most often no host has room for the flavor. Else tell your \
        operator the request id.",
    ),
    (
        &[
            "timed out waiting for a reply",
            "messagingtimeout",
            "placement api",
        ],
        "A service inside the cloud did not answer",
        "Try again later; if it stays, tell your operator the request id.",
    ),
    (
        &[
            "build of instance*aborted",
            "build of instance*was re-scheduled",
        ],
        "The host gave the build up",
        "The rest of the message is the host's reason. Try again, or tell your operator.",
    ),
    // Last: a fault of a build names the instance too.
    (
        &["instance*could not be found"],
        "The instance is gone, or not started yet",
        "It was deleted, perhaps elsewhere, or no host has it yet: read the list again.",
    ),
];
