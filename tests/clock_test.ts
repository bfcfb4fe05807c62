/** The two clocks. */

import assert from "node:assert/strict";
import { systemClock } from "../src/clock.ts";

Deno.test("the wall's date at a steady moment is the date of that moment", () => {
  const clock = systemClock();
  const nowMs = clock.now();
  // Both clocks are read one after the other: they differ by that, and by the wall's whole milliseconds.
  assert.ok(Math.abs(clock.wallAt(nowMs).getTime() - Date.now()) < 1_000);
  assert.equal(clock.wallAt(nowMs + 1_500).getTime() - clock.wallAt(nowMs).getTime(), 1_500);
});

Deno.test("the steady clock never goes back", () => {
  const clock = systemClock();
  let beforeMs = clock.now();
  for (let n = 0; n < 1_000; n++) {
    const nowMs = clock.now();
    assert.ok(nowMs >= beforeMs);
    beforeMs = nowMs;
  }
});
