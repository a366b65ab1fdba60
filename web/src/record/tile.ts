// Tiles (C2SP tlog-tiles): a log as a finite set of files that never change.
import { decimal } from "./bytes.ts";
import { RecordError } from "./error.ts";

/** Most hashes in a tile, and entries in a bundle. */
export const tileWidth = 256;
/** Highest level of tiles: a log of 2^64 entries has levels 0 to 7. */
export const tileLevelMax = 7;

export interface TilePath {
  /** The level of hashes, or that these are entries. */
  readonly kind: number | "entries";
  readonly index: bigint;
  /** How many hashes or entries it holds: 256 when full. */
  readonly width: number;
}

/** Writes a path without a leading slash, such as `tile/0/x001/067.p/8`. */
export function formatTilePath({ kind, index, width }: TilePath): string {
  const digits = index.toString();
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/.../g)!;
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${kind}/${path}${width < tileWidth ? `.p/${width}` : ""}`;
}

/** Reads a path in its one form. */
export function parseTilePath(text: string): TilePath {
  const match = /^tile\/(entries|[0-9]+)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]+))?$/.exec(text);
  const [, kindText = "", groups = "", widthText] = match ?? [];
  const kind: TilePath["kind"] = kindText === "entries" ? kindText : Number(decimal(kindText) ?? tileLevelMax + 1);
  const index = BigInt(groups.replaceAll(/[x/]/g, "") || "0");
  const width = widthText === undefined ? tileWidth : Number(decimal(widthText) ?? 0);
  const level = kind === "entries" ? 0 : kind;
  const possible =
    match !== null &&
    level <= tileLevelMax &&
    width >= 1 &&
    width <= tileWidth &&
    !(widthText !== undefined && width === tileWidth) &&
    index < 1n << BigInt(64 - 8 * (level + 1));
  const path = { kind, index, width };
  if (!possible || formatTilePath(path) !== text) {
    throw new RecordError("path", `${JSON.stringify(text)} is no path of a tile: tile/LEVEL/INDEX or tile/entries/INDEX`);
  }
  return path;
}

/** The tiles of hashes of a log of `size` entries that a log of `old` had not, level by level from the leaves. */
export function hashTiles(size: number, old = 0): TilePath[] {
  const tiles: TilePath[] = [];
  for (let level = 0; size > 0 && level <= tileLevelMax; level++) {
    tiles.push(...tilesOf(level, size, old));
    size = Math.floor(size / tileWidth);
    old = Math.floor(old / tileWidth);
  }
  return tiles;
}

/** The bundles of entries of a log of `size` entries that a log of `old` had not. */
export function entryBundles(size: number, old = 0): TilePath[] {
  return tilesOf("entries", size, old);
}

function tilesOf(kind: TilePath["kind"], held: number, old: number): TilePath[] {
  const tiles: TilePath[] = [];
  if (held <= old) return tiles;
  for (let index = Math.floor(old / tileWidth); index * tileWidth < held; index++) {
    tiles.push({ kind, index: BigInt(index), width: Math.min(tileWidth, held - index * tileWidth) });
  }
  return tiles;
}

/** Reads a bundle of entries: `u16be length ‖ entry`, repeated. */
export function decodeEntries(bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (entries.length === tileWidth) throw new RecordError("too_many", `a bundle has at most ${tileWidth} entries`);
    const start = at + 2;
    const end = start + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0));
    if (start > bytes.length || end > bytes.length) {
      throw new RecordError("short", `the bundle ends within entry ${entries.length}, which begins at byte ${at}`);
    }
    entries.push(bytes.subarray(start, end));
    at = end;
  }
  return entries;
}
