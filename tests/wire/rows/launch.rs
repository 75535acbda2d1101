//! Writes that make something.

use super::answers::{after, nova, page, portal, redirect, unauthorized, versions};
use super::{At, Fault, Place, Row};

rows! {
    Launch {
        "connection refused", Fault::Refused, 1, [],
            "Launch wire-new failed: cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "Launch wire-new: no answer; looking whether it was carried out";
        "reset before an answer", Fault::ResetUnheard, 1, [],
            "Launch wire-new: no answer; looking whether it was carried out";
        "reset after it was carried out", Fault::Reset(At::Start), 1, [],
            "Launch wire-new: the answer was lost, but wire-new is being built";
        "reset within the headers", Fault::Reset(At::Headers), 1, [],
            "Launch wire-new: the answer was lost, but wire-new is being built";
        "reset within the body", Fault::Reset(At::Body), 1, [],
            "Launch wire-new: the answer was lost, but wire-new is being built";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Launch wire-new: the answer was lost, but wire-new is being built";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Launch wire-new: the answer was lost, but wire-new is being built";
        "a login portal's page (200)", portal(), 1, [],
            "Launch wire-new: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong; looking whether it was carried out";
        "300 with a list of versions", versions(), 1, [],
            "Launch wire-new failed: 300 Multiple Choices";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Launch wire-new failed: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "Launch wire-new failed: 400 Invalid input for query parameters limit.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Launch wire-new failed: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Launch wire-new failed: 404 The resource could not be found.";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "Launch wire-new failed: 409 It is in the wrong state.";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "Launch wire-new failed: 413 Quota exceeded.";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 1, [],
            "Launch wire-new failed: 429 Too many requests.";
        "429 with Retry-After in seconds", after(429, "7"), 1, [],
            "Launch wire-new failed: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 1, [],
            "Launch wire-new: 500 Unexpected API Error; looking whether it was carried out";
        "502 as a web page", page(502, "502 Bad Gateway"), 1, [],
            "Launch wire-new: 502 Bad Gateway; looking whether it was carried out";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 1, [],
            "Launch wire-new: 503 Service is unavailable; looking whether it was carried out";
        "503 with Retry-After", after(503, "7"), 1, [],
            "Launch wire-new: 503 Slow down; looking whether it was carried out";
        "504 as a web page", page(504, "504 Gateway Time-out"), 1, [],
            "Launch wire-new: 504 Gateway Time-out; looking whether it was carried out";
        "401 for ever", unauthorized(), 2, [],
            "Launch wire-new failed: 401 The compute service refuses a new token too: The request you have made requires authentication.";
    }
    Snapshot {
        "connection refused", Fault::Refused, 1, [],
            "Snapshot wire-snap of web-02 failed: cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "Images could not be read again: cloud:80 did not answer within 3 s.";
        "reset before an answer", Fault::ResetUnheard, 1, [],
            "Snapshot wire-snap of web-02: no answer; looking whether it was carried out";
        "reset after it was carried out", Fault::Reset(At::Start), 1, [],
            "Snapshot wire-snap of web-02: the answer was lost, but Nova's action log names it: it was begun";
        "reset within the headers", Fault::Reset(At::Headers), 1, [],
            "Snapshot wire-snap of web-02: the answer was lost, but Nova's action log names it: it was begun";
        "reset within the body", Fault::Reset(At::Body), 1, [],
            "Snapshot wire-snap of web-02: the answer was lost, but Nova's action log names it: it was begun";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Snapshot wire-snap of web-02: the answer was lost, but Nova's action log names it: it was begun";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Snapshot wire-snap of web-02: the answer was lost, but Nova's action log names it: it was begun";
        "a login portal's page (200)", portal(), 1, [],
            "Snapshot wire-snap of web-02: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong; looking whether it was carried out";
        "300 with a list of versions", versions(), 1, [],
            "Snapshot wire-snap of web-02 failed: 300 Multiple Choices";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Snapshot wire-snap of web-02 failed: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "Snapshot wire-snap of web-02 failed: 400 Invalid input for query parameters limit.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Snapshot wire-snap of web-02 failed: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Snapshot wire-snap of web-02 failed: 404 The resource could not be found.";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "Snapshot wire-snap of web-02 failed: 409 It is in the wrong state.";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "Snapshot wire-snap of web-02 failed: 413 Quota exceeded.";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 1, [],
            "Snapshot wire-snap of web-02 failed: 429 Too many requests.";
        "429 with Retry-After in seconds", after(429, "7"), 1, [],
            "Snapshot wire-snap of web-02 failed: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 1, [],
            "Snapshot wire-snap of web-02: 500 Unexpected API Error; looking whether it was carried out";
        "502 as a web page", page(502, "502 Bad Gateway"), 1, [],
            "Snapshot wire-snap of web-02: 502 Bad Gateway; looking whether it was carried out";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 1, [],
            "Snapshot wire-snap of web-02: 503 Service is unavailable; looking whether it was carried out";
        "503 with Retry-After", after(503, "7"), 1, [],
            "Snapshot wire-snap of web-02: 503 Slow down; looking whether it was carried out";
        "504 as a web page", page(504, "504 Gateway Time-out"), 1, [],
            "Snapshot wire-snap of web-02: 504 Gateway Time-out; looking whether it was carried out";
        "401 for ever", unauthorized(), 2, [],
            "Snapshot wire-snap of web-02 failed: 401 The compute service refuses a new token too: The request you have made requires authentication.";
    }
}
