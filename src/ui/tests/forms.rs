use insta::assert_snapshot;

use super::{COLOR, LARGE, SMALL, USUAL, at, drawn, mask, rows, shown};
use crate::app::fixture::Bench;
use crate::app::form::fixture::{
    bench, in_production, open, opened, submit, vol_01, web_01, within,
};

fn resizing(size: (u16, u16)) -> Bench {
    let mut bench = opened(web_01(), "Rr", size);
    bench.keys("<Space>");
    bench
}

#[test]
fn a_resize_shows_what_fits_and_what_it_changes() {
    assert_snapshot!(shown(&resizing(USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [┌ Resize instance ─────────────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  New flavor *                                                            │
      │      FLAVOR     VCPUS     RAM    DISK  EPHEMERAL  4/6                    │
      │   ✗  m1.nano        1   64 MB    1 GB       0 GB  disk 1 GB < 20 GB: a…  │
      │   ✗  m1.tiny        1  512 MB   10 GB       0 GB  disk 10 GB < 20 GB: …  │
      │   ✗  m1.small       1    2 GB   20 GB       0 GB  it has this one now    │
      │  (•) m1.medium      2    4 GB   40 GB       0 GB                         │
      │  Partition       (•) as is  ( ) automatic  ( ) manual                    │
      │                                                                          │
      │    m1.small → m1.medium: vCPUs 1 → 2, RAM 2 GB → 4 GB, disk 20 GB → 40   │
      │    GB                                                                    │
    ──│    Quota after it: vCPU 32/50, RAM 63 GB/96 GB                           │──
     I│  ! It is shut down, moved and started again. Then it waits for you:      │
     I│    confirm keeps the new flavor, revert goes back to the old one.        │
     N│                                                                          │
     D│  Same as         openstack server resize --flavor f-medium web-01        │
     K│                                                                          │
      │  Space chooses · / filters                        [ Cancel ]  [ Resize ] │
      └──────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_resize_at_120_by_40() {
    assert_snapshot!(rows(&resizing(LARGE), 6..34), @"
                                                              │ AZ       nova
                                                              │ Key      alice-ed25519
    ┌ Resize instance ─────────────────────────────────────────────────────────┐-10 11:04Z (1 week, 5
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │24.04
    │                                                                          │24.04
    │  New flavor *                                                            │l
    │      FLAVOR     VCPUS     RAM    DISK  EPHEMERAL                         │· 2 GB RAM · 20 GB
    │   ✗  m1.nano        1   64 MB    1 GB       0 GB  disk 1 GB < 20 GB: a…  │, web
    │   ✗  m1.tiny        1  512 MB   10 GB       0 GB  disk 10 GB < 20 GB: …  │
    │   ✗  m1.small       1    2 GB   20 GB       0 GB  it has this one now    │
    │  (•) m1.medium      2    4 GB   40 GB       0 GB                         │0.11  fixed
    │  ( ) m1.xlarge      8   16 GB  160 GB       0 GB                         │.113.7  floating
    │   ✗  bm.metal      64  256 GB  900 GB       0 GB  quota vCPU: 64 > 20,…  │
    │  Partition       (•) as is  ( ) automatic  ( ) manual                    │
    │                                                                          │ies with the instance
    │    m1.small → m1.medium: vCPUs 1 → 2, RAM 2 GB → 4 GB, disk 20 GB → 40   │ kept
    │    GB                                                                    │
    │    Quota after it: vCPU 32/50, RAM 63 GB/96 GB                           │
    │  ! It is shut down, moved and started again. Then it waits for you:      │
    │    confirm keeps the new flavor, revert goes back to the old one.        │
    │                                                                          │
    │  Same as         openstack server resize --flavor f-medium web-01        │
    │                                                                          │
    │  Space chooses · / filters                        [ Cancel ]  [ Resize ] │
    └──────────────────────────────────────────────────────────────────────────┘
                                                              │
                                                              │
    ");
}

#[test]
fn a_resize_at_60_by_16_scrolls_inside_and_keeps_the_buttons() {
    let mut bench = resizing(SMALL);
    assert_snapshot!(shown(&bench), @"
    ┌ Resize instance ─────────────────────────────────────────┐
    │                                                          │
    │  ● web-01   ACTIVE   m1.small                            │
    │                                                          │
    │  New flavor *                                            │
    │      FLAVOR     VCPUS     RAM    DISK  EPHEMERAL  4/6    │
    │   ✗  m1.tiny        1  512 MB   10 GB       0 GB         │
    │   ✗  m1.small       1    2 GB   20 GB       0 GB         │
    │  (•) m1.medium      2    4 GB   40 GB       0 GB         │
    │  Partition       (•) as is  ( ) automatic  ( ) manual    │
    │                                                          │
    │    m1.small → m1.medium: vCPUs 1 → 2, RAM 2 GB → 4 GB,   │
    │    disk 20 GB → 40 GB                                    │
    │  0 lines above, 7 below                                  │
    │  Space chooses · / filters        [ Cancel ]  [ Resize ] │
    └──────────────────────────────────────────────────────────┘
    ");
    bench.keys("<Tab><Tab>");
    assert_snapshot!(shown(&bench), @"
    ┌ Resize instance ─────────────────────────────────────────┐
    │                                                          │
    │  ● web-01   ACTIVE   m1.small                            │
    │                                                          │
    │    m1.small → m1.medium: vCPUs 1 → 2, RAM 2 GB → 4 GB,   │
    │    disk 20 GB → 40 GB                                    │
    │    Quota after it: vCPU 32/50, RAM 63 GB/96 GB           │
    │  ! It is shut down, moved and started again. Then it     │
    │    waits for you: confirm keeps the new flavor, revert   │
    │    goes back to the old one.                             │
    │                                                          │
    │  Same as         openstack server resize --flavor        │
    │                  f-medium web-01                         │
    │  ↑ ↓ 7 lines above, 0 below                              │
    │                                   [‹Cancel›]  [ Resize ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_styles_of_a_resize() {
    assert_snapshot!(mask(&drawn(&at(resizing(USUAL), USUAL), COLOR)), @"
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddggggggd
    ddnBBBBBBBBBBBBBBBBBnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnndd
    ddn                                                                          ndd
    ddn  g BBBBBB   nnnnnn   nnnnnnnn                                            ndd
    dgn                                                                          ndd
    ddn  BBBBBBBBBBBB                                                            ndd
    ddn      dddddddddddddddddddddddddddddddddddddddddddddddd                    ndd
    ddn  dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd  ndd
    ddn  dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd  ndd
    ddn  dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd    ndd
    ddn  RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR                         ndd
    ddn  ddddddddd       nnn nn nn  n n nnnnnnnnn  n n nnnnnn                    ndd
    ddn                                                                          ndd
    ddn    nnnnnnnn n nnnnnnnnnn nnnnn n n nn nnn n nn n n nnn nnnn nn nn n nn   ndd
    ddn    nn                                                                    ndd
    ddn    nnnnn nnnnn nnn nnnn nnnnnn nnn nn nnnnn nn                           ndd
    ddn  yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy      ndd
    ddn  yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy        ndd
    ddn                                                                          ndd
    ddn  ddddddd         dddddddddddddddddddddddddddddddddddddddddddddddd        ndd
    ddn                                                                          ndd
    ddn  ddddddddddddddddddddddddd                        n nnnnnn n  n nnnnnn n ndd
    ddnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnndd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    ");
}

#[test]
fn why_a_flavor_cannot_be_chosen_stands_below_the_table() {
    let mut bench = opened(web_01(), "Rr", USUAL);
    bench.keys("g<Space>");
    assert_snapshot!(rows(&bench, 2..22), @"
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  New flavor *                                                            │
      │      FLAVOR     VCPUS     RAM    DISK  EPHEMERAL                         │
      │   ✗  m1.nano        1   64 MB    1 GB       0 GB  disk 1 GB < 20 GB: a…  │
      │   ✗  m1.tiny        1  512 MB   10 GB       0 GB  disk 10 GB < 20 GB: …  │
      │   ✗  m1.small       1    2 GB   20 GB       0 GB  it has this one now    │
      │  ( ) m1.medium      2    4 GB   40 GB       0 GB                         │
      │  ( ) m1.xlarge      8   16 GB  160 GB       0 GB                         │
      │   ✗  bm.metal      64  256 GB  900 GB       0 GB  quota vCPU: 64 > 20,…  │
      │      ✗ disk 1 GB < 20 GB: a root disk cannot be made smaller             │
      │  Partition       (•) as is  ( ) automatic  ( ) manual                    │
    ──│                                                                          │──
     I│    It is m1.small: 1 vCPU, 2 GB, 20 GB disk now.                         │
     I│  ! It is shut down, moved and started again. Then it waits for you:      │
     N│    confirm keeps the new flavor, revert goes back to the old one.        │
     D│  ! m1.nano cannot be chosen                                              │
     K│  Space chooses · / filters                        [ Cancel ]  [ Resize ] │
      └──────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_rebuild_in_production_names_the_loss_and_wants_the_name() {
    let mut bench = in_production(bench(web_01(), USUAL));
    open(&mut bench, "Rb");
    submit(&mut bench);
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team  [PROD]                     ● live
     [┌ [PROD] Rebuild instance ─────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  Image *                                                                 │
      │      IMAGE                    SIZE  VISIBILITY  1/5                      │
      │  ( ) cirros-0.6.2            21 MB  public                               │
      │   ✗  golden-db              6.1 GB  shared      disk 20 GB < image 40 …  │
      │  ( ) ubuntu-24.04, its own  2.2 GB  public                               │
      │    ! nothing is chosen yet                                               │
      │  Description     [front                                               ]  │
      │  Password        [                                                    ]  │
      │  Partition       (•) as is  ( ) automatic  ( ) manual                    │
      │  Type   web-01   to go on:                                               │
    ──│  Instance *      [                                                    ]  │──
     I│    ! type  web-01  to go on                                              │
     I│                                                                          │
     N│  ✗ Everything on its root disk (20 GB) is lost: it is written over with  │
     D│    the image. A snapshot taken before is the only way back.              │
     K│  ! nothing is chosen yet                                                 │
      │  Space chooses · / filters                       [ Cancel ]  [ Rebuild ] │
      └──────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
    bench.keys("<C-s>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team  [PROD]                     ● live
     [┌ [PROD] Rebuild instance ─────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  ( ) ubuntu-24.04, its own  2.2 GB  public                               │
      │    ! nothing is chosen yet                                               │
      │  Description     [front                                               ]  │
      │  Password        [                                                    ]  │
      │  Partition       (•) as is  ( ) automatic  ( ) manual                    │
      │  Type   web-01   to go on:                                               │
      │  Instance *      [                                                    ]  │
      │    ! type  web-01  to go on                                              │
      │                                                                          │
      │  ✗ Everything on its root disk (20 GB) is lost: it is written over with  │
    ──│    the image. A snapshot taken before is the only way back.              │──
     I│    Kept: its id, name, addresses, key pair, metadata and security        │
     I│    groups.                                                               │
     N│    Its volumes stay as they are: root, data.                             │
     D│    Without a password the cloud makes one up, which is shown here once.  │
     K│  ↑ ↓ 4 lines above, 0 below                                              │
      │  Enter presses · Esc cancels                     [ Cancel ]  [‹Rebuild›] │
      └──────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_rebuild_at_60_by_16() {
    let mut bench = opened(vol_01(), "Rb", SMALL);
    assert_snapshot!(shown(&bench), @"
    ┌ Rebuild instance ────────────────────────────────────────┐
    │                                                          │
    │  ● vol-01   ACTIVE   m1.small                            │
    │                                                          │
    │  Image *                                                 │
    │      IMAGE               SIZE  VISIBILITY  1/5           │
    │  ( ) cirros-0.6.2       21 MB  public                    │
    │   ✗  golden-db         6.1 GB  shared      RAM 2 GB < …  │
    │  ( ) ubuntu-24.04      2.2 GB  public                    │
    │  Description     [                                    ]  │
    │  Password        [                                    ]  │
    │  Partition       (•) as is  ( ) automatic  ( ) manual    │
    │                                                          │
    │  0 lines above, 8 below                                  │
    │                                  [ Cancel ]  [ Rebuild ] │
    └──────────────────────────────────────────────────────────┘
    ");
    bench.keys("<C-s>");
    assert_snapshot!(shown(&bench), @"
    ┌ Rebuild instance ────────────────────────────────────────┐
    │                                                          │
    │  ● vol-01   ACTIVE   m1.small                            │
    │                                                          │
    │                                                          │
    │  ✗ Everything on its root volume is lost: it is written  │
    │    over with the image. A snapshot taken before is the   │
    │    only way back.                                        │
    │    Kept: its id, name, addresses, key pair, metadata     │
    │    and security groups.                                  │
    │    Its volumes stay as they are: data.                   │
    │    Without a password the cloud makes one up, which is   │
    │    shown here once.                                      │
    │  ↑ ↓ 9 lines above, 0 below                              │
    │                                  [ Cancel ]  [‹Rebuild›] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_security_groups_say_what_they_let_in() {
    assert_snapshot!(shown(&opened(web_01(), "Eg", USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [┌ Edit security groups ────────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  Groups                                                                  │
      │      NAME     LETS IN                                                    │
      │  [x] default  lets nothing in                                            │
      │  [ ] ssh      in: tcp 22 from any                                        │
      │  [x] web      in: tcp 443 from any                                       │
      │                                                                          │
      │  ! The same groups are set on all 2 interfaces.                          │
      │  ! Its interfaces differ now: 10.0.0.11: default, web; 10.8.0.11:        │
      │    default. All of their groups are chosen above; to keep them apart,    │
      │    edit a port.                                                          │
    ──│                                                                          │──
     I│  Same as         openstack port set --no-security-group                  │
     I│                  --security-group g-default --security-group g-web       │
     N│                  p-back                                                  │
     D│                                                                          │
     K│  Space marks · / filters                            [ Cancel ]  [ Save ] │
      └──────────────────────────────────────────────────────────────────────────┘

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn the_security_groups_at_60_by_16() {
    assert_snapshot!(shown(&opened(web_01(), "Eg", SMALL)), @"
    ┌ Edit security groups ────────────────────────────────────┐
    │                                                          │
    │  ● web-01   ACTIVE   m1.small                            │
    │                                                          │
    │  Groups                                                  │
    │      NAME     LETS IN                                    │
    │  [x] default  lets nothing in                            │
    │  [ ] ssh      in: tcp 22 from any                        │
    │  [x] web      in: tcp 443 from any                       │
    │                                                          │
    │  ! The same groups are set on all 2 interfaces.          │
    │  ! Its interfaces differ now: 10.0.0.11: default, web;   │
    │    10.8.0.11: default. All of their groups are chosen    │
    │  0 lines above, 5 below                                  │
    │  Space marks · / filters            [ Cancel ]  [ Save ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_port_has_its_fields_once_it_is_chosen() {
    let mut bench = opened(web_01(), "Ep", USUAL);
    assert_snapshot!(rows(&bench, 4..18), @"
     ● ACTIVE        web-01                     203.0.113.7 +1    m1.small      12d◂

      ┌ Edit port ───────────────────────────────────────────────────────────────┐
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  Port *                                                                  │
      │      ADDRESS    NETWORK  NAME  STATUS                                    │
      │  ( ) 10.0.0.11  private        ACTIVE                                    │
      │  ( ) 10.8.0.11  storage        ACTIVE                                    │
      │                                                                          │
    ──│  Space chooses · / filters                        [ Cancel ]  [ Update ] │──
     I└──────────────────────────────────────────────────────────────────────────┘
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
    ");
    bench.keys("<Enter>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [┌ Edit port ───────────────────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  Port *                                                                  │
      │      ADDRESS    NETWORK  NAME  STATUS                                    │
      │  (•) 10.0.0.11  private        ACTIVE                                    │
      │  ( ) 10.8.0.11  storage        ACTIVE                                    │
      │  Name            [                                                    ]  │
      │  Admin state     [x] up                                                  │
      │  Port security   [x] on                                                  │
      │  Groups                                                                  │
      │      NAME     LETS IN                                                    │
      │  [x] default  lets nothing in                                            │
    ──│  [ ] ssh      in: tcp 22 from any                                        │──
     I│  [x] web      in: tcp 443 from any                                       │
     I│                                                                          │
     N│    MAC fa:16:3e:00:00:01 · VNIC type normal                              │
     D│                                                                          │
     K│  Tab goes on · Esc cancels                        [ Cancel ]  [ Update ] │
      └──────────────────────────────────────────────────────────────────────────┘

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn metadata_shows_what_saving_would_change() {
    let mut bench = opened(web_01(), "Em", USUAL);
    bench.keys("<BS>2<Enter>owner = alice");
    bench.keys("<Up><Up><C-u>");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 1]  2 Images 10                Inst 12/20  vCPU 31/50  RAM 61/96G
     /┌ Update instance metadata ────────────────────────────────────────────────┐▲
      │                                                                          │E
     ●│  ● web-01   ACTIVE   m1.small                                            │d◂
      │                                                                          │
      │  key = value                                                             │
      │  [                                                                    ]  │
      │  [tier = 2                                                            ]  │
      │  [owner = alice                                                       ]  │
      │                                                                          │
      │                                                                          │
      │    new      owner = alice                                                │
      │    changed  tier = 2, was 1                                              │
      │  ! removed  role, was web                                                │
    ──│                                                                          │──
     I│  Same as         openstack server set --property 'owner=alice'           │
     I│                  --property 'tier=2' web-01                              │
     N│                  openstack server unset --property role web-01           │
     D│                                                                          │
     K│  Tab goes on · Esc cancels                          [ Cancel ]  [ Save ] │
      └──────────────────────────────────────────────────────────────────────────┘

     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_floating_ip_is_chosen_with_the_address_it_is_for() {
    assert_snapshot!(shown(&opened(within(), "Af", USUAL)), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 1]  2 Images 10                Inst 12/20  vCPU 31/50  RAM 61/96G
     /┌ Associate floating IP ───────────────────────────────────────────────────┐▲
      │                                                                          │E
     ●│  ● web-01   ACTIVE   m1.small                                            │d◂
      │                                                                          │
      │  Floating IP *                                                           │
      │      ADDRESS      FROM     DESCRIPTION                                   │
      │   ✗  203.0.113.5  Ext-Net               it forwards ports: it cannot b…  │
      │  (•) 203.0.113.9  Ext-Net                                                │
      │  ( ) a new one    Ext-Net                                                │
      │  For *                                                                   │
      │      FIXED IP   NETWORK                                                  │
      │  (•) 10.0.0.11  private                                                  │
      │   ✗  10.8.0.11  storage  it has 203.0.113.7 already                      │
    ──│                                                                          │──
     I│  Same as         openstack server add floating ip --fixed-ip-address     │
     I│                  10.0.0.11 web-01 203.0.113.9                            │
     N│                                                                          │
     D│  Space chooses · / filters                     [ Cancel ]  [ Associate ] │
     K└──────────────────────────────────────────────────────────────────────────┘


     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn an_interface_by_network_at_60_by_16() {
    let mut bench = opened(web_01(), "Ai", SMALL);
    bench.keys("<Tab>");
    assert_snapshot!(shown(&bench), @"
    ┌ Attach interface ────────────────────────────────────────┐
    │                                                          │
    │  ● web-01   ACTIVE   m1.small                            │
    │                                                          │
    │  Specify         (•) by network  ( ) by port             │
    │  Network *                                               │
    │      NETWORK   SUBNETS                        1/5        │
    │  ( ) Ext-Net   192.0.2.0/26, 2001:db8:1::/64             │
    │   ✗  lab       10.99.0.0/24                              │
    │  ( ) private   10.0.0.0/24                               │
    │  Fixed IP        [                                    ]  │
    │                                                          │
    │    The guest has to be told to use the new interface.    │
    │                                                          │
    │                         [ Cancel ]  [ Attach interface ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn a_lock_at_60_by_16() {
    assert_snapshot!(shown(&opened(web_01(), "Pl", SMALL)), @"
    ┌ Lock instance ───────────────────────────────────────────┐
    │                                                          │
    │  ● web-01   ACTIVE   m1.small                            │
    │                                                          │
    │  Reason          [                                    ]  │
    │                                                          │
    │    Until it is unlocked, the cloud refuses to stop,      │
    │    change or delete it, except for administrators. It    │
    │    goes on running.                                      │
    │                                                          │
    │  Same as         openstack server lock web-01            │
    │                                                          │
    │                                                          │
    │                                                          │
    │  Tab goes on · Esc cancels          [ Cancel ]  [ Lock ] │
    └──────────────────────────────────────────────────────────┘
    ");
}
