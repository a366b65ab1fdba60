// A reader's stories in the demonstration, which `cargo xtask test` sets up and serves at VERBALE_TEST_URL:
//
//   cargo run -- demo --data FOLDER --listen 127.0.0.1:8080
//   VERBALE_TEST_URL=http://127.0.0.1:8080 npm run test:browser
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { launch, viewports } from "../browser.mjs";
import { assertFits, axeFindings, openPage } from "./page.mjs";

const { VERBALE_TEST_URL } = process.env;
assert.ok(VERBALE_TEST_URL, "VERBALE_TEST_URL names no server; start the demonstration as the head of this file says");
const { origin } = new URL(VERBALE_TEST_URL);
const standing = `${origin}/istanbul`;
const languages = ["en", "tr", "uk", "ru"];
/** Parameters that show the same page at another time. */
const clocks = ["as_of", "at_size"];

/** Pages of one form (an item, a note, …) that a crawl looks at; and pages in all. */
const pagesOfOneFormMax = 1;
const pagesMax = 40;
/** What the standing page may weigh over the wire with all that it loads but fonts. */
const standingBytesMax = 60_000;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** An address with what differs between pages of one form taken out. */
function formOf(address) {
  const { pathname, searchParams } = new URL(address);
  const [, process = "", kind = "", ...rest] = pathname.split("/");
  return [process, kind, rest.length, ...[...searchParams.keys()].filter((key) => !clocks.includes(key)).sort()].join("/");
}

/** Internal links of a page that lead to pages, not to files of the log or of the API. */
async function linksOf(page) {
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map(({ href }) => href.replace(/#.*/, "")));
  return links.filter((link) => {
    const { origin: from, pathname, searchParams } = new URL(link);
    // A page in another language is the same page, and visiting it would choose that language.
    return from === origin && !searchParams.has("lang") && !/\/(api|assets|checkpoint|tile|notes\/?$|proof|annex|archive\.verbale|openapi)/.test(pathname);
  });
}

/** Visits pages from the first on, a few of each form, and gives them to `look`. */
async function crawl(page, look) {
  const seen = new Set();
  const counts = new Map();
  const queue = [`${origin}/`, standing];
  while (queue.length > 0 && seen.size < pagesMax) {
    const address = queue.shift();
    const form = formOf(address);
    if (seen.has(address) || (counts.get(form) ?? 0) >= pagesOfOneFormMax) continue;
    seen.add(address);
    counts.set(form, (counts.get(form) ?? 0) + 1);
    const response = await page.goto(address);
    assert.equal(response.status(), 200, address);
    if (!response.headers()["content-type"].startsWith("text/html")) continue;
    await look(address);
    queue.push(...(await linksOf(page)));
  }
  return seen;
}

for (const language of languages) {
  for (const [name, options] of [
    ["wide", { viewport: viewports.wide }],
    ["phone, in the dark", { viewport: viewports.phone, colorScheme: "dark" }],
  ]) {
    test(`every page is accessible and loads nothing from elsewhere: ${language}, ${name}`, async () => {
      const { page, faults, close } = await openPage(browser, origin, { ...options, locale: language, reducedMotion: "reduce" });
      const found = [];
      const seen = await crawl(page, async (address) => {
        const said = await page.evaluate(() => document.documentElement.lang);
        if (said.split("-")[0] !== language) found.push(`${address}: its language is ${said}`);
        for (const finding of await axeFindings(page)) found.push(`${address}: ${finding}`);
        await assertFits(page).catch(({ message }) => found.push(message));
      });
      assert.ok(seen.size >= 12, `only ${seen.size} pages were reached`);
      assert.deepEqual(found, []);
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

test("without any script the standing is there to be read, both sides alike", async () => {
  const { page, faults, close } = await openPage(browser, origin, { javaScriptEnabled: false });
  await page.goto(`${standing}?as_of=2025-11-12`);
  assert.match(await page.locator(".answer .lead").innerText(), /12 November 2025/);
  const sides = await Promise.all((await page.locator(".sides").first().locator(".side").all()).map((side) => side.boundingBox()));
  assert.equal(sides.length, 2);
  assert.equal(sides[0].width, sides[1].width);
  assert.equal(sides[0].y, sides[1].y);
  await page.locator("[data-next], [data-prev]").first().click();
  assert.notEqual(new URL(page.url()).searchParams.get("as_of"), "2025-11-12");
  assert.deepEqual(faults, []);
  await close();
});

test("a reader goes through the record note by note, and has it played", async () => {
  const { page, faults, close } = await openPage(browser, origin, { locale: "en" });
  const size = () => new URL(page.url()).searchParams.get("at_size");
  await page.goto(`${standing}?at_size=100`);
  assert.match(await page.locator(".masthead, main").allInnerTexts().then((texts) => texts.join()), /held 100 of its/);
  assert.deepEqual(await axeFindings(page), []);
  await page.locator("[data-more]").click();
  assert.equal(size(), "101");
  await page.locator("[data-fewer]").click();
  assert.equal(size(), "100");
  await page.getByRole("button", { name: "Play act by act" }).click();
  await page.waitForFunction(() => Number(new URL(location.href).searchParams.get("at_size")) >= 102);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator("[data-whole]").click();
  assert.equal(size(), null);
  assert.deepEqual(faults, []);
  await close();
});

test("a reader checks the record, and is told on a second visit that it continues", async () => {
  const { page, faults, close } = await openPage(browser, origin, { locale: "en" });
  for (const expected of [/What was checked holds/, /this browser verified/]) {
    await page.goto(`${standing}/verify`);
    await page.locator(".verify-verdict").waitFor();
    assert.match(await page.locator(".verify-outcome").innerText(), expected);
  }
  assert.equal(await page.locator(".verify-check.is-bad").count(), 0);
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(faults, []);
  await close();
});

test("a reader checks one note on its page", async () => {
  const { page, faults, close } = await openPage(browser, origin, { locale: "en" });
  await page.goto(`${standing}/record`);
  const note = (await linksOf(page)).find((link) => /\/[0-9a-f]{64}(\?|$)/.test(link));
  assert.ok(note, "the record links to no note");
  await page.goto(note);
  await page.getByRole("button", { name: "Check the record" }).click();
  await page.locator(".verify-verdict").waitFor();
  assert.match(await page.locator(".verify-outcome").innerText(), /This note is on the record/);
  assert.deepEqual(faults, []);
  await close();
});

for (const [what, pattern, change] of [
  ["checkpoints", "**/public/checkpoint", (bytes) => flip(bytes, bytes.indexOf("\n") + 1)],
  ["trees", "**/public/tile/entries/**", (bytes) => flip(bytes, 30)],
  ["tiles", "**/public/tile/0/**", (bytes) => flip(bytes, 5)],
  ["openings", "**/public/notes?*", (bytes) => Buffer.from(bytes.toString().replace('"note":"verbale/note/v1', '"note":"verbale/note/v2'))],
]) {
  test(`a changed answer is found and named: ${what}`, async () => {
    const { page, close } = await openPage(browser, origin, { locale: "en" });
    await page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(Buffer.from(await response.body())) });
    });
    await page.goto(`${standing}/verify`);
    await page.locator(".verify-verdict.is-bad").waitFor();
    assert.equal(await page.locator(".verify-check.is-bad").getAttribute("data-check"), what);
    await close();
  });
}

function flip(bytes, at) {
  bytes[at] ^= 1;
  return bytes;
}

test("the process plays act by act", async () => {
  const { page, faults, close } = await openPage(browser, origin, { locale: "en" });
  await page.clock.install({ time: new Date("2026-01-01T00:00:00Z") });
  await page.goto(`${standing}?as_of=2025-05-16`);
  const before = await page.locator(".answer").innerText();
  await page.getByRole("button", { name: "Play act by act" }).click();
  await page.waitForURL((url) => url.searchParams.get("as_of") > "2025-05-16");
  await page.clock.runFor(1300);
  await page.getByRole("button", { name: "Pause" }).click();
  assert.notEqual(await page.locator(".answer").innerText(), before);
  assert.deepEqual(faults, []);
  await close();
});

test("a reader gets about with the keyboard alone", async () => {
  const { page, close } = await openPage(browser, origin, { locale: "en" });
  await page.goto(standing);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid");
  await close();
});

test("every form of page prints", async () => {
  const { page, close } = await openPage(browser, origin, { locale: "en" });
  const pages = new Map();
  await crawl(page, async (address) => {
    if (pages.has(formOf(address))) return;
    const pdf = await page.pdf({ preferCSSPageSize: true });
    pages.set(formOf(address), pdf.length);
  });
  assert.ok([...pages.values()].every((length) => length > 1000));
  await close();
});

test("the standing page is light", async () => {
  const { page, close } = await openPage(browser, origin, { locale: "en" });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const kinds = new Map();
  const weights = {};
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    weights[kind] = (weights[kind] ?? 0) + encodedDataLength;
  });
  await page.goto(`${standing}?as_of=2025-11-12`, { waitUntil: "networkidle" });
  const { Font = 0, ...others } = weights;
  const total = Object.values(others).reduce((sum, bytes) => sum + bytes, 0);
  console.log(`standing page: ${total} bytes ${JSON.stringify(others)}, fonts ${Font}`);
  assert.ok(total > 0 && total <= standingBytesMax, `${total} bytes`);
  await close();
});

test("a portal stands in a page of another site, is checked there, and leads out of it", async () => {
  const site = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    // A site that isolates itself frames only what allows it.
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    const frame = (path) => `<iframe src="${origin}/istanbul${path}" title="${path}" width="320" height="600"></iframe>`;
    response.end(`<!doctype html><html lang="en"><title>A paper</title>${frame("/portal?lang=tr")}${frame("/verify")}</html>`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext({ viewport: viewports.wide });
  const page = await context.newPage();
  // Another host name is another site to the browser.
  await page.goto(`http://localhost:${site.address().port}/`);
  const portal = page.frame({ url: /portal/ });
  await portal.locator("#owed-h").waitFor();
  assert.equal(await portal.evaluate(() => document.documentElement.lang), "tr");
  const { width, content } = await portal.evaluate(() => ({
    width: document.documentElement.clientWidth,
    content: document.documentElement.scrollWidth,
  }));
  assert.ok(content <= width, `it is ${content} wide in a frame of ${width}`);
  await portal.locator('[data-island="verify"] button').click();
  await portal.locator(".verify-verdict").waitFor();
  assert.equal(await portal.locator(".verify-check.is-bad").count(), 0);
  const opened = context.waitForEvent("page");
  await portal.locator(".process-name a").click();
  const top = await opened;
  await top.waitForURL(standing);
  assert.equal(await top.evaluate(() => window.opener), null);
  assert.deepEqual(await context.cookies(), []);
  // No other page is shown in a frame.
  assert.equal(await page.frames().at(2).locator("main").count(), 0);
  await context.close();
  await new Promise((resolve) => site.close(resolve));
});
