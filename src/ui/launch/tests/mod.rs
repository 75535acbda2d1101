//! Each step as it looks, at the sizes it is designed for.

mod pages;
mod reasons;

use insta::assert_snapshot;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::draw;
use crate::app::launch::fixture::{ED25519, Play, answered, cloud, in_vain, loaded, small_cloud};
use crate::cloud::message::{KeyFile, PublicKeyLine};
use crate::openstack::{Error, Kind};

/// The screen, cell by cell.
fn screen(play: &Play, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            let area = frame.area();
            draw(&play.wizard, play.fixture.world(), play.now, frame, area);
        })
        .unwrap();
    terminal.backend().buffer().clone()
}

/// The screen as text, without empty margins.
fn shown(play: &Play, width: u16, height: u16) -> String {
    let buffer = screen(play, width, height);
    let lines = buffer.content.chunks(usize::from(width)).map(|row| {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim().to_owned()
    });
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Some of the lines of an 80×24 screen.
fn rows(play: &Play, range: std::ops::Range<usize>) -> String {
    let text = shown(play, 80, 24);
    let rows: Vec<_> = text.lines().skip(range.start).take(range.len()).collect();
    rows.join("\n")
}

/// A draft with a name, three of them, a source and a flavor.
fn begun() -> Play {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<Tab><C-u>3<A-2><Space>");
    play
}

#[test]
fn details_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-1><Tab><Tab><Tab>/ubu");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ● 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Name        * [web                             ]  makes web-1, web-2, web-3  │
    │               ! an instance named web-1 exists already; names may repeat     │
    │ Count       * [3    ]  1–8 fit your instance quota (12 of 20 used)           │
    │ Description   [                                ]                             │
    │ Avail. zone   [ Any availability zone        ▾ ]  ←/→, 2 zones               │
    │ Boot source * (•) Image  ( ) Instance snapshot  ( ) Volume  ( ) Vol. snap    │
    │       NAME                           VISIBILITY      SIZE  MIN DISK  MIN RAM │
    │   ( ) ubuntu-22.04-lts               public        2.5 GB      8 GB   512 MB │
    │   (•) ubuntu-24.04                   public        2.5 GB     10 GB     1 GB │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Disks         (•) local disk  ( ) new volume                                 │
    │ Advanced ▸    user data, metadata, tags, config drive, hints … (none set)    │
    │ ← → change                                                                   │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys                [ Next: Flavor › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_flavor_that_does_not_fit_is_spelled_out_at_80_by_24() {
    let mut play = begun();
    play.keys("jj");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ● 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ ubuntu-24.04 needs disk ≥ 10 GB and RAM ≥ 1 GB.  Count 3                     │
    │ Instances ████████████████▒▒▒▒▒░░░░░░░  12 + 3 of 20, 5 left                 │
    │ vCPUs     █████████████████▒▒░░░░░░░░░  31 + 3 of 50, 16 left                │
    │ RAM       █████████████████▒▒░░░░░░░░░  61 GB + 6 GB of 96 GB, 29 GB left    │
    │       NAME            vCPU     RAM    ROOT  FITS?                            │
    │   ( ) m1.nano            1   64 MB    1 GB  ✗ disk 1 GB < image 10 GB, disk… │
    │   ( ) m1.tiny            1  512 MB   10 GB  ✗ RAM 512 MB < image 1 GB        │
    │   (•) m1.small           1    2 GB   20 GB  ✓ up to 8                        │
    │   ( ) m1.medium          2    4 GB   40 GB  ✓ up to 8                        │
    │ ▸ ( ) m1.xlarge          8   16 GB  160 GB  ✗ fits 2: quota vCPU: 24 > 19, … │
    │   ( ) bm.metal          64  256 GB  900 GB  ✗ fits 0: quota vCPU: 192 > 19,… │
    │                                                                              │
    │ m1.xlarge does not fit:                                                      │
    │   vCPUs      needs 24, 19 are free (31 of 50 used)                           │
    │   RAM        needs 48 GB, 35 GB is free (61 GB of 96 GB used)                │
    │   The quota has room for 2: f sets Count to 2 and chooses it.                │
    │ Space choose · f fits Count · / filter · s sort: RAM · h hide misfits        │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys   [ ‹ Back ]  [ Next: Network › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn networks_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-3><Space>G<Space>K");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ● 3 Network ── ○ 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Pick at least one network, or a port. Their order is the NIC order.          │
    │       NAME              SUBNETS                     SHARED  ADMIN  STATUS    │
    │ ▸ [1] storage           10.8.0.0/22                 no      up     ● ACTIVE  │
    │   [2] private           10.0.0.0/24                 no      up     ● ACTIVE  │
    │   [ ] Ext-Net           external, 192.0.2.0/26, 2…  no      up     ● ACTIVE  │
    │   [ ] lab               10.99.0.0/24                no      down   ✗ DOWN    │
    │   [ ] provider          (no subnet you can see)     no      up     ● ACTIVE  │
    │ id storage                                                                   │
    │       GROUP             RULES                                                │
    │   [x] default           Default security group                               │
    │   [ ] web               http and https                                       │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Space choose · J K move in NIC order · / filter                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · storage, private · key ?    │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys   [ ‹ Back ]  [ Next: Keypair › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_list_of_key_pairs_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-4><Space>");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ● 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Key pair      (•) Select  ( ) Create  ( ) Import  ( ) None                   │
    │                                                                              │
    │       NAME                      TYPE  PRIVATE HALF  FINGERPRINT              │
    │ ▸ (•) alice-ed25519             ssh   ?             4f:9a:c2:11:8d:5c:0e:71… │
    │   ( ) ci-deploy                 ssh   ?             4f:9a:c2:11:8d:5c:0e:71… │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ A key pair belongs to you in this region, not to the project. None is        │
    │ allowed: logging in then needs an image or user data that sets a password or │
    │ key.                                                                         │
    │                                                                              │
    │                                                                              │
    │ Space choose · c create · i import · y copy · / filter                       │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · alice-ed25519   │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys    [ ‹ Back ]  [ Next: Review › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn creating_a_key_pair_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-4>cweb");
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ● 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Key pair      ( ) Select  (•) Create  ( ) Import  ( ) None                   │
    │                                                                              │
    │ Name        * [web                             ]  ✓ free                     │
    │ Type          (•) ed25519  ( ) rsa 3072                                      │
    │ Save to     * [~/.ssh/web                      ]  a new file, mode 0600      │
    │ Passphrase    [                                ]  empty = none               │
    │                                                                              │
    │ The key is made on this machine; only the public half is sent to the cloud.  │
    │ Nothing is made until you press the button here.                             │
    │                                                                              │
    │ [ Create key pair ]                                                          │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · Alt+N next            [ ‹ Back ]  [ Next: Review › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn importing_a_key_pair_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-4>i<Tab><Right><Tab>");
    play.paste(&format!("{ED25519} alice@laptop"));
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ● 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Key pair      ( ) Select  ( ) Create  (•) Import  ( ) None                   │
    │                                                                              │
    │ Name        * [alice@laptop                    ]  ✓ free                     │
    │ From          ( ) a file on this machine  (•) paste                          │
    │ Public key  * [AAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f alice@laptop ] │
    │               ✓ ssh-ed25519 alice@laptop                                     │
    │                                                                              │
    │ [ Import key pair ]                                                          │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · Alt+N next            [ ‹ Back ]  [ Next: Review › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn an_import_that_failed_keeps_the_form_and_says_why_at_80_by_24() {
    let mut play = begun();
    let file = |path: &str, content| KeyFile {
        private: false,
        path: path.into(),
        content,
    };
    play.fixture.choices.key_files = loaded(vec![
        file(
            "~/.ssh/id_ed25519.pub",
            Ok(PublicKeyLine {
                algorithm: "ssh-ed25519".into(),
                line: ED25519.into(),
                comment: "alice@laptop".into(),
            }),
        ),
        file("~/.ssh/old.pub", Err("not a public key".into())),
    ]);
    play.keys("<A-4>i<Enter><Space><Enter><Enter>");
    let mut error = Error::new(Kind::Conflict, "Key pair 'alice@laptop' already exists.");
    error.status = Some(409);
    error.request_id = Some("req-77".into());
    play.answer(play.last_op(), &Err(error));
    assert_snapshot!(shown(&play, 80, 24), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ● 4 Keypair ── ○ 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Key pair      ( ) Select  ( ) Create  (•) Import  ( ) None                   │
    │                                                                              │
    │ Name        * [alice@laptop                    ]  ✓ free                     │
    │ From          (•) a file on this machine  ( ) paste                          │
    │ Path        * [~/.ssh/id_ed25519.pub           ]  ✓ ssh-ed25519              │
    │       FILE                        TYPE          COMMENT                      │
    │   (•) ~/.ssh/id_ed25519.pub       ssh-ed25519   alice@laptop                 │
    │   ( ) ~/.ssh/old.pub              –             ✗ not a public key           │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ [‹Import key pair›]                                                          │
    │ ✗ not made: 409 Key pair 'alice@laptop' already exists.  (request id req-77) │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Σ web ×3 · ubuntu-24.04 · m1.small 3 vCPU 6 GB · network ? · key ?           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys    [ ‹ Back ]  [ Next: Review › ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn review_of_a_complete_draft_at_80_by_24() {
    let mut play = begun();
    play.keys("<A-3><Space><A-4><Space><A-5>");
    assert_snapshot!(shown(&play, 80, 24), @r"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ✓ 3 Network ── ✓ 4 Keypair ── ● 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Name      web-1, web-2, web-3   Count 3   AZ any                         [1] │
    │ Source    image ubuntu-24.04                                             [1] │
    │ Flavor    m1.small  1 vCPU · 2 GB · 20 GB  (×3: 3 vCPU · 6 GB)           [2] │
    │ Network   private                                                        [3] │
    │ Security  default                                                        [3] │
    │ Key pair  alice-ed25519                                                  [4] │
    │ Quota     Instances 15/20 · vCPUs 34/50 · RAM 67 GB/96 GB                    │
    │ ! an instance named web-1 exists already; names may repeat               [1] │
    │ Same as   (•) openstack CLI  ( ) Nova JSON  ( ) Terraform   x                │
    │   openstack --os-region-name RegionOne server create \                       │
    │     --flavor m1.small \                                                      │
    │     --image ubuntu-24.04 \                                                   │
    │     --network private \                                                      │
    │     --security-group default \                                               │
    │     --key-name alice-ed25519 \                                               │
    │     --min 3 \                                                                │
    │                                                                              │
    │ Σ ready · Launch sends one request                                           │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  1–5 jump · x y w same as      [ ‹ Back ]  [‹Launch 3 instances›] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn review_after_the_answer_was_lost_at_80_by_24() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys("web<A-2><Space><A-5><Enter>");
    let mut error = Error::new(Kind::Timeout, "no answer within 60 s");
    error.call = "POST /v2.1/servers".into();
    let op = play.last_op();
    play.answer(op, &Err(error));
    assert_snapshot!(rows(&play, 11..21), @r"
    │ being made; nothing is sent again meanwhile. Esc keeps this draft, and the   │
    │ search goes on.                                                              │
    │   POST /v2.1/servers  request id none given                                  │
    │ Checked   ✓ quota  ✓ names  ✓ flavor  ✓ network  ? login  (quota of 07:00:0… │
    │ Same as   (•) openstack CLI  ( ) Nova JSON  ( ) Terraform   x                │
    │   openstack --os-region-name RegionOne server create \                       │
    │     --flavor m1.small \                                                      │
    │     --image web-02-before-upgrade \                                          │
    │                                                                              │
    │ Σ the answer was lost · looking for the instances                            │
    ");
    play.with(|wizard, _, cx| wizard.on_looked(op, in_vain(), cx.now));
    assert_snapshot!(shown(&play, 80, 24), @r"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ● 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Name      web   Count 1   AZ nova                                        [1] │
    │ Source    instance snapshot web-02-before-upgrade                        [1] │
    │ Flavor    m1.small  1 vCPU · 2 GB · 20 GB  (×1: 1 vCPU · 2 GB)           [2] │
    │ Network   private                                                        [3] │
    │ Security  default                                                        [3] │
    │ Key pair  alice-ed25519                                                  [4] │
    │ Quota     Instances 13/20 · vCPUs 32/50 · RAM 63 GB/96 GB                    │
    │ ! No answer came (no answer within 60 s). Looked for 61 s: no such instance  │
    │ was made. Look at the Instances list yourself (Esc keeps this draft) before  │
    │ launching again.                                                             │
    │   POST /v2.1/servers  request id none given                                  │
    │ ▸ [ ] I have looked: the instances are not there                             │
    │ Checked   ✓ quota  ✓ names  ✓ flavor  ✓ network  ? login  (quota of 07:00:0… │
    │ Same as   (•) openstack CLI  ( ) Nova JSON  ( ) Terraform   x                │
    │   openstack --os-region-name RegionOne server create \                       │
    │     --flavor m1.small \                                                      │
    │                                                                              │
    │ Σ the answer was lost · look before launching again                          │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Space tick · Tab field             [ ‹ Back ]  [ Launch again… ] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_wide_screen_has_the_summary_beside_the_step() {
    let mut play = begun();
    play.keys("jj");
    assert_snapshot!(shown(&play, 120, 40), @"
    ┌ Launch instance ─────────────────────────────────────────────── draft kept on Esc · prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ● 2 Flavor ── ○ 3 Network ── ○ 4 Keypair ── ○ 5 Review                                              │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │ ubuntu-24.04 needs disk ≥ 10 GB and RAM ≥ 1 GB.  Count 3                       │ Summary so far                    │
    │ Instances ████████████████▒▒▒▒▒░░░░░░░  12 + 3 of 20, 5 left                   │ ───────────────────────────────── │
    │ vCPUs     █████████████████▒▒░░░░░░░░░  31 + 3 of 50, 16 left                  │ Name      web-1, web-2, web-3     │
    │ RAM       █████████████████▒▒░░░░░░░░░  61 GB + 6 GB of 96 GB, 29 GB left      │ Count     3                       │
    │           █ used  ▒ this launch  ░ free  ! over quota                          │ AZ        any                     │
    │       NAME            vCPU     RAM    ROOT  FITS?                              │ Source    ubuntu-24.04            │
    │   ( ) m1.nano            1   64 MB    1 GB  ✗ disk 1 GB < image 10 GB, disk 1… │ Flavor    m1.small                │
    │   ( ) m1.tiny            1  512 MB   10 GB  ✗ RAM 512 MB < image 1 GB          │           3 vCPU · 6 GB           │
    │   (•) m1.small           1    2 GB   20 GB  ✓ up to 8                          │ Network   not chosen              │
    │   ( ) m1.medium          2    4 GB   40 GB  ✓ up to 8                          │ Security  default                 │
    │ ▸ ( ) m1.xlarge          8   16 GB  160 GB  ✗ fits 2: quota vCPU: 24 > 19, qu… │ Key pair  not chosen              │
    │   ( ) bm.metal          64  256 GB  900 GB  ✗ fits 0: quota vCPU: 192 > 19, q… │                                   │
    │ m1.xlarge does not fit:                                                        │ Quota with this launch            │
    │   vCPUs      needs 24, 19 are free (31 of 50 used)                             │ Instances 12 + 3 of 20, 5 left    │
    │   RAM        needs 48 GB, 35 GB is free (61 GB of 96 GB used)                  │ vCPUs     31 + 3 of 50, 16 left   │
    │   The quota has room for 2: f sets Count to 2 and chooses it.                  │ RAM       61 GB + 6 GB of 96 GB,  │
    │                                                                                │ 29 GB left                        │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │                                                                                │                                   │
    │ Space choose · f fits Count · / filter · s sort: RAM · h hide misfits          │                                   │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps · ? keys                                         [ ‹ Back ]  [ Next: Network › ] │
    └────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_refused_launch_is_readable_at_60_by_16() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys("web<A-2><Space><A-5><Enter>");
    let mut error = Error::new(Kind::OverQuota, "Quota exceeded for instances: Requested 1");
    error.status = Some(403);
    error.call = "POST /v2.1/servers".into();
    error.request_id = Some("req-4b1c".into());
    play.answer(play.last_op(), &Err(error));
    assert_snapshot!(shown(&play, 60, 16), @"
    ┌ Launch instance ───────── prod-eu / RegionOne / web-team ┐
    │ ✓1 Details ✓2 Flavor ○3 Network ○4 Keypair ●5 Review     │
    ├──────────────────────────────────────────────────────────┤
    │ ✗ The cloud refused: 403 Quota exceeded for instances:   │
    │ Requested 1                                              │
    │   The instance quota is used up. Launch fewer, delete    │
    │ instances you no longer need, or ask for more quota.     │
    │   POST /v2.1/servers  request id req-4b1c                │
    │ Checked   ✓ quota  ✓ names  ✓ flavor  ✓ network  ? logi… │
    │ Name      web   Count 1   AZ nova                    [1] │
    │ Source    instance snapshot web-02-before-upgrade    [1] │
    │ Flavor    m1.small  1 vCPU · 2 GB · 20 GB  (×1: 1    [2] │
    │                                                          │
    ├──────────────────────────────────────────────────────────┤
    │ [ Cancel ]  1–5 jump     [ ‹ Back ]  [‹Launch instance›] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn details_at_60_by_16_show_the_fields_and_the_list() {
    let mut play = begun();
    play.keys("<A-1><Tab><Tab>");
    assert_snapshot!(shown(&play, 60, 16), @"
    ┌ Launch instance ───────── prod-eu / RegionOne / web-team ┐
    │ ●1 Details ✓2 Flavor ○3 Network ○4 Keypair ○5 Review     │
    ├──────────────────────────────────────────────────────────┤
    │ Name        * [web                             ]         │
    │ Count       * [3    ]  1–8 fit your instance quota (12 … │
    │ Description   [                                ]         │
    │ Avail. zone   [ Any availability zone        ▾ ]         │
    │ Boot source   [ Image                        ▾ ]  1 of 4 │
    │       NAME                VISIBILITY      SIZE  MIN DISK │
    │   ( ) ubuntu-22.04-lts    public        2.5 GB      8 GB │
    │   (•) ubuntu-24.04        public        2.5 GB     10 GB │
    │                                                          │
    │ ←/→, 2 zones                                             │
    ├──────────────────────────────────────────────────────────┤
    │ [ Cancel ]  Tab field · [ ] steps     [ Next: Flavor › ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_list_that_may_not_be_read_says_so_in_the_clouds_words() {
    let mut play = begun();
    let mut error = Error::new(Kind::Forbidden, "Policy doesn't allow get_network");
    error.status = Some(403);
    play.fixture.choices.networks = answered(Err(error));
    play.keys("<A-3>");
    let screen = shown(&play, 80, 24);
    let words = "Cannot read the networks: 403 Policy doesn't allow get_network  (r tries again)";
    assert!(screen.contains(&words[..60]), "{screen}");
}

#[test]
fn every_step_can_be_drawn_at_any_size() {
    let mut play = begun();
    for step in 1..=5 {
        play.keys(&format!("<A-{step}>"));
        for size in (1..130).step_by(7) {
            for height in (1..50).step_by(3) {
                shown(&play, size, height);
            }
        }
    }
    for mode in ["<A-4>c", "<A-4>i", pages::TO_ADVANCED] {
        play.keys(mode);
        for size in 1..40 {
            shown(&play, size, size);
        }
    }
}
