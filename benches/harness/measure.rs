//! Measuring two things in turns.

use std::time::{Duration, Instant};

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
pub fn now() -> Instant {
    Instant::now()
}

/// How long something takes.
pub fn time<T>(act: impl FnOnce() -> T) -> Duration {
    let start = now();
    let made = std::hint::black_box(act());
    let took = start.elapsed();
    // Not the time to throw it away.
    drop(made);
    took
}

/// What many measurements of one thing came to, in the thing's unit.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// The quartiles.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |quarter: usize| {
            let place = figures.len().saturating_sub(1) * quarter / 4;
            figures.get(place).copied().unwrap_or(f64::NAN)
        };
        Self {
            low: at(1),
            median: at(2),
            high: at(3),
        }
    }

    /// One figure, measured once.
    pub fn one(figure: f64) -> Self {
        Self::of(vec![figure])
    }

    pub fn per(self, count: f64) -> Self {
        Self {
            low: self.low / count,
            median: self.median / count,
            high: self.high / count,
        }
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Both sides so many times, A B B A A B …; once before that nothing is counted.
pub fn in_turns(
    rounds: usize,
    mut subject: impl FnMut() -> Duration,
    mut against: impl FnMut() -> Duration,
) -> (Spread, Spread) {
    subject();
    against();
    let mut times = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            times.0.push(milliseconds(subject()));
            times.1.push(milliseconds(against()));
        } else {
            times.1.push(milliseconds(against()));
            times.0.push(milliseconds(subject()));
        }
    }
    (Spread::of(times.0), Spread::of(times.1))
}
