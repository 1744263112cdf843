import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const out = mkdtempSync(join(tmpdir(), "web-budget-"));
execFileSync(process.execPath, ["build.mjs", out]);
after(() => rmSync(out, { recursive: true }));
const names = new Map(readFileSync(join(out, "manifest.txt"), "utf8").trim().split("\n").map((line) => line.split("\t") as [string, string]));

/** Compressed bytes of the files and of all that their scripts import, with or without what is imported only when wanted. */
function load(constants: string[], lazily: string[] = []): number {
  const wanted = new Set(constants.map((constant) => names.get(constant) ?? assert.fail(constant)));
  for (const name of wanted) {
    const text = readFileSync(join(out, name), "utf8");
    for (const [, imported] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)) wanted.add(imported ?? "");
    for (const [, imported] of text.matchAll(/import\("\.\/([\w-]+\.js)"\)/g)) {
      if (lazily.some((stem) => imported?.startsWith(`${stem}-`))) wanted.add(imported ?? "");
    }
  }
  return [...wanted].reduce((sum, name) => sum + statSync(join(out, `${name}.br`)).size, 0);
}

test("a patient's first load leaves 5 KB of 25 for the page", () => {
  assert.ok(load(["PORTAL_CSS", "PORTAL_JS", "ICONS_SVG"], ["autosave", "upload"]) < 20_000);
});

test("the staff inbox leaves 15 KB of 60 for the page", () => {
  assert.ok(load(["STAFF_CSS", "STAFF_JS", "ICONS_SVG"]) < 45_000);
});

test("compose with the editor leaves 20 KB of 220 for the page", () => {
  const all = load(["STAFF_CSS", "STAFF_JS", "COMPOSE_JS", "ICONS_SVG"], ["editor"]);
  assert.ok(all > 100_000 && all < 200_000, String(all));
});
