// Faults of a form: a summary that leads to each field, and the same beside the field.
import type { Problem } from "../member/venue.ts";
import type { Words } from "../member/words.ts";
import { make } from "../verify/make.ts";

interface Fault {
  readonly field: string;
  readonly fault: string;
}

export class Faults {
  readonly #form: HTMLFormElement;
  readonly #words: Words;
  /** What takes away again what was shown beside the fields. */
  readonly #undo: (() => void)[] = [];

  constructor(form: HTMLFormElement, words: Words) {
    this.#form = form;
    this.#words = words;
  }

  clear(): void {
    this.#form.querySelector("[data-errors]")?.replaceChildren();
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Shows the faults that a problem tells of; false where it tells of none. */
  show(problem: Problem): boolean {
    const told = problem.members["fields"];
    if (!Array.isArray(told) || told.length === 0) return false;
    const list = make("ul", "");
    for (const fault of told as Fault[]) list.append(make("li", "", this.#showOne(fault)));
    const heading = make("h2", "", this.#words.say("summary"));
    heading.id = "errors-h";
    const summary = make("div", "error-summary", heading, list);
    summary.setAttribute("role", "alert");
    summary.setAttribute("aria-labelledby", heading.id);
    summary.tabIndex = -1;
    this.#form.querySelector("[data-errors]")?.replaceChildren(summary);
    summary.focus();
    return true;
  }

  /** Marks one field, and gives the link that leads to it. */
  #showOne({ field, fault }: Fault): HTMLElement {
    const key = `fault-${fault}`;
    const words = this.#words.say(this.#words.has(key) ? key : "fault-other");
    const id = `f-${field.replaceAll(".", "-")}`;
    const place = document.getElementById(id);
    const holder = place?.closest<HTMLElement>(".field") ?? place;
    holder?.classList.add("has-error");
    this.#undo.push(() => holder?.classList.remove("has-error"));
    const heading = holder?.querySelector("label, legend");
    const input = place?.matches("fieldset") ? place.querySelector("input") : place;
    if (input) {
      const error = make("p", "field-error", words);
      error.id = `e-${id}`;
      const described = input.getAttribute("aria-describedby") ?? "";
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
      this.#undo.push(() => {
        error.remove();
        input.removeAttribute("aria-invalid");
        input.setAttribute("aria-describedby", described);
      });
      heading?.after(error);
    }
    const link = make("a", "", `${heading?.textContent ?? field}: ${words}`) as HTMLAnchorElement;
    link.href = `#${input?.id || id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      input?.focus();
    });
    return link;
  }
}
