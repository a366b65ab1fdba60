// The island on every page of one who has signed in: it sends what waits in the outbox, says what has not been sent,
// and tells when the record of the process has grown.
//
//   <div data-island="member" data-events="/api/v1/processes/istanbul/events">   data-events only on a process's pages
//     <template data-messages>…</template>                                      see words.ts
//     <p data-unsent role="status"></p> <p data-new role="status"></p>
//   </div>
import { client } from "./client.ts";
import { Words } from "./words.ts";
import { make } from "../verify/make.ts";

for (const element of document.querySelectorAll<HTMLElement>('[data-island="member"]')) {
  const words = new Words(element);
  void sendWhatWaits(element, words);
  if (element.dataset["events"]) follow(element, words, element.dataset["events"]);
}

async function sendWhatWaits(element: HTMLElement, words: Words): Promise<void> {
  let outbox;
  try {
    ({ outbox } = await client());
  } catch {
    // A browser that keeps nothing signs nothing either; its own page says so.
    return;
  }
  const place = element.querySelector<HTMLElement>("[data-unsent]");
  const show = async (): Promise<void> => {
    const unsent = (await outbox.list()).filter(({ state }) => state === "waiting" || state === "sending");
    place?.replaceChildren(...(unsent.length > 0 ? [words.say("unsent", { count: unsent.length })] : []));
  };
  outbox.watch(() => void show());
  await show();
  // A page that is left and kept by the browser gives its turn up, and asks for it again when it is gone back to.
  for (;;) {
    const leaving = new AbortController();
    addEventListener("pagehide", () => leaving.abort(), { once: true });
    await outbox.run(leaving.signal);
    await new Promise((resolve) => addEventListener("pageshow", resolve, { once: true }));
  }
}

/** Tells how many notes came since the page was made. Where the stream is cut, the browser takes it up again. */
function follow(element: HTMLElement, words: Words, address: string): void {
  const place = element.querySelector<HTMLElement>("[data-new]");
  if (!place) return;
  let count = 0;
  const open = (): void => {
    const events = new EventSource(address);
    events.addEventListener("note", () => {
      count += 1;
      const show = make("button", "button-quiet", words.say("show-new"));
      show.addEventListener("click", () => location.reload());
      place.replaceChildren(words.say("new-notes", { count }), " ", show);
    });
    addEventListener("pagehide", () => events.close(), { once: true });
  };
  open();
  addEventListener("pageshow", ({ persisted }) => persisted && open());
}
