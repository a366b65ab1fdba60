// Bytes and their texts, each in one form only: a second spelling of the same bytes would give one act two leaves.
import { RecordError } from "./error.ts";

/** Bytes as WebCrypto takes them: never shared between threads. */
export type Bytes = Uint8Array<ArrayBuffer>;

const hexDigits = "0123456789abcdef";
const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64Values = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value++) base64Values[base64Digits.charCodeAt(value)] = value;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Decodes UTF-8; refuses anything that is not. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RecordError("utf8", "the bytes are not UTF-8");
  }
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  return text;
}

/** Decodes lowercase hex of exactly `length` bytes; `undefined` for anything else. */
export function fromHex(text: string, length: number): Bytes | undefined {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Standard base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
    const left = bytes.length - i;
    text += base64Digits.charAt(a >> 2) + base64Digits.charAt(((a & 3) << 4) | (b >> 4));
    text += left > 1 ? base64Digits.charAt(((b & 15) << 2) | (c >> 6)) : "=";
    text += left > 2 ? base64Digits.charAt(c & 63) : "=";
  }
  return text;
}

/** Decodes canonical base64: padded, no trailing bits, no white space; `undefined` for anything else. */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length - padding; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (base64Values[code] ?? -1) : -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}

/** Decodes exactly `length` bytes of canonical base64; `undefined` for anything else. */
export function fromBase64Exact(text: string, length: number): Bytes | undefined {
  if (text.length !== Math.ceil(length / 3) * 4) return undefined;
  const bytes = fromBase64(text);
  return bytes?.length === length ? bytes : undefined;
}

export function concat(...parts: Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Reads an unsigned 64-bit decimal in its one form: digits, no sign, no leading zero. */
export function decimal(text: string): bigint | undefined {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < 1n << 64n ? value : undefined;
}

/** Reads a big-endian unsigned 64-bit integer. */
export function u64(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(at);
}

/** The lines of a text in which every line ends in a newline; `undefined` if the last one does not. */
export function lines(text: string): string[] | undefined {
  if (text === "") return [];
  if (!text.endsWith("\n")) return undefined;
  return text.slice(0, -1).split("\n");
}
