use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, rows, shown};
use crate::app::fixture::{Bench, error, images, odd_images, odd_servers, servers};
use crate::openstack::Kind;

fn deleting_web_02(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.keys("jjjjjjjjjD");
    bench
}

#[test]
fn deleting_one_lists_what_dies_and_what_stays() {
    assert_snapshot!(shown(&deleting_web_02(USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error                12 instances · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ●┌ Delete instance ─────────────────────────────────────────────────────────┐d
     ✗│                                                                          │m
     !│  This deletes the instance. It cannot be got back afterwards.            │d
     ○│                                                                          │d
     ◌│    ◐ web-02   ACTIVE:upload   m1.small   10.0.0.12, 203.0.113.40   12d   │y
     ‖│      old                                                                 │h
     ●│    deleted with it  20 GB local disk                                     │h
     ●│    kept             volume 5d0e7f61-data-02 · floating 203.0.113.40      │d
     ●│    snapshots        web-02-snap-1122 is not complete yet: it may be      │d
     ◐│                     lost                                                 │d◂
     ◐│                                                                          │s
    ──│  y deletes it · n or Esc keeps it                                        │──
     I│  Sent 8 s after you confirm; U undoes until then.                        │
     T│                                                                          │
     I│                                       [‹Keep web-02›]  [ Delete web-02 ] │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   20 GB local, dies with the instance · volume 5d0e7f61… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn deleting_one_at_60_by_16() {
    assert_snapshot!(shown(&deleting_web_02(SMALL)), @"
    ┌ Delete instance ─────────────────────────────────────────┐
    │  This deletes the instance. It cannot be got back        │
    │  afterwards.                                             │
    │    ◐ web-02   ACTIVE:upload   m1.small   10.0.0.12,      │
    │      203.0.113.40   12d old                              │
    │    deleted with it  20 GB local disk                     │
    │    kept             volume 5d0e7f61-data-02 · floating   │
    │                     203.0.113.40                         │
    │    snapshots        web-02-snap-1122 is not complete     │
    │                     yet: it may be lost                  │
    │                                                          │
    │  y deletes it · n or Esc keeps it                        │
    │  Sent 8 s after you confirm; U undoes until then.        │
    │                                                          │
    │                       [‹Keep web-02›]  [ Delete web-02 ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

/// Marked: three that go, one locked, two of them hidden by the filter.
fn deleting_many(size: (u16, u16)) -> Bench {
    let mut all = servers();
    all.extend(odd_servers());
    let mut bench = Bench::holding(all, images(), size);
    bench.keys("/web-0<Enter>*/<C-u>vault<Enter><Space>/<C-u>web-01<Enter>D");
    bench
}

#[test]
fn deleting_many_names_the_skipped_and_counts_the_hidden() {
    let mut bench = deleting_many(USUAL);
    bench.keys("delete");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 17]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     /┌ Delete 3 instances ──────────────────────────────────────────────────────┐▲
      │                                                                          │E
    *●│  These 3 instances are deleted. They cannot be got back afterwards.      │d◂
      │                                                                          │
      │    ● web-01   ACTIVE   m1.small   10.0.0.11   12d old                    │
      │      deleted with it: 20 GB local disk                                   │
      │    ◐ web-02   ACTIVE:upload   m1.small   10.0.0.12, 203.0.113.40   12d   │
      │      deleted with it: 20 GB local disk · kept: volume 5d0e7f61-data-02…  │
      │    ◐ web-03   BUILD:spawn   m1.small   38s old                           │
      │      deleted with it: 20 GB local disk                                   │
      │  Skipped, 1 of 4:                                                        │
      │    vault-01 is locked (ask alice): unlock it first (P k)                 │
      │  ! 3 of the 4 are hidden by the filter                                   │
    ──│                                                                          │──
     I│  Type   delete 3   to go on:  [delete        ]                           │
     I│  Sent 8 s after you confirm; U undoes until then.                        │
     N│                                                                          │
     D│                                     [‹Keep all›]  [ Delete 3 instances ] │
     K└──────────────────────────────────────────────────────────────────────────┘


     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn deleting_many_at_60_by_16() {
    assert_snapshot!(shown(&deleting_many(SMALL)), @"
    ┌ Delete 3 instances ──────────────────────────────────────┐
    │                                                          │
    │  These 3 instances are deleted. They cannot be got back  │
    │  afterwards.                                             │
    │    ● web-01   ACTIVE   m1.small   10.0.0.11   12d old    │
    │    ↑ ↓ 0 above, 2 below                                  │
    │  Deleted: 3 local disks · kept: 1 volume, 1 floating IP  │
    │  Skipped, 1 of 4:                                        │
    │    vault-01 is locked (ask alice): unlock it first (P …  │
    │  ! 3 of the 4 are hidden by the filter                   │
    │                                                          │
    │  Type   delete 3   to go on:  [              ]           │
    │  Sent 8 s after you confirm; U undoes until then.        │
    │                                                          │
    │                     [‹Keep all›]  [ Delete 3 instances ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn at_60_by_16_many_that_are_skipped_hide_no_count() {
    let mut all = servers();
    all.extend(odd_servers());
    let mut bench = Bench::holding(all, images(), SMALL);
    bench.keys("*/vault<Enter>Po");
    assert_snapshot!(shown(&bench), @"
    ┌ Shut off 8 instances ────────────────────────────────────┐
    │                                                          │
    │  These 8 instances are shut off: what runs in them       │
    │  ends. Their disks and addresses stay.                   │
    │    ● bastion-01   ACTIVE   m1.tiny   10.0.0.5   41d old  │
    │    ↑ ↓ 0 above, 7 below                                  │
    │  Skipped, 9 of 17:                                       │
    │    vault-01 is locked (ask alice): unlock it first (P …  │
    │    … and 8 more: PgDn                                    │
    │  ! 16 of the 17 are hidden by the filter                 │
    │                                                          │
    │  Type   stop 8   to go on:  [            ]               │
    │                                                          │
    │                                                          │
    │                     [‹Cancel›]  [ Shut off 8 instances ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn enter_too_early_says_what_to_type() {
    let mut bench = deleting_many(USUAL);
    bench.wait(400);
    bench.keys("del<Enter>");
    assert_snapshot!(rows(&bench, 15..20), @"
    ──│                                                                          │──
     I│  Type   delete 3   to go on:  [del           ]                           │
     I│  ! type  delete 3  to go on                                              │
     N│                                                                          │
     D│                                     [‹Keep all›]  [ Delete 3 instances ] │
    ");
}

#[test]
fn more_than_eight_targets_scroll_and_the_buttons_stay() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("*D<Down><Down>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     /┌ Delete 12 instances ─────────────────────────────────────────────────────┐▲
      │                                                                          │E
    *●│  These 12 instances are deleted. They cannot be got back afterwards.     │d◂
    *✗│                                                                          │m
    *!│    ! db-01   VERIFY_RESIZE   m1.large   10.0.1.21   90d old              │d
    *○│    ○ db-02-replica   SHUTOFF   m1.large   10.0.1.22   90d old            │d
    *◌│    ◌ legacy-app   SHELVED   m1.medium   1y old                           │y
    *‖│    ‖ loadgen-01   PAUSED   c1.large   10.0.9.3   6h old                  │h
    *●│    ● tmp-build-19   ACTIVE   m1.tiny   10.0.9.44   2h old                │h
    *●│    ● vpn-gw   ACTIVE   m1.small   10.0.0.2, 10.8.0.2, 203.0.113.7        │d
    *●│    ● web-01   ACTIVE   m1.small   10.0.0.11   12d old                    │d
    *◐│    ◐ web-02   ACTIVE:upload   m1.small   10.0.0.12, 203.0.113.40   12d   │d
    *◐│    ↑ ↓ 2 above, 2 below                                                  │s
    ──│  Deleted: 11 local disks · kept: 1 volume, 2 floating IPs                │──
     I│                                                                          │
     I│  Type   delete 12   to go on:  [               ]                         │
     N│  Sent 8 s after you confirm; U undoes until then.                        │
     D│                                                                          │
     K│                                    [‹Keep all›]  [ Delete 12 instances ] │
      └──────────────────────────────────────────────────────────────────────────┘

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_protected_image_is_refused_with_the_way_to_lift_it() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("2jjjD");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
      1 Instances 12  [2 Images 10]              Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, type:snapshot, f facets                10 images · sort NAME ▲
       STATUS         NAME ▲            VISIBLE   P     SIZE MIN D/R  TYPE      AGE
     ✗ killed         bad-import        private            - -/-      image      2d
     ‖ deactivated    centos-7          public        922 MB 10G/1G   image      3y
     ● active         cirros-0.6.2      public         21 MB 1G/64M   image      1y
     ●┌ Delete image ────────────────────────────────────────────────────────────┐d◂
     …│                                                                          │y
     ●│    golden-db is protected, so the cloud refuses to delete it             │d
     ◌│                                                                          │m
     ●│  To delete it, lift that first: a separate, deliberate step.             │d
     ◐│    openstack image set --unprotected golden-db                           │m
     ●│                                                                          │d
      │  y copies the command                                                    │
    ──│                                                                [‹Close›] │──
     I└──────────────────────────────────────────────────────────────────────────┘
     From    -
     Needs   root disk ≥ 40 GB, RAM ≥ 4 GB
     Owner   web-team   shared · protected
     Used by no instance here was booted from it
     Created 2026-07-05 11:04Z (140d)

     L launch D delete │ Space mark / filter y copy m menu c context ? help q quit
    ");
}

#[test]
fn a_locked_instance_is_refused_with_the_way_to_lift_it() {
    let mut bench = Bench::holding(odd_servers(), images(), USUAL);
    bench.keys("/vault<Enter>D");
    assert_snapshot!(rows(&bench, 5..16), @"


      ┌ Delete instance ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │    vault-01 is locked (ask alice): unlock it first (P k)                 │
      │                                                                          │
      │  To delete it, lift that first: a separate, deliberate step.             │
      │    openstack server unlock vault-01                                      │
      │                                                                          │
      │  y copies the command                                                    │
    ──│                                                                [‹Close›] │──
    ");
}

#[test]
fn deleting_an_image_names_what_was_booted_from_it() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("2jjjjjD");
    assert_snapshot!(rows(&bench, 4..18), @"
     ✗┌ Delete image ────────────────────────────────────────────────────────────┐d
     ‖│                                                                          │y
     ●│  This deletes the image. It cannot be got back afterwards.               │y
     ●│                                                                          │d
     …│    ● ubuntu-24.04   active   image   2.2 GB   public   20d old           │y
     ●│    booted from it   bastion-01, batch-07, db-01, db-02-replica,          │d◂
     ◌│                     loadgen-01, tmp-build-19, vpn-gw, web-01, web-02,    │m
     ●│                     web-03, wiki                                         │d
     ◐│    kept             those instances; a rebuild of them may need the      │m
     ●│                     image                                                │d
      │                                                                          │
    ──│  y deletes it · n or Esc keeps it                                        │──
     I│  Sent 8 s after you confirm; U undoes until then.                        │
     F│                                                                          │
    ");
}

#[test]
fn a_snapshot_says_what_it_will_hold() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("jjjjjjjjS");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error                12 instances · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d
     ✗┌ Create snapshot ─────────────────────────────────────────────────────────┐m
     !│                                                                          │d
     ○│  Instance   ● web-01   ACTIVE   m1.small                                 │d
     ◌│  Name     * [web-01-snap-20261122-1104                                ]  │y
     ‖│             ✓ free                                                       │h
     ●│  Makes      a private image of the 20 GB root disk                       │h
     ●│             ! The instance is running: the copy is what the disk holds   │d
     ●│             now, as after a power cut. Stop it first for a clean copy.   │d◂
     ◐│  Same as    openstack server image create --name                         │d
     ◐│             web-01-snap-20261122-1104 web-01                             │s
    ──│                                                                          │──
     I│                                                                          │
     I│  Enter creates · Esc cancels             [ Cancel ]  [ Create snapshot ] │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   20 GB local, dies with the instance
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)


     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_snapshot_on_its_way_is_not_said_to_be_called_back_by_esc() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("jjjjjjjjS");
    bench.confirm_with("<Enter>");
    let screen = shown(&bench);
    let last = screen.lines().find(|line| line.contains("Sending…"));
    let last = last.unwrap_or_default();
    assert!(last.contains("Esc closes; it goes on"), "{screen}");
    assert!(!screen.contains("ancel"), "{screen}");
}

#[test]
fn a_snapshot_at_120_by_40_that_the_cloud_refuses() {
    let mut bench = Bench::stocked(LARGE);
    bench.keys("jjjjjjjjS");
    bench.confirm_with("<Enter>");
    let refused = "Quota exceeded, too many snapshots for this project; ask for more of them";
    bench.written(Err(error(Kind::OverQuota, Some(403), refused)));
    assert_snapshot!(rows(&bench, 11..29), @"
    ● ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d │ Flavor   m1.small
    ● ACTIVE        web-0┌ Create snapshot ─────────────────────────────────────────────────────────┐· 2 GB RAM · 20 GB
    ◐ ACTIVE:upload web-0│                                                                          │, web
    ◐ BUILD:spawn   web-0│  Instance   ● web-01   ACTIVE   m1.small                                 │
    ● ACTIVE        wiki │  Name     * [web-01-snap-20261122-1104                                ]  │
                         │             ✓ free                                                       │0.11  fixed
                         │  Makes      a private image of the 20 GB root disk                       │
                         │             ! The instance is running: the copy is what the disk holds   │
                         │             now, as after a power cut. Stop it first for a clean copy.   │ies with the instance
                         │  Refused    ✗ 403 Quota exceeded, too many snapshots for this project;   │
                         │             ask for more of them (req-7d1e3c58)                          │
                         │  Same as    openstack server image create --name                         │
                         │             web-01-snap-20261122-1104 web-01                             │
                         │                                                                          │
                         │                                                                          │
                         │  Enter creates · Esc cancels             [ Cancel ]  [ Create snapshot ] │
                         └──────────────────────────────────────────────────────────────────────────┘
                                                                                   │
    ");
}

#[test]
fn a_snapshot_at_60_by_16_of_a_stopped_one_with_a_name_that_is_taken() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("jjjS<C-u>golden-db");
    assert_snapshot!(shown(&bench), @"
    ┌ Create snapshot ─────────────────────────────────────────┐
    │                                                          │
    │  Instance   ○ db-02-replica   SHUTOFF   m1.large         │
    │  Name     * [golden-db                                ]  │
    │             ! an image of that name exists; names may    │
    │             repeat                                       │
    │  Makes      a private image of the 80 GB root disk       │
    │  Same as    openstack server image create --name         │
    │             golden-db db-02-replica                      │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                          [ Cancel ]  [ Create snapshot ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_snapshot_of_a_volume_backed_one_says_that_it_holds_no_bytes() {
    let mut all = servers();
    all[0].boot = crate::openstack::compute::Boot::Volume;
    let mut bench = Bench::holding(all, odd_images(), USUAL);
    bench.keys("S<C-u>");
    assert_snapshot!(rows(&bench, 4..20), @"
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d◂
     ✗┌ Create snapshot ─────────────────────────────────────────────────────────┐m
     !│                                                                          │d
     ○│  Instance   ● bastion-01   ACTIVE   m1.tiny                              │d
     ◌│  Name     * [                                                         ]  │y
     ‖│             ! a name is required                                         │h
     ●│  Makes      an image of 0 bytes: the data stays in a volume snapshot in  │h
     ●│             Cinder                                                       │d
     ●│             ! The instance is running: the copy is what the disk holds   │d
     ◐│             now, as after a power cut. Stop it first for a clean copy.   │d
     ◐│  Same as    openstack server image create --name '' bastion-01           │s
    ──│                                                                          │──
     I│                                                                          │
     I│  Enter creates · Esc cancels             [ Cancel ]  [ Create snapshot ] │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   -
    ");
}

#[test]
fn a_kept_draft_asks_whether_to_go_on_with_it() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("Lweb<Esc>L");
    assert_snapshot!(rows(&bench, 7..17), @"
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     ◌ SHEL┌ Launch instance ───────────────────────────────────────────────┐    1y
     ‖ PAUS│                                                                │    6h
     ● ACTI│  Draft from 11:04 · Enter resume · N new                       │    2h
     ● ACTI│                                                                │  200d
     ● ACTI│  Enter   resume  web ×1 from (no source yet)                   │   12d
     ◐ ACTI│  N       begin anew; the draft is dropped                      │   12d
     ◐ BUIL│  Esc     neither                                               │   38s
    ── bast└────────────────────────────────────────────────────────────────┘ocus ──
     ID      bastion-01   ACTIVE · power Running
    ");
}

#[test]
fn quitting_with_a_held_delete_asks() {
    let mut bench = deleting_web_02(USUAL);
    bench.confirm_with("y");
    bench.keys("q");
    assert_snapshot!(rows(&bench, 7..17), @"
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     ◌ SH┌ Quit ──────────────────────────────────────────────────────────────┐  1y
     ‖ PA│                                                                    │  6h
     ● AC│  1 delete is confirmed but not sent: quitting cancels it.          │  2h
     ● AC│                                                                    │200d
     ● AC│                                                                    │ 12d
     … de│                                                                    │ 12d◂
     ◐ BU│  y quits · Esc stays                            [‹Stay›]  [ Quit ] │ 38s
    ── we└────────────────────────────────────────────────────────────────────┘us ──
     ID      3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de   ACTIVE · power Running
    ");
}

#[test]
fn the_menu_of_actions_says_why_one_is_off() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("jm");
    assert!(!shown(&bench).contains("Actions"), "not before 300 ms");
    bench.wait(300);
    assert_snapshot!(rows(&bench, 7..17), @"
     ○│    Action log                                                            │d
     ◌│ x  Log in with ssh …  ✗ batch-07 has no address                          │y
     ‖│ y  Copy …                                                                │h
     ●│ P  Power …                                                               │h
     ●│ R  Resize, rebuild, rescue …                                             │d
     ●│ E  Edit …                                                                │d
     ◐│ A  Attach, detach …                                                      │d
     ◐│ S  Create snapshot  ✗ batch-07 is ERROR: snapshots need ACTIVE, SHUTOFF,…│s
    ──│ D  Delete                                                                │──
     F│ U  Undo a delete  ✗ nothing is pending                                   │
    ");
}

#[test]
fn the_copy_menu_and_the_sort_menu() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("y<Down>");
    assert_snapshot!(rows(&bench, 7..17), @"
     ○ SHUTOFF       db│ y  ID                                  │ m1.large      90d
     ◌ SHELVED       le│ n  Name                                │ m1.medium      1y
     ‖ PAUSED        lo│ i  IP address                          │ c1.large       6h
     ● ACTIVE        tm│ a  All addresses                       │ m1.tiny        2h
     ● ACTIVE        vp│ s  ssh command                         │ m1.small     200d
     ● ACTIVE        we│ f  Fault  ✗ it has no fault            │ m1.small      12d
     ◐ ACTIVE:upload we│ j  JSON                                │ m1.small      12d
     ◐ BUILD:spawn   we│ o  openstack command                   │ m1.small      38s
    ── bastion-01 ─────│ t  Table as text                       │zoom · Tab focus ──
     ID      bastion-01│                                        │
    ");
    bench.keys("<Esc>s<Down>");
    assert_snapshot!(rows(&bench, 6..18), @"
     ! VERIFY_RESIZE db│ f  Flavor                             │  m1.large      90d
     ○ SHUTOFF       db│ p  Power                              │  m1.large      90d
     ◌ SHELVED       le│ z  Availability zone                  │  m1.medium      1y
     ‖ PAUSED        lo│ y  Key pair                           │  c1.large       6h
     ● ACTIVE        tm│ a  Age                                │  m1.tiny        2h
     ● ACTIVE        vp│ c  Changed                            │  m1.small     200d
     ● ACTIVE        we│ t  Task                               │  m1.small      12d
     ◐ ACTIVE:upload we│ l  Locked                             │  m1.small      12d
     ◐ BUILD:spawn   we│ w  Networks                           │  m1.small      38s
    ── bastion-01 ─────│ h  Host                               │ zoom · Tab focus ──
     ID      bastion-01│ g  Tags                               │
     Image   ubuntu-24.│ d  Description                        │· 10 GB
    ");
}
