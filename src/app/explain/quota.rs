//! Quotas and limits: of Nova, Neutron, Cinder and Glance.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
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
        &[
            "maximum number of floating ips",
            "quota exceeded for resources*floatingip",
        ],
        "The floating IP quota is used up",
        "Take a floating IP nobody uses, release one, or ask for more quota.",
    ),
    (
        &[
            "quota exceeded for resources*security_group",
            "maximum number of security groups",
        ],
        "The security group quota is used up",
        "Delete groups nobody uses, or ask for more quota.",
    ),
    (
        &["too many key pairs", "maximum number of key pairs"],
        "The key pair quota is used up",
        "Delete key pairs you no longer need, or ask for more quota.",
    ),
    (
        &["maximum number of metadata items"],
        "It has too many metadata items",
        "Remove some; a cloud takes 128 of each instance unless it says otherwise.",
    ),
    (
        &["snapshotlimitexceeded", "maximum number of snapshots"],
        "The volume snapshot quota is used up",
        "Delete volume snapshots you no longer need, or ask for more quota.",
    ),
    (
        &[
            "out of space for image",
            "image storage quota",
            "image_size_total",
            "image_count_total",
            "image_count_uploading",
        ],
        "The image quota is used up",
        "Delete images or snapshots you no longer need, or ask for more quota.",
    ),
    (
        &["maximum number of tags", "attribute tags. value"],
        "It has too many tags",
        "An instance takes 50: remove some.",
    ),
    (
        &["too many servers in group", "too many server groups"],
        "The server group is full",
        "Choose another server group, or none.",
    ),
    (
        &["quota exceeded", "is over a limit for"],
        "A quota of the project is used up",
        "Launch fewer or smaller instances, delete what you no longer need, or ask for more quota.",
    ),
];
