use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;
use crate::app::choices::LastUsed;

/// Longer than any disk here takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn place(title: &str) -> Place {
    Place {
        title: title.to_owned(),
        identity: format!("named\n{title}"),
    }
}

fn web() -> Place {
    place("prod / RegionOne / web-team")
}

/// A file with nothing but a key pair in it.
fn text(key: &str) -> String {
    let last = LastUsed {
        key: Some(key.to_owned()),
        ..LastUsed::default()
    };
    Kept::new("here", None, &last).text().unwrap()
}

/// The disk, and a way to ask it.
struct Disk {
    home: tempfile::TempDir,
    drafts: Drafts,
    told: UnboundedReceiver<Msg>,
}

impl Disk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let (drafts, told) = Drafts::start(Some(home.path().join("state")));
        Self { home, drafts, told }
    }

    fn directory(&self) -> PathBuf {
        self.home.path().join("state/drafts")
    }

    fn path(&self) -> PathBuf {
        self.directory().join(file_name(&web()))
    }

    /// Writes, and gives what was told of it.
    fn keep(&mut self, text: Option<String>) -> Option<Result<(), String>> {
        self.drafts.keep(web(), text);
        let _ = self.drafts.flush(PATIENCE);
        match self.told.try_recv() {
            Ok(Msg::DraftKept { place, result }) => {
                assert_eq!(place, web());
                Some(result)
            }
            Ok(other) => panic!("{other:?}"),
            Err(_) => None,
        }
    }

    /// The key pair that is kept.
    fn recall(&mut self) -> Result<Option<String>, String> {
        self.drafts.recall(web());
        let _ = self.drafts.flush(PATIENCE);
        match self.told.try_recv() {
            Ok(Msg::Recalled { place, result }) => {
                assert_eq!(place, web());
                result.map(|kept| kept.map(|kept| kept.last().key.unwrap_or_default()))
            }
            other => panic!("{other:?}"),
        }
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn a_draft_is_private_replaced_as_a_whole_and_removed() {
    let mut disk = Disk::new();
    assert_eq!(disk.recall(), Ok(None), "not even a directory is there");
    assert_eq!(disk.keep(Some(text("one"))), None);
    assert_eq!(mode(&disk.directory()), 0o700);
    assert_eq!(mode(&disk.path()), 0o600);
    let before = File::open(disk.path()).unwrap();
    assert_eq!(disk.keep(Some(text("two"))), None);
    assert_eq!(disk.recall(), Ok(Some("two".into())));
    let old = io::read_to_string(before).unwrap();
    assert_eq!(old, text("one"), "who was reading still reads the old one");
    assert_eq!(disk.names().len(), 1, "{:?}", disk.names());
    assert_eq!(disk.keep(None), None);
    assert_eq!(disk.names(), [""; 0]);
    assert_eq!(disk.keep(None), None, "what is not there is removed too");
}

#[test]
fn a_directory_that_others_can_read_is_closed_to_them() {
    let mut disk = Disk::new();
    std::fs::create_dir_all(disk.directory()).unwrap();
    std::fs::set_permissions(disk.directory(), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(disk.keep(Some(text("one"))), None);
    assert_eq!(mode(&disk.directory()), 0o700);
}

#[test]
fn no_two_places_share_a_file_and_every_name_is_a_plain_one() {
    let real = place("demo / RegionOne / demo");
    let same_title = Place {
        identity: "demo\nx".into(),
        ..real.clone()
    };
    assert_ne!(file_name(&real), file_name(&same_title));
    assert!(file_name(&real).starts_with("demo-RegionOne-demo-"));
    for title in ["../../etc/passwd", "a/b\n\0", "日本", "", &"x".repeat(500)] {
        let name = file_name(&place(title));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(name.chars().all(plain) && !name.contains(".."), "{name}");
        assert!(name.len() < 100, "{name}");
    }
}

#[test]
fn a_link_is_neither_read_through_nor_written_through() {
    let mut disk = Disk::new();
    let elsewhere = disk.home.path().join("elsewhere");
    std::fs::write(&elsewhere, text("theirs")).unwrap();
    std::fs::create_dir_all(disk.directory()).unwrap();
    symlink(&elsewhere, disk.path()).unwrap();
    let why = disk.recall().unwrap_err();
    assert!(why.contains("symbolic link"), "{why}");
    symlink(&elsewhere, disk.path()).unwrap();
    assert_eq!(disk.keep(Some(text("mine"))), None);
    let theirs = std::fs::read_to_string(&elsewhere).unwrap();
    assert_eq!(theirs, text("theirs"));
    assert_eq!(disk.recall(), Ok(Some("mine".into())));
}

#[test]
fn a_directory_that_is_a_link_is_not_written_into() {
    let mut disk = Disk::new();
    let elsewhere = disk.home.path().join("elsewhere");
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::fs::create_dir_all(disk.home.path().join("state")).unwrap();
    symlink(&elsewhere, disk.directory()).unwrap();
    let why = disk.keep(Some(text("mine"))).unwrap().unwrap_err();
    assert!(why.contains("symbolic link"), "{why}");
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_understood_is_put_aside_and_told_and_never_overwritten() {
    let mut disk = Disk::new();
    std::fs::create_dir_all(disk.directory()).unwrap();
    for (number, (bytes, words)) in [
        (&b"{\"version\": 1, \"dr"[..], "EOF while parsing"),
        (b"{}", "names no version"),
        (b"\xff\xfe", "not UTF-8"),
    ]
    .into_iter()
    .enumerate()
    {
        std::fs::write(disk.path(), bytes).unwrap();
        let why = disk.recall().unwrap_err();
        assert!(why.contains(words), "{why}");
        assert!(why.contains(&disk.path().display().to_string()), "{why}");
        assert!(!disk.path().exists());
        let aside = match number {
            0 => "json.bad".to_owned(),
            n => format!("json.bad{}", n + 1),
        };
        let aside = disk.path().with_extension(aside);
        assert!(why.contains(&aside.display().to_string()), "{why}");
        assert_eq!(std::fs::read(aside).unwrap(), bytes);
    }
    assert_eq!(disk.keep(Some(text("new"))), None);
    assert_eq!(disk.recall(), Ok(Some("new".into())));
}

#[test]
fn what_fails_is_told_once_with_its_path_and_its_end_is_told_too() {
    let mut disk = Disk::new();
    let state = disk.home.path().join("state");
    // Not a matter of permissions: these do not stop root.
    std::fs::write(&state, "in the way").unwrap();
    let why = disk.keep(Some(text("one"))).unwrap().unwrap_err();
    assert!(why.contains(&disk.path().display().to_string()), "{why}");
    assert_eq!(disk.keep(Some(text("two"))), None, "it is known already");
    assert_eq!(disk.drafts.flush(PATIENCE), Err(why));
    std::fs::remove_file(&state).unwrap();
    assert_eq!(disk.keep(Some(text("three"))), Some(Ok(())));
    assert_eq!(disk.drafts.flush(PATIENCE), Ok(()));
    assert_eq!(disk.recall(), Ok(Some("three".into())));
}

#[test]
fn a_directory_one_may_not_write_to_is_told_and_survived() {
    let mut disk = Disk::new();
    std::fs::create_dir_all(disk.directory()).unwrap();
    std::fs::set_permissions(disk.directory(), Permissions::from_mode(0o500)).unwrap();
    let probe = disk.directory().join("probe");
    if File::create(&probe).is_ok() {
        // Root may write anywhere.
        std::fs::remove_file(probe).unwrap();
        return;
    }
    let why = disk.keep(Some(text("one"))).unwrap().unwrap_err();
    assert!(why.contains("permission denied"), "{why}");
}

#[test]
fn without_a_home_nothing_is_kept_and_that_is_told_when_it_matters() {
    let (drafts, mut told) = Drafts::start(None);
    drafts.recall(web());
    drafts.keep(web(), None);
    drafts.keep(web(), Some(text("one")));
    assert!(drafts.flush(PATIENCE).is_err());
    let mut told = || told.try_recv().unwrap();
    assert!(matches!(
        told(),
        Msg::Recalled {
            result: Ok(None),
            ..
        }
    ));
    let Msg::DraftKept { result, .. } = told() else {
        panic!("nothing was told of the draft");
    };
    assert!(result.unwrap_err().contains("no home directory"));
}

#[test]
fn of_what_waits_for_one_file_only_the_last_is_written() {
    let home = tempfile::tempdir().unwrap();
    let (tell, mut told) = unbounded_channel();
    let mut shelf = Shelf {
        directory: Some(home.path().to_owned()),
        state: None,
        untouchable: BTreeSet::new(),
        failed: BTreeMap::new(),
        forgetful: false,
        tell,
    };
    let other = place("other");
    // The first would fail: a place's name is taken by a directory.
    std::fs::create_dir(home.path().join(file_name(&other))).unwrap();
    shelf.carry_out(vec![
        Task::Keep(other.clone(), Some(text("lost"))),
        Task::Keep(web(), Some(text("one"))),
        Task::Keep(web(), Some(text("two"))),
        Task::Keep(web(), Some(text("three"))),
        Task::Recall(web()),
    ]);
    assert!(matches!(
        told.try_recv(),
        Ok(Msg::DraftKept { result: Err(_), .. })
    ));
    let Ok(Msg::Recalled {
        result: Ok(Some(kept)),
        ..
    }) = told.try_recv()
    else {
        panic!("nothing was read");
    };
    assert_eq!(kept.last().key.as_deref(), Some("three"));
}

#[test]
fn what_can_be_neither_read_nor_put_aside_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let (tell, _told) = unbounded_channel();
    let mut shelf = Shelf {
        directory: Some(home.path().to_owned()),
        state: None,
        untouchable: BTreeSet::new(),
        failed: BTreeMap::new(),
        forgetful: false,
        tell,
    };
    let path = home.path().join(file_name(&web()));
    std::fs::write(&path, "mine, and no draft").unwrap();
    for number in 0..100 {
        let name = match number {
            0 => "json.bad".to_owned(),
            n => format!("json.bad{n}"),
        };
        std::fs::write(path.with_extension(name), "").unwrap();
    }
    let why = shelf.recall(&web()).unwrap_err();
    assert!(why.contains("cannot be put aside"), "{why}");
    let why = shelf.write(&web(), Some(&text("new"))).unwrap_err();
    assert!(why.contains("in its way"), "{why}");
    assert!(shelf.write(&web(), None).is_err());
    assert_eq!(std::fs::read_to_string(path).unwrap(), "mine, and no draft");
}

#[test]
fn how_the_lists_were_looked_at_is_kept_for_the_owner_alone_and_replaces_a_link() {
    let disk = Disk::new();
    let state = disk.home.path().join("state");
    let elsewhere = disk.home.path().join("elsewhere");
    std::fs::create_dir(&state).unwrap();
    std::fs::write(&elsewhere, "mine").unwrap();
    symlink(&elsewhere, state.join(VIEW)).unwrap();
    assert_eq!(
        recall_view(Some(&state)),
        Memory::default(),
        "no link is followed"
    );
    let text = r#"{"instances": {"sort": "Age", "descending": true}}"#;
    disk.drafts.remember("an older one".into());
    disk.drafts.remember(text.into());
    disk.drafts.flush(PATIENCE).unwrap();
    let file = state.join(VIEW).symlink_metadata().unwrap();
    assert!(file.is_file() && file.permissions().mode() & 0o777 == 0o600);
    let mode = state.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(std::fs::read_to_string(elsewhere).unwrap(), "mine");
    assert_eq!(recall_view(Some(&state)), Memory::parse(text));
    assert_ne!(recall_view(Some(&state)), Memory::default());
}

#[test]
fn a_view_that_cannot_be_written_is_told_once() {
    let mut disk = Disk::new();
    std::fs::write(disk.home.path().join("state"), "in the way").unwrap();
    for _ in 0..2 {
        disk.drafts.remember("{}".into());
        disk.drafts.flush(PATIENCE).unwrap();
    }
    assert!(matches!(disk.told.try_recv(), Ok(Msg::Warn(_))));
    assert!(disk.told.try_recv().is_err());
}
