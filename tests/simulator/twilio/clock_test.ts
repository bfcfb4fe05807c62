import assert from "node:assert/strict";
import { startTicking } from "../../../src/simulator/twilio/clock.ts";

Deno.test("a clock that was held up catches up, never ticks early, and stops from within a tick", async () => {
  const startMs = performance.now();
  const tickedMs: number[] = [];
  await new Promise<void>((done) => {
    const stop = startTicking(10, () => {
      tickedMs.push(performance.now() - startMs);
      if (tickedMs.length === 3) { while (performance.now() - startMs < 100); }
      if (tickedMs.length === 15) {
        stop();
        done();
      }
    });
  });
  tickedMs.forEach((ms, tick) => assert.ok(ms >= tick * 10 - 1, `tick ${tick} came at ${ms} ms`));
  assert.ok((tickedMs[10] ?? 0) < 125, `tick 10 was due at 100 ms and came at ${tickedMs[10]} ms`);
  assert.equal(tickedMs.length, 15);
});
