//! The table of results, to the terminal and into the README.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::lines::{Line, Target, Unit, markers};
use super::measure::Spread;

/// What was measured of one line.
enum Found {
    Pair(Spread, Spread),
    One(Spread),
    /// It could not be measured, and why.
    Not(&'static str),
}

pub struct Report {
    table: &'static str,
    lines: &'static [Line],
    found: Vec<Option<Found>>,
    /// Only lines with this in them are wanted.
    wanted: Option<String>,
    write: bool,
}

impl Report {
    /// As the command line says: `--write` puts the table into the README, a word measures only
    /// the lines that hold it.
    pub fn new(table: &'static str, lines: &'static [Line]) -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let wanted = arguments.iter().find(|word| !word.starts_with("--"));
        Self {
            table,
            lines,
            found: lines.iter().map(|_| None).collect(),
            wanted: wanted.cloned(),
            write: arguments.iter().any(|word| word == "--write"),
        }
    }

    /// Whether any of the lines that hold this is to be measured.
    pub fn wants(&self, part: &str) -> bool {
        let wanted = self.wanted.as_deref().unwrap_or_default();
        self.lines
            .iter()
            .any(|line| line.what.contains(part) && line.what.contains(wanted))
    }

    pub fn pair(&mut self, what: &str, (subject, against): (Spread, Spread)) {
        self.put(what, Found::Pair(subject, against));
    }

    pub fn one(&mut self, what: &str, figure: Spread) {
        self.put(what, Found::One(figure));
    }

    pub fn not(&mut self, what: &str, why: &'static str) {
        self.put(what, Found::Not(why));
    }

    /// Shows the line at once too: a run takes its time.
    fn put(&mut self, what: &str, found: Found) {
        let index = self.lines.iter().position(|line| line.what == what);
        let index = index.unwrap_or_else(|| panic!("{what:?} is no line of the table"));
        say(&row(&self.lines[index], Some(&found)));
        self.found[index] = Some(found);
    }

    /// Prints the whole table, and writes it where that was asked.
    pub fn close(self) {
        let mut table = head();
        for (line, found) in self.lines.iter().zip(&self.found) {
            table.push_str(&row(line, found.as_ref()));
        }
        let _ = write!(table, "\n{}\n", machine());
        say(&format!("\n{table}"));
        if self.write && self.wanted.is_none() {
            put_into_readme(self.table, &table);
        }
    }
}

fn head() -> String {
    "| What | ms | Against | ms | Ratio | Target | |\n|---|---|---|---|---|---|---|\n".to_owned()
}

fn row(line: &Line, found: Option<&Found>) -> String {
    let (figure, other, ratio) = match found {
        None => ("not measured".to_owned(), String::new(), None),
        Some(Found::Not(why)) => ((*why).to_owned(), String::new(), None),
        Some(Found::One(one)) => (told(*one, line.unit), String::new(), None),
        Some(Found::Pair(one, other)) => (
            told(*one, line.unit),
            told(*other, line.unit),
            Some(one.median / other.median),
        ),
    };
    let well = match (line.target, found) {
        (Target::Ratio(most), _) => ratio.map(|ratio| ratio <= most),
        (Target::Most(most), Some(Found::One(one))) => Some(one.median <= most),
        _ => None,
    };
    let well = well.map_or("", |well| if well { "ok" } else { "**missed**" });
    let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
    let (what, against) = (line.what, line.against);
    let target = line.target.told(line.unit);
    format!("| {what} | {figure} | {against} | {other} | {ratio} | {target} | {well} |\n")
}

/// `0.31 (0.30–0.35)`, milliseconds bare and anything else with its unit.
fn told(spread: Spread, unit: Unit) -> String {
    let digits = match (unit, spread.median) {
        (Unit::Bytes | Unit::Requests, _) | (_, 100.0..) => 0,
        (_, 1.0..) => 1,
        (_, 0.01..) => 3,
        _ => 5,
    };
    let number = |figure: f64| format!("{figure:.digits$}");
    let mut text = number(spread.median);
    if number(spread.low) != number(spread.high) {
        let _ = write!(text, " ({}–{})", number(spread.low), number(spread.high));
    }
    if unit != Unit::Time {
        let _ = write!(text, " {}", unit.name());
    }
    text
}

/// What it was measured on, and how busy that was.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
    format!(
        "{cores} cores of {}; load {load} at the end. Medians, with quartiles in brackets.",
        model.as_deref().unwrap_or("a processor that has no name"),
    )
}

fn put_into_readme(table: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = markers(table);
    let (before, rest) = readme.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    std::fs::write(&path, format!("{before}{begin}\n{text}\n{end}{after}")).unwrap();
    say(&format!("{} has the table.\n", path.display()));
}

pub fn say(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
