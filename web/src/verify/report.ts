// What checking tells while it runs, and what it ends in. No words and no page: index.ts has both.
import type { Checkpoint } from "../record/checkpoint.ts";
import type { CharterRoom } from "./charter.ts";
import type { Remembered } from "./remembered.ts";

/** The checks, in the order in which they are shown and done. */
export const checks = [
  "charter",
  "checkpoints",
  "cosignatures",
  "leaves",
  "trees",
  "tiles",
  "openings",
  "annexes",
  "signatures",
  "heads",
  "proof",
  "remembered",
] as const;
export type Check = (typeof checks)[number];

/** Why a check had nothing to do. */
export type Skipped = "none-asked" | "first-time";

export interface Reporter {
  /** The checks that this run will do. */
  plan(checks: readonly Check[]): void;
  begin(check: Check, total: number): void;
  step(check: Check, done: number): void;
  good(check: Check): void;
  skip(check: Check, why: Skipped): void;
}

/** A check that failed: the record, or what the server gave of it, is not as it should be. */
export class CheckFailed extends Error {
  readonly check: Check;
  readonly room: string;
  /** Index of the entry, or the path of the file, or how many; as the check's text asks. */
  readonly where: { index?: number; path?: string; got?: number; quorum?: number };
  /** What was found, in the technical words of the record. */
  readonly detail: string;

  constructor(check: Check, room: string, where: CheckFailed["where"], detail: string) {
    super(`${check} in ${room}: ${detail}`);
    this.check = check;
    this.room = room;
    this.where = where;
    this.detail = detail;
  }
}

/** The record does not continue what was verified before. */
export class Forked extends CheckFailed {
  readonly before: Remembered;
  readonly now: Checkpoint;
  /** Proves the fork to anybody; nothing where the log is only shorter, which proves none. */
  readonly proof: string | undefined;

  constructor(room: string, before: Remembered, now: Checkpoint, proof: string | undefined, detail: string) {
    super("remembered", room, {}, detail);
    this.before = before;
    this.now = now;
    this.proof = proof;
  }
}

/** A log that is too large to be checked in a page. */
export class TooLarge extends Error {
  readonly size: bigint;

  constructor(size: bigint) {
    super(`${size} entries`);
    this.size = size;
  }
}

/** What was checked and held. */
export interface Verified {
  readonly charterHash: string;
  readonly rooms: readonly { room: CharterRoom; checkpoint: Checkpoint; before: Remembered | undefined }[];
  readonly entries: number;
  /** Annexes whose content was erased. */
  readonly erased: number;
  /** Names on checkpoints that the charter does not name. */
  readonly unknownSigners: readonly string[];
  readonly isCosigned: boolean;
  /** The one note, where only one was asked for besides the registry. */
  readonly note: { room: string; index: number; size: bigint } | undefined;
}
