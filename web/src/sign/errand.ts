// Where what is on its way is posted, and what its answer comes to.
import { type Bytes, fromBase64Exact, fromHex, utf8 } from "../record/bytes.ts";
import { commit, saltBytes } from "../record/commitment.ts";
import { RecordError } from "../record/error.ts";
import { parseNote } from "../record/note.ts";
import type { TileReader } from "../record/tile-tree.ts";
import type { Heads } from "./heads.ts";
import { type Outgoing, awaitedOf, roundId } from "./outgoing.ts";
import { type Receipt, checkReceipt, readReceipt } from "./receipt.ts";

/** Where it is posted. */
export function addressOf(entry: Outgoing): string {
  const process = `/api/v1/processes/${encodeURIComponent(entry.process)}`;
  switch (entry.errand ?? "note") {
    case "note":
      return `${process}/rooms/${encodeURIComponent(entry.room)}/notes`;
    case "round":
      return `${process}/circulations`;
    case "signature":
      return roundAddress(entry);
  }
}

/** Where the draft circulates that was put round, or signed. */
export function roundAddress({ process, note }: Outgoing): string {
  return `/api/v1/processes/${encodeURIComponent(process)}/circulations/${roundId(note)}`;
}

/**
 * What the venue's answer comes to: the receipt of the note, checked; none of a draft that waits for others. What is
 * thrown leaves it unsure.
 */
export async function receiptIn(entry: Outgoing, answer: unknown, heads: Heads, tiles: TileReader): Promise<Receipt | undefined> {
  const fields = (typeof answer === "object" && answer !== null ? answer : {}) as Record<string, unknown>;
  let signed: Outgoing = entry;
  let commitment = fromHex(entry.commitment, 32)!;
  let stated = answer;
  if (entry.errand === "round") {
    if (fields["id"] !== roundId(entry.note)) throw new RecordError("form", "the venue's answer is of another draft");
    return undefined;
  }
  if (entry.errand === "signature") {
    if (!Array.isArray(fields["awaited"])) throw new RecordError("form", "the venue's answer does not say who has to sign");
    if (fields["receipt"] === undefined) return undefined;
    const note = utf8(String(fields["note"]));
    commitment = commitmentOf(entry, note);
    signed = { ...entry, note: String(fields["note"]) };
    stated = fields["receipt"];
  }
  const receipt = readReceipt(stated);
  await checkReceipt(awaitedOf(signed, commitment), receipt, heads, tiles);
  return receipt;
}

/** The commitment of the note that a draft became, with everybody's signatures. */
function commitmentOf({ note: text, origin, salt }: Outgoing, note: Bytes): Bytes {
  if (parseNote(note).text !== text) throw new RecordError("form", "the venue's answer is of another note than the one that was signed");
  return commit("note", origin, fromBase64Exact(salt ?? "", saltBytes)!, note);
}
