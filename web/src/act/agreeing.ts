// A charter that all sign before its process is: its exact text is signed here with the key that this browser brought
// for the actor; with the last signature the process is founded, and its page is gone to. Signing again is harmless.
//
//   <section data-island="charter" data-charter="/api/v1/charters/…" data-key="k…" data-draft="{…}">
//     <button data-add> <button data-end> <form data-decline>      those that there are
//   <form data-island="charter-change" data-charter="/api/v1/charters/…">
import { client, deviceAmong } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { Problem, ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import { signerOf } from "../sign/device.ts";
import { parseDraft } from "../sign/draft.ts";
import { signDraft } from "../sign/signature.ts";
import { Faults } from "./faults.ts";

interface CharterSigned {
  readonly process?: string;
}

/** Wires the answer to a charter: signing it, declining to, taking it back. */
export function attachCharter(element: HTMLElement): void {
  const words = new Words(element);
  const outcome = new Outcome(element.querySelector<HTMLElement>("[data-outcome]")!, words);
  const address = element.dataset["charter"]!;
  const on = (selector: string, work: () => Promise<void>): void => {
    element.querySelector(selector)?.addEventListener("click", () => void work().catch((error: unknown) => outcome.failed(error)));
  };
  on("[data-add]", async () => {
    const { devices } = await client();
    const device = await deviceAmong(devices, [element.dataset["key"] ?? ""]);
    if (!device) return outcome.warn(words.say("no-device"));
    outcome.say("signing");
    const signed = await signDraft(parseDraft(element.dataset["draft"]!), signerOf(device));
    const { process } = await ask<CharterSigned>("POST", `${address}/signatures`, { signature: signed.signatures.at(-1) });
    if (process !== undefined) return location.assign(`/${process}`);
    element.querySelector("[data-add]")?.remove();
    outcome.done("charter-signed");
  });
  on("[data-end]", async () => {
    await ask("DELETE", address);
    location.assign("/me");
  });
  const form = element.querySelector<HTMLFormElement>("[data-decline]");
  if (form) onSubmit(form, words, outcome, (fields) => ask("POST", `${address}/declines`, fields));
}

/** Wires the form that changes a charter. */
export function attachCharterChange(form: HTMLFormElement): void {
  const words = new Words(form);
  const outcome = new Outcome(form.querySelector<HTMLElement>("[data-outcome]")!, words);
  onSubmit(form, words, outcome, (fields) => ask("POST", form.dataset["charter"]!, fields));
}

/** Sends a form's fields; what they came to is on the page when it is made anew. */
function onSubmit(
  form: HTMLFormElement,
  words: Words,
  outcome: Outcome,
  send: (fields: Record<string, string>) => Promise<unknown>,
): void {
  const faults = new Faults(form, words);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    faults.clear();
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    void send(fields).then(
      () => location.reload(),
      (error: unknown) => {
        if (error instanceof Problem && faults.show(error)) outcome.clear();
        else outcome.failed(error);
      },
    );
  });
}
