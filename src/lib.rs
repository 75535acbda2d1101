//! `OpenStack` Horizon's Compute panels in a terminal.
//!
//! # The architecture, told once
//!
//! Data flows one way:
//!
//! ```text
//!  terminal events ─┐                                   ┌─> ui::draw(&App, &mut Ui) ─> terminal
//!  replies ─────────┼─> runtime ── Msg ──> App::update ─┤
//!  deadlines ───────┤                                   └─> Vec<Effect>
//!  signals ─────────┘                                          │
//!                                                              v
//!   Reply <── cloud task <── Request ── Effect::Cloud   (Copy, Mouse, Suspend, Quit: the host)
//!                 │
//!                 └── openstack::Client ── HTTP ──> a real cloud, or `demo` on 127.0.0.1
//! ```
//!
//! * [`app`] is the core: what the program knows and how it changes. It is pure: no I/O, no clock,
//!   no terminal. Time is handed in with every message ([`app::time::Now`]). [`app::App::update`]
//!   returns intent as data ([`app::Effect`]), so tests compare it with `assert_eq!`.
//! * [`app::action`] is the one table of actions. Key bindings, footer, help, palette and menus come
//!   from it. [`app::App::reason_against`] says why an action is off; nothing else decides that.
//! * [`app::server`] judges each action on an instance by one table of rules, and asks about what
//!   needs no more than a yes in the words of a second one.
//! * [`app::form`] are the dialogs with fields: one form for all of them, and what differs of each as
//!   an `app::form::Dialog`. [`app::ssh`] is the one that leads out, to a login in place of the
//!   screen; `term::lend` gives it the terminal.
//! * [`app::explain`] is the table of faults: what they mean, what to try.
//! * [`app::poll`] says which single rows are read again and when; the lists are the workspace's.
//! * [`app::workspace`] is one open context (cloud, region, project): its two [`app::list::List`]s
//!   and what can be chosen there. [`app::table::Table`] keeps cursor and marks by id, and its order
//!   by what changes: neither a key nor a frame goes through all rows. A filter asks an index of
//!   them (`app::filter::Index`), made between keys once a filter is begun.
//! * [`app::details`] is one instance on the whole screen: what its tabs show, what they read and
//!   when. They are laid out in the core, since how far one can scroll follows from it.
//! * [`app::modal`] are the dialogs, [`app::launch`] the wizard, [`app::entry`] the way in. A dialog
//!   never touches the stack of dialogs: it answers with what should follow. [`app::copy::uncopied`]
//!   saves to a file what the clipboard did not take.
//! * [`app::launch::Draft`] is all that was typed and chosen; [`app::launch::problems`] says what
//!   is wrong with it, and its `finish` is the only way to a launch. What a flavor is measured by
//!   is in [`app::launch::fit`], the other words for a launch in [`app::launch::same_as`].
//! * [`app::job`] follows every write from the key press to its outcome, across switches of
//!   context, and looks for a launch whose answer was lost. [`app::guard`] keeps a held key from
//!   confirming anything, however late it repeats, and [`app::opener`] one that has opened a dialog
//!   from typing itself there.
//! * A read that waits since the cloud asks for it is told as such ([`cloud::message::Reply::Waits`]):
//!   [`app::patience`] says until when, where the answer would stand.
//! * A context that is left is closed at the next switch, unless a job tells of it: so neither the
//!   core nor the cloud task grows with the number of switches.
//! * A login that ends is replaced under the same `ContextId`: lists, dialogs and jobs stay, and only
//!   the client of the cloud task is another. `app::renew` says what is read then.
//! * `app::sight` says which messages may have changed what is seen: after no other is a frame drawn.
//! * [`ui`] only draws. [`ui::text::seal`] is the last gate: no control character of the cloud's
//!   text passes it.
//! * [`cloud`] is the task between core and network. [`cloud::message`] is all that crosses the
//!   channel. Reads are latest-wins and may be aborted; writes are never aborted, never retried,
//!   and always reported.
//! * [`openstack`] is a small client with its configuration loader. It knows nothing of the screen.
//! * [`demo`] is an imitation cloud behind real HTTP. It shares no types with the client, so that
//!   one mistake cannot hide in both. Its world moves on an explicit clock.
//! * [`drafts`] keeps unfinished launches on the disk, on a thread of its own; what they look like
//!   there is said by [`app::launch::keep`].
//! * [`config`] reads the configuration file, [`app::settings`] is what it says; how the lists were
//!   looked at is remembered by [`app::memory`].
//! * [`openstack::cache`] keeps tokens between runs, [`logout`] takes them back.
//! * [`browser`] shows an address that holds a token without telling the token to others.
//! * [`runtime`] is the loop, and the only place that reads the clock; [`term`] takes the terminal
//!   and always gives it back.
//!
//! `tests/layers.rs` keeps these directions. Tests stand at the lowest layer that can fail: pure
//! update tests and view snapshots beside the code, `tests/client` for the client over HTTP,
//! `tests/flows` for whole journeys by keys, `tests/wire` for them on a wire that fails,
//! `tests/terminal` in a pseudo-terminal, `tests/trust` for what may never come out. With `OS_CLOUD`
//! set, the client and flow suites run unchanged against that cloud. `fuzz` has what is fed to
//! everything that reads foreign bytes. `benches` says how fast all of it is, in ratios; the README
//! has its tables.

pub mod app;
pub mod browser;
pub mod cli;
pub mod clipboard;
pub mod cloud;
pub mod config;
pub mod demo;
mod disk;
pub mod drafts;
pub mod logging;
pub mod logout;
pub mod openstack;
pub mod quiet;
pub mod runtime;
pub mod term;
pub mod ui;
