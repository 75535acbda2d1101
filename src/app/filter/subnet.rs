//! A subnet in CIDR notation, to find the addresses in it.

use std::net::IpAddr;

/// `10.64.7.0/28`, or `2001:db8::/32`. Bits of the address behind the prefix do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subnet {
    address: IpAddr,
    /// Bits at most as many as the address has.
    prefix: u32,
}

impl Subnet {
    /// `None` for what is no subnet (yet).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let prefix = prefix.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        (prefix <= bits).then_some(Self { address, prefix })
    }

    pub(super) fn contains(self, address: &str) -> bool {
        match (self.address, address.parse()) {
            (IpAddr::V4(subnet), Ok(IpAddr::V4(address))) => {
                let differ = subnet.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= self.prefix
            }
            (IpAddr::V6(subnet), Ok(IpAddr::V6(address))) => {
                let differ = subnet.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_holds_the_addresses_that_share_its_prefix() {
        for (subnet, address, expected) in [
            ("10.64.7.0/28", "10.64.7.15", true),
            ("10.64.7.0/28", "10.64.7.16", false),
            ("10.64.7.9/28", "10.64.7.1", true),
            ("10.64.7.9/32", "10.64.7.9", true),
            ("10.64.7.9/32", "10.64.7.8", false),
            ("0.0.0.0/0", "10.64.7.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:7::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "2001:db9::1", true),
        ] {
            let parsed = Subnet::parse(subnet).unwrap();
            assert_eq!(parsed.contains(address), expected, "{subnet} {address}");
        }
    }

    #[test]
    fn what_is_no_subnet_is_none() {
        for text in [
            "10.64.7.0",
            "10.64.7.0/",
            "10.64.7/28",
            "10.0.0.0/33",
            "::/129",
            "a/8",
        ] {
            assert_eq!(Subnet::parse(text), None, "{text}");
        }
    }
}
