// What the reader sees of checking: a button, the lines, the verdict.
import { hex } from "../record/bytes.ts";
import type { Head } from "../record/checkpoint.ts";
import { Unanswered } from "./fetch.ts";
import { Lines } from "./lines.ts";
import { make } from "./make.ts";
import type { MessageKey, Messages, Values } from "./messages.ts";
import { CheckFailed, Forked, TooLarge, type Verified } from "./report.ts";
import { type Asked, verify } from "./run.ts";

/** One element of a page that checks a record. Contract of the markup: index.ts. */
export class Island {
  readonly #messages: Messages;
  readonly #asked: Asked;
  readonly #level: number;
  readonly #actions = make("p", "verify-actions no-print");
  readonly #list = make("ol", "verify-checks");
  readonly #outcome = make("div", "verify-outcome");
  #abort: AbortController | undefined;

  constructor(element: HTMLElement, messages: Messages) {
    const { base = "", process = "", rooms = "", room, index, note, start, level } = element.dataset;
    this.#messages = messages;
    this.#level = Number(level ?? 2);
    const one = room && index && note ? { room, index: Number(index), commitment: note } : undefined;
    this.#asked = { base, process, rooms: rooms.split(/\s+/).filter(Boolean), note: one };
    for (const fallback of element.querySelectorAll<HTMLElement>("[data-without-script]")) fallback.hidden = true;
    this.#list.hidden = true;
    this.#outcome.setAttribute("role", "status");
    element.append(this.#actions, this.#list, this.#outcome);
    this.#offer("start");
    if (start === "auto") void this.#run();
  }

  /** Shows one button: to begin, to begin again, or to stop. */
  #offer(key: "start" | "again" | "cancel"): void {
    const button = make("button", key === "cancel" ? "button-quiet" : "button", this.#messages.say(key, {}));
    button.setAttribute("type", "button");
    button.addEventListener("click", () => (key === "cancel" ? this.#abort?.abort() : void this.#run()));
    const hadFocus = this.#actions.contains(document.activeElement);
    this.#actions.replaceChildren(button);
    if (hadFocus) button.focus();
  }

  async #run(): Promise<void> {
    this.#abort = new AbortController();
    this.#offer("cancel");
    this.#list.replaceChildren();
    this.#list.hidden = false;
    this.#outcome.replaceChildren();
    const lines = new Lines(this.#list, this.#messages);
    try {
      this.#verified(await verify(this.#asked, new Date(), lines, this.#abort.signal));
    } catch (error) {
      lines.stop(error instanceof CheckFailed ? error.check : undefined);
      this.#stopped(error);
    }
    // Other requests may still be under way when one has failed.
    this.#abort.abort();
    this.#offer("again");
  }

  #heading<K extends MessageKey>(key: K, values: Values<K>): HTMLElement {
    return make(`h${this.#level}`, "", this.#messages.say(key, values));
  }

  #paragraph<K extends MessageKey>(key: K, values: Values<K>): HTMLElement {
    return make("p", "", this.#messages.say(key, values));
  }

  #verified(found: Verified): void {
    const verdict = make("section", "verify-verdict is-good");
    const { note } = found;
    if (note) {
      verdict.append(
        this.#heading("good-note-title", {}),
        this.#paragraph("good-note", { index: note.index, room: note.room, size: Number(note.size) }),
      );
    } else {
      const rooms = found.rooms.map(({ room }) => room.name).join(", ");
      verdict.append(this.#heading("good-title", {}), this.#paragraph("good", { entries: found.entries, rooms }));
    }
    for (const { room, before } of found.rooms) {
      if (!before) continue;
      const date = this.#messages.date(before.on);
      verdict.append(
        this.#paragraph("continues", { date, size: Number(before.checkpoint.size), room: room.name }),
      );
    }
    const list = make("ul", "");
    const add = <K extends MessageKey>(key: K, values: Values<K>) =>
      list.append(make("li", "", this.#messages.say(key, values)));
    add("not-checked-charter", { hash: make("code", "hash", found.charterHash) });
    add("not-checked-program", {});
    add("not-checked-replica", {});
    add("not-checked-standing", {});
    if (note) add("not-checked-rest", {});
    if (found.erased > 0) add("not-checked-erased", { count: found.erased });
    if (found.unknownSigners.length > 0) add("not-checked-unknown", { names: found.unknownSigners.join(", ") });
    if (!found.isCosigned) add("not-checked-time", {});
    if (found.rooms.some(({ before }) => !before)) add("not-checked-first", {});
    const notChecked = make("section", "verify-not-checked", this.#heading("not-checked-title", {}), list);
    this.#outcome.replaceChildren(verdict, notChecked, this.#repeat());
  }

  #repeat(): HTMLElement {
    const command = make("code", "command", `verbale verify ${location.origin}${this.#asked.base} --charter ${this.#asked.process}`);
    // It is longer than a phone is wide, and scrolls.
    command.tabIndex = 0;
    return make(
      "section",
      "verify-repeat",
      this.#heading("repeat-title", {}),
      this.#paragraph("repeat", { command }),
    );
  }

  #stopped(error: unknown): void {
    if (error instanceof CheckFailed) {
      this.#failed(error);
      return;
    }
    const notice = (className: string, title: HTMLElement, text: HTMLElement) =>
      this.#outcome.replaceChildren(make("section", `notice ${className}`, title, text));
    if (this.#abort?.signal.aborted) {
      notice("notice-empty", this.#heading("cancelled-title", {}), this.#paragraph("cancelled", {}));
    } else if (error instanceof Unanswered && error.why === "offline") {
      notice("notice-offline", this.#heading("offline-title", {}), this.#paragraph("offline", {}));
    } else if (error instanceof Unanswered && error.why === "refused") {
      const values = { status: String(error.status), path: make("code", "hash", error.path) };
      notice("notice-refused", this.#heading("refused-title", {}), this.#paragraph("refused", values));
    } else if (error instanceof Unanswered) {
      const values = { path: make("code", "hash", error.path) };
      notice("notice-refused", this.#heading("malformed-title", {}), this.#paragraph("malformed", values));
    } else if (error instanceof TooLarge) {
      const values = { size: Number(error.size) };
      notice("notice-empty", this.#heading("too-large-title", {}), this.#paragraph("too-large", values));
    } else if (error instanceof DOMException || !globalThis.crypto?.subtle) {
      // What WebCrypto throws where it lacks Ed25519, or where the page came over an insecure connection.
      notice("notice-problem", this.#heading("unsupported-title", {}), this.#paragraph("unsupported", {}));
    } else {
      throw error;
    }
    this.#outcome.append(this.#repeat());
  }

  #failed(error: CheckFailed): void {
    const verdict = make("section", "verify-verdict is-bad", this.#heading("bad-title", {}), this.#reason(error));
    if (error instanceof Forked) {
      const { before, now } = error;
      const words = ({ size, root }: Head) => ({ size: Number(size), root: make("code", "hash", hex(root)) });
      const date = this.#messages.date(before.on);
      verdict.append(
        this.#paragraph("head-before", { date, ...words(before.checkpoint) }),
        this.#paragraph("head-now", words(now)),
      );
      if (error.proof) verdict.append(make("p", "", this.#download(error.proof, error.room)));
    }
    // The record's own words for what it found are English in every language.
    const detail = make("span", "", error.detail);
    detail.lang = "en";
    verdict.append(this.#paragraph("detail", { detail }));
    this.#outcome.replaceChildren(verdict, this.#repeat());
  }

  #reason(error: CheckFailed): HTMLElement {
    const { check, room, where } = error;
    const index = where.index ?? 0;
    switch (check) {
      case "charter":
        return this.#paragraph("fail-charter", {});
      case "checkpoints":
        return this.#paragraph("fail-checkpoints", { room });
      case "cosignatures":
        return this.#paragraph("fail-cosignatures", { room, got: where.got ?? 0, quorum: where.quorum ?? 0 });
      case "trees":
        return this.#paragraph("fail-trees", { room });
      case "tiles":
        return this.#paragraph("fail-tiles", { room, path: where.path ?? "" });
      case "remembered":
        return this.#paragraph(error instanceof Forked && error.proof ? "fail-fork" : "fail-shorter", { room });
      default:
        return this.#paragraph(`fail-${check}`, { room, index });
    }
  }

  #download(proof: string, room: string): HTMLElement {
    const link = document.createElement("a");
    link.className = "button-quiet";
    link.href = URL.createObjectURL(new Blob([proof], { type: "text/plain" }));
    link.download = `${room}.fork-proof`;
    link.append(this.#messages.say("download-fork", {}));
    return link;
  }
}
