// Commitments: what the record says of a note or annex without showing it.
import { type Bytes, utf8 } from "./bytes.ts";
import { sha256 } from "./sha256.ts";

export const saltBytes = 32;

const domain = utf8("verbale/commitment/v1\0");

/** The byte that stands for what is committed to. */
export const kinds = { note: 1, annex: 2 } as const;

/** SHA-256(domain ‖ 00 ‖ u16be(len origin) ‖ origin ‖ kind ‖ salt ‖ content). */
export function commit(kind: keyof typeof kinds, origin: string, salt: Uint8Array, content: Uint8Array): Bytes {
  const room = utf8(origin);
  const length = Uint8Array.of(room.length >> 8, room.length & 0xff);
  return sha256(domain, length, room, Uint8Array.of(kinds[kind]), salt, content);
}
