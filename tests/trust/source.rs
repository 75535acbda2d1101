//! What is not allowed in the source, read off it.

use std::path::{Path, PathBuf};

fn sources(below: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(below).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        }
    };
    paths.flat_map(below).collect()
}

#[test]
fn nothing_is_unsafe_and_no_lint_is_silenced_without_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    let files = sources(&root.join("src"));
    assert!(files.len() > 100, "the source has moved");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (line, place) in text.lines().zip(1..) {
            let code = line.split("//").next().unwrap_or_default();
            let at = format!("{}:{place}: {}", file.display(), code.trim());
            let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(!words.into_iter().any(|word| word == "unsafe"), "{at}");
            assert!(!code.contains("[allow("), "{at}");
        }
    }
}
