// The request that submits a note: its bytes are made once and kept, for only the very same submission gets the same
// receipt again.
import { base64, fromUtf8, hex, utf8 } from "../record/bytes.ts";
import { SigningError } from "./error.ts";
import type { ReadyNote } from "./signature.ts";

/** Largest submission that a venue takes. */
export const submissionBytesMax = 8 * 1024 * 1024;

export function formatSubmission({ bytes, salt, annexes }: ReadyNote): string {
  const body = JSON.stringify({
    note: fromUtf8(bytes),
    salt: base64(salt),
    annexes: annexes.map(({ commitment, salt, content }) => ({
      commitment: hex(commitment),
      salt: base64(salt),
      content: base64(content),
    })),
  });
  const length = utf8(body).length;
  if (length > submissionBytesMax) {
    throw new SigningError(
      "submission_too_long",
      `a note is sent with at most ${submissionBytesMax} bytes, this has ${length}`,
      "divide its documents over several notes",
    );
  }
  return body;
}
