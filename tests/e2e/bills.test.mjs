// Bills: issued by staff, looked at on a phone with and without scripts, and how they are paid where there is no Stripe.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, letterTo, patientSignIn, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

async function write(patient) {
  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject: "Hello", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  return letterTo(demo, [patient.email, patient.mobile].filter(Boolean), (m) => m.sent_at >= at && m.links.length > 0);
}

describe("bills", () => {
  for (const javaScriptEnabled of [true, false]) {
    test(`are listed and had as PDF, scripts ${javaScriptEnabled ? "on" : "off"}`, async () => {
      const patient = demo.patients[0];
      const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled });
      await patientSignIn(phone, demo, patient, await write(patient));
      await phone.click('nav.tabs a[href="/bills"]');
      await phone.waitForSelector("article.card");
      assert.ok((await phone.locator("article.card").count()) >= 3);
      if (javaScriptEnabled) await accessible(phone, "the bills");
      await phone.locator("article.card a").first().click();
      await phone.waitForSelector("dl.facts");
      assert.equal(await phone.locator('form[action$="/pay"]').count(), 0, "nobody pays where there is no Stripe");
      if (javaScriptEnabled) await accessible(phone, "a bill");
      const file = await phone.context().request.get(new URL(await phone.locator('a[href$="bill.pdf"]').getAttribute("href"), phone.url()).href);
      assert.equal(file.headers()["content-type"], "application/pdf");
    });
  }

  test("are issued and settled by staff, and the switch explains itself", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, demo.staff[0]);
    await staff.goto(`${demo.staff_url}/patients/${demo.patients[5].id}?tab=bills`);
    await accessible(staff, "the chart's bills");
    await staff.click('a[href$="/bill"]');
    await accessible(staff, "a new bill");
    await staff.fill("#description", "Note for school");
    await staff.fill("#amount", "20");
    await staff.locator("main form button.main").click();
    await staff.waitForSelector("dl.facts");
    await accessible(staff, "an open bill");
    await staff.locator('form[action$="/paid"] button').click();
    await staff.waitForSelector('form[action$="/paid"]', { state: "detached" });
    await staff.goto(`${demo.staff_url}/bills`);
    await accessible(staff, "open bills");
    await staff.goto(`${demo.staff_url}/settings/portal`);
    await staff.waitForSelector("#portal_billing.note");
  });
});
