//! The body of the request itself.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::openstack::compute::{Microversion, NewServer};

/// What stands for the admin password, for `envsubst` as in the command.
const PLACEHOLDER: &str = "$ADMIN_PASS";

pub(super) fn body(new: &NewServer, version: Microversion) -> String {
    let mut body = new.body(version);
    if new.admin_password.is_some()
        && let Some(password) = body.pointer_mut("/server/adminPass")
    {
        *password = json!(PLACEHOLDER);
    }
    escape_hidden(&pretty(&body))
}

fn pretty(body: &Value) -> String {
    format!("{body:#}\n")
}

/// Outside its strings JSON holds no character that is not seen, but for line feeds.
fn escape_hidden(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && super::is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a `String` never fails.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}
