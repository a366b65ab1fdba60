// Proofs of inclusion that stand alone (C2SP tlog-proof v1), kept as `.tlog-proof` files.
import { type Bytes, decimal, fromBase64, fromBase64Exact, fromUtf8, utf8 } from "./bytes.ts";
import { type Checkpoint, parseCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { RecordError } from "./error.ts";
import type { VerifierKey } from "./key.ts";
import { signedNoteBytesMax } from "./signed-note.ts";
import { proofHashesMax, verifyInclusion } from "./tree.ts";

export const tlogProofBytesMax = signedNoteBytesMax + 128 * 1024;
export const tlogProofExtraBytesMax = 65_536;

export interface TlogProof {
  /** Data that goes with the proof and that nothing authenticates. */
  readonly extra: Bytes | undefined;
  readonly index: bigint;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Bytes[];
  readonly checkpoint: Checkpoint;
}

export function parseTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > tlogProofBytesMax) {
    throw new RecordError("too_long", `a proof has at most ${tlogProofBytesMax} bytes`);
  }
  const text = fromUtf8(bytes);
  let at = 0;
  let number = 0;
  /** The next line without its newline; `undefined` where none is left that ends in one. */
  const next = (): string | undefined => {
    number++;
    const end = text.indexOf("\n", at);
    if (end < 0) return undefined;
    const line = text.slice(at, end);
    at = end + 1;
    return line;
  };
  const wrong = (expected: string) =>
    new RecordError(`line_${number}`, `line ${number} of the proof: expected ${expected}`);

  if (next() !== "c2sp.org/tlog-proof@v1") throw wrong("`c2sp.org/tlog-proof@v1`");
  let line = next();
  let extra: Bytes | undefined;
  if (line?.startsWith("extra ")) {
    extra = fromBase64(line.slice("extra ".length));
    if (!extra || extra.length > tlogProofExtraBytesMax) throw wrong("extra data of at most 65536 bytes in base64");
    line = next();
  }
  const index = line?.startsWith("index ") ? decimal(line.slice("index ".length)) : undefined;
  if (index === undefined) throw wrong("`index` and a number without leading zeros");
  const hashes: Bytes[] = [];
  for (line = next(); line !== ""; line = next()) {
    const hash = line === undefined ? undefined : fromBase64Exact(line, 32);
    if (!hash || hashes.length === proofHashesMax) throw wrong("a hash in base64, or the blank line after the last");
    hashes.push(hash);
  }
  try {
    return { extra, index, hashes, checkpoint: parseCheckpoint(utf8(text.slice(at))) };
  } catch (error) {
    throw error instanceof RecordError ? error.within("checkpoint", "the checkpoint in the proof") : error;
  }
}

/** Verifies the checkpoint with the room's log key, and that the entry of that hash is in its tree. */
export async function verifyTlogProof(proof: TlogProof, entryHash: Bytes, logKey: VerifierKey): Promise<void> {
  try {
    await verifyCheckpoint(proof.checkpoint, logKey);
  } catch (error) {
    throw error instanceof RecordError ? error.within("checkpoint", "the checkpoint in the proof") : error;
  }
  verifyInclusion(proof.index, proof.checkpoint.size, entryHash, proof.hashes, proof.checkpoint.root);
}
