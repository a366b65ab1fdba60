// What the browser keeps of a member's client: device keys, drafts in progress with their documents, notes on their way,
// heads.
import { SigningError } from "./error.ts";

const databaseName = "verbale";
const databaseVersion = 2;

export type StoreName = "devices" | "documents" | "drafts" | "heads" | "outbox";

/** The browser's database, open. Whatever was put is on disk when the promise is kept. */
export class Database {
  readonly #opened: IDBDatabase;

  private constructor(opened: IDBDatabase) {
    this.#opened = opened;
    // A newer program in another tab changes the form; this one must let go of it, and is reloaded when it asks again.
    opened.onversionchange = () => opened.close();
  }

  static async open(): Promise<Database> {
    // Where a browser keeps nothing (some do so in private windows), there is no `indexedDB`, or asking for it throws.
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(databaseName, databaseVersion);
    } catch (error) {
      throw keepsNothing(error);
    }
    request.onupgradeneeded = ({ oldVersion }) => {
      const database = request.result;
      database.createObjectStore("documents", { keyPath: ["address", "number"] });
      if (oldVersion > 0) return;
      database.createObjectStore("devices", { keyPath: "name" });
      database.createObjectStore("drafts", { keyPath: "address" });
      database.createObjectStore("heads", { keyPath: "origin" });
      const outbox = database.createObjectStore("outbox", { keyPath: "position", autoIncrement: true });
      outbox.createIndex("commitment", "commitment", { unique: true });
    };
    const blocked = new Promise<never>((_, reject) => {
      request.onblocked = () =>
        reject(
          new SigningError(
            "storage_held",
            "another tab holds what this page keeps in an older form",
            "close the other tabs of this venue and reload",
          ),
        );
    });
    try {
      return new Database(await Promise.race([answered(request), blocked]));
    } catch (error) {
      throw error instanceof SigningError ? error : keepsNothing(error);
    }
  }

  /** Does `work` in one transaction over a store: all of it or nothing. */
  async transact<T>(name: StoreName, mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = this.#opened.transaction(name, mode, { durability: "strict" });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () =>
        reject(transaction.error ?? new DOMException("the transaction was given up", "AbortError"));
    });
    // Where `work` fails, its error is the one to tell.
    ended.catch(() => undefined);
    try {
      const result = await work(transaction.objectStore(name));
      await ended;
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // Ended already.
      }
      throw error;
    }
  }

  get<T>(name: StoreName, key: IDBValidKey): Promise<T | undefined> {
    return this.transact(name, "readonly", (store) => answered<T | undefined>(store.get(key)));
  }

  /** All that a store holds, in the order of its keys. */
  list<T>(name: StoreName): Promise<T[]> {
    return this.transact(name, "readonly", (store) => answered<T[]>(store.getAll()));
  }

  async put(name: StoreName, value: unknown): Promise<void> {
    await this.transact(name, "readwrite", (store) => answered(store.put(value)));
  }

  async remove(name: StoreName, key: IDBValidKey | IDBKeyRange): Promise<void> {
    await this.transact(name, "readwrite", (store) => answered(store.delete(key)));
  }

  close(): void {
    this.#opened.close();
  }
}

/** What a request of the database answers. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException("the database did not answer", "UnknownError"));
  });
}

function keepsNothing(cause: unknown): SigningError {
  const hint = "leave the private window, or allow this site to keep data";
  return new SigningError("no_storage", "the browser keeps nothing for this page, neither keys nor drafts", hint, cause);
}
