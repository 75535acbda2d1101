//! A list that is on screen.

use super::answers::{
    after, after_date, circle, cut_json, huge, nova, page, portal, redirect, versions, wrong_gzip,
};
use super::{At, Fault, Place, Row};

rows! {
    Refresh {
        "connection refused", Fault::Refused, 1, [],
            "Instances could not be read again: cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "Instances could not be read again: cloud:80 did not answer within 3 s.";
        "reset before an answer", Fault::ResetUnheard, 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was reset.";
        "reset after it was carried out", Fault::Reset(At::Start), 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was reset.";
        "reset within the headers", Fault::Reset(At::Headers), 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was reset.";
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was reset.";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Instances could not be read again: cloud:80 did not answer within 3 s.";
        "headers that do not end", Fault::Stall(At::Headers), 1, [],
            "Instances could not be read again: cloud:80 did not answer within 3 s.";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Instances could not be read again: cloud:80 began to answer, and did not end within 3 s.";
        "a body shorter than its length", Fault::Short, 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was closed in the middle.";
        "chunks cut short", Fault::CutChunk, 2, [0],
            "Instances could not be read again: The connection to cloud:80 broke before the answer came: it was closed in the middle.";
        "a byte now and then", Fault::Drip, 1, [],
            "Instances could not be read again: cloud:80 began to answer, and did not end within 3 s.";
        "a login portal's page (200)", portal(), 1, [],
            "Instances could not be read again: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong.";
        "an empty answer", Fault::status(200, ""), 1, [],
            "Instances could not be read again: This is no OpenStack answer: the answer is empty.";
        "half a JSON text", cut_json(), 1, [],
            "Instances could not be read again: This is no OpenStack answer: the answer is not JSON.";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "Instances could not be read again: The answer holds no list of servers.";
        "null", Fault::status(200, "null"), 1, [],
            "Instances could not be read again: The answer holds no list of servers.";
        "wrong gzip", wrong_gzip(), 1, [],
            "Instances could not be read again: The answer of cloud:80 cannot be unpacked: Invalid gzip header.";
        "more than 64 MiB", huge(), 1, [],
            "Instances could not be read again: The answer is larger than 64 MiB.";
        "300 with a list of versions", versions(), 1, [],
            "Instances could not be read again: 300 Multiple Choices";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Instances could not be read again: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "a redirect to itself", circle(), 4, [],
            "Instances could not be read again: 307 The replies redirect in a circle.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "Instances could not be read again: 400 Invalid input for query parameters limit.";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "Instances could not be read again: 403 Policy doesn't allow this to be performed.";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "Instances could not be read again: 404 The resource could not be found.";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "Instances could not be read again: 409 It is in the wrong state.";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "Instances could not be read again: 413 Quota exceeded.";
        "413 with Retry-After", after(413, "3"), 4, [3000, 3000, 3000],
            "Instances could not be read again: 413 Slow down.";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 4, [1000, 2000, 4000],
            "Instances could not be read again: 429 Too many requests.";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000, 7000, 7000],
            "Instances could not be read again: 429 Slow down.";
        "429 with Retry-After as a date", after_date(429), 4, [5000, 5000, 5000],
            "Instances could not be read again: 429 Slow down.";
        "429 with an absurd Retry-After", after(429, "99999999999999999999"), 4, [1000, 2000, 4000],
            "Instances could not be read again: 429 Slow down.";
        "429 with a negative Retry-After", after(429, "-5"), 4, [1000, 2000, 4000],
            "Instances could not be read again: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "Instances could not be read again: 500 Unexpected API Error.";
        "502 as a web page", page(502, "502 Bad Gateway"), 3, [500, 1000],
            "Instances could not be read again: 502 Bad Gateway";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 3, [500, 1000],
            "Instances could not be read again: 503 Service is unavailable.";
        "503 with Retry-After", after(503, "7"), 3, [7000, 7000],
            "Instances could not be read again: 503 Slow down.";
        "503 with a long Retry-After", after(503, "600"), 1, [],
            "Instances could not be read again: 503 Slow down.";
        "504 as a web page", page(504, "504 Gateway Time-out"), 3, [500, 1000],
            "Instances could not be read again: 504 Gateway Time-out";
    }
}
