// Staff Bcc: picked in the compose window, read by who holds it, joined openly; the patient sees none of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 } };

test("a list is made on a telephone without scripts", async () => {
  const page = await tab(browser, phone);
  await staffSignIn(page, demo, demo.staff[0]);
  const plain = await tab(browser, { ...phone, javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(`${demo.staff_url}/distribution-lists/new`);
  await plain.fill("#name", "On call");
  await plain.click(".sendbar .btn.main");
  await plain.waitForSelector("text=Choose the workgroups whose members may use the list");
  assert.equal(await plain.inputValue("#name"), "On call");
  await plain.check("[name=used_by][value=everybody]");
  await plain.check("[name=members] >> nth=1");
  await plain.click(".sendbar .btn.main");
  await plain.waitForURL(/saved=1/);
  assert.ok(await plain.evaluate("document.documentElement.scrollWidth <= 390"));
  await page.goto(`${demo.staff_url}/distribution-lists`);
  await accessible(page, "distribution lists");
  await page.click("main a:has-text('Quality review')");
  await page.waitForSelector("#members");
  await accessible(page, "a distribution list");
  assert.ok(await page.evaluate("document.documentElement.scrollWidth <= 390"));
  assert.deepEqual([...page.complaints, ...plain.complaints], []);
});

test("a copy is given, read, and joined openly, and the patient sees none of it", async () => {
  const [nurse, doctor] = [await tab(browser, wide), await tab(browser, phone)];
  const patient = demo.patients[0];
  await staffSignIn(nurse, demo, demo.staff[2]);
  await staffSignIn(doctor, demo, demo.staff[1]);
  await nurse.goto(`${demo.staff_url}/compose?patient=${patient.id}`);
  await nurse.click("#bcc_list_ids > summary");
  await nurse.locator("#bcc_list_ids input[name=bcc_list_ids]").last().check();
  await nurse.fill("#subject", "Something that others read, too");
  await nurse.click(".ProseMirror");
  await nurse.keyboard.type("Your result is in.");
  // Beside the text it is said who will read it, as soon as the draft is kept.
  await nurse.waitForSelector("#readers >> text=Only you and those who hold a copy know of it");
  await accessible(nurse, "the compose window with Staff Bcc");
  await nurse.locator("#bcc_list_ids input[name=bcc_list_ids]").last().uncheck();
  const list = nurse.locator("#bcc_list_ids [role=group]", { hasText: "Physicians" });
  await list.locator("summary").click();
  await list.locator("label.check", { hasText: "Étienne Vasseur" }).locator("input").check();
  await nurse.waitForSelector("#readers >> text=Étienne Vasseur");
  const at = new Date().toISOString();
  await nurse.click(".sendbar .btn.main");
  await nurse.waitForURL(/\/staff\/conversations\//);
  await nurse.waitForSelector("#copies >> text=Étienne Vasseur");
  await accessible(nurse, "the sender's thread");

  // Dr Vasseur works in French.
  await doctor.goto(`${demo.staff_url}/inbox`);
  const row = doctor.locator("#rows .row", { hasText: "Something that others read" });
  assert.match(await row.textContent(), /Copie cachée/);
  await doctor.goto(nurse.url());
  await doctor.waitForSelector("#copies form[action$='/join']");
  assert.equal(await doctor.locator("#reply").count(), 0);
  await accessible(doctor, "a hidden copy");
  assert.ok(await doctor.evaluate("document.documentElement.scrollWidth <= 390"));
  await doctor.click("#copies form[action$='/join'] button");
  await doctor.locator("dialog[open] button.main").click();
  await doctor.waitForSelector("#reply");
  // The nurse's open page shows it without being asked for.
  await nurse.waitForSelector("#copies >> text=has joined the conversation");

  const addresses = [patient.email, patient.mobile].filter(Boolean);
  const letter = await letterTo(demo, addresses, (m) => m.sent_at >= at && m.links.length > 0);
  const reader = await tab(browser, phone);
  await patientSignIn(reader, demo, patient, letter);
  await reader.waitForSelector("text=Your result is in.");
  assert.doesNotMatch(await reader.content(), /Vasseur|Hidden copy|Physicians/);
  assert.deepEqual([...nurse.complaints, ...doctor.complaints, ...reader.complaints], []);
});
