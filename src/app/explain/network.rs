//! Networks, ports, addresses and security groups.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &["is not reachable from subnet"],
        "No router leads to the external network",
        "Connect the subnet to a router with a gateway in that network, or choose an address of \
        another one.",
    ),
    (
        &["already has a floating ip"],
        "The address has a floating IP already",
        "Disassociate that one first, or choose another port or address.",
    ),
    (
        &["is not a valid external network"],
        "Floating IPs come from external networks",
        "Choose an external network.",
    ),
    (
        &["floating ip*not found", "floating ip*could not be found"],
        "The floating IP is gone",
        "It was released, perhaps elsewhere: choose another one.",
    ),
    (
        &[
            "unable to find any ip address on external",
            "zero floating ips available",
        ],
        "The external network has no free address",
        "Release floating IPs nobody uses, or choose another external network.",
    ),
    (
        &["is not a valid ip for"],
        "The address is not of that network",
        "Choose an address of one of its subnets, or let the cloud choose one.",
    ),
    (
        &["cannot disable port security"],
        "The port still has security groups",
        "Take its security groups away first.",
    ),
    (
        &["port security must be enabled"],
        "The port takes no security groups",
        "Turn its port security on first.",
    ),
    (
        &["the mac address*is in use"],
        "The MAC address is in use",
        "Choose another MAC address, or let the cloud choose one.",
    ),
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
        &[
            "fixed ip*already in use",
            "already allocated in subnet",
            "the ip address*is in use",
        ],
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
        &["network*could not be found", "port*could not be found"],
        "The network or port is gone",
        "Choose another one.",
    ),
    (
        &[
            "unable to find security_group",
            "security group*not found",
            "security group*does not exist",
        ],
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
];
