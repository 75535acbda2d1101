//! What stands in the way of an action on an instance: its state, a lock, a policy.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &["instance*is locked"],
        "The instance is locked",
        "Unlock it first; the reason of the lock stands in its details. What an administrator has \
        locked only they can unlock.",
    ),
    (
        &["cannot '*while it is in task_state"],
        "Another task is still at work on it",
        "Wait until that is over, then try again.",
    ),
    (
        &["cannot '*while it is in vm_state resized"],
        "Its resize waits to be confirmed",
        "Confirm or revert the resize first.",
    ),
    (
        &["cannot '*while it is in vm_state rescued"],
        "It is in rescue mode",
        "Unrescue it first.",
    ),
    (
        &["cannot '*while it is in vm_state building"],
        "It is still being built",
        "Wait until it is built, then try again.",
    ),
    (
        &[
            "cannot '*while it is in vm_state deleted",
            "cannot '*while it is in vm_state soft-delete",
        ],
        "The instance is deleted",
        "Nothing can be done to it any more, unless the cloud lets it be restored.",
    ),
    (
        &["cannot '*while it is in vm_state error"],
        "It is in ERROR",
        "Read its fault in the details. A hard reboot or a rebuild may bring it back, unless it was \
        never built: then delete it.",
    ),
    (
        &["cannot '*while it is in vm_state"],
        "Its state does not allow that",
        "It may have changed since it was read: look at its status, and which actions that allows.",
    ),
    (
        &["instance*is not ready"],
        "No host has the instance",
        "Wait until it is built. One that went to ERROR before that can only be deleted.",
    ),
    // Nova's words for what was never built; of a new password for what is locked, too.
    (
        &["instance*is in an invalid state for '"],
        "Its state or its lock does not allow that",
        "One that went to ERROR before it was built can only be deleted. Else look at its status \
        and whether it is locked.",
    ),
    (
        &[
            "instance has not been resized",
            "instance*is not in rescue mode",
        ],
        "There is nothing to undo or confirm",
        "It was done already, perhaps elsewhere: read the details again.",
    ),
    (
        &["cannot be rescued"],
        "It cannot be rescued",
        "A volume-backed instance needs a cloud and a rescue image made for that; else attach its \
        volume to another instance.",
    ),
    (
        &["backup is not supported for volume-backed"],
        "Volume-backed: there is no backup of it",
        "Make a snapshot in place of a backup.",
    ),
    (
        &[
            "guest agent is not enabled",
            "failed to set admin password",
            "to change the admin password",
        ],
        "The guest takes no password",
        "Its image needs a guest agent and the property hw_qemu_guest_agent=yes. Log in with a \
        key, or rescue it.",
    ),
    (
        &["unavailable console type", "console type*is not available"],
        "The cloud has no such console",
        "Choose another kind of console.",
    ),
    (
        &["metadata item was not found"],
        "That metadata item is gone",
        "It was removed, perhaps elsewhere: read the details again.",
    ),
    (
        &["does not match '^[^,/]"],
        "A tag holds a comma or a slash",
        "Leave both out of tags.",
    ),
    (
        &["key pair*already exists"],
        "A key pair of that name exists",
        "Choose another name.",
    ),
    (
        &["keypair data is invalid"],
        "It is no public key",
        "Give one line as in a .pub file: type, key, comment.",
    ),
    (
        &[
            "policy doesn't allow",
            "disallowed by policy",
            "not authorized to complete",
            "you are not permitted to",
        ],
        "Your roles do not allow it",
        "Ask an administrator to do it, or for a role in the project that allows it.",
    ),
];
