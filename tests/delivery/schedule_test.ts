import assert from "node:assert/strict";
import { nextAttemptMs, QUICK_ATTEMPTS, retryAfterMs, WAITS_MS } from "../../src/delivery/schedule.ts";
import { NOON_MS } from "../store/records.ts";

const S = 1_000;
const H = 3_600 * S;

Deno.test("a message is tried again after 1, 5, 15, 60 s, then 5 and 30 min, 2, 5, 10, 14, 20 and 24 h", () => {
  const waits = WAITS_MS.map((_, n) => nextAttemptMs(n + 1, null, NOON_MS, 0.5)! - NOON_MS);
  assert.deepEqual(waits.map((ms) => ms / S), [
    ...[1, 5, 15, 60],
    ...[300, 1_800],
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600),
  ]);
  assert.equal(WAITS_MS[QUICK_ATTEMPTS - 1], 60 * S);
});

Deno.test("after the last wait there is one more attempt, and then none", () => {
  assert.notEqual(nextAttemptMs(12, null, NOON_MS, 0.5), null);
  assert.equal(nextAttemptMs(13, null, NOON_MS, 0.5), null);
  assert.equal(nextAttemptMs(13, "5", NOON_MS, 0.5), null);
});

Deno.test("chance makes a wait up to a tenth shorter or longer", () => {
  assert.equal(nextAttemptMs(4, null, 0, 0), 54 * S);
  assert.equal(nextAttemptMs(4, null, 0, 1), 66 * S);
});

Deno.test("a receiver may ask for a later attempt, in seconds or by a date, but not for a sooner one", () => {
  assert.equal(nextAttemptMs(1, "120", NOON_MS, 0.5), NOON_MS + 120 * S);
  assert.equal(nextAttemptMs(1, "Tue, 24 Nov 2026 12:02:00 GMT", NOON_MS, 0.5), NOON_MS + 120 * S);
  assert.equal(nextAttemptMs(4, "2", NOON_MS, 0.5), NOON_MS + 60 * S);
});

Deno.test("what a receiver asks for is a day at most; what nobody can read is nothing", () => {
  assert.equal(retryAfterMs("999999", NOON_MS), 24 * H);
  assert.equal(retryAfterMs("Fri, 01 Jan 2100 00:00:00 GMT", NOON_MS), 24 * H);
  for (const header of [null, "", "soon", "-5", "Tue, 24 Nov 2026 11:00:00 GMT"]) {
    assert.equal(retryAfterMs(header, NOON_MS), 0, `${header}`);
  }
});
