// What the first load of a page costs: every byte that comes over the wire, headers too, with nothing in the cache.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { letterTo, patientSignIn, staffSignIn, startBrowser, startDemo, tab, weight } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

async function within(page, name, address, most) {
  const bytes = await weight(browser, await page.context().storageState(), address);
  console.log(`${name}: ${(bytes / 1_000).toFixed(1)} KB of ${most / 1_000}`);
  assert.ok(bytes > 1_000 && bytes < most, `${name}: ${bytes} bytes`);
}

test("pages are light", async () => {
  const [staff, patient] = [await tab(browser), demo.patients[0]];
  await staffSignIn(staff, demo, demo.staff[2]);
  await within(staff, "staff inbox", `${demo.staff_url}/inbox`, 60_000);
  await within(staff, "compose", `${demo.staff_url}/compose?patient=${patient.id}`, 220_000);

  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject: "Your result", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
  const addresses = [patient.email, patient.mobile].filter(Boolean);
  await patientSignIn(phone, demo, patient, await letterTo(demo, addresses, (m) => m.sent_at >= at && m.links.length > 0));
  await within(phone, "the patient's thread", phone.url(), 25_000);
  await within(phone, "the patient's messages", `${demo.portal_url}messages`, 25_000);
  await within(phone, "the patient's appointments", `${demo.portal_url}appointments`, 25_000);
  await within(phone, "the patient's bills", `${demo.portal_url}bills`, 25_000);
  await within(await tab(browser), "registering", `${demo.portal_url}register`, 25_000);
});
