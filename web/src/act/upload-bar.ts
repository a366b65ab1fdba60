// How much of a note has gone out, with a button that holds it back: shown where it takes long enough to be seen.
import type { Outcome } from "../member/outcome.ts";
import type { Words } from "../member/words.ts";
import type { OnItsWay } from "../sign/outbox.ts";
import { make } from "../verify/make.ts";
import { kib } from "./documents.ts";

/** A screen reader is told at each of so many steps; the bar moves with every piece. */
const stepsTold = 4;

interface Shown {
  readonly element: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly text: HTMLElement;
}

export class UploadBar {
  readonly #outcome: Outcome;
  readonly #words: Words;
  readonly #cancel: () => Promise<void>;
  #shown: Shown | undefined;
  #told = 0;

  constructor(outcome: Outcome, words: Words, cancel: () => Promise<void>) {
    this.#outcome = outcome;
    this.#words = words;
    this.#cancel = cancel;
  }

  show({ sent, total }: OnItsWay): void {
    // What has gone out whole cannot be held back.
    if (sent >= total) return this.end();
    const { bar, text } = (this.#shown ??= this.#make());
    bar.max = total;
    bar.value = sent;
    const share = sent / total;
    const said = this.#words.say("progress", { count: Math.floor(share * 100), size: kib(total) });
    text.replaceChildren(said);
    const step = Math.floor(share * stepsTold);
    if (step <= this.#told) return;
    this.#told = step;
    this.#outcome.tell(said);
  }

  /** Takes the bar away; who was at its button is led to what is said of the note. */
  end(): void {
    const { element } = this.#shown ?? {};
    this.#shown = undefined;
    this.#told = 0;
    if (element?.contains(document.activeElement)) this.#outcome.focus();
    element?.remove();
  }

  #make(): Shown {
    const bar = make("progress", "upload-bar") as HTMLProgressElement;
    bar.setAttribute("aria-label", this.#words.say("sending"));
    const text = make("p", "hint");
    const button = make("button", "button-quiet", this.#words.say("cancel")) as HTMLButtonElement;
    button.type = "button";
    button.dataset["cancel"] = "";
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.#cancel().catch((error: unknown) => this.#outcome.failed(error));
    });
    const element = make("div", "upload", bar, text, make("p", "", button));
    this.#outcome.after(element);
    return { element, bar, text };
  }
}
