//! What a server's serial console has to say: a boot log with the server's own facts in it, and what
//! follows as long as the guest is up.

use jiff::Timestamp;

use super::super::world::Server;

const TEMPLATE: &str = include_str!("../../../assets/demo/boot.log");

fn boot_log(server: &Server) -> String {
    let addresses: Vec<String> = server
        .nics
        .iter()
        .flat_map(|nic| {
            let addresses = nic.port.addresses.iter();
            addresses.map(|address| (&address.addr, &nic.port.mac))
        })
        .map(|(addr, mac)| {
            format!(
                "[    5.014877] cloud-init[512]: ci-info: |  ens3  | True | {addr:<39} | {mac} |"
            )
        })
        .collect();
    TEMPLATE
        .trim_end_matches('\n')
        .replace("{addresses}", &addresses.join("\n"))
        .replace("{memory}", &(server.flavor.ram * 1024).to_string())
        .replace("{cpus}", &server.flavor.vcpus.to_string())
        .replace("{name}", &server.hostname)
        .replace("{id}", &server.id)
}

/// Seconds between two lines that a guest writes once it is up.
const EVERY: u64 = 5;
/// Bytes that libvirt's driver reads of a log, from its end.
const KEPT: usize = 100 << 10;

/// The whole of the serial console: the boot, and what has happened to the guest since.
pub(crate) fn serial_log(server: &Server, now: Timestamp) -> String {
    let ran = server.console.ran(now).as_secs();
    let mut log = boot_log(server);
    let lines = ran / EVERY;
    let oldest = lines.saturating_sub(KEPT as u64 / 64);
    for line in oldest..lines {
        let (second, micros) = (31 + (line + 1) * EVERY, (line * 7919) % 1_000_000);
        log.push('\n');
        log.push_str(&stamped(second, micros, &event(server, line)));
    }
    let start = log.len().saturating_sub(KEPT);
    let start = (start..log.len()).find(|at| log.is_char_boundary(*at));
    log.split_off(start.unwrap_or_default())
}

/// A line as the kernel's clock marks it.
fn stamped(second: u64, micros: u64, text: &str) -> String {
    format!("[{second:>5}.{micros:06}] {text}")
}

/// What a server on a network has to say: knocks at its ports, and now and then its own chores.
fn event(server: &Server, line: u64) -> String {
    if line % 6 == 5 {
        let chores = ["apt-daily.service", "logrotate.service", "fstrim.service"];
        let chore = chores[usize::try_from(line / 6).unwrap_or_default() % chores.len()];
        return format!("systemd[1]: {chore}: Deactivated successfully.");
    }
    let ports = [23, 445, 3389, 5900, 8080];
    let port = ports[usize::try_from(line).unwrap_or_default() % ports.len()];
    let nic = server.nics.first();
    let own = nic.and_then(|nic| nic.port.addresses.first());
    let own = own.map_or("127.0.0.1", |address| address.addr.as_str());
    format!(
        "[UFW BLOCK] IN=ens3 OUT= SRC=203.0.113.{} DST={own} LEN=44 PROTO=TCP SPT={} DPT={port}",
        line * 37 % 254 + 1,
        40_000 + line * 911 % 20_000
    )
}
