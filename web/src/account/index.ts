// The islands of accounts: signing in, taking up an invitation, one's own page, and the members of a process.
import { client } from "../member/client.ts";
import { Outcome } from "../member/outcome.ts";
import { type CeremonyAsked, makePasskey, signIn } from "../member/passkey.ts";
import { ask } from "../member/venue.ts";
import { Words } from "../member/words.ts";
import { Shelf } from "../sign/shelf.ts";
import { make } from "../verify/make.ts";
import { attachInvitation } from "./invitation.ts";
import { attachTelling } from "./telling.ts";

/** An island of accounts: its words, and where it says how things go. */
export interface Place {
  readonly element: HTMLElement;
  readonly words: Words;
  readonly outcome: Outcome;
}

const islands: Record<string, (place: Place) => void> = {
  "sign-in": attachSignIn,
  invitation: attachInvitation,
  me: attachMe,
  members: attachMembers,
  "charter-members": attachCharterMembers,
};

for (const [name, attach] of Object.entries(islands)) {
  for (const element of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
    const words = new Words(element);
    attach({ element, words, outcome: new Outcome(element.querySelector<HTMLElement>("[data-outcome]")!, words) });
  }
}

/** Does something at a click, and says where it failed. */
export function onClick({ element, outcome }: Place, selector: string, work: (button: HTMLElement) => Promise<void>): void {
  for (const button of element.querySelectorAll<HTMLElement>(selector)) {
    button.addEventListener("click", () => void work(button).catch((error: unknown) => outcome.failed(error)));
  }
}

/** Today, in the reader's own time zone. */
export function today(): string {
  const now = new Date();
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function attachSignIn(place: Place): void {
  onClick(place, "[data-begin]", async () => {
    try {
      await signIn();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return place.outcome.warn(place.words.say("passkey-failed"));
    }
    location.assign("/me");
  });
}

function attachMe(place: Place): void {
  const { element } = place;
  onClick(place, "[data-remove]", async (button) => {
    await ask("DELETE", `/api/v1/me/${button.dataset["remove"]}`);
    location.reload();
  });
  onClick(place, "[data-sign-out]", async () => {
    await ask("POST", "/api/v1/sign-out");
    // What was chosen for notes is in the clear here; whoever sits down next is not to find it.
    const { database } = await client();
    await new Shelf(database).clear();
    location.assign("/");
  });
  onClick(place, "[data-add-device]", async (button) => {
    const { devices } = await client();
    const device = await devices.make(`${button.textContent?.trim()} ${today()}`.slice(0, 60), today());
    await devices.askToKeep();
    await ask("POST", "/api/v1/me/devices", { key: device.vkey, label: labelOfBrowser() });
    location.reload();
  });
  onClick(place, "[data-add-passkey]", async () => {
    const asked = await ask<CeremonyAsked>("POST", "/api/v1/me/passkeys/begin");
    let credential: unknown;
    try {
      credential = await makePasskey(asked);
    } catch {
      return place.outcome.warn(place.words.say("passkey-failed"));
    }
    await ask("POST", "/api/v1/me/passkeys", { ceremony: asked.ceremony, credential, label: labelOfBrowser() });
    location.reload();
  });
  onClick(place, "[data-invite-venue]", () => invite(place, { to: "venue" }));
  attachTelling(place);
  void showWhatIsHere(element);
}

/** Marks the devices whose keys are in this browser, and lists what was signed and is not on the record yet. */
async function showWhatIsHere(element: HTMLElement): Promise<void> {
  const { devices, outbox } = await client();
  for (const mark of element.querySelectorAll<HTMLElement>("[data-here]")) {
    mark.hidden = (await devices.get(mark.dataset["here"] ?? "")) === undefined;
  }
  const section = element.querySelector<HTMLElement>("[data-unsent]")!;
  const show = async (): Promise<void> => {
    const unsent = (await outbox.list()).filter(({ state }) => state !== "sent");
    const lines = unsent.map(({ commitment, process, fault, refused }) =>
      make("li", "list-item", `${process} · `, make("code", "hash", commitment.slice(0, 16)), ` · ${(refused ?? fault)?.message ?? ""}`),
    );
    element.querySelector("[data-unsent-list]")?.replaceChildren(...lines);
    section.hidden = lines.length === 0;
    section.removeAttribute("aria-busy");
  };
  outbox.watch(() => void show());
  await show();
}

function attachMembers(place: Place): void {
  const { process } = place.element.dataset;
  onClick(place, "[data-invite]", (button) => invite(place, { to: "seat", process, actor: button.dataset["invite"] }));
  onClick(place, "[data-return]", (button) => invite(place, { to: "return", person: button.dataset["return"] }));
}

function attachCharterMembers(place: Place): void {
  const { charter } = place.element.dataset;
  onClick(place, "[data-invite]", (button) => invite(place, { to: "charter", charter, actor: button.dataset["invite"] }));
}

/** Makes an invitation and shows its link, once. */
async function invite({ outcome }: Place, body: unknown): Promise<void> {
  const { link } = await ask<{ link: string }>("POST", "/api/v1/invitations", body);
  const shown = make("code", "hash", link);
  shown.dataset["link"] = "";
  outcome.say("invitation", " ", shown);
}

/** What a browser is called where nobody said more: its brand and system, without versions. */
export function labelOfBrowser(): string {
  const data = (navigator as Navigator & { userAgentData?: { platform: string; brands: { brand: string }[] } }).userAgentData;
  const brand = data?.brands.find(({ brand }) => !/not.*brand/i.test(brand))?.brand;
  return [brand ?? "Browser", data?.platform ?? ""].filter(Boolean).join(", ");
}
