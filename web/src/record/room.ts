// A room from its leaves, the openings of its notes and its annexes to its checkpoint: the rules, one by one. Who
// checks a whole room applies them in the order of its log (see verify/run.ts, and the vectors rooms.json).
import { type Bytes, equal, hex } from "./bytes.ts";
import { type Evidence, writtenFor } from "./carried.ts";
import { type Checkpoint, type Head, formatHead } from "./checkpoint.ts";
import { commit } from "./commitment.ts";
import { RecordError } from "./error.ts";
import type { Leaf } from "./leaf.ts";
import { type AnnexRef, type Note, parseNote } from "./note.ts";

/** What opens a commitment. */
export interface Opening {
  readonly salt: Bytes;
  readonly content: Bytes;
}

/** An annex as a reader is given it: open, or only said to be erased, or withheld from this reader. */
export type Annex = Opening | "erased" | "withheld";

/** A leaf's time is not before that of the leaf before. */
export function checkTime(leaf: Leaf, before: Leaf | undefined): void {
  if (before && leaf.timeMs < before.timeMs) {
    throw new RecordError("time", `its time, ${leaf.timeMs} ms, is before that of the entry before, ${before.timeMs} ms`);
  }
}

/**
 * The content opens the leaf's commitment, and is a note that was written for this room; where there is evidence, for the
 * room where that begins.
 */
export function openEntry(origin: string, leaf: Leaf, { salt, content }: Opening, evidence?: Evidence): Note {
  const room = evidence ? writtenFor(evidence) : origin;
  const opened = commit("note", room, salt, content);
  if (!evidence && !equal(opened, leaf.commitment)) checkNotCarried(leaf, { salt, content });
  checkOpened(opened, leaf.commitment);
  let note: Note;
  try {
    note = parseNote(content);
  } catch (error) {
    throw error instanceof RecordError ? error.within("note", "the note") : error;
  }
  if (note.origin !== room) throw new RecordError("other_room", `the note was written for ${note.origin}`);
  return note;
}

/** The annex given is the one that a note written for the room `origin` names. */
export function openAnnex(origin: string, named: AnnexRef, given: Annex): void {
  if (typeof given === "string") return;
  checkOpened(commit("annex", origin, given.salt, given.content), named.commitment);
  if (given.content.length !== named.bytes) {
    throw new RecordError("annex_bytes", `the annex has ${given.content.length} bytes, its note says ${named.bytes}`);
  }
}

/** The head that the note of entry `index` cites is one that the log had by then. That of a carried note is another log's. */
export function checkCited(note: Note, index: number, rootAt: (size: number) => Bytes | undefined): void {
  const { size } = note.head;
  const root = size <= BigInt(index) ? rootAt(Number(size)) : undefined;
  if (root && equal(root, note.head.root)) return;
  const here = root ? `had the head ${formatHead({ size, root })}` : "had not yet so many entries";
  throw new RecordError("foreign_head", `a fork: the note cites the head ${formatHead(note.head)}, and this log ${here}`);
}

/** Texts that were entered, each with its entry: an act enters once. */
export class EnteredTexts {
  readonly #entries = new Map<string, number>();

  enter(note: Note, index: number): void {
    const before = this.#entries.get(note.text);
    if (before !== undefined) throw new RecordError("again", `the note's text was entered before, as entry ${before}`);
    this.#entries.set(note.text, index);
  }
}

/** The log is the one whose head the checkpoint states. */
export function checkHead(checkpoint: Checkpoint, origin: string, head: Head): void {
  if (checkpoint.origin !== origin) throw new RecordError("other_checkpoint", `the checkpoint is of ${checkpoint.origin}`);
  const stated = `the log has the head ${formatHead(head)}, its checkpoint says ${formatHead(checkpoint)}`;
  if (checkpoint.size !== head.size) throw new RecordError("size", stated);
  if (!equal(checkpoint.root, head.root)) throw new RecordError("root", stated);
}

/** The note does not open its leaf under the origin of another room: then evidence is missing, and nothing was changed. */
function checkNotCarried(leaf: Leaf, { salt, content }: Opening): void {
  let origin: string;
  try {
    ({ origin } = parseNote(content));
  } catch {
    return;
  }
  if (!equal(commit("note", origin, salt, content), leaf.commitment)) return;
  throw new RecordError("evidence_missing", `the note was written for ${origin}, and no evidence is given that it stands there`);
}

function checkOpened(opened: Bytes, expected: Bytes): void {
  if (equal(opened, expected)) return;
  throw new RecordError("commitment", `the content does not open ${hex(expected)}; it opens ${hex(opened)}`);
}
