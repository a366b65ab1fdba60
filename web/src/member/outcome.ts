// Saying what came of something, where the page has a place for it.
import { SigningError } from "../sign/error.ts";
import { Offline, Problem } from "./venue.ts";
import type { Words } from "./words.ts";
import { make } from "../verify/make.ts";

/** The place on a page where it is said how something went: announced to those who do not see it. */
export class Outcome {
  readonly #place: HTMLElement;
  readonly #words: Words;

  constructor(place: HTMLElement, words: Words) {
    this.#place = place;
    this.#words = words;
  }

  say(key: string, ...more: (string | Node)[]): void {
    this.#place.replaceChildren(make("p", "", this.#words.say(key), ...more));
  }

  /** Says what there are no words of a key for alone. */
  tell(text: string): void {
    this.#place.replaceChildren(make("p", "", text));
  }

  /** Puts something below the place. */
  after(element: HTMLElement): void {
    this.#place.after(element);
  }

  focus(): void {
    this.#place.focus();
  }

  /** What went well: with a link, where it leads somewhere. */
  done(key: string, href?: string, linkKey?: string): void {
    const notice = make("div", "notice notice-good", make("p", "notice-title", this.#words.say(key)));
    if (href && linkKey) {
      const link = make("a", "", this.#words.say(linkKey)) as HTMLAnchorElement;
      link.href = href;
      notice.append(make("p", "", link));
    }
    this.#show(notice);
  }

  /** What went wrong, in the words that there are for it. */
  failed(error: unknown): void {
    const text =
      error instanceof Offline
        ? this.#words.say("offline")
        : error instanceof SigningError && ["no_ed25519", "insecure_page", "no_storage"].includes(error.rule)
          ? this.#words.say("unsupported")
          : this.#words.say("failed", { reason: reasonOf(error) });
    this.#show(make("div", "notice notice-problem", make("p", "", text)));
  }

  warn(text: string): void {
    this.#show(make("div", "notice notice-problem", make("p", "", text)));
  }

  clear(): void {
    this.#place.replaceChildren();
  }

  #show(notice: HTMLElement): void {
    this.#place.replaceChildren(notice);
    this.#place.focus();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof SigningError) return `${error.message}; ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
