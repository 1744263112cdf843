// Accounts: the first visit without scripts, later visits, and a passkey of Chromium's own authenticator.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, letterTo, staffSignIn, startBrowser, startDemo, tab, weight } from "./demo.mjs";

const PASSWORD = "blue heron at dusk";
let demo;
let browser;

before(async () => {
  // Passkeys need a name.
  [demo, browser] = await Promise.all([startDemo("localhost"), startBrowser()]);
  const owner = await tab(browser, { viewport: { width: 1440, height: 900 } });
  await staffSignIn(owner, demo, demo.staff[0]);
  await owner.goto(`${demo.staff_url}/settings/portal`);
  await owner.check("[name=tier][value=connect]");
  await owner.fill("[name=stay_signed_in_days]", "30");
  await accessible(owner, "portal settings");
  await owner.click(".sendbar .btn.main");
  await owner.waitForURL(/saved=1/);
  await owner.context().close();
});
after(async () => {
  await browser.close();
  await demo.stop();
});

const addresses = (patient) => [patient.email, patient.mobile].filter(Boolean);

async function write(patient, subject) {
  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject, body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  return letterTo(demo, addresses(patient), (m) => m.sent_at >= at && m.links.length > 0);
}

/** From the link to the page where the account is made. */
async function toNewAccount(page, patient, letter) {
  const before = new Date().toISOString();
  await page.goto(letter.links[0]);
  await page.locator("main form button").first().click();
  await page.waitForSelector("[name=code]");
  const passcode = await letterTo(demo, addresses(patient), (m) => m.sent_at >= before && /\b\d{6}\b/.test(m.text));
  await page.fill("[name=code]", passcode.text.match(/\b\d{6}\b/)[0]);
  await page.fill("[name=birth_date]", patient.birth_date);
  await page.locator("main form button.main").first().click();
  await page.waitForURL(/\/account\/new/);
}

async function light(page, name) {
  const bytes = await weight(browser, await page.context().storageState(), page.url());
  assert.ok(bytes > 1_000 && bytes < 25_000, `${name}: ${bytes} bytes`);
}

describe("accounts", () => {
  test("are made on the way to the message, and lead back to it, without scripts", async () => {
    const patient = demo.patients[0];
    const letter = await write(patient, "Your result");
    const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await toNewAccount(phone, patient, letter);
    assert.equal(await phone.locator("[data-passkey]:visible").count(), 0, "a passkey needs scripts");
    await phone.fill("[name=password]", "short");
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("#password-why");
    await phone.fill("[name=password]", PASSWORD);
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("text=All is well.");
    await phone.locator('form[action="/sign-out"] button').click();
    await phone.goto(letter.links[0]);
    await phone.fill("[name=password]", PASSWORD);
    await phone.check("[name=stay]");
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("text=All is well.");
    const kept = (await phone.context().cookies()).find((c) => c.name === "carepost-portal");
    assert.ok(kept.expires - Date.now() / 1_000 > 29 * 24 * 3_600, "the browser stays signed in");
    assert.deepEqual(phone.complaints, []);
  });

  for (const width of [390, 1440]) {
    test(`show accessible pages at ${width} px, each of them light`, async () => {
      const patient = demo.patients[width === 390 ? 4 : 5];
      const page = await tab(browser, { viewport: { width, height: 900 } });
      await toNewAccount(page, patient, await write(patient, "A word"));
      await accessible(page, "a new account");
      await light(page, "a new account");
      await page.fill("[name=password]", PASSWORD);
      await page.locator("main form button.main").first().click();
      await page.waitForSelector("text=All is well.");
      for (const path of ["account", "people"]) {
        await page.goto(demo.portal_url + path);
        await accessible(page, path);
        await light(page, path);
      }
      const out = await tab(browser, { viewport: { width, height: 900 } });
      for (const path of ["sign-in", "sign-in/recover"]) {
        await out.goto(demo.portal_url + path);
        await accessible(out, path);
        await light(out, path);
      }
      await out.fill("[name=login]", "nobody@mail.example");
      await out.locator("main form button.main").click();
      await out.waitForSelector("[name=code]");
      await accessible(out, "the code for a new password");
      assert.deepEqual([...page.complaints, ...out.complaints], []);
    });
  }

  test("open with a passkey, with nothing typed", async () => {
    const patient = demo.patients[7];
    const page = await tab(browser, { viewport: { width: 390, height: 844 } });
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await toNewAccount(page, patient, await write(patient, "For your eyes"));
    await page.locator("[data-passkey=make] button").click();
    await page.waitForSelector("text=All is well.");
    await page.goto(`${demo.portal_url}account`);
    await page.waitForSelector("#passkey button[name=passkey]");
    await page.locator('form[action="/sign-out"] button').click();
    await page.goto(`${demo.portal_url}sign-in`);
    await page.locator("[data-passkey=use] button").click();
    await page.waitForURL(/\/messages/);
    assert.deepEqual(page.complaints, []);
  });
});
