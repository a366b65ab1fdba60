// Strict verification of Ed25519 (RFC 8032). Browsers check the equation; what they leave open is checked here first,
// so that all verifiers agree on every input: one encoding of a point, no points of small order, s below the order.
import type { Bytes } from "./bytes.ts";

const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = -121665n * power(121666n, p - 2n);

/** The y coordinates of the eight points whose order divides 8; anyone can sign for a key among them. */
const smallOrderY = new Set([
  0n,
  1n,
  p - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/** Whether the 32 bytes are the one encoding of a point of the curve that is not of small order. */
export function isStrictPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= p || smallOrderY.has(y)) return false;
  // x² = (y² − 1) / (d y² + 1) has a root, by Euler's criterion; x is 0 only where y is ±1.
  const y2 = (y * y) % p;
  return power((y2 - 1n) * (d * y2 + 1n), (p - 1n) / 2n) === 1n;
}

/** Whether the 64 bytes are the strict signature over `message` by the key, which {@link isStrictPoint} has accepted. */
export async function verifyStrict(key: CryptoKey, message: Bytes, signature: Bytes): Promise<boolean> {
  if (signature.length !== 64) return false;
  const r = littleEndian(signature.subarray(0, 32)) & (2n ** 255n - 1n);
  if (r >= p || smallOrderY.has(r) || littleEndian(signature.subarray(32)) >= order) return false;
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/** Hands the key to the browser. Fails with a `NotSupportedError` in one that does not know Ed25519. */
export function importKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** base^exponent mod p, never negative. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = ((base % p) + p) % p;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}
