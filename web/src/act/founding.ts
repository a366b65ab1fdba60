// Founding a process: its charter is drafted by the venue, shown in words, signed here, and begins its logs. Where all
// sign it from the first day on, it waits for them on a page of its own, and is signed there (agreeing.ts).
import { base64, fromUtf8 } from "../record/bytes.ts";
import { VerifierKey } from "../record/key.ts";
import { emptyRoot } from "../record/tree.ts";
import { ask } from "../member/venue.ts";
import type { Act } from "../sign/act-line.ts";
import { type Draft, writeDraft } from "../sign/draft.ts";
import { readyNote } from "../sign/signature.ts";
import { ReviewedForm, type Shown } from "./reviewed-form.ts";

interface FoundingMade {
  readonly origin: string;
  readonly log_key: string;
  readonly actor: string;
  readonly act: Act;
  readonly signers: readonly string[];
  readonly review: string;
}

/** The process is known by its charter's hash once that is signed, and not before. */
const noProcess = "0".repeat(64);

/** Wires the form. */
export function attachFounding(form: HTMLFormElement): void {
  const reviewed = new ReviewedForm(form);
  reviewed.attach({ drafted: () => drafted(reviewed), signed: found });
}

async function drafted(reviewed: ReviewedForm): Promise<Shown | undefined> {
  const { form } = reviewed;
  const device = await reviewed.deviceAmong((form.dataset["keys"] ?? "").split(" ").filter(Boolean));
  if (!device) return undefined;
  const fields: Record<string, string> = Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, String(value)]),
  );
  if (fields["process"] === "together") {
    const { id } = await ask<{ id: string }>("POST", "/api/v1/charters", { ...fields, process: "talks", key: device.vkey });
    location.assign(`/found/${id}`);
    return undefined;
  }
  const made = await ask<FoundingMade>("POST", "/api/v1/foundings/draft", { ...fields, key: device.vkey });
  const room = {
    process: noProcess,
    name: "registry",
    origin: made.origin,
    logKey: VerifierKey.parse(made.log_key),
    head: { size: 0n, root: emptyRoot },
    checkpoint: "",
  };
  const draft = await writeDraft(room, { actor: made.actor, signers: made.signers, act: made.act });
  return { draft, device, review: made.review };
}

/** Founds the process, and goes to it. */
async function found(draft: Draft): Promise<boolean> {
  const ready = readyNote(draft);
  const sent = { note: fromUtf8(ready.bytes), salt: base64(ready.salt) };
  const { process } = await ask<{ process: string }>("POST", "/api/v1/foundings", sent);
  location.assign(`/${process}/members`);
  return true;
}
