//! ZIP a second time, for tests: members taken out, changed, and put together again
//! under right checksums.

/// Names and contents of the members, in their order.
pub fn members(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut members = Vec::new();
    let mut at = 0;
    while archive[at..].starts_with(b"PK\x03\x04") {
        let header = &archive[at..at + 30];
        let bytes = u32::from_le_bytes(header[18..22].try_into().unwrap()) as usize;
        let name_bytes = usize::from(u16::from_le_bytes([header[26], header[27]]));
        let name = String::from_utf8(archive[at + 30..at + 30 + name_bytes].to_vec()).unwrap();
        at += 30 + name_bytes;
        members.push((name, archive[at..at + bytes].to_vec()));
        at += bytes;
    }
    members
}

/// A ZIP of these members, in the canonical form as the format's description has it,
/// written a second time here so that contents can be changed under right checksums.
pub fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let crc = content.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(
                crc ^ u32::from(*byte),
                |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
            )
        });
        let length = (content.len() as u32).to_le_bytes();
        let description = [
            &[10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
            &(!crc).to_le_bytes(),
            &length,
            &length,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        let offset = (out.len() as u32).to_le_bytes();
        central
            .extend([&b"PK\x01\x02\x0a\x00"[..], &description, &[0; 10], &offset, name.as_bytes()].concat());
        out.extend([&b"PK\x03\x04"[..], &description, name.as_bytes(), content].concat());
    }
    let count = (members.len() as u16).to_le_bytes();
    let (offset, length) = ((out.len() as u32).to_le_bytes(), (central.len() as u32).to_le_bytes());
    [&out[..], &central, b"PK\x05\x06\0\0\0\0", &count, &count, &length, &offset, &[0, 0]].concat()
}
