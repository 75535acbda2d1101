//! Which servers a list holds: the filters of `GET /servers`.

use jiff::Timestamp;

use super::super::world::Server;
use super::Call;
use super::pattern::Pattern;

/// What a server must be to be listed.
pub(super) type Condition<'a> = Box<dyn Fn(&Server) -> bool + 'a>;

/// The request's filters, read once for all the servers they are held against.
pub(super) fn conditions<'a>(call: &'a Call<'_>, since: Option<Timestamp>) -> Vec<Condition<'a>> {
    let request = call.request;
    let mut all: Vec<Condition<'a>> = Vec::new();
    if !call.admin || !request.param("all_tenants").is_some_and(is_true) {
        let project = call.project.id;
        all.push(Box::new(move |server| server.project == project));
    }
    // Before 2.69 such servers are left out. Nova leaves them out of pages too; here they stay,
    // or a client that always asks for pages would never meet one.
    if call.minor < 69 {
        all.push(Box::new(|server| !server.cell_down));
    }
    // A delta includes what is gone; nothing else does.
    let kept = shows_kept(call);
    all.push(Box::new(move |server| match since {
        Some(since) => server.updated >= since,
        None => !server.is_gone() && (!server.is_kept() || kept),
    }));
    let statuses: Vec<String> = request.params("status").map(str::to_uppercase).collect();
    if !statuses.is_empty() {
        all.push(Box::new(move |server| {
            statuses.iter().any(|status| status == server.status())
        }));
    }
    if let Some(pattern) = request.param("name").map(Pattern::new) {
        all.push(Box::new(move |server| pattern.matches(&server.name)));
    }
    all.extend(particulars(call));
    all.extend(labels(call));
    all.extend(details(call));
    all
}

fn particulars<'a>(call: &'a Call<'_>) -> impl Iterator<Item = Condition<'a>> {
    let asked = |key: &str| call.request.param(key);
    let equal = |key: &str, of: fn(&Server) -> &str| {
        let wanted = asked(key)?;
        Some(Box::new(move |server: &Server| of(server) == wanted) as Condition<'a>)
    };
    let addressed = |key: &str, version: u8| {
        let wanted = asked(key)?;
        let fits = move |server: &Server| {
            let mut addresses = server.nics.iter().flat_map(|nic| &nic.port.addresses);
            addresses.any(|address| address.version == version && address.addr.contains(wanted))
        };
        Some(Box::new(fits) as Condition<'a>)
    };
    let all = [
        equal("reservation_id", |server| &server.reservation),
        equal("image", |server| {
            server.image.as_deref().unwrap_or_default()
        }),
        equal("flavor", |server| &server.flavor.id),
        equal("uuid", |server| &server.id),
        addressed("ip", 4),
        addressed("ip6", 6),
    ];
    all.into_iter().flatten()
}

/// Tags are separated by commas. <https://docs.openstack.org/api-ref/compute/#list-servers>
fn labels<'a>(call: &'a Call<'_>) -> impl Iterator<Item = Condition<'a>> {
    let asked = |key: &str, fits: fn(&Server, &[&str]) -> bool| {
        let tags = call.request.param(key).filter(|_| call.minor >= 26)?;
        let tags: Vec<&str> = tags.split(',').collect();
        Some(Box::new(move |server: &Server| fits(server, &tags)) as Condition<'a>)
    };
    let all = [
        asked("tags", has_all),
        asked("tags-any", has_any),
        asked("not-tags", |server, tags| !has_all(server, tags)),
        asked("not-tags-any", |server, tags| !has_any(server, tags)),
    ];
    all.into_iter().flatten()
}

fn has_all(server: &Server, tags: &[&str]) -> bool {
    let mut tags = tags.iter();
    tags.all(|tag| server.tags.iter().any(|known| known == tag))
}

fn has_any(server: &Server, tags: &[&str]) -> bool {
    let mut tags = tags.iter();
    tags.any(|tag| server.tags.iter().any(|known| known == tag))
}

/// Filters that Nova does not look at unless an administrator asks, or a newer client.
fn details<'a>(call: &'a Call<'_>) -> impl Iterator<Item = Condition<'a>> {
    let asked = |key: &str| call.request.param(key);
    let equal = |key: &str, of: fn(&Server) -> &str| {
        let wanted = asked(key).filter(|_| call.admin || call.minor >= 83)?;
        Some(Box::new(move |server: &Server| of(server) == wanted) as Condition<'a>)
    };
    let locked = asked("locked").filter(|_| call.minor >= 73).map(|locked| {
        let locked = is_true(locked);
        Box::new(move |server: &Server| server.lock.is_some() == locked) as Condition<'a>
    });
    let power = asked("power_state").filter(|_| call.admin || call.minor >= 83);
    let power = power.map(|wanted| {
        Box::new(move |server: &Server| server.power.to_string() == wanted) as Condition<'a>
    });
    let all = [
        locked,
        power,
        equal("vm_state", |server| server.vm),
        equal("task_state", |server| server.task.unwrap_or_default()),
        equal("key_name", |server| {
            server.key_name.as_deref().unwrap_or_default()
        }),
        equal("availability_zone", |server| &server.zone),
        equal("user_id", |server| server.user),
    ];
    all.into_iter().flatten()
}

/// What was deleted softly shows in a delta, by its own address, and in the lists that
/// administrators ask for it: nova/db/main/api.py, `instance_get_all_by_filters_sort`.
fn shows_kept(call: &Call<'_>) -> bool {
    let asked = |key: &str| call.request.param(key).is_some_and(is_true);
    call.admin && (asked("deleted") || asked("soft_deleted"))
}

pub(super) fn is_true(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "" | "1" | "true" | "yes" | "on" | "t" | "y"
    )
}
