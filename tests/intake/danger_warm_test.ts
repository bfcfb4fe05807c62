/** The danger rules are made ready before the first call, and forget nothing and keep nothing from search to search. */

import assert from "node:assert/strict";
import { findDanger, wantsPerson, warmUpDanger } from "../../src/intake/danger.ts";

const SHOT = "he shot my brother";

Deno.test("the rules are compiled in many small steps, and find the same afterwards", () => {
  const before = findDanger(SHOT);
  assert.ok(before !== null);
  const steps = [...warmUpDanger()].length;
  assert.ok(steps > 30, `${steps} steps`);
  assert.deepEqual(findDanger(SHOT), before);
  assert.equal(wantsPerson("operator operator"), 2);
});

Deno.test("a search starts at the first word, wherever the one before it ended", () => {
  const late = `there is a car in my driveway and i do not know whose it is ${SHOT}`;
  for (const text of [late, SHOT, late, SHOT]) assert.ok(findDanger(text) !== null, text);
});
