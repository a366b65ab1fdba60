// Fetching from the log: each way in which it can fail has its own honest text.
import type { Bytes } from "../record/bytes.ts";

/** Requests under way at once: a browser opens no more to one HTTP/1 server. */
const requestsMax = 6;

/** The server gave no usable answer; nothing is said about the record. */
export class Unanswered extends Error {
  readonly why: "offline" | "refused" | "malformed";
  readonly path: string;
  readonly status: number;

  constructor(why: Unanswered["why"], path: string, status = 0) {
    super(`${why}: ${path} ${status}`);
    this.why = why;
    this.path = path;
    this.status = status;
  }
}

/** Fetches at most `bytesMax` bytes. `fresh` goes past the browser's own copy. */
export async function fetchBytes(path: string, bytesMax: number, signal: AbortSignal, fresh = false): Promise<Bytes> {
  let response: Response;
  let bytes: Bytes;
  try {
    response = await fetch(path, { signal, cache: fresh ? "no-store" : "default", credentials: "same-origin" });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unanswered("offline", path);
  }
  if (!response.ok) throw new Unanswered("refused", path, response.status);
  if (bytes.length > bytesMax) throw new Unanswered("malformed", path);
  return bytes;
}

/** Does `work` for each item, several at once, and gives the results in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(requestsMax, items.length) }, worker));
  return results;
}

/** Lets the browser draw and answer the reader before more is computed. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
