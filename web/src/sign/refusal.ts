// Refusals: what the venue answers to a note that does not enter, signed by the room's log key, so that whoever was
// refused can show what it was told. Form: docs/formats/refusal.md.
import { type Bytes, decimal, fromBase64Exact, lines, utf8 } from "../record/bytes.ts";
import type { Head } from "../record/checkpoint.ts";
import { RecordError } from "../record/error.ts";
import type { VerifierKey } from "../record/key.ts";
import { isOrigin } from "../record/names.ts";
import { parseSignedNote, verifySignedNote } from "../record/signed-note.ts";

export const refusalReasonBytesMax = 512;

export const refusalCodes = [
  "form", "size", "quota", "unknown_key", "revoked_key", "foreign_head", "already_recorded", "unknown_room", "read_only",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly origin: string;
  readonly code: RefusalCode;
  /** SHA-256 of the bytes that were sent as the note. */
  readonly note: Bytes;
  readonly timeMs: bigint;
  /** The room's head at that time. */
  readonly head: Head;
  /** For people: why, and what to do next. */
  readonly reason: string;
}

/** Reads the text of a refusal, in its one form. */
export function parseRefusal(text: string): Refusal {
  const wrong = (line: number, expected: string) =>
    new RecordError(`line_${line}`, `line ${line} of the refusal: expected ${expected}`);
  const [first, origin = "", codeText, noteLine = "", timeLine = "", headLine = "", reason, ...further] = lines(text) ?? [];
  if (first !== "verbale/refusal/v1") throw wrong(1, "`verbale/refusal/v1`");
  if (!isOrigin(origin)) throw wrong(2, "the origin of a room");
  const code = refusalCodes.find((code) => code === codeText);
  if (!code) throw wrong(3, "the code of a refusal");
  const note = noteLine.startsWith("note ") ? fromBase64Exact(noteLine.slice("note ".length), 32) : undefined;
  if (!note) throw wrong(4, "`note` and a hash in base64");
  const timeMs = timeLine.startsWith("time ") ? decimal(timeLine.slice("time ".length)) : undefined;
  if (timeMs === undefined) throw wrong(5, "`time` and milliseconds, without leading zeros");
  const [word, sizeText = "", rootText = "", ...more] = headLine.split(" ");
  const [size, root] = [decimal(sizeText), fromBase64Exact(rootText, 32)];
  if (word !== "head" || size === undefined || !root || more.length > 0) {
    throw wrong(
      6,
      "`head`, a size and a root in base64",
    );
  }
  if (reason === undefined || utf8(reason).length > refusalReasonBytesMax) {
    throw wrong(
      7,
      `a reason of at most ${refusalReasonBytesMax} bytes`,
    );
  }
  if (further.length > 0) throw wrong(8, "no further line");
  return { origin, code, note, timeMs, head: { size, root }, reason };
}

/** Reads a signed refusal and verifies it with the log key of its room. */
export async function verifyRefusal(bytes: Bytes, logKey: VerifierKey): Promise<Refusal> {
  const signed = parseSignedNote(bytes);
  const refusal = parseRefusal(signed.text);
  if (refusal.origin !== logKey.name) {
    throw new RecordError("wrong_key", `the refusal is of ${refusal.origin}, the key of ${logKey.name}`);
  }
  await verifySignedNote(signed, [logKey]);
  return refusal;
}
