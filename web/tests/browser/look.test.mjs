// Every class of the styles, on one page: accessible on a desk and on a phone, by day and by night.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { launch, viewports } from "../browser.mjs";
import { serve } from "../serve.mjs";
import { assertFits, axeFindings, openPage } from "./page.mjs";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(() => Promise.all([browser?.close(), server?.close()]));

for (const [name, viewport] of Object.entries(viewports)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the styles are accessible: ${name}, ${colorScheme}`, async () => {
      const { page, faults, close } = await openPage(browser, server.url, { viewport, colorScheme });
      await page.goto(`${server.url}/sample`, { waitUntil: "networkidle" });
      assert.deepEqual(await axeFindings(page), []);
      await assertFits(page);
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

test("what can be pressed is large enough for a finger", async () => {
  const { page, close } = await openPage(browser, server.url, { viewport: viewports.phone, hasTouch: true });
  await page.goto(`${server.url}/sample`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, summary, nav a, .step")]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ html: element.outerHTML.slice(0, 80), height: element.getBoundingClientRect().height }))
      .filter(({ height, html }) => height < 24 && !html.includes('type="radio"')),
  );
  assert.deepEqual(small, []);
  await close();
});

test("a page turned round runs from right to left without overflowing", async () => {
  const { page, close } = await openPage(browser, server.url, { viewport: viewports.phone });
  await page.goto(`${server.url}/sample`);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await assertFits(page);
  await close();
});

test("a page prints on numbered sheets with the record's head in the foot of each", async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.goto(`${server.url}/sample`, { waitUntil: "networkidle" });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() =>
    Object.fromEntries(
      [".sections", ".languages", ".button", ".as-of input", ".colophon-record", ".unofficial", ".as-of .only-print"].map(
        (selector) => [selector, document.querySelector(selector).checkVisibility()],
      ),
    ),
  );
  assert.deepEqual(shown, {
    ".sections": false, ".languages": false, ".button": false, ".as-of input": false,
    ".colophon-record": true, ".unofficial": true, ".as-of .only-print": true,
  });
  await close();
});
