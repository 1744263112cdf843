// Hostile text in everything that people write, stored through the API and looked at in a real browser, on both sides: no script
// runs, the content policy has nothing to report, nothing is asked of another origin, and text stays where it belongs.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { letterTo, patientSignIn, staffSignIn, startBrowser, startDemo, tab } from "./demo.mjs";
import { ELSEWHERE, vectors } from "./vectors.mjs";

const BODIES = 2_000;
const ON_A_PAGE = 50;
const ALL = vectors(BODIES, 30);

let demo;
let browser;
let hostile;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
  hostile = await store();
});
after(async () => {
  await browser.close();
  await demo.stop();
});

async function api(path, body) {
  const headers = { authorization: `Bearer ${demo.api_key}` };
  const json = !(body instanceof FormData);
  if (json) headers["content-type"] = "application/json";
  const answer = await fetch(demo.api_url + path, { method: "POST", headers, body: json ? JSON.stringify(body) : body });
  const said = await answer.text();
  assert.equal(answer.status, 201, `${path}: ${said}`);
  return JSON.parse(said);
}

/** Does `work` for every item, a few at a time, and gives what came of each. */
async function each(items, work, atOnce = 8) {
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < items.length; n = next++) results[n] = await work(items[n], n);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

/** The vectors as lines of plain text, as many of them in each as `room` characters hold. */
function lines(count, room, from = 0) {
  const out = [];
  let at = from;
  while (out.length < count) {
    let line = ALL[at++ % ALL.length].slice(0, room);
    while (line.length + 1 + ALL[at % ALL.length].length <= room) line += ` ${ALL[at++ % ALL.length]}`;
    // What cannot be seen is taken away on the way in; a line of nothing else would be none.
    out.push(`${line}`.trim() || "x");
  }
  return out;
}

const person = (given_name, family_name, contact = {}) => ({ given_name, family_name, birth_date: "1990-04-05", portal_access: true, own_access: true, ...contact });

async function store() {
  const names = lines(80, 100, 100);
  await each(names.slice(0, 40), (name, n) => api("/patients", person(name, names[40 + n])));
  const main = person(names[3], names[60], { email: "hostile@home.example.org", mobile: "+14165550199", preferred_channel: "email" });
  const { id: patient } = await api("/patients", main);
  const titles = lines(150, 300, 300);
  const kinds = ["document", "lab_result", "encounter_note", "form", "invoice"];
  await each(titles, (title, n) => api(`/patients/${patient}/chart-items`, { kind: kinds[n % kinds.length], title, author: ALL[n].slice(0, 200), item_date: "2026-05-01" }));
  const files = await each(lines(120, 100, 900), (name, n) => {
    const form = new FormData();
    form.append("file", new Blob([`Some words, ${n}.`], { type: "text/plain" }), `${name.replace(/[^\u0020-\u007e]/g, "")}.txt`);
    return api("/attachments", form);
  });
  const subjects = lines(BODIES / ON_A_PAGE, 150, 700);
  const conversations = await each(subjects, async (subject, n) => {
    const [first, ...rest] = ALL.slice(n * ON_A_PAGE, (n + 1) * ON_A_PAGE);
    const attachment_ids = files.slice(n * 3, n * 3 + 3).map((file) => file.id);
    const begun = await api("/conversations", { patient_id: patient, subject, body_html: `<p>m</p>${first}`, attachment_ids });
    for (const body of rest) await api(`/conversations/${begun.id}/messages`, { body_html: `<p>m</p>${body}` });
    return begun.id;
  });
  return { patient, conversations, account: { ...main, id: patient } };
}

/** A tab that notes whatever ran, was reported, was asked of others, or popped up. */
async function watched(options) {
  const page = await tab(browser, options);
  page.seen = [];
  await page.exposeBinding("__seen", (_, what) => page.seen.push(what));
  await page.addInitScript(() => {
    window.__xss = (...n) => window.__seen(`a script ran: ${n}`);
    document.addEventListener("securitypolicyviolation", (e) => window.__seen(`reported: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  });
  page.on("dialog", (dialog) => {
    page.seen.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.context().on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(demo.staff_url).origin && !page.control) page.seen.push(`asked: ${request.url()}`);
    if (page.control && request.url().startsWith(ELSEWHERE)) page.seen.push(`asked: ${request.url()}`);
  });
  await page.route(`${ELSEWHERE}/**`, (route) => route.abort());
  return page;
}

/** What stands in the page that could act, or that the clinic's own pages never have. */
const dangers = (page) =>
  page.evaluate(() => {
    const found = [];
    const allowed = new Set(["P", "BR", "STRONG", "EM", "U", "S", "UL", "OL", "LI", "H1", "H2", "H3", "H4", "BLOCKQUOTE", "TABLE", "THEAD", "TBODY", "TR", "TD", "TH", "A", "B", "I", "DIV", "SPAN", "COLGROUP", "COL"]);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push(`<${element.localName} ${name}>`);
        // A browser leaves out control characters and space when it looks for the scheme.
        if (/^(href|src|action|formaction|data|xlink:href)$/i.test(name) && /^(javascript|data|vbscript|blob|file):/i.test(value.replace(/[\u0000-\u0020]/g, ""))) found.push(`<${element.localName} ${name}=${value}>`);
      }
      if (element.closest(".prose") && !element.matches(".prose") && (!allowed.has(element.tagName) || element.id || element.getAttribute("style"))) found.push(element.outerHTML.slice(0, 200));
      if (/^(iframe|object|embed|base|frameset)$/i.test(element.tagName)) found.push(`<${element.localName}>`);
    }
    return found;
  });

async function harmless(page, address) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, address);
  await page.evaluate(() => new Promise((later) => setTimeout(later, 30)));
  assert.deepEqual(await dangers(page), [], address);
  assert.deepEqual([...page.seen, ...page.complaints], [], address);
}

describe("hostile text", () => {
  test("is hostile: put into a page as it is, it runs", async () => {
    const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><body>${ALL.slice(0, 200).map((v) => `<div>${v}</div>`).join("\n")}`));
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    const page = await watched({});
    page.control = true;
    await page.goto(`http://127.0.0.1:${server.address().port}`, { waitUntil: "commit" });
    for (let n = 0; n < 100 && page.seen.length < 3; n += 1) await new Promise((later) => setTimeout(later, 50));
    assert.ok(page.seen.length >= 3, `${page.seen}`);
    await page.context().close();
    server.close();
  });

  test(`does nothing on the pages of staff, ${BODIES} bodies and every name, subject, file and title`, async () => {
    const page = await watched({ viewport: { width: 1440, height: 900 } });
    await staffSignIn(page, demo, demo.staff[0]);
    const { patient, conversations } = hostile;
    for (const id of conversations) {
      await harmless(page, `${demo.staff_url}/conversations/${id}`);
      assert.equal(await page.locator("article.msg").count(), ON_A_PAGE, "every message is there");
    }
    const places = ["/inbox", "/inbox?folder=sent", "/inbox?folder=all", "/patients", "/patients?query=script", "/patients?query=xss", `/patients/${patient}`, `/compose?patient=${patient}`, `/patients/${patient}/message-patient`, "/audit", "/drafts"];
    for (const place of places) await harmless(page, demo.staff_url + place);
    await page.context().close();
  });

  test("does nothing on the patient's pages", async () => {
    const phone = await watched({ viewport: { width: 390, height: 844 } });
    const letter = await letterTo(demo, [hostile.account.email], (m) => m.links.length > 0);
    assert.doesNotMatch(letter.subject + letter.text, /__xss|elsewhere|<|script/i, "a notice has nothing of it");
    await patientSignIn(phone, demo, hostile.account, letter);
    for (const id of hostile.conversations) await harmless(phone, `${demo.portal_url}/messages/${id}`.replace(/([^:])\/\//, "$1/"));
    await harmless(phone, `${demo.portal_url}/messages`.replace(/([^:])\/\//, "$1/"));
    await phone.context().close();
  });
});

describe("names", () => {
  const shown = async (page, text) =>
    page.evaluate((wanted) => {
      const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      const found = [];
      while (walk.nextNode()) {
        const node = walk.currentNode;
        if (!node.data.includes(wanted) || !node.parentElement.checkVisibility()) continue;
        let element = node.parentElement;
        while (element.localName !== "main" && !/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) element = element.parentElement;
        found.push(element.localName === "main" ? `not isolated: ${node.parentElement.outerHTML.slice(0, 300)}` : element.textContent.trim());
      }
      return found;
    }, text);

  test("with braces and HTML are shown as they are written", async () => {
    const given = "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}";
    const family = "<b>Bold</b> & <i>Co</i>";
    const { id } = await api("/patients", person(given, family));
    const page = await watched({});
    await staffSignIn(page, demo, demo.staff[0]);
    for (const place of [`/patients/${id}`, "/patients?query=bold", `/compose?patient=${id}`]) {
      await harmless(page, demo.staff_url + place);
      const text = await page.innerText("main");
      assert.ok(text.includes(given) && text.includes(family), `${place}: ${text.slice(0, 500)}`);
    }
    await page.context().close();
  });

  test("that read from right to left, or hide marks, turn nothing around them", async () => {
    const given = "שלום";
    const { id } = await api("/patients", person(`${given}\u202e\u2066`, "זהב\u200b 7", { email: "rtl@home.example.org", preferred_channel: "email" }));
    const begun = await api("/conversations", { patient_id: id, subject: "A subject", body_html: "<p>Hello</p>", allow_response: true });
    const staff = await watched({ viewport: { width: 1440, height: 900 } });
    await staffSignIn(staff, demo, demo.staff[0]);
    const places = [`/patients/${id}`, `/patients?query=${encodeURIComponent(given)}`, `/compose?patient=${id}`, `/conversations/${begun.id}`, "/inbox?folder=all"];
    const marks = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
    for (const place of places) {
      await staff.goto(demo.staff_url + place);
      const found = await shown(staff, given);
      assert.ok(found.length > 0, place);
      assert.deepEqual(found.filter((text) => /^not isolated/.test(text) || /1990/.test(text)), [], place);
      assert.doesNotMatch(await staff.innerText("main"), marks, place);
    }
    await staff.context().close();
  });
});
