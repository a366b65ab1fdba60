// The connection cut in the middle of each act: whatever is done here stands once when it is back, and the page says so.
// Each is cut twice: first the request is lost, then the answer to it.
//
//   VERBALE_TEST_PROGRAM=$PWD/../target/debug/verbale node --test tests/browser/cut.test.mjs
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Venue, file, slow } from "./members.mjs";

let venue, team, alpha, colleague;
before(async () => {
  venue = await Venue.open();
  team = await venue.guest("Team", venue.link);
});
after(() => venue?.close());

const notes = "**/api/v1/processes/river/rooms/*/notes";
const rounds = "**/api/v1/processes/river/circulations";
const signatures = "**/api/v1/processes/river/circulations/*";

/** How many notes are on the record. What is carried to a further room, whenever that is, is the same note. */
const standing = async () => new Set((await team.json("/api/v1/processes/river/notes")).notes.map(({ commitment }) => commitment)).size;
/** How many drafts go round. */
const circulating = async () => (await team.json("/api/v1/processes/river/circulations")).length;

const said = (person) => person.page.locator("[data-outcome]");

/**
 * Has somebody do something that posts to an address, with the connection cut first before the request arrives, then
 * before its answer does. `count` counts what is to be there once; `again` has the page try again, as a browser does by
 * itself that is back online. Gives what the page says in the end.
 */
async function cut(person, address, act, count, again = () => person.page.evaluate(() => dispatchEvent(new Event("online")))) {
  const { page } = person;
  const had = await count();
  let posted = 0;
  let answerLost;
  const arrived = new Promise((resolve) => (answerLost = resolve));
  await page.route(address, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    posted += 1;
    if (posted > 2) return route.continue();
    if (posted === 2) assert.ok((await route.fetch()).ok(), "the venue took it");
    await route.abort("connectionreset");
    if (posted === 2) answerLost();
  });
  await act();
  await page.waitForFunction(() => /waits in this browser|does not answer/.test(document.querySelector("[data-outcome]").textContent));
  assert.deepEqual([posted, await count()], [1, had], "what never arrived is not there");
  await again();
  await arrived;
  assert.equal(await count(), had + 1);
  assert.doesNotMatch(await said(person).textContent(), /on the record|others/, "nothing is said before it is known");
  await again();
  return async (done) => {
    await done();
    await page.unroute(address);
    assert.deepEqual([posted, await count()], [3, had + 1], "it stands once");
  };
}

/** Signs what is shown, cut twice; gives the note's commitment. */
async function signsCut(person) {
  const ended = await cut(person, notes, () => person.page.click("[data-sign]"), standing);
  await ended(() => said(person).locator(".notice").waitFor());
  assert.match(await said(person).textContent(), /on the record, and its inclusion is proved/);
  return (await said(person).locator("a").getAttribute("href")).split("/").at(-1);
}

/** Puts what is shown round, cut twice; gives the draft's address. */
async function circulatesCut(person) {
  const ended = await cut(person, rounds, () => person.page.click("[data-sign]"), circulating);
  await ended(() => said(person).locator(".notice").waitFor());
  assert.match(await said(person).textContent(), /others/);
  return said(person).locator("a").getAttribute("href");
}

/** Signs a draft as the last, cut twice. */
async function cosignsCut(person, draft) {
  await person.page.goto(draft);
  const ended = await cut(person, signatures, () => person.page.click("[data-add]"), standing);
  await ended(() => said(person).locator(".notice").waitFor());
  assert.match(await said(person).textContent(), /on the record, and its inclusion is proved/);
  assert.equal(await circulating(), 0);
}

/**
 * What is filled in for an act of every form: by the notes made before, of each kind, and by what else is given, a key and
 * an annex.
 */
const material = {
  proposal: () => ({ ...text("A bridge"), to: ["alpha"], track: "political", topic: "bridge" }),
  question: () => ({ ...text("Which bridge?"), to: ["alpha"], track: "political", topic: "bridge" }),
  condition: () => ({ ...text("First a road"), needs: "road", before: "bridge" }),
  round: () => ({ room: "plenary", title: "First round", mode: "online" }),
  list: () => ({ ...text("A first list"), to: ["alpha"], category: "prisoners" }),
  text: () => ({ ...text("The treaty"), to: ["alpha"], track: "political" }),
  minutes: ({ round }) => ({ of: round, title: "Minutes", text: "Both were there." }),
  group: ({ proposal }) => ({ from: proposal, track: "political", phase: "established", title: "Builders" }),
  commitment: ({ proposal }) => ({ from: proposal, title: "To build", obliges: ["alpha"], category: "bridge" }),
  session: ({ group }) => ({ group, phase: "opened" }),
  report: ({ group }) => ({ group, title: "Report", text: "The group met." }),
  reply: ({ proposal }) => ({ re: proposal, position: "consider" }),
  answer: ({ question }) => ({ re: question, text: "The old one." }),
  receipt: ({ proposal }) => ({ re: proposal }),
  not_received: ({ proposal }) => ({ re: proposal }),
  delivery: ({ proposal }) => ({ re: proposal, to: ["alpha"] }),
  objection: ({ proposal }) => ({ re: proposal, against: "reply", text: "It was not so." }),
  endorsement: ({ proposal }) => ({ re: proposal }),
  correction: ({ proposal }) => ({ re: proposal, text: "It was spelt wrongly." }),
  confirmation: ({ reply }) => ({ re: reply, given: "yes" }),
  condition_met: ({ condition }) => ({ re: condition }),
  condition_lifted: ({ condition }) => ({ re: condition }),
  readiness: () => ({ room: "plenary", stance: "ready", for: "talks" }),
  statement: () => ({ room: "plenary", form: "quote", text: "We are ready." }),
  suspension: () => ({ room: "plenary", scope: "talks" }),
  resumption: () => ({ room: "plenary", scope: "talks" }),
  meeting: () => ({ room: "plenary", title: "A talk", participants: ["alpha", "team"] }),
  approval: ({ minutes }) => ({ re: minutes }),
  execution: () => ({ room: "plenary", category: "prisoners", unit: "persons", "handed_over:alpha": "3" }),
  amend: ({ text }) => ({ re: text, text: "The treaty, amended." }),
  initial: ({ text }) => ({ re: text }),
  sign: ({ text }) => ({ re: text, ad_referendum: "no" }),
  communique: () => text("Together"),
  release: ({ question }) => ({ re: question, to: ["alpha"] }),
  publication: ({ question }) => ({ re: question }),
  overtaken: ({ question }) => ({ re: question }),
  withdrawal: ({ proposal }) => ({ re: proposal }),
  erased: (_, { annex }) => ({ annex }),
  credential: (_, { vkey }) => ({ key: vkey, powers: ["negotiate", "read"] }),
  revocation: (_, { key }) => ({ key }),
  key_change: (_, { vkey }) => ({ key: vkey }),
};

const text = (title) => ({ room: "plenary", title, text: `${title}, in words.` });

/** The address of a form, with the item that it is about. */
function addressed(kind, fields) {
  const given = ["re", "of", "from", "group", "key", "annex"].filter((name) => name in fields);
  return `/river/act/${kind}?${new URLSearchParams(given.map((name) => [name, fields[name]]))}`;
}

/** The kinds of act for which the venue has a form, in its own list of them. */
async function forms() {
  await team.page.goto("/river/act");
  const kinds = await team.page.$$eval('main a[href*="/act/"]', (links) => links.map(({ pathname }) => pathname.split("/").at(-1)));
  return [...new Set(kinds)];
}

/** The key of somebody's device, as the page of members offers it to whoever gives powers. */
async function offered() {
  await team.page.goto("/river/members");
  const href = await team.page.getAttribute('a[href*="act/credential"]', "href");
  const vkey = new URL(href, venue.origin).searchParams.get("key");
  return { vkey, key: vkey.split("+")[0] };
}

test("a process that was founded over a cut connection is founded once", async () => {
  const { page } = team;
  await page.goto("/found");
  await team.fill({ process: "register", title: "The river talks", name: "river", actor: "team", actor_name: "The team", parties: "alpha Alpha" });
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  const founded = async () => (await team.json("/api/v1/processes")).filter(({ name }) => name === "river").length;
  const again = async () => {
    await page.waitForSelector("[data-review]:not([hidden])");
    await page.click("[data-sign]");
  };
  const ended = await cut(team, "**/api/v1/foundings", again, founded, again);
  await ended(() => page.waitForURL("**/river/members"));
  assert.equal(await standing(), 1);
});

test("amendments that one signs, or all, are cut and stand once", async () => {
  await team.drafts("/river/charter", { room_name: "plenary", room_kind: "plenary", room_members: ["team", "alpha"] });
  await signsCut(team);
  alpha = await venue.guest("Ayla", await team.invites("river", "alpha"));
  await team.page.goto("/river/charter");
  const key = await team.page.$eval('select[name="principal:alpha"]', ({ options }) => [...options].at(-1).value);
  await team.drafts("/river/charter", { talks: "yes", "principal:alpha": key });
  await cosignsCut(alpha, await circulatesCut(team));
});

test("an act of every form is cut and stands once", async (t) => {
  colleague = await venue.guest("Cemre", await team.invites("river", "team"));
  const given = await offered();
  const kinds = await forms();
  assert.deepEqual(kinds.filter((kind) => !(kind in material)), [], "there is material for every form of the venue");
  assert.deepEqual(Object.keys(material).filter((kind) => !kinds.includes(kind)), [], "and for no other");
  const [signer] = await alpha.keys();
  const [made, together] = [{}, []];
  for (const kind of Object.keys(material)) {
    await t.test(kind, async () => {
      const fields = material[kind](made, given);
      await team.drafts(addressed(kind, fields), fields);
      made[kind] = await signsCut(team);
      const { act, opening } = await team.json(`/api/v1/processes/river/notes/${made[kind]}`);
      assert.equal(act, kind);
      given.annex ??= opening.annexes[0].commitment;
    });
    // What the venue's form offers to sign together goes round, too.
    if (!(await team.page.isVisible("details[open] select[name=with]"))) continue;
    await t.test(`${kind}, by two`, async () => {
      const fields = { ...material[kind](made, given), with: signer };
      await team.drafts(addressed(kind, fields), fields);
      await cosignsCut(alpha, await circulatesCut(team));
      together.push(kind);
    });
  }
  assert.ok(together.includes("publication"), "the forms of joint acts are looked for elsewhere: find them there");
});

test("who left the page before the answer came has signed all the same, and finds the note where the draft was", async () => {
  const [signer] = await alpha.keys();
  await team.drafts("/river/act/communique", { ...text("Left early"), with: signer });
  const { page } = alpha;
  await page.goto(await circulatesCut(team));
  const [draft, had] = [page.url(), await standing()];
  let lost;
  const answerLost = new Promise((resolve) => (lost = resolve));
  await page.route(signatures, async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
    lost();
  });
  await page.click("[data-add]");
  await answerLost;
  await page.unroute(signatures);
  await page.goto("/me");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction(() => document.querySelector("section[data-unsent][hidden]:not([aria-busy])"));
  assert.equal(await standing(), had + 1);
  await page.goto(draft);
  assert.match(page.url(), /\/river\/note\/[0-9a-f]{64}$/);
});

test("a joint draft shows how far its documents are, and goes round nowhere when it is held back", async () => {
  const { page } = team;
  const [with_] = await alpha.keys();
  await page.goto("/river/act/communique");
  await page.setInputFiles("#f-documents", [file("large.pdf", 900_000)]);
  await team.fill({ ...text("Better not"), with: with_ });
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  await slow(page, 100_000);
  await page.click("[data-sign]");
  await page.waitForSelector("progress");
  await page.click("[data-cancel]");
  await page.waitForFunction(() => /not on the record/.test(document.querySelector("[data-outcome]").textContent));
  await slow(page, 0);
  assert.equal(await circulating(), 0);
  assert.equal(await page.inputValue('[name="title"]'), "Better not", "what was filled in is still here");
  // Sent after all, it goes round with its document.
  await page.click("main form button[type=submit]");
  await page.waitForSelector("[data-review]:not([hidden])");
  assert.match(await team.signs(), /others/);
  await alpha.page.goto(await page.getAttribute("[data-outcome] a", "href"));
  assert.match(await alpha.page.textContent("main"), /large\.pdf/);
  for (const person of [team, alpha]) assert.deepEqual(person.errors, []);
});
