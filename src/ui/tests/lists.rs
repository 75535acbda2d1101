use insta::assert_snapshot;
use ratatui::style::Modifier;

use super::{COLOR, LARGE, SMALL, USUAL, at, drawn, lines, mask, rows, shown};
use crate::app::Msg;
use crate::app::fixture::{Bench, error, info, odd_images, odd_servers, servers};
use crate::cloud::message::{ContextInfo, Page, Read};
use crate::openstack::Kind;
use crate::ui::text::Look;

/// The drawn screen: two rows marked, a delete held, the cursor on web-02.
pub(super) fn instances(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.keys("jjjjjjD");
    bench.confirm_with("y");
    bench.keys("<Esc>jj<Space>j<Space>");
    bench.wait_s(2);
    bench
}

#[test]
fn instances_at_80_by_24() {
    assert_snapshot!(shown(&instances(USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                   ● live · t 1 job
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error     12 instances · 2 marked · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d
     ✗ ERROR         batch-07                   -                 c1.xlarge      4m
     ! VERIFY_RESIZE db-01                      10.0.1.21         m1.large      90d
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     ◌ SHELVED       legacy-app                 -                 m1.medium      1y
     ‖ PAUSED        loadgen-01                 10.0.9.3          c1.large       6h
     … del in 6s  U  tmp-build-19               10.0.9.44         m1.tiny        2h
     ● ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d
    *● ACTIVE        web-01                     10.0.0.11         m1.small      12d
    *◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d◂
     ◐ BUILD:spawn   web-03                     -                 m1.small      40s
    ── web-02 ─────────────────────────────────────── d hide · z zoom · Tab focus ──
     ID      3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de   ACTIVE · power Running
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
     Disks   20 GB local, dies with the instance · volume 5d0e7f61… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)
     ◐ Delete tmp-build-19: sent in 6 s · U undoes · t jobs
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn instances_at_120_by_40() {
    assert_snapshot!(shown(&instances(LARGE)), @"
     horizon-tui  prod-eu / RegionOne / web-team                                                           ● live · t 1 job
     [1 Instances 12]  2 Images 10                                                       Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error     12 instances · 2 marked · sort NAME ▲ │── web-02 ────────── d hide · z zoom ──
       STATUS        NAME ▲                     IP                FLAVOR        AGE │ Status   ◐ ACTIVE   power Running
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d │ Task     Image Uploading
     ✗ ERROR         batch-07                   -                 c1.xlarge      4m │          (image_uploading)
     ! VERIFY_RESIZE db-01                      10.0.1.21         m1.large      90d │ ID       3f2a9c1e-7b4d-4f0a-9d1c-
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d │          52b8e6a1c0de
     ◌ SHELVED       legacy-app                 -                 m1.medium      1y │ AZ       nova
     ‖ PAUSED        loadgen-01                 10.0.9.3          c1.large       6h │ Key      alice-ed25519
     … del in 6s  U  tmp-build-19               10.0.9.44         m1.tiny        2h │ Created  2026-11-10 11:04Z (1 week, 5
     ● ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d │          days)
    *● ACTIVE        web-01                     10.0.0.11         m1.small      12d │ Image    ubuntu-24.04
    *◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d◂│          ubuntu-24.04
     ◐ BUILD:spawn   web-03                     -                 m1.small      40s │ Flavor   m1.small
     ● ACTIVE        wiki                       10.0.0.60         m1.medium     77d │          1 vCPU · 2 GB RAM · 20 GB
                                                                                    │ Security default, web
                                                                                    │
                                                                                    │ Networks
                                                                                    │   private  10.0.0.12  fixed
                                                                                    │   private  203.0.113.40  floating
                                                                                    │
                                                                                    │ Disks
                                                                                    │   20 GB local, dies with the instance
                                                                                    │   volume 5d0e7f61… kept
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
     ◐ Delete tmp-build-19: sent in 6 s · U undoes · t jobs
     L launch S snapshot D delete │ Space mark / filter s sort y copy m menu c context t jobs e msgs ? help : cmd q quit
    ");
}

#[test]
fn instances_at_60_by_16() {
    assert_snapshot!(shown(&instances(SMALL)), @"
     prod-eu / RegionOne / web-team            ● live · t 1 job
     [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
     / filter: name, ip,… 12 instances · 2 marked · sort NAME ▲
       STATUS        NAME ▲               IP                AGE
     ● ACTIVE        bastion-01           10.0.0.5          41d
     ✗ ERROR         batch-07             -                  4m
     ! VERIFY_RESIZE db-01                10.0.1.21         90d
     ○ SHUTOFF       db-02-replica        10.0.1.22         90d
     ◌ SHELVED       legacy-app           -                  1y
     ‖ PAUSED        loadgen-01           10.0.9.3           6h
     … del in 6s  U  tmp-build-19         10.0.9.44          2h
     ● ACTIVE        vpn-gw               203.0.113.7 +2   200d
    *● ACTIVE        web-01               10.0.0.11         12d
    *◐ ACTIVE:upload web-02               203.0.113.40 +1   12d◂
     ◐ Delete tmp-build-19: sent in 6 s · U undoes · t jobs
     L S D │ Space mark / filter m menu Enter open ? help
    ");
}

#[test]
fn instances_where_the_screen_is_wide_but_low() {
    assert_snapshot!(rows(&instances((160, 30)), 0..8), @"
    horizon-tui  prod-eu / RegionOne / web-team                                                                                                   ● live · t 1 job
    [1 Instances 12]  2 Images 10                                                                                               Inst 12/20  vCPU 31/50  RAM 61/96G
    / filter: name, ip, id, status:error                                                                                     12 instances · 2 marked · sort NAME ▲
      STATUS        NAME ▲                         IMAGE              IP                FLAVOR      POWER     AZ         KEY            CHANGED                AGE
    ● ACTIVE        bastion-01                     ubuntu-24.04       10.0.0.5          m1.tiny     Running   nova       alice-ed25519                         41d
    ✗ ERROR         batch-07                       ubuntu-24.04       -                 c1.xlarge   Shut Down nova       alice-ed25519                          4m
    ! VERIFY_RESIZE db-01                          ubuntu-24.04       10.0.1.21         m1.large    Shut Down nova       alice-ed25519                         90d
    ○ SHUTOFF       db-02-replica                  ubuntu-24.04       10.0.1.22         m1.large    Shut Down nova       alice-ed25519                         90d
    ");
}

#[test]
fn instances_in_ascii() {
    let look = Look {
        color: true,
        ascii: true,
    };
    let buffer = drawn(&instances(USUAL), look);
    assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
    assert_snapshot!(lines(&buffer, ratatui::buffer::Cell::symbol), @"
     horizon-tui  prod-eu / RegionOne / web-team                   + live , t 1 job
     [1 Instances 12]  2 Images 10               Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error     12 instances , 2 marked , sort NAME ^
       STATUS        NAME ^                     IP                FLAVOR        AGE
     + ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d
     x ERROR         batch-07                   -                 c1.xlarge      4m
     ! VERIFY_RESIZE db-01                      10.0.1.21         m1.large      90d
     - SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     . SHELVED       legacy-app                 -                 m1.medium      1y
     = PAUSED        loadgen-01                 10.0.9.3          c1.large       6h
     > del in 6s  U  tmp-build-19               10.0.9.44         m1.tiny        2h
     + ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d
    *+ ACTIVE        web-01                     10.0.0.11         m1.small      12d
    *~ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d<
     ~ BUILD:spawn   web-03                     -                 m1.small      40s
    -- web-02 --------------------------------------- d hide , z zoom , Tab focus --
     ID      3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de   ACTIVE , power Running
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU , 2 GB RAM , 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
     Disks   20 GB local, dies with the instance , volume 5d0e7f61> kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)
     ~ Delete tmp-build-19: sent in 6 s , U undoes , t jobs
     L launch S snapshot D delete | Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn without_colour_no_cell_has_any_and_the_cursor_is_still_reversed() {
    let look = Look {
        color: false,
        ascii: false,
    };
    let buffer = drawn(&instances(USUAL), look);
    for cell in &buffer.content {
        assert_eq!(cell.fg, ratatui::style::Color::Reset);
        assert_eq!(cell.bg, ratatui::style::Color::Reset);
    }
    let row = mask(&buffer).lines().nth(13).map(str::to_owned);
    assert_eq!(row, Some("R".repeat(80)));
}

#[test]
fn a_state_has_its_colour_and_the_cursor_reverses_its_row() {
    assert_snapshot!(mask(&drawn(&instances(USUAL), COLOR)), @"
    ddddddddddddddBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB                   gggggggggggggggg
     BBBBBBBBBBBBBBBB  n nnnnnn nn               nnnn nnnnn  nnnn nnnnn  nnn nnnnnn
     B dddddddddddddddddddddddddddddddddd     nn nnnnnnnnn n n nnnnnn n nnnn nnnn n
       ddddddddddddd dddddddddddddddddddddddddd ddddddddddddddddd ddddddddddd ddddd
    Bg ggggggggggggg nnnnnnnnnn                 nnnnnnnn          nnnnnnn       nnn
    Be eeeeeeeeeeeee nnnnnnnn                   n                 nnnnnnnnn      nn
    Bm mmmmmmmmmmmmm nnnnn                      nnnnnnnnn         nnnnnnnn      nnn
    Bn nnnnnnn       nnnnnnnnnnnnn              nnnnnnnnn         nnnnnnnn      nnn
    Bb bbbbbbbbbbbbb nnnnnnnnnn                 n                 nnnnnnnnn      nn
    By yyyyyyyyyyyyy nnnnnnnnnn                 nnnnnnnn          nnnnnnnn       nn
    Bx xxxxxxxxxxxxx nnnnnnnnnnnn               nnnnnnnnn         nnnnnnn        nn
    Bg ggggggggggggg nnnnnn                     nnnnnnnnnnn nn    nnnnnnnn     nnnn
    Bg ggggggggggggg nnnnnn                     nnnnnnnnn         nnnnnnnn      nnn
    RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR
    Bc ccccccccccccc nnnnnn                     n                 nnnnnnnn      nnn
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn   nnnnnn n nnnnn nnnnnnn
    dddddddddnnnnn nnnnnnnnn
    dddddddddnnnnnnnnnnnnddddddddddnnnnnnnn  n nnnn n n nn nnn n nn nn
    dddddddddnnnnnnn nnnnnnnnn  nnnnnnnn nnnnnnnnnnnnddddddnnnnnnnn nnn
    dddddddddnn nn nnnnnn nnnn nnnn nnn nnnnnnnn n nnnnnn nnnnnnnnn nnnn
    dddddddddnnnnnnnnnnnnnddddddnnnndddddddddddnnnnnnnnnn nnnnnn nnnnn
     c nnnnnn nnnnnnnnnnnnn nnnn nn n n n n nnnnnn n n nnnn
     B nnnnnn dddddddddd B nnnnnn d BBBBB nnnn B nnnnnn B nnnn B nnnn B nnnn B nnnn
    ");
}

#[test]
fn a_dialog_dims_what_lies_under_it_and_nothing_of_its_own() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("D");
    let buffer = drawn(&bench, COLOR);
    for (at, cell) in buffer.content.iter().enumerate() {
        let (column, row) = (at % 80, at / 80);
        let under = !(2..78).contains(&column) || !(6..18).contains(&row);
        let facts = row == 11;
        let dim = cell.modifier.contains(Modifier::DIM);
        assert!(dim == under || facts, "{column}, {row}: {cell:?}");
        assert!(!under || !cell.modifier.contains(Modifier::REVERSED));
    }
}

#[test]
fn locked_partial_crashed_and_hostile_rows_keep_their_columns() {
    let bench = Bench::holding(odd_servers(), odd_images(), USUAL);
    assert_snapshot!(rows(&bench, 3..9), @"
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ● ACTIVE        ·[2J·]0;x·a·b··31m名́·z·.   10.0.0.66         ·[2J·]0;x·…    1d◂
    ? BRAND_NEW     new                        -                 m1.tiny        1m
    ! ACTIVE        vault-01                   10.0.0.8          m1.small      30d
    ✗ ACTIVE        日本語サーバ               2001:db8::12      m1.small       3d
    ? UNKNOWN       9c0b1f57-0000-4000-8000-0… -                 -               -
    ");
}

#[test]
fn images_at_80_by_24() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("2jjjjjjj<Space>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
      1 Instances 12  [2 Images 10]              Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, type:snapshot, f facets     10 images · 1 marked · sort NAME ▲
       STATUS         NAME ▲            VISIBLE   P     SIZE MIN D/R  TYPE      AGE
     ✗ killed         bad-import        private            - -/-      image      2d
     ‖ deactivated    centos-7          public        922 MB 10G/1G   image      3y
     ● active         cirros-0.6.2      public         21 MB 1G/64M   image      1y
     ● active         golden-db         shared    P   6.1 GB 40G/4G   image    140d
     … pending_delete old-golden        private         5 GB 40G/4G   image      2y
     ● active         ubuntu-24.04      public        2.2 GB 10G/1G   image     20d
     ◌ queued         upload-test       private            - -/-      image      3m
    *● active         web-01-snap-1101  private       4.8 GB 20G/-    snapshot  21d◂
     ◐ saving         web-02-snap-1122  private            - 20G/-    snapshot   1m
     ● active         windows-2022      community      12 GB 60G/4G   image      8d

    ── web-01-snap-1101 ───────────────────────────── d hide · z zoom · Tab focus ──
     ID      web-01-snap-1101   qcow2 / bare   4.8 GB
     From    instance web-01
     Needs   root disk ≥ 20 GB, RAM no minimum
     Owner   web-team   private · not protected
     Used by no instance here was booted from it
     Created 2026-11-01 11:04Z (21d)

     L launch D delete │ Space mark / filter y copy m menu c context ? help q quit
    ");
}

#[test]
fn images_at_120_by_40() {
    let mut bench = Bench::stocked(LARGE);
    bench.keys("2jjjjjjj<Space>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                                                                     ● live
      1 Instances 12  [2 Images 10]                                                      Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, type:snapshot, f facets     10 images · 1 marked · sort NAME ▲ │── web-01-snap-11… ─ d hide · z zoom ──
       STATUS         NAME ▲            VISIBLE   P     SIZE MIN D/R  TYPE      AGE │ Status     ● active
     ✗ killed         bad-import        private            - -/-      image      2d │ Type       snapshot
     ‖ deactivated    centos-7          public        922 MB 10G/1G   image      3y │ ID         web-01-snap-1101
     ● active         cirros-0.6.2      public         21 MB 1G/64M   image      1y │ Format     qcow2 / bare
     ● active         golden-db         shared    P   6.1 GB 40G/4G   image    140d │ Size       4.8 GB
     … pending_delete old-golden        private         5 GB 40G/4G   image      2y │ Needs      root disk ≥ 20 GB, RAM no
     ● active         ubuntu-24.04      public        2.2 GB 10G/1G   image     20d │            minimum
     ◌ queued         upload-test       private            - -/-      image      3m │ Visibility private
    *● active         web-01-snap-1101  private       4.8 GB 20G/-    snapshot  21d◂│ Protected  no
     ◐ saving         web-02-snap-1122  private            - 20G/-    snapshot   1m │ Owner      web-team
     ● active         windows-2022      community      12 GB 60G/4G   image      8d │ Created    2026-11-01 11:04Z (3
                                                                                    │            weeks)
                                                                                    │ From       instance web-01
                                                                                    │
                                                                                    │ Properties
                                                                                    │   image_type = snapshot
                                                                                    │   instance_uuid = web-01
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │
                                                                                    │

     L launch D delete │ Space mark / filter s sort y copy m menu Enter open c context t jobs e msgs ? help : cmd q quit
    ");
}

#[test]
fn images_at_60_by_16() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("2");
    assert_snapshot!(shown(&bench), @"
    prod-eu / RegionOne / web-team                      ● live
     1 Inst 12  [2 Img 10]              Inst 12/20  RAM 61/96G
      STATUS         NAME ▲                 SIZE TYPE      AGE
    ✗ killed         bad-import                - image      2d◂
    ‖ deactivated    centos-7             922 MB image      3y
    ● active         cirros-0.6.2          21 MB image      1y
    ● active         golden-db            6.1 GB image    140d
    … pending_delete old-golden             5 GB image      2y
    ● active         ubuntu-24.04         2.2 GB image     20d
    ◌ queued         upload-test               - image      3m
    ● active         web-01-snap-1101     4.8 GB snapshot  21d
    ◐ saving         web-02-snap-1122          - snapshot   1m
    ● active         windows-2022          12 GB image      8d


    L D │ Space mark / filter m menu Enter open ? help q quit
    ");
}

#[test]
fn a_screen_too_small_says_so_calmly() {
    let mut bench = at(instances(USUAL), (40, 12));
    assert_snapshot!(shown(&bench), @"

          Terminal too small

             now 40 × 12
             need 60 × 16

    Nothing was lost: view, marks
    and the launch draft are kept.
         1 job still running.

                q quit
    ");
    bench.keys("q");
    assert_snapshot!(rows(&bench, 3..9), @"
             Terminal too small

    1 delete is confirmed but not sent:
            quitting cancels it.
             y quits · n stays
    ");
}

#[test]
fn loading_none_none_matching_failed_and_not_offered_are_five_texts() {
    let body = |bench: &Bench| rows(bench, 4..7);
    let mut bench = Bench::opened(USUAL);
    assert_snapshot!(body(&bench), @"

    Loading instances …
    ");
    let failure = error(
        Kind::Server,
        Some(503),
        "The server is currently unavailable.",
    );
    bench.answer(&Read::Servers { since: None }, Err(failure));
    assert_snapshot!(body(&bench), @"

    ✗ 503 The server is currently unavailable. (GET /v2.1/servers/detail). r
    tries again.
    ");
    bench.keys("r");
    bench.list(Vec::new());
    assert_snapshot!(body(&bench), @"

    No instances in prod-eu / RegionOne / web-team. L launches one.
    ");
    bench.keys("r");
    bench.list(servers());
    bench.keys("/nothing like it");
    assert_snapshot!(body(&bench), @"
    STATUS        NAME ▲                     IP                FLAVOR        AGE

    None of 12 instances matches “nothing like it”. Esc clears.
    ");
    let elsewhere = ContextInfo {
        has_image: false,
        ..info()
    };
    let mut bench = Bench::opened_on(elsewhere, USUAL);
    bench.keys("2");
    assert_snapshot!(body(&bench), @"

    RegionOne has no image service in its catalog. c switches region.
    ");
}

#[test]
fn at_60_by_16_a_mark_stays_in_view_and_the_dialogs_say_that_it_is_not_the_one_under_the_cursor() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("<Space>G");
    assert_snapshot!(rows(&bench, 2..5), @"
    / filter: name, ip,… 12 instances · 1 marked · sort NAME ▲
      STATUS        NAME ▲               IP                AGE
    ! VERIFY_RESIZE db-01                10.0.1.21         90d
    ");
    bench.keys("D");
    assert_snapshot!(shown(&bench), @"
    ┌ Delete instance ─────────────────────────────────────────┐
    │                                                          │
    │  This deletes the instance. It cannot be got back        │
    │  afterwards.                                             │
    │                                                          │
    │    ● bastion-01   ACTIVE   m1.tiny   10.0.0.5   41d old  │
    │    deleted with it  10 GB local disk                     │
    │  ! This is the marked one, not the one under the cursor  │
    │                                                          │
    │                                                          │
    │                                                          │
    │  y deletes it · n or Esc keeps it                        │
    │  Sent 8 s after you confirm; U undoes until then.        │
    │                                                          │
    │               [‹Keep bastion-01›]  [ Delete bastion-01 ] │
    └──────────────────────────────────────────────────────────┘
    ");
    bench.keys("<Esc>S");
    assert!(shown(&bench).contains("! Of the marked one, not of the one under"));
    bench.keys("<Esc>gD");
    assert!(!shown(&bench).contains("under the cursor"));
}

#[test]
fn a_filter_that_is_not_understood_matches_nothing_and_says_what_is_wrong() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("/web age:7<Enter>");
    assert_snapshot!(rows(&bench, 2..7), @"
    / ! age:7 is not understood: age:>7d or age:<2h              0 of 12 instances
      STATUS        NAME ▲                     IP                FLAVOR        AGE

      age:7 is not understood: age:>7d or age:<2h. So nothing matches. Esc
      clears.
    ");
    bench.keys("/<C-u>statsu:error<Enter>");
    assert_snapshot!(rows(&bench, 2..8), @"
    / statsu:error  (Esc clears)                   0 of 12 instances · sort NAME ▲
      STATUS        NAME ▲                     IP                FLAVOR        AGE

      None of 12 instances matches “statsu:error”. There is no key “statsu:”.
      Keys: status task power name id ip net image flavor key az host sg tag
      meta locked desc age. Esc clears.
    ");
}

#[test]
fn while_pages_come_in_nothing_is_said_of_rows_that_were_not_read() {
    let mut bench = Bench::opened(USUAL);
    let ticket = bench.ticket(&Read::Servers { since: None });
    bench.page(ticket, Page::Servers(servers()));
    bench.keys("/bulk<Enter>");
    assert_snapshot!(rows(&bench, 2..6), @"
    / bulk  (Esc clears)                          0 of 12+ instances · sort NAME ▲
      STATUS        NAME ▲                     IP                FLAVOR        AGE

      None of the 12 read so far matches “bulk”; still reading. Esc clears.
    ");
    bench.keys("<Esc>*D");
    assert!(shown(&bench).contains("! 12 of those read so far: the list is still being read"));
}

#[test]
fn lines_pasted_into_the_filter_are_joined_with_a_note() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("/");
    bench.msg(Msg::Paste("web-01\nweb-02".into()));
    assert_snapshot!(rows(&bench, 2..4), @"
    / [web-01web-02                              ] 0 of 12 instances · sort NAME ▲
      ! line breaks in the pasted text were dropped
    ");
}

#[test]
fn beside_the_details_a_wide_screen_gives_the_list_more_columns() {
    let bench = at(instances(USUAL), (200, 60));
    assert_snapshot!(rows(&bench, 2..6), @"
    / filter: name, ip, id, status:error                                                                 12 instances · 2 marked · sort NAME ▲ │── web-02 ────────────────────────────── d hide · z zoom ──
      STATUS        NAME ▲                          IMAGE              IP                FLAVOR      POWER     AZ         KEY              AGE │ Status   ◐ ACTIVE   power Running
    ● ACTIVE        bastion-01                      ubuntu-24.04       10.0.0.5          m1.tiny     Running   nova       alice-ed25519    41d │ Task     Image Uploading (image_uploading)
    ✗ ERROR         batch-07                        ubuntu-24.04       -                 c1.xlarge   Shut Down nova       alice-ed25519     4m │ ID       3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de
    ");
}
