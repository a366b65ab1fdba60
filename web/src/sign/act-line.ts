// The act's one line of JSON. A note's bytes are free in the order of keys; one order for all clients lets a reader
// compare two notes by eye, and a test two clients byte by byte. It is that of the Rust crate `verbale-process`:
// act, signers, annexes, series, reported, then the fields of the kind by name.
import { hex } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { parseJson } from "../record/json.ts";
import { isActorId, isMemberKeyName } from "../record/names.ts";
import { type AnnexRef, noteSignersMax } from "../record/note.ts";
import { SigningError } from "./error.ts";

/** Most elements in any list of an act. */
export const actListElementsMax = 256;

/** An act as a form gives it: its kind, and the fields of that kind; without `signers` and `annexes`. */
export interface Act {
  readonly act: string;
  readonly [field: string]: unknown;
}

const reportedOrder = ["by", "with", "on", "according_to", "medium", "received_by", "received_on"];

/** Writes an act with its signers and annexes. Names are sorted; fields that are `undefined` are left out. */
export function formatAct(act: Act, signers: readonly string[], annexes: readonly AnnexRef[]): string {
  if (!isActorId(act.act)) {
    throw wrong(
      "`act` is no kind of act",
      "name the kind in lowercase letters, such as `reply`",
    );
  }
  for (const made of ["signers", "annexes"]) {
    if (made in act) {
      throw wrong(
        `the act has a field \`${made}\``,
        "leave it out: it is made from what signs and what goes along",
      );
    }
  }
  const { act: kind, series, reported, charter, ...others } = act;
  for (const [field, value] of Object.entries(others)) checkLength(field, value);
  const fields: [string, unknown][] = Object.entries(others).map(([field, value]) => [field, sorted(value)]);
  // A charter's members stand as its author wrote them.
  if (charter !== undefined) fields.push(["charter", charter]);
  const line = JSON.stringify({
    act: kind,
    signers: sortedSigners(signers),
    annexes: annexes.length > 0 ? annexes.map(annexFields) : undefined,
    series,
    reported: inOrder(reported, reportedOrder),
    ...Object.fromEntries(fields.sort(([a], [b]) => byCodePoints(a, b))),
  });
  // What JSON.stringify takes and a verifier does not: fractions, numbers beyond 2^53, halves of surrogate pairs.
  try {
    parseJson(line);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw wrong(
      `the act cannot be signed: ${error.message}`,
      "give whole numbers within 2^53 and whole characters, nested at most 16 deep",
      error,
    );
  }
  return line;
}

/** The names of those who sign, each once, ascending. */
function sortedSigners(names: readonly string[]): string[] {
  const signers = [...new Set(names)].sort();
  const foreign = signers.find((name) => !isMemberKeyName(name));
  if (foreign !== undefined) {
    throw new SigningError(
      "signers",
      `${JSON.stringify(foreign)} is no name of a member's key`,
      "name keys by `k` and 16 hexadecimal digits",
    );
  }
  if (signers.length === 0 || signers.length > noteSignersMax) {
    throw new SigningError(
      "signers",
      `a note has 1 to ${noteSignersMax} signers, this has ${signers.length}`,
      "divide the note, or name fewer signers",
    );
  }
  return signers;
}

function annexFields({ commitment, role, bytes }: AnnexRef): unknown {
  return { commitment: hex(commitment), role, bytes };
}

function checkLength(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length <= actListElementsMax) return;
  throw wrong(`\`${field}\` has ${value.length} elements, more than ${actListElementsMax}`, "divide the note");
}

/** An object with the fields of `order` first; anything else as it is. */
function inOrder(value: unknown, order: readonly string[]): unknown {
  if (!isObject(value)) return value;
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => place(a) - place(b) || byCodePoints(a, b)));
}

/** A value with the members of every object in it by name. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => byCodePoints(a, b));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The order of UTF-8, which beyond U+FFFF is not that of JavaScript's strings. */
export function byCodePoints(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

function wrong(message: string, hint: string, cause?: unknown): SigningError {
  return new SigningError("act", message, hint, cause);
}
