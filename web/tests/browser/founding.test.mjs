// Talks whose charter all sign from the first day on, by three people at once, each with a browser and an authenticator of
// their own: from the draft of the charter to a first proposal that is answered.
//
//   VERBALE_TEST_PROGRAM=$PWD/../target/debug/verbale node --test tests/browser/founding.test.mjs
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { assertFits, axeFindings } from "./page.mjs";
import { Venue } from "./members.mjs";

let venue, team;
before(async () => {
  venue = await Venue.open();
  team = await venue.guest("Team", venue.link);
});
after(() => venue?.close());

/** How far each signer is, by the page of the charter that somebody has open. */
async function signers(person) {
  const rows = await person.page.$$eval("[data-signers] tbody tr", (all) => all.map(({ cells }) => [cells[0].querySelector("code").textContent, cells[2].textContent]));
  return Object.fromEntries(rows);
}

/** Has the charter of talks drafted for all to sign; gives its page's address. */
async function drafts(name, more = {}) {
  await team.page.goto("/found");
  await team.fill({
    process: "together", title: `The ${name} talks`, name, actor: "team", actor_name: "The team", parties: "alpha Alpha\nbeta Beta", ...more,
  });
  await team.page.click("main form button[type=submit]");
  await team.page.waitForURL("**/found/*");
  return new URL(team.page.url()).pathname;
}

/** A link to sign a charter for an actor. */
async function link(charter, actor) {
  await team.page.goto(charter);
  await team.page.click(`[data-invite="${actor}"]`);
  return team.page.textContent("[data-link]");
}

/** Somebody new who takes up an invitation to sign. */
async function signer(name, address) {
  const person = await venue.person(name);
  await person.takeUp(address, "**/found/*");
  return person;
}

test("what cannot be is told beside its field", async () => {
  const { page } = team;
  await page.goto("/found");
  await team.fill({ process: "together", title: "Talks", name: "few", actor: "team", parties: "alpha Alpha" });
  await page.click("main form button[type=submit]");
  await page.waitForSelector(".error-summary");
  assert.equal(await page.getAttribute('[name="parties"]', "aria-invalid"), "true");
  assert.deepEqual(await axeFindings(page), []);
});

test("three people agree a charter, and its last signature begins the talks", async (t) => {
  let charter, alpha, beta, invited;

  await t.test("the secretariat drafts it, and sees who has come", async () => {
    charter = await drafts("river", { rooms: "shuttle to-alpha team alpha", reply_period_days: "30" });
    assert.deepEqual(await signers(team), { alpha: "has not come yet Invite somebody Alpha", beta: "has not come yet Invite somebody Beta", team: "has come, and has not signed yet" });
    const words = await team.page.textContent("main");
    assert.match(words, /to-alpha[^]*UTC\+03:00[^]*within: 30 days/);
    assert.match(words, /as soon as everybody has come/);
    assert.equal(await team.page.locator("[data-add]").count(), 0, "nothing is there to sign yet");
    assert.deepEqual(await axeFindings(team.page), []);
    await assertFits(team.page);
    invited = { alpha: await link(charter, "alpha"), beta: await link(charter, "beta") };
    assert.deepEqual(await axeFindings(team.page), []);
  });

  await t.test("whom it names comes by a link that works once", async () => {
    alpha = await venue.person("Ayla");
    await alpha.page.goto(invited.alpha);
    await alpha.page.waitForSelector('[data-to="charter"]:not([hidden])');
    assert.match(await alpha.page.textContent("[data-subject]"), /The river talks · Alpha/);
    assert.deepEqual(await axeFindings(alpha.page), []);
    await alpha.page.goto("about:blank");
    await alpha.takeUp(invited.alpha, "**/found/*");
    assert.match((await signers(alpha)).alpha, /has come/);
    const late = await venue.person("Late");
    await late.page.goto(invited.alpha);
    await late.page.locator("[data-outcome] .notice").waitFor();
    assert.match(await late.page.textContent("[data-outcome]"), /does not work/);
    for (const address of [charter, "/river", `/api/v1/charters/${charter.split("/").at(-1)}`]) {
      assert.equal((await late.page.request.get(`${venue.origin}${address}`)).status(), 404, address);
    }
  });

  await t.test("somebody who has an account comes in with it, and with a key of its own for these talks", async () => {
    beta = await venue.person("Bora");
    await beta.takeUp(await (async () => {
      await team.page.goto("/me");
      await team.page.click("[data-invite-venue]");
      return team.page.textContent("[data-link]");
    })());
    const before = await beta.keys();
    // Signed out: the passkey that is here signs in on the way.
    await beta.page.click("[data-sign-out]");
    await beta.page.waitForURL(`${venue.origin}/`);
    await beta.page.goto(invited.beta);
    await beta.page.click("[data-join]:not([hidden]) button");
    await beta.page.waitForURL("**/found/*");
    const keys = await beta.keys();
    assert.equal(keys.length, before.length + 1);
    await beta.page.goto(charter);
  });

  await t.test("all read the same text, in words and exactly", async () => {
    const texts = [];
    for (const person of [team, alpha, beta]) {
      await person.page.goto(charter);
      texts.push([await person.page.textContent("pre.exact"), await person.page.textContent("code.hash")]);
      assert.deepEqual(await axeFindings(person.page), []);
    }
    assert.match(texts[0][0], /^verbale\/note\/v1/);
    assert.deepEqual([texts[1], texts[2]], [texts[0], texts[0]]);
  });

  await t.test("one declines with words, and what is changed for them asks everybody anew", async () => {
    await beta.page.focus("[data-add]");
    await beta.page.keyboard.press("Enter");
    await beta.page.locator("[data-outcome] .notice-good").waitFor();
    await alpha.page.fill('[name="words"]', "A reply needs more than 30 days.");
    await alpha.page.click("[data-decline] button");
    await alpha.page.waitForFunction(() => document.querySelector("[data-signers] q"));
    await team.page.goto(charter);
    assert.match((await signers(team)).alpha, /declines to sign: A reply needs more than 30 days\./);
    assert.match((await signers(team)).beta, /has signed/);
    assert.deepEqual(await axeFindings(team.page), []);
    await team.page.fill('[name="reply_period_days"]', "60");
    await team.page.focus('form[data-island="charter-change"] button[type=submit]');
    await Promise.all([team.page.waitForEvent("load"), team.page.keyboard.press("Enter")]);
    assert.match(await team.page.textContent("main"), /within: 60 days/);
    assert.match((await signers(team)).beta, /has not signed yet/);
    // A page that was opened before signs nothing any more.
    await alpha.page.click("[data-add]");
    await alpha.page.locator("[data-outcome] .notice-problem").last().waitFor();
    assert.match(await alpha.page.textContent('[data-island="charter"] [data-outcome]'), /changed since you read it/);
  });

  await t.test("an answer that is lost on the way loses no signature, and the last one begins the talks", async () => {
    for (const person of [team, alpha, beta]) await person.page.goto(charter);
    assert.match(await team.cosigns(charter), /Signed by you/);
    await alpha.page.route("**/signatures", async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    });
    assert.match(await alpha.cosigns(charter), /does not answer/);
    await alpha.page.unroute("**/signatures");
    await alpha.page.click("[data-add]");
    await alpha.page.locator("[data-outcome] .notice-good").waitFor();
    await beta.page.goto("/me");
    assert.match(await beta.page.textContent("main"), /The river talks · waits for your signature/);
    await beta.page.goto(charter);
    await beta.picture("signing-a-charter");
    await beta.page.click("[data-add]");
    await beta.page.waitForURL("**/river");
    for (const person of [team, alpha]) {
      await person.page.goto(charter);
      await person.page.waitForURL("**/river");
    }
    assert.equal((await team.json("/api/v1/processes/river")).kind, "talks");
  });

  await t.test("from the first day on a party proposes, the other answers, and each invites its own", async () => {
    const offer = await alpha.acts("/river/act/proposal", {
      room: "plenary", title: "Open the river", text: "Alpha proposes to open the river to ships.", to: ["beta"], track: "political", topic: "river",
    });
    await beta.page.goto("/me");
    assert.match(await beta.page.textContent("main"), /You speak for Beta[^]*Open the river/);
    await beta.acts(`/river/act/reply?re=${offer}`, { position: "accept" });
    assert.match(JSON.stringify(await alpha.json(`/api/v1/processes/river/items/${offer}`)), /accepted/);
    const colleague = await venue.guest("Cemre", await beta.invites("river", "beta"));
    await beta.page.goto("/river/members");
    const waits = beta.page.locator("li.list-item", { hasText: "Cemre" }).locator('a[href*="act/credential"]');
    await beta.acts(await waits.getAttribute("href"), { powers: ["negotiate", "reply", "read"] });
    await colleague.page.goto("/me");
    assert.match(await colleague.page.textContent("main"), /You speak for Beta/);
  });
});

test("a charter that is taken back is gone for all, and its link opens nothing", async () => {
  const charter = await drafts("delta");
  const alpha = await signer("Ayla", await link(charter, "alpha"));
  const open = await link(charter, "beta");
  await team.page.click("[data-end]");
  await team.page.waitForURL("**/me");
  assert.equal((await alpha.page.goto(charter)).status(), 404);
  await alpha.page.goto(open);
  await alpha.page.locator("[data-outcome] .notice").waitFor();
  assert.match(await alpha.page.textContent("[data-outcome]"), /does not work/);
});

test("the pages of a charter read in every language, wide and narrow", async () => {
  const charter = await drafts("brook");
  const width = team.page.viewportSize();
  for (const language of ["en", "tr", "uk", "ru"]) {
    for (const address of ["/found", charter]) {
      await team.page.goto(`${address}?lang=${language}`);
      assert.deepEqual(await axeFindings(team.page), [], `${address} ${language}`);
      await team.page.setViewportSize({ width: 360, height: 740 });
      await assertFits(team.page);
      await team.page.setViewportSize(width);
    }
  }
  await team.page.goto("/me?lang=en");
});

test("nothing failed in anybody's browser", () => assert.deepEqual(team.errors, []));
