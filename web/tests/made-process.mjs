// Makes a small process in memory, as a server would publish it: a charter, a credential, a public room that spans
// more than one tile. Nothing of it is random or depends on the day.
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { load } from "./load.mjs";

const record = await load("record/index.ts");
const { base64, commit, concat, fromHex, hex, sha256, utf8 } = record;

/** An Ed25519 key of a repeated seed, under a name. */
function signer(name, seed, kind = "ed25519") {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, seed)]);
  const secret = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const raw = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  const key = new record.VerifierKey(name, kind, Uint8Array.from(raw));
  return { key, sign: (text) => Uint8Array.from(sign(null, utf8(text), secret)) };
}

function signedNote(text, ...signatures) {
  return record.fromUtf8(record.formatSignedNote({ text, signatures }));
}

const repeated = (byte, length) => new Uint8Array(length).fill(byte);
const startMs = 1_762_905_600_000n;

/** One room's log, growing in memory. */
class Room {
  entries = [];
  leaves = [];

  constructor(name, kind, digit) {
    this.name = name;
    this.kind = kind;
    this.origin = `verbale/${digit.repeat(32)}`;
  }

  /** The head at a size: what notes cite. */
  head(size = this.leaves.length) {
    return { size: BigInt(size), root: record.rootOf(this.leaves.slice(0, size).map(({ hash }) => hash)) };
  }

  /** Enters an act, signed by `by`, one or several, citing the head that the log had `behind` entries ago. */
  enter(by, author, act, { annex, behind = 0 } = {}) {
    const n = this.leaves.length;
    const signers = [by].flat().toSorted((a, b) => (a.key.name < b.key.name ? -1 : 1));
    const annexes = [];
    if (annex !== undefined) {
      const [content, salt] = [utf8(annex), repeated(n & 0xff, 32)];
      annexes.push({ role: "wording", salt, content, commitment: commit("annex", this.origin, salt, content) });
    }
    const named = annexes.map(({ commitment, role, content }) => ({ commitment: hex(commitment), role, bytes: content.length }));
    const nonce = concat(sha256(utf8(`${this.origin} ${n}`)).subarray(0, 16));
    const text = [
      "verbale/note/v1",
      this.origin,
      author,
      base64(nonce),
      `head ${record.formatHead(this.head(Math.max(0, n - behind)))}`,
      JSON.stringify({ signers: signers.map(({ key }) => key.name), annexes: named, ...act }),
      "",
    ].join("\n");
    const note = signedNote(text, ...signers.map(({ key, sign }) => ({ name: key.name, keyId: key.id, bytes: sign(text) })));
    return this.append(note, sha256(utf8(`salt ${this.origin} ${n}`)), annexes);
  }

  /** Appends a note that was signed elsewhere. */
  append(note, salt, annexes) {
    const n = this.leaves.length;
    const leaf = new Uint8Array(40);
    new DataView(leaf.buffer).setBigUint64(0, startMs + BigInt(n));
    leaf.set(commit("note", this.origin, salt, utf8(note)), 8);
    this.leaves.push({ bytes: leaf, ...record.parseLeaf(leaf) });
    this.entries.push({ index: n, salt: base64(salt), note, annexes });
    return note;
  }

  /** Takes a submission as a venue does: the very same again is the same entry. Gives its index. */
  submit(body) {
    const { note, salt, annexes } = JSON.parse(body);
    const known = this.entries.findIndex((entry) => entry.note === note && entry.salt === salt);
    if (known >= 0) return known;
    const opened = record.parseNote(utf8(note)).annexes.map((named) => {
      const { salt, content } = annexes.find(({ commitment }) => commitment === hex(named.commitment));
      const annex = { role: named.role, salt: record.fromBase64(salt), content: record.fromBase64(content), commitment: named.commitment };
      record.openAnnex(this.origin, named, annex);
      return annex;
    });
    this.append(note, record.fromBase64(salt), opened);
    return this.entries.length - 1;
  }

  /** The receipt of an entry, with a checkpoint of the log as it now is. */
  receipt(index, checkpoint) {
    const { bytes, timeMs, commitment } = this.leaves[index];
    return {
      origin: this.origin,
      index,
      commitment: hex(commitment),
      time_ms: Number(timeMs),
      leaf: base64(bytes),
      checkpoint,
      proof: inclusion(index, this.leaves.map(({ hash }) => hash)).map(base64),
    };
  }

  /** Enters an entry of another room here, word for word, with evidence that it stands there. */
  carry(from, index, logKey) {
    const size = index + 1;
    const text = `${from.origin}\n${record.formatHead(from.head(size)).replace(" ", "\n")}\n`;
    const log = logKey.as(from.origin);
    const checkpoint = signedNote(text, { name: log.key.name, keyId: log.key.id, bytes: log.sign(text) });
    const hashes = inclusion(index, from.leaves.slice(0, size).map(({ hash }) => hash)).map((hash) => `${base64(hash)}\n`);
    const extra = base64(from.leaves[index].bytes);
    const evidence = `c2sp.org/tlog-proof@v1\nextra ${extra}\nindex ${index}\n${hashes.join("")}\n${checkpoint}`;
    const n = this.leaves.length;
    const leaf = new Uint8Array(40);
    new DataView(leaf.buffer).setBigUint64(0, startMs + BigInt(n));
    leaf.set(from.leaves[index].commitment, 8);
    this.leaves.push({ bytes: leaf, ...record.parseLeaf(leaf) });
    this.entries.push({ ...from.entries[index], index: n, evidence });
  }

  checkpoint(logKey, witness, size = this.leaves.length) {
    const text = `${this.origin}\n${record.formatHead(this.head(size)).replace(" ", "\n")}\n`;
    const log = logKey.as(this.origin);
    const timeS = startMs / 1000n;
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, timeS);
    const cosignature = concat(time, witness.sign(record.cosignatureMessage(timeS, text)));
    return signedNote(
      text,
      { name: log.key.name, keyId: log.key.id, bytes: log.sign(text) },
      { name: witness.key.name, keyId: witness.key.id, bytes: cosignature },
    );
  }

  /** The bytes of a tile; a partial one at any width that the log has had. */
  tile(path) {
    const { kind, index, width } = record.parseTilePath(path);
    const over = kind === "entries" ? 1 : record.tileWidth ** kind;
    const first = Number(index) * record.tileWidth;
    if ((first + width) * over > this.leaves.length) return undefined;
    if (kind === "entries") {
      return concat(...this.leaves.slice(first, first + width).flatMap(({ bytes }) => [Uint8Array.of(0, 40), bytes]));
    }
    const hashes = this.leaves.map(({ hash }) => hash);
    const at = (n) => record.perfectRoot(hashes.slice((first + n) * over, (first + n + 1) * over));
    return concat(...Array.from({ length: width }, (_, n) => at(n)));
  }

  notes(from, to) {
    const entries = this.entries.slice(from, Math.min(to, from + 256)).map(({ annexes, ...entry }) => ({
      ...entry,
      annexes: annexes.map(({ commitment, role, salt, content }) => ({
        commitment: hex(commitment), role, ...(content ? { salt: base64(salt), content: base64(content) } : { erased: true }),
      })),
    }));
    return JSON.stringify({ from, entries });
  }

  proof(commitment, checkpoint) {
    const index = this.leaves.findIndex((leaf) => hex(leaf.commitment) === commitment);
    if (index < 0) return undefined;
    const hashes = inclusion(index, this.leaves.map(({ hash }) => hash)).map((hash) => `${base64(hash)}\n`);
    return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.join("")}\n${checkpoint}`;
  }
}

/** RFC 9162, section 2.1.3.1. */
function inclusion(index, leaves) {
  if (leaves.length <= 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusion(index, left), record.rootOf(right)]
    : [...inclusion(index - split, right), record.rootOf(left)];
}

/**
 * Makes the process with `acts` acts in its public room; of another kind, and with a principal of alpha, where given; and
 * with so many notes carried there from the plenary, which outsiders do not see.
 */
export function makeProcess(acts = 300, kind = "register", alpha = undefined, carried = 0) {
  const principal = signer("k0101010101010101", 1);
  const editor = signer("k0202020202020202", 2);
  const witness = signer("witness.example.org/w1", 3, "cosignatureV1");
  const logKey = { raw: signer("log", 4).key.public, as: (origin) => signer(origin, 4) };
  const registry = new Room("registry", "registry", "a");
  const room = new Room("public", "public", "b");
  const plenary = new Room("plenary", "plenary", "c");
  const charter = {
    process: kind,
    name: "sample",
    titles: { en: "Sample" },
    actors: [
      { id: "chronicler", role: "editor", names: { en: "Chronicler" }, principal: principal.key.toString() },
      { id: "alpha", role: "party", names: { en: "Alpha" }, ...(alpha ? { principal: alpha.key.toString() } : {}) },
      { id: "beta", role: "party", names: { en: "Beta" } },
    ],
    rooms: [registry, room, ...(carried > 0 ? [plenary] : [])].map(({ name, kind, origin }) => ({ name, kind, origin })),
    languages: ["en"],
    offset_min: 0,
    rules: { fold: 1, reported_acts: "count", witness_quorum: 1 },
    log_key: base64(logKey.raw),
    witnesses: [witness.key.toString()],
  };
  const charterNote = registry.enter(principal, "chronicler", { act: "charter", charter });
  registry.enter(principal, "chronicler", {
    act: "credential", actor: "chronicler", key: editor.key.toString(), powers: ["propose", "reply"],
  });
  for (let n = 0; n < acts; n++) {
    const act = { act: "statement", about: [], form: "paraphrase" };
    room.enter(editor, "chronicler", act, { behind: n % 3, ...(n % 5 === 0 ? { annex: `{"text":"${n}"}` } : {}) });
  }
  for (let n = 0; n < carried; n++) {
    plenary.enter(editor, "chronicler", { act: "statement", about: [], form: "paraphrase" }, { annex: `{"text":"said ${n}"}` });
    room.carry(plenary, n, logKey);
  }
  const rooms = { registry, public: room };
  return {
    id: hex(sha256(utf8(charterNote))),
    rooms,
    commitmentOf: (name, index) => hex(rooms[name].leaves[index].commitment),
    editor,
    principal,
    logKeyOf: (name) => logKey.as(rooms[name].origin),
    charter,
    /** Amends the charter that the note `of` states, as far as the signers consent; opens what rooms it adds. */
    amend(amended, signers, of = registry.leaves.at(0), author = "chronicler") {
      for (const { name, kind, origin } of amended.rooms.slice(2)) {
        rooms[name] ??= new Room(name, kind, origin.at(-1));
      }
      registry.enter(signers, author, { act: "amendment", charter: amended, of: hex(of.commitment) });
      return registry.leaves.at(-1);
    },
    checkpoint: (name, size) => rooms[name].checkpoint(logKey, witness, size),
    /** What a server answers below the process's address, or nothing. */
    answer(path, url) {
      const [, name, rest] = /^\/([a-z]+)\/(.+)$/.exec(path) ?? [];
      const found = rooms[name];
      if (!found) return undefined;
      const text = (body) => body && { type: "text/plain", body };
      if (rest === "checkpoint") return text(this.checkpoint(name));
      if (rest === "notes") {
        const to = Number(url.searchParams.get("to") ?? found.leaves.length);
        return { type: "application/json", body: found.notes(Number(url.searchParams.get("from") ?? 0), to) };
      }
      if (rest.startsWith("proof/")) return text(found.proof(rest.slice("proof/".length), this.checkpoint(name)));
      if (!rest.startsWith("tile/")) return undefined;
      const body = found.tile(rest);
      return body && { type: "application/octet-stream", body };
    },
  };
}

export { fromHex, record, signer };
