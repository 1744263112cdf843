// The portal's look: an ugly colour and a loud watermark, previewed without scripts and saved; then seen by a patient on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
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

/** A PNG of black, white and red squares. */
function squares(side) {
  const rows = [];
  for (let y = 0; y < side; y += 1) {
    rows.push(0);
    for (let x = 0; x < side; x += 1) rows.push(...[[0, 0, 0], [255, 255, 255], [255, 0, 0]][((x >> 3) + (y >> 3)) % 3]);
  }
  const part = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, part("IHDR", head), part("IDAT", deflateSync(Buffer.from(rows))), part("IEND", Buffer.alloc(0))]);
}

const loud = { name: "squares.png", mimeType: "image/png", buffer: squares(240) };

/** Why a page is wider than the window; nothing where it is not. */
const wider = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));

describe("the portal's look", () => {
  test("keeps its contrast whatever a clinic chooses", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
    await staffSignIn(staff, demo, demo.staff[0]);
    await staff.goto(`${demo.staff_url}/settings/look`);
    await staff.check("[name=coloured][value=true]");
    await staff.fill("#colour", "#ffee00");
    await staff.setInputFiles("#background", loud);
    await staff.click("[name=preview]");
    await staff.waitForSelector("#look-preview");
    await staff.click("[name=shade]");
    await staff.waitForSelector("[name=shade]", { state: "detached" });
    for (const at of ["sign-in", "messages", "conversation"]) {
      const shown = staff.url().replace(/look\?/, `look/shown?page=${at}&scheme=dark&`).replace(/#.*/, "");
      const sample = await tab(browser, { viewport: { width: 390, height: 844 }, storageState: await staff.context().storageState() });
      await sample.goto(shown);
      assert.equal(await wider(sample), 0, at);
      await accessible(sample, `the preview of ${at}`);
      assert.deepEqual(sample.complaints, []);
      await sample.context().close();
    }
    await staff.click("form.settings .sendbar button.main");
    await staff.waitForSelector(".note.ok");

    const wide = await tab(browser, { viewport: { width: 390, height: 844 }, storageState: await staff.context().storageState() });
    for (const path of ["look", "portal"]) {
      await wide.goto(`${demo.staff_url}/settings/${path}`);
      assert.equal(await wider(wide), 0, path);
      await accessible(wide, `settings: ${path}`);
    }

    const [patient, began] = [demo.patients[0], new Date().toISOString()];
    const sent = await fetch(`${demo.api_url}/conversations`, {
      method: "POST",
      headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
      body: JSON.stringify({ patient_id: patient.id, subject: "Hello", body_html: "<p>All is well.</p>" }),
    });
    assert.equal(sent.status, 201);
    const letter = await letterTo(demo, [patient.email, patient.mobile].filter(Boolean), (m) => m.sent_at >= began && m.links.length > 0);
    const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
    await phone.goto(letter.links[0]);
    const watermark = (page) => page.evaluate(() => getComputedStyle(document.body, "::before").backgroundImage);
    assert.match(await watermark(phone), /\/look\/[0-9a-f]{32}\.jpg/);
    assert.equal(await phone.locator(".who img").getAttribute("alt"), "Riverside Family Clinic");
    await accessible(phone, "the page before signing in");
    await patientSignIn(phone, demo, patient, letter);
    await accessible(phone, "a conversation");
    await phone.emulateMedia({ contrast: "more" });
    assert.equal(await watermark(phone), "none");
    await phone.emulateMedia({ contrast: "no-preference", media: "print" });
    assert.equal(await watermark(phone), "none");
    await phone.emulateMedia({ media: "screen" });
    await phone.goto(`${demo.portal_url}messages`);
    await accessible(phone, "the messages");
    assert.deepEqual([...phone.complaints, ...staff.complaints, ...wide.complaints], []);
  });

  test("leaving the settings with unsaved changes asks", async () => {
    const staff = await tab(browser);
    await staffSignIn(staff, demo, demo.staff[0]);
    for (const [path, change] of [["look", "[name=coloured][value=false]"], ["portal", "[name=extra_identifications]"]]) {
      await staff.goto(`${demo.staff_url}/settings/${path}`);
      await staff.locator(change).click();
      const asked = new Promise((told) => staff.once("dialog", async (dialog) => (told(dialog.type()), await dialog.accept())));
      await staff.click('nav.side a[href="/staff/patients"]');
      assert.equal(await asked, "beforeunload");
      await staff.waitForURL(/\/staff\/patients/);
    }
  });
});
