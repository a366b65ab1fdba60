// What the charter says that a verifier needs: who signs for whom, which rooms there are, who signs checkpoints.
// A charter is first read, field by field, and then found usable: an act that cannot be read says nothing at all, one
// that contradicts itself stays on the record without effect.
import { fromBase64Exact } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import type { Json, JsonObject } from "../record/json.ts";
import { VerifierKey } from "../record/key.ts";
import { isActorId, isMemberKeyName, isOrigin } from "../record/names.ts";
import type { Note } from "../record/note.ts";

/** Most actors and rooms that a charter may name, parties among the actors, and actors with a principal. */
const [actorsMax, roomsMax, partiesMax, principalsMax] = [64, 64, 8, 16];
/** Greatest offset from UTC. */
const offsetMinMax = 18 * 60;

const roles = ["party", "mediator", "secretariat", "editor", "host", "guarantor", "observer", "humanitarian", "other"];
const roomKinds = ["registry", "plenary", "group", "bilateral", "shuttle", "caucus", "public"];

/** An actor, as a charter states it. */
export interface StatedActor {
  readonly id: string;
  readonly role: string;
  /** The key of its principal, as it is written. */
  readonly principal: string | undefined;
}

/** A room, as a charter states it. */
export interface StatedRoom {
  readonly name: string;
  readonly kind: string;
  readonly origin: string;
  readonly members: readonly string[];
}

/** A charter as it is written, field by field; whether it can be used is another question. */
export interface StatedCharter {
  readonly process: string;
  readonly name: string;
  readonly offsetMin: number;
  readonly rulesVersion: number;
  readonly logKey: string;
  readonly actors: readonly StatedActor[];
  readonly rooms: readonly StatedRoom[];
  readonly witnesses: readonly string[];
  readonly witnessQuorum: number;
}

export interface CharterRoom {
  readonly name: string;
  readonly origin: string;
  /** Index in the charter: the order of notes that two rooms entered at one time. */
  readonly index: number;
  /** The log key, as it is named in this room. */
  readonly logKey: VerifierKey;
}

export interface Charter {
  readonly stated: StatedCharter;
  /** Whether it is one of talks, which every principal signs. */
  readonly isTalks: boolean;
  readonly rooms: readonly CharterRoom[];
  /** The principals' keys, by actor. */
  readonly principals: ReadonlyMap<string, VerifierKey>;
  readonly witnesses: readonly VerifierKey[];
  /** How many witnesses must have cosigned a checkpoint. */
  readonly witnessQuorum: number;
}

/** The charter that the first note of a registry states. */
export function parseCharter(note: Note): Charter {
  if (note.kind !== "charter") throw wrong("an act of the kind `charter`");
  return usable(readCharter(note.act.get("charter") ?? null));
}

/** Reads a charter: every field that it must have, none that it cannot have. */
export function readCharter(json: Json): StatedCharter {
  const charter = fields(json, [
    "process", "name", "titles", "actors", "rooms", "languages", "offset_min", "rules", "log_key", "witnesses",
  ]);
  const rules = fields(charter.get("rules") ?? null, [
    "fold", "reported_acts", "reply_period_days", "witness_quorum", "head_age_max_s",
  ]);
  oneOf(rules, "reported_acts", ["count", "await_endorsement"]);
  for (const optional of ["reply_period_days", "head_age_max_s"]) {
    if ((rules.get(optional) ?? null) !== null) whole(rules, optional);
  }
  texts(charter.get("titles") ?? null);
  strings(charter, "languages");
  return {
    process: oneOf(charter, "process", ["talks", "register"]),
    name: string(charter, "name"),
    offsetMin: number(charter, "offset_min"),
    rulesVersion: whole(rules, "fold"),
    logKey: string(charter, "log_key"),
    actors: list(charter, "actors").map((json) => {
      const actor = fields(json, ["id", "role", "names", "principal"]);
      const id = string(actor, "id");
      if (!isActorId(id)) throw wrong("the id of each actor");
      texts(actor.get("names") ?? null);
      const hasPrincipal = (actor.get("principal") ?? null) !== null;
      const principal = hasPrincipal ? string(actor, "principal") : undefined;
      return { id, role: oneOf(actor, "role", roles), principal };
    }),
    rooms: list(charter, "rooms").map((json) => {
      const room = fields(json, ["name", "kind", "origin", "members"]);
      const origin = string(room, "origin");
      if (!isOrigin(origin)) throw wrong("the origin of each room");
      const members = room.has("members") ? strings(room, "members") : [];
      if (!members.every(isActorId)) throw wrong("the members of each room");
      return { name: string(room, "name"), kind: oneOf(room, "kind", roomKinds), origin, members };
    }),
    witnesses: charter.has("witnesses") ? strings(charter, "witnesses") : [],
    witnessQuorum: rules.has("witness_quorum") ? whole(rules, "witness_quorum") : 0,
  };
}

/** Finds that a charter which was read can be used, and reads its keys. */
export function usable(stated: StatedCharter): Charter {
  const { actors, rooms } = stated;
  const logKey = fromBase64Exact(stated.logKey, 32);
  if (!logKey) throw wrong("`log_key`, 32 bytes in base64");
  if (stated.rulesVersion !== 1) throw wrong("rules of the fold of version 1");
  const parties = actors.filter(({ role }) => role === "party");
  const signing = actors.filter(({ principal }) => principal !== undefined);
  const isTooLong =
    actors.length > actorsMax || rooms.length > roomsMax || parties.length > partiesMax || signing.length > principalsMax;
  if (isTooLong) throw wrong("fewer actors or rooms");
  if (rooms.findIndex(({ kind }) => kind === "registry") !== 0 || rooms.filter(({ kind }) => kind === "registry").length > 1) {
    throw wrong("one registry, the first room");
  }
  if (Math.abs(stated.offsetMin) > offsetMinMax) throw wrong("an offset of at most 18 hours");
  if (![stated.name, ...rooms.map(({ name }) => name)].every((name) => /^[a-z][a-z0-9_-]{0,31}$/.test(name))) {
    throw wrong("names that can stand in an address");
  }
  const ids = actors.map(({ id }) => id);
  if (!rooms.every(({ members }) => members.every((member) => ids.includes(member)))) {
    throw wrong("members that are actors");
  }
  for (const names of [ids, rooms.map(({ name }) => name), rooms.map(({ origin }) => origin)]) {
    if (new Set(names).size !== names.length) throw wrong("each id, name and origin once");
  }
  const principals = new Map<string, VerifierKey>();
  for (const { id, principal } of signing) {
    const key = VerifierKey.parse(principal!);
    const isTaken = [...principals.values()].some(({ name }) => name === key.name);
    if (!isMemberKeyName(key.name) || isTaken) throw wrong("principals' keys with names of their own");
    principals.set(id, key);
  }
  return {
    stated,
    isTalks: stated.process === "talks",
    rooms: rooms.map(({ name, origin }, index) => {
      return { name, origin, index, logKey: new VerifierKey(origin, "ed25519", logKey) };
    }),
    principals,
    witnesses: stated.witnesses.map((key) => VerifierKey.parse(key)),
    witnessQuorum: stated.witnessQuorum,
  };
}

function wrong(expected: string): RecordError {
  return new RecordError("charter", `the charter: expected ${expected}`);
}

/** An object that has no other fields than these. */
function fields(value: Json, names: readonly string[]): JsonObject {
  if (!(value instanceof Map)) throw wrong("an object");
  for (const name of value.keys()) if (!names.includes(name)) throw wrong(`no field \`${name}\``);
  return value;
}

function string(object: JsonObject, key: string): string {
  const member = object.get(key);
  if (typeof member !== "string") throw wrong(`\`${key}\`, a text`);
  return member;
}

function oneOf(object: JsonObject, key: string, names: readonly string[]): string {
  const name = string(object, key);
  if (!names.includes(name)) throw wrong(`\`${key}\`, one of ${names.join(", ")}`);
  return name;
}

function number(object: JsonObject, key: string): number {
  const member = object.get(key);
  if (typeof member !== "number") throw wrong(`\`${key}\`, a number`);
  return member;
}

function whole(object: JsonObject, key: string): number {
  const member = number(object, key);
  if (member < 0 || (key !== "head_age_max_s" && member > 0xffff_ffff)) throw wrong(`\`${key}\`, a number`);
  return member;
}

function list(object: JsonObject, key: string): Json[] {
  const member = object.get(key);
  if (!Array.isArray(member)) throw wrong(`\`${key}\`, a list`);
  return member;
}

function strings(object: JsonObject, key: string): string[] {
  return list(object, key).map((member) => {
    if (typeof member !== "string") throw wrong(`\`${key}\`, a list of texts`);
    return member;
  });
}

/** Texts by language. */
function texts(value: Json): void {
  if (!(value instanceof Map)) throw wrong("texts by language");
  for (const text of value.values()) if (typeof text !== "string") throw wrong("texts by language");
}
