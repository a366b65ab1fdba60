// What the verify island checks, without a browser: a made process is found good, and any change in it is found.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { load } from "./load.mjs";
import { makeProcess, record, signer } from "./made-process.mjs";
import { serve } from "./serve.mjs";

const { verify } = await load("verify/run.ts");
const now = new Date("2025-11-12T00:00:00Z");

/** What the browser keeps, for `remembered.ts`. */
const kept = new Map();
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };

const small = makeProcess(12);
const large = makeProcess(300);
const carried = makeProcess(12, "register", undefined, 3);

/** Puts something in the place of an answer: given its path and bytes, gives other bytes, or nothing to let it be. */
let tamper = () => undefined;
let process = small;
let asked = [];
let server;

before(async () => {
  server = await serve(async (path, url) => {
    if (!path.startsWith("/sample/")) return undefined;
    const below = path.slice("/sample".length);
    const answer = process.answer(below, url);
    if (!answer) return undefined;
    asked.push(below + url.search);
    const bytes = typeof answer.body === "string" ? record.utf8(answer.body) : answer.body;
    return { type: answer.type, body: tamper(below, bytes) ?? bytes };
  });
});
after(() => server.close());

async function check(given, change = () => undefined, note = undefined) {
  [process, tamper, asked] = [given, change, []];
  const done = [];
  const report = {
    plan() {}, begin() {}, step() {},
    good: (name) => done.push(name),
    skip: (name) => done.push(`${name} skipped`),
  };
  const base = `${server.url}/sample`;
  const rooms = given.asked ?? ["registry", "public"];
  const found = await verify({ process: given.id, base, rooms, note }, now, report, new AbortController().signal);
  return { found, done };
}

/** The check that fails when an answer is changed, or how the answer could not be used. */
async function failing(given, change, note) {
  kept.clear();
  try {
    await check(given, change, note);
  } catch (error) {
    if (error.check) return error.check;
    if (error.why) return error.why;
    throw error;
  }
  return undefined;
}

const replaced = (path, change) => (asked, bytes) => (asked === path ? change(bytes) : undefined);
const flipped = (at) => (bytes) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
const changedJson = (change) => (bytes) => {
  const page = JSON.parse(record.fromUtf8(bytes));
  change(page.entries);
  return record.utf8(JSON.stringify(page));
};
const asText = (change) => (bytes) => record.utf8(change(record.fromUtf8(bytes)));

test("a process is found good, in every check", async () => {
  kept.clear();
  const { found, done } = await check(large);
  assert.equal(found.entries, 302);
  assert.deepEqual(found.unknownSigners, []);
  assert.deepEqual(done, [
    "charter", "checkpoints", "cosignatures", "leaves", "trees", "tiles", "openings", "annexes", "signatures", "heads",
    "remembered skipped",
  ]);
  for (const path of ["/public/tile/0/000", "/public/tile/0/001.p/44", "/public/tile/1/000.p/1", "/public/tile/entries/001.p/44"]) {
    assert.ok(asked.includes(path), path);
  }
  assert.equal((await check(large)).done.at(-1), "remembered");
});

test("any flipped bit in a checkpoint, a tile or a bundle of entries is found", async () => {
  kept.clear();
  await check(small);
  for (const path of asked.filter((path) => !path.includes("/notes"))) {
    const { body } = small.answer(path, new URL("http://localhost/"));
    for (let at = 0; at < body.length; at += body.length > 200 ? 13 : 5) {
      assert.ok(await failing(small, replaced(path, flipped(at))), `byte ${at} of ${path}`);
    }
  }
});

test("any flipped bit in a note, its salt or an annex is found", async () => {
  for (const room of ["registry", "public"]) {
    const entries = small.rooms[room].entries;
    for (const [index, entry] of entries.entries()) {
      for (let at = 0; at < entry.note.length; at += 41 + index) {
        const change = replaced(`/${room}/notes`, changedJson((entries) => {
          const opening = entries.find((opening) => opening.index === index);
          if (!opening) return;
          const bytes = record.utf8(opening.note);
          bytes[Math.min(at, bytes.length - 1)] ^= 1;
          opening.note = new TextDecoder().decode(bytes);
        }));
        assert.ok(await failing(small, change), `byte ${at} of entry ${index} of ${room}`);
      }
      const salt = changedJson((entries) => {
        const opening = entries.find((opening) => opening.index === index);
        if (opening) opening.salt = record.base64(new Uint8Array(32));
      });
      // The charter is known by its content; its salt is looked at when its entry is opened.
      assert.equal(await failing(small, replaced(`/${room}/notes`, salt)), "openings");
    }
  }
  const annex = changedJson(([{ annexes }]) => (annexes[0].content = record.base64(record.utf8('{"text":"1"}'))));
  assert.equal(await failing(small, replaced("/public/notes", annex)), "annexes");
  const gone = changedJson(([entry]) => (entry.annexes = []));
  assert.equal(await failing(small, replaced("/public/notes", gone)), "annexes");
});

test("carried notes are found good by who sees only the room that they were carried to", async () => {
  kept.clear();
  const { found } = await check(carried);
  assert.equal(found.entries, 17);
  assert.ok(asked.every((path) => !path.startsWith("/plenary/")));
});

test("any changed byte in the evidence of a carried note is found", async () => {
  const { evidence } = carried.rooms.public.entries[14];
  for (let at = 0; at < evidence.length; at += 3) {
    const change = changedJson((entries) => {
      const bytes = record.utf8(entries[14].evidence);
      bytes[Math.min(at, bytes.length - 1)] ^= 1;
      entries[14].evidence = new TextDecoder().decode(bytes);
    });
    assert.equal(await failing(carried, replaced("/public/notes", change)), "openings", `byte ${at}`);
  }
  const entry = (change) => replaced("/public/notes", changedJson((entries) => change(entries[14], entries)));
  assert.equal(await failing(carried, entry((entry) => delete entry.evidence)), "openings");
  assert.equal(await failing(carried, entry((entry, entries) => (entry.evidence = entries[13].evidence))), "openings");
  assert.equal(await failing(carried, entry((entry, entries) => (entries[3].evidence = entry.evidence))), "openings");
  const annex = entry(({ annexes }) => (annexes[0].content = record.base64(record.utf8('{"text":"other"}'))));
  assert.equal(await failing(carried, annex), "annexes");
});

test("an erased annex is counted, and fails nothing", async () => {
  kept.clear();
  const erase = changedJson(([{ annexes }]) => (annexes[0] = { commitment: annexes[0].commitment, role: "wording", erased: true }));
  assert.equal((await check(small, replaced("/public/notes", erase))).found.erased, 1);
});

test("each check names what it finds", async () => {
  const cases = {
    charter: replaced("/registry/notes", changedJson(([entry]) => (entry.note = small.rooms.registry.entries[1].note))),
    checkpoints: replaced("/public/checkpoint", asText((text) => text.replace("\n12\n", "\n11\n"))),
    cosignatures: replaced("/public/checkpoint", asText((text) => text.replace(/— witness.*\n$/, ""))),
    leaves: replaced("/public/tile/entries/000.p/12", (bytes) => bytes.slice(0, -42)),
    trees: replaced("/public/tile/entries/000.p/12", flipped(30)),
    tiles: replaced("/public/tile/0/000.p/12", flipped(100)),
    openings: replaced("/public/notes", changedJson((entries) => (entries[3].note = entries[2].note))),
    refused: replaced("/public/notes", changedJson((entries) => entries.splice(0))),
  };
  for (const [name, change] of Object.entries(cases)) {
    assert.equal(await failing(small, change), name === "refused" ? "malformed" : name, name);
  }
});

test("a charter of talks that a principal has not signed is found; a register's editor alone answers for it", async () => {
  const silent = signer("k0303030303030303", 9);
  assert.equal(await failing(makeProcess(2, "talks", silent)), "charter");
  assert.equal(await failing(makeProcess(2, "talks")), undefined);
  assert.equal(await failing(makeProcess(2, "register", silent)), undefined);
});

/** A principal of alpha, which had none. */
const alpha = signer("k0404040404040404", 9);

/** The charter of a process, with a principal of alpha and a room more. */
function amended({ charter }, change = () => undefined) {
  const after = structuredClone(charter);
  after.actors[1].principal = alpha.key.toString();
  after.rooms.push({ name: "maps", kind: "public", origin: `verbale/${"c".repeat(32)}` });
  change(after);
  return after;
}

test("an amendment that every principal has signed adds keys and rooms, and any change in it is found", async () => {
  const made = { ...makeProcess(2), asked: ["registry", "public", "maps"] };
  const first = made.amend(amended(made), [made.principal, alpha]);
  const key = signer("k0505050505050505", 10);
  const act = { act: "credential", actor: "alpha", key: key.key.toString(), powers: ["reply"] };
  made.rooms.registry.enter(alpha, "alpha", act);
  made.rooms.maps.enter(key, "alpha", { act: "statement" });
  kept.clear();
  assert.equal((await check(made)).found.entries, 7);
  const index = 2;
  const { note } = made.rooms.registry.entries[index];
  for (let at = 0; at < note.length; at += 37) {
    const change = replaced("/registry/notes", changedJson((entries) => {
      const opening = entries.find((opening) => opening.index === index);
      if (opening) opening.note = opening.note.slice(0, at) + (opening.note[at] === "0" ? "1" : "0") + opening.note.slice(at + 1);
    }));
    assert.ok(await failing(made, change), `character ${at}`);
  }
  // A second one names the first; one that names the charter of the beginning is crossed.
  const witness = signer("witness.example.org/w2", 11, "cosignatureV1");
  const stricter = amended(made, (after) => {
    after.witnesses.push(witness.key.toString());
    after.rules.witness_quorum = 2;
  });
  made.amend(stricter, [made.principal, alpha]);
  assert.equal(await failing(made), undefined);
  made.amend(stricter, [made.principal, alpha], first);
  assert.equal(await failing(made), "cosignatures");
});

test("an amendment without the consent of all, or of what stays as it is, adds nothing and fails nothing", async () => {
  const changes = {
    "one-sided": [amended, (made) => [made.principal]],
    "the new principal alone consents": [amended, (made) => [made.editor, alpha]],
    "another offset": [(made) => amended(made, (after) => (after.offset_min = 60)), (made) => [made.principal, alpha]],
    "another principal": [
      (made) => amended(made, (after) => (after.actors[0].principal = signer("k0606060606060606", 6).key.toString())),
      (made) => [made.principal, alpha],
    ],
    "an actor fewer": [(made) => amended(made, (after) => after.actors.pop()), (made) => [made.principal, alpha]],
    "a room named twice": [
      (made) => amended(made, (after) => (after.rooms[2].name = "public")), (made) => [made.principal, alpha],
    ],
  };
  for (const [name, [change, signers]] of Object.entries(changes)) {
    const made = makeProcess(2);
    made.amend(change(made), signers(made));
    assert.equal(await failing(made), undefined, name);
    assert.equal(await failing({ ...made, asked: ["registry", "public", "maps"] }), "charter", name);
    made.rooms.registry.enter(alpha, "alpha", { act: "confirmation", re: "0".repeat(64), given: true });
    assert.equal(await failing(made), "signatures", name);
  }
});

test("nobody lets themselves in by an amendment alone", async () => {
  const made = makeProcess(2);
  made.amend(amended(made), [alpha], undefined, "alpha");
  assert.equal(await failing(made), "signatures");
});

test("a note signed by a key that nobody admitted is found", async () => {
  const made = makeProcess(2);
  made.rooms.public.enter({ ...made.editor, key: foreignKey(made.editor.key) }, "chronicler", { act: "statement" });
  assert.equal(await failing(made), "signatures");
});

test("a note in the name of an actor whom its signer does not speak for is found", async () => {
  const made = makeProcess(2);
  made.rooms.public.enter(made.editor, "alpha", { act: "statement" });
  assert.equal(await failing(made), "signatures");
});

test("a note that was entered twice is found", async () => {
  const made = makeProcess(2);
  const { public: room } = made.rooms;
  room.entries.push({ ...room.entries[1], index: 2 });
  room.leaves.push(room.leaves[1]);
  assert.equal(await failing(made), "openings");
});

test("a note that cites a head which this log never had is found", async () => {
  const made = makeProcess(3);
  const { public: room } = made.rooms;
  const head = room.head;
  room.head = () => ({ size: 2n, root: record.sha256(record.utf8("another log")) });
  room.enter(made.editor, "chronicler", { act: "statement" });
  room.head = head;
  assert.equal(await failing(made), "heads");
});

test("a log that was rewritten since is proved to have forked", async () => {
  kept.clear();
  await check(makeProcess(5));
  const rewritten = makeProcess(4);
  rewritten.rooms.public.enter(rewritten.editor, "chronicler", { act: "objection" });
  rewritten.rooms.public.enter(rewritten.editor, "chronicler", { act: "objection" });
  await assert.rejects(check(rewritten), (error) => {
    assert.equal(error.check, "remembered");
    const lines = error.proof.split("\n");
    assert.deepEqual(lines.slice(0, 3), ["verbale/fork-proof/v1", rewritten.rooms.public.origin, "checkpoint 6"]);
    const at = lines.findIndex((line) => line.startsWith("prefix "));
    const [size, root] = lines[at].split(" ").slice(1);
    const hashes = lines.slice(at + 1, -1).map((line) => record.fromBase64(line));
    const now = record.parseCheckpoint(record.utf8(rewritten.checkpoint("public")));
    record.verifyConsistency(BigInt(size), now.size, record.fromBase64(root), hashes, now.root);
    return true;
  });
});

test("a log that lost entries is found, and proves no fork", async () => {
  kept.clear();
  await check(makeProcess(5));
  await assert.rejects(check(makeProcess(4)), { check: "remembered", proof: undefined });
});

test("one note is found on the record by its proof, and any change in the proof is found", async () => {
  const note = { room: "public", index: 7, commitment: small.commitmentOf("public", 7) };
  kept.clear();
  const { found, done } = await check(small, undefined, note);
  assert.deepEqual(found.note, { room: "public", index: 7, size: 12n });
  assert.ok(done.includes("proof"));
  const path = `/public/proof/${note.commitment}`;
  const { body } = small.answer(path);
  for (let at = 0; at < body.length; at += 5) {
    assert.ok(await failing(small, replaced(path, flipped(at)), note), `byte ${at}`);
  }
  const other = { ...note, index: 6 };
  assert.equal(await failing(small, undefined, other), "proof");
});

test("a server that does not answer, or refuses, is told apart from a record that fails", async () => {
  const { why } = await check({ ...small, answer: () => undefined }).catch((error) => error);
  assert.equal(why, "refused");
  const closed = await serve();
  await closed.close();
  const nowhere = { process: small.id, base: `${closed.url}/sample`, rooms: ["registry"], note: undefined };
  const report = { plan() {}, begin() {} };
  await assert.rejects(verify(nowhere, now, report, new AbortController().signal), { why: "offline" });
});

/** Another point of the curve under the same name: the base point's double has no secret that anybody here uses. */
function foreignKey(key) {
  const other = record.fromHex("c9a3f86aae465f0e56513864510f3997561fa2c9e85ea21dc2292309f3cd6022", 32);
  return new record.VerifierKey(key.name, "ed25519", other);
}
