// Drafts: a note on its way, from its author's browser to the record. A draft collects the signatures of all its
// signers, and goes from one to the other as a file, the same that the command line writes (`verbale/draft/v1`). The
// salts in it open the note's commitment: who has a draft can read and show the note.
import { type Bytes, base64, equal, fromBase64, fromBase64Exact, fromHex, hex, utf8 } from "../record/bytes.ts";
import { type Head, formatHead, parseCheckpoint, verifyCheckpoint } from "../record/checkpoint.ts";
import { commit, saltBytes } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import { VerifierKey } from "../record/key.ts";
import { isActorId, isOrigin } from "../record/names.ts";
import { type AnnexRef, annexBytesMax, noteAnnexesMax, noteBytesMax } from "../record/note.ts";
import { emptyRoot } from "../record/tree.ts";
import { type Act, formatAct } from "./act-line.ts";
import { SigningError } from "./error.ts";
import { type Random, randomBytes } from "./random.ts";
import { type Wording, formatWording } from "./wording.ts";

/** Longest draft file: the largest annexes that a note can carry, in base64. */
export const draftBytesMax = 64 * 1024 * 1024;

const format = "verbale/draft/v1";
const nonceBytes = 16;
/** A signature line: dash, space, key name, space, base64 of key id and signature, newline. */
const signatureLineBytes = 3 + 1 + 17 + 1 + 92 + 1;

/** The room that a note is written for. */
export interface DraftRoom {
  /** The process's id, in hex. */
  readonly process: string;
  /** The room's name. */
  readonly name: string;
  readonly origin: string;
  /** The key that signs the room's checkpoints. */
  readonly logKey: VerifierKey;
  /** The head that the note cites; this client has verified it. */
  readonly head: Head;
  /** The signed checkpoint that states the head; empty for a room that has none yet. */
  readonly checkpoint: string;
}

/** What a note says. */
export interface DraftParts {
  /** The actor that it speaks for. */
  readonly actor: string;
  /** Names of the keys that will sign, in any order. */
  readonly signers: readonly string[];
  readonly act: Act;
  readonly wording?: Wording | undefined;
  readonly documents?: readonly Bytes[] | undefined;
}

/** An annex with what opens it. */
export interface DraftAnnex extends AnnexRef {
  readonly salt: Bytes;
  readonly content: Bytes;
}

export interface Draft {
  readonly process: string;
  readonly room: string;
  readonly origin: string;
  readonly logKey: VerifierKey;
  readonly checkpoint: string;
  /** The exact text that is signed. */
  readonly text: string;
  /** Signature lines so far, without their newlines. */
  readonly signatures: readonly string[];
  /** The salt of the note's commitment. */
  readonly salt: Bytes;
  readonly annexes: readonly DraftAnnex[];
}

/** Writes a draft. Draws a salt for each annex, the nonce, and the note's salt, in this order. */
export async function writeDraft(room: DraftRoom, parts: DraftParts, random: Random = randomBytes): Promise<Draft> {
  await checkHeader(room, parts.actor);
  const contents: [AnnexRef["role"], Bytes][] = (parts.documents ?? []).map((content) => ["document", content]);
  if (parts.wording) contents.unshift(["wording", formatWording(parts.wording)]);
  if (contents.length > noteAnnexesMax) {
    throw new SigningError(
      "annexes",
      `a note has at most ${noteAnnexesMax} annexes, this has ${contents.length}`,
      "divide the documents over several notes",
    );
  }
  const annexes = contents.map(([role, content]): DraftAnnex => {
    if (content.length > annexBytesMax) {
      throw new SigningError(
        "annex_too_long",
        `a document has at most ${annexBytesMax} bytes, this has ${content.length}`,
        "divide it, or make it smaller",
      );
    }
    const salt = random(saltBytes);
    return { role, content, salt, commitment: commit("annex", room.origin, salt, content), bytes: content.length };
  });
  const line = formatAct(parts.act, parts.signers, annexes);
  const nonce = base64(random(nonceBytes));
  const text = `verbale/note/v1\n${room.origin}\n${parts.actor}\n${nonce}\nhead ${formatHead(room.head)}\n${line}\n`;
  const length = utf8(text).length + 1 + signatureLineBytes * new Set(parts.signers).size;
  if (length > noteBytesMax) {
    throw new SigningError(
      "note_too_long",
      `a note has at most ${noteBytesMax} bytes, this would have ${length}`,
      "put prose into the wording, or divide the note",
    );
  }
  return {
    process: room.process,
    room: room.name,
    origin: room.origin,
    logKey: room.logKey,
    checkpoint: room.checkpoint,
    text,
    signatures: [],
    salt: random(saltBytes),
    annexes,
  };
}

async function checkHeader({ process, origin, logKey, head, checkpoint }: DraftRoom, actor: string): Promise<void> {
  const wrong = (message: string, cause?: unknown) =>
    new SigningError("header", message, "take process, room and head from a record that was verified", cause);
  if (!fromHex(process, 32)) throw wrong(`${JSON.stringify(process)} is no process's id`);
  if (!isOrigin(origin)) throw wrong(`${JSON.stringify(origin)} is no room's origin`);
  if (!isActorId(actor)) throw wrong(`${JSON.stringify(actor)} is no actor's id`);
  if (checkpoint === "") {
    if (head.size === 0n && equal(head.root, emptyRoot)) return;
    throw wrong("no checkpoint states the head that the note cites");
  }
  try {
    const stated = parseCheckpoint(utf8(checkpoint));
    if (stated.size !== head.size || !equal(stated.root, head.root)) {
      throw wrong(
        "the checkpoint states another head than the note cites",
      );
    }
    if (stated.origin !== origin) throw wrong("the checkpoint is of another room");
    await verifyCheckpoint(stated, logKey);
  } catch (error) {
    throw error instanceof RecordError ? wrong(`the checkpoint of the head: ${error.message}`, error) : error;
  }
}

/** The draft as a file: the very bytes that the command line writes. */
export function formatDraft(draft: Draft): string {
  const file = {
    format,
    process: draft.process,
    room: draft.room,
    log_key: draft.logKey.toString(),
    checkpoint: draft.checkpoint,
    text: draft.text,
    signatures: draft.signatures,
    salt: base64(draft.salt),
    annexes: draft.annexes.map(({ role, commitment, salt, content }) => ({
      role,
      commitment: hex(commitment),
      salt: base64(salt),
      content: base64(content),
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads a draft file, whoever wrote it. What does not belong together is refused. */
export function parseDraft(text: string): Draft {
  if (text.length > draftBytesMax) throw noDraft(`it is longer than ${draftBytesMax} bytes`);
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw noDraft("it is no JSON", error);
  }
  const fields = members(file, ["format", "process", "room", "log_key", "checkpoint", "text", "signatures", "salt", "annexes"]);
  const stated = string(fields, "format");
  if (stated !== format) throw noDraft(`it has the format ${JSON.stringify(stated)}; this page knows ${format}`);
  const note = string(fields, "text");
  const origin = note.split("\n")[1] ?? "";
  if (!isOrigin(origin)) throw noDraft("its text is none of a note");
  const process = string(fields, "process");
  if (!fromHex(process, 32)) throw noDraft("`process` is no process's id");
  return {
    process,
    room: string(fields, "room"),
    origin,
    logKey: readKey(string(fields, "log_key"), origin),
    checkpoint: string(fields, "checkpoint"),
    text: note,
    signatures: list(fields, "signatures").map((line) => {
      if (typeof line !== "string") throw noDraft("`signatures` holds what is no line");
      return line;
    }),
    salt: readSalt(fields),
    annexes: list(fields, "annexes").map((annex) => readAnnex(annex, origin)),
  };
}

function readAnnex(value: unknown, origin: string): DraftAnnex {
  const fields = members(value, ["role", "commitment", "salt", "content"]);
  const role = string(fields, "role");
  if (role !== "wording" && role !== "document") throw noDraft("the role of an annex is neither wording nor document");
  const content = fromBase64(string(fields, "content"));
  const commitment = fromHex(string(fields, "commitment"), 32);
  if (!content || !commitment) throw noDraft("an annex is not in base64, or its commitment not in hexadecimal");
  const salt = readSalt(fields);
  if (!equal(commit("annex", origin, salt, content), commitment)) {
    throw noDraft(`the annex ${hex(commitment)} is not what its salt and content make; one of them was changed`);
  }
  return { role, content, commitment, salt, bytes: content.length };
}

function readKey(text: string, origin: string): VerifierKey {
  try {
    const key = VerifierKey.parse(text);
    if (key.name === origin) return key;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw noDraft(`its log key: ${error.message}`, error);
  }
  throw noDraft("its log key is that of another room");
}

function readSalt(fields: Record<string, unknown>): Bytes {
  const salt = fromBase64Exact(string(fields, "salt"), saltBytes);
  if (!salt) throw noDraft(`a salt is not ${saltBytes} bytes in base64`);
  return salt;
}

/** The members of an object that has these and no others. */
function members(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw noDraft("an object is missing");
  const foreign = Object.keys(value).find((name) => !names.includes(name));
  if (foreign !== undefined) throw noDraft(`the field ${JSON.stringify(foreign)} is unknown`);
  return value as Record<string, unknown>;
}

function string(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw noDraft(`\`${name}\` is no text`);
  return value;
}

function list(fields: Record<string, unknown>, name: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw noDraft(`\`${name}\` is no list`);
  return value;
}

function noDraft(why: string, cause?: unknown): SigningError {
  return new SigningError("draft", `this is no draft of a note: ${why}`, "take the file as its author made it", cause);
}
