//! What is read of one thing, or for one choice.

use super::answers::{after, nova, portal};
use super::{At, Fault, Place, Row};

rows! {
    OneRow {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "";
        "no answer", Fault::Stall(At::Start), 1, [],
            "";
        "reset before an answer", Fault::ResetUnheard, 2, [0],
            "";
        "a login portal's page (200)", portal(), 1, [],
            "";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000],
            "";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "";
        "503 with a long Retry-After", after(503, "600"), 1, [],
            "";
    }
    ActionLog {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "✗ cannot be read: The connection to cloud:80 broke before the answer came: it was reset.";
        "no answer", Fault::Stall(At::Start), 1, [],
            "✗ cannot be read: cloud:80 did not answer within 3 s.";
        "reset before an answer", Fault::ResetUnheard, 2, [0],
            "✗ cannot be read: The connection to cloud:80 broke before the answer came: it was reset.";
        "a login portal's page (200)", portal(), 1, [],
            "✗ cannot be read: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong.";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "✗ cannot be read: The answer holds no list of instanceActions.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "✗ the cloud does not let you see this: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "✗ cannot be read: 404 The resource could not be found.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "✗ cannot be read: 500 Unexpected API Error.";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 3, [500, 1000],
            "✗ cannot be read: 503 Service is unavailable.";
    }
    Networks {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "Cannot read the networks: The connection to cloud:80 broke before the answer came: it was reset. (r tries again)";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Cannot read the networks: cloud:80 did not answer within 3 s. (r tries again)";
        "a login portal's page (200)", portal(), 1, [],
            "Cannot read the networks: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong. (r tries again)";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "Cannot read the networks: The answer holds no list of networks. (r tries again)";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Cannot read the networks: 403 Policy doesn't allow this to be performed. (r tries again)";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Cannot read the networks: 404 The resource could not be found. (r tries again)";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 4, [1000, 2000, 4000],
            "Cannot read the networks: 429 Too many requests. (r tries again)";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "Cannot read the networks: 500 Unexpected API Error. (r tries again)";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 3, [500, 1000],
            "Cannot read the networks: 503 Service is unavailable. (r tries again)";
    }
}
