//! Writes that change what is there.

use super::answers::{after, nova, page, portal, redirect, unauthorized, versions};
use super::{At, Fault, Place, Row};

rows! {
    Delete {
        "connection refused", Fault::Refused, 1, [],
            "Delete web-02 failed: cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "Delete web-02: no answer; whether it was done, the list will tell";
        "reset before an answer", Fault::ResetUnheard, 1, [],
            "Delete web-02: no answer; whether it was done, the list will tell";
        "reset after it was carried out", Fault::Reset(At::Start), 1, [],
            "Delete web-02: no answer; whether it was done, the list will tell";
        "reset within the headers", Fault::Reset(At::Headers), 1, [],
            "Delete web-02: no answer; whether it was done, the list will tell";
        "reset within the body", Fault::Reset(At::Body), 1, [],
            "Delete web-02 started";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Delete web-02: no answer; whether it was done, the list will tell";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Delete web-02 started";
        "a login portal's page (200)", portal(), 1, [],
            "Delete web-02: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong; whether it was done, the list will tell";
        "300 with a list of versions", versions(), 1, [],
            "Delete web-02 failed: 300 Multiple Choices";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Delete web-02 failed: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "Delete web-02 failed: 400 Invalid input for query parameters limit.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Delete web-02 failed: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Delete web-02: was gone already";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "Delete web-02 failed: 409 It is in the wrong state.";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "Delete web-02 failed: 413 Quota exceeded.";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 1, [],
            "Delete web-02 failed: 429 Too many requests.";
        "429 with Retry-After in seconds", after(429, "7"), 1, [],
            "Delete web-02 failed: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 1, [],
            "Delete web-02: 500 Unexpected API Error; whether it was done, the list will tell";
        "502 as a web page", page(502, "502 Bad Gateway"), 1, [],
            "Delete web-02: 502 Bad Gateway; whether it was done, the list will tell";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 1, [],
            "Delete web-02: 503 Service is unavailable; whether it was done, the list will tell";
        "503 with Retry-After", after(503, "7"), 1, [],
            "Delete web-02: 503 Slow down; whether it was done, the list will tell";
        "504 as a web page", page(504, "504 Gateway Time-out"), 1, [],
            "Delete web-02: 504 Gateway Time-out; whether it was done, the list will tell";
        "401 for ever", unauthorized(), 2, [],
            "Delete web-02 failed: 401 The compute service refuses a new token too: The request you have made requires authentication.";
    }
    Reboot {
        "connection refused", Fault::Refused, 1, [],
            "Soft reboot web-02 failed: cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "Soft reboot web-02: no answer; looking whether it was carried out";
        "reset before an answer", Fault::ResetUnheard, 1, [],
            "Soft reboot web-02: no answer; looking whether it was carried out";
        "reset after it was carried out", Fault::Reset(At::Start), 1, [],
            "Soft reboot web-02: no answer; looking whether it was carried out";
        "reset within the headers", Fault::Reset(At::Headers), 1, [],
            "Soft reboot web-02: no answer; looking whether it was carried out";
        "reset within the body", Fault::Reset(At::Body), 1, [],
            "Soft reboot web-02: accepted";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Soft reboot web-02: no answer; looking whether it was carried out";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Soft reboot web-02: accepted";
        "a login portal's page (200)", portal(), 1, [],
            "Soft reboot web-02: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong; looking whether it was carried out";
        "300 with a list of versions", versions(), 1, [],
            "Soft reboot web-02 failed: 300 Multiple Choices";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Soft reboot web-02 failed: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "Soft reboot web-02 failed: 400 Invalid input for query parameters limit.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Soft reboot web-02 failed: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Soft reboot web-02 failed: 404 The resource could not be found.";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "Soft reboot web-02 failed: 409 It is in the wrong state.";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "Soft reboot web-02 failed: 413 Quota exceeded.";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 1, [],
            "Soft reboot web-02 failed: 429 Too many requests.";
        "429 with Retry-After in seconds", after(429, "7"), 1, [],
            "Soft reboot web-02 failed: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 1, [],
            "Soft reboot web-02: 500 Unexpected API Error; looking whether it was carried out";
        "502 as a web page", page(502, "502 Bad Gateway"), 1, [],
            "Soft reboot web-02: 502 Bad Gateway; looking whether it was carried out";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 1, [],
            "Soft reboot web-02: 503 Service is unavailable; looking whether it was carried out";
        "503 with Retry-After", after(503, "7"), 1, [],
            "Soft reboot web-02: 503 Slow down; looking whether it was carried out";
        "504 as a web page", page(504, "504 Gateway Time-out"), 1, [],
            "Soft reboot web-02: 504 Gateway Time-out; looking whether it was carried out";
        "401 for ever", unauthorized(), 2, [],
            "Soft reboot web-02 failed: 401 The compute service refuses a new token too: The request you have made requires authentication.";
    }
}
