// The TypeScript record holds to every vector of docs/formats/vectors/, as the Rust crate does.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import test from "node:test";
import { load } from "./load.mjs";
import { differs, files, leftOut } from "./vectors/check.mjs";

const folder = new URL("../../docs/formats/vectors/", import.meta.url);
const record = await load("record/index.ts", "sign/index.ts");
const present = (await readdir(folder)).filter((name) => name.endsWith(".json") && !leftOut.includes(name)).sort();

test("every file of vectors is put to the record", () => {
  assert.deepEqual(present, Object.keys(files).sort());
});

for (const name of present) {
  test(`the record holds to ${name}`, async () => {
    const vectors = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    assert.ok(vectors.length > 0);
    const found = [];
    for (const vector of vectors) {
      const difference = await differs(record, name, vector);
      if (difference) found.push(`${vector.name}: ${difference}`);
    }
    assert.deepEqual(found, []);
  });
}
