//! What a webhook may reach. Its address is a member's to choose, and a member may be hostile: the
//! venue must not be made to call what only its own machine and network can reach.
//!
//! A name is resolved once, and the connection is made to the very address that was judged: what
//! the name leads to later does not matter.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses webhooks may call, as the operator decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// None: there are no webhooks.
    Off,
    /// Those that anybody on the open network can reach, over TLS.
    #[default]
    Public,
    /// Those of the operator's own networks and of this machine too; this machine without TLS.
    Private,
}

impl Reach {
    /// Whether an address may be called.
    pub fn permits(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match (self, address) {
            (Reach::Off, _) => false,
            (Reach::Public, IpAddr::V4(address)) => is_public_v4(address),
            (Reach::Public, IpAddr::V6(address)) => is_public_v6(address),
            (Reach::Private, address) => !address.is_multicast() && !is_nobodys(address),
        }
    }

    /// Whether an address may be called without TLS: this machine's own, where the operator says so.
    pub fn permits_plain(self, address: IpAddr) -> bool {
        self == Reach::Private && address.to_canonical().is_loopback()
    }
}

/// Whether an address belongs to no machine: unspecified, or all machines of a network.
fn is_nobodys(address: IpAddr) -> bool {
    address.is_unspecified() || address == IpAddr::V4(Ipv4Addr::BROADCAST)
}

/// Networks that are not of the open network (IANA IPv4 Special-Purpose Address Registry), as an
/// address and how many bits of it count.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, and reserved with the broadcast address at its end.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Networks within 2000::/3, the global unicast addresses, that are not of the open network, or
/// that stand for IPv4 addresses (IANA IPv6 Special-Purpose Address Registry).
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    // Protocols' own, Teredo and benchmarks among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let differ = |network: Ipv4Addr| (address.to_bits() ^ network.to_bits()).leading_zeros();
    !SPECIAL_V4.iter().any(|(network, bits)| differ(*network) >= *bits)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let differ = |network: Ipv6Addr| (address.to_bits() ^ network.to_bits()).leading_zeros();
    let is_global = address.segments()[0] & 0xe000 == 0x2000;
    is_global && !SPECIAL_V6.iter().any(|(network, bits)| differ(*network) >= *bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Addresses, and whether they are called where only public ones are, and where private ones are.
    const TABLE: &[(&str, bool, bool)] = &[
        ("9.9.9.9", true, true),
        ("193.0.6.139", true, true),
        ("172.15.255.255", true, true),
        ("172.32.0.0", true, true),
        ("100.63.255.255", true, true),
        ("100.128.0.0", true, true),
        ("223.255.255.255", true, true),
        ("2001:67c:2e8:22::c100:68b", true, true),
        ("2a00::1", true, true),
        ("::ffff:9.9.9.9", true, true),
        ("127.0.0.1", false, true),
        ("127.255.255.254", false, true),
        ("10.1.2.3", false, true),
        ("172.16.0.1", false, true),
        ("172.31.255.255", false, true),
        ("192.168.1.1", false, true),
        ("100.64.0.1", false, true),
        ("169.254.169.254", false, true),
        ("192.0.0.8", false, true),
        ("192.0.2.1", false, true),
        ("198.18.0.1", false, true),
        ("198.19.255.255", false, true),
        ("198.51.100.7", false, true),
        ("203.0.113.9", false, true),
        ("0.1.2.3", false, true),
        ("240.0.0.1", false, true),
        ("0.0.0.0", false, false),
        ("224.0.0.1", false, false),
        ("239.255.255.255", false, false),
        ("255.255.255.255", false, false),
        ("::1", false, true),
        ("fe80::1", false, true),
        ("febf::1", false, true),
        ("fc00::1", false, true),
        ("fd12:3456::1", false, true),
        ("2001:db8::1", false, true),
        ("3fff::1", false, true),
        ("2002:7f00:1::1", false, true),
        ("2001:0:4136:e378::1", false, true),
        ("64:ff9b::7f00:1", false, true),
        ("::7f00:1", false, true),
        ("::ffff:127.0.0.1", false, true),
        ("::ffff:10.0.0.1", false, true),
        ("::ffff:169.254.169.254", false, true),
        ("::", false, false),
        ("::ffff:0.0.0.0", false, false),
        ("::ffff:255.255.255.255", false, false),
        ("::ffff:224.0.0.1", false, false),
        ("ff02::1", false, false),
    ];

    #[test]
    fn what_is_not_of_the_open_network_is_called_only_where_the_operator_says_so() {
        for (address, public, private) in TABLE {
            let ip: IpAddr = address.parse().expect(address);
            assert_eq!(Reach::Public.permits(ip), *public, "{address}");
            assert_eq!(Reach::Private.permits(ip), *private, "{address}");
            assert!(!Reach::Off.permits(ip), "{address}");
        }
    }

    #[test]
    fn only_this_machine_is_called_without_tls_and_only_where_the_operator_says_so() {
        for (address, plain) in
            [("127.0.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false)]
        {
            let ip: IpAddr = address.parse().expect(address);
            assert_eq!(Reach::Private.permits_plain(ip), plain, "{address}");
            assert!(!Reach::Public.permits_plain(ip), "{address}");
        }
    }
}
