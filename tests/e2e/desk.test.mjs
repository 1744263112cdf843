// What a nurse has at hand while writing: a template that fills itself in, a second look at whom the message is for, a fee code.
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

const owner = () => demo.staff[0];
const nurse = () => demo.staff[2];
const patient = () => demo.patients[0];

/** The demo's patient names another one in a way that a text would. */
const other = () => demo.patients.find((p) => p.name !== patient().name && p.name.split(" ").length === 2 && /^[A-Za-z ]+$/.test(p.name));

describe("the writing desk", () => {
  test("fills a template in, marks what is missing, and sends when it is there", async () => {
    const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(page, demo, nurse());
    await page.goto(`${demo.staff_url}/templates/new`);
    await page.fill("#name", "Come again");
    await page.click(".ProseMirror");
    await page.keyboard.type("Dear ");
    await page.click('[data-insert="{{patient_given_name}}"]');
    await page.click(".ProseMirror");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(", see you on ");
    await page.click('[data-insert="{{next_appointment}}"]');
    await accessible(page, "a new template");
    await page.click(".sendbar .btn.main");
    await page.waitForSelector("text=Saved as a new version.");
    await accessible(page, "a template");

    await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
    await page.fill("#subject", "Soon");
    await page.click(".ProseMirror");
    await page.keyboard.type("Typed before.");
    await page.click('button:has-text("Template")');
    await page.waitForURL(/\/templates$/);
    await accessible(page, "the picker");
    await page.locator("form.card", { hasText: "Come again" }).locator("button.main").click();
    await page.waitForURL(/\/staff\/compose/);
    assert.equal(await page.inputValue("#subject"), "Soon", "what was typed stays");
    const given = patient().name.split(" ")[0];
    await page.waitForSelector(`.ProseMirror >> text=Dear ${given}`);
    await page.waitForSelector(".ProseMirror >> text=Typed before.");
    const missing = await page.locator("#gaps").count();
    if (missing) {
      await page.click(".sendbar .btn.main");
      await page.waitForSelector(".errors");
      await accessible(page, "a message with a gap");
      assert.match(await page.locator(".errors").innerText(), /next_appointment/);
      await page.waitForSelector(".ProseMirror");
      await page.click(".ProseMirror");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("See you on Friday.");
    }
    await page.selectOption("#fee_code", { index: 1 });
    await page.click(".sendbar .btn.main");
    await page.waitForURL(/\/staff\/conversations\//);
    assert.deepEqual(page.complaints, []);
  });

  test("asks for an answer in time, names a colleague, and says while one writes who will read it", async () => {
    // M16, M17, M27, M38, M40, M41.
    const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(page, demo, nurse());
    await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
    assert.match(await page.inputValue("#from"), /^workgroup:/, "a workgroup is preset");
    await page.fill("#subject", "Shall we go on?");
    await page.click(".ProseMirror");
    await page.keyboard.type("Please say by Friday.");
    await page.click("#to_staff_ids > summary");
    const colleague = page.locator("#to_staff_ids label", { hasText: "Helen Marsh" });
    await colleague.locator("input").check();
    await page.waitForSelector("#readers >> text=Helen Marsh");
    await page.check("[name=require_response]");
    await page.fill("#require_response_days", "5");
    await page.check("[name=notify_if_unread]");
    await page.fill("#notify_if_unread_days", "2");
    await page.uncheck("#allow_response");
    await page.click(".sendbar .btn.main");
    await page.waitForSelector(".errors");
    await accessible(page, "an answer that is required and not allowed");
    assert.equal(await page.inputValue("#subject"), "Shall we go on?");
    await page.check("#allow_response");
    await page.click(".sendbar .btn.main");
    await page.waitForURL(/\/staff\/conversations\//);
    await page.waitForSelector("text=/required by/");
    await page.goto(`${demo.staff_url}/inbox?folder=awaiting_response`);
    await page.waitForSelector("text=Shall we go on?");
    await accessible(page, "what is awaited");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test("marks what a template left open, counts it, and goes from one to the next", async () => {
    const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(page, demo, nurse());
    await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
    await page.fill("#subject", "Your visit on {{next_appointment}}");
    await page.click(".ProseMirror");
    await page.keyboard.type("Call us at {{clinic_phone}}, {{no_such_field}}.");
    await page.waitForSelector(".gaps >> text=To fill in: 2");
    assert.deepEqual(await page.locator(".ProseMirror .gap").allInnerTexts(), ["{{clinic_phone}}"]);
    await accessible(page, "compose with gaps");
    await page.click(".gaps button");
    await page.keyboard.type("Friday");
    assert.equal(await page.inputValue("#subject"), "Your visit on Friday");
    await page.click(".gaps button");
    await page.keyboard.type("613 555 0100");
    await page.waitForSelector(".gaps", { state: "hidden" });
    assert.match(await page.locator(".ProseMirror").innerText(), /613 555 0100, \{\{no_such_field/);
    assert.deepEqual(page.complaints, []);
  });

  test("looks twice when another patient is named, while one types and at Send", async () => {
    const page = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(page, demo, nurse());
    await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
    await page.fill("#subject", "Results");
    await page.click(".ProseMirror");
    await page.keyboard.type(`The results of ${other().name} are in.`);
    await page.waitForSelector(`#guard >> text=${other().name}`);
    await page.waitForSelector("#readers .lockscreen");
    await accessible(page, "compose with a warning");
    await page.click(".sendbar .btn.main");
    await page.waitForSelector(".errors");
    await page.waitForSelector("text=Send anyway");
    await accessible(page, "compose that was stopped");
    await page.waitForSelector(`.ProseMirror >> text=${other().name}`);
    await page.click(".sendbar .btn.main");
    await page.waitForURL(/\/staff\/conversations\//);
    assert.deepEqual(page.complaints, []);
  });

  for (const width of [390, 1440]) {
    test(`has pages that everybody can use at ${width} px`, async () => {
      const page = await tab(browser, { viewport: { width, height: 900 } });
      await staffSignIn(page, demo, owner());
      await page.goto(`${demo.staff_url}/templates`);
      await accessible(page, "templates");
      await page.locator(".items h3 a").first().click();
      await accessible(page, "one template");
      await page.click("text=Preview");
      await page.fill("#query", patient().name.split(" ").at(-1));
      await page.click(".filters button");
      await accessible(page, "whom to preview it for");
      await page.locator(".items a").first().click();
      await page.waitForSelector("text=will read");
      await accessible(page, "its preview");
      await page.goto(`${demo.staff_url}/billing`);
      await page.click('nav[aria-label] a:has-text("Before")');
      await accessible(page, "billing");
      await page.goto(`${demo.staff_url}/fee-codes`);
      await accessible(page, "fee codes");
      await page.locator(".items a").first().click();
      await accessible(page, "a fee code");
      await page.goto(`${demo.staff_url}/billing`);
      const billed = page.locator('a[href^="/staff/billed-messages/"]').first();
      if (await billed.count()) {
        await billed.click();
        await accessible(page, "a billed message");
      }
      assert.deepEqual(page.complaints, []);
    });
  }
});
