//! Whether an address is one of a subnet's.

use std::net::IpAddr;

/// Whether `cidr` (`10.0.0.0/24`) covers the address; one that cannot be read covers nothing.
pub(super) fn covers(cidr: &str, address: IpAddr) -> bool {
    let Some((net, bits)) = cidr.split_once('/') else {
        return false;
    };
    let (Ok(net), Ok(bits)) = (net.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    let (net, address, width) = match (net, address) {
        (IpAddr::V4(net), IpAddr::V4(address)) => {
            (u128::from(net.to_bits()), u128::from(address.to_bits()), 32)
        }
        (IpAddr::V6(net), IpAddr::V6(address)) => (net.to_bits(), address.to_bits(), 128),
        _ => return false,
    };
    let Some(host) = u32::checked_sub(width, bits) else {
        return false;
    };
    let prefix = |bits: u128| bits.checked_shr(host).unwrap_or(0);
    prefix(net) == prefix(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_its_subnet_and_in_no_other() {
        for (cidr, address, is_in) in [
            ("10.0.0.0/24", "10.0.0.9", true),
            ("10.0.0.0/24", "10.0.1.9", false),
            ("10.0.0.128/25", "10.0.0.127", false),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("10.0.0.7/32", "10.0.0.7", true),
            ("fd00::/64", "fd00::12", true),
            ("fd00::/64", "fd00:0:0:1::12", false),
            ("::/0", "2001:db8::1", true),
            ("10.0.0.0/24", "fd00::1", false),
            ("10.0.0.0/33", "10.0.0.1", false),
            ("nonsense", "10.0.0.1", false),
        ] {
            assert_eq!(
                covers(cidr, address.parse().unwrap()),
                is_in,
                "{cidr} {address}"
            );
        }
    }
}
