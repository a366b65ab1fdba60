// Verifier keys: Ed25519 in the two ways that C2SP uses it, named and identified as signed-note says.
import { type Bytes, base64, concat, equal, fromBase64Exact, fromHex, hex, utf8 } from "./bytes.ts";
import { cosignatureMessage, splitCosignature } from "./cosignature.ts";
import { importKey, isStrictPoint, verifyStrict } from "./ed25519.ts";
import { RecordError } from "./error.ts";
import { isKeyName } from "./names.ts";
import { sha256 } from "./sha256.ts";
import type { Signature } from "./signed-note.ts";

/** What a key signs with; the byte is part of its id. */
export const keyKinds = { ed25519: 0x01, cosignatureV1: 0x04 } as const;
export type KeyKind = keyof typeof keyKinds;

export class VerifierKey {
  readonly name: string;
  readonly kind: KeyKind;
  readonly public: Bytes;
  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
  readonly id: number;
  #imported: Promise<CryptoKey> | undefined;

  /** Refuses weak keys, for which anyone can sign, and other encodings of a point than its canonical one. */
  constructor(name: string, kind: KeyKind, publicBytes: Bytes) {
    if (!isKeyName(name)) throw new RecordError("name", "a key name is 1 to 255 bytes without white space or plus sign");
    if (!isStrictPoint(publicBytes)) throw new RecordError("point", `the key ${name} cannot be verified with strictly`);
    this.name = name;
    this.kind = kind;
    this.public = publicBytes;
    const digest = sha256(utf8(name), Uint8Array.of(0x0a, keyKinds[kind]), publicBytes);
    this.id = new DataView(digest.buffer).getUint32(0);
  }

  /** Reads `name+hex(id)+base64(type ‖ key)`. */
  static parse(text: string): VerifierKey {
    const [name, idText] = text.split("+", 2);
    const form = new RecordError("form", "a verifier key is written name+id+key");
    if (name === undefined || idText === undefined) throw form;
    const id = fromHex(idText, 4);
    // The base64 may itself hold plus signs.
    const typed = fromBase64Exact(text.slice(name.length + idText.length + 2), 33);
    if (!id || !typed) throw form;
    const kind = (Object.keys(keyKinds) as KeyKind[]).find((kind) => keyKinds[kind] === typed[0]);
    if (!kind) throw new RecordError("type", "the key's type is neither Ed25519 (1) nor cosignature/v1 (4)");
    const key = new VerifierKey(name, kind, typed.slice(1));
    if (key.id !== new DataView(id.buffer).getUint32(0)) {
      throw new RecordError("id", "the key's id does not belong to its name and key");
    }
    return key;
  }

  toString(): string {
    const id = Uint8Array.of(this.id >>> 24, (this.id >>> 16) & 0xff, (this.id >>> 8) & 0xff, this.id & 0xff);
    return `${this.name}+${hex(id)}+${base64(concat(Uint8Array.of(keyKinds[this.kind]), this.public))}`;
  }

  equals(other: VerifierKey): boolean {
    return this.name === other.name && this.kind === other.kind && equal(this.public, other.public);
  }

  /** Whether this key made the signature over the text, strictly. False also for another key's signature. */
  async verify(text: string, signature: Signature): Promise<boolean> {
    if (signature.name !== this.name || signature.keyId !== this.id) return false;
    let message = text;
    let bytes = signature.bytes;
    if (this.kind === "cosignatureV1") {
      const parts = splitCosignature(bytes);
      if (!parts) return false;
      message = cosignatureMessage(parts.timeS, text);
      bytes = parts.signature;
    }
    this.#imported ??= importKey(this.public);
    return verifyStrict(await this.#imported, utf8(message), bytes);
  }
}
