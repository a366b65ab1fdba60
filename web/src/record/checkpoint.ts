// Checkpoints (C2SP tlog-checkpoint): the head of a room's log, signed by the venue's log key, cosigned by witnesses.
import { type Bytes, base64, decimal, fromBase64Exact, lines } from "./bytes.ts";
import { splitCosignature } from "./cosignature.ts";
import { RecordError } from "./error.ts";
import type { VerifierKey } from "./key.ts";
import { isOrigin } from "./names.ts";
import { type SignedNote, parseSignedNote, verifySignedNote } from "./signed-note.ts";

/** A head: how many entries a log held, and the root of its tree then. */
export interface Head {
  readonly size: bigint;
  readonly root: Bytes;
}

export interface Checkpoint extends Head {
  readonly origin: string;
  /** The signed text and its signatures. */
  readonly note: SignedNote;
}

/** A cosignature that verified. */
export interface Cosigned {
  readonly witness: string;
  /** When it cosigned, in seconds since 1970, by its own clock. */
  readonly timeS: bigint;
}

/** Reads a signed checkpoint of ours: three lines of text and no more. */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint {
  const note = parseSignedNote(bytes);
  const [origin = "", sizeText = "", rootText = "", ...further] = lines(note.text) ?? [];
  const size = decimal(sizeText);
  const root = fromBase64Exact(rootText, 32);
  if (!isOrigin(origin)) throw new RecordError("line_1", "line 1 of the checkpoint: expected the origin of a room");
  if (size === undefined) throw new RecordError("line_2", "line 2 of the checkpoint: expected a size without leading zeros");
  if (!root) throw new RecordError("line_3", "line 3 of the checkpoint: expected a root of 32 bytes in base64");
  if (further.length > 0) throw new RecordError("line_4", "line 4 of the checkpoint: expected no further line");
  return { origin, size, root, note };
}

export function formatHead({ size, root }: Head): string {
  return `${size} ${base64(root)}`;
}

/** Verifies the log key's signature. The key's name must be the room's origin. */
export async function verifyCheckpoint(checkpoint: Checkpoint, logKey: VerifierKey): Promise<void> {
  if (logKey.name !== checkpoint.origin || logKey.kind !== "ed25519") {
    throw new RecordError("wrong_key", `the key ${logKey.name} is not the log key of ${checkpoint.origin}`);
  }
  if (!checkpoint.note.signatures.some(({ name, keyId }) => name === logKey.name && keyId === logKey.id)) {
    throw new RecordError("not_signed_by_log", "the checkpoint is not signed by the log key");
  }
  await verifySignedNote(checkpoint.note, [logKey]);
}

/** The cosignatures of the witnesses given, verified; one that fails rejects all, those of others are ignored. */
export async function cosigned(checkpoint: Checkpoint, witnesses: readonly VerifierKey[]): Promise<Cosigned[]> {
  const keys = witnesses.filter((key) => key.kind === "cosignatureV1");
  const isKnown = ({ name, keyId }: { name: string; keyId: number }) =>
    keys.some((key) => key.name === name && key.id === keyId);
  if (!checkpoint.note.signatures.some(isKnown)) return [];
  const verified = await verifySignedNote(checkpoint.note, keys);
  return verified.map(({ name, bytes }) => ({ witness: name, timeS: splitCosignature(bytes)!.timeS }));
}
