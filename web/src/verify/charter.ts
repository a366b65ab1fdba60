// What the charter says that a verifier needs: who signs for whom, which rooms there are, who signs checkpoints.
import { fromBase64Exact } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import type { Json, JsonObject } from "../record/json.ts";
import { VerifierKey } from "../record/key.ts";
import { isActorId, isOrigin } from "../record/names.ts";
import type { Note } from "../record/note.ts";

export interface CharterRoom {
  readonly name: string;
  readonly origin: string;
  /** Index in the charter: the order of notes that two rooms entered at one time. */
  readonly index: number;
  /** The log key, as it is named in this room. */
  readonly logKey: VerifierKey;
}

export interface Charter {
  /** Whether it is one of talks, which every principal signs. */
  readonly isTalks: boolean;
  readonly rooms: readonly CharterRoom[];
  /** The principals' keys, by actor. */
  readonly principals: ReadonlyMap<string, VerifierKey>;
  readonly witnesses: readonly VerifierKey[];
  /** How many witnesses must have cosigned a checkpoint. */
  readonly witnessQuorum: number;
}

export function parseCharter(note: Note): Charter {
  const charter = note.act.get("charter");
  if (note.kind !== "charter" || !(charter instanceof Map)) throw wrong("an act of the kind `charter`");
  const logKey = fromBase64Exact(string(charter, "log_key"), 32);
  if (!logKey) throw wrong("`log_key`, 32 bytes in base64");
  const rooms = list(charter, "rooms").map((room, index) => {
    const [name, origin] = [string(room, "name"), string(room, "origin")];
    if (!isOrigin(origin)) throw wrong("the origin of each room");
    return { name, origin, index, logKey: new VerifierKey(origin, "ed25519", logKey) };
  });
  const principals = new Map<string, VerifierKey>();
  for (const actor of list(charter, "actors")) {
    const id = string(actor, "id");
    if (!isActorId(id)) throw wrong("the id of each actor");
    if (object(actor).has("principal")) principals.set(id, VerifierKey.parse(string(actor, "principal")));
  }
  const witnesses = charter.has("witnesses") ? list(charter, "witnesses") : [];
  const rules = object(charter.get("rules") ?? null);
  const quorum = rules.get("witness_quorum") ?? 0;
  if (typeof quorum !== "number" || quorum < 0) throw wrong("`witness_quorum`, a number");
  return {
    isTalks: string(charter, "process") === "talks",
    rooms,
    principals,
    witnesses: witnesses.map((key) => {
      if (typeof key !== "string") throw wrong("`witnesses`, a list of keys");
      return VerifierKey.parse(key);
    }),
    witnessQuorum: quorum,
  };
}

function wrong(expected: string): RecordError {
  return new RecordError("charter", `the charter: expected ${expected}`);
}

function object(value: Json): JsonObject {
  if (!(value instanceof Map)) throw wrong("an object");
  return value;
}

function string(value: Json, key: string): string {
  const member = object(value).get(key);
  if (typeof member !== "string") throw wrong(`\`${key}\`, a text`);
  return member;
}

function list(value: Json, key: string): Json[] {
  const member = object(value).get(key);
  if (!Array.isArray(member)) throw wrong(`\`${key}\`, a list`);
  return member;
}
