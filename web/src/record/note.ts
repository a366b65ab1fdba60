// Notes: one signed act each, in its one form.
import { type Bytes, decimal, fromBase64Exact, fromHex, lines } from "./bytes.ts";
import type { Head } from "./checkpoint.ts";
import { RecordError } from "./error.ts";
import { type Json, type JsonObject, parseJson } from "./json.ts";
import type { VerifierKey } from "./key.ts";
import { isActorId, isMemberKeyName, isOrigin } from "./names.ts";
import { type Signature, parseSignedNote } from "./signed-note.ts";

/** Largest note, signatures included. */
export const noteBytesMax = 65_536;
export const noteSignersMax = 16;
export const noteAnnexesMax = 32;
export const annexBytesMax = 1_048_576;

export interface AnnexRef {
  readonly commitment: Bytes;
  readonly role: "wording" | "document";
  /** Length of its content. */
  readonly bytes: number;
}

export interface Note {
  /** The room that it was written for. */
  readonly origin: string;
  /** The actor that it speaks for. */
  readonly author: string;
  /** 16 random bytes, so that two acts alike in all else differ. */
  readonly nonce: Bytes;
  /** The head of the room's log that the author's client had verified. */
  readonly head: Head;
  /** What is signed, its last newline included. */
  readonly text: string;
  /** The kind of act. */
  readonly kind: string;
  readonly act: JsonObject;
  readonly annexes: readonly AnnexRef[];
  /** One for each of the act's `signers`, in that order. */
  readonly signatures: readonly Signature[];
}

export function parseNote(bytes: Uint8Array): Note {
  const { text, signatures } = parseSignedNote(bytes, noteBytesMax, noteSignersMax);
  const [first, origin = "", author = "", nonceText = "", headLine = "", actLine, ...further] = lines(text) ?? [];
  const wrong = (line: number, expected: string) =>
    new RecordError(`line_${line}`, `line ${line} of the note: expected ${expected}`);
  if (first !== "verbale/note/v1") throw wrong(1, "`verbale/note/v1`");
  if (!isOrigin(origin)) throw wrong(2, "the origin of the room");
  if (!isActorId(author)) throw wrong(3, "the id of an actor");
  const nonce = fromBase64Exact(nonceText, 16);
  if (!nonce) throw wrong(4, "a nonce of 16 bytes in base64");
  const head = parseHead(headLine);
  if (!head) throw wrong(5, "`head`, a size and a root in base64");
  if (actLine === undefined) throw wrong(6, "one line of JSON, the act");
  if (further.length > 0) throw wrong(7, "the blank line before the signatures");
  const act = parseAct(actLine);
  const kind = act.get("act");
  if (typeof kind !== "string" || !isActorId(kind)) throw wrongField("act", "the kind of the act, in lowercase letters");
  const signers = parseSigners(act.get("signers"));
  const annexes = act.has("annexes") ? parseAnnexes(act.get("annexes")) : [];
  if (signatures.length !== signers.length) {
    throw new RecordError("signers", "expected one signature line for each of the act's `signers`");
  }
  signatures.forEach(({ name, bytes }, i) => {
    if (name !== signers[i]) throw new RecordError("signers", "the signatures are not those of `signers`, in that order");
    if (bytes.length !== 64) throw new RecordError("signers", `the signature of ${name} has not the 64 bytes of Ed25519`);
  });
  return { origin, author, nonce, head, text, kind, act, annexes, signatures };
}

/** Verifies every signature, strictly; `keyOf` gives the key of a signer, or `undefined` if it knows none. */
export async function verifyNote(
  note: Note,
  keyOf: (name: string, keyId: number) => VerifierKey | undefined,
): Promise<void> {
  for (const signature of note.signatures) {
    const key = keyOf(signature.name, signature.keyId);
    if (!key || key.kind !== "ed25519" || key.name !== signature.name || key.id !== signature.keyId) {
      throw new RecordError("unknown_key", `the key of signer ${signature.name} is not known in this process, or its id differs`);
    }
    if (!(await key.verify(note.text, signature))) {
      throw new RecordError("bad_signature", `the signature of ${signature.name} does not verify; text or signature was changed`);
    }
  }
}

function parseHead(line: string): Head | undefined {
  const [word, sizeText = "", rootText = "", ...further] = line.split(" ");
  const size = decimal(sizeText);
  const root = fromBase64Exact(rootText, 32);
  return word === "head" && size !== undefined && root && further.length === 0 ? { size, root } : undefined;
}

function parseAct(line: string): JsonObject {
  try {
    const act = parseJson(line);
    if (act instanceof Map) return act;
    throw new RecordError("expected", "expected an object");
  } catch (error) {
    throw error instanceof RecordError ? error.within("json", "line 6 of the note, the act") : error;
  }
}

function wrongField(field: string, expected: string): RecordError {
  return new RecordError(`field_${field}`, `line 6 of the note, the act: field \`${field}\`: expected ${expected}`);
}

function parseSigners(value: Json | undefined): string[] {
  const wrong = wrongField("signers", `1 to ${noteSignersMax} key names, ascending, each once`);
  if (!Array.isArray(value) || value.length === 0 || value.length > noteSignersMax) throw wrong;
  return value.map((name, i) => {
    const before = value[i - 1];
    if (typeof name !== "string" || !isMemberKeyName(name)) throw wrong;
    if (typeof before === "string" && before >= name) throw wrong;
    return name;
  });
}

function parseAnnexes(value: Json | undefined): AnnexRef[] {
  const wrong = wrongField("annexes", "a list of objects with `commitment`, `role` and `bytes`, each commitment once");
  if (!Array.isArray(value) || value.length > noteAnnexesMax) throw wrong;
  const seen = new Set<string>();
  return value.map((annex) => {
    if (!(annex instanceof Map) || annex.size !== 3) throw wrong;
    const [commitment, role, bytes] = [annex.get("commitment"), annex.get("role"), annex.get("bytes")];
    const hash = typeof commitment === "string" ? fromHex(commitment, 32) : undefined;
    if (!hash || seen.has(commitment as string)) throw wrong;
    if (role !== "wording" && role !== "document") throw wrong;
    if (typeof bytes !== "number" || bytes < 0 || bytes > annexBytesMax) throw wrong;
    seen.add(commitment as string);
    return { commitment: hash, role, bytes };
  });
}
