// Sending what is signed: it goes through the outbox, and *sent* is said of a note when its inclusion is proved. Of a
// draft that others sign, too, it is said that it waits for them.
import type { Client } from "../member/client.ts";
import type { Outcome } from "../member/outcome.ts";
import type { Words } from "../member/words.ts";
import { type Outgoing, roundId } from "../sign/outgoing.ts";
import { UploadBar } from "./upload-bar.ts";

/**
 * Puts it into the outbox and says how it goes; what takes long to go out can be held back. Kept when it was sent,
 * refused or held back. The pages of its note and of its draft are found by what their addresses begin with.
 */
export async function send(
  { outbox }: Client,
  signed: Omit<Outgoing, "position">,
  { noteUrl, draftUrl }: { readonly noteUrl: string; readonly draftUrl?: string | undefined },
  outcome: Outcome,
  words: Words,
): Promise<"entered" | "circulates" | "refused" | "cancelled"> {
  const commitment = await outbox.put(signed);
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
        if (entry.receipt) outcome.done("sent", `${noteUrl}${entry.receipt.commitment}`, "sent-link");
        else outcome.done("circulated", draftUrl && `${draftUrl}${roundId(entry.note)}`, "circulated-link");
        resolve(entry.receipt ? "entered" : "circulates");
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
