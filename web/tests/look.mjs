// Takes pictures of pages, to be looked at by a person: wide, phone, dark, and print as PDF.
//
//   node tests/look.mjs FOLDER [URL…]      without a URL, the sample of every class
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, viewports } from "./browser.mjs";
import { serve } from "./serve.mjs";

const [folder, ...given] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node tests/look.mjs FOLDER [URL…]");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const server = given.length === 0 ? await serve() : undefined;
const urls = server ? [`${server.url}/sample`] : given;
const browser = await launch();
for (const [index, url] of urls.entries()) {
  for (const [name, viewport, colorScheme] of [["wide", viewports.wide, "light"], ["phone", viewports.phone, "light"], ["dark", viewports.wide, "dark"]]) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "networkidle" });
    await page.screenshot({ path: join(folder, `${index}-${name}.png`), fullPage: true });
    if (name === "wide") await page.pdf({ path: join(folder, `${index}-print.pdf`), preferCSSPageSize: true, printBackground: false });
    await context.close();
  }
}
await browser.close();
await server?.close();
