// Amendments of the charter: what one may change, and which charter it states. The rule is that of the fold
// (crates/process/src/amendment.rs): who verifies a record must come to the same keys and rooms as who folds it.
import { fromHex } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { VerifierKey } from "../record/key.ts";
import type { Note } from "../record/note.ts";
import { type StatedCharter, readCharter } from "./charter.ts";

/** An amendment that can be read. */
export interface Amendment {
  /** The commitment of the charter's note, or of the amendment, that it amends, in hex. */
  readonly of: string;
  readonly charter: StatedCharter;
  /** Whether it only reports what others are said to have consented to. */
  readonly isReported: boolean;
}

/** The fields of the act. */
const actFields = ["act", "signers", "annexes", "series", "reported", "of", "charter"];

/** What a note amends; `undefined` for another kind of act, and for one that cannot be read. */
export function readAmendment(note: Note): Amendment | undefined {
  if (note.kind !== "amendment") return undefined;
  const { act } = note;
  const [of, series] = [act.get("of"), act.get("series") ?? null];
  const isForeign = [...act.keys()].some((field) => !actFields.includes(field));
  const isSeries = series === null || typeof series === "string";
  if (isForeign || !isSeries || typeof of !== "string" || !fromHex(of, 32)) return undefined;
  try {
    const charter = readCharter(act.get("charter") ?? null);
    return { of, charter, isReported: (act.get("reported") ?? null) !== null };
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}

/** Whether a charter changes of another only what an amendment may. */
export function isAmendable(before: StatedCharter, after: StatedCharter): boolean {
  const becomesTalks = before.process === "register" && after.process === "talks";
  if (before.process !== after.process && !becomesTalks) return false;
  for (const field of ["name", "offsetMin", "logKey", "rulesVersion"] as const) {
    if (before[field] !== after[field]) return false;
  }
  const actorsStay = before.actors.every((was, at) => {
    const is = after.actors[at];
    const takesPart = is?.role === "secretariat" || is?.role === "mediator";
    const isRole = is?.role === was.role || (becomesTalks && was.role === "editor" && takesPart);
    const isPrincipal = was.principal === undefined || was.principal === is?.principal;
    return is?.id === was.id && isRole && isPrincipal;
  });
  const roomsStay = before.rooms.every((was, at) => {
    const is = after.rooms[at];
    if (is?.name !== was.name || is.kind !== was.kind || is.origin !== was.origin) return false;
    // A room without members is open to all: naming some would shut the others out.
    if (was.members.length === 0) return is.members.length === 0;
    return was.members.every((member) => is.members.includes(member));
  });
  return actorsStay && roomsStay;
}

/** The key of a name and id that an amendment states for an actor which has no principal by the charter in force. */
export function statedKey(
  { charter }: Amendment,
  inForce: StatedCharter,
  name: string,
  keyId: number,
): VerifierKey | undefined {
  for (const { id, principal } of charter.actors) {
    const hadOne = inForce.actors.some((actor) => actor.id === id && actor.principal !== undefined);
    const key = principal === undefined || hadOne ? undefined : readKey(principal);
    if (key?.name === name && key.id === keyId) return key;
  }
  return undefined;
}

function readKey(text: string): VerifierKey | undefined {
  try {
    return VerifierKey.parse(text);
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
