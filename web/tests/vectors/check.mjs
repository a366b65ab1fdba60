// What each file of docs/formats/vectors/ says, put to the TypeScript record. Runs in node and in a browser alike:
// it knows neither.

/** @typedef {typeof import("../../src/record/index.ts") & typeof import("../../src/sign/index.ts")} Record */

class Differs extends Error {}

function same(what, got, wanted) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Differs(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
  }
}

/** The bytes of a field, which a case holds as text, or in base64 where they are not UTF-8. */
function bytesOf(record, vector, field) {
  const text = vector[field];
  return text === undefined ? record.fromBase64(vector[`${field}_base64`]) : record.utf8(text);
}

/** Tells an error of a part as one of the whole. */
async function within(prefix, record, work) {
  try {
    await work();
  } catch (error) {
    throw error instanceof record.RecordError ? error.within(prefix, prefix) : error;
  }
}

/** Entry n of the trees of the vectors is n as eight bytes, big-endian. */
function countingLeaves(record, size) {
  return Array.from({ length: size }, (_, n) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(n));
    return record.leafHash(bytes);
  });
}

/** Signs with the key of a seed, as the browser does with a device's. */
export async function signerOfSeed(record, name, seed) {
  const pkcs8 = record.concat(record.fromHex("302e020100300506032b657004220420", 16), seed);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", privateKey);
  const publicBytes = record.fromBase64(`${x.replaceAll("-", "+").replaceAll("_", "/")}=`);
  const vkey = new record.VerifierKey(name, "ed25519", publicBytes).toString();
  return record.signerOf({ name, vkey, label: name, madeOn: "2025-11-12", privateKey });
}

/** Archives are read by the program alone: nobody opens one in a page. */
export const leftOut = ["archives.json"];

/** By file name: what a case of it asks. Throws `RecordError` where the input is refused, `Differs` where it differs. */
export const files = {
  async "checkpoints.json"(record, vector) {
    const checkpoint = record.parseCheckpoint(bytesOf(record, vector, "checkpoint"));
    await record.verifyCheckpoint(checkpoint, record.VerifierKey.parse(vector.vkey));
    if (vector.error) return;
    same("origin", checkpoint.origin, vector.origin);
    same("size", checkpoint.size.toString(), vector.size.toString());
    same("root", record.hex(checkpoint.root), vector.root);
    same("bytes", record.fromUtf8(record.formatSignedNote(checkpoint.note)), vector.checkpoint);
  },

  async "commitments.json"(record, vector) {
    const salt = record.fromHex(vector.salt, record.saltBytes);
    const content = bytesOf(record, vector, "content");
    same("commitment", record.hex(record.commit(vector.kind, vector.origin, salt, content)), vector.commitment);
  },

  async "consistency.json"(record, vector) {
    const [oldRoot, newRoot] = [vector.old_root, vector.new_root].map((root) => record.fromHex(root, 32));
    const proof = vector.proof.map((hash) => record.fromHex(hash, 32));
    record.verifyConsistency(BigInt(vector.old), BigInt(vector.new), oldRoot, proof, newRoot);
  },

  async "cosignatures.json"(record, vector) {
    const checkpoint = record.parseCheckpoint(bytesOf(record, vector, "checkpoint"));
    const witnesses = vector.witnesses.map((key) => record.VerifierKey.parse(key));
    const cosigned = await record.cosigned(checkpoint, witnesses);
    if (vector.error) return;
    same("cosigned", cosigned.map(({ witness, timeS }) => ({ time_s: Number(timeS), witness })), vector.cosigned);
  },

  // Written from what its author gives, and begun by another client and signed here: the same bytes both times.
  async "drafts.json"(record, vector) {
    const drawn = [...vector.annex_salts, vector.nonce, vector.salt].map((text) => record.fromHex(text, text.length / 2));
    const random = (length) => {
      const bytes = drawn.shift();
      same("length of what is drawn", length, bytes?.length);
      return bytes;
    };
    const { process, room: name, checkpoint, actor, signers, act } = vector;
    const head = { size: BigInt(vector.head.size), root: record.fromHex(vector.head.root, 32) };
    const origin = vector.text.split("\n")[1];
    const room = { process, name, origin, logKey: record.VerifierKey.parse(vector.log_vkey), head, checkpoint };
    const documents = vector.documents_base64.map((text) => record.fromBase64(text));
    const written = await record.writeDraft(room, { actor, signers, act, wording: vector.wording ?? undefined, documents }, random);
    same("text", written.text, vector.text);
    same("what was drawn", drawn.length, 0);
    const begun = { ...record.parseDraft(vector.draft), signatures: [] };
    for (let draft of [written, begun]) {
      for (const [i, name] of signers.entries()) {
        same("who has not signed", record.unsigned(draft), [...signers.slice(i)].sort());
        draft = await record.signDraft(draft, await signerOfSeed(record, name, record.fromHex(vector.seeds[i], 32)));
      }
      const ready = record.readyNote(draft);
      same("note", record.fromUtf8(ready.bytes), vector.note);
      same("commitment", record.hex(ready.commitment), vector.commitment);
      same("draft", record.formatDraft(draft), vector.draft);
    }
  },

  async "entries.json"(record, vector) {
    const entries = record.decodeEntries(record.fromHex(vector.bundle, vector.bundle.length / 2));
    if (!vector.error) same("entries", entries.map(record.hex), vector.entries);
  },

  async "fork-proofs.json"(record, vector) {
    const proof = record.parseForkProof(bytesOf(record, vector, "proof"));
    const members = vector.members.map(({ vkey }) => record.VerifierKey.parse(vkey));
    const keyOf = (name, id) => members.find((key) => key.name === name && key.id === id);
    const fork = await record.verifyForkProof(proof, record.VerifierKey.parse(vector.vkey), keyOf);
    if (vector.error) return;
    for (const which of ["first", "second"]) {
      const { root, size } = fork[which];
      same(which, { root: record.hex(root), size: Number(size) }, vector[which]);
    }
  },

  async "inclusion.json"(record, vector) {
    const [leaf, root] = [vector.leaf_hash, vector.root].map((hash) => record.fromHex(hash, 32));
    const proof = vector.proof.map((hash) => record.fromHex(hash, 32));
    record.verifyInclusion(BigInt(vector.index), BigInt(vector.size), leaf, proof, root);
  },

  async "json.json"(record, vector) {
    const value = record.parseJson(vector.text);
    if (vector.error) return;
    const plain = (value) =>
      value instanceof Map
        ? Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]))
        : Array.isArray(value) ? value.map(plain) : value;
    same("value", plain(value), JSON.parse(vector.text));
  },

  async "keys.json"(record, vector) {
    const key = record.VerifierKey.parse(vector.vkey);
    if (vector.error) return;
    same("name", key.name, vector.key_name);
    same("type", record.keyKinds[key.kind], vector.type);
    same("id", key.id.toString(16).padStart(8, "0"), vector.key_id);
    same("public", record.hex(key.public), vector.public);
    same("text", key.toString(), vector.vkey);
  },

  async "leaves.json"(record, vector) {
    const leaf = record.parseLeaf(record.fromHex(vector.leaf, vector.leaf.length / 2));
    if (vector.error) return;
    same("time", leaf.timeMs.toString(), vector.time_ms);
    same("commitment", record.hex(leaf.commitment), vector.commitment);
    same("hash", record.hex(leaf.hash), vector.leaf_hash);
  },

  async "life.json"(record, vector) {
    const note = record.utf8(vector.note);
    const { origin, text, annexes } = record.parseNote(note);
    same("text", text, vector.text);
    const key = record.VerifierKey.parse(vector.vkey);
    await record.verifyNote(record.parseNote(note), () => key);
    const salt = record.fromHex(vector.salt, record.saltBytes);
    const leaf = record.parseLeaf(record.fromHex(vector.leaf, record.leafBytes));
    same("commitment", record.hex(record.commit("note", origin, salt, note)), vector.commitment);
    same("leaf", [record.hex(leaf.commitment), leaf.timeMs.toString()], [vector.commitment, vector.time_ms]);
    same("leaf hash", record.hex(leaf.hash), vector.leaf_hash);
    record.openEntry(origin, leaf, { salt, content: note });
    const wording = { salt: record.fromHex(vector.wording_salt, record.saltBytes), content: record.utf8(vector.wording) };
    same("wording", annexes.map(({ commitment }) => record.hex(commitment)), [vector.wording_commitment]);
    record.openAnnex(origin, annexes[0], wording);
    same("root", record.hex(record.rootOf([leaf.hash])), vector.root);
    const checkpoint = record.parseCheckpoint(record.utf8(vector.checkpoint));
    const logKey = record.VerifierKey.parse(vector.log_vkey);
    await record.verifyCheckpoint(checkpoint, logKey);
    record.checkHead(checkpoint, origin, { size: 1n, root: record.fromHex(vector.root, 32) });
    const witness = record.VerifierKey.parse(vector.witness_vkey);
    same("witnesses", (await record.cosigned(checkpoint, [witness])).map(({ witness }) => witness), [witness.name]);
    await record.verifyTlogProof(record.parseTlogProof(record.utf8(vector.tlog_proof)), leaf.hash, logKey);
  },

  async "notes.json"(record, vector) {
    const bytes = bytesOf(record, vector, "note");
    const note = record.parseNote(bytes);
    const keys = (vector.vkeys ?? []).map((key) => record.VerifierKey.parse(key));
    if (vector.vkeys) await record.verifyNote(note, (name, id) => keys.find((key) => key.name === name && key.id === id));
    if (vector.error) return;
    same("sha256", record.hex(record.sha256(bytes)), vector.sha256);
    same("text", note.text, vector.text);
    same("origin", note.origin, vector.origin);
    same("author", note.author, vector.author);
    same("nonce", record.hex(note.nonce), vector.nonce);
    same("head", { root: record.hex(note.head.root), size: Number(note.head.size) }, vector.head);
    same("kind", note.kind, vector.kind);
    same("act", note.text.split("\n")[5], vector.act);
    same("signers", note.signatures.map(({ name }) => name), vector.signers);
    const annexes = note.annexes.map(({ commitment, role, bytes }) => ({ bytes, commitment: record.hex(commitment), role }));
    same("annexes", annexes, vector.annexes);
  },

  // In the order of the log, as the vectors have it: an entry's time, its evidence where it was carried, its content, its signatures, the head that it
  // cites; then annexes, in one sequence over all notes; then that no text entered twice, and the checkpoint.
  async "rooms.json"(record, vector) {
    const { origin } = vector;
    const members = vector.members.map(({ actor, vkey }) => ({ actor, key: record.VerifierKey.parse(vkey) }));
    const logKeys = (vector.other_log_vkeys ?? []).map((vkey) => record.VerifierKey.parse(vkey));
    const frontier = new record.Frontier();
    const roots = [frontier.root()];
    const notes = [];
    const given = [];
    let before;
    for (const [index, entry] of vector.entries.entries()) {
      const leaf = record.parseLeaf(record.fromHex(entry.leaf, record.leafBytes));
      record.checkTime(leaf, before);
      const salt = record.fromHex(entry.salt, record.saltBytes);
      const hasEvidence = entry.evidence !== undefined || entry.evidence_base64 !== undefined;
      const evidence = hasEvidence ? record.parseEvidence(bytesOf(record, entry, "evidence")) : undefined;
      if (evidence) {
        record.goesBefore(evidence, origin, leaf);
        await record.verifyEvidence(evidence, (room) => logKeys.find(({ name }) => name === room));
      }
      const note = record.openEntry(origin, leaf, { salt, content: bytesOf(record, entry, "note") }, evidence);
      const keyOf = (name, id) =>
        members.find(({ actor, key }) => actor === note.author && key.name === name && key.id === id)?.key;
      await within("note", record, () => record.verifyNote(note, keyOf));
      if (!evidence) record.checkCited(note, index, (size) => roots[size]);
      frontier.append(leaf.hash);
      roots.push(frontier.root());
      notes.push(note);
      given.push(...entry.annexes);
      before = leaf;
    }
    const counts = { open: 0, erased: 0, withheld: 0 };
    for (const { named, room } of notes.flatMap(({ annexes, origin: room }) => annexes.map((named) => ({ named, room })))) {
      const annex = given.shift();
      if (!annex) throw new record.RecordError("annex_missing", "an annex is missing");
      const { state, salt, content_base64: content } = annex;
      const opening = state === "open" && { salt: record.fromHex(salt, record.saltBytes), content: record.fromBase64(content) };
      record.openAnnex(room, named, opening || state);
      counts[state]++;
    }
    if (given.length > 0) throw new record.RecordError("annex_unnamed", "no note names the annex");
    const texts = new record.EnteredTexts();
    notes.forEach((note, index) => texts.enter(note, index));
    const checkpoint = record.parseCheckpoint(bytesOf(record, vector, "checkpoint"));
    record.checkHead(checkpoint, origin, { size: BigInt(frontier.size), root: frontier.root() });
    await within("checkpoint", record, async () => {
      await record.verifyCheckpoint(checkpoint, record.VerifierKey.parse(vector.log_vkey));
      await record.cosigned(checkpoint, vector.witnesses.map((key) => record.VerifierKey.parse(key)));
    });
    if (vector.error) return;
    same("size", frontier.size, vector.size);
    same("root", record.hex(frontier.root()), vector.root);
    for (const [state, count] of Object.entries(counts)) same(state, count, vector[`annexes_${state}`]);
  },

  async "roots.json"(record, vector) {
    const leaves = countingLeaves(record, vector.size);
    same("root", record.hex(record.rootOf(leaves)), vector.root);
  },

  async "tile-paths.json"(record, vector) {
    const path = record.parseTilePath(vector.path);
    if (vector.error) return;
    same("level", path.kind, vector.level);
    same("index", path.index.toString(), vector.index.toString());
    same("width", path.width, vector.width);
    same("path", record.formatTilePath(path), vector.path);
  },

  async "tiles.json"(record, vector) {
    if (vector.path === undefined) {
      const paths = (tiles) =>
        tiles.filter(({ width }) => !vector.partial_only || width < record.tileWidth).map(record.formatTilePath);
      same("tiles", paths(record.hashTiles(vector.new, vector.old)), vector.tiles);
      same("bundles", paths(record.entryBundles(vector.new, vector.old)), vector.bundles);
      return;
    }
    const { kind, index, width } = record.parseTilePath(vector.path);
    const over = record.tileWidth ** kind;
    const leaves = countingLeaves(record, vector.size);
    const first = Number(index) * record.tileWidth;
    const hashes = Array.from({ length: width }, (_, n) =>
      record.perfectRoot(leaves.slice((first + n) * over, (first + n + 1) * over)),
    );
    const bytes = record.concat(...hashes);
    same("length", bytes.length, vector.length);
    same("sha256", record.hex(record.sha256(bytes)), vector.sha256);
    if (vector.bytes !== undefined) same("bytes", record.base64(bytes), vector.bytes);
  },

  async "tlog-proofs.json"(record, vector) {
    const proof = record.parseTlogProof(bytesOf(record, vector, "proof"));
    await record.verifyTlogProof(proof, record.fromHex(vector.leaf_hash, 32), record.VerifierKey.parse(vector.vkey));
  },
};

/**
 * Puts one case to the record.
 * @param {Record} record
 * @returns {Promise<string | undefined>} how it differs, or nothing
 */
export async function differs(record, file, vector) {
  try {
    await files[file](record, vector);
  } catch (error) {
    if (!(error instanceof record.RecordError)) return String(error.stack ?? error);
    if (error.rule === vector.error) return undefined;
    return `refused by the rule ${error.rule} (${error.message}), wanted ${vector.error ?? "acceptance"}`;
  }
  return vector.error ? `accepted, wanted refusal by the rule ${vector.error}` : undefined;
}
