// A draft that several sign: its text is signed here, and the venue passes it on. The last signature enters it; that it
// was entered is checked here before it is said.
import { client, deviceAmong, processName } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import { signerOf } from "../sign/device.ts";
import { parseDraft } from "../sign/draft.ts";
import { outgoingSignature } from "../sign/outgoing.ts";
import { signDraft } from "../sign/signature.ts";
import { send } from "./sending.ts";

/** Wires the buttons of a draft's page. */
export function attachCirculation(element: HTMLElement): void {
  const words = new Words(element);
  const outcome = new Outcome(element.querySelector<HTMLElement>("[data-outcome]")!, words);
  const on = (selector: string, work: () => Promise<void>): void => {
    element.querySelector(selector)?.addEventListener("click", () => void work().catch((error: unknown) => outcome.failed(error)));
  };
  on("[data-add]", async () => {
    const opened = await client();
    const device = await deviceAmong(opened.devices, (element.dataset["keys"] ?? "").split(" ").filter(Boolean));
    if (!device) return outcome.warn(words.say("no-device"));
    outcome.say("signing");
    const signed = await signDraft(parseDraft(element.dataset["draft"]!), signerOf(device));
    element.querySelector("[data-add]")?.remove();
    const noteUrl = element.dataset["note"]!;
    const came = await send(opened, outgoingSignature(signed, processName()), { noteUrl }, outcome, words);
    if (came === "entered") element.querySelector("[data-end]")?.remove();
  });
  on("[data-end]", async () => {
    await ask("DELETE", element.dataset["sign"]!);
    location.assign("/me");
  });
}
