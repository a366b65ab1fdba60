// Fork proofs: two signed texts that cannot both be about one log that only grows. Where their sizes differ, a
// consistency proof shows what root the larger log had at the smaller size; the smaller head states another.
import { type Bytes, base64, decimal, equal, fromBase64Exact, fromUtf8, utf8 } from "./bytes.ts";
import { type Checkpoint, type Head, formatHead, parseCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { RecordError } from "./error.ts";
import type { VerifierKey } from "./key.ts";
import { isOrigin } from "./names.ts";
import { type Note, noteBytesMax, parseNote, verifyNote } from "./note.ts";
import { formatSignedNote, signedNoteBytesMax } from "./signed-note.ts";
import { emptyRoot, proofHashesMax, proveConsistency, rootOf, verifyConsistency } from "./tree.ts";

export const forkProofBytesMax = 2 * signedNoteBytesMax + 8 * 1024;

const firstLine = "verbale/fork-proof/v1";

export interface ForkProof {
  /** What the log key signed. */
  readonly first: Checkpoint;
  /** Another checkpoint, or a note that cites a head. */
  readonly second: { readonly checkpoint: Checkpoint } | { readonly note: Note };
  /** The root that the larger log has at the smaller size, and its consistency proof. */
  readonly prefix: { readonly root: Bytes; readonly consistency: readonly Bytes[] } | undefined;
}

/**
 * The text of the proof that `first` and `second`, which are of one room, conflict. `prefix` is what the larger of the
 * two logs shows of itself at the smaller size; it goes in where the sizes differ.
 */
export function formatForkProof(first: Checkpoint, second: Checkpoint, prefix: ForkProof["prefix"]): string {
  let text = `${firstLine}\n${first.origin}\n`;
  for (const checkpoint of [first, second]) {
    const embedded = fromUtf8(formatSignedNote(checkpoint.note));
    text += `checkpoint ${embedded.split("\n").length - 1}\n${embedded}`;
  }
  const size = first.size < second.size ? first.size : second.size;
  if (prefix && first.size !== second.size && size > 0n) {
    text += `prefix ${formatHead({ size, root: prefix.root })}\n`;
    for (const hash of prefix.consistency) text += `${base64(hash)}\n`;
  }
  return text;
}

/** What a log of these leaf hashes shows of itself at a smaller size. */
export function prefixOf(leaves: readonly Bytes[], size: number): NonNullable<ForkProof["prefix"]> {
  return { root: rootOf(leaves.slice(0, size)), consistency: proveConsistency(size, leaves) };
}

export function parseForkProof(bytes: Uint8Array): ForkProof {
  if (bytes.length > forkProofBytesMax) {
    throw new RecordError("too_long", `a fork proof has at most ${forkProofBytesMax} bytes, this has ${bytes.length}`);
  }
  // The last element is what follows the last newline: no line.
  const lines = fromUtf8(bytes).split("\n");
  const rest = lines.pop()!;
  let at = 0;
  const wrong = (number: number, expected: string) =>
    new RecordError(`line_${number}`, `line ${number} of the fork proof: expected ${expected}`);

  if (lines[at++] !== firstLine) throw wrong(1, `\`${firstLine}\``);
  const origin = lines[at++] ?? "";
  if (!isOrigin(origin)) throw wrong(2, "the origin of the room");

  /** Reads `checkpoint N` or `note N`, and the N lines after it. */
  const embedded = (): { word: string; bytes: Bytes } => {
    const [, word = "", countText = ""] = /^(checkpoint|note) (\S+)$/.exec(lines[at] ?? "") ?? [];
    const count = decimal(countText);
    if (count === undefined || count > BigInt(noteBytesMax)) {
      throw wrong(at + 1, "`checkpoint` or `note`, and the number of its lines");
    }
    const first = ++at;
    at += Number(count);
    if (at > lines.length) throw wrong(lines.length + 1, "as many lines as were announced");
    return { word, bytes: utf8(lines.slice(first, at).map((line) => `${line}\n`).join("")) };
  };
  const firstPart = embedded();
  if (firstPart.word !== "checkpoint") throw wrong(3, "`checkpoint` and the number of its lines");
  const first = inCheckpoint(() => parseCheckpoint(firstPart.bytes));
  const { word, bytes: secondBytes } = embedded();
  const second =
    word === "checkpoint"
      ? { checkpoint: inCheckpoint(() => parseCheckpoint(secondBytes)) }
      : { note: inNote(() => parseNote(secondBytes)) };

  const size = [first.size, headOf(second).size].reduce((a, b) => (a < b ? a : b));
  let prefix: ForkProof["prefix"];
  if (at < lines.length || rest !== "") {
    const [head = "", sizeText = "", rootText = "", ...further] = (lines[at++] ?? "").split(" ");
    const root = fromBase64Exact(rootText, 32);
    if (head !== "prefix" || decimal(sizeText) !== size || !root || further.length > 0) {
      throw wrong(at, "`prefix`, the smaller of the two sizes, and a root in base64");
    }
    const consistency: Bytes[] = [];
    while (at < lines.length || rest !== "") {
      const hash = fromBase64Exact(lines[at++] ?? "", 32);
      if (!hash || consistency.length === proofHashesMax) throw wrong(at, "a hash in base64 (at most 65 of them)");
      consistency.push(hash);
    }
    prefix = { root, consistency };
  }
  for (const found of [first.origin, originOf(second)]) {
    if (found !== origin) throw otherRoom(origin, found);
  }
  return { first, second, prefix };
}

/**
 * Verifies both signatures and that the two heads conflict; gives these. `keyOf` is asked where the second is a note:
 * that it cites a foreign head is its signers' word.
 */
export async function verifyForkProof(
  { first, second, prefix }: ForkProof,
  logKey: VerifierKey,
  keyOf: (name: string, keyId: number) => VerifierKey | undefined,
): Promise<{ first: Head; second: Head }> {
  if (first.origin !== originOf(second)) throw otherRoom(first.origin, originOf(second));
  await inCheckpoint(() => verifyCheckpoint(first, logKey));
  if ("note" in second) await inNote(() => verifyNote(second.note, keyOf));
  else await inCheckpoint(() => verifyCheckpoint(second.checkpoint, logKey));
  const heads = { first, second: headOf(second) };
  const [smaller, larger] = first.size <= heads.second.size ? [first, heads.second] : [heads.second, first];
  let differs: boolean;
  if (smaller.size === larger.size) {
    differs = !equal(smaller.root, larger.root);
  } else if (smaller.size === 0n) {
    differs = !equal(smaller.root, emptyRoot);
  } else if (!prefix) {
    throw new RecordError("no_prefix", "the sizes differ, and nothing shows what root the larger log had at the smaller");
  } else {
    try {
      verifyConsistency(smaller.size, larger.size, prefix.root, prefix.consistency, larger.root);
    } catch (error) {
      throw error instanceof RecordError ? error.within("consistency", "the consistency proof") : error;
    }
    differs = !equal(prefix.root, smaller.root);
  }
  if (!differs) throw new RecordError("agree", "the two state the same: there is no fork");
  return heads;
}

function headOf(second: ForkProof["second"]): Head {
  return "note" in second ? second.note.head : second.checkpoint;
}

function originOf(second: ForkProof["second"]): string {
  return "note" in second ? second.note.origin : second.checkpoint.origin;
}

function otherRoom(one: string, other: string): RecordError {
  return new RecordError("other_room", `the two are of different rooms, ${one} and ${other}`);
}

function inCheckpoint<T>(work: () => T): T {
  return told("checkpoint", "a checkpoint in the fork proof", work);
}

function inNote<T>(work: () => T): T {
  return told("note", "the note in the fork proof", work);
}

/** Tells errors of a part, thrown or in a promise, as errors of the whole. */
function told<T>(prefix: string, whole: string, work: () => T): T {
  const within = (error: unknown): never => {
    throw error instanceof RecordError ? error.within(prefix, whole) : error;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(within) as T) : result;
  } catch (error) {
    return within(error);
  }
}
