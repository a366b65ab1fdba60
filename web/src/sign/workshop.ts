// Forms in progress, kept by address as they are typed: a reload, a crash, a tab closed by mistake loses nothing.
// Passwords and hidden fields, which are the page's own, are not kept; documents are kept by the shelf.
import type { Database } from "./database.ts";

/** Names and values of a form's fields, in the order of the form; a name may come several times. */
export type FormContents = readonly (readonly [string, string])[];

export interface InProgress {
  /** The page's address, without origin. */
  readonly address: string;
  readonly contents: FormContents;
  /** When it was last changed, in milliseconds since 1970. */
  readonly changedMs: number;
}

export class Workshop {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  keep(address: string, contents: FormContents): Promise<void> {
    const inProgress: InProgress = { address, contents, changedMs: this.#now() };
    return this.#database.put("drafts", inProgress);
  }

  recall(address: string): Promise<InProgress | undefined> {
    return this.#database.get<InProgress>("drafts", address);
  }

  /** All, the one changed last first. */
  async list(): Promise<InProgress[]> {
    return (await this.#database.list<InProgress>("drafts")).sort((a, b) => b.changedMs - a.changedMs);
  }

  discard(address: string): Promise<void> {
    return this.#database.remove("drafts", address);
  }

  /**
   * Fills a form with what was kept for an address, and keeps it from then on whenever it changes; `whenKept` is told
   * each time, with the error where it could not be. Gives a function that stops keeping and discards, for when the
   * form's purpose is done.
   */
  async attach(form: HTMLFormElement, address: string, whenKept: (error?: unknown) => void): Promise<() => Promise<void>> {
    const kept = await this.recall(address);
    if (kept) fillForm(form, kept.contents);
    let writing: Promise<void> | undefined;
    let changed = false;
    let stopped = false;
    // One write at a time: while one is under way, what changes is written after it, once.
    const write = async (): Promise<void> => {
      while (changed && !stopped) {
        changed = false;
        try {
          await this.keep(address, readForm(form));
          whenKept();
        } catch (error) {
          whenKept(error);
        }
      }
      writing = undefined;
    };
    const onInput = (): void => {
      changed = true;
      writing ??= write();
    };
    form.addEventListener("input", onInput);
    return async () => {
      stopped = true;
      form.removeEventListener("input", onInput);
      await writing;
      await this.discard(address);
    };
  }
}

/** What a form holds now. */
export function readForm(form: HTMLFormElement): FormContents {
  const contents: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && isOfItsAuthor(form, name)) contents.push([name, value]);
  }
  return contents;
}

/** Puts contents back into a form. Fields that it no longer has are passed over. */
export function fillForm(form: HTMLFormElement, contents: FormContents): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of contents) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    const name = field.getAttribute("name") ?? "";
    const isTick = field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
    if (isTick) {
      // A box that is not ticked stands in no contents, and so is unticked where it was.
      field.checked = values.get(name)?.includes(field.value) ?? false;
    } else if (field instanceof HTMLSelectElement && field.multiple) {
      for (const option of field.options) option.selected = values.get(name)?.includes(option.value) ?? false;
    } else if (field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement || isTypedInto(field)) {
      const value = values.get(name)?.shift();
      if (value !== undefined) field.value = value;
    }
  }
}

/** Types of fields whose value nobody types, or nobody may keep. */
const passedOver = ["file", "password", "hidden", "submit", "button", "reset", "image"];

function isTypedInto(field: Element): field is HTMLInputElement {
  return field instanceof HTMLInputElement && !passedOver.includes(field.type);
}

function isOfItsAuthor(form: HTMLFormElement, name: string): boolean {
  const field = form.elements.namedItem(name);
  return !(field instanceof HTMLInputElement && passedOver.includes(field.type));
}
