//! What a launch's fault or refusal means, and what to try.
//!
//! The texts are those of Nova's `exception.py` and `compute/manager.py`, and what Cinder and
//! Neutron say through it. Nova cuts a fault at 255 characters, so nothing here looks at a
//! text's end.

/// A fault in plain words. The cloud's own are shown beside it, never replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Short enough for a row.
    pub meaning: &'static str,
    pub advice: &'static str,
}

/// What the text of a fault, or of a refused launch, means; `None` when it is not known here.
pub fn fault(text: &str) -> Option<Explained> {
    let text = text.to_lowercase();
    let known = FAULTS
        .iter()
        .find(|(patterns, ..)| patterns.iter().any(|pattern| occurs(pattern, &text)));
    known.map(|(_, meaning, advice)| Explained { meaning, advice })
}

/// Whether the parts of a pattern, which `*` separates, stand in the text one after the other.
fn occurs(pattern: &str, text: &str) -> bool {
    let mut rest = Some(text);
    for part in pattern.split('*') {
        rest = rest.and_then(|rest| rest.split_once(part).map(|(_, after)| after));
    }
    rest.is_some()
}

type Row = (&'static [&'static str], &'static str, &'static str);

/// Patterns in lower case, what they mean, what to try. The first that occurs counts: a cause
/// stands before the wrapping Nova puts around it ("aborted", "retries", "No valid host").
const FAULTS: &[Row] = &[
    // Quotas.
    (
        &["quota exceeded for instances:"],
        "The instance quota is used up",
        "Launch fewer, delete instances you no longer need, or ask for more quota.",
    ),
    (
        &["quota exceeded for cores:"],
        "The vCPU quota is used up",
        "Choose a flavor with fewer vCPUs, launch fewer, or ask for more quota.",
    ),
    (
        &["quota exceeded for ram:"],
        "The RAM quota is used up",
        "Choose a flavor with less RAM, launch fewer, or ask for more quota.",
    ),
    (
        &[
            "exceeds allowed gigabytes",
            "volumesizeexceeds",
            "gigabytes*quota",
        ],
        "The volume quota (GB) is used up",
        "Choose a smaller volume, boot without a new one, delete volumes, or ask for more quota.",
    ),
    (
        &["volumelimitexceeded", "maximum number of volumes"],
        "The volume quota is used up",
        "Boot without a new volume, delete volumes you no longer need, or ask for more quota.",
    ),
    (
        &[
            "maximum number of ports exceeded",
            "quota exceeded for resources*port",
            "portlimitexceeded",
        ],
        "The port quota is used up",
        "Use fewer networks or instances, delete ports no server uses, or ask for more quota.",
    ),
    (
        &["too many servers in group", "too many server groups"],
        "The server group is full",
        "Choose another server group, or none.",
    ),
    (
        &["quota exceeded", "maximum number of security groups"],
        "A quota of the project is used up",
        "Launch fewer or smaller instances, delete what you no longer need, or ask for more quota.",
    ),
    // The image and the flavor.
    (
        &["image*is not active"],
        "The image is not active",
        "Choose an image that is active; a deactivated one only its owner can reactivate.",
    ),
    (
        &[
            "can not find requested image",
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
    // Volumes.
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
    // Networks.
    (
        &["requires a subnet"],
        "The network has no subnet",
        "Choose a network with a subnet, or create one in it.",
    ),
    (
        &["create an interface on external network"],
        "The external network is not for servers",
        "Choose a network of the project; a floating IP gives access from outside.",
    ),
    (
        &[
            "no more ip addresses",
            "no fixed ip addresses available",
            "ipaddressgenerationfailure",
        ],
        "The network has no free address left",
        "Choose another network, or delete ports no server uses.",
    ),
    (
        &["fixed ip address*already in use"],
        "The address is in use",
        "Choose another address, or let the cloud choose one.",
    ),
    (
        &["port*is still in use"],
        "The port is in use by a server",
        "Choose another port, or a network in its place.",
    ),
    (
        &["port*not usable", "port*requires a fixedip"],
        "The port cannot be used",
        "Choose a port of this project with an address, or a network in its place.",
    ),
    (
        &[
            "multiple possible networks",
            "more than one possible network",
        ],
        "There are several networks",
        "Choose the network the server is to be on.",
    ),
    (
        &["unable to automatically allocate a network"],
        "No network could be made",
        "Choose a network; the cloud is not set up to make one.",
    ),
    (
        &["network*could not be found", "port id*could not be found"],
        "The network or port is gone",
        "Choose another one.",
    ),
    (
        &["unable to find security_group", "security group*not found"],
        "The security group is gone",
        "Choose another security group.",
    ),
    (
        &["network requires port_security_enabled"],
        "The network takes no security groups",
        "Choose no security group for it, or a network with port security.",
    ),
    (
        &["binding failed for port", "virtual interface"],
        "The network could not be plugged in",
        "Try again, perhaps in another zone; if it stays, tell your operator the request id.",
    ),
    // Where it is to run.
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
];

#[cfg(test)]
mod tests {
    use super::*;

    /// As Nova said it, in an answer or a fault.
    const SAID: &[(&str, &str)] = &[
        (
            "No valid host was found. There are not enough hosts available.",
            "No host can take it",
        ),
        ("No valid host was found. ", "No host can take it"),
        (
            "Exceeded maximum number of retries. Exceeded max scheduling attempts 3 for instance \
             5ada3cf2-5642-4f90-9fe3-86abad4e5432. Last exception: internal error: qemu \
             unexpectedly closed the monitor",
            "Every host that was tried failed",
        ),
        (
            "Exceeded maximum number of retries. Exceeded max scheduling attempts 3 for instance \
             5ada3cf2-5642-4f90-9fe3-86abad4e5432. Last exception: Binding failed for port \
             0e6db93e-1190-49c0-8114-2d317e200fd6, please check neutron logs for more information.",
            "The network could not be plugged in",
        ),
        (
            "Quota exceeded for instances: Requested 3, but already used 24 of 25 instances",
            "The instance quota is used up",
        ),
        (
            "Quota exceeded for cores: Requested 8, but already used 4 of 4 cores",
            "The vCPU quota is used up",
        ),
        (
            "Quota exceeded for ram: Requested 8192, but already used 512 of 8192 ram",
            "The RAM quota is used up",
        ),
        (
            "Quota exceeded for cores, instances, ram: Requested 8, 4, 16384, but already used 1, \
             1, 512 of 4, 3, 8192 cores, instances, ram",
            "A quota of the project is used up",
        ),
        (
            "Maximum number of ports exceeded",
            "The port quota is used up",
        ),
        (
            "Build of instance 8e84af01-1af2-400a-a600-2fb978ec1b25 aborted: \
             VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed \
             gigabytes quota. Requested 100000G, quota is 1000G and 22G has been consumed.",
            "The volume quota (GB) is used up",
        ),
        (
            "Build of instance 8e84af01-1af2-400a-a600-2fb978ec1b25 aborted: VolumeLimitExceeded: \
             Maximum number of volumes allowed (10) exceeded for quota 'volumes'.",
            "The volume quota is used up",
        ),
        (
            "Image 9ebcaf1a-728b-4bdf-8505-9582d1af6bcf is not active.",
            "The image is not active",
        ),
        (
            "Can not find requested image",
            "The image is gone or not shared",
        ),
        (
            "Flavor's memory is too small for requested image.",
            "The flavor has too little RAM",
        ),
        (
            "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor \
             disk is 1073741824 bytes, minimum size is 53687091200 bytes.",
            "The flavor's disk is too small",
        ),
        (
            "Flavor's disk is too small for requested image. Flavor disk is 1073741824 bytes, \
             image is 2361393152 bytes.",
            "The flavor's disk is too small",
        ),
        (
            "Only volume-backed servers are allowed for flavors with zero disk.",
            "The flavor has no disk of its own",
        ),
        ("Flavor nope could not be found.", "The flavor is gone"),
        (
            "Invalid key_name provided.",
            "The key pair is not yours or not here",
        ),
        (
            "Network dec45978-172f-4251-b1f8-a385c9ca9527 requires a subnet in order to boot \
             instances on.",
            "The network has no subnet",
        ),
        (
            "It is not allowed to create an interface on external network \
             dec45978-172f-4251-b1f8-a385c9ca9527",
            "The external network is not for servers",
        ),
        (
            "Port 0e6db93e-1190-49c0-8114-2d317e200fd6 is still in use.",
            "The port is in use by a server",
        ),
        (
            "Port id 00000000-0000-0000-0000-000000000000 could not be found.",
            "The network or port is gone",
        ),
        (
            "Multiple possible networks found, use a Network ID to be more specific.",
            "There are several networks",
        ),
        (
            "No fixed IP addresses available for network: dec45978-172f-4251-b1f8-a385c9ca9527",
            "The network has no free address left",
        ),
        (
            "No more IP addresses available on network dec45978-172f-4251-b1f8-a385c9ca9527.",
            "The network has no free address left",
        ),
        (
            "Unable to find security_group with name or id \
             '00000000-0000-0000-0000-000000000000'",
            "The security group is gone",
        ),
        (
            "Invalid volume: Invalid input received: Invalid volume: Volume \
             bc2b8e83-c344-4234-9c8b-ee81186fffec status must be available or downloading to \
             reserve, but the current status is in-use. (HTTP 400) (Request-ID: \
             req-695b075b-ab4d-4bf6-9e11-f4658c204c5c)",
            "The volume is in use or not ready",
        ),
        (
            "Block Device Mapping is Invalid: failed to get volume \
             00000000-0000-0000-0000-000000000000.",
            "The volume or its type is gone",
        ),
        (
            "Volume type gold could not be found.",
            "The volume or its type is gone",
        ),
        (
            "Build of instance f832eccc-c308-4076-abc0-21204fce037a aborted: Invalid input \
             received: Image d175b117-9c22-4a71-a1ce-187241ea44bc is unacceptable: Image virtual \
             size is 2GB and doesn't fit in a volume of size 1GB. (HTTP 400) (Request-ID: \
             req-f8bc647b-1bb",
            "The volume is too small",
        ),
        (
            "Volume is smaller than the minimum size specified in image metadata. Volume size is \
             1073741824 bytes, minimum size is 53687091200 bytes.",
            "The volume is too small",
        ),
        (
            "Images with destination_type 'volume' need to have a non-zero size specified",
            "The new volume has no size",
        ),
        (
            "Build of instance f832eccc-c308-4076-abc0-21204fce037a aborted: Volume \
             bc2b8e83-c344-4234-9c8b-ee81186fffec did not finish being created even after we \
             waited 187 seconds or 61 attempts. And its status is downloading.",
            "The new volume was not ready in time",
        ),
        (
            "Build of instance f832eccc-c308-4076-abc0-21204fce037a aborted: Failure prepping \
             block device.",
            "The disks could not be prepared",
        ),
        (
            "Build of instance f832eccc-c308-4076-abc0-21204fce037a aborted: Failed to allocate \
             the network(s), not rescheduling.",
            "Neutron could not make the ports",
        ),
        (
            "Build of instance f832eccc-c308-4076-abc0-21204fce037a was re-scheduled: \
             Anti-affinity instance group policy was violated",
            "The server group's policy cannot be met",
        ),
        (
            "Instance group 00000000-0000-0000-0000-000000000000 could not be found.",
            "The server group is gone",
        ),
        (
            "The requested availability zone is not available",
            "The zone is not known or not available",
        ),
        (
            "Build of instance 44c7a49e-b7d7-41a9-8fb3-d80e717cf65b aborted: the host ran out of \
             patience",
            "The host gave the build up",
        ),
    ];

    #[test]
    fn each_text_of_nova_has_the_meaning_of_its_cause() {
        for (text, meaning) in SAID {
            let explained = fault(text).map(|explained| explained.meaning);
            assert_eq!(explained, Some(*meaning), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed_at() {
        for text in ["", "Disk full", "Invalid input for field/attribute name."] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn a_meaning_is_short_enough_for_a_row() {
        for (_, meaning, _) in FAULTS {
            assert!(meaning.chars().count() <= 42, "{meaning}");
        }
    }
}
