// Sending a signed note: it goes through the outbox, and *sent* is said when its inclusion is proved.
import type { Client } from "../member/client.ts";
import type { Outcome } from "../member/outcome.ts";
import type { Words } from "../member/words.ts";
import type { Draft } from "../sign/draft.ts";
import { UploadBar } from "./upload-bar.ts";

/**
 * Puts a note into the outbox and says how it goes; what takes long to go out can be held back. Kept when it was sent,
 * refused or held back.
 */
export async function send(
  { outbox }: Client,
  draft: Draft,
  process: string,
  noteUrl: string,
  outcome: Outcome,
  words: Words,
): Promise<"sent" | "refused" | "cancelled"> {
  const commitment = await outbox.put(draft, process);
  outcome.say("sending");
  return new Promise((resolve) => {
    const bar = new UploadBar(outcome, words, async () => {
      if (await outbox.cancel(commitment)) {
        stop();
        outcome.warn(words.say("cancelled"));
        resolve("cancelled");
      } else {
        outcome.warn(words.say("not-cancelled"));
        await look();
      }
    });
    const look = async (): Promise<void> => {
      const entry = await outbox.get(commitment);
      if (entry?.state === "sent") {
        stop();
        outcome.done("sent", `${noteUrl}${commitment}`, "sent-link");
        resolve("sent");
      } else if (entry?.state === "refused") {
        stop();
        outcome.warn(words.say("refused", { reason: entry.refused?.message ?? "" }));
        resolve("refused");
      } else if (entry?.fault?.forkProof) {
        bar.end();
        outcome.warn(words.say("forked"));
      } else if (entry?.fault) {
        bar.end();
        outcome.say("waiting");
      }
    };
    const unwatch = outbox.watch(() => void look());
    const unfollow = outbox.follow((onItsWay) => onItsWay.commitment === commitment && bar.show(onItsWay));
    const stop = (): void => {
      unwatch();
      unfollow();
      bar.end();
    };
    void look();
  });
}
