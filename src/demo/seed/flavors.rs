//! Flavors, named the way public clouds do.

use super::super::world::{Flavor, World};

type Row = (
    &'static str,
    i64,
    i64,
    i64,
    &'static [(&'static str, &'static str)],
);

/// Name, cores, MiB of memory, GiB of disk, extra specs.
const ONE: [Row; 16] = [
    ("m1.tiny", 1, 512, 1, &[]),
    ("m1.small", 1, 2048, 20, &[]),
    ("m1.medium", 2, 4096, 40, &[]),
    ("m1.large", 4, 8192, 80, &[]),
    ("m1.xlarge", 8, 16384, 160, &[]),
    ("d2-2", 1, 2048, 25, &[]),
    ("d2-4", 2, 4096, 50, &[]),
    ("b3-8", 2, 8192, 50, &[]),
    ("b3-16", 4, 16384, 100, &[]),
    ("b3-32", 8, 32768, 200, &[]),
    ("c3-4", 2, 4096, 50, &[("hw:cpu_policy", "dedicated")]),
    ("c3-8", 4, 8192, 100, &[("hw:cpu_policy", "dedicated")]),
    ("r3-32", 4, 32768, 100, &[]),
    ("r3-64", 8, 65536, 200, &[]),
    // Boots from a volume only.
    ("v3-4", 2, 4096, 0, &[]),
    // No host has a GPU: a server of this flavor ends with "No valid host was found".
    ("t2-45-gpu", 15, 46080, 400, &[("resources:VGPU", "1")]),
];

const TWO: [Row; 5] = [
    ("s1-2", 1, 2048, 10, &[]),
    ("b2-7", 2, 7000, 50, &[]),
    ("b2-15", 4, 15000, 100, &[]),
    ("c2-15", 4, 15000, 100, &[]),
    ("m1.tiny", 1, 512, 1, &[]),
];

pub(super) fn put(world: &mut World, region: usize) {
    let rows: &[Row] = if region == 0 { &ONE } else { &TWO };
    for (index, (name, vcpus, ram, disk, extra_specs)) in rows.iter().enumerate() {
        // The old flavors of the first region have the ids of old.
        let id = if region == 0 && index < 5 {
            (index + 1).to_string()
        } else {
            world.uuid()
        };
        world.regions[region].flavors.push(Flavor {
            id,
            name,
            vcpus: *vcpus,
            ram: *ram,
            disk: *disk,
            extra_specs,
        });
    }
}
