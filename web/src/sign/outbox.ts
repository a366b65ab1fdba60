// The outbox: a signed note waits here until the venue has proved that it is on the record, a draft that others sign,
// or a signature of one, until the venue has it. A venue takes the very same once and answers it alike, however often
// it comes; so whatever is unsure is sent again. Of all tabs, one sends.
import { type Bytes, base64, utf8 } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { VerifierKey } from "../record/key.ts";
import type { Database } from "./database.ts";
import { addressOf, receiptIn, roundAddress } from "./errand.ts";
import { Forked } from "./growth.ts";
import type { Heads } from "./heads.ts";
import {
  type Fault,
  type Outgoing,
  changeOutgoing,
  findOutgoing,
  noteHash,
  putOutgoing,
} from "./outgoing.ts";
import { type Refusal, verifyRefusal } from "./refusal.ts";
import { roomTiles } from "./tiles.ts";
import { type Progress, type Upload, upload } from "./upload.ts";

/** Pause after the first try that failed; it doubles with each further one. */
export const pauseMsMin = 1_000;
export const pauseMsMax = 300_000;
/** Longest answer that is read. */
export const answerBytesMax = 2 * 1024 * 1024;

/** The lock that the sending tab holds, and the channel over which tabs tell each other of changes. */
const name = "verbale.outbox";

/** Refusals that say *not now*: sent again later, the same note may enter. */
const passing = ["quota", "read_only"];
/** Statuses by which a venue says of the request itself that it can never be taken, signed or not. */
const final = [400, 413, 415, 422];

/** The world, as a test may have it otherwise. */
export interface World {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
  /** Posts, and tells how much has gone out. Without it everything counts as gone out from the first. */
  readonly upload?: (address: string, init: Upload, progress: Progress) => Promise<Response>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Kept after so many milliseconds, or when `signal` says that nobody waits any more. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The browser's own. */
export const browserWorld: World = {
  fetch: (address, init) => fetch(address, init),
  upload,
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

/** How much of a note on its way has gone out, in bytes of the request. */
export interface OnItsWay {
  readonly commitment: string;
  readonly sent: number;
  readonly total: number;
}

/** What tabs tell each other: that something changed, how much went out, that a note is to be held back. */
type Message = "changed" | { readonly onItsWay: OnItsWay } | { readonly cancel: string };

/** No answer came, or none that was whole. */
class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export class Outbox {
  readonly #database: Database;
  readonly #heads: Heads;
  readonly #world: World;
  readonly #channel = new BroadcastChannel(name);
  readonly #watchers = new Set<() => void>();
  readonly #followers = new Set<(onItsWay: OnItsWay) => void>();
  /** The note that this tab is sending, and what holds it back as long as it has not gone out. */
  #sending: { readonly commitment: string; readonly holdBack: () => void } | undefined;
  /** Ends the pause that is under way. */
  #wake: (() => void) | undefined;
  /** Whether pauses are cut short: the browser is online again. */
  #hurries = false;

  constructor(database: Database, heads: Heads, world: World = browserWorld) {
    this.#database = database;
    this.#heads = heads;
    this.#world = world;
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === "changed") this.#changed();
      else if ("onItsWay" in data) this.#follow(data.onItsWay);
      else this.#holdBack(data.cancel);
    };
  }

  /** Takes in what is signed; gives what it is known by. The same again changes nothing. */
  async put(entry: Omit<Outgoing, "position">): Promise<string> {
    if (await putOutgoing(this.#database, entry)) this.#tell();
    return entry.commitment;
  }

  list(): Promise<Outgoing[]> {
    return this.#database.list<Outgoing>("outbox");
  }

  get(commitment: string): Promise<Outgoing | undefined> {
    return findOutgoing(this.#database, commitment);
  }

  /** Takes a note out: one that was sent or refused, or that never went out whole. Gives whether it could be. */
  async remove(commitment: string): Promise<boolean> {
    const entry = await this.get(commitment);
    // While it is on its way nobody can say that it was not sent.
    if (!entry || entry.state === "sending" || (entry.state === "waiting" && isGone(entry))) return false;
    await this.#database.remove("outbox", entry.position);
    this.#tell();
    return true;
  }

  /**
   * Holds a note back that has not gone out whole, whichever tab sends it, and takes it out. Gives whether it could be;
   * where not, it goes on as before.
   */
  async cancel(commitment: string): Promise<boolean> {
    const isAsked = await this.get(commitment);
    if (isAsked?.state === "sending" && !isGone(isAsked)) {
      this.#holdBack(commitment);
      this.#channel.postMessage({ cancel: commitment } satisfies Message);
    }
    return new Promise((resolve, reject) => {
      const look = async (): Promise<void> => {
        const entry = await this.get(commitment);
        if (entry?.state === "sending" && !isGone(entry)) return;
        stop();
        const ended = entry?.state === "sent" || entry?.state === "refused";
        resolve(!entry || (!ended && (await this.remove(commitment))));
      };
      const stop = this.watch(() => void look().catch(reject));
      void look().catch(reject);
    });
  }

  /** Is told how much of the notes on their way has gone out, by this tab or another. Gives what ends it. */
  follow(follower: (onItsWay: OnItsWay) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Is told whenever something in the outbox may have changed, by this tab or another. Gives what ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Sends what waits, and goes on until `signal` says to stop. Every tab may call it: it waits for its turn, and takes
   * over from a tab that was closed.
   */
  async run(signal: AbortSignal): Promise<void> {
    const hurry = (): void => {
      this.#hurries = true;
      this.#wake?.();
    };
    globalThis.addEventListener("online", hurry);
    try {
      await navigator.locks.request(name, { signal }, async () => {
        while (!signal.aborted) {
          const woken = this.#nextWake();
          const dueMs = await this.#sendDue(signal);
          await this.#pause(woken, dueMs, signal);
        }
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      globalThis.removeEventListener("online", hurry);
    }
  }

  close(): void {
    this.#channel.close();
  }

  /** Tries everything that is due, each room's notes in their order; gives when the next is. */
  async #sendDue(signal: AbortSignal): Promise<number | undefined> {
    const hurries = this.#hurries;
    this.#hurries = false;
    const held = new Map<string, Fault>();
    let dueMs: number | undefined;
    for (const entry of await this.list()) {
      if (entry.state === "sent" || entry.state === "refused") continue;
      if (signal.aborted) return undefined;
      const behind = held.get(entry.origin);
      if (behind) {
        // It waits for what the one before it waits for; whoever signed it is told so.
        if (entry.fault?.message !== behind.message) await this.#keep(entry.position, { fault: behind });
        continue;
      }
      // One that is *sending* was left so by a tab that is gone: whether it arrived is not known, so it goes again.
      const isDue = hurries || entry.state === "sending" || entry.dueMs <= this.#world.now();
      const after = isDue ? await this.#send(entry, signal) : entry;
      if (after?.state !== "waiting" || !after.fault) continue;
      held.set(entry.origin, after.fault);
      dueMs = Math.min(dueMs ?? Infinity, after.dueMs);
    }
    return dueMs;
  }

  async #send(entry: Outgoing, signal: AbortSignal): Promise<Outgoing | undefined> {
    const tries = entry.tries + 1;
    // What a tab that is gone left on its way may have gone out whole.
    const goneBefore = isGone(entry) || entry.state === "sending";
    const sending = await this.#keep(entry.position, { state: "sending", tries, gone: goneBefore });
    if (!sending) return undefined;
    let outcome: Partial<Outgoing>;
    let gone = goneBefore || !this.#world.upload;
    const held = new AbortController();
    const { commitment } = entry;
    this.#sending = { commitment, holdBack: () => gone || held.abort() };
    try {
      outcome = await this.#exchange(sending, AbortSignal.any([signal, held.signal]), (sent, total) => {
        gone ||= sent >= total;
        this.#follow({ commitment, sent, total });
        this.#channel.postMessage({ onItsWay: { commitment, sent, total } } satisfies Message);
      });
    } catch (error) {
      // Stopped by its own tab, it stays *sending*, and the next one sends it again.
      if (signal.aborted) return undefined;
      if (held.signal.aborted && !gone && (await this.#isAbsent(sending, signal))) {
        await this.#database.remove("outbox", entry.position);
        this.#notify();
        return undefined;
      }
      // What the venue has, or may have, is sent on until its receipt is here.
      outcome = { fault: faultOf(error), gone: gone || held.signal.aborted };
    } finally {
      this.#sending = undefined;
    }
    if (outcome.fault) {
      const pauseMs = Math.min(pauseMsMax, pauseMsMin * 2 ** (tries - 1));
      outcome = { gone, ...outcome, state: "waiting", dueMs: this.#world.now() + pauseMs };
    }
    return this.#keep(entry.position, { fault: undefined, ...outcome });
  }

  /** Whether the venue says that what was held back is not there. Of a draft it is asked to give it back, if it is. */
  async #isAbsent(entry: Outgoing, signal: AbortSignal): Promise<boolean> {
    const isRound = entry.errand === "round";
    const address = isRound ? roundAddress(entry) : `/api/v1/processes/${encodeURIComponent(entry.process)}/notes/${entry.commitment}`;
    const init = { method: isRound ? "DELETE" : "GET", headers, credentials: "same-origin", cache: "no-store", signal } as const;
    try {
      const { response } = await this.#fetch(address, init);
      return response.status === 404 || (isRound && response.ok);
    } catch (error) {
      // Nobody answers: that it had not gone out is known here.
      if (error instanceof Unreachable) return true;
      throw error;
    }
  }

  /** Sends a note and reads what came of it. What is thrown leaves it unsure. */
  async #exchange(entry: Outgoing, signal: AbortSignal, progress: Progress): Promise<Partial<Outgoing>> {
    const { response, bytes } = await this.#post(addressOf(entry), entry.body, signal, progress);
    if (bytes.length > answerBytesMax) throw new RecordError("form", "the venue's answer is longer than any receipt");
    let answer: unknown;
    try {
      answer = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      // A proxy's or a portal's page, not the venue's answer.
      throw new RecordError("form", `something other than the venue answered, with the status ${response.status}`);
    }
    if (!response.ok) return refusedBy(entry, response, answer);
    const tiles = roomTiles(entry.process, entry.room, (address) => this.#fetch(address, { credentials: "same-origin", signal }));
    // What has arrived is kept here no longer.
    return { state: "sent", receipt: await receiptIn(entry, answer, this.#heads, tiles), body: "" };
  }

  #post(address: string, body: string, signal: AbortSignal, progress: Progress): Promise<Answer> {
    const { upload } = this.#world;
    if (upload) return answer(() => upload(address, { headers, body, signal }, progress));
    const init = { method: "POST", headers, body, signal, cache: "no-store", credentials: "same-origin", redirect: "error" } as const;
    return this.#fetch(address, init);
  }

  #fetch(address: string, init: RequestInit): Promise<Answer> {
    return answer(() => this.#world.fetch(address, init));
  }

  #follow(onItsWay: OnItsWay): void {
    for (const follower of this.#followers) follower(onItsWay);
  }

  #holdBack(commitment: string): void {
    if (this.#sending?.commitment === commitment) this.#sending.holdBack();
  }

  async #keep(position: number, change: Partial<Outgoing>): Promise<Outgoing | undefined> {
    const changed = await changeOutgoing(this.#database, position, change);
    this.#notify();
    return changed;
  }

  /** Kept when something has changed from now on. */
  #nextWake(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async #pause(woken: Promise<void>, dueMs: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const waiting = new AbortController();
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    const due = dueMs === undefined ? [] : [this.#world.wait(Math.max(0, dueMs - this.#world.now()), waiting.signal)];
    await Promise.race([woken, stopped, ...due]);
    waiting.abort();
  }

  /** Something was put in or taken out here: whoever sends, in whichever tab, looks again. */
  #tell(): void {
    this.#changed();
    this.#channel.postMessage("changed" satisfies Message);
  }

  /** The state of something changed here: whoever watches looks again. */
  #notify(): void {
    for (const watcher of this.#watchers) watcher();
    this.#channel.postMessage("changed" satisfies Message);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
    this.#wake?.();
  }
}

const headers = { "content-type": "application/json", accept: "application/json" };

interface Answer {
  readonly response: Response;
  readonly bytes: Bytes;
}

async function answer(asked: () => Promise<Response>): Promise<Answer> {
  try {
    const response = await asked();
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw new Unreachable("the venue could not be reached", { cause: error });
  }
}

/** Whether the venue may have got a note whole; of one that an earlier release tried this is not known. */
function isGone({ gone, tries }: Outgoing): boolean {
  return (gone as boolean | undefined) ?? tries > 0;
}

/** What an answer that is no receipt says of the note. */
async function refusedBy(entry: Outgoing, response: Response, answer: unknown): Promise<Partial<Outgoing>> {
  const fields = (typeof answer === "object" && answer !== null ? answer : {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === "string" ? (fields[name] as string) : "");
  const kind = text("type").split("/").at(-1) || String(response.status);
  const message = [text("detail"), text("hint")].filter(Boolean).join(" ") || `the venue answered with the status ${response.status}`;
  const signed = text("refusal");
  if (signed !== "") {
    const refusal = await verifyRefusal(utf8(signed), VerifierKey.parse(entry.logKey));
    checkIsOf(entry, refusal);
    if (passing.includes(refusal.code)) return { fault: { rule: refusal.code, message, forkProof: undefined } };
    return { state: "refused", refused: { code: refusal.code, message: refusal.reason, signed } };
  }
  // Nobody signed it: only what the request itself can never be is final. A room that is not there may be one that
  // this browser may not see until its user signs in again; a draft that is not there was taken back.
  const isFinal = final.includes(response.status) || (entry.errand === "signature" && response.status === 404);
  if (isFinal && text("type") !== "") {
    return { state: "refused", refused: { code: kind, message, signed: undefined } };
  }
  return { fault: { rule: kind, message, forkProof: undefined } };
}

function checkIsOf(entry: Outgoing, refusal: Refusal): void {
  if (base64(refusal.note) === noteHash(entry)) return;
  throw new RecordError("refusal", "the venue answered with the refusal of another note");
}

/** What is told of a try that failed. What is neither the venue's nor the network's fault is thrown on. */
function faultOf(error: unknown): Fault {
  if (error instanceof Forked) return { rule: "forked", message: error.message, forkProof: error.proof };
  if (error instanceof RecordError) return { rule: error.rule, message: error.message, forkProof: undefined };
  if (error instanceof Unreachable) return { rule: "offline", message: error.message, forkProof: undefined };
  throw error;
}
