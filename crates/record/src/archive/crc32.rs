//! The checksum of ZIP: CRC-32 (polynomial 0xEDB88320), sixteen bytes at a time. It finds
//! damage, not tampering; that is what commitments and signatures are for.

const SLICES: usize = 16;

static TABLES: [[u32; 256]; SLICES] = tables();

const fn tables() -> [[u32; 256]; SLICES] {
    let mut tables = [[0u32; 256]; SLICES];
    let mut n = 0;
    while n < 256 {
        let mut crc = n as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][n] = crc;
        n += 1;
    }
    let mut slice = 1;
    while slice < SLICES {
        let mut n = 0;
        while n < 256 {
            let before = tables[slice - 1][n];
            tables[slice][n] = before >> 8 ^ tables[0][(before & 0xff) as usize];
            n += 1;
        }
        slice += 1;
    }
    tables
}

/// The checksum of the bytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    let (blocks, rest) = bytes.as_chunks::<SLICES>();
    for block in blocks {
        let mut block = *block;
        for (byte, old) in block.iter_mut().zip(crc.to_le_bytes()) {
            *byte ^= old;
        }
        crc = 0;
        for (at, byte) in block.iter().enumerate() {
            crc ^= TABLES[SLICES - 1 - at][usize::from(*byte)];
        }
    }
    for byte in rest {
        crc = crc >> 8 ^ TABLES[0][usize::from(crc as u8 ^ byte)];
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bit by bit, as the definition has it.
    fn defined(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(
                crc ^ u32::from(*byte),
                |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
            )
        })
    }

    #[test]
    fn the_checksum_is_that_of_the_known_vector() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    proptest! {
        #[test]
        fn the_checksum_is_as_defined(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(crc32(&bytes), defined(&bytes));
        }
    }
}
