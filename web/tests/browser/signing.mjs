// What the tests of the signing library do inside the page: a member's client in one tab.
import * as record from "../../src/record/index.ts";
import * as sign from "../../src/sign/index.ts";
import { signerOfSeed } from "../vectors/check.mjs";

const library = { ...record, ...sign };
const { Database, Devices, Heads, Outbox, Workshop } = sign;

const database = await Database.open();
const heads = new Heads(database);
let nowMs = 1_762_905_600_000;
/** Pauses that the outbox asked for, and how each ends. */
const pauses = [];

const world = {
  fetch: (address, init) => fetch(address, init),
  now: () => nowMs,
  // Time moves when a test says so, and then as far as is waited for.
  wait: (ms, signal) =>
    new Promise((resolve) => {
      pauses.push(ms);
      passOne = () => {
        nowMs += ms;
        resolve();
      };
      signal.addEventListener("abort", resolve);
      for (const watcher of pauseWatchers) watcher();
    }),
};
let passOne = () => undefined;
const pauseWatchers = new Set();
const outbox = new Outbox(database, heads, world);
const running = new AbortController();

/** A draft by the key of a seed, citing the newest head that this browser has verified of the room. */
async function draftIn(room, seed, text) {
  const signer = await signerOfSeed(library, `k${record.hex(new Uint8Array(8).fill(seed))}`, new Uint8Array(32).fill(seed));
  const newest = await heads.newest(room.origin);
  const checkpoint = newest ? record.fromUtf8(record.formatSignedNote(newest.note)) : "";
  const head = newest ? { size: newest.size, root: newest.root } : { size: 0n, root: record.emptyRoot };
  const draft = await sign.writeDraft(
    { process: room.process, name: room.name, origin: room.origin, logKey: record.VerifierKey.parse(room.logKey), head, checkpoint },
    { actor: "chronicler", signers: [signer.key.name], act: { act: "statement", about: [], form: "paraphrase" }, wording: { text } },
  );
  return sign.signDraft(draft, signer);
}

globalThis.client = {
  sign: library,
  database,
  heads,
  outbox,
  devices: new Devices(database),
  workshop: new Workshop(database, () => nowMs),
  pauses,

  async put(room, seed, text) {
    return outbox.put(sign.outgoing(await draftIn(room, seed, text), "sample"));
  },

  /** Sends, until the page goes. */
  run() {
    void outbox.run(running.signal);
  },

  /** Lets the pause under way pass. */
  pass: () => passOne(),

  /** Kept when so many pauses were asked for. */
  paused(count) {
    return new Promise((resolve) => {
      const look = () => {
        if (pauses.length < count) return;
        pauseWatchers.delete(look);
        resolve();
      };
      pauseWatchers.add(look);
      look();
    });
  },

  /** Kept when a note is in a state. */
  reached(commitment, state) {
    return new Promise((resolve) => {
      const look = async () => {
        const entry = await outbox.get(commitment);
        if (entry?.state !== state) return;
        stop();
        resolve(entry);
      };
      const stop = outbox.watch(() => void look());
      void look();
    });
  },

  /** Takes the checkpoint that the server now has as verified. */
  async verified(room) {
    const bytes = new Uint8Array(await (await fetch(`/sample/${room.name}/checkpoint`)).arrayBuffer());
    const read = async (tile) => new Uint8Array(await (await fetch(`/sample/${room.name}/${record.formatTilePath(tile)}`)).arrayBuffer());
    await heads.accept(record.parseCheckpoint(bytes), record.VerifierKey.parse(room.logKey), read);
  },
};
document.documentElement.dataset.ready = "";
