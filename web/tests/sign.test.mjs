// What the signing library promises where no browser is needed: limits, the order of signatures, refusals, growth.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { load } from "./load.mjs";
import { signerOfSeed } from "./vectors/check.mjs";

const sign = await load("record/index.ts", "sign/index.ts");
const { VerifierKey, base64, commit, emptyRoot, fromUtf8, hex, rootOf, utf8 } = sign;

const origin = "verbale/000102030405060708090a0b0c0d0e0f";
const repeated = (byte, length = 32) => new Uint8Array(length).fill(byte);
const [alpha, beta, log] = await Promise.all([
  signerOfSeed(sign, "k0101010101010101", repeated(1)),
  signerOfSeed(sign, "k0202020202020202", repeated(2)),
  signerOfSeed(sign, origin, repeated(0x10)),
]);
const emptyHead = { size: 0n, root: emptyRoot };
const room = { process: "9f".repeat(32), name: "plenary", origin, logKey: log.key, head: emptyHead, checkpoint: "" };
const parts = { actor: "alpha", signers: [alpha.key.name], act: { act: "readiness", stance: "ready", for: "talks" } };
const write = (changes = {}, roomChanges = {}) => sign.writeDraft({ ...room, ...roomChanges }, { ...parts, ...changes });
const act = (fields) => ({ act: { ...parts.act, ...fields } });

async function signedBy(signer, text) {
  const signature = { name: signer.key.name, keyId: signer.key.id, bytes: await signer.sign(utf8(text)) };
  return fromUtf8(sign.formatSignedNote({ text, signatures: [signature] }));
}

const checkpointOf = (head, of = origin) => signedBy(log, `${of}\n${sign.formatHead(head).replace(" ", "\n")}\n`);

test("what a note cannot hold is refused with its rule, and with what to do", async () => {
  const document = (length) => ({ documents: [new Uint8Array(length)] });
  const head = { size: 1n, root: repeated(7) };
  const checkpoint = await checkpointOf(head);
  const refused = [
    ["act", act({ part: 0.5 })],
    ["act", act({ large: 2 ** 53 })],
    ["act", act({ half: "\ud800" })],
    ["act", act({ signers: [] })],
    ["act", act({ annexes: [] })],
    ["act", { act: { act: "Readiness" } }],
    ["act", act({ about: Array.from({ length: sign.actListElementsMax + 1 }, () => "ab".repeat(32)) })],
    ["signers", { signers: [] }],
    ["signers", { signers: ["alpha"] }],
    ["signers", { signers: Array.from({ length: 17 }, (_, n) => `k${n.toString(16).padStart(16, "0")}`) }],
    ["wording", { wording: { text: "x".repeat(sign.wordingBytesMax) } }],
    ["wording", { wording: { heads: 1.5 } }],
    ["annexes", { documents: Array.from({ length: 33 }, () => new Uint8Array(1)) }],
    ["annex_too_long", document(sign.annexBytesMax + 1)],
    ["note_too_long", act({ note: "x".repeat(sign.noteBytesMax) })],
    ["header", { actor: "Alpha" }],
    ["header", {}, { process: "river" }],
    ["header", {}, { origin: "verbale/0" }],
    ["header", {}, { head }],
    ["header", {}, { head: { ...head, size: 2n }, checkpoint }],
    ["header", {}, { head, checkpoint: checkpoint.replace("head", "heed").replace(/\n1\n/, "\n2\n") }],
    ["header", {}, { head, checkpoint: await signedBy(alpha, checkpoint.split("\n\n")[0] + "\n") }],
  ];
  for (const [rule, changes, roomChanges] of refused) {
    await assert.rejects(write(changes, roomChanges), (error) => {
      assert.equal(error.rule, rule, `${error.message}, for ${JSON.stringify(Object.keys(changes))}`);
      assert.ok(error.hint.length > 10, error.hint);
      return true;
    });
  }
  await write(document(sign.annexBytesMax));
  await write({}, { head, checkpoint });
});

test("the longest note that may be drafted is one that is read, and one byte more is refused", async () => {
  const length = async (padding) => {
    const draft = await write(act({ note: "x".repeat(padding) }));
    return sign.readyNote(await sign.signDraft(draft, alpha)).bytes.length;
  };
  const fixed = await length(0);
  assert.equal(await length(sign.noteBytesMax - fixed), sign.noteBytesMax);
  await assert.rejects(length(sign.noteBytesMax - fixed + 1), { rule: "note_too_long" });
});

test("a submission larger than a venue takes is refused before it is sent", async () => {
  const documents = Array.from({ length: 8 }, () => new Uint8Array(sign.annexBytesMax));
  const draft = await sign.signDraft(await write({ documents }), alpha);
  assert.throws(() => sign.formatSubmission(sign.readyNote(draft)), { rule: "submission_too_long" });
});

test("a joint note is ready when all have signed, in any order, once each", async () => {
  let draft = await write({ signers: [beta.key.name, alpha.key.name, beta.key.name] });
  assert.deepEqual(sign.signersOf(draft), [alpha.key.name, beta.key.name]);
  for (const signer of [beta, beta, alpha]) {
    assert.throws(() => sign.readyNote(draft), { rule: "unsigned" });
    draft = await sign.signDraft(draft, signer);
  }
  const { note, bytes, commitment } = sign.readyNote(draft);
  assert.deepEqual(note.signatures.map(({ name }) => name), [alpha.key.name, beta.key.name]);
  await sign.verifyNote(note, (name) => [alpha, beta].find(({ key }) => key.name === name).key);
  assert.equal(hex(commitment), hex(commit("note", origin, draft.salt, bytes)));
  const third = await signerOfSeed(sign, "k0303030303030303", repeated(3));
  await assert.rejects(sign.signDraft(draft, third), { rule: "not_a_signer" });
});

test("a signature that does not verify is never added", async () => {
  const broken = { key: alpha.key, sign: async () => repeated(9, 64) };
  await assert.rejects(sign.signDraft(await write(), broken), { rule: "signature" });
});

test("a draft file that was changed, or is of another form, is refused", async () => {
  const written = sign.formatDraft(await sign.signDraft(await write({ wording: { title: "Agenda" } }), alpha));
  assert.equal(sign.formatDraft(sign.parseDraft(written)), written);
  const spoilt = [
    (file) => (file.format = "verbale/draft/v2"),
    (file) => (file.more = 1),
    (file) => delete file.salt,
    (file) => (file.salt = "AAAA"),
    (file) => (file.process = "river"),
    (file) => (file.log_key = alpha.key.toString()),
    (file) => (file.text = "verbale/note/v1\n"),
    (file) => (file.annexes[0].role = "prose"),
    (file) => (file.annexes[0].salt = base64(repeated(1))),
    (file) => (file.annexes[0].content = base64(utf8('{"title":"Other"}'))),
    (file) => (file.signatures = [7]),
  ];
  for (const spoil of spoilt) {
    const file = JSON.parse(written);
    spoil(file);
    assert.throws(() => sign.parseDraft(JSON.stringify(file)), { rule: "draft" }, `${spoil}`);
  }
  const alone = { ...sign.parseDraft(written), annexes: [] };
  assert.throws(() => sign.readyNote(alone), { rule: "draft" });
});

test("the documented refusal is read, and any other form is none", async () => {
  const page = await readFile(new URL("../../docs/formats/refusal.md", import.meta.url), "utf8");
  const text = /^ {4}verbale\/refusal\/v1\n(?: {4}.*\n)+/m.exec(page)[0].replaceAll(/^ {4}/gm, "");
  const refusal = sign.parseRefusal(text);
  assert.deepEqual([refusal.code, refusal.timeMs, refusal.head.size], ["foreign_head", 1762992000000n, 3n]);
  for (const code of sign.refusalCodes) assert.match(page, new RegExp(`\\| \`${code}\` \\|`));
  const lines = text.trimEnd().split("\n");
  for (const [n, other] of [[0, "verbale/refusal/v2"], [1, "verbale/0"], [2, "Quota"], [3, "note x"], [4, "time 01"], [5, "head +3 x"], [6, "x".repeat(513)]]) {
    const changed = lines.map((line, i) => (i === n ? other : line)).join("\n");
    assert.throws(() => sign.parseRefusal(`${changed}\n`), { rule: `line_${n + 1}` });
  }
  assert.throws(() => sign.parseRefusal(`${text}more\n`), { rule: "line_8" });
  const key = await signerOfSeed(sign, refusal.origin, repeated(4));
  const signed = utf8(await signedBy(key, text));
  assert.equal((await sign.verifyRefusal(signed, key.key)).code, "foreign_head");
  await assert.rejects(sign.verifyRefusal(signed, log.key), { rule: "wrong_key" });
  await assert.rejects(sign.verifyRefusal(utf8(fromUtf8(signed).replace("head 3", "head 4")), key.key), { rule: "bad_signature" });
});

/** Logs whose entry n is n, read by their tiles; two differ from an entry on. */
function logOf(size, differsFrom = Infinity) {
  const leaves = Array.from({ length: size }, (_, n) => {
    const entry = new Uint8Array(8);
    new DataView(entry.buffer).setBigUint64(0, BigInt(n < differsFrom ? n : n + 1_000_000));
    return sign.leafHash(entry);
  });
  const levels = [leaves];
  while (levels.at(-1).length >= 256) {
    const below = levels.at(-1);
    levels.push(Array.from({ length: Math.floor(below.length / 256) }, (_, n) => sign.perfectRoot(below.slice(256 * n, 256 * n + 256))));
  }
  const asked = [];
  const read = async (tile) => {
    asked.push(sign.formatTilePath(tile));
    const first = Number(tile.index) * 256;
    return sign.concat(...levels[tile.kind].slice(first, first + tile.width));
  };
  return { leaves, read, asked };
}

test("a proof of consistency out of tiles is that of the tree, for a few tiles", async () => {
  for (const size of [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 700]) {
    const { leaves, read } = logOf(size);
    const tree = new sign.TileTree(BigInt(size), read);
    for (const old of [0, 1, 2, 3, 5, 8, 100, 255, 256, 257, 299, 512, size - 1, size].filter((old) => old >= 0 && old <= size)) {
      assert.equal(hex(await tree.root(old)), hex(rootOf(leaves.slice(0, old))), `the root at ${old} of ${size}`);
      assert.deepEqual((await tree.proveConsistency(old)).map(hex), sign.proveConsistency(old, leaves).map(hex), `${old} to ${size}`);
    }
  }
  const { leaves, read, asked } = logOf(66_000);
  const tree = new sign.TileTree(66_000n, read);
  const [root, proof] = [rootOf(leaves), await tree.proveConsistency(65_000)];
  sign.verifyConsistency(65_000n, 66_000n, rootOf(leaves.slice(0, 65_000)), proof, root);
  assert.ok(asked.length <= 8, `${asked.length} tiles were read of some 260`);
});

test("a head that is no beginning of a later one makes a proof of the fork", async () => {
  const headOf = (log, size = log.leaves.length) => ({ size: BigInt(size), root: rootOf(log.leaves.slice(0, size)) });
  const parsed = async (head) => sign.parseCheckpoint(utf8(await checkpointOf(head)));
  const [honest, other] = [logOf(300), logOf(300, 7)];
  const check = async (one, two, read) => sign.checkGrowth(await parsed(one), await parsed(two), log.key, read);
  await check(headOf(honest, 20), headOf(honest), honest.read);
  await check(headOf(honest), headOf(honest, 20), honest.read);
  await check(headOf(honest), headOf(honest), honest.read);
  await check(emptyHead, headOf(honest), honest.read);
  await check(headOf(other, 7), headOf(honest), honest.read);
  const forks = [
    [headOf(other, 8), headOf(honest)],
    [headOf(honest), headOf(other, 299)],
    [headOf(other), headOf(honest)],
    [{ size: 0n, root: repeated(1) }, headOf(honest)],
  ];
  for (const [one, two] of forks) {
    const forked = await check(one, two, honest.read).then(() => undefined, (error) => error);
    assert.ok(forked instanceof sign.Forked, `${forked}`);
    await sign.verifyForkProof(sign.parseForkProof(utf8(forked.proof)), log.key, () => undefined);
  }
  // Tiles that are not those of the signed root show nothing, and accuse nobody.
  await assert.rejects(check(headOf(honest, 8), headOf(honest), other.read), { rule: "tiles_root" });
  const unsigned = { ...(await parsed(headOf(honest))), note: (await parsed(headOf(other))).note };
  await assert.rejects(sign.checkGrowth(unsigned, await parsed(headOf(honest)), alpha.key, honest.read), { rule: "wrong_key" });
});

test("a verifier key made of a device's public half is read back", () => {
  assert.ok(VerifierKey.parse(alpha.key.toString()).equals(alpha.key));
});
