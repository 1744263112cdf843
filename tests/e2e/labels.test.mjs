// Labels: found by either word, previewed and saved without scripts, said on the next page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

test("the search leads to the labels, which are previewed and saved without scripts", async () => {
  const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
  await staffSignIn(page, demo, demo.staff[0]);
  await page.keyboard.press("/");
  await page.keyboard.type("patient");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/staff\/search\?query=patient/);
  await accessible(page, "the search");
  await page.click("main a[href='/staff/settings/labels']");
  await page.waitForURL(/\/labels$/);
  await accessible(page, "labels");

  const plain = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(`${demo.staff_url}/settings/labels`);
  await plain.fill("#patient_en_one", "individual");
  await plain.fill("#patient_fr_one", "usagère");
  await plain.fill("#patient_fr_many", "usagères");
  await plain.click("button[name=preview]");
  await plain.waitForSelector("#patient_en_many-why");
  await plain.waitForSelector("#patient_fr_gender-why");
  await plain.fill("#patient_en_many", "individuals");
  await plain.selectOption("#patient_fr_gender", "feminine");
  await plain.click("button[name=preview]");
  await plain.waitForSelector("#preview >> text=Il n’y a pas encore d’usagères");
  await plain.click(".sendbar .btn.main");
  await plain.waitForURL(/saved=1/);

  await page.goto(`${demo.staff_url}/patients`);
  assert.equal(await page.textContent("h1"), "Individuals");
  for (const word of ["individual", "patient"]) {
    await page.fill("#find", word);
    await page.press("#find", "Enter");
    await page.waitForSelector("main a[href='/staff/settings/labels']");
  }
  await page.goto(`${demo.staff_url}/settings/labels`);
  await accessible(page, "labels of one's own");
  // No page is wider than a phone.
  await plain.goto(`${demo.staff_url}/settings/labels`);
  assert.ok(await plain.evaluate("document.documentElement.scrollWidth <= 390"));
  assert.deepEqual([...page.complaints, ...plain.complaints], []);
});
