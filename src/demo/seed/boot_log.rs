//! What a server's serial console has to say: a boot log with the server's own facts in it.

use super::super::world::Server;

const TEMPLATE: &str = include_str!("../../../assets/demo/boot.log");

pub(crate) fn boot_log(server: &Server) -> String {
    let addresses: Vec<String> = server
        .nics
        .iter()
        .flat_map(|nic| {
            nic.addresses
                .iter()
                .map(|address| (&address.addr, &nic.mac))
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
