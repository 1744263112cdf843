import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, say, size } from "../src/words.ts";

function page(lang: string, words = ""): void {
  const documentElement = { lang, dataset: { zone: "America/Toronto" } };
  Object.assign(globalThis, { document: { documentElement, getElementById: () => (words ? { textContent: words } : null) } });
}

test("times of day read as the server writes them", () => {
  const afternoon = Date.UTC(2026, 5, 10, 18, 44);
  const midnight = Date.UTC(2026, 5, 10, 4, 5);
  page("en");
  assert.deepEqual([clock(afternoon), clock(midnight)], ["2:44 pm", "12:05 am"]);
  page("fr");
  assert.deepEqual([clock(afternoon), clock(midnight)], ["14 h 44", "0 h 05"]);
});

test("sizes read as the server writes them", () => {
  page("en");
  assert.deepEqual([512, 84_000, 1_240_000, 25_000_000, 999_600].map(size), ["512 bytes", "84 KB", "1.2 MB", "25 MB", "1 MB"]);
  page("fr");
  assert.equal(size(1_240_000), "1,2 Mo");
});

test("the page's words come first, and their blanks are filled in", () => {
  page("fr", '{"saved":"Brouillon enregistré à {time}"}');
  assert.equal(say("saved", { time: "14 h 44" }), "Brouillon enregistré à 14 h 44");
  assert.equal(say("fresh", { n: 3 }), "3 new");
});
