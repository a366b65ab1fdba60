// Documents that were chosen for a note and are not sent yet, kept with the form in progress: a reload or a crash loses
// none of them. They are in the clear here, and so no longer than they are needed: until the form is sent or discarded,
// or whoever chose them signs out.
import { type Database, answered } from "./database.ts";

/** Largest documents of all forms in progress together; what goes beyond has to be chosen again after a reload. */
export const shelfBytesMax = 64 * 1024 * 1024;

/** A chosen document. */
export interface Shelved {
  /** The address of the form's page, without origin. */
  readonly address: string;
  /** Its place: documents of a form are in this order. */
  readonly number: number;
  readonly file: File;
  /** What is said of it, as the fields of its line have it. */
  readonly said: Readonly<Record<string, string>>;
}

export class Shelf {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a document; one of the same place gives way. Gives whether there is room for it. */
  keep(document: Shelved): Promise<boolean> {
    return this.#database.transact("documents", "readwrite", async (store) => {
      const kept = await answered<Shelved[]>(store.getAll());
      const others = kept.filter(({ address, number }) => address !== document.address || number !== document.number);
      const bytes = others.reduce((sum, { file }) => sum + file.size, document.file.size);
      if (bytes > shelfBytesMax) return false;
      await answered(store.put(document));
      return true;
    });
  }

  /** The documents of a form, in their order. */
  recall(address: string): Promise<Shelved[]> {
    return this.#database.transact("documents", "readonly", (store) => answered<Shelved[]>(store.getAll(ofForm(address))));
  }

  remove(address: string, number: number): Promise<void> {
    return this.#database.remove("documents", [address, number]);
  }

  /** Removes the documents of a form. */
  discard(address: string): Promise<void> {
    return this.#database.remove("documents", ofForm(address));
  }

  /** Removes the documents of all forms. */
  clear(): Promise<void> {
    return this.#database.transact("documents", "readwrite", async (store) => void (await answered(store.clear())));
  }
}

/** The keys of a form's documents: an array sorts after every number (Indexed Database, section 2.4). */
function ofForm(address: string): IDBKeyRange {
  return IDBKeyRange.bound([address], [address, []]);
}
