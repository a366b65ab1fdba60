// Checks a process, or one note of it, from what its server publishes. Stops at the first check that fails.
//
// 1. The charter: the first note of the registry. Its hash is what identifies the process; it names the log key. What
//    amendments made of it says which rooms there are, and whose cosignatures count.
// 2. The checkpoint of each room: signed by the log key, cosigned by the charter's witnesses.
// 3. Leaves, tree, tiles: the log is the one that the checkpoint promises, in every published form.
// 4. Notes and annexes: they open what the leaves commit to; each note is signed by keys that the registry admitted.
// 5. Heads that notes cite are beginnings of this log. Carried notes cite another's; evidence shows that they stood there.
// 6. The log begins with what this browser verified before.
//
// With one note asked for, the registry is checked in full, since it has the keys, and the note by its proof.
import { equal, fromHex, hex, utf8 } from "../record/bytes.ts";
import { type Checkpoint, cosigned, formatHead } from "../record/checkpoint.ts";
import { commit } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import { formatForkProof, parseForkProof, prefixOf, verifyForkProof } from "../record/fork-proof.ts";
import type { Leaf } from "../record/leaf.ts";
import { type Note, parseNote, verifyNote } from "../record/note.ts";
import { parseTlogProof, tlogProofBytesMax, verifyTlogProof } from "../record/proof.ts";
import { EnteredTexts, checkCited, checkHead } from "../record/room.ts";
import { sha256 } from "../record/sha256.ts";
import { hashTiles } from "../record/tile.ts";
import { type Charter, parseCharter } from "./charter.ts";
import { Unanswered, fetchBytes } from "./fetch.ts";
import { type Answered, Log } from "./log.ts";
import { Registry } from "./registry.ts";
import { type Remembered, recall, remember } from "./remembered.ts";
import { type Check, CheckFailed, Forked, type Reporter, type Verified } from "./report.ts";

export interface Asked {
  /** The hash of the charter, in hex. */
  readonly process: string;
  /** The process's address, without a slash at its end. */
  readonly base: string;
  /** Names of the rooms to check, the registry first. */
  readonly rooms: readonly string[];
  /** The one note to check besides the registry. */
  readonly note: { readonly room: string; readonly index: number; readonly commitment: string } | undefined;
}

/** Signatures under way at once: the browser verifies beside the page, and each answer costs it a turn. */
const signaturesAtOnce = 64;

interface RoomState {
  readonly log: Log;
  readonly checkpoint: Checkpoint;
  readonly size: number;
  /** What this browser verified before of the room. */
  readonly before: Remembered | undefined;
  leaves: Leaf[];
  /** What the server answered for each entry, and the note that it opened. */
  readonly answers: Answered[];
  readonly notes: Note[];
}

const wholeChecks: readonly Check[] = [
  "charter", "checkpoints", "cosignatures", "leaves", "trees", "tiles", "openings", "annexes", "signatures", "heads",
  "remembered",
];
const noteChecks: readonly Check[] = [
  "charter", "checkpoints", "cosignatures", "leaves", "trees", "openings", "annexes", "signatures", "heads", "proof",
  "remembered",
];

/** Checks what is asked. `now` is the time to remember it by. */
export async function verify(asked: Asked, now: Date, report: Reporter, signal: AbortSignal): Promise<Verified> {
  report.plan(asked.note ? noteChecks : wholeChecks);
  const [registryName] = asked.rooms;
  if (registryName === undefined) throw new Unanswered("malformed", asked.base);

  report.begin("charter", 1);
  const founded = await fetchCharter(asked, `${asked.base}/${registryName}`, signal);
  report.step("charter", 1);
  report.good("charter");

  const others = asked.note ? [] : asked.rooms.slice(1);
  report.begin("checkpoints", 1 + others.length);
  const first = await fetchCheckpoint(openLog(founded, asked.base, registryName, signal));
  report.step("checkpoints", 1);
  const charter = await readAmended(founded, first);
  const rooms = [first];
  for (const name of others) {
    rooms.push(await fetchCheckpoint(openLog(charter, asked.base, name, signal)));
    report.step("checkpoints", rooms.length);
  }
  report.good("checkpoints");
  const unknownSigners = await checkCosignatures(charter, rooms, report);
  await fetchLeaves(rooms, report);
  await buildTrees(rooms, report);
  if (!asked.note) await compareTiles(rooms, report);
  await openNotes(rooms, report);
  const erased = openAnnexes(rooms, report);
  const registry = new Registry(founded);
  await checkSignatures(registry, rooms, report, signal);
  await checkHeads(rooms, report);
  const note = asked.note && (await checkNote(asked.note, charter, registry, asked.base, report, signal));
  await checkRemembered(rooms, report);
  for (const { checkpoint } of rooms) remember(checkpoint, now);

  return {
    charterHash: asked.process,
    rooms: rooms.map(({ log, checkpoint, before }) => ({ room: log.room, checkpoint, before })),
    entries: sum(rooms.map(({ size }) => size)),
    erased,
    unknownSigners,
    isCosigned: charter.witnessQuorum > 0,
    note,
  };
}

function openLog(charter: Charter, base: string, name: string, signal: AbortSignal): Log {
  const room = charter.rooms.find((room) => room.name === name);
  if (!room) throw new CheckFailed("charter", name, {}, `the charter has no room ${name}`);
  return new Log(charter, room, `${base}/${name}`, signal);
}

/** The charter is what the hash says, and those whom it names have signed it. */
async function fetchCharter(asked: Asked, registryBase: string, signal: AbortSignal): Promise<Charter> {
  const path = `${registryBase}/notes?from=0&to=1`;
  const bytes = await fetchBytes(path, 1024 * 1024, signal, true);
  let text: unknown;
  try {
    text = JSON.parse(new TextDecoder().decode(bytes)).entries[0].note;
  } catch {
    throw new Unanswered("malformed", path);
  }
  if (typeof text !== "string") throw new Unanswered("malformed", path);
  const registryName = asked.rooms[0]!;
  const found = hex(sha256(utf8(text)));
  const fail = (detail: string) => new CheckFailed("charter", registryName, {}, detail);
  if (found !== asked.process) throw fail(`its hash is ${found}, not ${asked.process}`);
  try {
    const note = parseNote(utf8(text));
    const charter = parseCharter(note);
    const principals = [...charter.principals.values()];
    await verifyNote(note, (name, id) => principals.find((key) => key.name === name && key.id === id));
    const signed = new Set(note.signatures.map(({ name }) => name));
    const missing = [...charter.principals].filter(([, key]) => !signed.has(key.name)).map(([actor]) => actor);
    if (charter.isTalks && missing.length > 0) throw fail(`it is not signed for ${missing.join(", ")}`);
    return charter;
  } catch (error) {
    throw error instanceof RecordError ? fail(error.message) : error;
  }
}

async function fetchCheckpoint(log: Log): Promise<RoomState> {
  const checkpoint = await log.checkpoint();
  const before = recall(log.room.origin);
  return { log, checkpoint, before, size: Number(checkpoint.size), leaves: [], answers: [], notes: [] };
}

/**
 * The charter as the registry's notes amended it. Taken from what the server answers for them, before any of it was
 * checked: the same answers are opened and their signatures verified later, and what fails then fails the whole.
 */
async function readAmended(founded: Charter, { log, size, answers }: RoomState): Promise<Charter> {
  const registry = new Registry(founded);
  for await (const answer of log.answers(0, size)) answers.push(answer);
  try {
    for (const { opening } of answers) {
      registry.apply(parseNote(opening.content), commit("note", log.room.origin, opening.salt, opening.content));
    }
  } catch (error) {
    // What is no note is found when it is opened, and said there.
    if (!(error instanceof RecordError)) throw error;
  }
  return registry.charter;
}

/** Gives the names on checkpoints that the charter does not name: nobody vouches for them. */
async function checkCosignatures(charter: Charter, rooms: readonly RoomState[], report: Reporter): Promise<string[]> {
  const unknown = new Set<string>();
  report.begin("cosignatures", rooms.length);
  for (const [i, { log, checkpoint }] of rooms.entries()) {
    await checkQuorum(charter, log, checkpoint);
    const known = [log.room.logKey, ...charter.witnesses];
    for (const { name, keyId } of checkpoint.note.signatures) {
      if (!known.some((key) => key.name === name && key.id === keyId)) unknown.add(name);
    }
    report.step("cosignatures", i + 1);
  }
  if (charter.witnessQuorum === 0) report.skip("cosignatures", "none-asked");
  else report.good("cosignatures");
  return [...unknown];
}

/** As many of the charter's witnesses as it asks for have cosigned, and none of their cosignatures fails. */
async function checkQuorum(charter: Charter, log: Log, checkpoint: Checkpoint): Promise<void> {
  const { witnesses, witnessQuorum: quorum } = charter;
  let got = 0;
  try {
    got = new Set((await cosigned(checkpoint, witnesses)).map(({ witness }) => witness)).size;
  } catch (error) {
    log.fail("cosignatures", { got, quorum }, error);
  }
  if (got < quorum) log.fail("cosignatures", { got, quorum }, `${got} of ${quorum} cosignatures verify`);
}

async function fetchLeaves(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  report.begin("leaves", sum(rooms.map(({ size }) => size)));
  let before = 0;
  for (const room of rooms) {
    room.leaves = await room.log.leaves(room.size, (done) => report.step("leaves", before + done));
    before += room.size;
  }
  report.good("leaves");
}

async function buildTrees(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  report.begin("trees", rooms.length);
  for (const [i, { log, size, leaves, checkpoint }] of rooms.entries()) {
    const root = (await log.roots(leaves, new Set([size]))).get(size)!;
    log.check("trees", {}, () => checkHead(checkpoint, log.room.origin, { size: BigInt(size), root }));
    report.step("trees", i + 1);
  }
  report.good("trees");
}

async function compareTiles(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  report.begin("tiles", sum(rooms.map(({ size }) => hashTiles(size).length)));
  let done = 0;
  for (const { log, leaves } of rooms) await log.tiles(leaves, () => report.step("tiles", ++done));
  report.good("tiles");
}

async function openNotes(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  report.begin("openings", sum(rooms.map(({ size }) => size)));
  let done = 0;
  for (const { log, size, leaves, answers, notes } of rooms) {
    const texts = new EnteredTexts();
    // The registry's were read with its charter.
    const isRead = answers.length > 0;
    for await (const answer of isRead ? answers : log.answers(0, size)) {
      const { index } = answer;
      const note = await log.open(answer, leaves[index]!);
      log.check("openings", { index }, () => texts.enter(note, index));
      if (!isRead) answers.push(answer);
      notes.push(note);
      report.step("openings", ++done);
    }
  }
  report.good("openings");
}

/** Gives how many annexes were erased. */
function openAnnexes(rooms: readonly RoomState[], report: Reporter): number {
  report.begin("annexes", sum(rooms.flatMap(({ notes }) => notes.map(({ annexes }) => annexes.length))));
  let [done, erased] = [0, 0];
  for (const { log, answers, notes } of rooms) {
    for (const [index, note] of notes.entries()) {
      erased += log.openAnnexes(answers[index]!, note);
      report.step("annexes", (done += note.annexes.length));
    }
  }
  report.good("annexes");
  return erased;
}

/** The registry comes first, for it has the keys; its notes are taken in the order of its log. */
async function checkSignatures(
  registry: Registry,
  rooms: readonly RoomState[],
  report: Reporter,
  signal: AbortSignal,
): Promise<void> {
  report.begin("signatures", sum(rooms.map(({ size }) => size)));
  let done = 0;
  const [first, ...others] = rooms;
  for (const [index, note] of first!.notes.entries()) {
    await checkSigned(first!.log, index, note, registry);
    registry.apply(note, first!.leaves[index]!.commitment);
    report.step("signatures", ++done);
  }
  for (const { log, notes } of others) {
    for (let from = 0; from < notes.length; from += signaturesAtOnce) {
      const part = notes.slice(from, from + signaturesAtOnce);
      const checked = await Promise.allSettled(part.map((note, i) => checkSigned(log, from + i, note, registry)));
      // The first in the order of the log, whichever was answered first.
      const failed = checked.find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
      report.step("signatures", (done += part.length));
      signal.throwIfAborted();
    }
  }
  report.good("signatures");
}

async function checkSigned(log: Log, index: number, note: Note, registry: Registry): Promise<void> {
  try {
    const isOfRegistry = log.room.index === 0;
    await verifyNote(note, (name, id) => registry.keyOf(note, name, id, isOfRegistry));
    if (!registry.speaksFor(note)) throw new RecordError("author", `no signer signs for ${note.author}`);
  } catch (error) {
    log.fail("signatures", { index }, error);
  }
}

async function checkHeads(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  report.begin("heads", sum(rooms.map(({ size }) => size)));
  let done = 0;
  for (const { log, leaves, notes } of rooms) {
    const own = notes.filter(({ origin }) => origin === log.room.origin);
    const roots = await log.roots(leaves, new Set(own.map(({ head }) => Number(head.size))));
    for (const [index, note] of notes.entries()) {
      // The head that a carried note cites is another log's: whoever sees that room checks it there.
      if (note.origin === log.room.origin) log.check("heads", { index }, () => checkCited(note, index, (size) => roots.get(size)));
      report.step("heads", ++done);
    }
  }
  report.good("heads");
}

/** One note, by the proof that it is in the log of its room. */
async function checkNote(
  asked: NonNullable<Asked["note"]>,
  charter: Charter,
  registry: Registry,
  base: string,
  report: Reporter,
  signal: AbortSignal,
): Promise<Verified["note"]> {
  report.begin("proof", 1);
  const log = openLog(charter, base, asked.room, signal);
  const { index } = asked;
  const commitment = fromHex(asked.commitment, 32);
  if (!commitment) throw new Unanswered("malformed", log.base);
  const [proofBytes, answer] = await Promise.all([
    fetchBytes(`${log.base}/proof/${asked.commitment}`, tlogProofBytesMax, signal, true),
    log.answers(index, index + 1).next(),
  ]);
  if (answer.done) throw new Unanswered("malformed", log.base);
  try {
    const proof = parseTlogProof(proofBytes);
    if (proof.index !== BigInt(index)) throw new RecordError("index", `the proof is of entry ${proof.index}`);
    // The leaf's time stands nowhere but in the bundle of entries; the proof shows that it is the one in the tree.
    const leaf = await log.leaf(index, Number(proof.checkpoint.size));
    if (!equal(leaf.commitment, commitment)) throw new RecordError("commitment", "the entry is another note's");
    await verifyTlogProof(proof, leaf.hash, log.room.logKey);
    await checkQuorum(charter, log, proof.checkpoint);
    const note = await log.open(answer.value, leaf);
    log.openAnnexes(answer.value, note);
    await checkSigned(log, index, note, registry);
    report.step("proof", 1);
    report.good("proof");
    return { room: asked.room, index, size: proof.checkpoint.size };
  } catch (error) {
    log.fail("proof", { index }, error);
  }
}

async function checkRemembered(rooms: readonly RoomState[], report: Reporter): Promise<void> {
  const known = rooms.filter(({ before }) => before);
  report.begin("remembered", known.length);
  for (const [i, { log, leaves, size, checkpoint, before }] of known.entries()) {
    if (!before) continue;
    const name = log.room.name;
    const { size: oldSize, root: oldRoot } = before.checkpoint;
    if (oldSize > checkpoint.size) {
      throw new Forked(name, before, checkpoint, undefined, `it had ${oldSize} entries and now has ${size}`);
    }
    const root = (await log.roots(leaves, new Set([Number(oldSize)]))).get(Number(oldSize))!;
    if (!equal(root, oldRoot)) {
      const prefix = prefixOf(leaves.map(({ hash }) => hash), Number(oldSize));
      const proof = formatForkProof(checkpoint, before.checkpoint, prefix);
      // What is offered must prove itself to whoever reads it.
      await verifyForkProof(parseForkProof(utf8(proof)), log.room.logKey, () => undefined);
      const [had, has] = [formatHead(before.checkpoint), formatHead({ size: oldSize, root })];
      throw new Forked(name, before, checkpoint, proof, `it had the head ${had}, and now begins with ${has}`);
    }
    report.step("remembered", i + 1);
  }
  if (known.length === 0) report.skip("remembered", "first-time");
  else report.good("remembered");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
