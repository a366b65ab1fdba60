// The documents that go with an act: held against the venue's limits before anything of them is read, described by
// their author, listed with their sizes, and kept with the form in progress.
//
//   <div data-documents data-count-max="31" data-bytes-max="…" data-together-max="…" data-joint-max="…">
//     <input type="file" multiple> <p role="alert" data-documents-fault hidden></p> <p role="status" data-documents-said></p>
//     <ul data-documents-list></ul> <template data-document><li>…</li></template>
//   </div>
//
// The fields of a document have no names: they are not the act's.
import type { Bytes } from "../record/bytes.ts";
import type { Words } from "../member/words.ts";
import type { Shelf } from "../sign/shelf.ts";

/** What a document is, as the venue takes it for the wording. */
export interface Described {
  readonly title?: string;
  readonly name: string;
  readonly type?: string;
  readonly language?: string;
  readonly authentic: boolean;
  /** Documents of one number are versions of one another. */
  readonly work: number;
}

/** Longest name of a file that a wording takes, in characters: of a longer one the end. */
const nameCharsMax = 200;
/** What the list of languages has for one that it does not name. */
const otherLanguage = "other";

interface Chosen {
  readonly file: File;
  readonly line: HTMLElement;
  /** Its place on the shelf. */
  readonly number: number;
  /** What is said of it there. */
  kept?: string;
}

/** The fields of a document's line that its author fills in. */
const saidIn = ["title", "language", "code", "version", "authentic"];

export class Documents {
  readonly #place: HTMLElement;
  readonly #words: Words;
  readonly #input: HTMLInputElement;
  #chosen: Chosen[] = [];
  /** What is on the shelf by now is what was chosen when this was called last; writes go one after the other. */
  #keeping: Promise<void> = Promise.resolve();
  #keep: (() => Promise<void>) | undefined;

  constructor(place: HTMLElement, words: Words) {
    this.#place = place;
    this.#words = words;
    this.#input = place.querySelector<HTMLInputElement>('input[type="file"]')!;
    this.#input.addEventListener("change", () => this.#take([...(this.#input.files ?? [])]));
    place.addEventListener("change", () => this.#changed());
  }

  /**
   * Puts back what is on the shelf for an address, and keeps there from then on what is chosen; `whenKept` is told each
   * time. Gives what takes it off the shelf.
   */
  async attach(shelf: Shelf, address: string, whenKept: () => void): Promise<() => Promise<void>> {
    const kept = await shelf.recall(address);
    // What was chosen meanwhile stands first, and what is put back moves up.
    const before = this.#chosen.length;
    for (const { file, said, number } of kept) {
      if (this.#faultOf(file)) continue;
      const line = this.#add(file, before === 0 ? number : undefined);
      for (const name of saidIn) fillIn(field(line, name), said[name] ?? "");
      const version = field<HTMLSelectElement>(line, "version");
      if (said["version"]) version.value = String(Number(said["version"]) + before);
      field(line, "language").dispatchEvent(new Event("change"));
      if (before === 0) this.#chosen.at(-1)!.kept = JSON.stringify(saidOf(line));
    }
    if (kept.length > 0) this.#said();
    const onShelf = new Set(kept.map(({ number }) => number));
    this.#keep = async () => {
      for (const chosen of this.#chosen) {
        const said = saidOf(chosen.line);
        if (chosen.kept === JSON.stringify(said)) continue;
        const { file, number } = chosen;
        if (!(await shelf.keep({ address, number, file, said }))) throw new Error("the shelf is full");
        onShelf.add(number);
        chosen.kept = JSON.stringify(said);
      }
      for (const number of onShelf) {
        if (this.#chosen.some((chosen) => chosen.number === number)) continue;
        await shelf.remove(address, number);
        onShelf.delete(number);
      }
      whenKept();
    };
    if (this.#chosen.some(({ kept }) => kept === undefined)) this.#changed();
    return async () => {
      this.#keep = undefined;
      await this.#keeping;
      await shelf.discard(address);
    };
  }

  /** Whether all together are small enough to be put round; where not, that is said beside the field. */
  fitJoint(): boolean {
    const most = this.#limit("jointMax");
    if (this.#bytes() <= most) return true;
    this.#fault([this.#words.say("documents-too-large-together", { name: this.#chosen.at(-1)!.file.name, most: kib(most) })]);
    this.#input.focus();
    return false;
  }

  /** What they are, in their order. */
  described(): Described[] {
    return this.#chosen.map(({ file, line }, place) => {
      const title = field<HTMLInputElement>(line, "title").value.trim();
      const chosen = field<HTMLSelectElement>(line, "language").value;
      const language = chosen === otherLanguage ? field<HTMLInputElement>(line, "code").value.trim() : chosen;
      const version = field<HTMLSelectElement>(line, "version").value;
      return {
        name: [...file.name].slice(-nameCharsMax).join(""),
        ...(title && { title }),
        ...(file.type && { type: file.type.split(";")[0]!.trim() }),
        ...(language && { language }),
        authentic: field<HTMLInputElement>(line, "authentic").checked,
        work: 1 + (version === "" ? place : Number(version)),
      };
    });
  }

  /** What is in them, in their order. */
  contents(): Promise<Bytes[]> {
    return Promise.all(this.#chosen.map(async ({ file }) => new Uint8Array(await file.arrayBuffer())));
  }

  clear(): void {
    for (const { line } of this.#chosen) line.remove();
    this.#chosen = [];
    this.#fault([]);
    this.#place.querySelector("[data-documents-said]")?.replaceChildren();
  }

  /** Takes in what was chosen, as far as the limits let it; of the rest it is said why not. */
  #take(files: File[]): void {
    const faults: string[] = [];
    for (const file of files) {
      const fault = this.#faultOf(file);
      if (fault) faults.push(fault);
      else this.#add(file);
    }
    // The same file can be chosen again after it was removed.
    this.#input.value = "";
    this.#fault(faults);
    this.#said();
  }

  /** Keeps what was changed. Where a browser keeps no more, that is said: it has to be chosen again after a reload. */
  #changed(): void {
    this.#keeping = this.#keeping.then(async () => {
      try {
        await this.#keep?.();
      } catch {
        this.#fault([this.#words.say("documents-not-kept")]);
      }
    });
  }

  #faultOf(file: File): string | undefined {
    const { name, size } = file;
    const [count, each, together] = [this.#limit("countMax"), this.#limit("bytesMax"), this.#limit("togetherMax")];
    if (size === 0) return this.#words.say("documents-empty", { name });
    if (size > each) return this.#words.say("documents-too-large", { name, size: kib(size), most: kib(each) });
    if (this.#chosen.length >= count) return this.#words.say("documents-too-many", { name, most: count });
    if (this.#bytes() + size > together) return this.#words.say("documents-too-large-together", { name, most: kib(together) });
    return undefined;
  }

  #add(file: File, number = 1 + Math.max(0, ...this.#chosen.map(({ number }) => number))): HTMLElement {
    const template = this.#place.querySelector<HTMLTemplateElement>("template[data-document]")!;
    const line = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    line.querySelector("[data-name]")!.append(file.name);
    line.querySelector("[data-size]")!.append(`${kib(file.size)} KiB`);
    const language = field<HTMLSelectElement>(line, "language");
    language.addEventListener("change", () => {
      line.querySelector<HTMLElement>("[data-code-field]")!.hidden = language.value !== otherLanguage;
    });
    field<HTMLSelectElement>(line, "version").addEventListener("change", () => this.#relate());
    const remove = field<HTMLButtonElement>(line, "remove");
    remove.setAttribute("aria-label", this.#words.say("documents-remove", { name: file.name }));
    remove.addEventListener("click", () => this.#remove(line));
    this.#place.querySelector("[data-documents-list]")!.append(line);
    this.#chosen.push({ file, line, number });
    this.#relate();
    return line;
  }

  #remove(line: HTMLElement): void {
    const place = this.#chosen.findIndex((chosen) => chosen.line === line);
    // What was a version of it stands alone; what comes after it moves up.
    for (const { line: other } of this.#chosen) {
      const version = field<HTMLSelectElement>(other, "version");
      const of = Number(version.value);
      if (version.value === "" || of < place) continue;
      const moved = of === place ? "" : String(of - 1);
      version.replaceChildren(version.options[0]!, new Option("", moved));
      version.value = moved;
    }
    this.#chosen.splice(place, 1);
    line.remove();
    this.#relate();
    this.#fault([]);
    this.#said();
    this.#changed();
    const next = this.#chosen[place] ?? this.#chosen[place - 1];
    (next ? field<HTMLElement>(next.line, "remove") : this.#input).focus();
  }

  /** Offers to each document those before it that are no versions themselves. */
  #relate(): void {
    const first: number[] = [];
    this.#chosen.forEach(({ line }, place) => {
      const version = field<HTMLSelectElement>(line, "version");
      const chosen = version.value;
      const none = version.options[0]!;
      version.replaceChildren(none, ...first.map((of) => new Option(this.#chosen[of]!.file.name, String(of))));
      version.value = first.includes(Number(chosen)) && chosen !== "" ? chosen : "";
      line.querySelector<HTMLElement>("[data-version-field]")!.hidden = first.length === 0;
      if (version.value === "") first.push(place);
    });
  }

  #bytes(): number {
    return this.#chosen.reduce((sum, { file }) => sum + file.size, 0);
  }

  #limit(name: string): number {
    return Number(this.#place.dataset[name]);
  }

  #said(): void {
    const count = this.#chosen.length;
    const words = count === 0 ? this.#words.say("documents-none") : this.#words.say("documents-chosen", { count, size: kib(this.#bytes()) });
    this.#place.querySelector("[data-documents-said]")!.replaceChildren(words);
  }

  #fault(faults: readonly string[]): void {
    const place = this.#place.querySelector<HTMLElement>("[data-documents-fault]")!;
    place.replaceChildren(faults.join(" "));
    place.hidden = faults.length === 0;
    this.#place.classList.toggle("has-error", faults.length > 0);
    if (faults.length > 0) this.#input.setAttribute("aria-invalid", "true");
    else this.#input.removeAttribute("aria-invalid");
  }
}

/** A size in KiB, rounded up, in the page's language. */
export function kib(bytes: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(Math.ceil(bytes / 1024));
}

/** What the fields of a document's line have. */
function saidOf(line: HTMLElement): Record<string, string> {
  const value = (input: HTMLInputElement): string => (input.type === "checkbox" ? (input.checked ? "yes" : "") : input.value);
  return Object.fromEntries(saidIn.map((name) => [name, value(field(line, name))]));
}

function fillIn(input: HTMLInputElement, value: string): void {
  if (input.type === "checkbox") input.checked = value !== "";
  else input.value = value;
}

function field<E extends HTMLElement>(line: HTMLElement, name: string): E {
  return line.querySelector<E>(`[data-${name}]`)!;
}
