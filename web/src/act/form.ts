// The form of an act: what was filled in is drafted by the venue, shown in words, signed here and sent.
//
// The venue's draft is not taken on trust for more than its words: its head is held against the heads that this browser
// has verified, the exact text that is signed is shown beside the words, and nothing is signed before somebody has seen
// both.
import type { Bytes } from "../record/bytes.ts";
import { utf8 } from "../record/bytes.ts";
import { parseCheckpoint } from "../record/checkpoint.ts";
import { VerifierKey } from "../record/key.ts";
import { client, deviceAmong, tilesOf } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { Problem, ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import type { Act } from "../sign/act-line.ts";
import { signerOf } from "../sign/device.ts";
import { type Draft, formatDraft, writeDraft } from "../sign/draft.ts";
import { signDraft } from "../sign/signature.ts";
import type { Wording } from "../sign/wording.ts";
import { Workshop, readForm } from "../sign/workshop.ts";
import { Faults } from "./faults.ts";
import { send } from "./sending.ts";

/** What the venue makes of a form. */
interface DraftMade {
  readonly process: string;
  readonly room: string;
  readonly origin: string;
  readonly log_key: string;
  readonly checkpoint: string;
  readonly act: Act;
  readonly signers: readonly string[];
  readonly wording?: Wording;
  readonly review: string;
}

/** Fields that are about the draft, and not of the act. */
const ownFields = ["actor", "room", "registers", "with", "documents"];

export class ActForm {
  readonly #form: HTMLFormElement;
  readonly #words: Words;
  readonly #outcome: Outcome;
  readonly #review: HTMLElement;
  readonly #faults: Faults;
  #draft: Draft | undefined;
  #signer: string | undefined;
  /** Ends keeping what is filled in. */
  #discard: (() => Promise<void>) | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#words = new Words(form);
    this.#outcome = new Outcome(this.#part("[data-outcome]"), this.#words);
    this.#review = this.#part("[data-review]");
    this.#faults = new Faults(form, this.#words);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#try(() => this.#drafted());
    });
    this.#part("[data-sign]").addEventListener("click", () => void this.#try(() => this.#sign()));
    this.#part("[data-back]").addEventListener("click", () => this.#back());
    void this.#try(async () => {
      const { database } = await client();
      const workshop = new Workshop(database, () => Date.now());
      this.#discard = await workshop.attach(form, location.pathname + location.search, () => undefined);
    });
  }

  #part(selector: string): HTMLElement {
    return this.#form.querySelector<HTMLElement>(selector)!;
  }

  get #processName(): string {
    return location.pathname.split("/")[1] ?? "";
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Problem && this.#faults.show(error)) this.#outcome.clear();
      else this.#outcome.failed(error);
    }
  }

  /** Has the venue draft what was filled in, and shows what would be signed. */
  async #drafted(): Promise<void> {
    this.#faults.clear();
    this.#outcome.say("drafting");
    const data = new FormData(this.#form);
    const actor = String(data.get("actor") ?? "");
    const { devices, heads } = await client();
    const device = await deviceAmong(devices, this.#keysOf(actor));
    if (!device) return this.#outcome.warn(this.#words.say("no-device"));
    const others = data.getAll("with").map(String).filter(Boolean);
    const hidden = [...this.#form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement && e.type === "hidden");
    const fields = [...readForm(this.#form), ...hidden.map((field): [string, string] => [field.name, field.value])];
    const made = await ask<DraftMade>("POST", this.#form.dataset["draft"]!, {
      kind: this.#form.dataset["kind"],
      actor,
      room: data.get("room") ?? undefined,
      signers: [device.name, ...others],
      registers: data.get("registers") === "yes",
      fields: fields.filter(([name]) => !ownFields.includes(name)),
    });
    const logKey = VerifierKey.parse(made.log_key);
    const checkpoint = parseCheckpoint(utf8(made.checkpoint));
    await heads.accept(checkpoint, logKey, tilesOf(this.#processName, made.room));
    const documents: Bytes[] = [];
    for (const file of data.getAll("documents")) {
      if (file instanceof File && file.size > 0) documents.push(new Uint8Array(await file.arrayBuffer()));
    }
    this.#draft = await writeDraft(
      { process: made.process, name: made.room, origin: made.origin, logKey, head: checkpoint, checkpoint: made.checkpoint },
      { actor, signers: made.signers, act: made.act, wording: made.wording, documents },
    );
    this.#signer = device.name;
    // The venue's own words, escaped by it; the page's policy runs no script that they could bring.
    this.#part("[data-review-body]").innerHTML = made.review;
    this.#part("[data-review-text]").textContent = this.#draft.text;
    this.#outcome.clear();
    this.#review.hidden = false;
    this.#review.focus();
  }

  /** Signs what was shown, and sends it or puts it round. */
  async #sign(): Promise<void> {
    const members = await client();
    const device = this.#signer === undefined ? undefined : await members.devices.get(this.#signer);
    if (!this.#draft || !device) return this.#outcome.warn(this.#words.say("no-device"));
    this.#outcome.say("signing");
    const signed = await signDraft(this.#draft, signerOf(device));
    this.#review.hidden = true;
    const { circulate, circulation, note } = this.#form.dataset;
    if (new Set(signed.text.match(/"signers":\[[^\]]*\]/)?.[0].match(/k[0-9a-f]{16}/g)).size > 1) {
      const put = await ask<{ id: string }>("POST", circulate!, { draft: formatDraft(signed) });
      this.#outcome.done("circulated", `${circulation}${put.id}`, "circulated-link");
    } else {
      const came = await send(members, signed, this.#processName, note!, this.#outcome, this.#words);
      if (came === "refused") return;
    }
    this.#draft = undefined;
    await this.#discard?.();
    this.#form.reset();
  }

  #back(): void {
    this.#draft = undefined;
    this.#review.hidden = true;
    this.#form.querySelector<HTMLElement>("button[type=submit]")?.focus();
  }

  /** The reader's keys that sign for an actor. */
  #keysOf(actor: string): string[] {
    const field = this.#form.querySelector<HTMLElement>(`[name="actor"][value="${actor}"], [name="actor"] option[value="${actor}"]`);
    return (field?.dataset["keys"] ?? "").split(" ").filter(Boolean);
  }
}
