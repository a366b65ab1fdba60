// Bundles islands, styles and fonts into one folder of files with content-hashed names, each compressed beforehand,
// and writes `manifest.tsv`, from which the server knows them, and `version`, the manifest's hash. Run by
// crates/server/build.rs, or by a packager:
//
//   node build.mjs --out FOLDER
//
// A line of the manifest: logical name, file name, content type, integrity (SRI), "br" and "gzip" where a file of
// that name with `.br` or `.gz` stands beside it, else "-".
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));

/** Logical name of each bundle and its entry. */
export const entries = {
  account: "src/account/index.ts",
  act: "src/act/index.ts",
  clock: "src/clock/index.ts",
  member: "src/member/index.ts",
  timeline: "src/timeline/index.ts",
  verify: "src/verify/index.ts",
  styles: "styles/index.css",
};

/** Files served as they are. The licence of a font goes with it wherever it goes. */
const copies = {
  "icon.svg": "styles/icon.svg",
  "source-sans-3.LICENSE.txt": "node_modules/@fontsource/source-sans-3/LICENSE",
  "source-serif-4.LICENSE.txt": "node_modules/@fontsource/source-serif-4/LICENSE",
};

const contentTypes = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Already compressed; compressing again would only cost. */
const incompressible = new Set([".woff2"]);

/**
 * Bundles into memory.
 * @returns {Promise<{name: string, file: string, bytes: Uint8Array}[]>} sorted by logical name
 */
export async function bundle() {
  const result = await build({
    absWorkingDir: web,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: "/",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome115", "firefox128", "safari17"],
    charset: "utf8",
    legalComments: "none",
    loader: { ".woff2": "file" },
    logLevel: "warning",
  });
  const assets = result.outputFiles.map(({ path, contents }) => {
    const file = basename(path);
    return { name: file.replace(/-[A-Z0-9]{8}(\.[a-z0-9]+)$/, "$1"), file, bytes: contents };
  });
  for (const [name, source] of Object.entries(copies)) {
    const bytes = await readFile(join(web, source));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
    const extension = extname(name);
    assets.push({ name, file: `${name.slice(0, -extension.length)}-${hash}${extension}`, bytes });
  }
  return assets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Bundles into the folder `out`, which is emptied first. */
export async function buildInto(out) {
  const assets = await bundle();
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const lines = [];
  for (const { name, file, bytes } of assets) {
    const extension = extname(file);
    const contentType = contentTypes[extension];
    if (contentType === undefined) throw new Error(`${file}: no content type is known for ${extension}`);
    await writeFile(join(out, file), bytes);
    const encodings = ["-", "-"];
    if (!incompressible.has(extension)) {
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      await writeFile(join(out, `${file}.br`), brotliCompressSync(bytes, { params }));
      await writeFile(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }));
      encodings[0] = "br";
      encodings[1] = "gzip";
    }
    const integrity = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
    lines.push([name, file, contentType, integrity, ...encodings].join("\t"));
  }
  const manifest = `${lines.join("\n")}\n`;
  await writeFile(join(out, "manifest.tsv"), manifest);
  await writeFile(join(out, "version"), createHash("sha256").update(manifest).digest("hex"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  if (!values.out) {
    console.error("usage: node build.mjs --out FOLDER");
    process.exit(2);
  }
  await buildInto(values.out);
}
