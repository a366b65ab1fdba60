// Whether one signed head is the beginning of a later one, shown from the log's tiles; and where it is not, the proof
// that the log key signed two histories.
import { equal, utf8 } from "../record/bytes.ts";
import { type Checkpoint, formatHead, verifyCheckpoint } from "../record/checkpoint.ts";
import { RecordError } from "../record/error.ts";
import { type ForkProof, formatForkProof, parseForkProof, verifyForkProof } from "../record/fork-proof.ts";
import type { VerifierKey } from "../record/key.ts";
import { type TileReader, TileTree } from "../record/tile-tree.ts";
import { emptyRoot, verifyConsistency } from "../record/tree.ts";

/** Two heads that the log key signed and that no one log can have had. */
export class Forked extends Error {
  override readonly name = "Forked";
  /** The proof, as docs/formats/fork-proof.md has it: for the other members, and whoever shall weigh it. */
  readonly proof: string;

  constructor(older: Checkpoint, newer: Checkpoint, proof: string) {
    super(`the room ${older.origin} had the head ${formatHead(older)}, and ${formatHead(newer)} does not begin with it`);
    this.proof = proof;
  }
}

/**
 * Checks that the log of `newer` begins with that of `older`, in whichever order the two are given. Throws
 * {@link Forked} where it does not, and `RecordError` where the tiles given show nothing.
 */
export async function checkGrowth(one: Checkpoint, other: Checkpoint, logKey: VerifierKey, read: TileReader): Promise<void> {
  const [older, newer] = one.size <= other.size ? [one, other] : [other, one];
  for (const checkpoint of [older, newer]) await verifyCheckpoint(checkpoint, logKey);
  let prefix: ForkProof["prefix"];
  let continues: boolean;
  if (older.size === newer.size) {
    continues = equal(older.root, newer.root);
  } else if (older.size === 0n) {
    continues = equal(older.root, emptyRoot);
  } else {
    const tree = new TileTree(newer.size, read);
    const size = Number(older.size);
    const [root, consistency] = await Promise.all([tree.root(size), tree.proveConsistency(size)]);
    try {
      verifyConsistency(older.size, newer.size, root, consistency, newer.root);
    } catch (error) {
      throw error instanceof RecordError ? error.within("tiles", "the tiles are not those of the checkpoint") : error;
    }
    prefix = { root, consistency };
    continues = equal(root, older.root);
  }
  if (continues) return;
  const proof = formatForkProof(newer, older, prefix);
  // What is offered must prove itself to whoever reads it.
  await verifyForkProof(parseForkProof(utf8(proof)), logKey, () => undefined);
  throw new Forked(older, newer, proof);
}
