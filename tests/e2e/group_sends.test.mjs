// A group send in the browser: looked at as its recipients see it, confirmed with its count, watched to its end.
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

// A member's phone, and a check that what is shown on it can be used by everybody.
async function phone() {
  const page = await tab(browser, { viewport: { width: 390, height: 844 } });
  const usable = async (name) => {
    await accessible(page, name);
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= 390"), name);
  };
  await staffSignIn(page, demo, demo.staff[0]);
  return { page, usable };
}

test("a group send is looked at, confirmed with its count, and goes on live to its end", async () => {
  const { page, usable } = await phone();
  await page.goto(`${demo.staff_url}/group-sends`);
  await usable("group sends");
  await page.click("main a:has-text('Your results come here')");
  await usable("the draft of a group send");
  await page.click("button[value=preview]");
  await page.waitForURL(/preview/);
  await usable("a group send before it is confirmed");
  const [, count] = (await page.textContent("main")).match(/Type (\d+) to confirm/);
  await page.fill("input[name=count]", String(Number(count) - 1));
  await page.click("form[action$='/send'] button");
  await page.waitForSelector(`text=The count is ${count}. Type ${count} to confirm.`);
  await page.fill("input[name=count]", count);
  await page.click("form[action$='/send'] button");
  // Nobody loads the page again.
  await page.waitForSelector(`text=${count} of ${count}`);
  await page.waitForSelector("main >> text=Done");
  await usable("a group send that is done");
  const report = `${page.url()}/recipients?state=sent`;
  await page.goto(`${demo.staff_url}/inbox?folder=sent`);
  const row = page.locator("#rows > li", { hasText: "Your results come here" });
  assert.equal(await row.count(), 1);
  assert.match(await row.innerText(), /Done/);
  await usable("a group send in the folder Sent");
  await row.locator("h2 a").click();
  await page.waitForURL(/group-sends/);
  await page.goto(report);
  await usable("the report of a group send");
  assert.ok((await page.locator("tbody tr").count()) > 0);
  assert.deepEqual(page.complaints, []);
});

test("M78: the reports show what became of notices, and how a group send was received", async () => {
  const { page, usable } = await phone();
  await page.goto(`${demo.staff_url}/reports/deliveries`);
  await page.click("summary:has-text('The figures of each day')");
  assert.equal(await page.locator("details tbody tr").count(), 30);
  assert.equal(await page.locator("svg g").count(), 30);
  await usable("the report on deliveries");
  await page.click("main nav a:has-text('7 days')");
  await page.waitForURL(/from=/);
  assert.equal(await page.locator("svg g").count(), 7);
  await page.goto(`${demo.staff_url}/reports/deliveries?from=yesterday`);
  await usable("the report on deliveries with a wrong date");
  await page.goto(`${demo.staff_url}/reports/group-sends`);
  await usable("the report on group sends");
  await page.click("main table a");
  await page.waitForSelector("text=How it was received");
  const steps = await page.locator("dl.steps b").allInnerTexts();
  assert.equal(steps[0], steps[1], "everybody on the list was sent to");
  await usable("how a group send was received");
  assert.deepEqual(page.complaints, []);
});
