import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beyondGsm7, count, septets } from "../src/segments.ts";

type Case = { parts: [string, number][]; alphabet: string; units: number; segments: number; room: number; beyond: string };
// The figures that the server is held to, too.
const figures = JSON.parse(readFileSync("../tests/segments.json", "utf8")) as { basic: string; extended: string; texts: Case[] };

test("every character there is costs what the figures say", () => {
  const [basic, extended] = [new Set(figures.basic), new Set(figures.extended)];
  assert.equal(basic.size, 127);
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const one = String.fromCodePoint(code);
    assert.equal(septets(one), basic.has(one) ? 1 : extended.has(one) ? 2 : undefined, `U+${code.toString(16)}`);
  }
});

test("texts are counted as the networks count", () => {
  assert.ok(figures.texts.length > 20);
  for (const { parts, beyond, ...wanted } of figures.texts) {
    const text = parts.map(([words, times]) => words.repeat(times)).join("");
    assert.deepEqual(count(text), wanted, JSON.stringify(parts));
    assert.equal(beyondGsm7(text).join(""), beyond, JSON.stringify(parts));
  }
});
