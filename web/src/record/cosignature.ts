// Cosignatures (C2SP tlog-cosignature, cosignature/v1): a witness's word that it has seen a log grow to a checkpoint,
// with a time that the log's host cannot forge. The signature is u64be time ‖ 64 bytes.
import { type Bytes, u64 } from "./bytes.ts";

/** Latest time that a cosignature can carry, in seconds since 1970. */
export const cosignatureTimeSMax = 2n ** 63n - 1n;

export function splitCosignature(bytes: Bytes): { timeS: bigint; signature: Bytes } | undefined {
  if (bytes.length !== 8 + 64) return undefined;
  const timeS = u64(bytes, 0);
  return timeS <= cosignatureTimeSMax ? { timeS, signature: bytes.slice(8) } : undefined;
}

/** What a cosigner signs. */
export function cosignatureMessage(timeS: bigint, checkpointText: string): string {
  return `cosignature/v1\ntime ${timeS}\n${checkpointText}`;
}
