// Imports a TypeScript module of src/ into node, through the same bundler that makes the served files.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @param {...string} paths from src/; what they export together comes from one bundle, so that its classes are the same */
export async function load(...paths) {
  const { outputFiles } = await build({
    stdin: {
      contents: paths.map((path) => `export * from "./${path}";`).join("\n"),
      resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
