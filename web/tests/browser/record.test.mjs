// The vectors in the browser's own engine: its WebCrypto, its BigInt, its regular expressions.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import test, { after, before } from "node:test";
import { build } from "esbuild";
import { launch } from "../browser.mjs";
import { serve } from "../serve.mjs";
import { files } from "../vectors/check.mjs";
import { openPage } from "./page.mjs";

const folder = new URL("../../../docs/formats/vectors/", import.meta.url);

let browser, server;
before(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import * as record from "../src/record/index.ts";
        import * as sign from "../src/sign/index.ts";
        import { differs } from "./vectors/check.mjs";
        globalThis.differs = (file, vector) => differs({ ...record, ...sign }, file, vector);
      `,
      resolveDir: fileURLToPath(new URL("..", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  const pages = {
    "/vectors": { type: "text/html", body: '<!doctype html><title>Vectors</title><script type="module" src="/vectors.js"></script>' },
    "/vectors.js": { type: "text/javascript", body: outputFiles[0].contents },
  };
  [browser, server] = await Promise.all([launch(), serve(async (path) => pages[path])]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

for (const name of Object.keys(files)) {
  test(`the record holds to ${name} in the browser`, async () => {
    const vectors = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    const { page, faults, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/vectors`, { waitUntil: "networkidle" });
    const found = await page.evaluate(
      async ([name, vectors]) => {
        const found = [];
        for (const vector of vectors) {
          const difference = await globalThis.differs(name, vector);
          if (difference) found.push(`${vector.name}: ${difference}`);
        }
        return found;
      },
      [name, vectors],
    );
    assert.deepEqual(found, []);
    assert.deepEqual(faults.filter((fault) => !fault.includes("404")), []);
    await close();
  });
}
