// The record: notes, keys, commitments, trees, tiles, checkpoints, proofs. A second implementation beside the crate
// `verbale-record`, written against docs/formats/ and held to the same test vectors. No I/O, no page, no clock.
export * from "./bytes.ts";
export * from "./carried.ts";
export * from "./checkpoint.ts";
export * from "./commitment.ts";
export * from "./cosignature.ts";
export * from "./ed25519.ts";
export * from "./error.ts";
export * from "./fork-proof.ts";
export * from "./json.ts";
export * from "./key.ts";
export * from "./leaf.ts";
export * from "./names.ts";
export * from "./note.ts";
export * from "./proof.ts";
export * from "./room.ts";
export * from "./sha256.ts";
export * from "./signed-note.ts";
export * from "./tile.ts";
export * from "./tile-tree.ts";
export * from "./tree.ts";
