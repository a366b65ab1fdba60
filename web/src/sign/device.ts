// Device keys: a key pair that the browser made and that no program can take out of it again, this one included. What
// is on the record is its public half, to which a principal gives powers. A new one is made for each process: one key
// name in two processes would say that the same person is in both.
import { hex, utf8 } from "../record/bytes.ts";
import { VerifierKey } from "../record/key.ts";
import type { Database } from "./database.ts";
import { SigningError } from "./error.ts";
import { type Random, randomBytes } from "./random.ts";
import type { Signer } from "./signature.ts";

/** Longest label of a device. */
export const deviceLabelBytesMax = 128;

const keyNameRandomBytes = 8;

export interface Device {
  /** The key's name: `k` and 16 hexadecimal digits. */
  readonly name: string;
  /** Its public half as C2SP writes it: what goes into a credential. */
  readonly vkey: string;
  /** What its owner calls it. */
  readonly label: string;
  /** The day on which it was made, `YYYY-MM-DD`. */
  readonly madeOn: string;
  readonly privateKey: CryptoKey;
}

/** The device keys of this browser. */
export class Devices {
  readonly #database: Database;
  readonly #random: Random;

  constructor(database: Database, random: Random = randomBytes) {
    this.#database = database;
    this.#random = random;
  }

  /** Makes a key pair and keeps it. */
  async make(label: string, madeOn: string): Promise<Device> {
    const length = utf8(label).length;
    if (label.trim() === "" || length > deviceLabelBytesMax) {
      throw new SigningError(
        "device_label",
        `a device's label has 1 to ${deviceLabelBytesMax} bytes, this has ${length}`,
        "give the device a short name",
      );
    }
    const pair = await makePair();
    const publicBytes = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const name = `k${hex(this.#random(keyNameRandomBytes))}`;
    const vkey = new VerifierKey(name, "ed25519", publicBytes).toString();
    const device: Device = { name, vkey, label, madeOn, privateKey: pair.privateKey };
    await this.#database.put("devices", device);
    return device;
  }

  /** All, in the order of the days on which they were made. */
  async list(): Promise<Device[]> {
    const devices = await this.#database.list<Device>("devices");
    return devices.sort((a, b) => (a.madeOn < b.madeOn ? -1 : a.madeOn > b.madeOn ? 1 : 0));
  }

  get(name: string): Promise<Device | undefined> {
    return this.#database.get<Device>("devices", name);
  }

  /** Forgets a key for good: nobody can sign with it again. */
  remove(name: string): Promise<void> {
    return this.#database.remove("devices", name);
  }

  /** Asks the browser not to clear keys away when space is short; gives whether it promises. */
  async askToKeep(): Promise<boolean> {
    return (await navigator.storage?.persist?.()) ?? false;
  }
}

/** Signs with a device's key. */
export function signerOf(device: Device): Signer {
  return {
    key: VerifierKey.parse(device.vkey),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", device.privateKey, message)),
  };
}

async function makePair(): Promise<CryptoKeyPair> {
  if (!globalThis.crypto?.subtle) {
    throw new SigningError(
      "insecure_page",
      "the browser gives cryptography only to pages that came over TLS",
      "open this page by its https address",
    );
  }
  try {
    return (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  } catch (error) {
    // Browsers throw different names for an algorithm that they do not know; this one asks for nothing else.
    const hint = "use a newer browser (Chrome 137, Firefox 129, Safari 17 or later), or sign with the program `verbale`";
    throw new SigningError("no_ed25519", "this browser cannot sign with Ed25519", hint, error);
  }
}
