// A page in a browser that tells everything that a reader should never meet.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { viewports } from "../browser.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Opens a page. `faults` fills with errors on the console, broken content security policies, and requests to anywhere
 * but `origin`.
 * @param {import("playwright-core").Browser} browser
 */
export async function openPage(browser, origin, { viewport = viewports.wide, ...options } = {}) {
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) faults.push(`${page.url()} asked ${url}`);
  });
  return { page, faults, close: () => context.close() };
}

/** What axe-core finds on the page as it stands; the script comes in past the page's policy. */
export async function axeFindings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    axeTags,
  );
  return violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

/** Nothing but regions that say so scrolls sideways. */
export async function assertFits(page) {
  const { width, content } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    content: document.documentElement.scrollWidth,
  }));
  assert.ok(content <= width, `${page.url()} is ${content} wide on a screen of ${width}`);
}
