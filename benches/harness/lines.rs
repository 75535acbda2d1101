//! The lines of both tables: what is measured, against what, and how good it must be. A test
//! holds the README to this.

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Nobody has asked for anything.
    Unset,
    /// The ratio may be this at most.
    Ratio(f64),
    /// The figure itself may be this at most, in its unit.
    Most(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Time,
    MiB,
    Bytes,
    Requests,
}

#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub what: &'static str,
    pub unit: Unit,
    /// The other side of the ratio; empty: there is none.
    pub against: &'static str,
    pub target: Target,
}

const fn ratio(what: &'static str, against: &'static str, target: Target) -> Line {
    Line {
        what,
        unit: Unit::Time,
        against,
        target,
    }
}

const fn alone(what: &'static str, unit: Unit) -> Line {
    Line {
        what,
        unit,
        against: "",
        target: Target::Unset,
    }
}

const fn at_most(what: &'static str, unit: Unit, most: f64) -> Line {
    Line {
        target: Target::Most(most),
        ..alone(what, unit)
    }
}

const KEYS: Target = Target::Ratio(1.3);
const FIRST: Target = Target::Ratio(1.15);
const WHOLE: Target = Target::Ratio(1.2);

pub const SPEED: [Line; 32] = [
    ratio(
        "A page of 1,000 instances, fetched and decoded",
        "fetched, and parsed to a tree",
        Target::Unset,
    ),
    ratio(
        "The same page",
        "fetched, and looked through for bad UTF-8",
        Target::Unset,
    ),
    ratio(
        "A delta with 10 changed of 10,000 rows",
        "10 changed of 100 rows",
        Target::Unset,
    ),
    ratio(
        "A refresh of 10,000 rows without change, each row",
        "of 100 rows, each row",
        Target::Unset,
    ),
    ratio(
        "A letter more in the filter of 10,000 rows, each row",
        "of 100 rows, each row",
        Target::Unset,
    ),
    ratio(
        "10,000 rows sorted by another column, each row",
        "100 rows, each row",
        Target::Unset,
    ),
    ratio("A frame of 80×24, 10,000 rows", "100 rows", KEYS),
    ratio("A frame of 200×60, 10,000 rows", "100 rows", KEYS),
    ratio("Cursor key to frame, 10,000 rows", "100 rows", KEYS),
    ratio("Filter key to frame, 10,000 rows", "100 rows", KEYS),
    ratio(
        "Key to frame while pages stream in, up to 10,000 rows",
        "up to 100 rows",
        KEYS,
    ),
    ratio(
        "Key to frame while a refresh lands, 10,000 rows",
        "100 rows",
        KEYS,
    ),
    ratio("A frame of the wizard, 1,000 flavors", "10 flavors", KEYS),
    ratio(
        "Key to frame in the wizard, 1,000 flavors",
        "10 flavors",
        KEYS,
    ),
    ratio(
        "Woken up with nothing to do, 10,000 rows",
        "100 rows",
        Target::Unset,
    ),
    ratio("Woken up for a frame, 10,000 rows", "100 rows", KEYS),
    ratio("Key to frame in the question about 10,000", "100", KEYS),
    ratio("Key to frame among 10,000 deletes", "100 deletes", KEYS),
    ratio(
        "The answer to one of 10,000 deletes",
        "to one of 100",
        Target::Unset,
    ),
    ratio(
        "The answer to one of 10,000 deletes, and its frame",
        "to one of 100",
        KEYS,
    ),
    ratio(
        "Key to frame in the list of jobs, 10,000 of them",
        "100",
        KEYS,
    ),
    ratio(
        "Key to frame in the context switcher, 1,000 projects",
        "10 projects",
        KEYS,
    ),
    ratio(
        "A letter in its filter to the frame, 1,000 projects and 60 regions",
        "10 of each",
        KEYS,
    ),
    ratio(
        "A page of a list under it, 1,000 projects",
        "10 projects",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 2,000 images",
        "20 images",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 500 flavors",
        "10 flavors",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 1,000 networks",
        "10 networks",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 5,000 ports",
        "10 ports",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 1,000 security groups",
        "10 groups",
        KEYS,
    ),
    ratio(
        "Key to frame among the wizard's 1,000 key pairs",
        "10 key pairs",
        KEYS,
    ),
    ratio(
        "A frame of the wizard's review beside its summary, thousands of each",
        "10 of each",
        KEYS,
    ),
    ratio(
        "A wake-up over the wizard's 16 KiB of user data",
        "4 bytes",
        KEYS,
    ),
];

pub const END_TO_END: [Line; 19] = [
    ratio(
        "First rows, no token kept, 0 ms away",
        "curl: token, list",
        FIRST,
    ),
    ratio(
        "First rows, no token kept, 20 ms away",
        "curl: token, list",
        FIRST,
    ),
    ratio(
        "First rows, no token kept, 100 ms away",
        "curl: token, list",
        FIRST,
    ),
    ratio("First rows, token kept, 0 ms away", "curl: list", FIRST),
    ratio("First rows, token kept, 20 ms away", "curl: list", FIRST),
    ratio("First rows, token kept, 100 ms away", "curl: list", FIRST),
    ratio(
        "All 10,000 rows, 0 ms away",
        "curl: token, the same pages",
        WHOLE,
    ),
    ratio(
        "All 10,000 rows, 20 ms away",
        "curl: token, the same pages",
        WHOLE,
    ),
    ratio(
        "All 10,000 rows, 100 ms away",
        "curl: token, the same pages",
        WHOLE,
    ),
    ratio("Cursor key to the terminal, 10,000 rows", "100 rows", KEYS),
    ratio("Filter key to the terminal, 10,000 rows", "100 rows", KEYS),
    alone("Memory with 100 rows", Unit::MiB),
    alone("Most memory ever with 100 rows", Unit::MiB),
    at_most("More memory with 10,000 rows", Unit::MiB, 25.0),
    at_most("More at the most, with 10,000 rows", Unit::MiB, 25.0),
    at_most("Bytes to the terminal in 60 s of idling", Unit::Bytes, 0.0),
    at_most("Processor time in 60 s of idling", Unit::Time, 20.0),
    at_most(
        "The same, a quarter of that in four minutes with a full read",
        Unit::Time,
        20.0,
    ),
    alone("Requests in 60 s of idling", Unit::Requests),
];

impl Target {
    pub fn told(self, unit: Unit) -> String {
        match self {
            Self::Unset => String::new(),
            Self::Ratio(most) => format!("≤ {most}"),
            Self::Most(most) => format!("≤ {most} {}", unit.name()),
        }
    }
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "ms",
            Self::MiB => "MiB",
            Self::Bytes => "bytes",
            Self::Requests => "requests",
        }
    }
}

/// Between these the README holds a table; the second is the same for both.
pub fn markers(table: &str) -> (String, &'static str) {
    (format!("<!-- measured: {table} -->\n"), "<!-- measured -->")
}
