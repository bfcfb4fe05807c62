import assert from "node:assert/strict";
import { Alarm, CATCH_UP_MS, STOOD_STILL_MS } from "../src/alarm.ts";

const now = () => performance.now();

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Holds the event loop. */
function standStill(ms: number): void {
  for (const untilMs = now() + ms; now() < untilMs;);
}

/** Two ends of a connection. */
async function connected() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [near, far] = await Promise.all([Deno.connect({ ...listener.addr, transport: "tcp" }), listener.accept()]);
  listener.close();
  const close = () => {
    near.close();
    far.close();
  };
  return { near, far, [Symbol.dispose]: close };
}

Deno.test("what a peer said while the process stood still is read before the alarm rings", async () => {
  using line = await connected();
  const order: string[] = [];
  const alarm = new Alarm(now, () => order.push("alarm"));
  const read = line.near.read(new Uint8Array(8)).then(() => order.push("word"));
  await wait(10);
  alarm.set(now() + 20);
  const written = line.far.write(Uint8Array.of(1));
  standStill(STOOD_STILL_MS + 60);
  await Promise.all([read, written, wait(5 * CATCH_UP_MS)]);
  assert.deepEqual(order, ["word", "alarm"]);
});

Deno.test("an alarm that was put off is not set back by what is read, and rings when the process stands still again", async () => {
  let rings = 0;
  const alarm = new Alarm(now, () => rings++);
  const dueMs = now() + 10;
  alarm.set(dueMs);
  standStill(STOOD_STILL_MS + 30);
  await wait(0);
  alarm.set(dueMs);
  standStill(STOOD_STILL_MS + 30);
  await wait(5);
  assert.equal(rings, 1);
});

Deno.test("an alarm keeps its time, stays at an earlier one, and is silent once cleared", async () => {
  const rings: number[] = [];
  const startedMs = now();
  const alarm = new Alarm(now, () => rings.push(now() - startedMs));
  alarm.set(startedMs + 30);
  alarm.set(startedMs + 5_000);
  await wait(60);
  assert.equal(rings.length, 1);
  assert.ok(rings[0]! >= 29, `${rings[0]} ms`);
  alarm.set(now() + 10);
  alarm.set(null);
  await wait(30);
  assert.equal(rings.length, 1);
});
