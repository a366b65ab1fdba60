// Carried notes: a note entered word for word in a further room, with evidence of where it stood before: a tlog-proof of
// its leaf in the log that it came from, with that leaf as the extra data, and behind it the evidence by which the note
// stood there, where it had been carried there. See docs/formats/carried.md.
import { equal } from "./bytes.ts";
import { RecordError } from "./error.ts";
import type { VerifierKey } from "./key.ts";
import { type Leaf, leafBytes, parseLeaf } from "./leaf.ts";
import { type TlogProof, parseTlogProof, verifyTlogProof } from "./proof.ts";

export const evidenceBytesMax = 16_384;
/** Most rooms that a note comes through before the one in which its evidence is read. */
export const evidenceRoomsMax = 2;

/** Where a carried note stood: in the room that it came from, and where it had been carried there, in the one before. */
export interface Evidence {
  readonly proof: TlogProof;
  readonly leaf: Leaf;
  readonly earlier: Evidence | undefined;
}

/** Reads evidence in its one form. */
export function parseEvidence(bytes: Uint8Array): Evidence {
  return parseWithin(bytes, evidenceRoomsMax);
}

function parseWithin(bytes: Uint8Array, roomsMax: number): Evidence {
  if (bytes.length > evidenceBytesMax) throw wrong("too_long", `it has more than ${evidenceBytesMax} bytes`);
  if (roomsMax === 0) throw wrong("rooms", `it leads through more than ${evidenceRoomsMax} rooms`);
  const proof = of("proof", () => parseTlogProof(bytes));
  const { extra } = proof;
  if (!extra || extra.length < leafBytes) throw wrong("leaf", `its extra data must begin with a leaf of ${leafBytes} bytes`);
  const leaf = parseLeaf(extra.subarray(0, leafBytes));
  const earlier = extra.length > leafBytes ? parseWithin(extra.subarray(leafBytes), roomsMax - 1) : undefined;
  const { origin, note } = proof.checkpoint;
  if (note.signatures.length !== 1 || note.signatures[0]!.name !== origin) {
    throw wrong("signatures", `its checkpoint must be signed by the log of ${origin} alone, once`);
  }
  if (earlier) goesBefore(earlier, origin, leaf);
  return { proof, leaf, earlier };
}

/** The evidence, and that by which the note stands in the room that it came from. */
export function evidenceRooms(evidence: Evidence): Evidence[] {
  return evidence.earlier ? [evidence, ...evidenceRooms(evidence.earlier)] : [evidence];
}

/** The room in which the note stood first: the one that it was written for. */
export function writtenFor(evidence: Evidence): string {
  return evidence.earlier ? writtenFor(evidence.earlier) : evidence.proof.checkpoint.origin;
}

/** It can be evidence of an entry of the room `origin` with this leaf: of the same note, from another room, not later. */
export function goesBefore(evidence: Evidence, origin: string, leaf: Leaf): void {
  if (evidenceRooms(evidence).some(({ proof }) => proof.checkpoint.origin === origin)) {
    throw wrong("rooms", "it must lead through other rooms, each once");
  }
  if (!equal(evidence.leaf.commitment, leaf.commitment)) throw wrong("other_note", "its leaf is of another note");
  if (evidence.leaf.timeMs > leaf.timeMs) {
    throw wrong("time", `the note was entered in ${evidence.proof.checkpoint.origin} later than in the room that it was carried to`);
  }
}

/** The leaf stood in the log of each room that the note came through. `logKey` knows the rooms of the process alone. */
export async function verifyEvidence(evidence: Evidence, logKey: (origin: string) => VerifierKey | undefined): Promise<void> {
  for (const { proof, leaf } of evidenceRooms(evidence)) {
    const { origin } = proof.checkpoint;
    const key = logKey(origin);
    if (!key) throw wrong("unknown_room", `${origin} is no room of this process`);
    try {
      await verifyTlogProof(proof, leaf.hash, key);
    } catch (error) {
      throw told("proof", error);
    }
  }
}

function of<T>(part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw told(part, error);
  }
}

function told(part: string, error: unknown): unknown {
  return error instanceof RecordError ? error.within(`evidence_${part}`, "the evidence of the carried note") : error;
}

function wrong(rule: string, what: string): RecordError {
  return new RecordError(`evidence_${rule}`, `the evidence of the carried note: ${what}`);
}
