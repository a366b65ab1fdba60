// Both verifiers must answer alike where implementations of Ed25519 are free to differ.
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import test from "node:test";
import { load } from "./load.mjs";

const { importKey, isStrictPoint, verifyStrict } = await load("record/index.ts");

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const p = 2n ** 255n - 19n;

function littleEndian(value) {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++, value >>= 8n) bytes[i] = Number(value & 0xffn);
  return bytes;
}

function number(bytes) {
  return [...bytes].reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function withSign(bytes) {
  const signed = bytes.slice();
  signed[31] |= 0x80;
  return signed;
}

// RFC 8032, section 7.1, test 2.
const seed = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");
const publicKey = new Uint8Array(Buffer.from("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "hex"));
const message = Uint8Array.of(0x72);
const signature = new Uint8Array(
  Buffer.from(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "hex",
  ),
);
const imported = await importKey(publicKey);

/** The signature that a holder of the key makes with the nonce 0, so that R is the neutral point. */
function signedWithoutNonce() {
  const secret = createHash("sha512").update(seed).digest().subarray(0, 32);
  secret[0] &= 248;
  secret[31] = (secret[31] & 127) | 64;
  const r = littleEndian(1n);
  const k = number(createHash("sha512").update(r).update(publicKey).update(message).digest()) % order;
  return Uint8Array.from([...r, ...littleEndian((k * number(secret)) % order)]);
}

test("the vector of RFC 8032 verifies", async () => {
  assert.ok(isStrictPoint(publicKey));
  assert.equal(await verifyStrict(imported, message, signature), true);
});

test("a signature has one form of s", async () => {
  const other = Uint8Array.from([...signature.subarray(0, 32), ...littleEndian(number(signature.subarray(32)) + order)]);
  assert.equal(await verifyStrict(imported, message, other), false);
});

test("a signature whose R is of small order is refused although the equation holds", async () => {
  const weak = signedWithoutNonce();
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  assert.equal(verify(null, message, key, weak), true);
  assert.equal(await verifyStrict(imported, message, weak), false);
});

test("no key of small order is taken, in any encoding", () => {
  const y8 = number(Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex"));
  for (const y of [0n, 1n, p - 1n, y8, p - y8]) {
    for (const spelling of [y, y + p].filter((value) => value < 2n ** 255n)) {
      assert.equal(isStrictPoint(littleEndian(spelling)), false, `${spelling}`);
      assert.equal(isStrictPoint(withSign(littleEndian(spelling))), false, `${spelling}, negative`);
    }
  }
});

test("a point has one encoding, and other bytes are no point", () => {
  let points = 0;
  for (let y = 2n; y < 19n; y++) {
    points += isStrictPoint(littleEndian(y)) ? 1 : 0;
    assert.equal(isStrictPoint(littleEndian(y)), isStrictPoint(withSign(littleEndian(y))));
    assert.equal(isStrictPoint(littleEndian(y + p)), false);
  }
  assert.ok(points > 3 && points < 14, `about half of all y are a point's, not ${points} of 17`);
  assert.equal(isStrictPoint(publicKey.subarray(1)), false);
});
