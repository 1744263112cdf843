// What the first load of a page costs: every byte that comes over the wire, headers too, with nothing in the cache.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { letterTo, patientSignIn, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

/** Bytes of the page at `address` for somebody who has signed in as `page` has, in a browser that was never here. */
async function weight(page, address) {
  const fresh = await tab(browser, { storageState: await page.context().storageState() });
  const network = await fresh.context().newCDPSession(fresh);
  await network.send("Network.enable");
  let bytes = 0;
  let look = 0;
  const looks = new Set();
  const hosts = new Set();
  network.on("Network.requestWillBeSent", ({ request, requestId }) => {
    hosts.add(new URL(request.url).host);
    // A clinic's own look has a budget of its own: it comes once a year, and its pictures after the page stands.
    if (new URL(request.url).pathname.startsWith("/look/")) looks.add(requestId);
  });
  network.on("Network.loadingFinished", ({ encodedDataLength, requestId }) => {
    if (looks.has(requestId)) look += encodedDataLength;
    else bytes += encodedDataLength;
  });
  await fresh.goto(address, { waitUntil: "load" });
  await fresh.waitForTimeout(1_500);
  await fresh.context().close();
  assert.deepEqual([...hosts], [new URL(address).host], "nothing comes from anybody else");
  assert.ok(look < 25_000, `the clinic's look: ${look} bytes`);
  return bytes;
}

async function within(page, name, address, most) {
  const bytes = await weight(page, address);
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
