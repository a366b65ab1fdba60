/**
 * Input that is not what it claims to be. `rule` names the rule that it breaks, as the test vectors of docs/formats do;
 * the message says what, where, and what was expected.
 */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(message);
    this.rule = rule;
  }

  /** The same error of a part, told as one of the whole. */
  within(prefix: string, whole: string): RecordError {
    return new RecordError(`${prefix}_${this.rule}`, `${whole}: ${this.message}`);
  }
}
