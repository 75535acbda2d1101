//! Ages, spans and sizes as Horizon writes them, and the compact forms for columns.

use jiff::Timestamp;

/// Compact age for a column: `38s`, `4m`, `6h`, `12d`, `1y`.
pub fn age(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match seconds {
        s if s < MINUTE => format!("{s}s"),
        s if s < HOUR => format!("{}m", s / MINUTE),
        s if s < DAY => format!("{}h", s / HOUR),
        s if s < 365 * DAY => format!("{}d", s / DAY),
        s => format!("{}y", s / (365 * DAY)),
    }
}

/// Django's `timesince`, which Horizon uses: the two largest adjacent units.
/// `3 weeks, 2 days`, `5 minutes`; under a minute `0 minutes`.
pub fn time_since(seconds: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (7 * 86_400, "week"),
        (86_400, "day"),
        (3600, "hour"),
        (60, "minute"),
    ];
    let part =
        |count: u64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    for (place, (length, unit)) in UNITS.iter().enumerate() {
        let count = seconds / length;
        if count > 0 {
            let rest = UNITS
                .get(place + 1)
                .map(|(next, unit)| ((seconds % length) / next, unit));
            return match rest {
                Some((more, next)) if more > 0 => {
                    format!("{}, {}", part(count, unit), part(more, next))
                }
                _ => part(count, unit),
            };
        }
    }
    "0 minutes".into()
}

/// A duration in progress or past: `8s`, `2m10s`, `1h05m`.
pub fn span(seconds: u64) -> String {
    match seconds {
        s if s < 60 => format!("{s}s"),
        s if s < 3600 => format!("{}m{:02}s", s / 60, s % 60),
        s => format!("{}h{:02}m", s / 3600, s % 3600 / 60),
    }
}

/// Bytes on base 1024 with Horizon's unit words: `512 bytes`, `21 MB`, `4.8 GB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];
    if count < 1024 {
        return format!("{count} bytes");
    }
    let mut unit = 0;
    let mut scale: u64 = 1024;
    while count / scale >= 1024 && unit + 1 < UNITS.len() {
        scale *= 1024;
        unit += 1;
    }
    with_unit(count, scale, UNITS[unit])
}

/// MiB with Horizon's unit words: `512 MB`, `1.5 GB`.
pub fn mib(count: u64) -> String {
    if count < 1024 {
        format!("{count} MB")
    } else if count < 1024 * 1024 {
        with_unit(count, 1024, "GB")
    } else {
        with_unit(count, 1024 * 1024, "TB")
    }
}

/// GiB with Horizon's unit words: `20 GB`, `1.5 TB`.
pub fn gib(count: u64) -> String {
    if count < 1024 {
        format!("{count} GB")
    } else {
        with_unit(count, 1024, "TB")
    }
}

/// One decimal below ten, none from ten on, and none where it would be zero.
fn with_unit(count: u64, scale: u64, unit: &str) -> String {
    let (count, scale) = (u128::from(count), u128::from(scale));
    let tenths = (count * 10 + scale / 2) / scale;
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", tenths / 10)
    }
}

/// A moment of today by its time, `10:58`; of another day with its date, `2026-11-20 10:58`. In UTC.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let date = |moment: Timestamp| moment.strftime("%Y-%m-%d").to_string();
    let time = at.strftime("%H:%M");
    if date(at) == date(now) {
        time.to_string()
    } else {
        format!("{} {time}", date(at))
    }
}

/// So many are named in one sentence.
const NAMED: usize = 10;

/// `a, b and 3 more`: the first of many.
pub fn some_of(names: &[String]) -> String {
    let first = names.iter().take(NAMED).map(String::as_str);
    let first = first.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_another_day_has_its_date() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-22T11:04:00Z");
        assert_eq!(moment(at("2026-11-22T10:58:59Z"), now), "10:58");
        assert_eq!(moment(at("2026-11-21T23:59:00Z"), now), "2026-11-21 23:59");
    }

    #[test]
    fn ages_are_short_enough_for_a_column() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (3599, "59m"),
            (3600, "1h"),
            (86_400, "1d"),
            (200 * 86_400, "200d"),
            (366 * 86_400, "1y"),
        ] {
            assert_eq!(age(seconds), text);
        }
    }

    #[test]
    fn time_since_names_the_two_largest_adjacent_units_as_django_does() {
        for (seconds, text) in [
            (59, "0 minutes"),
            (300, "5 minutes"),
            (3600, "1 hour"),
            (2 * 3600 + 60, "2 hours, 1 minute"),
            (23 * 86_400, "3 weeks, 2 days"),
            (86_400 + 59, "1 day"),
        ] {
            assert_eq!(time_since(seconds), text);
        }
    }

    #[test]
    fn sizes_use_base_1024_and_horizons_words() {
        assert_eq!(bytes(512), "512 bytes");
        assert_eq!(bytes(21 * 1024 * 1024), "21 MB");
        assert_eq!(bytes(5_153_960_755), "4.8 GB");
        assert_eq!(mib(512), "512 MB");
        assert_eq!(mib(1536), "1.5 GB");
        assert_eq!(mib(2048), "2 GB");
        assert_eq!(gib(20), "20 GB");
        assert_eq!(gib(1536), "1.5 TB");
    }
}
