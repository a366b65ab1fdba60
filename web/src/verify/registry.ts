// The keys of a process, as its charter and the notes of its registry made them.
import { RecordError } from "../record/error.ts";
import { VerifierKey } from "../record/key.ts";
import { isMemberKeyName } from "../record/names.ts";
import type { Note } from "../record/note.ts";
import type { Charter } from "./charter.ts";

interface KeyRecord {
  readonly key: VerifierKey;
  readonly actor: string;
  readonly isPrincipal: boolean;
  isReplaced: boolean;
}

/** The kinds of act that would change keys in ways that this verifier does not follow. */
const unfollowedKinds = new Set(["amendment"]);

export class Registry {
  readonly #keys = new Map<string, KeyRecord>();
  /** Whether the registry holds an amendment, which may name other keys. */
  isAmended = false;

  constructor(charter: Charter) {
    for (const [actor, key] of charter.principals) this.#admit({ key, actor, isPrincipal: true, isReplaced: false });
  }

  /**
   * The key of a signer of the note; `undefined` if none is known. Keys revoked later are known too: what they signed
   * stays signed, and whether it has effect is for the fold to say.
   */
  keyOf(name: string, keyId: number): VerifierKey | undefined {
    const record = this.#keys.get(name);
    return record?.key.id === keyId ? record.key : undefined;
  }

  /** Whether one of the note's signers signs for the actor that the note speaks for. */
  speaksFor(note: Note): boolean {
    return note.signatures.some(({ name }) => this.#keys.get(name)?.actor === note.author);
  }

  /** Applies a note of the registry whose signatures were verified. What it may not do changes nothing. */
  apply(note: Note): void {
    if (unfollowedKinds.has(note.kind)) this.isAmended = true;
    if (note.kind !== "credential" && note.kind !== "key_change") return;
    const [actor, text] = [note.act.get("actor"), note.act.get("key")];
    const signers = note.signatures.map(({ name }) => this.#keys.get(name));
    const byPrincipal = signers.some((signer) => signer?.actor === note.author && signer.isPrincipal && !signer.isReplaced);
    if (actor !== note.author || typeof text !== "string" || !byPrincipal) return;
    let key: VerifierKey;
    try {
      key = VerifierKey.parse(text);
    } catch (error) {
      if (error instanceof RecordError) return;
      throw error;
    }
    const isPrincipal = note.kind === "key_change";
    const admitted = this.#admit({ key, actor: note.author, isPrincipal, isReplaced: false });
    if (isPrincipal && admitted) for (const signer of signers) if (signer) signer.isReplaced = true;
  }

  /** A name is admitted once: another key of that name would make signatures ambiguous. */
  #admit(record: KeyRecord): boolean {
    const { name } = record.key;
    if (!isMemberKeyName(name) || this.#keys.has(name)) return false;
    this.#keys.set(name, record);
    return true;
  }
}
