import type { Bytes } from "../record/bytes.ts";

/** Draws so many random bytes. A parameter wherever bytes are drawn, so that a test can say which. */
export type Random = (length: number) => Bytes;

/** The browser's own. */
export const randomBytes: Random = (length) => crypto.getRandomValues(new Uint8Array(length));
