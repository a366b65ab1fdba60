// A venue of its own for tests, served by the program at VERBALE_TEST_PROGRAM, and people who sign in to it, each in a
// browser context of their own with an authenticator of their own.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../browser.mjs";

const { VERBALE_TEST_PROGRAM } = process.env;

const authenticator = {
  protocol: "ctap2",
  ctap2Version: "ctap2_1",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/** A file of so many bytes, none like the next. */
export const file = (name, length, mimeType = "application/pdf") => ({
  name, mimeType, buffer: Buffer.from(Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) % 251)),
});

/** Slows what goes out to so many bytes a second; 0 for none. */
export async function slow(page, bytesPerSecond) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond || -1,
  });
}

/** A port that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A venue that is served until it is closed. */
export class Venue {
  /** Opens one; further options of the program's `serve` may be given. */
  static async open(...options) {
    assert.ok(VERBALE_TEST_PROGRAM, "VERBALE_TEST_PROGRAM names no program; set it to target/debug/verbale");
    const venue = new Venue();
    venue.options = options;
    venue.folder = await mkdtemp(join(tmpdir(), "verbale-members-"));
    venue.port = await freePort();
    venue.origin = `http://localhost:${venue.port}`;
    venue.link = venue
      .run("init", "--data", venue.path("data"), "--name", "Venue", "--listen", `127.0.0.1:${venue.port}`, "--quiet")
      .trim();
    await venue.serve();
    venue.browser = await launch();
    return venue;
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    return writeFile(this.path(name), text);
  }

  run(...args) {
    return execFileSync(VERBALE_TEST_PROGRAM, args, { encoding: "utf8", cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Serves the folder; kept when it answers. */
  async serve() {
    this.server = spawn(VERBALE_TEST_PROGRAM, ["serve", "--data", this.path("data"), "--quiet", ...this.options], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    for await (const chunk of this.server.stdout) if (String(chunk).includes("http://")) break;
    this.server.stdout.resume?.();
  }

  async stop() {
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill("SIGTERM");
    await ended;
  }

  async close() {
    await this.browser?.close();
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Somebody with a browser of their own. */
  async person(name) {
    const context = await this.browser.newContext({ baseURL: this.origin, locale: "en-GB" });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", { options: authenticator });
    return new Person(this, name, context, page);
  }

  /** Somebody who has taken an invitation up. */
  async guest(name, link) {
    const person = await this.person(name);
    await person.takeUp(link);
    return person;
  }
}

/** Somebody at their browser. */
export class Person {
  constructor(venue, name, context, page) {
    Object.assign(this, { venue, name, context, page, errors: [] });
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Takes an invitation up as somebody new, and is then where it leads. */
  async takeUp(link, next = "**/me") {
    const { page } = this;
    await page.goto(link);
    await page.waitForSelector('[data-island="invitation"] form:not([hidden])');
    if (await page.isVisible("#f-name")) await page.fill("#f-name", this.name);
    await page.click("main form button[type=submit]");
    await page.waitForURL(next);
  }

  async signIn() {
    await this.page.goto("/sign-in");
    await this.page.click("[data-begin]");
    await this.page.waitForURL("**/me");
  }

  /** Founds a process between alpha and beta, as `team`. */
  async founds(name, process) {
    await this.page.goto("/found");
    await this.fill({ process, title: `The ${name} talks`, name, actor: "team", actor_name: "The team", parties: "alpha Alpha\nbeta Beta" });
    await this.page.click("main form button[type=submit]");
    await this.page.waitForSelector("[data-review]:not([hidden])");
    const words = await this.page.textContent("[data-review-body]");
    await this.page.click("[data-sign]");
    await this.page.waitForURL(`**/${name}/members`);
    return words;
  }

  /** Invites somebody to an actor's seat; gives the link. */
  async invites(process, actor) {
    await this.page.goto(`/${process}/members`);
    await this.page.click(`[data-invite="${actor}"]`);
    return this.page.textContent("[data-link]");
  }

  /** Fills a form in: a field's name and its value, or a list of values of boxes to tick. */
  async fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const values = Array.isArray(value) ? value : [value];
      const first = this.page.locator(`[name="${name}"]`).first();
      const type = (await first.getAttribute("type")) ?? (await first.evaluate(({ tagName }) => tagName.toLowerCase()));
      if (type === "hidden") continue;
      const folded = this.page.locator("details:not([open])", { has: this.page.locator(`[name="${name}"]`) });
      for (let n = await folded.count(); n > 0; n -= 1) await folded.first().locator("summary").first().click();
      for (const one of values) {
        if (type === "radio" || type === "checkbox") await this.page.check(`[name="${name}"][value="${one}"]`);
        else if (type === "select") await this.select(name, one);
        else await first.fill(one);
      }
    }
  }

  /** Chooses in the list of that name that has the value: several lists can have one name. */
  async select(name, value) {
    await this.page.locator(`select[name="${name}"]`, { has: this.page.locator(`option[value="${value}"]`) }).first().selectOption(value);
  }

  /** Fills in the form of an act, and has it drafted; gives what would be signed, in words. */
  async drafts(address, fields) {
    await this.page.goto(address);
    await this.fill(fields);
    await this.page.click("main form button[type=submit]");
    const came = this.page.locator("[data-review]:not([hidden]), [data-outcome] .notice, .error-summary");
    await came.first().waitFor();
    assert.ok(await this.page.isVisible("[data-review]"), `${address}: ${await this.page.textContent("form.act [data-outcome]")} ${await this.page.textContent("form.act [data-errors]")}`);
    return this.page.textContent("[data-review-body]");
  }

  /** Signs what is shown; gives what the page says of it. */
  async signs() {
    await this.page.click("[data-sign]");
    const done = this.page.locator("[data-outcome] .notice");
    await done.waitFor();
    return done.textContent();
  }

  /** Does an act; gives its note's commitment. */
  async acts(address, fields) {
    await this.drafts(address, fields);
    const said = await this.signs();
    assert.match(said, /on the record/, `${address}: ${said}`);
    const href = await this.page.getAttribute("[data-outcome] a", "href");
    return href.split("/").at(-1);
  }

  /** Puts a joint draft round; gives its page's address. */
  async circulates(address, fields) {
    await this.drafts(address, fields);
    const said = await this.signs();
    assert.match(said, /others/, `${address}: ${said}`);
    return this.page.getAttribute("[data-outcome] a", "href");
  }

  /** Signs a draft that circulates; gives what the page says. */
  async cosigns(address) {
    await this.page.goto(address);
    await this.page.click("[data-add]");
    const done = this.page.locator("[data-outcome] .notice");
    await done.waitFor();
    return done.textContent();
  }

  /** The keys of this person's devices, as their own page lists them. */
  async keys() {
    await this.page.goto("/me");
    return this.page.$$eval("[data-here]", (marks) => marks.map(({ dataset }) => dataset.here));
  }

  /** Waits until an address answers with a status: what is published or released is carried after its act is entered. */
  async until(address, status) {
    if (!this.page.url().startsWith(this.venue.origin)) await this.page.goto("/");
    await this.page.waitForFunction(async ([path, wanted]) => (await fetch(path)).status === wanted, [address, status]);
  }

  /** Takes a picture for the guides, where VERBALE_TEST_PICTURES names a folder. */
  async picture(name) {
    const { VERBALE_TEST_PICTURES } = process.env;
    if (!VERBALE_TEST_PICTURES) return;
    await this.page.setViewportSize({ width: 1000, height: 760 });
    await this.page.screenshot({ path: join(VERBALE_TEST_PICTURES, `${name}.png`) });
  }

  async json(address) {
    return this.page.evaluate(async (path) => (await fetch(path)).json(), address);
  }
}
