use insta::assert_snapshot;
use ratatui::style::Modifier;

use super::{COLOR, LARGE, SMALL, USUAL, at, drawn, lines, mask, rows, shown};
use crate::app::fixture::{Bench, error, info, odd_images, odd_servers, servers};
use crate::cloud::message::{ContextInfo, Read, Write};
use crate::openstack::Kind;
use crate::ui::text::Look;

/// The drawn screen: two rows marked, a delete held, the cursor on web-02.
fn instances(size: (u16, u16)) -> Bench {
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
     ◐ BUILD:spawn   web-03               -                 40s
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
fn a_filter_counts_what_it_shows_and_a_sort_marks_its_column() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("sa/web<Enter>");
    assert_snapshot!(rows(&bench, 2..8), @"
    / web  (Esc clears)                             3 of 12 instances · sort AGE ▲
      STATUS        NAME                       IP                FLAVOR      AGE ▲
    ◐ BUILD:spawn   web-03                     -                 m1.small      38s
    ● ACTIVE        web-01                     10.0.0.11         m1.small      12d
    ◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d◂
    ");
    bench.keys("/0");
    assert_snapshot!(rows(&bench, 2..3), @" / [web0                                       ] 0 of 12 instances · sort AGE ▲");
}

#[test]
fn while_a_filter_is_typed_a_line_says_what_tab_makes_of_it() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("/sta");
    assert_snapshot!(rows(&bench, 2..5), @"
    / [sta                                       ] 0 of 12 instances · sort NAME ▲
      Tab status:
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    bench.keys("<Tab>");
    assert_snapshot!(rows(&bench, 2..5), @"
    / [status:                                        ] 12 instances · sort NAME ▲
      Tab active 6  build 1  error 1  paused 1  shelved 1  shutoff 1  verify_resiz…
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    bench.keys("<C-u>colour:red");
    assert_snapshot!(rows(&bench, 2..4), @"
    / [colour:red                                ] 0 of 12 instances · sort NAME ▲
      colour: is no key, but a word. Keys: status task power name id ip net image …
    ");
    bench.keys("<C-u>fl<Tab><Enter>");
    assert_snapshot!(rows(&bench, 2..4), @"
    / flavor:  (Esc clears)                             12 instances · sort NAME ▲
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    let mut bench = Bench::stocked(SMALL);
    bench.keys("/status:s");
    assert_snapshot!(rows(&bench, 1..6), @"
    [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
    / [status:s              ] 4 of 12 instances · sort NAME ▲
      Tab shelved 1  shutoff 1  paused 1  verify_resize 1
      STATUS        NAME ▲               IP                AGE
    ! VERIFY_RESIZE db-01                10.0.1.21         90d◂
    ");
}

#[test]
fn the_facets_count_what_is_there() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("f<Down>");
    assert_snapshot!(shown(&bench), @"
     prod-eu / RegionOne / web-team                      ● live
     [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
    ┌ Show only ───────────────────────────────────────────────┐
    │ s  status     active 6 · build 1 · error 1 …             │
    │ t  task       image_uploading 1 · spawning 1             │
    │ f  flavor     m1.small 4 · m1.large 2 · m1.medium 2 …    │
    │ i  image      ubuntu-24.04 11 · (volume) 1               │
    │ n  net        private 12                                 │
    │ g  sg         default 12 · web 12                        │
    │ z  az         nova 12                                    │
    │ y  key        alice-ed25519 12                           │
    │ l  locked     no 12                                      │
    │ x  no filter                                             │
    └──────────────────────────────────────────────────────────┘

     L S D │ Space mark / filter m menu Enter open ? help
    ");
    bench.keys("s<Down>");
    assert_snapshot!(rows(&bench, 3..14), @"
    ● ACTIVE        ┌ Show only status ──────┐0.5          41d◂
    ✗ ERROR         │ 1  active  6           │              4m
    ! VERIFY_RESIZE │ 2  build  1            │1.21         90d
    ○ SHUTOFF       │ 3  error  1            │1.22         90d
    ◌ SHELVED       │ 4  paused  1           │              1y
    ‖ PAUSED        │ 5  shelved  1          │9.3           6h
    ● ACTIVE        │ 6  shutoff  1          │9.44          2h
    ● ACTIVE        │ 7  verify_resize  1    │.113.7 +2   200d
    ● ACTIVE        └────────────────────────┘0.11         12d
    ◐ ACTIVE:upload web-02               203.0.113.40 +1   12d
    ◐ BUILD:spawn   web-03               -                 38s
    ");
}

#[test]
fn columns_are_chosen_in_a_dialog_and_win_over_the_width() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("w");
    assert_snapshot!(shown(&bench), @"
     horizon-┌ Columns of Instances ─────────────────────────────────── w ┐  ● live
     [1 Insta│ [x] Status  always shown                                   │M 61/96G
     / filter│ [x] Name  always shown                                     │t NAME ▲
       STATUS│ [ ] Image                                                  │     AGE
     ● ACTIVE│ [x] IP                                                     │     41d◂
     ✗ ERROR │ [x] Flavor                                                 │      4m
     ! VERIFY│ [ ] Power                                                  │     90d
     ○ SHUTOF│ [ ] Availability zone                                      │     90d
     ◌ SHELVE│ [ ] Key pair                                               │      1y
     ‖ PAUSED│ [ ] Changed                                                │      6h
     ● ACTIVE│ [x] Age                                                    │      2h
     ● ACTIVE│ [ ] Task                                                   │    200d
     ● ACTIVE│ [ ] Locked                                                 │     12d
     ◐ ACTIVE│ [ ] Networks                                               │     12d
     ◐ BUILD:│ [ ] Host                                                   │     38s
    ── bastio│ [ ] Tags                                                   │ focus ──
     ID      │ [ ] Description                                            │
     Image   │ [ ] Updated                                                │
     Net     │ [ ] Project                                                │
     Disks   ├────────────────────────────────────────────────────────────┤
     Key     │ Now: as many as the width has room for.                    │
             │ Space show, hide · J K move · r by width · Esc closes      │
             │                                                            │
     L launch└────────────────────────────────────────────────────────────┘p q quit
    ");
    bench.keys("<Space>jJG<Space>");
    assert_snapshot!(rows(&bench, 0..24), @"
     horizon-┌ Columns of Instances ─────────────────────────────────── w ┐  ● live
     [1 Insta│ [x] Name  always shown                                     │M 61/96G
     / filter│ [x] Image                                                  │t NAME ▲
       STATUS│ [x] Flavor                                                 │     AGE
     ● ACTIVE│ [x] IP                                                     │     41d◂
     ✗ ERROR │ [ ] Power                                                  │      4m
     ! VERIFY│ [ ] Availability zone                                      │     90d
     ○ SHUTOF│ [ ] Key pair                                               │     90d
     ◌ SHELVE│ [ ] Changed                                                │      1y
     ‖ PAUSED│ [x] Age                                                    │      6h
     ● ACTIVE│ [ ] Task                                                   │      2h
     ● ACTIVE│ [ ] Locked                                                 │    200d
     ● ACTIVE│ [ ] Networks                                               │     12d
     ◐ ACTIVE│ [ ] Host                                                   │     12d
     ◐ BUILD:│ [ ] Tags                                                   │     38s
    ── bastio│ [ ] Description                                            │ focus ──
     ID      │ [ ] Updated                                                │
     Image   │ [ ] Project                                                │
     Net     │ [x] ID                                                     │
     Disks   ├────────────────────────────────────────────────────────────┤
     Key     │ Shown in this order as far as they fit; h l move the rest  │
             │ into view.                                                 │
             │ Space show, hide · J K move · r by width · Esc closes      │
     L launch└────────────────────────────────────────────────────────────┘p q quit
    ");
    bench.keys("<Esc>");
    assert_snapshot!(rows(&bench, 2..6), @"
    / filter: name, ip, id, status:error                12 instances · sort NAME ▲
      STATUS        NAME ▲                    IMAGE              FLAVOR        AGE
    ● ACTIVE        bastion-01                ubuntu-24.04       m1.tiny       41d◂
    ✗ ERROR         batch-07                  ubuntu-24.04       c1.xlarge      4m
    ");
    bench.keys("l");
    assert_snapshot!(rows(&bench, 2..6), @"
    / filter: name, ip, id, status:error                12 instances · sort NAME ▲
      STATUS        NAME ▲                     FLAVOR        AGE IP
    ● ACTIVE        bastion-01                 m1.tiny       41d 10.0.0.5         ◂
    ✗ ERROR         batch-07                   c1.xlarge      4m -
    ");
    let bench = at(bench, SMALL);
    assert_snapshot!(rows(&bench, 1..5), @"
    [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
      STATUS        NAME ▲                         FLAVOR
    ● ACTIVE        bastion-01                     m1.tiny    ◂
    ✗ ERROR         batch-07                       c1.xlarge
    ");
}

#[test]
fn columns_at_60_by_16_fill_the_screen_and_scroll() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("2wG<Space>");
    assert_snapshot!(shown(&bench), @"
    ┌ Columns of Images ──────────────────────────────────── w ┐
    │ [x] Size                                                 │
    │ [ ] Minimum disk and RAM                                 │
    │ [ ] Disk format                                          │
    │ [x] Type                                                 │
    │ [ ] Changed                                              │
    │ [x] Age                                                  │
    │ [ ] Tags                                                 │
    │ [ ] Updated                                              │
    │ [ ] Owner                                                │
    │ [x] ID                                                   │
    ├──────────────────────────────────────────────────────────┤
    │ Shown in this order as far as they fit; h l move the     │
    │ rest into view.                                          │
    │ Space show, hide · J K move · r by width · Esc closes    │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn what_changed_has_a_mark_until_it_is_seen_and_a_column_where_there_is_room() {
    let mut rows_now = servers();
    let changed = |server: &&mut crate::openstack::compute::Server| server.name == "db-01";
    if let Some(server) = rows_now.iter_mut().find(changed) {
        server.status = crate::openstack::compute::ServerStatus::Active;
    }
    let mut bench = Bench::stocked((160, 30));
    bench.wait_s(61);
    bench.keys("r");
    bench.list(rows_now);
    assert_snapshot!(rows(&bench, 3..7), @"
      STATUS        NAME ▲                         IMAGE              IP                FLAVOR      POWER     AZ         KEY            CHANGED                AGE
    ● ACTIVE        bastion-01                     ubuntu-24.04       10.0.0.5          m1.tiny     Running   nova       alice-ed25519                         41d◂
    ✗ ERROR         batch-07                       ubuntu-24.04       -                 c1.xlarge   Shut Down nova       alice-ed25519                          5m
    ●•ACTIVE        db-01                          ubuntu-24.04       10.0.1.21         m1.large    Shut Down nova       alice-ed25519  →ACTIVE 11:05          90d
    ");
    let mut bench = at(bench, USUAL);
    assert_snapshot!(rows(&bench, 4..8), @"
    ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d◂
    ✗ ERROR         batch-07                   -                 c1.xlarge      5m
    ●•ACTIVE        db-01                      10.0.1.21         m1.large      90d
    ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
    ");
    bench.keys("jj");
    assert_snapshot!(rows(&bench, 4..20), @"
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d
     ✗ ERROR         batch-07                   -                 c1.xlarge      5m
     ● ACTIVE        db-01                      10.0.1.21         m1.large      90d◂
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     ◌ SHELVED       legacy-app                 -                 m1.medium      1y
     ‖ PAUSED        loadgen-01                 10.0.9.3          c1.large       6h
     ● ACTIVE        tmp-build-19               10.0.9.44         m1.tiny        2h
     ● ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d
     ● ACTIVE        web-01                     10.0.0.11         m1.small      12d
     ◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d
     ◐ BUILD:spawn   web-03                     -                 m1.small       1m
    ── db-01 ──────────────────────────────────────── d hide · z zoom · Tab focus ──
     ID      db-01   ACTIVE · power Shut Down
     Changed VERIFY_RESIZE→ACTIVE at 11:05
     Image   ubuntu-24.04   Flavor m1.large  4 vCPU · 8 GB RAM · 80 GB
     Net     private 10.0.1.21   SG default, web
    ");
}

#[test]
fn marks_that_the_filter_hides_are_counted() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("*/web<Enter>");
    assert_snapshot!(rows(&bench, 2..3), @" / web  (Esc clears)      3 of 12 instances · 12 marked, 9 hidden · sort NAME ▲");
}

#[test]
fn the_header_says_production_and_read_only_at_every_size() {
    let rule = crate::app::settings::Rule {
        cloud: Some("prod*".into()),
        danger: true,
        read_only: true,
        ..crate::app::settings::Rule::default()
    };
    let mut options = Bench::options();
    options.settings.rules = vec![rule];
    let mut bench = Bench::started(options, USUAL);
    bench.connected(Ok(info()));
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team  [PROD]  [RO]            ◐ loading");
    bench.list(Vec::new());
    let bench = at(bench, SMALL);
    assert_snapshot!(rows(&bench, 0..1), @" prod-eu / RegionOne / web-team  [PROD]  [RO]        ● live");
    assert_snapshot!(rows(&at(bench, LARGE), 0..1), @" horizon-tui  prod-eu / RegionOne / web-team  [PROD]  [RO]                                                       ● live");
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
fn the_header_tells_live_from_slow_paused_offline_and_asleep() {
    let head = |bench: &Bench| rows(bench, 0..1);
    let mut bench = Bench::stocked(USUAL);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team                             ● live");
    bench.wait_s(13);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team                       ◐ refreshing");
    let failure = error(Kind::Unreachable, None, "connection refused");
    bench.answer(&Read::Servers { since: None }, Err(failure));
    bench.wait_s(1);
    assert_snapshot!(head(&bench), @" prod-eu / RegionOne / web-team        ✗ offline, as of 11:04Z · next 11:04:23Z");
    let mut bench = Bench::stocked(USUAL);
    bench.keys("a");
    bench.wait_s(61);
    assert_snapshot!(head(&bench), @" horizon-tui  prod-eu / RegionOne / web-team             ‖ paused, as of 11:04Z");
}

#[test]
fn a_long_place_leaves_room_for_how_fresh_the_list_is() {
    let long = ContextInfo {
        cloud_name: "a-cloud-with-quite-a-long-name".into(),
        project_name: "and-a-project-with-a-longer-one".into(),
        insecure: true,
        ..info()
    };
    assert_snapshot!(rows(&Bench::opened_on(long, USUAL), 0..2), @"
    a-cloud-with-quite-a-long-name / RegionOne / an…  [TLS not verified] ◐ loading
    [1 Instances]  2 Images
    ");
}

#[test]
fn errors_that_nobody_had_the_time_to_read_are_counted_in_the_header() {
    let mut bench = Bench::stocked(USUAL);
    for (name, read) in [("bastion-01", "one"), ("db-01", "two"), ("db-02", "three")] {
        let write = Write::DeleteServer(name.into());
        bench.write(write, &format!("Delete {read}"));
        let refused = error(Kind::Conflict, Some(409), "Instance is locked");
        bench.written(Err(refused));
    }
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team                ● live · e 2 errors");
    bench.keys("e<Esc>");
    assert_snapshot!(rows(&bench, 0..1), @" horizon-tui  prod-eu / RegionOne / web-team                             ● live");
}
