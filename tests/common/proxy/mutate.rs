//! One node of a JSON document, replaced by something else.

use serde_json::{Value, json};

/// Where a node is: keys and places, from the top.
pub type Path = Vec<Step>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Place(usize),
}

/// What a node may be replaced by.
pub fn replacements() -> Vec<Value> {
    vec![
        json!(null),
        json!(-1),
        json!(1e300),
        json!(true),
        json!("\u{1b}]0;x\u{7}\u{202e}"),
        json!([null, [0]]),
        json!({"x": {"id": null}}),
    ]
}

/// Every node, the document itself first.
pub fn nodes(document: &Value) -> Vec<Path> {
    let mut all = vec![Vec::new()];
    let mut below = |step: Step, inner: &Value| {
        all.extend(nodes(inner).into_iter().map(|path| {
            let mut whole = vec![step.clone()];
            whole.extend(path);
            whole
        }));
    };
    match document {
        Value::Object(map) => {
            for (key, inner) in map {
                below(Step::Key(key.clone()), inner);
            }
        }
        Value::Array(list) => {
            for (place, inner) in list.iter().enumerate() {
                below(Step::Place(place), inner);
            }
        }
        _ => {}
    }
    all
}

/// Replaces the node there; nothing if there is none.
pub fn replace(document: &mut Value, path: &[Step], by: Value) {
    let mut node = Some(document);
    for step in path {
        node = node.and_then(|node| match step {
            Step::Key(key) => node.get_mut(key),
            Step::Place(place) => node.get_mut(*place),
        });
    }
    if let Some(node) = node {
        *node = by;
    }
}
