// A member's client in one tab: what it keeps, and how it reads the venue's logs.
import type { Bytes } from "../record/bytes.ts";
import { RecordError } from "../record/error.ts";
import { formatTilePath } from "../record/tile.ts";
import type { TileReader } from "../record/tile-tree.ts";
import { Database } from "../sign/database.ts";
import { type Device, Devices } from "../sign/device.ts";
import { Heads } from "../sign/heads.ts";
import { Outbox } from "../sign/outbox.ts";
import { Offline } from "./venue.ts";

export interface Client {
  readonly database: Database;
  readonly devices: Devices;
  readonly heads: Heads;
  readonly outbox: Outbox;
}

let opened: Promise<Client> | undefined;

/** The tab's one client. */
export function client(): Promise<Client> {
  opened ??= (async () => {
    const database = await Database.open();
    const heads = new Heads(database);
    return { database, devices: new Devices(database), heads, outbox: new Outbox(database, heads) };
  })();
  return opened;
}

/** The first of some keys that this browser holds. */
export async function deviceAmong(devices: Devices, names: readonly string[]): Promise<Device | undefined> {
  for (const name of names) {
    const device = await devices.get(name);
    if (device) return device;
  }
  return undefined;
}

/** Reads the tiles of a room's log. */
export function tilesOf(process: string, room: string): TileReader {
  return async (tile): Promise<Bytes> => {
    const path = formatTilePath(tile);
    let response: Response;
    try {
      response = await fetch(`/${encodeURIComponent(process)}/${encodeURIComponent(room)}/${path}`, {
        credentials: "same-origin",
      });
    } catch (error) {
      throw new Offline("the venue could not be reached", { cause: error });
    }
    if (!response.ok) throw new RecordError("tiles", `${path} was answered with the status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
