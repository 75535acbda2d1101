//! What is fed with anything at all, fed with its seeds, with the hostile texts, and with changes
//! of both: the same with every run, as many as fit into a second, or others where `FUZZ_SEED` is
//! set.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions but not their helpers"
)]

#[path = "../fuzz/targets.rs"]
mod targets;

#[path = "common/hostile.rs"]
mod hostile;

use std::path::Path;
use std::time::{Duration, Instant};

/// What one target takes at most: it should be a second, and the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many changed seeds are run, however slow the machine is.
const FEWEST: usize = 40;

/// The generator of Numerical Recipes; good enough to change a byte here and there.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// Bytes that mean something to somebody.
const SPICE: [&[u8]; 14] = [
    b"\"",
    b"{",
    b"}",
    b"[[",
    b"\\u",
    b"\\ud83d",
    b"null",
    b"-1",
    b"1e999",
    b"\xff\xfe",
    b"\x1b[",
    b"\r\n",
    b": &a *a",
    b"\0",
];

fn changed(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, SPICE[dice.below(SPICE.len())].iter().copied())),
            2 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            3 => {
                let end = (at + dice.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + dice.below(200)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, part));
            }
        }
    }
    bytes
}

fn files(directory: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = files(&root.join("fuzz/seeds").join(target));
    assert!(!seeds.is_empty(), "{target} has no seeds");
    if target == "answers" {
        // Each sample as the answer to each question.
        let samples = files(&root.join("tests/samples")).into_iter().enumerate();
        seeds.extend(samples.map(|(at, sample)| {
            let which = u8::try_from(at).unwrap();
            [&[which, 0], &sample[..]].concat()
        }));
    } else {
        let texts = hostile::texts().into_iter();
        seeds.extend(texts.map(|(_, text)| text.into_bytes()));
    }
    seeds
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "what takes for ever is found out by the clock"
)]
fn every_target_comes_back_from_its_seeds_and_from_changes_of_them() {
    let number = std::env::var("FUZZ_SEED").ok();
    let mut dice = Dice(number.and_then(|seed| seed.parse().ok()).unwrap_or(7));
    for (name, target) in targets::TARGETS {
        let seeds = seeds(name);
        let begun = Instant::now();
        for seed in &seeds {
            target(seed);
        }
        let small: Vec<_> = seeds.iter().filter(|seed| seed.len() < 4096).collect();
        let mut runs = 0;
        while runs < FEWEST || (runs < 400 && begun.elapsed() < Duration::from_millis(900)) {
            target(&changed(small[dice.below(small.len())], &mut dice));
            runs += 1;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{name} took {:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn every_target_has_its_fuzzer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for (name, _) in targets::TARGETS {
        assert!(
            root.join(format!("fuzz_targets/{name}.rs")).exists(),
            "{name}"
        );
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
