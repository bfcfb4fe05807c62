/** One media stream over one socket: what is refused, what is carried, and that nothing else is touched. */

import assert from "node:assert/strict";
import { MARK, MEDIA, START, started, STREAM, Stream, types } from "./stream.ts";

Deno.test("a stream that is admitted carries its call's events, stamped by the call", () => {
  using stream = started();
  stream.receives(MEDIA);
  stream.receives({ event: "stop", streamSid: STREAM });
  assert.deepEqual(stream.starts, [{ streamSid: STREAM, callSid: "CA1", accountSid: "AC1", token: "t-1" }]);
  assert.deepEqual(stream.events[0], { type: "stream_started", atMs: 42, streamSid: STREAM });
  assert.deepEqual(types(stream), ["stream_started", "caller_audio", "stream_stopped"]);
  assert.equal(stream.events[1]?.atMs, 42);
  assert.deepEqual(stream.refusals, []);
});

Deno.test("the call's orders go out with the stream's name", () => {
  using stream = started();
  stream.carrier?.perform({ type: "clear" });
  assert.deepEqual(stream.wire.sent, [{ event: "clear", streamSid: STREAM }]);
});

Deno.test("the socket's end is told once, whatever ended it", () => {
  using stream = started();
  stream.wire.onerror?.();
  stream.wire.onclose?.({ code: 1006 });
  assert.deepEqual(stream.events.at(-1), { type: "stream_closed", atMs: 42, why: "socket error" });
  assert.equal(types(stream).filter((type) => type === "stream_closed").length, 1);
});

Deno.test("a call closes its own socket, once, and hears of it when it is closed", () => {
  using stream = started();
  stream.carrier?.close();
  stream.carrier?.close();
  assert.deepEqual(stream.wire.closedWith, [1000, undefined]);
  stream.carrier?.perform({ type: "clear" });
  stream.receives(MEDIA);
  assert.deepEqual([stream.wire.sent, types(stream)], [[], ["stream_started"]]);
  stream.wire.onclose?.({ code: 1000 });
  assert.deepEqual(types(stream), ["stream_started", "stream_closed"]);
});

Deno.test("a stream that the gate refuses is closed with the reason", () => {
  using stream = new Stream({ refused: "token_used" });
  stream.receives(START);
  assert.deepEqual(stream.wire.closedWith, [4403, "token_used"]);
  assert.deepEqual(stream.refusals, ["token_used"]);
});

Deno.test("messages before `start`, of another stream, and a second `start` are mistakes, not events", () => {
  using early = new Stream();
  early.receives(MEDIA);
  assert.deepEqual(early.refusals, ["before_start"]);

  using stream = started();
  stream.receives({ ...MEDIA, streamSid: "MZ2" });
  stream.receives({ ...MARK, streamSid: "MZ2" });
  stream.receives({ event: "stop", streamSid: "MZ2" });
  stream.receives(START);
  assert.deepEqual(stream.refusals, ["wrong_stream", "wrong_stream", "wrong_stream", "second_start"]);
  assert.deepEqual([types(stream), stream.starts.length], [["stream_started"], 1]);
  assert.equal(stream.wire.closedWith, null);
});

Deno.test("binary and broken messages are mistakes; unknown ones are counted only", () => {
  using stream = started();
  stream.receives(new ArrayBuffer(4));
  stream.receives("{");
  stream.receives({ event: "telepathy" });
  stream.receives(MEDIA);
  assert.deepEqual([stream.refusals, stream.unknown], [["binary", "json"], 1]);
  assert.equal(types(stream).at(-1), "caller_audio");
});

Deno.test("our own mistake closes this socket alone, and never leaves the handler", () => {
  const broken = new Error("broken");
  using stream = new Stream({
    now: () => 0,
    fault() {},
    event: () => {
      throw broken;
    },
  });
  stream.receives(START);
  assert.deepEqual(stream.wire.closedWith, [4400, "exception"]);
  assert.ok(stream.exceptions.length >= 1 && stream.exceptions.every((error) => error === broken));
});
