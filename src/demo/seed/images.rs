//! Images: the cloud's, the project's own, and those that went wrong.

use super::super::nova;
use super::super::world::{ADMIN_PROJECT, DEMO, DEMO2, Image, Visibility, World};
use super::{DAY, HOUR, ago};

/// Public images: name, distribution, version, MB, least GiB of disk, least MiB of memory.
const ONE: [(&str, &str, &str, u64, i64, i64); 22] = [
    ("Ubuntu 24.04", "ubuntu", "24.04", 618, 10, 1024),
    ("Ubuntu 22.04", "ubuntu", "22.04", 662, 10, 0),
    ("Ubuntu 20.04", "ubuntu", "20.04", 641, 10, 0),
    ("Debian 13", "debian", "13", 431, 0, 0),
    ("Debian 12", "debian", "12", 424, 0, 0),
    ("Debian 11", "debian", "11", 398, 0, 0),
    ("Rocky Linux 9", "rocky", "9", 1045, 10, 0),
    ("Rocky Linux 8", "rocky", "8", 1938, 10, 0),
    ("AlmaLinux 9", "almalinux", "9", 582, 10, 0),
    ("AlmaLinux 10", "almalinux", "10", 611, 10, 0),
    ("Fedora 43", "fedora", "43", 556, 20, 2048),
    ("Fedora CoreOS 43", "fedora", "43", 741, 10, 2048),
    ("openSUSE Leap 16.0", "opensuse", "16.0", 377, 10, 0),
    ("Arch Linux", "arch", "2026.11", 540, 5, 0),
    ("Alpine 3.22", "alpine", "3.22", 178, 1, 0),
    ("FreeBSD 14.3", "freebsd", "14.3", 698, 0, 512),
    ("OpenBSD 7.8", "openbsd", "7.8", 612, 0, 512),
    ("Flatcar 4459", "flatcar", "4459", 498, 10, 1024),
    ("cirros-0.6.2", "cirros", "0.6.2", 21, 0, 0),
    ("cirros-0.6.3", "cirros", "0.6.3", 21, 0, 0),
    ("Windows Server 2022", "windows", "2022", 13_310, 50, 4096),
    ("Windows Server 2025", "windows", "2025", 14_212, 50, 4096),
];

const TWO: [(&str, &str, &str, u64, i64, i64); 4] = [
    ("AlmaLinux 9", "almalinux", "9", 582, 10, 0),
    ("Debian 13", "debian", "13", 431, 0, 0),
    ("Fedora 43", "fedora", "43", 556, 20, 2048),
    ("FreeBSD 14.3", "freebsd", "14.3", 698, 0, 512),
];

pub(super) fn put(world: &mut World, region: usize) {
    let rows: &[_] = if region == 0 { &ONE } else { &TWO };
    for (index, (name, distribution, version, megabytes, disk, ram)) in (0..).zip(rows) {
        let mut image = new(world, name, ADMIN_PROJECT.id, (20 + index * 9) * DAY);
        filled(&mut image, megabytes * 1_000_000, 5);
        image.visibility = Visibility::Public;
        image.min_disk = *disk;
        image.min_ram = *ram;
        property(&mut image, "os_distro", distribution);
        property(&mut image, "os_version", version);
        for digest in ["md5", "sha256"] {
            property(
                &mut image,
                &format!("owner_specified.openstack.{digest}"),
                "",
            );
        }
        let object = format!("images/{name}");
        property(&mut image, "owner_specified.openstack.object", &object);
        if *distribution == "windows" {
            property(&mut image, "os_type", "windows");
            image.disk_format = Some("raw");
        }
        world.regions[region].images.push(image);
    }
    if region == 0 {
        oddities(world);
        own(world);
    }
}

fn new(world: &mut World, name: &str, owner: &str, age: u64) -> Image {
    let created = ago(world.now, age);
    Image::new(world.uuid(), name, owner, created)
}

fn filled(image: &mut Image, size: u64, virtual_gib: u64) {
    image.status = "active";
    image.size = Some(size);
    image.virtual_size = Some(virtual_gib << 30);
    image.disk_format = Some("qcow2");
    image.container_format = Some("bare");
}

fn property(image: &mut Image, key: &str, value: &str) {
    image.properties.insert(key.to_owned(), value.to_owned());
}

/// One of each thing that a list must not stumble over.
fn oddities(world: &mut World) {
    let mut old = new(world, "Debian 10", ADMIN_PROJECT.id, 700 * DAY);
    filled(&mut old, 321_000_000, 2);
    old.visibility = Visibility::Public;
    old.status = "deactivated";
    property(&mut old, "os_distro", "debian");

    let mut hidden = new(world, "Ubuntu 18.04", ADMIN_PROJECT.id, 900 * DAY);
    filled(&mut hidden, 340_000_000, 3);
    hidden.visibility = Visibility::Public;
    hidden.hidden = true;

    let mut foreign = new(world, "partner-appliance", DEMO2.id, 33 * DAY);
    filled(&mut foreign, 2_840_000_000, 20);
    foreign.visibility = Visibility::Shared;
    foreign.members = vec![DEMO.id];
    foreign.min_disk = 20;

    let mut community = new(world, "nixos-25.11-community", DEMO2.id, 12 * DAY);
    filled(&mut community, 1_120_000_000, 8);
    community.visibility = Visibility::Community;

    let mut killed = new(world, "upload-that-broke", DEMO.id, 6 * DAY);
    killed.status = "killed";
    killed.disk_format = Some("qcow2");
    killed.container_format = Some("bare");

    let mut queued = new(world, "never-uploaded", DEMO.id, 80 * DAY);
    queued.disk_format = Some("raw");
    queued.container_format = Some("bare");

    let mut nameless = new(world, "", DEMO.id, 51 * DAY);
    filled(&mut nameless, 1_900_000_000, 10);
    nameless.name = None;

    world.regions[0]
        .images
        .extend([old, hidden, foreign, community, killed, queued, nameless]);
}

/// What the project made itself.
fn own(world: &mut World) {
    let mut golden = new(world, "golden-web-2026-11", DEMO.id, 9 * DAY);
    filled(&mut golden, 1_734_000_000, 10);
    golden.protected = true;
    golden.min_disk = 10;
    golden.tags = vec!["golden".to_owned()];
    property(&mut golden, "os_distro", "debian");
    property(&mut golden, "os_version", "13");

    let mut previous = new(world, "golden-web-2026-10", DEMO.id, 41 * DAY);
    filled(&mut previous, 1_698_000_000, 10);
    previous.min_disk = 10;

    let mut installer = new(world, "installer.iso", DEMO.id, 130 * DAY);
    filled(&mut installer, 811_000_000, 1);
    installer.disk_format = Some("iso");
    installer.virtual_size = None;
    world.regions[0]
        .images
        .extend([golden, previous, installer]);

    for (name, age, size, disk) in [
        ("db-01-before-upgrade", 3 * DAY, 8_420_000_000, 50),
        ("db-01-nightly", 11 * HOUR, 8_611_000_000, 50),
        ("web-01-2026-11-20", 3 * DAY + 5 * HOUR, 2_104_000_000, 25),
        ("bastion-01-clean", 290 * DAY, 1_377_000_000, 25),
        ("legacy-erp-shelved", 150 * DAY, 21_950_000_000, 100),
    ] {
        let mut image = new(world, name, DEMO.id, age);
        filled(&mut image, size, u64::try_from(disk).unwrap_or_default());
        image.min_disk = disk;
        property(&mut image, "image_type", "snapshot");
        world.regions[0].images.push(image);
    }

    let snapshot = world.uuid();
    let mut volume = new(world, "vol-01-snapshot", DEMO.id, 17 * DAY);
    volume.status = "active";
    volume.size = Some(0);
    volume.disk_format = Some("raw");
    volume.container_format = Some("bare");
    volume.min_disk = 50;
    volume
        .properties
        .extend(nova::volume_properties(&snapshot, 50));
    world.regions[0].images.push(volume);
}
