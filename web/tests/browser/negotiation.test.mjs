// A whole negotiation, by several people at once, each with a browser and an authenticator of their own: a register
// begins alone and becomes talks; offers are made, answered, countered and crossed; what was agreed is written down.
//
//   VERBALE_TEST_PROGRAM=$PWD/../target/debug/verbale node --test tests/browser/negotiation.test.mjs
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { axeFindings } from "./page.mjs";
import { Venue } from "./members.mjs";

let venue;
before(async () => (venue = await Venue.open()));
after(() => venue?.close());

/** An item as somebody sees it now. */
async function item(person, id) {
  return person.json(`/api/v1/processes/river/items/${id}`);
}

/** What an open item awaits, each as `actor: what`. */
async function awaited(person, id) {
  const standing = await person.json("/api/v1/processes/river/standing");
  const open = standing.open_items.find((listed) => listed.item === id);
  return open?.awaits.map((awaits) => `${awaits.actor}: ${awaits.for}`) ?? [];
}

/** The joint texts that somebody sees. */
async function papers(person) {
  await person.page.goto("/river/items?kind=communique");
  return person.page.$$eval("main .list-title a", (all) => all.map(({ href }) => href.split("/").at(-1)));
}

/** Why a note had no effect, as somebody sees it. */
async function withoutEffect(person, note) {
  const standing = await person.json("/api/v1/processes/river/standing");
  return standing.without_effect.find((listed) => listed.note === note)?.reason;
}

test("a register becomes talks, and the talks come to something", async (t) => {
  let team, alpha, beta, call;

  await t.test("a secretariat founds a register alone and registers a call", async () => {
    team = await venue.guest("Team", venue.link);
    assert.match(await team.founds("river", "register"), /Alpha[^]*Beta/);
    call = await team.acts("/river/act/proposal", {
      title: "A bridge",
      text: "Alpha proposed by telephone to build a bridge.",
      to: ["beta"],
      track: "political",
      topic: "bridge",
      registers: "yes",
      "reported.by": "alpha",
      "reported.on": "2026-01-15",
      "reported.medium": "telephone",
    });
    assert.deepEqual(await awaited(team, call), ["beta: reply"]);
  });

  await t.test("the parties are invited, and all sign the amendment that makes talks of it", async () => {
    alpha = await venue.guest("Ayla", await team.invites("river", "alpha"));
    beta = await venue.guest("Bora", await team.invites("river", "beta"));
    await team.page.goto("/river/charter");
    const choices = await team.page.$$eval('select[name^="principal:"]', (all) =>
      all.map((select) => [select.name, [...select.options].at(-1).value]));
    const draft = await team.circulates("/river/charter", {
      talks: "yes",
      reported_acts: "await_endorsement",
      room_name: "plenary",
      room_kind: "plenary",
      room_members: ["team", "alpha", "beta"],
      ...Object.fromEntries(choices),
    });
    await beta.page.goto("/me");
    assert.match(await beta.page.textContent("main"), /waits for your signature/);
    await beta.page.goto(draft);
    await beta.picture("signing-together");
    assert.match(await beta.cosigns(draft), /others/);
    assert.match(await alpha.cosigns(draft), /on the record/);
    const shown = await alpha.json("/api/v1/processes/river");
    assert.equal(shown.kind ?? shown.process, "talks");
  });

  await t.test("what was registered waits for its author's word, and has it", async () => {
    assert.equal(await withoutEffect(alpha, call), "not_endorsed");
    await alpha.acts(`/river/act/endorsement?re=${call}`, {});
    assert.equal(await withoutEffect(alpha, call), undefined);
    assert.deepEqual(await awaited(beta, call), ["beta: reply"]);
  });

  let colleague;
  await t.test("a colleague gets powers on her own device, and not more than were given", async () => {
    colleague = await venue.guest("Cemre", await beta.invites("river", "beta"));
    await beta.page.goto("/river/members");
    await beta.picture("members");
    const href = await beta.page.getAttribute('a[href*="act/credential"]', "href");
    await beta.acts(href, { powers: ["negotiate", "propose", "reply", "read"] });
    await colleague.page.goto("/me");
    assert.match(await colleague.page.textContent("main"), /You speak for Beta/);
    // What she may do, and why not the rest.
    await colleague.page.goto("/river/act");
    const beyond = await colleague.page.$$eval("main li:has(.hint) a", (links) => links.map(({ href }) => href.split("/").at(-1)));
    assert.ok(beyond.includes("approval") && !beyond.includes("proposal"), beyond.join());
  });

  let offer;
  await t.test("a proposal is answered on conditions, the conditions are answered, and it is accepted", async () => {
    offer = await alpha.acts("/river/act/proposal", {
      room: "plenary",
      title: "Open the river",
      text: "Alpha proposes to open the river to ships.",
      to: ["beta"],
      track: "political",
      topic: "river",
      groups: ["military"],
      terms: "Ships by day.",
      members: "Two of each side",
      agenda: "Lights",
      lifetime: "Half a year",
    });
    await colleague.page.goto("/me");
    assert.match(await colleague.page.textContent("main"), /Open the river/);
    await colleague.picture("your-page");
    await colleague.acts(`/river/act/reply?re=${offer}`, { position: "conditional", text: "If by day only." });
    assert.deepEqual(await awaited(alpha, offer), ["alpha: answer_to_conditions"]);
    await alpha.acts(`/river/act/answer?re=${offer}`, { conditions: "met", text: "By day only." });

    // Beyond powers: said before it is signed, kept without effect, and confirmed by the principal.
    const words = await colleague.drafts(`/river/act/reply?re=${offer}`, { position: "accept" });
    assert.match(words, /no effect[^]*powers/);
    await colleague.page.locator("[data-review]").scrollIntoViewIfNeeded();
    await colleague.picture("before-signing");
    await colleague.signs();
    const accepted = (await colleague.page.getAttribute("[data-outcome] a", "href")).split("/").at(-1);
    assert.equal(await withoutEffect(beta, accepted), "beyond_powers");
    await beta.acts(`/river/act/confirmation?re=${accepted}`, { given: "yes" });
    assert.equal((await item(alpha, offer)).outcome.closed, "accepted");
  });

  await t.test("a counter-proposal takes the place of an answer, and a crossed signature binds nobody", async () => {
    const first = await alpha.acts("/river/act/proposal", {
      room: "plenary", title: "A toll", text: "A toll of ten.", to: ["beta"], track: "political", topic: "toll",
    });
    const counter = await colleague.acts(`/river/act/proposal?counter_to=${first}`, {
      room: "plenary", title: "A smaller toll", text: "A toll of five.", to: ["alpha"], track: "political", topic: "toll",
    });
    await colleague.acts(`/river/act/reply?re=${first}`, { position: "counter", counter_id: counter });
    assert.equal((await item(alpha, first)).outcome.closed, "countered");

    const text = await alpha.acts("/river/act/text", {
      room: "plenary", title: "The treaty", text: "Article 1.", to: ["beta"], track: "political",
    });
    // Beta has the text before its eyes and has not signed yet, while alpha amends it.
    await beta.drafts(`/river/act/sign?re=${text}`, { ad_referendum: "no" });
    await alpha.acts(`/river/act/amend?re=${text}`, { text: "Article 1, amended." });
    await beta.signs();
    const crossed = (await beta.page.getAttribute("[data-outcome] a", "href")).split("/").at(-1);
    assert.equal(await withoutEffect(beta, crossed), "crossed");
  });

  let group;
  await t.test("a group is established by the consent that was given, meets and reports", async () => {
    const room = await team.circulates("/river/charter", {
      room_name: "group-ships", room_kind: "group", room_members: ["alpha", "beta", "team"],
    });
    for (const principal of [alpha, beta]) await principal.cosigns(room);
    group = await team.acts(`/river/act/group?from=${offer}`, {
      track: "military", phase: "established", title: "Ships", terms: "Ships by day.", agenda: "Lights\nPilots",
      members: "Two of each side", rapporteur: "A pilot", works_in: "group-ships", until: "2999-12-31",
    });
    assert.equal(await withoutEffect(team, group), undefined);
    const session = await team.acts(`/river/act/session?group=${group}`, { phase: "opened" });
    assert.equal(await withoutEffect(team, session), undefined);
    await team.acts(`/river/act/session?group=${group}`, { phase: "closed" });
    await team.acts(`/river/act/report?group=${group}`, { title: "Report", text: "The group met." });
    await beta.acts("/river/act/question", {
      room: "group-ships", title: "Which lights?", text: "White or red?", to: ["alpha"], track: "military", topic: "river",
    });
    await alpha.page.goto(`/river/group/${group}`);
    const shown = await alpha.page.textContent("main");
    for (const words of ["Ships by day.", "Lights; Pilots", "A pilot", "group-ships", "31 December 2999", "Which lights?", "Report", /Session opened/, /Session closed/]) {
      assert.ok(shown.match(words), `${words}: ${shown}`);
    }
    assert.deepEqual(await axeFindings(alpha.page), []);
    await alpha.picture("group");
  });

  await t.test("a round is held, and both approve its minutes, paragraph by paragraph", async () => {
    const round = await team.acts("/river/act/round", {
      room: "plenary", title: "First round", number: "1", mode: "in_person", dates: "1 February 2026", venue: "Istanbul", agenda: "Ships",
    });
    const minutes = await team.acts(`/river/act/minutes?of=${round}`, { title: "Minutes", text: "Both were there.\n\nBoth were late." });
    const follows = async (person, words) => {
      await person.page.goto(`/river/item/${minutes}`);
      return person.page.getByRole("link", { name: words }).getAttribute("href");
    };
    await beta.acts(await follows(beta, "Approve paragraph 1"), {});
    await beta.acts(await follows(beta, "Object to paragraph 2"), { text: "Beta was there at nine." });
    assert.deepEqual((await item(team, minutes)).outcome.map((owed) => owed.for).sort(), ["approval", "revision"]);
    await team.acts(await follows(team, "Reword paragraph 2"), { text: "Both were there at nine." });
    assert.deepEqual((await item(team, minutes)).paragraphs.map(({ approved, objected }) => [approved, objected]), [[["beta"], []], [[], []]]);
    await beta.acts(await follows(beta, "Approve paragraph 2"), {});
    await alpha.acts(`/river/act/approval?re=${minutes}`, {});
    assert.equal((await item(team, minutes)).outcome.closed, "agreed");
    await alpha.page.goto(`/river/item/${minutes}`);
    assert.match(await alpha.page.textContent("section[aria-labelledby=paragraphs-h]"), /Both were there\.[^]*Both were there at nine\./);
    assert.deepEqual(await axeFindings(alpha.page), []);
  });

  await t.test("what was said to the secretariat alone passes when its author releases it, and no sooner", async () => {
    const draft = await alpha.circulates("/river/charter", {
      room_name: "shuttle-alpha", room_kind: "shuttle", room_members: ["alpha", "team"],
    });
    for (const principal of [team, beta]) await principal.cosigns(draft);
    const words = "Alpha could live with less.";
    const idea = await alpha.acts("/river/act/proposal", {
      room: "shuttle-alpha", title: "An idea", text: words, to: ["beta"], track: "political", topic: "river",
    });
    const sees = async (person) => (await person.page.request.get(`${venue.origin}/river/item/${idea}`)).status();
    assert.deepEqual([await sees(team), await sees(beta)], [200, 404]);
    assert.ok(!(await (await beta.page.request.get(`${venue.origin}/river/archive.verbale`)).body()).includes(words));
    const released = await alpha.acts(`/river/act/release?re=${idea}`, { to: ["beta"] });
    assert.equal(await withoutEffect(alpha, released), undefined);
    await beta.until(`/river/item/${idea}`, 200);
    assert.deepEqual(await awaited(beta, idea), ["beta: reply"]);
    assert.ok((await (await beta.page.request.get(`${venue.origin}/river/archive.verbale`)).body()).includes(words));
  });

  await t.test("the same text is signed by each party with the mediator alone", async () => {
    const room = await beta.circulates("/river/charter", {
      room_name: "shuttle-beta", room_kind: "shuttle", room_members: ["beta", "team"],
    });
    for (const principal of [team, alpha]) await principal.cosigns(room);
    const paper = { title: "Safe passage", text: "Ships pass by day.\n\nNobody fires at ships.", mirror: "yes" };
    const [key] = await team.keys();
    const one = await alpha.circulates("/river/act/communique", { ...paper, room: "shuttle-alpha", with: key });
    assert.match(await team.cosigns(one), /on the record/);
    const [first] = await papers(team);
    assert.deepEqual(await papers(beta), []);
    // The mediator takes the words of the paper that is signed, and puts them round with the other party.
    await team.page.goto(`/river/item/${first}`);
    const same = await team.page.getByRole("link", { name: "Sign the same text" }).getAttribute("href");
    const [other] = await beta.keys();
    const two = await team.circulates(same, { room: "shuttle-beta", with: other });
    assert.match(await beta.cosigns(two), /on the record/);
    assert.equal((await papers(team)).length, 2);
    assert.equal((await papers(beta)).length, 1);
    const { mirrors } = await item(team, first);
    assert.equal(mirrors.length, 2);
    assert.equal(await withoutEffect(team, first), undefined);
    await team.page.goto(`/river/item/${first}`);
    assert.match(await team.page.textContent("main"), /The same text[^]*Safe passage, signed by/);
  });

  await t.test("what both publish, everybody sees, with what came before and what comes after", async () => {
    const stranger = await venue.person("Stranger");
    const sees = async () => (await stranger.page.request.get(`${venue.origin}/river/item/${offer}`)).status();
    assert.equal(await sees(), 404);
    const [key] = await beta.keys();
    const draft = await alpha.circulates(`/river/act/publication?re=${offer}`, { with: key });
    assert.match(await beta.cosigns(draft), /on the record/);
    await stranger.until(`/river/item/${offer}`, 200);
    const page = await (await stranger.page.request.get(`${venue.origin}/river/item/${offer}`)).text();
    assert.match(page, /Alpha proposes to open the river to ships/);
    assert.match(page, /By day only/);
    assert.equal((await stranger.page.request.get(`${venue.origin}/river/plenary/checkpoint`)).status(), 404);
  });

  await t.test("a lost device is revoked by a colleague, and sees nothing more", async () => {
    const [key] = await colleague.keys();
    await beta.page.goto("/river/members");
    const href = await beta.page.getAttribute(`a[href*="act/revocation"][href*="${key}"]`, "href");
    await beta.acts(href, {});
    await colleague.page.goto("/river/act/proposal");
    assert.equal((await colleague.page.request.get(`${venue.origin}/river/act/proposal`)).status(), 404);
  });

  await t.test("the archive of a party verifies without the venue", async () => {
    const archive = await alpha.page.request.get(`${venue.origin}/river/archive.verbale`);
    assert.equal(archive.status(), 200);
    await venue.write("river.verbale", await archive.body());
    const verdict = JSON.parse(venue.run("verify", "river.verbale", "--json"));
    assert.equal(verdict.verdict, "verified");
    // So does what everybody sees, with what was published carried into it.
    const stranger = await venue.person("Stranger");
    const published = await stranger.page.request.get(`${venue.origin}/river/archive.verbale`);
    await venue.write("public.verbale", await published.body());
    assert.equal(JSON.parse(venue.run("verify", "public.verbale", "--json")).verdict, "verified");
  });

  await t.test("no page of a member's has anything that axe finds, nor an error", async () => {
    const pages = ["/me", "/found", "/river/members", "/river/charter", "/river/act", `/river/item/${offer}`, `/river/group/${group}`, "/river/portal"];
    const forms = ["proposal", "reply", "round", "execution", "credential", "statement"].map((kind) => `/river/act/${kind}`);
    for (const address of [...pages, ...forms]) {
      for (const language of ["en", "tr", "uk", "ru"]) {
        await team.page.goto(`${address}${address.includes("?") ? "&" : "?"}lang=${language}`);
        assert.deepEqual(await axeFindings(team.page), [], `${address} in ${language}`);
      }
    }
    for (const person of [team, alpha, beta]) assert.deepEqual(person.errors, [], person.name);
  });
});
