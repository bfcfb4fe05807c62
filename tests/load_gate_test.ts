import assert from "node:assert/strict";
import { LagGate, WriteGate } from "../src/load_gate.ts";

/** Timers of 250 ms, each so late, for so long; returns the time after them. */
function run(gate: LagGate, fromMs: number, forMs: number, lateMs: number): number {
  let atMs = fromMs;
  while (atMs < fromMs + forMs) {
    atMs += 250 + lateMs;
    gate.lagged(lateMs, atMs);
  }
  return atMs;
}

Deno.test("the gate closes when the process lags for long, not when it stood still once", () => {
  const gate = new LagGate();
  let atMs = run(gate, 0, 5_000, 20);
  assert.equal(gate.isClosed, false);
  gate.lagged(1_200, atMs += 1_450);
  atMs = run(gate, atMs, 4_000, 5);
  assert.equal(gate.isClosed, false, "one pause of 1.2 s");
  atMs = run(gate, atMs, 10_000, 120);
  assert.equal(gate.isClosed, false, "120 ms are heard by nobody");
  run(gate, atMs, 4_500, 200);
  assert.equal(gate.isClosed, true);
});

Deno.test("two seconds of standing still in four close it, however few timers tell of it", () => {
  const gate = new LagGate();
  gate.lagged(2_000, 2_250);
  assert.equal(gate.isClosed, true);
});

Deno.test("it opens after three calm seconds, and not between two bursts", () => {
  const gate = new LagGate();
  let atMs = run(gate, 0, 5_000, 300);
  assert.equal(gate.isClosed, true);
  atMs = run(gate, atMs, 3_000, 10);
  assert.equal(gate.isClosed, true, "the window still holds the burst at first");
  atMs = run(gate, atMs, 1_000, 400);
  atMs = run(gate, atMs, 2_500, 10);
  assert.equal(gate.isClosed, true);
  run(gate, atMs, 5_500, 10);
  assert.equal(gate.isClosed, false);
});

Deno.test("three failed writes in a row close the gate for 15 s; then one that fails closes it again", () => {
  const gate = new WriteGate();
  gate.failed(0);
  gate.failed(10);
  gate.succeeded();
  gate.failed(20);
  gate.failed(30);
  assert.equal(gate.isClosed(30), false);
  gate.failed(40);
  assert.deepEqual([gate.isClosed(40), gate.isClosed(15_039), gate.isClosed(15_040)], [true, true, false]);
  gate.failed(15_100);
  assert.equal(gate.isClosed(20_000), true);
  gate.succeeded();
  assert.equal(gate.isClosed(20_001), false);
});
