/** Lines in, the bytes of a file out. */

import assert from "node:assert/strict";
import { LineBuffer } from "../src/line_buffer.ts";

Deno.test("lines come out as UTF-8, each with its end, beyond the first room too", () => {
  const buffer = new LineBuffer();
  const lines = ["", "{}", "é→😀", "ascii, then é", "x".repeat(20_000), "→".repeat(20_000), "end"];
  for (const line of lines) buffer.add(line);
  const text = lines.map((line) => `${line}\n`).join("");
  assert.equal(buffer.length, new TextEncoder().encode(text).length);
  assert.equal(new TextDecoder().decode(buffer.take()), text);
  assert.equal(buffer.length, 0);
});

Deno.test("what was taken stays as it is while the next lines come", () => {
  const buffer = new LineBuffer();
  buffer.add("first");
  const taken = buffer.take();
  buffer.add("second");
  assert.equal(new TextDecoder().decode(taken), "first\n");
  assert.equal(new TextDecoder().decode(buffer.take()), "second\n");
});
