// Every language of the server has every word of the verify island, with the places that the island fills in.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import test from "node:test";
import { load } from "./load.mjs";

const { messageKeys } = await load("verify/messages.ts");
const locales = new URL("../../crates/server/locales/", import.meta.url);

for (const language of (await readdir(locales, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
  test(`the language ${language.name} has every word of the verify island`, async () => {
    const text = await readFile(new URL(`${language.name}/verify.ftl`, locales), "utf8");
    const words = new Map([...text.matchAll(/^island-([a-z-]+) = (.+)$/gm)].map(([, key, words]) => [key, words]));
    assert.deepEqual([...words.keys()].sort(), Object.keys(messageKeys).sort());
    for (const [key, places] of Object.entries(messageKeys)) {
      const used = [...words.get(key).matchAll(/\{ \$(\w+) \}/g)].map(([, place]) => place);
      assert.deepEqual(used.sort(), [...places].sort(), `places of ${key}`);
    }
  });
}
