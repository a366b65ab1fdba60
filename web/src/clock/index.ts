// The island that makes the control of the two clocks quicker. Without it the control is a plain GET form with links.
//
// Markup that the page brings:
//
//   <form class="as-of" method="get" data-island="clock"
//         data-label-play="Play act by act" data-label-pause="Pause"
//         data-label-failed="The next page could not be fetched.">
//     <input type="date" name="as_of">  <input type="number" name="at_size">
//     <a data-next href="…">…</a>       to the page as of the next act, or where a part of the record is shown, with
//                                       one note more; left out on the last one
//   </form>
//
// What it adds: a day picked with the pointer is shown at once; a button plays the process act by act, by fetching the
// page behind data-next and putting it in the place of this one, until the last act or until it is paused (the button,
// Escape, or leaving the tab). After each page a `verbale:page` event tells other islands that theirs are new.
import { type PageEvent, pageEvent } from "./page-event.ts";

/** How long a page stands while the process plays. Longer for readers who asked for less motion. */
const stepMs = 1200;
const stepReducedMs = 3000;

const formSelector = 'form[data-island="clock"]';

class Player {
  readonly #button = document.createElement("button");
  #form!: HTMLFormElement;
  #playing: AbortController | undefined;

  constructor() {
    this.#button.type = "button";
    this.#button.className = "button-quiet no-print";
    this.#button.addEventListener("click", () => (this.#playing ? this.#pause() : void this.#play()));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.#pause());
    document.addEventListener("visibilitychange", () => document.hidden && this.#pause());
  }

  /** Takes the control of the page as it now is. */
  attach(): void {
    const form = document.querySelector<HTMLFormElement>(formSelector);
    if (!form) return;
    this.#form = form;
    submitPickedDay(form);
    this.#label();
    if (!this.#next() && !this.#playing) return;
    const submit = form.querySelector("[type=submit]");
    if (submit) submit.after(this.#button);
    else form.append(this.#button);
  }

  #next(): string | undefined {
    return this.#form.querySelector<HTMLAnchorElement>("a[data-next]")?.href;
  }

  #label(): void {
    const { labelPlay = "", labelPause = "" } = this.#form.dataset;
    this.#button.textContent = this.#playing ? labelPause : labelPlay;
  }

  #pause(): void {
    this.#playing?.abort();
    this.#playing = undefined;
    this.#label();
    if (this.#next() || !this.#button.isConnected) return;
    // After the last act there is nothing to play; who was on the button stays in the control.
    const hadFocus = document.activeElement === this.#button;
    this.#button.remove();
    if (hadFocus) this.#form.querySelector<HTMLElement>("input:not([type=hidden])")?.focus({ preventScroll: true });
  }

  async #play(): Promise<void> {
    const playing = new AbortController();
    this.#playing = playing;
    this.#label();
    const wait = matchMedia("(prefers-reduced-motion: reduce)").matches ? stepReducedMs : stepMs;
    try {
      for (let next = this.#next(); next && this.#playing === playing; next = this.#next()) {
        const page = await fetchPage(next, playing.signal);
        if (this.#playing !== playing) return;
        this.#show(page, next);
        await pass(wait, playing.signal);
      }
    } catch (error) {
      if (this.#playing === playing) this.#say(this.#form.dataset["labelFailed"] ?? String(error));
    }
    if (this.#playing === playing) this.#pause();
  }

  /** Puts the fetched page in the place of this one; the reader keeps the place where they read, and the button. */
  #show(page: Document, address: string): void {
    const hadFocus = document.activeElement === this.#button;
    document.title = page.title;
    history.replaceState(null, "", address);
    document.body.replaceChildren(...page.body.childNodes);
    this.attach();
    if (hadFocus) this.#button.focus({ preventScroll: true });
    const event: PageEvent = new CustomEvent(pageEvent);
    document.dispatchEvent(event);
  }

  #say(words: string): void {
    const status = document.createElement("span");
    status.setAttribute("role", "alert");
    status.textContent = words;
    this.#button.after(status);
  }
}

/**
 * Shows a day that was picked with the pointer. One that is typed is not: while a year is typed it is another day with
 * each digit, and a page that changes under the keyboard takes the reader's place away (WCAG 3.2.2).
 */
function submitPickedDay(form: HTMLFormElement): void {
  const day = form.querySelector<HTMLInputElement>('input[type="date"]');
  let isTyped = false;
  day?.addEventListener("keydown", () => (isTyped = true));
  day?.addEventListener("pointerdown", () => (isTyped = false));
  day?.addEventListener("change", () => {
    if (!isTyped && day.value !== "" && day.checkValidity()) form.requestSubmit();
  });
}

async function fetchPage(address: string, signal: AbortSignal): Promise<Document> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function pass(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

new Player().attach();
