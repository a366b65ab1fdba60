// A member's client in one tab: what it keeps, and how it reads the venue's logs.
import type { TileReader } from "../record/tile-tree.ts";
import { Database } from "../sign/database.ts";
import { type Device, Devices } from "../sign/device.ts";
import { Heads } from "../sign/heads.ts";
import { Outbox } from "../sign/outbox.ts";
import { roomTiles } from "../sign/tiles.ts";
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

/** The process of whose pages this is one, by its name. */
export function processName(): string {
  return location.pathname.split("/")[1] ?? "";
}

/** Reads the tiles of a room's log. */
export function tilesOf(process: string, room: string): TileReader {
  return roomTiles(process, room, async (address) => {
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (error) {
      throw new Offline("the venue could not be reached", { cause: error });
    }
  });
}
