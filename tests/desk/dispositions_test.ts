/** How a disposition is named. */

import assert from "node:assert/strict";
import { dispositionList, readDisposition } from "../../src/desk/dispositions.ts";

Deno.test("a disposition is a code or its words, in any case", () => {
  const meant: [string, string][] = [
    ["01", "01"],
    ["1", "01"],
    [" 22 ", "22"],
    ["Gone on arrival", "14"],
    ["GONE-ON-ARRIVAL", "14"],
    ["gone_on_arrival", "14"],
    ["canceled", "10"],
    ["Report taken.", "01"],
  ];
  for (const [text, code] of meant) assert.equal(readDisposition(text), code, text);
});

Deno.test("what is none of them is none", () => {
  for (const text of ["", "0", "99", "001", "gone", "constructor", "__proto__", "arrest citation"]) {
    assert.equal(readDisposition(text), null, text);
  }
});

Deno.test("the list has every code once, in order, and its own words are understood", () => {
  const entries = dispositionList().split(", ").map((entry) => entry.match(/^(\d\d) (.+)$/)!);
  const codes = entries.map(([, code]) => code!);
  assert.deepEqual(codes, [...new Set(codes)].sort());
  for (const [, code, words] of entries) assert.equal(readDisposition(words!), code!);
});
