/** Bytes in, the same bytes out, in whatever portions. */

import assert from "node:assert/strict";
import { ByteQueue } from "../../src/audio/byte_queue.ts";

Deno.test("what is pushed comes out in order, in any portions, beyond the first room too", () => {
  const queue = new ByteQueue();
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < 2_000; i++) {
    const piece = Uint8Array.from({ length: i * 7 % 331 }, () => next++ & 255);
    queue.push(piece);
    out.push(...queue.take(i * 5 % 293));
  }
  while (queue.length > 0) out.push(...queue.take(10_000));
  assert.equal(out.length, next);
  assert.equal(out.findIndex((byte, at) => byte !== (at & 255)), -1);
});

Deno.test("more than there is cannot be taken, and a filled stretch is part of the order", () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1, 2));
  queue.fill(9, 3);
  queue.push(Uint8Array.of(4));
  assert.equal(queue.length, 6);
  assert.deepEqual([...queue.take(100)], [1, 2, 9, 9, 9, 4]);
  assert.deepEqual([...queue.take(1)], []);
});

Deno.test("what was cleared does not come back", () => {
  const queue = new ByteQueue();
  queue.fill(1, 100_000);
  queue.clear();
  assert.equal(queue.length, 0);
  queue.fill(2, 2);
  assert.deepEqual([...queue.take(9)], [2, 2]);
});
