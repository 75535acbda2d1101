//! What the flows have in common.

use std::time::Duration;

use horizon_tui::demo::{Fault, FaultAnswer};
use horizon_tui::openstack::compute::Server;
use horizon_tui::openstack::image::Image;

use super::common::drive::Drive;

/// The smallest screen that shows everything.
pub(crate) const SIZE: (u16, u16) = (80, 24);
/// A little longer than a dialog is deaf after it came.
const HEARING: Duration = Duration::from_millis(400);
/// After so long no key can be held since the dialog came, whatever the keyboard.
const LET_GO: Duration = Duration::from_millis(2200);

pub(crate) fn demo() -> Drive {
    opened(Drive::demo(SIZE))
}

/// Waits for the first rows and whatever is read beside them.
pub(crate) fn opened(mut drive: Drive) -> Drive {
    drive.until("the first rows", |screen| screen.contains("● live"));
    drive.idle();
    drive
}

/// Presses a key that confirms: not before the dialog listens, and alone.
pub(crate) fn confirm(drive: &mut Drive, key: &str) {
    drive.wait(if key == "Enter" { LET_GO } else { HEARING });
    drive.keys(key);
    drive.wait(Duration::from_millis(100));
}

pub(crate) fn seconds(drive: &mut Drive, seconds: u64) {
    drive.wait(Duration::from_secs(seconds));
}

/// Filters the list in view by a text and puts the cursor on the first row.
pub(crate) fn find(drive: &mut Drive, text: &str) {
    drive.keys("/ C-u");
    drive.text(text);
    drive.keys("Enter g");
}

pub(crate) fn said(drive: &Drive, words: &str) -> bool {
    let mut notices = drive.app().notices().all().iter();
    notices.any(|notice| notice.text.contains(words))
}

pub(crate) fn until_said(drive: &mut Drive, words: &str) {
    drive.until_that(words, |drive| said(drive, words));
}

/// What the program has said so far, for the message of an assertion.
pub(crate) fn everything_said(drive: &Drive) -> Vec<&str> {
    let notices = drive.app().notices().all().iter();
    notices.map(|notice| notice.text.as_str()).collect()
}

pub(crate) fn servers(drive: &Drive) -> &[Server] {
    let space = drive.app().space.as_ref();
    space.map_or(&[], |space| space.instances.table.rows())
}

pub(crate) fn images(drive: &Drive) -> &[Image] {
    let space = drive.app().space.as_ref();
    space.map_or(&[], |space| space.images.table.rows())
}

pub(crate) fn has_server(drive: &Drive, name: &str) -> bool {
    servers(drive).iter().any(|server| server.name == name)
}

/// The line of the screen that shows these words.
pub(crate) fn line(drive: &mut Drive, words: &str) -> String {
    let screen = drive.screen();
    let line = screen.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("no {words:?} on the screen:\n{screen}"))
        .to_owned()
}

/// How much was asked of the cloud so far, to look at what comes after.
pub(crate) fn asked(drive: &Drive) -> usize {
    drive.cloud().requests().len()
}

/// All requests after that many, without the address of the service.
pub(crate) fn requests(drive: &Drive, from: usize) -> Vec<String> {
    drive.cloud().requests().split_off(from)
}

fn is_login(request: &str) -> bool {
    request.ends_with("/auth/tokens") && request.starts_with("POST")
}

/// The requests after that many which change something.
pub(crate) fn writes(drive: &Drive, from: usize) -> Vec<String> {
    let mut requests = requests(drive, from);
    requests.retain(|request| !request.starts_with("GET") && !is_login(request));
    requests
}

pub(crate) fn logins(drive: &Drive, from: usize) -> usize {
    let requests = requests(drive, from);
    requests.iter().filter(|request| is_login(request)).count()
}

/// The next request of this kind is not carried out; this is answered.
pub(crate) fn refuse(drive: &Drive, request: (&'static str, &str), status: u16, body: &str) {
    refuse_times(drive, request, 1, status, body);
}

pub(crate) fn refuse_times(
    drive: &Drive,
    (method, path): (&'static str, &str),
    times: u32,
    status: u16,
    body: &str,
) {
    let headers = [
        ("x-openstack-request-id", "req-0f0f0f0f-flow"),
        ("content-type", "application/json"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    drive.cloud().fail_next(Fault {
        method,
        path: path.to_owned(),
        times,
        answer: FaultAnswer::Status {
            status,
            headers: headers.into(),
            body: body.to_owned(),
        },
    });
}
