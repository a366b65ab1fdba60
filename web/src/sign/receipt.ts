// Receipts: what a venue answers when it says that a note is on the record, and the checks that come before this
// client says *sent*.
import { type Bytes, concat, equal, fromBase64Exact, hex, utf8 } from "../record/bytes.ts";
import { type Checkpoint, type Head, formatHead, parseCheckpoint, verifyCheckpoint } from "../record/checkpoint.ts";
import { RecordError } from "../record/error.ts";
import type { VerifierKey } from "../record/key.ts";
import { leafBytes, parseLeaf } from "../record/leaf.ts";
import { proofHashesMax, verifyInclusion } from "../record/tree.ts";
import type { TileReader } from "../record/tile-tree.ts";
import { checkGrowth } from "./growth.ts";
import type { Heads } from "./heads.ts";

/** A receipt as the venue's API gives it. */
export interface Receipt {
  readonly origin: string;
  readonly index: number;
  /** The note's commitment, in hex. */
  readonly commitment: string;
  readonly time_ms: number;
  /** 40 bytes in base64. */
  readonly leaf: string;
  /** The first checkpoint that covers the leaf. */
  readonly checkpoint: string;
  /** Hashes in base64, from the leaf's sibling up. */
  readonly proof: readonly string[];
}

/** What was sent, and what its author knew of the room. */
export interface Awaited {
  readonly origin: string;
  readonly commitment: Bytes;
  readonly logKey: VerifierKey;
  /** The head that the note cites, and the checkpoint that states it; none for an empty log. */
  readonly cited: Head;
  readonly citedCheckpoint: Checkpoint | undefined;
}

/** Reads a receipt; what is in it is checked by {@link checkReceipt}. */
export function readReceipt(value: unknown): Receipt {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const isText = (name: string) => typeof fields[name] === "string";
  const isNumber = (name: string) => Number.isSafeInteger(fields[name]) && (fields[name] as number) >= 0;
  const { proof } = fields;
  const isProof = Array.isArray(proof) && proof.length <= proofHashesMax && proof.every((hash) => typeof hash === "string");
  if (!["origin", "commitment", "leaf", "checkpoint"].every(isText) || !["index", "time_ms"].every(isNumber) || !isProof) {
    throw new RecordError("form", "the venue's answer is no receipt");
  }
  return fields as unknown as Receipt;
}

/**
 * Checks that the note is on the record: the leaf is of this note, the proof leads from it to a checkpoint of the
 * room's log key, and that checkpoint continues the log that the note cites and the newest one that `heads` keeps.
 * Throws `RecordError`, or `Forked` with its proof, which is then kept.
 */
export async function checkReceipt(awaited: Awaited, receipt: Receipt, heads: Heads, read: TileReader): Promise<void> {
  const { origin, commitment, logKey, cited, citedCheckpoint } = awaited;
  if (receipt.origin !== origin) throw wrong("origin", `it is of the room ${receipt.origin}`);
  if (receipt.commitment !== hex(commitment)) throw wrong("commitment", "it is of another note");
  const leafText = fromBase64Exact(receipt.leaf, leafBytes);
  if (!leafText) throw wrong("leaf", `the leaf is not ${leafBytes} bytes in base64`);
  const leaf = parseLeaf(leafText);
  if (!equal(leaf.commitment, commitment)) throw wrong("commitment", "its leaf is of another note");
  if (leaf.timeMs !== BigInt(receipt.time_ms)) throw wrong("time", "its leaf has another time");
  const checkpoint = part("checkpoint", () => parseCheckpoint(utf8(receipt.checkpoint)));
  if (checkpoint.origin !== origin) throw wrong("checkpoint", `its checkpoint is of ${checkpoint.origin}`);
  await verifyCheckpoint(checkpoint, logKey).catch((error: unknown) => part("checkpoint", () => { throw error; }));
  const hashes = receipt.proof.map((text) => {
    const hash = fromBase64Exact(text, 32);
    if (!hash) throw wrong("proof", "a hash of its proof is not 32 bytes in base64");
    return hash;
  });
  part("proof", () => verifyInclusion(BigInt(receipt.index), checkpoint.size, leaf.hash, hashes, checkpoint.root));
  if (cited.size > BigInt(receipt.index)) {
    throw wrong("cited", `the note cites the head ${formatHead(cited)}, and is said to be entry ${receipt.index}`);
  }
  if (citedCheckpoint) {
    await heads.keepingForks(origin, () => checkGrowth(citedCheckpoint, checkpoint, logKey, read));
  }
  await heads.accept(checkpoint, logKey, read);
}

/** The proof of a checked receipt as a C2SP tlog-proof: a file that anybody can check without this client. */
export function proofFile({ index, proof, checkpoint }: Receipt): Bytes {
  const hashes = proof.map((hash) => `${hash}\n`).join("");
  return concat(utf8(`c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\n`), utf8(checkpoint));
}

function wrong(rule: string, message: string): RecordError {
  return new RecordError(rule, `the receipt does not prove that the note is on the record: ${message}`);
}

function part<T>(rule: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RecordError ? error.within(rule, "the receipt does not prove that the note is on the record") : error;
  }
}
