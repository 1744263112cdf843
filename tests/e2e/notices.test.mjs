// Notification templates: the preview follows what is typed, counts as the server does, and does without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, letterTo, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser.close();
  await demo.stop();
});

const page = (channel, event = "message") => `${demo.staff_url}/settings/notifications/text?event=${event}&channel=${channel}&language=en`;
const SHOWN = ["lock", "cost", "most", "beyond", "subject", "text"];

/** What the preview shows. */
async function shown(tab) {
  const found = {};
  for (const name of SHOWN) {
    const element = tab.locator(`[data-shows="${name}"]`);
    if (await element.count()) found[name] = await element.textContent();
  }
  return found;
}

test("the preview is live and shows what the server would", async () => {
  const live = await tab(browser, { viewport: { width: 1440, height: 900 } });
  await staffSignIn(live, demo, demo.staff[0]);
  await live.goto(`${demo.staff_url}/settings/notifications`);
  await accessible(live, "notification templates");
  const plain = await tab(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: await live.context().storageState() });
  const texts = [
    "Hi {{ given_name }}, {{link}}",
    "  {{{{given_name}}}} € [x] \r\n{{link}}\u200b ",
    "Ça y est, {{given_name}} 😀 {{link}}",
    `{{link}} ${"€".repeat(90)}`,
    `{{link}} ${"😀".repeat(40)}`,
  ];
  for (const [channel, event] of [["text", "message"], ["text", "passcode"], ["email", "message"]]) {
    await live.goto(page(channel, event));
    await plain.goto(page(channel, event));
    assert.equal(await live.locator("[data-preview]:visible").count(), 0);
    for (const typed of texts) {
      const text = event === "passcode" ? typed.replaceAll("{{link}}", "{{code}}") : typed;
      for (const one of [live, plain]) {
        await one.fill("#body", text);
        if (channel === "email") await one.fill("#subject", "For {{given_name}}");
      }
      await plain.click("button[name=preview]");
      await plain.waitForSelector("[data-shows=lock]");
      assert.equal(await plain.locator(".errors").count(), 0, text);
      assert.deepEqual(await shown(live), await shown(plain), text);
    }
  }
  await live.goto(page("text"));
  await live.fill("#body", "Hi {{diagnosis}} {{link}}");
  await live.waitForSelector("text=These are no fields here: {{diagnosis}}");
  await live.click(".sendbar .btn.main");
  await live.waitForSelector("#body-why");
  await accessible(live, "a refused notification template");
  await live.fill("#body", "Hi ");
  await live.locator("[data-field=given_name] button").click();
  await live.keyboard.type(", look: ");
  await live.locator("[data-field=link] button").click();
  assert.match(await live.textContent("[data-shows=lock]"), /^Hi Sam, look: http/);
  await live.click(".sendbar .btn.main");
  await live.waitForURL(/saved=1/);
  await accessible(live, "a saved notification template");
  const patient = demo.patients.find((one) => one.mobile) ?? demo.patients[0];
  const at = new Date().toISOString();
  const sent = await fetch(`${demo.api_url}/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ patient_id: patient.id, subject: "Your result", body_html: "<p>All is well.</p>" }),
  });
  assert.equal(sent.status, 201);
  const notice = await letterTo(demo, [patient.email, patient.mobile].filter(Boolean), (m) => m.sent_at >= at && m.links.length > 0);
  if (notice.channel === "text") assert.match(notice.text, /^Hi \p{L}+, look: http/u);
  assert.deepEqual([...live.complaints, ...plain.complaints], []);
});
