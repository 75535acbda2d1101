//! The list of images.

use super::answers::{after, cut_json, page, portal};
use super::{At, Fault, Place, Row};

rows! {
    FirstImages {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "✗ The connection to cloud:80 broke before the answer came: it was reset. (GET /RegionOne/image/v2/images).";
        "no answer", Fault::Stall(At::Start), 1, [],
            "✗ cloud:80 did not answer within 3 s. (GET /RegionOne/image/v2/images).";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "✗ cloud:80 began to answer, and did not end within 3 s. (GET /RegionOne/image/v2/images).";
        "a login portal's page (200)", portal(), 1, [],
            "✗ This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong. (GET /RegionOne/image/v2/images).";
        "half a JSON text", cut_json(), 1, [],
            "✗ This is no OpenStack answer: the answer is not JSON. (GET /RegionOne/image/v2/images).";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "✗ The answer holds no list of images. (GET /RegionOne/image/v2/images).";
        "403", page(403, "403 Forbidden"), 1, [],
            "✗ 403 Forbidden (GET /RegionOne/image/v2/images).";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000, 7000, 7000],
            "✗ 429 Slow down. (GET /RegionOne/image/v2/images).";
        "500", page(500, "500 Internal Server Error"), 2, [500],
            "✗ 500 Internal Server Error (GET /RegionOne/image/v2/images).";
        "502 as a web page", page(502, "502 Bad Gateway"), 3, [500, 1000],
            "✗ 502 Bad Gateway (GET /RegionOne/image/v2/images).";
        "503 with a long Retry-After", after(503, "600"), 1, [],
            "✗ 503 Slow down. (GET /RegionOne/image/v2/images).";
    }
    RefreshImages {
        "reset within the body", Fault::Reset(At::Body), 2, [0],
            "Images could not be read again: The connection to cloud:80 broke before the answer came: it was reset.";
        "no answer", Fault::Stall(At::Start), 1, [],
            "Images could not be read again: cloud:80 did not answer within 3 s.";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "Images could not be read again: cloud:80 began to answer, and did not end within 3 s.";
        "a login portal's page (200)", portal(), 1, [],
            "Images could not be read again: This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong.";
        "half a JSON text", cut_json(), 1, [],
            "Images could not be read again: This is no OpenStack answer: the answer is not JSON.";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "Images could not be read again: The answer holds no list of images.";
        "403", page(403, "403 Forbidden"), 1, [],
            "Images could not be read again: 403 Forbidden";
        "429 with Retry-After in seconds", after(429, "7"), 4, [7000, 7000, 7000],
            "Images could not be read again: 429 Slow down.";
        "500", page(500, "500 Internal Server Error"), 2, [500],
            "Images could not be read again: 500 Internal Server Error";
        "502 as a web page", page(502, "502 Bad Gateway"), 3, [500, 1000],
            "Images could not be read again: 502 Bad Gateway";
        "503 with a long Retry-After", after(503, "600"), 1, [],
            "Images could not be read again: 503 Slow down.";
    }
}
