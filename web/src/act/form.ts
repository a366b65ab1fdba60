// The form of an act: what was filled in is drafted by the venue, shown in words, signed here and sent.
//
// The draft's head is held against the heads that this browser has verified, before it is cited.
import { utf8 } from "../record/bytes.ts";
import { parseCheckpoint } from "../record/checkpoint.ts";
import { VerifierKey } from "../record/key.ts";
import { client, processName, tilesOf } from "../member/client.ts";
import { ask } from "../member/venue.ts";
import type { Act } from "../sign/act-line.ts";
import { type Draft, writeDraft } from "../sign/draft.ts";
import { outgoing, outgoingRound } from "../sign/outgoing.ts";
import { unsigned } from "../sign/signature.ts";
import type { Wording } from "../sign/wording.ts";
import { Shelf } from "../sign/shelf.ts";
import { Workshop, readForm } from "../sign/workshop.ts";
import { Documents } from "./documents.ts";
import { ReviewedForm, type Shown } from "./reviewed-form.ts";
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
const ownFields = ["actor", "room", "registers", "with"];

/** Wires the form. */
export function attachAct(form: HTMLFormElement): void {
  const reviewed = new ReviewedForm(form);
  // An amendment takes none.
  const place = form.querySelector<HTMLElement>("[data-documents]");
  const documents = place ? new Documents(place, reviewed.words) : undefined;
  const kept = form.querySelector<HTMLElement>("[data-kept]");
  /** Ends keeping what is filled in. */
  let discard: (() => Promise<void>) | undefined;
  reviewed.attach({
    drafted: () => drafted(reviewed, documents),
    signed: async (draft) => {
      if (!(await passedOn(reviewed, draft))) return false;
      await discard?.();
      form.reset();
      documents?.clear();
      if (kept) kept.hidden = true;
      return true;
    },
  });
  void reviewed.attempt(async () => {
    const { database } = await client();
    const workshop = new Workshop(database, () => Date.now());
    const address = location.pathname + location.search;
    const whenKept = (error?: unknown): void => {
      if (kept && error === undefined) kept.hidden = false;
    };
    if (await workshop.recall(address)) whenKept();
    const ends = [await workshop.attach(form, address, whenKept)];
    discard = async () => {
      for (const end of ends) await end();
    };
    if (documents) ends.push(await documents.attach(new Shelf(database), address, whenKept));
  });
  kept?.querySelector("[data-discard]")!.addEventListener("click", () => {
    void reviewed.attempt(async () => {
      await discard?.();
      location.reload();
    });
  });
}

async function drafted(reviewed: ReviewedForm, documents: Documents | undefined): Promise<Shown | undefined> {
  const { form } = reviewed;
  const data = new FormData(form);
  const actor = String(data.get("actor") ?? "");
  const device = await reviewed.deviceAmong(keysOf(form, actor));
  if (!device) return undefined;
  const others = data.getAll("with").map(String).filter(Boolean);
  if (others.length > 0 && documents && !documents.fitJoint()) {
    reviewed.outcome.clear();
    return undefined;
  }
  const hidden = [...form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement && e.type === "hidden");
  const fields = [...readForm(form), ...hidden.map((field): [string, string] => [field.name, field.value])];
  const made = await ask<DraftMade>("POST", form.dataset["draft"]!, {
    kind: form.dataset["kind"],
    actor,
    room: data.get("room") ?? undefined,
    signers: [device.name, ...others],
    registers: data.get("registers") === "yes",
    fields: fields.filter(([name]) => !ownFields.includes(name)),
    documents: documents?.described(),
  });
  const logKey = VerifierKey.parse(made.log_key);
  const checkpoint = parseCheckpoint(utf8(made.checkpoint));
  const { heads } = await client();
  await heads.accept(checkpoint, logKey, tilesOf(processName(), made.room));
  const draft = await writeDraft(
    { process: made.process, name: made.room, origin: made.origin, logKey, head: checkpoint, checkpoint: made.checkpoint },
    { actor, signers: made.signers, act: made.act, wording: made.wording, documents: (await documents?.contents()) ?? [] },
  );
  return { draft, device, review: made.review };
}

/** Sends what is signed, or puts it round where others have to sign it. Gives whether it is on its way. */
async function passedOn({ form, outcome, words }: ReviewedForm, draft: Draft): Promise<boolean> {
  const { circulation, note } = form.dataset;
  const signed = (unsigned(draft).length === 0 ? outgoing : outgoingRound)(draft, processName());
  const came = await send(await client(), signed, { noteUrl: note!, draftUrl: circulation! }, outcome, words);
  return came === "entered" || came === "circulates";
}

/** The reader's keys that sign for an actor. */
function keysOf(form: HTMLFormElement, actor: string): string[] {
  const field = form.querySelector<HTMLElement>(`[name="actor"][value="${actor}"], [name="actor"] option[value="${actor}"]`);
  return (field?.dataset["keys"] ?? "").split(" ").filter(Boolean);
}
