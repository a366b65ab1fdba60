// What members rely on: nothing filled in is lost, nothing is sent twice, the way back after a loss, and a door that
// opens for nobody who guesses.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { axeFindings } from "./page.mjs";
import { Venue, file, slow } from "./members.mjs";

let venue, team;
before(async () => {
  // A program on this machine may be called; no mail server answers at that port.
  venue = await Venue.open("--webhooks", "private", "--mail-server", "smtp://127.0.0.1:9", "--mail-from", "venue@venue.example");
  team = await venue.guest("Team", venue.link);
  await team.founds("river", "talks");
});
after(() => venue?.close());

const proposal = (title) => ({
  room: "plenary", title, text: `${title}, in words.`, to: ["beta"], track: "political", topic: "bridge",
});

/** How many notes of a title are on the record. */
async function standing(title) {
  const { notes } = await team.json("/api/v1/processes/river/notes");
  const all = Array.isArray(notes) ? notes : await team.json("/api/v1/processes/river/notes");
  return JSON.stringify(all).split(`"${title}"`).length - 1;
}

test("an invitation that was used, guessed or cut short opens nothing", async () => {
  const stranger = await venue.person("Stranger");
  for (const link of [venue.link, `${venue.origin}/invitation#${"A".repeat(43)}`, `${venue.origin}/invitation`]) {
    await stranger.page.goto("about:blank");
    await stranger.page.goto(link);
    await stranger.page.locator("[data-outcome] .notice").waitFor();
    assert.match(await stranger.page.textContent("[data-outcome]"), /does not work/);
    assert.ok(!stranger.page.url().includes("#"), "the secret does not stay in the address");
  }
  for (const address of ["/river", "/river/act", "/river/members", "/found"]) {
    assert.equal((await stranger.page.request.get(`${venue.origin}${address}`)).status(), 404, address);
  }
  assert.equal((await stranger.page.request.get(`${venue.origin}/me`)).status(), 401);
});

test("what was filled in is there again after a reload", async () => {
  const { page } = team;
  await page.goto("/river/act/proposal");
  await team.fill({ title: "Half a thought", text: "Not yet ready.", topic: "bridge" });
  // What is typed is kept as it is typed; a reload asks nothing first.
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[name="topic"]').value !== "");
  assert.equal(await page.inputValue('[name="title"]'), "Half a thought");
  assert.equal(await page.inputValue('[name="text"]'), "Not yet ready.");
});

test("what is missing is told beside its field and in a summary that leads there", async () => {
  const { page } = team;
  await page.goto("/river/act/question");
  await page.click("main form button[type=submit]");
  await page.waitForSelector(".error-summary");
  assert.deepEqual(await axeFindings(page), []);
  await page.click(".error-summary a");
  assert.equal(await page.evaluate(() => document.activeElement.name), "title");
  assert.equal(await page.getAttribute('[name="title"]', "aria-invalid"), "true");
});

test("every act can be done with the keyboard alone", async () => {
  const { page } = team;
  await page.goto("/river/act/readiness");
  await page.focus('[name="stance"]');
  await page.keyboard.press("Space");
  await page.focus('[name="for"]');
  await page.keyboard.press("Space");
  await page.focus("main form button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-review]:not([hidden])");
  await page.focus("[data-sign]");
  await page.keyboard.press("Enter");
  await page.locator("[data-outcome] .notice").waitFor();
  assert.match(await page.textContent("[data-outcome]"), /on the record/);
});

test("an act whose answer was lost stands once when the connection is back", async () => {
  const { page } = team;
  await team.drafts("/river/act/proposal", proposal("Sent into the dark"));
  // The venue gets the note, and its answer is lost; then it cannot be reached at all.
  let lost = 0;
  await page.route("**/rooms/plenary/notes", async (route) => {
    lost += 1;
    if (lost === 1) await route.fetch();
    await route.abort("connectionreset");
  });
  await page.click("[data-sign]");
  await page.waitForFunction(() => /waits in this browser/.test(document.querySelector("[data-outcome]").textContent));
  assert.equal(await standing("Sent into the dark"), 1);
  await page.unroute("**/rooms/plenary/notes");
  // Whoever closes the page finds it still on its way, and it goes from there.
  await page.goto("/me");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction(() => document.querySelector("section[data-unsent][hidden]:not([aria-busy])"));
  assert.equal(await standing("Sent into the dark"), 1);
});

test("a venue that was down while somebody signed has the act once when it is back", async () => {
  const { page } = team;
  await team.drafts("/river/act/proposal", proposal("While you were away"));
  await venue.stop();
  await page.click("[data-sign]");
  await page.waitForFunction(() => /waits in this browser/.test(document.querySelector("[data-outcome]").textContent));
  await venue.serve();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction(() => /on the record/.test(document.querySelector("[data-outcome]").textContent));
  assert.equal(await standing("While you were away"), 1);
});

test("a document that is too large or too much is told beside the field, before anything of it is read", async () => {
  const { page } = team;
  await page.goto("/river/act/proposal");
  const most = Number(await page.getAttribute("[data-documents]", "data-bytes-max"));
  const fits = { name: "fits.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(most, 1) };
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.setInputFiles("#f-documents", [{ ...fits, name: "large.pdf", buffer: Buffer.alloc(most + 1) }, fits, { ...fits, name: "none.pdf", buffer: Buffer.alloc(0) }]);
  const fault = await page.textContent("[data-documents-fault]");
  assert.match(fault, /large\.pdf was not added: it has 1,025 KiB, and a document has at most 1,024 KiB/);
  assert.match(fault, /none\.pdf was not added: it is empty/);
  assert.equal(await page.getAttribute("#f-documents", "aria-invalid"), "true");
  assert.deepEqual(await page.locator("[data-documents-list] [data-name]").allTextContents(), ["fits.pdf"]);
  assert.match(await page.textContent("[data-documents-said]"), /Chosen: 1, together 1,024 KiB/);
  assert.deepEqual(await axeFindings(page), []);
  assert.deepEqual(asked, []);
  await page.locator("[data-remove]").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-documents", "the focus is not lost");
  assert.match(await page.textContent("[data-documents-said]"), /No document is chosen/);
});

test("versions of a document say their language and which is authentic, from the form to the note's page", async () => {
  const { page } = team;
  await page.goto("/river/act/proposal");
  await page.setInputFiles("#f-documents", [file("köprü.pdf", 3), file("міст.odt", 5, "application/vnd.oasis.opendocument.text")]);
  const [first, second] = [0, 1].map((n) => page.locator(".chosen-document").nth(n));
  await first.locator("[data-title]").fill("Agreement");
  await first.locator("[data-language]").selectOption("tr");
  await first.locator("[data-authentic]").check();
  await second.locator("[data-language]").selectOption("other");
  await second.locator("[data-code]").fill("ka");
  await second.locator("[data-version]").selectOption({ label: "köprü.pdf" });
  assert.deepEqual(await axeFindings(page), []);
  const fields = proposal("With versions");
  await team.fill(fields);
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  const review = await page.textContent("[data-review-body]");
  assert.match(review, /Agreement[^]*Turkish:[^]*köprü\.pdf[^]*marked as authentic[^]*ka:[^]*міст\.odt[^]*not marked as authentic/);
  assert.match(await team.signs(), /on the record/);
  await page.click("[data-outcome] a");
  assert.deepEqual(await axeFindings(page), []);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click('.documents a:has-text("köprü.pdf")')]);
  assert.equal(download.suggestedFilename(), "köprü.pdf");
});

test("chosen documents outlast a reload with what is said of them, and no sending, discarding or signing out", async () => {
  const { page } = team;
  const shelved = () => page.evaluate(() => new Promise((resolve) => {
    indexedDB.open("verbale").onsuccess = ({ target: { result } }) => {
      const asked = result.transaction("documents").objectStore("documents").count();
      asked.onsuccess = () => (result.close(), resolve(asked.result));
    };
  }));
  const chosen = async () => {
    await page.goto("/river/act/proposal");
    await page.setInputFiles("#f-documents", [file("one.pdf", 4_000), file("bir.pdf", 5_000), file("none.pdf", 6)]);
    const [first, second, third] = [0, 1, 2].map((n) => page.locator(".chosen-document").nth(n));
    await first.locator("[data-title]").fill("Agreement");
    await first.locator("[data-authentic]").check();
    await second.locator("[data-language]").selectOption("tr");
    await second.locator("[data-version]").selectOption({ label: "one.pdf" });
    await third.locator("[data-remove]").click();
    await page.waitForSelector("[data-kept]:not([hidden])");
    await page.waitForFunction(() => new Promise((resolve) => {
      indexedDB.open("verbale").onsuccess = ({ target: { result } }) => {
        const asked = result.transaction("documents").objectStore("documents").getAll();
        asked.onsuccess = () => (result.close(), resolve(asked.result.length === 2 && asked.result[1].said.version === "0"));
      };
    }));
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll(".chosen-document").length === 2);
  };
  await chosen();
  assert.match(await page.textContent("[data-documents-said]"), /Chosen: 2, together 9 KiB/);
  assert.match(await page.textContent("[data-kept]"), /kept in this browser/);
  assert.deepEqual(await axeFindings(page), []);
  await team.fill(proposal("With what was kept"));
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  assert.match(await page.textContent("[data-review-body]"), /Agreement[^]*one\.pdf[^]*marked as authentic[^]*Turkish[^]*bir\.pdf/);
  assert.match(await team.signs(), /on the record/);
  assert.equal(await shelved(), 0);
  await page.click("[data-outcome] a");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click('.documents a:has-text("bir.pdf")')]);
  assert.ok(file("bir.pdf", 5_000).buffer.equals(await readFile(await download.path())), "every byte");

  await chosen();
  await page.fill('[name="title"]', "Never mind");
  await Promise.all([page.waitForEvent("load"), page.click("[data-discard]")]);
  assert.equal(await page.inputValue('[name="title"]'), "");
  assert.deepEqual([await page.locator(".chosen-document").count(), await shelved()], [0, 0]);

  await chosen();
  await page.goto("/me");
  await page.click("[data-sign-out]");
  await page.waitForURL(`${venue.origin}/`);
  assert.equal(await shelved(), 0);
  await team.signIn();
});

test("a large document over a slow line shows how far it is, and arrives whole", async () => {
  const { page } = team;
  await page.goto("/river/act/proposal");
  const large = file("large.pdf", 700_000);
  await page.setInputFiles("#f-documents", [large]);
  await team.fill(proposal("Slowly"));
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  await slow(page, 300_000);
  await page.click("[data-sign]");
  await page.waitForSelector("progress");
  assert.deepEqual(await axeFindings(page), []);
  await page.waitForFunction(() => /Sent so far: [2-9][0-9] percent/.test(document.querySelector("[data-outcome]").textContent));
  await page.waitForFunction(() => /on the record/.test(document.querySelector("[data-outcome]").textContent));
  assert.equal(await page.locator("progress").count(), 0);
  await slow(page, 0);
  await page.click("[data-outcome] a");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(".documents a")]);
  assert.ok(large.buffer.equals(await readFile(await download.path())), "every byte");
});

test("what has not gone out whole can be held back, and then is nowhere", async () => {
  const { page } = team;
  await page.goto("/river/act/proposal");
  await page.setInputFiles("#f-documents", [file("large.pdf", 900_000)]);
  await team.fill(proposal("Better not"));
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  await slow(page, 100_000);
  await page.click("[data-sign]");
  await page.click("[data-cancel]");
  await page.waitForFunction(() => /It is not on the record/.test(document.querySelector("[data-outcome]").textContent));
  await slow(page, 0);
  assert.equal(await page.inputValue('[name="title"]'), "Better not", "what was filled in is still here");
  assert.equal(await standing("Better not"), 0);
  await page.goto("/me");
  await page.waitForFunction(() => document.querySelector("section[data-unsent][hidden]:not([aria-busy])"));
  assert.equal(await standing("Better not"), 0);
});

test("a later version is shown against the one before it, before it is signed and on its page", async () => {
  const earlier = await team.acts("/river/act/proposal", { ...proposal("Version"), text: "It lasts 30 days." });
  const later = { ...proposal("Version"), text: "It lasts 90 days.", supersedes: earlier };
  const review = await team.drafts("/river/act/proposal", later);
  assert.match(review, /in the earlier version only: 30[^]*in this version only: 90/);
  assert.deepEqual(await axeFindings(team.page), []);
  await team.signs();
  await team.page.click("[data-outcome] a");
  assert.equal(await team.page.textContent(".compared-text ins"), "[in this version only: 90 ]");
  assert.deepEqual(await axeFindings(team.page), []);
});

test("scripts and markup that a member writes are shown as what was written", async () => {
  const evil = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
  const id = await team.acts("/river/act/proposal", proposal(evil));
  for (const address of ["/river", `/river/item/${id}`, `/river/note/${id}`, "/me", "/river/search?q=img", "/river/act/objection?re=" + id]) {
    await team.page.goto(address);
    assert.notEqual(await team.page.title(), "taken", address);
    assert.equal(await team.page.locator('img[src="x"]').count(), 0, address);
  }
});

test("somebody new is told of a note as it comes, and sees it when they ask", async () => {
  const second = await team.context.newPage();
  await second.goto("/river");
  await team.acts("/river/act/proposal", proposal("News"));
  await second.waitForFunction(() => /New on the record: [1-9]/.test(document.querySelector("[data-new]")?.textContent ?? ""));
  await second.click("[data-new] button");
  await second.waitForFunction(() => document.body.textContent.includes("News"));
  await second.close();
});

test("a program of somebody's own is told of each note, signed and without a word of it, until they remove it", async () => {
  const { page } = team;
  const calls = [];
  let called = () => {};
  const receiver = createServer(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    calls.push({ headers: request.headers, body });
    answer.writeHead(204).end();
    called();
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${receiver.address().port}/told`;
  await page.goto("/me");
  await page.fill("#f-webhook-url", "https://10.0.0.1.example.invalid:99999/");
  await page.click("[data-add-webhook] button");
  await page.waitForSelector("[data-outcome-telling] .notice-problem");
  assert.deepEqual(await axeFindings(page), []);
  await page.selectOption("#f-webhook-process", "river");
  await page.fill("#f-webhook-url", url);
  await page.click("[data-add-webhook] button");
  const secret = await page.textContent("[data-secret]");
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.deepEqual(await axeFindings(page), []);
  const came = new Promise((resolve) => (called = resolve));
  const id = await team.acts("/river/act/proposal", proposal("Told elsewhere"));
  await came;
  const [{ headers, body }] = calls;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  assert.equal(JSON.parse(body).data.commitment, id);
  assert.doesNotMatch(JSON.stringify(headers) + body, /elsewhere|river|plenary|proposal|team/i);
  await page.goto("/me");
  const listed = page.locator("[data-webhook]");
  assert.match(await listed.textContent(), /\/told/);
  assert.ok(!(await page.content()).includes(secret), "it is shown once");
  assert.deepEqual(await axeFindings(page), []);
  await listed.locator("[data-remove]").click();
  await listed.waitFor({ state: "detached" });
  await new Promise((resolve) => receiver.close(resolve));
});

test("an address of mail to which no code could be sent is not kept", async () => {
  const { page } = team;
  await page.goto("/me");
  await page.fill("#f-address", "delegate@delegation.example");
  await page.click("[data-give-address] button");
  await page.waitForSelector("[data-outcome-telling] .notice-problem");
  assert.match(await page.textContent("[data-outcome-telling]"), /did not take the mail/);
  await page.reload();
  assert.ok(await page.isVisible("#f-address"));
  assert.ok(!(await page.content()).includes("delegate@"));
});

test("who lost every device is brought back by a colleague, as the same person", async () => {
  const colleague = await venue.guest("Cemre", await team.invites("river", "team"));
  await team.page.goto("/river/members");
  const href = await team.page.getAttribute('a[href*="act/credential"]', "href");
  await team.acts(href, { powers: ["negotiate", "read"] });
  await colleague.page.goto("/river/members");
  await colleague.page.click("[data-return]");
  const link = await colleague.page.textContent("[data-link]");
  const again = await venue.guest("Team", link);
  assert.match(await again.page.textContent("h1"), /Team/);
  // A key of the new browser may do nothing until a credential names it.
  await again.page.goto("/river/act/readiness");
  await again.fill({ stance: "ready", for: "talks" });
  await again.page.click("main form button[type=submit]");
  await again.page.locator("[data-outcome] .notice").waitFor();
  assert.match(await again.page.textContent("[data-outcome]"), /none of the keys/);
});

test("a session that was ended elsewhere is over", async () => {
  const elsewhere = await venue.person("Team");
  await elsewhere.context.addCookies(await team.context.cookies());
  assert.equal((await elsewhere.page.request.get(`${venue.origin}/me`)).status(), 200);
  await team.page.goto("/me");
  await team.page.click("[data-sign-out]");
  await team.page.waitForURL(`${venue.origin}/`);
  assert.equal((await elsewhere.page.request.get(`${venue.origin}/me`)).status(), 401);
  await team.signIn();
});
