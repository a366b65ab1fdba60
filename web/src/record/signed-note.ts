// Signed notes in general (C2SP signed-note): a text, a blank line, and signature lines of which a reader knows some
// and ignores the rest. The project's own notes are stricter, see note.ts.
import { type Bytes, base64, concat, fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { RecordError } from "./error.ts";
import type { VerifierKey } from "./key.ts";
import { isKeyName } from "./names.ts";

export const signedNoteBytesMax = 1_048_576;
export const signatureLinesMax = 256;

const signaturePrefix = "— ";

export interface Signature {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key id: for Ed25519 64 bytes, for cosignature/v1 72. */
  readonly bytes: Bytes;
}

export interface SignedNote {
  /** The signed text, its last newline included. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

export function parseSignedNote(
  bytes: Uint8Array,
  bytesMax = signedNoteBytesMax,
  linesMax = signatureLinesMax,
): SignedNote {
  if (bytes.length > bytesMax) {
    throw new RecordError("too_long", `a signed note has at most ${bytesMax} bytes, this has ${bytes.length}`);
  }
  const note = fromUtf8(bytes);
  const control = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x0a);
  if (control >= 0) {
    throw new RecordError("control_character", `byte ${control} is a control character; only newline is allowed`);
  }
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0) throw new RecordError("no_blank_line", "no blank line separates text and signatures");
  const text = note.slice(0, blank + 1);
  const after = note.slice(blank + 2);
  if (after === "") throw new RecordError("no_signatures", "no signature line follows the blank line");
  if (!after.endsWith("\n")) throw new RecordError("signature_line", "the last signature line does not end in a newline");
  const lines = after.slice(0, -1).split("\n");
  if (lines.length > linesMax) throw new RecordError("too_many_signatures", `more than ${linesMax} signature lines`);
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** Writes the signed note; {@link parseSignedNote} reads it back. */
export function formatSignedNote({ text, signatures }: SignedNote): Bytes {
  return utf8(`${text}\n${signatures.map(formatSignatureLine).join("")}`);
}

export function formatSignatureLine({ name, keyId, bytes }: Signature): string {
  const id = Uint8Array.of(keyId >>> 24, (keyId >>> 16) & 0xff, (keyId >>> 8) & 0xff, keyId & 0xff);
  return `${signaturePrefix}${name} ${base64(concat(id, bytes))}\n`;
}

/** Reads a signature line without its newline. */
export function parseSignatureLine(line: string): Signature {
  const wrong = (expected: string) => new RecordError("signature_line", `expected ${expected} in ${JSON.stringify(line.slice(0, 80))}`);
  if (!line.startsWith(signaturePrefix)) throw wrong("an em dash and a space");
  const rest = line.slice(signaturePrefix.length);
  const space = rest.indexOf(" ");
  if (space < 0) throw wrong("a key name, a space and a signature");
  const name = rest.slice(0, space);
  if (!isKeyName(name)) throw wrong("a key name without white space or plus sign");
  const bytes = fromBase64(rest.slice(space + 1));
  if (!bytes) throw wrong("a signature in canonical base64");
  if (bytes.length <= 4) throw wrong("a signature of more than the four bytes of its key id");
  const keyId = new DataView(bytes.buffer).getUint32(0);
  return { name, keyId, bytes: bytes.slice(4) };
}

/**
 * Verifies every signature by one of `keys` and gives them. Those of others are ignored; one that is of a key given
 * and fails rejects the note, and so does having none.
 */
export async function verifySignedNote(note: SignedNote, keys: readonly VerifierKey[]): Promise<Signature[]> {
  const verified: Signature[] = [];
  for (const signature of note.signatures) {
    const key = keys.find((key) => key.name === signature.name && key.id === signature.keyId);
    if (!key) continue;
    if (!(await key.verify(note.text, signature))) {
      throw new RecordError("bad_signature", `the signature of ${signature.name} does not verify; text or signature was changed`);
    }
    verified.push(signature);
  }
  if (verified.length === 0) throw new RecordError("no_known_key", "none of the signatures is by a known key");
  return verified;
}
