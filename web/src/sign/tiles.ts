// Reading the tiles of a room's log from the venue.
import type { Bytes } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { formatTilePath } from "../record/tile.ts";
import type { TileReader } from "../record/tile-tree.ts";

/** Asks the venue for an address; throws what the caller takes for *not reached*. */
export type Get = (address: string) => Promise<{ readonly response: Response; readonly bytes: Bytes }>;

/** Reads the tiles of a room of a process. */
export function roomTiles(process: string, room: string, get: Get): TileReader {
  return async (tile) => {
    const path = formatTilePath(tile);
    const { response, bytes } = await get(`/${encodeURIComponent(process)}/${encodeURIComponent(room)}/${path}`);
    if (!response.ok) throw new RecordError("tiles", `${path} was answered with the status ${response.status}`);
    return bytes;
  };
}
