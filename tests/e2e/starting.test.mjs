// A conversation that a patient starts, without scripts and with them, and the nurse's open page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, letterTo, staffSignIn, startBrowser, startDemo, tab, weight } from "./demo.mjs";

const PASSWORD = "blue heron at dusk";
let demo;
let browser;
let session;

before(async () => {
  [demo, browser] = await Promise.all([startDemo("localhost"), startBrowser()]);
  const owner = await tab(browser, { viewport: { width: 1440, height: 900 } });
  await staffSignIn(owner, demo, demo.staff[0]);
  await owner.goto(`${demo.staff_url}/settings/portal`);
  await owner.check("[name=tier][value=connect_pro]");
  await owner.click(".sendbar .btn.main");
  await owner.waitForURL(/saved=1/);
  await owner.click("text=Opening hours and the text of each automatic reply");
  await accessible(owner, "opening hours");
  await shot(owner, "hours");
  await owner.click("main >> text=Front desk");
  await owner.check("[name=schedule][value=always]");
  await owner.click("[name=preview]");
  await owner.waitForSelector("text=A patient who writes now gets it.");
  await accessible(owner, "automatic reply");
  await shot(owner, "automatic");
  await owner.click(".sendbar .btn.main");
  await owner.waitForURL(/saved=1/);
  await owner.context().close();
  session = await account(demo.patients[0]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

async function shot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}

/** What the browser of a patient holds who has just made an account. */
async function account(patient) {
  const [at, addresses] = [new Date().toISOString(), [patient.email, patient.mobile].filter(Boolean)];
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject: "Hello", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  const letter = await letterTo(demo, addresses, (m) => m.sent_at >= at && m.links.length > 0);
  const page = await tab(browser, { viewport: { width: 390, height: 844 } });
  const before = new Date().toISOString();
  await page.goto(letter.links[0]);
  await page.locator("main form button").first().click();
  await page.waitForSelector("[name=code]");
  const passcode = await letterTo(demo, addresses, (m) => m.sent_at >= before && /\b\d{6}\b/.test(m.text));
  await page.fill("[name=code]", passcode.text.match(/\b\d{6}\b/)[0]);
  await page.fill("[name=birth_date]", patient.birth_date);
  await page.locator("main form button.main").first().click();
  await page.waitForURL(/\/account\/new/);
  await page.fill("[name=password]", PASSWORD);
  await page.locator("main form button.main").click();
  await page.waitForSelector("text=All is well.");
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

describe("a patient writes first", () => {
  test("without scripts, and the open inbox of a nurse shows it", async () => {
    const nurse = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(nurse, demo, demo.staff[2]);
    await nurse.goto(`${demo.staff_url}/inbox`);
    const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: session });
    await phone.goto(`${demo.portal_url}messages`);
    await phone.click('a[href="/messages/new"]');
    await phone.fill("[name=body]", "It is back.");
    await phone.click("main form .btn.main");
    await phone.waitForSelector("#subject-why");
    assert.equal(await phone.inputValue("[name=body]"), "It is back.");
    await phone.fill("[name=subject]", "My rash");
    await phone.check("text=Nursing");
    await phone.click("main form .btn.main");
    await phone.waitForSelector("#sent");
    await phone.waitForSelector("text=It is back.");
    assert.deepEqual(phone.complaints, []);
    await nurse.waitForSelector("text=/My rash|1 new/");
    await nurse.context().close();
    await phone.context().close();
  });

  for (const [width, colorScheme] of [[390, "light"], [1440, "dark"]]) {
    test(`what is typed is kept, at ${width} px, ${colorScheme}`, async () => {
      const page = await tab(browser, { viewport: { width, height: 900 }, colorScheme, storageState: session });
      await page.goto(`${demo.portal_url}messages/new`);
      await accessible(page, `new message, ${width}`);
      await shot(page, `start-${width}`);
      await page.fill("[name=subject]", `A question ${width}`);
      await page.fill("[name=body]", "Half a");
      await page.locator("[name=body]").blur();
      await page.waitForSelector("[data-autosave-state] .icon, [data-autosave-state] svg");
      await page.goto(`${demo.portal_url}messages`);
      await page.click('a[href="/messages/new"]');
      assert.equal(await page.inputValue("[name=subject]"), `A question ${width}`);
      assert.equal(await page.inputValue("[name=body]"), "Half a");
      await page.click("main form .btn.main");
      await page.waitForSelector("#sent");
      await page.waitForSelector("text=/Automatic reply|Réponse automatique/");
      await accessible(page, `sent, ${width}`);
      await shot(page, `sent-${width}`);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }

  test("is light", async () => {
    for (const path of ["messages/new", "messages"]) {
      const bytes = await weight(browser, session, `${demo.portal_url}${path}`);
      console.log(`${path}: ${(bytes / 1_000).toFixed(1)} KB of 25`);
      assert.ok(bytes > 1_000 && bytes < 25_000, `${path}: ${bytes} bytes`);
    }
  });
});
