// What the pages' scripts do, in a real browser under the real policy, against a server that misbehaves on demand.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, beforeEach, describe, test } from "node:test";
import { page, start } from "./islands_server.mjs";

const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");
const program = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

let browser;
let context;
let server;
let complaints;

before(async () => {
  browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
});
after(() => browser.close());
beforeEach(async () => {
  server = await start();
  context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  complaints = [];

});

async function open(path, html) {
  if (html) server.pages.set(path.split("?")[0], html);
  const tab = await context.newPage();
  tab.on("pageerror", (error) => complaints.push(error.message));
  tab.on("console", (message) => /Content Security Policy/.test(message.text()) && complaints.push(message.text()));
  await tab.goto(server.origin + path);
  return tab;
}

async function done() {
  await context.close();
  server.close();
  assert.deepEqual(complaints, []);
}

const until = async (what, tries = 100) => {
  for (let n = 0; n < tries; n += 1) {
    if (await what()) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  assert.fail(`never: ${what}`);
};

const letter = `<main id="main" class="page"><form id="letter" method="post" action="/sent" data-autosave="/drafts/1" data-once><input type="hidden" name="version" value="1">
<label for="subject">Subject</label><input id="subject" name="subject"><div class="field"><label for="body">Message</label><textarea id="body" name="body" data-editor></textarea>
<input type="hidden" name="body_html" value="" disabled></div><label class="drop">Files<input type="file" id="files" multiple name="files" data-upload="/uploads" data-max-bytes="1000000" accept=".pdf,.png" data-accept-words="PDF or PNG" data-list="#list"></label>
<ul id="list" class="uploads"></ul><button data-key="ctrl+enter">Send</button><span data-autosave-state role="status"></span></form></main>`;

describe("the editor", () => {
  const html = (tab) => tab.inputValue("[name=body_html]");

  test("takes the textarea's place under its label, and typed addresses become links", async () => {
    const tab = await open("/compose", page(letter));
    await tab.locator(".ProseMirror").waitFor();
    await tab.getByRole("textbox", { name: "Message" }).click();
    await tab.keyboard.type("See example.org or write a@example.org");
    await tab.keyboard.press("Enter");
    await tab.keyboard.type("javascript:alert(1) ");
    await until(async () => /alert/.test(await html(tab)));
    assert.match(await html(tab), /<a href="https:\/\/example.org">example.org<\/a>.*<a href="mailto:a@example.org">/);
    assert.doesNotMatch(await html(tab), /href="javascript/);
    const sent = await tab.evaluate(() => [...new FormData(document.querySelector("#letter")).keys()]);
    assert.ok(sent.includes("body_html") && !sent.includes("body"));
    await done();
  });

  test("carries over what was typed while it was loading, the caret too", async () => {
    await context.route("**/editor-*.js", async (route) => {
      await new Promise((later) => setTimeout(later, 600));
      await route.continue();
    });
    const tab = await open("/compose", page(letter));
    await tab.focus("#body");
    await tab.keyboard.type("Good morninf");
    await tab.keyboard.press("Backspace");
    await tab.locator(".ProseMirror").waitFor();
    await tab.keyboard.type("g");
    await until(async () => (await html(tab)) === "<p>Good morning</p>");
    await done();
  });

  test("keeps a draft's formatting, and sends it even when the editor never comes", async () => {
    const draft = letter.replace('value="" disabled', 'value="&lt;p&gt;Take &lt;strong&gt;one&lt;/strong&gt;&lt;/p&gt;" disabled');
    await context.route("**/editor-*.js", (route) => route.abort());
    const tab = await open("/compose", page(draft));
    await until(async () => (await tab.inputValue("#body")) === "Take one" && (await tab.isEnabled("#body")));
    const sent = () => tab.evaluate(() => [...new FormData(document.querySelector("#letter"))].filter(([name]) => name.startsWith("body")).flat());
    assert.deepEqual(await sent(), ["body_html", "<p>Take <strong>one</strong></p>"]);
    await context.unroute("**/editor-*.js");
    await tab.reload();
    await tab.locator(".ProseMirror strong").waitFor();
    assert.equal(await html(tab), "<p>Take <strong>one</strong></p>");
    await new Promise((later) => setTimeout(later, 1300));
    assert.equal(server.drafts.length, 0, "opening a draft changes nothing");
    await done();
  });

  test("pasted text from Word comes out clean", async () => {
    const word = `<html><head><style>p{color:red}</style></head><body><!--StartFragment--><p class=MsoNormal>Before</p>
<p class=MsoNormal style="text-align:center"><b>Title</b><o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>One</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>Nested</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Two</p>
<p><span style="font-weight:700">Strong</span> <a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a><img src="https://tracker.example/x.gif"><script>alert(1)</script></p>
<table><tr><td style="background:red">A</td><td>B</td></tr></table><!--EndFragment--></body></html>`;
    const tab = await open("/compose", page(letter));
    await tab.locator(".ProseMirror").click();
    await tab.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", text);
      document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, word);
    await until(async () => /Two/.test(await html(tab)));
    const clean = await html(tab);
    assert.match(clean, /<p class="ta-center"><strong>Title<\/strong><\/p><ul><li><p>One<\/p><ul><li><p>Nested<\/p><\/li><\/ul><\/li><li><p>Two/);
    assert.match(clean, /<strong>Strong<\/strong> bad <a href="https:\/\/example.org\/">good<\/a>/);
    assert.match(clean, /<td><p>A<\/p><\/td><td><p>B/);
    assert.doesNotMatch(clean, /style|script|img|Mso|javascript/);
    await done();
  });

  test("is worked with the keyboard alone: toolbar, table, link dialog", async () => {
    const tab = await open("/compose", page(letter));
    await tab.locator(".ProseMirror").click();
    await tab.keyboard.press("Alt+F10");
    assert.equal(await tab.evaluate(() => document.activeElement.ariaLabel), "Bold");
    await tab.keyboard.press("ArrowLeft");
    assert.equal(await tab.evaluate(() => document.activeElement.ariaLabel), "Redo");
    await tab.getByRole("button", { name: "Insert table" }).focus();
    await tab.keyboard.press("Enter");
    await tab.getByRole("button", { name: "Add row below" }).waitFor();
    await tab.getByRole("button", { name: "Delete table" }).press("Enter");
    await tab.locator(".ProseMirror").focus();
    await tab.keyboard.press("Control+k");
    await tab.keyboard.type("not an address");
    await tab.keyboard.press("Enter");
    await tab.getByText("This is not a web address").waitFor();
    assert.equal(await tab.inputValue("#link-address"), "not an address");
    await tab.fill("#link-address", "tel:+1 613 555 0100");
    await tab.keyboard.press("Enter");
    await until(async () => /href="tel:\+16135550100"/.test(await html(tab)));
    await tab.locator(".ProseMirror").focus();
    await tab.keyboard.press("Control+Enter");
    await until(() => server.requests.some(({ method, path }) => method === "POST" && path === "/sent"));
    await done();
  });
});

describe("autosave", () => {
  const words = (tab) => tab.textContent("[data-autosave-state]");

  test("saves once after typing stops, says so, and offers a retry when it failed", async () => {
    const tab = await open("/compose", page(letter));
    await tab.locator(".ProseMirror").waitFor();
    await tab.fill("#subject", "Results");
    await until(() => server.drafts.length === 1);
    await until(async () => /^Draft saved \d+:44 [ap]m$/.test(await words(tab)));
    assert.equal(server.drafts[0].fields.get("version"), "1");
    assert.equal(await tab.inputValue("[name=version]"), "2");
    server.told.draftStatus = 503;
    await tab.fill("#subject", "Results of June");
    await until(async () => /Not saved - Retry/.test(await words(tab)));
    server.told.draftStatus = 200;
    await tab.getByRole("button", { name: "Retry" }).click();
    await until(async () => /Draft saved/.test(await words(tab)));
    server.told.draftStatus = 409;
    await tab.fill("#subject", "Other");
    await until(async () => /another window/.test(await words(tab)));
    await done();
  });

  test("saves what is left when the page is left", async () => {
    const tab = await open("/compose", page(letter));
    await tab.locator(".ProseMirror").click();
    await tab.keyboard.type("In a hurry");
    server.pages.set("/elsewhere", page("<main>Elsewhere</main>"));
    await tab.goto(`${server.origin}/elsewhere`);
    await until(() => server.drafts.some(({ fields }) => fields.get("body_html") === "<p>In a hurry</p>"));
    await done();
  });
});

describe("uploads", () => {
  const bytes = (size) => Buffer.alloc(size, 7);

  test("resume after a cut, and refuse with the reason what can't be sent", async () => {
    const tab = await open("/compose", page(letter));
    await until(async () => (await tab.getAttribute("#files", "name")) === null);
    server.told.cuts = 1;
    await tab.setInputFiles("#files", [
      { name: "scan.pdf", mimeType: "application/pdf", buffer: bytes(700_000) }, { name: "infected.png", mimeType: "image/png", buffer: bytes(10) },
      { name: "tool.exe", mimeType: "application/x", buffer: bytes(10) }, { name: "big.pdf", mimeType: "application/pdf", buffer: bytes(1_000_001) },
      { name: "empty.pdf", mimeType: "application/pdf", buffer: bytes(0) },
    ]);
    const row = (name) => tab.locator(".upload", { hasText: name });
    await row("scan.pdf").getByText("Ready, 700 KB").waitFor();
    await row("infected.png").getByText("The scanner found something").waitFor();
    await row("tool.exe").getByText("Only PDF or PNG").waitFor();
    await row("big.pdf").getByText("Larger than 1 MB").waitFor();
    await row("empty.pdf").getByText("This file is empty").waitFor();
    const ids = await tab.$$eval("[name=attachment_ids]", (fields) => fields.map((field) => field.value));
    assert.deepEqual(ids.map((id) => server.uploads.get(id).file_name), ["scan.pdf"]);
    assert.equal(server.uploads.get(ids[0]).got, 700_000);
    await row("scan.pdf").getByRole("button", { name: "Remove" }).click();
    await until(() => !server.uploads.has(ids[0]));
    assert.equal(await tab.locator("[name=attachment_ids]").count(), 0);
    await done();
  });

  test("hold the form back until the files are there", async () => {
    const tab = await open("/compose", page(letter));
    await until(async () => (await tab.getAttribute("#files", "name")) === null);
    server.told.cuts = 1000;
    await tab.setInputFiles("#files", [{ name: "scan.pdf", mimeType: "application/pdf", buffer: bytes(100) }]);
    await tab.getByRole("button", { name: "Send" }).click();
    await tab.getByText("Wait until the files are there").waitFor();
    assert.ok(!server.requests.some(({ path }) => path === "/sent"));
    await done();
  });
});

describe("live updates", () => {
  const session = 'data-live-src="/live" data-live-key="a"';
  const row = (id, name) => `<li class="row" id="${id}"><h2><a href="/c/${id}">${name}</a></h2></li>`;
  const inbox = (rows) => page(`<main class="split"><section class="list"><ol class="rows" id="rows" data-rows data-live="inbox" data-live-mode="offer">${rows}</ol></section></main>`, session);
  const thread = (messages, foot) => page(`<main><ol id="talk" data-live="thread:1" data-live-mode="append">${messages}</ol><div id="foot" data-live="thread:1">${foot}</div></main>`, session);

  test("share one stream between tabs, also when the first one closes; the state is said in words", async () => {
    const first = await open("/inbox", inbox(row("a", "Ann")));
    const second = await open("/inbox");
    for (const tab of [first, second]) await until(async () => (await tab.textContent("[data-live-state]")) === "Live");
    assert.equal(server.streams.size, 1);
    await first.close();
    await until(() => server.requests.filter(({ path }) => path === "/live").length === 2 && server.streams.size === 1);
    server.streams.forEach((stream) => stream.destroy());
    await until(async () => /^Reconnecting since \d+:\d\d [ap]m$/.test(await second.textContent("[data-live-state]")));
    await until(async () => (await second.textContent("[data-live-state]")) === "Live");
    await done();
  });

  test("new rows wait behind a button and nothing moves until it is pressed", async () => {
    const tab = await open("/inbox", inbox(row("a", "Ann") + row("b", "Bo")));
    await until(() => server.streams.size === 1);
    const place = () => tab.locator("#b").boundingBox();
    const before = await place();
    server.pages.set("/inbox", inbox(row("c", "Cy") + row("a", "Ann") + row("b", "Bo (read)")));
    server.notice("inbox");
    const button = tab.getByRole("button", { name: "1 new" });
    await button.waitFor();
    assert.deepEqual(await place(), before);
    assert.equal(await tab.textContent("#b h2"), "Bo (read)");
    assert.equal(await tab.locator("#c").count(), 0);
    await button.click();
    assert.deepEqual(await tab.$$eval(".row", (rows) => rows.map(({ id }) => id)), ["c", "a", "b"]);
    assert.ok(server.requests.some(({ path, background }) => path === "/inbox" && background === "1"));
    await done();
  });

  test("messages are appended, receipts renewed, and a reply being written is left alone", async () => {
    const form = '<form data-autosave="/drafts/1"><textarea name="body"></textarea></form>';
    const tab = await open("/thread", thread('<li id="m1">One, sending</li>', form));
    await until(() => server.streams.size === 1);
    await tab.fill("textarea", "My answer");
    await tab.evaluate(() => document.activeElement.blur());
    server.pages.set("/thread", thread('<li id="m1">One, read</li><li>Today</li><li id="m2">Two</li>', form.replace("/1", "/2")));
    server.notice("thread:1");
    await tab.locator("#m2").waitFor();
    assert.equal(await tab.textContent("#talk"), "One, readTodayTwo");
    assert.equal(await tab.inputValue("textarea"), "My answer");
    server.pages.set("/thread", thread('<li id="m1">One, read</li>', "Closed"));
    server.notice("thread:1");
    await until(async () => (await tab.textContent("#foot")) === "Closed");
    await done();
  });
});

test("the session's end is announced two minutes ahead; one press extends; at the end one comes back to the same place", async () => {
  const warned = await open("/soon", page("<main>Soon</main>", 'data-session-seconds="121" data-session-extend="/session"'));
  await warned.getByRole("alertdialog", { name: "You will be signed out soon" }).waitFor();
  await warned.keyboard.press("Enter");
  await warned.getByRole("alertdialog").waitFor({ state: "detached" });
  assert.ok(server.requests.some(({ method, path }) => method === "POST" && path === "/session"));
  server.pages.set("/over", page("<main>Sign in</main>"));
  const ended = await open("/now?x=1", page("<main>Now</main>", 'data-session-seconds="2" data-live-key="b" data-session-extend="/session"'));
  await ended.waitForURL(`${server.origin}/over?next=${encodeURIComponent("/now?x=1")}`).catch(() => assert.fail(ended.url()));
  await done();
});
