// A whole Carepost for the browser: the real program with its sample clinic, on a folder and a port of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const chromiumPath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const program = fileURLToPath(new URL("../../target/debug/carepost", import.meta.url));

/** Starts the demo; gives what it prints and a way to end it. */
export async function startDemo(host = "127.0.0.1") {
  const data = mkdtempSync(join(tmpdir(), "carepost-demo-"));
  const listen = `${host}:${await freePort()}`;
  const running = spawn(program, ["demo", "--listen", listen, "--data", join(data, "clinic"), "--json"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  running.stderr.on("data", (text) => (said += text));
  const line = await new Promise((resolve, reject) => {
    let out = "";
    running.stdout.on("data", (text) => {
      out += text;
      if (out.includes("\n")) resolve(out.slice(0, out.indexOf("\n")));
    });
    running.on("exit", (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      running.on("exit", () => {
        rmSync(data, { recursive: true, force: true });
        resolve();
      });
      running.kill("SIGTERM");
    });
  return { ...JSON.parse(line), stop };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the browser. */
export function startBrowser() {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

/** A tab that notes every script error and every report of the content policy. */
export async function tab(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-CA", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("console", (message) => /Content Security Policy/.test(message.text()) && page.complaints.push(message.text()));
  page.on("response", (answer) => answer.status() >= 500 && page.complaints.push(`${answer.status()} ${answer.url()}`));
  return page;
}

/** Fails when the page breaks a rule of accessibility, in light and in dark. */
export async function accessible(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
  }
}

/** Signs a staff member in. */
export async function staffSignIn(page, demo, member) {
  await page.goto(demo.staff_url);
  await page.fill("[name=email]", member.email);
  await page.fill("[name=password]", member.password);
  await page.click("main button.main");
  await page.waitForURL(/\/staff\/inbox/);
}

/** The newest mail or text to one of `addresses` for which `wanted` holds. */
export async function letterTo(demo, addresses, wanted) {
  for (let n = 0; n < 100; n += 1) {
    const all = await (await fetch(`${demo.mailbox_url}.json`)).json();
    const found = all.find((m) => addresses.includes(m.to) && wanted(m));
    if (found) return found;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`no letter to ${addresses}`);
}

/** Opens a letter's link and signs in with the passcode that comes. */
export async function patientSignIn(page, demo, patient, letter) {
  const addresses = [patient.email, patient.mobile].filter(Boolean);
  const before = new Date().toISOString();
  await page.goto(letter.links[0]);
  await page.locator("main form button.main, main form button").first().click();
  await page.waitForSelector("[name=code]");
  const passcode = await letterTo(demo, addresses, (m) => m.sent_at >= before && /\b\d{6}\b/.test(m.text));
  await page.fill("[name=code]", passcode.text.match(/\b\d{6}\b/)[0]);
  await page.fill("[name=birth_date]", patient.birth_date);
  await page.locator("main form button.main").first().click();
  await page.waitForURL(/\/messages\//);
}

/** Bytes of the page at `address` for somebody with this session, in a browser that was never here. */
export async function weight(browser, storageState, address) {
  const fresh = await tab(browser, { storageState });
  const network = await fresh.context().newCDPSession(fresh);
  await network.send("Network.enable");
  let bytes = 0;
  let look = 0;
  const looks = new Set();
  const hosts = new Set();
  network.on("Network.requestWillBeSent", ({ request, requestId }) => {
    hosts.add(new URL(request.url).host);
    // A clinic's own look has a budget of its own: it comes once a year, and its pictures after the page stands.
    if (new URL(request.url).pathname.startsWith("/look/")) looks.add(requestId);
  });
  network.on("Network.loadingFinished", ({ encodedDataLength, requestId }) => {
    if (looks.has(requestId)) look += encodedDataLength;
    else bytes += encodedDataLength;
  });
  await fresh.goto(address, { waitUntil: "load" });
  await fresh.waitForTimeout(1_500);
  await fresh.context().close();
  assert.deepEqual([...hosts], [new URL(address).host], "nothing comes from anybody else");
  assert.ok(look < 25_000, `the clinic's look: ${look} bytes`);
  return bytes;
}
