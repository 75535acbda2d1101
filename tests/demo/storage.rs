//! Cinder, and servers that boot from what it has.

use super::*;

fn names(body: &Value, key: &str) -> Vec<String> {
    let rows = body[key].as_array().unwrap().iter();
    let mut names: Vec<String> = rows
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

/// A launch from the mapping, in place of the image.
async fn from_disk(session: &Session, flavor: &str, mapping: &Value) -> Value {
    let mut order = session.launch("disk", flavor).await;
    let mut entry = json!({"boot_index": "0", "destination_type": "volume"});
    for (key, value) in mapping.as_object().unwrap() {
        entry[key] = value.clone();
    }
    order["server"]["imageRef"] = json!("");
    order["server"]["block_device_mapping_v2"] = json!([entry]);
    order
}

async fn image(session: &Session, name: &str) -> Value {
    let list = "/RegionOne/image/v2/images?limit=100";
    session.first(list, "images", name).await["id"].clone()
}

#[tokio::test]
async fn volumes_are_filtered_and_come_in_pages() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let (_, body) = session
        .get(&format!(
            "{base}/volumes/detail?bootable=true&status=available"
        ))
        .await;
    assert_eq!(names(&body, "volumes"), ["debian-golden"]);
    let golden = &body["volumes"][0];
    assert_eq!(golden["size"], 20);
    assert_eq!(golden["bootable"], "true");
    assert_eq!(golden["volume_type"], "ssd");
    assert_eq!(golden["volume_image_metadata"]["image_name"], "Debian 13");

    let (_, body) = session
        .get(&format!("{base}/volumes/detail?bootable=false"))
        .await;
    assert_eq!(
        names(&body, "volumes"),
        [
            "app-01-scratch",
            "db-01-wal",
            "scratch",
            "vol-01-data",
            "web-media"
        ]
    );

    let mut path = format!("{base}/volumes/detail?limit=3");
    let mut seen = 0;
    loop {
        let (status, body) = session.get(&path).await;
        assert_eq!(status, 200, "{body}");
        seen += body["volumes"].as_array().unwrap().len();
        let Some(next) = body["volumes_links"][0]["href"].as_str() else {
            break;
        };
        path = next.strip_prefix(&session.base).unwrap().to_owned();
    }
    assert_eq!(seen, 7);
    for (path, status, text) in [
        ("volumes/xyz", 404, "Volume xyz could not be found."),
        (
            "volumes/detail?marker=nope",
            404,
            "Volume nope could not be found.",
        ),
        (
            "volumes/detail?limit=x",
            400,
            "limit param must be an integer",
        ),
        (
            "volumes/detail?limit=-1",
            400,
            "limit param must be positive",
        ),
        (
            "volumes/detail?sort=x:asc",
            400,
            "Invalid input received: Invalid sort key",
        ),
        ("snapshots/none", 404, "Snapshot none could not be found."),
        ("types/none", 404, "Volume type none could not be found."),
    ] {
        let (got, body) = session.get(&format!("{base}/{path}")).await;
        let fault = body.as_object().unwrap().values().next().unwrap();
        assert_eq!((got, fault["message"].as_str().unwrap()), (status, text));
    }
    let (status, body) = session.get(&format!("{base}/nothing")).await;
    assert_eq!((status, &body["code"]), (404, &json!("404 Not Found")));
}

#[tokio::test]
async fn snapshots_types_and_limits_are_there_to_choose_from() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let (_, body) = session
        .get(&format!("{base}/snapshots/detail?status=available"))
        .await;
    assert_eq!(
        names(&body, "snapshots"),
        [
            "debian-golden-2026-11",
            "scratch-before-wipe",
            "snapshot for vol-01-snapshot"
        ]
    );
    let (_, body) = session.get(&format!("{base}/types")).await;
    assert_eq!(names(&body, "volume_types"), ["hdd", "ssd"]);
    let (_, body) = session.get(&format!("{base}/types/default")).await;
    assert_eq!(body["volume_type"]["name"], "ssd");
    let (_, body) = session.get(&format!("{base}/limits")).await;
    let absolute = &body["limits"]["absolute"];
    assert_eq!(absolute["maxTotalVolumes"], 10);
    assert_eq!(absolute["totalVolumesUsed"], 7);
    assert_eq!(absolute["maxTotalVolumeGigabytes"], 1000);
    // 520 of volumes and 170 of snapshots.
    assert_eq!(absolute["totalGigabytesUsed"], 690);
    assert_eq!(absolute["totalSnapshotsUsed"], 3);
}

#[tokio::test]
async fn every_region_has_block_storage_under_both_types() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session.get("/identity/v3/auth/catalog").await;
    for kind in ["block-storage", "volumev3"] {
        let services = body["catalog"].as_array().unwrap();
        let service = services.iter().find(|service| service["type"] == kind);
        let endpoints = service.unwrap()["endpoints"].as_array().unwrap();
        for region in ["RegionOne", "RegionTwo"] {
            let endpoint = endpoints
                .iter()
                .find(|endpoint| endpoint["region"] == region && endpoint["interface"] == "public");
            let url = endpoint.unwrap()["url"].as_str().unwrap();
            let path = url.strip_prefix(&session.base).unwrap();
            assert_eq!(session.get(&format!("{path}/limits")).await.0, 200);
            // The project may be left out, as it is in the catalogs of newer clouds.
            let (short, _) = path.rsplit_once('/').unwrap();
            assert_eq!(session.get(&format!("{short}/limits")).await.0, 200);
        }
    }
    let base = session.volumes().await;
    let (short, _) = base.rsplit_once('/').unwrap();
    let other = format!("{short}/b2d0fc2ebf704e3db16d4b49fbc9015a/limits");
    let (status, body) = session.get(&other).await;
    assert_eq!(status, 400);
    assert_eq!(body["badRequest"]["message"], "Malformed request url");
}

#[tokio::test]
async fn the_server_that_boots_from_a_volume_and_its_volumes_name_each_other() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let server = session
        .first(&format!("{SERVERS}/detail"), "servers", "vol-01")
        .await;
    assert_eq!(server["image"], "");
    for attached in server["os-extended-volumes:volumes_attached"]
        .as_array()
        .unwrap()
    {
        let id = attached["id"].as_str().unwrap();
        let (status, body) = session.get(&format!("{base}/volumes/{id}")).await;
        assert_eq!(status, 200);
        assert_eq!(body["volume"]["status"], "in-use");
        assert_eq!(body["volume"]["attachments"][0]["server_id"], server["id"]);
    }
}

#[tokio::test]
async fn a_volume_is_made_of_an_image_counts_and_goes_with_its_server() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let image = image(&session, "Debian 13").await;
    // The flavor has no disk of its own, and needs none.
    let order = from_disk(
        &session,
        "v3-4",
        &json!({
            "source_type": "image", "uuid": image, "volume_size": 30, "volume_type": "hdd",
            "delete_on_termination": true,
        }),
    )
    .await;
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
    let mut tasks = Vec::new();
    for _ in 0..90 {
        let (_, body) = session.get(&path).await;
        let task = body["server"]["OS-EXT-STS:task_state"].clone();
        if tasks.last() != Some(&task) {
            tasks.push(task);
        }
        cloud.advance(Duration::from_millis(100));
    }
    let expected = json!([
        "scheduling",
        "networking",
        "block_device_mapping",
        "spawning",
        null
    ]);
    assert_eq!(json!(tasks), expected);
    let (_, body) = session.get(&path).await;
    let server = &body["server"];
    assert_eq!(
        (&server["status"], &server["image"]),
        (&json!("ACTIVE"), &json!(""))
    );
    let attached = &server["os-extended-volumes:volumes_attached"][0];
    assert_eq!(attached["delete_on_termination"], true);
    let volume = format!("{base}/volumes/{}", attached["id"].as_str().unwrap());
    let (_, body) = session.get(&volume).await;
    let body = &body["volume"];
    assert_eq!(
        (&body["size"], &body["volume_type"]),
        (&json!(30), &json!("hdd"))
    );
    assert_eq!(
        (&body["status"], &body["bootable"]),
        (&json!("in-use"), &json!("true"))
    );
    assert_eq!(body["attachments"][0]["server_id"], server["id"]);
    let used = async || {
        let (_, body) = session.get(&format!("{base}/limits")).await;
        body["limits"]["absolute"]["totalGigabytesUsed"].clone()
    };
    assert_eq!(used().await, 720);

    assert_eq!(session.delete(&path).await, 204);
    cloud.advance(Duration::from_secs(4));
    assert_eq!(session.get(&volume).await.0, 404);
    assert_eq!(used().await, 690);
}

#[tokio::test]
async fn a_volume_is_reserved_at_once_and_stays_when_its_server_goes() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let list = format!("{base}/volumes/detail");
    let golden = session.first(&list, "volumes", "debian-golden").await;
    let mapping = json!({"source_type": "volume", "uuid": golden["id"]});
    let order = from_disk(&session, "d2-2", &mapping).await;
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
    let volume = session.first(&list, "volumes", "debian-golden").await;
    assert_eq!(volume["status"], "reserved");
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 400);
    let text = body["badRequest"]["message"].as_str().unwrap();
    let start = format!(
        "Invalid volume: Invalid input received: Invalid volume: Volume {} status must be \
         available or downloading to reserve, but the current status is reserved. (HTTP 400) \
         (Request-ID: req-",
        golden["id"].as_str().unwrap()
    );
    assert!(text.starts_with(&start), "{text}");

    cloud.advance(Duration::from_secs(10));
    let volume = session.first(&list, "volumes", "debian-golden").await;
    assert_eq!(volume["status"], "in-use");
    assert_eq!(session.delete(&path).await, 204);
    cloud.advance(Duration::from_secs(4));
    let volume = session.first(&list, "volumes", "debian-golden").await;
    assert_eq!(volume["status"], "available");
    assert_eq!(volume["attachments"], json!([]));
}

#[tokio::test]
async fn a_snapshot_becomes_a_volume_of_its_own_size() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let snapshots = format!("{base}/snapshots/detail");
    let kept = session
        .first(&snapshots, "snapshots", "debian-golden-2026-11")
        .await;
    let mapping = json!({"source_type": "snapshot", "uuid": kept["id"]});
    let plain = from_disk(&session, "d2-2", &mapping).await;
    // The image of such a server leads to a snapshot too.
    let mut by_image = session.launch("disk", "d2-2").await;
    by_image["server"]["imageRef"] = image(&session, "vol-01-snapshot").await;
    for (order, size) in [(plain, 20), (by_image, 50)] {
        let (status, body) = session.post(SERVERS, &order).await;
        assert_eq!(status, 202, "{body}");
        let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
        cloud.advance(Duration::from_secs(10));
        let (_, body) = session.get(&path).await;
        assert_eq!(body["server"]["status"], "ACTIVE");
        assert_eq!(body["server"]["image"], "");
        let id = &body["server"]["os-extended-volumes:volumes_attached"][0]["id"];
        let path = format!("{base}/volumes/{}", id.as_str().unwrap());
        let (_, body) = session.get(&path).await;
        assert_eq!(body["volume"]["size"], size);
        assert!(body["volume"]["snapshot_id"].is_string());
        assert_eq!(body["volume"]["bootable"], "true");
    }
}

#[tokio::test]
async fn a_volume_beyond_the_quota_or_too_small_fails_the_build() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let image = image(&session, "Debian 13").await;
    for (size, why) in [
        (
            500,
            "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed \
             gigabytes quota. Requested 500G, quota is 1000G and 690G has been consumed.",
        ),
        (
            1,
            "is unacceptable: Image virtual size is 5GB and doesn't fit in a volume of size 1GB.",
        ),
    ] {
        let mapping = json!({"source_type": "image", "uuid": image, "volume_size": size});
        let order = from_disk(&session, "d2-2", &mapping).await;
        let (_, body) = session.post(SERVERS, &order).await;
        let id = body["server"]["id"].as_str().unwrap();
        cloud.advance(Duration::from_secs(10));
        let (_, body) = session.get(&format!("{SERVERS}/{id}")).await;
        assert_eq!(body["server"]["status"], "ERROR");
        let fault = body["server"]["fault"]["message"].as_str().unwrap();
        assert!(fault.starts_with(&format!("Build of instance {id} aborted: ")));
        assert!(fault.contains(why), "{fault}");
    }
}

#[tokio::test]
async fn mappings_are_refused_in_novas_words() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let volumes = format!("{base}/volumes/detail");
    let scratch = session.first(&volumes, "volumes", "scratch").await;
    let golden = session.first(&volumes, "volumes", "debian-golden").await;
    let golden = golden["id"].clone();
    let snapshots = format!("{base}/snapshots/detail");
    let wiped = session
        .first(&snapshots, "snapshots", "scratch-before-wipe")
        .await;
    let debian = image(&session, "Debian 13").await;
    let windows = image(&session, "Windows Server 2022").await;
    let not_bootable = format!(
        "Block Device {} is not bootable.",
        scratch["id"].as_str().unwrap()
    );
    let invalid = |why: &str| format!("Block Device Mapping is Invalid: {why}");
    for (mapping, expected) in [
        (
            json!({"source_type": "image", "uuid": debian}),
            "Images with destination_type 'volume' need to have a non-zero size specified".into(),
        ),
        (
            json!({"source_type": "image", "uuid": debian, "volume_size": 0}),
            "Invalid input for field/attribute volume_size. Value: 0. 0 is less than the minimum \
             of 1"
                .into(),
        ),
        (
            json!({"source_type": "image", "uuid": NOBODY, "volume_size": 9}),
            invalid(&format!("failed to get image {NOBODY}.")),
        ),
        (
            json!({"source_type": "image", "volume_size": 9}),
            invalid("Missing device UUID."),
        ),
        (
            json!({"source_type": "image", "uuid": debian, "volume_size": 9, "volume_type": "x"}),
            "Volume type x could not be found.".into(),
        ),
        (
            json!({"source_type": "image", "uuid": windows, "volume_size": 20}),
            "Volume is smaller than the minimum size specified in image metadata. Volume size is \
             21474836480 bytes, minimum size is 53687091200 bytes."
                .into(),
        ),
        (
            json!({"source_type": "volume", "uuid": golden, "volume_type": "ssd"}),
            invalid("Specifying volume type to existing volume is not supported."),
        ),
        (
            json!({"source_type": "volume", "uuid": NOBODY}),
            invalid(&format!("failed to get volume {NOBODY}.")),
        ),
        (
            json!({"source_type": "volume", "uuid": scratch["id"]}),
            not_bootable.clone(),
        ),
        (
            json!({"source_type": "snapshot", "uuid": wiped["id"]}),
            not_bootable,
        ),
        (
            json!({"source_type": "snapshot", "uuid": NOBODY}),
            format!("Snapshot {NOBODY} could not be found."),
        ),
        (
            json!({"source_type": "volume", "uuid": golden, "boot_index": 1}),
            invalid(
                "Boot sequence for the instance and image/block device mapping combination is not \
                 valid.",
            ),
        ),
        (
            json!({"source_type": "image", "uuid": debian, "destination_type": "local"}),
            invalid("Mapping image to local is not supported."),
        ),
    ] {
        let order = from_disk(&session, "b3-8", &mapping).await;
        let (status, body) = session.post(SERVERS, &order).await;
        let text = body["badRequest"]["message"].as_str().unwrap_or_default();
        assert_eq!((status, text), (400, expected.as_str()), "{mapping}");
    }
}

#[tokio::test]
async fn a_volume_is_for_one_server_and_its_type_for_later_microversions() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let volumes = format!("{}/volumes/detail", session.volumes().await);
    let golden = session.first(&volumes, "volumes", "debian-golden").await;
    let debian = image(&session, "Debian 13").await;
    let mapping = json!({"source_type": "volume", "uuid": golden["id"]});
    let mut order = from_disk(&session, "b3-8", &mapping).await;
    order["server"]["max_count"] = json!(2);
    let (_, body) = session.post(SERVERS, &order).await;
    assert_eq!(
        body["badRequest"]["message"],
        "Cannot attach one or more volumes to multiple instances"
    );
    let mapping =
        json!({"source_type": "image", "uuid": debian, "volume_size": 9, "volume_type": "ssd"});
    let order = from_disk(&session, "b3-8", &mapping).await;
    let (_, body) = session.post_at("2.66", SERVERS, &order).await;
    let text = body["badRequest"]["message"].as_str().unwrap();
    assert!(
        text.ends_with("Additional properties are not allowed ('volume_type' was unexpected)"),
        "{text}"
    );
}
