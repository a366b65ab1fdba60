// Imports a TypeScript module of src/ into node, through the same bundler that makes the served files.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @param {string} path from src/ */
export async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${path}`, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
