// One room's log, fetched as tlog-tiles has it, and checked against its checkpoint.
import { type Bytes, equal, fromBase64, fromBase64Exact, hex, utf8 } from "../record/bytes.ts";
import { type Evidence, evidenceBytesMax, goesBefore, parseEvidence, verifyEvidence } from "../record/carried.ts";
import { type Checkpoint, parseCheckpoint, verifyCheckpoint } from "../record/checkpoint.ts";
import { saltBytes } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import { type Leaf, leafBytes, parseLeaf } from "../record/leaf.ts";
import type { Note } from "../record/note.ts";
import { type Annex, type Opening, checkTime, openAnnex, openEntry } from "../record/room.ts";
import { signedNoteBytesMax } from "../record/signed-note.ts";
import { decodeEntries, entryBundles, formatTilePath, hashTiles, tileWidth } from "../record/tile.ts";
import { Frontier, perfectRoot } from "../record/tree.ts";
import type { Charter, CharterRoom } from "./charter.ts";
import { Unanswered, breathe, fetchBytes, inParallel } from "./fetch.ts";
import { type Check, CheckFailed, TooLarge } from "./report.ts";

/** Most entries of a room that are checked in a page; `verbale verify` has no such limit. */
export const entriesMax = 200_000;
/** Largest page of openings that is read: the server gives some 4 MiB of content, which base64 makes larger. */
const notesPageBytesMax = 32 * 1024 * 1024;
/** Hashes computed before the browser gets to draw. */
const hashesAtOnce = 4096;

/** What the log answers for an entry, before any of it was checked. */
export interface Answered {
  readonly index: number;
  readonly opening: Opening;
  /** Where the note stood before, if it was carried to this room. */
  readonly evidence: Bytes | undefined;
  readonly annexes: readonly { commitment: string; annex: Annex }[];
}

export class Log {
  readonly room: CharterRoom;
  readonly base: string;
  readonly #charter: Charter;
  readonly #signal: AbortSignal;

  /** `base` is the room's address, without a slash at its end. */
  constructor(charter: Charter, room: CharterRoom, base: string, signal: AbortSignal) {
    this.#charter = charter;
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

  /** Does what a check asks; what it throws becomes the check's failure. */
  check<T>(check: Check, where: CheckFailed["where"], work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.fail(check, where, error);
    }
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
    leaves.forEach((leaf, index) => this.check("leaves", { index }, () => checkTime(leaf, leaves[index - 1])));
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
  async *answers(from: number, to: number): AsyncGenerator<Answered> {
    while (from < to) {
      const path = `${this.base}/notes?from=${from}&to=${to}`;
      const bytes = await fetchBytes(path, notesPageBytesMax, this.#signal, true);
      const answers = readAnswers(bytes, path);
      if (answers.length === 0) throw new Unanswered("malformed", path);
      for (const answer of answers) {
        if (answer.index !== from || from >= to) throw new Unanswered("malformed", path);
        yield answer;
        from++;
      }
    }
  }

  /** Opens an entry. Where it was carried here, it stood before where its evidence says. */
  async open({ index, opening, evidence: bytes }: Answered, leaf: Leaf): Promise<Note> {
    try {
      let evidence: Evidence | undefined;
      if (bytes) {
        evidence = parseEvidence(bytes);
        goesBefore(evidence, this.room.origin, leaf);
        await verifyEvidence(evidence, (origin) => this.#charter.rooms.find((room) => room.origin === origin)?.logKey);
      }
      return openEntry(this.room.origin, leaf, opening, evidence);
    } catch (error) {
      this.fail("openings", { index }, error);
    }
  }

  /** Opens a note's annexes. Gives how many were erased. */
  openAnnexes({ index, annexes }: Answered, note: Note): number {
    const where = { index };
    if (annexes.length !== note.annexes.length) {
      this.fail("annexes", where, `the note names ${note.annexes.length} annexes, ${annexes.length} are given`);
    }
    note.annexes.forEach((named, i) => {
      const { commitment, annex } = annexes[i]!;
      if (commitment !== hex(named.commitment)) this.fail("annexes", where, `annex ${i} is not the one that the note names`);
      this.check("annexes", where, () => openAnnex(note.origin, named, annex));
    });
    return annexes.filter(({ annex }) => annex === "erased").length;
  }
}

/** Reads a page of openings. Its form is the server's word alone, so plain JSON will do; its content is checked. */
function readAnswers(bytes: Bytes, path: string): Answered[] {
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
  return page.entries.map((entry: any): Answered => {
    if (!Number.isSafeInteger(entry?.index) || !Array.isArray(entry.annexes)) throw malformed;
    const evidence = entry.evidence === undefined ? undefined : utf8(text(entry.evidence));
    if (evidence && evidence.length > evidenceBytesMax) throw malformed;
    return {
      index: entry.index,
      evidence,
      opening: { salt: salt(entry.salt), content: utf8(text(entry.note)) },
      annexes: entry.annexes.map((annex: any) => ({
        commitment: text(annex?.commitment),
        annex:
          annex.erased === true
            ? "erased"
            : { salt: salt(annex.salt), content: decoded(fromBase64(text(annex.content))) },
      })),
    };
  });
}
