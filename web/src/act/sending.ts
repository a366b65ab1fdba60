// Sending a signed note: it goes through the outbox, and *sent* is said when its inclusion is proved.
import type { Client } from "../member/client.ts";
import type { Outcome } from "../member/outcome.ts";
import type { Words } from "../member/words.ts";
import type { Draft } from "../sign/draft.ts";

/** Puts a note into the outbox and says how it goes. Kept when it was sent or refused. */
export async function send(
  { outbox }: Client,
  draft: Draft,
  process: string,
  noteUrl: string,
  outcome: Outcome,
  words: Words,
): Promise<"sent" | "refused"> {
  const commitment = await outbox.put(draft, process);
  outcome.say("sending");
  return new Promise((resolve) => {
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
        outcome.warn(words.say("forked"));
      } else if (entry?.fault) {
        outcome.say("waiting");
      }
    };
    const stop = outbox.watch(() => void look());
    void look();
  });
}
