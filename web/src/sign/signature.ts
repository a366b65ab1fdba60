// Signing a draft, and putting the signatures of all together to a note.
import { type Bytes, equal, utf8 } from "../record/bytes.ts";
import { commit } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import type { VerifierKey } from "../record/key.ts";
import { type Note, parseNote } from "../record/note.ts";
import { type Signature, formatSignatureLine, formatSignedNote, parseSignatureLine } from "../record/signed-note.ts";
import type { Draft, DraftAnnex } from "./draft.ts";
import { SigningError } from "./error.ts";

/** Who signs: a device of this browser, or whatever holds a key. */
export interface Signer {
  readonly key: VerifierKey;
  /** The Ed25519 signature over a message. */
  readonly sign: (message: Bytes) => Promise<Bytes>;
}

/** A note that all its signers have signed, with what opens it. */
export interface ReadyNote {
  readonly note: Note;
  /** Its exact bytes. */
  readonly bytes: Bytes;
  readonly commitment: Bytes;
  readonly salt: Bytes;
  /** In the order of its act. */
  readonly annexes: readonly DraftAnnex[];
}

/**
 * Adds a signature of the draft's text. A key that has signed already changes nothing: some browsers sign the same text
 * differently each time, and one note has one byte form.
 */
export async function signDraft(draft: Draft, signer: Signer): Promise<Draft> {
  const { name, id } = signer.key;
  const signers = signersOf(draft);
  if (!signers.includes(name)) {
    throw new SigningError(
      "not_a_signer",
      `${name} is no signer of this note`,
      `its signers are ${signers.join(", ")}`,
    );
  }
  if (!unsigned(draft).includes(name)) return draft;
  const signature: Signature = { name, keyId: id, bytes: await signer.sign(utf8(draft.text)) };
  if (!(await signer.key.verify(draft.text, signature))) {
    throw new SigningError(
      "signature",
      `the signature of ${name} does not verify`,
      "the key's halves do not belong together: make another device key",
    );
  }
  return { ...draft, signatures: [...draft.signatures, formatSignatureLine(signature).trimEnd()] };
}

/** The names of the keys that have to sign. */
export function signersOf(draft: Draft): string[] {
  // Read as a note with no signatures at all would be refused; the act's own line says who signs.
  try {
    const act: unknown = JSON.parse(draft.text.split("\n")[5] ?? "");
    const signers = (act as { signers?: unknown }).signers;
    return Array.isArray(signers) ? signers.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** Those of them that have not signed yet. */
export function unsigned(draft: Draft): string[] {
  const signed = new Set(signaturesOf(draft).map(({ name }) => name));
  return signersOf(draft).filter((name) => !signed.has(name));
}

/** The note, where all its signers have signed and every opening belongs to it. */
export function readyNote(draft: Draft): ReadyNote {
  const missing = unsigned(draft);
  if (missing.length > 0) {
    throw new SigningError(
      "unsigned",
      `the note awaits the signatures of ${missing.join(", ")}`,
      "every signer signs the draft before it is sent",
    );
  }
  const signatures = signaturesOf(draft).sort((a, b) => (a.name < b.name ? -1 : 1));
  const bytes = formatSignedNote({ text: draft.text, signatures });
  let note: Note;
  try {
    note = parseNote(bytes);
  } catch (error) {
    throw error instanceof RecordError ? disordered(error.message, error) : error;
  }
  const annexes = note.annexes.map((named) => {
    const annex = draft.annexes.find(({ commitment }) => equal(commitment, named.commitment));
    if (!annex) throw disordered("the note names an annex that the draft does not hold");
    if (!equal(commit("annex", note.origin, annex.salt, annex.content), named.commitment) || annex.bytes !== named.bytes) {
      throw disordered("the content of an annex is not what the note names");
    }
    return annex;
  });
  if (annexes.length !== draft.annexes.length) throw disordered("the draft holds an annex that its note does not name");
  return { note, bytes, commitment: commit("note", note.origin, draft.salt, bytes), salt: draft.salt, annexes };
}

function signaturesOf(draft: Draft): Signature[] {
  return draft.signatures.map((line) => {
    try {
      return parseSignatureLine(line);
    } catch (error) {
      throw error instanceof RecordError ? disordered(error.message, error) : error;
    }
  });
}

function disordered(why: string, cause?: unknown): SigningError {
  return new SigningError("draft", `the parts of the draft do not belong together: ${why}`, "write the draft again", cause);
}
