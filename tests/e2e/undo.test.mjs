// Undo after Send, and Send later: on the page, on other pages, after a reload, by keyboard, without scripts.
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
const wide = { viewport: { width: 1440, height: 900 } };

async function compose(page, subject, words) {
  await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
  await page.fill("#subject", subject);
  await page.click(".ProseMirror");
  await page.keyboard.type(words);
}

/** Tomorrow at nine, as a field for dates and times takes it. */
function tomorrow() {
  const day = new Date(Date.now() + 36 * 3_600_000).toISOString().slice(0, 10);
  return `${day}T09:00`;
}

describe("undo", () => {
  test("brings back the very draft, from another page, after a reload, with one key", async () => {
    const page = await tab(browser, wide);
    await staffSignIn(page, demo, nurse());
    await compose(page, "A slip", "Words that were too quick.");
    await page.check("[name=require_response]");
    await page.click(".ProseMirror");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("text=Nothing has reached the patient yet");
    await accessible(page, "the page after Send");
    await page.goto(`${demo.staff_url}/patients`);
    await page.waitForSelector("#undo");
    await page.reload();
    await page.waitForSelector("#undo");
    await accessible(page, "a page with the undo");
    const left = Number(await page.textContent("#undo [data-countdown]"));
    assert.ok(left > 0 && left <= 10, `${left} s`);
    await page.keyboard.press("z");
    await page.waitForURL(/\/staff\/compose\?draft=/);
    assert.equal(await page.inputValue("#subject"), "A slip");
    assert.ok(await page.isChecked("[name=require_response]"));
    await page.waitForSelector(".ProseMirror >> text=Words that were too quick.");
    assert.equal(await page.locator("#undo").count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test("is over after its seconds: the page goes on to the conversation by itself", async () => {
    const page = await tab(browser, wide);
    await staffSignIn(page, demo, nurse());
    await compose(page, "Meant", "Words that were meant.");
    await page.click(".sendbar .btn.main");
    await page.waitForSelector("text=Nothing has reached the patient yet");
    const action = await page.getAttribute("#scheduled form", "action");
    await page.waitForURL(/\/staff\/conversations\//);
    await page.waitForSelector(".talk >> text=Words that were meant.");
    assert.equal(await page.locator("#undo").count(), 0);
    const answer = page.waitForResponse((r) => r.url().endsWith("/undo"));
    await page.evaluate((action) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action });
      document.body.append(form);
      form.submit();
    }, action);
    assert.equal((await answer).status(), 409);
    await page.waitForSelector("text=It was too late to undo");
    await accessible(page, "an undo that came too late");
    await page.click("text=Open the conversation");

    // An answer waits in its thread, in sight, and joins the messages when it is sent.
    await page.click(".ProseMirror");
    await page.keyboard.type("One thing more.");
    await page.click(".foot .btn.main");
    await page.waitForSelector("#waiting >> text=One thing more.");
    await accessible(page, "a thread with an answer that waits");
    await page.waitForSelector("#messages >> text=One thing more.");
    assert.equal(await page.locator("#waiting article").count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test("works without scripts on a phone", async () => {
    const page = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await staffSignIn(page, demo, nurse());
    await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
    await page.fill("#subject", "Plain");
    await page.fill("textarea[name=body]", "Without scripts.");
    await page.click(".sendbar .btn.main");
    await page.waitForSelector("text=Nothing has reached the patient yet");
    await page.goto(`${demo.staff_url}/drafts`);
    await page.click("#undo button");
    await page.waitForURL(/\/staff\/compose\?draft=/);
    assert.equal(await page.inputValue("#subject"), "Plain");
    assert.equal(await page.inputValue("textarea[name=body]"), "Without scripts.");
  });
});

describe("send later", () => {
  for (const [name, options] of [
    ["on a desk", wide],
    ["on a phone without scripts", { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }],
  ]) {
    test(`is chosen, changed and taken back ${name}`, async () => {
      const page = await tab(browser, options);
      const scripts = options.javaScriptEnabled !== false;
      await staffSignIn(page, demo, nurse());
      await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
      await page.fill("#subject", `Later ${name}`);
      if (scripts) {
        await page.click(".ProseMirror");
        await page.keyboard.type("In good time.");
      } else await page.fill("textarea[name=body]", "In good time.");
      await page.click(".sends summary");
      if (scripts) await accessible(page, "compose with the ways to send");
      await page.fill("#send_at", "2020-01-01T09:00");
      await page.click("button[value=later]");
      await page.waitForSelector("#send_at-why");
      assert.match(await page.locator("#send_at-why").innerText(), /has passed/);
      if (scripts) await accessible(page, "a time that has passed");
      await page.fill("#send_at", tomorrow());
      await page.click("button[value=later]");
      await page.waitForSelector("h1 >> text=Scheduled for");
      if (scripts) await accessible(page, "a scheduled message");
      await page.goto(`${demo.staff_url}/scheduled`);
      await page.waitForSelector(`text=Later ${name}`);
      if (scripts) {
        await accessible(page, "the folder Scheduled");
        await page.waitForFunction(() => Number(document.querySelector("#count-scheduled")?.textContent) >= 2);
      }
      await page.click(`.row:has-text("Later ${name}") h2 a`);
      await page.fill("#send_at", tomorrow().replace("T09", "T11"));
      await page.click('button:has-text("Change the time")');
      await page.waitForSelector("h1 >> text=11:00 am");
      await page.click('button:has-text("Take back")');
      await page.waitForURL(/\/staff\/compose\?draft=/);
      assert.equal(await page.inputValue("#subject"), `Later ${name}`);
      assert.deepEqual(page.complaints, []);
    });
  }
});

describe("the member's own seconds", () => {
  test("are set on the account's page", async () => {
    const page = await tab(browser, wide);
    await staffSignIn(page, demo, demo.staff[0]);
    await page.goto(`${demo.staff_url}/account`);
    await page.fill("#undo_seconds", "45");
    await page.click("form.panel .btn.main");
    await page.waitForSelector("#undo_seconds-why");
    await accessible(page, "an account with a mistake");
    await page.fill("#undo_seconds", "0");
    await page.click("form.panel .btn.main");
    await page.waitForURL(/\/staff\/account$/);
    await compose(page, "At once", "No time to lose.");
    await page.click(".sendbar .btn.main");
    await page.waitForURL(/\/staff\/conversations\//, { timeout: 5_000 });
    assert.equal(await page.locator("#undo").count(), 0);
  });
});
