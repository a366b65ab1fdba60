//! System calls of a server, as strace writes them down.

use std::collections::BTreeMap;

/// A system call that writes or syncs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// The file that it is on, as the kernel names it; a socket is `TCP:[…]` or `socket:[…]`.
    pub file: String,
    /// What it writes; nothing for a sync.
    pub bytes: Vec<u8>,
    /// Line on which it began.
    pub began: usize,
    /// Line on which it ended.
    pub ended: usize,
    /// What it returned; -1 for an error.
    pub returned: i64,
}

impl Call {
    /// Whether it makes a file's content durable, and did.
    pub fn is_sync(&self) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync") && self.returned == 0
    }

    /// Whether it goes to a client.
    pub fn is_to_socket(&self) -> bool {
        ["TCP", "socket:"].iter().any(|prefix| self.file.starts_with(prefix))
    }
}

/// Reads what `strace -f -y -x` wrote: one call a line, or two where another thread's call lies between.
pub fn parse(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut unfinished: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(begin) = rest.strip_suffix("<unfinished ...>") {
            unfinished.insert(thread, (number, begin.trim_end().to_owned()));
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some((began, begin)) = unfinished.remove(thread) else { continue };
            let Some((_, end)) = resumed.split_once(" resumed>") else { continue };
            calls.extend(read_call(&format!("{begin}{end}"), began, number));
        } else {
            calls.extend(read_call(rest, number, number));
        }
    }
    calls.sort_by_key(|call| call.ended);
    calls
}

fn read_call(text: &str, began: usize, ended: usize) -> Option<Call> {
    let (name, arguments) = text.split_once('(')?;
    let (_, result) = arguments.rsplit_once(" = ")?;
    let returned = result.split(' ').next()?.parse().ok()?;
    let (_, after) = arguments.split_once('<')?;
    // Sockets are `TCP:[127.0.0.1:1->127.0.0.1:2]`: the name ends with the `>` before a comma or bracket.
    let end =
        after.match_indices('>').map(|(at, _)| at).find(|at| after[at + 1..].starts_with([',', ')']))?;
    let file = after[..end].to_owned();
    let bytes = strings(&after[end..]);
    Some(Call { name: name.to_owned(), file, bytes, began, ended, returned })
}

/// The bytes of all quoted strings in a call's arguments, one after the other.
fn strings(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'"' {
            continue;
        }
        while let Some(byte) = rest.next() {
            match byte {
                b'"' => break,
                b'\\' => match rest.next() {
                    Some(b'x') => {
                        let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                        let digits = std::str::from_utf8(&digits).unwrap_or("0");
                        bytes.push(u8::from_str_radix(digits, 16).unwrap_or(0));
                    }
                    Some(digit @ b'0'..=b'7') => {
                        let mut value = u32::from(digit - b'0');
                        for _ in 0..2 {
                            let Some(digit) = rest.next_if(|b| matches!(b, b'0'..=b'7')) else { break };
                            value = value * 8 + u32::from(digit - b'0');
                        }
                        bytes.push(value as u8);
                    }
                    Some(b'n') => bytes.push(b'\n'),
                    Some(b'r') => bytes.push(b'\r'),
                    Some(b't') => bytes.push(b'\t'),
                    Some(b'v') => bytes.push(0x0b),
                    Some(b'f') => bytes.push(0x0c),
                    Some(other) => bytes.push(other),
                    None => break,
                },
                other => bytes.push(other),
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_call_on_one_line_is_read_with_its_file_and_bytes() {
        let calls = parse(r#"71 pwrite64(14</d/record.sqlite3-wal>, "\x00\x41b\"\n\1012", 6, 32) = 6"#);
        assert_eq!(calls.len(), 1);
        assert_eq!((calls[0].name.as_str(), calls[0].file.as_str()), ("pwrite64", "/d/record.sqlite3-wal"));
        assert_eq!(calls[0].bytes, b"\x00Ab\"\nA2");
        assert_eq!(calls[0].returned, 6);
        assert!(!calls[0].is_sync() && !calls[0].is_to_socket());
    }

    #[test]
    fn a_call_that_another_one_interrupts_keeps_both_its_lines() {
        let text = "71 fdatasync(14</d/a> <unfinished ...>\n\
                    72 writev(9<TCP:[127.0.0.1:1->127.0.0.1:2]>, [{iov_base=\"HTTP\", iov_len=4}, {iov_base=\"/1\", iov_len=2}], 2) = 6\n\
                    71 <... fdatasync resumed>)          = 0\n";
        let calls = parse(text);
        assert_eq!(calls.len(), 2);
        assert!(calls[0].is_to_socket());
        assert_eq!(calls[0].bytes, b"HTTP/1");
        assert!(calls[1].is_sync());
        assert_eq!((calls[1].began, calls[1].ended), (0, 2));
    }

    #[test]
    fn a_sync_that_failed_is_none() {
        let calls = parse("71 fsync(14</d/a>) = -1 EIO (Input/output error) (INJECTED)");
        assert_eq!(calls[0].returned, -1);
        assert!(!calls[0].is_sync());
    }
}
