// A member's client in the browser: its key stays in it, and what it sends stands on the record once or is still here.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import test, { after, before, beforeEach } from "node:test";
import { build } from "esbuild";
import { launch } from "../browser.mjs";
import { makeProcess, record } from "../made-process.mjs";
import { cut, serve } from "../serve.mjs";

const form = `<!doctype html><title>Client</title><script type="module" src="/client.js"></script>
<form id="form"><input name="title"><textarea name="text"></textarea><input type="hidden" name="token" value="fresh">
<input type="password" name="secret"><input type="checkbox" name="to" value="alpha" checked><input type="checkbox" name="to" value="beta">
<select name="track"><option>political</option><option>humanitarian</option></select></form>`;

let browser, server, script, process, room;
/** Bodies that were posted, and what becomes of each: given its number from 0, gives an answer, or nothing to enter it. */
let posted = [];
let meet = () => undefined;

before(async () => {
  const built = build({
    entryPoints: [fileURLToPath(new URL("signing.mjs", import.meta.url))],
    bundle: true, write: false, format: "esm", target: "es2022",
  });
  [browser, script] = await Promise.all([launch(), built.then(({ outputFiles }) => outputFiles[0].contents)]);
  server = await serve(async (path, url, { method, body }) => {
    if (path === "/client") return { type: "text/html", body: form };
    if (path === "/client.js") return { type: "text/javascript", body: script };
    if (method === "POST" && path === "/api/v1/processes/sample/rooms/public/notes") return submitted(body);
    return path.startsWith("/sample/") ? process.answer(path.slice("/sample".length), url) : undefined;
  });
});
after(() => Promise.all([browser?.close(), server?.close()]));

beforeEach(() => {
  process = makeProcess(3);
  const { origin } = process.rooms.public;
  room = { process: process.id, name: "public", origin, logKey: process.logKeyOf("public").key.toString() };
  posted = [];
  meet = () => undefined;
});

const json = (answer, status = 200) => ({ type: "application/json", body: JSON.stringify(answer), status });

/** The honest answer to a submission. */
function receiptOf(body, of = process) {
  const index = of.rooms.public.submit(body);
  return of.rooms.public.receipt(index, of.checkpoint("public"));
}

function submitted(body) {
  const number = posted.push(body) - 1;
  const met = meet(number, body);
  return met ?? json(receiptOf(body));
}

/** A refusal of what was sent, signed by the room's log key. */
function refusal(code, body, status = 422) {
  const key = process.logKeyOf("public");
  const hash = record.base64(record.sha256(record.utf8(JSON.parse(body).note)));
  const head = record.formatHead(process.rooms.public.head());
  const text = `verbale/refusal/v1\n${room.origin}\n${code}\nnote ${hash}\ntime 1762992000000\nhead ${head}\nsay why\n`;
  const signature = { name: key.key.name, keyId: key.key.id, bytes: key.sign(text) };
  const signed = record.fromUtf8(record.formatSignedNote({ text, signatures: [signature] }));
  return json({ type: "/api/v1/problems/refused", title: "t", status, detail: "Why.", hint: "What next.", code, refusal: signed }, status);
}

/** Opens a tab of the client; `context` is whose browser. */
async function tab(context) {
  const page = await context.newPage();
  await load(page);
  return page;
}

async function load(page) {
  await page.goto(`${server.url}/client`);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
}

/** Does `story` in a browser of its own. */
const told = (story) => async () => {
  const context = await browser.newContext();
  try {
    await story(context);
  } finally {
    await context.close();
  }
};

const run = (page) => page.evaluate(() => client.run());
const put = (page, text, seed = 2) => page.evaluate(([room, seed, text]) => client.put(room, seed, text), [room, seed, text]);
const reached = (page, note, state) => page.evaluate(([note, state]) => client.reached(note, state), [note, state]);
const pauses = (page) => page.evaluate(() => client.pauses);
/** Waits until the outbox pauses for the `count`-th time. */
const paused = (page, count) => page.evaluate((count) => client.paused(count), count);
const pass = (page) => page.evaluate(() => client.pass());
const standing = () => process.rooms.public.entries.length;

test("a device key outlasts a reload and signs, and no program can take it out", told(async (context) => {
  const page = await tab(context);
  const made = await page.evaluate(async () => {
    const { name, vkey } = await client.devices.make("Desk at home", "2025-11-12");
    return { name, vkey };
  });
  assert.match(made.name, /^k[0-9a-f]{16}$/);
  await load(page);
  const found = await page.evaluate(async (name) => {
    const { devices, sign } = client;
    const device = await devices.get(name);
    const exports = await Promise.allSettled(["pkcs8", "jwk", "raw"].map((format) => crypto.subtle.exportKey(format, device.privateKey)));
    const signer = sign.signerOf(device);
    const bytes = await signer.sign(sign.utf8("text\n"));
    return {
      listed: (await devices.list()).map(({ name, vkey, label, madeOn }) => ({ name, vkey, label, madeOn })),
      exports: exports.map(({ status }) => status),
      extractable: device.privateKey.extractable,
      verifies: await signer.key.verify("text\n", { name, keyId: signer.key.id, bytes }),
      forgeries: await signer.key.verify("other\n", { name, keyId: signer.key.id, bytes }),
    };
  }, made.name);
  assert.deepEqual(found, {
    listed: [{ ...made, label: "Desk at home", madeOn: "2025-11-12" }],
    exports: ["rejected", "rejected", "rejected"],
    extractable: false,
    verifies: true,
    forgeries: false,
  });
  const left = await page.evaluate(async (name) => {
    await client.devices.remove(name);
    return (await client.devices.list()).length;
  }, made.name);
  assert.equal(left, 0);
  assert.equal(await page.evaluate(() => client.devices.make(" ", "2025-11-12").catch(({ rule }) => rule)), "device_label");
}));

test("a browser without Ed25519 says so, and what helps", told(async (context) => {
  const page = await tab(context);
  const error = await page.evaluate(async () => {
    SubtleCrypto.prototype.generateKey = async () => { throw new DOMException("unknown", "NotSupportedError"); };
    return client.devices.make("Phone", "2025-11-12").catch(({ rule, hint }) => ({ rule, hint }));
  });
  assert.equal(error.rule, "no_ed25519");
  assert.match(error.hint, /newer browser/);
}));

test("a connection cut in the middle of sending ends with the note standing once", told(async (context) => {
  const page = await tab(context);
  // Entered, and the connection cut before the answer. A browser may send again by itself what was cut off on a
  // connection that it had kept, so that what happens goes by phases, not by requests.
  meet = (_, body) => (receiptOf(body), cut);
  const before = standing();
  await page.evaluate((room) => client.verified(room), room);
  const note = await put(page, "one");
  assert.equal(await put(page, "one") === note, false, "another nonce makes another note");
  await page.evaluate(async () => client.database.remove("outbox", (await client.outbox.list()).at(-1).position));
  await run(page);
  await paused(page, 1);
  const waiting = await page.evaluate((note) => client.outbox.get(note), note);
  assert.deepEqual([waiting.state, waiting.fault.rule, waiting.tries], ["waiting", "offline", 1]);
  assert.equal(await page.evaluate((note) => client.outbox.remove(note), note), false, "it may have arrived");
  meet = () => cut;
  await pass(page);
  await paused(page, 2);
  meet = () => undefined;
  await pass(page);
  const sent = await reached(page, note, "sent");
  assert.equal(sent.receipt.commitment, note);
  assert.equal(standing(), before + 1);
  assert.ok(posted.length >= 3);
  assert.ok(posted.every((body) => body === posted[0]), "the very same submission each time");
  assert.deepEqual((await pauses(page)).slice(0, 2), [1000, 2000], "pauses grow");
  const proof = await page.evaluate(async (note) => {
    const { sign, outbox } = client;
    return sign.fromUtf8(sign.proofFile((await outbox.get(note)).receipt));
  }, note);
  const leaf = process.rooms.public.leaves.at(-1);
  await record.verifyTlogProof(record.parseTlogProof(record.utf8(proof)), leaf.hash, record.VerifierKey.parse(room.logKey));
  const newest = await page.evaluate(async (room) => (await client.heads.newest(room.origin)).size.toString(), room);
  assert.equal(newest, String(standing()));
}));

test("a page that went while it was sending has its note sent by the next", told(async (context) => {
  const page = await tab(context);
  let arrived;
  const sending = new Promise((resolve) => (arrived = resolve));
  meet = (number, body) => (number === 0 ? (receiptOf(body), arrived(), new Promise(() => undefined)) : undefined);
  const before = standing();
  const note = await put(page, "one");
  await run(page);
  await sending;
  await load(page);
  assert.equal((await page.evaluate((note) => client.outbox.get(note), note)).state, "sending");
  await run(page);
  await reached(page, note, "sent");
  assert.equal(standing(), before + 1);
}));

test("of two tabs one sends, and the other takes over when it is closed", told(async (context) => {
  const [first, second] = [await tab(context), await tab(context)];
  await run(first);
  await run(second);
  const one = await put(second, "one");
  const seen = await Promise.all([reached(first, one, "sent"), reached(second, one, "sent")]);
  assert.equal(seen[0].receipt.index, seen[1].receipt.index);
  assert.equal(posted.length, 1);
  await first.close();
  const two = await put(second, "two");
  await reached(second, two, "sent");
  assert.equal(posted.length, 2);
}));

test("a signed refusal is kept, and ends the matter", told(async (context) => {
  const page = await tab(context);
  meet = (number, body) => (number === 0 ? refusal("revoked_key", body, 403) : undefined);
  const one = await put(page, "one");
  const two = await put(page, "two");
  await run(page);
  const refused = await reached(page, one, "refused");
  assert.equal(refused.refused.code, "revoked_key");
  assert.match(refused.refused.signed, /^verbale\/refusal\/v1\n/);
  await reached(page, two, "sent");
  assert.equal(posted.length, 2);
  assert.equal(await page.evaluate((note) => client.outbox.remove(note), one), true);
}));

test("a refusal that passes, of another note or by nobody known is waited out", told(async (context) => {
  const page = await tab(context);
  const other = JSON.stringify({ note: "other" });
  const portal = { type: "text/html", body: "<h1>Sign in to this network</h1>" };
  const hidden = json({ type: "/api/v1/problems/not_found", status: 404, detail: "Nothing.", hint: "Look." }, 404);
  const wrong = (body) => {
    const answer = refusal("form", body);
    return { ...answer, body: answer.body.replace("say why", "say this") };
  };
  const answers = [(body) => refusal("quota", body, 429), () => refusal("form", other), wrong, () => portal, () => hidden];
  meet = (number, body) => answers[number]?.(body);
  const [one, two] = [await put(page, "one"), await put(page, "two")];
  await run(page);
  const faults = [];
  for (const n of answers.keys()) {
    await paused(page, n + 1);
    const [first, second] = await page.evaluate(() => client.outbox.list());
    assert.deepEqual([first.state, second.state, second.tries], ["waiting", "waiting", 0], "a room's notes go in their order");
    assert.deepEqual(second.fault, first.fault, "what waits behind another says why");
    faults.push(first.fault.rule);
    await pass(page);
  }
  assert.deepEqual(faults, ["quota", "refusal", "bad_signature", "form", "not_found"]);
  await reached(page, one, "sent");
  await reached(page, two, "sent");
  assert.deepEqual(process.rooms.public.entries.slice(-2).map(({ note }) => note), [posted.at(-2), posted.at(-1)].map((body) => JSON.parse(body).note));
}));

test("a request that can never be taken is refused though nobody signs it", told(async (context) => {
  const page = await tab(context);
  meet = () => json({ type: "/api/v1/problems/invalid_value", status: 422, detail: "No.", hint: "Mend it." }, 422);
  const note = await put(page, "one");
  await run(page);
  const { refused } = await reached(page, note, "refused");
  assert.deepEqual(refused, { code: "invalid_value", message: "No. Mend it.", signed: undefined });
}));

test("nothing is said to be sent whose receipt does not prove it", told(async (context) => {
  const page = await tab(context);
  await page.evaluate((room) => client.verified(room), room);
  const spoil = [
    ["form", (receipt) => delete receipt.proof],
    ["origin", (receipt) => (receipt.origin = process.rooms.registry.origin)],
    ["commitment", (receipt) => (receipt.commitment = process.commitmentOf("public", 0))],
    ["leaf", (receipt) => (receipt.leaf = receipt.leaf.slice(4))],
    ["time", (receipt) => receipt.time_ms++],
    ["commitment", (receipt) => (receipt.leaf = record.base64(process.rooms.public.leaves[0].bytes))],
    ["proof_root", (receipt) => receipt.index--],
    ["proof_length", (receipt) => receipt.proof.pop()],
    ["proof", (receipt) => (receipt.proof[0] = "AAAA")],
    ["checkpoint_bad_signature", (receipt) => (receipt.checkpoint = receipt.checkpoint.replace(/\n[^\n]{44}\n/, `\n${record.base64(new Uint8Array(32))}\n`))],
    ["checkpoint", (receipt) => (receipt.checkpoint = process.checkpoint("registry"))],
    ["proof_range", (receipt) => (receipt.checkpoint = process.checkpoint("public", 3))],
  ];
  meet = (number, body) => {
    if (number >= spoil.length) return undefined;
    const receipt = receiptOf(body);
    spoil[number][1](receipt);
    return json(receipt);
  };
  const note = await put(page, "one");
  await run(page);
  const faults = [];
  for (const n of spoil.keys()) {
    await paused(page, n + 1);
    const entry = await page.evaluate((note) => client.outbox.get(note), note);
    assert.equal(entry.state, "waiting", spoil[n][0]);
    faults.push(entry.fault.rule);
    await pass(page);
  }
  assert.deepEqual(faults, spoil.map(([rule]) => rule));
  await reached(page, note, "sent");
}));

test("a venue that shows its author another log is caught with the proof in hand", told(async (context) => {
  const page = await tab(context);
  await page.evaluate((room) => client.verified(room), room);
  const note = await put(page, "one");
  // The same log key goes on from another history: the author's note is in it, what the author had verified is not.
  const honest = process;
  process = makeProcess(2);
  process.rooms.public.append(honest.rooms.public.entries[0].note, new Uint8Array(32), []);
  await run(page);
  await paused(page, 1);
  const { state, fault } = await page.evaluate((note) => client.outbox.get(note), note);
  assert.deepEqual([state, fault.rule], ["waiting", "forked"]);
  const proof = record.parseForkProof(record.utf8(fault.forkProof));
  await record.verifyForkProof(proof, record.VerifierKey.parse(room.logKey), () => undefined);
  assert.equal(await page.evaluate((room) => client.heads.forkOf(room.origin), room), fault.forkProof);
  const newest = await page.evaluate(async (room) => client.sign.hex((await client.heads.newest(room.origin)).root), room);
  assert.equal(newest, record.hex(honest.rooms.public.head().root), "what was verified stays what it was");
}));

test("coming online ends the pause", told(async (context) => {
  const page = await tab(context);
  meet = () => cut;
  const note = await put(page, "one");
  await run(page);
  await paused(page, 1);
  meet = () => undefined;
  await context.setOffline(true);
  await context.setOffline(false);
  await reached(page, note, "sent");
}));

test("what was typed outlasts a reload, and is gone when its purpose is done", told(async (context) => {
  const page = await tab(context);
  const attach = () => page.evaluate(async () => {
    globalThis.keptTimes = 0;
    globalThis.detach = await client.workshop.attach(document.querySelector("form"), "/client", () => keptTimes++);
  });
  const kept = (times) => page.waitForFunction((times) => keptTimes >= times, times);
  await attach();
  await page.fill("[name=title]", "Günlük · щоденник");
  await kept(1);
  await page.fill("[name=text]", "Two\nlines");
  await page.fill("[name=secret]", "hidden from all");
  await page.uncheck("[value=alpha]");
  await page.check("[value=beta]");
  await page.selectOption("select", "humanitarian");
  await page.waitForFunction(async () => (await client.workshop.recall("/client"))?.contents.some(([, value]) => value === "humanitarian"));
  const held = await page.evaluate(async () => (await client.workshop.recall("/client")).contents);
  assert.deepEqual(held, [["title", "Günlük · щоденник"], ["text", "Two\nlines"], ["to", "beta"], ["track", "humanitarian"]]);
  await load(page);
  assert.equal(await page.inputValue("[name=title]"), "");
  await attach();
  const shown = await page.evaluate(() => [...new FormData(document.querySelector("form"))]);
  assert.deepEqual(shown, [
    ["title", "Günlük · щоденник"], ["text", "Two\nlines"], ["token", "fresh"], ["secret", ""], ["to", "beta"], ["track", "humanitarian"],
  ]);
  assert.equal(await page.evaluate(async () => { await detach(); return (await client.workshop.list()).length; }), 0);
}));
