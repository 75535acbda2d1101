//! Flavors against images and quotas: every reason, and what may be tried all the same.

use super::super::fixture;
use super::*;

fn demand<'a>(image: &'a Image, limits: &'a Limits, count: u32) -> Demand<'a> {
    Demand {
        image: Some(image),
        min_ram_mib: image.min_ram_mib,
        root: RootDisk::Local,
        volume_follows_flavor: false,
        zero_disk_allowed: false,
        single: false,
        count,
        limits: Some(limits),
        volume_limits: None,
    }
}

#[test]
fn every_reason_is_given_with_its_numbers() {
    let image = fixture::image("i", "ubuntu", 10, 1024);
    let limits = fixture::limits();
    let fit = Fit::of(
        &fixture::flavor("f", "m1.xlarge", 8, 16384, 8),
        demand(&image, &limits, 3),
    );
    assert_eq!(
        fit.short(),
        "disk 8 GB < image 10 GB, quota vCPU: 24 > 19, quota RAM: 48 GB > 35 GB"
    );
    assert_eq!(fit.long().len(), 3);
}

#[test]
fn what_would_fit_is_said_when_only_the_quota_is_in_the_way() {
    let image = fixture::image("i", "ubuntu", 10, 1024);
    let limits = fixture::limits();
    let flavor = fixture::flavor("f", "m1.xlarge", 8, 16384, 20);
    let fit = Fit::of(&flavor, demand(&image, &limits, 3));
    assert_eq!(
        fit.short(),
        "quota vCPU: 24 > 19, quota RAM: 48 GB > 35 GB; fits 2"
    );
}

#[test]
fn a_flavor_without_a_disk_needs_a_volume_unless_one_is_an_admin() {
    let image = fixture::image("i", "ubuntu", 10, 0);
    let limits = Limits::default();
    let flavor = fixture::flavor("f", "m1.vol", 1, 512, 0);
    let local = demand(&image, &limits, 1);
    assert_eq!(
        Fit::of(&flavor, local).short(),
        "no disk: needs a new volume"
    );
    let admin = Demand {
        zero_disk_allowed: true,
        ..local
    };
    assert!(Fit::of(&flavor, admin).fits());
    let on_volume = Demand {
        root: RootDisk::NewVolume { gib: 10 },
        ..local
    };
    let fit = Fit::of(&flavor, on_volume);
    assert!(fit.fits());
    assert_eq!(fit.up_to, None);
}

#[test]
fn a_new_volume_is_measured_by_its_own_quota_and_lifts_the_flavors_disk() {
    let image = fixture::image("i", "ubuntu", 10, 0);
    let limits = Limits::default();
    let quota = |used, limit| {
        Some(Quota {
            used,
            limit: Some(limit),
        })
    };
    let volumes = VolumeLimits {
        volumes: quota(8, 10),
        gigabytes: quota(900, 1000),
    };
    let demand = Demand {
        root: RootDisk::NewVolume { gib: 40 },
        volume_limits: Some(&volumes),
        ..demand(&image, &limits, 3)
    };
    let tiny = fixture::flavor("f", "m1.tiny", 1, 512, 1);
    assert_eq!(
        Fit::of(&tiny, demand).short(),
        "quota volumes: 3 > 2, quota volume GB: 120 GB > 100 GB; fits 2"
    );
    let following = Demand {
        volume_follows_flavor: true,
        ..demand
    };
    assert_eq!(
        Fit::of(&tiny, following).short(),
        "quota volumes: 3 > 2; fits 2",
        "10 GB are enough for the image"
    );
}

#[test]
fn an_image_larger_than_the_disk_does_not_fit_even_without_a_minimum() {
    let mut image = fixture::image("i", "ubuntu", 0, 0);
    image.size = Some(12 << 30);
    let limits = Limits::default();
    let fit = Fit::of(
        &fixture::flavor("f", "m1.tiny", 1, 512, 10),
        demand(&image, &limits, 1),
    );
    assert_eq!(fit.short(), "disk 10 GB < image size 12 GB");
}

#[test]
fn an_image_that_unpacks_to_more_than_the_disk_may_be_tried() {
    let mut image = fixture::image("i", "cirros", 0, 0);
    (image.size, image.virtual_size) = (Some(20 << 20), Some(2 << 30));
    let flavor = fixture::flavor("f", "m1.tiny", 1, 512, 1);
    assert!(Fit::of(&flavor, demand(&image, &Limits::default(), 1)).fits());
    assert_eq!(unpacks_to(&flavor, &image), Some(2 << 30));
}

#[test]
fn an_unlimited_quota_never_blocks() {
    let image = fixture::image("i", "ubuntu", 0, 0);
    let limits = Limits {
        instances: Some(Quota {
            used: 5000,
            limit: None,
        }),
        ..Limits::default()
    };
    let fit = Fit::of(
        &fixture::flavor("f", "huge", 512, 1 << 20, 900),
        demand(&image, &limits, 999),
    );
    assert!(fit.fits());
}
