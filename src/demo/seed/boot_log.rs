//! What a server's serial console has to say.

use super::super::world::Server;

pub(crate) fn boot_log(server: &Server) -> String {
    let memory = server.flavor.ram * 1024;
    let cpus = server.flavor.vcpus;
    let name = &server.hostname;
    let id = &server.id;
    let mut lines = vec![
        "[    0.000000] Linux version 6.12.48+deb13-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC".to_owned(),
        "[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro console=tty0 console=ttyS0,115200".to_owned(),
        "[    0.000000] BIOS-provided physical RAM map:".to_owned(),
        "[    0.000000] DMI: OpenStack Foundation OpenStack Nova, BIOS 1.16.3-debian 04/01/2014".to_owned(),
        "[    0.000000] Hypervisor detected: KVM".to_owned(),
        format!("[    0.004000] smpboot: Allowing {cpus} CPUs, 0 hotplug CPUs"),
        format!("[    0.012000] Memory: {memory}K/{memory}K available"),
        "[    0.402113] virtio_blk virtio1: [vda] 104857600 512-byte logical blocks (53.7 GB/50.0 GiB)".to_owned(),
        "[    0.518826] virtio_net virtio0 ens3: renamed from eth0".to_owned(),
        "[    1.310224] EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.".to_owned(),
        "[    1.902650] systemd[1]: systemd 257 running in system mode (+PAM +AUDIT +SELINUX)".to_owned(),
        format!("[    2.044117] systemd[1]: Set hostname to <{name}>."),
        "[  OK  ] Reached target local-fs.target - Local File Systems.".to_owned(),
        "[  OK  ] Started systemd-networkd.service - Network Configuration.".to_owned(),
        "[    4.870331] cloud-init[512]: Cloud-init v. 25.1.4 running 'init' at boot. Up 4.82 seconds.".to_owned(),
        format!("[    4.981204] cloud-init[512]: ci-info: instance-id: {id}"),
    ];
    for nic in &server.nics {
        for address in &nic.addresses {
            lines.push(format!(
                "[    5.014877] cloud-init[512]: ci-info: |  ens3  | True | {:<39} | {} |",
                address.addr, nic.mac
            ));
        }
    }
    lines.extend([
        "[    6.200945] cloud-init[630]: Cloud-init v. 25.1.4 running 'modules:final'. Up 6.13 seconds.".to_owned(),
        "[  OK  ] Started ssh.service - OpenBSD Secure Shell server.".to_owned(),
        "[  OK  ] Reached target multi-user.target - Multi-User System.".to_owned(),
        "[  OK  ] Reached target cloud-init.target - Cloud-init target.".to_owned(),
        String::new(),
        format!("Debian GNU/Linux 13 {name} ttyS0"),
        String::new(),
        format!("{name} login: "),
    ]);
    lines.join("\n")
}
