// A form whose contents are drafted by the venue, shown in words, and signed here.
//
// The venue's draft is not taken on trust for more than its words: the exact text that is signed is shown beside them,
// and nothing is signed before somebody has seen both.
import { client, deviceAmong } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { Offline, Problem } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import { type Device, signerOf } from "../sign/device.ts";
import type { Draft } from "../sign/draft.ts";
import { signDraft } from "../sign/signature.ts";
import { Faults } from "./faults.ts";

/** What is shown before it is signed. */
export interface Shown {
  readonly draft: Draft;
  /** Whose key signs it. */
  readonly device: Device;
  /** The venue's words for it, escaped by it. */
  readonly review: string;
}

/** What a form does. */
export interface Steps {
  /** Has the venue draft what was filled in; nothing where the page says why not. */
  drafted(): Promise<Shown | undefined>;
  /** Takes the draft as this browser signed it, the very same again where no answer came. Gives whether it is done with. */
  signed(draft: Draft): Promise<boolean>;
}

export class ReviewedForm {
  readonly form: HTMLFormElement;
  readonly words: Words;
  readonly outcome: Outcome;
  readonly #review: HTMLElement;
  readonly #faults: Faults;
  #shown: Shown | undefined;
  /** The draft that is shown, signed: another signature would make another note of it. */
  #signed: Draft | undefined;

  constructor(form: HTMLFormElement) {
    this.form = form;
    this.words = new Words(form);
    this.outcome = new Outcome(this.#part("[data-outcome]"), this.words);
    this.#review = this.#part("[data-review]");
    this.#faults = new Faults(form, this.words);
  }

  /** Wires the form. */
  attach(steps: Steps): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.attempt(() => this.#draft(steps));
    });
    this.#part("[data-sign]").addEventListener("click", () => void this.attempt(() => this.#sign(steps)));
    this.#part("[data-back]").addEventListener("click", () => this.#back());
  }

  /** Does something, and says where it failed: beside the fields where it is theirs. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Problem && this.#faults.show(error)) this.outcome.clear();
      else this.outcome.failed(error);
    }
  }

  /** The first of some keys that this browser holds; where it holds none, that is said. */
  async deviceAmong(names: readonly string[]): Promise<Device | undefined> {
    const { devices } = await client();
    const device = await deviceAmong(devices, names);
    if (!device) this.outcome.warn(this.words.say("no-device"));
    return device;
  }

  #part(selector: string): HTMLElement {
    return this.form.querySelector<HTMLElement>(selector)!;
  }

  async #draft(steps: Steps): Promise<void> {
    this.#faults.clear();
    this.outcome.say("drafting");
    this.#signed = undefined;
    this.#shown = await steps.drafted();
    if (!this.#shown) return;
    // The page's policy runs no script that the venue's words could bring.
    this.#part("[data-review-body]").innerHTML = this.#shown.review;
    this.#part("[data-review-text]").textContent = this.#shown.draft.text;
    this.outcome.clear();
    this.#review.hidden = false;
    this.#review.focus();
  }

  async #sign(steps: Steps): Promise<void> {
    if (!this.#shown) return;
    this.outcome.say("signing");
    this.#signed ??= await signDraft(this.#shown.draft, signerOf(this.#shown.device));
    this.#review.hidden = true;
    try {
      if (await steps.signed(this.#signed)) this.#shown = undefined;
    } catch (error) {
      // What the venue may have got is sent again as it was.
      this.#review.hidden = !(error instanceof Offline);
      throw error;
    }
  }

  #back(): void {
    this.#shown = undefined;
    this.#review.hidden = true;
    this.form.querySelector<HTMLElement>("button[type=submit]")?.focus();
  }
}
