// Appointments: asked for and cancelled on a phone without scripts, answered by staff, told by a message.
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

const addresses = (patient) => [patient.email, patient.mobile].filter(Boolean);

async function write(patient) {
  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject: "Hello", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  return letterTo(demo, addresses(patient), (m) => m.sent_at >= at && m.links.length > 0);
}

/** Day and time, `days` from now, as a date and time field takes it. */
function later(days) {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T10:30`;
}

describe("appointments", () => {
  test("are asked for without scripts, given by staff, and told by a message", async () => {
    const patient = demo.patients[4];
    const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await patientSignIn(phone, demo, patient, await write(patient));
    await phone.click('nav.tabs a[href="/appointments"]');
    await phone.waitForSelector("article.card");
    const file = await phone.context().request.get(new URL(await phone.locator('a[href$="calendar.ics"]').first().getAttribute("href"), phone.url()).href);
    assert.match(await file.text(), /^BEGIN:VCALENDAR\r\n/);
    await phone.click('a[href="/appointments/new"]');
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("#words-why");
    await phone.fill("[name=words]", "A check-up, any morning");
    await phone.locator("main form button.main").click();
    await phone.waitForSelector("text=Your request was sent.");

    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, demo.staff[2]);
    await staff.waitForFunction(() => /\d/.test(document.querySelector("#count-appointments")?.textContent ?? ""));
    await staff.click('nav.side a[href="/staff/appointment-requests"]');
    await accessible(staff, "the queue");
    await staff.locator("#queue li", { hasText: "A check-up, any morning" }).locator("a").click();
    await accessible(staff, "a request");
    await staff.click('button[value="accept"]');
    await staff.waitForSelector("#starts_at-why");
    await staff.fill("#starts_at", later(20));
    await staff.fill("#words", "Please bring your card.");
    const at = new Date().toISOString();
    await staff.click('button[value="accept"]');
    await staff.waitForSelector("text=Done.");
    await staff.goto(`${demo.staff_url}/patients/${patient.id}?tab=appointments`);
    await staff.waitForSelector("text=A check-up, any morning");
    await accessible(staff, "the chart's appointments");

    const letter = await letterTo(demo, addresses(patient), (m) => m.sent_at >= at && m.links.length > 0);
    assert.ok(!/appointment|check-up|card/i.test(letter.subject + letter.text), letter.text);
    await phone.goto(letter.links[0]);
    await phone.waitForSelector("text=Please bring your card.");
    assert.deepEqual([...phone.complaints, ...staff.complaints], []);
  });

  test("are cancelled with one page to be sure, and staff see it live", async () => {
    const patient = demo.patients[4];
    const staff = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(staff, demo, demo.staff[2]);
    await staff.goto(`${demo.staff_url}/appointment-requests`);
    await accessible(staff, "the queue on a phone");
    const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await patientSignIn(page, demo, patient, await write(patient));
    await page.click('nav.tabs a[href="/appointments"]');
    await page.waitForSelector("article.card");
    await accessible(page, "the patient's appointments");
    await page.locator('a[href$="/cancel"]').first().click();
    await accessible(page, "cancelling");
    await page.fill("[name=words]", "Away on that day");
    await page.locator("main form button.main").click();
    await page.waitForSelector("text=Your appointment is cancelled.");
    await staff.waitForSelector("#queue >> text=Away on that day");
    assert.deepEqual([...page.complaints, ...staff.complaints], []);
  });
});
