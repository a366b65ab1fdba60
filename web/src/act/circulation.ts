// A draft that several sign: its text is signed here, and the venue passes it on. The last signature enters it; that it
// was entered is checked here before it is said.
import { hex } from "../record/bytes.ts";
import { client, deviceAmong, processName, tilesOf } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import { signerOf } from "../sign/device.ts";
import { type Draft, parseDraft } from "../sign/draft.ts";
import { awaitedOf, outgoing } from "../sign/outgoing.ts";
import { checkReceipt, readReceipt } from "../sign/receipt.ts";
import { readyNote, signDraft } from "../sign/signature.ts";

interface SignatureTaken {
  readonly awaited: readonly string[];
  readonly receipt?: unknown;
}

/** Wires the buttons of a draft's page. */
export function attachCirculation(element: HTMLElement): void {
  const words = new Words(element);
  const outcome = new Outcome(element.querySelector<HTMLElement>("[data-outcome]")!, words);
  const on = (selector: string, work: () => Promise<void>): void => {
    element.querySelector(selector)?.addEventListener("click", () => void work().catch((error: unknown) => outcome.failed(error)));
  };
  on("[data-add]", async () => {
    const { devices } = await client();
    const device = await deviceAmong(devices, (element.dataset["keys"] ?? "").split(" ").filter(Boolean));
    if (!device) return outcome.warn(words.say("no-device"));
    outcome.say("signing");
    const signed = await signDraft(parseDraft(element.dataset["draft"]!), signerOf(device));
    const taken = await ask<SignatureTaken>("POST", element.dataset["sign"]!, { signature: signed.signatures.at(-1) });
    element.querySelector("[data-add]")?.remove();
    if (taken.receipt === undefined) return outcome.done("circulated");
    const commitment = await checked(signed, taken.receipt);
    element.querySelector("[data-end]")?.remove();
    outcome.done("sent", `${element.dataset["note"]}${commitment}`, "sent-link");
  });
  on("[data-end]", async () => {
    await ask("DELETE", element.dataset["sign"]!);
    location.assign("/me");
  });
}

/** Holds the receipt of the note against the heads that this browser has verified; gives its commitment. */
async function checked(draft: Draft, receipt: unknown): Promise<string> {
  const { heads } = await client();
  const process = processName();
  const { commitment } = readyNote(draft);
  const awaited = awaitedOf({ ...outgoing(draft, process), position: 0 }, commitment);
  await checkReceipt(awaited, readReceipt(receipt), heads, tilesOf(process, draft.room));
  return hex(commitment);
}
