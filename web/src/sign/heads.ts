// The newest head of each room that this browser has verified: what its next note cites, and what every later head is
// held against.
import { fromUtf8, utf8 } from "../record/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "../record/checkpoint.ts";
import type { VerifierKey } from "../record/key.ts";
import { formatSignedNote } from "../record/signed-note.ts";
import type { TileReader } from "../record/tile-tree.ts";
import { type Database, answered } from "./database.ts";
import { Forked, checkGrowth } from "./growth.ts";

interface KeptHead {
  readonly origin: string;
  /** The signed checkpoint; none where a fork is all that is known of the room. */
  readonly checkpoint: string | undefined;
  /** The first proof that the room forked, for good. */
  readonly fork: string | undefined;
}

export class Heads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The newest verified checkpoint of a room. */
  async newest(origin: string): Promise<Checkpoint | undefined> {
    const kept = await this.#kept(origin);
    return kept?.checkpoint === undefined ? undefined : parseCheckpoint(utf8(kept.checkpoint));
  }

  /** The proof that a room forked, where one was found. */
  async forkOf(origin: string): Promise<string | undefined> {
    return (await this.#kept(origin))?.fork;
  }

  /**
   * Takes a checkpoint in: holds it against the newest one kept, and keeps the larger. Throws {@link Forked}, and keeps
   * the proof, where the two conflict.
   */
  async accept(checkpoint: Checkpoint, logKey: VerifierKey, read: TileReader): Promise<void> {
    const { origin } = checkpoint;
    for (;;) {
      const newest = await this.newest(origin);
      await this.keepingForks(origin, () => checkGrowth(newest ?? checkpoint, checkpoint, logKey, read));
      if (newest && newest.size >= checkpoint.size) return;
      const text = textOf(checkpoint);
      const before = newest && textOf(newest);
      const isKept = await this.#change(origin, (kept) =>
        // Another tab may have moved on meanwhile; then this one is held against what that tab kept.
        kept.checkpoint === before ? { ...kept, checkpoint: text } : undefined,
      );
      if (isKept) return;
    }
  }

  /** Does a check; a fork that it finds is kept with the room before it is told. */
  async keepingForks(origin: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (error instanceof Forked) {
        await this.#change(origin, (kept) => (kept.fork === undefined ? { ...kept, fork: error.proof } : undefined));
      }
      throw error;
    }
  }

  #kept(origin: string): Promise<KeptHead | undefined> {
    return this.#database.get<KeptHead>("heads", origin);
  }

  /** Changes what is kept of a room in one step; gives whether there was a change. */
  #change(origin: string, change: (kept: KeptHead) => KeptHead | undefined): Promise<boolean> {
    return this.#database.transact("heads", "readwrite", async (store) => {
      const kept = await answered<KeptHead | undefined>(store.get(origin));
      const changed = change(kept ?? { origin, checkpoint: undefined, fork: undefined });
      if (changed) await answered(store.put(changed));
      return changed !== undefined;
    });
  }
}

function textOf(checkpoint: Checkpoint): string {
  return fromUtf8(formatSignedNote(checkpoint.note));
}
