//! Strict JSON: a check that a text has one meaning for every reader, and a reader for
//! the few fields of an act that the record itself must see.
//!
//! RFC 8259 leaves open what a reader does with a key that occurs twice, with a number
//! that no machine holds exactly, with half a surrogate pair. Two verifiers would then
//! differ on one signed text. So: no duplicate keys (compared after escapes), integers
//! only, within ±(2^53 − 1), no `-0`, no lone surrogates, nesting limited. White space
//! is free. Nothing is re-encoded: the text stays what was signed.

use std::borrow::Cow;

/// Deepest nesting of objects and arrays; the outermost is 1.
pub const JSON_DEPTH_MAX: usize = 16;
/// Largest absolute value of an integer: 2^53 − 1, what every JSON reader holds exactly.
pub const JSON_INTEGER_MAX: i64 = (1 << 53) - 1;

/// Objects with more members than this have their keys sorted to find duplicates;
/// smaller ones are compared pair by pair, which is faster.
const PAIRWISE_KEYS_MAX: usize = 12;

/// Where and why a text is not strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (byte {offset} of the JSON)")]
pub struct JsonError {
    /// Offset in bytes from the start of the text given.
    pub offset: usize,
    /// The rule broken.
    pub kind: JsonErrorKind,
}

/// The rules of strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonErrorKind {
    /// Something else stands where the grammar has this.
    #[error("expected {0}")]
    Expected(&'static str),
    /// The text goes on after the value.
    #[error("the value ends here, but the text goes on")]
    Trailing,
    /// A key occurs twice in one object.
    #[error("this key occurs twice in one object; keep one")]
    DuplicateKey,
    /// A number has a fraction or an exponent.
    #[error("numbers are whole, without fraction or exponent; write others as text")]
    Float,
    /// An integer is beyond ±(2^53 − 1).
    #[error("integers lie within ±9007199254740991; write larger ones as text")]
    IntegerRange,
    /// A number has a second spelling: a leading zero, or `-0`.
    #[error("a number is written without leading zeros and zero without a sign")]
    NumberForm,
    /// Objects and arrays are nested too deep.
    #[error("objects and arrays are nested more than {JSON_DEPTH_MAX} deep")]
    Depth,
    /// A control character stands in a string unescaped.
    #[error("control characters in a string are escaped")]
    ControlCharacter,
    /// A backslash is followed by no escape of JSON.
    #[error("this is no escape of JSON")]
    Escape,
    /// An escape is half of a surrogate pair.
    #[error("this escape is half of a surrogate pair and stands for no character")]
    LoneSurrogate,
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// The key, unescaped.
    pub key: Cow<'a, str>,
    /// The value as it stands in the text, without white space around it.
    pub value: &'a str,
}

/// Checks that the text is one value of strict JSON.
///
/// ```
/// use verbale_record::json;
/// assert!(json::validate(r#"{"act":"receipt","re":null}"#).is_ok());
/// let error = json::validate(r#"{"a":1,"\u0061":2}"#).unwrap_err();
/// assert_eq!((error.offset, error.kind), (7, json::JsonErrorKind::DuplicateKey));
/// ```
pub fn validate(text: &str) -> Result<(), JsonError> {
    let mut reader = Reader::new(text);
    reader.space();
    reader.value(0)?;
    reader.end()
}

/// Checks that the text is strict JSON and an object, and gives its members in the
/// order of the text.
pub fn members(text: &str) -> Result<Vec<Member<'_>>, JsonError> {
    let mut reader = Reader::new(text);
    reader.space();
    if reader.peek() != Some(b'{') {
        return Err(reader.expected("an object"));
    }
    let mut members = Vec::new();
    reader.object(1, Some(&mut members))?;
    reader.end()?;
    Ok(members)
}

/// Checks that the text is strict JSON and an array, and gives its elements as they
/// stand in the text.
pub fn elements(text: &str) -> Result<Vec<&str>, JsonError> {
    let mut reader = Reader::new(text);
    reader.space();
    if reader.peek() != Some(b'[') {
        return Err(reader.expected("an array"));
    }
    let mut elements = Vec::new();
    reader.array(1, Some(&mut elements))?;
    reader.end()?;
    Ok(elements)
}

/// Reads a string, unescaped.
pub fn string(text: &str) -> Result<Cow<'_, str>, JsonError> {
    let mut reader = Reader::new(text);
    reader.space();
    if reader.peek() != Some(b'"') {
        return Err(reader.expected("a string"));
    }
    let string = reader.string()?;
    reader.end()?;
    Ok(string)
}

/// Reads an integer.
pub fn integer(text: &str) -> Result<i64, JsonError> {
    let mut reader = Reader::new(text);
    reader.space();
    if !matches!(reader.peek(), Some(b'-' | b'0'..=b'9')) {
        return Err(reader.expected("an integer"));
    }
    let integer = reader.number()?;
    reader.end()?;
    Ok(integer)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Keys, with their offsets, of the objects now open, innermost last.
    keys: Vec<(Cow<'a, str>, usize)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader { text, bytes: text.as_bytes(), at: 0, keys: Vec::new() }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError { offset: self.at, kind }
    }

    fn expected(&self, what: &'static str) -> JsonError {
        self.error(JsonErrorKind::Expected(what))
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn end(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.error(JsonErrorKind::Trailing)) }
    }

    /// Reads a value; `depth` is that of what holds it.
    fn value(&mut self, depth: usize) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => self.object(depth + 1, None),
            Some(b'[') => self.array(depth + 1, None),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => Err(self.expected("a value")),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), JsonError> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.expected("true, false or null"))
        }
    }

    /// Reads an object at `depth`, whose `{` is the next byte.
    fn object(&mut self, depth: usize, mut out: Option<&mut Vec<Member<'a>>>) -> Result<(), JsonError> {
        if depth > JSON_DEPTH_MAX {
            return Err(self.error(JsonErrorKind::Depth));
        }
        let base = self.keys.len();
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in quotes"));
            }
            let key_at = self.at;
            let key = self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.expected("a colon after the key"));
            }
            self.at += 1;
            self.space();
            let value_at = self.at;
            self.keys.push((key.clone(), key_at));
            self.value(depth)?;
            if let Some(members) = out.as_deref_mut() {
                members.push(Member { key, value: &self.text[value_at..self.at] });
            }
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                _ => return Err(self.expected("a comma or the end of the object")),
            }
        }
        let duplicate = first_duplicate(&mut self.keys[base..]);
        self.keys.truncate(base);
        match duplicate {
            Some(offset) => Err(JsonError { offset, kind: JsonErrorKind::DuplicateKey }),
            None => Ok(()),
        }
    }

    /// Reads an array at `depth`, whose `[` is the next byte.
    fn array(&mut self, depth: usize, mut out: Option<&mut Vec<&'a str>>) -> Result<(), JsonError> {
        if depth > JSON_DEPTH_MAX {
            return Err(self.error(JsonErrorKind::Depth));
        }
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let value_at = self.at;
            self.value(depth)?;
            if let Some(elements) = out.as_deref_mut() {
                elements.push(&self.text[value_at..self.at]);
            }
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.expected("a comma or the end of the array")),
            }
        }
    }

    fn number(&mut self) -> Result<i64, JsonError> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits_at = self.at;
        let mut value: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            // Saturates far above the limit, so a long run of digits stays too large.
            value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        let at_start = |kind| JsonError { offset: start, kind };
        let digits = self.at - digits_at;
        if digits == 0 {
            return Err(self.expected("a digit"));
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(at_start(JsonErrorKind::Float));
        }
        if (digits > 1 && self.bytes[digits_at] == b'0') || (negative && value == 0) {
            return Err(at_start(JsonErrorKind::NumberForm));
        }
        if value > JSON_INTEGER_MAX {
            return Err(at_start(JsonErrorKind::IntegerRange));
        }
        Ok(if negative { -value } else { value })
    }

    /// Moves past the characters of a string that stand for themselves.
    fn plain(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20).unwrap_or(rest.len());
    }

    fn skip_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            self.plain();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape().map(drop)?,
                Some(_) => return Err(self.error(JsonErrorKind::ControlCharacter)),
                None => return Err(self.expected("the end of the string")),
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.at += 1;
        let start = self.at;
        self.plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..self.at - 1]));
        }
        let mut out = String::from(&self.text[start..self.at]);
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(b) if b < 0x20 => return Err(self.error(JsonErrorKind::ControlCharacter)),
                Some(_) => {
                    let from = self.at;
                    self.plain();
                    out.push_str(&self.text[from..self.at]);
                }
                None => return Err(self.expected("the end of the string")),
            }
        }
    }

    /// Reads an escape, whose backslash is the next byte.
    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let at_start = |kind| JsonError { offset: start, kind };
        self.at += 1;
        let simple = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let first = self.four_digits().ok_or(at_start(JsonErrorKind::Escape))?;
                let code = match first {
                    0xD800..=0xDBFF => {
                        let second = if self.bytes[self.at..].starts_with(b"\\u") {
                            self.at += 2;
                            self.four_digits()
                        } else {
                            None
                        };
                        match second {
                            Some(second @ 0xDC00..=0xDFFF) => {
                                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                            }
                            _ => return Err(at_start(JsonErrorKind::LoneSurrogate)),
                        }
                    }
                    code => code,
                };
                return char::from_u32(code).ok_or(at_start(JsonErrorKind::LoneSurrogate));
            }
            _ => return Err(at_start(JsonErrorKind::Escape)),
        };
        self.at += 1;
        Ok(simple)
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        let code = digits.iter().try_fold(0, |code, &b| Some(code << 4 | char::from(b).to_digit(16)?))?;
        self.at += 4;
        Some(code)
    }
}

/// The smallest offset of a key that occurred before.
fn first_duplicate(keys: &mut [(Cow<'_, str>, usize)]) -> Option<usize> {
    if keys.len() <= PAIRWISE_KEYS_MAX {
        let repeats = |i: &usize| keys[..*i].iter().any(|(key, _)| *key == keys[*i].0);
        (1..keys.len()).find(repeats).map(|i| keys[i].1)
    } else {
        keys.sort_unstable();
        keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).min()
    }
}

#[cfg(test)]
mod tests;
