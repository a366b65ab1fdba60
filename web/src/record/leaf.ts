// Leaves: what a room's log counts in, 40 bytes each: u64be time_ms ‖ commitment.
import { type Bytes, u64 } from "./bytes.ts";
import { RecordError } from "./error.ts";
import { leafHash } from "./tree.ts";

export const leafBytes = 40;

export interface Leaf {
  /** The log's time in milliseconds since 1970; within a log it never decreases. */
  readonly timeMs: bigint;
  readonly commitment: Bytes;
  /** Under which the leaf stands in the tree. */
  readonly hash: Bytes;
}

export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length !== leafBytes) throw new RecordError("length", `a leaf has ${leafBytes} bytes, this has ${bytes.length}`);
  return { timeMs: u64(bytes, 0), commitment: bytes.slice(8), hash: leafHash(bytes) };
}
