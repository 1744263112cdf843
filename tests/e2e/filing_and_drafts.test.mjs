// Send and download, and one draft that two devices write: nothing is lost, and the member chooses.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
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

const nurse = () => demo.staff[2];
const patient = () => demo.patients[0];

/** Waits until what was typed last is saved. */
const saved = (page, words) => page.waitForResponse((r) => r.ok() && r.url().includes("/staff/drafts/") && (r.request().postData() ?? "").includes(words));

async function compose(page, subject, words) {
  await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
  await page.fill("#subject", subject);
  await page.click(".ProseMirror");
  await page.keyboard.type(words);
}

describe("filing and drafts", () => {
  test("Send and download files the conversation, and the open page says so", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, nurse());
    await compose(staff, "Your plan", "As we said.");
    await staff.click(".sends summary");
    await staff.click("text=Send and download");
    await staff.waitForSelector("text=the conversation is filed in the chart");
    await staff.waitForURL(/\/staff\/conversations\//);
    const link = await staff.waitForSelector("#filing >> text=Download PDF");
    await accessible(staff, "a filed thread");
    const pdf = await staff.request.get(new URL(await link.getAttribute("href"), demo.staff_url).href);
    assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  });

  test("two devices that write one draft are shown both versions", async () => {
    const desk = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(desk, demo, nurse());
    const begun = saved(desk, "desk.");
    await compose(desk, "One draft", "Begun at the desk.");
    await begun;
    const draft = (await desk.getAttribute("form.letter", "data-autosave")).split("/").pop();
    const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(phone, demo, nurse());
    await phone.goto(`${demo.staff_url}/drafts/${draft}`);
    const finished = saved(phone, "phone.");
    await phone.click(".ProseMirror");
    await phone.keyboard.press("End");
    await phone.keyboard.type(" Finished on the phone.");
    await finished;
    await desk.click(".ProseMirror");
    await desk.keyboard.press("End");
    await desk.keyboard.type(" Finished at the desk.");
    await desk.click("[data-autosave-state] >> text=Compare");
    await desk.waitForSelector("text=Two versions of this draft");
    await desk.waitForSelector("text=Finished on the phone.");
    await accessible(desk, "two versions");
    await desk.click("text=Keep this version");
    await desk.waitForURL(/\/staff\/compose/);
    await desk.waitForSelector(".ProseMirror >> text=Finished at the desk.");
  });
});
