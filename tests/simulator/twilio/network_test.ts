import assert from "node:assert/strict";
import { DelayLine, seededRandom } from "../../../src/simulator/twilio/network.ts";

Deno.test("a link without delay delivers at once", () => {
  const got: number[] = [];
  const line = new DelayLine<number>({ delayMs: 0, jitterMs: 0 }, seededRandom(1), (item) => got.push(item));
  line.push(1);
  line.push(2);
  assert.deepEqual(got, [1, 2]);
  line.close();
  line.push(3);
  assert.deepEqual(got, [1, 2]);
});

Deno.test("a late and unsteady link delivers everything, in order, not before its time", async () => {
  const got: number[] = [];
  const startMs = performance.now();
  let firstMs = 0;
  await new Promise<void>((done) => {
    const line = new DelayLine<number>({ delayMs: 30, jitterMs: 40 }, seededRandom(7), (item) => {
      if (got.length === 0) firstMs = performance.now() - startMs;
      got.push(item);
      if (got.length === 50) done();
    });
    for (let item = 0; item < 50; item++) line.push(item);
  });
  assert.deepEqual(got, Array.from({ length: 50 }, (_, item) => item));
  assert.ok(firstMs >= 29, `first after ${firstMs} ms`);
});

Deno.test("a link that is closed loses what is under way, even while it delivers", async () => {
  const got: number[] = [];
  await new Promise<void>((done) => {
    const line = new DelayLine<number>({ delayMs: 5, jitterMs: 0 }, seededRandom(1), (item) => {
      got.push(item);
      line.close();
      done();
    });
    line.push(1);
    line.push(2);
  });
  assert.deepEqual(got, [1]);
});

Deno.test("the same seed gives the same network, another one another", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
  assert.ok(draw(3).every((number) => number >= 0 && number < 1));
});
