//! What the program has to say: one line at a time on the status line, everything kept in `e`.

use std::time::Duration;

use jiff::Timestamp;

use super::time::Now;
use crate::cloud::message::OpId;
use crate::openstack::Error;

/// How long good news stays on the status line. Errors stay until read or dismissed.
const SHOWN: Duration = Duration::from_secs(5);
/// How many are kept for the `e` list.
const KEPT: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Good,
    Warning,
    Error,
}

#[derive(Debug, Clone)]
pub struct Notice {
    /// Its number in this run; never reused.
    pub id: u64,
    pub at: Timestamp,
    pub level: Level,
    /// Object first: `web-03: quota exceeded …`.
    pub text: String,
    /// The cloud's own words, call and request id, when it was about a request.
    pub error: Option<Error>,
    /// The job it is about.
    pub op: Option<OpId>,
    /// How often the same was said in a row.
    pub times: u32,
}

#[derive(Debug, Default)]
pub struct Notices {
    all: Vec<Notice>,
    said: u64,
    /// The newest of what passes, and until when: it takes the line before an error does.
    passing: Option<(u64, Duration)>,
    /// The error nobody has dismissed yet.
    standing: Option<u64>,
    /// Errors that lost the line to a newer one before anybody dismissed them.
    missed: usize,
}

/// What of all that was said can be seen: equal as long as nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    newest: Option<(u64, u32)>,
    line: Option<u64>,
    missed: usize,
}

impl Notice {
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// ` ×3` when it was said again and again.
    pub fn times_words(&self) -> String {
        if self.times > 1 {
            format!(" ×{}", self.times)
        } else {
            String::new()
        }
    }
}

impl Notices {
    pub fn info(&mut self, text: String, now: Now) {
        self.tell(Level::Info, text, None, now);
    }

    pub fn good(&mut self, text: String, now: Now) {
        self.tell(Level::Good, text, None, now);
    }

    pub fn warn(&mut self, text: String, now: Now) {
        self.tell(Level::Warning, text, None, now);
    }

    pub fn problem(&mut self, text: String, now: Now) {
        self.tell(Level::Error, text, None, now);
    }

    /// Something happened by itself: it is kept for `e`, but does not take an unread error's place,
    /// as the answer to a key does.
    pub fn happened(&mut self, level: Level, text: String, error: Option<Error>, now: Now) {
        let line = (self.passing, self.standing);
        self.tell(level, text, error, now);
        if level != Level::Error && line.1.is_some() {
            (self.passing, self.standing) = line;
        }
    }

    /// What others did: it leaves the outcome of one's own action its time on the line, too.
    pub fn mention(&mut self, text: String, now: Now) {
        let (passing, shown) = (self.passing, self.on_status_line());
        let waits =
            shown.is_some_and(|notice| matches!(notice.level, Level::Good | Level::Warning));
        self.happened(Level::Info, text, None, now);
        if waits {
            self.passing = passing;
        }
    }

    /// What was said last has turned out not to be so: this is said in its place.
    pub fn belie(&mut self, text: String, now: Now) {
        match self.all.last_mut() {
            Some(last) if last.times > 1 => last.times -= 1,
            _ => drop(self.all.pop()),
        }
        self.warn(text, now);
    }

    /// The newest message is about this job.
    pub fn is_about(&mut self, op: OpId) {
        if let Some(last) = self.all.last_mut() {
            last.op = Some(op);
        }
    }

    pub fn tell(&mut self, level: Level, text: String, error: Option<Error>, now: Now) {
        match self.all.last_mut() {
            Some(last) if last.text == text && last.level == level => {
                last.times += 1;
                last.at = now.wall;
                last.error = error;
                last.op = None;
            }
            _ => {
                self.said += 1;
                let (id, at) = (self.said, now.wall);
                self.all.push(Notice {
                    id,
                    at,
                    level,
                    text,
                    error,
                    op: None,
                    times: 1,
                });
            }
        }
        if level == Level::Error {
            if self.standing.is_some_and(|id| id != self.said) {
                self.missed += 1;
            }
            self.standing = Some(self.said);
            self.passing = None;
        } else {
            self.passing = Some((self.said, now.mono + SHOWN));
        }
        if self.all.len() > KEPT {
            self.all.remove(0);
        }
    }

    /// What the status line shows now.
    pub fn on_status_line(&self) -> Option<&Notice> {
        self.get(self.passing.map(|(id, _)| id).or(self.standing)?)
    }

    /// One that is not forgotten.
    pub fn get(&self, id: u64) -> Option<&Notice> {
        let place = self.all.binary_search_by_key(&id, |notice| notice.id);
        self.all.get(place.ok()?)
    }

    pub fn shown(&self) -> Shown {
        let newest = self.all.last();
        Shown {
            newest: newest.map(|notice| (notice.id, notice.times)),
            line: self.on_status_line().map(|notice| notice.id),
            missed: self.missed,
        }
    }

    /// Oldest first.
    pub fn all(&self) -> &[Notice] {
        &self.all
    }

    /// The error that nobody has dismissed yet.
    pub fn standing(&self) -> Option<u64> {
        self.standing
    }

    /// How many errors nobody has had the time to read, beside the one on the line.
    pub fn missed(&self) -> usize {
        self.missed
    }

    /// All of it is read: the list of messages is open.
    pub fn read(&mut self) {
        self.dismiss();
        self.missed = 0;
    }

    /// Takes everything off the line.
    pub fn dismiss(&mut self) {
        self.standing = None;
        self.passing = None;
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.passing.map(|(_, until)| until)
    }

    pub fn wake(&mut self, now: Now) {
        self.passing.take_if(|(_, until)| now.mono >= *until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: u64) -> Now {
        Now {
            mono: Duration::from_secs(s),
            wall: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn good_news_leaves_after_five_seconds_and_errors_stay() {
        let mut notices = Notices::default();
        notices.info("copied".into(), at(0));
        notices.wake(at(5));
        assert!(notices.on_status_line().is_none());
        notices.problem("web-1: gone".into(), at(6));
        notices.wake(at(600));
        assert_eq!(
            notices.on_status_line().map(|n| n.text.as_str()),
            Some("web-1: gone")
        );
    }

    #[test]
    fn an_error_steps_aside_for_five_seconds_and_comes_back() {
        let mut notices = Notices::default();
        notices.problem("web-1: no".into(), at(0));
        notices.good("web-2 is ACTIVE".into(), at(1));
        let line = |notices: &Notices| notices.on_status_line().map(|n| n.text.clone());
        assert_eq!(line(&notices).as_deref(), Some("web-2 is ACTIVE"));
        notices.wake(at(6));
        assert_eq!(line(&notices).as_deref(), Some("web-1: no"));
        let texts: Vec<_> = notices.all().iter().map(|n| n.text.as_str()).collect();
        assert_eq!(texts, ["web-1: no", "web-2 is ACTIVE"], "in order of time");
    }

    #[test]
    fn what_others_did_takes_no_outcome_off_the_line() {
        let mut notices = Notices::default();
        let line = |notices: &Notices| notices.on_status_line().map(|n| n.text.clone());
        notices.mention("web-3 is new".into(), at(0));
        notices.good("web-1 is shut off".into(), at(1));
        notices.mention("web-2 is gone".into(), at(2));
        assert_eq!(line(&notices).as_deref(), Some("web-1 is shut off"));
        assert_eq!(notices.all().len(), 3, "e tells all of them");
        notices.wake(at(6));
        assert_eq!(line(&notices), None, "its five seconds are over");
        notices.mention("web-4 is new".into(), at(7));
        assert_eq!(line(&notices).as_deref(), Some("web-4 is new"));
    }

    #[test]
    fn an_error_is_shown_until_it_is_so_old_that_it_is_forgotten() {
        let mut notices = Notices::default();
        notices.problem("web-1: no".into(), at(0));
        for n in 1..KEPT {
            notices.info(format!("news {n}"), at(1));
        }
        notices.wake(at(7));
        let shown = notices.on_status_line().map(|n| n.text.as_str());
        assert_eq!(shown, Some("web-1: no"));
        notices.info("one too many".into(), at(8));
        notices.wake(at(20));
        assert!(notices.on_status_line().is_none());
        assert_eq!(notices.all().len(), KEPT);
    }

    #[test]
    fn an_error_that_another_takes_the_line_from_counts_until_the_messages_are_read() {
        let mut notices = Notices::default();
        notices.problem("web-1: no".into(), at(0));
        notices.problem("web-1: no".into(), at(1));
        assert_eq!(notices.missed(), 0);
        notices.problem("web-2: no".into(), at(2));
        notices.dismiss();
        assert_eq!(notices.missed(), 1);
        notices.problem("web-3: no".into(), at(3));
        assert_eq!(notices.missed(), 1, "web-2's was dismissed");
        notices.read();
        assert_eq!(notices.missed(), 0);
    }

    #[test]
    fn what_turned_out_not_to_be_so_is_said_no_more() {
        let mut notices = Notices::default();
        notices.problem("web-1: no".into(), at(0));
        notices.info("web-1 copied".into(), at(1));
        notices.belie("not copied".into(), at(1));
        notices.info("more".into(), at(2));
        let texts: Vec<_> = notices.all().iter().map(|n| n.text.as_str()).collect();
        assert_eq!(texts, ["web-1: no", "not copied", "more"]);
        notices.wake(at(7));
        assert_eq!(
            notices.on_status_line().map(|n| n.text.as_str()),
            Some("web-1: no")
        );
        notices.dismiss();
        notices.info("more".into(), at(8));
        notices.belie("no more".into(), at(8));
        let kept = notices.all().iter().rev().nth(1);
        assert_eq!(kept.map(|n| (n.text.as_str(), n.times)), Some(("more", 1)));
        assert_eq!(
            notices.on_status_line().map(|n| n.text.as_str()),
            Some("no more")
        );
    }

    #[test]
    fn the_same_text_twice_is_counted() {
        let mut notices = Notices::default();
        notices.info("again".into(), at(0));
        notices.info("again".into(), at(1));
        assert_eq!(notices.all().len(), 1);
        assert_eq!(notices.all()[0].times, 2);
    }
}
