// One room's log, fetched as tlog-tiles has it, and checked against its checkpoint.
import { type Bytes, equal, fromBase64, fromBase64Exact, hex, utf8 } from "../record/bytes.ts";
import { type Checkpoint, parseCheckpoint, verifyCheckpoint } from "../record/checkpoint.ts";
import { commit, saltBytes } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import { type Leaf, leafBytes, parseLeaf } from "../record/leaf.ts";
import { type Note, parseNote } from "../record/note.ts";
import { signedNoteBytesMax } from "../record/signed-note.ts";
import { decodeEntries, entryBundles, formatTilePath, hashTiles, tileWidth } from "../record/tile.ts";
import { Frontier, perfectRoot } from "../record/tree.ts";
import type { CharterRoom } from "./charter.ts";
import { Unanswered, breathe, fetchBytes, inParallel } from "./fetch.ts";
import { type Check, CheckFailed, TooLarge } from "./report.ts";

/** Most entries of a room that are checked in a page; `verbale verify` has no such limit. */
export const entriesMax = 200_000;
/** Largest page of openings that is read: the server gives some 4 MiB of content, which base64 makes larger. */
const notesPageBytesMax = 32 * 1024 * 1024;
/** Hashes computed before the browser gets to draw. */
const hashesAtOnce = 4096;

/** A note with what opened it. */
export interface Opened {
  readonly index: number;
  readonly note: Note;
  readonly bytes: Bytes;
  readonly leaf: Leaf;
}

/** What the log answers for a note, before any of it was checked. */
export interface Opening {
  readonly index: number;
  readonly salt: Bytes;
  readonly bytes: Bytes;
  readonly annexes: readonly { commitment: string; salt: Bytes | undefined; content: Bytes | undefined }[];
}

export class Log {
  readonly room: CharterRoom;
  readonly base: string;
  readonly #signal: AbortSignal;

  /** `base` is the room's address, without a slash at its end. */
  constructor(room: CharterRoom, base: string, signal: AbortSignal) {
    this.room = room;
    this.base = base;
    this.#signal = signal;
  }

  fail(check: Check, where: CheckFailed["where"], error: unknown): never {
    if (error instanceof RecordError || typeof error === "string") {
      throw new CheckFailed(check, this.room.name, where, typeof error === "string" ? error : error.message);
    }
    throw error;
  }

  async checkpoint(): Promise<Checkpoint> {
    const bytes = await fetchBytes(`${this.base}/checkpoint`, signedNoteBytesMax, this.#signal, true);
    try {
      const checkpoint = parseCheckpoint(bytes);
      await verifyCheckpoint(checkpoint, this.room.logKey);
      if (checkpoint.size > BigInt(entriesMax)) throw new TooLarge(checkpoint.size);
      return checkpoint;
    } catch (error) {
      this.fail("checkpoints", {}, error);
    }
  }

  /** Every leaf; their times never go back. */
  async leaves(size: number, step: (done: number) => void): Promise<Leaf[]> {
    const bundles = entryBundles(size);
    let done = 0;
    const parts = await inParallel(bundles, async (bundle) => {
      const path = formatTilePath(bundle);
      const bytes = await fetchBytes(`${this.base}/${path}`, tileWidth * (2 + leafBytes), this.#signal);
      const first = Number(bundle.index) * tileWidth;
      const leaves: Leaf[] = [];
      try {
        for (const entry of decodeEntries(bytes)) leaves.push(parseLeaf(entry));
        if (leaves.length < bundle.width) throw new RecordError("short", `${path} has only ${leaves.length} entries`);
      } catch (error) {
        this.fail("leaves", { index: first + leaves.length }, error);
      }
      step((done += bundle.width));
      await breathe();
      return leaves.slice(0, bundle.width);
    });
    const leaves = parts.flat();
    leaves.forEach((leaf, index) => {
      if (index > 0 && leaf.timeMs < leaves[index - 1]!.timeMs) {
        this.fail("leaves", { index }, `its time, ${leaf.timeMs} ms, is before that of the entry before`);
      }
    });
    return leaves;
  }

  /** The leaf of one entry, in a log of `size` entries. */
  async leaf(index: number, size: number): Promise<Leaf> {
    if (index >= size) this.fail("leaves", { index }, `the log has only ${size} entries`);
    const at = Math.floor(index / tileWidth);
    const bundle = { kind: "entries", index: BigInt(at), width: Math.min(tileWidth, size - at * tileWidth) } as const;
    const path = formatTilePath(bundle);
    const bytes = await fetchBytes(`${this.base}/${path}`, tileWidth * (2 + leafBytes), this.#signal);
    try {
      const entry = decodeEntries(bytes)[index % tileWidth];
      if (!entry) throw new RecordError("short", `${path} has not the entry`);
      return parseLeaf(entry);
    } catch (error) {
      this.fail("leaves", { index }, error);
    }
  }

  /** Builds the tree over the leaves, and gives its root at each of `sizes`. */
  async roots(leaves: readonly Leaf[], sizes: ReadonlySet<number>): Promise<Map<number, Bytes>> {
    const frontier = new Frontier();
    const roots = new Map<number, Bytes>();
    if (sizes.has(0)) roots.set(0, frontier.root());
    for (const leaf of leaves) {
      frontier.append(leaf.hash);
      if (sizes.has(frontier.size)) roots.set(frontier.size, frontier.root());
      if (frontier.size % hashesAtOnce === 0) await breathe();
    }
    return roots;
  }

  /** Compares every published tile of hashes with the tree. */
  async tiles(leaves: readonly Leaf[], step: () => void): Promise<void> {
    let level: readonly Bytes[] = leaves.map(({ hash }) => hash);
    const levels = [level];
    while (level.length >= tileWidth) {
      const above: Bytes[] = [];
      for (let first = 0; first + tileWidth <= level.length; first += tileWidth) {
        above.push(perfectRoot(level.slice(first, first + tileWidth)));
        if (above.length % 16 === 0) await breathe();
      }
      levels.push((level = above));
    }
    await inParallel(hashTiles(leaves.length), async (tile) => {
      const path = formatTilePath(tile);
      const bytes = await fetchBytes(`${this.base}/${path}`, tileWidth * 32, this.#signal);
      const first = Number(tile.index) * tileWidth;
      const hashes = levels[tile.kind as number]!.slice(first, first + tile.width);
      const differs = hashes.findIndex((hash, i) => !equal(hash, bytes.subarray(32 * i, 32 * i + 32)));
      if (differs >= 0 || bytes.length !== 32 * hashes.length) {
        this.fail("tiles", { path }, `hash ${differs < 0 ? hashes.length : differs} of ${path} is not that of the tree`);
      }
      step();
    });
  }

  /** What the log answers for the entries `from` up to, not including, `to`. */
  async *openings(from: number, to: number): AsyncGenerator<Opening> {
    while (from < to) {
      const path = `${this.base}/notes?from=${from}&to=${to}`;
      const bytes = await fetchBytes(path, notesPageBytesMax, this.#signal, true);
      const openings = readOpenings(bytes, path);
      if (openings.length === 0) throw new Unanswered("malformed", path);
      for (const opening of openings) {
        if (opening.index !== from || from >= to) throw new Unanswered("malformed", path);
        yield opening;
        from++;
      }
    }
  }

  /** Opens an entry: the content is what the leaf commits to, and a note of this room. */
  open(opening: Opening, leaf: Leaf): Opened {
    const { index, salt, bytes } = opening;
    const commitment = commit("note", this.room.origin, salt, bytes);
    if (!equal(commitment, leaf.commitment)) {
      this.fail("openings", { index }, `it opens ${hex(commitment)}, the leaf commits to ${hex(leaf.commitment)}`);
    }
    try {
      const note = parseNote(bytes);
      if (note.origin !== this.room.origin) throw new RecordError("other_room", `the note was written for ${note.origin}`);
      return { index, note, bytes, leaf };
    } catch (error) {
      this.fail("openings", { index }, error);
    }
  }

  /** Opens a note's annexes. Gives how many there are, and how many were erased. */
  annexes(opening: Opening, note: Note): { count: number; erased: number } {
    let erased = 0;
    if (opening.annexes.length !== note.annexes.length) {
      this.fail("annexes", opening, `the note names ${note.annexes.length} annexes, ${opening.annexes.length} are given`);
    }
    note.annexes.forEach((named, i) => {
      const { commitment, salt, content } = opening.annexes[i]!;
      if (commitment !== hex(named.commitment)) this.fail("annexes", opening, `annex ${i} is not the one that the note names`);
      if (!salt || !content) {
        erased++;
        return;
      }
      if (content.length !== named.bytes) {
        this.fail("annexes", opening, `annex ${i} has ${content.length} bytes, the note says ${named.bytes}`);
      }
      const opened = commit("annex", this.room.origin, salt, content);
      if (!equal(opened, named.commitment)) this.fail("annexes", opening, `annex ${i} opens ${hex(opened)}, not ${commitment}`);
    });
    return { count: note.annexes.length, erased };
  }
}

/** Reads a page of openings. Its form is the server's word alone, so plain JSON will do; its content is checked. */
function readOpenings(bytes: Bytes, path: string): Opening[] {
  const malformed = new Unanswered("malformed", path);
  const text = (value: unknown): string => {
    if (typeof value !== "string") throw malformed;
    return value;
  };
  const decoded = (encoded: Bytes | undefined): Bytes => {
    if (!encoded) throw malformed;
    return encoded;
  };
  const salt = (value: unknown) => decoded(fromBase64Exact(text(value), saltBytes));
  let page: any;
  try {
    page = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw malformed;
  }
  if (!Array.isArray(page?.entries)) throw malformed;
  return page.entries.map((entry: any): Opening => {
    if (!Number.isSafeInteger(entry?.index) || !Array.isArray(entry.annexes)) throw malformed;
    return {
      index: entry.index,
      salt: salt(entry.salt),
      bytes: utf8(text(entry.note)),
      annexes: entry.annexes.map((annex: any) => ({
        commitment: text(annex?.commitment),
        salt: annex.erased === true ? undefined : salt(annex.salt),
        content: annex.erased === true ? undefined : decoded(fromBase64(text(annex.content))),
      })),
    };
  });
}
