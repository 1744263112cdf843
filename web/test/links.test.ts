import assert from "node:assert/strict";
import { test } from "node:test";
import { address } from "../src/links.ts";

test("a typed address becomes https, mailto or tel", () => {
  const cases: [string, string][] = [
    ["https://example.org/a?b=1#c", "https://example.org/a?b=1#c"],
    ["example.org", "https://example.org/"],
    ["  www.example.org/forms ", "https://www.example.org/forms"],
    ["example.org:8443/x", "https://example.org:8443/x"],
    ["clinic@example.org", "mailto:clinic@example.org"],
    ["mailto:clinic@example.org", "mailto:clinic@example.org"],
    ["+1 (613) 555-0100", "tel:+16135550100"],
    ["tel:613.555.0100", "tel:6135550100"],
    ["bücher.example", "https://xn--bcher-kva.example/"],
  ];
  for (const [typed, href] of cases) assert.equal(address(typed), href, typed);
});

test("what is no such address is refused", () => {
  const refused = [
    "", "hello", "two words", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://example.org", "ftp://example.org",
    "https://user:pass@example.org", "mailto:nobody", "https://", "file:///etc/passwd", "1.5", "https://10", "java\tscript:alert(1)", "//example .org",
  ];
  for (const typed of refused) assert.equal(address(typed), null, typed);
});
