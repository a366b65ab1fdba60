// What a person is told by outside the pages: their mail address, and the programs of theirs that are called.
import { Outcome } from "../member/outcome.ts";
import { ask } from "../member/venue.ts";
import { make } from "../verify/make.ts";
import { type Place, onClick } from "./index.ts";

/** Wires that section of a person's own page, where it has one. */
export function attachTelling({ element, words }: Place): void {
  const said = element.querySelector<HTMLElement>("[data-outcome-telling]");
  if (!said) return;
  const place: Place = { element, words, outcome: new Outcome(said, words) };
  onClick(place, "[data-want-mail]", async (button) => {
    await ask("POST", "/api/v1/me/mail/wanted", { wanted: button.dataset["wantMail"] === "true" });
    location.reload();
  });
  onClick(place, "[data-resume]", async (button) => {
    await ask("POST", `/api/v1/me/webhooks/${button.dataset["resume"]}/resume`);
    location.reload();
  });
  onSubmit(place, "[data-give-address]", async (field) => {
    await ask("POST", "/api/v1/me/mail", { address: field("address") });
    location.reload();
  });
  onSubmit(place, "[data-confirm-address]", async (field) => {
    await ask("POST", "/api/v1/me/mail/code", { code: field("code") });
    location.reload();
  });
  onSubmit(place, "[data-add-webhook]", async (field, form) => {
    const { secret } = await ask<{ secret: string }>("POST", "/api/v1/me/webhooks", { process: field("process"), url: field("url") });
    const shown = make("code", "hash", secret);
    shown.dataset["secret"] = "";
    // No reload: the secret is shown this once. The list has the webhook the next time.
    place.outcome.say("webhook-made", " ", shown);
    said.focus();
    form.reset();
  });
}

/** Does something with what was filled in, and says where it failed. */
function onSubmit(
  { element, outcome }: Place,
  selector: string,
  work: (field: (name: string) => string, form: HTMLFormElement) => Promise<void>,
): void {
  const form = element.querySelector<HTMLFormElement>(`form${selector}`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const field = (name: string): string => String(data.get(name) ?? "").trim();
    void work(field, form).catch((error: unknown) => outcome.failed(error));
  });
}
