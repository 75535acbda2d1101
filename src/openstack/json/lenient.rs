//! What is made of a JSON value of whatever type, straight from the bytes.
//!
//! A type that can be read says only of the kinds of value it knows what they are to it; of the
//! others it is [`Default`]. So no value is an error, however odd: only bytes that are no JSON are.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Number, Value};

use super::parse_time;
use crate::openstack::strings::Strings;

/// Reads itself from a JSON value of any type. Null, and what it has no method for, is its default.
pub(crate) trait Lenient<'a>: Default {
    /// `null`: mostly the same as a field that is not there.
    fn null() -> Self {
        Self::default()
    }

    fn flag(_: bool) -> Self {
        Self::default()
    }

    fn number(_: Number) -> Self {
        Self::default()
    }

    fn text(_: Cow<'a, str>) -> Self {
        Self::default()
    }

    /// # Errors
    /// Of the bytes. The list has to be read to its end.
    fn list<A: SeqAccess<'a>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    /// # Errors
    /// Of the bytes. The object has to be read to its end.
    fn object<A: MapAccess<'a>>(mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// The one visitor of all that is lenient.
pub(crate) struct Any<T>(PhantomData<T>);

impl<T> Any<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'a, T: Lenient<'a>> DeserializeSeed<'a> for Any<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<T, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a, T: Lenient<'a>> Visitor<'a> for Any<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::null())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<T, E> {
        Ok(T::flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        Ok(T::number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Ok(Number::from_f64(number).map_or_else(T::default, T::number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<T, E> {
        Ok(T::text(Cow::Borrowed(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        Ok(T::text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<T, A::Error> {
        T::object(object)
    }
}

/// An object with these fields, each read as its type says. Fields that are not named are passed
/// over, or handed to `else`; of one that comes twice the last counts.
macro_rules! object {
    (
        $(#[$doc:meta])*
        struct $name:ident<$a:lifetime> {
            $($field:ident: $kind:ty = $key:literal,)*
            $(..$rest:ident: $rest_kind:ty = $take:path,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $name<$a> {
            $($field: $kind,)*
            $($rest: $rest_kind,)?
        }

        impl<$a> $crate::openstack::json::Lenient<$a> for $name<$a> {
            fn object<A: ::serde::de::MapAccess<$a>>(mut object: A) -> Result<Self, A::Error> {
                use $crate::openstack::json::Any;
                let mut row = Self::default();
                while let Some(key) = object.next_key_seed(Any::<::std::borrow::Cow<$a, str>>::new())? {
                    match &*key {
                        $($key => row.$field = object.next_value_seed(Any::<$kind>::new())?,)*
                        $(_ if $take(&mut row.$rest, &key, &mut object)? => {})?
                        _ => {
                            object.next_value::<::serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(row)
            }
        }
    };
}

pub(crate) use object;

/// A text that is there and not empty; a number is read as its digits.
#[derive(Default)]
pub(crate) struct Text<'a>(Option<Cow<'a, str>>);

impl Text<'_> {
    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    pub(crate) fn owned(self) -> Option<String> {
        self.0.map(Cow::into_owned)
    }

    /// Once for all rows that have it.
    pub(crate) fn shared(&self, strings: &Strings) -> Option<Arc<str>> {
        self.as_deref().map(|text| strings.share(text))
    }
}

impl<'a> Lenient<'a> for Text<'a> {
    fn number(number: Number) -> Self {
        Self(Some(number.to_string().into()))
    }

    fn text(text: Cow<'a, str>) -> Self {
        Self(Some(text).filter(|text| !text.is_empty()))
    }
}

/// A text as it is.
impl<'a> Lenient<'a> for Option<Cow<'a, str>> {
    fn text(text: Cow<'a, str>) -> Self {
        Some(text)
    }
}

/// A text as it is, or the empty one.
impl<'a> Lenient<'a> for Cow<'a, str> {
    fn text(text: Cow<'a, str>) -> Self {
        text
    }
}

impl<'a> Lenient<'a> for Option<i64> {
    fn number(number: Number) -> Self {
        number.as_i64()
    }

    fn text(text: Cow<'a, str>) -> Self {
        text.trim().parse().ok()
    }
}

/// A count or size; −1 and other negatives are `None`.
impl<'a> Lenient<'a> for Option<u64> {
    fn number(number: Number) -> Self {
        number.as_u64()
    }

    fn text(text: Cow<'a, str>) -> Self {
        text.trim().parse().ok()
    }
}

impl<'a> Lenient<'a> for bool {
    fn flag(flag: bool) -> Self {
        flag
    }

    fn text(word: Cow<'a, str>) -> Self {
        word.eq_ignore_ascii_case("true")
    }
}

/// Known only where it is said in JSON's own words.
impl Lenient<'_> for Option<bool> {
    fn flag(flag: bool) -> Self {
        Some(flag)
    }
}

impl<'a> Lenient<'a> for Option<Timestamp> {
    fn text(text: Cow<'a, str>) -> Self {
        parse_time(&text)
    }
}

impl<'a, T: Lenient<'a>> Lenient<'a> for Vec<T> {
    fn list<A: SeqAccess<'a>>(mut list: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(one) = list.next_element_seed(Any::new())? {
            all.push(one);
        }
        Ok(all)
    }
}

/// An object, which is more than its fields: nothing else is one.
#[derive(Default)]
pub(crate) struct Whole<T>(pub(crate) Option<T>);

impl<'a, T: Lenient<'a>> Lenient<'a> for Whole<T> {
    fn object<A: MapAccess<'a>>(object: A) -> Result<Self, A::Error> {
        T::object(object).map(|object| Self(Some(object)))
    }
}

/// An object whose keys are anybody's, in its order.
pub(crate) struct Entries<'a, T>(pub(crate) Vec<(Cow<'a, str>, T)>);

impl<T> Default for Entries<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T: Lenient<'a>> Lenient<'a> for Entries<'a, T> {
    fn object<A: MapAccess<'a>>(mut object: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = object.next_entry_seed(Any::new(), Any::new())? {
            all.push(entry);
        }
        Ok(Self(all))
    }
}

/// Anything as text: a text as it is, other values in JSON, null as `None`.
#[derive(Default)]
pub(crate) struct Json<'a>(pub(crate) Option<Cow<'a, str>>);

impl<'a> Lenient<'a> for Json<'a> {
    fn flag(flag: bool) -> Self {
        Self(Some(flag.to_string().into()))
    }

    fn number(number: Number) -> Self {
        Self(Some(number.to_string().into()))
    }

    fn text(text: Cow<'a, str>) -> Self {
        Self(Some(text))
    }

    fn list<A: SeqAccess<'a>>(list: A) -> Result<Self, A::Error> {
        Value::list(list).map(|value| Self(Some(value.to_string().into())))
    }

    fn object<A: MapAccess<'a>>(object: A) -> Result<Self, A::Error> {
        Value::object(object).map(|value| Self(Some(value.to_string().into())))
    }
}

impl<'a> Lenient<'a> for Value {
    fn flag(flag: bool) -> Self {
        Self::Bool(flag)
    }

    fn number(number: Number) -> Self {
        Self::Number(number)
    }

    fn text(text: Cow<'a, str>) -> Self {
        Self::String(text.into_owned())
    }

    fn list<A: SeqAccess<'a>>(list: A) -> Result<Self, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(list))
    }

    fn object<A: MapAccess<'a>>(object: A) -> Result<Self, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(object))
    }
}

/// The same of a value that was parsed already.
pub(crate) fn of_value<'a, T: Lenient<'a>>(value: &'a Value) -> T {
    // A value that stands in memory has no bytes that could be wrong.
    Any::new().deserialize(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    object! {
        struct Row<'a> {
            text: Text<'a> = "text",
            size: Option<u64> = "size",
            flag: bool = "flag",
            inner: Whole<Inner<'a>> = "inner",
            pairs: Entries<'a, Json<'a>> = "pairs",
        }
    }

    object! {
        struct Inner<'a> {
            name: Cow<'a, str> = "name",
        }
    }

    fn read(json: &str) -> Row<'_> {
        Any::new()
            .deserialize(&mut serde_json::Deserializer::from_str(json))
            .unwrap()
    }

    #[test]
    fn the_last_of_a_field_that_comes_twice_counts() {
        let row = read(r#"{"size": 1, "text": "a", "size": [2], "text": "b"}"#);
        assert_eq!((row.size, row.text.as_deref()), (None, Some("b")));
    }

    #[test]
    fn what_needs_no_unescaping_is_not_copied() {
        let row = read(r#"{"text": "plain", "inner": {"name": "\u0061"}}"#);
        assert!(matches!(row.text.0, Some(Cow::Borrowed("plain"))));
        assert_eq!(row.inner.0.unwrap().name, "a");
    }

    #[test]
    fn a_value_of_another_type_leaves_its_field_empty_and_the_others_as_they_are() {
        for odd in [
            "null",
            "7",
            "-1.5",
            "true",
            r#""""#,
            "[[1], {}]",
            r#"{"a": {"b": []}}"#,
        ] {
            let json = format!(
                r#"{{"pairs": {odd}, "inner": {odd}, "flag": {odd}, "other": {odd}, "size": 3}}"#
            );
            assert_eq!(read(&json).size, Some(3), "{odd}");
        }
        assert!(Any::<Row<'_>>::new().deserialize(&json!([1])).is_ok());
    }

    #[test]
    fn pairs_are_read_as_text_in_their_order() {
        let row = read(r#"{"pairs": {"z": "t", "a": 1.50, "n": null, "o": {"k": [true]}}}"#);
        let pairs: Vec<_> = row
            .pairs
            .0
            .iter()
            .map(|(key, json)| (&**key, json.0.as_deref()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("z", Some("t")),
                ("a", Some("1.5")),
                ("n", None),
                ("o", Some(r#"{"k":[true]}"#))
            ]
        );
    }
}
