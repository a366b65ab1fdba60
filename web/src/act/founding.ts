// Founding a process: its charter is drafted by the venue, shown in words, signed here, and begins its logs.
import { base64, fromUtf8 } from "../record/bytes.ts";
import { VerifierKey } from "../record/key.ts";
import { emptyRoot } from "../record/tree.ts";
import { client, deviceAmong } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { Problem, ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import type { Act } from "../sign/act-line.ts";
import { type Device, signerOf } from "../sign/device.ts";
import { type Draft, writeDraft } from "../sign/draft.ts";
import { readyNote, signDraft } from "../sign/signature.ts";
import { Faults } from "./faults.ts";

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
  const words = new Words(form);
  const part = (selector: string): HTMLElement => form.querySelector<HTMLElement>(selector)!;
  const outcome = new Outcome(part("[data-outcome]"), words);
  const faults = new Faults(form, words);
  let shown: { draft: Draft; device: Device } | undefined;
  const drafted = async (): Promise<void> => {
    faults.clear();
    outcome.say("drafting");
    const { devices } = await client();
    const device = await deviceAmong(devices, (form.dataset["keys"] ?? "").split(" ").filter(Boolean));
    if (!device) return outcome.warn(words.say("no-device"));
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const made = await ask<FoundingMade>("POST", "/api/v1/foundings/draft", { ...fields, key: device.vkey });
    const room = {
      process: noProcess,
      name: "registry",
      origin: made.origin,
      logKey: VerifierKey.parse(made.log_key),
      head: { size: 0n, root: emptyRoot },
      checkpoint: "",
    };
    shown = { draft: await writeDraft(room, { actor: made.actor, signers: made.signers, act: made.act }), device };
    part("[data-review-body]").innerHTML = made.review;
    part("[data-review-text]").textContent = shown.draft.text;
    outcome.clear();
    part("[data-review]").hidden = false;
    part("[data-review]").focus();
  };
  const sign = async (): Promise<void> => {
    if (!shown) return;
    outcome.say("signing");
    const ready = readyNote(await signDraft(shown.draft, signerOf(shown.device)));
    const sent = { note: fromUtf8(ready.bytes), salt: base64(ready.salt) };
    const { process } = await ask<{ process: string }>("POST", "/api/v1/foundings", sent);
    location.assign(`/${process}/members`);
  };
  const attempt = (work: () => Promise<void>): void => {
    void work().catch((error: unknown) => {
      if (error instanceof Problem && faults.show(error)) outcome.clear();
      else outcome.failed(error);
    });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(drafted);
  });
  part("[data-sign]").addEventListener("click", () => attempt(sign));
  part("[data-back]").addEventListener("click", () => {
    shown = undefined;
    part("[data-review]").hidden = true;
  });
}
