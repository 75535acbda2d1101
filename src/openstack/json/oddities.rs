//! JSON as no cloud should send it, for tests.

use std::borrow::Cow;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value, json};

/// Texts that mean something in one field or another.
const WORDS: [&str; 9] = [
    "",
    "true",
    " 12 ",
    "-1",
    "floating",
    "2026-11-23T07:00:00Z",
    "2026-11-23T07:00:00.123456",
    "2001:db8::1",
    "\u{1b}[2J\u{202e}\n\0",
];

/// An object with some of these keys, and anything in them. What is inside has keys of `within`.
pub(crate) fn object_of(
    keys: impl Into<Cow<'static, [&'static str]>>,
    within: &'static [&'static str],
) -> impl Strategy<Value = Value> {
    let fields = (select(keys), anything(within));
    let object = proptest::collection::vec(fields, 0..12).prop_map(object);
    // Mostly with an id: without one there is no row to look at.
    (object, any::<u8>()).prop_map(|(mut object, number)| {
        if number > 60 {
            object["id"] = json!(format!("row-{number}"));
        }
        object
    })
}

/// A page of a list as bytes.
pub(crate) fn page_of(key: &str, rows: &[Value]) -> String {
    json!({"before": [{}], key: rows, "after": null}).to_string()
}

fn anything(keys: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_map(|it| Number::from_f64(it).unwrap_or_else(|| 0.into())),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(Value::Number),
        select(&WORDS[..]).prop_map(|word| json!(word)),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let fields = proptest::collection::vec((select(keys), inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::Array),
            fields.prop_map(object),
        ]
    })
}

fn object(fields: Vec<(&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    Value::Object(
        fields
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}
