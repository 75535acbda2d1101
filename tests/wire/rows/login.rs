//! The way in.

use serde_json::json;

use super::answers::{
    after, changed, circle, cut_json, keystone, only_region_two, page, portal, redirect, versions,
};
use super::{At, Fault, Place, Row};

rows! {
    Login {
        "connection refused", Fault::Refused, 1, [],
            "demo cannot be reached. cloud:80 refuses the connection: nothing listens there.";
        "connection never taken", Fault::Jammed, 1, [],
            "demo cannot be reached. cloud:80 did not answer within 3 s.";
        "reset before an answer", Fault::ResetUnheard, 1, [],
            "demo cannot be reached. The connection to cloud:80 broke before the answer came: it was reset.";
        "reset after it was carried out", Fault::Reset(At::Start), 1, [],
            "demo cannot be reached. The connection to cloud:80 broke before the answer came: it was reset.";
        "no answer", Fault::Stall(At::Start), 1, [],
            "demo cannot be reached. cloud:80 did not answer within 3 s.";
        "a body that does not end", Fault::Stall(At::Body), 1, [],
            "demo cannot be reached. cloud:80 began to answer, and did not end within 3 s.";
        "a login portal's page (200)", portal(), 1, [],
            "Login to demo failed. This is no OpenStack answer: a web page came back, so a proxy or login portal may stand in between, or the endpoint is wrong.";
        "an empty answer", Fault::status(200, ""), 1, [],
            "Login to demo failed. Keystone's answer carries no token: is auth_url the address of Keystone?";
        "half a JSON text", cut_json(), 1, [],
            "Login to demo failed. This is no OpenStack answer: the answer is not JSON.";
        "JSON of the wrong shape", Fault::status(200, "[1, 2]"), 1, [],
            "Login to demo failed. Keystone's answer carries no token: is auth_url the address of Keystone?";
        "no token in the answer", changed(|answer| answer.headers.retain(|(name, _)| name != "x-subject-token")), 1, [],
            "Login to demo failed. Keystone's answer carries no token: is auth_url the address of Keystone?";
        "an empty catalog", Fault::json(|token| token["token"]["catalog"] = json!([])), 1, [],
            "Logged in to demo, but its catalog names no region: the project may have no services, or not yet.";
        "another region's catalog only", Fault::json(only_region_two), 1, [],
            "Logged in to demo, but it has no region RegionOne; names are case-sensitive.";
        "401", keystone(401, "The request you have made requires authentication."), 1, [],
            "demo refuses these credentials: user, password or project is wrong. Keystone says: The request you have made requires authentication.";
        "403", keystone(403, "You are not authorized."), 1, [],
            "Login to demo failed: 403 You are not authorized.";
        "404 in Keystone's own words", keystone(404, "Could not find it."), 1, [],
            "Login to demo failed: 404 Could not find it.";
        "404 as a web page", page(404, "404 Not Found"), 1, [],
            "Login to demo failed. There is no Identity API v3 at this address: auth_url should be Keystone's, and usually ends in /v3.";
        "429", keystone(429, "Too many requests."), 1, [],
            "demo asks for patience: too many logins. Try again in a minute. Keystone says: Too many requests.";
        "500", keystone(500, "An unexpected error prevented the server from fulfilling your request."), 1, [],
            "Login to demo failed: 500 An unexpected error prevented the server from fulfilling your request.";
        "300 with a list of versions", versions(), 1, [],
            "Login to demo failed. There is no Identity API v3 at this address: auth_url should be Keystone's, and usually ends in /v3.";
        "a redirect to another host", redirect(302, "http://elsewhere.invalid/v2.1/servers"), 1, [],
            "Login to demo failed: 302 The reply sends us to another host (elsewhere.invalid), which is not followed with a token: correct the endpoint.";
        "a redirect to itself", circle(), 4, [],
            "Login to demo failed: 307 The replies redirect in a circle.";
        "502 as a web page", page(502, "502 Bad Gateway"), 1, [],
            "Login to demo failed: 502 Bad Gateway";
        "503 with Retry-After", after(503, "7"), 1, [],
            "Login to demo failed: 503 Slow down.";
    }
}
