use insta::assert_snapshot;

use super::{COLOR, LARGE, SMALL, USUAL, at, corpus, drawn, mask, rows, shown};
use crate::app::Msg;
use crate::app::fixture::{Bench, HOSTILE, error, hostile_server};
use crate::app::form::fixture::{
    answer_all, bench, in_production, open, opened, submit, vol_01, web_01, within,
};
use crate::app::wrap::is_unsafe;
use crate::cloud::message::{Data, Read, Written};
use crate::openstack::Kind;
use crate::openstack::compute::Acted;

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
fn loading_none_none_matching_and_not_allowed_are_four_texts() {
    let volumes = || {
        let mut bench = bench(web_01(), USUAL);
        bench.keys("Av");
        bench
    };
    let mut bench = volumes();
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      Loading…                                                            │
    ");
    bench.answer(&Read::AllVolumes, Ok(Data::AllVolumes(Vec::new())));
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      No volumes in this project.                                         │
    ");
    let mut bench = volumes();
    answer_all(&mut bench);
    bench.keys("/zzz");
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *      / [zzz                         ]                          │
    │      Nothing matches the filter. Esc clears it.                          │
    ");
    let mut bench = volumes();
    let refusal = error(Kind::Forbidden, Some(403), "Policy does not allow it");
    bench.answer(&Read::AllVolumes, Err(refusal));
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      ✗ 403 Policy does not allow it                                      │
    ");
}

#[test]
fn a_refusal_stands_in_the_dialog_with_the_clouds_words_and_the_request() {
    let mut bench = opened(web_01(), "Pl", USUAL);
    bench.keys("do not touch");
    submit(&mut bench);
    assert_snapshot!(rows(&bench, 5..18), @"
      ┌ Lock instance ───────────────────────────────────────────────────────────┐
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  Reason          [do not touch                                        ]  │
      │                                                                          │
      │    Until it is unlocked, the cloud refuses to stop, change or delete     │
      │    it, except for administrators. It goes on running.                    │
      │                                                                          │
      │  Same as         openstack server lock --reason 'do not touch' web-01    │
    ──│                                                                          │──
     I│  Esc closes; it goes on                          [ Close ]  [‹Sending…›] │
     I└──────────────────────────────────────────────────────────────────────────┘
    ");
    let refusal = error(Kind::Forbidden, Some(403), "Policy does not allow it");
    bench.written(Err(refusal));
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 1]  2 Images 10                Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error                  1 instance · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ●┌ Lock instance ───────────────────────────────────────────────────────────┐d◂
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  Reason          [do not touch                                        ]  │
      │                                                                          │
      │    Until it is unlocked, the cloud refuses to stop, change or delete     │
      │    it, except for administrators. It goes on running.                    │
      │                                                                          │
      │  ✗ Lock web-01 was refused: 403 Policy does not allow it (req-7d1e3c58)  │
      │                                                                          │
    ──│  Same as         openstack server lock --reason 'do not touch' web-01    │──
     I│                                                                          │
     I│  Enter presses · Esc cancels                        [ Cancel ]  [‹Lock›] │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   20 GB local, dies with the instance · volume v-data… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)

     ✗ Lock web-01 failed: 403 Policy does not allow it · e to read
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_password_is_masked_while_typed_and_told_once() {
    let mut bench = opened(web_01(), "Re", USUAL);
    bench.keys("<Tab>hunter2");
    assert!(!shown(&bench).contains("hunter2"));
    assert_snapshot!(shown(&bench), @r#"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [┌ Rescue instance ─────────────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  Image *                                                                 │
      │      IMAGE                    SIZE  VISIBILITY                           │
      │  (•) ubuntu-24.04, its own                                               │
      │  ( ) cirros-0.6.2            21 MB  public                               │
      │  ( ) golden-db              6.1 GB  shared                               │
      │  ( ) ubuntu-24.04           2.2 GB  public                               │
      │  ( ) web-01-snap-1101       4.8 GB  private                              │
      │  ( ) windows-2022            12 GB  community                            │
      │  Password        [*******                                             ]  │
      │                                                                          │
    ──│  ! For emergencies: the instance is shut down and interrupted.           │──
     I│    It boots from the image, with its own root disk as a further one, so  │
     I│    that it can be repaired. Unrescue boots it from its own disk again.   │
     N│                                                                          │
     D│  Same as         openstack server rescue --password "$PASSWORD" web-01   │
     K│                                                                          │
      │  Tab goes on · Esc cancels                        [ Cancel ]  [ Rescue ] │
      └──────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    "#);
    bench.keys("<C-u>");
    submit(&mut bench);
    bench.written(Ok(Written::Acted(Acted {
        request_id: None,
        admin_password: Some("aB3xZ9".into()),
    })));
    assert_snapshot!(rows(&bench, 6..17), @"
      ┌ Rescue instance ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  The password of the guest's administrator. It is shown here only,       │
      │  and only now:                                                           │
      │                                                                          │
      │    aB3xZ9                                                                │
      │                                                                          │
    ──│  y copies it                                                   [‹Close›] │──
     I└──────────────────────────────────────────────────────────────────────────┘
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

#[test]
fn nothing_hostile_gets_through_a_dialog_at_any_size() {
    let texts = corpus::texts().into_iter();
    let texts = texts.chain([("all at once", HOSTILE.to_owned())]);
    for (at, (kind, hostile)) in texts.enumerate() {
        let size = [SMALL, USUAL, LARGE][at % 3];
        for keys in [
            "Pl", "Ee", "Em", "Et", "Eg", "Ep", "Ec", "Ew", "Rr", "Rb", "Re", "Ai", "Av",
        ] {
            let mut bench = in_production(bench(hostile_server(&hostile), size));
            open(&mut bench, keys);
            bench.msg(Msg::Paste(hostile.clone()));
            bench.keys("<Tab>");
            let text = shown(&bench);
            assert!(
                !text.chars().any(|c| is_unsafe(c) && c != '\n'),
                "{kind}: {keys} at {size:?}"
            );
            assert!(
                text.contains("Cancel"),
                "{kind}: {keys} at {size:?} has buttons:\n{text}"
            );
        }
    }
}
