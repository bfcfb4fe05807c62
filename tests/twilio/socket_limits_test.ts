/** What one media stream may send, and how much of ours it may leave unread, before it is closed. */

import assert from "node:assert/strict";
import {
  CARRIER_BUFFER_BYTES,
  CARRIER_BURST,
  CARRIER_MESSAGE_BYTES,
  CARRIER_MESSAGES_PER_S,
  CARRIER_MISTAKES,
} from "../../src/call/limits.ts";
import { MARK, START, started, Stream, types } from "./stream.ts";

Deno.test("so many mistakes are an attack: the stream is closed, and its call told", () => {
  using stream = started();
  for (let n = 1; n < CARRIER_MISTAKES; n++) stream.receives("{");
  assert.equal(stream.wire.closedWith, null);
  stream.receives("{");
  assert.deepEqual(stream.wire.closedWith, [4400, "too_many_mistakes"]);
  assert.deepEqual(types(stream), ["stream_started", "stream_closed"]);
  stream.receives("{");
  assert.equal(stream.refusals.length, CARRIER_MISTAKES + 1, "a closed stream is still read");
});

Deno.test("an oversized message is not parsed", () => {
  using stream = started();
  const fits = JSON.stringify(MARK);
  stream.receives(fits + " ".repeat(CARRIER_MESSAGE_BYTES - fits.length));
  assert.equal(types(stream).at(-1), "mark_returned");
  stream.receives(fits + " ".repeat(CARRIER_MESSAGE_BYTES - fits.length + 1));
  assert.deepEqual(stream.wire.closedWith, [4413, "oversized"]);
});

Deno.test("a burst is taken, a flood is not", () => {
  using stream = new Stream();
  stream.receives(START);
  for (let n = 1; n < CARRIER_BURST; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.receives(MARK);
  assert.deepEqual(stream.wire.closedWith, [4429, "flood"]);
  assert.equal(types(stream).at(-1), "stream_closed");
});

Deno.test("time earns new messages, up to a burst and no more", () => {
  using stream = new Stream();
  stream.receives(START);
  for (let n = 1; n < CARRIER_BURST; n++) stream.receives(MARK);
  stream.nowMs += 1_000;
  for (let n = 0; n < CARRIER_MESSAGES_PER_S; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.nowMs += 3_600_000;
  for (let n = 0; n < CARRIER_BURST; n++) stream.receives(MARK);
  assert.equal(stream.wire.closedWith, null);
  stream.receives(MARK);
  assert.deepEqual(stream.wire.closedWith, [4429, "flood"]);
});

Deno.test("a carrier that does not read is closed before it fills the memory", () => {
  using stream = started();
  stream.wire.bufferedAmount = CARRIER_BUFFER_BYTES;
  stream.carrier?.perform({ type: "clear" });
  assert.equal(stream.wire.closedWith, null);
  stream.wire.bufferedAmount++;
  stream.carrier?.perform({ type: "clear" });
  assert.deepEqual(stream.wire.closedWith, [4429, "not_reading"]);
  assert.deepEqual([stream.wire.sent.length, types(stream).at(-1)], [1, "stream_closed"]);
});
