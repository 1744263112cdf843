// The way of the first message, as a nurse and a patient walk it: chart, compose, send, notice, passcode, read, answer, close.
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

const nurse = () => demo.staff[2];
const patient = () => demo.patients[0];
const addresses = () => [patient().email, patient().mobile].filter(Boolean);

async function compose(page, subject, words) {
  await page.goto(`${demo.staff_url}/patients/${patient().id}`);
  await page.click("text=Start/Open");
  await page.click("text=Message patient");
  await page.waitForURL(/\/staff\/compose/);
  await page.fill("#subject", subject);
  await page.click(".ProseMirror");
  await page.keyboard.type(words);
}

async function sendIt(page) {
  const at = new Date().toISOString();
  await page.click(".sendbar .btn.main");
  await page.waitForURL(/\/staff\/conversations\//);
  return letterTo(demo, addresses(), (m) => m.sent_at >= at && m.links.length > 0);
}

describe("the first message", () => {
  test("goes from the chart to the patient and back, seen on both sides as it happens", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(staff, demo, nurse());
    await accessible(staff, "inbox");
    await compose(staff, "Your iron results", "Your iron is back up.");
    await accessible(staff, "compose");
    await staff.setInputFiles("#upload", { name: "result.txt", mimeType: "text/plain", buffer: Buffer.from("Ferritin 48\n") });
    await staff.waitForSelector("input[name=attachment_ids]", { state: "attached" });
    await staff.click("text=Add attachment");
    await staff.click("text=Attach from the chart");
    await staff.waitForURL(/\/pick/);
    await accessible(staff, "picker");
    const boxes = staff.locator("input[name=chart_item_ids]");
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await staff.click('button:has-text("Select")');
    await staff.waitForURL(/\/staff\/compose/);
    assert.equal(await staff.locator("#files .file").count(), 3);
    assert.equal(await staff.inputValue("#subject"), "Your iron results", "what was typed is still there");
    const letter = await sendIt(staff);
    assert.doesNotMatch(letter.subject + letter.text, /iron|Ferritin|Marchand/i);

    await patientSignIn(phone, demo, patient(), letter);
    await phone.waitForSelector("text=Your iron is back up.");
    await accessible(phone, "the patient's thread");
    await staff.waitForSelector("text=/Opened by/");
    const file = await phone.request.get(new URL(await phone.getAttribute(".file", "href"), demo.portal_url).href);
    assert.equal(file.status(), 200);
    assert.match(file.headers()["content-disposition"], /^attachment/);
    await staff.waitForSelector("text=/Downloaded by/");

    await phone.fill("textarea[name=body]", "Should I keep the evening one?");
    await phone.locator("form.reply button.main").click();
    await staff.waitForSelector(".talk >> text=Should I keep the evening one?");
    await accessible(staff, "thread");

    await staff.click(".ident button:has-text('Close')");
    await staff.locator("dialog[open] button.main").click();
    await staff.waitForSelector("text=Reopen");
    await phone.reload();
    assert.equal(await phone.locator("textarea[name=body]").count(), 0);
    await phone.waitForSelector(".closed");
    assert.deepEqual([...staff.complaints, ...phone.complaints], []);
  });

  test("is read and answered on a phone without scripts", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    const phone = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await staffSignIn(staff, demo, nurse());
    await compose(staff, "A question", "How do the tablets agree with you?");
    await patientSignIn(phone, demo, patient(), await sendIt(staff));
    await phone.waitForSelector("text=How do the tablets agree with you?");
    await phone.fill("textarea[name=body]", "Very well, thank you.");
    await phone.locator("form.reply button.main").click();
    await phone.waitForSelector("text=Very well, thank you.");
    await staff.waitForSelector(".talk >> text=Very well, thank you.");
    assert.deepEqual(staff.complaints, []);
  });

  test("keeps everything typed when something is missing, and says so at the field", async () => {
    const staff = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(staff, demo, nurse());
    await compose(staff, "", "Words that must not be lost.");
    await staff.click(".sendbar .btn.main");
    await staff.waitForSelector(".errors");
    await accessible(staff, "compose with an error");
    assert.match(await staff.title(), /^Error:/);
    assert.match(await staff.locator("#subject-why").innerText(), /subject/i);
    await staff.waitForSelector(".ProseMirror >> text=Words that must not be lost.");
    assert.deepEqual(staff.complaints, []);
  });
});

describe("every page of staff", () => {
  for (const width of [390, 1440]) {
    test(`is accessible at ${width} px`, async () => {
      const page = await tab(browser, { viewport: { width, height: 900 } });
      await staffSignIn(page, demo, demo.staff[0]);
      const places = ["/inbox", "/inbox?folder=sent", "/inbox?folder=closed", "/drafts", "/compose", "/patients", "/patients?query=marchand", `/patients/${patient().id}`, "/settings/portal", "/members", "/api-keys", "/audit", "/account"];
      for (const place of places) {
        const answer = await page.goto(demo.staff_url + place);
        assert.equal(answer.status(), 200, place);
        await accessible(page, place);
      }
      assert.deepEqual(page.complaints, []);
    });
  }
});
