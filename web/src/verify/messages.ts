// The words of the island, which the page brings with it: locales live on the server.
//
// The page holds a `<template data-messages>` with one element for each key below:
//
//   <template data-messages><p data-key="start">Check the record</p>…</template>
//
// `{name}` stands for what the island fills in.
// An element's own markup is kept. The server writes the template from its locales (verify.ftl, each key with `island-`
// before it); tests/messages.test.mjs holds them to this list.

/** Every key, with the names that its text may hold in braces and what it says. */
export const messageKeys = {
  // Buttons.
  start: [], // Check the record
  cancel: [], // Stop
  again: [], // Check again
  "download-fork": [], // Save the proof of the fork

  // The lines of what is checked. `count` stands at the end of each.
  "check-charter": [], // The charter has the hash that identifies the process, and is signed
  "check-checkpoints": [], // Checkpoints are signed by the log key of the charter
  "check-cosignatures": [], // Checkpoints are cosigned by the charter's witnesses
  "check-leaves": [], // Leaves read, in the order of time
  "check-trees": [], // Trees built anew from the leaves have the roots that the checkpoints promise
  "check-tiles": [], // Published tiles hold the hashes of these trees
  "check-openings": [], // Notes open what the leaves commit to
  "check-annexes": [], // Annexes open what their notes commit to
  "check-signatures": [], // Notes are signed by keys that the charter and its credentials name
  "check-heads": [], // Heads that notes cite are beginnings of the log
  "check-remembered": [], // The record continues what this browser verified before
  "check-proof": [], // The note is in the log: its proof leads to the checkpoint
  count: ["done", "total"], // {done} of {total}
  "count-none-asked": [], // none asked for
  "count-first-time": [], // first time here
  "count-unreached": [], // not reached

  // The verdict.
  "good-title": [], // What was checked holds
  good: ["entries", "rooms"], // All {entries} entries of the rooms {rooms} …
  "good-note-title": [], // This note is on the record
  "good-note": ["index", "room", "size"], // It is entry {index} of the room {room}, which has {size} …
  "continues": ["date", "size", "room"], // On {date} this browser verified {size} entries of {room}; …
  "bad-title": [], // A check failed
  "fail-charter": [], // The charter is not the one that identifies this process, or its signature fails.
  "fail-checkpoints": ["room"],
  "fail-cosignatures": ["room", "got", "quorum"],
  "fail-leaves": ["room", "index"],
  "fail-trees": ["room"],
  "fail-tiles": ["room", "path"],
  "fail-openings": ["room", "index"],
  "fail-annexes": ["room", "index"],
  "fail-signatures": ["room", "index"],
  "fail-heads": ["room", "index"],
  "fail-fork": ["room"], // Two heads of {room} conflict: the record was rewritten, or …
  "fail-shorter": ["room"], // The record of {room} is shorter than what this browser verified before.
  "fail-proof": ["room", "index"],
  "head-before": ["date", "size", "root"], // verified here on {date}: {size} entries, root {root}
  "head-now": ["size", "root"], // shown now: …
  detail: ["detail"], // What was found: {detail}

  // No verdict.
  "cancelled-title": [],
  cancelled: [],
  "offline-title": [],
  offline: [], // No answer from the server: …
  "refused-title": [],
  refused: ["status", "path"], // The server answered {status} for {path}.
  "malformed-title": [],
  malformed: ["path"], // What the server answered for {path} is not what was asked for.
  "unsupported-title": [],
  unsupported: [], // This browser cannot verify Ed25519 signatures (it lacks them in WebCrypto) …
  "too-large-title": [],
  "too-large": ["size"], // {size} entries are more than a page should check: …

  // What was not checked.
  "not-checked-title": [],
  "not-checked-program": [], // The program of this page came from the same server.
  "not-checked-charter": ["hash"], // Whether this is the charter that members signed: compare {hash} with a member.
  "not-checked-replica": [], // What the server shows to others: no other copy was compared.
  "not-checked-standing": [], // The standing and the authors' powers: they were not computed anew here.
  "not-checked-rest": [], // (one note) The other entries of its room.
  "not-checked-erased": ["count"], // {count} annexes, whose content was erased.
  "not-checked-unknown": ["names"], // Signatures on checkpoints by {names}, whom the charter does not name.
  "not-checked-time": [], // When the checkpoints were signed: no witness vouches for it.
  "not-checked-first": [], // What the record was before: this browser verified it for the first time.

  // How to repeat it.
  "repeat-title": [],
  repeat: ["command"], // Without this page: {command}
} as const satisfies Record<string, readonly string[]>;

export type MessageKey = keyof typeof messageKeys;

/** What fills the braces of a message. */
export type Values<K extends MessageKey> = Record<(typeof messageKeys)[K][number], string | number | Node>;

/** Fills messages in with the page's own words. */
export class Messages {
  readonly #parts = new Map<string, DocumentFragment>();
  readonly #numbers: Intl.NumberFormat;
  readonly #dates: Intl.DateTimeFormat;

  constructor(template: HTMLTemplateElement, language: string) {
    for (const element of template.content.querySelectorAll<HTMLElement>("[data-key]")) {
      const words = document.createDocumentFragment();
      words.append(...element.childNodes);
      this.#parts.set(element.dataset["key"]!, words);
    }
    this.#numbers = new Intl.NumberFormat(language);
    this.#dates = new Intl.DateTimeFormat(language, { dateStyle: "long" });
  }

  /** The words of a message. One that the page lacks shows as its key: an honest gap, and a test finds it. */
  say<K extends MessageKey>(key: K, values: Values<K>): DocumentFragment {
    const words = (this.#parts.get(key) ?? document.createRange().createContextualFragment(key)).cloneNode(true);
    const texts: Text[] = [];
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const filled = text.data.split(/(\{\w+\})/).map((part) => {
        const value = (values as Record<string, string | number | Node>)[part.slice(1, -1)];
        if (!part.startsWith("{") || value === undefined) return part;
        return typeof value === "number" ? this.#numbers.format(value) : value;
      });
      text.replaceWith(...filled);
    }
    return words as DocumentFragment;
  }

  date(date: Date): string {
    return this.#dates.format(date);
  }
}
