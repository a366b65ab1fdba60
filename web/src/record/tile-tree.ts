// A log's tree read from its tiles: roots and proofs of consistency for a few tiles each, however long the log is.
// Nothing read here is believed: what comes of it is held against a signed root.
import type { Bytes } from "./bytes.ts";
import { RecordError } from "./error.ts";
import { type TilePath, formatTilePath, tileWidth } from "./tile.ts";
import { emptyRoot, nodeHash, perfectRoot } from "./tree.ts";

/** Gives the bytes of a tile of hashes. */
export type TileReader = (tile: TilePath) => Promise<Uint8Array>;

/** Levels of the tree in one level of tiles. */
const tileHeight = 8;
const hashBytes = 32;

/** The tree of a log of a given size. */
export class TileTree {
  readonly size: number;
  readonly #read: TileReader;
  readonly #tiles = new Map<string, Promise<Uint8Array>>();

  constructor(size: bigint, read: TileReader) {
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RecordError("size", `the log has ${size} entries, more than can be read`);
    }
    this.size = Number(size);
    this.#read = read;
  }

  /** The root that the log had at a size. */
  root(size: number): Promise<Bytes> {
    return size === 0 ? Promise.resolve(emptyRoot) : this.#range(0, size);
  }

  /** Proves that the log grew from its first `oldSize` entries (RFC 9162, section 2.1.4.1). */
  async proveConsistency(oldSize: number): Promise<Bytes[]> {
    const proof: Bytes[] = [];
    if (oldSize === 0 || oldSize === this.size) return proof;
    let [from, to, isWhole] = [0, this.size, true];
    while (oldSize < to) {
      const split = from + largestPowerBelow(to - from);
      if (oldSize <= split) {
        proof.push(await this.#range(split, to));
        to = split;
      } else {
        proof.push(await this.#range(from, split));
        from = split;
        isWhole = false;
      }
    }
    if (!isWhole) proof.push(await this.#range(from, to));
    return proof.reverse();
  }

  /** The root over the entries from `from` up to `to`; `from` is where a subtree of that width begins. */
  async #range(from: number, to: number): Promise<Bytes> {
    const width = to - from;
    const height = Math.log2(width);
    if (Number.isInteger(height)) return this.#perfect(height, from / width);
    const split = from + largestPowerBelow(width);
    return nodeHash(await this.#range(from, split), await this.#range(split, to));
  }

  /** The root of the `index`-th perfect subtree of a height. */
  async #perfect(height: number, index: number): Promise<Bytes> {
    const level = Math.floor(height / tileHeight);
    const count = 2 ** (height % tileHeight);
    const first = index * count;
    const at = Math.floor(first / tileWidth);
    const held = Math.floor(this.size / tileWidth ** level);
    const tile = { kind: level, index: BigInt(at), width: Math.min(tileWidth, held - at * tileWidth) };
    const bytes = await this.#tile(tile);
    const hash = (n: number): Bytes => bytes.slice(hashBytes * n, hashBytes * (n + 1)) as Bytes;
    return perfectRoot(Array.from({ length: count }, (_, n) => hash((first % tileWidth) + n)));
  }

  #tile(tile: TilePath): Promise<Uint8Array> {
    const path = formatTilePath(tile);
    const known = this.#tiles.get(path);
    if (known) return known;
    const read = this.#read(tile).then((bytes) => {
      if (bytes.length === hashBytes * tile.width) return bytes;
      throw new RecordError("tile", `${path} has ${bytes.length} bytes, expected ${hashBytes * tile.width}`);
    });
    this.#tiles.set(path, read);
    return read;
  }
}

/** The largest power of two smaller than `n`, which is at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
