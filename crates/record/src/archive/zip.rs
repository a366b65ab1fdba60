//! The bytes of ZIP (APPNOTE 6.3.10) in the one form that archives have. Reader and writer
//! both make them here; the reader compares.

/// Length of a local header without its name.
pub(super) const LOCAL_HEADER_BYTES: usize = 30;
/// Length of an entry of the central directory without its name.
pub(super) const CENTRAL_ENTRY_BYTES: usize = 46;
/// Length of the end of the central directory.
pub(super) const END_BYTES: usize = 22;

/// What a local header begins with.
pub(super) const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
/// What an entry of the central directory begins with.
pub(super) const CENTRAL_SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// Version 1.0: stored members need no more.
const VERSION: u16 = 10;
/// 1980-01-01, the first day that ZIP can write. The time of day is 0.
const DATE: u16 = 0x0021;

/// A member as headers describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) crc: u32,
    pub(super) bytes: u32,
}

/// The local header, its name included.
pub(super) fn local_header(name: &str, member: Described) -> Vec<u8> {
    let mut out = Vec::with_capacity(LOCAL_HEADER_BYTES + name.len());
    out.extend_from_slice(&LOCAL_SIGNATURE);
    push_description(&mut out, name, member);
    out.extend_from_slice(name.as_bytes());
    out
}

/// Checksum, length and length of the name, as a local header says them.
pub(super) fn read_local_header(header: &[u8; LOCAL_HEADER_BYTES]) -> (Described, usize) {
    let u32_at = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let name_bytes = usize::from(u16::from_le_bytes([header[26], header[27]]));
    (Described { crc: u32_at(14), bytes: u32_at(18) }, name_bytes)
}

/// Appends the member's entry of the central directory.
pub(super) fn push_central_entry(out: &mut Vec<u8>, name: &str, member: Described, offset: u32) {
    out.extend_from_slice(&CENTRAL_SIGNATURE);
    out.extend_from_slice(&VERSION.to_le_bytes());
    push_description(out, name, member);
    // Length of the comment, disk, internal attributes, external attributes: all zero.
    out.extend_from_slice(&[0; 10]);
    out.extend_from_slice(&offset.to_le_bytes());
    out.extend_from_slice(name.as_bytes());
}

/// The end of the central directory.
pub(super) fn end_of_central_directory(members: u16, bytes: u32, offset: u32) -> [u8; END_BYTES] {
    let mut out = [0; END_BYTES];
    out[..4].copy_from_slice(b"PK\x05\x06");
    // Bytes 4 to 7 are the numbers of disks: zero.
    out[8..10].copy_from_slice(&members.to_le_bytes());
    out[10..12].copy_from_slice(&members.to_le_bytes());
    out[12..16].copy_from_slice(&bytes.to_le_bytes());
    out[16..20].copy_from_slice(&offset.to_le_bytes());
    // Bytes 20 and 21 are the length of the comment: zero.
    out
}

/// What local header and central directory say alike: version, flags, method, time,
/// date, checksum, both lengths (stored members have one), lengths of name and extras.
fn push_description(out: &mut Vec<u8>, name: &str, member: Described) {
    let name_bytes = u16::try_from(name.len()).expect("names of members are short");
    for field in [VERSION, 0, 0, 0, DATE] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [member.crc, member.bytes, member.bytes] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    out.extend_from_slice(&name_bytes.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
}
