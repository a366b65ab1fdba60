// Taking up an invitation. Its secret stands in the address's fragment, which browsers send to nobody; once read it is
// taken out of the address, so that neither the history nor a photograph of the screen gives it away.
import { client } from "../member/client.ts";
import { type CeremonyAsked, makePasskey } from "../member/passkey.ts";
import { ask } from "../member/venue.ts";
import { type Place, labelOfBrowser, today } from "./index.ts";

interface InvitationShown {
  readonly to: "venue" | "seat" | "return";
  readonly venue: string;
  readonly process?: string;
  readonly actor?: string;
  readonly name?: string;
}

/** Wires the page of an invitation. */
export function attachInvitation({ element, words, outcome }: Place): void {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const form = element.querySelector("form")!;
  const failed = (error: unknown): void => outcome.failed(error);
  void ask<InvitationShown>("POST", "/api/v1/invitations/look", { token }).then((shown) => {
    element.querySelector<HTMLElement>(`[data-to="${shown.to}"]`)!.hidden = false;
    const subject = [shown.process, shown.actor, shown.name].filter(Boolean).join(" · ") || shown.venue;
    element.querySelector("[data-subject]")!.textContent = subject;
    element.querySelector<HTMLElement>("[data-name]")!.hidden = shown.to === "return";
    const device = form.elements.namedItem("device") as HTMLInputElement;
    device.value = labelOfBrowser();
    form.hidden = false;
  }, failed);
  const accept = async (): Promise<void> => {
    const data = new FormData(form);
    const [name, label] = ["name", "device"].map((field) => String(data.get(field) ?? "").trim());
    const asked = await ask<CeremonyAsked>("POST", "/api/v1/invitations/begin", { token, name });
    let credential: unknown;
    try {
      credential = await makePasskey(asked);
    } catch {
      return outcome.warn(words.say("passkey-failed"));
    }
    const { devices } = await client();
    const device = await devices.make(label || labelOfBrowser(), today());
    await devices.askToKeep();
    await ask("POST", "/api/v1/invitations/accept", {
      token,
      name,
      ceremony: asked.ceremony,
      credential,
      label: label || labelOfBrowser(),
      device: { key: device.vkey, label: label || labelOfBrowser() },
    });
    location.assign("/me");
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void accept().catch(failed);
  });
}
