//! The texts are those the services really say.

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

/// What was said to actions on instances, and by whom.
const SAID_TO_ACTIONS: &[(&str, &str)] = &[
    // Nova.
    (
        "Instance a102067b-3be7-45d1-a49f-8525522f9b42 is locked",
        "The instance is locked",
    ),
    (
        "Cannot 'start' instance a102067b-3be7-45d1-a49f-8525522f9b42 while it is in vm_state \
        active",
        "Its state does not allow that",
    ),
    (
        "Cannot 'rebuild' instance a102067b-3be7-45d1-a49f-8525522f9b42 while it is in task_state \
        resize_prep",
        "Another task is still at work on it",
    ),
    (
        "Cannot 'createImage' instance a102067b-3be7-45d1-a49f-8525522f9b42 while it is in \
        vm_state resized",
        "Its resize waits to be confirmed",
    ),
    (
        "Cannot 'attach_volume' instance a102067b-3be7-45d1-a49f-8525522f9b42 while it is in \
        vm_state rescued",
        "It is in rescue mode",
    ),
    (
        "Cannot 'start' instance a102067b-3be7-45d1-a49f-8525522f9b42 while it is in vm_state \
        deleted",
        "The instance is deleted",
    ),
    (
        "Instance a102067b-3be7-45d1-a49f-8525522f9b42 is not ready",
        "No host has the instance",
    ),
    (
        "Instance a102067b-3be7-45d1-a49f-8525522f9b42 is in an invalid state for 'rebuild'",
        "Its state or its lock does not allow that",
    ),
    (
        "Resize web-1 to m1.large failed: Nova says “Error” (request req-1)",
        "Nova tells no more than that it failed",
    ),
    (
        "Instance a102067b-3be7-45d1-a49f-8525522f9b42 could not be found.",
        "The instance is gone, or not started yet",
    ),
    (
        "When resizing, instances must change flavor!",
        "It has that flavor already",
    ),
    (
        "Policy doesn't allow os_compute_api:os-migrate-server:migrate_live to be performed.",
        "Your roles do not allow it",
    ),
    (
        "Maximum number of metadata items exceeds 128",
        "It has too many metadata items",
    ),
    ("Metadata item was not found", "That metadata item is gone"),
    (
        "Invalid input for field/attribute tags. Value: ['t0', 't1']",
        "It has too many tags",
    ),
    (
        "Invalid input for field/attribute 0. Value: a,b. 'a,b' does not match '^[^,/]*$'",
        "A tag holds a comma or a slash",
    ),
    (
        "Cannot find image for rebuild",
        "The image is gone or not shared",
    ),
    (
        "Instance 1a4a3da9-b3bc-4ddc-87fe-f9cf357c08cc cannot be rescued: Cannot rescue a \
        volume-backed instance",
        "It cannot be rescued",
    ),
    (
        "Backup is not supported for volume-backed instances.",
        "Volume-backed: there is no backup of it",
    ),
    (
        "Unavailable console type spice-html5.",
        "The cloud has no such console",
    ),
    (
        "Key pair 'build-server' already exists.",
        "A key pair of that name exists",
    ),
    (
        "Keypair data is invalid: failed to generate fingerprint",
        "It is no public key",
    ),
    (
        "Fixed IP 10.0.0.250 is already in use.",
        "The address is in use",
    ),
    (
        "Network requires port_security_enabled and subnet associated in order to apply security \
        groups.",
        "The network takes no security groups",
    ),
    (
        "Security group nope is not found for project 41f8816b7787457996b1e45ce6f9e989",
        "The security group is gone",
    ),
    (
        "Invalid volume: volume 562e77e5-26e8-4aa0-a1cd-a1e2003ac0a6 is already attached to \
        instances: cca8b3df-d12c-4733-8f2d-d704c7cf73f0",
        "The volume is in use or not ready",
    ),
    (
        "Instance b56c6d3f-7158-4ab9-9c5c-5e5b1bca2200 is not attached to volume \
        562e77e5-26e8-4aa0-a1cd-a1e2003ac0a6",
        "The volume is not attached to it",
    ),
    (
        "Cannot detach a root device volume",
        "The root disk cannot be detached",
    ),
    (
        "Unexpected API Error. Please contact the administrator <class \
        'oslo_messaging.rpc.client.RemoteError'>",
        "The service failed in its inside",
    ),
    // Neutron.
    (
        "Bad floatingip request: Network 0ccb6844-acc2-4c4d-9cf7-0ae6ee6b25d9 is not a valid \
        external network.",
        "Floating IPs come from external networks",
    ),
    (
        "Cannot associate floating IP 198.18.2.128 (4fbe93c4-aa7c-4de4-9d92-adc2c5a8c9d0) with \
        port acc0c396-3787-4a8e-8365-eb40b3ee701b using fixed IP 10.0.0.34, as that fixed IP \
        already has a floating IP on external network 4da0dff0-33a1-4ceb-aaaa-9d378868e846.",
        "The address has a floating IP already",
    ),
    (
        "External network 4da0dff0-33a1-4ceb-aaaa-9d378868e846 is not reachable from subnet \
        2b1ce012-6940-48ad-9427-b8ce9373dfe5. Therefore, cannot associate Port \
        f769fc0e-b767-44f0-9ba2-b0e8d4c4c501 with a Floating IP.",
        "No router leads to the external network",
    ),
    (
        "Floating IP 00000000-0000-0000-0000-000000000000 could not be found",
        "The floating IP is gone",
    ),
    (
        "Security group 00000000-0000-0000-0000-000000000000 does not exist",
        "The security group is gone",
    ),
    (
        "Port 00000000-0000-0000-0000-000000000000 could not be found.",
        "The network or port is gone",
    ),
    (
        "Port has security group associated. Cannot disable port security or IP address until \
        security group is removed.",
        "The port still has security groups",
    ),
    (
        "Port security must be enabled and port must have an IP address in order to use security \
        groups.",
        "The port takes no security groups",
    ),
    (
        "IP address 192.0.2.2 already allocated in subnet 2b1ce012-6940-48ad-9427-b8ce9373dfe5",
        "The address is in use",
    ),
    (
        "(rule:update_port and rule:update_port:mac_address) is disallowed by policy",
        "Your roles do not allow it",
    ),
    (
        "Quota exceeded for resources: ['floatingip'].",
        "The floating IP quota is used up",
    ),
    // Glance.
    (
        "You are not authorized to complete delete_image action.",
        "Your roles do not allow it",
    ),
    (
        "Image 02b2165a-8308-4556-800b-93def2667357 is protected and cannot be deleted.",
        "The image is protected",
    ),
    (
        "Failed to find image 00000000-0000-0000-0000-000000000000 to delete",
        "The image is gone or not shared",
    ),
    (
        "The requested image has been deactivated. Image data download is forbidden.",
        "The image is deactivated",
    ),
    // Cinder.
    (
        "Invalid volume: Volume status must be available or error or error_restoring or \
        error_extending or error_managing and must not be migrating, attached, belong to a group, \
        have snapshots, awaiting a transfer, or be disassociated from snapshots after volume \
        transfer.",
        "The volume is in use or not ready",
    ),
];

#[test]
fn each_text_has_the_meaning_of_its_cause() {
    for (text, meaning) in SAID.iter().chain(SAID_TO_ACTIONS) {
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
    for (_, meaning, _) in rows() {
        assert!(meaning.chars().count() <= 42, "{meaning}");
    }
}

#[test]
fn an_advice_is_a_sentence() {
    for (_, _, advice) in rows() {
        assert!(advice.ends_with('.'), "{advice}");
    }
}

#[test]
fn no_pattern_is_out_of_reach_behind_another_one() {
    for (place, (patterns, meaning, _)) in rows().enumerate() {
        for pattern in *patterns {
            assert_eq!(*pattern, pattern.to_lowercase(), "{meaning}");
            let shadow = rows()
                .take(place)
                .find(|(others, ..)| others.iter().any(|other| occurs(other, pattern)));
            assert_eq!(shadow.map(|row| row.1), None, "{pattern} of {meaning}");
        }
    }
}

#[test]
fn what_was_only_read_is_never_said_to_have_changed_anything() {
    let explained = |kind: Kind, call: &str| {
        let error = Error {
            call: call.into(),
            ..Error::new(kind, "words")
        };
        super::error(&error)
    };
    for kind in [
        Kind::Lost,
        Kind::Timeout,
        Kind::Server,
        Kind::Unavailable { retry_after_s: 9 },
    ] {
        let read = explained(kind.clone(), "GET /v2.1/servers/detail").unwrap();
        let write = explained(kind, "POST /v2.1/servers").unwrap();
        assert_eq!(read.meaning, write.meaning);
        assert!(read.advice.contains("nothing was changed"), "{read:?}");
        assert!(write.advice.contains("may have been made"), "{write:?}");
    }
}

#[test]
fn an_error_without_known_words_is_explained_by_its_kind() {
    let meaning = |kind: Kind, words: &str| {
        error(&Error::new(kind, words)).map(|explained| explained.meaning)
    };
    assert_eq!(
        meaning(Kind::Forbidden, "Forbidden"),
        Some("Your roles do not allow it")
    );
    assert_eq!(
        meaning(Kind::Timeout, "no answer within 60 s"),
        Some("No answer came in time")
    );
    assert_eq!(
        meaning(Kind::Conflict, "Instance a1 is locked"),
        Some("The instance is locked"),
        "the cloud's words say more than the kind"
    );
    assert_eq!(meaning(Kind::BadRequest, "Value 5 is odd"), None);
}
