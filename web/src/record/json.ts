// Strict JSON: a text that has one meaning for every reader. RFC 8259 leaves open what is done with a key that occurs
// twice, with a number that no machine holds exactly, with half a surrogate pair; two verifiers would then differ on
// one signed text. So: no duplicate keys (compared after escapes), whole numbers within ±(2^53 − 1) in one spelling,
// no lone surrogates, nesting limited. White space is free.
import { fromUtf8, utf8 } from "./bytes.ts";
import { RecordError } from "./error.ts";

/** Deepest nesting of objects and arrays; the outermost is 1. */
export const jsonDepthMax = 16;

export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object's members in the order of the text. */
export type JsonObject = Map<string, Json>;

/** The rules of strict JSON. */
export type JsonRule =
  | "expected"
  | "trailing"
  | "duplicate_key"
  | "float"
  | "integer_range"
  | "number_form"
  | "depth"
  | "control_character"
  | "escape"
  | "lone_surrogate";

function broken(rule: JsonRule, offset: number): RecordError {
  return new RecordError(rule, `the JSON breaks a rule (${rule.replaceAll("_", " ")}) at byte ${offset}`);
}

/** Reads one value of strict JSON, which is the whole text. */
export function parseJson(text: string): Json {
  const reader = new Reader(utf8(text));
  reader.space();
  const value = reader.value(0);
  reader.space();
  if (reader.at !== reader.bytes.length) throw broken("trailing", reader.at);
  return value;
}

const [quote, backslash, slash, minus, zero, nine] = [0x22, 0x5c, 0x2f, 0x2d, 0x30, 0x39];
const [comma, colon, braceOpen, braceClose, bracketOpen, bracketClose] = [0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];

const simpleEscapes = new Map([
  [quote, '"'],
  [backslash, "\\"],
  [slash, "/"],
  [0x62, "\b"],
  [0x66, "\f"],
  [0x6e, "\n"],
  [0x72, "\r"],
  [0x74, "\t"],
]);

class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next byte, or −1 at the end. */
  peek(): number {
    return this.bytes[this.at] ?? -1;
  }

  space(): void {
    for (;;) {
      const byte = this.peek();
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
      this.at++;
    }
  }

  value(depth: number): Json {
    const byte = this.peek();
    if (byte === quote) return this.string();
    if (byte === braceOpen) return this.object(depth + 1);
    if (byte === bracketOpen) return this.array(depth + 1);
    if (byte === minus || (byte >= zero && byte <= nine)) return this.number();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]] as const) {
      if (byte !== word.charCodeAt(0)) continue;
      for (let i = 0; i < word.length; i++) {
        if (this.bytes[this.at + i] !== word.charCodeAt(i)) throw this.#expected();
      }
      this.at += word.length;
      return value;
    }
    throw this.#expected();
  }

  object(depth: number): JsonObject {
    if (depth > jsonDepthMax) throw broken("depth", this.at);
    const members: JsonObject = new Map();
    let duplicate: number | undefined;
    this.at++;
    this.space();
    if (this.peek() === braceClose) {
      this.at++;
      return members;
    }
    for (;;) {
      if (this.peek() !== quote) throw this.#expected();
      const keyAt = this.at;
      const key = this.string();
      this.space();
      if (this.peek() !== colon) throw this.#expected();
      this.at++;
      this.space();
      if (members.has(key)) duplicate ??= keyAt;
      members.set(key, this.value(depth));
      this.space();
      const byte = this.peek();
      if (byte !== comma && byte !== braceClose) throw this.#expected();
      this.at++;
      if (byte === braceClose) break;
      this.space();
    }
    if (duplicate !== undefined) throw broken("duplicate_key", duplicate);
    return members;
  }

  array(depth: number): Json[] {
    if (depth > jsonDepthMax) throw broken("depth", this.at);
    const elements: Json[] = [];
    this.at++;
    this.space();
    if (this.peek() === bracketClose) {
      this.at++;
      return elements;
    }
    for (;;) {
      elements.push(this.value(depth));
      this.space();
      const byte = this.peek();
      if (byte !== comma && byte !== bracketClose) throw this.#expected();
      this.at++;
      if (byte === bracketClose) return elements;
      this.space();
    }
  }

  number(): number {
    const start = this.at;
    const negative = this.peek() === minus;
    if (negative) this.at++;
    const digitsAt = this.at;
    let value = 0;
    for (let byte = this.peek(); byte >= zero && byte <= nine; byte = this.peek()) {
      // Beyond 2^53 this is no longer exact, but stays beyond it.
      value = value * 10 + (byte - zero);
      this.at++;
    }
    const digits = this.at - digitsAt;
    if (digits === 0) throw this.#expected();
    const after = this.peek();
    if (after === 0x2e || after === 0x65 || after === 0x45) throw broken("float", start);
    if ((digits > 1 && this.bytes[digitsAt] === zero) || (negative && value === 0)) {
      throw broken("number_form", start);
    }
    if (value > Number.MAX_SAFE_INTEGER) throw broken("integer_range", start);
    return negative ? -value : value;
  }

  string(): string {
    this.at++;
    let out = "";
    for (;;) {
      const from = this.at;
      let byte = this.peek();
      while (byte !== quote && byte !== backslash && byte >= 0x20) {
        this.at++;
        byte = this.peek();
      }
      out += fromUtf8(this.bytes.subarray(from, this.at));
      if (byte === quote) {
        this.at++;
        return out;
      }
      if (byte === backslash) out += this.#escape();
      else throw byte === -1 ? this.#expected() : broken("control_character", this.at);
    }
  }

  #escape(): string {
    const start = this.at;
    this.at++;
    const byte = this.peek();
    const simple = simpleEscapes.get(byte);
    if (simple !== undefined) {
      this.at++;
      return simple;
    }
    if (byte !== 0x75) throw broken("escape", start);
    this.at++;
    const first = this.#fourDigits();
    if (first === undefined) throw broken("escape", start);
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    let second: number | undefined;
    if (first < 0xdc00 && this.peek() === backslash && this.bytes[this.at + 1] === 0x75) {
      this.at += 2;
      second = this.#fourDigits();
    }
    if (second === undefined || second < 0xdc00 || second > 0xdfff) throw broken("lone_surrogate", start);
    return String.fromCharCode(first, second);
  }

  #fourDigits(): number | undefined {
    const digits = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4));
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
    this.at += 4;
    return parseInt(digits, 16);
  }

  #expected(): RecordError {
    return broken("expected", this.at);
  }
}
