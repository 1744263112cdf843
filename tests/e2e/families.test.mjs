// Families: one person for several patients in one browser. Whose page it is stays true, and what was typed is never lost.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, letterTo, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

const PASSWORD = "blue heron at dusk";
const WORDS = "A check-up in October, in the morning.";
let demo;
let browser;
let mother;

before(async () => {
  [demo, browser] = await Promise.all([startDemo("localhost"), startBrowser()]);
  mother = demo.patients[0];
  const owner = await tab(browser, { viewport: { width: 1440, height: 900 } });
  await staffSignIn(owner, demo, demo.staff[0]);
  await owner.goto(`${demo.staff_url}/settings/portal`);
  await owner.check("[name=tier][value=connect]");
  await owner.check("[name=appointments_shown]");
  await owner.check("[name=appointment_requests]");
  await owner.click(".sendbar .btn.main");
  await owner.waitForURL(/saved=1/);
  await owner.context().close();
  const first = await tab(browser);
  await toNewAccount(first);
  await first.fill("[name=password]", PASSWORD);
  await first.locator("main form button.main").first().click();
  await first.waitForURL(/\/messages/);
  await first.context().close();
});
after(async () => {
  await browser.close();
  await demo.stop();
});

async function toNewAccount(page) {
  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: mother.id, subject: "A word", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  const addresses = [mother.email, mother.mobile].filter(Boolean);
  const letter = await letterTo(demo, addresses, (m) => m.sent_at >= at && m.links.length > 0);
  await page.goto(letter.links[0]);
  await page.locator("main form button").first().click();
  await page.waitForSelector("[name=code]");
  const passcode = await letterTo(demo, addresses, (m) => m.sent_at >= at && /\b\d{6}\b/.test(m.text));
  await page.fill("[name=code]", passcode.text.match(/\b\d{6}\b/)[0]);
  await page.fill("[name=birth_date]", mother.birth_date);
  await page.locator("main form button.main").first().click();
  await page.waitForURL(/\/account\/new/);
}

/** Signs in on the page where one does, whatever it carries. */
async function signIn(page) {
  await page.fill("[name=login]", mother.email);
  await page.fill("[name=password]", PASSWORD);
  await page.locator("main form button.main").first().click();
}

/** Goes on for the other patient with this name. */
async function goOnFor(page, name) {
  await page.goto(`${demo.portal_url}people`);
  await page.locator("main button", { hasText: name }).click();
  await page.waitForURL(/\/messages/);
}

/** For whom the page is, as its head says. */
const forWhom = (page) => page.locator("header .badge bdi").innerText();

for (const [how, options] of [
  ["with scripts at 1440 px in English", { viewport: { width: 1440, height: 900 }, locale: "en-CA" }],
  ["without scripts at 390 px in French", { viewport: { width: 390, height: 844 }, locale: "fr-CA", javaScriptEnabled: false }],
]) {
  describe(`a mother of two, ${how}`, () => {
    const scripts = options.javaScriptEnabled !== false;
    let phone;
    let other;

    before(async () => {
      phone = await tab(browser, options);
      await phone.goto(`${demo.portal_url}sign-in`);
      await phone.locator(`button[name=language][value=${scripts ? "en" : "fr"}]`).click({ timeout: 2_000 }).catch(() => {});
      await phone.goto(`${demo.portal_url}sign-in`);
      await signIn(phone);
      await phone.waitForURL(/\/people/);
      other = await phone.context().newPage();
      other.setDefaultTimeout(20_000);
    });
    after(() => phone.context().close());

    test("goes on for one child in one tab; the other tab keeps its words and acts for nobody", async () => {
      await goOnFor(phone, "Théo");
      if (scripts) await accessible(phone, "the messages of a child");
      await phone.goto(`${demo.portal_url}appointments/new`);
      assert.equal(await forWhom(phone), "Théo Marchand-Byrne");
      await phone.fill("[name=words]", WORDS);
      await goOnFor(other, "Sophie");
      if (scripts) {
        await phone.waitForSelector("#replaced");
        await accessible(phone, "a page that was left behind");
      }
      assert.equal(await phone.inputValue("[name=words]"), WORDS);
      assert.equal(await forWhom(phone), "Théo Marchand-Byrne");
      await phone.locator("main form button.main").click();
      await phone.waitForSelector("main .errors");
      assert.equal(await phone.inputValue("[name=words]"), WORDS);
      assert.equal(await forWhom(phone), "Sophie Marchand");
    });

    test("finds what she typed again after signing out in another tab", async () => {
      await goOnFor(phone, "Théo");
      await phone.goto(`${demo.portal_url}appointments/new`);
      await phone.fill("[name=words]", WORDS);
      await other.goto(`${demo.portal_url}account`);
      await other.locator('footer form[action="/sign-out"] button').click();
      await other.waitForURL(/\/signed-out/);
      if (!scripts) await phone.locator("main form button.main").click();
      await phone.waitForURL(/\/sign-in/);
      await signIn(phone);
      await phone.waitForURL(/\/appointments\/new/);
      assert.equal(await phone.inputValue("[name=words]"), WORDS);
      assert.equal(await forWhom(phone), "Théo Marchand-Byrne");
      if (scripts) await accessible(phone, "words that were kept");
      await phone.locator("main form button.main").click();
      await phone.waitForURL(/\/appointments\?done=asked/);
      assert.deepEqual(phone.complaints, []);
    });

    test("asks for access to somebody else, and staff see it", async () => {
      await phone.goto(`${demo.portal_url}account/people`);
      if (scripts) await accessible(phone, "the people one cares for");
      await phone.fill("[name=given_name]", "Odile");
      await phone.fill("[name=family_name]", scripts ? "Gagnon-Roy" : "Gagnon-Lebel");
      await phone.fill("[name=birth_date]", "1947-11-02");
      await phone.locator("[name=relationship][value=representative]").check();
      await phone.fill("[name=words]", "My mother-in-law.");
      await phone.locator("main form button.main").click();
      await phone.waitForURL(/\/account\/people\?done=asked/);
      const owner = await tab(browser, { viewport: options.viewport });
      await staffSignIn(owner, demo, demo.staff[0]);
      await owner.goto(`${demo.staff_url}/families`);
      await owner.waitForSelector(scripts ? "text=Gagnon-Roy" : "text=Gagnon-Lebel");
      await accessible(owner, "requests for access");
      assert.deepEqual([...phone.complaints, ...owner.complaints], []);
      await owner.context().close();
    });
  });
}
