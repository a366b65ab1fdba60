// Fork proofs: two signed checkpoints that cannot both be of one log that only grows. Where their sizes differ, a
// consistency proof shows what root the larger log had at the smaller size; the smaller states another.
import { type Bytes, base64, fromUtf8 } from "./bytes.ts";
import { type Checkpoint, formatHead } from "./checkpoint.ts";
import { formatSignedNote } from "./signed-note.ts";
import { proveConsistency, rootOf } from "./tree.ts";

/**
 * The text of the proof that `first` and `second`, which are of one room, conflict. `leaves` are the leaf hashes of the
 * larger of the two logs.
 */
export function formatForkProof(first: Checkpoint, second: Checkpoint, leaves: readonly Bytes[]): string {
  let text = `verbale/fork-proof/v1\n${first.origin}\n`;
  for (const checkpoint of [first, second]) {
    const embedded = fromUtf8(formatSignedNote(checkpoint.note));
    text += `checkpoint ${embedded.split("\n").length - 1}\n${embedded}`;
  }
  const size = Number(first.size < second.size ? first.size : second.size);
  if (first.size !== second.size && size > 0) {
    text += `prefix ${formatHead({ size: BigInt(size), root: rootOf(leaves.slice(0, size)) })}\n`;
    for (const hash of proveConsistency(size, leaves)) text += `${base64(hash)}\n`;
  }
  return text;
}
