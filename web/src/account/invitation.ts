// Taking up an invitation. Its secret stands in the address's fragment, which browsers send to nobody; once read it is
// taken out of the address, so that neither the history nor a photograph of the screen gives it away.
import { client } from "../member/client.ts";
import { type CeremonyAsked, makePasskey, signIn } from "../member/passkey.ts";
import { ask } from "../member/venue.ts";
import { type Place, labelOfBrowser, today } from "./index.ts";

interface InvitationShown {
  readonly to: "venue" | "seat" | "charter" | "return";
  readonly venue: string;
  readonly process?: string;
  readonly actor?: string;
  readonly name?: string;
  /** Where whoever takes it up goes on. */
  readonly next: string;
}

/** Wires the page of an invitation. */
export function attachInvitation({ element, words, outcome }: Place): void {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const form = element.querySelector("form")!;
  const join = element.querySelector<HTMLElement>("[data-join]")!;
  let next = "/me";
  const failed = (error: unknown): void => outcome.failed(error);
  void ask<InvitationShown>("POST", "/api/v1/invitations/look", { token }).then((shown) => {
    element.querySelector<HTMLElement>(`[data-to="${shown.to}"]`)!.hidden = false;
    ({ next } = shown);
    join.hidden = shown.to !== "seat" && shown.to !== "charter";
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
    await ask("POST", "/api/v1/invitations/accept", {
      token,
      name,
      ceremony: asked.ceremony,
      credential,
      label: label || labelOfBrowser(),
      device: await newDevice(label || labelOfBrowser()),
    });
    location.assign(next);
  };
  // With the account that somebody has: a key of its own for what they are invited to.
  const comeIn = async (button: HTMLElement): Promise<void> => {
    if (button.dataset["signedIn"] === undefined) {
      try {
        await signIn();
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        return outcome.warn(words.say("passkey-failed"));
      }
      button.dataset["signedIn"] = "";
    }
    const label = String(new FormData(form).get("device") ?? "").trim() || labelOfBrowser();
    await ask("POST", "/api/v1/invitations/join", { token, device: await newDevice(label) });
    location.assign(next);
  };
  const button = join.querySelector("button")!;
  button.addEventListener("click", () => void comeIn(button).catch(failed));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void accept().catch(failed);
  });
}

/** Makes a key on this device, as the venue is told of it. */
async function newDevice(label: string): Promise<{ key: string; label: string }> {
  const { devices } = await client();
  const device = await devices.make(label, today());
  await devices.askToKeep();
  return { key: device.vkey, label };
}
