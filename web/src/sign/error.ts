/**
 * Why something cannot be drafted, signed, kept or sent. `rule` is stable and is what a page chooses its words by; the
 * message says what is wrong, `hint` what to do next.
 */
export class SigningError extends Error {
  override readonly name = "SigningError";
  readonly rule: SigningRule;
  readonly hint: string;

  constructor(rule: SigningRule, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.rule = rule;
    this.hint = hint;
  }
}

export type SigningRule =
  /** The page did not come over TLS, and the browser gives it no cryptography. */
  | "insecure_page"
  /** The browser cannot sign with Ed25519. */
  | "no_ed25519"
  /** The browser keeps nothing for this page. */
  | "no_storage"
  /** Another tab holds the browser's storage in an older form. */
  | "storage_held"
  /** The label of a device is empty or too long. */
  | "device_label"
  /** The act cannot be written as one line of strict JSON. */
  | "act"
  /** A name, id or head that a note begins with is not of its form. */
  | "header"
  | "signers"
  | "wording"
  | "annexes"
  | "annex_too_long"
  | "note_too_long"
  | "submission_too_long"
  /** What was given is no draft, or its parts do not belong together. */
  | "draft"
  /** The key is not among the note's signers. */
  | "not_a_signer"
  /** The signature that was made does not verify. */
  | "signature"
  /** A signer has not signed yet. */
  | "unsigned";
