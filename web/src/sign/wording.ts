// Wordings: the annex that holds a note's prose and persons, which nothing computes with and which can be erased.
import { type Bytes, utf8 } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { parseJson } from "../record/json.ts";
import { byCodePoints, sorted } from "./act-line.ts";
import { SigningError } from "./error.ts";

/** Longest wording. */
export const wordingBytesMax = 262_144;

export interface Wording {
  /** A short name for the item that the note opens, such as `three-groups`. */
  readonly label?: string;
  readonly title?: string;
  /** What was said or done, in words. */
  readonly text?: string;
  /** The person who acted. */
  readonly person?: string;
  /** The office held at that time. */
  readonly office?: string;
  readonly sources?: readonly { readonly url: string; readonly title: string }[];
  /** Everything else that nothing computes with: venue, heads, agenda … */
  readonly [field: string]: unknown;
}

/** The annex's content, its fields in the order of the crate `verbale-process`. */
export function formatWording({ label, title, text, person, office, sources, ...rest }: Wording): Bytes {
  const others = Object.entries(rest).sort(([a], [b]) => byCodePoints(a, b));
  const json = JSON.stringify({
    label,
    title,
    text,
    person,
    office,
    sources: sources?.length ? sources.map(({ url, title }) => ({ url, title })) : undefined,
    ...Object.fromEntries(others.map(([field, value]) => [field, sorted(value)])),
  });
  try {
    parseJson(json);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new SigningError(
      "wording",
      `the wording cannot be read by all: ${error.message}`,
      "give whole numbers and whole characters",
      error,
    );
  }
  const content = utf8(json);
  if (content.length > wordingBytesMax) {
    throw new SigningError(
      "wording",
      `a wording has at most ${wordingBytesMax} bytes, this has ${content.length}`,
      "put the long text into a document that goes with the note",
    );
  }
  return content;
}
