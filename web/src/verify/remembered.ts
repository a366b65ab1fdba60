// The heads that this browser verified, one for each room: a log that was rewritten since no longer begins with them.
import { fromUtf8, utf8 } from "../record/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "../record/checkpoint.ts";
import { formatSignedNote } from "../record/signed-note.ts";

const keyPrefix = "verbale.head.";

export interface Remembered {
  readonly checkpoint: Checkpoint;
  /** When it was verified. */
  readonly on: Date;
}

/** What was verified last of a room; nothing where the browser keeps nothing or what it keeps cannot be read. */
export function recall(origin: string): Remembered | undefined {
  try {
    const { on, checkpoint } = JSON.parse(localStorage.getItem(keyPrefix + origin)!);
    const remembered = { checkpoint: parseCheckpoint(utf8(checkpoint)), on: new Date(on) };
    return remembered.checkpoint.origin === origin && !Number.isNaN(remembered.on.getTime()) ? remembered : undefined;
  } catch {
    return undefined;
  }
}

export function remember(checkpoint: Checkpoint, on: Date): void {
  const text = fromUtf8(formatSignedNote(checkpoint.note));
  try {
    localStorage.setItem(keyPrefix + checkpoint.origin, JSON.stringify({ on: on.toISOString(), checkpoint: text }));
  } catch {
    // A browser that keeps nothing verifies all the same; next time it says that it has nothing to compare with.
  }
}
