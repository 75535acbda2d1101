//! A service that does not answer as it should.

use super::Row;

pub(super) const FAULTS: &[Row] = &[
    (
        &["service refuses a new token"],
        "The service refuses every token",
        "Another login would not help. It is read again by itself; if it stays, tell your operator \
        the request id.",
    ),
    (
        &["requires authentication", "authentication required"],
        "The login has ended or was refused",
        "Log in again: choose the cloud anew.",
    ),
    (
        &["too many requests", "rate limit"],
        "The cloud asks for fewer requests",
        "Wait a minute, then try again.",
    ),
    (
        &[
            "service unavailable",
            "bad gateway",
            "gateway time",
            "no server is available",
        ],
        "The service is down or overloaded",
        "Try again later. A change may have been made all the same: look first.",
    ),
    (
        &["request entity too large", "request body too large"],
        "The request is too large",
        "Make it smaller: less user data, fewer values.",
    ),
    (
        &["unexpected api error"],
        "The service failed in its inside",
        "It may have been done all the same: look first. Check the names and addresses chosen; if \
        it stays, tell your operator the request id.",
    ),
];
