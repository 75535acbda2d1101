//! The first rows, and the pages after them.

use super::answers::{
    after, after_date, circle, cut_json, huge, nova, page, portal, redirect, repeats, versions,
    wrong_gzip,
};
use super::{At, Fault, Place, Row};

rows! {
    FirstRows {
        "reset after it was carried out", Fault::Reset(At::Start), 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was reset. (GET /RegionOne/compute/v2.1/servers/detail).";
        "reset within the headers", Fault::Reset(At::Headers), 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was reset. (GET /RegionOne/compute/v2.1/servers/detail).";
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was reset. (GET /RegionOne/compute/v2.1/servers/detail).";
        "no answer", Fault::Stall(At::Start), 1, [],
            "✗ cloud:80 did not answer within 3 s. (GET /RegionOne/compute/v2.1/servers/detail).";
        "headers that do not end", Fault::Stall(At::Headers), 1, [],
            "✗ cloud:80 did not answer within 3 s. (GET /RegionOne/compute/v2.1/servers/detail).";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "✗ cloud:80 began to answer, and did not end within 3 s. (GET /RegionOne/compute/v2.1/servers/detail).";
        "a body shorter than its length", Fault::Short, 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was closed in the middle. (GET /RegionOne/compute/v2.1/servers/detail).";
        "chunks cut short", Fault::CutChunk, 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was closed in the middle. (GET /RegionOne/compute/v2.1/servers/detail).";
        "a byte now and then", Fault::Drip, 1, [],
            "✗ cloud:80 began to answer, and did not end within 3 s. (GET /RegionOne/compute/v2.1/servers/detail).";
        "a login portal's page (200)", portal(), 1, [],
            "✗ This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong. (GET /RegionOne/compute/v2.1/servers/detail).";
        "an empty answer", Fault::status(200, ""), 1, [],
            "✗ This is no OpenStack answer: the answer is empty. (GET /RegionOne/compute/v2.1/servers/detail).";
        "half a JSON text", cut_json(), 1, [],
            "✗ This is no OpenStack answer: the answer is not JSON. (GET /RegionOne/compute/v2.1/servers/detail).";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "✗ The answer holds no list of servers. (GET /RegionOne/compute/v2.1/servers/detail).";
        "null", Fault::status(200, "null"), 1, [],
            "✗ The answer holds no list of servers. (GET /RegionOne/compute/v2.1/servers/detail).";
        "wrong gzip", wrong_gzip(), 1, [],
            "✗ The answer of cloud:80 cannot be unpacked: Invalid gzip header. (GET /RegionOne/compute/v2.1/servers/detail).";
        "more than 64 MiB", huge(), 1, [],
            "✗ The answer is larger than 64 MiB. (GET /RegionOne/compute/v2.1/servers/detail).";
        "300 with a list of versions", versions(), 1, [],
            "✗ 300 Multiple Choices (GET /RegionOne/compute/v2.1/servers/detail).";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "✗ 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint. (GET /RegionOne/compute/v2.1/servers/detail).";
        "a redirect to itself", circle(), 4, [],
            "✗ 307 The replies redirect in a circle. (GET /RegionOne/compute/v2.1/servers/detail).";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 1, [],
            "✗ 400 Invalid input for query parameters limit. (GET /RegionOne/compute/v2.1/servers/detail).";
        "403", nova(403, "forbidden", "Policy doesn't allow this to be performed."), 1, [],
            "✗ 403 Policy doesn't allow this to be performed. (GET /RegionOne/compute/v2.1/servers/detail).";
        "404", nova(404, "itemNotFound", "The resource could not be found."), 1, [],
            "✗ 404 The resource could not be found. (GET /RegionOne/compute/v2.1/servers/detail).";
        "409", nova(409, "conflictingRequest", "It is in the wrong state."), 1, [],
            "✗ 409 It is in the wrong state. (GET /RegionOne/compute/v2.1/servers/detail).";
        "413 without Retry-After", nova(413, "overLimit", "Quota exceeded."), 1, [],
            "✗ 413 Quota exceeded. (GET /RegionOne/compute/v2.1/servers/detail).";
        "413 with Retry-After", after(413, "3"), 4, [3000, 3000, 3000],
            "✗ 413 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "429 without Retry-After", nova(429, "overLimit", "Too many requests."), 4, [1000, 2000, 4000],
            "✗ 429 Too many requests. (GET /RegionOne/compute/v2.1/servers/detail).";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000, 7000, 7000],
            "✗ 429 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "429 with Retry-After as a date", after_date(429), 4, [5000, 5000, 5000],
            "✗ 429 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "429 with an absurd Retry-After", after(429, "99999999999999999999"), 4, [1000, 2000, 4000],
            "✗ 429 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "429 with a negative Retry-After", after(429, "-5"), 4, [1000, 2000, 4000],
            "✗ 429 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "✗ 500 Unexpected API Error. (GET /RegionOne/compute/v2.1/servers/detail).";
        "502 as a web page", page(502, "502 Bad Gateway"), 3, [500, 1000],
            "✗ 502 Bad Gateway (GET /RegionOne/compute/v2.1/servers/detail).";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 3, [500, 1000],
            "✗ 503 Service is unavailable. (GET /RegionOne/compute/v2.1/servers/detail).";
        "503 with Retry-After", after(503, "7"), 3, [7000, 7000],
            "✗ 503 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "503 with a long Retry-After", after(503, "600"), 1, [],
            "✗ 503 Slow down. (GET /RegionOne/compute/v2.1/servers/detail).";
        "504 as a web page", page(504, "504 Gateway Time-out"), 3, [500, 1000],
            "✗ 504 Gateway Time-out (GET /RegionOne/compute/v2.1/servers/detail).";
    }
    LaterPage {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "Instances could not be read to the end: The connection to cloud:80 broke before the answer came: it was reset.";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Instances could not be read to the end: cloud:80 did not answer within 3 s.";
        "a body shorter than its length", Fault::Short, 2, [0],
            "Instances could not be read to the end: The connection to cloud:80 broke before the answer came: it was closed in the middle.";
        "a login portal's page (200)", portal(), 1, [],
            "Instances could not be read to the end: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong.";
        "half a JSON text", cut_json(), 1, [],
            "Instances could not be read to the end: This is no OpenStack answer: the answer is not JSON.";
        "400", nova(400, "badRequest", "Invalid input for query parameters limit."), 2, [],
            "Instances could not be read to the end: 400 Invalid input for query parameters limit.";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000, 7000, 7000],
            "Instances could not be read to the end: 429 Slow down.";
        "500", nova(500, "computeFault", "Unexpected API Error."), 2, [500],
            "Instances could not be read to the end: 500 Unexpected API Error.";
        "502 as a web page", page(502, "502 Bad Gateway"), 3, [500, 1000],
            "Instances could not be read to the end: 502 Bad Gateway";
        "503", nova(503, "serviceUnavailable", "Service is unavailable."), 3, [500, 1000],
            "Instances could not be read to the end: 503 Service is unavailable.";
        "a page that repeats itself", repeats(), 1, [],
            "Instances could not be read to the end: The list of servers does not end.";
    }
}
