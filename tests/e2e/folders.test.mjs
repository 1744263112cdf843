// What comes back and what does not: folders whose counts keep up by themselves, names that a patient never sees, what is billed.
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

const owner = () => demo.staff[0];
const nurse = () => demo.staff[2];
const patient = () => demo.patients[0];
const addresses = () => [patient().email, patient().mobile].filter(Boolean);
const FOLDERS = ["awaiting_response", "overdue", "unread_by_patient", "failed_delivery"];

/** The count beside a folder's name; nothing there is 0. */
async function count(page, folder) {
  const shown = page.locator(`#count-${folder}`);
  return (await shown.count()) ? Number((await shown.innerText()).match(/\d+/)?.[0] ?? 0) : 0;
}

/** Waits until a folder's count is that. */
async function becomes(page, folder, wanted) {
  for (let n = 0; n < 100; n += 1) {
    if ((await count(page, folder)) === wanted) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  assert.equal(await count(page, folder), wanted, folder);
}

/** Writes to the patient; `more` fills in what this message is about. Gives the letter that says so. */
async function write(page, subject, more) {
  await page.goto(`${demo.staff_url}/compose?patient=${patient().id}`);
  await page.fill("#subject", subject);
  await page.click(".ProseMirror");
  await page.keyboard.type("Are you coming?");
  await more();
  const at = new Date().toISOString();
  await page.click(".sendbar .btn.main");
  await page.waitForURL(/\/staff\/conversations\//);
  return letterTo(demo, addresses(), (m) => m.sent_at >= at && m.links.length > 0);
}

describe("folders", () => {
  test("hold as many as they say, and say so by themselves when that changes", async () => {
    const [staff, watching, phone] = await Promise.all([tab(browser, { viewport: { width: 1440, height: 900 } }), tab(browser, { viewport: { width: 1440, height: 900 } }), tab(browser, { viewport: { width: 390, height: 844 } })]);
    await staffSignIn(staff, demo, nurse());
    await staffSignIn(watching, demo, nurse());
    const before = {};
    for (const folder of FOLDERS) {
      await watching.goto(`${demo.staff_url}/inbox?folder=${folder}`);
      before[folder] = await count(watching, folder);
      const rows = await watching.locator("#rows > li").count();
      const older = await watching.locator("a[rel=next]").count();
      assert.ok(older ? rows <= before[folder] : rows === before[folder], `${folder}: ${rows} of ${before[folder]}`);
    }
    assert.ok(before.overdue > 0 && before.failed_delivery > 0, "the sample clinic has some of each");
    await watching.goto(`${demo.staff_url}/inbox?folder=awaiting_response`);
    const letter = await write(staff, "Your visit on Monday", async () => {
      await staff.check("[name=require_response]");
    });
    await becomes(watching, "awaiting_response", before.awaiting_response + 1);
    await becomes(watching, "unread_by_patient", before.unread_by_patient + 1);
    await watching.click("[data-live-offer]");
    await watching.waitForSelector("#rows >> text=Your visit on Monday");
    await accessible(watching, "awaiting response");
    await patientSignIn(phone, demo, patient(), letter);
    await becomes(watching, "unread_by_patient", before.unread_by_patient);
    await phone.fill("textarea[name=body]", "Yes.");
    await phone.locator("form.reply button.main").click();
    await becomes(watching, "awaiting_response", before.awaiting_response);
    assert.deepEqual([...staff.complaints, ...watching.complaints, ...phone.complaints], []);
  });
});

describe("a masked name", () => {
  test("stands nowhere in what the patient's browser is given", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    const phone = await tab(browser, { viewport: { width: 390, height: 844 } });
    await staffSignIn(staff, demo, nurse());
    const letter = await write(staff, "Between us", async () => {
      await staff.click("#to_staff_ids summary");
      await staff.locator("#to_staff_ids input").first().check();
      await staff.check("[name=mask_name]");
    });
    await staff.waitForSelector("text=Name masked");
    const names = demo.staff.flatMap((member) => member.email.split("@")[0].split(".")).filter((part) => part.length > 3);
    const given = [];
    phone.on("response", async (answer) => given.push(answer.url().startsWith(demo.portal_url) && /html|json/.test(answer.headers()["content-type"] ?? "") ? await answer.text().catch(() => "") : ""));
    await patientSignIn(phone, demo, patient(), letter);
    await phone.waitForSelector("text=/Clinic Staff|Personnel de la clinique/");
    const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const source = plain((await phone.content()) + given.join("") + letter.subject + letter.text + (letter.html ?? ""));
    const own = plain(patient().name + patient().email);
    for (const name of names.filter((part) => !own.includes(part))) assert.ok(!source.includes(name), `${name} stands in what the patient is given`);
    await accessible(phone, "a masked thread");
  });
});

describe("billing", () => {
  test("a billed message says so in its thread and stands in the report", async () => {
    const staff = await tab(browser, { viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, owner());
    await write(staff, "Advice", async () => {
      await staff.selectOption("#fee_code", { index: 1 });
    });
    const badge = await staff.locator(".msg .badge", { hasText: "Billed" }).last().innerText();
    await accessible(staff, "a thread with a billed message");
    await staff.goto(`${demo.staff_url}/billing`);
    const line = staff.locator("table.stacked tbody tr", { hasText: patient().name }).first();
    const code = badge.replace("Billed ", "");
    assert.match(await line.innerText(), new RegExp(code));
    const csv = await staff.request.get(new URL(await staff.getAttribute('a[href^="/staff/billing.csv"]', "href"), demo.staff_url).href);
    assert.ok((await csv.text()).split("\n").some((row) => row.includes(code) && row.includes(patient().name)), "the CSV has it too");
    await accessible(staff, "the billing report");
    assert.deepEqual(staff.complaints, []);
  });
});
