// Patient registration: the form and the code on a phone, with scripts and without; the queue and the decision for staff.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, letterTo, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

/** Fills in the form, mends what is refused, enters the code. */
async function register(page, email, check) {
  await page.goto(`${demo.portal_url}sign-in`);
  await page.click('a[href="/register"]');
  await check("the form");
  await page.fill("[name=family_name]", "ليلى 🌻");
  await page.fill("[name=birth_date]", "29 February 2000");
  await page.fill("[name=email]", email);
  await page.locator("main form button.main").click();
  await page.waitForSelector("#consent-why");
  await check("the form with what is in the way");
  assert.equal(await page.inputValue("[name=family_name]"), "ليلى 🌻");
  await page.check("[name=consent]");
  const at = new Date().toISOString();
  await page.locator("main form button.main").click();
  await page.waitForSelector("[name=code]");
  await check("the code");
  const letter = await letterTo(demo, [email], (m) => m.sent_at >= at && /\b\d{6}\b/.test(m.text));
  assert.ok(!letter.text.includes("ليلى"), letter.text);
  await page.fill("[name=code]", letter.text.match(/\b\d{6}\b/)[0]);
  await page.locator("main form button.main").click();
  await page.waitForSelector("text=Your request was sent");
  await check("what happens next");
}

describe("patient registration", () => {
  test("works without scripts, and staff see it arrive and accept it", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, demo.staff[0]);
    await staff.click('nav.side a[href="/staff/registrations"]');
    await accessible(staff, "the queue");
    const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    const email = "leila.plain@mail.example";
    await register(phone, email, async () => {});
    await staff.waitForSelector(`#queue >> text=${email}`);
    await staff.locator("#queue li", { hasText: email }).locator("a").first().click();
    await accessible(staff, "a request");
    const at = new Date().toISOString();
    await staff.click('button[value="accept"]');
    await staff.waitForSelector("text=Accepted.");
    const letter = await letterTo(demo, [email], (m) => m.sent_at >= at && m.links.length > 0);
    await phone.goto(letter.links[0]);
    const asked = new Date().toISOString();
    await phone.locator("main form button").first().click();
    await phone.waitForSelector("[name=code]");
    const passcode = await letterTo(demo, [email], (m) => m.sent_at >= asked && /\b\d{6}\b/.test(m.text));
    await phone.fill("[name=code]", passcode.text.match(/\b\d{6}\b/)[0]);
    await phone.fill("[name=birth_date]", "2000-02-29");
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("text=You are registered now");
    assert.deepEqual([...staff.complaints, ...phone.complaints], []);
  });

  test("is accessible with scripts, and a likely duplicate stands side by side", async () => {
    const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
    await register(phone, "leila.scripted@mail.example", (name) => accessible(phone, name));
    const staff = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(staff, demo, demo.staff[0]);
    await staff.goto(`${demo.staff_url}/registrations`);
    await accessible(staff, "the queue on a phone");
    await staff.locator("#queue li", { hasText: "Could be on file already" }).locator("a").first().click();
    await staff.waitForSelector("text=differs");
    await accessible(staff, "a likely duplicate on a phone");
    await staff.setViewportSize({ width: 1440, height: 900 });
    await accessible(staff, "a likely duplicate");
    await staff.locator('button[value="refuse"]').click();
    await staff.waitForSelector("#reason-why");
    await staff.locator('button[value="match"]').first().click();
    await staff.waitForSelector("text=Matched.");
    await staff.goto(`${demo.staff_url}/settings/registration`);
    await accessible(staff, "the form's settings");
    assert.deepEqual([...staff.complaints, ...phone.complaints], []);
  });
});
