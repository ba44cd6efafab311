//! Addresses and CIDR blocks. AWS reads both with Java: what looks like an address by its letters alone is one, or an
//! error.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    address: IpAddr,
    /// How many leading bits count.
    bits: u32,
}

impl Range {
    /// One address alone.
    #[must_use]
    pub const fn one(address: IpAddr) -> Self {
        Self { address, bits: 128 }
    }

    /// Whether `address` is in it.
    #[must_use]
    pub fn has(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let rest = 32_u32.saturating_sub(self.bits);
                let upper = |ip: Ipv4Addr| u32::from(ip).checked_shr(rest).unwrap_or(0);
                upper(own) == upper(other)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let rest = 128_u32.saturating_sub(self.bits);
                let upper = |ip: Ipv6Addr| u128::from(ip).checked_shr(rest).unwrap_or(0);
                upper(own) == upper(other)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The address in `text`; none if it does not look like one. The error is about one that looks so and is none.
pub fn read(text: &str) -> Result<Option<IpAddr>, String> {
    let numbers: Vec<&str> = text.split('.').collect();
    let invalid = || format!("Invalid IP address: {text}");
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if numbers.len() == 4 && numbers.iter().all(is_number) {
        let mut octets = [0; 4];
        for (octet, number) in octets.iter_mut().zip(numbers) {
            *octet = number.parse().map_err(|_| invalid())?;
        }
        return Ok(Some(Ipv4Addr::from(octets).into()));
    }
    if text.contains(':') && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') {
        let address: Ipv6Addr = text.parse().map_err(|_| invalid())?;
        return Ok(Some(address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4)));
    }
    Ok(None)
}

/// The block that `text` names, `10.0.0.0/8`; the error is AWS's.
pub fn cidr(text: &str) -> Result<Range, String> {
    let fail = |message: &str| Err(message.to_owned());
    // Java's split drops what is empty at the end.
    let Some((address, bits)) =
        text.trim_end_matches('/').split_once('/').filter(|(_, bits)| !bits.contains('/'))
    else {
        return fail("Malformed CIDR, one '/' required");
    };
    let Ok(bits) = bits.parse::<i32>() else { return fail("Malformed CIDR, mask bits must be an integer") };
    let Ok(bits) = u32::try_from(bits) else { return fail("Malformed CIDR, mask bits must not be negative") };
    let Some(address) = read(address)? else { return Err(format!("Nonstandard IP address: {address}")) };
    match address {
        IpAddr::V4(_) if bits > 31 => fail("IPv4 mask bits must be < 32"),
        IpAddr::V6(_) if bits > 127 => fail("IPv6 mask bits must be < 128"),
        IpAddr::V4(_) | IpAddr::V6(_) => Ok(Range { address, bits }),
    }
}
