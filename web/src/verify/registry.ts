// The charter of a process and its keys, as the notes of its registry made them.
import { type Bytes, hex } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { VerifierKey } from "../record/key.ts";
import { isMemberKeyName } from "../record/names.ts";
import type { Note } from "../record/note.ts";
import { type Amendment, isAmendable, readAmendment, statedKey } from "./amendment.ts";
import { type Charter, usable } from "./charter.ts";

interface KeyRecord {
  readonly key: VerifierKey;
  readonly actor: string;
  readonly isPrincipal: boolean;
  isReplaced: boolean;
}

export class Registry {
  readonly #keys = new Map<string, KeyRecord>();
  #charter: Charter;
  /** The commitments of the notes that stated a charter which was in force, in hex, the newest last. */
  readonly #stated: string[] = [];

  constructor(charter: Charter) {
    this.#charter = charter;
    for (const [actor, key] of charter.principals) this.#admit({ key, actor, isPrincipal: true, isReplaced: false });
  }

  /** The charter in force after all notes applied. */
  get charter(): Charter {
    return this.#charter;
  }

  /**
   * The key of a signer of the note; `undefined` if none is known. Keys revoked later are known too: what they signed
   * stays signed, and whether it has effect is for the fold to say. Who becomes a principal by an amendment signs it
   * with the key that it states.
   */
  keyOf(note: Note, name: string, keyId: number, isOfRegistry: boolean): VerifierKey | undefined {
    const record = this.#keys.get(name);
    if (record) return record.key.id === keyId ? record.key : undefined;
    const amendment = isOfRegistry ? readAmendment(note) : undefined;
    return amendment && statedKey(amendment, this.#charter.stated, name, keyId);
  }

  /** Whether one of the note's signers signs for the actor that the note speaks for. */
  speaksFor(note: Note): boolean {
    return note.signatures.some(({ name }) => this.#keys.get(name)?.actor === note.author);
  }

  /**
   * Applies a note of the registry whose signatures were verified. What it may not do changes nothing. `commitment` is
   * the note's, by which amendments name what they amend.
   */
  apply(note: Note, commitment: Bytes): void {
    if (note.kind === "charter" && this.#stated.length === 0) this.#stated.push(hex(commitment));
    const amendment = readAmendment(note);
    if (amendment) this.#amend(amendment, note, commitment);
    if (note.kind !== "credential" && note.kind !== "key_change") return;
    const [actor, text] = [note.act.get("actor"), note.act.get("key")];
    if (actor !== note.author || typeof text !== "string" || !this.#hasPrincipalSigned(note.author, note)) return;
    let key: VerifierKey;
    try {
      key = VerifierKey.parse(text);
    } catch (error) {
      if (error instanceof RecordError) return;
      throw error;
    }
    const former = [...this.#keys.values()].filter(({ actor, isPrincipal }) => isPrincipal && actor === note.author);
    const isPrincipal = note.kind === "key_change";
    const admitted = this.#admit({ key, actor: note.author, isPrincipal, isReplaced: false });
    if (isPrincipal && admitted) for (const record of former) record.isReplaced = true;
  }

  /** An amendment takes effect with the consent of every principal, if it changes only what it may. */
  #amend({ of, charter: stated, isReported }: Amendment, note: Note, commitment: Bytes): void {
    const before = this.#charter;
    if (of !== this.#stated.at(-1) || isReported || !isAmendable(before.stated, stated)) return;
    let charter: Charter;
    try {
      charter = usable(stated);
    } catch (error) {
      if (error instanceof RecordError) return;
      throw error;
    }
    const added = [...charter.principals].filter(([actor]) => !before.principals.has(actor));
    const isSigned = ({ name, id }: VerifierKey) =>
      note.signatures.some((signature) => signature.name === name && signature.keyId === id);
    const consented =
      [...before.principals.keys()].every((actor) => this.#hasPrincipalSigned(actor, note)) &&
      added.every(([, key]) => isSigned(key) && !this.#keys.has(key.name));
    if (!consented) return;
    for (const [actor, key] of added) this.#admit({ key, actor, isPrincipal: true, isReplaced: false });
    this.#charter = charter;
    this.#stated.push(hex(commitment));
  }

  #hasPrincipalSigned(actor: string, note: Note): boolean {
    const signers = note.signatures.map(({ name }) => this.#keys.get(name));
    return signers.some((signer) => signer?.actor === actor && signer.isPrincipal && !signer.isReplaced);
  }

  /** A name is admitted once: another key of that name would make signatures ambiguous. */
  #admit(record: KeyRecord): boolean {
    const { name } = record.key;
    if (!isMemberKeyName(name) || this.#keys.has(name)) return false;
    this.#keys.set(name, record);
    return true;
  }
}
