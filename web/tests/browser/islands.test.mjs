// The islands on pages of the markup that they ask for, without a venue: what a reader sees and can do.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { launch, viewports } from "../browser.mjs";
import { makeProcess, record } from "../made-process.mjs";
import { serve } from "../serve.mjs";
import { axeFindings, openPage } from "./page.mjs";

const words = await readFile(new URL("../../../crates/server/locales/en/verify.ftl", import.meta.url), "utf8");
const template = [...words.matchAll(/^island-([a-z-]+) = (.+)$/gm)]
  .map(([, key, text]) => `<p data-key="${key}">${text.replaceAll(/\{ \$(\w+) \}/g, "{$1}")}</p>`)
  .join("");

function pageOf(title, island, body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="/assets/icon.svg">
    <link rel="stylesheet" href="/assets/styles.css"><script type="module" src="/assets/${island}.js"></script></head>
    <body>${body}</body></html>`;
}

function verifyPage({ id }, more = "") {
  return pageOf("Verify", "verify", `<main class="sheet"><h1>Check the record</h1>
    <section class="verify" data-island="verify" data-base="/sample" data-process="${id}" data-rooms="registry public" ${more}>
    <p data-without-script>Use the program.</p><template data-messages>${template}</template></section></main>`);
}

/** A page of the replay: as of day `n` of five. */
function replayPage(n) {
  const next = n < 5 ? `<a class="step" data-next href="/replay?as_of=2025-05-0${n + 1}">later</a>` : "";
  return pageOf(`Day ${n}`, "clock", `<header class="masthead"><form class="as-of" method="get" action="/replay" data-island="clock"
    data-label-play="Play" data-label-pause="Pause" data-label-failed="It failed."><label for="d">As of</label>
    <input type="date" id="d" name="as_of" value="2025-05-0${n}">${next}</form></header><main class="sheet"><h1>Day ${n}</h1></main>`);
}

const small = makeProcess(12);
let process = small;
let broken = (path) => false && path;
let browser, server;

before(async () => {
  const answers = async (path, url) => {
    if (broken(path)) return undefined;
    if (path === "/verify") return { type: "text/html", body: verifyPage(process) };
    if (path === "/note") {
      const index = 7;
      const more = `data-level="3" data-room="public" data-index="${index}" data-note="${process.commitmentOf("public", index)}"`;
      return { type: "text/html", body: verifyPage(process, more) };
    }
    if (path === "/replay") return { type: "text/html", body: replayPage(Number(url.searchParams.get("as_of").at(-1))) };
    return path.startsWith("/sample/") ? process.answer(path.slice("/sample".length), url) : undefined;
  };
  [browser, server] = await Promise.all([launch(), serve(answers)]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

async function verifyHere(page, path = "/verify") {
  await page.goto(server.url + path);
  await page.getByRole("button", { name: "Check the record" }).click();
  await page.getByRole("button", { name: "Check again" }).waitFor();
  return page.locator(".verify-outcome").innerText();
}

test("a reader checks a process and is told what was checked, what was not, and how to repeat it", async () => {
  const { page, faults, close } = await openPage(browser, server.url, { viewport: viewports.phone });
  const told = await verifyHere(page);
  assert.match(told, /What was checked holds/);
  assert.match(told, /All 14 entries of the rooms registry, public/);
  assert.match(told, /This page’s own program/);
  assert.ok(told.includes(`verbale verify ${server.url}/sample --charter ${small.id}`));
  assert.equal(await page.locator(".verify-check.is-good").count(), 10);
  assert.equal(await page.locator('[data-check="remembered"] .verify-count').innerText(), "first time here");
  assert.equal(await page.getByText("Use the program.").isVisible(), false);
  assert.deepEqual(await axeFindings(page), []);
  assert.match(await verifyHere(page), /this browser verified 12 entries of the room public/);
  assert.deepEqual(faults, []);
  await close();
});

test("a reader checks one note on its page", async () => {
  const { page, faults, close } = await openPage(browser, server.url);
  const told = await verifyHere(page, "/note");
  assert.match(told, /This note is on the record/);
  assert.match(told, /entry 7 of the room public, which holds 12 entries/);
  assert.match(told, /The other entries of the room/);
  assert.deepEqual(faults, []);
  await close();
});

test("a changed byte ends in a verdict that names the check and the entry", async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.route("**/public/notes?*", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.entries[4].note = answer.entries[4].note.replace("paraphrase", "quote_____");
    await route.fulfill({ json: answer });
  });
  const told = await verifyHere(page);
  assert.match(told, /A check failed/);
  assert.match(told, /Entry 4 of the room public was served as something other/);
  assert.equal(await page.locator(".verify-check.is-bad").getAttribute("data-check"), "openings");
  assert.equal(await page.locator('[data-check="signatures"] .verify-count').innerText(), "not reached");
  assert.deepEqual(await axeFindings(page), []);
  await close();
});

test("a rewritten log is shown with both heads, and its proof can be saved", async () => {
  const { page, close } = await openPage(browser, server.url);
  await verifyHere(page);
  process = makeProcess(11);
  process.rooms.public.enter(process.editor, "chronicler", { act: "objection" });
  const told = await verifyHere(page);
  assert.match(told, /Two heads of the room public conflict/);
  for (const made of [small, process]) assert.ok(told.includes(record.hex(made.rooms.public.head().root)));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("Save the proof").click()]);
  assert.equal(download.suggestedFilename(), "public.fork-proof");
  assert.match(await readFile(await download.path(), "utf8"), /^verbale\/fork-proof\/v1\n/);
  process = small;
  await close();
});

test("no answer and a refusal are told apart from a record that fails", async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.route("**/public/checkpoint", (route) => route.abort("internetdisconnected"));
  assert.match(await verifyHere(page), /No answer[^]*Nothing is said about the record/);
  await page.unrouteAll();
  broken = (path) => path.includes("/tile/");
  assert.match(await verifyHere(page), /The server answered 404 for/);
  broken = () => false;
  await page.route("**/public/notes?*", (route) => route.fulfill({ body: "<html>" }));
  assert.match(await verifyHere(page), /The answer cannot be read/);
  await close();
});

test("a reader stops the check", async () => {
  const { page, close } = await openPage(browser, server.url);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/public/notes?*", (route) => held.then(() => route.abort()));
  await page.goto(`${server.url}/verify`);
  await page.getByRole("button", { name: "Check the record" }).click();
  await page.locator('[data-check="openings"].is-running').waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("You stopped the check").waitFor();
  release();
  await close();
});

test("the process plays act by act until its last, and can be paused", async () => {
  const { page, faults, close } = await openPage(browser, server.url);
  await page.clock.install({ time: new Date("2025-11-12T00:00:00Z") });
  await page.goto(`${server.url}/replay?as_of=2025-05-01`);
  const button = page.getByRole("button");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Day 2" }).waitFor();
  assert.equal(await button.innerText(), "Pause");
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  await page.clock.runFor(1300);
  await page.getByRole("heading", { name: "Day 3" }).waitFor();
  assert.equal(new URL(page.url()).search, "?as_of=2025-05-03");
  await page.keyboard.press("Escape");
  assert.equal(await button.innerText(), "Play");
  await page.clock.runFor(5000);
  assert.equal(await page.title(), "Day 3");
  await button.click();
  await page.getByRole("heading", { name: "Day 4" }).waitFor();
  await page.clock.runFor(1300);
  await page.getByRole("heading", { name: "Day 5" }).waitFor();
  await page.clock.runFor(1300);
  await page.getByRole("button").waitFor({ state: "hidden" });
  assert.deepEqual(faults, []);
  await close();
});

test("with less motion wished for, a page stands longer", async () => {
  const { page, close } = await openPage(browser, server.url, { reducedMotion: "reduce" });
  await page.clock.install({ time: new Date("2025-11-12T00:00:00Z") });
  await page.goto(`${server.url}/replay?as_of=2025-05-01`);
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("heading", { name: "Day 2" }).waitFor();
  await page.clock.runFor(2500);
  assert.equal(await page.title(), "Day 2");
  await page.clock.runFor(1000);
  await page.getByRole("heading", { name: "Day 3" }).waitFor();
  await close();
});

test("a page that cannot be fetched ends the replay with words", async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.goto(`${server.url}/replay?as_of=2025-05-01`);
  await page.route("**/replay?as_of=2025-05-02", (route) => route.abort());
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("alert").getByText("It failed.").waitFor();
  assert.equal(await page.title(), "Day 1");
  await close();
});

test("a day that is typed is not shown before it is asked for", async () => {
  const { page, close } = await openPage(browser, server.url);
  await page.goto(`${server.url}/replay?as_of=2025-05-01`);
  await page.locator("#d").focus();
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.title(), "Day 1");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/replay?as_of=*");
  await close();
});

test("one cursor moves over all lanes, by pointer and by keyboard", async () => {
  const { page, faults, close } = await openPage(browser, server.url);
  await page.goto(`${server.url}/sample`);
  const readout = page.locator(".timeline-readout");
  const region = page.locator(".timeline-scroll");
  await region.focus();
  await page.keyboard.press("Home");
  assert.equal(await readout.innerText(), "On May 16, 2025: First round · Full ceasefire");
  await page.keyboard.press("ArrowRight");
  assert.match(await readout.innerText(), /^On June 2, 2025: Second round/);
  await page.keyboard.press("End");
  assert.match(await readout.innerText(), /^On November 12, 2025/);
  const box = await region.locator("svg").boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  assert.match(await readout.innerText(), /^On July/);
  assert.equal(await page.locator(".timeline-cursor").count(), 1);
  await page.mouse.click(box.x + box.width * 0.5, box.y + 20);
  await page.waitForURL(/\?as_of=2025-07-\d\d$/);
  assert.deepEqual(faults, []);
  await close();
});
