//! Thousands of servers more than usual: what `--demo-servers` adds.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use super::*;

const FLEET: usize = 3000;

/// The usual servers, and the fleet, added in two parts.
async fn cloud() -> (DemoCloud, Session) {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    cloud.fill(FLEET / 2);
    cloud.fill(FLEET / 2);
    let session = Session::open(&cloud, "demo").await;
    (cloud, session)
}

/// Every server, page by page.
async fn walk(session: &Session, limit: usize) -> Vec<Value> {
    let mut next = Some(format!("{SERVERS}/detail?limit={limit}"));
    let mut all = Vec::new();
    while let Some(path) = next {
        let (status, body) = session.get(&path).await;
        assert_eq!(status, 200, "{path}");
        let rows = body["servers"].as_array().unwrap();
        assert!(rows.len() <= limit, "{} rows of {limit}", rows.len());
        all.extend(rows.iter().cloned());
        let link = body["servers_links"][0]["href"].as_str();
        next = link.map(|link| link.strip_prefix(&session.base).unwrap().to_owned());
    }
    all
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

/// What can still be launched: instances, cores, MiB of memory.
async fn room(session: &Session) -> [i64; 3] {
    let (_, body) = session.get("/RegionOne/compute/v2.1/limits").await;
    let limits = &body["limits"]["absolute"];
    [
        ("maxTotalInstances", "totalInstancesUsed"),
        ("maxTotalCores", "totalCoresUsed"),
        ("maxTotalRAMSize", "totalRAMUsed"),
    ]
    .map(|(limit, used)| limits[limit].as_i64().unwrap() - limits[used].as_i64().unwrap())
}

#[tokio::test]
async fn every_server_of_a_fleet_has_a_name_an_id_and_an_address_of_its_own() {
    let (_cloud, session) = cloud().await;
    let rows = walk(&session, 1000).await;
    let fleet = rows
        .iter()
        .filter(|row| row["addresses"]["fleet"].is_array());
    let fleet: Vec<&Value> = fleet.collect();
    // Those that Nova shows no addresses of were copied too, and are not counted here.
    assert!(fleet.len() > FLEET * 3 / 4, "{}", fleet.len());
    assert!(rows.len() >= FLEET + 20, "{}", rows.len());
    let names: HashSet<&str> = fleet.iter().map(|row| text(row, "name")).collect();
    let ids: HashSet<&str> = rows.iter().map(|row| text(row, "id")).collect();
    assert_eq!((names.len(), ids.len()), (fleet.len(), rows.len()));
    let address = |row: &&Value| text(&row["addresses"]["fleet"][0], "addr").to_owned();
    let addresses: HashSet<String> = fleet.iter().map(address).collect();
    assert_eq!(addresses.len(), fleet.len());
    for address in addresses {
        let [10, 64..=127, _, 2..=251] = address.parse::<Ipv4Addr>().unwrap().octets() else {
            panic!("{address} is no host of the fleet's network");
        };
    }
}

#[tokio::test]
async fn pages_of_any_size_make_the_same_list_newest_first() {
    let (_cloud, session) = cloud().await;
    let keys = |rows: Vec<Value>| -> Vec<(String, String)> {
        let key = |row: &Value| (text(row, "created").to_owned(), text(row, "id").to_owned());
        rows.iter().map(key).collect()
    };
    let large = keys(walk(&session, 1000).await);
    let small = keys(walk(&session, 170).await);
    assert_eq!(large, small);
    let mut sorted = large.clone();
    sorted.sort_by(|left, right| right.cmp(left));
    assert_eq!(large, sorted);
}

#[tokio::test]
async fn a_delta_of_a_fleet_holds_the_one_that_changed() {
    let (cloud, session) = cloud().await;
    // What the usual servers are at comes to its end.
    cloud.advance(Duration::from_secs(600));
    let since = cloud.now();
    let delta = format!("{SERVERS}/detail?limit=1000&changes-since={since}");
    assert_eq!(session.get(&delta).await.1["servers"], json!([]));
    let (_, page) = session.get(&format!("{SERVERS}/detail?limit=7")).await;
    let id = text(&page["servers"][6], "id").to_owned();
    let name = json!({"server": {"name": "renamed"}});
    assert_eq!(session.put(&format!("{SERVERS}/{id}"), &name).await.0, 200);
    let (_, body) = session.get(&delta).await;
    let rows = body["servers"].as_array().unwrap();
    let changed: Vec<_> = rows
        .iter()
        .map(|row| (text(row, "id"), text(row, "name")))
        .collect();
    assert_eq!(changed, [(id.as_str(), "renamed")]);
}

#[tokio::test]
async fn a_fleet_leaves_as_much_room_as_there_was() {
    let usual = DemoCloud::start(Clock::Stepped).await.unwrap();
    let usual = room(&Session::open(&usual, "demo").await).await;
    let (_cloud, session) = cloud().await;
    assert_eq!(room(&session).await, usual);
}

#[tokio::test]
async fn one_more_is_launched_and_deleted_among_a_fleet() {
    let (cloud, session) = cloud().await;
    let mut order = session.launch("one-more", "d2-2").await;
    let networks = "/RegionOne/network/v2.0/networks";
    let fleet = session.first(networks, "networks", "fleet").await;
    order["server"]["networks"] = json!([{"uuid": fleet["id"]}]);
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    cloud.advance(Duration::from_secs(60));
    let path = format!("{SERVERS}/{}", text(&body["server"], "id"));
    let (_, shown) = session.get(&path).await;
    assert_eq!(shown["server"]["status"], "ACTIVE");
    let address = text(&shown["server"]["addresses"]["fleet"][0], "addr").to_owned();
    assert!(address.starts_with("10.64.255."), "{address}");
    assert_eq!(session.delete(&path).await, 204);
    cloud.advance(Duration::from_secs(60));
    assert_eq!(session.get(&path).await.0, 404);
}
