// The browser's half of a member's client: keys that stay in the browser, drafts, signatures, an outbox, receipts that
// are checked. No page and no words: islands have both. An island imports the files that it uses, not this one; this
// one is for whoever wants all of it.
export * from "./act-line.ts";
export * from "./database.ts";
export * from "./device.ts";
export * from "./draft.ts";
export * from "./errand.ts";
export * from "./error.ts";
export * from "./growth.ts";
export * from "./heads.ts";
export * from "./outbox.ts";
export * from "./outgoing.ts";
export * from "./random.ts";
export * from "./receipt.ts";
export * from "./refusal.ts";
export * from "./shelf.ts";
export * from "./signature.ts";
export * from "./submission.ts";
export * from "./wording.ts";
export * from "./workshop.ts";
