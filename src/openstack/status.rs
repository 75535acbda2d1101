//! States as the APIs spell them: a closed set of words, and room for those we do not know.

/// An enum of the known words, with `parse` and `as_str`. A word this program does not know is
/// kept in `Other` and shown verbatim.
macro_rules! status {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($variant,)*
            Other(std::sync::Arc<str>),
        }

        impl $name {
            pub fn parse(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }

            /// The API's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }
    };
}

pub(crate) use status;
