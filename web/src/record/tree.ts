// The Merkle tree of RFC 6962 (RFC 9162 has the same): hashes, roots, proofs.
import { type Bytes, equal } from "./bytes.ts";
import { RecordError } from "./error.ts";
import { sha256 } from "./sha256.ts";

/** Most hashes that a proof can have: the height of a tree of 2^64 leaves, and one. */
export const proofHashesMax = 65;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The root of the tree without leaves. */
export const emptyRoot: Bytes = sha256();

export function leafHash(entry: Uint8Array): Bytes {
  return sha256(leafPrefix, entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(nodePrefix, left, right);
}

const proofRules = {
  range: "the sizes or the index of the proof cannot be",
  length: "the number of hashes in the proof does not fit its sizes",
  root: "the proof does not lead to the root of the tree",
  old_root: "the newer tree did not grow from the older: the older root differs",
};

function broken(rule: keyof typeof proofRules): RecordError {
  return new RecordError(rule, proofRules[rule]);
}

/** The right edge of a growing tree: the roots of its perfect subtrees, largest first. */
export class Frontier {
  #size = 0;
  #roots: Bytes[] = [];

  get size(): number {
    return this.#size;
  }

  /** Appends the hash of the next leaf. */
  append(hash: Bytes): void {
    let root = hash;
    for (let size = this.#size; size % 2 === 1; size = Math.floor(size / 2)) root = nodeHash(this.#roots.pop()!, root);
    this.#roots.push(root);
    this.#size++;
  }

  root(): Bytes {
    let root: Bytes | undefined;
    for (let i = this.#roots.length - 1; i >= 0; i--) root = root ? nodeHash(this.#roots[i]!, root) : this.#roots[i]!;
    return root ?? emptyRoot;
  }
}

/** The root of the tree over these leaf hashes. */
export function rootOf(leafHashes: Iterable<Bytes>): Bytes {
  const frontier = new Frontier();
  for (const hash of leafHashes) frontier.append(hash);
  return frontier.root();
}

/** Root over a power of two of hashes. */
export function perfectRoot(hashes: readonly Bytes[]): Bytes {
  let level = hashes;
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(nodeHash(level[i]!, level[i + 1]!));
    level = above;
  }
  return level[0]!;
}

/** Verifies that `hash` is that of the leaf `index` in the tree of `size` and `root` (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(index: bigint, size: bigint, hash: Bytes, proof: readonly Bytes[], root: Bytes): void {
  if (index >= size) throw broken("range");
  let [node, last, reached] = [index, size - 1n, hash];
  for (const sibling of proof) {
    if (last === 0n) throw broken("length");
    if ((node & 1n) === 1n || node === last) {
      reached = nodeHash(sibling, reached);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      reached = nodeHash(reached, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) throw broken("length");
  if (!equal(reached, root)) throw broken("root");
}

/** Verifies that the tree of `size` and `root` grew from that of `oldSize` and `oldRoot` (RFC 9162, section 2.1.4.2). */
export function verifyConsistency(
  oldSize: bigint,
  size: bigint,
  oldRoot: Bytes,
  proof: readonly Bytes[],
  root: Bytes,
): void {
  if (oldSize > size) throw broken("range");
  if (oldSize === 0n || oldSize === size) {
    if (proof.length > 0) throw broken("length");
    if (!equal(oldRoot, oldSize === 0n ? emptyRoot : root)) throw broken("old_root");
    return;
  }
  const isPower = (oldSize & (oldSize - 1n)) === 0n;
  const first = isPower ? oldRoot : proof[0];
  if (first === undefined) throw broken("length");
  let [node, last] = [oldSize - 1n, size - 1n];
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let [oldReached, reached] = [first, first];
  for (const sibling of isPower ? proof : proof.slice(1)) {
    if (last === 0n) throw broken("length");
    if ((node & 1n) === 1n || node === last) {
      oldReached = nodeHash(sibling, oldReached);
      reached = nodeHash(sibling, reached);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      reached = nodeHash(reached, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) throw broken("length");
  if (!equal(reached, root)) throw broken("root");
  if (!equal(oldReached, oldRoot)) throw broken("old_root");
}

/** Proves that the tree over `leaves` grew from that over its first `oldSize` (RFC 9162, section 2.1.4.1). */
export function proveConsistency(oldSize: number, leaves: readonly Bytes[]): Bytes[] {
  if (oldSize === 0 || oldSize === leaves.length) return [];
  const subProof = (size: number, part: readonly Bytes[], isWhole: boolean): Bytes[] => {
    if (size === part.length) return isWhole ? [] : [rootOf(part)];
    let split = 1;
    while (split * 2 < part.length) split *= 2;
    const [left, right] = [part.slice(0, split), part.slice(split)];
    return size <= split
      ? [...subProof(size, left, isWhole), rootOf(right)]
      : [...subProof(size - split, right, false), rootOf(left)];
  };
  return subProof(oldSize, leaves, true);
}
