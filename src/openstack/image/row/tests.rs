use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::openstack::json::oddities::{object_of, page_of};

mod by_value;

#[test]
fn a_queued_image_is_mostly_null() {
    let row = json!({"id": "i", "name": null, "status": "queued", "size": null,
        "disk_format": null, "min_disk": null, "tags": [], "image_type": "snapshot",
        "instance_uuid": "s", "direct_url": "rbd://secret", "odd": null});
    let image = image(&row, &Strings::default()).unwrap();
    assert_eq!(image.title(), "i");
    assert_eq!(image.status, ImageStatus::Queued);
    assert!(image.is_snapshot());
    assert_eq!(image.instance(), Some("s".into()));
    assert_eq!(image.properties.len(), 2);
}

#[test]
fn a_copy_of_a_volume_is_a_snapshot_of_no_bytes() {
    let row = json!({"id": "i", "name": "n", "status": "active", "size": 0,
        "block_device_mapping": "[{}]", "bdm_v2": "True"});
    let image = image(&row, &Strings::default()).unwrap();
    assert!(image.is_snapshot() && image.is_volume_backed());
    assert_eq!(image.size, Some(0));
}

/// Every key that is no custom property, and two that are.
fn keys() -> Vec<&'static str> {
    [&by_value::KNOWN[..], &["image_type", "os_distro"]].concat()
}

proptest! {
    #[test]
    fn whatever_a_field_holds_a_row_is_read_as_out_of_its_json(
        rows in proptest::collection::vec(object_of(keys(), &["id", "url"]), 0..4),
    ) {
        let page = page_of("images", &rows);
        let read = images(page.as_bytes(), &Strings::default()).unwrap().unwrap();
        let parsed: Value = serde_json::from_str(&page).unwrap();
        let by_value = json::array(&parsed, "images").iter().filter_map(by_value::image);
        prop_assert_eq!(read, by_value.collect::<Vec<_>>());
    }
}
