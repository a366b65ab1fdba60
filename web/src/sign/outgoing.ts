// What is on its way, as the browser keeps it: notes; drafts that others are to sign, and signatures of those.
import { base64, hex, utf8 } from "../record/bytes.ts";
import { parseCheckpoint } from "../record/checkpoint.ts";
import { VerifierKey } from "../record/key.ts";
import { parseNote } from "../record/note.ts";
import { sha256 } from "../record/sha256.ts";
import { parseSignatureLine } from "../record/signed-note.ts";
import { type Database, answered } from "./database.ts";
import { type Draft, formatDraft } from "./draft.ts";
import type { Awaited, Receipt } from "./receipt.ts";
import type { RefusalCode } from "./refusal.ts";
import { readyNote } from "./signature.ts";
import { formatSubmission } from "./submission.ts";

/** *Sent* is said of nothing whose receipt was not checked. */
export type OutboxState = "waiting" | "sending" | "sent" | "refused";

/** Why a note was not sent the last time that it was tried; it is tried again. */
export interface Fault {
  /** `offline`, the kind of a problem, the code of a refusal that passes, or the rule that a receipt broke. */
  readonly rule: string;
  readonly message: string;
  /** Where the venue was found to have signed two histories: the proof. */
  readonly forkProof: string | undefined;
}

/** That a note does not enter. */
export interface Refused {
  /** The code of a refusal, or the kind of the problem where nobody signed one. */
  readonly code: RefusalCode | string;
  readonly message: string;
  /** The refusal as the log key signed it; none where the venue took the request for none that it could sign. */
  readonly signed: string | undefined;
}

/** What goes out: a note that all have signed, a draft to be put round, or a signature of such a draft. */
export type Errand = "note" | "round" | "signature";

/** Something signed in the outbox. */
export interface Outgoing {
  /** Its place in the outbox: notes of a room go in this order. */
  readonly position: number;
  /** What it is; an earlier release kept notes alone. */
  readonly errand?: Errand;
  /** What it is known by: of a note the commitment, in hex; of a draft the hash of its text and what is done with it. */
  readonly commitment: string;
  /** The process's name, as addresses have it. */
  readonly process: string;
  readonly room: string;
  readonly origin: string;
  /** The room's log key. */
  readonly logKey: string;
  /** The checkpoint that the note cites; empty for an empty log. */
  readonly citedCheckpoint: string;
  /** The exact signed note; of a draft the text that is signed. */
  readonly note: string;
  /** Of a signature: the salt of the note's commitment, in base64. */
  readonly salt?: string;
  /** The request's body, the same at each try; none any more once it was sent. */
  readonly body: string;
  readonly state: OutboxState;
  /** How often it was tried. */
  readonly tries: number;
  /** Whether the venue may have got it whole: then nobody can say that it was not sent. */
  readonly gone: boolean;
  /** Not tried before this time, in milliseconds since 1970. */
  readonly dueMs: number;
  readonly fault: Fault | undefined;
  readonly receipt: Receipt | undefined;
  readonly refused: Refused | undefined;
}

/** What is put into the outbox of a signed draft for a process of that name. Fails where the draft is not ready. */
export function outgoing(draft: Draft, process: string): Omit<Outgoing, "position"> {
  const ready = readyNote(draft);
  return {
    ...waiting(draft, process),
    errand: "note",
    commitment: hex(ready.commitment),
    note: new TextDecoder().decode(ready.bytes),
    body: formatSubmission(ready),
  };
}

/** What is put into the outbox of a draft that others have to sign, too. */
export function outgoingRound(draft: Draft, process: string): Omit<Outgoing, "position"> {
  return {
    ...waiting(draft, process),
    errand: "round",
    commitment: `${roundId(draft.text)} round`,
    note: draft.text,
    body: JSON.stringify({ draft: formatDraft(draft) }),
  };
}

/** What is put into the outbox of a signature of a draft that was put round: the line that `signDraft` added. */
export function outgoingSignature(draft: Draft, process: string): Omit<Outgoing, "position"> {
  const signature = draft.signatures.at(-1)!;
  return {
    ...waiting(draft, process),
    errand: "signature",
    commitment: `${roundId(draft.text)} ${parseSignatureLine(signature).name}`,
    note: draft.text,
    salt: base64(draft.salt),
    body: JSON.stringify({ signature }),
  };
}

/** What a draft's round is known by at the venue: the hash of its text, in hex. */
export function roundId(text: string): string {
  return hex(sha256(utf8(text)));
}

function waiting(draft: Draft, process: string): Omit<Outgoing, "position" | "commitment" | "note" | "body"> {
  return {
    process,
    room: draft.room,
    origin: draft.origin,
    logKey: draft.logKey.toString(),
    citedCheckpoint: draft.checkpoint,
    state: "waiting",
    tries: 0,
    gone: false,
    dueMs: 0,
    fault: undefined,
    receipt: undefined,
    refused: undefined,
  };
}

/** What the receipt of a note is held against. */
export function awaitedOf(entry: Outgoing, commitment: Awaited["commitment"]): Awaited {
  return {
    origin: entry.origin,
    commitment,
    logKey: VerifierKey.parse(entry.logKey),
    cited: parseNote(utf8(entry.note)).head,
    citedCheckpoint: entry.citedCheckpoint === "" ? undefined : parseCheckpoint(utf8(entry.citedCheckpoint)),
  };
}

/** SHA-256 of the note's bytes, in base64: what a refusal names it by. */
export function noteHash(entry: Outgoing): string {
  return base64(sha256(utf8(entry.note)));
}

/** Puts a note in, once: the same note again changes nothing. Gives whether it is new. */
export function putOutgoing(database: Database, entry: Omit<Outgoing, "position">): Promise<boolean> {
  return database.transact("outbox", "readwrite", async (store) => {
    const known = await answered(store.index("commitment").getKey(entry.commitment));
    if (known !== undefined) return false;
    await answered(store.add(entry));
    return true;
  });
}

export function findOutgoing(database: Database, commitment: string): Promise<Outgoing | undefined> {
  return database.transact("outbox", "readonly", (store) =>
    answered<Outgoing | undefined>(store.index("commitment").get(commitment)),
  );
}

/** Changes what is kept of a note; nothing where it was removed meanwhile. */
export function changeOutgoing(database: Database, position: number, change: Partial<Outgoing>): Promise<Outgoing | undefined> {
  return database.transact("outbox", "readwrite", async (store) => {
    const kept = await answered<Outgoing | undefined>(store.get(position));
    if (!kept) return undefined;
    const changed = { ...kept, ...change };
    await answered(store.put(changed));
    return changed;
  });
}
